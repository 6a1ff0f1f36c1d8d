#include "proof/chance_company.h"

#include "app/act.h"
#include "app/system.h"
#include "features/company/company.h"
#include "features/relations/relations.h"
#include "features/schedule/schedule.h"

SQL(chance_settings, "UPDATE company SET fade_days = $2, surfaces_lifted = $3 WHERE id = $1 /* company_id = $1 */");
SQL(chance_role, "INSERT INTO custom_role (company_id, id, base, source, name, sort, archived_at, changed)"
                 " VALUES ($1, $2, $3, $3, $4, $4, $5, 1)");
SQL(chance_cell, "INSERT INTO role_cell (company_id, role, permission, allowed, changed) VALUES ($1, $2, $3, $4, 1)"
                 " ON CONFLICT DO NOTHING");
SQL(chance_account, "INSERT INTO account (id, email, created_at) VALUES ($1, $2, $3)");
SQL(chance_staff, "INSERT INTO staff (company_id, id, account_id, name, sort, role, status, created_at, changed)"
                  " VALUES ($1, $2, $2, $3, $3, $4, $5, $6, 1)");
SQL(chance_exception, "INSERT INTO exception (company_id, staff_id, permission, allowed, until_at, made_at, changed)"
                      " VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT DO NOTHING");
SQL(chance_client, "INSERT INTO client (company_id, id, name, sort, status, created_at, changed)"
                   " VALUES ($1, $2, $3, $3, $4, $5, 1)");
SQL(chance_service, "INSERT INTO service (company_id, id, name, sort, minutes, price_minor, changed)"
                    " VALUES ($1, $2, 'Walk', 'walk', 30, 1000, 1)");
SQL(chance_event, "INSERT INTO event (company_id, id, client_id, staff_id, service_id, starts_at, ends_at, local_day,"
                  " status, created_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)");
SQL(chance_relation, "INSERT INTO relation (company_id, staff_id, client_id, preferred_position, do_not_schedule,"
                     " removed_at, hold, subscribed, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 1)");
SQL(chance_dated, "INSERT INTO dated_access (company_id, id, staff_id, client_id, from_at, until_at, made_by, made_at,"
                  " ended_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)");

/* ------------------------------------------------------------------ chance */

struct making {
    struct world *w;
    uint64_t random;
    struct chance_company *made;
    enum scheme scheme;
    struct tx *tx;
    uint64_t seed;
};

static int below(struct making *m, int n)
{
    uint64_t x = m->random += UINT64_C(0x9E3779B97F4A7C15);

    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (int)((x ^ (x >> 31)) % (uint64_t)n);
}

static bool once(struct making *m, int n)
{
    return below(m, n) == 0;
}

/* Few different instants, so that edges meet often. */
static int64_t some_instant(struct making *m)
{
    return WORLD_NOW + (int64_t)(below(m, 13) - 6) * DAY_US;
}

static int64_t new_id(void)
{
    return id_new(WORLD_NOW);
}

/* Mostly of the company's scheme; a role of the other one, or of none, holds nothing. */
static int some_base(struct making *m)
{
    if (once(m, 12))
        return 1 + below(m, ROLE__MAX - 1);
    return (m->scheme == SCHEME_FIELD ? ROLE_TRAINEE : ROLE_SERVICE_SUPPORTER) + below(m, 4);
}

static int some_role(struct making *m)
{
    if (once(m, 20))
        return 4711;
    return once(m, 3) ? ROLE_CUSTOM_FIRST + below(m, CHANCE_ROLES) : some_base(m);
}

/* Numbers as roles.md has them; those that rest on each other meet often. */
static int some_permission(struct making *m)
{
    static const int entangled[] = {102, 104, 119, 125, 127, 128, 106, 107, 118};
    int number;

    if (once(m, 2))
        return entangled[below(m, (int)ARRAY_SIZE(entangled))];
    number = 101 + below(m, 47);
    return number <= 132 ? number : number + 151 - 133 + (number > 140 ? 1 : 0);
}

/* ------------------------------------------------------------------ what it consists of */

MUST_CHECK static enum err add_roles(struct making *m)
{
    struct arena *arena = tx_arena(m->tx);

    for (int i = 0; i < CHANCE_ROLES; i++)
        TRY(EXECUTE(m->tx, &chance_role, NULL, SQL_INT(m->made->id.n), SQL_INT(ROLE_CUSTOM_FIRST + i),
                    SQL_INT(some_base(m)), SQL_TEXT(arena_format(arena, "role %d", i)),
                    SQL_INT(once(m, 4) ? WORLD_NOW : 0)));
    for (int i = below(m, 40); i > 0; i--)
        TRY(EXECUTE(m->tx, &chance_cell, NULL, SQL_INT(m->made->id.n),
                    SQL_INT(once(m, 2) ? some_base(m) : ROLE_CUSTOM_FIRST + below(m, CHANCE_ROLES)),
                    SQL_INT(some_permission(m)), SQL_BOOL(once(m, 2))));
    return OK;
}

MUST_CHECK static enum err add_people(struct making *m)
{
    struct arena *arena = tx_arena(m->tx);

    for (int i = 1; i < CHANCE_PEOPLE; i++) {
        struct str name = arena_format(arena, "person %d of %.*s", i, STR_ARG(m->made->slug));
        int status = once(m, 5) ? 1 + below(m, STAFF_STATUS__MAX - 1) : STAFF_ACTIVE;

        m->made->staff[i] = new_id();
        TRY(EXECUTE(m->tx, &chance_account, NULL, SQL_INT(m->made->staff[i]),
                    SQL_TEXT(arena_format(arena, "%.*s@chance.example", STR_ARG(name))), SQL_INT(WORLD_NOW)));
        TRY(EXECUTE(m->tx, &chance_staff, NULL, SQL_INT(m->made->id.n), SQL_INT(m->made->staff[i]), SQL_TEXT(name),
                    SQL_INT(some_role(m)), SQL_INT(status), SQL_INT(WORLD_NOW)));
    }
    for (int i = below(m, 40); i > 0; i--)
        TRY(EXECUTE(m->tx, &chance_exception, NULL, SQL_INT(m->made->id.n),
                    SQL_INT(m->made->staff[below(m, CHANCE_PEOPLE)]), SQL_INT(some_permission(m)), SQL_BOOL(once(m, 2)),
                    SQL_INT(once(m, 3) ? 0 : some_instant(m)), SQL_INT(WORLD_NOW)));
    return OK;
}

MUST_CHECK static enum err add_clients(struct making *m)
{
    m->made->service = new_id();
    TRY(EXECUTE(m->tx, &chance_service, NULL, SQL_INT(m->made->id.n), SQL_INT(m->made->service)));
    for (int i = 0; i < CHANCE_CLIENTS; i++) {
        m->made->clients[i] = new_id();
        TRY(EXECUTE(m->tx, &chance_client, NULL, SQL_INT(m->made->id.n), SQL_INT(m->made->clients[i]),
                    SQL_TEXT(arena_format(tx_arena(m->tx), "client %d", i)), SQL_INT(1 + below(m, 3)),
                    SQL_INT(WORLD_NOW)));
    }
    return OK;
}

MUST_CHECK static enum err add_events(struct making *m, int64_t staff, int64_t client)
{
    for (int i = below(m, 3); i > 0; i--) {
        int64_t starts_at = some_instant(m), ends_at = starts_at + (once(m, 3) ? DAY_US : HOUR_US);
        struct staff_id assigned = {once(m, 8) ? 0 : staff};
        int status = once(m, 3) ? EVENT_CANCELLED : 1 + below(m, EVENT_STATUS__MAX - 1);

        TRY(EXECUTE(m->tx, &chance_event, NULL, SQL_INT(m->made->id.n), SQL_INT(new_id()), SQL_INT(client),
                    SQL_ID(assigned), SQL_INT(m->made->service), SQL_INT(starts_at), SQL_INT(ends_at),
                    SQL_INT(starts_at / DAY_US), SQL_INT(status), SQL_INT(WORLD_NOW)));
    }
    return OK;
}

/* As the table's own constraints have it: nobody is removed and Preferred, nor Preferred and on Do Not Schedule. */
MUST_CHECK static enum err add_pair(struct making *m, int64_t staff, int64_t client)
{
    bool removed = once(m, 4), preferred = !removed && once(m, 4);

    TRY(EXECUTE(m->tx, &chance_relation, NULL, SQL_INT(m->made->id.n), SQL_INT(staff), SQL_INT(client),
                SQL_INT(preferred ? 1 + below(m, 3) : 0), SQL_BOOL(!preferred && once(m, 4)),
                SQL_INT(removed ? WORLD_NOW - DAY_US : 0), SQL_BOOL(once(m, 5))));
    TRY(add_events(m, staff, client));
    for (int i = once(m, 3) ? 1 + below(m, 2) : 0; i > 0; i--) {
        int64_t from = some_instant(m);

        TRY(EXECUTE(m->tx, &chance_dated, NULL, SQL_INT(m->made->id.n), SQL_INT(new_id()), SQL_INT(staff),
                    SQL_INT(client), SQL_INT(from), SQL_INT(from + (int64_t)(below(m, 5) - 1) * DAY_US),
                    SQL_INT(m->made->staff[0]), SQL_INT(WORLD_NOW), SQL_INT(once(m, 5) ? WORLD_NOW : 0)));
    }
    return OK;
}

MUST_CHECK static enum err add_pairs(struct making *m)
{
    const struct company_profile profile = {.id = m->made->id, .zone = zone_utc};
    struct context cx = system_context(world_app(m->w), tx_arena(m->tx), "proof", &profile, WORLD_NOW);
    CLEANUP(system_access_end) struct system_access access = {0};

    for (int i = 0; i < CHANCE_PEOPLE; i++) {
        for (int k = 0; k < CHANCE_CLIENTS; k++) {
            if (!once(m, 3))
                TRY(add_pair(m, m->made->staff[i], m->made->clients[k]));
        }
    }
    cx.change = 1;
    TRY(system_access_open(m->tx, m->made->id, PERMISSION_manage_scheduling, WORLD_NOW, &access));
    for (int i = 0; i < CHANCE_PEOPLE; i++) {
        for (int k = 0; k < CHANCE_CLIENTS; k++)
            TRY(relation_recount(&cx, m->tx, &access.grant, (struct staff_id){m->made->staff[i]},
                                 (struct client_id){m->made->clients[k]}));
    }
    return OK;
}

MUST_CHECK static enum err make_body(struct tx *tx, void *data)
{
    struct making *m = data;
    struct arena *arena = tx_arena(tx);
    struct company_made made;

    m->tx = tx;
    m->random = m->seed * UINT64_C(0xD1342543DE82EF95) + 1;
    m->scheme = once(m, 2) ? SCHEME_FIELD : SCHEME_FACILITY;
    m->made->slug = arena_format(arena, "chance-%llu", (unsigned long long)m->seed);
    struct company_seed seed = {
        .slug = m->made->slug,
        .name = m->made->slug,
        .scheme = m->scheme,
        .zone = STR("America/New_York"),
        .currency = STR("USD"),
        .locale = STR("en-US"),
        .owner_name = STR("Owner"),
        .owner_email = arena_format(arena, "owner-of-%.*s@chance.example", STR_ARG(m->made->slug)),
        .surface = SURFACE_CLI,
    };
    TRY(company_create(world_app(m->w), tx, &seed, WORLD_NOW, &made));
    m->made->id = made.company;
    m->made->staff[0] = made.owner.n;
    TRY(EXECUTE(tx, &chance_settings, NULL, SQL_INT(made.company.n), SQL_INT(once(m, 2) ? 0 : below(m, 5)),
                SQL_BOOL(once(m, 3))));
    TRY(add_roles(m));
    TRY(add_people(m));
    TRY(add_clients(m));
    return add_pairs(m);
}

void chance_company_make(struct world *w, uint64_t seed, struct chance_company *ret)
{
    struct making m = {.w = w, .made = ret, .seed = seed};
    struct arena *arena = world_arena(w);

    if (store_write_alone(world_store(w), COMPANY_ALL, arena, make_body, &m, NULL) != OK)
        fail_msg("%.*s", STR_ARG(arena->failure.log));
}

/* ------------------------------------------------------------------ behind the back */

struct act {
    const struct sql *sql;
    int64_t company, second, third;
};

MUST_CHECK static enum err act_body(struct tx *tx, void *data)
{
    const struct act *act = data;

    return EXECUTE(tx, act->sql, NULL, SQL_INT(act->company), SQL_INT(act->second), SQL_INT(act->third));
}

void behind_the_back(struct world *w, struct company_id company, const struct sql *sql, int64_t second, int64_t third)
{
    struct act act = {sql, company.n, second, third};
    struct arena *arena = world_arena(w);

    if (store_write(world_store(w), company, arena, act_body, &act, NULL) != OK)
        fail_msg("%.*s", STR_ARG(arena->failure.log));
}
