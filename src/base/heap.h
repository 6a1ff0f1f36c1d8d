/* Memory that outlives a request, for the few modules that make and end such things (x_new, x_free). */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include "base/def.h"

/* Zeroed, aligned to 16. Never NULL: out of memory says so and aborts. */
void *heap_new(size_t bytes) __attribute__((malloc, alloc_size(1), returns_nonnull));
void heap_free(void *p); /* NULL does nothing */

#endif
