/* PNG and WebP: chunks with a name and a length. */
#include "features/clients/photo.h"

enum { PNG_HEAD = 8, PNG_CHUNK = 12, PNG_IHDR = 13, RIFF_HEAD = 12, RIFF_CHUNK = 8 };

/* ------------------------------------------------------------------ PNG */

/* How the picture looks; not when, where, by whom or how many to an inch. A moving one stands still. */
static bool png_wanted(struct str name)
{
    static const char *const names[] = {"PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD"};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (str_is(name, names[i]))
            return true;
    }
    return false;
}

/* A chunk that nobody may leave out begins with a capital. */
static bool png_critical(struct str name)
{
    return !(name.p[0] & 0x20);
}

enum photo_fault photo_png(struct photo_reader *reader)
{
    struct str bytes = reader->bytes;
    bool picture = false;

    if (bytes.n < PNG_HEAD + PNG_CHUNK + PNG_IHDR || !str_is(str_slice(bytes, PNG_HEAD + 4, 4), "IHDR") ||
        photo_big(bytes, PNG_HEAD, 4) != PNG_IHDR)
        return PHOTO_BROKEN;
    if (!photo_sized(reader->photo, photo_big(bytes, PNG_HEAD + 8, 4), photo_big(bytes, PNG_HEAD + 12, 4)))
        return PHOTO_TOO_WIDE;
    reader->at = PNG_HEAD + PNG_CHUNK + PNG_IHDR;
    if (!photo_keep(reader, str_slice(bytes, 0, reader->at)))
        return PHOTO_BROKEN;
    while (bytes.n - reader->at >= PNG_CHUNK) {
        size_t size = photo_big(bytes, reader->at, 4);
        struct str name = str_slice(bytes, reader->at + 4, 4);

        if (size > bytes.n - reader->at - PNG_CHUNK || (png_critical(name) && !png_wanted(name)))
            return PHOTO_BROKEN;
        picture = picture || str_is(name, "IDAT");
        if (png_wanted(name) && !photo_keep(reader, str_slice(bytes, reader->at, size + PNG_CHUNK)))
            return PHOTO_BROKEN;
        if (str_is(name, "IEND"))
            return picture ? PHOTO_GOOD : PHOTO_BROKEN;
        reader->at += size + PNG_CHUNK;
    }
    return PHOTO_BROKEN;
}

/* ------------------------------------------------------------------ WebP */

enum { HAS_EXIF = 0x08, HAS_XMP = 0x04, HAS_ANIMATION = 0x02, VP8X_SIZE = 10, VP8_LEAST = 10, VP8L_LEAST = 5 };

struct webp {
    struct photo_reader *reader;
    char *extended; /* a copy of VP8X, whose flags change; NULL: there is none */
    char *head;     /* a copy of the file's head, whose length changes */
    bool sized, picture;
};

static bool webp_wanted(struct str name)
{
    static const char *const names[] = {"VP8 ", "VP8L", "ALPH", "ICCP"};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (str_is(name, names[i]))
            return true;
    }
    return false;
}

static enum photo_fault webp_size(struct webp *webp, uint32_t width, uint32_t height)
{
    if (webp->sized)
        return PHOTO_GOOD;
    webp->sized = true;
    return photo_sized(webp->reader->photo, width, height) ? PHOTO_GOOD : PHOTO_TOO_WIDE;
}

/* The header of the picture itself. */
static enum photo_fault webp_picture(struct webp *webp, bool lossless, struct str data)
{
    uint32_t bits;

    if (webp->picture)
        return PHOTO_BROKEN;
    webp->picture = true;
    if (lossless) {
        if (data.n < VP8L_LEAST || data.p[0] != 0x2F)
            return PHOTO_BROKEN;
        bits = photo_little(data, 1, 4);
        return webp_size(webp, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
    }
    if (data.n < VP8_LEAST || !str_starts(str_slice(data, 3, 3), STR("\x9d\x01\x2a")))
        return PHOTO_BROKEN;
    return webp_size(webp, photo_little(data, 6, 2) & 0x3FFF, photo_little(data, 8, 2) & 0x3FFF);
}

static enum photo_fault webp_extended(struct webp *webp, struct str chunk, struct str data)
{
    struct photo_reader *reader = webp->reader;

    if (data.n != VP8X_SIZE || webp->extended || webp->picture)
        return PHOTO_BROKEN;
    if (data.p[0] & HAS_ANIMATION)
        return PHOTO_FOREIGN;
    webp->extended = arena_alloc(reader->arena, chunk.n);
    memcpy(webp->extended, chunk.p, chunk.n);
    webp->extended[RIFF_CHUNK] = (char)(data.p[0] & ~(HAS_EXIF | HAS_XMP));
    if (!photo_keep(reader, (struct str){webp->extended, chunk.n}))
        return PHOTO_BROKEN;
    return webp_size(webp, photo_little(data, 4, 3) + 1, photo_little(data, 7, 3) + 1);
}

static enum photo_fault webp_chunk(struct webp *webp, struct str chunk, struct str data)
{
    struct photo_reader *reader = webp->reader;
    struct str name = str_slice(chunk, 0, 4);
    enum photo_fault fault = PHOTO_GOOD;

    if (str_is(name, "VP8X"))
        return webp_extended(webp, chunk, data);
    if (str_is(name, "VP8 ") || str_is(name, "VP8L"))
        fault = webp_picture(webp, str_is(name, "VP8L"), data);
    if (str_is(name, "EXIF") && webp->extended)
        reader->orientation = photo_orientation(str_starts(data, STR("Exif")) ? str_slice(data, 6, data.n) : data);
    if (fault == PHOTO_GOOD && webp_wanted(name) && !photo_keep(reader, chunk))
        return PHOTO_BROKEN;
    return fault;
}

static bool webp_end(struct webp *webp)
{
    static const char head[] = {'E', 'X', 'I', 'F', PHOTO_TIFF_SIZE, 0, 0, 0};
    struct photo_reader *reader = webp->reader;
    size_t size = 0;

    if (webp->extended && reader->orientation > 1) {
        webp->extended[RIFF_CHUNK] |= HAS_EXIF;
        if (!photo_keep(reader, (struct str){head, sizeof(head)}) ||
            !photo_keep(reader, photo_tiff(reader->arena, reader->orientation)))
            return false;
    }
    for (int i = 0; i < reader->photo->part_count; i++)
        size += reader->photo->parts[i].n;
    size -= RIFF_CHUNK;
    for (int i = 0; i < 4; i++)
        webp->head[4 + i] = (char)(size >> (8 * i) & 0xFF);
    return true;
}

enum photo_fault photo_webp(struct photo_reader *reader)
{
    struct webp webp = {.reader = reader, .head = arena_alloc(reader->arena, RIFF_HEAD)};
    struct str bytes = reader->bytes;
    size_t end;

    if (bytes.n < RIFF_HEAD || !str_is(str_slice(bytes, 8, 4), "WEBP"))
        return PHOTO_FOREIGN;
    end = (size_t)photo_little(bytes, 4, 4) + RIFF_CHUNK;
    if (end > bytes.n || end < RIFF_HEAD)
        return PHOTO_BROKEN;
    memcpy(webp.head, bytes.p, RIFF_HEAD);
    if (!photo_keep(reader, (struct str){webp.head, RIFF_HEAD}))
        return PHOTO_BROKEN;
    for (reader->at = RIFF_HEAD; end - reader->at >= RIFF_CHUNK;) {
        size_t size = photo_little(bytes, reader->at + 4, 4), whole = RIFF_CHUNK + size + (size & 1);
        enum photo_fault fault;

        if (size > end - reader->at || whole > end - reader->at)
            return PHOTO_BROKEN;
        fault = webp_chunk(&webp, str_slice(bytes, reader->at, whole), str_slice(bytes, reader->at + RIFF_CHUNK, size));
        if (fault != PHOTO_GOOD)
            return fault;
        reader->at += whole;
    }
    return webp.picture && webp.sized && webp_end(&webp) ? PHOTO_GOOD : PHOTO_BROKEN;
}
