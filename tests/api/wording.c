/* ROL-06: the words that a company chooses. Every page and answer of the operation table is read by people of a company
 * that works with contractors and with availability. */
#include "http/router.h"
#include "support/world.h"

#include <ctype.h>

#define SETTINGS "/api/v1/settings/company"

static void choose(struct world *w, const char *wording, const char *time_off)
{
    assert_status(api(w, "olivia", "PUT", SETTINGS,
                      world_text(w, "{\"wording\": \"%s\", \"time_off\": \"%s\"}", wording, time_off)),
                  200);
}

/* ------------------------------------------------------------------ every address */

enum { ADDRESSES_MAX = 200 };
struct addresses {
    const char *list[ADDRESSES_MAX];
    int count;
};

static const char *id_of(struct world *w, struct str place)
{
    if (str_is(place, "staff"))
        return staff_id(w, "dana");
    if (str_is(place, "client"))
        return client_id(w, "Bennett");
    if (str_is(place, "event"))
        return event_id(w, "Bennett", "dana", 0);
    if (str_is(place, "pet"))
        return text_at(api(w, "olivia", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Bennett")), NULL).json,
                       "pets.0.id");
    if (str_is(place, "template"))
        return template_id(w, "Dawson");
    if (str_is(place, "line"))
        return line_id(w, "Dawson");
    if (str_is(place, "service"))
        return text_at(api(w, "olivia", "GET", "/api/v1/services", NULL).json, "items.0.id");
    if (str_is(place, "entry"))
        return text_at(api(w, "olivia", "GET", "/api/v1/audit", NULL).json, "items.0.id");
    return NULL; /* a session, a request: their lists are read */
}

/* "/staff/{staff}/edit" with ids; NULL where a place has none. */
static const char *filled(struct world *w, const char *path)
{
    struct str rest = str_from(path);
    const char *out = "";

    while (rest.p != NULL) {
        struct str plain = str_cut(&rest, '{');

        out = world_text(w, "%s%.*s", out, STR_ARG(plain));
        if (rest.p == NULL)
            break;
        const char *id = id_of(w, str_cut(&rest, '}'));
        if (!id)
            return NULL;
        out = world_text(w, "%s%s", out, id);
    }
    return out;
}

/* What asks for more than its address. */
static const char *query_of(struct world *w, const char *name)
{
    if (strcmp(name, "staff.why") == 0)
        return "?permission=generate_own_pay_stubs";
    if (strcmp(name, "staff.role_page") == 0)
        return "?role=office_manager";
    if (strcmp(name, "settings.permissions") == 0 || strcmp(name, "search") == 0)
        return "?q=o";
    if (strcmp(name, "templates.visit_form") == 0)
        return "?day=2026-05-18";
    if (strcmp(name, "access.new_request") == 0 || strcmp(name, "templates.new") == 0)
        return world_text(w, "?client=%s", client_id(w, "Bennett"));
    return "";
}

static void read_addresses(struct world *w, struct addresses *ret)
{
    const struct app *app = world_app(w);

    ret->count = 0;
    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];
        const char *path;

        if (op->method != METHOD_GET || op->flags & (OP_SYSTEM | OP_STREAM | OP_FILE))
            continue;
        path = filled(w, op->path);
        if (path)
            ret->list[ret->count++] = world_text(w, "%s%s", path, query_of(w, op->name));
    }
    assert_true(ret->count > 50);
}

/* Where a company chooses, both words stand. */
static bool chooses(const char *path)
{
    return strcmp(path, "/settings/company") == 0 || strcmp(path, "/setup") == 0;
}

/* ------------------------------------------------------------------ what people read */

static const char *const left[] = {"Staff",    "staff member", "Pay Stub", "Pay stub",
                                   "pay stub", "Time Off",     "Time off", "time off"};

/* Attributes that people hear or see. */
static bool is_spoken(struct str tag, size_t at)
{
    static const char *const names[] = {" aria-label=", " placeholder=", " title=", " alt=", " data-label=", " label="};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (str_starts(str_slice(tag, at, tag.n), str_from(names[i])))
            return true;
    }
    return false;
}

/* The page without its tags, but with those attributes. */
static struct str spoken(struct world *w, struct str page)
{
    struct buf out;

    buf_init(&out, world_arena(w), 4 * 1024 * 1024);
    for (size_t i = 0; i < page.n; i++) {
        if (page.p[i] != '<') {
            buf_add_char(&out, page.p[i]);
            continue;
        }
        ptrdiff_t end = str_find(page, '>', i);
        struct str tag = str_slice(page, i, end < 0 ? page.n : (size_t)end);

        for (size_t at = 0; at < tag.n; at++) {
            if (!is_spoken(tag, at))
                continue;
            ptrdiff_t from = str_find(tag, '"', at), to = str_find(tag, '"', (size_t)from + 1);
            buf_format(&out, " %.*s ", STR_ARG(str_slice(tag, (size_t)from + 1, (size_t)to)));
        }
        i += tag.n;
    }
    return buf_str(&out);
}

static void expect_worded(const char *who, const char *path, const char *form, struct str text)
{
    for (size_t i = 0; i < ARRAY_SIZE(left); i++) {
        const char *at = memmem(text.p, text.n, left[i], strlen(left[i]));

        if (at)
            fail_msg("%s reads \"%s\" on %s (%s): …%.*s…", who, left[i], path, form,
                     (int)((size_t)(text.p + text.n - at) < 80 ? text.p + text.n - at : 80), at);
    }
}

static int walk(struct world *w, const char *who)
{
    struct addresses all;
    int read = 0;

    read_addresses(w, &all);
    for (int i = 0; i < all.count; i++) {
        struct answer html = page(w, who, "GET", all.list[i], NULL);
        struct answer json = api(w, who, "GET", world_text(w, "/api/v1%s", all.list[i]), NULL);

        if (chooses(all.list[i]))
            continue;
        expect_worded(who, all.list[i], "page", spoken(w, html.body));
        expect_worded(who, all.list[i], "answer", json.body);
        read += html.status == 200;
    }
    return read;
}

static void ROL_06_no_page_and_no_answer_of_a_contractors_company_says_staff(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    choose(w, "user", "availability");
    assert_true(walk(w, "olivia") > 45);
    assert_true(walk(w, "maya") > 30);
    assert_true(walk(w, "dana") > 10);
    world_free(w);
}

static void ROL_06_pages_say_users_invoices_and_availability_instead(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)state;
    choose(w, "user", "availability");
    assert_true(mentions(page(w, "olivia", "GET", "/home", NULL), "Users"));
    a = page(w, "olivia", "GET", "/settings/permissions", NULL);
    assert_true(mentions(a, "Manage Users") && mentions(a, "Generate Own Invoices"));
    assert_true(mentions(a, "Approve Availability Requests"));
    assert_true(mentions(a, "Client invoices: lines")); /* the other kind of invoice is not taken for it */
    assert_true(mentions(page(w, "olivia", "GET", "/staff/new", NULL), "<title>Add user"));
    assert_true(mentions(page(w, "olivia", "GET", world_text(w, "/staff/%s", staff_id(w, "dana")), NULL), "User"));
    a = api(w, "dana", "GET", "/api/v1/me", NULL);
    assert_text(a.json, "role", "staff"); /* names on the wire never change */
    assert_text(a.json, "role_label", "User");
    a = api(w, "dana", "GET", world_text(w, "/api/v1/staff/%s/permissions", staff_id(w, "dana")), NULL);
    assert_true(mentions(a, "\"manage_staff\"") && mentions(a, "\"Manage Users\""));
    world_free(w);
}

static void ROL_06_refusals_and_the_record_say_them_too(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)state;
    choose(w, "user", "availability");
    a = api(w, "dana", "POST", "/api/v1/staff", "{\"name\": \"X\", \"email\": \"x@x.example\", \"role\": \"staff\"}");
    assert_status(a, 403);
    assert_true(mentions(a, "Manage Users"));
    assert_status(api(w, "olivia", "PUT", world_text(w, "/api/v1/staff/%s/role", staff_id(w, "tess")),
                      "{\"role\": \"staff\", \"reason\": \"Learned\"}"),
                  200);
    a = api(w, "olivia", "GET", "/api/v1/audit", NULL);
    assert_text(a.json, "items.0.changes.0.after", "staff");
    assert_text(a.json, "items.0.changes.0.after_text", "User");
    world_free(w);
}

/* ------------------------------------------------------------------ words only */

/* The page without the numbers that count acts. */
static struct str timeless(struct world *w, struct str page)
{
    static const char *const numbers[] = {"data-change=\"", "name=\"changed\" value=\"", "\"changed\":"};
    struct buf out;

    buf_init(&out, world_arena(w), 4 * 1024 * 1024);
    for (size_t i = 0; i < page.n; i++) {
        buf_add_char(&out, page.p[i]);
        for (size_t k = 0; k < ARRAY_SIZE(numbers); k++) {
            if (!str_ends(str_slice(page, 0, i + 1), str_from(numbers[k])))
                continue;
            while (i + 1 < page.n && isdigit((unsigned char)page.p[i + 1]))
                i++;
        }
    }
    return buf_str(&out);
}

/* The record has the two acts of choosing in it. */
static bool tells_of_acts(const char *path)
{
    return strncmp(path, "/audit", 6) == 0 || chooses(path);
}

static void ROL_06_switching_back_gives_the_same_pages_to_the_byte(void **state)
{
    static const char *const people[] = {"olivia", "dana"};
    struct world *w = world_new(test_engine());
    struct str before[ARRAY_SIZE(people)][ADDRESSES_MAX];
    struct addresses all;

    (void)state;
    for (size_t p = 0; p < ARRAY_SIZE(people); p++) /* pages tell of sessions and tokens: all are there from here on */
        assert_true(world_session(w, people[p]) && world_token(w, people[p]));
    read_addresses(w, &all);
    for (size_t p = 0; p < ARRAY_SIZE(people); p++) {
        for (int i = 0; i < all.count; i++)
            before[p][i] = timeless(w, page(w, people[p], "GET", all.list[i], NULL).body);
    }
    choose(w, "user", "availability");
    choose(w, "staff", "time_off");
    for (size_t p = 0; p < ARRAY_SIZE(people); p++) {
        for (int i = 0; i < all.count; i++) {
            struct str after = timeless(w, page(w, people[p], "GET", all.list[i], NULL).body);

            if (!tells_of_acts(all.list[i]) && !str_equal(before[p][i], after))
                fail_msg("%s reads another %s", people[p], all.list[i]);
        }
    }
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ROL_06_no_page_and_no_answer_of_a_contractors_company_says_staff),
        cmocka_unit_test(ROL_06_pages_say_users_invoices_and_availability_instead),
        cmocka_unit_test(ROL_06_refusals_and_the_record_say_them_too),
        cmocka_unit_test(ROL_06_switching_back_gives_the_same_pages_to_the_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
