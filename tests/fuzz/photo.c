/* Headers of pictures: whatever comes, what is kept lies within it or is ours, is bounded, and reads the same again. */
#include "features/clients/photo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str joined(struct arena *arena, const struct photo *photo)
{
    size_t n = 0;
    char *all;

    for (int i = 0; i < photo->part_count; i++)
        n += photo->parts[i].n;
    all = arena_alloc(arena, n);
    for (int i = 0, at = 0; i < photo->part_count; at += (int)photo->parts[i].n, i++)
        memcpy(all + at, photo->parts[i].p, photo->parts[i].n);
    return (struct str){all, n};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct photo photo, again;
    struct str kept, second;

    if (photo_read(&arena, (struct str){(const char *)data, size}, &photo) == PHOTO_GOOD) {
        kept = joined(&arena, &photo);
        assert(photo.width > 0 && photo.width <= PHOTO_SIDE_MAX && photo.height > 0 && photo.height <= PHOTO_SIDE_MAX);
        assert(kept.n <= size + 64);
        assert(photo_read(&arena, kept, &again) == PHOTO_GOOD);
        assert(again.width == photo.width && again.height == photo.height);
        second = joined(&arena, &again);
        assert(str_equal(kept, second));
    }
    arena_free(&arena);
    return 0;
}
