/* The heads of records on their way out (AUD-01): by mail and webhook, over real sockets. */
#include "api/hook.h"
#include "api/smtp.h"
#include "app/audit.h"
#include "app/jobs.h"
#include "app/outbox.h"
#include "features/audit/audit.h"
#include "support/world.h"
#include "support/zone.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECRET "a secret of the operator"

SQL(test_mails, "SELECT count(*) FROM outbox WHERE company_id = $1 AND subject LIKE 'Head of the record%'");
SQL(test_jobs, "SELECT count(*) FROM job WHERE company_id = $1 AND kind = 'audit.send_head'");

SQL(test_alone, "DELETE FROM job WHERE kind = 'reviews.remind' /* scope: all companies: a test of other jobs */");

static struct world *w;

static enum err alone_body(struct tx *tx, void *data)
{
    (void)data;
    return execute(tx, &test_alone, NULL, 0, NULL);
}

static int set_up(void **state)
{
    (void)state;
    w = world_new(test_engine());
    assert_int_equal(store_write(world_store(w), COMPANY_NONE, world_arena(w), alone_body, NULL, NULL), OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_free(w);
    return 0;
}

static struct answer name_them(const char *who, const char *addresses)
{
    return api(w, who, "PUT", "/api/v1/audit/head", world_text(w, "{\"addresses\":\"%s\"}", addresses));
}

static void export_heads(void)
{
    struct arena arena = ARENA_INIT;

    if (audit_export_heads(world_app(w), &arena) != OK)
        fail_msg("%.*s", STR_ARG(arena.failure.log));
    arena_free(&arena);
}

static int64_t mails(void)
{
    return world_count(w, &test_mails, world_company(w, "happy-tails").n, 0, 0);
}

/* ------------------------------------------------------------------ by mail */

static void AUD_01_the_company_names_who_gets_the_head(void **state)
{
    struct answer a = name_them("olivia", " Ann@Example.com, bob@example.org\\nann@example.com");

    (void)state;
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "addresses"), 2);
    assert_text(a.json, "addresses.0", "ann@example.com");
    a = api(w, "andre", "GET", "/api/v1/audit/head", NULL);
    assert_text(a.json, "form.addresses", "ann@example.com\nbob@example.org");
    a = name_them("olivia", "ann@example.com, somebody");
    assert_status(a, 422);
    assert_true(mentions(a, "somebody is no e-mail address"));
    assert_status(name_them("olivia", "a@x.org,b@x.org,c@x.org,d@x.org,e@x.org,f@x.org,g@x.org,h@x.org,i@x.org,j@x.org,"
                                      "k@x.org"),
                  422);
    assert_status(name_them("maya", "maya@example.com"), 403);
    a = page(w, "olivia", "PUT", "/audit/head", "addresses=cat");
    assert_status(a, 422);
    assert_true(mentions(a, ">cat</textarea>"));
    assert_status(api(w, "olivia", "PUT", "/api/v1/audit/head", "{}"), 200); /* left out: as it was */
    a = api(w, "olivia", "GET", "/api/v1/audit?kind=audit.heads_save", NULL);
    assert_text(a.json, "items.1.changes.0.after", "ann@example.com\nbob@example.org");
    assert_status(page(w, "olivia", "PUT", "/audit/head", "addresses="), 303);
    assert_text(api(w, "olivia", "GET", "/api/v1/audit/head", NULL).json, "form.addresses", "");
}

static void AUD_01_a_head_is_mailed_once_a_day_of_the_company(void **state)
{
    struct smtp *smtp = smtp_start(0, SMTP_ACCEPTS);
    struct mail_config config = {.url = arena_format(world_arena(w), "smtp://127.0.0.1:%d", smtp_port(smtp)),
                                 .from = STR("petgate@happytails.example")};
    int sent;

    (void)state;
    export_heads();
    assert_int_equal(mails(), 0); /* nobody was named */
    assert_status(name_them("olivia", "ann@example.com,bob@example.org"), 200);
    export_heads();
    export_heads();
    assert_int_equal(mails(), 2);
    world_time(w, WORLD_NOW + 13 * HOUR_US); /* 23:00 in New York; the next day by UTC */
    export_heads();
    assert_int_equal(mails(), 2);
    world_time(w, WORLD_NOW + 14 * HOUR_US);
    export_heads();
    assert_int_equal(mails(), 4);
    assert_int_equal(outbox_run(world_app(w), &config, 100, world_arena(w), &sent), OK);
    assert_int_equal(smtp_accepted(smtp), 4);
    assert_true(memmem(smtp_received(smtp).p, smtp_received(smtp).n, "RCPT TO:<bob@example.org>", 25) != NULL);
    smtp_stop(smtp);
}

static void *export_in_a_thread(void *data)
{
    (void)data;
    export_heads();
    return NULL;
}

static void AUD_01_of_many_that_would_mail_a_head_one_does(void **state)
{
    pthread_t threads[6];

    (void)state;
    assert_status(name_them("olivia", "ann@example.com"), 200);
    for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, export_in_a_thread, NULL), 0);
    for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(mails(), 1);
}

/* ------------------------------------------------------------------ where one company's fails */

/* Whichever of the two comes first: the other has its day, and the operator is told of this one. */
static void check_other_is_exported(const char *lost, const char *other)
{
    char folder[] = "/tmp/petgate-heads-XXXXXX";
    const char *file, *said;

    assert_non_null(mkdtemp(folder));
    world_app(w)->config.data_dir = str_from(folder);
    file = world_text(w, "%s/heads/%s-2026-05-13.txt", folder, other);
    company_zone(world_store(w), world_company(w, lost), "Europe/Atlantis");
    assert_int_equal(audit_export_heads(world_app(w), world_arena(w)), ERR_INTERNAL);
    said = world_text(w, "%.*s", STR_ARG(world_arena(w)->failure.log));
    assert_string_equal(said, world_text(w, "heads: the time zone Europe/Atlantis of company %s cannot be read", lost));
    fail_clear(world_arena(w));
    assert_int_equal(unlink(file), 0);
    assert_int_equal(rmdir(world_text(w, "%s/heads", folder)), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void AUD_01_a_company_whose_day_nobody_knows_keeps_no_other_from_its_head(void **state)
{
    (void)state;
    check_other_is_exported("happy-tails", "riverside");
}

static void AUD_01_nor_does_one_that_comes_later(void **state)
{
    (void)state;
    check_other_is_exported("riverside", "happy-tails");
}

/* ------------------------------------------------------------------ by webhook */

static struct hook *given_hook(enum hook_mood mood)
{
    struct hook *hook = hook_start(mood);

    world_app(w)->config.heads_webhook =
        (struct webhook_config){.url = arena_format(world_arena(w), "http://127.0.0.1:%d/heads", hook_port(hook)),
                                .secret = STR(SECRET),
                                .timeout_ms = 400};
    return hook;
}

static int run_jobs(void)
{
    struct arena arena = ARENA_INIT;
    int ran = -1;

    assert_int_equal(jobs_run(world_app(w), 100, &arena, &ran), OK);
    arena_free(&arena);
    return ran;
}

static int64_t waiting(void)
{
    return world_count(w, &test_jobs, world_company(w, "happy-tails").n, 0, 0) +
           world_count(w, &test_jobs, world_company(w, "riverside").n, 0, 0);
}

/* The signature fits the body, and the head is the company's. */
static void check_call(struct str request)
{
    const char *text = world_text(w, "%.*s", STR_ARG(request)), *body = strstr(text, "\r\n\r\n");
    const char *signature = strstr(text, "Petgate-Signature: t=");
    struct str expected;

    assert_non_null(body);
    assert_non_null(signature);
    expected = webhook_signature(world_arena(w), STR(SECRET), world_now(w), str_from(body + 4));
    assert_true(str_starts(str_from(signature + strlen("Petgate-Signature: ")), expected));
    assert_true(strncmp(text, "POST /heads HTTP/1.1\r\n", 22) == 0);
    assert_non_null(strstr(body, "\"kind\":\"audit.head\""));
    assert_non_null(strstr(body, "\"day\":\"2026-05-1"));
}

static void AUD_01_the_operators_webhook_gets_every_head_once_a_day_signed(void **state)
{
    struct hook *hook = given_hook(HOOK_ACCEPTS);
    const char *head = text_at(api(w, "paula", "GET", "/api/v1/audit/head", NULL).json, "head");

    (void)state;
    export_heads();
    export_heads();
    assert_int_equal(run_jobs(), 2);
    assert_int_equal(hook_count(hook), 2);
    assert_int_equal(waiting(), 0);
    check_call(hook_last(hook, world_arena(w)));
    assert_true(mentions((struct answer){.body = hook_last(hook, world_arena(w))}, head) ||
                mentions((struct answer){.body = hook_last(hook, world_arena(w))}, "happy-tails"));
    export_heads();
    assert_int_equal(run_jobs(), 0);
    world_time(w, WORLD_NOW + DAY_US);
    export_heads();
    assert_int_equal(run_jobs(), 2);
    assert_int_equal(hook_count(hook), 4);
    hook_stop(hook);
}

static void AUD_01_a_webhook_that_fails_is_called_again_and_no_other_company_waits_for_it(void **state)
{
    static const enum hook_mood moods[] = {HOOK_FAILS, HOOK_REDIRECTS, HOOK_BABBLES, HOOK_SLEEPS};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(moods); i++) {
        struct hook *hook = given_hook(moods[i]);
        int64_t began = time_monotonic_us();

        world_time(w, WORLD_NOW + (int64_t)i * DAY_US);
        export_heads();
        assert_int_equal(run_jobs(), 0);
        assert_int_equal(hook_count(hook), 1); /* the second company's is not tried right behind the first's */
        assert_true(time_monotonic_us() - began < 5 * SECOND_US);
        assert_int_equal(waiting(), 2);
        assert_int_equal(run_jobs(), 0); /* not due yet */
        hook_mood(hook, HOOK_ACCEPTS);
        world_time(w, WORLD_NOW + (int64_t)i * DAY_US + 2 * MINUTE_US);
        assert_int_equal(run_jobs(), 2);
        assert_int_equal(hook_count(hook), 3);
        assert_int_equal(waiting(), 0);
        check_call(hook_last(hook, world_arena(w)));
        hook_stop(hook);
    }
}

static void AUD_01_a_dead_webhook_loses_nothing(void **state)
{
    struct hook *hook = given_hook(HOOK_ACCEPTS);

    (void)state;
    hook_stop(hook); /* nothing listens there any more */
    export_heads();
    for (int i = 0; i < 5; i++) {
        assert_int_equal(run_jobs(), 0);
        world_time(w, world_now(w) + 20 * MINUTE_US);
    }
    hook = given_hook(HOOK_ACCEPTS);
    world_time(w, world_now(w) + 2 * HOUR_US);
    assert_int_equal(run_jobs(), 2);
    assert_int_equal(hook_count(hook), 2);
    hook_stop(hook);
}

static void AUD_01_a_webhook_leads_out_by_https_or_stays_on_this_machine(void **state)
{
    static const char *const sound[] = {"https://notary.example.com/heads", "https://10.0.0.1:8443/",
                                        "http://127.0.0.1:9/x", "http://localhost/", "http://[::1]:80/?a=b"};
    static const char *const unsound[] = {"http://notary.example.com/",
                                          "http://127.0.0.1.example.com/",
                                          "ftp://127.0.0.1/",
                                          "https://",
                                          "https://me:secret@example.com/",
                                          "http://127.0.0.1@example.com/",
                                          "http://localhost.evil/",
                                          "file:///etc/passwd",
                                          "",
                                          "https://a b",
                                          "http:\\\\127.0.0.1"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(sound); i++)
        assert_true(webhook_url_is_sound(str_from(sound[i])));
    for (size_t i = 0; i < ARRAY_SIZE(unsound); i++) {
        if (webhook_url_is_sound(str_from(unsound[i])))
            fail_msg("%s", unsound[i]);
    }
    /* as any other HMAC-SHA256 has it: over "0.what do ya want for nothing?" */
    assert_true(str_is(webhook_signature(world_arena(w), STR("Jefe"), 0, STR("what do ya want for nothing?")),
                       "t=0,v1=37f471929915ccd2cbbe79feb84ffcff4f2bb25e15fc41c2506687331ae179cc"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(AUD_01_the_company_names_who_gets_the_head),
        T(AUD_01_a_head_is_mailed_once_a_day_of_the_company),
        T(AUD_01_of_many_that_would_mail_a_head_one_does),
        T(AUD_01_a_company_whose_day_nobody_knows_keeps_no_other_from_its_head),
        T(AUD_01_nor_does_one_that_comes_later),
        T(AUD_01_the_operators_webhook_gets_every_head_once_a_day_signed),
        T(AUD_01_a_webhook_that_fails_is_called_again_and_no_other_company_waits_for_it),
        T(AUD_01_a_dead_webhook_loses_nothing),
        T(AUD_01_a_webhook_leads_out_by_https_or_stays_on_this_machine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
