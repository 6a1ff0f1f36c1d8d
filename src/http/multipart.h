/* A form with a file, multipart/form-data (RFC 7578), out of the whole body as it was spooled to a file. Pure: the
 * library's own reader runs only within a connection, so no test in process and no fuzzer could reach it. */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/arena.h"

enum { MULTIPART_PARTS_MAX = 8, MULTIPART_TEXT_MAX = 64 * 1024 };

struct multipart {
    struct str form; /* the parts that are no files, as a urlencoded form */
    struct str file; /* the bytes of the one file; empty where none was chosen */
};
/* False: malformed, cut off, more than MULTIPART_PARTS_MAX parts, two files, or too much text beside it. */
MUST_CHECK bool multipart_read(struct arena *arena, struct str content_type, struct str body, struct multipart *ret);

#endif
