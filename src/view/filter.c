#include "view/filters.h"

#define TYPES_INSTANT TYPE_BIT(TYPE_INSTANT)
#define TYPES_DATE (TYPE_BIT(TYPE_INSTANT) | TYPE_BIT(TYPE_DAY))
#define TYPES_CLOCK (TYPE_BIT(TYPE_INSTANT) | TYPE_BIT(TYPE_MINUTES))
#define TYPES_LENGTH (TYPE_BIT(TYPE_INT) | TYPE_BIT(TYPE_MINUTES))
#define TYPES_COUNT (TYPE_BIT(TYPE_INT) | TYPE_BIT(TYPE_LIST) | TYPE_BIT(TYPE_TEXTS) | TYPE_BIT(TYPE_MAP))

static const struct filter filters[] = {
    {"amount", write_amount, NULL, TYPE_BIT(TYPE_MONEY), 0},
    {"clock", write_time, NULL, TYPE_BIT(TYPE_MINUTES), 0},
    {"count", write_count, NULL, TYPES_COUNT, 0},
    {"date", write_date, NULL, TYPES_DATE, 0},
    {"date_time", write_date_time, NULL, TYPES_INSTANT, 0},
    {"day", write_day, NULL, TYPES_DATE, 0},
    {"duration", write_duration, NULL, TYPES_LENGTH, 0},
    {"initials", write_initials, NULL, TYPE_BIT(TYPE_TEXT), 0},
    {"iso", write_iso, NULL, TYPES_DATE, 0},
    {"iso_day", write_iso_day, NULL, TYPES_DATE, 0},
    {"label", write_label, NULL, TYPE_BIT(TYPE_ENUM) | TYPE_BIT(TYPE_TEXT), 0},
    {"local", write_local, NULL, TYPES_INSTANT, 0},
    {"mailto", write_mailto, "mailto:", TYPE_BIT(TYPE_TEXT), 0},
    {"minutes", write_minutes, NULL, TYPES_LENGTH, 0},
    {"money", write_money, NULL, TYPE_BIT(TYPE_MONEY), 0},
    {"number", write_count, NULL, TYPE_BIT(TYPE_INT), 0},
    {"percent", write_percent, NULL, TYPE_BIT(TYPE_INT), 0},
    {"plural", write_plural, NULL, TYPES_COUNT, 2},
    {"tel", write_tel, "tel:", TYPE_BIT(TYPE_TEXT), 0},
    {"time", write_time, NULL, TYPES_CLOCK, 0},
    {"when", write_when, NULL, TYPES_DATE, 0},
};

static const struct {
    struct filter plain;
    const char *words;
} types[TYPE__MAX] = {
    [TYPE_ID] = {{.name = "id", .write = write_id}, "an id"},
    [TYPE_TEXT] = {{.name = "text", .write = write_text}, "a text"},
    [TYPE_INT] = {{.name = "int", .write = write_int}, "a number"},
    [TYPE_BOOL] = {{.name = "bool", .write = write_bool}, "a yes or no"},
    [TYPE_INSTANT] = {{.name = "date_time", .write = write_date_time}, "an instant"},
    [TYPE_DAY] = {{.name = "date", .write = write_date}, "a day"},
    [TYPE_MINUTES] = {{.name = "clock", .write = write_time}, "a time of day"},
    [TYPE_MONEY] = {{.name = "money", .write = write_money}, "an amount"},
    [TYPE_ENUM] = {{.name = "enum", .write = write_enum}, "a choice"},
    [TYPE_ADDRESS] = {{.name = "address", .write = write_text}, "an address"},
    [TYPE_OBJECT] = {{.name = NULL}, "an object"},
    [TYPE_LIST] = {{.name = NULL}, "a list"},
    [TYPE_TEXTS] = {{.name = NULL}, "a list of texts"},
    [TYPE_MAP] = {{.name = NULL}, "a map"},
};

const struct filter *filter_find(struct str name)
{
    for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
        if (str_is(name, filters[i].name))
            return &filters[i];
    }
    return NULL;
}

const struct filter *filter_plain(enum type type)
{
    return types[type].plain.write ? &types[type].plain : NULL;
}

const char *type_words(enum type type)
{
    return types[type].words;
}
