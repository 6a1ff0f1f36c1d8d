#include "base/digits.h"
#include "base/fold.h"
#include "base/money.h"
#include "doc/input_tree.h"

/* The usual bounds of a kind (characters, values or entries), and what it is called when something else came. */
static const struct {
    int64_t min, max;
    const char *words;
} usual[INPUT__MAX] = {
    [INPUT_TEXT] = {0, 200, "text"},
    [INPUT_LONG] = {0, 10000, "text"},
    [INPUT_SECRET] = {0, 1024, "text"},
    [INPUT_EMAIL] = {0, 254, "an e-mail address"},
    [INPUT_INT] = {0, 1000000000, "a whole number"},
    [INPUT_BOOL] = {0, 1, "yes or no"},
    [INPUT_ENUM] = {0, 0, "one of the choices"},
    [INPUT_DAY] = {0, 0, "a date like 2026-05-03"},
    [INPUT_INSTANT] = {0, 0, "a date and time like 2026-05-03T09:30:00-04:00"},
    [INPUT_MINUTES] = {0, 24 * 60 - 1, "a time like 09:30"},
    [INPUT_MONEY] = {0, INT64_C(10000000000), "an amount like 12.50"},
    [INPUT_ID] = {0, 0, "an id"},
    [INPUT_IDS] = {0, 500, "a list of ids"},
    [INPUT_CHOICES] = {0, 64, "a list of choices"},
    [INPUT_OBJECT] = {0, 0, "an object"},
    [INPUT_LIST] = {0, 200, "a list"},
    [INPUT_MAP] = {0, 500, "a map of ids"},
};

int64_t bound_min(const struct input_field *field)
{
    return field->min == 0 && field->max == 0 ? usual[field->kind].min : field->min;
}

int64_t bound_max(const struct input_field *field)
{
    return field->max == 0 ? usual[field->kind].max : field->max;
}

/* ------------------------------------------------------------------ faults */

void fault_kind(struct spot *spot)
{
    bool minor = spot->field->kind == INPUT_MONEY && !spot->reader->form;
    struct str kind = minor ? STR("a whole number of minor units") : str_from(usual[spot->field->kind].words);
    if (spot->field->kind == INPUT_MONEY && !minor)
        kind = arena_format(spot->reader->arena, "an amount like %.*s",
                            STR_ARG(money_text(spot->reader->arena, 1250, spot->reader->currency)));
    FAULT(spot, MSG_FIELD_TYPE, P_STR("kind", kind));
}

void fault_unknown_name(struct reader *reader, const struct path *path)
{
    struct spot spot = {.reader = reader, .path = path};
    FAULT(&spot, MSG_FIELD_UNKNOWN);
}

static struct str int_text(struct arena *arena, int64_t n)
{
    return arena_format(arena, "%lld", (long long)n);
}

static struct str bound_text(const struct spot *spot, int64_t bound)
{
    const struct reader *reader = spot->reader;
    return spot->field->kind == INPUT_MONEY && reader->form ? money_text(reader->arena, bound, reader->currency)
                                                            : int_text(reader->arena, bound);
}

static bool in_range(struct spot *spot, int64_t number)
{
    int64_t min = bound_min(spot->field), max = bound_max(spot->field);
    if (number >= min && number <= max)
        return true;
    FAULT(spot, MSG_FIELD_RANGE, P_STR("min", bound_text(spot, min)), P_STR("max", bound_text(spot, max)));
    return false;
}

void check_count(struct spot *spot)
{
    struct arena *arena = spot->reader->arena;
    if (spot->slot->excess)
        FAULT(spot, MSG_FIELD_TOO_MANY, P_STR("max", int_text(arena, bound_max(spot->field))));
    else if (spot->slot->count < bound_min(spot->field) && spot->slot->count == 0)
        FAULT(spot, MSG_FIELD_REQUIRED);
    else if (spot->slot->count < bound_min(spot->field))
        FAULT(spot, MSG_FIELD_TOO_FEW, P_STR("min", int_text(arena, bound_min(spot->field))));
}

/* ------------------------------------------------------------------ texts */

static int64_t characters(struct str text)
{
    int64_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return n;
}

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f;
}

/* Line ends become '\n' or, with `one_line`, spaces, as do tabs; false if there are other control characters. */
static bool tidy(struct arena *arena, struct str text, bool one_line, struct str *ret)
{
    bool controls = false;
    for (size_t i = 0; i < text.n && !controls; i++)
        controls = is_control(text.p[i]);
    if (!controls) {
        *ret = str_trim(text);
        return true;
    }

    char *out = arena_alloc(arena, text.n);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
            continue;
        if (c == '\r')
            c = '\n';
        if (is_control(c) && c != '\n' && c != '\t')
            return false;
        out[n++] = one_line && is_control(c) ? ' ' : c;
    }
    *ret = str_trim((struct str){out, n});
    return true;
}

static bool text_fits(struct spot *spot, struct str text)
{
    struct arena *arena = spot->reader->arena;
    int64_t n = characters(text);
    if (n == 0 && (spot->field->required || bound_min(spot->field) > 0)) {
        FAULT(spot, MSG_FIELD_REQUIRED);
        return false;
    }
    if (n < bound_min(spot->field)) {
        FAULT(spot, MSG_FIELD_TOO_SHORT, P_STR("min", int_text(arena, bound_min(spot->field))));
        return false;
    }
    if (n > bound_max(spot->field)) {
        FAULT(spot, MSG_FIELD_TOO_LONG, P_STR("max", int_text(arena, bound_max(spot->field))));
        return false;
    }
    return true;
}

/* Every parser returns false for what is not of its kind; finer faults it records itself. */
typedef bool parser(struct spot *spot, struct raw raw);

static bool parse_text(struct spot *spot, struct raw raw)
{
    struct str text;
    if (raw.kind != RAW_TEXT)
        return false;
    if (!tidy(spot->reader->arena, raw.text, spot->field->kind != INPUT_LONG, &text)) {
        FAULT(spot, MSG_FIELD_TYPE, P_STR("kind", STR("text without control characters")));
        return true;
    }
    if (text_fits(spot, text))
        spot->slot->text = text;
    return true;
}

static bool parse_secret(struct spot *spot, struct raw raw)
{
    if (raw.kind != RAW_TEXT)
        return false;
    if (text_fits(spot, raw.text))
        spot->slot->text = raw.text;
    return true;
}

static bool parse_email(struct spot *spot, struct raw raw)
{
    struct str text = str_trim(raw.text), email;
    if (raw.kind != RAW_TEXT)
        return false;
    if (!text_fits(spot, text) || text.n == 0)
        return true;
    if (!fold_email(spot->reader->arena, text, &email))
        return false;
    spot->slot->text = email;
    return true;
}

/* ------------------------------------------------------------------ numbers */

static bool parse_int(struct spot *spot, struct raw raw)
{
    int64_t number = raw.number;
    bool fits =
        raw.kind == RAW_INT || (spot->reader->form && raw.kind == RAW_TEXT && str_to_int(str_trim(raw.text), &number));
    if (fits && in_range(spot, number))
        spot->slot->number = number;
    return fits;
}

/* "12", "12.5", "12.50" or "12,50", with at most `places` decimals, in minor units. */
static bool parse_decimal(struct str text, int places, int64_t *ret)
{
    bool minus = str_starts(text, STR("-"));
    struct str whole = str_slice(text, minus, text.n);
    struct str fraction = whole;
    int64_t minor, part = 0;

    whole = str_cut(&fraction, str_find(whole, '.', 0) >= 0 ? '.' : ',');
    if (whole.n == 0 || whole.n > 14 || whole.p[0] == '-' || !str_to_int(whole, &minor))
        return false;
    if (fraction.p) {
        if (fraction.n == 0 || fraction.n > (size_t)places)
            return false;
        part = digits(fraction, 0, fraction.n);
        if (part < 0)
            return false;
    }
    for (int place = 0; place < places; place++) {
        minor *= 10;
        if (fraction.p && (size_t)place >= fraction.n)
            part *= 10;
    }
    *ret = (minor + part) * (minus ? -1 : 1);
    return true;
}

static bool parse_money(struct spot *spot, struct raw raw)
{
    const struct reader *reader = spot->reader;
    int64_t number = raw.number;
    bool typed = reader->form && raw.kind == RAW_TEXT &&
                 parse_decimal(str_trim(raw.text), money_exponent(reader->currency), &number);
    if ((raw.kind == RAW_INT || typed) && in_range(spot, number))
        spot->slot->number = number;
    return raw.kind == RAW_INT || typed;
}

static bool parse_bool(struct spot *spot, struct raw raw)
{
    static const char *const words[] = {"0", "1", "false", "true", "no", "yes", "off", "on"};
    if (raw.kind == RAW_BOOL) {
        spot->slot->number = raw.number;
        return true;
    }
    if (raw.kind != RAW_TEXT || !spot->reader->form)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (str_is(raw.text, words[i])) {
            spot->slot->number = i % 2;
            return true;
        }
    }
    return false;
}

static void fault_choice(struct spot *spot)
{
    struct buf choices;
    buf_init(&choices, spot->reader->arena, 1024);
    for (int i = 0; i < spot->field->names->count; i++) {
        if (i > 0)
            buf_add(&choices, STR(", "));
        buf_add(&choices, str_from(spot->field->names->list[i]));
    }
    FAULT(spot, MSG_FIELD_CHOICE, P_STR("choices", buf_str(&choices)));
}

/* The number of a name, or 0 with the fault. */
static int64_t choice_number(struct spot *spot, struct str text)
{
    const struct names *names = spot->field->names;
    for (int i = 0; i < names->count; i++) {
        if (str_is(text, names->list[i]))
            return i + 1;
    }
    fault_choice(spot);
    return 0;
}

static bool parse_enum(struct spot *spot, struct raw raw)
{
    spot->slot->number = choice_number(spot, raw.kind == RAW_TEXT ? raw.text : STR(""));
    return true;
}

static bool parse_day(struct spot *spot, struct raw raw)
{
    int32_t day;
    if (raw.kind != RAW_TEXT || !day_parse(str_trim(raw.text), &day))
        return false;
    spot->slot->number = day;
    return true;
}

static bool parse_instant(struct spot *spot, struct raw raw)
{
    struct str text = str_trim(raw.text);
    int64_t at;
    if (raw.kind != RAW_TEXT)
        return false;
    if (!time_parse(text, &at) && !(spot->reader->form && time_parse_local(spot->reader->zone, text, &at)))
        return false;
    if (at < INSTANT_MIN || at > INSTANT_MAX)
        return false;
    spot->slot->number = at;
    return true;
}

static bool parse_minutes(struct spot *spot, struct raw raw)
{
    struct str text = str_trim(raw.text);
    if (raw.kind != RAW_TEXT || text.n < 5 || text.p[2] != ':')
        return false;
    /* Browsers may add seconds, which mean nothing here. */
    if (text.n != 5 && !str_equal(str_slice(text, 5, text.n), STR(":00")))
        return false;
    int hour = digits(text, 0, 2), minute = digits(text, 3, 2);
    if (hour < 0 || minute < 0 || minute > 59)
        return false;
    int64_t minutes = hour * 60 + minute;
    if (minutes < bound_min(spot->field) || minutes > bound_max(spot->field))
        return false;
    spot->slot->number = minutes;
    return true;
}

static bool parse_id(struct spot *spot, struct raw raw)
{
    return raw.kind == RAW_TEXT && id_parse(str_trim(raw.text), &spot->slot->number);
}

static parser *const parsers[INPUT__MAX] = {
    [INPUT_TEXT] = parse_text,       [INPUT_LONG] = parse_text,   [INPUT_SECRET] = parse_secret,
    [INPUT_EMAIL] = parse_email,     [INPUT_INT] = parse_int,     [INPUT_BOOL] = parse_bool,
    [INPUT_ENUM] = parse_enum,       [INPUT_DAY] = parse_day,     [INPUT_INSTANT] = parse_instant,
    [INPUT_MINUTES] = parse_minutes, [INPUT_MONEY] = parse_money, [INPUT_ID] = parse_id,
};

/* ------------------------------------------------------------------ fields */

static bool is_text_kind(enum input_kind kind)
{
    return kind == INPUT_TEXT || kind == INPUT_LONG || kind == INPUT_SECRET || kind == INPUT_EMAIL;
}

void read_null(struct spot *spot)
{
    spot->slot->given = true;
    spot->slot->null = spot->field->nullable;
    if (spot->field->nullable)
        return;
    if (spot->field->required)
        FAULT(spot, MSG_FIELD_REQUIRED);
    else
        fault_kind(spot);
}

void read_absent(struct spot *spot)
{
    if (spot->reader->form && spot->field->kind == INPUT_BOOL && spot->field->absent_is_no)
        spot->slot->given = true;
    else if (spot->field->required)
        FAULT(spot, MSG_FIELD_REQUIRED);
}

/* A form sends an empty text for what was left out. */
static bool is_left_out(const struct spot *spot, struct raw raw)
{
    return spot->reader->form && raw.kind == RAW_TEXT && str_trim(raw.text).n == 0 &&
           (!is_text_kind(spot->field->kind) || spot->field->nullable);
}

void read_scalar(struct spot *spot, struct raw raw)
{
    if (is_left_out(spot, raw) && !spot->field->nullable) {
        if (spot->field->required)
            FAULT(spot, MSG_FIELD_REQUIRED);
        spot->slot->given = false;
        return;
    }
    if (raw.kind == RAW_NULL || is_left_out(spot, raw)) {
        read_null(spot);
        return;
    }
    spot->slot->given = true;
    if (!parsers[spot->field->kind](spot, raw))
        fault_kind(spot);
}

void read_id_of_list(struct spot *spot, struct str text)
{
    struct slot *slot = spot->slot;
    bool choices = spot->field->kind == INPUT_CHOICES;
    int64_t id = 0;
    if (choices)
        id = choice_number(spot, str_trim(text));
    else if (!id_parse(str_trim(text), &id))
        fault_kind(spot);
    if (id == 0)
        return;
    for (int i = 0; i < slot->count; i++) {
        if (slot->ids[i] == id)
            return;
    }
    if (slot->count >= bound_max(spot->field)) {
        slot->excess = true;
        return;
    }
    if (slot->count == slot->capacity) {
        int capacity = slot->capacity > 0 ? 2 * slot->capacity : 8;
        slot->ids = arena_grow(spot->reader->arena, slot->ids, (size_t)slot->capacity * sizeof(id),
                               (size_t)capacity * sizeof(id));
        slot->capacity = capacity;
    }
    slot->ids[slot->count++] = id;
}

void read_map_value(struct spot *spot, struct map_entry *entry, struct raw raw)
{
    struct path path = {spot->path, entry->key};
    struct spot inner = {spot->reader, &path, spot->field, spot->slot};
    int64_t id;

    entry->raw = raw.text;
    if (entry->broken) {
        FAULT(&inner, MSG_FIELD_TYPE, P_STR("kind", STR("text in UTF-8")));
        return;
    }
    if (!str_is(entry->key, "*") && !id_parse(entry->key, &id)) {
        FAULT(&inner, MSG_FIELD_UNKNOWN);
        return;
    }
    if (raw.kind == RAW_NULL || (spot->reader->form && str_trim(raw.text).n == 0))
        return;
    if (raw.kind != RAW_TEXT || !id_parse(str_trim(raw.text), &entry->id))
        FAULT(&inner, MSG_FIELD_TYPE, P_STR("kind", STR("an id")));
}
