#include "view_fixture.h"

static void a_section_may_hold_attributes(void **state)
{
    struct fixture *f = *state;
    doc_bool(f->root, sample_active, true);
    assert_text(rendered(f, "<option value=\"x\"{{#active}} selected{{/active}}>"), "<option value=\"x\" selected>");
    assert_text(rendered(f, "<option{{#active}} selected{{/active}}{{^active}} disabled{{/active}} value=\"x\">"),
                "<option selected value=\"x\">");
    assert_text(rendered(f, "<p {{#active}}class=\"a {{name}}\"{{/active}} id=\"b\">"), "<p class=\"a \" id=\"b\">");
    assert_text(rendered(f, "<p class=\"a{{#active}} on{{/active}}\">"), "<p class=\"a on\">");
    assert_text(rendered(f, "<p\n  {{#active}}\n  hidden\n  {{/active}}\n>"), "<p\n  hidden\n>");
    assert_text(rendered(f, "<input{{#active}} checked{{/active}}/>"), "<input checked/>");
}

static void addresses_take_ids_and_addresses_alone(void **state)
{
    static const char *const refused[] = {
        "<a href=\"{{name}}\">",
        "<a href=\"/x/{{name}}\">",
        "<img src='{{name}}'>",
        "<form action=\"{{@token}}\">",
        "<button formaction=\"{{visits}}\">",
        "<p hx-get=\"/x/{{name}}\">",
        "<p HX-POST=\"{{name}}\">",
        "<p hx-put=\"{{name}}\">",
        "<p hx-delete=\"{{name}}\">",
        "<p data-url=\"{{name}}\">",
        "<a href=\"{{#active}}{{name}}{{/active}}\">",
        "<a href=\"x{{name|tel}}\">",
        "<a href=\"{{name|tel}}\">",
        "<a href=\"tel:{{name}}\">",
        "<a href=\"tel:{{name|mailto}}\">",
        "<a href=\"tel:{{name|tel}}{{name|tel}}\">",
        "<a href=\"javascript:{{id}}\">",
        "<a href=\" JavaScript:alert(1)\">",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        refusal(f, refused[i]);
    doc_id(f->root, sample_id, 1);
    doc_address(f->root, sample_address, STR("/a?b&c"));
    doc_text(f->root, sample_name, STR("+1 (555) 010\"9"));
    doc_address(doc_root(f->frame), frame_path, STR("/here"));
    assert_text(rendered(f, "<a href=\"/x/{{id}}/y\" hx-get=\"{{address}}\" data-url=\"{{@path}}\">"),
                "<a href=\"/x/0000000000001/y\" hx-get=\"/a?b&amp;c\" data-url=\"/here\">");
    assert_text(rendered(f, "<a href=\"tel:{{name|tel}}\">"), "<a href=\"tel:+15550109\">");
    assert_text(rendered(f, "<a href=\"mailto:{{name|mailto}}\">"), "<a href=\"mailto:%2B1%20%28555%29%20010%229\">");
}

static void values_stand_in_text_and_quotes_alone(void **state)
{
    static const struct {
        const char *text;
        const char *reason;
    } refused[] = {
        {"<p class={{name}}>", "attribute without quotes"},
        {"<p {{name}}>", "between attributes"},
        {"<p {{name}}=\"x\">", "between attributes"},
        {"<{{name}}>", "tag's name"},
        {"<p{{name}}>", "tag's name"},
        {"</{{name}}>", "tag's name"},
        {"<p a{{name}}=\"x\">", "attribute's name"},
        {"<script>{{name}}</script>", "script or style"},
        {"<style>{{name}}</style>", "script or style"},
        {"<!-- {{name}} -->", "HTML comment"},
        {"<!doctype {{name}}>", "declaration"},
        {"<p class=x>", "without quotes"},
        {"<p onclick=\"x()\">", "script or style"},
        {"<p style=\"color:red\">", "script or style"},
        {"<p hx-on:click=\"x()\">", "script or style"},
        {"<script>x()</script>", "script or style"},
        {"<style>p{}</style>", "script or style"},
        {"<iframe src=\"/x\">", "no place"},
        {"<base href=\"/x\">", "no place"},
        {"<p hx-vals='js:{}'>", "script"},
        {"a < b", "opens no tag"},
        {"<p class=\"a\"id=\"b\">", "white space is missing"},
        {"<p", "ends within a tag"},
        {"<p class=\"", "ends within a tag"},
        {"<sc{{!x}}ript>", "white space is missing"},
        {"<p \"x\">", "not an attribute's name"},
        {"<p a{{#active}} b{{/active}}=\"x\">", "white space is missing"},
        {"<script type=\"text/plain\"><b></script>", "script or style"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        struct str reason = refusal(f, refused[i].text);
        if (!memmem(reason.p, reason.n, refused[i].reason, strlen(refused[i].reason)))
            fail_msg("%s: %.*s", refused[i].text, STR_ARG(reason));
    }
}

static void a_section_ends_where_it_began(void **state)
{
    static const char *const refused[] = {
        "{{#active}}<p class=\"{{/active}}\">",
        "<p {{#active}}>{{/active}}",
        "<p class=\"{{#active}}\" id=\"{{/active}}\">",
        "{{#active}}<p {{/active}}>",
        "<{{#active}}b{{/active}}>",
        "<p class={{#active}}\"x\"{{/active}}>",
        "<script>{{#active}}{{/active}}</script>",
        "<p {{#active}}a{{/active}}b>",
        "{{#active}}</p {{/active}}>",
        "<p {{#pets}}a=\"b\"{{/pets}}>",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        refusal(f, refused[i]);
    assert_text(rendered(f, "{{#active}}<div>{{/active}}{{^active}}<p>{{/active}}x"), "<p>x");
}

static void a_script_may_be_named(void **state)
{
    doc_address(doc_root(((struct fixture *)*state)->frame), frame_path, STR("/app.js"));
    assert_text(
        rendered(*state,
                 "<!doctype html><script src=\"{{@path}}\" defer></script><SCRIPT src='/a'>\n</script >{{visits}}"),
        "<!doctype html><script src=\"/app.js\" defer></script><SCRIPT src='/a'>\n</script >");
}

static void json_within_an_attribute_stays_json(void **state)
{
    struct fixture *f = *state;
    doc_text(f->root, sample_name, STR("a\"b\\c\n<'"));
    assert_text(rendered(f, "<p hx-vals='{\"n\":\"{{name}}\"}'>"),
                "<p hx-vals='{\"n\":\"a\\&quot;b\\\\c\\u000a&lt;&#39;\"}'>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_section_may_hold_attributes),
        TEST(addresses_take_ids_and_addresses_alone),
        TEST(values_stand_in_text_and_quotes_alone),
        TEST(a_section_ends_where_it_began),
        TEST(a_script_may_be_named),
        TEST(json_within_an_attribute_stays_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
