/* View as (ROL-304): through somebody's eyes, to look only, for a while, on record. */
#include "features/identity/identity.h"
#include "http/router.h"
#include "support/world_each.h"

#include <string.h>

/* A session of one browser, whatever the clock does. */
struct browser {
    const char *cookie;
};

static struct browser browser_of(const char *who)
{
    return (struct browser){world_text(w, "petgate_session=%s", world_session(w, who))};
}

static struct answer ask(struct browser browser, const char *method, const char *path, const char *body)
{
    const char *const headers[] = {"Cookie",    browser.cookie, "Sec-Fetch-Site",   "same-origin", "Accept",
                                   "text/html", "Content-Type", "application/json", NULL};

    return world_ask(w, method, path, body, headers);
}

static struct answer post_form(struct browser browser, const char *path, const char *form)
{
    const char *const headers[] = {"Cookie", browser.cookie, "Sec-Fetch-Site", "same-origin",
                                   "Accept", "text/html",    "Content-Type",   "application/x-www-form-urlencoded",
                                   NULL};

    return world_ask(w, "POST", path, form, headers);
}

/* The token of the first form of a page. */
static const char *token_of(struct answer a)
{
    static const char NAME[] = "name=\"_token\" value=\"";
    const char *body = world_text(w, "%.*s", STR_ARG(a.body)), *at = strstr(body, NAME), *end;

    assert_non_null(at);
    at += strlen(NAME);
    end = strchr(at, '"');
    return world_text(w, "%.*s", (int)(end - at), at);
}

static struct answer view(struct browser browser, const char *whom)
{
    return ask(browser, "POST", world_text(w, "/api/v1/staff/%s/view", staff_id(w, whom)), NULL);
}

static struct answer end(struct browser browser)
{
    return ask(browser, "DELETE", "/api/v1/me/view", NULL);
}

static const char *name_in(struct browser browser)
{
    struct answer a = ask(browser, "GET", "/api/v1/me", NULL);

    return a.status == 200 ? text_at(a.json, "name") : "nobody";
}

static struct answer except(const char *by, const char *whom, const char *permission, bool on)
{
    return api(
        w, by, "PUT", world_text(w, "/api/v1/staff/%s/exceptions", staff_id(w, whom)),
        world_text(w, "{\"permission\":\"%s\",\"on\":%s,\"reason\":\"Test\"}", permission, on ? "true" : "false"));
}

/* ------------------------------------------------------------------ what is seen */

static void ROL_304_what_is_read_is_what_the_other_would_read(void **state)
{
    static const char *const paths[] = {
        "/api/v1/clients",   "/api/v1/events",          "/api/v1/my-schedule",  "/api/v1/home",
        "/api/v1/staff",     "/api/v1/clients?q=a",     "/api/v1/search?q=ito", "/api/v1/audit",
        "/api/v1/templates", "/api/v1/settings/company"};
    struct browser maya = browser_of("maya"), dana = browser_of("dana");

    (void)state;
    assert_status(view(maya, "dana"), 200);
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        struct answer seen = ask(maya, "GET", paths[i], NULL), own = ask(dana, "GET", paths[i], NULL);

        assert_int_equal(seen.status, own.status);
        if (own.status == 200 && !str_equal(seen.body, own.body))
            fail_msg("%s: %.*s\nbut %.*s", paths[i], STR_ARG(seen.body), STR_ARG(own.body));
    }
    assert_status(ask(maya, "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Ellis")), NULL), 404);
    assert_status(ask(maya, "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Foster")), NULL), 404);
    assert_status(ask(maya, "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Alvarez")), NULL), 200);
    assert_string_equal(name_in(maya), "Dana Brooks");
    assert_status(end(maya), 204);
    assert_string_equal(name_in(maya), "Maya Chen");
    assert_status(ask(maya, "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Ellis")), NULL), 200);
}

static void ROL_304_every_page_says_whose_view_it_is_and_how_to_end_it(void **state)
{
    static const char *const paths[] = {
        "/home", "/clients", "/my-schedule", "/me", "/notices", "/settings/permissions", "/clients/0000000000000"};
    struct browser maya = browser_of("maya");
    struct answer a = post_form(maya, world_text(w, "/staff/%s/view", staff_id(w, "dana")),
                                world_text(w, "_token=%s", token_of(ask(maya, "GET", "/home", NULL))));

    (void)state;
    assert_status(a, 303);
    assert_true(str_is(a.location, "/home"));
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        a = ask(maya, "GET", paths[i], NULL);
        if (!mentions(a, "You see what Dana Brooks sees") || !mentions(a, "End view"))
            fail_msg("%s: %.*s", paths[i], STR_ARG(a.body));
    }
    a = post_form(maya, "/me/view", world_text(w, "_method=DELETE&_token=%s", token_of(a)));
    assert_status(a, 303);
    assert_true(str_starts(a.location, str_from(world_text(w, "/staff/%s", staff_id(w, "dana")))));
    assert_false(mentions(ask(maya, "GET", "/home", NULL), "End view"));
    assert_true(
        mentions(ask(maya, "GET", world_text(w, "/staff/%s", staff_id(w, "dana")), NULL), "View as Dana Brooks"));
    assert_false(mentions(ask(maya, "GET", world_text(w, "/staff/%s", staff_id(w, "andre")), NULL), "View as"));
    assert_false(mentions(ask(maya, "GET", world_text(w, "/staff/%s", staff_id(w, "ivan")), NULL), "View as"));
}

static void ROL_304_what_is_private_to_the_other_is_not_shown(void **state)
{
    static const char *const paths[] = {
        "/api/v1/notices", "/api/v1/notices/unread", "/api/v1/me/sessions",      "/me/password",
        "/api/v1/tokens",  "/api/v1/tokens/new",     "/api/v1/staff/me/sessions"};
    struct browser maya = browser_of("maya");

    (void)state;
    assert_status(view(maya, "dana"), 200);
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        struct answer a = ask(maya, "GET", paths[i], NULL);

        assert_status(a, 403);
        assert_true(mentions(a, "This is for Dana Brooks alone"));
    }
    assert_null(json_at(ask(maya, "GET", "/api/v1/me/frame", NULL).json, "unread"));
}

/* ROL-304: never more than one may see oneself. */
static void ROL_304_nobody_sees_more_through_other_eyes_than_through_their_own(void **state)
{
    struct browser maya = browser_of("maya");
    struct answer a;

    (void)state;
    assert_status(except("olivia", "maya", "manage_templates", false), 200);
    assert_status(ask(browser_of("omar"), "GET", "/api/v1/templates", NULL), 200);
    assert_status(view(maya, "omar"), 200);
    a = ask(maya, "GET", "/api/v1/templates", NULL);
    assert_status(a, 403);
    assert_true(mentions(a, "you do not have the permission Manage Templates yourself"));
    assert_false(mentions(ask(maya, "GET", "/home", NULL), "href=\"/templates\""));
    /* and what the other lacks is refused as to them */
    assert_true(
        mentions(ask(maya, "GET", "/api/v1/separation-requests", NULL), "It needs the permission Manage Staff"));
}

/* ------------------------------------------------------------------ read-only */

static void ROL_304_whatever_changes_something_is_refused(void **state)
{
    struct app *app = world_app(w);
    struct browser maya = browser_of("maya");
    int refused = 0;

    (void)state;
    assert_status(view(maya, "dana"), 200);
    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];
        struct str path = str_from(op->path), rest = path;
        struct buf to;

        if (op->method == METHOD_GET || op->flags & (OP_SYSTEM | OP_ENDS_VIEW | OP_ROOT | OP_UPLOAD))
            continue;
        buf_init(&to, world_arena(w), 500);
        buf_add(&to, STR("/api/v1"));
        while (rest.p) {
            buf_add(&to, str_cut(&rest, '{'));
            if (rest.p && str_is(str_cut(&rest, '}'), "staff"))
                buf_add(&to, str_from(staff_id(w, "dana")));
            else if (rest.p)
                buf_add(&to, str_from(client_id(w, "Alvarez")));
        }
        struct answer a = ask(maya, method_name(op->method), arena_cstr(world_arena(w), buf_str(&to)), "{}");
        if (a.status != 403 && !(op->flags & OP_NO_API))
            fail_msg("%s: %d %.*s", op->name, a.status, STR_ARG(a.body));
        if (a.status == 403 && !mentions(a, "End the view"))
            fail_msg("%s: %.*s", op->name, STR_ARG(a.body));
        refused++;
    }
    assert_true(refused > 40);
    world_check(w);
}

static void ROL_304_a_form_of_a_view_is_good_for_nothing_once_it_is_over(void **state)
{
    struct browser maya = browser_of("maya");
    const char *old = token_of(ask(maya, "GET", "/home", NULL)), *path, *token;
    struct answer a;

    (void)state;
    path = world_text(w, "/clients/%s/preferred", client_id(w, "Ellis"));
    assert_status(view(maya, "dana"), 200);
    token = token_of(ask(maya, "GET", "/home", NULL));
    a = post_form(maya, path, world_text(w, "_token=%s&staff=%s", old, staff_id(w, "dana")));
    assert_status(a, 403);
    assert_true(mentions(a, "End the view"));
    world_time(w, WORLD_NOW + 31 * MINUTE_US);
    a = post_form(maya, path, world_text(w, "_token=%s&staff=%s", token, staff_id(w, "dana")));
    assert_status(a, 403);
    assert_true(mentions(a, "This form is too old"));
    assert_string_equal(name_in(maya), "Maya Chen");
}

/* ------------------------------------------------------------------ who may */

static void ROL_304_one_views_as_people_at_or_below_ones_level_who_can_come_in(void **state)
{
    static const struct {
        const char *who, *whom;
        int status;
    } cases[] = {
        {"maya", "dana", 200},    {"maya", "omar", 200},    {"maya", "andre", 403},    {"maya", "olivia", 403},
        {"maya", "maya", 403},    {"omar", "dana", 403},    {"dana", "sam", 403},      {"andre", "maya", 200},
        {"andre", "olivia", 403}, {"olivia", "andre", 200}, {"olivia", "olivia", 403}, {"maya", "uma", 403},
        {"maya", "ivan", 403},    {"ravi", "priya", 200},   {"ravi", "paula", 403},    {"paula", "ravi", 200},
        {"maya", "priya", 404},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct browser browser = browser_of(cases[i].who);
        struct answer a = view(browser, cases[i].whom);

        if (a.status != cases[i].status)
            fail_msg("%s as %s: %d %.*s", cases[i].who, cases[i].whom, a.status, STR_ARG(a.body));
        assert_status(end(browser), 204);
    }
    assert_true(mentions(view(browser_of("maya"), "ivan"), "cannot come in at present"));
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/staff/%s/view", staff_id(w, "dana")), NULL), 403);
    assert_status(api(w, "maya", "DELETE", "/api/v1/me/view", NULL), 403);
}

static void ROL_304_a_view_ends_by_itself_when_its_grounds_do(void **state)
{
    struct browser maya = browser_of("maya");

    (void)state;
    assert_status(view(maya, "dana"), 200);
    assert_string_equal(name_in(maya), "Dana Brooks");
    assert_status(except("olivia", "maya", "manage_staff", false), 200);
    assert_string_equal(name_in(maya), "Maya Chen");
    assert_true(mentions(ask(maya, "POST", "/api/v1/services", "{\"name\":\"X\",\"minutes\":20,\"price_minor\":1}"),
                         "The view through somebody else"));
    assert_status(except("olivia", "maya", "manage_staff", true), 200);
    assert_string_equal(name_in(maya), "Dana Brooks");
    assert_status(api(w, "olivia", "POST", world_text(w, "/api/v1/staff/%s/freeze", staff_id(w, "dana")), "{}"), 200);
    assert_string_equal(name_in(maya), "Maya Chen");
    assert_status(end(maya), 204);
    assert_status(view(maya, "omar"), 200);
    assert_status(api(w, "olivia", "PUT", world_text(w, "/api/v1/staff/%s/role", staff_id(w, "omar")),
                      "{\"role\":\"admin\",\"reason\":\"Test\"}"),
                  200);
    assert_string_equal(name_in(maya), "Maya Chen");
    assert_status(end(maya), 204);
    assert_status(view(maya, "sam"), 200);
    world_time(w, WORLD_NOW + 29 * MINUTE_US);
    assert_string_equal(name_in(maya), "Sam Ortiz");
    world_time(w, WORLD_NOW + 30 * MINUTE_US);
    assert_string_equal(name_in(maya), "Maya Chen");
}

static void ROL_304_signing_out_in_a_view_signs_the_viewer_out(void **state)
{
    struct browser maya = browser_of("maya");
    struct answer a;

    (void)state;
    assert_status(view(maya, "dana"), 200);
    a = ask(maya, "GET", "/home", NULL);
    assert_status(post_form(maya, "/sign-out", world_text(w, "_token=%s", token_of(a))), 303);
    assert_string_equal(name_in(maya), "nobody");
    assert_string_equal(name_in(browser_of("dana")), "Dana Brooks");
}

/* ------------------------------------------------------------------ on record, and open pages */

static void ROL_304_a_view_is_recorded_and_the_person_viewed_can_read_it(void **state)
{
    struct browser maya = browser_of("maya");
    struct answer a;
    json_t *begun;

    (void)state;
    assert_status(end(maya), 204); /* none: no act */
    assert_int_equal(count_at(api(w, "olivia", "GET", "/api/v1/audit?kind=me.view_end", NULL).json, "items"), 0);
    assert_status(view(maya, "dana"), 200);
    assert_status(end(maya), 204);
    a = api(w, "dana", "GET", "/api/v1/audit", NULL);
    begun = find_in(a.json, "items", "kind", "staff.view");
    assert_non_null(begun);
    assert_non_null(find_in(a.json, "items", "kind", "me.view_end"));
    assert_text(begun, "actor.name", "Maya Chen");
    assert_text(begun, "changes.0.field", "view.until");
    a = api(w, "olivia", "GET", "/api/v1/audit?kind=me.view_end", NULL);
    assert_text(a.json, "items.0.actor.name", "Maya Chen");
    assert_text(a.json, "items.0.staff.name", "Dana Brooks");
}

static void ROL_304_open_pages_learn_that_other_eyes_look(void **state)
{
    struct browser maya = browser_of("maya");
    struct str secret = str_from(world_session(w, "maya"));
    struct identity_found own, viewing;
    enum identity_end ends[2];

    (void)state;
    assert_int_equal(identity_find(world_app(w), secret, false, 0, WORLD_NOW, STR(""), world_arena(w), &own), OK);
    assert_status(view(maya, "dana"), 200);
    assert_int_equal(identity_find(world_app(w), secret, false, 0, WORLD_NOW, STR(""), world_arena(w), &viewing), OK);
    const struct principal *const open[] = {&own.principal, &viewing.principal};
    assert_int_equal(identity_ended(world_app(w), open, 2, WORLD_NOW, world_arena(w), ends), OK);
    assert_int_equal(ends[0], IDENTITY_OTHER_EYES);
    assert_int_equal(ends[1], IDENTITY_LASTS);
    assert_int_equal(identity_ended(world_app(w), open, 2, WORLD_NOW + 30 * MINUTE_US, world_arena(w), ends), OK);
    assert_int_equal(ends[0], IDENTITY_LASTS);
    assert_int_equal(ends[1], IDENTITY_OTHER_EYES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_304_what_is_read_is_what_the_other_would_read),
        T(ROL_304_every_page_says_whose_view_it_is_and_how_to_end_it),
        T(ROL_304_what_is_private_to_the_other_is_not_shown),
        T(ROL_304_nobody_sees_more_through_other_eyes_than_through_their_own),
        T(ROL_304_whatever_changes_something_is_refused),
        T(ROL_304_a_form_of_a_view_is_good_for_nothing_once_it_is_over),
        T(ROL_304_one_views_as_people_at_or_below_ones_level_who_can_come_in),
        T(ROL_304_a_view_ends_by_itself_when_its_grounds_do),
        T(ROL_304_signing_out_in_a_view_signs_the_viewer_out),
        T(ROL_304_a_view_is_recorded_and_the_person_viewed_can_read_it),
        T(ROL_304_open_pages_learn_that_other_eyes_look),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
