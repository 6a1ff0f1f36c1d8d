#include "view/filters.h"

#define TYPES_INSTANT TYPE_BIT(TYPE_INSTANT)
#define TYPES_DATE (TYPE_BIT(TYPE_INSTANT) | TYPE_BIT(TYPE_DAY))
#define TYPES_CLOCK (TYPE_BIT(TYPE_INSTANT) | TYPE_BIT(TYPE_MINUTES))
#define TYPES_LENGTH (TYPE_BIT(TYPE_INT) | TYPE_BIT(TYPE_MINUTES))
#define TYPES_COUNT (TYPE_BIT(TYPE_INT) | TYPE_BIT(TYPE_LIST) | TYPE_BIT(TYPE_TEXTS) | TYPE_BIT(TYPE_MAP))

static const struct filter filters[] = {
    {"amount", TYPE_BIT(TYPE_MONEY), write_amount, 0, NULL},
    {"clock", TYPE_BIT(TYPE_MINUTES), write_time, 0, NULL},
    {"count", TYPES_COUNT, write_count, 0, NULL},
    {"date", TYPES_DATE, write_date, 0, NULL},
    {"date_time", TYPES_INSTANT, write_date_time, 0, NULL},
    {"day", TYPES_DATE, write_day, 0, NULL},
    {"duration", TYPES_LENGTH, write_duration, 0, NULL},
    {"initials", TYPE_BIT(TYPE_TEXT), write_initials, 0, NULL},
    {"iso", TYPES_DATE, write_iso, 0, NULL},
    {"iso_day", TYPES_DATE, write_iso_day, 0, NULL},
    {"label", TYPE_BIT(TYPE_ENUM) | TYPE_BIT(TYPE_TEXT), write_label, 0, NULL},
    {"local", TYPES_INSTANT, write_local, 0, NULL},
    {"mailto", TYPE_BIT(TYPE_TEXT), write_mailto, 0, "mailto:"},
    {"minutes", TYPES_LENGTH, write_minutes, 0, NULL},
    {"money", TYPE_BIT(TYPE_MONEY), write_money, 0, NULL},
    {"number", TYPE_BIT(TYPE_INT), write_count, 0, NULL},
    {"percent", TYPE_BIT(TYPE_INT), write_percent, 0, NULL},
    {"plural", TYPES_COUNT, write_plural, 2, NULL},
    {"tel", TYPE_BIT(TYPE_TEXT), write_tel, 0, "tel:"},
    {"time", TYPES_CLOCK, write_time, 0, NULL},
    {"when", TYPES_DATE, write_when, 0, NULL},
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
