/* The invariants that no write may break, whatever it was. */
#include "app/audit.h"
#include "app/load.h"
#include "app/system.h"
#include "features/schedule/schedule.h"
#include "features/templates/templates.h"
#include "support/world_parts.h"

#include <stdlib.h>

#define COUNTS                                                                                                         \
    "SELECT staff_id, client_id, count(*) AS n, max(starts_at) AS last_start,"                                         \
    " coalesce(max(starts_at) FILTER (WHERE status = 1), 0) AS last_scheduled,"                                        \
    " coalesce(max(ends_at) FILTER (WHERE status <> 4), 0) AS last_end,"                                               \
    " coalesce(max(ends_at) FILTER (WHERE status = 2), 0) AS running"                                                  \
    " FROM event WHERE company_id = $1 AND staff_id IS NOT NULL GROUP BY staff_id, client_id"
SQL(check_counts,
    "SELECT count(*) FROM relation r LEFT JOIN (" COUNTS ") e ON e.staff_id = r.staff_id AND e.client_id = r.client_id"
    " WHERE r.company_id = $1 AND (r.events <> coalesce(e.n, 0) OR r.last_start_at <> coalesce(e.last_start, 0)"
    " OR r.last_scheduled_at <> coalesce(e.last_scheduled, 0) OR r.last_end_at <> coalesce(e.last_end, 0)"
    " OR r.in_progress_end_at <> coalesce(e.running, 0)) /* scan: a test's */");
SQL(check_untied, "SELECT count(*) FROM event e WHERE e.company_id = $1 AND e.staff_id IS NOT NULL AND NOT EXISTS"
                  " (SELECT 1 FROM relation r WHERE r.company_id = $1 AND r.staff_id = e.staff_id"
                  " AND r.client_id = e.client_id) /* scan: a test's */");
SQL(check_template_sort, "SELECT count(*) FROM template t JOIN client c ON c.company_id = t.company_id"
                         " AND c.id = t.client_id WHERE t.company_id = $1 AND t.sort <> c.sort /* scan: a test's */");
SQL(check_zone, "SELECT zone, change FROM company WHERE id = $1 /* company_id = $1 */");

struct checking {
    struct world *w;
    struct company_id company;
    struct arena arena;
    int64_t now, change;
    struct company_profile profile;
    struct picture_facts facts;
    struct system_access access;
    const struct picture *picture; /* of `access` */
    char fault[400];               /* the first; empty: none */
};

#define FAULT(c, ...)                                                                                                  \
    do {                                                                                                               \
        if (!(c)->fault[0])                                                                                            \
            snprintf((c)->fault, sizeof((c)->fault), __VA_ARGS__);                                                     \
    } while (0)

static const char *name_of(const struct checking *c, struct staff_id staff)
{
    const struct person *person = picture_person(c->picture, staff);

    return person ? person->name.p : "nobody";
}

/* ------------------------------------------------------------------ pairs and people */

MUST_CHECK static enum err check_removed(struct checking *c, struct tx *tx, const struct pair_facts *pair)
{
    const struct person *person = picture_person(c->picture, pair->staff);
    struct event_list events;
    struct pending_lines lines;

    if (person->class == ROLE_CLASS_MANAGER)
        FAULT(c, "%s is a manager with an access removal", person->name.p);
    if (pair->flags & (PAIR_PREFERRED | PAIR_SUBSCRIBED))
        FAULT(c, "%s is preferred or subscribed beside an access removal", person->name.p);
    TRY(schedule_barriers(tx, &c->access.grant, pair->staff, pair->client, &events));
    if (events.count)
        FAULT(c, "%s has %d future or running events beside an access removal", person->name.p, events.count);
    TRY(templates_pending(tx, &c->access.grant, pair->staff, pair->client, &c->profile, &lines));
    if (lines.count)
        FAULT(c, "%s has %d pending template lines beside an access removal", person->name.p, lines.count);
    return OK;
}

MUST_CHECK static enum err check_pairs(struct checking *c, struct tx *tx)
{
    for (int i = 0; i < c->facts.pair_count; i++) {
        const struct pair_facts *pair = &c->facts.pairs[i];

        if (pair->flags & PAIR_PREFERRED && pair->flags & PAIR_DO_NOT_SCHEDULE)
            FAULT(c, "%s is both preferred and not to be scheduled", name_of(c, pair->staff));
        if (pair->flags & PAIR_REMOVED)
            TRY(check_removed(c, tx, pair));
    }
    return OK;
}

MUST_CHECK static enum err check_inactive(struct checking *c, struct tx *tx, const struct person *person)
{
    struct event_list events;
    struct pending_lines lines;

    TRY(schedule_of_leaver(tx, &c->access.grant, person->id, &events));
    for (int i = 0; i < events.count; i++) {
        if (events.items[i].status == EVENT_SCHEDULED)
            FAULT(c, "%s is inactive and has a future scheduled event", person->name.p);
    }
    TRY(templates_pending(tx, &c->access.grant, person->id, (struct client_id){0}, &c->profile, &lines));
    if (lines.count)
        FAULT(c, "%s is inactive and has pending template lines", person->name.p);
    for (int i = 0; i < c->facts.pair_count; i++) {
        if (c->facts.pairs[i].staff.n == person->id.n && c->facts.pairs[i].flags & PAIR_PREFERRED)
            FAULT(c, "%s is inactive and preferred", person->name.p);
    }
    return OK;
}

/* Everybody has a role of this company, and nobody who works here an archived one (ROL-301). */
static void check_role(struct checking *c, const struct person *person)
{
    struct role_facts role;

    if (!picture_role(c->picture, person->role, &role))
        FAULT(c, "%s has a role that there is not", person->name.p);
    else if (role.archived && person->status != STAFF_INACTIVE)
        FAULT(c, "%s has an archived role", person->name.p);
}

MUST_CHECK static enum err check_people(struct checking *c, struct tx *tx)
{
    int owners = 0;

    for (int i = 0; i < c->facts.person_count; i++) {
        const struct person *person = picture_person(c->picture, c->facts.people[i].id);

        owners += person->owner;
        check_role(c, person);
        if (person->owner && !policy_can_own(c->picture, person->role, person->status)) /* ROL-142 */
            FAULT(c, "%s is the owner and no active Admin", person->name.p);
        if (person->status == STAFF_INACTIVE)
            TRY(check_inactive(c, tx, person));
    }
    if (owners != 1)
        FAULT(c, "the company has %d owners", owners);
    return OK;
}

MUST_CHECK static enum err check_none(struct checking *c, struct tx *tx, const struct sql *sql, const char *fault)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, sql, &q, SQL_INT(c->company.n)));
    if (query_next(&q) && query_int(&q, 0))
        FAULT(c, "%lld %s", (long long)query_int(&q, 0), fault);
    return OK;
}

/* ------------------------------------------------------------------ history */

#define FIELDS_MAX 5
static int compare_rows(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(int64_t[FIELDS_MAX]));
}

/* The same rows in any order. */
static void check_same(struct checking *c, const char *what, int64_t (*now)[FIELDS_MAX], int now_count,
                       int64_t (*then)[FIELDS_MAX], int then_count)
{
    if (now_count)
        qsort(now, (size_t)now_count, sizeof(*now), compare_rows);
    if (then_count)
        qsort(then, (size_t)then_count, sizeof(*then), compare_rows);
    if (now_count != then_count || (now_count && memcmp(now, then, (size_t)now_count * sizeof(*now)) != 0))
        FAULT(c, "history does not say what stands now about %s (%d rows now, %d in history)", what, now_count,
              then_count);
}

#define ROWS(c, count)                                                                                                 \
    ((int64_t(*)[FIELDS_MAX])arena_alloc(&(c)->arena, sizeof(int64_t[FIELDS_MAX]) * ((size_t)(count) + 1)))
#define ROW(target, ...) memcpy((target), ((const int64_t[FIELDS_MAX]){__VA_ARGS__}), sizeof(int64_t[FIELDS_MAX]))

/* A pair that says nothing needs no line of history. */
static int pair_rows(const struct picture_facts *facts, int64_t (*rows)[FIELDS_MAX])
{
    int count = 0;

    for (int i = 0; i < facts->pair_count; i++) {
        const struct pair_facts *p = &facts->pairs[i];

        if (p->flags || p->last_end_at)
            ROW(rows[count++], p->staff.n, p->client.n, p->flags, p->preferred_position, p->last_end_at);
    }
    return count;
}

static int person_rows(const struct picture_facts *facts, int64_t (*rows)[FIELDS_MAX])
{
    for (int i = 0; i < facts->person_count; i++) {
        const struct person_facts *p = &facts->people[i];

        ROW(rows[i], p->id.n, p->role, p->status, p->owner);
    }
    return facts->person_count;
}

static int exception_rows(const struct picture_facts *facts, int64_t (*rows)[FIELDS_MAX])
{
    for (int i = 0; i < facts->exception_count; i++) {
        const struct exception_facts *e = &facts->exceptions[i];

        ROW(rows[i], e->staff.n, e->permission, e->on, e->until);
    }
    return facts->exception_count;
}

static int cell_rows(const struct picture_facts *facts, int64_t (*rows)[FIELDS_MAX])
{
    for (int i = 0; i < facts->cell_count; i++)
        ROW(rows[i], facts->cells[i].role, facts->cells[i].permission, facts->cells[i].on);
    return facts->cell_count;
}

static int dated_rows(const struct picture_facts *facts, int64_t (*rows)[FIELDS_MAX])
{
    for (int i = 0; i < facts->dated_count; i++) {
        const struct dated_facts *d = &facts->dated[i];

        ROW(rows[i], d->staff.n, d->client.n, d->from, d->until);
    }
    return facts->dated_count;
}

static int role_rows(const struct picture_facts *facts, int64_t (*rows)[FIELDS_MAX])
{
    for (int i = 0; i < facts->role_count; i++)
        ROW(rows[i], facts->roles[i].id, facts->roles[i].base, facts->roles[i].source, facts->roles[i].archived);
    return facts->role_count;
}

/* The words of roles, which stand beside the history. */
static void check_words(struct checking *c, const struct picture_facts *then)
{
    for (int i = 0; i < c->facts.role_count && i < then->role_count; i++) {
        const struct role_facts *role = &c->facts.roles[i];

        for (int k = 0; k < then->role_count; k++) {
            if (then->roles[k].id == role->id && (!str_equal(then->roles[k].name, role->name) ||
                                                  !str_equal(then->roles[k].description, role->description)))
                FAULT(c, "history calls the role %s otherwise", role->name.p);
        }
    }
}

static int company_rows(const struct picture_facts *facts, int64_t (*rows)[FIELDS_MAX])
{
    const struct company_facts *company = &facts->company;

    ROW(rows[0], company->scheme, company->fade_days, company->running_hours, company->surfaces_lifted,
        company->private_messaging);
    return 1;
}

MUST_CHECK static enum err check_history(struct checking *c, struct tx *tx)
{
    static const struct {
        const char *what;
        int (*rows)(const struct picture_facts *, int64_t (*)[FIELDS_MAX]);
    } parts[] = {
        {"pairs", pair_rows},          {"people", person_rows},      {"exceptions", exception_rows},
        {"permissions", cell_rows},    {"dated access", dated_rows}, {"roles", role_rows},
        {"the company", company_rows},
    };
    struct picture_facts past;
    int max;

    TRY(load_past(tx, c->company, c->now, &c->arena, &past));
    check_words(c, &past);
    max = c->facts.pair_count + c->facts.person_count + c->facts.cell_count + c->facts.exception_count +
          c->facts.dated_count + c->facts.role_count + past.pair_count + past.person_count + past.cell_count +
          past.exception_count + past.dated_count + past.role_count;
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
        int64_t(*now)[FIELDS_MAX] = ROWS(c, max), (*then)[FIELDS_MAX] = ROWS(c, max);
        int now_count = parts[i].rows(&c->facts, now), then_count = parts[i].rows(&past, then);

        check_same(c, parts[i].what, now, now_count, then, then_count);
    }
    return OK;
}

/* ------------------------------------------------------------------ the record, the picture in memory */

MUST_CHECK static enum err check_record(struct checking *c, struct tx *tx)
{
    struct audit_verdict verdict;

    TRY(audit_verify(tx, c->company, NULL, &verdict));
    if (verdict.fault)
        FAULT(c, "the record is broken at %lld: %s", (long long)verdict.broken_at, audit_fault_name(verdict.fault));
    return OK;
}

static bool is_same_pair(struct pair_facts a, struct pair_facts b)
{
    return a.flags == b.flags && a.preferred_position == b.preferred_position && a.last_end_at == b.last_end_at;
}

/* What the app holds, refreshed act by act, decides as one built anew. */
static void check_picture(struct checking *c)
{
    const struct company_state *state;

    if (company_state(c->w->app, c->company, c->change, &c->arena, &state) != OK) {
        FAULT(c, "the picture cannot be loaded");
        return;
    }
    if (picture_company(state->picture)->change != c->change) { /* others wrote meanwhile */
        company_release(c->w->app, state);
        return;
    }
    for (int i = 0; i < c->facts.person_count; i++) {
        const struct person *fresh = picture_person(c->picture, c->facts.people[i].id);
        const struct person *held = picture_person(state->picture, c->facts.people[i].id);

        for (int k = 0; held && k < c->facts.client_count; k++) {
            struct client_id client = {c->facts.clients[k]};

            if (policy_sees_client(c->picture, fresh, client, c->now).allowed !=
                    policy_sees_client(state->picture, held, client, c->now).allowed ||
                !is_same_pair(picture_pair(c->picture, fresh, client), picture_pair(state->picture, held, client)))
                FAULT(c, "the picture in memory is not what stands in the database, about %s", fresh->name.p);
        }
        if (!held || held->permissions != fresh->permissions || held->status != fresh->status)
            FAULT(c, "the picture in memory is not what stands in the database, about %s", fresh->name.p);
    }
    company_release(c->w->app, state);
}

/* ------------------------------------------------------------------ all */

MUST_CHECK static enum err check_body(struct tx *tx, void *data)
{
    struct checking *c = data;
    CLEANUP(query_end) struct query q = {0};
    struct zone *zone;

    TRY(QUERY(tx, &check_zone, &q, SQL_INT(c->company.n)));
    if (!query_next(&q))
        return ERR_ABSENT;
    TRY(zone_load(&c->arena, query_text(&q, 0), &zone));
    c->profile.zone = zone;
    c->change = query_int(&q, 1);
    TRY(query_done(&q));
    TRY(load_facts(tx, c->company, NULL, &c->arena, NULL, &c->facts));
    TRY(system_access_open(tx, c->company, PERMISSION_manage_staff, c->now, &c->access));
    c->picture = c->access.picture;
    TRY(check_pairs(c, tx));
    TRY(check_people(c, tx));
    TRY(check_none(c, tx, &check_counts, "pairs do not count their events rightly"));
    TRY(check_none(c, tx, &check_untied, "events tie a pair that has no row"));
    TRY(check_none(c, tx, &check_template_sort, "templates are not listed by their client's name"));
    TRY(check_history(c, tx));
    return check_record(c, tx);
}

static void say(struct world *w, const char *fault)
{
    if (pthread_equal(w->thread, pthread_self()))
        fail_msg("%s", fault);
    fprintf(stderr, "world: %s\n", fault);
    abort();
}

static void check_company(struct world *w, struct company_id company)
{
    struct checking c = {.w = w, .company = company, .now = world_now(w)};
    enum err err = store_read(w->store, company, &c.arena, check_body, &c);
    char fault[sizeof(c.fault)];

    if (err != OK)
        FAULT(&c, "the invariants cannot be read: %.300s", c.arena.failure.log.n ? c.arena.failure.log.p : "refused");
    else
        check_picture(&c);
    system_access_end(&c.access);
    arena_free(&c.arena);
    memcpy(fault, c.fault, sizeof(fault));
    if (fault[0])
        say(w, fault);
}

void world_check(struct world *w)
{
    check_company(w, world_company(w, "happy-tails"));
    check_company(w, world_company(w, "riverside"));
}
