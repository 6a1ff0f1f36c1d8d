#include "http/spool.h"

#include <unistd.h>

void spool_add(struct spool *spool, struct str part)
{
    spool->too_large = spool->too_large || spool->n + part.n > HTTP_UPLOAD_MAX;
    while (part.n > 0 && !spool->too_large && !spool->failed) {
        ssize_t written = write(spool->fd, part.p, part.n);

        spool->failed = written <= 0;
        if (spool->failed)
            return;
        spool->n += (size_t)written;
        part = str_slice(part, (size_t)written, part.n);
    }
}
