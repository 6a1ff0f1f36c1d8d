#include "features/demo/demo_parts.h"

#include "app/act.h"

/* Founded three years and a month ago. */
enum { MINUTE_SETUP = 9 * 60 };

/* ------------------------------------------------------------------ acts */

int64_t maker_at(const struct maker *m, int day, int minute)
{
    return time_from_local(m->profile.zone, m->today + day, minute);
}

struct staff_id maker_staff(const struct maker *m, const char *key)
{
    for (int i = 0; i < m->script->company->person_count; i++) {
        if (strcmp(m->script->company->people[i].key, key) == 0)
            return m->staff[i];
    }
    assert(!"a person of the script");
    return (struct staff_id){0};
}

struct client_id maker_client(const struct maker *m, const char *name)
{
    for (int i = 0; i < m->script->client_count; i++) {
        if (strcmp(m->script->clients[i].name, name) == 0)
            return m->clients[i];
    }
    assert(!"a client of the script");
    return (struct client_id){0};
}

enum err maker_begin(struct maker *m, const char *operation, struct staff_id who, int64_t at)
{
    arena_reset(&m->scratch);
    m->cx = system_context(m->app, &m->scratch, operation, &m->profile, at);
    m->cx.principal.surface = SURFACE_DASHBOARD; /* as if these people had done it */
    m->access.grant.now = at;
    return act_begin(m->tx, &m->cx, m->made.company, who);
}

enum err maker_end(struct maker *m)
{
    return audit_append(m->tx, &m->cx);
}

enum err maker_look(struct maker *m)
{
    m->g = &m->access.grant;
    return system_access_open(m->tx, m->made.company, PERMISSION_manage_scheduling, m->cx.now, &m->access);
}

/* ------------------------------------------------------------------ the first days */

MUST_CHECK static enum err found(struct maker *m)
{
    const struct demo_company *company = m->script->company;
    const struct demo_person *owner = &company->people[0];
    int64_t at = maker_at(m, -FOUNDED_DAYS, MINUTE_SETUP);
    struct company_seed seed = {
        .slug = str_from(company->slug),
        .name = str_from(company->name),
        .scheme = company->scheme,
        .zone = str_from(company->zone),
        .currency = str_from(company->currency),
        .locale = str_from(company->locale),
        .owner_name = str_from(owner->name),
        .owner_email = demo_email(m, owner->key),
        .owner_password_hash = m->password_hash,
        .surface = SURFACE_DASHBOARD,
    };

    TRY(company_create(m->app, m->tx, &seed, at, &m->made));
    m->profile.id = m->made.company;
    m->staff[0] = m->made.owner;
    return OK;
}

MUST_CHECK static enum err add_services(struct maker *m)
{
    TRY(maker_begin(m, "services.create", m->made.owner, maker_at(m, -FOUNDED_DAYS, MINUTE_SETUP + 20)));
    TRY(maker_look(m));
    for (int i = 0; i < DEMO_SERVICES; i++) {
        const struct demo_service *table = &m->script->services[i];
        struct service service = {.name = str_from(table->name),
                                  .minutes = table->minutes,
                                  .price_minor = table->price_minor,
                                  .active = true};

        TRY(service_create(&m->cx, m->tx, m->g, &service));
        m->services[i] = service.id;
    }
    return maker_end(m);
}

MUST_CHECK static enum err add_people(struct maker *m)
{
    const struct demo_company *company = m->script->company;

    for (int i = 1; i < company->person_count; i++) {
        if (company->people[i].status == STAFF_INVITED)
            continue;
        TRY(maker_begin(m, "staff.create", m->made.owner, maker_at(m, -FOUNDED_DAYS + 1, MINUTE_SETUP + i)));
        TRY(demo_arrive(m, i));
        TRY(maker_end(m));
    }
    return OK;
}

MUST_CHECK static enum err add_clients(struct maker *m)
{
    for (int i = 0; i < m->script->client_count; i++) {
        const struct demo_client *client = &m->script->clients[i];
        struct str first = str_from(client->contact), email;

        first = str_cut(&first, ' ');
        email = arena_format(m->arena, "%.*s.%s@mail.example", STR_ARG(first), client->name);
        TRY(maker_begin(m, "clients.create", m->made.owner, maker_at(m, -FOUNDED_DAYS + 2, MINUTE_SETUP + i)));
        TRY(demo_add_client(m, client, email, &m->clients[i]));
        audit_about(&m->cx, (struct staff_id){0}, m->clients[i]);
        TRY(maker_end(m));
    }
    return OK;
}

MUST_CHECK static enum err add_exceptions(struct maker *m)
{
    for (int i = 0; i < m->script->exception_count; i++) {
        const struct demo_exception *exception = &m->script->exceptions[i];

        TRY(maker_begin(m, "staff.exception", maker_staff(m, exception->by),
                        maker_at(m, -FOUNDED_DAYS + 3, MINUTE_SETUP + i)));
        TRY(demo_add_exception(m, maker_staff(m, exception->staff), exception));
        TRY(maker_end(m));
    }
    return OK;
}

/* ------------------------------------------------------------------ whole */

MUST_CHECK static enum err make_all(struct maker *m)
{
    TRY(found(m));
    TRY(add_services(m));
    TRY(add_people(m));
    TRY(add_clients(m));
    TRY(add_exceptions(m));
    TRY(maker_look(m));
    if (!m->small)
        TRY(crowd_begin(m));
    TRY(demo_live(m));
    return demo_read_notices(m);
}

MUST_CHECK static enum err make_body(struct tx *tx, void *data)
{
    struct maker *m = data;
    const struct demo_company *company = m->script->company;
    struct zone *zone = NULL;
    bool taken = false;
    enum err err;

    TRY(demo_slug_taken(tx, str_from(company->slug), &taken));
    if (taken)
        return FAIL(m->arena, ERR_CONFLICT, MSG_DEMO_THERE, P_STR("company", str_from(company->slug)));
    TRY(zone_load(m->arena, str_from(company->zone), &zone));
    m->tx = tx;
    m->profile = (struct company_profile){.slug = str_from(company->slug),
                                          .name = str_from(company->name),
                                          .zone = zone,
                                          .currency = str_from(company->currency),
                                          .locale = str_from(company->locale)};
    m->today = time_local(zone, m->now).day_number;
    m->staff = arena_array(m->arena, struct staff_id, (size_t)company->person_count);
    m->clients = arena_array(m->arena, struct client_id, (size_t)m->script->client_count);
    err = make_all(m);
    if (err != OK && m->scratch.failure.log.n) /* the scratch does not outlive this */
        m->arena->failure.log = arena_str(m->arena, m->scratch.failure.log);
    system_access_end(&m->access);
    arena_free(&m->scratch);
    return err;
}

struct presence {
    bool any;
    const char *slug;
};

MUST_CHECK static enum err presence_body(struct tx *tx, void *data)
{
    struct presence *presence = data;

    for (int i = 0; i < DEMO_COMPANY_COUNT && !presence->any; i++) {
        presence->slug = demo_scripts[i]->company->slug;
        TRY(demo_slug_taken(tx, str_from(presence->slug), &presence->any));
    }
    return OK;
}

enum err demo_make(struct app *app, const struct demo_request *request, struct arena *arena)
{
    struct str hash = identity_hash_password(app, request->password, arena);
    struct presence presence = {false, NULL};

    /* Looked at first for both, so that a refusal leaves nothing behind. */
    TRY(store_read(app->store, COMPANY_ALL, arena, presence_body, &presence));
    if (presence.any)
        return FAIL(arena, ERR_CONFLICT, MSG_DEMO_THERE, P_STR("company", str_from(presence.slug)));
    for (int i = 0; i < DEMO_COMPANY_COUNT; i++) {
        struct maker m = {.app = app,
                          .arena = arena,
                          .script = demo_scripts[i],
                          .small = request->small,
                          .password_hash = hash,
                          .now = request->now};

        TRY(store_write_alone(app->store, COMPANY_ALL, arena, make_body, &m, NULL));
        live_announce(app, m.made.company, m.cx.change);
    }
    return OK;
}
