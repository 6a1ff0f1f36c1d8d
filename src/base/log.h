/* Structured log, one line an event, JSON or text. Only http/, cli/ and main call it. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/arena.h"

enum log_level { LOG_DEBUG = 1, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_LEVEL__MAX };

struct log {
    int fd;
    bool json;
    enum log_level least;
};

struct log_field {
    const char *name;
    struct str text; /* used when text.p is not NULL */
    int64_t number;
};
#define L_STR(name, value) ((struct log_field){(name), (value), 0})
#define L_INT(name, value) ((struct log_field){(name), {NULL, 0}, (value)})

/* One write(2) a line, so that lines of several threads never mix. Control characters are escaped. */
void log_line(const struct log *log, enum log_level level, const char *event, const struct log_field *fields,
              int field_count);
#define LOG(log, level, event, ...)                                                                                    \
    log_line((log), (level), (event), (const struct log_field[]){__VA_ARGS__},                                         \
             (int)ARRAY_SIZE(((const struct log_field[]){__VA_ARGS__})))

#endif
