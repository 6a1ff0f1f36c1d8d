#include "features/audit/shown.h"

#include "base/local.h"
#include "base/money.h"
#include "features/clients/clients.h"
#include "features/prove/prove.h"
#include "features/relations/relations.h"

#include <limits.h>

static const char *const surfaces[] = {"dashboard", "field_app", "api", "command_line", "job", "any"};
const struct names record_surface_names = {surfaces, ARRAY_SIZE(surfaces)};

static const char *const pet_sexes[] = {"Female", "Male"};
static const struct names pet_sex_names = {pet_sexes, ARRAY_SIZE(pet_sexes)};

/* ------------------------------------------------------------------ names */

static bool is_me(const struct reader *reader, struct staff_id staff)
{
    return staff.n && staff.n == reader->g->staff.n;
}

static int collect(const struct entry_list *entries, enum value_kind kind, int64_t *ids)
{
    int count = 0;

    for (int i = 0; i < entries->count; i++) {
        const struct record *record = &entries->items[i].record;

        if (kind == VALUE_CLIENT && entries->items[i].client.n)
            ids[count++] = entries->items[i].client.n;
        for (int n = 0; n < record->count; n++) {
            const struct record_value *change = &record->changes[n];
            enum value_kind own = field_find(change->subject, change->field)->kind;
            struct proof_difference difference;

            if (kind == VALUE_CLIENT && own == VALUE_DIFFERENCE && proof_difference_read(change->after, &difference) &&
                difference.client.n)
                ids[count++] = difference.client.n;
            if (own != kind)
                continue;
            count += id_parse(change->before, &ids[count]);
            count += id_parse(change->after, &ids[count]);
        }
    }
    return count;
}

enum err reader_begin(struct context *cx, struct tx *tx, const struct grant *g, const struct entry_list *entries,
                      struct client_id more_client, struct reader *ret)
{
    size_t room = 2; /* one more, and one for an id that turns out to be none */
    int64_t *clients, *services;
    int count;

    *ret = (struct reader){.cx = cx, .g = g};
    ret->house = g->person ? policy_classes(g->picture, g->person, ABOUT_COMPANY, g->now) : g->classes;
    for (int i = 0; i < entries->count; i++)
        room += 1 + 2 * (size_t)entries->items[i].record.count;
    clients = arena_array(cx->arena, int64_t, room);
    services = arena_array(cx->arena, int64_t, room);
    count = collect(entries, VALUE_CLIENT, clients);
    if (more_client.n)
        clients[count++] = more_client.n;
    TRY(entry_clients(tx, g, clients, count, &ret->clients));
    return entry_services(tx, g, services, collect(entries, VALUE_SERVICE, services), &ret->services);
}

struct shown_person shown_person(const struct reader *reader, struct staff_id id, bool acted)
{
    const struct person *person = picture_person(reader->g->picture, id);
    bool sees = !reader->g->person || grant_may(reader->g, PERMISSION_signed_in, ABOUT_STAFF(id));

    if (!id.n)
        return (struct shown_person){.name = STR("")};
    if (!person)
        return (struct shown_person){.name = STR("Someone who was never active")};
    if (sees)
        return (struct shown_person){id, person->name, true};
    /* Who did something to one is no secret; whom else it concerned is. */
    return acted ? (struct shown_person){.name = person->name} : (struct shown_person){.name = STR("A colleague")};
}

struct str shown_actor(const struct reader *reader, const struct entry *entry)
{
    if (entry->actor.n)
        return shown_person(reader, entry->actor, true).name;
    return entry->surface == SURFACE_JOB ? STR("Petgate") : STR("The operator");
}

/* ------------------------------------------------------------------ what may be seen */

static uint32_t classes(const struct reader *reader, struct subject subject)
{
    return reader->g->person ? policy_classes(reader->g->picture, reader->g->person, subject, reader->g->now)
                             : reader->g->classes;
}

/* ACC-12, ACC-13: of a person's ties whoever may manage them knows what stands in the company's record; they
 * themselves, what anyone knows of themself. */
static uint32_t pair_classes(const struct reader *reader, struct staff_id staff)
{
    const struct grant *g = reader->g;

    if (!staff.n || is_me(reader, staff) || !g->person)
        return staff.n ? classes(reader, ABOUT_STAFF(staff)) : reader->house;
    return policy_may_manage_staff(g->picture, g->person, staff, g->now).allowed ? reader->house
                                                                                 : classes(reader, ABOUT_STAFF(staff));
}

static uint32_t person_classes(const struct reader *reader, const struct record_value *change)
{
    struct staff_id staff;

    return id_parse(change->id, &staff.n) ? classes(reader, ABOUT_STAFF(staff)) : 0;
}

static uint32_t value_classes(const struct reader *reader, const struct entry *entry, const struct record_field *field,
                              const struct record_value *change)
{
    switch (field->about) {
    case VALUE_OF_CLIENT:
        if (entry->client.n)
            return classes(reader, ABOUT_CLIENT(entry->client));
        /* A bulk act: of which client each value is does not stand there. */
        return reader->g->scope.kind == SCOPE_ALL ? reader->house : 0;
    case VALUE_OF_PERSON:
        return person_classes(reader, change);
    case VALUE_OF_PAIR:
        return pair_classes(reader, entry->staff);
    case VALUE_OF_OWN:
        return entry->staff.n ? classes(reader, ABOUT_STAFF(entry->staff)) : reader->house;
    case VALUE_OF_HOUSE:
        return reader->house;
    }
    return 0;
}

/* ROL-114: of a visit that is somebody else's by now, one knows that it went from one. */
static bool event_hides(const struct reader *reader, const struct entry *entry, const struct record_value *change)
{
    if (!entry->client.n || !reader->g->person || !str_is(change->subject, "event") || str_is(change->field, "staff"))
        return false;
    return !grant_sees_event(reader->g, entry->client, entry->staff);
}

/* Whoever wrote it knows it; else it is for whoever may read the reasons of removals (ACC-32), never for whom it is
 * about. */
bool shows_reason(const struct reader *reader, const struct entry *entry)
{
    if (is_me(reader, entry->actor) && (!entry->staff.n || is_me(reader, entry->staff)))
        return true;
    return !is_me(reader, entry->staff) && (pair_classes(reader, entry->staff) & CLASS_BIT(CLASS_REASON));
}

bool shows_address(const struct reader *reader, const struct entry *entry)
{
    return is_me(reader, entry->actor) || (reader->house & CLASS_BIT(CLASS_SECURITY));
}

/* ------------------------------------------------------------------ values as words */

static struct str instant_words(const struct reader *reader, struct str text)
{
    const struct company_profile *company = reader->cx->company;
    struct local_time local;
    struct buf out;
    int64_t at;

    if (!time_parse(text, &at))
        return text;
    local = time_local(company->zone, at);
    buf_init(&out, reader->cx->arena, 64);
    local_day(&out, company->locale, local.day_number, INT_MAX); /* always with its year */
    buf_add_char(&out, ' ');
    local_clock(&out, company->locale, local.hour * 60 + local.minute);
    return buf_str(&out);
}

static struct str word_words(struct arena *arena, struct str text)
{
    char *words = arena_alloc(arena, text.n);

    for (size_t i = 0; i < text.n; i++)
        words[i] = text.p[i] == '_' ? ' ' : text.p[i];
    if (text.n && words[0] >= 'a' && words[0] <= 'z')
        words[0] = (char)(words[0] - 'a' + 'A');
    return (struct str){words, text.n};
}

static struct str role_words(const struct reader *reader, struct str text)
{
    struct role_facts facts;
    int role;

    if (picture_role_find(reader->g->picture, text, &role) && picture_role(reader->g->picture, role, &facts))
        return facts.name;
    return word_words(reader->cx->arena, text);
}

static struct str names_words(const struct reader *reader, const struct names *names, struct str text)
{
    int64_t number;

    if (!str_to_int(text, &number) || number < 1 || number > names->count)
        return STR("");
    return word_words(reader->cx->arena, str_from(names->list[number - 1]));
}

static struct str id_words(const struct reader *reader, enum value_kind kind, struct str text)
{
    struct str name = {0};
    int64_t id;

    if (!id_parse(text, &id))
        return text;
    if (kind == VALUE_PERSON)
        return shown_person(reader, (struct staff_id){id}, false).name;
    name = entry_name(kind == VALUE_CLIENT ? &reader->clients : &reader->services, id);
    return name.n ? name : STR("Something that may not be seen here");
}

/* AUD-06: a difference names person, permission and client. */
static struct str difference_words(const struct reader *reader, struct str text)
{
    struct arena *arena = reader->cx->arena;
    struct proof_difference difference;
    struct str client = STR("in general");

    if (!proof_difference_read(text, &difference))
        return text;
    if (difference.client.n)
        client = id_words(reader, VALUE_CLIENT, id_text(arena, difference.client.n));
    return arena_format(arena, "%.*s, %.*s, %.*s%s: %s", STR_ARG(shown_person(reader, difference.staff, false).name),
                        STR_ARG(proof_question_label(difference.question, company_wording(reader->cx->company), arena)),
                        STR_ARG(client), difference.surface == SURFACE_FIELD_APP ? ", in the field app" : "",
                        difference.decided ? "allowed, but not by the rules" : "refused, but allowed by the rules");
}

static struct str money_words(const struct reader *reader, int64_t minor)
{
    struct str currency = reader->cx->company->currency;

    return arena_format(reader->cx->arena, "%.*s %.*s", STR_ARG(money_text(reader->cx->arena, minor, currency)),
                        STR_ARG(currency));
}

static struct str number_words(const struct reader *reader, enum value_kind kind, struct str text)
{
    int64_t number = 0;

    if (!str_to_int(text, &number))
        return text;
    if (kind == VALUE_YES)
        return number ? STR("Yes") : STR("No");
    if (kind == VALUE_ON)
        return number ? STR("On") : STR("Off");
    if (kind == VALUE_PLACE)
        return number ? text : STR("Not Preferred");
    if (kind == VALUE_DAY_NUMBER)
        return number ? day_text(reader->cx->arena, (int32_t)number) : STR("");
    return kind == VALUE_MONEY ? money_words(reader, number) : text;
}

static struct str value_words(const struct reader *reader, enum value_kind kind, struct str text)
{
    if (text.n == 0 || kind == VALUE_TEXT)
        return text;
    if (kind == VALUE_CLIENT || kind == VALUE_PERSON || kind == VALUE_SERVICE)
        return id_words(reader, kind, text);
    if (kind == VALUE_DIFFERENCE)
        return difference_words(reader, text);
    if (kind == VALUE_INSTANT)
        return instant_words(reader, text);
    if (kind == VALUE_WORD)
        return word_words(reader->cx->arena, text);
    if (kind == VALUE_ROLE)
        return role_words(reader, text);
    if (kind == VALUE_CLIENT_STATUS)
        return names_words(reader, &client_status_names, text);
    if (kind == VALUE_PET_SEX)
        return names_words(reader, &pet_sex_names, text);
    return kind == VALUE_SEVERITY ? names_words(reader, &severity_names, text) : number_words(reader, kind, text);
}

/* What stands there as recorded may name people and clients, too. */
static struct str raw(const struct reader *reader, enum value_kind kind, struct str text)
{
    struct proof_difference difference;
    int64_t id;

    if (kind == VALUE_DIFFERENCE && proof_difference_read(text, &difference) && difference.client.n)
        return entry_name(&reader->clients, difference.client.n).n ? text : STR("");
    if (!id_parse(text, &id))
        return text;
    if (kind == VALUE_PERSON && !shown_person(reader, (struct staff_id){id}, false).id.n)
        return STR("");
    if (kind == VALUE_CLIENT && !entry_name(&reader->clients, id).n)
        return STR("");
    return text;
}

/* Of a role's values: which role's. */
static struct str label_of(const struct reader *reader, const struct record_field *field,
                           const struct record_value *change)
{
    struct str label = field_label(field, change->field, reader->cx);
    struct role_facts role;
    int64_t id;

    if (!str_is(change->subject, "role") || !id_parse(change->id, &id) ||
        !picture_role(reader->g->picture, (int)id, &role))
        return label;
    return arena_format(reader->cx->arena, "%.*s: %.*s", STR_ARG(role.name), STR_ARG(label));
}

bool shown_value(const struct reader *reader, const struct entry *entry, int index, struct shown_value *ret)
{
    const struct record_value *change = &entry->record.changes[index];
    const struct record_field *field = field_find(change->subject, change->field);
    struct arena *arena = reader->cx->arena;

    if (!(value_classes(reader, entry, field, change) & CLASS_BIT(field->class)) || event_hides(reader, entry, change))
        return false;
    *ret = (struct shown_value){
        .field = arena_format(arena, "%.*s.%.*s", STR_ARG(change->subject), STR_ARG(change->field)),
        .label = label_of(reader, field, change),
        .erased = change->erased,
        .part = index + 1,
    };
    if (change->erased)
        return true;
    ret->before = raw(reader, field->kind, change->before);
    ret->after = raw(reader, field->kind, change->after);
    ret->before_text = value_words(reader, field->kind, change->before);
    ret->after_text = value_words(reader, field->kind, change->after);
    return true;
}
