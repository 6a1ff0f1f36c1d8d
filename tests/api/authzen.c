/* AuthZEN Authorization API 1.0 (API-03, authzen.md), on the demonstration company, as another program meets it. */
#include "authzen_ask.h"

/* ------------------------------------------------------------------ single evaluation */

static void API_03_the_configuration_names_every_endpoint(void **state)
{
    struct answer a = world_ask(w, "GET", "/.well-known/authzen-configuration", NULL, NULL);
    const char *point = text_at(a.json, "policy_decision_point");

    (void)state;
    assert_status(a, 200);
    assert_true(str_is(a.content_type, "application/json"));
    assert_non_null(point);
    assert_text(a.json, "access_evaluation_endpoint", world_text(w, "%s/access/v1/evaluation", point));
    assert_text(a.json, "access_evaluations_endpoint", world_text(w, "%s/access/v1/evaluations", point));
    assert_text(a.json, "search_subject_endpoint", world_text(w, "%s/access/v1/search/subject", point));
    assert_text(a.json, "search_resource_endpoint", world_text(w, "%s/access/v1/search/resource", point));
    assert_text(a.json, "search_action_endpoint", world_text(w, "%s/access/v1/search/action", point));
}

static void API_03_sight_of_a_client_is_the_one_decision(void **state)
{
    (void)state;
    assert_true(yes(sight("dana", "Alvarez")));
    assert_true(yes(sight("dana", "Bennett")));
    assert_false(yes(sight("dana", "Ellis")));
    assert_false(yes(sight("dana", "Foster")));
    assert_false(yes(sight("dana", "Kowalski")));
    assert_true(yes(sight("maya", "Ellis")));
    assert_false(yes(sight("ivan", "Alvarez"))); /* inactive */
    assert_false(yes(sight("uma", "Alvarez")));  /* invited */
}

static void API_03_a_refusal_is_200_and_says_why_to_both_sides(void **state)
{
    struct answer a = sight("dana", "Foster");

    (void)state;
    assert_false(yes(a));
    assert_true(str_is(a.content_type, "application/json"));
    assert_text(a.json, "context.rule", "ACC-02");
    assert_non_null(strstr(text_at(a.json, "context.reason_admin"), "removed"));
    assert_null(strstr(text_at(a.json, "context.reason_user"), "removed"));
    assert_int_equal(count_at(a.json, "context.facts"), 3);
    assert_non_null(strstr(text_at(a.json, "context.facts.2.text"), "removed"));
}

static void API_03_a_person_is_named_by_id_or_by_email(void **state)
{
    const char *client = client_id(w, "Alvarez");

    (void)state;
    assert_true(yes(evaluate("olivia", staff_id(w, "dana"), "view", "client", client)));
    assert_true(yes(evaluate("olivia", "DANA@HappyTails.example", "view", "client", client)));
    assert_false(yes(evaluate("olivia", "nobody@happytails.example", "view", "client", client)));
    assert_false(yes(evaluate("olivia", "paula@riverside.example", "view", "client", client)));
    assert_false(yes(evaluate("olivia", "not an id", "view", "client", client)));
}

static void API_03_every_kind_of_resource_is_answered(void **state)
{
    const char *dana = email("dana"), *company = "happy-tails";
    const char *own = event_id(w, "Bennett", "dana", 0), *other = event_id(w, "Carter", "tess", 0);

    (void)state;
    assert_true(yes(evaluate("olivia", dana, "view", "event", own)));
    assert_true(yes(evaluate("olivia", dana, "deliver_services", "event", own)));
    assert_false(yes(evaluate("olivia", dana, "view", "event", other))); /* ROL-114 */
    assert_true(yes(evaluate("olivia", email("maya"), "view", "event", other)));
    assert_false(yes(evaluate("olivia", email("maya"), "deliver_services", "event", other)));
    assert_true(yes(evaluate("olivia", dana, "view", "pet", pet_id(w, "Hoshi"))));
    assert_true(yes(evaluate("olivia", dana, "edit", "pet", pet_id(w, "Hoshi"))));
    assert_true(yes(evaluate("olivia", dana, "view", "staff", staff_id(w, "dana"))));
    assert_true(yes(evaluate("olivia", dana, "edit", "staff", staff_id(w, "dana"))));
    assert_false(yes(evaluate("olivia", dana, "view", "staff", email("sam"))));
    assert_true(yes(evaluate("olivia", email("maya"), "edit", "staff", email("sam"))));
    assert_false(yes(evaluate("olivia", email("maya"), "edit", "staff", email("andre")))); /* ROL-141 */
    assert_true(yes(evaluate("olivia", dana, "view", "company", company)));
    assert_false(yes(evaluate("olivia", dana, "edit", "company", company)));
    assert_true(yes(evaluate("olivia", email("andre"), "edit", "company", company)));
    assert_false(yes(evaluate("olivia", email("andre"), "edit", "company", "riverside")));
    assert_false(yes(evaluate("olivia", email("andre"), "view", "key", "0000000000001")));
    assert_false(yes(evaluate("olivia", email("andre"), "view", "spaceship", "1")));
}

static void API_03_actions_are_permissions_and_four_verbs(void **state)
{
    const char *bennett = client_id(w, "Bennett"), *company = "happy-tails";

    (void)state;
    assert_true(yes(evaluate("olivia", email("maya"), "manage_scheduling", "company", company)));
    assert_false(yes(evaluate("olivia", email("omar"), "manage_staff", "company", company))); /* ROL-302 */
    assert_false(yes(evaluate("olivia", email("tess"), "post_messages_without_approval", "company", company)));
    assert_true(yes(evaluate("olivia", email("dana"), "edit", "client", bennett)));
    assert_true(yes(evaluate("olivia", email("dana"), "message", "client", bennett)));
    assert_false(yes(evaluate("olivia", email("dana"), "assign", "client", bennett)));
    assert_true(yes(evaluate("olivia", email("omar"), "assign", "client", bennett)));
    assert_false(yes(evaluate("olivia", email("olivia"), "fly", "client", bennett)));
    assert_false(yes(evaluate("olivia", email("olivia"), "assign", "company", company)));
}

static void API_03_what_a_caller_claims_overrides_nothing(void **state)
{
    const char *ellis = client_id(w, "Ellis");
    const char *body = world_text(
        w,
        "{\"subject\":{\"type\":\"staff\",\"id\":\"%s\",\"properties\":{\"role\":\"admin\",\"score\":1.5e3}},"
        "\"action\":{\"name\":\"view\",\"properties\":{\"x\":[1.25,null]}},\"resource\":{\"type\":\"client\","
        "\"id\":\"%s\",\"properties\":{\"owner\":\"dana\"}},\"context\":{\"admin\":true,\"ip\":{\"v\":4.0}},"
        "\"something\":[{\"else\":0.1}]}",
        email("dana"), ellis);

    (void)state;
    assert_false(yes(ask("olivia", "/access/v1/evaluation", body)));
}

/* ------------------------------------------------------------------ what is no question */

static void API_03_a_faulty_question_is_400(void **state)
{
    static const char *const bodies[] = {
        "",
        "{",
        "[]",
        "\"x\"",
        "null",
        "{}",
        "{\"action\":{\"name\":\"view\"},\"resource\":{\"type\":\"client\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"staff\",\"id\":\"1\"},\"resource\":{\"type\":\"client\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"staff\",\"id\":\"1\"},\"action\":{\"name\":\"view\"}}",
        "{\"subject\":{\"id\":\"1\"},\"action\":{\"name\":\"view\"},\"resource\":{\"type\":\"client\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"staff\"},\"action\":{\"name\":\"view\"},\"resource\":{\"type\":\"client\",\"id\":"
        "\"1\"}}",
        "{\"subject\":{\"type\":\"staff\",\"id\":\"1\"},\"action\":{},\"resource\":{\"type\":\"client\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"staff\",\"id\":\"1\"},\"action\":{\"name\":\"view\"},\"resource\":{\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"staff\",\"id\":\"1\"},\"action\":{\"name\":\"view\"},\"resource\":{\"type\":"
        "\"client\"}}",
        "{\"subject\":\"dana\",\"action\":{\"name\":\"view\"},\"resource\":{\"type\":\"client\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"staff\",\"id\":7},\"action\":{\"name\":\"view\"},\"resource\":{\"type\":\"client\","
        "\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"staff\",\"id\":\"1\"},\"action\":\"view\",\"resource\":{\"type\":\"client\",\"id\":"
        "\"1\"}}",
        "{\"subject\":{\"type\":\"staff\",\"id\":\"1\"},\"action\":{\"name\":1},\"resource\":{\"type\":\"client\","
        "\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"staff\",\"id\":\"1\"},\"action\":{\"name\":\"view\"},\"resource\":[]}",
        "{\"subject\":{\"type\":\"staff\",\"id\":\"1\"},\"action\":{\"name\":\"view\"},\"resource\":{\"type\":"
        "\"client\",\"id\":\"1\"},\"context\":3}",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
        struct answer a = ask("olivia", "/access/v1/evaluation", bodies[i]);

        if (a.status != 400)
            fail_msg("%s: %d %.*s", bodies[i], a.status, STR_ARG(a.body));
        assert_true(str_is(a.content_type, "application/problem+json"));
        assert_status(ask("olivia", "/access/v1/search/subject", i < 5 ? bodies[i] : "{\"subject\":1}"), 400);
        assert_status(ask("olivia", "/access/v1/evaluations", bodies[i]), 400);
    }
}

static void API_03_another_content_type_is_400_and_no_token_401(void **state)
{
    const char *body = world_text(w, "{%s}", question(email("dana"), "view", "client", client_id(w, "Alvarez")));
    const char *bearer = world_text(w, "Bearer %s", world_token(w, "olivia"));
    const char *const plain[] = {"Authorization", bearer, "Content-Type", "text/plain", NULL};
    const char *const charset[] = {"Authorization", bearer, "Content-Type", "application/json; charset=utf-8", NULL};
    const char *const wrong[] = {"Authorization", "Bearer petgate_nobody", "Content-Type", "application/json", NULL};
    const char *const json[] = {"Content-Type", "application/json", NULL};

    (void)state;
    assert_status(world_ask(w, "POST", "/access/v1/evaluation", body, plain), 400);
    assert_status(world_ask(w, "POST", "/access/v1/evaluation", body, charset), 200);
    assert_status(world_ask(w, "POST", "/access/v1/evaluation", body, wrong), 401);
    assert_status(world_ask(w, "GET", "/access/v1/evaluation", NULL, charset), 405);
    assert_true(world_ask(w, "POST", "/access/v1/evaluation", body, json).status >= 401);
}

/* What the answer says besides its body: an X-Request-ID unchanged, and how to sign in. */
static void API_03_headers_are_those_of_the_standard(void **state)
{
    struct arena arena = ARENA_INIT;
    struct http_header headers[] = {{STR("Host"), STR("localhost")},
                                    {STR("Authorization"), STR("Bearer petgate_nobody")},
                                    {STR("Content-Type"), STR("application/json")},
                                    {STR("X-Request-ID"), STR("bfe9eb29-ab87-4ca3-be83-a1d5d8305716")}};
    struct http_request request = {.method = STR("POST"),
                                   .path = STR("/access/v1/evaluation"),
                                   .headers = headers,
                                   .header_count = 4,
                                   .body = STR("{}"),
                                   .peer = STR("127.0.0.1")};
    struct http_response response;
    int found = 0;

    (void)state;
    http_handle(world_http(w), &request, &arena, &response);
    assert_int_equal(response.status, 401);
    for (int i = 0; i < response.header_count; i++) {
        found +=
            str_is(response.headers[i].name, "X-Request-ID") && str_equal(response.headers[i].value, headers[3].value);
        found += str_is(response.headers[i].name, "WWW-Authenticate") &&
                 str_starts(response.headers[i].value, STR("Bearer"));
    }
    assert_int_equal(found, 2);
    arena_free(&arena);
}

/* On SQLite what memory answers is answered in the network thread; PostgreSQL is always asked for the company's change.
 */
static bool quick(const char *type, const char *more)
{
    const char *bearer = world_text(w, "Bearer %s", world_token(w, "olivia"));
    struct http_header headers[] = {{STR("Host"), STR("localhost")}, {STR("Authorization"), str_from(bearer)}};
    struct http_request request = {
        .method = STR("POST"),
        .path = STR("/access/v1/evaluation"),
        .headers = headers,
        .header_count = 2,
        .body = str_from(world_text(w, "{%s%s}", question(email("dana"), "view", type, client_id(w, "Alvarez")), more)),
        .peer = STR("127.0.0.1")};

    return http_is_quick(world_http(w), &request);
}

static void API_03_a_known_token_is_answered_from_memory_until_somebody_writes(void **state)
{
    bool sqlite = test_engine() == STORE_SQLITE;

    (void)state;
    assert_false(quick("client", ""));
    assert_true(yes(sight("dana", "Alvarez")));
    assert_int_equal(quick("client", ""), sqlite);
    assert_false(quick("event", ""));
    assert_false(quick("client", ",\"context\":{\"time\":\"2026-05-01T09:00:00Z\"}"));
    assert_status(api(w, "maya", "POST", "/api/v1/clients", "{\"name\":\"Somebody New\"}"), 201);
    assert_false(quick("client", ""));
    assert_true(yes(sight("dana", "Alvarez")));
    assert_int_equal(quick("client", ""), sqlite);
}

static int64_t statements(void)
{
    static const char name[] = "\npetgate_statements_total ";
    struct str body = world_ask(w, "GET", "/metrics", NULL, NULL).body;
    const char *line = memmem(body.p, body.n, name, strlen(name));

    assert_non_null(line);
    return strtoll(line + strlen(name), NULL, 10);
}

/* How many an evaluation costs, after another that has made all known. */
static int cost(const char *type, const char *id)
{
    int64_t before;

    assert_status(evaluate("olivia", email("dana"), "view", type, id), 200);
    before = statements();
    assert_status(evaluate("olivia", email("dana"), "view", type, id), 200);
    return (int)(statements() - before);
}

static void API_03_an_evaluation_costs_one_statement_on_PostgreSQL_and_none_on_SQLite(void **state)
{
    int least = test_engine() == STORE_SQLITE ? 0 : 1;

    (void)state;
    assert_int_equal(cost("client", client_id(w, "Alvarez")), least);
    assert_int_equal(cost("staff", staff_id(w, "maya")), least);
    assert_int_equal(cost("company", "happy-tails"), least);
    assert_int_equal(cost("pet", pet_id(w, "Hoshi")), least + 1);
}

/* ------------------------------------------------------------------ who may ask */

static void API_03_without_the_permission_one_asks_only_about_oneself(void **state)
{
    const char *alvarez = client_id(w, "Alvarez");
    struct answer other, unknown;

    (void)state;
    assert_true(yes(evaluate("dana", email("dana"), "view", "client", alvarez)));
    other = evaluate("dana", email("sam"), "view", "client", alvarez);
    unknown = evaluate("dana", "nobody@happytails.example", "view", "client", alvarez);
    assert_status(other, 403);
    assert_status(unknown, 403);
    assert_string_equal(text_at(other.json, "detail"), text_at(unknown.json, "detail"));
    assert_status(evaluate("omar", email("dana"), "view", "client", alvarez), 403); /* Manage Staff is off for him */
    assert_true(yes(evaluate("maya", email("dana"), "view", "client", alvarez)));
    assert_status(evaluate("maya", email("olivia"), "view", "client", alvarez), 403); /* ROL-141 */
}

static void ACC_06_asked_about_oneself_what_is_hidden_looks_like_what_does_not_exist(void **state)
{
    static const char *const actions[] = {
        "view", "edit", "message", "assign", "view_client_schedule", "deliver_services"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
        struct answer hidden = evaluate("dana", email("dana"), actions[i], "client", client_id(w, "Foster"));
        struct answer absent = evaluate("dana", email("dana"), actions[i], "client", "0000000000001");
        struct answer event = evaluate("dana", email("dana"), actions[i], "event", event_id(w, "Foster", "dana", 0));
        struct answer no_event = evaluate("dana", email("dana"), actions[i], "event", "0000000000001");

        assert_false(yes(hidden));
        assert_false(yes(event));
        assert_true(str_equal(hidden.body, absent.body));
        assert_true(str_equal(event.body, no_event.body));
        assert_null(text_at(hidden.json, "context.rule"));
        assert_string_equal(text_at(hidden.json, "context.reason_admin"), text_at(hidden.json, "context.reason_user"));
    }
}

static void API_02_a_token_of_asking_alone_asks_and_reads_nothing(void **state)
{
    struct answer a =
        page(w, "olivia", "POST", "/tokens", "name=gate&last_day=2026-08-01&permissions.ask_about_others=1");
    const char *at = strstr(world_text(w, "%.*s", STR_ARG(a.body)), "petgate_");
    const char *bearer = at ? world_text(w, "Bearer %.*s", (int)strcspn(at, "\"< \n"), at) : "";
    const char *const headers[] = {"Authorization", bearer, "Content-Type", "application/json", NULL};
    const char *body = world_text(w, "{%s}", question(email("dana"), "view", "client", client_id(w, "Alvarez")));

    (void)state;
    assert_status(a, 200);
    assert_non_null(at);
    assert_true(yes(world_ask(w, "POST", "/access/v1/evaluation", body, headers)));
    assert_status(world_ask(w, "GET", "/api/v1/clients", NULL, headers), 403);
    assert_status(world_ask(w, "GET", "/api/v1/me", NULL, headers), 403);
    assert_status(world_ask(w, "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Alvarez")), NULL, headers),
                  403);
}

/* ------------------------------------------------------------------ many at once */

static const char *item(const char *subject, const char *client)
{
    return world_text(w, "{%s}", question(email(subject), "view", "client", client_id(w, client)));
}

static struct answer batch(const char *options, const char *items)
{
    return ask("olivia", "/access/v1/evaluations", world_text(w, "{\"evaluations\":[%s]%s}", items, options));
}

static void API_03_a_list_is_answered_in_order_and_without_context(void **state)
{
    struct answer a =
        batch("", world_text(w, "%s,%s,%s", item("dana", "Alvarez"), item("dana", "Ellis"), item("maya", "Ellis")));

    (void)state;
    assert_status(a, 200);
    assert_true(str_is(a.body, "{\"evaluations\":[{\"decision\":true},{\"decision\":false},{\"decision\":true}]}"));
}

static void API_03_defaults_stand_in_for_whole_members(void **state)
{
    const char *body = world_text(w,
                                  "{%s,\"evaluations\":[{},{\"resource\":{\"type\":\"client\",\"id\":\"%s\"}},"
                                  "{\"subject\":{\"type\":\"staff\",\"id\":\"%s\"}},{\"resource\":{\"id\":\"%s\"}}]}",
                                  question(email("dana"), "view", "client", client_id(w, "Ellis")),
                                  client_id(w, "Alvarez"), email("maya"), client_id(w, "Alvarez"));
    struct answer a = ask("olivia", "/access/v1/evaluations", body);

    (void)state;
    assert_status(a, 200);
    assert_false(true_at(a.json, "evaluations.0.decision"));
    assert_true(true_at(a.json, "evaluations.1.decision"));
    assert_true(true_at(a.json, "evaluations.2.decision"));
    assert_false(true_at(a.json, "evaluations.3.decision")); /* not merged within the member */
    assert_int_equal(number_at(a.json, "evaluations.3.context.error.status"), 400);
}

static void API_03_a_faulty_item_is_a_no_with_its_error(void **state)
{
    struct answer a = batch("", world_text(w, "%s,{\"subject\":5},7,{\"action\":{\"name\":\"view\"}},%s",
                                           item("dana", "Alvarez"), item("maya", "Ellis")));
    struct answer forbidden =
        ask("dana", "/access/v1/evaluations",
            world_text(w, "{\"evaluations\":[%s,%s]}", item("sam", "Alvarez"), item("dana", "Alvarez")));

    (void)state;
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "evaluations"), 5);
    for (int i = 1; i < 4; i++) {
        assert_false(true_at(a.json, world_text(w, "evaluations.%d.decision", i)));
        assert_int_equal(number_at(a.json, world_text(w, "evaluations.%d.context.error.status", i)), 400);
        assert_non_null(text_at(a.json, world_text(w, "evaluations.%d.context.error.message", i)));
    }
    assert_true(true_at(a.json, "evaluations.0.decision"));
    assert_true(true_at(a.json, "evaluations.4.decision"));
    assert_status(forbidden, 200);
    assert_int_equal(number_at(forbidden.json, "evaluations.0.context.error.status"), 403);
    assert_true(true_at(forbidden.json, "evaluations.1.decision"));
}

static void API_03_the_three_semantics_end_the_list_with_the_deciding_item(void **state)
{
    const char *items = world_text(w, "%s,%s,%s,%s", item("dana", "Alvarez"), item("dana", "Ellis"),
                                   item("dana", "Bennett"), item("dana", "Foster"));
    struct answer all = batch(",\"options\":{\"evaluations_semantic\":\"execute_all\"}", items);
    struct answer deny = batch(",\"options\":{\"evaluations_semantic\":\"deny_on_first_deny\"}", items);
    struct answer permit = batch(",\"options\":{\"evaluations_semantic\":\"permit_on_first_permit\"}", items);

    (void)state;
    assert_int_equal(count_at(all.json, "evaluations"), 4);
    assert_true(str_is(deny.body, "{\"evaluations\":[{\"decision\":true},{\"decision\":false}]}"));
    assert_true(str_is(permit.body, "{\"evaluations\":[{\"decision\":true}]}"));
    assert_status(batch(",\"options\":{\"evaluations_semantic\":\"some\"}", items), 400);
}

static void API_03_without_a_list_it_is_a_single_evaluation(void **state)
{
    const char *one = question(email("dana"), "view", "client", client_id(w, "Alvarez"));

    (void)state;
    assert_true(yes(ask("olivia", "/access/v1/evaluations", world_text(w, "{%s}", one))));
    assert_true(yes(ask("olivia", "/access/v1/evaluations", world_text(w, "{%s,\"evaluations\":[]}", one))));
    assert_status(ask("olivia", "/access/v1/evaluations", "{\"evaluations\":[]}"), 400);
    assert_status(ask("olivia", "/access/v1/evaluations", "{\"evaluations\":{}}"), 400);
}

static void API_03_explanations_come_on_demand(void **state)
{
    struct answer a = batch(",\"options\":{\"explain\":true}",
                            world_text(w, "%s,%s", item("dana", "Alvarez"), item("dana", "Foster")));

    (void)state;
    assert_status(a, 200);
    assert_non_null(text_at(a.json, "evaluations.0.context.reason_user"));
    assert_text(a.json, "evaluations.1.context.rule", "ACC-02");
    assert_true(number_at(a.json, "evaluations.1.context.generation") > 0);
}

static void API_03_a_list_has_at_most_a_thousand_items(void **state)
{
    static char items[1001 * 3 + 1];

    (void)state;
    for (int i = 0; i < 1001; i++)
        memcpy(items + (size_t)i * 3, i == 1000 ? "{} " : "{},", 3);
    assert_status(batch("", items), 400);
}

/* ------------------------------------------------------------------ then and now */

static void API_03_another_instant_is_answered_for_who_may_ask_for_it(void **state)
{
    const char *foster = client_id(w, "Foster");
    const char *then = question(email("dana"), "view", "client", foster);

    (void)state;
    assert_true(yes(ask("olivia", "/access/v1/evaluation",
                        world_text(w, "{%s,\"context\":{\"time\":\"2026-04-10T09:00:00-04:00\"}}", then))));
    assert_false(yes(ask("olivia", "/access/v1/evaluation",
                         world_text(w, "{%s,\"context\":{\"time\":\"2026-05-14T09:00:00Z\"}}", then))));
    assert_status(
        ask("olivia", "/access/v1/evaluation", world_text(w, "{%s,\"context\":{\"time\":\"yesterday\"}}", then)), 400);
    assert_status(ask("olivia", "/access/v1/evaluation", world_text(w, "{%s,\"context\":{\"time\":5}}", then)), 400);
    /* Dana is answered for now. */
    assert_false(yes(ask("dana", "/access/v1/evaluation",
                         world_text(w, "{%s,\"context\":{\"time\":\"2026-04-10T09:00:00-04:00\"}}", then))));
}

static void ACC_07_a_removal_shows_in_the_next_answer_and_in_its_generation(void **state)
{
    const char *access =
        world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "dana"), client_id(w, "Gupta"));
    struct answer before = sight("dana", "Gupta"), after;

    (void)state;
    assert_true(yes(before));
    assert_status(api(w, "maya", "PUT", access, "{\"access\":\"removed\",\"reason\":\"x\"}"), 200);
    after = sight("dana", "Gupta");
    assert_false(yes(after));
    assert_true(number_at(after.json, "context.generation") > number_at(before.json, "context.generation"));
}

static void ACC_09_an_answer_that_changes_by_itself_says_when(void **state)
{
    const char *dated =
        world_text(w, "/api/v1/staff/%s/clients/%s/dated-access", staff_id(w, "dana"), client_id(w, "Ellis"));
    struct answer a;

    (void)state;
    assert_status(
        api(w, "maya", "POST", dated, "{\"from\": \"2026-05-13T14:00:00Z\", \"until\": \"2026-05-15T00:00:00Z\"}"),
        200);
    a = sight("dana", "Ellis");
    assert_true(yes(a));
    assert_text(a.json, "context.valid_until", "2026-05-14T20:00:00-04:00");
    world_time(w, INT64_C(1778803200000000));
    assert_false(yes(sight("dana", "Ellis")));
}

/* ------------------------------------------------------------------ what would turn it */

static void API_03_a_refusal_names_the_smallest_change_that_would_turn_it(void **state)
{
    struct answer a = sight("dana", "Foster");

    (void)state;
    assert_text(a.json, "context.would_allow.change", "restore_access");
    a = sight("dana", "Ellis");
    assert_text(a.json, "context.would_allow.change", "assign");
    a = sight("dana", "Kowalski"); /* restored, there would still be no relation */
    assert_null(json_at(a.json, "context.would_allow"));
    a = evaluate("olivia", email("dana"), "view_client_schedule", "client", client_id(w, "Bennett"));
    assert_text(a.json, "context.would_allow.change", "permission");
    assert_text(a.json, "context.would_allow.permission", "view_client_schedule");
    a = evaluate("olivia", email("omar"), "assign_roles", "company", "happy-tails"); /* rests on Manage Staff */
    assert_text(a.json, "context.would_allow.permission", "manage_staff");
    a = evaluate("olivia", email("tess"), "add_clients", "company", "happy-tails");
    assert_text(a.json, "context.would_allow.change", "role");
    assert_text(a.json, "context.would_allow.role", "office_manager");
    a = evaluate("olivia", email("dana"), "add_clients", "company", "happy-tails"); /* removals stand against it */
    assert_null(json_at(a.json, "context.would_allow"));
    a = evaluate("olivia", email("sam"), "deliver_services", "event", event_id(w, "Carter", "tess", 0));
    assert_text(a.json, "context.would_allow.change", "assign");
    a = sight("ivan", "Alvarez");
    assert_null(json_at(a.json, "context.would_allow"));
    assert_null(json_at(sight("dana", "Alvarez").json, "context.would_allow"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(API_03_the_configuration_names_every_endpoint),
        T(API_03_sight_of_a_client_is_the_one_decision),
        T(API_03_a_refusal_is_200_and_says_why_to_both_sides),
        T(API_03_a_person_is_named_by_id_or_by_email),
        T(API_03_every_kind_of_resource_is_answered),
        T(API_03_actions_are_permissions_and_four_verbs),
        T(API_03_what_a_caller_claims_overrides_nothing),
        T(API_03_a_faulty_question_is_400),
        T(API_03_another_content_type_is_400_and_no_token_401),
        T(API_03_headers_are_those_of_the_standard),
        T(API_03_a_known_token_is_answered_from_memory_until_somebody_writes),
        T(API_03_an_evaluation_costs_one_statement_on_PostgreSQL_and_none_on_SQLite),
        T(API_03_without_the_permission_one_asks_only_about_oneself),
        T(ACC_06_asked_about_oneself_what_is_hidden_looks_like_what_does_not_exist),
        T(API_02_a_token_of_asking_alone_asks_and_reads_nothing),
        T(API_03_a_list_is_answered_in_order_and_without_context),
        T(API_03_defaults_stand_in_for_whole_members),
        T(API_03_a_faulty_item_is_a_no_with_its_error),
        T(API_03_the_three_semantics_end_the_list_with_the_deciding_item),
        T(API_03_without_a_list_it_is_a_single_evaluation),
        T(API_03_explanations_come_on_demand),
        T(API_03_a_list_has_at_most_a_thousand_items),
        T(API_03_another_instant_is_answered_for_who_may_ask_for_it),
        T(ACC_07_a_removal_shows_in_the_next_answer_and_in_its_generation),
        T(ACC_09_an_answer_that_changes_by_itself_says_when),
        T(API_03_a_refusal_names_the_smallest_change_that_would_turn_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
