#include "view/html.h"

/* Attributes that browsers or htmx take for addresses; a name that ends in -url, -href or -src is one as well. */
static const char *const url_attributes[] = {
    "href",       "src",        "action",   "formaction",  "poster",         "cite",        "data",
    "ping",       "srcset",     "hx-get",   "hx-post",     "hx-put",         "hx-delete",   "hx-patch",
    "background", "xlink:href", "manifest", "hx-push-url", "hx-replace-url", "sse-connect",
};
/* Attributes whose text is JSON: values are escaped for that, too. */
static const char *const json_attributes[] = {"hx-vals", "hx-headers", "hx-config", "hx-request"};
/* Script and style have no place in a page. */
static const char *const refused_attributes[] = {"style", "srcdoc", "hx-vars"};
static const char *const refused_tags[] = {"iframe",    "object",  "embed",    "xmp",
                                           "plaintext", "noembed", "noframes", "base"};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.' || c == '@';
}

static bool is_one_of(struct str name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal_nocase(name, str_from(list[i])))
            return true;
    }
    return false;
}

static bool begins(struct str name, const char *prefix)
{
    return str_equal_nocase(str_slice(name, 0, strlen(prefix)), str_from(prefix));
}

static bool ends(struct str name, const char *suffix)
{
    size_t n = strlen(suffix);
    return name.n >= n && str_equal_nocase(str_slice(name, name.n - n, n), str_from(suffix));
}

static enum html_attribute attribute_of(struct str name)
{
    if (begins(name, "on") || begins(name, "hx-on") ||
        is_one_of(name, refused_attributes, ARRAY_SIZE(refused_attributes)))
        return HTML_REFUSED;
    if (is_one_of(name, url_attributes, ARRAY_SIZE(url_attributes)) || ends(name, "-url") || ends(name, "-href") ||
        ends(name, "-src"))
        return HTML_URL;
    if (is_one_of(name, json_attributes, ARRAY_SIZE(json_attributes)))
        return HTML_JSON;
    return HTML_PLAIN;
}

/* ------------------------------------------------------------------ one step a state */

/* Takes one character or more from `*at`; NULL or the reason why not. */
typedef const char *step(struct html *html, struct str text, size_t *at);

static const char *step_text(struct html *html, struct str text, size_t *at)
{
    ptrdiff_t next = str_find(text, '<', *at);
    if (next < 0) {
        *at = text.n;
        return NULL;
    }
    *at = (size_t)next + 1;
    html->state = HTML_TAG_OPEN;
    html->closing = false;
    return NULL;
}

static const char *step_tag_open(struct html *html, struct str text, size_t *at)
{
    char c = text.p[*at];
    if (c == '/' && !html->closing) {
        html->closing = true;
        (*at)++;
        return NULL;
    }
    if (c == '!' && !html->closing) {
        bool comment = str_starts(str_slice(text, *at, 3), STR("!--"));
        html->state = comment ? HTML_COMMENT : HTML_MARKUP;
        *at += comment ? 3 : 1;
        return NULL;
    }
    if (!is_letter(c))
        return "a \"<\" that opens no tag (write &lt;)";
    html->state = HTML_TAG_NAME;
    html->tag = str_slice(text, *at, 0);
    return NULL;
}

static const char *end_tag(struct html *html)
{
    html->state = HTML_TEXT;
    if (!html->closing && (str_equal_nocase(html->tag, STR("script")) || str_equal_nocase(html->tag, STR("style"))))
        html->state = HTML_RAW;
    return NULL;
}

static const char *step_tag_name(struct html *html, struct str text, size_t *at)
{
    while (*at < text.n && is_name(text.p[*at])) {
        html->tag.n++;
        (*at)++;
    }
    if (is_one_of(html->tag, refused_tags, ARRAY_SIZE(refused_tags)))
        return "a tag that has no place in a page";
    if (*at < text.n)
        html->state = HTML_TIGHT;
    return NULL;
}

/* Between attributes. */
static const char *step_gap(struct html *html, struct str text, size_t *at)
{
    char c = text.p[*at];
    if (is_space(c) || c == '/' || c == '>') {
        (*at)++;
        html->state = is_space(c) ? HTML_GAP : HTML_TIGHT;
        return c == '>' ? end_tag(html) : NULL;
    }
    if (html->state == HTML_TIGHT)
        return "white space is missing before an attribute";
    if (!is_name(c))
        return "not an attribute's name";
    html->state = HTML_ATTR_NAME;
    html->name = str_slice(text, *at, 0);
    return NULL;
}

static const char *step_attr_name(struct html *html, struct str text, size_t *at)
{
    while (*at < text.n && is_name(text.p[*at])) {
        html->name.n++;
        (*at)++;
    }
    html->attribute = attribute_of(html->name);
    if (html->attribute == HTML_REFUSED)
        return "an attribute with script or style inside the page";
    if (*at < text.n)
        html->state = HTML_ATTR_NAMED;
    return NULL;
}

static const char *step_attr_named(struct html *html, struct str text, size_t *at)
{
    char c = text.p[*at];
    if (c == '=') {
        (*at)++;
        html->state = HTML_BEFORE_VALUE;
        return NULL;
    }
    if (is_space(c)) {
        (*at)++;
        return NULL;
    }
    /* It had no value; what comes is the next one, and only white space can have brought us past its name. */
    html->state = *at > 0 && is_space(text.p[*at - 1]) ? HTML_GAP : HTML_TIGHT;
    return NULL;
}

static const char *step_before_value(struct html *html, struct str text, size_t *at)
{
    char c = text.p[*at];
    (*at)++;
    if (is_space(c))
        return NULL;
    if (c != '"' && c != '\'')
        return "an attribute without quotes";
    html->state = HTML_VALUE;
    html->quote = c;
    html->prefix = str_slice(text, *at, 0);
    html->whole = true;
    return NULL;
}

static const char *step_value(struct html *html, struct str text, size_t *at)
{
    ptrdiff_t end = str_find(text, html->quote, *at);
    size_t stop = end < 0 ? text.n : (size_t)end;
    if (html->whole && html->prefix.n == 0)
        html->prefix = str_slice(text, *at, stop - *at);
    *at = end < 0 ? stop : stop + 1;
    struct str prefix = str_trim(html->prefix);
    if (html->attribute != HTML_PLAIN && (begins(prefix, "javascript:") || begins(prefix, "js:")))
        return "script inside the page";
    if (end >= 0)
        html->state = HTML_TIGHT;
    return NULL;
}

static const char *step_comment(struct html *html, struct str text, size_t *at)
{
    while (*at < text.n) {
        if (str_starts(str_slice(text, *at, 3), STR("-->"))) {
            *at += 3;
            html->state = HTML_TEXT;
            return NULL;
        }
        (*at)++;
    }
    return NULL;
}

static const char *step_markup(struct html *html, struct str text, size_t *at)
{
    if (text.p[(*at)++] == '>')
        html->state = HTML_TEXT;
    return NULL;
}

static const char *step_raw(struct html *html, struct str text, size_t *at)
{
    if (is_space(text.p[*at])) {
        (*at)++;
        return NULL;
    }
    if (text.p[*at] != '<' || !str_starts(str_slice(text, *at, 2), STR("</")) ||
        !str_equal_nocase(str_slice(text, *at + 2, html->tag.n), html->tag))
        return "script or style inside the page";
    (*at)++;
    html->state = HTML_TAG_OPEN;
    html->closing = false;
    return NULL;
}

static step *const steps[HTML_STATE__MAX] = {
    [HTML_TEXT] = step_text,
    [HTML_TAG_OPEN] = step_tag_open,
    [HTML_TAG_NAME] = step_tag_name,
    [HTML_GAP] = step_gap,
    [HTML_TIGHT] = step_gap,
    [HTML_ATTR_NAME] = step_attr_name,
    [HTML_ATTR_NAMED] = step_attr_named,
    [HTML_BEFORE_VALUE] = step_before_value,
    [HTML_VALUE] = step_value,
    [HTML_COMMENT] = step_comment,
    [HTML_MARKUP] = step_markup,
    [HTML_RAW] = step_raw,
};

const char *html_literal(struct html *html, struct str text, size_t *ret_at)
{
    size_t at = 0;
    while (at < text.n) {
        const char *reason = steps[html->state](html, text, &at);
        if (reason) {
            *ret_at = at;
            return reason;
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------ the template's tags */

static const char *where_not(enum html_state state)
{
    static const char *const reasons[HTML_STATE__MAX] = {
        [HTML_TAG_OPEN] = "in a tag's name",
        [HTML_TAG_NAME] = "in a tag's name",
        [HTML_GAP] = "between attributes",
        [HTML_TIGHT] = "between attributes",
        [HTML_ATTR_NAME] = "in an attribute's name",
        [HTML_ATTR_NAMED] = "between attributes",
        [HTML_BEFORE_VALUE] = "in an attribute without quotes",
        [HTML_COMMENT] = "in an HTML comment",
        [HTML_MARKUP] = "in a declaration",
        [HTML_RAW] = "in script or style",
    };
    return reasons[state];
}

const char *html_value(struct html *html, enum type type, const char *scheme)
{
    const char *reason = where_not(html->state);
    if (reason || html->state == HTML_TEXT)
        return reason;
    if (html->attribute == HTML_URL && type != TYPE_ID && type != TYPE_ADDRESS &&
        !(scheme && html->whole && str_is(html->prefix, scheme)))
        return "in an address, which takes only literal text, ids and addresses";
    html->whole = false;
    return NULL;
}

const char *html_boundary(struct html *html)
{
    /* Names end here: what comes next needs white space before it. */
    if (html->state == HTML_TAG_NAME || html->state == HTML_ATTR_NAME)
        html->state = HTML_TIGHT;
    if (html->state == HTML_ATTR_NAMED)
        html->state = HTML_GAP;
    if (html->state == HTML_TEXT || html->state == HTML_GAP || html->state == HTML_TIGHT)
        return NULL;
    html->whole = false;
    return html->state == HTML_VALUE ? NULL : where_not(html->state);
}

static bool between_attributes(const struct html *html)
{
    return html->state == HTML_GAP || html->state == HTML_TIGHT;
}

bool html_join(const struct html *open, struct html *close)
{
    if (between_attributes(open) && between_attributes(close)) {
        if (open->state == HTML_TIGHT)
            close->state = HTML_TIGHT;
        return str_equal(open->tag, close->tag) && open->closing == close->closing;
    }
    if (open->state != close->state)
        return false;
    if (open->state == HTML_VALUE)
        return open->name.p == close->name.p && open->quote == close->quote;
    return true;
}

void html_loop(struct html *html)
{
    if (html->state == HTML_GAP)
        html->state = HTML_TIGHT;
}
