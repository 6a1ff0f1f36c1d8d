/* An upload's body on its way into a file without a name. */
#ifndef HTTP_SPOOL_H
#define HTTP_SPOOL_H

#include "http/http.h"

struct spool {
    int fd; /* -1: the body is no upload's */
    size_t n;
    bool failed, too_large; /* then what comes further is dropped */
};
void spool_add(struct spool *spool, struct str part);

#endif
