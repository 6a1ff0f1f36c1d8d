/* Photos: what of them is kept, and what is refused. */
#include "features/clients/photo.h"
#include "support/pictures.h"
#include "support/test.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static bool holds(struct str bytes, const char *text)
{
    return memmem(bytes.p, bytes.n, text, strlen(text)) != NULL;
}

static struct str cleaned(struct str bytes, struct photo *photo)
{
    assert_int_equal(photo_read(&arena, bytes, photo), PHOTO_GOOD);
    return parts_joined(&arena, photo->parts, photo->part_count);
}

/* Cleaning what is clean changes nothing. */
static void assert_clean(struct str bytes)
{
    struct photo photo;

    assert_false(holds(bytes, "GPS"));
    assert_true(str_equal(cleaned(bytes, &photo), bytes));
}

static void CLI_01_a_jpeg_keeps_picture_and_orientation_and_nothing_else(void **state)
{
    struct photo photo;
    struct str kept = cleaned(picture_jpeg(&arena, 6), &photo);

    (void)state;
    assert_int_equal(photo.type, PHOTO_JPEG);
    assert_int_equal(photo.width, 480); /* turned */
    assert_int_equal(photo.height, 640);
    assert_true(holds(kept, "JFIF"));
    assert_true(holds(kept, "more tables"));
    assert_true(str_ends(kept, STR("\xff\xd9")));
    assert_clean(kept);
    kept = cleaned(picture_jpeg(&arena, 1), &photo);
    assert_int_equal(photo.width, 640);
    assert_false(holds(kept, "Exif"));
    assert_clean(kept);
    assert_clean(cleaned(picture_jpeg(&arena, 0), &photo));
}

static void CLI_01_a_png_keeps_how_it_looks(void **state)
{
    struct photo photo;
    struct str kept = cleaned(picture_png(&arena), &photo);

    (void)state;
    assert_int_equal(photo.type, PHOTO_PNG);
    assert_int_equal(photo.width, 640);
    assert_int_equal(photo.height, 480);
    assert_true(holds(kept, "gAMA"));
    assert_clean(kept);
}

static void CLI_01_a_webp_keeps_picture_and_orientation_with_the_length_right(void **state)
{
    struct photo photo;
    struct str kept = cleaned(picture_webp(&arena, 8), &photo);

    (void)state;
    assert_int_equal(photo.type, PHOTO_WEBP);
    assert_int_equal(photo.width, 480);
    assert_int_equal(photo_little(kept, 4, 4) + 8, kept.n);
    assert_clean(kept);
    kept = cleaned(picture_webp(&arena, 1), &photo);
    assert_int_equal(photo.width, 640);
    assert_false(holds(kept, "EXIF"));
    assert_clean(kept);
}

static void every_picture_that_is_cut_off_anywhere_is_refused(void **state)
{
    struct str whole[] = {picture_jpeg(&arena, 6), picture_png(&arena), picture_webp(&arena, 6)};
    size_t behind[] = {strlen("another picture: " PICTURE_SECRET), strlen(PICTURE_SECRET), 0};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(whole); i++) {
        for (size_t n = 0; n < whole[i].n - behind[i]; n++) {
            struct arena own = ARENA_INIT;
            struct photo photo;

            /* Copied, so that the sanitizer sees a byte too many. */
            assert_int_not_equal(photo_read(&own, arena_str(&own, str_slice(whole[i], 0, n)), &photo), PHOTO_GOOD);
            arena_free(&own);
        }
    }
}

static void what_is_no_photo_or_too_wide_is_refused(void **state)
{
    struct str wide = picture_png(&arena);
    struct photo photo;

    (void)state;
    assert_int_equal(photo_read(&arena, STR("GIF89a"), &photo), PHOTO_FOREIGN);
    assert_int_equal(photo_read(&arena, STR("<svg xmlns='http://www.w3.org/2000/svg'/>"), &photo), PHOTO_FOREIGN);
    assert_int_equal(photo_read(&arena, STR("RIFF1234WAVE"), &photo), PHOTO_FOREIGN);
    assert_int_equal(photo_read(&arena, STR(""), &photo), PHOTO_FOREIGN);
    ((char *)(uintptr_t)wide.p)[16] = 1; /* 16 million wide */
    assert_int_equal(photo_read(&arena, wide, &photo), PHOTO_TOO_WIDE);
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, tear_down)
    const struct CMUnitTest tests[] = {
        T(CLI_01_a_jpeg_keeps_picture_and_orientation_and_nothing_else),
        T(CLI_01_a_png_keeps_how_it_looks),
        T(CLI_01_a_webp_keeps_picture_and_orientation_with_the_length_right),
        T(every_picture_that_is_cut_off_anywhere_is_refused),
        T(what_is_no_photo_or_too_wide_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
