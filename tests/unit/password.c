#include "features/identity/device.h"
#include "features/identity/identity_parts.h"
#include "features/identity/password.h"
#include "support/test.h"

static enum password_fault judge(const char *password)
{
    static const struct password_owner dana = {STR_INIT("dana.brooks@happytails.example"), STR_INIT("Dana Brooks"),
                                               STR_INIT("Happy Tails Pet Care")};
    struct arena arena = ARENA_INIT;
    enum password_fault fault = password_judge(str_from(password), &dana, &arena);

    arena_free(&arena);
    return fault;
}

static void IDN_01_a_password_has_twelve_characters_whatever_their_bytes(void **state)
{
    (void)state;
    assert_int_equal(judge("k7#mQ2x!vL9"), PASSWORD_SHORT);
    assert_int_equal(judge("k7#mQ2x!vL9z"), 0);
    assert_int_equal(judge("ñandúñandú"), PASSWORD_SHORT);
    assert_int_equal(judge(""), PASSWORD_SHORT);
}

static void IDN_01_what_everyone_tries_is_refused_in_any_disguise(void **state)
{
    static const char *const common[] = {
        "password1234",  "Password2026!", "p4$$w0rd1234",  "qwertyuiop12", "1234567890123",
        "abcdefghijklm", "iloveyou1234",  "Welcome12345",  "monkeymonkey", "aaaaaaaaaaaaaaa",
        "abc123abc123",  "sunshine2025",  "1q2w3e4r1q2w3", "letmein12345", "QWERTY123456",
        "Summer2026!!",  "dragonmonkey",  "0987654321098", "            ", "pässwörd1234",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(common); i++) {
        if (judge(common[i]) != PASSWORD_COMMON)
            fail_msg("%s is not refused as common", common[i]);
    }
}

static void IDN_01_what_stands_near_the_person_is_refused(void **state)
{
    static const char *const personal[] = {"danabrooks2026", "HappyTails2026!", "Brooks1234567", "d4nabr00ks!!",
                                           "happytails.example"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(personal); i++) {
        if (judge(personal[i]) != PASSWORD_PERSONAL)
            fail_msg("%s is not refused as personal", personal[i]);
    }
}

static void IDN_01_there_are_no_composition_rules(void **state)
{
    static const char *const good[] = {
        "correct horse battery staple",
        "violet lantern quarry",
        "seven crooked teapots",
        "xkzpwqvmbrtd",
        "лодка чайник зима",
        "我的狗每天早上都要散步哦哦",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        if (judge(good[i]) != 0)
            fail_msg("%s is refused: %d", good[i], (int)judge(good[i]));
    }
}

static void a_tokens_permissions_are_kept_by_their_rules_numbers(void **state)
{
    uint64_t permissions = PERMISSION_BIT(PERMISSION_manage_own_notifications) |
                           PERMISSION_BIT(PERMISSION_email_clients) | PERMISSION_BIT(PERMISSION_operational_settings);

    (void)state;
    assert_int_equal(token_permissions_write(PERMISSION_BIT(PERMISSION_manage_own_notifications)), 1);
    assert_int_equal(token_permissions_write(PERMISSION_BIT(PERMISSION_manage_staff)), 2);
    assert_true(token_permissions_read(token_permissions_write(permissions)) == permissions);
    assert_true(token_permissions_read(token_permissions_write(0)) == 0);
    assert_int_equal(token_permissions_write(~UINT64_C(0)), -1);
    assert_true(token_permissions_read(-1) == ~UINT64_C(0));
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++)
        assert_true(token_permissions_read(token_permissions_write(PERMISSION_BIT(i))) == PERMISSION_BIT(i));
}

static void a_return_address_stays_on_this_server(void **state)
{
    (void)state;
    assert_true(is_local_address(STR("/clients?q=a%20b")));
    assert_false(is_local_address(STR("")));
    assert_false(is_local_address(STR("clients")));
    assert_false(is_local_address(STR("//evil.example")));
    assert_false(is_local_address(STR("/\\evil.example")));
    assert_false(is_local_address(STR("/a\r\nSet-Cookie: x=y")));
    assert_false(is_local_address(STR("https://evil.example")));
}

static void a_device_is_named_by_browser_and_system(void **state)
{
    struct arena arena = ARENA_INIT;

    (void)state;
    assert_str(
        device_name(&arena,
                    STR("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0")),
        "Edge on Windows");
    assert_str(
        device_name(&arena, STR("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")),
        "Safari on iPhone");
    assert_str(device_name(&arena, STR("curl/8.0")), "curl");
    assert_str(device_name(&arena, STR("")), "A program");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(IDN_01_a_password_has_twelve_characters_whatever_their_bytes),
        cmocka_unit_test(IDN_01_what_everyone_tries_is_refused_in_any_disguise),
        cmocka_unit_test(IDN_01_what_stands_near_the_person_is_refused),
        cmocka_unit_test(IDN_01_there_are_no_composition_rules),
        cmocka_unit_test(a_tokens_permissions_are_kept_by_their_rules_numbers),
        cmocka_unit_test(a_return_address_stays_on_this_server),
        cmocka_unit_test(a_device_is_named_by_browser_and_system),
    };

    return cmocka_run_group_tests_name("password", tests, NULL, NULL);
}
