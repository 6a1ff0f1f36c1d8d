/* bench-acts --data DIR | --database URL [--json]: what writes to the large company cost, as a program sends them, from
 * the whole request to the whole response: Bulk Update of 4,000 visits (PRD-55), and single acts. Everything is put
 * back as it was. */
#include "large.h"

#include "base/buf.h"
#include "features/identity/identity.h"
#include "http/http.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MANY = 4000, SINGLE_ACTS = 200, BODY_MAX = 128 * 1024 };

SQL(acts_owner, "SELECT s.company_id, s.id FROM account a JOIN staff s ON s.account_id = a.id"
                " WHERE a.email = $1 /* scope: all companies: e-mails are unique */");
SQL(acts_events, "SELECT id, staff_id FROM event WHERE company_id = $1 AND starts_at > $2 AND status = 1"
                 " AND staff_id IS NOT NULL ORDER BY starts_at, id LIMIT 4000");
SQL(acts_pair, "SELECT staff_id, client_id FROM relation WHERE company_id = $1 AND removed_at = 0 AND subscribed = 1"
               " ORDER BY staff_id, client_id LIMIT 1");

struct visit {
    int64_t id, staff;
};
struct acts {
    struct bench_app on;
    struct http *http;
    struct company_id company;
    struct staff_id owner;
    char token[120];
    struct visit visits[MANY];
    int count;
    int64_t pair_staff, pair_client;
    bool json;
};

MUST_CHECK static enum err read_visits(struct tx *tx, struct acts *acts)
{
    CLEANUP(query_end) struct query events = {0};

    TRY(QUERY(tx, &acts_events, &events, SQL_INT(acts->company.n), SQL_INT(time_now_us() + 2 * DAY_US)));
    while (acts->count < MANY && query_next(&events))
        acts->visits[acts->count++] = (struct visit){query_int(&events, 0), query_int(&events, 1)};
    return query_done(&events);
}

MUST_CHECK static enum err read_pair(struct tx *tx, struct acts *acts)
{
    CLEANUP(query_end) struct query pair = {0};

    TRY(QUERY(tx, &acts_pair, &pair, SQL_INT(acts->company.n)));
    if (query_next(&pair)) {
        acts->pair_staff = query_int(&pair, 0);
        acts->pair_client = query_int(&pair, 1);
    }
    return query_done(&pair);
}

MUST_CHECK static enum err begin(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct system_access access = {0};
    struct acts *acts = data;
    struct str secret;

    TRY(QUERY(tx, &acts_owner, &q, SQL_TEXT(STR("person0@" LARGE_DOMAIN))));
    if (!query_next(&q))
        return fail_internal(tx_arena(tx), "bench-company has not run");
    acts->company.n = query_int(&q, 0);
    acts->owner.n = query_int(&q, 1);
    TRY(query_done(&q));
    TRY(read_visits(tx, acts));
    TRY(read_pair(tx, acts));
    TRY(system_access_open(tx, acts->company, PERMISSION_manage_staff, time_now_us(), &access));
    system_access_end(&access); /* only the company is looked at */
    TRY(identity_token(tx, &access.grant, acts->owner, STR("Bench"), ~UINT64_C(0), 0, &secret));
    snprintf(acts->token, sizeof(acts->token), "Bearer %.*s", STR_ARG(secret));
    return OK;
}

/* `cpu`: of this process, the thread that writes included. */
struct took {
    int64_t us, cpu_us;
};

static int64_t cpu_us(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * SECOND_US + time.tv_nsec / 1000;
}

static struct took send(struct acts *acts, const char *method, const char *path, struct str body)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    const struct http_header headers[] = {{STR("Host"), STR("localhost")},
                                          {STR("Authorization"), str_from(acts->token)},
                                          {STR("Content-Type"), STR("application/json")}};
    const struct http_request request = {.method = str_from(method),
                                         .path = str_from(path),
                                         .query = STR(""),
                                         .headers = headers,
                                         .header_count = ARRAY_SIZE(headers),
                                         .body = body,
                                         .peer = STR("127.0.0.1")};
    struct http_response response;
    int64_t from = time_monotonic_us(), cpu = cpu_us();
    struct took took;

    http_handle(acts->http, &request, &arena, &response);
    took = (struct took){time_monotonic_us() - from, cpu_us() - cpu};
    if (response.status / 100 != 2) {
        fprintf(stderr, "bench-acts: %s %s: %d %.*s\n", method, path, response.status, STR_ARG(response.body));
        exit(EXIT_FAILURE);
    }
    return took;
}

/* `staff`: to whom, with the visits of `only` alone (0: all). */
static struct took bulk(struct acts *acts, const char *change, int64_t only)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    const char *comma = "";
    struct buf body;

    buf_init(&body, &arena, BODY_MAX);
    buf_format(&body, "{%s, \"apply\": \"allowed\", \"confirm\": true, \"events\": [", change);
    for (int i = 0; i < acts->count; i++) {
        if (only && acts->visits[i].staff != only)
            continue;
        buf_format(&body, "%s\"%.*s\"", comma, STR_ARG(id_text(&arena, acts->visits[i].id)));
        comma = ",";
    }
    buf_format(&body, "]}");
    return send(acts, "POST", "/api/v1/events/bulk-update", buf_str(&body));
}

static struct took reassign(struct acts *acts, int64_t to, int64_t only)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;

    return bulk(acts,
                arena_format(&arena, "\"action\": \"reassign\", \"staff\": \"%.*s\"", STR_ARG(id_text(&arena, to))).p,
                only);
}

static int by_staff(const void *a, const void *b)
{
    const struct visit *first = a, *second = b;

    return (first->staff > second->staff) - (first->staff < second->staff);
}

static void put_back(struct acts *acts)
{
    qsort(acts->visits, (size_t)acts->count, sizeof(*acts->visits), by_staff);
    for (int i = 0; i < acts->count; i++) {
        if (i == 0 || acts->visits[i].staff != acts->visits[i - 1].staff)
            (void)reassign(acts, acts->visits[i].staff, acts->visits[i].staff);
    }
}

static void say(const struct acts *acts, const char *what, int of, struct took took)
{
    if (acts->json)
        printf("{\"act\":\"%s\",\"of\":%d,\"ms\":%.2f,\"cpu_ms\":%.2f}\n", what, of, (double)took.us / 1000,
               (double)took.cpu_us / 1000);
    else
        printf("%-44s %6d %10.2f ms, processor %10.2f\n", what, of, (double)took.us / 1000, (double)took.cpu_us / 1000);
    fflush(stdout);
}

static int by_value(const void *a, const void *b)
{
    const struct took *first = a, *second = b;

    return (first->us > second->us) - (first->us < second->us);
}

/* Off and on again, many times: the median. */
static struct took switch_subscription(struct acts *acts)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    struct took took[SINGLE_ACTS];
    const char *path =
        arena_format(&arena, "/api/v1/staff/%.*s/clients/%.*s/subscription", STR_ARG(id_text(&arena, acts->pair_staff)),
                     STR_ARG(id_text(&arena, acts->pair_client)))
            .p;

    for (int i = 0; i < SINGLE_ACTS; i++)
        took[i] = send(acts, "PUT", path, i % 2 ? STR("{\"subscribed\": true}") : STR("{\"subscribed\": false}"));
    qsort(took, SINGLE_ACTS, sizeof(*took), by_value);
    return took[SINGLE_ACTS / 2];
}

int main(int argc, char **argv)
{
    static struct acts acts;
    struct http_config config = {0};

    bench_open(argc, argv, &acts.on);
    acts.json = bench_switch(argc, argv, "--json");
    config.app = acts.on.app;
    bench_must(http_new(&config, &acts.on.arena, &acts.http), &acts.on.arena, "http");
    bench_must(store_write(acts.on.store, COMPANY_ALL, &acts.on.arena, begin, &acts, NULL), &acts.on.arena, "begin");
    say(&acts, "Bulk Update: cancelled", acts.count,
        bulk(&acts, "\"action\": \"status\", \"status\": \"cancelled\"", 0));
    say(&acts, "Bulk Update: scheduled again", acts.count,
        bulk(&acts, "\"action\": \"status\", \"status\": \"scheduled\"", 0));
    say(&acts, "Bulk Update: all to one person", acts.count, reassign(&acts, acts.pair_staff, 0));
    put_back(&acts);
    say(&acts, "a subscription switched, median", SINGLE_ACTS, switch_subscription(&acts));
    http_free(acts.http);
    bench_close(&acts.on);
    return EXIT_SUCCESS;
}
