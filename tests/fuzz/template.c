/* Templates come from our own sources, but --dev reads them while they are being written, and the promise that a value
 * never breaks out of its place is worth more than one reader. Behind the first NUL stands the text of a partial. */
#include "view/view.h"

#include <stdlib.h>

/* What a value would need to break out, between bytes that tell it from the template's own; the ends keep two values
 * with such a character between them from looking the same. */
#define HOSTILE "\x03\x01<\x02>\x01\"\x02'\x01&\x02\x03"

NAMES(fuzz_choices, "open", "closed");

#define FUZZ_ITEM(F, P)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, href, ADDRESS, BASIC)                                                                                         \
    F(P, on, BOOL, BASIC)
DOC_SCHEMA(fuzz_item, FUZZ_ITEM);

#define FUZZ_PAGE(F, P)                                                                                                \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, on, BOOL, BASIC)                                                                                              \
    F(P, count, INT, BASIC)                                                                                            \
    F(P, at, INSTANT, BASIC)                                                                                           \
    F(P, day, DAY, BASIC)                                                                                              \
    F(P, from, MINUTES, BASIC)                                                                                         \
    F(P, price, MONEY, BASIC)                                                                                          \
    F(P, state, ENUM, BASIC, .names = &fuzz_choices)                                                                   \
    F(P, href, ADDRESS, BASIC)                                                                                         \
    F(P, item, OBJECT, BASIC, .of = &fuzz_item_schema)                                                                 \
    F(P, items, LIST, BASIC, .of = &fuzz_item_schema)                                                                  \
    F(P, tags, TEXTS, BASIC)                                                                                           \
    F(P, map, MAP, BASIC, .of = &fuzz_item_schema)
DOC_SCHEMA(fuzz_page, FUZZ_PAGE);

struct texts {
    struct str page, part;
};

static bool find_text(void *data, struct str name, struct str *ret_text)
{
    const struct texts *texts = data;
    *ret_text = str_is(name, "page") ? texts->page : texts->part;
    return str_is(name, "page") || str_is(name, "part");
}

static void fill_item(struct node *item)
{
    doc_text(item, fuzz_item_name, STR(HOSTILE));
    doc_address(item, fuzz_item_href, STR("/a?b=1&c=" HOSTILE));
    doc_bool(item, fuzz_item_on, true);
}

static struct node *given_root(struct arena *arena)
{
    struct doc *doc = doc_new(arena, &fuzz_page_schema, CLASSES_ALL, NULL);
    struct node *root = doc_root(doc);
    doc_id(root, fuzz_page_id, 1);
    doc_text(root, fuzz_page_name, STR(HOSTILE));
    doc_int(root, fuzz_page_count, -1234567);
    doc_instant(root, fuzz_page_at, INSTANT_MAX);
    doc_day(root, fuzz_page_day, 20000);
    doc_int(root, fuzz_page_from, 1440);
    doc_int(root, fuzz_page_price, INT64_MIN);
    doc_enum(root, fuzz_page_state, 2);
    doc_address(root, fuzz_page_href, STR("/x?'\"<>"));
    fill_item(doc_object(root, fuzz_page_item));
    /* One each: loops within loops over the frame would multiply. */
    fill_item(doc_item(doc_list(root, fuzz_page_items)));
    doc_add_text(root, fuzz_page_tags, STR(HOSTILE));
    fill_item(doc_entry(doc_map(root, fuzz_page_map), STR(HOSTILE)));
    return root;
}

static void check_output(struct str out, const uint8_t *data, size_t size)
{
    static const char *const marks[] = {"\x01<\x02", "\x02>\x01", "\x01\"\x02", "\x02'\x01"};
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
        if (out.n > 0 && memmem(out.p, out.n, marks[i], 3) && !memchr(data, '\x01', size) &&
            !memchr(data, '\x02', size))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct view *view = NULL;
    struct texts texts = {.part = {(const char *)data, size}};
    struct buf out;

    texts.page = str_cut(&texts.part, '\0');
    if (view_parse(&arena, STR("page"), find_text, &texts, &fuzz_page_schema, &fuzz_page_schema, &view) == OK) {
        struct node *root = given_root(&arena);
        struct view_context context = {.root = root, .at = root, .now = INSTANT_MIN, .currency = STR(HOSTILE)};
        buf_init(&out, &arena, 1 << 20);
        view_render(view, &context, &out);
        check_output(buf_str(&out), data, size);
    }
    arena_free(&arena);
    return 0;
}
