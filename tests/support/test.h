/* What every test includes instead of cmocka.h: cmocka makes `fail` a macro, so our headers must come first. */
#ifndef SUPPORT_TEST_H
#define SUPPORT_TEST_H

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

/* `is` holds exactly the text `expected`. */
#define assert_str(is, expected)                                                                                       \
    do {                                                                                                               \
        struct str is_ = (is);                                                                                         \
        struct str expected_ = str_from(expected);                                                                     \
        if (!str_equal(is_, expected_))                                                                                \
            fail_msg("expected \"%s\", got \"%.*s\"", (expected), STR_ARG(is_));                                       \
    } while (0)

/* A file of the source tree, e.g. "tests/unit/golden/zones.txt"; the test fails without it. */
static inline struct str test_file(struct arena *arena, const char *path)
{
    const char *root = getenv("PETGATE_ROOT");
    struct str full = arena_format(arena, "%s/%s", root != NULL ? root : "..", path);
    FILE *file = fopen(full.p, "rb");
    char *bytes;
    long size;

    if (file == NULL)
        fail_msg("%s is missing", full.p);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    bytes = arena_alloc(arena, (size_t)size);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
    fclose(file);
    return (struct str){bytes, (size_t)size};
}

#endif
