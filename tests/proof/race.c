/* ACC-27: many at once, and the power cut: never a removal beside a barrier, a manager with a removal, an inactive
 * person with future work; never an acknowledged act lost. PETGATE_PROOF_ROUNDS asks for more than the usual few
 * rounds. */
#include "proof/length.h"
#include "proof/load.h"
#include "support/world_parts.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RIDERS = 6, ROUND_MS = 2500, KILL_AFTER_MS = 900, CHECK_EVERY_MS = 200 };

/* ------------------------------------------------------------------ in process */

/* AUD-06, of the picture that the riders' requests are answered from, while they ride. */
static void prove(struct world *w)
{
    struct arena arena = ARENA_INIT;
    struct outcome outcome;
    struct buf out;

    app_call_system(world_app(w), "proof.run", world_company(w, "happy-tails"), SURFACE_CLI, NULL,
                    STR("{\"record\":false}"), &arena, &outcome);
    if (outcome.err != OK)
        fail_msg("%.*s", STR_ARG(arena.failure.log));
    buf_init(&out, &arena, 1 << 18);
    doc_json(outcome.doc, &out);
    if (!memmem(buf_str(&out).p, buf_str(&out).n, "\"differences\":0,", 16))
        fail_msg("%.*s", STR_ARG(buf_str(&out)));
    app_outcome_end(world_app(w), &outcome);
    arena_free(&arena);
}

static void ACC_27_many_at_once_never_set_a_removal_beside_a_barrier(void **state)
{
    struct world *w = world_new(test_engine());
    int done[LOAD_ACTS_MAX] = {0};
    const char *left_out;

    (void)state;
    for (int round = 0; round < rounds(2); round++) {
        int64_t end = time_monotonic_us() + (int64_t)ROUND_MS * 1000;
        struct load *load = load_start(w, RIDERS, 0, false, (uint64_t)(round + 1) * 1000);

        while (time_monotonic_us() < end) {
            world_check(w);
            prove(w);
            usleep(CHECK_EVERY_MS * 1000);
        }
        assert_true(load_end(load, done) > 0);
        world_check(w);
        prove(w);
    }
    left_out = load_left_out(w, done);
    world_free(w);
    if (left_out)
        fail_msg("%s never succeeded: what should race did not", left_out);
}

/* ------------------------------------------------------------------ kill -9 */

/* The other process: this program, called with what it shall serve. Its clock goes on from that of the world. */
static int64_t began;

static int64_t clock_of(void *data)
{
    (void)data;
    return WORLD_NOW + time_monotonic_us() - began;
}

static int serve(const char *dir, const char *url)
{
    struct store_config store = {.data_dir = str_from(dir), .database_url = str_from(url)};
    struct app_config app = {
        .log = {.fd = STDERR_FILENO, .least = LOG_ERROR}, .clock = clock_of, .cheap_passwords = true};
    struct http_config http = {0};
    struct server_config server = {.listen = STR("127.0.0.1:0")};
    struct server *running;
    struct arena arena = ARENA_INIT;

    began = time_monotonic_us();
    app.features = stage_features(&app.feature_count);
    if (store_open(&store, &arena, &app.store) != OK || app_new(&app, &arena, &http.app) != OK ||
        http_new(&http, &arena, &server.http) != OK || server_start(&server, &arena, &running) != OK) {
        fprintf(stderr, "serving: %.*s\n", STR_ARG(arena.failure.log));
        return 1;
    }
    printf("%d\n", server_port(running));
    fflush(stdout);
    for (;;)
        pause();
}

struct child {
    pid_t pid;
    int port;
};

static struct child child_start(struct world *w)
{
    struct child child = {0};
    char text[16] = "";
    int ends[2];
    ssize_t n;

    assert_int_equal(pipe(ends), 0);
    child.pid = fork();
    if (child.pid == 0) {
        const char *const words[] = {"race", "--serve", w->stage->database.dir,
                                     test_engine() == STORE_POSTGRES ? w->stage->database.url : "", NULL};

        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        execv("/proc/self/exe", (char *const *)(uintptr_t)words);
        _exit(127);
    }
    close(ends[1]);
    n = read(ends[0], text, sizeof(text) - 1);
    close(ends[0]);
    if (n <= 0 || sscanf(text, "%d", &child.port) != 1)
        fail_msg("the server did not start");
    return child;
}

static void child_kill(const struct child *child)
{
    assert_int_equal(kill(child->pid, SIGKILL), 0);
    assert_int_equal(waitpid(child->pid, NULL, 0), child->pid);
}

static void ACC_27_a_server_killed_under_load_has_lost_nothing_that_it_acknowledged(void **state)
{
    struct world *w = world_new(test_engine());
    int acks = 0;

    (void)state;
    for (int round = 0; round < rounds(2) + 1; round++) {
        struct child child = child_start(w);
        struct load *load = load_start(w, RIDERS, child.port, true, (uint64_t)(round + 1) * 77777);

        usleep((KILL_AFTER_MS + 137 * (unsigned)(round % 7)) * 1000);
        child_kill(&child);
        acks += load_end(load, NULL);
        world_time(w, WORLD_NOW + 2 * HOUR_US * (round + 1));
        world_check(w);
    }
    assert_true(acks > 0);
    world_free(w);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ACC_27_many_at_once_never_set_a_removal_beside_a_barrier),
        cmocka_unit_test(ACC_27_a_server_killed_under_load_has_lost_nothing_that_it_acknowledged),
    };

    if (argc == 4 && strcmp(argv[1], "--serve") == 0)
        return serve(argv[2], argv[3]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
