/* Inside of the pages: page.c (rendering), page_schema.c (what templates may name), page_form.c (after a write). */
#ifndef HTTP_PAGE_INSIDE_H
#define HTTP_PAGE_INSIDE_H

#include "http/page.h"
#include "view/view.h"

#define PAGE_ERROR_ROW(F, P)                                                                                           \
    F(P, field, TEXT, BASIC)                                                                                           \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, text, TEXT, BASIC)
DOC_SCHEMA(page_error_row, PAGE_ERROR_ROW);

/* What every page's @problem begins with; documents of write rows follow. */
#define PAGE_PROBLEM(F, P)                                                                                             \
    F(P, text, TEXT, BASIC)                                                                                            \
    F(P, status, INT, BASIC)                                                                                           \
    F(P, errors, LIST, BASIC, .of = &page_error_row_schema)
DOC_SCHEMA(page_problem, PAGE_PROBLEM);

/* The company's words, each a text of its own (ROL-06). */
static const struct field page_word_fields[] = {
#define WORD(key, by, own, other) {.name = #key, .type = TYPE_TEXT, .class = CLASS_BASIC},
#include "base/words.def"
#undef WORD
};
static const struct schema page_word_schema
    __attribute__((unused)) = {"page_word", page_word_fields, ARRAY_SIZE(page_word_fields)};

/* What every @ begins with; the fields of me.frame follow. */
#define PAGE_AT(F, P)                                                                                                  \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, path, ADDRESS, BASIC)                                                                                         \
    F(P, here, ADDRESS, BASIC)                                                                                         \
    F(P, return, ADDRESS, BASIC)                                                                                       \
    F(P, query, TEXT, BASIC)                                                                                           \
    F(P, css, ADDRESS, BASIC)                                                                                          \
    F(P, js, ADDRESS, BASIC)                                                                                           \
    F(P, theme_js, ADDRESS, BASIC)                                                                                     \
    F(P, picker_js, ADDRESS, BASIC)                                                                                    \
    F(P, form_token, TEXT, BASIC)                                                                                      \
    F(P, change, INT, BASIC)                                                                                           \
    F(P, flash, TEXT, BASIC)                                                                                           \
    F(P, flash_undo, ADDRESS, BASIC)                                                                                   \
    F(P, request_id, TEXT, BASIC)                                                                                      \
    F(P, signed_in, BOOL, BASIC)                                                                                       \
    F(P, word, OBJECT, BASIC, .of = &page_word_schema)                                                                 \
    F(P, problem, OBJECT, BASIC, .of = &page_problem_schema)
DOC_SCHEMA(page_at, PAGE_AT);

/* The document of frame/error. */
#define ERROR_PAGE(F, P)                                                                                               \
    F(P, status, INT, BASIC)                                                                                           \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, text, TEXT, BASIC)                                                                                            \
    F(P, try_again, BOOL, BASIC)                                                                                       \
    F(P, why_page, ADDRESS, BASIC)
DOC_SCHEMA(error_page, ERROR_PAGE);

struct page {
    const struct operation *operation; /* NULL: an error */
    const struct view *view;
    const struct schema *schema; /* of the document */
    const struct schema *at;     /* page_at, me.frame, and this page's problems */
    bool bare;                   /* without the frame */
    struct str fault;            /* --dev: why there is no view */
};

struct pages {
    const struct operation *frame_operation; /* me.frame, or NULL */
    const struct schema *at;                 /* without problems of any page */
    struct page head, foot, error;
    struct page **by_operation;     /* index of the operation; NULL: has no page */
    const struct operation **forms; /* index of a write: the row that holds its form, or NULL */
};

/* ------------------------------------------------------------------ page_schema.c */

/* page_at and the fields of `frame` (which may be NULL). */
MUST_CHECK enum err page_schema_at(const struct schema *frame, struct arena *arena, const struct schema **ret);
/* `at` with the problem documents of the writes whose form is `operation`. */
const struct schema *page_schema_with_problems(const struct schema *at, const struct http *http,
                                               const struct operation *operation, struct arena *arena);
/* "access.remove" → "access_remove". */
struct str page_problem_name(const struct operation *operation, struct arena *arena);

/* ------------------------------------------------------------------ page.c */

/* A refused write, kept while another operation runs in the same arena. */
struct refused {
    const struct operation *operation;
    enum err err;
    struct failure failure;
    const struct input *input; /* what was typed, or NULL */
    struct doc *problem;
};

/* Renders `page` over `doc`. `refused` may be NULL. */
void page_render(struct exchange *x, const struct page *page, const struct outcome *outcome, struct doc *doc,
                 const struct refused *refused);
const struct page *page_of(struct exchange *x, const struct operation *operation);
void page_error_about(struct exchange *x, enum err err, const struct outcome *outcome);

/* ------------------------------------------------------------------ page_form.c */

/* After a write that was carried out: where the form goes on. */
void form_done(struct exchange *x, const struct outcome *outcome);
/* After one that was refused. False: the row names no form, or its form cannot be shown. */
MUST_CHECK bool form_again(struct exchange *x, const struct refused *refused);
/* The text of `done=…` in the query, or empty. */
struct str form_flash(struct exchange *x, const struct outcome *outcome);
/* The address that takes it back, or nothing. */
struct str form_flash_undo(struct exchange *x);
/* The query without those two, which are said once. */
struct str form_query(struct exchange *x);
/* Lays what was typed over `doc`. */
void form_overlay(struct exchange *x, struct doc *doc, const struct refused *refused, const struct outcome *outcome);

#endif
