/* The corpus of malformed.txt over raw sockets: each request whole, byte by byte and in odd pieces, with a second one
 * behind it that may not be answered, and with others served meanwhile. */
#include "socket.h"

#include "base/buf.h"
#include "proof/length.h"

#include <errno.h>
#include <netinet/tcp.h>

enum { ROWS_MAX = 200, CORPUS_MAX = 64 * 1024, BYTES_MAX = 64 * 1024, BYTEWISE_MAX = 512, ANSWER_MAX = 8192 };

/* It would be carried out, and its answer say `hidden`. */
#define HIDDEN                                                                                                         \
    "POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok\r\nX-Request-ID: hidden\r\n"                \
    "Content-Type: application/json\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{\"name\":\"Ida\"}"

struct row {
    struct str name, verdict, bytes; /* the bytes with what is hidden behind them */
};
struct corpus {
    struct arena arena;
    struct row rows[ROWS_MAX];
    int count;
};

/* ------------------------------------------------------------------ the corpus */

static void unescape(struct str text, struct buf *out);

/* `(2000 A: b\r\n)`: returns how much of the text it was. */
static size_t repeat(struct str text, struct buf *out)
{
    ptrdiff_t end = str_find(text, ')', 0), blank = str_find(text, ' ', 0);
    int64_t times = 0;

    assert_true(blank > 0 && end > blank && str_to_int(str_slice(text, 1, (size_t)blank - 1), &times));
    for (int64_t i = 0; i < times; i++)
        unescape(str_slice(text, (size_t)blank + 1, (size_t)(end - blank) - 1), out);
    return (size_t)end + 1;
}

static void unescape(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.n;) {
        char hex[3] = {0};

        if (text.p[i] != '\\') {
            buf_add_char(out, text.p[i++]);
            continue;
        }
        i += 2;
        switch (text.p[i - 1]) {
        case 'r':
            buf_add_char(out, '\r');
            break;
        case 'n':
            buf_add_char(out, '\n');
            break;
        case 't':
            buf_add_char(out, '\t');
            break;
        case '0':
            buf_add_char(out, '\0');
            break;
        case 'x':
            memcpy(hex, text.p + i, 2);
            buf_add_char(out, (char)strtol(hex, NULL, 16));
            i += 2;
            break;
        case '(':
            i += repeat(str_slice(text, i - 1, text.n), out) - 1;
            break;
        default:
            fail_msg("what is \\%c in %.*s?", text.p[i - 1], STR_ARG(text));
        }
    }
}

/* Cuts off what stands before " | ". */
static struct str cell(struct str *rest)
{
    const char *mark = memmem(rest->p, rest->n, " | ", 3);
    struct str found = *rest;

    assert_non_null(mark);
    found.n = (size_t)(mark - rest->p);
    *rest = str_slice(*rest, found.n + 3, rest->n);
    return found;
}

static void read_corpus(struct corpus *corpus)
{
    const char *root = getenv("PETGATE_ROOT");
    struct str rest = {arena_alloc(&corpus->arena, CORPUS_MAX), 0};
    FILE *file = fopen(
        arena_cstr(&corpus->arena, arena_format(&corpus->arena, "%s/tests/http/malformed.txt", root ? root : ".")),
        "rb");

    assert_non_null(file);
    rest.n = fread((char *)(uintptr_t)rest.p, 1, CORPUS_MAX, file);
    fclose(file);
    assert_in_range(rest.n, 1, CORPUS_MAX - 1);
    while (rest.p != NULL) {
        struct str line = str_cut(&rest, '\n');
        struct row *row = &corpus->rows[corpus->count];
        struct buf bytes;

        if (line.n == 0 || line.p[0] == '#')
            continue;
        assert_true(corpus->count++ < ROWS_MAX);
        row->name = cell(&line);
        row->verdict = cell(&line);
        buf_init(&bytes, &corpus->arena, BYTES_MAX);
        unescape(line, &bytes);
        buf_add(&bytes, STR(HIDDEN));
        assert_false(bytes.full);
        row->bytes = buf_str(&bytes);
    }
}

/* ------------------------------------------------------------------ sending and judging */

/* How a request is cut into pieces: the length of the one that begins at `at`. */
typedef size_t cut_fn(struct str bytes, size_t at);

static size_t whole(struct str bytes, size_t at)
{
    return bytes.n - at;
}

/* Of the long ones, only the first and the last bytes come one by one. */
static size_t byte_by_byte(struct str bytes, size_t at)
{
    return bytes.n <= 2 * BYTEWISE_MAX || at < BYTEWISE_MAX || at >= bytes.n - BYTEWISE_MAX
               ? 1
               : bytes.n - BYTEWISE_MAX - at;
}

/* Between CR and LF, and before each colon. */
static size_t within_line_ends(struct str bytes, size_t at)
{
    size_t n = 1;

    while (at + n < bytes.n && bytes.p[at + n] != '\n' && bytes.p[at + n] != ':')
        n++;
    return n;
}

static size_t sevens(struct str bytes, size_t at)
{
    size_t n = bytes.n > 2 * BYTEWISE_MAX ? 997 : 7;

    return n < bytes.n - at ? n : bytes.n - at;
}

struct sending {
    int fd;
    size_t sent;
};

/* A round: the next piece of each. Returns whether there are more. */
static bool send_pieces(const struct corpus *corpus, struct sending *sendings, cut_fn *cut)
{
    bool more = false;

    for (int i = 0; i < corpus->count; i++) {
        struct str bytes = corpus->rows[i].bytes;
        size_t n;

        if (sendings[i].sent == bytes.n)
            continue;
        n = cut(bytes, sendings[i].sent);
        put(sendings[i].fd, bytes.p + sendings[i].sent, n);
        sendings[i].sent += n;
        more = more || sendings[i].sent < bytes.n;
    }
    return more;
}

/* As a client reads: head, then as many bytes as it says. (The HTTP library sends the head of some of its own refusals
 * twice: the second is then the beginning of the body.) */
static int answers_in(struct str out)
{
    static const char end_mark[] = "\r\n\r\n", length[] = "Content-Length: ";
    int count = 0;

    while (str_starts(out, STR("HTTP/1."))) {
        const char *end = memmem(out.p, out.n, end_mark, 4);
        size_t head = end ? (size_t)(end - out.p) + 4 : out.n;
        const char *at = memmem(out.p, head, length, sizeof(length) - 1);

        count++;
        out = str_slice(out, head + (at ? strtoul(at + sizeof(length) - 1, NULL, 10) : 0), out.n);
    }
    return count;
}

static const struct verdict {
    const char *word;
    int least, most; /* the status of the one answer */
} VERDICTS[] = {{"refused", 400, 499}, {"505", 505, 505}, {"body", 200, 200}};

static const struct verdict *verdict_of(const struct row *row)
{
    struct str rest = row->verdict, word = str_cut(&rest, ' ');

    for (size_t i = 0; i < ARRAY_SIZE(VERDICTS); i++) {
        if (str_is(word, VERDICTS[i].word))
            return &VERDICTS[i];
    }
    fail_msg("%.*s: no such verdict", STR_ARG(row->name));
    return NULL;
}

/* Whether it went as it must; if not, it says how it went. */
static bool judge(const struct row *row, int fd, const char *how)
{
    const struct verdict *verdict = verdict_of(row);
    char out[ANSWER_MAX], byte;
    size_t n = take(fd, out, sizeof(out), NULL, PATIENCE_MS);
    bool open = recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
    bool hidden = memmem(out, n, "hidden", 6) != NULL;
    int answers = answers_in((struct str){out, n});
    int status = n > 0 ? status_in(out) : 0;

    if (answers == 1 && status >= verdict->least && status <= verdict->most && !open && !hidden)
        return true;
    print_error("%.*s, %s: %d answers, the connection %s: %.200s\n", STR_ARG(row->name), how, answers,
                open ? "open" : "closed", out);
    return false;
}

static void somebody_else_is_served(const struct given *given)
{
    static const char ask[] =
        "GET /api/v1/clients/0000000000001 HTTP/1.1\r\nHost: x\r\nCookie: petgate_session=ann\r\n\r\n";
    char out[4096];
    int fd = connect_to(given);

    put(fd, ask, sizeof(ask) - 1);
    take(fd, out, sizeof(out), "\"changed\":41}", PATIENCE_MS);
    assert_int_equal(status_in(out), 200);
    close(fd);
}

/* All of the corpus at once, on a connection each. */
static void send_corpus(const struct given *given, const char *how, cut_fn *cut)
{
    static struct corpus corpus;
    struct sending sendings[ROWS_MAX] = {0};
    int served = 0, faults = 0, calls;
    bool more = true;

    corpus = (struct corpus){.arena = ARENA_INIT};
    read_corpus(&corpus);
    calls = fake_world.calls;
    for (int i = 0; i < corpus.count; i++) {
        sendings[i].fd = connect_to(given);
        (void)setsockopt(sendings[i].fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    }
    for (int round = 0; more; round++) {
        more = send_pieces(&corpus, sendings, cut);
        usleep(1000); /* so that the server sees the pieces apart */
        if (round % 32 == 0) {
            somebody_else_is_served(given);
            served++;
        }
    }
    for (int i = 0; i < corpus.count; i++) {
        faults += !judge(&corpus.rows[i], sendings[i].fd, how);
        close(sendings[i].fd);
    }
    assert_int_equal(faults, 0);
    assert_true(corpus.count > 100);
    assert_int_equal(fake_world.calls, calls + served); /* and nothing of nobody else */
    arena_free(&corpus.arena);
}

static void sent_whole_each_is_refused_once_and_costs_the_connection(void **state)
{
    send_corpus(*state, "whole", whole);
}

static void sent_byte_by_byte_each_is_refused_once_and_costs_the_connection(void **state)
{
    send_corpus(*state, "byte by byte", byte_by_byte);
}

static void cut_within_line_ends_each_is_refused_once_and_costs_the_connection(void **state)
{
    send_corpus(*state, "cut within line ends", within_line_ends);
}

static void sent_seven_by_seven_each_is_refused_once_and_costs_the_connection(void **state)
{
    send_corpus(*state, "in sevens", sevens);
}

/* Without this the tests above would show nothing: what they hide is sound, and is carried out where it may be. */
static void what_is_hidden_is_carried_out_behind_a_sound_request(void **state)
{
    static const char ask[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" HIDDEN;
    char out[ANSWER_MAX];
    int fd = connect_to(*state), calls = fake_world.calls;
    size_t n;

    put(fd, ask, sizeof(ask) - 1);
    n = take(fd, out, sizeof(out), NULL, PATIENCE_MS);
    close(fd);
    assert_int_equal(answers_in((struct str){out, n}), 2);
    assert_non_null(memmem(out, n, "X-Request-ID: hidden", 20));
    assert_int_equal(fake_world.calls, calls + 1);
}

/* `make proof` runs this file with a newer library than the system's, and says so. */
static void the_library_is_the_one_that_was_asked_for(void **state)
{
    (void)state;
    if (!getenv("PETGATE_LIBRARY_IS_STRICT"))
        return;
    assert_true(server_library_is_strict());
    summarize("Malformed requests with libmicrohttpd 1.0: none is taken for sound\n");
}

/* Of a chunk that would have 2^64 bytes a newer library takes what comes: it is refused (408) when nothing comes any
 * more. */
static int setup_less_patient(void **state)
{
    return begin(state, &(struct server_config){.idle_s = 8});
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup_less_patient, teardown)
    const struct CMUnitTest tests[] = {
        T(what_is_hidden_is_carried_out_behind_a_sound_request),
        T(sent_whole_each_is_refused_once_and_costs_the_connection),
        T(sent_byte_by_byte_each_is_refused_once_and_costs_the_connection),
        T(cut_within_line_ends_each_is_refused_once_and_costs_the_connection),
        T(sent_seven_by_seven_each_is_refused_once_and_costs_the_connection),
        T(the_library_is_the_one_that_was_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
