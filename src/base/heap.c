#include "base/heap.h"

#include <stdio.h>
#include <stdlib.h>

void *heap_new(size_t bytes)
{
    void *p = calloc(1, bytes == 0 ? 1 : bytes);

    if (p == NULL) {
        fprintf(stderr, "petgate: out of memory (%zu bytes)\n", bytes);
        abort();
    }
    return p;
}

void heap_free(void *p)
{
    free(p);
}
