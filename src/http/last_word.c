#include "http/last_word.h"

#include "base/local.h"
#include "base/time.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* <netinet/tcp.h> has its name, and an older tcp_info. */
enum { CLOSE_WAIT = 8 };

/* What the kernel knows of the connection. False: it is too old (before 4.19) to know enough. */
static bool look(int fd, struct tcp_info *ret)
{
    socklen_t size = sizeof(*ret);

    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, ret, &size) == 0 &&
           size >= offsetof(struct tcp_info, tcpi_bytes_sent) + sizeof(ret->tcpi_bytes_sent);
}

static void say(int fd, const char *status, const char *text)
{
    CLEANUP(buf_free) struct buf out;

    buf_init(&out, NULL, 1024);
    buf_format(&out, "HTTP/1.1 %s\r\nDate: ", status);
    utc_stamp(&out, time_now_us());
    buf_format(&out, " GMT\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n%s",
               strlen(text), text);
    (void)send(fd, out.p, out.n, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void last_word(int fd, int idle_ms)
{
    enum { SLACK_MS = 500, DROP_MAX = 1024 * 1024 };
    struct tcp_info info;

    /* The end of what the other side sends counts as a byte. */
    if (!look(fd, &info) || info.tcpi_bytes_sent > 0 ||
        info.tcpi_bytes_received <= (info.tcpi_state == CLOSE_WAIT ? 1 : 0))
        return;
    if (info.tcpi_last_data_recv + SLACK_MS >= (unsigned)idle_ms)
        say(fd, "408 Request Timeout", "The request did not come to its end in time.\n");
    else
        say(fd, "400 Bad Request", "This is no HTTP request.\n");
    /* What is left unread would have the close take back what was just said. */
    (void)recv(fd, NULL, DROP_MAX, MSG_TRUNC | MSG_DONTWAIT);
}
