/* The crowd around the cast: people, clients and three years of visits, the same for the same seed. It never touches
 * the cast's clients and people. */
#include "features/demo/demo_names.h"
#include "features/demo/demo_parts.h"

enum {
    CROWD_CLIENTS = 300,
    CLIENTS_AN_ACT = 50,
    FIRST_DAY = -1100, /* of visits */
    SPAN_DAYS = 28,    /* lived in one act */
    EVENING = 20 * 60,
    FUTURE_DAYS = 14,
    BARRED_MAX = 40,
    TEMPLATE_EVERY = 6,
    EVENTS_MAX = 1000, /* of one span: it has some 400 */
    LAST_HOURS = 4,    /* what was done today was done so many hours ago */
    SLOT_MINUTES = 95, /* between the beginnings of one person's visits */
};
#define SEED UINT64_C(0x9e3779b97f4a7c15)

struct crowd {
    uint64_t state;
    const struct demo_names *names;
    struct staff_id staff[DEMO_STAFF];
    int roles[DEMO_STAFF];
    int goes[DEMO_STAFF]; /* those who visit, as indexes of staff */
    int going;
    struct client_id clients[CROWD_CLIENTS];
    struct barred { /* pairs that were parted */
        int staff, client;
    } barred[BARRED_MAX];
    int barred_count;
    int day; /* everything before it was lived */
    bool finished;
    struct event events[EVENTS_MAX]; /* of the act under way */
    int event_count;
};

/* ------------------------------------------------------------------ chance */

/* Vigna's xorshift64*. */
static uint64_t next(struct crowd *crowd)
{
    crowd->state ^= crowd->state >> 12;
    crowd->state ^= crowd->state << 25;
    crowd->state ^= crowd->state >> 27;
    return crowd->state * UINT64_C(2685821657736338717);
}

static int below(struct crowd *crowd, int limit)
{
    return (int)((next(crowd) >> 33) % (uint64_t)limit);
}

static bool chance(struct crowd *crowd, int percent)
{
    return below(crowd, 100) < percent;
}

/* ------------------------------------------------------------------ people */

static int role_of(const struct maker *m, int index)
{
    if (m->script->company->scheme == SCHEME_FACILITY)
        return index < 7 ? ROLE_SERVICE_PERFORMER : ROLE_SERVICE_SUPPORTER;
    if (index == 0)
        return ROLE_OFFICE_MANAGER;
    return index < 10 ? ROLE_STAFF : ROLE_TRAINEE;
}

MUST_CHECK static enum err add_staff(struct maker *m, struct crowd *crowd)
{
    for (int i = 0; i < DEMO_STAFF; i++) {
        struct new_person person = {.name = str_from(crowd->names->staff[i].name),
                                    .email = demo_email(m, crowd->names->staff[i].key),
                                    .phone = arena_format(m->arena, "%s%04d", m->script->place->phone_prefix, 900 + i),
                                    .role = role_of(m, i),
                                    .status = STAFF_ACTIVE,
                                    .password_hash = m->password_hash};

        TRY(maker_begin(m, "staff.create", m->made.owner, maker_at(m, FIRST_DAY - 20, 9 * 60 + i)));
        TRY(demo_add_person(m, &person, &crowd->staff[i]));
        audit_about(&m->cx, crowd->staff[i], (struct client_id){0});
        TRY(maker_end(m));
        crowd->roles[i] = person.role;
        if (person.role == ROLE_STAFF || person.role == ROLE_TRAINEE || person.role == ROLE_SERVICE_PERFORMER)
            crowd->goes[crowd->going++] = i;
    }
    return maker_look(m);
}

/* ------------------------------------------------------------------ clients */

static int primary(const struct crowd *crowd, int client)
{
    return crowd->goes[client % crowd->going];
}

static void invent_pets(struct crowd *crowd, struct demo_client *client)
{
    static const char *const habits[] = {"",
                                         "",
                                         "",
                                         "Pulls at the start",
                                         "Shy with strangers",
                                         "Loves the sprinkler",
                                         "Barks at mail carriers",
                                         "Must not meet the neighbour's cat"};
    static const char *const meals[] = {"", "One cup at noon", "Half a can, evenings", "Dry food, always out",
                                        "Own food in the pantry"};
    int count = chance(crowd, 60) ? 1 : chance(crowd, 75) ? 2 : 3;

    for (int i = 0; i < count; i++) {
        const struct demo_breed *breed = &demo_breeds[below(crowd, DEMO_BREEDS)];

        client->pets[i] = (struct demo_pet){
            .name = demo_pet_names[below(crowd, DEMO_PET_NAMES)],
            .kind = breed->kind,
            .breed = breed->breed,
            .feeding = meals[below(crowd, ARRAY_SIZE(meals))],
            .medication = chance(crowd, 8) ? "One tablet with food" : "",
            .behaviour = habits[below(crowd, ARRAY_SIZE(habits))],
            .sex = chance(crowd, 50) ? PET_FEMALE : PET_MALE,
        };
    }
}

MUST_CHECK static enum err add_client(struct maker *m, struct crowd *crowd, int index)
{
    static const char *const notes[] = {"",
                                        "Spare towel hangs by the door.",
                                        "Alarm is off on weekdays.",
                                        "Please bring in the mail.",
                                        "Parking behind the house.",
                                        "Water the basil, thank you!"};
    const struct demo_place *place = m->script->place;
    const char *surname = crowd->names->surnames[index % DEMO_SURNAMES];
    const char *first = crowd->names->first[(index * 7 + index / DEMO_SURNAMES) % DEMO_FIRST_NAMES];
    struct arena *arena = &m->scratch;
    struct str email = arena_format(arena, "household%d@mail.example", index + 1);
    struct demo_client client = {
        .name = arena_format(arena, "%s, %s", surname, first).p,
        .street =
            arena_format(arena, "%d %s", 1 + below(crowd, 240), place->streets[below(crowd, place->street_count)]).p,
        .city = place->city,
        .region = place->region,
        .postal_code = arena_format(arena, "%s%02d", place->postal_prefix, below(crowd, 12)).p,
        .country = place->country,
        .contact = arena_format(arena, "%s %s", first, surname).p,
        .phone = arena_format(arena, "%s%04d", place->phone_prefix, 1000 + index).p,
        .visit_notes = notes[below(crowd, ARRAY_SIZE(notes))],
        .office_notes = "",
    };

    invent_pets(crowd, &client);
    return demo_add_client(m, &client, email, &crowd->clients[index]);
}

MUST_CHECK static enum err add_clients(struct maker *m, struct crowd *crowd)
{
    for (int i = 0; i < CROWD_CLIENTS; i++) {
        if (i % CLIENTS_AN_ACT == 0)
            TRY(maker_begin(m, "clients.import", m->made.owner, maker_at(m, FIRST_DAY - 15, 9 * 60 + i)));
        TRY(add_client(m, crowd, i));
        audit_about(&m->cx, (struct staff_id){0}, (struct client_id){0});
        if (i % CLIENTS_AN_ACT == CLIENTS_AN_ACT - 1)
            TRY(maker_end(m));
    }
    return OK;
}

MUST_CHECK static enum err prefer_some(struct maker *m, struct crowd *crowd)
{
    TRY(maker_begin(m, "clients.import", m->made.owner, maker_at(m, FIRST_DAY - 14, 9 * 60)));
    for (int i = 0; i < CROWD_CLIENTS; i++) {
        if (chance(crowd, 40))
            TRY(relation_prefer(&m->cx, m->tx, m->g, crowd->staff[primary(crowd, i)], crowd->clients[i], 1));
    }
    return maker_end(m);
}

enum err crowd_begin(struct maker *m)
{
    struct crowd *crowd = arena_new(m->arena, struct crowd);

    crowd->names = m->script->company->scheme == SCHEME_FACILITY ? &demo_names_de : &demo_names_us;
    crowd->state = SEED ^ (uint64_t)m->script->company->scheme;
    crowd->day = FIRST_DAY;
    m->crowd = crowd;
    TRY(add_staff(m, crowd));
    TRY(add_clients(m, crowd));
    return prefer_some(m, crowd);
}

/* ------------------------------------------------------------------ visits */

static bool parted(const struct crowd *crowd, int staff, int client)
{
    for (int i = 0; i < crowd->barred_count; i++) {
        if (crowd->barred[i].staff == staff && crowd->barred[i].client == client)
            return true;
    }
    return false;
}

static bool has_template(int client)
{
    return client % TEMPLATE_EVERY == 0;
}

/* Mostly one's own clients; -1: this time nobody. */
static int pick_client(struct crowd *crowd, int staff, bool future)
{
    int client = below(crowd, CROWD_CLIENTS);

    for (int i = 0; i < crowd->going && chance(crowd, 90) && primary(crowd, client) != staff; i++)
        client = (client + 1) % CROWD_CLIENTS;
    return parted(crowd, staff, client) || (future && has_template(client)) ? -1 : client;
}

static enum event_status status_of(const struct maker *m, struct crowd *crowd, int64_t ends_at)
{
    if (chance(crowd, 4))
        return EVENT_CANCELLED;
    return ends_at > m->now ? EVENT_SCHEDULED : EVENT_COMPLETED;
}

static void add_visit(struct maker *m, struct crowd *crowd, int staff, int day, int slot)
{
    static const char *const messages[] = {"",
                                           "",
                                           "Good visit, all calm.",
                                           "A long walk and a nap.",
                                           "Ate everything.",
                                           "Met a friend on the way.",
                                           "Rain, so a short round and much play."};
    int client = pick_client(crowd, staff, day >= 0);
    int service = below(crowd, DEMO_SERVICES - 1); /* not the nights */
    const struct demo_service *sold = &m->script->services[service];
    int64_t starts_at = maker_at(m, day, 8 * 60 + slot * SLOT_MINUTES + below(crowd, 6) * 5);
    int64_t ends_at = starts_at + sold->minutes * MINUTE_US;
    const char *message = messages[below(crowd, ARRAY_SIZE(messages))];
    struct event *event = &crowd->events[crowd->event_count];

    if (client < 0 || crowd->event_count == EVENTS_MAX || (starts_at <= m->now && ends_at > m->now))
        return;
    crowd->event_count++;
    *event = (struct event){.client = crowd->clients[client],
                            .staff = crowd->staff[staff],
                            .service = m->services[service],
                            .starts_at = starts_at,
                            .ends_at = ends_at,
                            .status = status_of(m, crowd, ends_at),
                            .price_minor = sold->price_minor,
                            .origin = ORIGIN_BY_HAND,
                            .service_name = str_from(sold->name)};
    if (event->status == EVENT_COMPLETED) {
        event->started_at = event->starts_at;
        event->ended_at = event->ends_at;
        event->message = str_from(message);
    }
}

static void live_day(struct maker *m, struct crowd *crowd, int day)
{
    bool weekend = day_weekday(m->today + day) > 5;

    for (int i = 0; i < crowd->going; i++) {
        int visits = chance(crowd, weekend ? 20 : 80) ? 1 + below(crowd, 3) : 0;

        for (int slot = 0; slot < visits; slot++)
            add_visit(m, crowd, crowd->goes[i], day, slot);
    }
}

/* Days [crowd->day, until) in one act on the evening of the last of them. */
MUST_CHECK static enum err live_days(struct maker *m, struct crowd *crowd, int until, int64_t at)
{
    TRY(maker_begin(m, "events.import", m->made.owner, at));
    crowd->event_count = 0;
    for (; crowd->day < until; crowd->day++)
        live_day(m, crowd, crowd->day);
    TRY(events_import(&m->cx, m->tx, m->g, crowd->events, crowd->event_count));
    audit_about(&m->cx, (struct staff_id){0}, (struct client_id){0});
    return maker_end(m);
}

/* Now and then a pair is parted: by a removal, or by Do Not Schedule. */
MUST_CHECK static enum err part(struct maker *m, struct crowd *crowd, int64_t at)
{
    static const char *const reasons[] = {"The client asked for someone else", "Allergic to the cat",
                                          "Lost the key and said so late", "They are related"};
    int staff = crowd->goes[below(crowd, crowd->going)], client = below(crowd, CROWD_CLIENTS);
    struct str reason = str_from(reasons[below(crowd, ARRAY_SIZE(reasons))]);
    struct relation removal = {.staff = crowd->staff[staff],
                               .client = crowd->clients[client],
                               .removal_reason = reason,
                               .removal_severity = chance(crowd, 70) ? SEVERITY_PREFERENCE : SEVERITY_CONDUCT};
    bool remove = chance(crowd, 60);

    if (crowd->barred_count == BARRED_MAX || primary(crowd, client) == staff || parted(crowd, staff, client))
        return OK;
    crowd->barred[crowd->barred_count++] = (struct barred){staff, client};
    TRY(maker_begin(m, remove ? "access.switch" : "access.do_not_schedule", m->made.owner, at));
    audit_about(&m->cx, removal.staff, removal.client);
    audit_reason(&m->cx, reason);
    if (remove)
        TRY(relation_remove_access(&m->cx, m->tx, m->g, &removal));
    else
        TRY(relation_do_not_schedule(&m->cx, m->tx, m->g, removal.staff, removal.client, true, reason));
    return maker_end(m);
}

/* ------------------------------------------------------------------ what is still to come */

MUST_CHECK static enum err add_template(struct maker *m, struct crowd *crowd, int client)
{
    static const unsigned rhythms[] = {0x15, 0x0a, 0x1f, 0x01, 0x08}; /* Mon Wed Fri; Tue Thu; weekdays; Mon; Thu */
    int32_t monday = m->today + FUTURE_DAYS + 8 - day_weekday(m->today + FUTURE_DAYS);
    struct template template = {.client = crowd->clients[client],
                                .name = STR("Regular visits"),
                                .billing = chance(crowd, 70) ? BILLING_WEEKLY : BILLING_MONTHLY,
                                .every_weeks = 1,
                                .first_day = monday,
                                .approve_days_before = -1,
                                .status = TEMPLATE_ACTIVE};
    struct template_line line = {.client = template.client,
                                 .service = m->services[below(crowd, DEMO_SERVICES - 1)],
                                 .staff = crowd->staff[primary(crowd, client)],
                                 .weekdays = rhythms[below(crowd, ARRAY_SIZE(rhythms))],
                                 .minute_of_day = 9 * 60 + below(crowd, 30) * 15,
                                 .from_day = monday};

    TRY(template_create(&m->cx, m->tx, m->g, &template));
    line.template = template.id;
    return template_line_create(&m->cx, m->tx, m->g, &line, NULL, 0);
}

MUST_CHECK static enum err add_templates(struct maker *m, struct crowd *crowd)
{
    TRY(maker_begin(m, "templates.import", m->made.owner, m->now - 3 * HOUR_US));
    for (int i = 0; i < CROWD_CLIENTS; i++) {
        if (has_template(i))
            TRY(add_template(m, crowd, i));
    }
    return maker_end(m);
}

/* The last days, and what is still to come. */
MUST_CHECK static enum err finish(struct maker *m, struct crowd *crowd)
{
    crowd->finished = true;
    TRY(live_days(m, crowd, 0, m->now - LAST_HOURS * HOUR_US));
    TRY(add_templates(m, crowd));
    return live_days(m, crowd, FUTURE_DAYS, m->now - 2 * HOUR_US);
}

enum err crowd_until(struct maker *m, int64_t at)
{
    struct crowd *crowd = m->crowd;
    int64_t evening = maker_at(m, crowd->day + SPAN_DAYS - 1, EVENING);

    while (evening <= at && crowd->day + SPAN_DAYS <= 0) {
        TRY(live_days(m, crowd, crowd->day + SPAN_DAYS, evening));
        TRY(part(m, crowd, evening + MINUTE_US));
        evening = maker_at(m, crowd->day + SPAN_DAYS - 1, EVENING);
    }
    return at > m->now - LAST_HOURS * HOUR_US && !crowd->finished ? finish(m, crowd) : OK;
}
