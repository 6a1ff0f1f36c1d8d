#include "view/parse.h"

enum err parse_fault(const struct parser *parser, size_t at, const char *format, ...)
{
    int line = 1;
    va_list args;

    for (size_t i = 0; i < at && i < parser->text.n; i++)
        line += parser->text.p[i] == '\n';
    va_start(args, format);
    struct str reason = arena_format_v(parser->arena, format, args);
    va_end(args);
    return fail_internal(parser->arena, "template %.*s line %d: %.*s", STR_ARG(parser->name), line, STR_ARG(reason));
}

static enum err add_op(struct parser *parser, struct op op)
{
    if (parser->count == OPS_MAX)
        return parse_fault(parser, parser->at, "the template is too large");
    if (parser->count == parser->capacity) {
        int capacity = parser->capacity > 0 ? 2 * parser->capacity : 64;
        parser->ops = arena_grow(parser->arena, parser->ops, (size_t)parser->capacity * sizeof(op),
                                 (size_t)capacity * sizeof(op));
        parser->capacity = capacity;
    }
    parser->ops[parser->count++] = op;
    return OK;
}

static enum err add_literal(struct parser *parser, size_t from, size_t to)
{
    struct str text = str_slice(parser->text, from, to - from);
    size_t at = 0;
    if (text.n == 0)
        return OK;
    const char *reason = html_literal(&parser->html, text, &at);
    if (reason)
        return parse_fault(parser, from + at, "%s", reason);
    return add_op(parser, (struct op){.kind = OP_TEXT, .text = text});
}

/* ------------------------------------------------------------------ values */

static enum err find_filter(const struct parser *parser, const struct path *path, struct str text, struct op *op)
{
    struct str rest = text, name = str_trim(str_cut(&rest, ':'));
    op->filter = filter_find(name);
    if (!op->filter)
        return parse_fault(parser, parser->at, "no filter \"%.*s\"", STR_ARG(name));
    if ((op->filter->types & TYPE_BIT(path->type)) == 0)
        return parse_fault(parser, parser->at, "filter \"%s\" does not fit %s", op->filter->name,
                           type_words(path->type));
    int count = 0;
    for (; rest.p && count < VIEW_ARGUMENTS_MAX; count++)
        op->arguments[count] = str_cut(&rest, ':');
    if (count != op->filter->arguments || rest.p)
        return parse_fault(parser, parser->at, "filter \"%s\" takes %d arguments", op->filter->name,
                           op->filter->arguments);
    return OK;
}

static enum err parse_value(struct parser *parser, struct str text)
{
    struct op op = {.kind = OP_VALUE};
    struct str rest = text, name = str_trim(str_cut(&rest, '|'));

    TRY(parse_path(parser, name, false, &op.path));
    op.filter = filter_plain(op.path->type);
    if (rest.p)
        TRY(find_filter(parser, op.path, rest, &op));
    if (!op.filter)
        return parse_fault(parser, parser->at, "\"%.*s\" is %s, which needs a section or a filter", STR_ARG(name),
                           type_words(op.path->type));
    const char *reason = html_value(&parser->html, op.path->type, op.filter->scheme);
    if (reason)
        return parse_fault(parser, parser->at, "\"%.*s\" stands %s", STR_ARG(name), reason);
    op.json = parser->html.state == HTML_VALUE && parser->html.attribute == HTML_JSON;
    return add_op(parser, op);
}

/* ------------------------------------------------------------------ sections */

static enum err boundary(struct parser *parser)
{
    const char *reason = html_boundary(&parser->html);
    return reason ? parse_fault(parser, parser->at, "a tag of the template stands %s", reason) : OK;
}

static bool is_loop(enum type type)
{
    return type == TYPE_LIST || type == TYPE_MAP || type == TYPE_TEXTS;
}

static enum err open_section(struct parser *parser, char sigil, struct str name)
{
    struct section *section = arena_new(parser->arena, struct section);
    struct op op = {.kind = sigil == '^' ? OP_UNLESS : OP_IF};

    if (parser->depth == SECTIONS_MAX)
        return parse_fault(parser, parser->at, "sections are nested too deeply");
    TRY(boundary(parser));
    TRY(parse_path(parser, name, true, &op.path));
    *section = (struct section){.up = parser->section,
                                .name = name,
                                .at = parser->at,
                                .op = parser->count,
                                .outside = parser->scope,
                                .html = parser->html};
    if (sigil == '#' && is_loop(op.path->type)) {
        op.kind = OP_EACH;
        html_loop(&parser->html);
    } else if (sigil == '#' && op.path->type == TYPE_OBJECT) {
        op.kind = OP_WITH;
    }
    if (op.kind == OP_EACH || op.kind == OP_WITH)
        parser->scope = (struct scope){op.path->of, op.path->type};
    parser->section = section;
    parser->depth++;
    return add_op(parser, op);
}

static enum err close_section(struct parser *parser, const struct section *outermost, struct str name)
{
    const struct section *section = parser->section;
    if (section == outermost)
        return parse_fault(parser, parser->at, "\"%.*s\" is closed but was not opened", STR_ARG(name));
    if (!str_equal(section->name, name))
        return parse_fault(parser, parser->at, "\"%.*s\" is closed where \"%.*s\" is open", STR_ARG(name),
                           STR_ARG(section->name));
    TRY(boundary(parser));
    if (!html_join(&section->html, &parser->html))
        return parse_fault(parser, section->at, "section \"%.*s\" ends in another place of the HTML than it began",
                           STR_ARG(name));
    parser->ops[section->op].end = parser->count;
    parser->scope = section->outside;
    parser->section = section->up;
    parser->depth--;
    return OK;
}

/* ------------------------------------------------------------------ the text */

static enum err parse_template(struct parser *parser, struct str name);

static enum err parse_partial(struct parser *parser, struct str name)
{
    struct html before;

    if (parser->partials == PARTIALS_MAX)
        return parse_fault(parser, parser->at, "partials are nested too deeply");
    TRY(boundary(parser));
    before = parser->html;
    parser->partials++;
    TRY(parse_template(parser, name));
    parser->partials--;
    TRY(boundary(parser));
    if (!html_join(&before, &parser->html))
        return parse_fault(parser, parser->at, "partial \"%.*s\" ends in another place of the HTML than it began",
                           STR_ARG(name));
    return OK;
}

static enum err parse_tag(struct parser *parser, const struct section *outermost, struct str tag)
{
    char sigil = tag.n > 0 ? tag.p[0] : '\0';
    struct str name = str_trim(str_slice(tag, 1, tag.n));

    switch (sigil) {
    case '#':
    case '^':
    case '?':
        return open_section(parser, sigil, name);
    case '/':
        return close_section(parser, outermost, name);
    case '>':
        return parse_partial(parser, name);
    case '!':
        return boundary(parser);
    case '{':
    case '&':
        return parse_fault(parser, parser->at, "there is no raw form");
    default:
        return parse_value(parser, tag);
    }
}

/* A tag that writes nothing itself and has a line for itself takes the line with it: `*from` moves to the line's
 * beginning, `*to` behind its end. */
static void widen_to_line(const struct parser *parser, size_t literal, size_t *from, size_t *to)
{
    struct str text = parser->text;
    size_t start = *from, end = *to;

    if (*from + 2 >= text.n || str_find(STR("#^?/>!"), text.p[*from + 2], 0) < 0)
        return;
    while (start > literal && (text.p[start - 1] == ' ' || text.p[start - 1] == '\t'))
        start--;
    if (start > 0 && text.p[start - 1] != '\n')
        return;
    while (end < text.n && (text.p[end] == ' ' || text.p[end] == '\t' || text.p[end] == '\r'))
        end++;
    if (end < text.n && text.p[end] != '\n')
        return;
    *from = start;
    *to = end < text.n ? end + 1 : end;
}

static ptrdiff_t find_pair(struct str text, char c, size_t from)
{
    for (ptrdiff_t at = str_find(text, c, from); at >= 0; at = str_find(text, c, (size_t)at + 1)) {
        if ((size_t)at + 1 < text.n && text.p[at + 1] == c)
            return at;
    }
    return -1;
}

static enum err parse_text(struct parser *parser)
{
    const struct section *outermost = parser->section;
    size_t literal = 0;

    while (literal < parser->text.n) {
        ptrdiff_t open = find_pair(parser->text, '{', literal);
        if (open < 0)
            break;
        parser->at = (size_t)open;
        ptrdiff_t close = find_pair(parser->text, '}', parser->at + 2);
        if (close < 0)
            return parse_fault(parser, parser->at, "{{ without }}");
        struct str tag = str_trim(str_slice(parser->text, parser->at + 2, (size_t)close - parser->at - 2));
        size_t from = parser->at, to = (size_t)close + 2;
        widen_to_line(parser, literal, &from, &to);
        TRY(add_literal(parser, literal, from));
        TRY(parse_tag(parser, outermost, tag));
        literal = to;
    }
    TRY(add_literal(parser, literal, parser->text.n));
    if (parser->section != outermost)
        return parse_fault(parser, parser->section->at, "section \"%.*s\" is not closed",
                           STR_ARG(parser->section->name));
    return OK;
}

/* Reads a template or partial where the parser stands, and comes back to the text it was in. */
static enum err parse_template(struct parser *parser, struct str name)
{
    struct str outer_name = parser->name, outer_text = parser->text, text;
    size_t outer_at = parser->at;

    if (!parser->source(parser->source_data, name, &text))
        return outer_text.p ? parse_fault(parser, parser->at, "no partial \"%.*s\"", STR_ARG(name))
                            : fail_internal(parser->arena, "template %.*s: there is none", STR_ARG(name));
    parser->name = name;
    parser->text = text;
    TRY(parse_text(parser));
    parser->name = outer_name;
    parser->text = outer_text;
    parser->at = outer_at;
    return OK;
}

enum err view_parse(struct arena *arena, struct str name, view_source *source, void *source_data,
                    const struct schema *schema, const struct schema *at, struct view **ret)
{
    struct parser parser = {
        .arena = arena,
        .source = source,
        .source_data = source_data,
        .at_schema = at,
        .html = HTML_INIT,
        .scope = {schema, TYPE_OBJECT},
    };
    TRY(parse_template(&parser, name));
    if (parser.html.state != HTML_TEXT)
        return fail_internal(arena, "template %.*s: the page ends within a tag", STR_ARG(name));

    struct view *view = arena_new(arena, struct view);
    *view = (struct view){.name = arena_str(arena, name), .schema = schema, .at = at, .ops = parser.ops};
    view->count = parser.count;
    *ret = view;
    return OK;
}
