/* AUD-05: what is found after a power cut, on SQLite. People work in process, through dispatch and the real store with
 * its group commit, on a disk that forgets what was not synced (power_disk.h); it is cut at operations by chance, and
 * out of each cut come disks as they might be found. Each is opened by the plain VFS: no acknowledged act is lost, none
 * is there by half, the record's chain is whole, the file is sound. PETGATE_PROOF_ROUNDS asks for more cuts. */
#include "app/audit.h"
#include "proof/length.h"
#include "proof/load.h"
#include "proof/power_disk.h"
#include "support/world_parts.h"

#include <sqlite3.h>
#include <sys/stat.h>

enum {
    RIDERS = 4,
    CUTS = 25, /* of a company; then another begins, since the record grows */
    CUT_AFTER_MAX = 90,
    FOUND = 4, /* disks out of a cut */
    CUT_WAIT_MS = 20000,
    COMPANIES = 3,
    COMPANIES_AT_LENGTH = 12, /* a round, where more than the usual one is asked for */
    CLOSING_MAX = 40,         /* operations when the store closes */
    KEPT_MAX = 4096,
};

struct cut {
    struct world *w;
    struct load *load;
    struct company_id company;
    int64_t acks[KEPT_MAX]; /* what had been acknowledged when it was cut */
    int ack_count;
    struct arena arena;
    char folder[64]; /* of what is found */
    int64_t lost;    /* acknowledged, and not found */
    char fault[400]; /* what else is wrong; empty: nothing */
    int cuts, found, acknowledged, in_checkpoints;
};

/* At the moment of the cut, on the thread whose operation it falls on. */
static void look_at_acks(void *data)
{
    struct cut *cut = data;

    cut->ack_count = 0;
    for (int i = 0; i < RIDERS; i++) {
        const struct rider *rider = &cut->load->riders[i];
        int count = rider->ack_count;

        for (int k = 0; k < count && cut->ack_count < KEPT_MAX; k++)
            cut->acks[cut->ack_count++] = rider->acks[k];
    }
}

/* ------------------------------------------------------------------ what is found */

SQL(power_record, "SELECT change FROM audit WHERE company_id = $1 /* scan: a test's */");
SQL(power_change, "SELECT change FROM company WHERE id = $1 /* company_id = $1 */");

struct record {
    struct cut *cut;
    uint8_t *seen;
    int64_t newest, change;
};

MUST_CHECK static enum err read_record(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0}, one = {0};
    struct record *record = data;

    TRY(QUERY(tx, &power_record, &q, SQL_INT(record->cut->company.n)));
    while (query_next(&q)) {
        int64_t change = query_int(&q, 0);

        if (change > 0 && change < ACKS_MAX)
            record->seen[change] = 1;
        if (change > record->newest)
            record->newest = change;
    }
    TRY(query_done(&q));
    TRY(QUERY(tx, &power_change, &one, SQL_INT(record->cut->company.n)));
    if (query_next(&one))
        record->change = query_int(&one, 0);
    return query_done(&one);
}

#define WRONG(cut, ...)                                                                                                \
    do {                                                                                                               \
        if (!(cut)->fault[0])                                                                                          \
            snprintf((cut)->fault, sizeof((cut)->fault), __VA_ARGS__);                                                 \
    } while (0)

static void check_acks(struct cut *cut, struct store *store)
{
    struct record record = {.cut = cut, .seen = calloc(ACKS_MAX, 1)};

    if (store_read(store, cut->company, &cut->arena, read_record, &record) != OK)
        WRONG(cut, "the record cannot be read: %.*s", STR_ARG(cut->arena.failure.log));
    else if (record.newest != record.change)
        WRONG(cut, "act %lld is there by half: the record ends with %lld", (long long)record.change,
              (long long)record.newest);
    for (int i = 0; i < cut->ack_count; i++)
        cut->lost += cut->acks[i] >= ACKS_MAX || !record.seen[cut->acks[i]];
    free(record.seen);
}

static void check_chain(struct cut *cut, struct store *store)
{
    struct audit_verdict verdict = {0};

    if (audit_verify_long(store, cut->company, NULL, &cut->arena, &verdict) != OK)
        WRONG(cut, "the chain cannot be read: %.*s", STR_ARG(cut->arena.failure.log));
    else if (verdict.fault)
        WRONG(cut, "the chain breaks at %lld: %s", (long long)verdict.broken_at, audit_fault_name(verdict.fault));
}

static int64_t clock_of(void *data)
{
    return world_now(((struct cut *)data)->w);
}

/* As a server that starts again finds it: every invariant of every company. */
static void check_invariants(struct cut *cut, struct store *store)
{
    struct app_config config = {.log = {.fd = STDERR_FILENO, .least = LOG_ERROR},
                                .store = store,
                                .clock = clock_of,
                                .clock_data = cut,
                                .base_address = STR("http://localhost"),
                                .files = arena_format(&cut->arena, "%s/files", cut->folder),
                                .cheap_passwords = true};
    struct world again = {.stage = cut->w->stage, .store = store, .thread = pthread_self(), .now = world_now(cut->w)};

    config.features = stage_features(&config.feature_count);
    if (app_new(&config, &cut->arena, &again.app) != OK) {
        WRONG(cut, "the app does not start: %.*s", STR_ARG(cut->arena.failure.log));
        return;
    }
    world_check(&again);
    app_free(again.app);
}

static int say_first(void *data, int count, char **values, char **names)
{
    struct cut *cut = data;

    (void)names;
    if (count > 0 && values[0] && strcmp(values[0], "ok") != 0)
        WRONG(cut, "the file is not sound: %s", values[0]);
    return 0;
}

static void check_file(struct cut *cut)
{
    sqlite3 *db = NULL;
    char path[96];

    snprintf(path, sizeof(path), "%s/petgate.db", cut->folder);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, "unix") != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA integrity_check; PRAGMA foreign_key_check", say_first, cut, NULL) != SQLITE_OK)
        WRONG(cut, "the file does not open: %s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void check_found(struct cut *cut, bool whole)
{
    struct store_config config = {.data_dir = str_from(cut->folder), .readers = 1};
    struct store *store;

    arena_reset(&cut->arena);
    if (store_open(&config, &cut->arena, &store) != OK) {
        WRONG(cut, "the store does not open: %.*s", STR_ARG(cut->arena.failure.log));
        return;
    }
    check_acks(cut, store);
    check_chain(cut, store);
    if (whole && !cut->fault[0])
        check_invariants(cut, store);
    store_close(store);
    check_file(cut);
    cut->found++;
}

/* ------------------------------------------------------------------ cutting */

static void make_folder(struct cut *cut)
{
    /* In memory where there is such a folder: its own syncs are of no interest. */
    snprintf(cut->folder, sizeof(cut->folder), "%s/" POWER_FOUND "XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(cut->folder));
}

static bool is_among(const uint64_t *numbers, int count, uint64_t number)
{
    for (int i = 0; i < count; i++) {
        if (numbers[i] == number)
            return true;
    }
    return false;
}

/* All forgotten, one with nothing lost, the rest torn by chance. The same disk is not looked at twice. `whole`: for
 * every invariant too, which takes the world that is still there. */
static void look_at_what_is_found(struct cut *cut, int number, bool whole)
{
    uint64_t told[FOUND];

    cut->cuts++;
    for (int i = 0; i < FOUND; i++) {
        enum power_loss loss = i == 0 ? POWER_FORGETS : i == 1 ? POWER_KEEPS : POWER_TEARS;

        make_folder(cut);
        told[i] = power_found(cut->folder, loss, (uint64_t)(number * FOUND + i + 1));
        if (!is_among(told, i, told[i]))
            check_found(cut, whole && loss == POWER_FORGETS);
        test_folder_remove(cut->folder);
        if (cut->fault[0] || cut->lost) {
            if (!cut->fault[0])
                snprintf(cut->fault, sizeof(cut->fault), "%lld acknowledged acts are lost", (long long)cut->lost);
            return;
        }
    }
}

static struct cut begin(uint64_t seed, const char *pragma)
{
    struct cut cut = {0};

    power_begin();
    cut.w = world_new(STORE_SQLITE);
    if (pragma)
        assert_true(power_pragma(world_store(cut.w), pragma));
    cut.company = world_company(cut.w, "happy-tails");
    cut.load = load_start(cut.w, RIDERS, 0, false, seed);
    return cut;
}

static void wait_for_cut(struct cut *cut, uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + 1442695040888963407;
    power_arm(1 + (int64_t)((*random >> 33) % CUT_AFTER_MAX), look_at_acks, cut);
    if (!power_was_cut(CUT_WAIT_MS))
        fail_msg("nothing is written");
    cut->in_checkpoints += power_unsynced("petgate.db");
}

static void look_no_more(void *data)
{
    (void)data;
}

/* Cut once more while the store closes: at its end it puts all into one file and removes the other. */
static void end(struct cut *cut, int number)
{
    cut->load->pause = true;
    look_at_acks(cut);
    cut->acknowledged = load_end(cut->load, NULL);
    power_arm(1 + number % CLOSING_MAX, look_no_more, NULL);
    world_free(cut->w);
    if (power_was_cut(0) && !cut->lost)
        look_at_what_is_found(cut, number, false);
    arena_free(&cut->arena);
    power_end();
}

static void AUD_05_after_a_power_cut_nothing_acknowledged_is_lost_and_nothing_is_there_by_half(void **state)
{
    int64_t before = power_operations();
    int companies = rounds(1) == 1 ? COMPANIES : COMPANIES_AT_LENGTH * rounds(1);
    int cuts = 0, found = 0, acknowledged = 0, in_checkpoints = 0;

    (void)state;
    for (int company = 0; company < companies; company++) {
        uint64_t random = 4242 + (uint64_t)company * 31;
        /* By itself the store checkpoints seldom. */
        struct cut cut = begin(random, company % 2 ? "PRAGMA wal_autocheckpoint = 30" : NULL);
        int number = company * CUTS;

        for (; number < (company + 1) * CUTS && !cut.fault[0]; number++) {
            wait_for_cut(&cut, &random);
            cut.load->pause = true;
            look_at_what_is_found(&cut, number, number % CUTS == CUTS / 2);
            cut.load->pause = false;
        }
        end(&cut, number + company);
        if (cut.fault[0])
            fail_msg("cut %d: %s", number, cut.fault);
        in_checkpoints += cut.in_checkpoints;
        cuts += cut.cuts;
        found += cut.found;
        acknowledged += cut.acknowledged;
    }
    assert_true(cuts >= companies * CUTS && acknowledged > cuts);
    assert_true(in_checkpoints > 0);
    fprintf(stderr, "# %d cuts, %d within checkpoints; %d different disks\n", cuts, in_checkpoints, found);
    summarize("%d different disks found after %d power cuts (%d within checkpoints) in %lld operations and %d acts:"
              " nothing lost, all sound\n",
              found, cuts, in_checkpoints, (long long)(power_operations() - before), acknowledged);
}

static const struct {
    enum power_act act;
    int code;
} FAILURES[] = {
    {POWER_WRITES, SQLITE_FULL},
    {POWER_WRITES, SQLITE_READONLY},
    {POWER_WRITES, SQLITE_IOERR_WRITE},
    {POWER_SYNCS, SQLITE_IOERR_FSYNC},
};

/* While it fails, whoever writes is told 503, and reading goes on; afterwards all is well by itself. */
static void AUD_05_on_a_disk_that_fails_writes_are_503_and_half_of_nothing_is_kept(void **state)
{
    struct cut cut = begin(7, NULL);
    /* Nobody else touches this pair. */
    const char *path = world_text(cut.w, "/api/v1/staff/%s/clients/%s/do-not-schedule", staff_id(cut.w, "omar"),
                                  client_id(cut.w, "Ito"));

    (void)state;
    for (int round = 0; round < 2 * (int)ARRAY_SIZE(FAILURES) * rounds(1); round++) {
        enum power_act act = FAILURES[round % (int)ARRAY_SIZE(FAILURES)].act;
        struct answer got;

        usleep(60000);
        power_fails(act, FAILURES[round % (int)ARRAY_SIZE(FAILURES)].code);
        got = api(cut.w, "maya", "PUT", path, "{\"reason\":\"Proof\"}");
        assert_status(got, 503);
        assert_non_null(text_at(got.json, "title"));
        assert_status(api(cut.w, "maya", "GET", "/api/v1/clients", NULL), 200);
        power_fails(act, SQLITE_OK);
    }
    usleep(60000);
    cut.load->pause = true;
    assert_status(api(cut.w, "maya", "PUT", path, "{\"reason\":\"Proof again\"}"), 200);
    end(&cut, 3);
    if (cut.fault[0])
        fail_msg("%s", cut.fault);
    assert_true(cut.acknowledged > 0);
}

static void lost_without(const char *pragma)
{
    uint64_t random = 99;
    struct cut cut = begin(random, pragma);

    for (int number = 0; number < 12 && !cut.lost; number++) {
        wait_for_cut(&cut, &random);
        make_folder(&cut);
        power_found(cut.folder, POWER_FORGETS, 1);
        check_found(&cut, false);
        test_folder_remove(cut.folder);
    }
    end(&cut, 0);
    if (cut.lost == 0)
        fail_msg("%s: nothing was lost, so that this shows nothing", pragma);
}

/* That it can fail. */
static void with_fewer_syncs_acknowledged_acts_are_lost_and_this_says_so(void **state)
{
    (void)state;
    lost_without("PRAGMA synchronous = NORMAL");
    lost_without("PRAGMA synchronous = OFF");
}

static int setup(void **state)
{
    (void)state;
    world_free(world_new(STORE_SQLITE)); /* what is copied for each test is made on an ordinary disk */
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(AUD_05_on_a_disk_that_fails_writes_are_503_and_half_of_nothing_is_kept),
        cmocka_unit_test(with_fewer_syncs_acknowledged_acts_are_lost_and_this_says_so),
        cmocka_unit_test(AUD_05_after_a_power_cut_nothing_acknowledged_is_lost_and_nothing_is_there_by_half),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
