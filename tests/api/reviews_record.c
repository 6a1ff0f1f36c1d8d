/* The record of a finished access review (ROL-306): signed, held by the company's record, downloaded and checked. The
 * program's path is the first argument. */
#include "api/reviews_world.h"
#include "support/program.h"

#include <stdlib.h>
#include <string.h>

static const char *program;
static struct world *w;

static int set_up(void **state)
{
    (void)state;
    w = world_new(test_engine());
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_free(w);
    return 0;
}

/* ------------------------------------------------------------------ steps */

static const char *finish(const char *who)
{
    const char *copy = reviews_copy(w, who);

    assert_status(api(w, who, "POST", world_text(w, "/api/v1/reviews/%s/finish", copy), "{}"), 200);
    return copy;
}

static const char *given_finished(const char *who)
{
    reviews_begin(w);
    return finish(who);
}

static struct str download(const char *who, const char *copy)
{
    struct answer a = api(w, who, "GET", world_text(w, "/api/v1/reviews/%s/record.json", copy), NULL);

    assert_status(a, 200);
    assert_true(str_starts(a.content_type, STR("application/json")));
    return arena_str(world_arena(w), a.body);
}

static struct ran verify_bytes(struct str bytes)
{
    const struct test_database *database = world_database(w);
    const char *server = database->engine == STORE_SQLITE ? "" : world_text(w, "--database %s", database->url);
    const char *path = world_text(w, "%s/record.json", database->dir);
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
    fclose(file);
    return program_run(program, world_text(w, "review verify --data %s %s --file %s", database->dir, server, path),
                       world_arena(w));
}

#define assert_ran(got, expected, part)                                                                                \
    do {                                                                                                               \
        struct ran ran_ = (got);                                                                                       \
        if (ran_.code != (expected) || strstr(ran_.said, (part)) == NULL)                                              \
            fail_msg("expected %d and \"%s\", got %d: %s", (expected), (part), ran_.code, ran_.said);                  \
    } while (0)

static struct str replaced(struct str text, const char *from, const char *to)
{
    const char *at = memmem(text.p, text.n, from, strlen(from));
    size_t before;

    assert_non_null(at);
    before = (size_t)(at - text.p);
    return arena_format(world_arena(w), "%.*s%s%.*s", (int)before, text.p, to, (int)(text.n - before - strlen(from)),
                        at + strlen(from));
}

/* ------------------------------------------------------------------ what it says */

static void ROL_306_the_record_says_who_when_and_every_item_with_its_answer(void **state)
{
    const char *copy;
    struct answer a;
    json_t *record, *item;

    (void)state;
    reviews_begin(w);
    copy = reviews_copy(w, "maya");
    assert_status(reviews_answer(w, "maya", reviews_item(w, "maya", "people", "Dana Brooks", NULL), "keep"), 200);
    assert_status(reviews_answer(w, "maya", reviews_item(w, "maya", "people", "Sam Ortiz", NULL), "trim"), 200);
    assert_status(api(w, "olivia", "POST", world_text(w, "/api/v1/staff/%s/freeze", staff_id(w, "tess")), "{}"), 200);
    a = api(w, "maya", "POST", world_text(w, "/api/v1/reviews/%s/finish", copy), "{}");
    assert_status(a, 200);
    assert_true(number_at(a.json, "unanswered") > 0);
    a = api(w, "maya", "GET", world_text(w, "/api/v1/reviews/%s/record.json", copy), NULL);
    record = json_at(a.json, "record");
    assert_text(record, "company.slug", "happy-tails");
    assert_text(record, "manager.name", "Maya Chen");
    assert_text(record, "finished_at", "2026-05-13T14:00:00Z");
    assert_text(record, "review.opened_on", "2026-05-13");
    item = find_in(record, "items", "staff.name", "Dana Brooks");
    assert_text(item, "answer", "keep");
    assert_text(item, "outcome", "kept");
    assert_text(find_in(record, "items", "staff.name", "Sam Ortiz"), "outcome", "to_trim");
    assert_text(find_in(record, "items", "staff.name", "Tess Wong"), "outcome", "trimmed");
    assert_text(find_in(record, "items", "staff.name", "Omar Haddad"), "outcome", "unanswered");
    assert_int_equal(number_at(record, "counts.kept"), 1);
    assert_int_equal(number_at(record, "counts.to_trim"), 1);
}

static void ROL_306_the_record_does_not_change_any_more(void **state)
{
    struct str before;
    const char *copy;
    json_t *item;

    (void)state;
    reviews_begin(w);
    item = reviews_item(w, "maya", "people", "Dana Brooks", NULL);
    copy = finish("maya");
    before = download("maya", copy);
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/reviews/%s/finish", copy), "{}"), 409);
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/reviews/%s/answers", copy),
                      world_text(w, "{\"items\": [\"%s\"], \"answer\": \"keep\"}", text_at(item, "id"))),
                  409);
    assert_status(api(w, "olivia", "POST", world_text(w, "/api/v1/staff/%s/freeze", staff_id(w, "dana")), "{}"), 200);
    world_time(w, WORLD_NOW + 30 * DAY_US);
    assert_true(str_equal(before, download("maya", copy)));
}

static void ROL_306_it_is_shown_printed_and_taken_away_as_a_table(void **state)
{
    struct answer a;
    const char *copy;
    int shown = 0;

    (void)state;
    copy = given_finished("maya");
    a = page(w, "maya", "GET", world_text(w, "/reviews/%s/record", copy), NULL);
    assert_status(a, 200);
    assert_true(mentions(a, "Dana Brooks") && mentions(a, "Not answered") && mentions(a, "People and roles"));
    a = page(w, "maya", "GET", world_text(w, "/reviews/%s/record.csv", copy), NULL);
    assert_status(a, 200);
    assert_true(mentions(a, "kind,staff,client,permission,facts,answer,note,outcome,now"));
    assert_true(mentions(a, "people,Dana Brooks"));
    a = page(w, "maya", "GET", world_text(w, "/reviews/%s/record.json", copy), NULL);
    assert_status(a, 200);
    a = api(w, "maya", "GET", world_text(w, "/api/v1/reviews/%s/record", copy), NULL);
    for (int i = 0; i < count_at(a.json, "groups"); i++)
        shown += count_at(json_at(a.json, world_text(w, "groups.%d", i)), "items");
    assert_int_equal(number_at(a.json, "counts.unanswered"), shown);
    assert_int_equal(strlen(text_at(a.json, "hash")), 64);
}

static void ROL_306_the_owner_sees_every_record_and_others_their_own(void **state)
{
    const char *maya, *andre;

    (void)state;
    maya = given_finished("maya");
    andre = finish("andre");
    assert_status(api(w, "olivia", "GET", world_text(w, "/api/v1/reviews/%s/record", maya), NULL), 200);
    assert_status(api(w, "olivia", "GET", world_text(w, "/api/v1/reviews/%s/record.json", andre), NULL), 200);
    assert_status(api(w, "andre", "GET", world_text(w, "/api/v1/reviews/%s/record", maya), NULL), 404);
    assert_status(api(w, "andre", "GET", world_text(w, "/api/v1/reviews/%s/record.json", maya), NULL), 404);
    assert_status(api(w, "maya", "GET", world_text(w, "/api/v1/reviews/%s/record.csv", andre), NULL), 404);
    assert_status(api(w, "olivia", "GET", world_text(w, "/api/v1/reviews/%s/record", reviews_copy(w, "olivia")), NULL),
                  404);
    assert_status(api(w, "paula", "GET", world_text(w, "/api/v1/reviews/%s/record", maya), NULL), 404);
    assert_status(api(w, "dana", "GET", world_text(w, "/api/v1/reviews/%s/record", maya), NULL), 403);
}

/* ------------------------------------------------------------------ whether it holds */

static void ROL_306_a_downloaded_record_holds_against_key_entry_and_chain(void **state)
{
    const char *copy = given_finished("maya");
    struct str file = download("maya", copy);
    struct answer a = api(w, "olivia", "GET", "/api/v1/audit?kind=reviews.finish", NULL);
    json_t *change;

    (void)state;
    assert_ran(verify_bytes(file), 0, "The record holds: by Maya Chen");
    change =
        find_in(json_at(a.json, "items.0"), "changes", "after",
                text_at(api(w, "maya", "GET", world_text(w, "/api/v1/reviews/%s/record", copy), NULL).json, "hash"));
    assert_non_null(change);
    /* Of two companies each has its own key. */
    reviews_none(w);
    assert_status(api(w, "paula", "POST", "/api/v1/reviews", "{}"), 200);
    file = download("paula", finish("paula"));
    assert_ran(verify_bytes(file), 0, "riverside");
    assert_ran(verify_bytes(replaced(file, "\"slug\":\"riverside\"", "\"slug\":\"happy-tails\"")), 1, "was altered");
}

static void ROL_306_an_altered_byte_shows_wherever_it_is(void **state)
{
    struct str file = download("maya", given_finished("maya"));
    struct arena arena = ARENA_INIT;
    struct review_signature whole;
    struct str wrong;
    int refused = 0, tried = 0;

    (void)state;
    assert_true(review_file_read(&arena, file, &whole, &wrong) && review_file_fits(&whole));
    for (size_t at = 0; at < file.n - 1; at += getenv("PETGATE_PROOF_ROUNDS") ? 1 : 11) {
        struct str copy = arena_str(&arena, file), fault;
        struct review_signature signature;

        ((char *)(uintptr_t)copy.p)[at] ^= 1;
        refused += !review_file_read(&arena, copy, &signature, &fault) || !review_file_fits(&signature);
        tried++;
        arena_reset(&arena);
    }
    arena_free(&arena);
    assert_true(tried > 100);
    assert_int_equal(refused, tried);
}

static void ROL_306_what_is_wrong_with_a_file_is_said(void **state)
{
    struct str file = download("maya", given_finished("maya"));
    const char *key = world_text(w, "%.*s", 64, (const char *)memmem(file.p, file.n, "\"key\":\"", 7) + 7);

    (void)state;
    assert_ran(verify_bytes(replaced(file, "Dana Brooks", "Dora Brooks")), 1, "was altered after it was signed");
    assert_ran(verify_bytes(replaced(file, "{\"record\":{", "{\"record\": {")), 1, "altered");
    assert_ran(verify_bytes(replaced(file, key, "00")), 1, "no signed record");
    assert_ran(verify_bytes(STR("")), 1, "no signed record");
    assert_ran(verify_bytes(STR("{\"record\":{},\"signature\":{}}")), 1, "no signed record");
    assert_ran(verify_bytes(str_slice(file, 0, file.n / 2)), 1, "no signed record");
    assert_ran(verify_bytes(str_trim(file)), 0, "holds"); /* without its last line break */
    assert_ran(program_run(program, "review verify --file /proc/nowhere", world_arena(w)), 3, "nowhere");
    assert_ran(program_run(program, "review verify", world_arena(w)), 2, "--file is needed");
}

SQL(test_other_key, "UPDATE access_review_key SET seed = $2, public_key = $3 WHERE company_id = $1");
SQL(test_other_entry, "UPDATE audit SET details = $2 WHERE company_id = $1 AND operation = 'reviews.finish'");
SQL(test_no_entry, "DELETE FROM audit WHERE company_id = $1 AND operation = 'reviews.finish'");
SQL(test_chain, "UPDATE audit SET address = 'elsewhere' WHERE company_id = $1 AND change = 3");

static enum err forge_body(struct tx *tx, void *data)
{
    const struct sql *sql = data;
    int64_t company = world_company(w, "happy-tails").n;
    uint8_t other[32] = {7};

    if (sql == &test_other_key)
        return EXECUTE(tx, sql, NULL, SQL_INT(company), SQL_BYTES(other, 32), SQL_BYTES(other, 32));
    if (sql == &test_other_entry)
        return EXECUTE(tx, sql, NULL, SQL_INT(company), SQL_TEXT(STR("{\"reason\":null,\"changes\":[]}")));
    return EXECUTE(tx, sql, NULL, SQL_INT(company));
}

static void forge(const struct sql *sql)
{
    if (store_write(world_store(w), world_company(w, "happy-tails"), world_arena(w), forge_body, (void *)(uintptr_t)sql,
                    NULL) != OK)
        fail_msg("%.*s", STR_ARG(world_arena(w)->failure.log));
}

static void ROL_306_a_record_made_elsewhere_or_taken_out_of_the_companys_record_is_refused(void **state)
{
    struct str file = download("maya", given_finished("maya"));

    (void)state;
    forge(&test_chain);
    assert_ran(verify_bytes(file), 1, "broken at entry 3");
    forge(&test_other_entry);
    assert_ran(verify_bytes(file), 1, "does not hold the hash");
    forge(&test_no_entry);
    assert_ran(verify_bytes(file), 1, "has no entry of this number");
    forge(&test_other_key);
    assert_ran(verify_bytes(file), 1, "not signed with the key of this company");
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ROW(ROL_306_the_record_says_who_when_and_every_item_with_its_answer),
        ROW(ROL_306_the_record_does_not_change_any_more),
        ROW(ROL_306_it_is_shown_printed_and_taken_away_as_a_table),
        ROW(ROL_306_the_owner_sees_every_record_and_others_their_own),
        ROW(ROL_306_a_downloaded_record_holds_against_key_entry_and_chain),
        ROW(ROL_306_an_altered_byte_shows_wherever_it_is),
        ROW(ROL_306_what_is_wrong_with_a_file_is_said),
        ROW(ROL_306_a_record_made_elsewhere_or_taken_out_of_the_companys_record_is_refused),
    };

    if (argc < 2)
        return 2;
    program = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
