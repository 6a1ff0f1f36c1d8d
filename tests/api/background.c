/* What happens beside the requests: mails over a real socket, and jobs. */
#include "api/fresh.h"
#include "api/smtp.h"

#include "app/jobs.h"
#include "app/mail.h"

#include <pthread.h>

#define NOBODY "nobody@happytails.example"

/* ------------------------------------------------------------------ mails */

struct mailing {
    struct fresh *f;
    const char *recipient;
    int count;
};

static enum err queue_body(struct tx *tx, void *data)
{
    const struct mailing *job = data;

    for (int i = 0; i < job->count; i++)
        TRY(outbox_add(tx, job->f->company, str_from(job->recipient),
                       STR("Grüße – ein ziemlich langer Betreff, der umbrochen werden muss"),
                       STR("Hello,\n.\na line with a lone dot before it\n"), job->f->now));
    return OK;
}

static void queue(struct fresh *f, const char *recipient, int count)
{
    struct mailing job = {f, recipient, count};

    in_store(f, queue_body, &job);
}

static struct mail_config mail_to(struct fresh *f, int port)
{
    return (struct mail_config){.url = arena_format(&f->arena, "smtp://127.0.0.1:%d", port),
                                .from = STR("petgate@happytails.example")};
}

static int run(struct fresh *f, const struct mail_config *config)
{
    int sent = -1;

    if (outbox_run(f->app, config, 100, &f->arena, &sent) != OK)
        fail_msg("%.*s", STR_ARG(f->arena.failure.log));
    return sent;
}

static struct reply email_log(struct fresh *f, const char *state)
{
    struct browser owner = owner_browser(f);

    return api(f, &owner, "GET", arena_format(&f->arena, "/settings/email-log?state=%s", state).p, NULL);
}

static void MSG_13_a_dead_server_loses_nothing_and_each_recipient_gets_one(void **state)
{
    struct fresh *f = *state;
    struct smtp *smtp = smtp_start(0, SMTP_ACCEPTS);
    int port = smtp_port(smtp);
    struct mail_config config = mail_to(f, port);
    struct reply reply;

    smtp_stop(smtp); /* dead: nothing listens there */
    queue(f, NOBODY, 5);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(run(f, &config), 0);
        f->now += 10 * SECOND_US;
    }
    reply = email_log(f, "queued");
    assert_int_equal(number_at(&reply, "total"), 5);
    assert_true(strlen(text_at(&reply, "items.0.error")) > 0);

    smtp = smtp_start(port, SMTP_ACCEPTS); /* alive again */
    f->now += 5 * HOUR_US;
    assert_int_equal(run(f, &config), 5);
    assert_int_equal(run(f, &config), 0);
    assert_int_equal(smtp_accepted(smtp), 5);
    reply = email_log(f, "sent");
    assert_int_equal(number_at(&reply, "total"), 5);
    assert_true(contains(smtp_received(smtp), "RCPT TO:<nobody@happytails.example>"));
    assert_true(contains(smtp_received(smtp), "Subject: =?utf-8?B?"));
    assert_true(contains(smtp_received(smtp), "Message-ID: <"));
    smtp_stop(smtp);
}

static void MSG_13_a_refused_recipient_fails_for_good_a_busy_server_is_tried_again(void **state)
{
    struct fresh *f = *state;
    struct smtp *smtp = smtp_start(0, SMTP_REFUSES);
    struct mail_config config = mail_to(f, smtp_port(smtp));
    struct reply reply;

    queue(f, NOBODY, 2);
    assert_int_equal(run(f, &config), 0);
    reply = email_log(f, "failed");
    assert_int_equal(number_at(&reply, "total"), 2);
    smtp_stop(smtp);

    smtp = smtp_start(0, SMTP_BUSY);
    config = mail_to(f, smtp_port(smtp));
    queue(f, NOBODY, 1);
    assert_int_equal(run(f, &config), 0);
    reply = email_log(f, "queued");
    assert_int_equal(number_at(&reply, "total"), 1);
    assert_int_equal(number_at(&reply, "items.0.attempts"), 1);
    f->now += 59 * SECOND_US;
    assert_int_equal(run(f, &config), 0); /* not due yet */
    reply = email_log(f, "queued");
    assert_int_equal(number_at(&reply, "items.0.attempts"), 1);
    smtp_stop(smtp);
}

static void MSG_13_a_mail_is_given_up_after_five_days(void **state)
{
    struct fresh *f = *state;
    struct smtp *smtp = smtp_start(0, SMTP_HANGS_UP);
    struct mail_config config = mail_to(f, smtp_port(smtp));
    struct reply reply;

    queue(f, NOBODY, 1);
    assert_int_equal(run(f, &config), 0);
    f->now += 5 * DAY_US;
    assert_int_equal(run(f, &config), 0);
    reply = email_log(f, "failed");
    assert_int_equal(number_at(&reply, "total"), 1);
    smtp_stop(smtp);
}

struct sender {
    struct fresh *f;
    struct mail_config config;
    struct arena arena;
    int sent;
};

static void *send_all(void *data)
{
    struct sender *sender = data;

    if (outbox_run(sender->f->app, &sender->config, 100, &sender->arena, &sender->sent) != OK)
        sender->sent = -1;
    return NULL;
}

static void MSG_13_two_senders_at_once_send_no_mail_twice(void **state)
{
    struct fresh *f = *state;
    struct smtp *smtp = smtp_start(0, SMTP_ACCEPTS), *other = smtp_start(0, SMTP_ACCEPTS);
    struct sender senders[] = {{.f = f, .config = mail_to(f, smtp_port(smtp))},
                               {.f = f, .config = mail_to(f, smtp_port(other))}};
    pthread_t threads[ARRAY_SIZE(senders)];

    queue(f, NOBODY, 20);
    for (size_t i = 0; i < ARRAY_SIZE(senders); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, send_all, &senders[i]), 0);
    for (size_t i = 0; i < ARRAY_SIZE(senders); i++) {
        pthread_join(threads[i], NULL);
        arena_free(&senders[i].arena);
    }
    assert_int_equal(senders[0].sent + senders[1].sent, 20);
    assert_int_equal(smtp_accepted(smtp) + smtp_accepted(other), 20);
    smtp_stop(smtp);
    smtp_stop(other);
}

SQL(test_bodies, "SELECT COUNT(*) FROM outbox WHERE body <> '' /* scope: all companies: a test; scan: a test */");

static enum err bodies_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *ret = data;

    TRY(QUERY(tx, &test_bodies, &q, SQL_INT(0)));
    *ret = query_next(&q) ? query_int(&q, 0) : -1;
    return query_done(&q);
}

static void a_mail_that_was_sent_leaves_no_secret_behind(void **state)
{
    struct fresh *f = *state;
    struct smtp *smtp = smtp_start(0, SMTP_ACCEPTS);
    struct mail_config config = mail_to(f, smtp_port(smtp));
    int64_t bodies = 0;

    queue(f, NOBODY, 2);
    in_store(f, bodies_body, &bodies);
    assert_int_equal(bodies, 2);
    assert_int_equal(run(f, &config), 2);
    in_store(f, bodies_body, &bodies);
    assert_int_equal(bodies, 0);
    smtp_stop(smtp);
}

static void mails_wait_where_no_server_is_named(void **state)
{
    struct fresh *f = *state;
    struct mail_config none = {.url = {NULL, 0}};
    struct reply reply;

    queue(f, NOBODY, 1);
    assert_int_equal(run(f, &none), 0);
    reply = email_log(f, "queued");
    assert_int_equal(number_at(&reply, "items.0.attempts"), 0);
}

static void a_mail_cannot_be_given_further_headers(void **state)
{
    struct fresh *f = *state;
    const struct mail mail = {.id = 77,
                              .recipient = STR(NOBODY),
                              .subject = STR("Hello\r\nBcc: everyone@happytails.example"),
                              .body = STR("Bcc: x\r\n\r\n.\r\n"),
                              .at = f->now};
    struct str text = mail_text(&mail, STR("petgate@happytails.example"), &f->arena);

    assert_false(contains(text, "Bcc"));
    assert_true(contains(text, "Date: Mon, 05 Jan 2026 08:00:00 +0000\r\n"));
    assert_false(contains(text, "\n.\r\n"));
}

/* ------------------------------------------------------------------ jobs */

struct asking {
    struct fresh *f;
    const char *kind;
    int64_t subject, due_at;
};

static enum err ask_body(struct tx *tx, void *data)
{
    const struct asking *job = data;

    return job_add(tx, job->f->company, job->kind, job->subject, job->due_at);
}

static void ask(struct fresh *f, const char *kind, int64_t subject, int64_t due_at)
{
    struct asking job = {f, kind, subject, due_at};

    in_store(f, ask_body, &job);
}

static int run_jobs(struct fresh *f)
{
    int ran = -1;

    if (jobs_run(f->app, 100, &f->arena, &ran) != OK)
        fail_msg("%.*s", STR_ARG(f->arena.failure.log));
    return ran;
}

static void a_job_runs_once_when_it_is_due(void **state)
{
    struct fresh *f = *state;

    ask(f, "test.mark", f->worker.n, f->now + HOUR_US);
    ask(f, "test.mark", f->worker.n, f->now + 2 * HOUR_US); /* the earlier one holds */
    assert_int_equal(run_jobs(f), 0);
    f->now += HOUR_US;
    assert_int_equal(run_jobs(f), 1);
    assert_int_equal(f->marks, 1);
    f->now += 10 * HOUR_US;
    assert_int_equal(run_jobs(f), 0);
}

static void a_job_that_fails_comes_again(void **state)
{
    struct fresh *f = *state;

    f->marks_fail = true;
    f->app->config.log.least = (enum log_level)(LOG_ERROR + 1);
    ask(f, "test.mark", f->worker.n, f->now);
    assert_int_equal(run_jobs(f), 0);
    f->marks_fail = false;
    assert_int_equal(run_jobs(f), 0);
    f->now += 2 * MINUTE_US;
    assert_int_equal(run_jobs(f), 1);
    assert_int_equal(f->marks, 1);
}

static void a_job_with_a_rhythm_comes_again_and_makes_up_for_nothing(void **state)
{
    struct fresh *f = *state;

    ask(f, "test.daily", f->worker.n, f->now);
    assert_int_equal(run_jobs(f), 1);
    assert_int_equal(run_jobs(f), 0);
    f->now += 10 * DAY_US;
    assert_int_equal(run_jobs(f), 1);
    assert_int_equal(run_jobs(f), 0);
    assert_int_equal(f->marks, 2);
}

static void a_job_about_something_gone_is_done(void **state)
{
    struct fresh *f = *state;

    ask(f, "test.mark", 4711, f->now);
    assert_int_equal(run_jobs(f), 1);
    assert_int_equal(f->marks, 0);
    f->now += DAY_US;
    assert_int_equal(run_jobs(f), 0);
}

static void the_background_loop_starts_and_stops(void **state)
{
    struct fresh *f = *state;
    struct background_config config = {.app = f->app};
    struct background *background = background_start(&config);

    background_stop(background);
    background_stop(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH_TEST(MSG_13_a_dead_server_loses_nothing_and_each_recipient_gets_one),
        FRESH_TEST(MSG_13_a_refused_recipient_fails_for_good_a_busy_server_is_tried_again),
        FRESH_TEST(MSG_13_a_mail_is_given_up_after_five_days),
        FRESH_TEST(MSG_13_two_senders_at_once_send_no_mail_twice),
        FRESH_TEST(a_mail_that_was_sent_leaves_no_secret_behind),
        FRESH_TEST(mails_wait_where_no_server_is_named),
        FRESH_TEST(a_mail_cannot_be_given_further_headers),
        FRESH_TEST(a_job_runs_once_when_it_is_due),
        FRESH_TEST(a_job_that_fails_comes_again),
        FRESH_TEST(a_job_with_a_rhythm_comes_again_and_makes_up_for_nothing),
        FRESH_TEST(a_job_about_something_gone_is_done),
        FRESH_TEST(the_background_loop_starts_and_stops),
    };

    return cmocka_run_group_tests_name("background", tests, NULL, NULL);
}
