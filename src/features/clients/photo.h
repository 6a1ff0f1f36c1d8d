/* Photos as they are uploaded: what they are by their bytes, and what of them is kept. Pure; nothing is decoded.
 *
 * What a camera writes beside the picture (where it was taken, whose camera, when, a small copy) is left out: in JPEG
 * all application segments and comments but JFIF's, Adobe's and the colour profile, in PNG all chunks but those that
 * say how the picture looks, in WebP EXIF and XMP. Which way is up is kept, as the only entry of an EXIF block. */
#ifndef FEATURES_CLIENTS_PHOTO_H
#define FEATURES_CLIENTS_PHOTO_H

#include "base/arena.h"

enum photo_type { PHOTO_JPEG = 1, PHOTO_PNG, PHOTO_WEBP, PHOTO_TYPE__MAX };
/* FOREIGN: none of these three. BROKEN: one of them, but cut off or malformed. TOO_WIDE: beyond the limits below. */
enum photo_fault { PHOTO_GOOD = 0, PHOTO_FOREIGN, PHOTO_BROKEN, PHOTO_TOO_WIDE };

enum {
    PHOTO_BYTES_MAX = 8 * 1024 * 1024,
    PHOTO_SIDE_MAX = 12000,
    PHOTO_PIXELS_MAX = 60 * 1000 * 1000,
    PHOTO_PARTS_MAX = 4096,
};

struct photo {
    enum photo_type type;
    int width, height; /* as it is shown: turned */
    /* What is kept, in order: parts of the upload, few of our own. */
    struct str *parts;
    int part_count;
};
/* Parts borrow from `bytes` and lie in `arena`. */
enum photo_fault photo_read(struct arena *arena, struct str bytes, struct photo *ret);

/* Inside: the formats. Each begins behind its magic bytes. */
struct photo_reader {
    struct arena *arena;
    struct str bytes;
    size_t at;
    int orientation; /* 1 to 8; 0: not said */
    struct photo *photo;
};
enum photo_fault photo_jpeg(struct photo_reader *reader);
enum photo_fault photo_png(struct photo_reader *reader);
enum photo_fault photo_webp(struct photo_reader *reader);

/* False if there are too many parts. */
MUST_CHECK bool photo_keep(struct photo_reader *reader, struct str part);
bool photo_sized(struct photo *photo, uint32_t width, uint32_t height);
/* Numbers at `at`, which must lie within. */
uint32_t photo_big(struct str bytes, size_t at, int size);
uint32_t photo_little(struct str bytes, size_t at, int size);
/* The orientation that a TIFF header and its first directory say; 0: none. */
int photo_orientation(struct str tiff);
enum { PHOTO_TIFF_SIZE = 26 };
/* A directory that says nothing but that. */
struct str photo_tiff(struct arena *arena, int orientation);

#endif
