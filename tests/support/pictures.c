#include "support/pictures.h"

#include "base/buf.h"

enum { ROOM = 64 * 1024 };

static void put(struct buf *out, uint64_t value, int size, bool big)
{
    for (int i = 0; i < size; i++)
        buf_add_char(out, (char)(value >> 8 * (big ? size - 1 - i : i) & 0xFF));
}

/* An EXIF directory with two entries, the second the orientation, and the secret behind it. */
static struct str tiff(struct arena *arena, int orientation, bool big)
{
    struct buf out;

    buf_init(&out, arena, ROOM);
    buf_add(&out, big ? STR("MM") : STR("II"));
    put(&out, 42, 2, big);
    put(&out, 8, 4, big);
    put(&out, 2, 2, big);
    put(&out, 0x010F, 2, big);
    put(&out, 2, 2, big);
    put(&out, strlen(PICTURE_SECRET) + 1, 4, big);
    put(&out, 38, 4, big);
    put(&out, 0x0112, 2, big);
    put(&out, 3, 2, big);
    put(&out, 1, 4, big);
    put(&out, (uint64_t)orientation, 2, big);
    put(&out, 0, 2, big);
    put(&out, 0, 4, big);
    buf_add(&out, STR(PICTURE_SECRET));
    buf_add_char(&out, '\0');
    return buf_str(&out);
}

static void segment(struct buf *out, int marker, struct str data)
{
    put(out, 0xFF00 | (unsigned)marker, 2, true);
    put(out, data.n + 2, 2, true);
    buf_add(out, data);
}

struct str picture_jpeg(struct arena *arena, int orientation)
{
    static const char jfif[] = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};
    static const char frame[] = {8, 1, (char)0xE0, 2, (char)0x80, 1, 1, 0x11, 0};
    static const char scan[] = {1, 1, 0, 0, 63, 0};
    static const char picture[] = {'a', 'b', (char)0xFF, 0, 'c', (char)0xFF, (char)0xD0, 'd'};
    struct str exif = tiff(arena, orientation, false);
    struct buf out;

    buf_init(&out, arena, ROOM);
    put(&out, 0xFFD8, 2, true);
    segment(&out, 0xE0, (struct str){jfif, sizeof(jfif)});
    if (orientation) {
        struct buf block;

        buf_init(&block, arena, ROOM);
        buf_add(&block, (struct str){"Exif\0", 6});
        buf_add(&block, exif);
        segment(&out, 0xE1, buf_str(&block));
    }
    segment(&out, 0xE1, STR("http://ns.adobe.com/xap/1.0/ " PICTURE_SECRET));
    segment(&out, 0xED, STR("Photoshop " PICTURE_SECRET));
    segment(&out, 0xFE, STR(PICTURE_SECRET));
    segment(&out, 0xDB, STR("tables"));
    segment(&out, 0xC0, (struct str){frame, sizeof(frame)});
    segment(&out, 0xC4, STR("more tables"));
    segment(&out, 0xDA, (struct str){scan, sizeof(scan)});
    buf_add(&out, (struct str){picture, sizeof(picture)});
    put(&out, 0xFFD9, 2, true);
    buf_add(&out, STR("another picture: " PICTURE_SECRET));
    return buf_str(&out);
}

static void chunk(struct buf *out, const char *name, struct str data)
{
    put(out, data.n, 4, true);
    buf_add(out, str_from(name));
    buf_add(out, data);
    put(out, 0, 4, true);
}

struct str picture_png(struct arena *arena)
{
    static const char head[] = {0, 0, 2, (char)0x80, 0, 0, 1, (char)0xE0, 8, 2, 0, 0, 0};
    struct buf out;

    buf_init(&out, arena, ROOM);
    buf_add(&out, STR("\x89PNG\r\n\x1a\n"));
    chunk(&out, "IHDR", (struct str){head, sizeof(head)});
    chunk(&out, "tEXt", STR("Comment " PICTURE_SECRET));
    chunk(&out, "eXIf", tiff(arena, 1, true));
    chunk(&out, "gAMA", STR("1234"));
    chunk(&out, "IDAT", STR("picture"));
    chunk(&out, "iTXt", STR(PICTURE_SECRET));
    chunk(&out, "IEND", STR(""));
    buf_add(&out, STR(PICTURE_SECRET));
    return buf_str(&out);
}

static void riff(struct buf *out, const char *name, struct str data)
{
    buf_add(out, str_from(name));
    put(out, data.n, 4, false);
    buf_add(out, data);
    if (data.n & 1)
        buf_add_char(out, '\0');
}

struct str picture_webp(struct arena *arena, int orientation)
{
    static const char extended[] = {0x0C, 0, 0, 0, 0x7F, 2, 0, (char)0xDF, 1, 0};
    static const char picture[] = {0, 0, 0, (char)0x9D, 1, 0x2A, (char)0x80, 2, (char)0xE0, 1, 'x'};
    struct buf inside, out;

    buf_init(&inside, arena, ROOM);
    buf_add(&inside, STR("WEBP"));
    riff(&inside, "VP8X", (struct str){extended, sizeof(extended)});
    riff(&inside, "VP8 ", (struct str){picture, sizeof(picture)});
    riff(&inside, "EXIF", tiff(arena, orientation, true));
    riff(&inside, "XMP ", STR(PICTURE_SECRET));
    buf_init(&out, arena, ROOM);
    buf_add(&out, STR("RIFF"));
    put(&out, inside.n, 4, false);
    buf_add(&out, buf_str(&inside));
    return buf_str(&out);
}

struct str parts_joined(struct arena *arena, const struct str *parts, int count)
{
    struct buf out;

    buf_init(&out, arena, 16 * 1024 * 1024);
    for (int i = 0; i < count; i++)
        buf_add(&out, parts[i]);
    return buf_str(&out);
}
