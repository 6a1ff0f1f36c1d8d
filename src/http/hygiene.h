/* What libmicrohttpd lets through and no sound client sends. Such a request is answered 400 and its connection closed,
 * since whoever stands in front may have read it otherwise (request smuggling). */
#ifndef HTTP_HYGIENE_H
#define HTTP_HYGIENE_H

#include "http/http.h"

enum { HYGIENE_HEADERS_MAX = 100, HYGIENE_TARGET_MAX = 8192 };

/* NULL: sound. Else what is wrong, for the log. */
const char *hygiene_fault(const struct http_request *request);
/* How many bytes the head had, if it was sound; the headers lie where they came in. The library before 1.0 drops
 * headers without a name, cuts values at NUL, glues folded lines to the wrong name and takes bare line feeds, all
 * without a word, but tells how long the head was. `target` is the length of the target. */
size_t hygiene_size(const struct http_request *request, size_t target);

#endif
