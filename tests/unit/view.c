#include "view_fixture.h"

/* ------------------------------------------------------------------ values */

static void a_value_is_escaped_always(void **state)
{
    struct fixture *f = *state;
    doc_text(f->root, sample_name, STR("<b title=\"x\">Tom & 'Jerry'</b>"));
    assert_text(rendered(f, "<p>{{name}}</p>"),
                "<p>&lt;b title=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/b&gt;</p>");
    assert_text(rendered(f, "<p title='{{name}}'></p>"),
                "<p title='&lt;b title=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/b&gt;'></p>");
}

static void every_type_has_a_plain_form(void **state)
{
    struct fixture *f = *state;
    doc_id(f->root, sample_id, 1);
    doc_int(f->root, sample_visits, -1200);
    doc_bool(f->root, sample_active, true);
    doc_instant(f->root, sample_starts_at, SAMPLE_AT);
    doc_day(f->root, sample_day, day_from_civil(2026, 5, 3));
    doc_int(f->root, sample_from, 570);
    doc_int(f->root, sample_price, 123450);
    doc_enum(f->root, sample_status, 2);
    doc_address(f->root, sample_address, STR("/a?b=1&c=2"));
    assert_text(
        rendered(f, "{{id}} {{visits}} {{active}} {{starts_at}} {{day}} {{from}} {{price}} {{status}} {{address}}"),
        "0000000000001 -1200 yes Sun 3 May 09:00 3 May 2026 09:30 $1,234.50 in_progress /a?b=1&amp;c=2");
}

static void what_is_absent_or_null_is_written_as_nothing(void **state)
{
    struct fixture *f = *state;
    doc_null(f->root, sample_name);
    assert_text(rendered(f, "[{{name}}{{visits|number}}{{owner.name}}{{day|when}}{{@token}}{{@word.staff}}]"), "[]");
}

static void the_frames_values_are_in_every_scope(void **state)
{
    struct fixture *f = *state;
    doc_text(doc_root(f->frame), frame_token, STR("t&k"));
    doc_text(doc_object(doc_root(f->frame), frame_word), frame_word_staff, STR("sitter"));
    doc_text(doc_object(f->root, sample_owner), sample_owner_name, STR("Ann"));
    assert_text(rendered(f, "{{@word.staff}} {{#owner}}{{name}} {{@token}}{{/owner}}"), "sitter Ann t&amp;k");
}

static void without_a_frame_its_values_are_absent(void **state)
{
    struct fixture *f = *state;
    f->context.at = NULL;
    assert_text(rendered(f, "[{{@token}}{{#@nav}}x{{/@nav}}{{^@may_add}}no{{/@may_add}}]"), "[no]");
}

/* ------------------------------------------------------------------ sections */

static void a_list_repeats_its_body(void **state)
{
    struct fixture *f = *state;
    struct node *pets = doc_list(f->root, sample_pets);
    doc_text(doc_item(pets), sample_pet_name, STR("Rex"));
    doc_text(doc_item(pets), sample_pet_name, STR("Ada"));
    doc_text(doc_item(pets), sample_pet_name, STR("Bo"));
    assert_text(rendered(f, "{{#pets}}{{.number}} {{name}}{{^.last}}, {{/.last}}{{/pets}}{{^pets}}none{{/pets}}"),
                "1 Rex, 2 Ada, 3 Bo");
    assert_text(
        rendered(f, "{{?pets}}<ul>{{#pets}}<li{{#.first}} class=\"a\"{{/.first}}>{{name}}</li>{{/pets}}</ul>{{/pets}}"),
        "<ul><li class=\"a\">Rex</li><li>Ada</li><li>Bo</li></ul>");
}

static void an_empty_list_shows_the_opposite(void **state)
{
    struct fixture *f = *state;
    assert_text(rendered(f, "{{#pets}}x{{/pets}}{{?pets}}y{{/pets}}{{^pets}}none{{/pets}}"), "none");
    doc_list(f->root, sample_pets);
    assert_text(rendered(f, "{{#pets}}x{{/pets}}{{?pets}}y{{/pets}}{{^pets}}none{{/pets}}"), "none");
}

static void texts_and_maps_are_walked(void **state)
{
    struct fixture *f = *state;
    doc_add_text(f->root, sample_tags, STR("a<b"));
    doc_add_text(f->root, sample_tags, STR("not_yet"));
    struct node *hints = doc_map(f->root, sample_hints);
    doc_text(doc_entry(hints, STR("name")), sample_hint_text, STR("too long"));
    doc_text(doc_entry(hints, STR("day")), sample_hint_text, STR("past"));
    assert_text(rendered(f, "{{#tags}}{{.}}{{^.last}}|{{/.last}}{{/tags}}"), "a&lt;b|not_yet");
    assert_text(rendered(f, "{{#tags}}{{.|label}};{{/tags}}"), "A&lt;b;Not yet;");
    assert_text(rendered(f, "{{#hints}}{{.key}}={{text}};{{/hints}}"), "name=too long;day=past;");
    assert_text(
        rendered(f, "{{hints.name.text}}{{#hints.day}} {{text}}{{/hints.day}}{{^hints.price}} fine{{/hints.price}}"),
        "too long past fine");
}

static void an_object_is_entered_if_it_is_set(void **state)
{
    struct fixture *f = *state;
    assert_text(rendered(f, "{{#owner}}in{{/owner}}{{^owner}}out{{/owner}}"), "out");
    doc_text(doc_object(f->root, sample_owner), sample_owner_name, STR("Ann"));
    doc_text(f->root, sample_name, STR("Rex"));
    assert_text(rendered(f, "{{#owner}}{{name}}{{/owner}} {{?owner}}{{name}}{{/owner}} {{owner.name}}"), "Ann Rex Ann");
    doc_null(f->root, sample_owner);
    assert_text(rendered(f, "{{#owner}}in{{/owner}}{{^owner}}out{{/owner}}"), "out");
}

static void scalars_decide(void **state)
{
    struct fixture *f = *state;
    const char *all =
        "{{#active}}b{{/active}}{{#name}}t{{/name}}{{#visits}}i{{/visits}}{{#id}}d{{/id}}{{#from}}m{{/from}}";
    assert_text(rendered(f, all), "");
    doc_bool(f->root, sample_active, false);
    doc_text(f->root, sample_name, STR(""));
    doc_int(f->root, sample_visits, 0);
    doc_id(f->root, sample_id, 0);
    doc_int(f->root, sample_from, 0);
    /* Midnight is a time. */
    assert_text(rendered(f, all), "m");
    doc_bool(f->root, sample_active, true);
    doc_text(f->root, sample_name, STR("x"));
    doc_int(f->root, sample_visits, -1);
    doc_id(f->root, sample_id, 9);
    assert_text(rendered(f, all), "btidm");
}

static void the_names_of_a_choice_are_booleans(void **state)
{
    struct fixture *f = *state;
    const char *text = "{{#status.scheduled}}s{{/status.scheduled}}{{#status.completed}}c{{/status.completed}}"
                       "{{^status.completed}}-{{/status.completed}}{{#status}} {{status|label}}{{/status}}";
    assert_text(rendered(f, text), "-");
    doc_enum(f->root, sample_status, 2);
    assert_text(rendered(f, text), "- In progress");
    doc_enum(f->root, sample_status, 3);
    assert_text(rendered(f, text), "c Completed");
}

static void sections_nest_and_lists_of_the_frame_work(void **state)
{
    struct fixture *f = *state;
    struct node *nav = doc_list(doc_root(f->frame), frame_nav);
    struct node *item = doc_item(nav);
    doc_address(item, frame_nav_href, STR("/clients"));
    doc_text(item, frame_nav_label, STR("Clients"));
    doc_bool(item, frame_nav_current, true);
    doc_bool(doc_root(f->frame), frame_may_add, true);
    assert_text(
        rendered(f, "{{#@nav}}<a href=\"{{href}}\"{{#current}} aria-current=\"page\"{{/current}}>{{label}}</a>{{/@nav}}"
                    "{{#@may_add}}+{{/@may_add}}"),
        "<a href=\"/clients\" aria-current=\"page\">Clients</a>+");
    struct node *pet = doc_item(doc_list(f->root, sample_pets));
    doc_add_text(pet, sample_pet_tags, STR("shy"));
    assert_text(rendered(f, "{{#pets}}{{#tags}}{{.}} {{#@nav}}{{label}}{{/@nav}}{{/tags}}{{/pets}}"), "shy Clients");
}

static void a_partial_is_read_in_the_same_scope(void **state)
{
    struct fixture *f = *state;
    doc_text(doc_item(doc_list(f->root, sample_pets)), sample_pet_name, STR("Rex"));
    f->pages[1] = (struct page){"pets/row", "<li>{{name}}</li>"};
    assert_text(rendered(f, "<ul>{{#pets}}{{>pets/row}}{{/pets}}</ul>"), "<ul><li>Rex</li></ul>");
    f->pages[1] = (struct page){"pets/row", " data-name=\"{{name}}\""};
    assert_text(rendered(f, "{{#pets}}<p{{>pets/row}}>x</p>{{/pets}}"), "<p data-name=\"Rex\">x</p>");
}

static void a_tag_alone_on_its_line_takes_the_line_with_it(void **state)
{
    struct fixture *f = *state;
    doc_text(f->root, sample_name, STR("x"));
    assert_text(rendered(f, "a\n  {{#name}}  \n  b\n  {{! c }}\r\n  {{/name}}\nc {{#name}}\nd{{/name}}\n"),
                "a\n  b\nc \nd\n");
    assert_text(rendered(f, "{{! first }}\n<p>\n{{name}}\n</p>"), "<p>\nx\n</p>");
}

/* ------------------------------------------------------------------ names */

static void an_unknown_name_is_refused_with_template_line_and_reason(void **state)
{
    struct fixture *f = *state;
    assert_text(refusal(f, "<p>\n\n{{nme}}</p>"), "template page line 3: no field \"nme\" in sample");
    assert_text(refusal(f, "\n{{#owner}}{{visits}}{{/owner}}"),
                "template page line 2: no field \"visits\" in sample_owner");
    assert_text(refusal(f, "<p\nclass=x>"), "template page line 2: an attribute without quotes");
    f->pages[1] = (struct page){"part/one", "a\n{{zz}}"};
    assert_text(refusal(f, "\n\n{{>part/one}}"), "template part/one line 2: no field \"zz\" in sample");
    assert_text(refusal(f, "\n{{>part/two}}"), "template page line 2: no partial \"part/two\"");
}

static void names_that_cannot_be_are_refused(void **state)
{
    static const char *const refused[] = {
        "{{}}",
        "{{ }}",
        "{{a b}}",
        "{{name.}}",
        "{{.name}}",
        "{{name.x}}",
        "{{@nme}}",
        "{{@}}",
        "{{owner}}",
        "{{pets}}",
        "{{tags}}",
        "{{hints}}",
        "{{pets.name}}",
        "{{status.gone}}",
        "{{#status.gone}}{{/status.gone}}",
        "{{status.scheduled}}",
        "{{.}}",
        "{{.key}}",
        "{{.last}}",
        "{{#pets}}{{.}}{{/pets}}",
        "{{#pets}}{{.key}}{{/pets}}",
        "{{#pets}}{{visits}}{{/pets}}",
        "{{#tags}}{{name}}{{/tags}}",
        "{{{name}}}",
        "{{&name}}",
        "{{name",
        "{{#name}}",
        "{{/name}}",
        "{{#name}}{{/id}}",
        "{{#name}}{{#id}}{{/name}}{{/id}}",
        "{{>nowhere}}",
        "{{=<% %>=}}",
        "{{#pets}}{{#owner}}{{/owner}}{{/pets}}",
        "{{#owner}}{{.number}}{{/owner}}",
        "{{hints.x}}",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        refusal(f, refused[i]);
}

static void a_filter_must_fit_the_type(void **state)
{
    static const char *const refused[] = {
        "{{name|day}}",
        "{{visits|money}}",
        "{{price|number}}",
        "{{day|time}}",
        "{{from|day}}",
        "{{status|initials}}",
        "{{name|nothing}}",
        "{{name|}}",
        "{{id|label}}",
        "{{pets|label}}",
        "{{visits|plural}}",
        "{{visits|plural:one}}",
        "{{visits|plural:a:b:c}}",
        "{{price|money:x}}",
        "{{name|initials|label}}",
        "{{active|count}}",
        "{{starts_at|clock}}",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        refusal(f, refused[i]);
    assert_text(refusal(f, "{{name|day}}"), "template page line 1: filter \"day\" does not fit a text");
}

static void a_partial_within_itself_comes_to_an_end(void **state)
{
    struct fixture *f = *state;
    f->pages[1] = (struct page){"part/one", "{{#owner}}{{/owner}}{{>part/one}}"};
    assert_text(refusal(f, "{{>part/one}}"), "template part/one line 1: partials are nested too deeply");
    f->pages[1] = (struct page){"part/one", "<p class=\""};
    refusal(f, "{{>part/one}}\">");
    f->pages[1] = (struct page){"part/one", "{{/name}}"};
    refusal(f, "{{#name}}{{>part/one}}");
}

/* ------------------------------------------------------------------ sources */

static void built_in_templates_are_found_by_name(void **state)
{
    struct str text = {NULL, 0};
    (void)state;
    for (int i = 0; i < view_builtin_count(); i++)
        assert_true(view_builtin(NULL, view_builtin_name(i), &text));
    assert_true(view_builtin(NULL, STR("frame/head"), &text));
    assert_true(memmem(text.p, text.n, "<!doctype html>", 15) != NULL);
    assert_false(view_builtin(NULL, STR("frame/hea"), &text));
    assert_false(view_builtin(NULL, STR("zzz"), &text));
    assert_false(view_builtin(NULL, STR(""), &text));
}

static void templates_on_disk_are_the_built_in_ones(void **state)
{
    struct fixture *f = *state;
    struct str built, read;
    const char *root = getenv("PETGATE_ROOT");
    struct view_disk disk = {&f->arena, arena_format(&f->arena, "%s/src", root ? root : "..")};
    for (int i = 0; i < view_builtin_count(); i++) {
        assert_true(view_builtin(NULL, view_builtin_name(i), &built));
        assert_true(view_from_disk(&disk, view_builtin_name(i), &read));
        assert_true(str_equal(built, read));
    }
    assert_false(view_from_disk(&disk, STR("frame/nothing"), &read));
    assert_false(view_from_disk(&disk, STR("../view/pages/frame/head"), &read));
    assert_false(view_from_disk(&disk, STR("frame/../frame/head"), &read));
    assert_false(view_from_disk(&disk, STR("frame"), &read));
    assert_false(view_from_disk(&disk, STR("frame/head.html"), &read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_value_is_escaped_always),
        TEST(every_type_has_a_plain_form),
        TEST(what_is_absent_or_null_is_written_as_nothing),
        TEST(the_frames_values_are_in_every_scope),
        TEST(without_a_frame_its_values_are_absent),
        TEST(a_list_repeats_its_body),
        TEST(an_empty_list_shows_the_opposite),
        TEST(texts_and_maps_are_walked),
        TEST(an_object_is_entered_if_it_is_set),
        TEST(scalars_decide),
        TEST(the_names_of_a_choice_are_booleans),
        TEST(sections_nest_and_lists_of_the_frame_work),
        TEST(a_partial_is_read_in_the_same_scope),
        TEST(a_tag_alone_on_its_line_takes_the_line_with_it),
        TEST(an_unknown_name_is_refused_with_template_line_and_reason),
        TEST(names_that_cannot_be_are_refused),
        TEST(a_filter_must_fit_the_type),
        TEST(a_partial_within_itself_comes_to_an_end),
        TEST(built_in_templates_are_found_by_name),
        TEST(templates_on_disk_are_the_built_in_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
