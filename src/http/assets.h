/* What the browser gets besides pages: made from web/ at build (tools/build-assets.mjs) and held in the program. */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include "base/str.h"

struct asset {
    const char *path;    /* "/assets/app.ab12cd34ef.css" */
    const char *logical; /* "app.css" */
    const char *type;    /* "text/css; charset=utf-8" */
    bool hashed; /* the path names the content: may be kept for ever. Else (favicon, icons, manifest) for an hour */
    const unsigned char *plain;
    size_t plain_size;
    const unsigned char *gzip; /* NULL where it would not be smaller (images) */
    size_t gzip_size;
};

/* NULL if there is none. */
const struct asset *asset_by_path(struct str path);
/* By logical name: app.css, app.js, theme.js, picker.js, favicon.svg, icon-180.png, icon-192.png, icon-512.png,
 * app.webmanifest. NULL if there is none. */
const struct asset *asset_by_name(const char *logical);

#endif
