#include "support/program.h"
#include "support/test.h"

#include <sys/wait.h>
#include <unistd.h>

enum { SAID_MAX = 64 * 1024, WORDS_MAX = 32 };

/* In the child: both outputs into the pipe. */
static void run(const char *program, const char *words, int out)
{
    char *argv[WORDS_MAX + 2] = {(char *)(uintptr_t)program};
    struct arena arena = ARENA_INIT;
    struct str rest = str_from(words);
    int count = 1;

    while (rest.p != NULL && count <= WORDS_MAX) {
        struct str word = str_cut(&rest, ' ');

        if (word.n > 0)
            argv[count++] = (char *)(uintptr_t)arena_cstr(&arena, word);
    }
    if (dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
        _exit(126);
    execv(program, argv);
    _exit(127);
}

struct ran program_run(const char *program, const char *words, struct arena *arena)
{
    char *said = arena_alloc(arena, SAID_MAX);
    struct ran ran = {.said = said};
    int ends[2], status = 0;
    ssize_t got;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        run(program, words, ends[1]);
    close(ends[1]);
    while (ran.length < SAID_MAX - 1 && (got = read(ends[0], said + ran.length, SAID_MAX - 1 - ran.length)) > 0)
        ran.length += (size_t)got;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    said[ran.length] = 0;
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ran;
}
