/* A line in forms and bodies: the same fields alone and as rows of a new template. */
#include "features/services/services.h"
#include "features/templates/templates_docs.h"

#include "base/local.h"

const struct input_field line_input[] = {
    {.name = "service", .kind = INPUT_ID, .target = TARGET_SERVICE, .label = "Service"},
    {.name = "weekdays", .kind = INPUT_CHOICES, .names = &weekday_names, .label = "Weekdays"},
    {.name = "weeks", .kind = INPUT_CHOICES, .names = &week_names, .label = "Weeks of the period"},
    {.name = "time", .kind = INPUT_MINUTES, .label = "Time"},
    {.name = "staff", .kind = INPUT_ID, .nullable = true, .target = TARGET_STAFF, .label = "Person"},
    {.name = "pets", .kind = INPUT_IDS, .target = TARGET_PET, .max = LINE_PETS_MAX, .label = "Pets"},
    {.name = "from_day", .kind = INPUT_DAY, .label = "From"},
    {.name = "until_day", .kind = INPUT_DAY, .nullable = true, .label = "Until"},
    {.name = "note", .kind = INPUT_LONG, .max = NOTE_MAX, .label = "Note for the visits"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ the form */

static struct node *add_choice(struct node *list, struct str input, struct str value, struct str name, bool selected)
{
    struct node *item = doc_item(list);

    doc_text(item, line_choice_input, input);
    doc_text(item, line_choice_value, value);
    doc_text(item, line_choice_name, name);
    doc_bool(item, line_choice_selected, selected);
    return item;
}

static void put_weekdays(const struct context *cx, const struct line_start *start, struct node *list)
{
    static const char *const words[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    struct str input = arena_format(cx->arena, "%.*sweekdays", STR_ARG(start->prefix));
    int first = local_week_start(cx->company->locale) - 1, count = (int)ARRAY_SIZE(words);

    for (int n = 0; n < count; n++) {
        int i = (first + n) % count;

        add_choice(list, input, str_from(weekday_names.list[i]), str_from(words[i]), start->line->weekdays & 1u << i);
    }
}

static void put_weeks(struct arena *arena, const struct line_start *start, struct node *list)
{
    struct str input = arena_format(arena, "%.*sweeks", STR_ARG(start->prefix));

    for (int i = 0; i < start->weeks && start->weeks > 1; i++)
        add_choice(list, input, str_from(week_names.list[i]), arena_format(arena, "Week %d", i + 1),
                   start->line->weeks & 1u << i);
}

MUST_CHECK static enum err put_services(struct tx *tx, const struct grant *g, const struct line_start *start,
                                        struct node *list)
{
    struct arena *arena = tx_arena(tx);
    struct service_list services;

    TRY(services_read(tx, g, false, &services));
    for (int i = 0; i < services.count; i++) {
        const struct service *service = &services.items[i];
        bool chosen = service->id.n == start->line->service.n;
        struct node *item;

        if (!service->active && !chosen)
            continue;
        item = add_choice(list, STR("service"), id_text(arena, service->id.n), service->name, chosen);
        doc_int(item, line_choice_minutes, service->minutes);
    }
    return OK;
}

static bool has_pet(const struct line_pets *pets, struct pet_id pet)
{
    for (int i = 0; pets && i < pets->count; i++) {
        if (pets->items[i].id.n == pet.n)
            return true;
    }
    return false;
}

MUST_CHECK static enum err put_pets(struct tx *tx, const struct grant *g, const struct line_start *start,
                                    struct node *list)
{
    struct arena *arena = tx_arena(tx);
    struct str input = arena_format(arena, "%.*spets", STR_ARG(start->prefix));
    struct line_pets pets;

    TRY(client_pets_read(tx, g, start->line->client, &pets));
    for (int i = 0; i < pets.count; i++)
        add_choice(list, input, id_text(arena, pets.items[i].id.n), pets.items[i].name,
                   has_pet(start->pets, pets.items[i].id));
    return OK;
}

enum err line_form_document(struct context *cx, struct tx *tx, const struct grant *g, const struct line_start *start,
                            struct node *form)
{
    const struct template_line *line = start->line;
    const struct event event = {.client = line->client, .client_name = start->client_name, .staff = line->staff};
    bool fresh = !line->weekdays;

    doc_text(form, line_form_prefix, start->prefix);
    TRY(put_services(tx, g, start, doc_list(form, line_form_service_options)));
    TRY(picker_document(cx, tx, g, &event, doc_list(form, line_form_staff_options)));
    put_weekdays(cx, start, doc_list(form, line_form_weekdays_options));
    put_weeks(cx->arena, start, doc_list(form, line_form_weeks_options));
    TRY(put_pets(tx, g, start, doc_list(form, line_form_pets_options)));
    doc_text(form, line_form_time,
             fresh ? STR("")
                   : arena_format(cx->arena, "%02d:%02d", line->minute_of_day / 60, line->minute_of_day % 60));
    doc_text(form, line_form_until_day, line->until_day ? day_text(cx->arena, line->until_day) : STR(""));
    doc_text(form, line_form_from_day, line->from_day ? day_text(cx->arena, line->from_day) : STR(""));
    doc_text(form, line_form_note, line->note);
    return OK;
}

/* ------------------------------------------------------------------ reading */

bool line_is_blank(const struct input *in)
{
    return !input_int(in, "service") && !input_choices(in, "weekdays") && !input_given(in, "time");
}

/* One line under way, for naming its faults. */
struct taking {
    struct arena *arena;
    struct str row;
    enum err err;
};

#define FAULT(taking, field, message, ...)                                                                             \
    ((taking)->err =                                                                                                   \
         FAIL_FIELD((taking)->arena, arena_format((taking)->arena, "%.*s%s", STR_ARG((taking)->row), (field)),         \
                    message, ##__VA_ARGS__))

MUST_CHECK static enum err take_service(struct tx *tx, const struct grant *g, const struct input *in,
                                        struct taking *taking, struct template_line *line)
{
    struct service service;

    if (!input_int(in, "service"))
        return OK;
    TRY(service_read(tx, g, input_service(in, "service"), &service));
    if (!service.active && service.id.n != line->service.n)
        FAULT(taking, "service", MSG_LINE_SERVICE);
    line->service = service.id;
    line->service_name = service.name;
    line->minutes = service.minutes;
    line->price_minor = service.price_minor;
    return OK;
}

MUST_CHECK static enum err take_pets(struct tx *tx, const struct grant *g, const struct input *in,
                                     struct taking *taking, const struct template_line *line, struct line_pets *pets)
{
    struct line_pets own;
    const int64_t *ids;
    int count;

    if (!input_given(in, "pets"))
        return OK;
    input_ids(in, "pets", &ids, &count);
    *pets = (struct line_pets){arena_array(tx_arena(tx), struct named_pet, (size_t)count), 0};
    TRY(client_pets_read(tx, g, line->client, &own));
    for (int i = 0; i < count; i++) {
        if (has_pet(&own, (struct pet_id){ids[i]}))
            pets->items[pets->count++].id.n = ids[i];
        else
            FAULT(taking, "pets", MSG_FIELD_REFERENCE);
    }
    return OK;
}

static struct str number_text(struct arena *arena, int n)
{
    return arena_format(arena, "%d", n);
}

static void take_days(const struct input *in, const struct template *template, struct taking *taking,
                      struct template_line *line)
{
    uint64_t possible = (UINT64_C(1) << template_period_weeks(template)) - 1;

    if (input_given(in, "weekdays"))
        line->weekdays = (unsigned)input_choices(in, "weekdays");
    if (input_given(in, "weeks"))
        line->weeks = (unsigned)input_choices(in, "weeks");
    if (!line->weekdays)
        FAULT(taking, "weekdays", MSG_LINE_WEEKDAYS);
    if (line->weeks & ~possible)
        FAULT(taking, "weeks", MSG_LINE_WEEKS,
              P_STR("max", number_text(taking->arena, template_period_weeks(template))));
    if ((line->weeks & possible) == possible) /* all of them: every week */
        line->weeks = 0;
}

static void take_span(const struct context *cx, const struct input *in, struct taking *taking,
                      struct template_line *line)
{
    if (line->from_day > today_of(cx) + AHEAD_MAX)
        FAULT(taking, "from_day", MSG_TEMPLATE_FAR, P_STR("days", number_text(taking->arena, AHEAD_MAX)));
    if (input_given(in, "until_day"))
        line->until_day = (int32_t)input_int(in, "until_day");
    if (line->until_day && line->until_day < line->from_day)
        FAULT(taking, "until_day", MSG_LINE_UNTIL_EARLY);
}

enum err line_take(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in, struct str row,
                   const struct template *template, struct template_line *line, struct line_pets *pets)
{
    struct taking taking = {.arena = cx->arena, .row = row};

    TRY(take_service(tx, g, in, &taking, line));
    TRY(take_pets(tx, g, in, &taking, line, pets));
    take_days(in, template, &taking, line);
    take_span(cx, in, &taking, line);
    if (input_given(in, "time"))
        line->minute_of_day = (int)input_int(in, "time");
    if (input_given(in, "staff"))
        line->staff = input_staff(in, "staff");
    if (input_given(in, "note"))
        line->note = input_text(in, "note");
    if (!line->service.n)
        FAULT(&taking, "service", MSG_FIELD_REQUIRED);
    if (!line->id.n && !input_given(in, "time"))
        FAULT(&taking, "time", MSG_FIELD_REQUIRED);
    return taking.err;
}
