/* A document, a frame and the templates of one test, for the tests of view/. */
#ifndef TESTS_UNIT_VIEW_FIXTURE_H
#define TESTS_UNIT_VIEW_FIXTURE_H

#include "sample.h"
#include "view/view.h"

#define FRAME_WORD(F, P) F(P, staff, TEXT, BASIC)
DOC_SCHEMA(frame_word, FRAME_WORD);

#define FRAME_NAV(F, P)                                                                                                \
    F(P, href, ADDRESS, BASIC)                                                                                         \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, current, BOOL, BASIC)
DOC_SCHEMA(frame_nav, FRAME_NAV);

#define FRAME(F, P)                                                                                                    \
    F(P, token, TEXT, BASIC)                                                                                           \
    F(P, path, ADDRESS, BASIC)                                                                                         \
    F(P, word, OBJECT, BASIC, .of = &frame_word_schema)                                                                \
    F(P, nav, LIST, BASIC, .of = &frame_nav_schema)                                                                    \
    F(P, may_add, BOOL, BASIC)
DOC_SCHEMA(frame, FRAME);

/* Templates and partials of one test, by name; the first is the page. */
struct page {
    const char *name;
    const char *text;
};

struct fixture {
    struct arena arena;
    struct doc *doc;
    struct doc *frame;
    struct node *root;
    struct page pages[4];
    struct view_context context;
};

static inline int set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){.arena = ARENA_INIT};
    f.doc = doc_new(&f.arena, &sample_schema, CLASSES_ALL, NULL);
    f.frame = doc_new(&f.arena, &frame_schema, CLASSES_ALL, NULL);
    f.root = doc_root(f.doc);
    f.context = (struct view_context){
        .root = f.root,
        .at = doc_root(f.frame),
        .zone = sample_zone(&f.arena, "America/New_York"),
        .now = SAMPLE_AT,
        .currency = STR("USD"),
        .locale = STR("en"),
    };
    *state = &f;
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_free(&f->arena);
    return 0;
}

static inline bool find_page(void *data, struct str name, struct str *ret_text)
{
    struct fixture *f = data;
    for (size_t i = 0; i < ARRAY_SIZE(f->pages) && f->pages[i].name; i++) {
        if (str_is(name, f->pages[i].name)) {
            *ret_text = str_from(f->pages[i].text);
            return true;
        }
    }
    return false;
}

static inline struct str rendered(struct fixture *f, const char *text)
{
    struct view *view = NULL;
    struct buf out;

    f->pages[0] = (struct page){"page", text};
    if (view_parse(&f->arena, STR("page"), find_page, f, &sample_schema, &frame_schema, &view) != OK)
        fail_msg("%s\n      %.*s", text, STR_ARG(f->arena.failure.log));
    buf_init(&out, &f->arena, 1 << 20);
    view_render(view, &f->context, &out);
    return buf_str(&out);
}

/* Why a template is refused. */
static inline struct str refusal(struct fixture *f, const char *text)
{
    struct view *view = NULL;
    f->pages[0] = (struct page){"page", text};
    if (view_parse(&f->arena, STR("page"), find_page, f, &sample_schema, &frame_schema, &view) != ERR_INTERNAL)
        fail_msg("taken: %s", text);
    return f->arena.failure.log;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
