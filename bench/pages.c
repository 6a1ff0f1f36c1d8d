/* bench-pages --data DIR | --database URL [--companies N] [--json] [WORD…]: what the pages of the large company cost in
 * the server, from the whole request to the whole response (http_handle, as the server's workers call it), one after
 * another. Every request asks for another client, person, week or page; then all are asked once more, and once more
 * beside somebody who writes all the time. With --companies each asks another of N small companies (of 300 at most,
 * evenly spread). WORD: only pages whose name has it. */
#include "large.h"

#include "features/identity/identity.h"
#include "base/zone.h"
#include "http/http.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { REQUESTS = 300, LEAST = 30, ROUND_MAX_US = 3000000, WALKED = 100, PATH_MAX_LENGTH = 600, COOKIE_LENGTH = 200 };

SQL(pages_person, "SELECT s.company_id, s.id, s.account_id FROM account a JOIN staff s ON s.account_id = a.id"
                  " WHERE a.email = $1 /* scope: all companies: e-mails are unique */");
SQL(pages_clients, "SELECT id FROM client WHERE company_id = $1 ORDER BY id");
SQL(pages_own_clients, "SELECT client_id FROM relation WHERE company_id = $1 AND staff_id = $2 AND removed_at = 0"
                       " ORDER BY client_id");
/* Not those above an office manager, whom that one may not look into (ROL-141). */
SQL(pages_staff, "SELECT id FROM staff WHERE company_id = $1 AND role <> $2 ORDER BY id");
SQL(pages_managers, "SELECT id FROM staff WHERE company_id = $1 AND role = $2 AND id <> $3 ORDER BY id");
SQL(pages_events, "SELECT id FROM event WHERE company_id = $1 AND starts_at > $2 ORDER BY starts_at LIMIT 3000");
SQL(pages_sessions_end, "DELETE FROM session /* scope: all companies: those of earlier runs */");
/* A commit that changes nothing for anybody. */
SQL(pages_touch, "UPDATE company SET change = change WHERE id = $1");

struct ids {
    int64_t *items;
    int count;
};
struct asker {
    int64_t company, staff, account;
    char cookie[COOKIE_LENGTH];
    struct ids clients, own; /* own: their own id */
    struct ids staff_ids, managers, events;
};
/* Somebody of each company that is asked, by their number there. */
static const struct kind {
    const char *title;
    int person, small_person; /* small_person 0: there is none such, or the owner */
    bool office;              /* sees all, and everyone's */
} kinds[] = {
    {"owner", 0, 0, true},
    {"office manager", 10, 1, true},
    {"worker", 60, 5, false},
    {"worker, 1,000 clients", 31, 0, false},
};
enum { KINDS = ARRAY_SIZE(kinds) };

struct bench {
    struct bench_app on;
    struct http *http;
    struct chance chance;
    int companies; /* 0: the large one */
    int askers;    /* of each kind */
    struct asker asker[KINDS][REQUESTS];
    int32_t today;
    bool json;
    int words;
    char **word;
};

static bool has_kind(const struct bench *bench, int kind)
{
    return bench->companies == 0 || kind == 0 || kinds[kind].small_person > 0;
}

/* ------------------------------------------------------------------ who asks, and for what */

MUST_CHECK static enum err read_ids(struct query *q, struct ids *ret)
{
    int room = 0;

    while (query_next(q)) {
        if (ret->count == room)
            ret->items = realloc(ret->items, (size_t)(room = room ? 2 * room : 64) * sizeof(*ret->items));
        ret->items[ret->count++] = query_int(q, 0);
    }
    return query_done(q);
}

#define READ_IDS(tx, sql, ret, ...)                                                                                    \
    do {                                                                                                               \
        CLEANUP(query_end) struct query ids_q = {0};                                                                   \
        TRY(QUERY(tx, sql, &ids_q, __VA_ARGS__));                                                                      \
        TRY(read_ids(&ids_q, ret));                                                                                    \
    } while (0)

MUST_CHECK static enum err read_asker(struct tx *tx, const struct kind *kind, struct str email, struct asker *asker)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &pages_person, &q, SQL_TEXT(email)));
    if (!query_next(&q))
        return fail_internal(tx_arena(tx), "bench-company has not run");
    asker->company = query_int(&q, 0);
    asker->staff = query_int(&q, 1);
    asker->account = query_int(&q, 2);
    asker->own = (struct ids){&asker->staff, 1};
    TRY(query_done(&q));
    const struct param company = SQL_INT(asker->company), staff = SQL_INT(asker->staff);
    if (!kind->office)
        READ_IDS(tx, &pages_own_clients, &asker->clients, company, staff);
    else
        READ_IDS(tx, &pages_clients, &asker->clients, company);
    READ_IDS(tx, &pages_staff, &asker->staff_ids, company, SQL_INT(ROLE_ADMIN));
    READ_IDS(tx, &pages_managers, &asker->managers, company, SQL_INT(ROLE_OFFICE_MANAGER), staff);
    READ_IDS(tx, &pages_events, &asker->events, company, SQL_INT(time_now_us()));
    return OK;
}

/* From the first company to the last, at even distances. */
MUST_CHECK static enum err read_all(struct tx *tx, void *data)
{
    struct bench *bench = data;
    struct arena *arena = &bench->on.arena;

    for (int kind = 0; kind < KINDS; kind++) {
        for (int i = 0; i < bench->askers && has_kind(bench, kind); i++) {
            int company = 1 + (int)((int64_t)i * bench->companies / bench->askers);
            struct str email = bench->companies
                                   ? arena_format(arena, "person%d@" SMALL_DOMAIN, kinds[kind].small_person, company)
                                   : arena_format(arena, "person%d@" LARGE_DOMAIN, kinds[kind].person);

            TRY(read_asker(tx, &kinds[kind], email, &bench->asker[kind][i]));
        }
    }
    return OK;
}

struct beginning {
    struct context cx;
    const struct asker *asker;
};

MUST_CHECK static enum err session_body(struct tx *tx, void *data)
{
    struct beginning *job = data;

    return identity_begin_session(&job->cx, tx, (struct account_id){job->asker->account},
                                  (struct company_id){job->asker->company}, (struct staff_id){job->asker->staff});
}

static void sign_in(struct bench *bench, struct asker *asker)
{
    struct arena *arena = &bench->on.arena;
    struct beginning job = {.cx = {.arena = arena, .app = bench->on.app, .now = time_now_us()}, .asker = asker};

    bench_must(store_write(bench->on.store, COMPANY_ALL, arena, session_body, &job, NULL), arena, "no session");
    snprintf(asker->cookie, sizeof(asker->cookie), "petgate_session=%.*s", STR_ARG(job.cx.set_session));
}

/* ------------------------------------------------------------------ one request */

static int64_t cpu_us(void)
{
    struct timespec time;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * SECOND_US + time.tv_nsec / 1000;
}

static int64_t ask(struct bench *bench, const struct asker *asker, const char *path, struct arena *arena,
                   struct http_response *response)
{
    const struct http_header headers[] = {
        {STR("Host"), STR("localhost")}, {STR("Accept"), STR("text/html")}, {STR("Cookie"), str_from(asker->cookie)}};
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

    ask(bench, &bench->asker[0][0], "/metrics", &arena, &response);
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
static void fill(struct bench *bench, const struct asker *asker, const char *pattern, char *ret)
{
    static const char *const names[] = {"abbott", "bell",        "ma", "lucky", "rhodes",
                                        "555",    "household12", "ka", "zi",    "p"};
    int n = 0;

    for (const char *p = pattern; *p && n < PATH_MAX_LENGTH - 40;) {
        char day[16];
        const char *value = NULL;
        size_t length = strcspn(p + 1, "/?&=") + 1;

        if (strncmp(p, "$client", length) == 0)
            value = id_of(&asker->clients, bench);
        else if (strncmp(p, "$staff", length) == 0)
            value = id_of(&asker->staff_ids, bench);
        else if (strncmp(p, "$manager", length) == 0)
            value = id_of(&asker->managers, bench);
        else if (strncmp(p, "$own", length) == 0)
            value = id_of(&asker->own, bench);
        else if (strncmp(p, "$event", length) == 0)
            value = id_of(&asker->events, bench);
        else if (strncmp(p, "$name", length) == 0)
            value = names[chance_below(&bench->chance, ARRAY_SIZE(names))];
        else if (strncmp(p, "$date", length) == 0) {
            int past = (bench->companies ? size_small.days : size_large.days - 380);
            int32_t date = bench->today - past + chance_below(&bench->chance, past + 20);
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
static bool next_cursor(struct bench *bench, const struct asker *asker, const char *path, char *ret)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    static const char member[] = "\"next\":\"";
    struct http_response response;
    const char *next;

    ask(bench, asker, arena_format(&arena, "/api/v1%s", path).p, &arena, &response);
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
    int64_t first[REQUESTS], again[REQUESTS], beside[REQUESTS], cpu[REQUESTS];
    int64_t statements, bytes, bytes_max;
    int passes;
    char wrong_path[PATH_MAX_LENGTH];
};

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void ask_into(struct bench *bench, const struct asker *asker, const char *path, int64_t *ret_us,
                     struct result *result)
{
    static struct arena arena; /* as a worker keeps it */
    struct http_response response;

    arena_reset(&arena);
    *ret_us = ask(bench, asker, path, &arena, &response);
    if (response.status != 200) {
        result->wrong++;
        snprintf(result->wrong_path, sizeof(result->wrong_path), "%d %s", response.status, path);
    }
    result->bytes += (int64_t)response.body.n;
    if ((int64_t)response.body.n > result->bytes_max)
        result->bytes_max = (int64_t)response.body.n;
}

/* Different addresses of one page. */
static int addresses(struct bench *bench, int kind, const struct page *page, char ret[REQUESTS][PATH_MAX_LENGTH])
{
    const struct asker *asker = bench->asker[kind];
    int count = 0;

    if (!(page->flags & PAGED) || bench->askers > 1) {
        for (; count < REQUESTS; count++)
            fill(bench, &asker[count % bench->askers], page->path, ret[count]);
        return count;
    }
    snprintf(ret[count++], PATH_MAX_LENGTH, "%s", page->path);
    while (count < WALKED) {
        char cursor[PATH_MAX_LENGTH];

        if (!next_cursor(bench, asker, ret[count - 1], cursor))
            break;
        snprintf(ret[count++], PATH_MAX_LENGTH, "%s?cursor=%.500s", page->path, cursor);
    }
    for (int walked = count; count < REQUESTS; count++)
        memcpy(ret[count], ret[count % walked], PATH_MAX_LENGTH);
    return count;
}

struct writer {
    struct bench *bench;
    pthread_t thread;
    bool over; /* atomic */
};

MUST_CHECK static enum err touch(struct tx *tx, void *data)
{
    return EXECUTE(tx, &pages_touch, NULL, SQL_INT(*(int64_t *)data));
}

static void *write_on(void *data)
{
    struct writer *writer = data;
    struct arena arena = ARENA_INIT;
    int64_t company = writer->bench->asker[0][0].company;

    while (!__atomic_load_n(&writer->over, __ATOMIC_RELAXED)) {
        bench_must(store_write(writer->bench->on.store, (struct company_id){company}, &arena, touch, &company, NULL),
                   &arena, "writing");
        arena_reset(&arena);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    arena_free(&arena);
    return NULL;
}

static void measure_beside(struct bench *bench, const struct asker *askers, char paths[REQUESTS][PATH_MAX_LENGTH],
                           struct result *result)
{
    struct writer writer = {bench};

    pthread_create(&writer.thread, NULL, write_on, &writer);
    for (int i = 0; i < result->count; i++)
        ask_into(bench, &askers[i % bench->askers], paths[i], &result->beside[i], result);
    __atomic_store_n(&writer.over, true, __ATOMIC_RELAXED);
    pthread_join(writer.thread, NULL);
}

static void sort(int64_t *times, int count)
{
    qsort(times, (size_t)count, sizeof(*times), compare);
}

static void measure(struct bench *bench, int kind, const struct page *page, struct result *result)
{
    const struct asker *askers = bench->asker[kind];
    static char paths[REQUESTS][PATH_MAX_LENGTH];
    int64_t before, from;

    *result = (struct result){.count = addresses(bench, kind, page, paths)};
    before = statements(bench);
    from = time_monotonic_us();
    for (int i = 0; i < result->count; i++) {
        int64_t cpu = cpu_us();

        ask_into(bench, &askers[i % bench->askers], paths[i], &result->first[i], result);
        result->cpu[i] = cpu_us() - cpu;
        if (i + 1 >= LEAST && time_monotonic_us() - from > ROUND_MAX_US)
            result->count = i + 1;
    }
    result->statements = statements(bench) - before;
    for (int i = 0; i < result->count; i++)
        ask_into(bench, &askers[i % bench->askers], paths[i], &result->again[i], result);
    measure_beside(bench, askers, paths, result);
    result->passes = 3;
    sort(result->cpu, result->count);
    sort(result->first, result->count);
    sort(result->again, result->count);
    sort(result->beside, result->count);
}

static double ms(int64_t us)
{
    return (double)us / 1000;
}

static void say(const struct bench *bench, const char *person, const struct page *page, const struct result *result)
{
    int n = result->count, p99 = n - 1 - n / 100;
    double count = n, kb = (double)result->bytes / (result->passes * count) / 1000,
           kb_max = (double)result->bytes_max / 1000;

    if (result->wrong)
        fprintf(stderr, "bench-pages: %d wrong answers, the last: %s\n", result->wrong, result->wrong_path);
    if (bench->json)
        printf("{\"page\":\"%s\",\"person\":\"%s\",\"requests\":%d,\"median_ms\":%.3f,\"p99_ms\":%.3f,"
               "\"cpu_median_ms\":%.3f,\"cpu_p99_ms\":%.3f,\"again_median_ms\":%.3f,\"again_p99_ms\":%.3f,"
               "\"beside_median_ms\":%.3f,\"beside_p99_ms\":%.3f,\"statements\":%.1f,\"kb\":%.1f,\"kb_max\":%.1f,"
               "\"wrong\":%d}\n",
               page->title, person, n, ms(result->first[n / 2]), ms(result->first[p99]), ms(result->cpu[n / 2]),
               ms(result->cpu[p99]), ms(result->again[n / 2]), ms(result->again[p99]), ms(result->beside[n / 2]),
               ms(result->beside[p99]), (double)result->statements / count, kb, kb_max, result->wrong);
    else
        printf("%-28s %-22s %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f %6.1f %8.0f\n", page->title, person,
               ms(result->first[n / 2]), ms(result->first[p99]), ms(result->cpu[n / 2]), ms(result->cpu[p99]),
               ms(result->again[n / 2]), ms(result->again[p99]), ms(result->beside[n / 2]), ms(result->beside[p99]),
               (double)result->statements / count, kb);
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

/* Who has no other manager to ask about does not. */
static bool applies(const struct bench *bench, const struct page *page, int kind)
{
    if (strstr(page->path, "$manager") && bench->asker[kind][0].managers.count == 0)
        return false;
    return page->flags & (kinds[kind].office ? OFFICE : WORKERS);
}

static void run(struct bench *bench)
{
    static struct result result;

    if (!bench->json)
        printf("%-28s %-22s %8s %8s %8s %8s %8s %8s %8s %8s %6s %8s\n", "", "", "median", "p99", "cpu", "p99", "again",
               "p99", "beside", "p99", "SQL", "KB");
    for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
        for (int kind = 0; kind < KINDS && wanted(bench, pages[i].title); kind++) {
            if (!has_kind(bench, kind) || !applies(bench, &pages[i], kind))
                continue;
            measure(bench, kind, &pages[i], &result);
            say(bench, kinds[kind].title, &pages[i], &result);
        }
    }
}

/* The first page after a start: what decides is read. */
static void first_pages(struct bench *bench)
{
    static struct result result;
    static const struct page first = {"First page of a company", "/home", OFFICE};

    result = (struct result){.count = bench->askers, .passes = 2};
    for (int i = 0; i < bench->askers; i++) {
        ask_into(bench, &bench->asker[0][i], first.path, &result.first[i], &result);
        ask_into(bench, &bench->asker[0][i], first.path, &result.again[i], &result);
    }
    sort(result.first, result.count);
    sort(result.again, result.count);
    say(bench, kinds[0].title, &first, &result);
}

MUST_CHECK static enum err end_sessions(struct tx *tx, void *data)
{
    (void)data;
    return EXECUTE(tx, &pages_sessions_end, NULL);
}

/* People have one session each, however often this has run. */
static void sign_in_all(struct bench *bench)
{
    struct arena *arena = &bench->on.arena;

    bench_must(store_write(bench->on.store, COMPANY_ALL, arena, end_sessions, NULL, NULL), arena, "no end of sessions");
    for (int kind = 0; kind < KINDS; kind++) {
        for (int i = 0; i < bench->askers && has_kind(bench, kind); i++)
            sign_in(bench, &bench->asker[kind][i]);
    }
}

/* What the process has in memory, and how much of it is the file that it reads (store/sqlite/map.c), which the system
 * may take back at any time: MB. */
static void say_memory(void)
{
    FILE *maps = fopen("/proc/self/smaps", "r");
    char line[PATH_MAX_LENGTH];
    double all = 0, mapped = 0, kb;
    bool is_file = false;

    while (maps && fgets(line, sizeof(line), maps)) {
        if (strchr(line, '-') && strchr(line, '-') < strchr(line, ' '))
            is_file = strstr(line, "/petgate.db\n") != NULL;
        if (sscanf(line, "Rss: %lf", &kb) == 1) {
            all += kb;
            mapped += is_file ? kb : 0;
        }
    }
    if (maps)
        fclose(maps);
    printf("{\"memory_mb\":%.1f,\"mapped_mb\":%.1f}\n", (all - mapped) * 1024 / 1e6, mapped * 1024 / 1e6);
}

int main(int argc, char **argv)
{
    static struct bench bench = {.chance = {7}};
    struct http_config config = {0};
    struct zone *zone = NULL;
    int first;

    bench.json = bench_switch(argc, argv, "--json");
    bench.companies = bench_number(argc, argv, "--companies");
    bench.askers = bench.companies == 0 ? 1 : bench.companies < REQUESTS ? bench.companies : REQUESTS;
    first = 3 + bench.json + (bench.companies ? 2 : 0);
    bench_open(argc, argv, &bench.on);
    config.app = bench.on.app;
    bench_must(http_new(&config, &bench.on.arena, &bench.http), &bench.on.arena, "http");
    bench_must(zone_load(&bench.on.arena, STR("America/New_York"), &zone), &bench.on.arena, "zone");
    bench_must(store_read(bench.on.store, COMPANY_ALL, &bench.on.arena, read_all, &bench), &bench.on.arena, "reading");
    bench.today = time_local(zone, time_now_us()).day_number;
    bench.words = argc > first ? argc - first : 0;
    bench.word = argv + first;
    sign_in_all(&bench);
    if (bench.companies)
        first_pages(&bench);
    run(&bench);
    if (bench.json)
        say_memory();
    http_free(bench.http);
    bench_close(&bench.on);
    return EXIT_SUCCESS;
}
