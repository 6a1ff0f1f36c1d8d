#include "proof/own_postgres.h"

#include "support/test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { START_MAX_MS = 60000, STOP_MAX_MS = 30000, CHILDREN_MAX = 128 };

static struct {
    pid_t holder, server; /* `server`: 0 while the holder's own runs */
    int in, out;
    char dir[200];
} own;

static void die(const char *what)
{
    fprintf(stderr, "own PostgreSQL: %s\n", what);
    abort();
}

/* The number on the first line of postmaster.pid; 0: it does not run. */
static pid_t server_pid(void)
{
    char path[256], text[32] = "";
    int fd;

    snprintf(path, sizeof(path), "%s/data/postmaster.pid", own.dir);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    if (read(fd, text, sizeof(text) - 1) < 0)
        text[0] = 0;
    close(fd);
    return (pid_t)strtol(text, NULL, 10);
}

void own_postgres_stop(bool crash)
{
    pid_t pid = server_pid();

    if (pid <= 0 || kill(pid, crash ? SIGQUIT : SIGINT) != 0)
        die("it does not run");
    for (int ms = 0; ms < STOP_MAX_MS; ms += 5) {
        if (own.server == pid && waitpid(pid, NULL, WNOHANG) == pid) {
            own.server = 0;
            return;
        }
        if (kill(pid, 0) != 0 && errno == ESRCH)
            return;
        usleep(5000);
    }
    die("it did not stop");
}

/* From /proc/PID/stat: who started it; 0: it is gone, or about to be. */
static pid_t parent_of(pid_t pid)
{
    char path[64], text[512] = "", state = 'Z';
    const char *behind;
    int parent = 0, fd;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    if (read(fd, text, sizeof(text) - 1) < 0)
        text[0] = 0;
    close(fd);
    behind = strrchr(text, ')');
    if (!behind || sscanf(behind + 1, " %c %d", &state, &parent) != 2 || state == 'Z')
        return 0;
    return parent > 0 ? parent : 1;
}

static int children_of(pid_t parent, pid_t *ret, int max)
{
    DIR *all = opendir("/proc");
    const struct dirent *entry;
    int count = 0;

    if (!all)
        die("there is no /proc");
    while ((entry = readdir(all)) != NULL && count < max) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

        if (pid > 0 && parent_of(pid) == parent)
            ret[count++] = pid;
    }
    closedir(all);
    return count;
}

void own_postgres_kill(void)
{
    pid_t pids[CHILDREN_MAX], pid = server_pid();
    int count;

    if (pid <= 0)
        die("it does not run");
    count = children_of(pid, pids, CHILDREN_MAX - 1);
    pids[count++] = pid;
    for (int i = count - 1; i >= 0; i--)
        (void)kill(pids[i], SIGKILL);
    if (own.server == pid && waitpid(pid, NULL, 0) == pid)
        own.server = 0;
    for (int i = 0; i < count; i++) {
        for (int ms = 0; parent_of(pids[i]) != 0; ms += 5) {
            if (ms > STOP_MAX_MS)
                die("it lives on");
            usleep(5000);
        }
    }
}

static void end(void)
{
    if (own.holder <= 0)
        return;
    if (own.server > 0)
        own_postgres_stop(true);
    close(own.in);
    waitpid(own.holder, NULL, 0);
    own.holder = 0;
}

/* tools/with-postgres holds it while our pipe to it is open. */
void own_postgres_begin(void)
{
    static char url[512];
    char tool[512], *host;
    int to[2], from[2];
    struct pollfd wait;
    ssize_t n;

    snprintf(tool, sizeof(tool), "%s/tools/with-postgres", getenv("PETGATE_ROOT") ? getenv("PETGATE_ROOT") : "..");
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)
        die("no pipes");
    own.holder = fork();
    if (own.holder == 0) {
        dup2(to[0], STDIN_FILENO);
        dup2(from[1], STDOUT_FILENO);
        unsetenv("PETGATE_TEST_POSTGRES");
        execl(tool, tool, "sh", "-c", "echo \"$PETGATE_TEST_POSTGRES\"; cat >/dev/null", NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    own.in = to[1];
    own.out = from[0];
    wait = (struct pollfd){.fd = own.out, .events = POLLIN};
    if (poll(&wait, 1, START_MAX_MS) != 1 || (n = read(own.out, url, sizeof(url) - 1)) <= 0)
        die("it did not start");
    url[strcspn(url, "\n")] = 0;
    host = strstr(url, "host=");
    if (!host)
        die("it has no folder");
    snprintf(own.dir, sizeof(own.dir), "%s", host + 5);
    setenv("PETGATE_TEST_POSTGRES", url, 1);
    atexit(end);
}

/* As whoever owns the data, by the program that postmaster.opts names. */
static _Noreturn void run_server(void)
{
    char path[256], text[1024] = "", data[256];
    struct stat owner;
    int fd, none = open("/dev/null", O_RDWR);

    snprintf(path, sizeof(path), "%s/data/postmaster.opts", own.dir);
    snprintf(data, sizeof(data), "%s/data", own.dir);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0 || stat(data, &owner) != 0)
        _exit(127);
    text[strcspn(text, " \n")] = 0;
    dup2(none, STDIN_FILENO);
    dup2(none, STDOUT_FILENO);
    dup2(none, STDERR_FILENO);
    if (geteuid() == 0 &&
        (setgroups(0, NULL) != 0 || setgid(owner.st_gid) != 0 || setuid(owner.st_uid) != 0 || chdir("/") != 0))
        _exit(127);
    execl(text, text, "-D", data, NULL);
    _exit(127);
}

void own_postgres_start(void)
{
    own.server = fork();
    if (own.server == 0)
        run_server();
}

void own_postgres_standby(void)
{
    char path[256], data[256];
    struct stat owner;
    int fd;

    snprintf(data, sizeof(data), "%s/data", own.dir);
    snprintf(path, sizeof(path), "%s/data/standby.signal", own.dir);
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || stat(data, &owner) != 0 || fchown(fd, owner.st_uid, owner.st_gid) != 0)
        die("it cannot be made a standby");
    close(fd);
}
