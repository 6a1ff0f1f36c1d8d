#include "api/smtp.h"

#include "base/buf.h"
#include "base/heap.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { RECEIVED_MAX = 1 << 20, WAIT_MS = 20 };

struct smtp {
    int listener, port;
    enum smtp_mood mood;
    pthread_t thread;
    bool stop; /* atomic */
    pthread_mutex_t mutex;
    int accepted;
    struct arena arena;
    struct buf received;
};

static void say(int fd, const char *line)
{
    (void)!write(fd, line, strlen(line));
}

/* A line without its CRLF; false at the end. */
static bool hear(FILE *in, char *line, int size)
{
    if (!fgets(line, size, in))
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    return true;
}

static void take_data(struct smtp *smtp, FILE *in, const char *recipient)
{
    char line[2048];

    pthread_mutex_lock(&smtp->mutex);
    buf_format(&smtp->received, "%s\n", recipient);
    while (hear(in, line, sizeof(line)) && strcmp(line, ".") != 0)
        buf_format(&smtp->received, "%s\n", line);
    smtp->accepted++;
    pthread_mutex_unlock(&smtp->mutex);
}

static void drop_data(FILE *in)
{
    char line[2048];

    while (hear(in, line, sizeof(line)) && strcmp(line, ".") != 0)
        continue;
}

/* One command; false: hang up. */
static bool answer(struct smtp *smtp, FILE *in, int fd, const char *line, char recipient[2048])
{
    if (strncmp(line, "EHLO", 4) == 0 || strncmp(line, "HELO", 4) == 0)
        say(fd, "250 test\r\n");
    else if (strncmp(line, "MAIL", 4) == 0)
        say(fd, "250 ok\r\n");
    else if (strncmp(line, "RCPT", 4) == 0) {
        snprintf(recipient, 2048, "%s", line);
        say(fd, smtp->mood == SMTP_BUSY      ? "451 later\r\n"
                : smtp->mood == SMTP_REFUSES ? "550 no such user\r\n"
                                             : "250 ok\r\n");
    } else if (strncmp(line, "DATA", 4) == 0) {
        say(fd, "354 go on\r\n");
        if (smtp->mood == SMTP_HANGS_UP) {
            drop_data(in);
            return false;
        }
        take_data(smtp, in, recipient);
        say(fd, "250 taken\r\n");
    } else if (strncmp(line, "QUIT", 4) == 0) {
        say(fd, "221 bye\r\n");
        return false;
    } else {
        say(fd, "502 what\r\n");
    }
    return true;
}

static void serve(struct smtp *smtp, int fd)
{
    FILE *in = fdopen(fd, "r");
    char line[2048], recipient[2048] = "";

    say(fd, "220 test\r\n");
    while (hear(in, line, sizeof(line)) && answer(smtp, in, fd, line, recipient))
        continue;
    fclose(in);
}

static void *loop(void *data)
{
    struct smtp *smtp = data;

    while (!__atomic_load_n(&smtp->stop, __ATOMIC_ACQUIRE)) {
        struct pollfd waiting = {.fd = smtp->listener, .events = POLLIN};

        if (poll(&waiting, 1, WAIT_MS) == 1) {
            int fd = accept(smtp->listener, NULL, NULL);

            if (fd >= 0)
                serve(smtp, fd);
        }
    }
    return NULL;
}

struct smtp *smtp_start(int port, enum smtp_mood mood)
{
    struct smtp *smtp = heap_new(sizeof(*smtp));
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int on = 1;

    smtp->mood = mood;
    buf_init(&smtp->received, &smtp->arena, RECEIVED_MAX);
    pthread_mutex_init(&smtp->mutex, NULL);
    smtp->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(smtp->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(smtp->listener, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(smtp->listener, 16) != 0)
        abort();
    getsockname(smtp->listener, (struct sockaddr *)&address, &size);
    smtp->port = ntohs(address.sin_port);
    if (pthread_create(&smtp->thread, NULL, loop, smtp) != 0)
        abort();
    return smtp;
}

int smtp_port(const struct smtp *smtp)
{
    return smtp->port;
}

void smtp_stop(struct smtp *smtp)
{
    __atomic_store_n(&smtp->stop, true, __ATOMIC_RELEASE);
    pthread_join(smtp->thread, NULL);
    close(smtp->listener);
    pthread_mutex_destroy(&smtp->mutex);
    arena_free(&smtp->arena);
    heap_free(smtp);
}

int smtp_accepted(struct smtp *smtp)
{
    int count;

    pthread_mutex_lock(&smtp->mutex);
    count = smtp->accepted;
    pthread_mutex_unlock(&smtp->mutex);
    return count;
}

struct str smtp_received(struct smtp *smtp)
{
    return buf_str(&smtp->received);
}
