/* Small pictures as cameras write them, with a place in them that nobody is to learn. They cannot be decoded: their
 * structure is whole, their picture is not. */
#ifndef SUPPORT_PICTURES_H
#define SUPPORT_PICTURES_H

#include "base/arena.h"

#define PICTURE_SECRET "GPS 42.6526 -73.7562"
/* 640 by 480; `orientation` 0: no EXIF block at all. */
struct str picture_jpeg(struct arena *arena, int orientation);
struct str picture_png(struct arena *arena);
struct str picture_webp(struct arena *arena, int orientation);
struct str parts_joined(struct arena *arena, const struct str *parts, int count);

#endif
