#include "features/audit/words.h"

#include "base/fold.h"

/* ------------------------------------------------------------------ acts */

const struct record_kind record_kinds[] = {
#define KIND(operation, area, readers, text) {operation, AREA_##area, RECORD_##readers, MSG_##text},
#define VARIANT(operation, field, after, text)
#include "features/audit/kinds.def"
#undef KIND
#undef VARIANT
};
const int record_kind_count = (int)ARRAY_SIZE(record_kinds);

static const struct {
    const char *operation, *field, *after;
    enum message text;
} variants[] = {
#define KIND(operation, area, readers, text)
#define VARIANT(operation, field, after, text) {operation, field, after, MSG_##text},
#include "features/audit/kinds.def"
#undef KIND
#undef VARIANT
};

static const struct {
    const char *name, *label;
} areas[AREA__MAX] = {
    [AREA_ACCESS] = {"access", "Access"},       [AREA_CLIENTS] = {"clients", "Clients and pets"},
    [AREA_SCHEDULE] = {"schedule", "Schedule"}, [AREA_TEMPLATES] = {"templates", "Templates"},
    [AREA_STAFF] = {"staff", "word.Staff"},     [AREA_ROLES] = {"roles", "Roles and permissions"},
    [AREA_SIGN_IN] = {"sign_in", "Sign-in"},    [AREA_SERVICES] = {"services", "Services"},
    [AREA_COMPANY] = {"company", "Company"},    [AREA_RECORD] = {"record", "The record itself"},
};

const char *area_name(enum record_area area)
{
    return areas[area].name;
}

struct str area_label(enum record_area area, const struct company_profile *company)
{
    struct str label = str_from(areas[area].label);

    return str_starts(label, STR("word.")) ? company_word(company, str_slice(label, strlen("word."), label.n)) : label;
}

const struct record_kind *kind_find(struct str operation)
{
    for (int i = 0; i < record_kind_count; i++) {
        if (str_is(operation, record_kinds[i].operation))
            return &record_kinds[i];
    }
    return NULL;
}

static bool changed_to(const struct record *record, const char *field, const char *after)
{
    struct str name = str_from(field), subject = str_cut(&name, '.');

    for (int i = 0; i < record->count; i++) {
        const struct record_value *change = &record->changes[i];

        if (str_equal(change->subject, subject) && str_equal(change->field, name) && str_is(change->after, after))
            return true;
    }
    return false;
}

bool kind_has_words(const struct record_kind *kind, const struct str *words, int count, struct arena *arena)
{
    struct message_text text = {.id = kind->text};
    struct buf all;

    buf_init(&all, arena, 1024);
    buf_add(&all, fold(arena, message_format(&text, NULL, NULL, arena)));
    for (size_t i = 0; i < ARRAY_SIZE(variants); i++) {
        if (strcmp(variants[i].operation, kind->operation) != 0)
            continue;
        text.id = variants[i].text;
        buf_add_char(&all, ' ');
        buf_add(&all, fold(arena, message_format(&text, NULL, NULL, arena)));
    }
    for (int i = 0; i < count; i++) {
        if (!memmem(all.p, all.n, words[i].p, words[i].n))
            return false;
    }
    return true;
}

struct str kind_words(const struct context *cx, struct str operation, const struct record *record)
{
    const struct record_kind *kind = kind_find(operation);
    struct message_text text = {.id = kind ? kind->text : MESSAGE_NONE};
    const struct operation *row;

    for (size_t i = 0; record && i < ARRAY_SIZE(variants); i++) {
        if (str_is(operation, variants[i].operation) && changed_to(record, variants[i].field, variants[i].after))
            text.id = variants[i].text;
    }
    if (text.id != MESSAGE_NONE)
        return company_text(cx, message_template(text.id).p);
    row = app_operation(cx->app, arena_cstr(cx->arena, operation));
    return row && row->summary ? company_text(cx, row->summary) : operation;
}

/* ------------------------------------------------------------------ values */

#define ABOUT_CLIENT_ VALUE_OF_CLIENT
#define ABOUT_PERSON_ VALUE_OF_PERSON
#define ABOUT_PAIR_ VALUE_OF_PAIR
#define ABOUT_HOUSE_ VALUE_OF_HOUSE
#define ABOUT_OWN_ VALUE_OF_OWN

static const struct record_field fields[] = {
#define FIELD(subject, field, label, kind, about, class)                                                               \
    {subject, field, label, VALUE_##kind, ABOUT_##about##_, CLASS_##class},
#include "features/audit/fields.def"
#undef FIELD
};

/* Permissions are fields by their names; days of a template's visits too. */
static const struct record_field unlisted[] = {
    {"exception", NULL, NULL, VALUE_WORD, VALUE_OF_PERSON, CLASS_STAFF},
    {"role", NULL, NULL, VALUE_WORD, VALUE_OF_HOUSE, CLASS_OFFICE},
    {"template_visit", NULL, NULL, VALUE_TEXT, VALUE_OF_CLIENT, CLASS_OFFICE},
    {NULL, NULL, NULL, VALUE_TEXT, VALUE_OF_HOUSE, CLASS_OFFICE},
};

const struct record_field *field_find(struct str subject, struct str field)
{
    size_t i = 0;

    for (i = 0; i < ARRAY_SIZE(fields); i++) {
        if (str_is(subject, fields[i].subject) && str_is(field, fields[i].field))
            return &fields[i];
    }
    for (i = 0; unlisted[i].subject && !str_is(subject, unlisted[i].subject);)
        i++;
    return &unlisted[i];
}

struct str field_label(const struct record_field *field, struct str name, const struct context *cx)
{
    enum permission permission;
    char *label;

    if (field->label)
        return str_from(field->label);
    if (permission_parse(name, &permission))
        return label_of_permission(cx, permission);
    label = arena_alloc(cx->arena, name.n);
    for (size_t i = 0; i < name.n; i++)
        label[i] = name.p[i] == '_' ? ' ' : name.p[i];
    if (name.n && label[0] >= 'a' && label[0] <= 'z')
        label[0] = (char)(label[0] - 'a' + 'A');
    return (struct str){label, name.n};
}
