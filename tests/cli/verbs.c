/* The verbs of `petgate`, through the program itself: what they print, what they end with, on both engines. The
 * program's path is the first argument. */
#include "app/audit.h"
#include "app/audit_chain.h"
#include "cli/given.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------------ demo, version, usage */

static void PRD_02_demo_prints_its_people_and_makes_them_once(void **state)
{
    struct given *given = *state;

    assert_ended(petgate(given, "demo --small --password seven-crooked-teapots"), CLI_REFUSED, "is here already");
    assert_ended(petgate(given, "check --company happy-tails --staff dana@happytails.example --permission view"
                                " --client Ito"),
                 CLI_OK, "allowed");
}

static void PRD_02_version_tells_the_version(void **state)
{
    struct given *given = *state;

    assert_ended(petgate_on(given, "", "version"), CLI_OK, "petgate ");
    assert_ended(petgate_on(given, "", "--version"), CLI_OK, "petgate ");
}

#define TOKEN "token create --company happy-tails --staff dana@happytails.example --name later"

/* How many entries verify finds there, in all companies. */
static int64_t entries_of(struct given *given, const char *place)
{
    struct ended verified = petgate_on(given, place, "audit verify --json");
    int64_t entries = 0;
    json_t *company;
    size_t i;

    assert_int_equal(verified.code, CLI_OK);
    json_array_foreach(json_object_get(verified.json, "companies"), i, company) entries +=
        json_integer_value(json_object_get(company, "entries"));
    json_decref(verified.json);
    return entries;
}

static void put_upload(const char *dir, struct arena *arena)
{
    FILE *file;

    assert_int_equal(mkdir(arena_format(arena, "%s/files", dir).p, 0700), 0);
    assert_int_equal(mkdir(arena_format(arena, "%s/files/one", dir).p, 0700), 0);
    file = fopen(arena_format(arena, "%s/files/one/two", dir).p, "w");
    assert_non_null(file);
    assert_int_equal(fwrite("bytes", 1, 5, file), 5);
    assert_int_equal(fclose(file), 0);
}

static void assert_upload(const char *dir, struct arena *arena)
{
    char bytes[8] = "";
    FILE *file = fopen(arena_format(arena, "%s/files/one/two", dir).p, "r");

    assert_non_null(file);
    assert_int_equal(fread(bytes, 1, sizeof(bytes), file), 5);
    assert_string_equal(bytes, "bytes");
    fclose(file);
}

static void PRD_02_a_backup_is_a_data_folder_as_things_stood(void **state)
{
    struct given *given = *state;
    const char *dir = given->database.dir, *copy = arena_format(&given->arena, "%s-copy", dir).p;
    const char *words = arena_format(&given->arena, "backup --to %s", copy).p;
    const char *at_copy = arena_format(&given->arena, "--data %s", copy).p;

    if (given->database.engine == STORE_POSTGRES) {
        assert_ended(petgate(given, words), CLI_USAGE, "pg_dump");
        return;
    }
    put_upload(dir, &given->arena);
    assert_ended(petgate(given, words), CLI_OK, "the database and 1 files");
    assert_upload(copy, &given->arena);
    int64_t before = entries_of(given, at_copy);
    assert_true(before > 0);
    assert_int_equal(entries_of(given, given_where(given)), before);
    /* Each goes on by itself. */
    assert_ended(petgate(given, TOKEN), CLI_OK, "");
    assert_int_equal(entries_of(given, given_where(given)), before + 1);
    assert_int_equal(entries_of(given, at_copy), before);
    assert_ended(petgate_on(given, at_copy, TOKEN), CLI_OK, "");
    assert_int_equal(entries_of(given, at_copy), before + 1);
    assert_ended(petgate(given, words), CLI_REFUSED, "is there already");
    test_folder_remove(copy);
    test_folder_remove(arena_format(&given->arena, "%s/files", dir).p);
}

static void PRD_02_a_backup_that_fails_leaves_nothing(void **state)
{
    struct given *given = *state;
    const char *to = arena_format(&given->arena, "%s-copy", given->database.dir).p;
    const char *words = arena_format(&given->arena, "backup --to %s", to).p;

    assert_ended(petgate_on(given, "--data /nowhere", words), CLI_UNAVAILABLE, "/nowhere/petgate.db");
    assert_int_not_equal(access(to, F_OK), 0);
    assert_int_not_equal(access(arena_format(&given->arena, "%s.part", to).p, F_OK), 0);
}

static void PRD_02_wrong_usage_ends_with_2_and_says_what_is_wrong(void **state)
{
    static const struct {
        const char *words, *said;
    } rows[] = {
        {"", "usage: petgate VERB"},
        {"nonsense", "there is no verb \"nonsense\""},
        {"audit", "audit verify"},
        {"audit nonsense", "there is no verb \"audit nonsense\""},
        {"token create --company happy-tails", "is needed"},
        {"check --nonsense", "there is no option --nonsense"},
        {"audit verify --head 3:abcd", "name it by --company"},
        {"audit verify --company happy-tails --head 3:abcd", "--head is N:HEX"},
    };
    struct given *given = *state;

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_ended(petgate_on(given, "", rows[i].words), CLI_USAGE, rows[i].said);
}

static void PRD_02_a_group_of_verbs_lists_them(void **state)
{
    struct given *given = *state;

    assert_ended(petgate_on(given, "", "audit --help"), CLI_OK, "audit verify");
    assert_ended(petgate_on(given, "", "audit --help"), CLI_OK, "audit head");
    assert_ended(petgate_on(given, "", "token --help"), CLI_OK, "token create");
    assert_ended(petgate_on(given, "", "help audit"), CLI_OK, "audit head");
    assert_ended(petgate_on(given, "", "audit verify --help"), CLI_OK, "--head N:HEX");
}

static void PRD_02_a_database_that_is_not_there_ends_with_4(void **state)
{
    struct given *given = *state;

    assert_ended(petgate_on(given, "--data /proc/nowhere", "audit verify"), CLI_UNAVAILABLE, "petgate: ");
    assert_ended(petgate_on(given, "--data /tmp --database postgresql://127.0.0.1:1/x", "audit verify"),
                 CLI_UNAVAILABLE, "petgate: ");
}

/* ------------------------------------------------------------------ token create */

static void API_02_a_token_is_printed_once_and_recorded(void **state)
{
    struct given *given = *state;
    struct ended made = petgate(given, "token create --json --company happy-tails --staff maya@happytails.example"
                                       " --name Robot --expires 2199-01-01");

    assert_int_equal(made.code, CLI_OK);
    assert_int_equal(json_string_length(json_object_get(made.json, "token")) > 40, true);
    assert_string_equal(json_string_value(json_object_get(made.json, "company")), "happy-tails");
    json_decref(made.json);
    assert_ended(petgate(given, "token create --company happy-tails --staff ivan@happytails.example --name Old"),
                 CLI_REFUSED, "is not active");
    assert_ended(petgate(given, "token create --company happy-tails --staff nobody@happytails.example --name X"),
                 CLI_NOT_FOUND, "nobody@happytails.example");
    assert_ended(petgate(given, "token create --company no-such --staff maya@happytails.example --name X"),
                 CLI_NOT_FOUND, "no-such");
    assert_ended(petgate(given, "token create --company happy-tails --staff maya@happytails.example --name X"
                                " --expires 2001-01-01"),
                 CLI_USAGE, "is over already");
}

/* ------------------------------------------------------------------ check */

#define CHECK "check --company happy-tails --staff dana@happytails.example "

static void ROL_303_check_says_allowed_or_refused_and_why(void **state)
{
    struct given *given = *state;
    struct ended asked;

    assert_ended(petgate(given, CHECK "--permission view --client Ito"), CLI_OK, "allowed");
    assert_ended(petgate(given, CHECK "--permission view --client Foster"), CLI_REFUSED, "removed");
    assert_ended(petgate(given, CHECK "--permission manage_staff"), CLI_REFUSED, "refused");
    asked = petgate(given, CHECK "--permission view --client Foster --json");
    assert_int_equal(asked.code, CLI_REFUSED);
    assert_true(json_is_false(json_object_get(asked.json, "allowed")));
    assert_string_equal(json_string_value(json_object_get(asked.json, "reason")), "access_removed");
    assert_string_equal(json_string_value(json_object_get(asked.json, "rule")), "ACC-02");
    assert_string_equal(json_string_value(json_object_get(asked.json, "would_change")),
                        "Restoring the access of Dana Brooks to Foster.");
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(json_object_get(asked.json, "facts"), 0), "by")), "Maya Chen");
    assert_int_equal(json_array_size(json_object_get(asked.json, "steps")), 3); /* person, permission, subject */
    json_decref(asked.json);
    assert_ended(petgate(given, CHECK "--permission view --client Foster"), CLI_REFUSED, "What would change it: ");
    assert_ended(petgate(given, CHECK "--permission view --client Foster"), CLI_REFUSED, ", by Maya Chen (");
    assert_ended(petgate(given, CHECK "--permission nonsense"), CLI_USAGE, "nonsense");
    assert_ended(petgate(given, CHECK "--permission view --client Nobody"), CLI_NOT_FOUND, "Nobody");
    assert_ended(petgate(given, CHECK "--permission view --client Ito --at yesterday"), CLI_USAGE, "--at");
}

SQL(test_client, "SELECT id FROM client WHERE name = 'Foster' /* scope: all companies: a test; scan: a test */");

static enum err client_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *id = data;

    TRY(query_open(tx, &test_client, 0, NULL, 0, &q));
    if (query_next(&q))
        *id = query_int(&q, 0);
    return query_done(&q);
}

static void ROL_303_check_takes_a_client_by_id_and_an_instant_that_is_over(void **state)
{
    struct given *given = *state;
    struct arena arena = ARENA_INIT;
    struct store *store;
    int64_t id = 0;

    assert_int_equal(store_open(&given->database.config, &arena, &store), OK);
    assert_int_equal(store_read(store, COMPANY_ALL, &arena, client_body, &id), OK);
    store_close(store);
    assert_ended(
        petgate(given,
                arena_format(&given->arena, CHECK "--permission view --client %.*s", STR_ARG(id_text(&arena, id))).p),
        CLI_REFUSED, "removed");
    arena_free(&arena);
    /* before the company knew anybody */
    assert_ended(petgate(given, CHECK "--permission view --client Ito --at 2001-01-01T00:00:00Z"), CLI_REFUSED,
                 "refused");
}

/* ------------------------------------------------------------------ audit */

#define VERIFY "audit verify --company happy-tails "

SQL(test_edit_details, "UPDATE audit SET details = replace(details, $3, $4) WHERE company_id = $1 AND change = $2");
SQL(test_edit_at, "UPDATE audit SET at = at + $3 WHERE company_id = $1 AND change = $2");
SQL(test_renumber, "UPDATE audit SET change = $3 WHERE company_id = $1 AND change = $2");
SQL(test_delete, "DELETE FROM audit WHERE company_id = $1 AND change = $2");
SQL(test_set_change, "UPDATE company SET change = $2 WHERE id = $1 /* company_id = $1 */");
SQL(test_read, "SELECT change, at, operation, actor_id, surface, address, staff_id, client_id, details_hash"
               " FROM audit WHERE company_id = $1 AND change = $2");
SQL(test_hash, "SELECT hash FROM audit WHERE company_id = $1 AND change = $2");
SQL(test_rewrite, "UPDATE audit SET at = $3, hash = $4 WHERE company_id = $1 AND change = $2");

static enum err edit_value(struct tx *tx, struct company_id company, int64_t entry)
{
    return EXECUTE(tx, &test_edit_details, NULL, SQL_INT(company.n), SQL_INT(entry), SQL_TEXT(STR("Silva")),
                   SQL_TEXT(STR("Sylva")));
}

static enum err edit_back(struct tx *tx, struct company_id company, int64_t entry)
{
    return EXECUTE(tx, &test_edit_details, NULL, SQL_INT(company.n), SQL_INT(entry), SQL_TEXT(STR("Sylva")),
                   SQL_TEXT(STR("Silva")));
}

static enum err move_later(struct tx *tx, struct company_id company, int64_t entry)
{
    return EXECUTE(tx, &test_edit_at, NULL, SQL_INT(company.n), SQL_INT(entry), SQL_INT(1));
}

static enum err move_earlier(struct tx *tx, struct company_id company, int64_t entry)
{
    return EXECUTE(tx, &test_edit_at, NULL, SQL_INT(company.n), SQL_INT(entry), SQL_INT(-1));
}

static enum err swap_with_next(struct tx *tx, struct company_id company, int64_t entry)
{
    TRY(EXECUTE(tx, &test_renumber, NULL, SQL_INT(company.n), SQL_INT(entry), SQL_INT(-1)));
    TRY(EXECUTE(tx, &test_renumber, NULL, SQL_INT(company.n), SQL_INT(entry + 1), SQL_INT(entry)));
    return EXECUTE(tx, &test_renumber, NULL, SQL_INT(company.n), SQL_INT(-1), SQL_INT(entry + 1));
}

static enum err delete_entry(struct tx *tx, struct company_id company, int64_t entry)
{
    return EXECUTE(tx, &test_delete, NULL, SQL_INT(company.n), SQL_INT(entry));
}

static enum err forget_after(struct tx *tx, struct company_id company, int64_t entry)
{
    return EXECUTE(tx, &test_set_change, NULL, SQL_INT(company.n), SQL_INT(entry));
}

/* The last entry happened a second later, with a hash that fits. */
static enum err rewrite_last(struct tx *tx, struct company_id company, int64_t entry)
{
    CLEANUP(query_end) struct query q = {0};
    CLEANUP(query_end) struct query before = {0};
    uint8_t previous[HASH_BYTES], hash[HASH_BYTES];
    struct audit_entry row = {.company = company.n};

    TRY(QUERY(tx, &test_hash, &before, SQL_INT(company.n), SQL_INT(entry - 1)));
    assert_true(query_next(&before));
    memcpy(previous, query_bytes(&before, 0).p, HASH_BYTES);
    query_end(&before);
    TRY(QUERY(tx, &test_read, &q, SQL_INT(company.n), SQL_INT(entry)));
    assert_true(query_next(&q));
    row.change = query_int(&q, 0);
    row.at = query_int(&q, 1) + SECOND_US;
    row.operation = query_text(&q, 2);
    row.actor = query_int(&q, 3);
    row.surface = query_int(&q, 4);
    row.address = query_text(&q, 5);
    row.staff = query_int(&q, 6);
    row.client = query_int(&q, 7);
    row.details_hash = query_bytes(&q, 8);
    query_end(&q);
    audit_entry_hash(hash, previous, &row);
    return EXECUTE(tx, &test_rewrite, NULL, SQL_INT(company.n), SQL_INT(entry), SQL_INT(row.at),
                   SQL_BYTES(hash, HASH_BYTES));
}

static const char *with_head(struct given *given, const char *head)
{
    return arena_format(&given->arena, VERIFY "--head %s", head).p;
}

static const char *broken_at(struct given *given, int64_t entry)
{
    return arena_format(&given->arena, "broken at entry %lld: ", (long long)entry).p;
}

static const char *head_now(struct given *given)
{
    struct ended ended = petgate(given, "audit head --company happy-tails");
    struct str said = str_trim(str_from(ended.said));

    assert_int_equal(ended.code, CLI_OK);
    return arena_cstr(&given->arena, said);
}

/* There and back: what follows reads the same company. */
static void ROL_142_the_operator_gives_a_lost_owner_s_company_another(void **state)
{
    struct given *given = *state;

    assert_ended(petgate(given, "owner give --company happy-tails --staff dana@happytails.example --reason Left"),
                 CLI_REFUSED, "Admin");
    assert_ended(petgate(given, "owner give --company happy-tails --staff andre@happytails.example"), CLI_USAGE,
                 "is needed");
    assert_ended(petgate(given, "owner give --company happy-tails --staff andre@happytails.example --reason Left"),
                 CLI_OK, "Andre Silva is the owner of happy-tails now");
    assert_ended(
        petgate(given, "owner give --company happy-tails --staff olivia@happytails.example --reason Back --json"),
        CLI_OK, "{\"company\":\"happy-tails\",\"owner\":\"Olivia Grant\"}");
}

static void AUD_01_an_untouched_record_holds(void **state)
{
    struct given *given = *state;
    struct ended ended;

    assert_ended(petgate(given, "audit verify"), CLI_OK, "happy-tails: the chain holds");
    assert_ended(petgate(given, "audit verify"), CLI_OK, "riverside: the chain holds");
    assert_ended(petgate(given, VERIFY), CLI_OK, "Without a head");
    snprintf(given->head, sizeof(given->head), "%s", head_now(given));
    assert_ended(petgate(given, with_head(given, given->head)), CLI_OK, "nothing was changed");
    ended = petgate(given, VERIFY "--json");
    assert_int_equal(ended.code, CLI_OK);
    assert_true(json_is_true(json_object_get(json_array_get(json_object_get(ended.json, "companies"), 0), "holds")));
    json_decref(ended.json);
    assert_ended(petgate(given, "audit verify --company no-such"), CLI_NOT_FOUND, "no-such");
}

/* Entry 3 adds Andre Silva. */
static void AUD_01_an_edited_value_shows(void **state)
{
    struct given *given = *state;

    tamper(given, edit_value, 3);
    assert_ended(petgate(given, VERIFY), CLI_REFUSED, broken_at(given, 3));
    assert_ended(petgate(given, VERIFY), CLI_REFUSED, "values");
    assert_ended(petgate(given, VERIFY "--json"), CLI_REFUSED, "\"fault\":\"details\"");
    tamper(given, edit_back, 3);
    assert_ended(petgate(given, VERIFY), CLI_OK, "holds");
}

static void AUD_01_an_edited_entry_shows(void **state)
{
    struct given *given = *state;

    tamper(given, move_later, 10);
    assert_ended(petgate(given, VERIFY), CLI_REFUSED, broken_at(given, 10));
    tamper(given, move_earlier, 10);
    assert_ended(petgate(given, VERIFY), CLI_OK, "holds");
}

static void AUD_01_entries_in_another_order_show(void **state)
{
    struct given *given = *state;

    tamper(given, swap_with_next, 7);
    assert_ended(petgate(given, VERIFY), CLI_REFUSED, broken_at(given, 7));
    tamper(given, swap_with_next, 7);
    assert_ended(petgate(given, VERIFY), CLI_OK, "holds");
}

/* From here on nothing is put right again. */
static void AUD_01_an_end_that_was_cut_off_shows(void **state)
{
    struct given *given = *state;
    int64_t last = tamper(given, NULL, 0);

    tamper(given, delete_entry, last);
    assert_ended(petgate(given, VERIFY), CLI_REFUSED, broken_at(given, last));
    /* The company's count goes back with it: only an exported head can tell. */
    tamper(given, forget_after, last - 1);
    assert_ended(petgate(given, VERIFY), CLI_OK, "Without a head");
    assert_ended(petgate(given, with_head(given, given->head)), CLI_REFUSED, broken_at(given, last));
}

static void AUD_01_a_record_written_anew_shows_against_a_head(void **state)
{
    struct given *given = *state;
    int64_t last = tamper(given, NULL, 0);
    const char *head = head_now(given);

    assert_ended(petgate(given, with_head(given, head)), CLI_OK, "nothing was changed");
    tamper(given, rewrite_last, last);
    assert_ended(petgate(given, VERIFY), CLI_OK, "Without a head");
    assert_ended(petgate(given, with_head(given, head)), CLI_REFUSED, "written anew");
    assert_ended(petgate(given, with_head(given, head)), CLI_REFUSED, broken_at(given, last));
}

static void AUD_01_a_deleted_entry_shows(void **state)
{
    struct given *given = *state;

    tamper(given, delete_entry, 5);
    assert_ended(petgate(given, VERIFY), CLI_REFUSED, broken_at(given, 5));
    assert_ended(petgate(given, VERIFY), CLI_REFUSED, "missing");
    assert_ended(petgate(given, "audit verify"), CLI_REFUSED, "riverside: the chain holds");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(PRD_02_demo_prints_its_people_and_makes_them_once),
        cmocka_unit_test(PRD_02_version_tells_the_version),
        cmocka_unit_test(PRD_02_a_backup_is_a_data_folder_as_things_stood),
        cmocka_unit_test(PRD_02_a_backup_that_fails_leaves_nothing),
        cmocka_unit_test(PRD_02_wrong_usage_ends_with_2_and_says_what_is_wrong),
        cmocka_unit_test(PRD_02_a_group_of_verbs_lists_them),
        cmocka_unit_test(PRD_02_a_database_that_is_not_there_ends_with_4),
        cmocka_unit_test(API_02_a_token_is_printed_once_and_recorded),
        cmocka_unit_test(ROL_303_check_says_allowed_or_refused_and_why),
        cmocka_unit_test(ROL_303_check_takes_a_client_by_id_and_an_instant_that_is_over),
        cmocka_unit_test(ROL_142_the_operator_gives_a_lost_owner_s_company_another),
        cmocka_unit_test(AUD_01_an_untouched_record_holds),
        cmocka_unit_test(AUD_01_an_edited_value_shows),
        cmocka_unit_test(AUD_01_an_edited_entry_shows),
        cmocka_unit_test(AUD_01_entries_in_another_order_show),
        cmocka_unit_test(AUD_01_an_end_that_was_cut_off_shows),
        cmocka_unit_test(AUD_01_a_record_written_anew_shows_against_a_head),
        cmocka_unit_test(AUD_01_a_deleted_entry_shows),
    };

    assert(argc == 2);
    given_program = argv[1];
    return cmocka_run_group_tests_name("verbs", tests, given_setup, given_teardown);
}
