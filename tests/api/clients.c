/* Clients: the list, what is found, the profile, its contacts, by page and by program. */
#include "support/world_each.h"

static const char *client_path(const char *name, const char *tail)
{
    return world_text(w, "/clients/%s%s", client_id(w, name), tail);
}

static const char *client_api(const char *name)
{
    return world_text(w, "/api/v1/clients/%s", client_id(w, name));
}

/* The names that a person gets for what they typed (urlencoded), joined. */
static const char *found(const char *who, const char *typed)
{
    struct answer a = api(w, who, "GET", world_text(w, "/api/v1/clients?q=%s", typed), NULL);
    const char *all = "";

    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "total"), count_at(a.json, "items"));
    for (int i = 0; i < count_at(a.json, "items"); i++)
        all = world_text(w, "%s%s%s", all, i ? " " : "", text_at(a.json, world_text(w, "items.%d.name", i)));
    return all;
}

/* ------------------------------------------------------------------ lists */

static void CLI_01_the_list_is_filtered_by_status(void **state)
{
    struct answer a;

    (void)state;
    assert_status(api(w, "maya", "PATCH", client_api("Ellis"), "{\"status\": \"inactive\"}"), 200);
    assert_status(api(w, "maya", "PATCH", client_api("Ito"), "{\"status\": \"prospective\"}"), 200);
    a = api(w, "maya", "GET", "/api/v1/clients?status=inactive", NULL);
    assert_int_equal(number_at(a.json, "total"), 1);
    assert_text(a.json, "items.0.name", "Ellis");
    a = api(w, "maya", "GET", "/api/v1/clients?status=prospective", NULL);
    assert_text(a.json, "items.0.name", "Ito");
    assert_int_equal(number_at(api(w, "maya", "GET", "/api/v1/clients?status=active", NULL).json, "total"), 9);
    assert_status(api(w, "maya", "GET", "/api/v1/clients?status=gone", NULL), 422);
    assert_true(mentions(page(w, "maya", "GET", "/clients?status=inactive", NULL), "Inactive</span>"));
}

static void CLI_01_nothing_is_deleted_and_an_inactive_client_is_not_offered_for_new_visits(void **state)
{
    (void)state;
    assert_true(mentions(page(w, "maya", "GET", "/events/new", NULL), ">Ellis<"));
    assert_status(api(w, "maya", "PATCH", client_api("Ellis"), "{\"status\": \"inactive\"}"), 200);
    assert_false(mentions(page(w, "maya", "GET", "/events/new", NULL), ">Ellis<"));
    assert_status(api(w, "maya", "GET", client_api("Ellis"), NULL), 200);
    assert_true(mentions(page(w, "maya", "GET", "/search?q=ellis", NULL), "Inactive</span>"));
    assert_status(api(w, "maya", "DELETE", client_api("Ellis"), NULL), 405);
}

static void a_long_list_comes_in_pages_without_hole_or_double(void **state)
{
    struct answer a;
    const char *cursor;

    (void)state;
    for (int i = 0; i < 45; i++)
        assert_status(api(w, "maya", "POST", "/api/v1/clients", world_text(w, "{\"name\": \"Many %02d\"}", i)), 201);
    a = api(w, "maya", "GET", "/api/v1/clients", NULL);
    assert_int_equal(number_at(a.json, "total"), 56);
    assert_int_equal(count_at(a.json, "items"), 50);
    cursor = text_at(a.json, "next");
    assert_non_null(cursor);
    assert_text(a.json, "items.49.name", "Many 38");
    a = api(w, "maya", "GET", world_text(w, "/api/v1/clients?cursor=%s", cursor), NULL);
    assert_int_equal(count_at(a.json, "items"), 6);
    assert_text(a.json, "items.0.name", "Many 39");
    assert_null(text_at(a.json, "next"));
    assert_status(api(w, "maya", "GET", "/api/v1/clients?cursor=nonsense", NULL), 422);
    assert_true(mentions(page(w, "maya", "GET", "/clients", NULL), "Next page"));
}

/* ------------------------------------------------------------------ what is found */

static void CLI_06_all_words_must_be_found_in_any_order(void **state)
{
    (void)state;
    assert_string_equal(found("maya", "ito"), "Ito");
    assert_string_equal(found("maya", "hos+it"), "Ito");
    assert_string_equal(found("maya", "it+hos"), "Ito");
    assert_string_equal(found("maya", "ito+rufus"), "");
    assert_string_equal(found("maya", "peter+rufus+airedale"), "");
    assert_string_equal(found("maya", "peter+rufus+poppy+guilderland+845+western+hughes"), "Hughes");
    assert_string_equal(found("maya", "lark"), "Ito");
    assert_string_equal(found("maya", "%C3%8DTO"), "Ito");
    assert_string_equal(found("maya", "%2D+%26"), found("maya", ""));
}

static void CLI_06_a_phone_is_found_however_it_is_written(void **state)
{
    static const char *const ways[] = {
        "%2B1+518+555+0119", "15185550119", "(518)+555-0119", "518-555-0119",
        "555.0119",          "5550119",     "0119",           "518+5550119",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
        assert_string_equal(found("maya", ways[i]), "Ito");
    assert_string_equal(found("maya", "0119+hoshi"), "Ito");
    assert_string_equal(found("maya", "555-0120"), "Jansen");
    assert_string_equal(found("maya", "519+555+0119"), "");
}

static void CLI_06_an_email_is_found_as_one_types_it(void **state)
{
    (void)state;
    assert_string_equal(found("maya", "kenji.ito@mail.example"), "Ito");
    assert_string_equal(found("maya", "Kenji.Ito@ma"), "Ito");
    assert_string_equal(found("maya", "kenji.it"), "Ito");
    assert_string_equal(found("maya", "kenji.ito@other"), "");
}

static void CLI_06_a_result_says_what_was_found(void **state)
{
    struct answer a = api(w, "maya", "GET", "/api/v1/clients?q=hosh", NULL);

    (void)state;
    assert_text(a.json, "items.0.found.0.by", "pet");
    assert_text(a.json, "items.0.found.0.text", "Hoshi");
    a = api(w, "maya", "GET", "/api/v1/clients?q=555-0119", NULL);
    assert_text(a.json, "items.0.found.0.by", "phone");
    assert_text(a.json, "items.0.found.0.text", "+1 518 555 0119, Kenji Ito");
    a = api(w, "maya", "GET", "/api/v1/search?q=kenji.ito@", NULL);
    assert_text(a.json, "clients.0.found.0.by", "email");
    a = api(w, "maya", "GET", "/api/v1/search?q=lark", NULL);
    assert_text(a.json, "clients.0.found.0.by", "address");
    assert_text(a.json, "clients.0.found.0.text", "63 Lark Street, Albany");
    assert_int_equal(count_at(api(w, "maya", "GET", "/api/v1/clients?q=ito", NULL).json, "items.0.found"), 1);
    assert_int_equal(count_at(api(w, "maya", "GET", "/api/v1/clients", NULL).json, "items.0.found"), 0);
    assert_true(mentions(page(w, "maya", "GET", "/clients?q=hosh", NULL), "Pet: Hoshi"));
    assert_true(mentions(page(w, "maya", "GET", "/search?q=hosh", NULL), "Pet: Hoshi"));
}

static void CLI_06_nobody_finds_what_they_may_not_see(void **state)
{
    (void)state;
    assert_string_equal(found("dana", "foster"), "");
    assert_string_equal(found("dana", "mabel"), "");
    assert_string_equal(found("dana", "kowalski"), "");
    assert_string_equal(found("dana", "hoshi"), "Ito");
    assert_string_equal(found("sol", "moreau"), "");
    assert_string_equal(found("paula", "hoshi"), "");
    assert_int_equal(count_at(api(w, "dana", "GET", "/api/v1/search?q=foster", NULL).json, "clients"), 0);
    assert_int_equal(count_at(api(w, "dana", "GET", "/api/v1/search?q=maya", NULL).json, "staff"), 0);
    assert_text(api(w, "maya", "GET", "/api/v1/search?q=brooks+dana", NULL).json, "staff.0.name", "Dana Brooks");
    assert_int_equal(count_at(api(w, "maya", "GET", "/api/v1/search?q=brooks+maya", NULL).json, "staff"), 0);
    assert_status(page(w, "dana", "GET", "/search", NULL), 200);
}

/* More of one name than a search reads as rare. */
enum { ALIKE = 1100, ALIKE_HIDDEN = 250 };
SQL(copy_client, "INSERT INTO client (company_id, id, name, sort, status, created_at, changed)"
                 " SELECT c.company_id, c.id + $3, c.name, c.sort, c.status, c.created_at, c.changed FROM client c"
                 " WHERE c.company_id = $1 AND c.id = $2");
SQL(copy_words, "INSERT INTO search_word (company_id, word, client_id, kind, source_id)"
                " SELECT s.company_id, s.word, s.client_id + $3, s.kind, s.source_id + $3 FROM search_word s"
                " WHERE s.company_id = $1 AND s.client_id = $2");
SQL(remove_copy, "INSERT INTO relation (company_id, staff_id, client_id, removed_at, subscribed, changed)"
                 " SELECT c.company_id, $4, c.id, 1, 0, c.changed FROM client c WHERE c.company_id = $1"
                 " AND c.id >= $2 AND c.id <= $2 + $3");

static enum err copy_body(struct tx *tx, void *data)
{
    const int64_t *ids = data; /* company, client, person */

    for (int i = 1; i <= ALIKE; i++) {
        TRY(EXECUTE(tx, &copy_client, NULL, SQL_INT(ids[0]), SQL_INT(ids[1]), SQL_INT(i)));
        TRY(EXECUTE(tx, &copy_words, NULL, SQL_INT(ids[0]), SQL_INT(ids[1]), SQL_INT(i)));
    }
    return EXECUTE(tx, &remove_copy, NULL, SQL_INT(ids[0]), SQL_INT(ids[1]), SQL_INT(ALIKE_HIDDEN), SQL_INT(ids[2]));
}

static void CLI_06_of_a_name_that_many_have_one_finds_those_behind_all_that_are_hidden(void **state)
{
    struct company_id company = world_company(w, "riverside");
    int64_t ids[] = {company.n, id_number(client_id(w, "Novak")), id_number(staff_id(w, "sol"))};
    struct answer a;

    (void)state;
    assert_int_equal(store_write_alone(world_store(w), company, world_arena(w), copy_body, ids, NULL), OK);
    a = api(w, "sol", "GET", "/api/v1/clients?q=novak", NULL);
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "items"), 50);
    assert_text(a.json, "items.0.id",
                world_text(w, "%.*s", STR_ARG(id_text(world_arena(w), ids[1] + ALIKE_HIDDEN + 1))));
}

/* Of a word that few have a worker's clients are found along the word, of one that many have one by one. */
enum { WORD_FEW = 60, WORD_MANY = 120, EACH = 6 };
SQL(tie_copy, "INSERT INTO relation (company_id, staff_id, client_id, preferred_position, preferred_at, changed)"
              " SELECT c.company_id, $3, c.id, 1, 1, w.change + 1 FROM client c JOIN company w ON w.id = c.company_id"
              " WHERE c.company_id = $1 AND c.id = $2");
SQL(tie_change, "UPDATE company SET change = change + 1 WHERE id = $1 /* company_id = $1 */");

struct copies {
    int64_t company, client, staff;
    int from, to;
};

static enum err tie_body(struct tx *tx, void *data)
{
    const struct copies *copies = data;

    for (int i = copies->from; i < copies->to; i++) {
        TRY(EXECUTE(tx, &copy_client, NULL, SQL_INT(copies->company), SQL_INT(copies->client), SQL_INT(i)));
        TRY(EXECUTE(tx, &copy_words, NULL, SQL_INT(copies->company), SQL_INT(copies->client), SQL_INT(i)));
        if (i % EACH == 0)
            TRY(EXECUTE(tx, &tie_copy, NULL, SQL_INT(copies->company), SQL_INT(copies->client + i),
                        SQL_INT(copies->staff)));
    }
    return EXECUTE(tx, &tie_change, NULL, SQL_INT(copies->company));
}

static void CLI_06_a_worker_finds_all_theirs_whether_few_or_many_have_the_name(void **state)
{
    static const int totals[] = {WORD_FEW, WORD_MANY};
    struct copies copies = {world_company(w, "happy-tails").n, id_number(client_id(w, "Ito")),
                            id_number(staff_id(w, "dana")), 1, 1};

    (void)state;
    for (size_t t = 0; t < ARRAY_SIZE(totals); t++) {
        struct answer a;

        copies.to = totals[t] + 1;
        assert_int_equal(
            store_write(world_store(w), (struct company_id){copies.company}, world_arena(w), tie_body, &copies, NULL),
            OK);
        copies.from = copies.to;
        a = api(w, "dana", "GET", "/api/v1/clients?q=ito", NULL);
        assert_status(a, 200);
        assert_int_equal(number_at(a.json, "total"), 1 + totals[t] / EACH);
        assert_int_equal(count_at(a.json, "items"), 1 + totals[t] / EACH);
        a = api(w, "dana", "GET", "/api/v1/clients?q=kenji+ito", NULL);
        assert_int_equal(number_at(a.json, "total"), 1 + totals[t] / EACH);
        assert_string_equal(found("dana", "ito+foster"), "");
    }
}

/* ------------------------------------------------------------------ profiles */

static void ACC_06_a_hidden_profile_is_as_one_that_does_not_exist(void **state)
{
    static const char *const tails[] = {"", "/edit", "/pets/new"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(tails); i++) {
        struct answer hidden = page(w, "dana", "GET", client_path("Foster", tails[i]), NULL);
        struct answer absent = page(w, "dana", "GET", world_text(w, "/clients/0000000000001%s", tails[i]), NULL);

        assert_status(hidden, 404);
        assert_status(absent, 404);
    }
    assert_status(api(w, "dana", "PATCH", client_api("Foster"), "{\"name\": \"X\"}"), 404);
    assert_status(api(w, "dana", "POST", world_text(w, "%s/pets", client_api("Foster")), "{\"name\": \"X\"}"), 404);
}

static void ACC_05_everyone_reads_what_is_theirs_to_know(void **state)
{
    struct answer maya = api(w, "maya", "GET", client_api("Ito"), NULL);
    struct answer dana = api(w, "dana", "GET", client_api("Ito"), NULL);
    struct answer sol = api(w, "sol", "GET", client_api("Lindqvist"), NULL);

    (void)state;
    assert_text(maya.json, "office_notes", "Long-standing client.");
    assert_non_null(json_at(maya.json, "people.preferred"));
    assert_non_null(json_at(maya.json, "alike"));
    assert_null(json_at(dana.json, "office_notes"));
    assert_null(json_at(dana.json, "people.preferred"));
    assert_null(json_at(dana.json, "alike"));
    assert_text(dana.json, "visit_notes", "Please no shoes on the mats.");
    assert_text(dana.json, "contacts.0.phones.0.value", "+1 518 555 0119");
    assert_text(dana.json, "contacts.0.phones.0.label", "mobile");
    assert_text(dana.json, "contacts.0.emails.0.value", "Kenji.Ito@mail.example");
    assert_true(true_at(dana.json, "contacts.0.primary"));
    assert_status(sol, 200);
    assert_non_null(json_at(sol.json, "contacts.0.phones.0.value"));
    assert_non_null(json_at(sol.json, "pets.0.name"));
    assert_null(json_at(sol.json, "office_notes"));
    assert_null(json_at(sol.json, "people.preferred"));
    assert_false(true_at(sol.json, "can.edit"));
    for (size_t i = 0; i < 3; i++)
        assert_status(page(w, (const char *[]){"maya", "dana", "tess"}[i], "GET", client_path("Carter", ""), NULL),
                      200);
    assert_status(page(w, "sol", "GET", client_path("Lindqvist", ""), NULL), 200);
}

/* ------------------------------------------------------------------ writing, by program */

static void CLI_01_a_client_has_several_contacts_each_with_phones_and_emails(void **state)
{
    struct answer a =
        api(w, "maya", "POST", "/api/v1/clients",
            "{\"name\": \"Novotny\", \"street\": \"7 Orchard Lane\", \"city\": \"Albany\", \"country\": \"US\","
            " \"latitude\": \"42.6526\", \"longitude\": \"-73,75620049\", \"contacts\": ["
            "{\"name\": \"Eva\", \"phones\": [{\"label\": \"mobile\", \"value\": \"+1 518 555 0200\"},"
            " {\"label\": \"home\", \"value\": \"518-555-0201\"}], \"emails\": [{\"value\": \"Eva@Novotny.example\"},"
            " {\"label\": \"work\", \"value\": \"eva@work.example\"}]},"
            "{\"name\": \"Jan, next door\", \"phones\": [{\"value\": \"555 0202\"}]}]}");
    const char *path;

    (void)state;
    assert_status(a, 201);
    path = world_text(w, "/api/v1/clients/%s", text_at(a.json, "id"));
    a = api(w, "maya", "GET", path, NULL);
    assert_text(a.json, "latitude", "42.652600");
    assert_text(a.json, "longitude", "-73.756200");
    assert_int_equal(count_at(a.json, "contacts"), 2);
    assert_true(true_at(a.json, "contacts.0.primary"));
    assert_false(true_at(a.json, "contacts.1.primary"));
    assert_text(a.json, "contacts.0.phones.1.label", "home");
    assert_text(a.json, "contacts.0.emails.0.value", "eva@novotny.example");
    assert_text(a.json, "contacts.0.emails.1.label", "work");
    assert_text(a.json, "contacts.1.phones.0.value", "555 0202");
    assert_string_equal(found("maya", "eva@work.ex"), "Novotny");
    assert_string_equal(found("maya", "0201"), "Novotny");
    assert_string_equal(found("maya", "next+door+novotny"), "Novotny");
}

static void CLI_01_contacts_are_put_in_order_changed_and_removed_as_a_whole(void **state)
{
    const char *path = client_api("Ito"), *kenji;
    struct answer a = api(w, "maya", "GET", path, NULL);

    (void)state;
    kenji = text_at(a.json, "contacts.0.id");
    a = api(w, "maya", "PATCH", path,
            world_text(w,
                       "{\"contacts\": [{\"name\": \"Yuki Ito\", \"phones\": [{\"value\": \"518 555 0300\"}]},"
                       " {\"id\": \"%s\", \"name\": \"Kenji Ito\"}]}",
                       kenji));
    assert_status(a, 200);
    assert_text(a.json, "contacts.0.name", "Yuki Ito");
    assert_text(a.json, "contacts.1.id", kenji);
    assert_int_equal(count_at(a.json, "contacts.1.phones"), 0);
    assert_string_equal(found("maya", "0119"), "");
    assert_string_equal(found("maya", "yuki"), "Ito");
    a = api(w, "maya", "PATCH", path, "{\"city\": \"Troy\"}");
    assert_int_equal(count_at(a.json, "contacts"), 2);
    a = api(w, "maya", "PATCH", path, "{\"contacts\": []}");
    assert_int_equal(count_at(a.json, "contacts"), 0);
    assert_string_equal(found("maya", "yuki"), "");
    a = api(w, "maya", "PATCH", path, world_text(w, "{\"contacts\": [{\"id\": \"%s\", \"name\": \"Back\"}]}", kenji));
    assert_status(a, 422);
}

/* Whether the answer refuses the field of this name. */
static bool refuses(struct answer a, const char *field)
{
    return a.status == 422 && json_object_get(json_at(a.json, "errors"), field) != NULL;
}

static void every_field_of_a_client_is_validated_and_named(void **state)
{
    static const struct {
        const char *json, *field;
    } faults[] = {
        {"{\"name\": \"\"}", "name"},
        {"{\"name\": null}", "name"},
        {"{\"status\": \"dead\"}", "status"},
        {"{\"latitude\": \"91\", \"longitude\": \"0\"}", "latitude"},
        {"{\"latitude\": \"1\", \"longitude\": \"180.1\"}", "longitude"},
        {"{\"latitude\": \"north\", \"longitude\": \"0\"}", "latitude"},
        {"{\"latitude\": \"42\"}", "longitude"},
        {"{\"longitude\": \"42\"}", "latitude"},
        {"{\"street\": 7}", "street"},
        {"{\"contacts\": {}}", "contacts"},
        {"{\"contacts\": [{\"phones\": [{\"value\": \"call me\"}]}]}", "contacts.0.phones.0.value"},
        {"{\"contacts\": [{\"name\": \"A\"}, {\"emails\": [{\"value\": \"nobody\"}]}]}", "contacts.1.emails.0.value"},
        {"{\"contacts\": [{\"id\": \"0000000000001\", \"name\": \"A\"}]}", "contacts.0.id"},
        {"{\"phone\": \"518 555 0100\"}", "phone"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
        struct answer a = api(w, "maya", "PATCH", client_api("Ellis"), faults[i].json);

        if (!refuses(a, faults[i].field))
            fail_msg("%s: %d %.*s", faults[i].json, a.status, (int)a.body.n, a.body.p);
    }
    assert_true(refuses(api(w, "maya", "POST", "/api/v1/clients", "{}"), "name"));
    assert_text(api(w, "maya", "GET", client_api("Ellis"), NULL).json, "name", "Ellis");
}

static void ROL_107_a_worker_edits_what_they_see_and_the_rest_does_not_exist_for_them(void **state)
{
    struct answer a = api(w, "dana", "PATCH", client_api("Ito"), "{\"office_notes\": \"x\", \"status\": \"inactive\"}");

    (void)state;
    /* By a token, that is on the dashboard. */
    assert_true(refuses(a, "office_notes"));
    assert_true(refuses(a, "status"));
    assert_status(api(w, "dana", "PATCH", client_api("Ito"), "{\"visit_notes\": \"Ring twice\"}"), 200);
    assert_text(api(w, "maya", "GET", client_api("Ito"), NULL).json, "office_notes", "Long-standing client.");
    assert_text(api(w, "maya", "GET", client_api("Ito"), NULL).json, "visit_notes", "Ring twice");
    assert_false(mentions(page(w, "dana", "GET", client_path("Ito", "/edit"), NULL), "name=\"office_notes\""));
    assert_true(mentions(page(w, "maya", "GET", client_path("Ito", "/edit"), NULL), "name=\"office_notes\""));
    assert_status(api(w, "sol", "PATCH", client_api("Lindqvist"), "{\"name\": \"X\"}"), 403);
    assert_status(api(w, "dana", "POST", "/api/v1/clients", "{\"name\": \"X\"}"), 403);
    assert_status(page(w, "dana", "GET", "/clients/new", NULL), 403);
}

static void what_changed_meanwhile_is_not_overwritten(void **state)
{
    struct answer a = api(w, "maya", "GET", client_api("Ito"), NULL);
    const char *const headers[] = {"If-Match", a.etag.p, NULL};

    (void)state;
    assert_status(api_with(w, "maya", "PATCH", client_api("Ito"), "{\"city\": \"Troy\"}", headers), 200);
    assert_status(api_with(w, "maya", "PATCH", client_api("Ito"), "{\"city\": \"Rome\"}", headers), 412);
    a = page(w, "maya", "PATCH", client_path("Ito", ""),
             world_text(w, "name=Ito&changed=%lld&street=Typed+Street", (long long)number_at(a.json, "changed")));
    assert_status(a, 412);
    assert_true(mentions(a, "Typed Street"));
    assert_text(api(w, "maya", "GET", client_api("Ito"), NULL).json, "city", "Troy");
}

static void others_with_the_same_name_phone_or_email_are_a_hint_within_what_one_sees(void **state)
{
    struct answer a =
        api(w, "maya", "POST", "/api/v1/clients",
            "{\"name\": \"ELLIS\", \"contacts\": [{\"name\": \"E\", \"phones\": [{\"value\": \"(518) 555-0119\"},"
            " {\"value\": \"1 518 555 0120\"}], \"emails\": [{\"value\": \"nobody@else.example\"}]}]}");

    (void)state;
    assert_status(a, 201);
    assert_int_equal(count_at(a.json, "alike"), 2);
    assert_non_null(find_in(a.json, "alike", "name", "Ellis"));
    assert_non_null(find_in(a.json, "alike", "name", "Ito"));
    a = page(w, "maya", "GET", world_text(w, "/clients/%s", text_at(a.json, "id")), NULL);
    assert_status(a, 200);
    assert_true(mentions(a, "There are others with the same name"));
    assert_false(mentions(page(w, "maya", "GET", client_path("Gupta", ""), NULL), "There are others"));
}

/* ------------------------------------------------------------------ writing, by form */

static void the_form_for_a_new_client_keeps_what_was_typed(void **state)
{
    struct answer a = page(w, "maya", "GET", "/clients/new", NULL);

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, "name=\"contacts.1.name\""));
    assert_true(mentions(a, "name=\"contacts.1.phones.1.value\""));
    a = page(
        w, "maya", "POST", "/clients",
        "name=&street=7+Orchard+Lane&latitude=42&longitude=&contacts.1.id=&contacts.1.name=Eva+Novotny"
        "&contacts.1.phones.1.value=nonsense&contacts.1.phones.1.label=evenings&contacts.1.emails.1.value=no+address"
        "&contacts.1.emails.1.label=&status=prospective");
    assert_status(a, 422);
    assert_true(mentions(a, "value=\"7 Orchard Lane\""));
    assert_true(mentions(a, "value=\"Eva Novotny\""));
    assert_true(mentions(a, "value=\"nonsense\""));
    assert_true(mentions(a, "value=\"evenings\""));
    assert_true(mentions(a, "value=\"no address\""));
    assert_true(mentions(a, "value=\"42\""));
    assert_true(mentions(a, "value=\"prospective\" selected"));
    a = page(
        w, "maya", "POST", "/clients",
        "name=Novotny&latitude=42&longitude=7&contacts.1.id=&contacts.1.name=Eva&contacts.1.phones.1.value=518+555+0200"
        "&contacts.1.phones.1.label=home&contacts.1.emails.1.value=&contacts.1.emails.1.label=");
    assert_status(a, 303);
    a = api(w, "maya", "GET", "/api/v1/clients?q=novotny", NULL);
    a = api(w, "maya", "GET", world_text(w, "/api/v1/clients/%s", text_at(a.json, "items.0.id")), NULL);
    assert_text(a.json, "contacts.0.phones.0.label", "home");
    assert_int_equal(count_at(a.json, "contacts.0.emails"), 0);
}

static void CLI_01_a_form_without_script_adds_moves_and_removes_contacts(void **state)
{
    const char *path = client_path("Ito", "");
    struct answer a = api(w, "maya", "GET", client_api("Ito"), NULL);
    const char *kenji = text_at(a.json, "contacts.0.id"), *yuki;

    (void)state;
    assert_true(
        mentions(page(w, "maya", "GET", client_path("Ito", "/edit"), NULL), "name=\"contacts.2.phones.1.value\""));
    a = page(w, "maya", "PATCH", path,
             world_text(w,
                        "name=Ito&changed=%lld&contacts.1.id=%s&contacts.1.place=1&contacts.1.name=Kenji+Ito"
                        "&contacts.1.phones.1.value=%%2B1+518+555+0119&contacts.1.phones.2.value=555+0400"
                        "&contacts.2.id=&contacts.2.name=Yuki&contacts.2.phones.1.value=555+0401",
                        (long long)number_at(a.json, "changed"), kenji));
    assert_status(a, 303);
    a = api(w, "maya", "GET", client_api("Ito"), NULL);
    assert_int_equal(count_at(a.json, "contacts"), 2);
    assert_int_equal(count_at(a.json, "contacts.0.phones"), 2);
    yuki = text_at(a.json, "contacts.1.id");
    /* Yuki becomes the primary one: her place is 1 now, and Kenji's was left as it stood. */
    a = page(w, "maya", "PATCH", path,
             world_text(w,
                        "name=Ito&changed=%lld&contacts.1.id=%s&contacts.1.place=1&contacts.1.name=Kenji"
                        "&contacts.2.id=%s&contacts.2.place=1&contacts.2.name=Yuki&contacts.3.id=&contacts.3.name=",
                        (long long)number_at(a.json, "changed"), kenji, yuki));
    assert_status(a, 303);
    a = api(w, "maya", "GET", client_api("Ito"), NULL);
    assert_text(a.json, "contacts.0.id", yuki);
    assert_text(a.json, "contacts.1.id", kenji);
    a = page(w, "maya", "PATCH", path,
             world_text(w,
                        "name=Ito&changed=%lld&contacts.1.id=%s&contacts.1.name=Yuki&contacts.2.id=%s"
                        "&contacts.2.name=Kenji&contacts.2.remove=1",
                        (long long)number_at(a.json, "changed"), yuki, kenji));
    assert_status(a, 303);
    a = api(w, "maya", "GET", client_api("Ito"), NULL);
    assert_int_equal(count_at(a.json, "contacts"), 1);
    assert_true(mentions(page(w, "maya", "GET", path, NULL), "Primary</span>"));
}

static void CLI_04_the_profile_lists_who_came_before_and_who_is_preferred(void **state)
{
    struct answer a = api(w, "maya", "GET", client_api("Alvarez"), NULL);

    (void)state;
    assert_text(a.json, "people.preferred.0.staff.name", "Dana Brooks");
    assert_text(a.json, "people.preferred.1.staff.name", "Sam Ortiz");
    a = api(w, "maya", "GET", client_api("Carter"), NULL);
    assert_int_equal(number_at(find_in(a.json, "people.past", "staff.name", "Ivan Petrov"), "visits"), 2);
    a = api(w, "maya", "GET", client_api("Gupta"), NULL);
    assert_text(a.json, "people.do_not_schedule.0.staff.name", "Dana Brooks");
    assert_text(a.json, "people.do_not_schedule.0.reason", "The cat is afraid of her; asked to send someone else");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(CLI_01_the_list_is_filtered_by_status),
        T(CLI_01_nothing_is_deleted_and_an_inactive_client_is_not_offered_for_new_visits),
        T(a_long_list_comes_in_pages_without_hole_or_double),
        T(CLI_06_all_words_must_be_found_in_any_order),
        T(CLI_06_a_phone_is_found_however_it_is_written),
        T(CLI_06_an_email_is_found_as_one_types_it),
        T(CLI_06_a_result_says_what_was_found),
        T(CLI_06_nobody_finds_what_they_may_not_see),
        T(CLI_06_of_a_name_that_many_have_one_finds_those_behind_all_that_are_hidden),
        T(CLI_06_a_worker_finds_all_theirs_whether_few_or_many_have_the_name),
        T(ACC_06_a_hidden_profile_is_as_one_that_does_not_exist),
        T(ACC_05_everyone_reads_what_is_theirs_to_know),
        T(CLI_01_a_client_has_several_contacts_each_with_phones_and_emails),
        T(CLI_01_contacts_are_put_in_order_changed_and_removed_as_a_whole),
        T(every_field_of_a_client_is_validated_and_named),
        T(ROL_107_a_worker_edits_what_they_see_and_the_rest_does_not_exist_for_them),
        T(what_changed_meanwhile_is_not_overwritten),
        T(others_with_the_same_name_phone_or_email_are_a_hint_within_what_one_sees),
        T(the_form_for_a_new_client_keeps_what_was_typed),
        T(CLI_01_a_form_without_script_adds_moves_and_removes_contacts),
        T(CLI_04_the_profile_lists_who_came_before_and_who_is_preferred),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
