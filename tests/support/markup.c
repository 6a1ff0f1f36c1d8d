#include "support/markup.h"

#include <stdio.h>

#define DEPTH_MAX 64

struct markup {
    struct str page;
    struct str open[DEPTH_MAX];
    int depth;
    char *text;
    size_t size;
};

static bool one_of(struct str tag, const char *const *list)
{
    for (; *list; list++) {
        if (str_is(tag, *list))
            return true;
    }
    return false;
}

static const char *fault(struct markup *m, const char *what, struct str tag)
{
    size_t at = (size_t)(tag.p - m->page.p), from = at > 120 ? at - 120 : 0;

    snprintf(m->text, m->size, "%s: <%.*s> after …%.*s", what, STR_ARG(tag),
             STR_ARG(str_slice(m->page, from, at - from)));
    return m->text;
}

static bool within(const struct markup *m, struct str tag)
{
    for (int i = 0; i < m->depth; i++) {
        if (str_equal(m->open[i], tag))
            return true;
    }
    return false;
}

static const char *opened(struct markup *m, struct str tag)
{
    static const char *const empty[] = {"area", "br",   "col",    "hr",  "img", "input",
                                        "link", "meta", "source", "wbr", NULL};
    static const char *const once[] = {"a", "button", "form", "label", "p", "main", "select", NULL};
    static const char *const blocks[] = {"address", "article", "aside",  "div", "dl",  "fieldset", "footer",
                                         "form",    "h1",      "h2",     "h3",  "h4",  "header",   "hr",
                                         "main",    "nav",     "ol",     "p",   "pre", "section",  "table",
                                         "ul",      "details", "dialog", NULL};

    if (within(m, STR("p")) && one_of(tag, blocks))
        return fault(m, "a block within a paragraph", tag);
    if (within(m, tag) && one_of(tag, once))
        return fault(m, "within its like", tag);
    if (one_of(tag, empty))
        return NULL;
    if (m->depth == DEPTH_MAX)
        return fault(m, "too deep", tag);
    m->open[m->depth++] = tag;
    return NULL;
}

static const char *closed(struct markup *m, struct str tag)
{
    if (!m->depth || !str_equal(m->open[m->depth - 1], tag))
        return fault(m, m->depth ? "closed while another is open" : "closed, never opened", tag);
    m->depth--;
    return NULL;
}

/* Behind the tag that begins at `at`: quotes may hold ">". */
static size_t tag_end(struct str page, size_t at)
{
    char quote = 0;

    for (; at < page.n; at++) {
        char c = page.p[at];

        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return at + 1;
    }
    return at;
}

static size_t name_length(struct str rest)
{
    size_t n = 0;

    while (n < rest.n && ((rest.p[n] >= 'a' && rest.p[n] <= 'z') || (rest.p[n] >= '0' && rest.p[n] <= '9')))
        n++;
    return n;
}

const char *markup_fault(struct str page, char *text, size_t size)
{
    struct markup m = {.page = page, .text = text, .size = size};
    bool vector = false; /* within svg slashes close, too */
    size_t at = 0;

    for (ptrdiff_t next; (next = str_find(page, '<', at)) >= 0;) {
        size_t start = (size_t)next + 1;
        bool closing = start < page.n && page.p[start] == '/';
        struct str tag = str_slice(page, start + closing, page.n);
        const char *wrong = NULL;

        at = tag_end(page, start);
        tag.n = name_length(tag);
        if (tag.n == 0)
            continue; /* <!doctype html> */
        if (str_is(tag, "svg"))
            vector = !closing;
        if (closing)
            wrong = closed(&m, tag);
        else if (!vector || page.p[at - 2] != '/')
            wrong = opened(&m, tag);
        if (wrong)
            return wrong;
    }
    return m.depth ? fault(&m, "never closed", m.open[m.depth - 1]) : NULL;
}
