/* What outside programs rely on (contract.md), row by row, as a new program would use it: by token, over /api/v1. */
#include "support/world.h"

#define PUT_ACCESS "/api/v1/staff/%s/clients/%s/access"

static int begin(void **state)
{
    *state = world_new(test_engine());
    return 0;
}

static int end(void **state)
{
    world_free(*state);
    return 0;
}

static const char *access_path(struct world *w, const char *who, const char *client)
{
    return world_text(w, PUT_ACCESS, staff_id(w, who), client_id(w, client));
}

/* RFC 3339 with an offset: 2026-05-13T10:00:00-04:00. */
static void assert_instant(json_t *json, const char *path)
{
    const char *text = text_at(json, path);
    int64_t instant;

    if (!text || !time_parse(str_from(text), &instant))
        fail_msg("%s is no instant: %s", path, text ? text : "nothing");
}

static void assert_id(json_t *json, const char *path)
{
    const char *text = text_at(json, path);
    int64_t id;

    if (!text || !id_parse(str_from(text), &id))
        fail_msg("%s is no id: %s", path, text ? text : "nothing");
}

/* ------------------------------------------------------------------ health, description, oneself */

static void health_and_readiness_answer_200(void **state)
{
    struct world *w = *state;

    assert_status(world_ask(w, "GET", "/healthz", NULL, NULL), 200);
    assert_status(world_ask(w, "GET", "/readyz", NULL, NULL), 200);
}

static void the_description_lists_the_rows_of_this_contract(void **state)
{
    static const struct {
        const char *path, *method;
    } rows[] = {
        {"/me", "get"},
        {"/staff", "get"},
        {"/clients", "get"},
        {"/clients/{client}", "get"},
        {"/staff/{staff}/client-subscriptions", "get"},
        {"/staff/{staff}/clients/{client}/access", "put"},
        {"/staff/{staff}/clients/{client}/separation", "post"},
        {"/clients/{client}/staff-picker", "get"},
        {"/clients/{client}/staff-access", "get"},
        {"/services", "get"},
        {"/staff/{staff}/role", "put"},
        {"/events", "get"},
        {"/events", "post"},
        {"/events/{event}", "patch"},
        {"/events/bulk-update", "post"},
    };
    struct answer a = world_ask(*state, "GET", "/api/v1/openapi.json", NULL, NULL);
    json_t *paths = json_at(a.json, "paths");

    assert_status(a, 200);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char full[200];
        json_t *found;

        snprintf(full, sizeof(full), "/api/v1%s", rows[i].path);
        found = json_object_get(paths, full);
        if (!found)
            found = json_object_get(paths, rows[i].path);
        if (!json_object_get(found, rows[i].method))
            fail_msg("%s %s is not described", rows[i].method, rows[i].path);
    }
}

static void me_says_who_the_token_is(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "olivia", "GET", "/api/v1/me", NULL);

    assert_status(a, 200);
    assert_text(a.json, "company.slug", "happy-tails");
    assert_text(a.json, "staff_id", staff_id(w, "olivia"));
    assert_text(a.json, "role", "admin");
    assert_true(true_at(a.json, "owner"));
    assert_true(count_at(a.json, "permissions") > 20);
    a = api(w, "tess", "GET", "/api/v1/me", NULL);
    assert_text(a.json, "role", "trainee");
    assert_false(true_at(a.json, "owner"));
}

static void roles_have_their_names_on_the_wire(void **state)
{
    static const struct {
        const char *who, *role;
    } people[] = {{"andre", "admin"},          {"maya", "office_manager"}, {"dana", "staff"},
                  {"paula", "owner_admin"},    {"ravi", "admin"},          {"priya", "service_performer"},
                  {"sol", "service_supporter"}};

    for (size_t i = 0; i < ARRAY_SIZE(people); i++)
        assert_text(api(*state, people[i].who, "GET", "/api/v1/me", NULL).json, "role", people[i].role);
}

/* ------------------------------------------------------------------ refusals */

static void refusals_are_problem_documents(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, NULL, "GET", "/api/v1/clients", NULL);

    assert_status(a, 401);
    assert_true(str_starts(a.content_type, STR("application/problem+json")));
    assert_int_equal(number_at(a.json, "status"), 401);
    assert_non_null(text_at(a.json, "type"));
    assert_non_null(text_at(a.json, "title"));
    assert_non_null(text_at(a.json, "detail"));
    a = api(w, "maya", "PUT", access_path(w, "dana", "Ellis"), "{\"access\": \"sometimes\", \"color\": 1}");
    assert_status(a, 422);
    assert_true(str_starts(a.content_type, STR("application/problem+json")));
    assert_non_null(text_at(a.json, "errors.access"));
    assert_non_null(text_at(a.json, "errors.color"));
    assert_status(api(w, "maya", "GET", "/api/v1/no-such-address", NULL), 404);
    assert_status(api(w, "maya", "DELETE", "/api/v1/me", NULL), 405);
    assert_status(api(w, "maya", "PUT", access_path(w, "dana", "Ellis"), "{"), 400);
}

/* ------------------------------------------------------------------ lists */

static void lists_of_people_and_clients_have_items_next_and_total(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "maya", "GET", "/api/v1/clients?q=ben", NULL);

    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "items"), 1);
    assert_id(a.json, "items.0.id");
    assert_text(a.json, "items.0.name", "Bennett");
    assert_true(json_is_null(json_at(a.json, "next")));
    assert_int_equal(number_at(a.json, "total"), 1);
    a = api(w, "maya", "GET", "/api/v1/staff?q=brooks", NULL);
    assert_status(a, 200);
    assert_text(a.json, "items.0.name", "Dana Brooks");
    assert_text(a.json, "items.0.id", staff_id(w, "dana"));
    assert_true(json_is_null(json_at(a.json, "next")));
    assert_int_equal(number_at(a.json, "total"), 1);
}

static void lists_hold_only_what_may_be_seen_and_count_only_that(void **state)
{
    static const char *const seen[] = {"Alvarez", "Bennett", "Carter", "Gupta", "Hughes", "Ito", "Jansen"};
    struct answer a = api(*state, "dana", "GET", "/api/v1/clients", NULL);

    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "items"), ARRAY_SIZE(seen));
    assert_int_equal(number_at(a.json, "total"), ARRAY_SIZE(seen));
    for (size_t i = 0; i < ARRAY_SIZE(seen); i++)
        assert_non_null(find_in(a.json, "items", "name", seen[i]));
    a = api(*state, "dana", "GET", "/api/v1/clients?q=Foster", NULL);
    assert_int_equal(number_at(a.json, "total"), 0);
}

static void the_next_page_comes_by_its_cursor(void **state)
{
    struct world *w = *state;
    struct answer first, second;
    const char *cursor;

    for (int i = 0; i < 45; i++)
        assert_true(
            api(w, "olivia", "POST", "/api/v1/clients", world_text(w, "{\"name\": \"Zeller %02d\"}", i)).status < 300);
    first = api(w, "olivia", "GET", "/api/v1/clients", NULL);
    assert_status(first, 200);
    assert_int_equal(number_at(first.json, "total"), 56);
    assert_int_equal(count_at(first.json, "items"), 50);
    cursor = text_at(first.json, "next");
    assert_non_null(cursor);
    second = api(w, "olivia", "GET", world_text(w, "/api/v1/clients?cursor=%s", cursor), NULL);
    assert_status(second, 200);
    assert_int_equal(count_at(second.json, "items"), 6);
    assert_true(json_is_null(json_at(second.json, "next")));
    assert_text(second.json, "items.5.name", "Zeller 44");
    assert_status(api(w, "olivia", "GET", "/api/v1/clients?cursor=nonsense", NULL), 422);
}

static void a_hidden_client_answers_byte_for_byte_as_one_that_does_not_exist(void **state)
{
    struct world *w = *state;
    struct answer hidden = api(w, "dana", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Foster")), NULL);
    struct answer absent = api(w, "dana", "GET", "/api/v1/clients/0000000000007", NULL);
    struct answer seen = api(w, "dana", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Ito")), NULL);

    assert_status(hidden, 404);
    assert_status(absent, 404);
    assert_true(str_equal(hidden.body, absent.body));
    assert_status(seen, 200);
    assert_text(seen.json, "name", "Ito");
    assert_text(seen.json, "id", client_id(w, "Ito"));
}

/* ------------------------------------------------------------------ client subscriptions */

static const char *subscriptions(struct world *w, const char *who, const char *query)
{
    return world_text(w, "/api/v1/staff/%s/client-subscriptions%s", staff_id(w, who), query);
}

static void subscriptions_say_what_ties_a_person_to_each_client(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "maya", "GET", subscriptions(w, "dana", ""), NULL);
    json_t *ito = find_in(a.json, "items", "client.name", "Ito"),
           *foster = find_in(a.json, "items", "client.name", "Foster");

    assert_status(a, 200);
    assert_id(ito, "client.id");
    assert_int_equal(number_at(ito, "events_past"), 0);
    assert_int_equal(number_at(ito, "events_future"), 1);
    assert_instant(ito, "next_event_at");
    assert_true(true_at(ito, "preferred"));
    assert_int_equal(number_at(ito, "pending_templates"), 1);
    assert_false(true_at(ito, "do_not_schedule"));
    assert_true(true_at(ito, "subscribed"));
    assert_text(ito, "access", "granted");
    assert_text(foster, "access", "removed");
    assert_false(true_at(foster, "subscribed"));
    assert_int_equal(number_at(foster, "events_past"), 3);
}

static void subscriptions_are_filtered_by_each_query_name(void **state)
{
    static const struct {
        const char *query;
        const char *names; /* all that come, sorted */
    } cases[] = {
        {"?access=removed", "Foster Kowalski"},
        {"?access=granted&preferred=true", "Alvarez Ito"},
        {"?preferred=yes", "Alvarez Ito"},
        {"?do_not_schedule=true", "Gupta"},
        {"?subscribed=false", "Foster Kowalski"},
        {"?assigned=none", "Alvarez Kowalski"},
        {"?assigned=past", "Carter Foster Gupta"},
        {"?assigned=future", "Bennett Ito"},
        {"?assigned=any", "Bennett Carter Foster Gupta Hughes Ito Jansen"},
        {"?q=kow", "Kowalski"},
        {"?q=ito&assigned=past", ""},
    };
    struct world *w = *state;

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct answer a = api(w, "maya", "GET", subscriptions(w, "dana", cases[i].query), NULL);
        struct buf names;

        assert_status(a, 200);
        buf_init(&names, world_arena(w), 400);
        for (int k = 0; k < count_at(a.json, "items"); k++)
            buf_format(&names, "%s%s", k ? " " : "",
                       text_at(json_at(a.json, "items"), world_text(w, "%d.client.name", k)));
        if (!str_is(buf_str(&names), cases[i].names))
            fail_msg("%s: expected \"%s\", got \"%.*s\"", cases[i].query, cases[i].names, STR_ARG(buf_str(&names)));
        assert_int_equal(number_at(a.json, "total"), count_at(a.json, "items"));
    }
}

static void about_oneself_there_is_no_access_column_and_no_such_filter(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "dana", "GET", subscriptions(w, "dana", ""), NULL);

    assert_status(a, 200);
    assert_null(json_at(a.json, "items.0.access"));
    assert_null(find_in(a.json, "items", "client.name", "Foster"));
    assert_status(api(w, "dana", "GET", subscriptions(w, "dana", "?access=removed"), NULL), 422);
}

/* ------------------------------------------------------------------ the switch */

static void removing_against_barriers_names_each_with_kind_id_and_title(void **state)
{
    struct world *w = *state;
    struct answer a =
        api(w, "maya", "PUT", access_path(w, "dana", "Ito"),
            "{\"access\": \"removed\", \"reason\": \"Asked for someone else\", \"severity\": \"preference\"}");
    json_t *event = find_in(a.json, "barriers", "kind", "event");

    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "barriers"), 3);
    assert_non_null(find_in(a.json, "barriers", "kind", "preferred"));
    assert_text(event, "id", event_id(w, "Ito", "dana", 0));
    assert_non_null(text_at(event, "title"));
    assert_instant(event, "starts_at");
    assert_text(find_in(a.json, "barriers", "kind", "template"), "id", line_id(w, "Ito"));
}

static void removing_and_granting_answer_the_pair_as_it_stands(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "maya", "PUT", access_path(w, "dana", "Ellis"),
                          "{\"access\": \"removed\", \"reason\": \"Neighbours\", \"severity\": \"safety\","
                          " \"review_on\": \"2026-08-01\"}");

    assert_status(a, 200);
    assert_text(a.json, "access", "removed");
    assert_text(a.json, "reason", "Neighbours");
    assert_text(a.json, "severity", "safety");
    assert_text(a.json, "review_on", "2026-08-01");
    a = api(w, "maya", "PUT", access_path(w, "dana", "Ellis"), "{\"access\": \"granted\", \"subscribe\": true}");
    assert_status(a, 200);
    assert_text(a.json, "access", "granted");
    assert_true(true_at(a.json, "subscribed"));
}

static void a_separation_applies_all_cures_and_removes(void **state)
{
    struct world *w = *state;
    const char *path =
        world_text(w, "/api/v1/staff/%s/clients/%s/separation", staff_id(w, "dana"), client_id(w, "Ito"));
    const char *sam = staff_id(w, "sam");
    const char *event = event_id(w, "Ito", "dana", 0);
    struct answer a = api(w, "maya", "POST", path,
                          world_text(w,
                                     "{\"cures\": {\"preferred\": \"drop\", \"events\": {\"%s\": \"%s\"},"
                                     " \"templates\": {\"*\": \"%s\"}}, \"reason\": \"Wish\"}",
                                     event, sam, sam));

    assert_true(a.status == 200 || a.status == 201);
    assert_text(a.json, "access", "removed");
    a = api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", event), NULL);
    assert_text(a.json, "staff.id", sam);
}

static void a_separation_with_a_cure_missing_does_nothing(void **state)
{
    struct world *w = *state;
    const char *path =
        world_text(w, "/api/v1/staff/%s/clients/%s/separation", staff_id(w, "dana"), client_id(w, "Ito"));
    struct answer a = api(w, "maya", "POST", path, "{\"cures\": {\"preferred\": \"drop\", \"events\": {\"*\": null}}}");

    assert_status(a, 409);
    assert_text(a.json, "barriers.0.kind", "template");
    a = api(w, "maya", "GET", subscriptions(w, "dana", "?q=ito"), NULL);
    assert_true(true_at(a.json, "items.0.preferred"));
    assert_int_equal(number_at(a.json, "items.0.events_future"), 1);
}

/* ------------------------------------------------------------------ who for a client */

static void the_picker_has_four_groups(void **state)
{
    static const char *const groups[] = {"groups.preferred", "groups.available", "groups.do_not_schedule",
                                         "groups.access_removed"};
    struct world *w = *state;
    const char *at = "?at=2026-05-15T09:00:00-04:00";
    struct answer a =
        api(w, "maya", "GET", world_text(w, "/api/v1/clients/%s/staff-picker%s", client_id(w, "Alvarez"), at), NULL);

    assert_status(a, 200);
    for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
        assert_true(count_at(a.json, groups[i]) >= 0);
    assert_text(a.json, "groups.preferred.0.name", "Dana Brooks");
    assert_id(a.json, "groups.preferred.0.id");
    assert_true(true_at(a.json, "groups.preferred.0.selectable"));
    assert_non_null(text_at(a.json, "groups.preferred.0.note"));
    assert_text(a.json, "groups.preferred.1.name", "Sam Ortiz");
}

static void staff_access_says_who_sees_a_client_and_why(void **state)
{
    struct world *w = *state;
    struct answer a =
        api(w, "maya", "GET", world_text(w, "/api/v1/clients/%s/staff-access", client_id(w, "Bennett")), NULL);

    assert_status(a, 200);
    assert_non_null(text_at(find_in(a.json, "items", "staff.name", "Dana Brooks"), "why"));
    assert_non_null(find_in(a.json, "removed", "staff.name", "Sam Ortiz"));
    assert_status(
        api(w, "dana", "GET", world_text(w, "/api/v1/clients/%s/staff-access", client_id(w, "Bennett")), NULL), 403);
}

/* ------------------------------------------------------------------ services, roles */

static void services_have_id_name_minutes_and_price(void **state)
{
    struct answer a = api(*state, "olivia", "GET", "/api/v1/services", NULL);
    json_t *walk = find_in(a.json, "items", "name", "Dog Walk");

    assert_status(a, 200);
    assert_id(walk, "id");
    assert_int_equal(number_at(walk, "minutes"), 30);
    assert_int_equal(number_at(walk, "price_minor"), 2500);
}

static void a_role_change_against_removals_names_them(void **state)
{
    struct world *w = *state;
    const char *path = world_text(w, "/api/v1/staff/%s/role", staff_id(w, "dana"));
    struct answer a = api(w, "olivia", "PUT", path, "{\"role\": \"office_manager\", \"reason\": \"Promotion\"}");

    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "removals"), 2);
    assert_non_null(find_in(a.json, "removals", "client.name", "Foster"));
    a = api(w, "olivia", "PUT", world_text(w, "/api/v1/staff/%s/role", staff_id(w, "tess")),
            "{\"role\": \"staff\", \"reason\": \"Training done\"}");
    assert_status(a, 200);
    assert_text(api(w, "tess", "GET", "/api/v1/me", NULL).json, "role", "staff");
}

/* ------------------------------------------------------------------ events */

static void events_are_listed_by_client_person_status_and_span(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "maya", "GET", world_text(w, "/api/v1/events?client=%s", client_id(w, "Bennett")), NULL);

    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "total"), 3);
    assert_id(a.json, "items.0.id");
    assert_instant(a.json, "items.0.starts_at");
    assert_instant(a.json, "items.0.ends_at");
    assert_non_null(text_at(a.json, "items.0.status"));
    a = api(w, "maya", "GET", world_text(w, "/api/v1/events?staff=%s&status=in_progress", staff_id(w, "dana")), NULL);
    assert_int_equal(number_at(a.json, "total"), 1);
    a = api(w, "maya", "GET",
            world_text(w, "/api/v1/events?client=%s&from=2026-05-14&to=2026-05-16", client_id(w, "Bennett")), NULL);
    assert_int_equal(number_at(a.json, "total"), 1);
}

static void an_event_is_made_changed_and_completed_with_a_message(void **state)
{
    struct world *w = *state;
    struct answer a =
        api(w, "maya", "POST", "/api/v1/events",
            world_text(w,
                       "{\"client\": \"%s\", \"staff\": \"%s\", \"service\": \"%s\","
                       " \"starts_at\": \"2026-05-20T09:00:00-04:00\", \"ends_at\": \"2026-05-20T09:45:00-04:00\"}",
                       client_id(w, "Ellis"), staff_id(w, "sam"), service_id(w, "Dog Walk")));
    const char *path;

    assert_status(a, 201);
    assert_text(a.json, "status", "scheduled");
    assert_text(a.json, "starts_at", "2026-05-20T09:00:00-04:00");
    assert_text(a.json, "ends_at", "2026-05-20T09:45:00-04:00");
    path = world_text(w, "/api/v1/events/%s", text_at(a.json, "id"));
    a = api(w, "maya", "PATCH", path, world_text(w, "{\"staff\": \"%s\"}", staff_id(w, "tess")));
    assert_status(a, 200);
    assert_text(a.json, "staff.id", staff_id(w, "tess"));
    a = api(w, "maya", "PATCH", path, "{\"status\": \"completed\", \"message\": \"Came early\"}");
    assert_status(a, 200);
    assert_text(a.json, "status", "completed");
    assert_text(a.json, "message", "Came early");
}

static void a_bulk_update_against_removals_names_the_clients_and_applies_the_rest_on_demand(void **state)
{
    struct world *w = *state;
    const char *bennett = event_id(w, "Bennett", "dana", 1), *ito = event_id(w, "Ito", "dana", 0);
    struct answer a = api(
        w, "maya", "POST", "/api/v1/events/bulk-update",
        world_text(w, "{\"events\": [\"%s\", \"%s\"], \"action\": \"reassign\", \"staff\": \"%s\", \"apply\": \"all\"}",
                   bennett, ito, staff_id(w, "sam")));
    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "clients"), 1);
    assert_text(a.json, "clients.0.name", "Bennett");
    assert_text(a.json, "clients.0.id", client_id(w, "Bennett"));
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", ito), NULL).json, "staff.id",
                staff_id(w, "dana"));
    a = api(w, "maya", "POST", "/api/v1/events/bulk-update",
            world_text(
                w,
                "{\"events\": [\"%s\", \"%s\"], \"action\": \"reassign\", \"staff\": \"%s\", \"apply\": \"allowed\"}",
                bennett, ito, staff_id(w, "sam")));
    assert_true(a.status == 200 || a.status == 201);
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", ito), NULL).json, "staff.id",
                staff_id(w, "sam"));
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", bennett), NULL).json, "staff.id",
                staff_id(w, "dana"));
}

/* ------------------------------------------------------------------ repeating safely */

static void the_same_key_answers_the_same_and_does_it_once(void **state)
{
    struct world *w = *state;
    static const char *const key[] = {"Idempotency-Key", "abc-1", NULL};
    const char *body = "{\"name\": \"Quast\"}";
    struct answer first = api_with(w, "olivia", "POST", "/api/v1/clients", body, key);
    struct answer again = api_with(w, "olivia", "POST", "/api/v1/clients", body, key);

    assert_true(first.status < 300);
    assert_int_equal(again.status, first.status);
    assert_true(str_equal(first.body, again.body));
    assert_int_equal(number_at(api(w, "olivia", "GET", "/api/v1/clients?q=quast", NULL).json, "total"), 1);
    assert_status(api_with(w, "olivia", "POST", "/api/v1/clients", "{\"name\": \"Other\"}", key), 422);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(health_and_readiness_answer_200),
        CASE(the_description_lists_the_rows_of_this_contract),
        CASE(me_says_who_the_token_is),
        CASE(roles_have_their_names_on_the_wire),
        CASE(refusals_are_problem_documents),
        CASE(lists_of_people_and_clients_have_items_next_and_total),
        CASE(lists_hold_only_what_may_be_seen_and_count_only_that),
        CASE(the_next_page_comes_by_its_cursor),
        CASE(a_hidden_client_answers_byte_for_byte_as_one_that_does_not_exist),
        CASE(subscriptions_say_what_ties_a_person_to_each_client),
        CASE(subscriptions_are_filtered_by_each_query_name),
        CASE(about_oneself_there_is_no_access_column_and_no_such_filter),
        CASE(removing_against_barriers_names_each_with_kind_id_and_title),
        CASE(removing_and_granting_answer_the_pair_as_it_stands),
        CASE(a_separation_applies_all_cures_and_removes),
        CASE(a_separation_with_a_cure_missing_does_nothing),
        CASE(the_picker_has_four_groups),
        CASE(staff_access_says_who_sees_a_client_and_why),
        CASE(services_have_id_name_minutes_and_price),
        CASE(a_role_change_against_removals_names_them),
        CASE(events_are_listed_by_client_person_status_and_span),
        CASE(an_event_is_made_changed_and_completed_with_a_message),
        CASE(a_bulk_update_against_removals_names_the_clients_and_applies_the_rest_on_demand),
        CASE(the_same_key_answers_the_same_and_does_it_once),
    };

    return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
