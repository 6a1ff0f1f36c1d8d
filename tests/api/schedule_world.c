#include "schedule_world.h"

#include "app/act.h"
#include "app/system.h"

SQL(test_exception, "INSERT INTO exception (company_id, staff_id, permission, allowed, made_at, changed)"
                    " VALUES ($1, $2, $3, $4, $5, $6)"
                    " ON CONFLICT (company_id, staff_id, permission) DO UPDATE SET allowed = $4, changed = $6");

const char *on_day(struct world *w, int days, int minute)
{
    struct zone *zone;
    int32_t today;

    assert_int_equal(zone_load(world_arena(w), STR("America/New_York"), &zone), OK);
    today = time_local(zone, world_now(w)).day_number;
    return arena_cstr(world_arena(w), time_text(world_arena(w), zone, time_from_local(zone, today + days, minute)));
}

const char *visit_body(struct world *w, const char *client, const char *staff, const char *starts_at, const char *more)
{
    const char *who = staff ? world_text(w, "\"%s\"", staff_id(w, staff)) : "null";

    return world_text(w, "{\"client\": \"%s\", \"staff\": %s, \"service\": \"%s\", \"starts_at\": \"%s\"%s}",
                      client_id(w, client), who, service_id(w, "Dog Walk"), starts_at, more ? more : "");
}

const char *given_visit(struct world *w, const char *client, const char *staff, const char *starts_at, const char *more)
{
    const char *confirmed = world_text(w, ", \"confirm\": true%s", more ? more : "");
    struct answer a = api(w, "maya", "POST", "/api/v1/events", visit_body(w, client, staff, starts_at, confirmed));

    assert_int_equal(a.status / 100, 2);
    return text_at(a.json, "id");
}

const char *event_path(struct world *w, const char *id)
{
    return world_text(w, "/api/v1/events/%s", id);
}

struct switching {
    struct world *w;
    struct staff_id staff;
    enum permission permission;
    bool on;
};

static enum err switch_body(struct tx *tx, void *data)
{
    const struct switching *s = data;
    struct company_id company = world_company(s->w, "happy-tails");
    const struct company_profile profile = {.id = company};
    struct context cx = system_context(world_app(s->w), tx_arena(tx), "test.exception", &profile, world_now(s->w));
    int number = permission_number(s->permission);

    TRY(act_begin(tx, &cx, company, (struct staff_id){0}));
    TRY(EXECUTE(tx, &test_exception, NULL, SQL_INT(company.n), SQL_INT(s->staff.n), SQL_INT(number), SQL_BOOL(s->on),
                SQL_INT(cx.now), SQL_INT(cx.change)));
    TRY(history_put(tx, company, cx.change, cx.now, (struct history_key){HISTORY_EXCEPTION, s->staff.n, number, 0},
                    (const int64_t[3]){s->on, 0, 0}));
    return audit_append(tx, &cx);
}

void given_exception(struct world *w, const char *who, enum permission permission, bool on)
{
    struct switching s = {w, {id_number(staff_id(w, who))}, permission, on};

    assert_int_equal(
        store_write(world_store(w), world_company(w, "happy-tails"), world_arena(w), switch_body, &s, NULL), OK);
    world_check(w);
}
