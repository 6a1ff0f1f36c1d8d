#include "store/sql.h"

#include "base/buf.h"

enum { SQL_TEXT_MAX = 64 * 1024 };

extern const struct sql *const __start_petgate_sql[] __attribute__((weak));
extern const struct sql *const __stop_petgate_sql[] __attribute__((weak));

void sql_all(const struct sql *const **ret_first, const struct sql *const **ret_end)
{
    *ret_first = __start_petgate_sql;
    *ret_end = __stop_petgate_sql;
}

int sql_fragment_count(const struct sql *sql)
{
    int count = 0;

    while (count < SQL_FRAGMENTS_MAX && sql->fragments[count])
        count++;
    return count;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Decimal digits from `*at` on; at most three, since nothing has more parameters. -1 if there are none. */
static int number_at(struct str s, size_t *at)
{
    size_t i = *at;
    int n = 0;

    while (i < s.n && i < *at + 3 && is_digit(s.p[i]))
        n = n * 10 + (s.p[i++] - '0');
    if (i == *at)
        return -1;
    *at = i;
    return n;
}

struct str sql_assemble(struct arena *arena, const struct sql *sql, unsigned fragments)
{
    struct str text = str_from(sql->text);
    int count = sql_fragment_count(sql);
    struct buf out;

    assert(fragments >> count == 0);
    if (count == 0)
        return text;
    buf_init(&out, arena, SQL_TEXT_MAX);
    for (size_t i = 0; i < text.n; i++) {
        size_t at = i + 1;
        int n = text.p[i] == '{' ? number_at(text, &at) : -1;

        if (n < 0 || at >= text.n || text.p[at] != '}') {
            buf_add_char(&out, text.p[i]);
            continue;
        }
        assert(n < count);
        if (fragments >> n & 1)
            buf_add(&out, str_from(sql->fragments[n]));
        i = at;
    }
    assert(!out.full);
    return buf_str(&out);
}

/* The end of what begins at `i` and is not to be touched: quoted text or a comment; `i` if nothing of that kind. */
static size_t skip_quoted(struct str s, size_t i)
{
    struct str rest = str_slice(s, i, s.n);
    ptrdiff_t end;

    if (s.p[i] == '\'' || s.p[i] == '"') {
        end = str_find(s, s.p[i], i + 1);
        return end < 0 ? s.n : (size_t)end + 1;
    }
    if (str_starts(rest, STR("--"))) {
        end = str_find(s, '\n', i);
        return end < 0 ? s.n : (size_t)end + 1;
    }
    if (!str_starts(rest, STR("/*")))
        return i;
    for (size_t at = i + 2; at + 1 < s.n; at++) {
        if (s.p[at] == '*' && s.p[at + 1] == '/')
            return at + 2;
    }
    return s.n;
}

/* The driver's number of the caller's parameter `n`. */
static int renumber(struct sql_text *sql, int n, bool among)
{
    for (int i = 0; i < sql->param_count; i++) {
        if (sql->order[i] == n && sql->among[i] == among)
            return i + 1;
    }
    assert(n > 0 && sql->param_count < SQL_PARAMS_MAX);
    sql->among[sql->param_count] = among;
    sql->order[sql->param_count++] = n;
    return sql->param_count;
}

static bool is_name(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

/* `IN IDS($n)` at `*i`: writes what the engine has for it and moves behind it. */
static bool expand_ids(struct buf *out, struct str text, size_t *i, enum store_engine engine, struct sql_text *sql)
{
    struct str macro = STR("IN IDS($");
    size_t at = *i + macro.n;
    int n;

    if (!str_starts(str_slice(text, *i, at), macro) || (*i > 0 && is_name(text.p[*i - 1])))
        return false;
    n = number_at(text, &at);
    assert(n > 0 && at < text.n && text.p[at] == ')');
    n = renumber(sql, n, false);
    if (engine == STORE_SQLITE)
        buf_format(out, "IN (SELECT value FROM json_each($%d))", n);
    else
        buf_format(out, "= ANY($%d::bigint[])", n);
    *i = at + 1;
    return true;
}

/* `AMONG($n, x)` at `*i`. PostgreSQL makes a hash of a subquery that it cannot turn into a join, for which IS TRUE
 * sees. */
static bool expand_among(struct buf *out, struct str text, size_t *i, enum store_engine engine, struct sql_text *sql)
{
    size_t at = *i + 7;
    struct str tested;
    ptrdiff_t end;
    int n;

    if (!str_starts(str_slice(text, *i, 7), STR("AMONG($")) || (*i > 0 && is_name(text.p[*i - 1])))
        return false;
    n = number_at(text, &at);
    end = str_find(text, ')', at);
    assert(n > 0 && end > 0 && text.p[at] == ',');
    tested = str_trim(str_slice(text, at + 1, (size_t)end - at - 1));
    n = renumber(sql, n, engine == STORE_SQLITE);
    if (engine == STORE_SQLITE)
        buf_format(out, "petgate_among($%d, %.*s)", n, STR_ARG(tested));
    else
        buf_format(out, "((%.*s IN (SELECT unnest($%d::bigint[]))) IS TRUE)", STR_ARG(tested), n);
    *i = (size_t)end + 1;
    return true;
}

/* `$n` at `*i`. */
static bool expand_param(struct buf *out, struct str text, size_t *i, struct sql_text *sql)
{
    size_t at = *i + 1;
    int n = text.p[*i] == '$' ? number_at(text, &at) : -1;

    if (n < 0)
        return false;
    buf_format(out, "$%d", renumber(sql, n, false));
    *i = at;
    return true;
}

void sql_expand(struct arena *arena, struct str text, enum store_engine engine, struct sql_text *ret)
{
    struct buf out;

    *ret = (struct sql_text){.param_count = 0};
    buf_init(&out, arena, SQL_TEXT_MAX);
    for (size_t i = 0; i < text.n;) {
        size_t end = skip_quoted(text, i);

        if (end > i) {
            buf_add(&out, str_slice(text, i, end - i));
            i = end;
        } else if (!expand_ids(&out, text, &i, engine, ret) && !expand_among(&out, text, &i, engine, ret) &&
                   !expand_param(&out, text, &i, ret)) {
            buf_add_char(&out, text.p[i++]);
        }
    }
    assert(!out.full);
    ret->text = arena_str(arena, buf_str(&out));
}

/* Writes `n` in decimal; returns its end. */
static char *write_int(char *p, int64_t n)
{
    char digits[20];
    int count = 0;
    uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;

    do
        digits[count++] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (n < 0)
        *p++ = '-';
    while (count > 0)
        *p++ = digits[--count];
    return p;
}

struct str sql_ids(struct arena *arena, const int64_t *ids, int count)
{
    char *start = arena_alloc_array(arena, (size_t)count + 1, 21); /* a sign, 19 digits, a comma */
    char *p = start;

    *p++ = '[';
    for (int i = 0; i < count; i++) {
        if (i > 0)
            *p++ = ',';
        p = write_int(p, ids[i]);
    }
    *p++ = ']';
    *p = '\0';
    return (struct str){start, (size_t)(p - start)};
}
