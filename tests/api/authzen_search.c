/* Searches of AuthZEN (API-03, authzen.md), on the demonstration company: as the single evaluation says, page by page.
 */
#include "authzen_ask.h"

/* ------------------------------------------------------------------ searches */

#define SEARCH "/access/v1/search/"

static const char *subject_search(const char *action, const char *type, const char *id)
{
    return world_text(
        w, "\"subject\":{\"type\":\"staff\"},\"action\":{\"name\":\"%s\"},\"resource\":{\"type\":\"%s\",\"id\":\"%s\"}",
        action, type, id);
}

static const char *resource_search(const char *who, const char *action, const char *type)
{
    return world_text(
        w, "\"subject\":{\"type\":\"staff\",\"id\":\"%s\"},\"action\":{\"name\":\"%s\"},\"resource\":{\"type\":\"%s\"}",
        email(who), action, type);
}

static struct answer search(const char *who, const char *what, const char *members)
{
    struct answer a = ask(who, world_text(w, SEARCH "%s", what), world_text(w, "{%s}", members));

    assert_status(a, 200);
    return a;
}

static bool finds(struct answer a, const char *id)
{
    return find_in(a.json, "results", "id", id) != NULL;
}

static const char *const CAST[] = {"olivia", "andre", "maya", "omar", "dana", "sam", "tess", "uma", "ivan"};
static const char *const CLIENTS[] = {"Alvarez", "Bennett", "Carter", "Dawson", "Ellis",   "Foster",
                                      "Gupta",   "Hughes",  "Ito",    "Jansen", "Kowalski"};

static void API_03_a_search_finds_exactly_those_for_whom_the_evaluation_says_yes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(CLIENTS); i++) {
        struct answer people = search("olivia", "subject", subject_search("view", "client", client_id(w, CLIENTS[i])));
        int count = 0;

        for (size_t j = 0; j < ARRAY_SIZE(CAST); j++) {
            bool allowed = yes(sight(CAST[j], CLIENTS[i]));

            assert_int_equal(finds(people, staff_id(w, CAST[j])), allowed);
            count += allowed;
        }
        assert_int_equal(count_at(people.json, "results"), count);
    }
    for (size_t j = 0; j < ARRAY_SIZE(CAST); j++) {
        struct answer clients = search("olivia", "resource", resource_search(CAST[j], "view", "client"));

        for (size_t i = 0; i < ARRAY_SIZE(CLIENTS); i++)
            assert_int_equal(finds(clients, client_id(w, CLIENTS[i])), yes(sight(CAST[j], CLIENTS[i])));
    }
}

static void API_03_results_hold_type_and_id_alone(void **state)
{
    struct answer a = search("olivia", "subject", subject_search("edit", "company", "happy-tails"));

    (void)state;
    assert_true(str_starts(a.body, STR("{\"results\":[{\"type\":\"staff\",\"id\":\"")));
    assert_int_equal(count_at(a.json, "results"), 2);
    assert_int_equal(json_object_size(json_at(a.json, "results.0")), 2);
    a = search("olivia", "subject",
               world_text(w,
                          "\"subject\":{\"type\":\"staff\",\"id\":\"%s\"},\"action\":{\"name\":\"edit\"},\"resource\":{"
                          "\"type\":\"company\",\"id\":\"happy-tails\"}",
                          email("dana")));
    assert_int_equal(count_at(a.json, "results"), 2); /* an id given is ignored */
}

static void API_03_events_pets_people_and_the_company_are_searched_too(void **state)
{
    struct answer events = search("olivia", "resource", resource_search("dana", "view", "event"));
    struct answer all = search("olivia", "resource", resource_search("maya", "view", "event"));
    struct answer own = search("olivia", "resource", resource_search("maya", "deliver_services", "event"));
    struct answer pets = search("olivia", "resource", resource_search("dana", "view", "pet"));
    struct answer people = search("olivia", "resource", resource_search("maya", "edit", "staff"));
    struct answer company = search("olivia", "resource", resource_search("andre", "edit", "company"));

    (void)state;
    assert_true(finds(events, event_id(w, "Bennett", "dana", 0)));
    assert_false(finds(events, event_id(w, "Carter", "tess", 0)));
    assert_false(finds(events, event_id(w, "Foster", "dana", 0)));
    assert_true(finds(all, event_id(w, "Carter", "tess", 0)));
    assert_true(finds(all, event_id(w, "Foster", "dana", 0)));
    assert_true(count_at(all.json, "results") > count_at(events.json, "results"));
    assert_int_equal(count_at(own.json, "results"), 0);
    assert_true(finds(pets, pet_id(w, "Hoshi")));
    assert_true(finds(people, staff_id(w, "dana")));
    assert_false(finds(people, staff_id(w, "andre")));
    assert_int_equal(count_at(company.json, "results"), 1);
    assert_int_equal(count_at(search("olivia", "resource", resource_search("andre", "view", "key")).json, "results"),
                     0);
    assert_int_equal(
        count_at(search("olivia", "resource", resource_search("andre", "view", "spaceship")).json, "results"), 0);
    assert_int_equal(count_at(search("olivia", "resource", resource_search("andre", "fly", "client")).json, "results"),
                     0);
    assert_int_equal(
        count_at(search("olivia", "resource", resource_search("nobody", "view", "client")).json, "results"), 0);
}

static void API_03_actions_are_searched_by_name(void **state)
{
    const char *alvarez = client_id(w, "Alvarez");
    struct answer a = search(
        "olivia", "action",
        world_text(w, "\"subject\":{\"type\":\"staff\",\"id\":\"%s\"},\"resource\":{\"type\":\"client\",\"id\":\"%s\"}",
                   email("dana"), alvarez));
    json_t *found;
    size_t index;

    (void)state;
    assert_non_null(find_in(a.json, "results", "name", "view"));
    assert_non_null(find_in(a.json, "results", "name", "edit"));
    assert_null(find_in(a.json, "results", "name", "assign"));
    assert_int_equal(json_object_size(json_at(a.json, "results.0")), 1);
    json_array_foreach(json_at(a.json, "results"), index, found)
        assert_true(yes(evaluate("olivia", email("dana"), text_at(found, "name"), "client", alvarez)));
    a = search(
        "olivia", "action",
        world_text(w, "\"subject\":{\"type\":\"staff\",\"id\":\"%s\"},\"resource\":{\"type\":\"client\",\"id\":\"%s\"}",
                   email("dana"), client_id(w, "Foster")));
    assert_int_equal(count_at(a.json, "results"), 0);
}

/* Walks all pages of `limit`, by the token alone from the second on; the ids one after the other. */
static const char *walk(const char *what, const char *members, int limit)
{
    const char *all = "", *token = "";
    int pages = 0;

    do {
        struct answer a = search("olivia", what,
                                 *token ? world_text(w, "\"page\":{\"token\":\"%s\",\"limit\":%d}", token, limit)
                                        : world_text(w, "%s,\"page\":{\"limit\":%d}", members, limit));

        assert_true(str_starts(a.body, STR("{\"page\":")));
        assert_true(count_at(a.json, "results") <= limit);
        for (int i = 0; i < count_at(a.json, "results"); i++)
            all = world_text(w, "%s %s", all,
                             text_at(a.json, world_text(w, what[0] == 'a' ? "results.%d.name" : "results.%d.id", i)));
        token = text_at(a.json, "page.next_token");
        assert_non_null(token);
    } while (*token && ++pages < 100);
    return all;
}

static void API_03_pages_add_up_to_the_unpaged_answer(void **state)
{
    static const char *const kinds[] = {"client", "event", "pet", "staff"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        const char *members = resource_search("maya", "view", kinds[i]);

        assert_string_equal(walk("resource", members, 3), walk("resource", members, 10000));
        assert_int_equal(json_object_size(search("olivia", "resource", members).json), 1); /* nothing more to come */
    }
    assert_string_equal(walk("subject", subject_search("view", "client", client_id(w, "Ito")), 1),
                        walk("subject", subject_search("view", "client", client_id(w, "Ito")), 100));
}

static void API_03_a_page_token_that_does_not_fit_is_400(void **state)
{
    const char *members = resource_search("maya", "view", "client");
    struct answer a = search("olivia", "resource", world_text(w, "%s,\"page\":{\"limit\":2}", members));
    const char *token = text_at(a.json, "page.next_token");

    (void)state;
    assert_status(ask("olivia", SEARCH "resource", world_text(w, "{%s,\"page\":{\"token\":\"%s\"}}", members, token)),
                  200);
    assert_status(
        ask("olivia", SEARCH "resource",
            world_text(w, "{%s,\"page\":{\"token\":\"%s\"}}", resource_search("dana", "view", "client"), token)),
        400);
    assert_status(
        ask("olivia", SEARCH "resource",
            world_text(w, "{%s,\"page\":{\"token\":\"%s\"}}", resource_search("maya", "edit", "client"), token)),
        400);
    assert_status(ask("olivia", SEARCH "subject", world_text(w, "{\"page\":{\"token\":\"%s\"}}", token)), 400);
    assert_status(ask("olivia", SEARCH "resource", "{\"page\":{\"token\":\"rubbish\"}}"), 400);
    assert_status(ask("olivia", SEARCH "resource", "{\"page\":{\"token\":\"////\"}}"), 400);
    assert_status(ask("olivia", SEARCH "resource", world_text(w, "{%s,\"page\":{\"limit\":0}}", members)), 400);
    assert_status(ask("olivia", SEARCH "resource", world_text(w, "{%s,\"page\":{\"limit\":\"2\"}}", members)), 400);
    assert_status(ask("dana", SEARCH "resource", world_text(w, "{\"page\":{\"token\":\"%s\"}}", token)), 403);
}

static void API_03_a_search_without_the_permission_is_about_oneself(void **state)
{
    const char *alvarez = client_id(w, "Alvarez");
    struct answer a = search("dana", "subject", subject_search("view", "client", alvarez));

    (void)state;
    assert_int_equal(count_at(a.json, "results"), 1);
    assert_true(finds(a, staff_id(w, "dana")));
    a = search("dana", "resource", resource_search("dana", "view", "client"));
    assert_true(finds(a, alvarez));
    assert_false(finds(a, client_id(w, "Foster")));
    assert_status(ask("dana", SEARCH "resource", world_text(w, "{%s}", resource_search("sam", "view", "client"))), 403);
}

SQL(many_pets,
    "INSERT INTO pet (company_id, id, client_id, name, changed) WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL"
    " SELECT i + 1 FROM many WHERE i < $3) SELECT $1, i, $2, 'Many', 1 FROM many");
SQL(many_events, "INSERT INTO event (company_id, id, client_id, service_id, starts_at, ends_at, local_day, status,"
                 " created_at, changed) WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many"
                 " WHERE i < $3) SELECT $1, i, $2, $4, i, i + 1, 0, 3, 1, 1 FROM many");

struct many {
    const struct sql *sql;
    int64_t company, client, service;
};

MUST_CHECK static enum err many_body(struct tx *tx, void *data)
{
    enum { MORE_THAN_A_SEARCH_LOOKS_AT = 50001 };
    const struct many *many = data;
    const struct param params[] = {SQL_INT(many->company), SQL_INT(many->client), SQL_INT(MORE_THAN_A_SEARCH_LOOKS_AT),
                                   SQL_INT(many->service)};
    CLEANUP(query_end) struct query q = {0};

    TRY(query_open(tx, many->sql, 0, params, many->service ? 4 : 3, &q));
    return query_done(&q);
}

/* What somebody finds nothing among, before and after there is very much of what they may not see. */
static void check_no_token(const char *who, const char *question, struct many many)
{
    struct answer before = ask(who, SEARCH "resource", question), after;

    assert_status(before, 200);
    assert_int_equal(count_at(before.json, "results"), 0);
    if (store_write(world_store(w), COMPANY_ALL, world_arena(w), many_body, &many, NULL) != OK)
        fail_msg("%.*s", STR_ARG(world_arena(w)->failure.log));
    after = ask(who, SEARCH "resource", question);
    assert_status(after, 200);
    assert_true(str_equal(after.body, before.body));
}

#define TEXT                                                                                                           \
    "{\"subject\":{\"type\":\"staff\",\"id\":\"%s\"},\"action\":{\"name\":\"%s\"},\"resource\":{\"type\":\"%s\"},"     \
    "\"page\":{\"limit\":5}}"
static void ACC_06_a_page_that_ends_short_names_nothing_of_what_is_hidden(void **state)
{
    const struct many pets = {&many_pets, world_company(w, "riverside").n, id_number(client_id(w, "Moreau")), 0};
    const struct many events = {&many_events, world_company(w, "happy-tails").n, id_number(client_id(w, "Bennett")),
                                id_number(service_id(w, "Dog Walk"))};

    (void)state;
    check_no_token("sol", world_text(w, TEXT, staff_id(w, "sol"), "edit", "pet"), pets);
    check_no_token("dana", world_text(w, TEXT, staff_id(w, "dana"), "manage_scheduling", "event"), events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ACC_06_a_page_that_ends_short_names_nothing_of_what_is_hidden),
        T(API_03_a_search_finds_exactly_those_for_whom_the_evaluation_says_yes),
        T(API_03_results_hold_type_and_id_alone),
        T(API_03_events_pets_people_and_the_company_are_searched_too),
        T(API_03_actions_are_searched_by_name),
        T(API_03_pages_add_up_to_the_unpaged_answer),
        T(API_03_a_page_token_that_does_not_fit_is_400),
        T(API_03_a_search_without_the_permission_is_about_oneself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
