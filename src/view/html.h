/* Where in a page's HTML a template's tags stand, followed while it is read. Strict on purpose: only what a value can
 * never break out of is let through, so a page needs no care by those who write it. */
#ifndef VIEW_HTML_H
#define VIEW_HTML_H

#include "doc/doc.h"

enum html_state {
    HTML_TEXT = 1,
    HTML_TAG_OPEN, /* behind "<" or "</" */
    HTML_TAG_NAME,
    HTML_GAP,   /* inside a tag, an attribute may begin */
    HTML_TIGHT, /* inside a tag, white space must come first */
    HTML_ATTR_NAME,
    HTML_ATTR_NAMED,   /* white space behind an attribute's name */
    HTML_BEFORE_VALUE, /* behind "=" */
    HTML_VALUE,
    HTML_COMMENT,
    HTML_MARKUP, /* "<!doctype …" */
    HTML_RAW,    /* script and style */
    HTML_STATE__MAX,
};

enum html_attribute { HTML_PLAIN = 1, HTML_URL, HTML_JSON, HTML_REFUSED, HTML_ATTRIBUTE__MAX };

struct html {
    enum html_state state;
    bool closing;    /* the tag began with "</" */
    char quote;      /* around the value */
    struct str tag;  /* the tag we are in */
    struct str name; /* the attribute we are in */
    enum html_attribute attribute;
    struct str prefix; /* the value's literal beginning */
    bool whole;        /* nothing but literals came in this value so far */
};

#define HTML_INIT ((struct html){.state = HTML_TEXT})

/* Takes a literal piece. NULL if it is fine, else the reason, with the offset in `*ret_at`. */
const char *html_literal(struct html *html, struct str text, size_t *ret_at);
/* A value of `type` stands here; `scheme` is what its filter makes it fit for ("tel:") or NULL. NULL or the reason. */
const char *html_value(struct html *html, enum type type, const char *scheme);
/* A section begins or ends, or a partial stands here. NULL or the reason. */
const char *html_boundary(struct html *html);
/* Whether a section that began at `open` may end at `close`; then `*close` is what holds behind it either way. */
bool html_join(const struct html *open, struct html *close);
/* The body of a loop follows itself. */
void html_loop(struct html *html);

#endif
