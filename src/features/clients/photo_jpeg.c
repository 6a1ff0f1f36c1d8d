/* JPEG: segments, each a marker and a length, and between them the picture's own bytes. */
#include "features/clients/photo.h"

enum {
    MARK = 0xFF,
    SOF_FIRST = 0xC0,
    DHT = 0xC4,
    JPG = 0xC8,
    DAC = 0xCC,
    SOF_LAST = 0xCF,
    RST_FIRST = 0xD0,
    RST_LAST = 0xD7,
    EOI = 0xD9,
    SOS = 0xDA,
    DQT = 0xDB,
    DRI = 0xDD,
    APP0 = 0xE0,
    APP1 = 0xE1,
    APP2 = 0xE2,
    APP14 = 0xEE,
};
enum { JFIF_SIZE = 14, ADOBE_SIZE = 12, SOF_LEAST = 6 };

struct jpeg {
    struct photo_reader *reader;
    bool sized, begun; /* there was a frame header; there was a scan */
};

static bool is_frame(int marker)
{
    return marker >= SOF_FIRST && marker <= SOF_LAST && marker != DHT && marker != JPG && marker != DAC;
}

/* What of the application segments is about how the picture looks. */
static bool is_wanted(int marker, struct str data)
{
    switch (marker) {
    case DHT:
    case DAC:
    case DQT:
    case DRI:
    case SOS:
        return true;
    case APP0: /* without its small copy of the picture */
        return str_starts(data, (struct str){"JFIF", 5}) && data.n == JFIF_SIZE;
    case APP2:
        return str_starts(data, (struct str){"ICC_PROFILE", 12});
    case APP14:
        return str_starts(data, STR("Adobe")) && data.n == ADOBE_SIZE;
    default:
        return is_frame(marker);
    }
}

/* The marker at `at`, behind fill bytes; 0: there is none. `at` is moved behind it. */
static int next_marker(struct photo_reader *reader)
{
    struct str bytes = reader->bytes;

    if (reader->at >= bytes.n || (unsigned char)bytes.p[reader->at] != MARK)
        return 0;
    while (reader->at < bytes.n && (unsigned char)bytes.p[reader->at] == MARK)
        reader->at++;
    return reader->at < bytes.n ? (unsigned char)bytes.p[reader->at++] : 0;
}

/* Behind a scan's header: everything up to the next marker that is not part of it. */
static bool keep_scan(struct photo_reader *reader)
{
    struct str bytes = reader->bytes;
    size_t from = reader->at;

    for (;;) {
        const char *found = reader->at < bytes.n ? memchr(bytes.p + reader->at, MARK, bytes.n - reader->at) : NULL;
        int marker;

        if (!found || found + 1 >= bytes.p + bytes.n)
            return false;
        reader->at = (size_t)(found - bytes.p);
        marker = (unsigned char)found[1];
        if (marker != 0 && (marker < RST_FIRST || marker > RST_LAST))
            return photo_keep(reader, str_slice(bytes, from, reader->at - from));
        reader->at += 2;
    }
}

/* In front of the first segment that follows, unless there was one. */
static bool keep_orientation(struct photo_reader *reader, struct str data)
{
    static const char head[] = {(char)MARK, (char)APP1, 0, 2 + 6 + PHOTO_TIFF_SIZE, 'E', 'x', 'i', 'f', 0, 0};
    int orientation = reader->orientation ? 0 : photo_orientation(str_slice(data, 6, data.n));

    if (orientation <= 1)
        return true;
    reader->orientation = orientation;
    return photo_keep(reader, (struct str){head, sizeof(head)}) &&
           photo_keep(reader, photo_tiff(reader->arena, orientation));
}

static enum photo_fault take_segment(struct jpeg *jpeg, int marker)
{
    struct photo_reader *reader = jpeg->reader;
    struct str bytes = reader->bytes, data;
    size_t size;

    if (bytes.n - reader->at < 2)
        return PHOTO_BROKEN;
    size = photo_big(bytes, reader->at, 2);
    if (size < 2 || size > bytes.n - reader->at)
        return PHOTO_BROKEN;
    data = str_slice(bytes, reader->at + 2, size - 2);
    if (is_frame(marker)) {
        if (data.n < SOF_LEAST || jpeg->sized)
            return PHOTO_BROKEN;
        if (!photo_sized(reader->photo, photo_big(data, 3, 2), photo_big(data, 1, 2)))
            return PHOTO_TOO_WIDE;
        jpeg->sized = true;
    }
    if (marker == APP1 && str_starts(data, (struct str){"Exif\0", 6}) && !keep_orientation(reader, data))
        return PHOTO_BROKEN;
    if (is_wanted(marker, data) && !photo_keep(reader, str_slice(bytes, reader->at - 2, size + 2)))
        return PHOTO_BROKEN;
    reader->at += size;
    if (marker != SOS)
        return PHOTO_GOOD;
    jpeg->begun = true;
    return jpeg->sized && keep_scan(reader) ? PHOTO_GOOD : PHOTO_BROKEN;
}

enum photo_fault photo_jpeg(struct photo_reader *reader)
{
    struct jpeg jpeg = {.reader = reader};

    reader->at = 2;
    if (!photo_keep(reader, str_slice(reader->bytes, 0, 2)))
        return PHOTO_BROKEN;
    for (;;) {
        int marker = next_marker(reader);
        enum photo_fault fault;

        if (marker == EOI) /* what stands behind it is another picture, or worse */
            return jpeg.begun && photo_keep(reader, str_slice(reader->bytes, reader->at - 2, 2)) ? PHOTO_GOOD
                                                                                                 : PHOTO_BROKEN;
        if (marker < SOF_FIRST || (marker >= RST_FIRST && marker < EOI))
            return PHOTO_BROKEN;
        fault = take_segment(&jpeg, marker);
        if (fault != PHOTO_GOOD)
            return fault;
    }
}
