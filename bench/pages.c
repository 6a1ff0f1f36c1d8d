/* bench-pages --data DIR | --database URL [--json] [WORD…]: what the pages of the large company cost in the server,
 * from the whole request to the whole response (http_handle, as the server's workers call it), one after another. Every
 * request asks for another client, person, week or page; then all are asked once more. WORD: only pages whose name has
 * it. */
#include "large.h"

#include "features/identity/identity.h"
#include "base/zone.h"
#include "http/http.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { REQUESTS = 300, LEAST = 30, ROUND_MAX_US = 3000000, WALKED = 100, PATH_MAX_LENGTH = 600, COOKIE_LENGTH = 200 };

SQL(pages_person, "SELECT s.company_id, s.id, s.account_id FROM account a JOIN staff s ON s.account_id = a.id"
                  " WHERE a.email = $1 /* scope: all companies: e-mails are unique */");
SQL(pages_clients, "SELECT id FROM client WHERE company_id = $1 ORDER BY id");
SQL(pages_own_clients, "SELECT client_id FROM relation WHERE company_id = $1 AND staff_id = $2 AND removed_at = 0"
                       " ORDER BY client_id");
/* Not those above an office manager, whom that one may not look into (ROL-141). */
SQL(pages_staff, "SELECT id FROM staff WHERE company_id = $1 AND role <> $2 ORDER BY id");
SQL(pages_managers, "SELECT id FROM staff WHERE company_id = $1 AND role = $2 AND id <> $3"
                    " ORDER BY id");
SQL(pages_events, "SELECT id FROM event WHERE company_id = $1 AND starts_at > $2 ORDER BY starts_at LIMIT 3000");

struct ids {
    int64_t *items;
    int count;
};
struct asker {
    const char *title, *email;
    bool office; /* sees all, and everyone's */
    int64_t company, staff, account;
    char cookie[COOKIE_LENGTH];
    struct ids clients, own; /* own: their own id */
};
static struct asker people[] = {
    {"owner", "person0@" LARGE_DOMAIN, true},
    {"office manager", "person10@" LARGE_DOMAIN, true},
    {"worker", "person60@" LARGE_DOMAIN, false},
    {"worker, 1,000 clients", "person31@" LARGE_DOMAIN, false},
};
enum { PEOPLE = ARRAY_SIZE(people) };

struct bench {
    struct bench_app on;
    struct http *http;
    struct chance chance;
    struct ids staff, managers, events;
    int32_t today;
    bool json;
    int words;
    char **word;
};

/* ------------------------------------------------------------------ who asks, and for what */

MUST_CHECK static enum err read_ids(struct tx *tx, struct query *q, struct ids *ret)
{
    (void)tx;
    ret->items = calloc(LARGE_CLIENTS, sizeof(*ret->items));
    while (ret->count < LARGE_CLIENTS && query_next(q))
        ret->items[ret->count++] = query_int(q, 0);
    return query_done(q);
}

MUST_CHECK static enum err read_person(struct tx *tx, struct asker *person)
{
    CLEANUP(query_end) struct query q = {0}, clients = {0};

    TRY(QUERY(tx, &pages_person, &q, SQL_TEXT(str_from(person->email))));
    if (!query_next(&q))
        return fail_internal(tx_arena(tx), "bench-company has not run");
    person->company = query_int(&q, 0);
    person->staff = query_int(&q, 1);
    person->account = query_int(&q, 2);
    person->own = (struct ids){&person->staff, 1};
    TRY(query_done(&q));
    if (person->office)
        TRY(QUERY(tx, &pages_clients, &clients, SQL_INT(person->company)));
    else
        TRY(QUERY(tx, &pages_own_clients, &clients, SQL_INT(person->company), SQL_INT(person->staff)));
    return read_ids(tx, &clients, &person->clients);
}

MUST_CHECK static enum err read_all(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query staff = {0}, managers = {0}, events = {0};
    struct bench *bench = data;

    for (int i = 0; i < PEOPLE; i++)
        TRY(read_person(tx, &people[i]));
    TRY(QUERY(tx, &pages_staff, &staff, SQL_INT(people[0].company), SQL_INT(ROLE_ADMIN)));
    TRY(read_ids(tx, &staff, &bench->staff));
    TRY(QUERY(tx, &pages_managers, &managers, SQL_INT(people[0].company), SQL_INT(ROLE_OFFICE_MANAGER),
              SQL_INT(people[1].staff)));
    TRY(read_ids(tx, &managers, &bench->managers));
    TRY(QUERY(tx, &pages_events, &events, SQL_INT(people[0].company), SQL_INT(time_now_us())));
    return read_ids(tx, &events, &bench->events);
}

struct beginning {
    struct context cx;
    const struct asker *person;
};

MUST_CHECK static enum err session_body(struct tx *tx, void *data)
{
    struct beginning *job = data;

    return identity_begin_session(&job->cx, tx, (struct account_id){job->person->account},
                                  (struct company_id){job->person->company}, (struct staff_id){job->person->staff});
}

static void sign_in(struct bench *bench, struct asker *person)
{
    struct arena *arena = &bench->on.arena;
    struct beginning job = {.cx = {.arena = arena, .app = bench->on.app, .now = time_now_us()}, .person = person};

    bench_must(store_write(bench->on.store, COMPANY_ALL, arena, session_body, &job, NULL), arena, "no session");
    snprintf(person->cookie, sizeof(person->cookie), "petgate_session=%.*s", STR_ARG(job.cx.set_session));
}

/* ------------------------------------------------------------------ one request */

static int64_t cpu_us(void)
{
    struct timespec time;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * SECOND_US + time.tv_nsec / 1000;
}

static int64_t ask(struct bench *bench, const struct asker *person, const char *path, struct arena *arena,
                   struct http_response *response)
{
    const struct http_header headers[] = {
        {STR("Host"), STR("localhost")}, {STR("Accept"), STR("text/html")}, {STR("Cookie"), str_from(person->cookie)}};
    struct str rest = str_from(path);
    struct http_request request = {.method = STR("GET"),
                                   .path = str_cut(&rest, '?'),
                                   .query = rest.p ? rest : STR(""),
                                   .headers = headers,
                                   .header_count = ARRAY_SIZE(headers),
                                   .peer = STR("127.0.0.1")};
    int64_t from = time_monotonic_us();

    http_handle(bench->http, &request, arena, response);
    return time_monotonic_us() - from;
}

/* The server's own count of statements, for all requests so far. */
static int64_t statements(struct bench *bench)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    struct http_response response;
    const char *line;

    ask(bench, &people[0], "/metrics", &arena, &response);
    line = strstr(arena_cstr(&arena, response.body), "\npetgate_statements_total ");
    return line ? strtoll(strchr(line, ' ') + 1, NULL, 10) : 0;
}

/* ------------------------------------------------------------------ addresses */

static const char *id_of(const struct ids *ids, struct bench *bench)
{
    static char text[ID_TEXT_LENGTH + 1];

    id_write(text, ids->items[chance_below(&bench->chance, ids->count)]);
    return text;
}

/* `$client`, `$staff`, `$manager`, `$own`, `$event`, `$date` and `$name` in an address become one of their kind. */
static void fill(struct bench *bench, const struct asker *person, const char *pattern, char *ret)
{
    static const char *const names[] = {"abbott", "bell",        "ma", "lucky", "rhodes",
                                        "555",    "household12", "ka", "zi",    "p"};
    int n = 0;

    for (const char *p = pattern; *p && n < PATH_MAX_LENGTH - 40;) {
        char day[16];
        const char *value = NULL;
        size_t length = strcspn(p + 1, "/?&=") + 1;

        if (strncmp(p, "$client", length) == 0)
            value = id_of(&person->clients, bench);
        else if (strncmp(p, "$staff", length) == 0)
            value = id_of(&bench->staff, bench);
        else if (strncmp(p, "$manager", length) == 0)
            value = id_of(&bench->managers, bench);
        else if (strncmp(p, "$own", length) == 0)
            value = id_of(&person->own, bench);
        else if (strncmp(p, "$event", length) == 0)
            value = id_of(&bench->events, bench);
        else if (strncmp(p, "$name", length) == 0)
            value = names[chance_below(&bench->chance, ARRAY_SIZE(names))];
        else if (strncmp(p, "$date", length) == 0) {
            int32_t date = bench->today - 700 + chance_below(&bench->chance, 720);
            snprintf(day, sizeof(day), "%.*s", STR_ARG(day_text(&bench->on.arena, date)));
            value = day;
        }
        if (*p != '$' || !value) {
            ret[n++] = *p++;
            continue;
        }
        n += snprintf(ret + n, (size_t)(PATH_MAX_LENGTH - n), "%s", value);
        p += length;
    }
    ret[n] = '\0';
}

/* The next page's cursor, from the same list as a program gets it; false at the end. */
static bool next_cursor(struct bench *bench, const struct asker *person, const char *path, char *ret)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    static const char member[] = "\"next\":\"";
    struct http_response response;
    const char *next;

    ask(bench, person, arena_format(&arena, "/api/v1%s", path).p, &arena, &response);
    next = strstr(arena_cstr(&arena, response.body), member);
    if (!next)
        return false;
    next += strlen(member);
    snprintf(ret, PATH_MAX_LENGTH, "%.*s", (int)strcspn(next, "\""), next);
    return true;
}

/* ------------------------------------------------------------------ measuring */

enum { OFFICE = 1, WORKERS = 2, PAGED = 4 };
static const struct page {
    const char *title, *path;
    int flags;
} pages[] = {
    {"Client list", "/clients", OFFICE | WORKERS | PAGED},
    {"Client list, searched", "/clients?q=$name", OFFICE | WORKERS},
    {"Client list, inactive", "/clients?status=inactive", OFFICE | WORKERS},
    {"Client profile", "/clients/$client", OFFICE | WORKERS},
    {"Client's Staff Access", "/clients/$client/staff-access", OFFICE},
    {"Client Subscriptions", "/staff/$staff/client-subscriptions", OFFICE},
    {"Client Subscriptions, own", "/staff/$own/client-subscriptions", WORKERS},
    {"Staff picker", "/api/v1/clients/$client/staff-picker", OFFICE},
    {"Calendar week", "/calendar?view=week&date=$date", OFFICE},
    {"Calendar, this week", "/calendar", OFFICE},
    {"Calendar week of a person", "/calendar?view=week&date=$date&staff=$staff", OFFICE},
    {"Calendar day by people", "/calendar?view=day&date=$date", OFFICE},
    {"My schedule", "/my-schedule?date=$date", OFFICE | WORKERS},
    {"Event list", "/events", OFFICE | WORKERS | PAGED},
    {"Event list from a day", "/events?from=$date", OFFICE | WORKERS},
    {"Event list, unassigned", "/events?unassigned=1", OFFICE},
    {"Event list, scheduled", "/events?status=scheduled", OFFICE},
    {"Events of a person", "/events?staff=$staff", OFFICE},
    {"Events of a client", "/events?client=$client", OFFICE | WORKERS},
    {"Event", "/events/$event", OFFICE},
    {"Staff list", "/staff", OFFICE | PAGED},
    {"Staff profile", "/staff/$staff", OFFICE},
    {"What a demotion takes away", "/staff/$manager/role?role=staff", OFFICE},
    {"Templates", "/templates", OFFICE | PAGED},
    {"Notices", "/notices", OFFICE | WORKERS},
    {"Home", "/home", OFFICE | WORKERS},
    {"Search", "/search?q=$name", OFFICE | WORKERS},
};

struct result {
    int count, wrong;
    int64_t first[REQUESTS], again[REQUESTS], cpu[REQUESTS];
    int64_t statements, bytes, bytes_max;
    char wrong_path[PATH_MAX_LENGTH];
};

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void ask_into(struct bench *bench, const struct asker *person, const char *path, int64_t *ret_us,
                     struct result *result)
{
    static struct arena arena; /* as a worker keeps it */
    struct http_response response;

    arena_reset(&arena);
    *ret_us = ask(bench, person, path, &arena, &response);
    if (response.status != 200) {
        result->wrong++;
        snprintf(result->wrong_path, sizeof(result->wrong_path), "%d %s", response.status, path);
    }
    result->bytes += (int64_t)response.body.n;
    if ((int64_t)response.body.n > result->bytes_max)
        result->bytes_max = (int64_t)response.body.n;
}

/* Different addresses of one page. */
static int addresses(struct bench *bench, const struct asker *person, const struct page *page,
                     char ret[REQUESTS][PATH_MAX_LENGTH])
{
    int count = 0;

    if (!(page->flags & PAGED)) {
        for (; count < REQUESTS; count++)
            fill(bench, person, page->path, ret[count]);
        return count;
    }
    snprintf(ret[count++], PATH_MAX_LENGTH, "%s", page->path);
    while (count < WALKED) {
        char cursor[PATH_MAX_LENGTH];

        if (!next_cursor(bench, person, ret[count - 1], cursor))
            break;
        snprintf(ret[count++], PATH_MAX_LENGTH, "%s?cursor=%.500s", page->path, cursor);
    }
    for (int walked = count; count < REQUESTS; count++)
        memcpy(ret[count], ret[count % walked], PATH_MAX_LENGTH);
    return count;
}

static void measure(struct bench *bench, const struct asker *person, const struct page *page, struct result *result)
{
    static char paths[REQUESTS][PATH_MAX_LENGTH];
    int64_t before, from;

    *result = (struct result){.count = addresses(bench, person, page, paths)};
    before = statements(bench);
    from = time_monotonic_us();
    for (int i = 0; i < result->count; i++) {
        int64_t cpu = cpu_us();

        ask_into(bench, person, paths[i], &result->first[i], result);
        result->cpu[i] = cpu_us() - cpu;
        if (i + 1 >= LEAST && time_monotonic_us() - from > ROUND_MAX_US)
            result->count = i + 1;
    }
    result->statements = statements(bench) - before;
    for (int i = 0; i < result->count; i++)
        ask_into(bench, person, paths[i], &result->again[i], result);
    qsort(result->cpu, (size_t)result->count, sizeof(int64_t), compare);
    qsort(result->first, (size_t)result->count, sizeof(int64_t), compare);
    qsort(result->again, (size_t)result->count, sizeof(int64_t), compare);
}

static void say(const struct bench *bench, const struct asker *person, const struct page *page,
                const struct result *result)
{
    int n = result->count, p99 = n - 1 - n / 100;
    double count = n, kb = (double)result->bytes / (2.0 * count) / 1000, kb_max = (double)result->bytes_max / 1000;

    if (result->wrong)
        fprintf(stderr, "bench-pages: %d wrong answers, the last: %s\n", result->wrong, result->wrong_path);
    if (bench->json)
        printf("{\"page\":\"%s\",\"person\":\"%s\",\"requests\":%d,\"median_ms\":%.3f,\"p99_ms\":%.3f,"
               "\"cpu_median_ms\":%.3f,\"cpu_p99_ms\":%.3f,\"again_median_ms\":%.3f,\"again_p99_ms\":%.3f,"
               "\"statements\":%.1f,\"kb\":%.1f,"
               "\"kb_max\":%.1f,"
               "\"wrong\":%d}\n",
               page->title, person->title, n, (double)result->first[n / 2] / 1000, (double)result->first[p99] / 1000,
               (double)result->cpu[n / 2] / 1000, (double)result->cpu[p99] / 1000, (double)result->again[n / 2] / 1000,
               (double)result->again[p99] / 1000, (double)result->statements / count, kb, kb_max, result->wrong);
    else
        printf("%-28s %-22s %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f %6.1f %8.0f\n", page->title, person->title,
               (double)result->first[n / 2] / 1000, (double)result->first[p99] / 1000,
               (double)result->cpu[n / 2] / 1000, (double)result->cpu[p99] / 1000, (double)result->again[n / 2] / 1000,
               (double)result->again[p99] / 1000, (double)result->statements / count, kb);
    fflush(stdout);
}

static bool wanted(const struct bench *bench, const char *title)
{
    for (int i = 0; i < bench->words; i++) {
        if (strcasestr(title, bench->word[i]))
            return true;
    }
    return bench->words == 0;
}

static void run(struct bench *bench)
{
    static struct result result;

    if (!bench->json)
        printf("%-28s %-22s %8s %8s %8s %8s %8s %8s %6s %8s\n", "", "", "median", "p99", "cpu", "p99", "again", "p99",
               "SQL", "KB");
    for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
        for (int p = 0; p < PEOPLE && wanted(bench, pages[i].title); p++) {
            if (!(pages[i].flags & (people[p].office ? OFFICE : WORKERS)))
                continue;
            measure(bench, &people[p], &pages[i], &result);
            say(bench, &people[p], &pages[i], &result);
        }
    }
}

int main(int argc, char **argv)
{
    struct bench bench = {.chance = {7}, .json = bench_switch(argc, argv, "--json")};
    struct http_config config = {0};
    struct zone *zone = NULL;
    int first = 3 + bench.json;

    bench_open(argc, argv, &bench.on);
    config.app = bench.on.app;
    bench_must(http_new(&config, &bench.on.arena, &bench.http), &bench.on.arena, "http");
    bench_must(zone_load(&bench.on.arena, STR("America/New_York"), &zone), &bench.on.arena, "zone");
    bench_must(store_read(bench.on.store, COMPANY_ALL, &bench.on.arena, read_all, &bench), &bench.on.arena, "reading");
    bench.today = time_local(zone, time_now_us()).day_number;
    bench.words = argc > first ? argc - first : 0;
    bench.word = argv + first;
    for (int i = 0; i < PEOPLE; i++)
        sign_in(&bench, &people[i]);
    run(&bench);
    http_free(bench.http);
    bench_close(&bench.on);
    return EXIT_SUCCESS;
}
