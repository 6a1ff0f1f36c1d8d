/* bench-company --data DIR | --database URL [--companies N]: makes the large company there, or N small ones, those that
 * are missing. What is small is made by the product's own functions, with its record; events, pairs and their history
 * are written in bulk. */
#include "large.h"

#include "app/act.h"
#include "base/fold.h"
#include "base/zone.h"
#include "features/clients/clients.h"
#include "features/company/company.h"
#include "features/demo/demo_names.h"
#include "features/identity/identity.h"
#include "features/notices/notices.h"
#include "features/services/services.h"
#include "features/templates/templates.h"

#include <stdio.h>
#include <stdlib.h>

enum { CLIENTS_AN_ACT = 1000, EVENTS_A_WRITE = 40000, PAIRS_A_WRITE = 20000 };

SQL(large_there, "SELECT id FROM company WHERE slug = $1 /* scope: all companies: short names are unique */");

struct making {
    const struct size *size;
    struct str slug, domain, password_hash;
    struct bench_app on;
    struct tx *tx;
    struct arena scratch; /* of the act under way */
    struct company_profile profile;
    struct company_made made;
    struct system_access access;
    struct context cx;
    struct chance chance;
    int64_t now;
    int from; /* of the step under way */
    int64_t staff[PEOPLE_MAX], clients[CLIENTS_MAX], services[SERVICES];
    struct large_calendar calendar;
    struct large_pairs pairs;
    struct large_visit visits[EVENTS_A_WRITE + LARGE_DAY_MAX];
    int visit_count;
    struct bulk events, relations, history, notices;
};

static int64_t day_at(const struct making *m, int day, int minute)
{
    return time_from_local(m->profile.zone, m->calendar.today + day, minute);
}

static int at_most(int number, int limit)
{
    return number < limit ? number : limit;
}

/* How many days ago it was founded. */
static int founded(const struct making *m)
{
    return m->size->days + 30;
}

static struct str email_of(const struct making *m, struct arena *arena, int person)
{
    return arena_format(arena, "person%d@%.*s", person, STR_ARG(m->domain));
}

/* ------------------------------------------------------------------ acts */

MUST_CHECK static enum err begin(struct making *m, const char *operation, int64_t at)
{
    arena_reset(&m->scratch);
    m->cx = system_context(m->on.app, &m->scratch, operation, &m->profile, at);
    m->cx.principal.surface = SURFACE_DASHBOARD;
    TRY(act_begin(m->tx, &m->cx, m->made.company, m->made.owner));
    return system_access_open(m->tx, m->made.company, PERMISSION_manage_scheduling, at, &m->access);
}

MUST_CHECK static enum err end(struct making *m)
{
    audit_about(&m->cx, (struct staff_id){0}, (struct client_id){0});
    return audit_append(m->tx, &m->cx);
}

struct step {
    struct making *m;
    enum err (*run)(struct making *m);
};

MUST_CHECK static enum err step_body(struct tx *tx, void *data)
{
    struct step *step = data;

    step->m->tx = tx;
    return step->run(step->m);
}

static void run(struct making *m, const char *what, enum err (*body)(struct making *m))
{
    struct arena arena = ARENA_INIT;
    struct step step = {m, body};
    enum err err = store_write_alone(m->on.store, COMPANY_ALL, &arena, step_body, &step, NULL);

    bench_must(err, m->scratch.failure.log.n ? &m->scratch : &arena, what);
    system_access_end(&m->access);
    arena_free(&arena);
}

/* ------------------------------------------------------------------ people, services, clients */

MUST_CHECK static enum err found(struct making *m)
{
    struct company_seed seed = {
        .slug = m->slug,
        .name = arena_format(&m->scratch, "Pet Care %.*s", STR_ARG(m->slug)),
        .scheme = SCHEME_FIELD,
        .zone = STR("America/New_York"),
        .currency = STR("USD"),
        .locale = STR("en-US"),
        .owner_name = STR("Olivia Owner"),
        .owner_email = email_of(m, &m->scratch, 0),
        .owner_password_hash = m->password_hash,
        .surface = SURFACE_CLI,
    };
    int64_t at = day_at(m, -founded(m), 9 * 60);

    TRY(company_create(m->on.app, m->tx, &seed, at, &m->made));
    m->profile.id = m->made.company;
    m->staff[0] = m->made.owner.n;
    TRY(begin(m, "services.create", at + HOUR_US));
    for (int i = 0; i < SERVICES; i++) {
        struct service service = {.name = str_from(large_services[i].name),
                                  .minutes = large_services[i].minutes,
                                  .price_minor = large_services[i].price_minor,
                                  .active = true};

        TRY(service_create(&m->cx, m->tx, &m->access.grant, &service));
        m->services[i] = service.id.n;
    }
    return end(m);
}

static int role_of(const struct size *size, int i)
{
    if (i < size->admins)
        return ROLE_ADMIN;
    if (i < size->managers)
        return ROLE_OFFICE_MANAGER;
    return i < size->people - size->trainees ? ROLE_STAFF : ROLE_TRAINEE;
}

MUST_CHECK static enum err add_people(struct making *m)
{
    static struct bulk people;
    int64_t at = day_at(m, -founded(m) + 1, 9 * 60);

    TRY(begin(m, "staff.create", at));
    bulk_init(&people, store_engine(m->on.store), "staff",
              "company_id, created_at, changed, id, account_id, name, sort, phone, role, status", 3);
    bulk_begin(&people, m->tx, (const struct param[]){SQL_INT(m->made.company.n), SQL_INT(at), SQL_INT(m->cx.change)});
    for (int i = 1; i < m->size->people; i++) {
        struct arena *arena = &m->scratch;
        struct str name =
            arena_format(arena, "%s %s", demo_names_us.first[(i * 7 + i / DEMO_SURNAMES) % DEMO_FIRST_NAMES],
                         demo_names_us.surnames[i % DEMO_SURNAMES]);
        struct account_id account;

        TRY(identity_account(m->tx, email_of(m, arena, i), at, &account));
        TRY(identity_set_password(m->tx, account, m->password_hash, at));
        m->staff[i] = id_new(at);
        TRY(bulk_add(&people, (const struct param[]){SQL_INT(m->staff[i]), SQL_INT(account.n), SQL_TEXT(name),
                                                     SQL_TEXT(fold(arena, name)),
                                                     SQL_TEXT(arena_format(arena, "+1 555 01%05d", i)),
                                                     SQL_INT(role_of(m->size, i)), SQL_INT(STAFF_ACTIVE)}));
        TRY(history_put(m->tx, m->made.company, m->cx.change, at,
                        (struct history_key){HISTORY_STAFF, m->staff[i], 0, 0},
                        (const int64_t[]){role_of(m->size, i), STAFF_ACTIVE, 0}));
    }
    TRY(bulk_end(&people));
    return end(m);
}

MUST_CHECK static enum err add_client(struct making *m, int i)
{
    struct arena *arena = &m->scratch;
    const char *surname = demo_names_us.surnames[i % DEMO_SURNAMES];
    const char *first = demo_names_us.first[(i * 7 + i / DEMO_SURNAMES) % DEMO_FIRST_NAMES];
    struct client client = {.name = arena_format(arena, "%s, %s", surname, first),
                            .status = i % 30 == 29   ? CLIENT_INACTIVE
                                      : i % 50 == 49 ? CLIENT_PROSPECTIVE
                                                     : CLIENT_ACTIVE,
                            .street = arena_format(arena, "%d Maple Street", 1 + chance_below(&m->chance, 900)),
                            .city = STR("Springfield"),
                            .region = STR("NY"),
                            .postal_code = arena_format(arena, "12%03d", chance_below(&m->chance, 300)),
                            .country = STR("US"),
                            .visit_notes = STR("Spare towel hangs by the door. Please bring in the mail.")};
    struct contact_line phone = {.value = arena_format(arena, "+1 555 %07d", 2000000 + i)};
    struct contact_line email = {.value = arena_format(arena, "household%d@mail.example", i)};
    struct contact contact = {
        .name = arena_format(arena, "%s %s", first, surname), .phones = {&phone, 1}, .emails = {&email, 1}};
    int pets = chance_percent(&m->chance, 65) ? 1 : 2;

    TRY(client_create(&m->cx, m->tx, &m->access.grant, &client));
    TRY(contact_create(&m->cx, m->tx, &m->access.grant, client.id, &contact));
    for (int pet = 0; pet < pets; pet++) {
        const struct demo_breed *breed = &demo_breeds[chance_below(&m->chance, DEMO_BREEDS)];
        struct pet animal = {.client = client.id,
                             .name = str_from(demo_pet_names[chance_below(&m->chance, DEMO_PET_NAMES)]),
                             .kind = str_from(breed->kind),
                             .breed = str_from(breed->breed),
                             .sex = PET_FEMALE,
                             .feeding = STR("One cup at noon")};

        TRY(pet_create(&m->cx, m->tx, &m->access.grant, &animal));
    }
    m->clients[i] = client.id.n;
    return OK;
}

MUST_CHECK static enum err add_clients(struct making *m)
{
    int end_at = at_most(m->from + CLIENTS_AN_ACT, m->size->clients);

    TRY(begin(m, "clients.import", day_at(m, -founded(m) + 2, 9 * 60 + m->from / CLIENTS_AN_ACT)));
    for (int i = m->from; i < end_at; i++)
        TRY(add_client(m, i));
    /* The entry says how many, not each field of each. */
    m->cx.audit_first = m->cx.audit_last = NULL;
    audit_change_int(&m->cx, "client", 0, "imported", 0, end_at - m->from);
    return end(m);
}

/* ------------------------------------------------------------------ events, pairs, notices */

MUST_CHECK static enum err add_event(struct making *m, const struct large_visit *visit)
{
    bool done = visit->status == EVENT_COMPLETED;
    int64_t booked = visit->starts_at - 7 * DAY_US;

    booked = booked < m->now - HOUR_US ? booked : m->now - HOUR_US;
    return bulk_add(&m->events, (const struct param[]){
                                    SQL_INT(id_new(booked)), SQL_INT(m->clients[visit->client]),
                                    visit->pair < 0 ? SQL_NULL : SQL_INT(m->staff[m->pairs.items[visit->pair].staff]),
                                    SQL_INT(m->services[visit->service]), SQL_INT(visit->starts_at),
                                    SQL_INT(visit->ends_at), SQL_INT(visit->day), SQL_INT(visit->status),
                                    SQL_INT(large_services[visit->service].price_minor),
                                    SQL_INT(done ? visit->starts_at : 0), SQL_INT(done ? visit->ends_at : 0),
                                    SQL_TEXT(done ? STR("Good visit, all calm.") : STR("")), SQL_INT(booked)});
}

MUST_CHECK static enum err add_events(struct making *m)
{
    TRY(begin(m, "schedule.import", day_at(m, m->from < 0 ? m->from : 0, 1)));
    bulk_begin(&m->events, m->tx, (const struct param[]){SQL_INT(m->made.company.n), SQL_INT(m->cx.change)});
    for (int i = 0; i < m->visit_count; i++)
        TRY(add_event(m, &m->visits[i]));
    TRY(bulk_end(&m->events));
    audit_change_int(&m->cx, "event", 0, "imported", 0, m->visit_count);
    return end(m);
}

static void live(struct making *m)
{
    while (m->calendar.day < DAYS_AHEAD) {
        m->from = m->calendar.day;
        m->visit_count = 0;
        while (m->visit_count < EVENTS_A_WRITE && m->calendar.day < DAYS_AHEAD)
            m->visit_count += large_day(&m->calendar, &m->visits[m->visit_count]);
        run(m, "events", add_events);
    }
}

/* As relations/ writes it. */
static int64_t flags_of(const struct large_pair *pair)
{
    return (pair->events ? PAIR_EVENTS : 0) | (pair->preferred ? PAIR_PREFERRED : 0) |
           (pair->removed ? PAIR_REMOVED : 0) | (pair->do_not_schedule ? PAIR_DO_NOT_SCHEDULE : 0) |
           (pair->removed ? 0 : PAIR_SUBSCRIBED);
}

MUST_CHECK static enum err add_pair(struct making *m, const struct large_pair *pair)
{
    int64_t staff = m->staff[pair->staff], client = m->clients[pair->client];
    struct str why = STR("The client asked for someone else");

    TRY(bulk_add(&m->relations,
                 (const struct param[]){SQL_INT(staff), SQL_INT(client), SQL_INT(pair->events),
                                        SQL_INT(pair->last_start_at), SQL_INT(pair->last_scheduled_at),
                                        SQL_INT(pair->last_end_at), SQL_INT(pair->preferred ? 1 : 0),
                                        SQL_BOOL(pair->do_not_schedule), SQL_INT(pair->removed ? m->cx.now : 0),
                                        SQL_INT(pair->removed ? m->made.owner.n : 0),
                                        SQL_TEXT(pair->removed ? why : STR("")), SQL_INT(pair->removed ? 1 : 0),
                                        SQL_INT(pair->removed ? m->cx.change : 0), SQL_BOOL(!pair->removed)}));
    return bulk_add(&m->history, (const struct param[]){SQL_INT(staff), SQL_INT(client), SQL_INT(flags_of(pair)),
                                                        SQL_INT(pair->preferred ? 1 : 0), SQL_INT(pair->last_end_at)});
}

MUST_CHECK static enum err add_pairs(struct making *m)
{
    const struct param company = SQL_INT(m->made.company.n);
    int end_at = at_most(m->from + PAIRS_A_WRITE, m->size->pairs);

    TRY(begin(m, "access.import", m->now - 4 * HOUR_US));
    bulk_begin(&m->relations, m->tx, (const struct param[]){company, SQL_INT(m->cx.change)});
    bulk_begin(
        &m->history, m->tx,
        (const struct param[]){company, SQL_INT(m->cx.change), SQL_INT(m->cx.now), SQL_INT(HISTORY_PAIR), SQL_INT(0)});
    for (int i = m->from; i < end_at; i++)
        TRY(add_pair(m, &m->pairs.items[i]));
    TRY(bulk_end(&m->relations));
    TRY(bulk_end(&m->history));
    audit_change_int(&m->cx, "pair", 0, "imported", 0, end_at - m->from);
    return end(m);
}

MUST_CHECK static enum err add_template(struct making *m, const struct large_pair *pair)
{
    static const unsigned rhythms[] = {0x15, 0x0a, 0x1f, 0x01, 0x08};
    int32_t monday = m->calendar.today + DAYS_AHEAD - day_weekday(m->calendar.today + DAYS_AHEAD) + 8;
    struct template template = {.client = {m->clients[pair->client]},
                                .name = STR("Regular visits"),
                                .billing = BILLING_WEEKLY,
                                .every_weeks = 1,
                                .first_day = monday,
                                .approve_days_before = -1,
                                .status = TEMPLATE_ACTIVE};
    struct template_line line = {.client = template.client,
                                 .service = {m->services[chance_below(&m->chance, SERVICES)]},
                                 .staff = {m->staff[pair->staff]},
                                 .weekdays = rhythms[chance_below(&m->chance, ARRAY_SIZE(rhythms))],
                                 .minute_of_day = 8 * 60 + chance_below(&m->chance, 40) * 15,
                                 .from_day = monday};

    TRY(template_create(&m->cx, m->tx, &m->access.grant, &template));
    line.template = template.id;
    return template_line_create(&m->cx, m->tx, &m->access.grant, &line, NULL, 0);
}

MUST_CHECK static enum err add_templates(struct making *m)
{
    int made = 0;

    TRY(begin(m, "templates.import", m->now - 3 * HOUR_US));
    for (int i = 0; i < m->size->pairs && made < m->size->templates; i += 7) {
        if (!m->pairs.items[i].preferred)
            continue;
        TRY(add_template(m, &m->pairs.items[i]));
        made++;
    }
    m->cx.audit_first = m->cx.audit_last = NULL;
    audit_change_int(&m->cx, "template", 0, "imported", 0, made);
    return end(m);
}

MUST_CHECK static enum err add_notices(struct making *m)
{
    bulk_begin(&m->notices, m->tx, (const struct param[]){SQL_INT(m->made.company.n), SQL_TEXT(STR("3 visits"))});
    const struct size *size = m->size;

    for (int person = 0; person < size->people; person++) {
        for (int i = 0; i < size->notices; i++) {
            int64_t at = m->now - (int64_t)(size->notices - i) * DAY_US;
            int pair = person < size->managers ? chance_below(&m->chance, size->pairs)
                                               : m->pairs.first[person - size->managers] + i;

            TRY(bulk_add(&m->notices,
                         (const struct param[]){SQL_INT(id_new(at)), SQL_INT(m->staff[person]),
                                                SQL_INT(NOTICE_SCHEDULE_ADDED),
                                                SQL_INT(m->clients[m->pairs.items[pair].client]), SQL_INT(at),
                                                SQL_INT(i < size->notices - 12 ? at + HOUR_US : 0)}));
        }
    }
    return bulk_end(&m->notices);
}

/* ------------------------------------------------------------------ whole */

struct looking {
    struct str slug;
    bool there;
};

MUST_CHECK static enum err look(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct looking *looking = data;

    TRY(QUERY(tx, &large_there, &q, SQL_TEXT(looking->slug)));
    looking->there = query_next(&q);
    return query_done(&q);
}

static void prepare(struct making *m)
{
    enum store_engine engine = store_engine(m->on.store);

    m->now = time_now_us();
    m->password_hash = identity_hash_password(m->on.app, STR(LARGE_PASSWORD), &m->on.arena);
    bench_must(zone_load(&m->on.arena, STR("America/New_York"), &m->calendar.zone), &m->on.arena, "zone");
    bulk_init(&m->events, engine, "event",
              "company_id, changed, id, client_id, staff_id, service_id, starts_at, ends_at, local_day, status,"
              " price_minor, started_at, ended_at, message, created_at",
              2);
    bulk_init(&m->relations, engine, "relation",
              "company_id, changed, staff_id, client_id, events, last_start_at, last_scheduled_at, last_end_at,"
              " preferred_position, do_not_schedule, removed_at, removed_by, removal_reason, removal_severity,"
              " removal_change, subscribed",
              2);
    bulk_init(&m->history, engine, "history", "company_id, from_change, from_at, kind, c, a, b, v1, v2, v3", 5);
    bulk_init(&m->notices, engine, "notice", "company_id, details, id, staff_id, kind, client_id, created_at, read_at",
              2);
}

/* The company of this name, from nothing. */
static void make(struct making *m, uint64_t seed)
{
    struct zone *zone = m->calendar.zone;

    m->chance.state = seed;
    m->profile = (struct company_profile){.slug = m->slug, .zone = zone, .currency = STR("USD")};
    m->calendar = (struct large_calendar){.size = m->size,
                                          .chance = {1},
                                          .zone = zone,
                                          .now = m->now,
                                          .today = time_local(zone, m->now).day_number,
                                          .day = -m->size->days,
                                          .pairs = &m->pairs};
    m->pairs = (struct large_pairs){.first = {0}};
    run(m, "the company", found);
    run(m, "people", add_people);
    for (m->from = 0; m->from < m->size->clients; m->from += CLIENTS_AN_ACT)
        run(m, "clients", add_clients);
    large_pairs_make(m->size, &m->chance, &m->pairs);
    live(m);
    large_decide(m->size, &m->chance, m->now, &m->pairs);
    for (m->from = 0; m->from < m->size->pairs; m->from += PAIRS_A_WRITE)
        run(m, "pairs", add_pairs);
    run(m, "templates", add_templates);
    run(m, "notices", add_notices);
}

static void make_missing(struct making *m, const struct size *size, struct str slug, struct str domain, uint64_t seed)
{
    struct looking looking = {.slug = slug};

    m->size = size;
    m->slug = slug;
    m->domain = domain;
    bench_must(store_read(m->on.store, COMPANY_ALL, &m->on.arena, look, &looking), &m->on.arena, "looking");
    if (!looking.there)
        make(m, seed);
}

int main(int argc, char **argv)
{
    enum { LARGE_SEED = 20260503 };
    static struct making m;
    int companies = bench_number(argc, argv, "--companies");

    bench_open(argc, argv, &m.on);
    prepare(&m);
    if (companies == 0)
        make_missing(&m, &size_large, STR(LARGE_SLUG), STR(LARGE_DOMAIN), LARGE_SEED);
    for (int i = 1; i <= companies; i++)
        make_missing(&m, &size_small, arena_format(&m.on.arena, SMALL_SLUG, i),
                     arena_format(&m.on.arena, SMALL_DOMAIN, i), LARGE_SEED + (uint64_t)i);
    arena_free(&m.scratch);
    bench_close(&m.on);
    return EXIT_SUCCESS;
}
