/* The record: what it holds, who reads what of it, and that it can be proven (AUD-01, AUD-04, ROL-155). */
#include "app/audit.h"
#include "features/audit/words.h"
#include "support/world.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define REASON "Left the back door open"

static bool contains(struct str text, const char *part)
{
    return text.n > 0 && memmem(text.p, text.n, part, strlen(part)) != NULL;
}

static struct answer record(struct world *w, const char *who, const char *query)
{
    return api(w, who, "GET", world_text(w, "/api/v1/audit%s", query), NULL);
}

/* Maya takes the client from the worker; the newest entry's id. */
static const char *given_removal(struct world *w, const char *staff, const char *client)
{
    struct answer a = api(w, "maya", "PUT",
                          world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, staff), client_id(w, client)),
                          "{\"access\": \"removed\", \"reason\": \"" REASON "\", \"severity\": \"safety\"}");

    assert_status(a, 200);
    a = record(w, "olivia", "?kind=access.switch");
    assert_text(a.json, "items.0.reason", REASON);
    return text_at(a.json, "items.0.id");
}

static const char *given_notes(struct world *w, const char *client, const char *notes)
{
    struct answer a = api(w, "maya", "PATCH", world_text(w, "/api/v1/clients/%s", client_id(w, client)),
                          world_text(w, "{\"office_notes\": \"%s\"}", notes));

    assert_status(a, 200);
    a = record(w, "olivia", "?kind=clients.update");
    return text_at(a.json, "items.0.id");
}

/* How many entries, through all pages; each newer than the next. */
static int count_all(struct world *w, const char *who, const char *query)
{
    const char *next = "";
    int64_t last = INT64_MAX;
    int count = 0;

    do {
        struct answer a = record(w, who, world_text(w, "?%s%s%s", query, *next ? "&cursor=" : "", next));

        assert_status(a, 200);
        for (int i = 0; i < count_at(a.json, "items"); i++, count++) {
            int64_t number = number_at(a.json, world_text(w, "items.%d.number", i));

            assert_true(number < last);
            last = number;
        }
        next = text_at(a.json, "next");
    } while (next);
    return count;
}

/* ------------------------------------------------------------------ what it holds */

static void AUD_01_an_act_is_recorded_with_who_where_what_and_why(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)state;
    given_removal(w, "tess", "Ellis");
    a = record(w, "olivia", "");
    assert_text(a.json, "items.0.what", "Removed access");
    assert_text(a.json, "items.0.kind", "access.switch");
    assert_text(a.json, "items.0.actor.name", "Maya Chen");
    assert_text(a.json, "items.0.surface", "api");
    assert_text(a.json, "items.0.at", "2026-05-13T10:00:00-04:00");
    assert_text(a.json, "items.0.staff.name", "Tess Wong");
    assert_text(a.json, "items.0.client.name", "Ellis");
    assert_text(a.json, "items.0.client.page", world_text(w, "/clients/%s", client_id(w, "Ellis")));
    assert_text(a.json, "items.0.changes.0.field", "relation.access");
    assert_text(a.json, "items.0.changes.0.label", "Access");
    assert_text(a.json, "items.0.changes.0.before", "granted");
    assert_text(a.json, "items.0.changes.0.after_text", "Removed");
    assert_text(a.json, "items.0.reason", REASON);
    assert_non_null(text_at(a.json, "items.0.address"));
    world_free(w);
}

static void AUD_01_every_kind_of_act_has_a_name(void **state)
{
    struct world *w = world_new(test_engine());
    const struct app *app = world_app(w);
    int missing = 0;

    (void)state;
    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];

        if (!operation_writes(op) || (op->flags & OP_NO_AUDIT) || op->permission == PERMISSION_anyone)
            continue;
        if (!kind_find(str_from(op->name)))
            print_error("%s is not in src/features/audit/kinds.def\n", op->name);
        missing += !kind_find(str_from(op->name));
    }
    assert_int_equal(missing, 0);
    world_free(w);
}

static void AUD_04_a_bulk_act_stands_in_the_record_of_each_client_and_person(void **state)
{
    struct world *w = world_new(test_engine());
    const char *event = event_id(w, "Ito", "dana", 0);
    struct answer a = api(w, "maya", "POST", "/api/v1/events/bulk-update",
                          world_text(w,
                                     "{\"events\": [\"%s\"], \"action\": \"reassign\", \"staff\": \"%s\", "
                                     "\"apply\": \"all\"}",
                                     event, staff_id(w, "sam")));

    (void)state;
    assert_status(a, 200);
    a = record(w, "olivia", world_text(w, "?client=%s&kind=events.bulk_update", client_id(w, "Ito")));
    assert_int_equal(count_at(a.json, "items"), 1);
    a = record(w, "olivia", world_text(w, "?staff=%s&kind=events.bulk_update", staff_id(w, "dana")));
    assert_int_equal(count_at(a.json, "items"), 1);
    assert_text(a.json, "items.0.changes.0.after_text", "Sam Ortiz");
    a = record(w, "dana", "?kind=events.bulk_update");
    assert_int_equal(count_at(a.json, "items"), 1); /* it went from her; to whom is not hers to know */
    assert_false(contains(a.body, "Sam"));
    world_free(w);
}

/* ------------------------------------------------------------------ looking for something */

static void AUD_04_the_record_is_paged_newest_first(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = record(w, "olivia", "");

    (void)state;
    assert_int_equal(count_at(a.json, "items"), 50);
    assert_int_equal(count_all(w, "olivia", ""), number_at(a.json, "items.0.number"));
    assert_int_equal(count_all(w, "olivia", "kind=schedule&"), count_all(w, "olivia", "kind=events.create&") +
                                                                   count_all(w, "olivia", "kind=events.start&") +
                                                                   count_all(w, "olivia", "kind=events.update&") +
                                                                   count_all(w, "olivia", "kind=events.complete&"));
    world_free(w);
}

/* An area is read kind by kind, page after page; together the areas are everything. */
static void AUD_04_the_areas_of_the_record_are_all_of_it_each_once(void **state)
{
    static const char *const areas[] = {"access", "clients", "schedule", "templates", "staff",
                                        "roles",  "sign_in", "services", "company",   "record"};
    static const char *const people[] = {"olivia", "maya", "dana"};
    struct world *w = world_new(test_engine());

    (void)state;
    given_removal(w, "tess", "Ellis");
    for (size_t p = 0; p < ARRAY_SIZE(people); p++) {
        int64_t sum = 0;

        for (size_t i = 0; i < ARRAY_SIZE(areas); i++)
            sum += count_all(w, people[p], world_text(w, "kind=%s&", areas[i]));
        assert_int_equal(sum, count_all(w, people[p], ""));
    }
    world_free(w);
}

static void AUD_04_entries_are_found_by_person_client_kind_day_and_words(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)state;
    given_removal(w, "tess", "Ellis");
    world_time(w, WORLD_NOW + 20 * DAY_US);
    given_notes(w, "Ellis", "Second floor");
    a = record(w, "olivia", world_text(w, "?staff=%s&client=%s", staff_id(w, "tess"), client_id(w, "Ellis")));
    assert_int_equal(count_at(a.json, "items"), 1);
    a = record(w, "olivia", world_text(w, "?by=%s&kind=clients", staff_id(w, "maya")));
    assert_int_equal(count_at(a.json, "items"), 1);
    a = record(w, "olivia", "?from=2026-06-01");
    assert_int_equal(count_at(a.json, "items"), 1);
    assert_text(a.json, "items.0.kind", "clients.update");
    a = record(w, "olivia", "?from=2026-05-13&to=2026-05-13&q=REMOVED");
    assert_int_equal(count_at(a.json, "items"), 1);
    assert_text(a.json, "items.0.kind", "access.switch");
    a = record(w, "olivia", "?q=nothing+of+the+kind");
    assert_int_equal(count_at(a.json, "items"), 0);
    assert_true(contains(page(w, "olivia", "GET", "/audit?q=zebra", NULL).body, "No entries"));
    world_free(w);
}

static void AUD_04_a_day_begins_and_ends_in_the_companys_zone(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    world_time(w, WORLD_NOW + 13 * HOUR_US + 59 * MINUTE_US); /* 23:59 in New York, the next day in UTC */
    given_notes(w, "Ellis", "Late");
    assert_int_equal(count_at(record(w, "olivia", "?from=2026-05-13&to=2026-05-13&kind=clients.update").json, "items"),
                     1);
    assert_int_equal(count_at(record(w, "olivia", "?from=2026-05-14").json, "items"), 0);
    world_free(w);
}

static void AUD_04_a_wrong_filter_is_named(void **state)
{
    static const struct {
        const char *query, *field;
    } rows[] = {
        {"?from=yesterday", "errors.from"},
        {"?to=2026-02-30", "errors.to"},
        {"?from=2026-05-02&to=2026-05-01", "errors.to"},
        {"?kind=access.nothing", "errors.kind"},
        {"?client=0000000000009", "errors.client"},
        {"?staff=zz", "errors.staff"},
        {"?cursor=AAAA", "errors.cursor"},
    };
    struct world *w = world_new(test_engine());

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct answer a = record(w, "olivia", rows[i].query);

        assert_status(a, 422);
        assert_non_null(text_at(a.json, rows[i].field));
    }
    world_free(w);
}

/* ------------------------------------------------------------------ who reads what */

static void AUD_04_workers_see_what_concerns_themselves(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = record(w, "dana", "");

    (void)state;
    assert_status(a, 200);
    assert_true(count_at(a.json, "items") > 5);
    for (int i = 0; i < count_at(a.json, "items"); i++) {
        const char *actor = text_at(a.json, world_text(w, "items.%d.actor.name", i));
        const char *staff = text_at(a.json, world_text(w, "items.%d.staff.name", i));

        assert_true((actor && strcmp(actor, "Dana Brooks") == 0) || (staff && strcmp(staff, "Dana Brooks") == 0));
    }
    assert_false(contains(a.body, "event.price_minor")); /* a worker's fields are no more than elsewhere */
    assert_false(json_is_true(json_at(a.json, "can.read_others")));
    assert_status(record(w, "dana", world_text(w, "?staff=%s", staff_id(w, "sam"))), 422);
    assert_status(record(w, "sol", ""), 200);
    assert_status(record(w, NULL, ""), 401);
    world_free(w);
}

static void ACC_06_an_entry_about_a_client_hidden_from_the_reader_looks_absent(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer hidden, nothing;
    const char *entry;

    (void)state;
    /* Her own act about a client that she does not see any more. */
    assert_true(count_at(record(w, "dana", world_text(w, "?client=%s", client_id(w, "Ito"))).json, "items") > 0);
    hidden = record(w, "olivia", world_text(w, "?client=%s", client_id(w, "Foster")));
    assert_true(count_at(hidden.json, "items") > 0);
    entry = text_at(hidden.json, "items.0.id");
    assert_status(record(w, "dana", world_text(w, "?client=%s", client_id(w, "Foster"))), 422);
    hidden = api(w, "dana", "GET", world_text(w, "/api/v1/audit/%s", entry), NULL);
    nothing = api(w, "dana", "GET", "/api/v1/audit/00000000zzzzz", NULL);
    assert_status(hidden, 404);
    assert_status(nothing, 404);
    assert_true(str_equal(hidden.body, nothing.body));
    assert_false(contains(record(w, "dana", "").body, "Foster"));
    assert_false(contains(api(w, "dana", "GET", "/api/v1/audit.csv", NULL).body, "Foster"));
    world_free(w);
}

static void ACC_13_nobody_reads_of_their_own_access_or_its_reasons(void **state)
{
    struct world *w = world_new(test_engine());
    const char *entry = given_removal(w, "tess", "Ellis");

    (void)state;
    assert_status(api(w, "maya", "PUT",
                      world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "tess"), client_id(w, "Ellis")),
                      "{\"access\": \"granted\", \"subscribe\": true}"),
                  200);
    assert_false(contains(record(w, "tess", "").body, REASON));
    assert_int_equal(count_at(record(w, "tess", "?kind=access").json, "items"), 0);
    assert_status(api(w, "tess", "GET", world_text(w, "/api/v1/audit/%s", entry), NULL), 404);
    assert_false(contains(record(w, "omar", "").body, REASON)); /* an Office Manager without Manage Staff */
    assert_true(contains(record(w, "maya", "").body, REASON));
    world_free(w);
}

static void ROL_155_managers_read_the_acts_of_people_up_to_their_level(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "olivia", "PUT", "/api/v1/settings/company", "{\"running_hours\": 9}");
    const char *entry;

    (void)state;
    assert_status(a, 200);
    a = record(w, "olivia", "?kind=company");
    assert_text(a.json, "items.0.kind", "settings.company_save");
    entry = text_at(a.json, "items.0.id");
    assert_int_equal(count_at(record(w, "maya", "?kind=company").json, "items"), 0);
    assert_status(api(w, "maya", "GET", world_text(w, "/api/v1/audit/%s", entry), NULL), 404);
    assert_status(api(w, "andre", "GET", world_text(w, "/api/v1/audit/%s", entry), NULL), 200);
    assert_true(count_all(w, "maya", "") > count_all(w, "omar", ""));
    assert_int_equal(count_all(w, "omar", ""), count_all(w, "omar", "")); /* his own */
    assert_status(record(w, "ravi", ""), 200);
    assert_int_equal(count_at(record(w, "ravi", "?kind=company").json, "items"), 0);
    assert_true(count_all(w, "ravi", "") > 0);
    assert_status(api(w, "paula", "GET", world_text(w, "/api/v1/audit/%s?", entry), NULL), 404);
    world_free(w);
}

static void AUD_04_profiles_lead_to_the_record_of_whom_they_are_about(void **state)
{
    struct world *w = world_new(test_engine());
    const char *client = world_text(w, "/clients/%s", client_id(w, "Ito"));
    const char *link = world_text(w, "/audit?client=%s", client_id(w, "Ito"));
    const char *dana = world_text(w, "/audit?staff=%s", staff_id(w, "dana"));

    (void)state;
    assert_true(contains(page(w, "maya", "GET", client, NULL).body, link));
    assert_false(contains(page(w, "dana", "GET", client, NULL).body, link));
    assert_true(contains(page(w, "maya", "GET", world_text(w, "/staff/%s", staff_id(w, "dana")), NULL).body, dana));
    assert_true(contains(page(w, "dana", "GET", world_text(w, "/staff/%s", staff_id(w, "dana")), NULL).body, dana));
    assert_status(page(w, "dana", "GET", dana, NULL), 200);
    assert_non_null(find_in(api(w, "maya", "GET", "/api/v1/me/frame", NULL).json, "nav", "href", "/audit"));
    world_free(w);
}

/* ------------------------------------------------------------------ as a table */

static void AUD_04_the_csv_is_safe_to_open(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)state;
    given_notes(w, "Ellis", "=HYPERLINK(\\\"x\\\"),\\n@key");
    a = api(w, "olivia", "GET", "/api/v1/audit.csv?kind=clients.update", NULL);
    assert_status(a, 200);
    assert_true(str_starts(a.content_type, STR("text/csv")));
    assert_true(str_starts(a.body, STR("\xEF\xBB\xBF"
                                       "entry,at,who,surface,address,kind,what,person,client,field,before,after,"
                                       "reason\r\n")));
    assert_true(contains(a.body, "Notes for the office,New since spring.,\"'=HYPERLINK(\"\"x\"\"),\n@key\","));
    assert_status(page(w, "olivia", "GET", "/audit.csv?from=2026-05-01", NULL), 200);
    assert_status(api(w, "olivia", "GET", "/api/v1/audit.csv?from=nope", NULL), 422);
    assert_status(api(w, "dana", "GET", "/api/v1/audit.csv", NULL), 200);
    assert_status(api(w, NULL, "GET", "/api/v1/audit.csv", NULL), 401);
    world_free(w);
}

/* ------------------------------------------------------------------ erasing */

SQL(test_record_details, "SELECT COUNT(*) FROM audit WHERE company_id = $1 AND details LIKE '%four-digit code%'"
                         " AND $2 = 0 AND $3 = 0 /* scan: a test's */");

static void AUD_01_a_value_is_erased_on_record_and_the_chain_still_holds(void **state)
{
    struct world *w = world_new(test_engine());
    const char *entry = given_notes(w, "Ellis", "The four-digit code is 1234");
    const char *path = world_text(w, "/audit/%s/erase", entry);
    int64_t company = world_company(w, "happy-tails").n;
    struct answer a;

    (void)state;
    assert_int_equal(world_count(w, &test_record_details, company, 0, 0), 1);
    assert_status(page(w, "olivia", "POST", path, "part=1&reason=It+must+not+be+kept"), 303);
    world_check(w); /* the chain, among others */
    assert_int_equal(world_count(w, &test_record_details, company, 0, 0), 0);
    a = api(w, "olivia", "GET", world_text(w, "/api/v1/audit/%s", entry), NULL);
    assert_true(true_at(a.json, "entry.changes.0.erased"));
    assert_null(text_at(a.json, "entry.changes.0.after"));
    a = record(w, "olivia", "");
    assert_text(a.json, "items.0.kind", "audit.erase");
    assert_text(a.json, "items.0.reason", "It must not be kept");
    assert_text(a.json, "items.0.client.name", "Ellis");
    assert_true(contains(a.body, "client.office_notes of entry"));
    assert_status(page(w, "olivia", "POST", path, "part=1&reason=Again"), 422);
    assert_status(page(w, "olivia", "POST", path, "part=99&reason=None+such"), 422);
    assert_status(page(w, "olivia", "POST", world_text(w, "/audit/%s/erase", text_at(a.json, "items.0.id")),
                       "part=0&reason=Not+that"),
                  403);
    world_free(w);
}

static void AUD_01_the_owner_alone_erases_after_a_fresh_sign_in(void **state)
{
    struct world *w = world_new(test_engine());
    const char *entry = given_notes(w, "Ellis", "Anything");
    const char *path = world_text(w, "/audit/%s/erase", entry);

    (void)state;
    assert_status(page(w, "andre", "POST", path, "part=1&reason=No"), 403);
    assert_status(page(w, "maya", "POST", path, "part=1&reason=No"), 403);
    assert_status(page(w, "dana", "POST", path, "part=1&reason=No"), 403);
    assert_status(page(w, "dana", "POST", path, ""), 403); /* before what is missing */
    assert_status(api(w, "olivia", "POST", world_text(w, "/api/v1%s", path), "{\"part\": 1, \"reason\": \"No\"}"),
                  403); /* a token is never fresh */
    assert_true(contains(page(w, "olivia", "GET", world_text(w, "/audit/%s", entry), NULL).body, "Erase for good"));
    assert_false(contains(page(w, "andre", "GET", world_text(w, "/audit/%s", entry), NULL).body, "Erase for good"));
    world_free(w);
}

/* ------------------------------------------------------------------ heads */

static void read_file(const char *path, char *out, size_t room)
{
    FILE *file = fopen(path, "r");

    out[0] = 0;
    assert_non_null(file);
    assert_non_null(fgets(out, (int)room, file));
    fclose(file);
}

static void remove_heads(struct world *w, const char *folder)
{
    static const char *const files[] = {"happy-tails-2026-05-13", "happy-tails-2026-05-14", "riverside-2026-05-13",
                                        "riverside-2026-05-14"};

    for (size_t i = 0; i < ARRAY_SIZE(files); i++)
        assert_int_equal(unlink(world_text(w, "%s/heads/%s.txt", folder, files[i])), 0);
    assert_int_equal(rmdir(world_text(w, "%s/heads", folder)), 0); /* and nothing else is in it */
    assert_int_equal(rmdir(folder), 0);
}

static void AUD_01_heads_are_exported_once_a_day(void **state)
{
    struct world *w = world_new(test_engine());
    char folder[] = "/tmp/petgate-heads-XXXXXX", first[200], again[200], next[200];
    struct answer a = api(w, "olivia", "GET", "/api/v1/audit/head", NULL);
    const char *path;

    (void)state;
    assert_status(a, 200);
    assert_status(api(w, "maya", "GET", "/api/v1/audit/head", NULL), 403);
    assert_non_null(mkdtemp(folder));
    world_app(w)->config.data_dir = str_from(folder);
    path = world_text(w, "%s/heads/happy-tails-2026-05-13.txt", folder);
    assert_int_equal(audit_export_heads(world_app(w), world_arena(w)), OK);
    read_file(path, first, sizeof(first));
    assert_string_equal(first, world_text(w, "%s\n", text_at(a.json, "head")));
    given_notes(w, "Ellis", "Later");
    assert_int_equal(audit_export_heads(world_app(w), world_arena(w)), OK);
    read_file(path, again, sizeof(again));
    assert_string_equal(first, again);
    world_time(w, WORLD_NOW + DAY_US);
    assert_int_equal(audit_export_heads(world_app(w), world_arena(w)), OK);
    read_file(world_text(w, "%s/heads/happy-tails-2026-05-14.txt", folder), next, sizeof(next));
    assert_string_not_equal(first, next);
    assert_int_equal(access(world_text(w, "%s/heads/riverside-2026-05-14.txt", folder), F_OK), 0);
    remove_heads(w, folder);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(AUD_01_an_act_is_recorded_with_who_where_what_and_why),
        cmocka_unit_test(AUD_01_every_kind_of_act_has_a_name),
        cmocka_unit_test(AUD_04_a_bulk_act_stands_in_the_record_of_each_client_and_person),
        cmocka_unit_test(AUD_04_the_record_is_paged_newest_first),
        cmocka_unit_test(AUD_04_the_areas_of_the_record_are_all_of_it_each_once),
        cmocka_unit_test(AUD_04_entries_are_found_by_person_client_kind_day_and_words),
        cmocka_unit_test(AUD_04_a_day_begins_and_ends_in_the_companys_zone),
        cmocka_unit_test(AUD_04_a_wrong_filter_is_named),
        cmocka_unit_test(AUD_04_workers_see_what_concerns_themselves),
        cmocka_unit_test(ACC_06_an_entry_about_a_client_hidden_from_the_reader_looks_absent),
        cmocka_unit_test(ACC_13_nobody_reads_of_their_own_access_or_its_reasons),
        cmocka_unit_test(ROL_155_managers_read_the_acts_of_people_up_to_their_level),
        cmocka_unit_test(AUD_04_profiles_lead_to_the_record_of_whom_they_are_about),
        cmocka_unit_test(AUD_04_the_csv_is_safe_to_open),
        cmocka_unit_test(AUD_01_a_value_is_erased_on_record_and_the_chain_still_holds),
        cmocka_unit_test(AUD_01_the_owner_alone_erases_after_a_fresh_sign_in),
        cmocka_unit_test(AUD_01_heads_are_exported_once_a_day),
    };

    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
