/* The record of a finished access review (ROL-306): what it says, who reads it, and that each byte counts. */
#include "api/reviews_world.h"
#include "support/world_each.h"

#include <stdlib.h>
#include <string.h>

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
    copy = reviews_finish(w, "maya");
    before = reviews_download(w, "maya", copy);
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/reviews/%s/finish", copy), "{}"), 409);
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/reviews/%s/answers", copy),
                      world_text(w, "{\"items\": [\"%s\"], \"answer\": \"keep\"}", text_at(item, "id"))),
                  409);
    assert_status(api(w, "olivia", "POST", world_text(w, "/api/v1/staff/%s/freeze", staff_id(w, "dana")), "{}"), 200);
    world_time(w, WORLD_NOW + 30 * DAY_US);
    assert_true(str_equal(before, reviews_download(w, "maya", copy)));
}

static void ROL_306_it_is_shown_printed_and_taken_away_as_a_table(void **state)
{
    struct answer a;
    const char *copy;
    int shown = 0;

    (void)state;
    copy = reviews_given_finished(w, "maya");
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
    maya = reviews_given_finished(w, "maya");
    andre = reviews_finish(w, "andre");
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

static void ROL_306_an_altered_byte_shows_wherever_it_is(void **state)
{
    struct str file = reviews_download(w, "maya", reviews_given_finished(w, "maya"));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_306_the_record_says_who_when_and_every_item_with_its_answer),
        T(ROL_306_the_record_does_not_change_any_more),
        T(ROL_306_it_is_shown_printed_and_taken_away_as_a_table),
        T(ROL_306_the_owner_sees_every_record_and_others_their_own),
        T(ROL_306_an_altered_byte_shows_wherever_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
