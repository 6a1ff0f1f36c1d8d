/* The few macros that every file may use. */
#ifndef BASE_DEF_H
#define BASE_DEF_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

/* Declares a variable that is not memory (transaction, statement, file) and gives it back at every return. */
#define CLEANUP(function) __attribute__((cleanup(function)))

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Passes a failure on to the caller; it was recorded where it was understood (see err.h). */
#define TRY(expression)                                                                                                \
    do {                                                                                                               \
        enum err try_err_ = (expression);                                                                              \
        if (try_err_ != OK)                                                                                            \
            return try_err_;                                                                                           \
    } while (0)

#endif
