/* `petgate review verify` (ROL-306) as it is run on downloaded records, whole, altered and forged: the program's path
 * is the first argument. */
#include "api/reviews_world.h"
#include "support/program.h"
#include "support/world_each.h"

#include <string.h>

static const char *program;

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

static void ROL_306_a_downloaded_record_holds_against_key_entry_and_chain(void **state)
{
    const char *copy = reviews_given_finished(w, "maya");
    struct str file = reviews_download(w, "maya", copy);
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
    file = reviews_download(w, "paula", reviews_finish(w, "paula"));
    assert_ran(verify_bytes(file), 0, "riverside");
    assert_ran(verify_bytes(replaced(file, "\"slug\":\"riverside\"", "\"slug\":\"happy-tails\"")), 1, "was altered");
}

static void ROL_306_what_is_wrong_with_a_file_is_said(void **state)
{
    struct str file = reviews_download(w, "maya", reviews_given_finished(w, "maya"));
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
    struct str file = reviews_download(w, "maya", reviews_given_finished(w, "maya"));

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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        T(ROL_306_a_downloaded_record_holds_against_key_entry_and_chain),
        T(ROL_306_what_is_wrong_with_a_file_is_said),
        T(ROL_306_a_record_made_elsewhere_or_taken_out_of_the_companys_record_is_refused),
    };

    if (argc < 2)
        return 2;
    program = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
