/* Files on their way in and out. */
#ifndef HTTP_FILE_H
#define HTTP_FILE_H

#include "http/exchange.h"

/* An upload's body as controls, form and file; anything else as it came. */
void upload_read(struct exchange *x);
/* What kind of body an OP_UPLOAD row takes. */
MUST_CHECK enum err upload_check(struct exchange *x);
/* The file that an OP_FILE row named: revalidated each time, since access ends at once (ACC-07). */
void file_respond(struct exchange *x, const struct outcome *outcome);

#endif
