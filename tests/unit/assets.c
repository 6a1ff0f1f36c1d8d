#include "http/assets.h"
#include "http/assets_table.h"
#include "support/test.h"

static void every_asset_is_found_by_its_path_and_by_its_name(void **state)
{
    (void)state;
    assert_true(assets_count >= 9);
    for (int i = 0; i < assets_count; i++) {
        const struct asset *asset = &assets_table[i];

        assert_ptr_equal(asset_by_path(str_from(asset->path)), asset);
        assert_ptr_equal(asset_by_name(asset->logical), asset);
        assert_true(asset->plain_size > 0);
    }
}

static void what_is_no_asset_is_not_found(void **state)
{
    static const char *const paths[] = {"",
                                        "/",
                                        "/assets/",
                                        "/assets/app.css",
                                        "/assets/favicon.sv",
                                        "/assets/favicon.svg.gz",
                                        "/assets/zzz",
                                        "/assets/../VERSION"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
        assert_null(asset_by_path(str_from(paths[i])));
    assert_null(asset_by_path((struct str){NULL, 0}));
    assert_null(asset_by_name("app.cs"));
    assert_null(asset_by_name(""));
    assert_null(asset_by_name("zzz"));
}

static void a_path_names_the_content_where_it_may_be_kept_for_ever(void **state)
{
    (void)state;
    assert_true(asset_by_name("app.css")->hashed);
    assert_true(asset_by_name("app.js")->hashed);
    assert_true(asset_by_name("theme.js")->hashed);
    assert_true(asset_by_name("picker.js")->hashed);
    assert_false(asset_by_name("favicon.svg")->hashed);
    assert_string_equal(asset_by_name("app.webmanifest")->path, "/assets/app.webmanifest");
}

static void compressed_forms_are_gzip_and_smaller(void **state)
{
    const struct asset *style = asset_by_name("app.css");

    (void)state;
    assert_true(style->gzip_size < style->plain_size);
    assert_int_equal(style->gzip[0], 0x1f);
    assert_int_equal(style->gzip[1], 0x8b);
    assert_null(asset_by_name("icon-192.png")->gzip);
    assert_memory_equal(asset_by_name("icon-192.png")->plain, "\x89PNG", 4);
}

static void PRD_56_the_budgets_hold(void **state)
{
    (void)state;
    assert_true(asset_by_name("app.css")->gzip_size <= 35 * 1024);
    assert_true(asset_by_name("app.js")->gzip_size + asset_by_name("theme.js")->gzip_size <= 45 * 1024);
    assert_true(asset_by_name("app.css")->gzip_size + asset_by_name("app.js")->gzip_size +
                    asset_by_name("theme.js")->gzip_size + asset_by_name("picker.js")->gzip_size <=
                100 * 1024);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_asset_is_found_by_its_path_and_by_its_name),
        cmocka_unit_test(what_is_no_asset_is_not_found),
        cmocka_unit_test(a_path_names_the_content_where_it_may_be_kept_for_ever),
        cmocka_unit_test(compressed_forms_are_gzip_and_smaller),
        cmocka_unit_test(PRD_56_the_budgets_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
