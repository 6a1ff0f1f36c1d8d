#include "features/clients/photo.h"

enum { TIFF_ENTRY = 12, TIFF_ORIENTATION = 0x0112, TIFF_SHORT = 3, TURNED = 5 };

uint32_t photo_big(struct str bytes, size_t at, int size)
{
    uint32_t value = 0;

    assert(at + (size_t)size <= bytes.n);
    for (int i = 0; i < size; i++)
        value = value << 8 | (unsigned char)bytes.p[at + (size_t)i];
    return value;
}

uint32_t photo_little(struct str bytes, size_t at, int size)
{
    uint32_t value = 0;

    assert(at + (size_t)size <= bytes.n);
    for (int i = size - 1; i >= 0; i--)
        value = value << 8 | (unsigned char)bytes.p[at + (size_t)i];
    return value;
}

bool photo_keep(struct photo_reader *reader, struct str part)
{
    struct photo *photo = reader->photo;
    struct str *last = photo->part_count ? &photo->parts[photo->part_count - 1] : NULL;

    assert(photo->parts != NULL);
    if (last && last->p + last->n == part.p) {
        last->n += part.n;
        return true;
    }
    if (photo->part_count == PHOTO_PARTS_MAX)
        return false;
    photo->parts[photo->part_count++] = part;
    return true;
}

bool photo_sized(struct photo *photo, uint32_t width, uint32_t height)
{
    if (width == 0 || height == 0 || width > PHOTO_SIDE_MAX || height > PHOTO_SIDE_MAX ||
        (uint64_t)width * height > PHOTO_PIXELS_MAX)
        return false;
    photo->width = (int)width;
    photo->height = (int)height;
    return true;
}

/* ------------------------------------------------------------------ which way is up */

static uint32_t tiff_number(struct str tiff, bool big, size_t at, int size)
{
    return big ? photo_big(tiff, at, size) : photo_little(tiff, at, size);
}

int photo_orientation(struct str tiff)
{
    bool big = str_starts(tiff, STR("MM"));
    uint32_t at, count;

    if (tiff.n < 8 || (!big && !str_starts(tiff, STR("II"))) || tiff_number(tiff, big, 2, 2) != 42)
        return 0;
    at = tiff_number(tiff, big, 4, 4);
    if (at > tiff.n - 2)
        return 0;
    count = tiff_number(tiff, big, at, 2);
    for (size_t entry = (size_t)at + 2; count > 0 && entry + TIFF_ENTRY <= tiff.n; entry += TIFF_ENTRY, count--) {
        uint32_t value = tiff_number(tiff, big, entry + 8, 2);

        if (tiff_number(tiff, big, entry, 2) == TIFF_ORIENTATION && tiff_number(tiff, big, entry + 2, 2) == TIFF_SHORT)
            return value >= 1 && value <= 8 ? (int)value : 0;
    }
    return 0;
}

struct str photo_tiff(struct arena *arena, int orientation)
{
    static const char block[PHOTO_TIFF_SIZE] = {
        'M', 'M',  0, 42,         0, 0, 0, 8,  /* big-endian; the directory follows */
        0,   1,                                /* of one entry: */
        1,   0x12, 0, TIFF_SHORT, 0, 0, 0, 1,  /* the orientation, one number */
        0,   1,    0, 0,          0, 0, 0, 0}; /* and no further directory */
    char *made = arena_alloc(arena, sizeof(block));

    memcpy(made, block, sizeof(block));
    made[19] = (char)orientation;
    return (struct str){made, sizeof(block)};
}

/* ------------------------------------------------------------------ whole */

static const struct {
    struct str magic;
    enum photo_type type;
    enum photo_fault (*read)(struct photo_reader *reader);
} formats[] = {
    {STR_INIT("\xff\xd8\xff"), PHOTO_JPEG, photo_jpeg},
    {STR_INIT("\x89PNG\r\n\x1a\n"), PHOTO_PNG, photo_png},
    {STR_INIT("RIFF"), PHOTO_WEBP, photo_webp},
};

enum photo_fault photo_read(struct arena *arena, struct str bytes, struct photo *ret)
{
    struct photo_reader reader = {.arena = arena, .bytes = bytes, .photo = ret};

    *ret = (struct photo){.parts = arena_array(arena, struct str, PHOTO_PARTS_MAX)};
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
        enum photo_fault fault;
        int width = 0;

        if (!str_starts(bytes, formats[i].magic))
            continue;
        ret->type = formats[i].type;
        fault = formats[i].read(&reader);
        if (fault == PHOTO_GOOD && reader.orientation >= TURNED) {
            width = ret->width;
            ret->width = ret->height;
            ret->height = width;
        }
        return fault;
    }
    return PHOTO_FOREIGN;
}
