#include "base/fold.h"
#include "base/money.h"
#include "view/filters.h"

#include <stdio.h>

/* ------------------------------------------------------------------ escaping */

/* Every character that HTML, quoted attributes included, could take for its own. */
static struct str entity(char c)
{
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default:
        return (struct str){NULL, 0};
    }
}

static const bool special[256] = {['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true};

static void escape_html(struct buf *out, struct str text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (!special[(unsigned char)text.p[i]])
            continue;
        if (i > start)
            buf_add(out, (struct str){text.p + start, i - start});
        buf_add(out, entity(text.p[i]));
        start = i + 1;
    }
    if (text.n > start)
        buf_add(out, (struct str){text.p + start, text.n - start});
}

/* Within the quotes of a JSON string, which itself stands in an attribute. */
static void escape_json(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < ' ') {
            buf_format(out, "\\u%04x", c);
            continue;
        }
        if (c == '"' || c == '\\')
            buf_add_char(out, '\\');
        escape_html(out, str_slice(text, i, 1));
    }
}

void write_escaped(struct render *render, struct str text)
{
    if (render->json)
        escape_json(render->out, text);
    else
        escape_html(render->out, text);
}

/* ------------------------------------------------------------------ plain values */

void write_id(struct render *render, const struct value *value, const struct op *op)
{
    char room[ID_TEXT_LENGTH];
    (void)op;
    id_write(room, value->number);
    buf_add(render->out, (struct str){room, sizeof(room)});
}

void write_text(struct render *render, const struct value *value, const struct op *op)
{
    (void)op;
    write_escaped(render, value->text);
}

void write_int(struct render *render, const struct value *value, const struct op *op)
{
    (void)op;
    buf_add_int(render->out, value->number);
}

void write_bool(struct render *render, const struct value *value, const struct op *op)
{
    (void)op;
    buf_add(render->out, value->number ? STR("yes") : STR("no"));
}

static struct str enum_name(const struct value *value, const struct op *op)
{
    return str_from(op->path->field->names->list[value->number - 1]);
}

void write_enum(struct render *render, const struct value *value, const struct op *op)
{
    write_escaped(render, enum_name(value, op));
}

void write_label(struct render *render, const struct value *value, const struct op *op)
{
    struct str name = value->type == TYPE_ENUM ? enum_name(value, op) : value->text;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i] == '_' ? ' ' : name.p[i];
        if (i == 0 && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        write_escaped(render, (struct str){&c, 1});
    }
}

/* ------------------------------------------------------------------ numbers */

/* With a comma between thousands. */
static void write_grouped(struct buf *out, uint64_t number)
{
    char room[FORMAT_ROOM];
    size_t n = (size_t)snprintf(room, sizeof(room), "%llu", (unsigned long long)number);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            buf_add_char(out, ',');
        buf_add_char(out, room[i]);
    }
}

static uint64_t size_of(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

/* The number itself, or how many a list holds. */
static int64_t count_of(const struct value *value)
{
    return value->node ? node_count(value->node) : value->number;
}

void write_count(struct render *render, const struct value *value, const struct op *op)
{
    int64_t count = count_of(value);
    (void)op;
    if (count < 0)
        buf_add_char(render->out, '-');
    write_grouped(render->out, size_of(count));
}

void write_plural(struct render *render, const struct value *value, const struct op *op)
{
    write_count(render, value, op);
    buf_add_char(render->out, ' ');
    write_escaped(render, op->arguments[count_of(value) == 1 ? 0 : 1]);
}

void write_percent(struct render *render, const struct value *value, const struct op *op)
{
    write_count(render, value, op);
    buf_add_char(render->out, '%');
}

/* Currencies that people know by a sign; the rest is written "CHF 12.50". */
static const struct {
    const char *code;
    const char *sign;
} signs[] = {
    {"USD", "$"}, {"EUR", "€"}, {"GBP", "£"}, {"JPY", "¥"}, {"CAD", "CA$"}, {"AUD", "A$"},  {"NZD", "NZ$"},
    {"INR", "₹"}, {"ILS", "₪"}, {"KRW", "₩"}, {"VND", "₫"}, {"BRL", "R$"},  {"MXN", "MX$"},
};

static void write_currency(struct render *render)
{
    struct str currency = render->context->currency;
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
        if (str_is(currency, signs[i].code)) {
            buf_add(render->out, str_from(signs[i].sign));
            return;
        }
    }
    if (currency.n == 0)
        return;
    write_escaped(render, currency);
    buf_add(render->out, STR("\u00a0"));
}

static void write_decimal(struct render *render, int64_t minor, bool grouped)
{
    static const uint64_t units[] = {1, 10, 100, 1000};
    int exponent = money_exponent(render->context->currency);
    uint64_t whole = size_of(minor) / units[exponent];

    if (grouped)
        write_grouped(render->out, whole);
    else
        buf_format(render->out, "%llu", (unsigned long long)whole);
    if (exponent > 0)
        buf_format(render->out, ".%0*llu", exponent, (unsigned long long)(size_of(minor) % units[exponent]));
}

void write_money(struct render *render, const struct value *value, const struct op *op)
{
    (void)op;
    if (value->number < 0)
        buf_add_char(render->out, '-');
    write_currency(render);
    write_decimal(render, value->number, true);
}

void write_amount(struct render *render, const struct value *value, const struct op *op)
{
    (void)op;
    if (value->number < 0)
        buf_add_char(render->out, '-');
    write_decimal(render, value->number, false);
}

/* ------------------------------------------------------------------ texts */

static void write_initial(struct render *render, struct str word)
{
    char room[4];
    write_escaped(render, fold_capital(room, word));
}

void write_initials(struct render *render, const struct value *value, const struct op *op)
{
    struct str rest = value->text, first = {0}, last = {0};
    (void)op;
    while (rest.p) {
        struct str word = str_trim(str_cut(&rest, ' '));
        if (word.n == 0)
            continue;
        if (first.n == 0)
            first = word;
        else
            last = word;
    }
    if (first.n > 0)
        write_initial(render, first);
    if (last.n > 0)
        write_initial(render, last);
}

void write_tel(struct render *render, const struct value *value, const struct op *op)
{
    (void)op;
    for (size_t i = 0; i < value->text.n; i++) {
        char c = value->text.p[i];
        if ((c >= '0' && c <= '9') || c == '+')
            buf_add_char(render->out, c);
    }
}

void write_mailto(struct render *render, const struct value *value, const struct op *op)
{
    static const char digits[] = "0123456789ABCDEF";
    (void)op;
    for (size_t i = 0; i < value->text.n; i++) {
        unsigned char c = (unsigned char)value->text.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '@' ||
                     c == '.' || c == '-' || c == '_';
        if (plain)
            buf_add_char(render->out, (char)c);
        else
            buf_add(render->out, (struct str){(const char[]){'%', digits[c >> 4], digits[c & 15]}, 3});
    }
}
