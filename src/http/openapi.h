/* The description of the API (OpenAPI 3.1), made from the table of operations that also makes the router. */
#ifndef HTTP_OPENAPI_H
#define HTTP_OPENAPI_H

#include "app/app.h"

void openapi_write(const struct app *app, struct buf *out);

#endif
