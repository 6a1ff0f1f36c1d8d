/* The cast's life: bookings, visits and decisions, in the order in which they happened. */
#include "features/demo/demo_parts.h"

#include <stdlib.h>

enum { STEPS_MAX = 200, RUNNING_MINUTES = 10 };

/* Something that happened at an instant. */
struct step {
    int64_t at;
    int index; /* of equal instants the earlier written goes first */
    enum err (*run)(struct maker *m, const void *what, struct event *event);
    const void *what;
    struct event *event; /* of a visit: what its booking made */
    const char *operation;
    const char *by;
};
struct steps {
    struct step items[STEPS_MAX];
    int count;
};

static void add(struct steps *steps, struct step step)
{
    assert(steps->count < STEPS_MAX);
    step.index = steps->count;
    steps->items[steps->count++] = step;
}

static int in_order(const void *a, const void *b)
{
    const struct step *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->index - y->index;
}

/* ------------------------------------------------------------------ clients */

MUST_CHECK static enum err add_pets(struct maker *m, const struct demo_client *client, struct client_id id)
{
    for (size_t i = 0; i < ARRAY_SIZE(client->pets) && client->pets[i].name; i++) {
        const struct demo_pet *table = &client->pets[i];
        struct pet pet = {.client = id,
                          .name = str_from(table->name),
                          .kind = str_from(table->kind),
                          .breed = str_from(table->breed),
                          .sex = table->sex,
                          .feeding = str_from(table->feeding),
                          .medication = str_from(table->medication),
                          .behaviour = str_from(table->behaviour)};

        TRY(pet_create(&m->cx, m->tx, m->g, &pet));
    }
    return OK;
}

enum err demo_add_client(struct maker *m, const struct demo_client *table, struct str email, struct client_id *ret)
{
    struct client client = {.name = str_from(table->name),
                            .status = CLIENT_ACTIVE,
                            .street = str_from(table->street),
                            .city = str_from(table->city),
                            .region = str_from(table->region),
                            .postal_code = str_from(table->postal_code),
                            .country = str_from(table->country),
                            .visit_notes = str_from(table->visit_notes),
                            .office_notes = str_from(table->office_notes)};
    struct contact_line phone = {STR("mobile"), str_from(table->phone)}, address = {STR(""), email};
    struct contact contact = {.name = str_from(table->contact), .phones = {&phone, 1}, .emails = {&address, 1}};

    TRY(client_create(&m->cx, m->tx, m->g, &client));
    TRY(contact_create(&m->cx, m->tx, m->g, client.id, &contact));
    *ret = client.id;
    return add_pets(m, table, client.id);
}

/* ------------------------------------------------------------------ visits */

static int64_t visit_start(const struct maker *m, const struct demo_visit *visit)
{
    if (visit->end == DEMO_RUNNING)
        return m->now / SECOND_US * SECOND_US - RUNNING_MINUTES * MINUTE_US;
    return maker_at(m, visit->day, visit->minute);
}

MUST_CHECK static enum err book(struct maker *m, const void *what, struct event *event)
{
    const struct demo_visit *visit = what;
    const struct demo_service *service = &m->script->services[visit->service];
    int64_t starts_at = visit_start(m, visit);

    *event = (struct event){.client = maker_client(m, visit->client),
                            .staff = maker_staff(m, visit->staff),
                            .service = m->services[visit->service],
                            .starts_at = starts_at,
                            .ends_at = starts_at + service->minutes * MINUTE_US,
                            .status = EVENT_SCHEDULED,
                            .price_minor = service->price_minor,
                            .origin = ORIGIN_BY_HAND,
                            .service_name = str_from(service->name)};
    audit_about(&m->cx, event->staff, event->client);
    return event_create(&m->cx, m->tx, m->g, event, NULL, 0);
}

MUST_CHECK static enum err move(struct maker *m, struct event *event, enum event_status to, struct str message)
{
    audit_about(&m->cx, event->staff, event->client);
    TRY(event_set_status(&m->cx, m->tx, m->g, event, to, message));
    event->status = to;
    return OK;
}

MUST_CHECK static enum err begin_visit(struct maker *m, const void *what, struct event *event)
{
    (void)what;
    return move(m, event, EVENT_IN_PROGRESS, (struct str){0});
}

MUST_CHECK static enum err end_visit(struct maker *m, const void *what, struct event *event)
{
    const struct demo_visit *visit = what;

    if (visit->end == DEMO_CANCELLED)
        return move(m, event, EVENT_CANCELLED, (struct str){0});
    if (visit->day < 0) { /* as it was: begun when planned, ended when planned */
        event->started_at = event->starts_at;
        return move(m, event, EVENT_COMPLETED, STR("All went well, fresh water is out."));
    }
    return move(m, event, EVENT_COMPLETED, STR("Came a few days early, as agreed by telephone."));
}

static void add_visit(const struct maker *m, struct steps *steps, const struct demo_visit *visit)
{
    struct event *event = arena_new(m->arena, struct event);
    int64_t starts_at = visit_start(m, visit);
    int64_t booked_at = maker_at(m, -visit->booked, 10 * 60 + steps->count);
    int64_t ended_at = visit->day < 0 ? starts_at + m->script->services[visit->service].minutes * MINUTE_US
                                      : maker_at(m, -1, 15 * 60 + steps->count);

    add(steps, (struct step){booked_at, 0, book, visit, event, "events.create", visit->by});
    if (visit->end == DEMO_RUNNING)
        add(steps, (struct step){starts_at, 0, begin_visit, visit, event, "events.start", visit->staff});
    else if (visit->end == DEMO_CANCELLED)
        add(steps, (struct step){ended_at, 0, end_visit, visit, event, "events.update", visit->by});
    else if (visit->end == DEMO_COMPLETED)
        add(steps, (struct step){ended_at, 0, end_visit, visit, event, "events.complete", visit->staff});
}

/* ------------------------------------------------------------------ decisions */

MUST_CHECK static enum err decide(struct maker *m, const void *what, struct event *event)
{
    const struct demo_decision *decision = what;
    struct staff_id staff = maker_staff(m, decision->staff);
    struct client_id client = maker_client(m, decision->client);
    struct relation removal = {.staff = staff,
                               .client = client,
                               .removal_reason = str_from(decision->reason),
                               .removal_severity = decision->severity,
                               .review_on = decision->review_in ? m->today + decision->review_in : 0};

    (void)event;
    audit_about(&m->cx, staff, client);
    audit_reason(&m->cx, str_from(decision->reason));
    if (decision->kind == DEMO_PREFER)
        return relation_prefer(&m->cx, m->tx, m->g, staff, client, decision->position);
    if (decision->kind == DEMO_NOT)
        return relation_do_not_schedule(&m->cx, m->tx, m->g, staff, client, true, str_from(decision->reason));
    return relation_remove_access(&m->cx, m->tx, m->g, &removal);
}

static const char *decision_operation(enum demo_decided kind)
{
    return kind == DEMO_PREFER ? "access.prefer" : kind == DEMO_NOT ? "access.do_not_schedule" : "access.switch";
}

MUST_CHECK static enum err repeat(struct maker *m, const void *what, struct event *event)
{
    const struct demo_template *table = what;
    int32_t monday = m->today + 8 - day_weekday(m->today);
    struct template template = {.client = maker_client(m, table->client),
                                .name = str_from(table->name),
                                .billing = BILLING_WEEKLY,
                                .every_weeks = 1,
                                .first_day = monday,
                                .approve_days_before = -1,
                                .status = TEMPLATE_ACTIVE};
    struct template_line line = {.client = template.client,
                                 .service = m->services[table->service],
                                 .staff = maker_staff(m, table->staff),
                                 .weekdays = table->weekdays,
                                 .minute_of_day = table->minute,
                                 .from_day = monday};

    (void)event;
    audit_about(&m->cx, line.staff, line.client);
    TRY(template_create(&m->cx, m->tx, m->g, &template));
    line.template = template.id;
    return template_line_create(&m->cx, m->tx, m->g, &line, NULL, 0);
}

MUST_CHECK static enum err leave(struct maker *m, const void *what, struct event *event)
{
    const struct demo_leaver *leaver = what;

    (void)event;
    for (int i = 0; i < m->script->company->person_count; i++) {
        if (strcmp(m->script->company->people[i].key, leaver->staff) == 0)
            return demo_make_inactive(m, m->staff[i], m->script->company->people[i].role);
    }
    return OK;
}

/* ------------------------------------------------------------------ people */

struct str demo_email(const struct maker *m, const char *key)
{
    return arena_format(m->arena, "%s@%s", key, m->script->company->domain);
}

enum err demo_arrive(struct maker *m, int index)
{
    const struct demo_person *person = &m->script->company->people[index];
    bool invited = person->status == STAFF_INVITED;
    const struct new_person added = {
        .name = str_from(person->name),
        .email = demo_email(m, person->key),
        .role = person->role,
        .status = invited ? STAFF_INVITED : STAFF_ACTIVE, /* who left was there first */
        .password_hash = invited ? (struct str){0} : m->password_hash,
    };

    TRY(demo_add_person(m, &added, &m->staff[index]));
    audit_about(&m->cx, m->staff[index], (struct client_id){0});
    return OK;
}

MUST_CHECK static enum err invite(struct maker *m, const void *what, struct event *event)
{
    const struct demo_person *person = what;

    (void)event;
    return demo_arrive(m, (int)(person - m->script->company->people));
}

/* ------------------------------------------------------------------ an access review (ROL-306) */

enum { REVIEW_DAYS = 9, USED_DAYS = 12, DORMANT_DAYS = 120 };

SQL(demo_came_in, "UPDATE staff SET last_sign_in_at = $2 WHERE company_id = $1 AND status = $3");
SQL(demo_came_last, "UPDATE staff SET last_sign_in_at = $2 WHERE company_id = $1 AND id = $3");

/* What everybody used lately: most of what they may, so that something is left to ask about. */
MUST_CHECK static enum err use(struct maker *m)
{
    int people = picture_person_count(m->g->picture), count = 0;
    struct use *uses = arena_array(m->arena, struct use, (size_t)people * PERMISSION__MAX + 1);
    int32_t first = (int32_t)(maker_at(m, -FOUNDED_DAYS, 0) / DAY_US), last = (int32_t)(m->now / DAY_US) - USED_DAYS;

    for (int i = 0; i < people; i++) {
        const struct person *person = picture_person_at(m->g->picture, i);

        for (int p = PERMISSION__NONE + 1; p < PERMISSION__MAX; p++) {
            if ((i * 7 + p * 5) % 4 != 0 && picture_holds(m->g->picture, person, (enum permission)p, m->now, NULL))
                uses[count++] = (struct use){m->made.company, person->id, (enum permission)p, last};
        }
    }
    /* The first day that is written is the one since when use is noted. */
    TRY(uses_write(m->tx, &(struct use){m->made.company, m->made.owner, PERMISSION_manage_permissions, first}, 1));
    return uses_write(m->tx, uses, count);
}

/* The last of the cast who is active has not come in for long. */
static struct staff_id dormant(const struct maker *m)
{
    int last = 0;

    for (int i = 0; i < m->script->company->person_count; i++) {
        if (m->script->company->people[i].status == STAFF_ACTIVE)
            last = i;
    }
    return m->staff[last];
}

MUST_CHECK static enum err review(struct maker *m, const void *what, struct event *event)
{
    int64_t id;

    (void)what, (void)event;
    TRY(maker_look(m));
    TRY(use(m));
    TRY(EXECUTE(m->tx, &demo_came_in, NULL, SQL_INT(m->made.company.n), SQL_INT(maker_at(m, -USED_DAYS, 9 * 60)),
                SQL_INT(STAFF_ACTIVE)));
    TRY(EXECUTE(m->tx, &demo_came_last, NULL, SQL_INT(m->made.company.n), SQL_INT(maker_at(m, -DORMANT_DAYS, 9 * 60)),
                SQL_INT(dormant(m).n)));
    return review_begin(&m->cx, m->tx, m->g, &id);
}

/* ------------------------------------------------------------------ all in order */

static void collect(const struct maker *m, struct steps *steps)
{
    const struct demo_script *script = m->script;

    for (int i = 0; i < script->visit_count; i++)
        add_visit(m, steps, &script->visits[i]);
    for (int i = 0; i < script->decision_count; i++) {
        const struct demo_decision *decision = &script->decisions[i];

        add(steps, (struct step){maker_at(m, -decision->days, 14 * 60 + i), 0, decide, decision, NULL,
                                 decision_operation(decision->kind), decision->by});
    }
    for (int i = 0; i < script->template_count; i++)
        add(steps, (struct step){maker_at(m, -script->templates[i].days, 16 * 60 + i), 0, repeat, &script->templates[i],
                                 NULL, "templates.create", script->templates[i].by});
    for (int i = 0; i < script->leaver_count; i++)
        add(steps, (struct step){maker_at(m, -script->leavers[i].days, 17 * 60 + i), 0, leave, &script->leavers[i],
                                 NULL, "staff.make_inactive", script->leavers[i].by});
    for (int i = 0; i < script->company->person_count; i++) {
        const struct demo_person *person = &script->company->people[i];

        if (person->status == STAFF_INVITED)
            add(steps, (struct step){maker_at(m, -2, 11 * 60 + i), 0, invite, person, NULL, "staff.create",
                                     script->company->people[0].key});
    }
    add(steps, (struct step){maker_at(m, -REVIEW_DAYS, 9 * 60), 0, review, NULL, NULL, "reviews.begin",
                             script->company->people[0].key});
    qsort(steps->items, (size_t)steps->count, sizeof(*steps->items), in_order);
}

enum err demo_live(struct maker *m)
{
    struct steps *steps = arena_new(m->arena, struct steps);

    collect(m, steps);
    for (int i = 0; i < steps->count; i++) {
        const struct step *step = &steps->items[i];

        if (m->crowd)
            TRY(crowd_until(m, step->at));
        TRY(maker_begin(m, step->operation, maker_staff(m, step->by), step->at));
        TRY(step->run(m, step->what, step->event));
        TRY(maker_end(m));
    }
    return m->crowd ? crowd_until(m, m->now) : OK;
}
