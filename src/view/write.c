#include "view/filters.h"

#include <stdio.h>
#include <utf8proc.h>

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

/* Currencies that have a sign of their own or other than two decimals (ISO 4217); the rest is written "CHF 12.50". */
static const struct currency {
    const char *code;
    const char *sign;
    int decimals;
} currencies[] = {
    {"USD", "$", 2},   {"EUR", "€", 2},  {"GBP", "£", 2},  {"JPY", "¥", 0},  {"CAD", "CA$", 2}, {"AUD", "A$", 2},
    {"NZD", "NZ$", 2}, {"INR", "₹", 2},  {"ILS", "₪", 2},  {"KRW", "₩", 0},  {"VND", "₫", 0},   {"BRL", "R$", 2},
    {"MXN", "MX$", 2}, {"BHD", NULL, 3}, {"BIF", NULL, 0}, {"CLF", NULL, 4}, {"CLP", NULL, 0},  {"DJF", NULL, 0},
    {"GNF", NULL, 0},  {"IQD", NULL, 3}, {"ISK", NULL, 0}, {"JOD", NULL, 3}, {"KMF", NULL, 0},  {"KWD", NULL, 3},
    {"LYD", NULL, 3},  {"OMR", NULL, 3}, {"PYG", NULL, 0}, {"RWF", NULL, 0}, {"TND", NULL, 3},  {"UGX", NULL, 0},
    {"UYI", NULL, 0},  {"UYW", NULL, 4}, {"VUV", NULL, 0}, {"XAF", NULL, 0}, {"XOF", NULL, 0},  {"XPF", NULL, 0},
};

static struct currency currency_of(struct str code)
{
    for (size_t i = 0; i < ARRAY_SIZE(currencies); i++) {
        if (str_is(code, currencies[i].code))
            return currencies[i];
    }
    return (struct currency){.decimals = 2};
}

static uint64_t power_of_ten(int n)
{
    return n == 0 ? 1 : 10 * power_of_ten(n - 1);
}

void write_money(struct render *render, const struct value *value, const struct op *op)
{
    struct currency currency = currency_of(render->context->currency);
    uint64_t size = size_of(value->number), unit = power_of_ten(currency.decimals);
    (void)op;

    if (value->number < 0)
        buf_add_char(render->out, '-');
    if (currency.sign) {
        buf_add(render->out, str_from(currency.sign));
    } else if (render->context->currency.n > 0) {
        write_escaped(render, render->context->currency);
        buf_add(render->out, STR("\u00a0"));
    }
    write_grouped(render->out, size / unit);
    if (currency.decimals > 0)
        buf_format(render->out, ".%0*llu", currency.decimals, (unsigned long long)(size % unit));
}

/* Always with two decimals, since that is what INPUT_MONEY takes. */
void write_amount(struct render *render, const struct value *value, const struct op *op)
{
    uint64_t size = size_of(value->number);
    (void)op;
    buf_format(render->out, "%s%llu.%02llu", value->number < 0 ? "-" : "", (unsigned long long)(size / 100),
               (unsigned long long)(size % 100));
}

/* ------------------------------------------------------------------ texts */

/* The first letter or digit of a word, as a capital. */
static void write_initial(struct render *render, struct str word)
{
    utf8proc_int32_t letter;
    utf8proc_uint8_t room[4];
    if (utf8proc_iterate((const utf8proc_uint8_t *)word.p, (utf8proc_ssize_t)word.n, &letter) <= 0)
        return;
    utf8proc_ssize_t n = utf8proc_encode_char(utf8proc_toupper(letter), room);
    write_escaped(render, (struct str){(const char *)room, (size_t)n});
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
