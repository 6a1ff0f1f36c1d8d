#include "ask.h"

#include <time.h>

static const int64_t five[] = {1, 2, 3, 4, 5};

/* What a stream has sent so far. */
struct heard {
    struct http_stream *stream;
    char text[64 * 1024];
    size_t n;
    bool over;
};

static void pause_ms(int64_t ms)
{
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

static void listen_now(struct heard *heard)
{
    ptrdiff_t n = 1;

    while (n > 0 && heard->n < sizeof(heard->text) - 1) {
        n = http_stream_read(heard->stream, heard->text + heard->n, sizeof(heard->text) - 1 - heard->n);
        if (n > 0)
            heard->n += (size_t)n;
    }
    heard->over = heard->over || n < 0;
    heard->text[heard->n] = 0;
}

/* Milliseconds until `text` was heard; the test fails after `max_ms`. */
static int64_t await(struct heard *heard, const char *text, int64_t max_ms)
{
    int64_t began = time_monotonic_us();

    for (;;) {
        int64_t passed = (time_monotonic_us() - began) / 1000;

        listen_now(heard);
        if (strstr(heard->text, text) != NULL)
            return passed;
        if (passed > max_ms)
            fail_msg("\"%s\" was not heard within %lld ms, but: %s", text, (long long)max_ms, heard->text);
        pause_ms(5);
    }
}

static struct heard *open_stream_of(struct asked *asked, const char *cookie)
{
    struct heard *heard = arena_new(&asked->fake.arena, struct heard);

    assert_int_equal(ASK(asked, "", "GET /api/v1/stream HTTP/1.1", cookie), 200);
    assert_header(asked, "Content-Type", "text/event-stream");
    assert_non_null(asked->response.stream);
    heard->stream = asked->response.stream;
    return heard;
}

static struct heard *open_stream(struct asked *asked)
{
    return open_stream_of(asked, ANN);
}

static void given(struct asked *asked)
{
    (void)asked;
    fake_commit(500, fake_picture(500, five, 5, true));
}

static void the_first_event_names_the_generation(void **state)
{
    given(*state);
    struct heard *heard = open_stream(*state);

    await(heard, "event: hello\ndata: {\"change\":500,\"person\":\"", 0);
    http_stream_end(heard->stream);
}

static void ACC_07_a_removed_client_is_told_at_once(void **state)
{
    given(*state);
    struct heard *heard = open_stream(*state);

    pause_ms(60);
    fake_announce(501, fake_picture(501, five, 4, true));
    assert_in_range(await(heard, "event: lost\ndata: {\"clients\":[\"0000000000005\"],\"change\":501}\n\n", 1000), 0,
                    200);
    await(heard, "event: change\ndata: {\"change\":501}\n\n", 200);
    http_stream_end(heard->stream);
}

static void ACC_07_another_process_is_heard_within_two_seconds(void **state)
{
    given(*state);
    struct heard *heard = open_stream(*state);

    pause_ms(60);
    fake_commit(501, fake_picture(501, five, 4, true));
    await(heard, "\"0000000000005\"", 1500);
    http_stream_end(heard->stream);
}

static void ACC_07_access_that_ends_by_itself_is_told(void **state)
{
    fake_commit(500, fake_picture_dated(500, five, 5, 9, INT64_C(1800000000000000) + SECOND_US));
    struct heard *heard = open_stream(*state);

    pause_ms(300);
    listen_now(heard);
    assert_null(strstr(heard->text, "lost"));
    __atomic_store_n(&fake_world.now, INT64_C(1800000000000000) + SECOND_US, __ATOMIC_RELEASE);
    await(heard, "event: lost\ndata: {\"clients\":[\"0000000000009\"],\"change\":500}\n\n", 1000);
    http_stream_end(heard->stream);
}

static void a_change_that_takes_nothing_away_loses_nothing(void **state)
{
    given(*state);
    struct heard *heard = open_stream(*state);

    fake_announce(501, fake_picture(501, five, 5, true));
    await(heard, "event: change\ndata: {\"change\":501}\n\n", 1000);
    assert_null(strstr(heard->text, "lost"));
    http_stream_end(heard->stream);
}

static void more_than_can_be_named_is_all(void **state)
{
    int64_t many[2000];

    for (int i = 0; i < (int)ARRAY_SIZE(many); i++)
        many[i] = i + 1;
    fake_commit(500, fake_picture(500, many, (int)ARRAY_SIZE(many), true));
    struct heard *heard = open_stream(*state);
    fake_announce(501, fake_picture(501, many, 10, true));
    await(heard, "event: lost\ndata: {\"all\":true,\"change\":501}\n\n", 1000);
    http_stream_end(heard->stream);
}

static void who_is_made_inactive_hears_the_end(void **state)
{
    given(*state);
    struct heard *heard = open_stream(*state);

    fake_announce(501, fake_picture(501, five, 5, false));
    await(heard, "event: end\ndata: {\"reason\":\"inactive\"}\n\n", 1000);
    listen_now(heard);
    assert_true(heard->over);
    http_stream_end(heard->stream);
}

static void ROL_304_a_view_that_has_lost_its_grounds_ends_its_pages(void **state)
{
    given(*state);
    struct heard *heard = open_stream_of(*state, "Cookie: petgate_session=eyes");

    fake_announce(501, fake_picture(501, five, 5, true));
    await(heard, "event: change\ndata: {\"change\":501}\n\n", 1000);
    fake_announce(502, fake_picture(502, five, 5, false));
    await(heard, "event: end\ndata: {\"reason\":\"view\"}\n\n", 1000);
    http_stream_end(heard->stream);
}

static void IDN_03_an_ended_session_ends_its_pages_within_two_seconds(void **state)
{
    given(*state);
    struct heard *heard = open_stream(*state);

    __atomic_store_n(&fake_world.ended, 21, __ATOMIC_RELEASE);
    await(heard, "event: end\ndata: {\"reason\":\"signed_out\"}\n\n", 1900);
    http_stream_end(heard->stream);
}

/* Another process froze the person; its write is heard of in the round in which the session is missed (each second). */
static void who_was_frozen_elsewhere_is_not_told_that_they_signed_out(void **state)
{
    given(*state);
    struct heard *heard = open_stream(*state);

    pause_ms(870);
    fake_commit(501, fake_picture(501, five, 5, false));
    __atomic_store_n(&fake_world.ended, 21, __ATOMIC_RELEASE);
    await(heard, "event: end\ndata: {\"reason\":\"inactive\"}\n\n", 1900);
    http_stream_end(heard->stream);
}

static void unread_notices_are_counted_when_something_changed(void **state)
{
    fake_world.unread = 2;
    given(*state);
    struct heard *heard = open_stream(*state);

    await(heard, "event: notice\ndata: {\"unread\":2}\n\n", 1500);
    http_stream_end(heard->stream);
}

static void a_beat_keeps_in_contact(void **state)
{
    given(*state);
    struct heard *heard = open_stream(*state);

    await(heard, "event: beat\ndata: {}\n\n", 6000);
    http_stream_end(heard->stream);
}

static void wake_note(void *data)
{
    __atomic_add_fetch((int *)data, 1, __ATOMIC_RELAXED);
}

static bool has_ended(struct heard *heard)
{
    listen_now(heard);
    return heard->over;
}

enum { A_PERSON = 8 };

static void a_newer_stream_gets_in_and_the_oldest_is_replaced(void **state)
{
    struct heard *heard[A_PERSON + 2], *other;
    struct asked *asked = *state;
    int waked = 0;

    given(asked);
    assert_int_equal(ASK(asked, "", "GET /api/v1/stream HTTP/1.1", "Cookie: petgate_session=bob"), 200);
    other = arena_new(&asked->fake.arena, struct heard);
    other->stream = asked->response.stream;
    for (int i = 0; i < A_PERSON + 2; i++) {
        heard[i] = open_stream(asked);
        http_stream_reader(heard[i]->stream, wake_note, NULL, &waked);
    }
    for (int i = 0; i < A_PERSON + 2; i++)
        assert_int_equal(has_ended(heard[i]), i < 2);
    assert_non_null(strstr(heard[0]->text, "event: end\ndata: {\"reason\":\"replaced\"}\n\n"));
    assert_true(__atomic_load_n(&waked, __ATOMIC_RELAXED) > 0);
    assert_false(has_ended(other)); /* another person's */
    http_stream_end(other->stream);
    for (int i = 0; i < A_PERSON + 2; i++)
        http_stream_end(heard[i]->stream);
}

struct line {
    bool hung_up; /* atomic: the watcher asks */
    int waked;
};

static bool line_gone(void *data)
{
    return __atomic_load_n(&((struct line *)data)->hung_up, __ATOMIC_ACQUIRE);
}

static void line_wake(void *data)
{
    __atomic_add_fetch(&((struct line *)data)->waked, 1, __ATOMIC_RELAXED);
}

static void whose_page_was_closed_makes_room_before_any_that_is_open(void **state)
{
    struct heard *heard[A_PERSON + 1];
    struct line lines[A_PERSON] = {0};
    struct asked *asked = *state;

    given(asked);
    for (int i = 0; i < A_PERSON; i++) {
        heard[i] = open_stream(asked);
        http_stream_reader(heard[i]->stream, line_wake, line_gone, &lines[i]);
    }
    __atomic_store_n(&lines[5].hung_up, true, __ATOMIC_RELEASE);
    heard[A_PERSON] = open_stream(asked);
    for (int i = 0; i <= A_PERSON; i++)
        assert_int_equal(has_ended(heard[i]), i == 5);
    assert_null(strstr(heard[5]->text, "event: end"));
    assert_true(__atomic_load_n(&lines[5].waked, __ATOMIC_RELAXED) > 0);
    for (int i = 0; i <= A_PERSON; i++)
        http_stream_end(heard[i]->stream);
}

static void a_page_that_was_closed_is_noticed_with_the_next_beat(void **state)
{
    struct line line = {.hung_up = true};
    int64_t end = time_monotonic_us() + 7 * SECOND_US;

    given(*state);
    struct heard *heard = open_stream(*state);
    http_stream_reader(heard->stream, line_wake, line_gone, &line);
    while (!has_ended(heard) && time_monotonic_us() < end)
        pause_ms(20);
    assert_true(heard->over);
    assert_null(strstr(heard->text, "beat"));
    http_stream_end(heard->stream);
}

static void the_server_has_so_many_streams_and_no_more(void **state)
{
    struct asked *asked = *state;

    ask_teardown(state);
    *asked = (struct asked){.arena = ARENA_INIT};
    fake_begin(&asked->fake, &(struct http_config){.stream_max = 1});
    given(asked);
    struct http_stream *one = open_stream(asked)->stream;
    assert_int_equal(ASK(asked, "", "GET /api/v1/stream HTTP/1.1", "Cookie: petgate_session=bob"), 503);
    http_stream_end(one);
}

static void a_reader_that_stays_behind_is_cut(void **state)
{
    int64_t many[1000];
    char some[100];

    for (int i = 0; i < (int)ARRAY_SIZE(many); i++)
        many[i] = i + 1;
    fake_commit(500, fake_picture(500, many, 1000, true));
    struct heard *heard = open_stream(*state);
    for (int i = 1; i <= 12; i++) {
        fake_announce(500 + i, fake_picture(500 + i, many, i % 2 ? 1 : 1000, true));
        pause_ms(70);
    }
    assert_int_equal(http_stream_read(heard->stream, some, sizeof(some)), -1);
    http_stream_end(heard->stream);
}

static void whoever_waits_is_waked(void **state)
{
    int waked = 0;

    given(*state);
    struct heard *heard = open_stream(*state);
    listen_now(heard);
    http_stream_reader(heard->stream, wake_note, NULL, &waked);
    assert_false(http_stream_waits(heard->stream));
    fake_announce(501, fake_picture(501, five, 5, true));
    await(heard, "501", 1000);
    assert_true(__atomic_load_n(&waked, __ATOMIC_RELAXED) > 0);
    http_stream_end(heard->stream);
}

static void stopping_ends_all_and_lets_no_other_begin(void **state)
{
    struct asked *asked = *state;

    given(asked);
    struct heard *heard = open_stream(asked);
    http_stopping(asked->fake.http);
    await(heard, "event: end\ndata: {\"reason\":\"stopping\"}\n\n", 100);
    assert_int_equal(ASK(asked, "", "GET /api/v1/stream HTTP/1.1", ANN), 503);
    assert_int_equal(ASK(asked, "", "GET /readyz HTTP/1.1"), 503);
    http_stream_end(heard->stream);
}

static void nobody_gets_no_stream(void **state)
{
    given(*state);
    assert_int_equal(ASK(*state, "", "GET /api/v1/stream HTTP/1.1"), 401);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASK_TEST(the_first_event_names_the_generation),
        ASK_TEST(ACC_07_a_removed_client_is_told_at_once),
        ASK_TEST(ACC_07_another_process_is_heard_within_two_seconds),
        ASK_TEST(ACC_07_access_that_ends_by_itself_is_told),
        ASK_TEST(a_change_that_takes_nothing_away_loses_nothing),
        ASK_TEST(more_than_can_be_named_is_all),
        ASK_TEST(who_is_made_inactive_hears_the_end),
        ASK_TEST(ROL_304_a_view_that_has_lost_its_grounds_ends_its_pages),
        ASK_TEST(IDN_03_an_ended_session_ends_its_pages_within_two_seconds),
        ASK_TEST(who_was_frozen_elsewhere_is_not_told_that_they_signed_out),
        ASK_TEST(unread_notices_are_counted_when_something_changed),
        ASK_TEST(a_beat_keeps_in_contact),
        ASK_TEST(a_newer_stream_gets_in_and_the_oldest_is_replaced),
        ASK_TEST(whose_page_was_closed_makes_room_before_any_that_is_open),
        ASK_TEST(a_page_that_was_closed_is_noticed_with_the_next_beat),
        ASK_TEST(the_server_has_so_many_streams_and_no_more),
        ASK_TEST(a_reader_that_stays_behind_is_cut),
        ASK_TEST(whoever_waits_is_waked),
        ASK_TEST(stopping_ends_all_and_lets_no_other_begin),
        ASK_TEST(nobody_gets_no_stream),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
