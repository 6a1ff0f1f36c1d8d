#include "base/log.h"

#include "base/buf.h"
#include "base/time.h"

#include <errno.h>
#include <unistd.h>

/* A value is cut here and a line can therefore never lose its end. */
enum { VALUE_MAX = 4096, LINE_MAX_BYTES = 1024 * 1024 };

static const struct str LEVELS[LOG_LEVEL__MAX] = {
    [LOG_DEBUG] = STR_INIT("debug"),
    [LOG_INFO] = STR_INIT("info"),
    [LOG_WARNING] = STR_INIT("warning"),
    [LOG_ERROR] = STR_INIT("error"),
};

/* C1 controls (U+0080 to U+009F) drive terminals as C0 do. */
static bool is_c1(struct str sequence)
{
    return sequence.n == 2 && (unsigned char)sequence.p[0] == 0xC2 && (unsigned char)sequence.p[1] < 0xA0;
}

/* Between quotes, valid in JSON: bytes that are no UTF-8 become U+FFFD. */
static void add_quoted(struct buf *line, struct str text)
{
    size_t at = 0;

    buf_add_char(line, '"');
    while (at < text.n && at < VALUE_MAX) {
        unsigned char c = (unsigned char)text.p[at];
        size_t length = str_utf8_next(text, at);
        struct str sequence = str_slice(text, at, length);

        if (c == '"' || c == '\\')
            buf_format(line, "\\%c", c);
        else if (c == '\n')
            buf_add(line, STR("\\n"));
        else if (c < 0x20 || c == 0x7F)
            buf_format(line, "\\u%04x", c);
        else if (length == 0)
            buf_add(line, STR("\\ufffd"));
        else if (is_c1(sequence))
            buf_format(line, "\\u%04x", (unsigned char)text.p[at + 1]);
        else
            buf_add(line, sequence);
        at += length == 0 ? 1 : length;
    }
    if (at < text.n)
        buf_add(line, STR("…"));
    buf_add_char(line, '"');
}

/* Bare where that cannot be misread. */
static void add_plain(struct buf *line, struct str text)
{
    bool bare = text.n > 0 && text.n <= VALUE_MAX;

    for (size_t i = 0; bare && i < text.n; i++)
        bare = text.p[i] > ' ' && text.p[i] < 0x7F && text.p[i] != '"' && text.p[i] != '\\' && text.p[i] != '=';
    if (bare)
        buf_add(line, text);
    else
        add_quoted(line, text);
}

static void add_instant(struct buf *line, int64_t instant)
{
    int32_t day = (int32_t)(instant / DAY_US);
    int64_t rest = instant % DAY_US;
    int year, month, day_of_month;

    day_to_civil(day, &year, &month, &day_of_month);
    buf_format(line, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", year, month, day_of_month, (int)(rest / HOUR_US),
               (int)(rest / MINUTE_US % 60), (int)(rest / SECOND_US % 60), (int)(rest % SECOND_US));
}

static void add_json(struct buf *line, enum log_level level, const char *event, const struct log_field *fields,
                     int field_count)
{
    buf_add(line, STR("{\"ts\":\""));
    add_instant(line, time_now_us());
    buf_format(line, "\",\"level\":\"%s\",\"event\":", LEVELS[level].p);
    add_quoted(line, str_from(event));
    for (int i = 0; i < field_count; i++) {
        buf_add_char(line, ',');
        add_quoted(line, str_from(fields[i].name));
        buf_add_char(line, ':');
        if (fields[i].text.p != NULL)
            add_quoted(line, fields[i].text);
        else
            buf_add_int(line, fields[i].number);
    }
    buf_add(line, STR("}\n"));
}

static void add_text(struct buf *line, enum log_level level, const char *event, const struct log_field *fields,
                     int field_count)
{
    add_instant(line, time_now_us());
    buf_format(line, " %-7s ", LEVELS[level].p);
    add_plain(line, str_from(event));
    for (int i = 0; i < field_count; i++) {
        buf_add_char(line, ' ');
        add_plain(line, str_from(fields[i].name));
        buf_add_char(line, '=');
        if (fields[i].text.p != NULL)
            add_plain(line, fields[i].text);
        else
            buf_add_int(line, fields[i].number);
    }
    buf_add_char(line, '\n');
}

static void write_all(int fd, struct str text)
{
    while (text.n > 0) {
        ssize_t n = write(fd, text.p, text.n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return; /* nowhere to complain to */
        text = str_slice(text, (size_t)n, text.n);
    }
}

void log_line(const struct log *log, enum log_level level, const char *event, const struct log_field *fields,
              int field_count)
{
    struct buf line CLEANUP(buf_free);

    assert(level > 0 && level < LOG_LEVEL__MAX);
    buf_init(&line, NULL, LINE_MAX_BYTES);
    if (level < log->least)
        return;
    if (log->json)
        add_json(&line, level, event, fields, field_count);
    else
        add_text(&line, level, event, fields, field_count);
    write_all(log->fd, buf_str(&line));
}
