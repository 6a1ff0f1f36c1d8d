/* The pages about access: what stands on them, and what a form does. */
#include "support/world.h"

static int set_up(void **state)
{
    *state = world_new(test_engine());
    return 0;
}

static int tear_down(void **state)
{
    world_free(*state);
    return 0;
}

#define assert_has(got, text)                                                                                          \
    do {                                                                                                               \
        if (!mentions((got), (text)))                                                                                  \
            fail_msg("\"%s\" is not on the page", (text));                                                             \
    } while (0)
#define assert_has_not(got, text)                                                                                      \
    do {                                                                                                               \
        if (mentions((got), (text)))                                                                                   \
            fail_msg("\"%s\" is on the page", (text));                                                                 \
    } while (0)

static const char *list_path(struct world *w, const char *staff)
{
    return world_text(w, "/staff/%s/client-subscriptions", staff_id(w, staff));
}

static const char *pair_path(struct world *w, const char *staff, const char *client, const char *tail)
{
    return world_text(w, "/staff/%s/clients/%s/%s", staff_id(w, staff), client_id(w, client), tail);
}

static void ACC_11_the_page_says_why_in_words_and_shows_both_switches(void **state)
{
    struct world *w = *state;
    struct answer a = page(w, "maya", "GET", list_path(w, "dana"), NULL);

    assert_status(a, 200);
    assert_has(a, "Client subscriptions of Dana Brooks");
    assert_has(a, "Access?");
    assert_has(a, "2 visits to come (next on Fri May 15)");
    assert_has(a, "1 past visit");
    assert_has(a, "Preferred since");
    assert_has(a, "1 template line pending");
    assert_has(a, "A visit is under way");
    assert_has(a, "By Maya Chen on");
    assert_has(a, "Locked while access is removed");
    assert_has(a, world_text(w, "data-client=\"%s\"", client_id(w, "Foster")));
}

static void ACC_13_ones_own_page_has_no_access_column_and_no_removed_clients(void **state)
{
    struct world *w = *state;
    struct answer a = page(w, "dana", "GET", list_path(w, "dana"), NULL);

    assert_status(a, 200);
    assert_has(a, "My client subscriptions");
    assert_has_not(a, "Access?");
    assert_has_not(a, "Foster");
    assert_has_not(a, "Kowalski");
    assert_has(a, "Alvarez");
}

static void ACC_14_filters_stand_in_the_address_and_can_be_taken_off_one_by_one(void **state)
{
    struct world *w = *state;
    struct answer a =
        page(w, "maya", "GET", world_text(w, "%s?access=removed&assigned=past", list_path(w, "dana")), NULL);

    assert_status(a, 200);
    assert_has(a, "Foster");
    assert_has_not(a, "Kowalski");
    assert_has(a, "Access: removed");
    assert_has(a, "?assigned=past\"");
    assert_has(a, "?access=removed\"");
    a = page(w, "maya", "GET", world_text(w, "%s?q=zzz", list_path(w, "dana")), NULL);
    assert_has(a, "No client fits");
}

static void ACC_24_the_sheet_lists_each_barrier_with_its_cure(void **state)
{
    struct world *w = *state;
    struct answer a = page(w, "maya", "GET", pair_path(w, "dana", "Ito", "separation"), NULL);

    assert_status(a, 200);
    assert_has(a, "Remove Dana Brooks’s access to Ito");
    assert_has(a, "Drop from Preferred");
    assert_has(a, world_text(w, "name=\"cures.events.%s\"", event_id(w, "Ito", "dana", 0)));
    assert_has(a, world_text(w, "name=\"cures.templates.%s\"", line_id(w, "Ito")));
    assert_has(a, "Apply all and remove access");
    a = page(w, "maya", "GET", pair_path(w, "dana", "Carter", "separation"), NULL);
    assert_has(a, "Nothing stands against it");
    assert_has_not(a, "Apply all");
}

static void a_refused_sheet_comes_back_with_what_was_chosen(void **state)
{
    struct world *w = *state;
    const char *path = pair_path(w, "dana", "Ito", "separation");
    const char *visit = event_id(w, "Ito", "dana", 0);
    /* Nothing about Preferred: the box was not ticked. */
    struct answer a = page(w, "maya", "POST", path,
                           world_text(w, "cures.events.%s=%s&cures.templates.%s=&reason=Because", visit,
                                      staff_id(w, "tess"), line_id(w, "Ito")));

    assert_status(a, 409);
    assert_has(a, "cannot be removed yet");
    assert_has(a, "Because");
    assert_has(a, world_text(w, "<option value=\"%s\" selected>Tess Wong", staff_id(w, "tess")));
    assert_non_null(event_id(w, "Ito", "dana", 0)); /* nothing was applied */
}

static void ACC_24_the_form_applies_all_and_leads_back_to_the_list(void **state)
{
    struct world *w = *state;
    const char *visit = event_id(w, "Ito", "dana", 0);
    struct answer a =
        page(w, "maya", "POST", pair_path(w, "dana", "Ito", "separation"),
             world_text(w, "cures.preferred=drop&cures.events.%s=%s&cures.templates.%s=&all_to=&severity=safety", visit,
                        staff_id(w, "tess"), line_id(w, "Ito")));

    assert_status(a, 303);
    assert_true(str_starts(a.location, str_from(list_path(w, "dana"))));
    assert_non_null(event_id(w, "Ito", "tess", 0));
}

static void ACC_30_restoring_asks_about_the_subscription(void **state)
{
    struct world *w = *state;
    struct answer a = page(w, "maya", "GET", pair_path(w, "dana", "Foster", "access"), NULL);

    assert_status(a, 200);
    assert_has(a, "Yes, subscribe again");
    assert_has(a, "No, only give access");
    assert_has(a, "Came two hours late twice");
    assert_status(page(w, "maya", "PUT", pair_path(w, "dana", "Foster", "access"), "access=granted&subscribe=1"), 303);
    a = api(w, "maya", "GET", world_text(w, "/api/v1/staff/%s/client-subscriptions?q=foster", staff_id(w, "dana")),
            NULL);
    assert_text(a.json, "items.0.access", "granted");
    assert_true(true_at(a.json, "items.0.subscribed"));
}

static void ACC_26_undo_leads_back_or_lists_what_stays(void **state)
{
    struct world *w = *state;
    const char *undo = pair_path(w, "dana", "Bennett", "undo");
    const char *first = event_id(w, "Bennett", "dana", 1);
    struct answer a;

    assert_status(page(w, "maya", "POST", pair_path(w, "dana", "Bennett", "separation"),
                       world_text(w, "all_to=%s", staff_id(w, "tess"))),
                  303);
    a = page(w, "maya", "GET", list_path(w, "dana"), NULL);
    assert_has(a, world_text(w, "action=\"%s\"", undo));
    assert_status(api(w, "maya", "PATCH", world_text(w, "/api/v1/events/%s", first), "{\"note\": \"Later\"}"), 200);
    a = page(w, "maya", "POST", undo, "");
    assert_status(a, 200);
    assert_has(a, "What stays as it is");
    assert_has(a, "changed since and stays as it is");
}

static void ACC_15_the_clients_tab_says_who_sees_it_and_who_does_not(void **state)
{
    struct world *w = *state;
    struct answer a = page(w, "maya", "GET", world_text(w, "/clients/%s/staff-access", client_id(w, "Bennett")), NULL);

    assert_status(a, 200);
    assert_has(a, "Access removed by Maya Chen on");
    assert_has(a, "The role sees every client");
    assert_has(a, "2 visits to come");
    assert_has(a, "Remove beforehand");
    assert_status(page(w, "omar", "GET", world_text(w, "/clients/%s/staff-access", client_id(w, "Bennett")), NULL),
                  403);
}

static void every_other_page_about_access_can_be_shown(void **state)
{
    struct world *w = *state;
    const char *client = client_id(w, "Carter");

    assert_status(api(w, "dana", "POST", "/api/v1/separation-requests",
                      world_text(w, "{\"client\": \"%s\", \"reason\": \"x\"}", client)),
                  201);
    assert_status(page(w, "maya", "GET", "/separation-requests", NULL), 200);
    assert_status(page(w, "dana", "GET", "/me/separation-requests", NULL), 200);
    assert_status(page(w, "dana", "GET", world_text(w, "/separation-requests/new?client=%s", client), NULL), 200);
    assert_status(page(w, "maya", "GET", world_text(w, "/separation-requests/new?client=%s", client), NULL), 200);
    assert_status(page(w, "maya", "GET", "/reviews/removals?ahead=1", NULL), 200);
    assert_status(page(w, "maya", "GET", pair_path(w, "dana", "Ellis", "dated-access"), NULL), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(ACC_11_the_page_says_why_in_words_and_shows_both_switches),
        TEST(ACC_13_ones_own_page_has_no_access_column_and_no_removed_clients),
        TEST(ACC_14_filters_stand_in_the_address_and_can_be_taken_off_one_by_one),
        TEST(ACC_24_the_sheet_lists_each_barrier_with_its_cure),
        TEST(a_refused_sheet_comes_back_with_what_was_chosen),
        TEST(ACC_24_the_form_applies_all_and_leads_back_to_the_list),
        TEST(ACC_30_restoring_asks_about_the_subscription),
        TEST(ACC_26_undo_leads_back_or_lists_what_stays),
        TEST(ACC_15_the_clients_tab_says_who_sees_it_and_who_does_not),
        TEST(every_other_page_about_access_can_be_shown),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
