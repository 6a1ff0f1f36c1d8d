/* Lines of a template: added, changed from a day on (SCH-22), taken out; and single visits that differ. */
#include "features/relations/relations.h"
#include "features/templates/templates_docs.h"

/* A line with its template, as an operation finds it. */
struct found_line {
    struct template template;
    struct line_set set; /* of this line alone, from today on */
    struct template_line line;
    struct line_pets pets;
};

/* ERR_ABSENT for one that was taken out. Six statements. */
MUST_CHECK static enum err find_line(struct context *cx, struct tx *tx, const struct grant *g, struct found_line *ret)
{
    const struct line_search search = {.line = {cx->target[TARGET_LINE]}, .over = true};
    const struct line_pets *pets;

    TRY(lines_read(tx, g, &search, today_of(cx), &ret->set));
    if (ret->set.count == 0)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    ret->line = ret->set.lines[0];
    if (ret->line.until_day && ret->line.until_day < ret->line.from_day)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    TRY(template_read(tx, g, ret->line.template, &ret->template));
    TRY(line_pets_read(tx, g, &ret->set, &pets));
    ret->pets = pets[0];
    return OK;
}

enum err line_make(struct context *cx, struct tx *tx, const struct grant *g, struct template_line *line,
                   const struct line_pets *pets)
{
    return template_line_create(cx, tx, g, line, pet_ids(cx->arena, pets), pets->count);
}

static struct str page_of_template(const struct context *cx, struct template_id template)
{
    return arena_format(cx->arena, "/templates/%.*s", STR_ARG(id_text(cx->arena, template.n)));
}

/* ------------------------------------------------------------------ new */

#define LINE_NEW(F, P)                                                                                                 \
    F(P, template, OBJECT, BASIC, .of = &template_party_schema)                                                        \
    F(P, client, OBJECT, BASIC, .of = &template_party_schema)                                                          \
    F(P, form, OBJECT, BASIC, .of = &line_form_schema)
DOC_SCHEMA(line_new, LINE_NEW);

static struct template_id cx_template(const struct context *cx)
{
    return (struct template_id){cx->target[TARGET_TEMPLATE]};
}

MUST_CHECK static enum err run_line_new(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out)
{
    int32_t today = today_of(cx);
    struct template template;

    (void)in;
    TRY(template_read(tx, g, cx_template(cx), &template));
    const struct template_line line = {.client = template.client,
                                       .from_day = template.first_day > today ? template.first_day : today + 1};
    const struct line_start start = {
        .line = &line, .client_name = template.client_name, .weeks = template_period_weeks(&template)};
    template_party(doc_object(out, line_new_template), template.id.n, template.name);
    template_party(doc_object(out, line_new_client), template.client.n, template.client_name);
    return line_form_document(cx, tx, g, &start, doc_object(out, line_new_form));
}

MUST_CHECK static enum err run_line_create(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct input *in, struct node *out)
{
    const struct line_search search = {.template = cx_template(cx), .over = true};
    int32_t today = today_of(cx);
    struct line_pets pets = {0};
    struct template template;
    struct line_set set;

    TRY(template_read(tx, g, cx_template(cx), &template));
    if (template_is_over(&template, today))
        return FAIL(cx->arena, ERR_CONFLICT, MSG_TEMPLATE_OVER);
    TRY(lines_read(tx, g, &search, today, &set));
    if (set.count >= LINES_EACH)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_TEMPLATE_FULL,
                    P_STR("max", arena_format(cx->arena, "%d", LINES_EACH)));
    struct template_line line = {.template = template.id, .client = template.client, .from_day = today};
    if (template.first_day > today)
        line.from_day = template.first_day;
    if (input_given(in, "from_day"))
        line.from_day = (int32_t)input_int(in, "from_day");
    TRY(line_take(cx, tx, g, in, STR(""), &template, &line, &pets));
    audit_about(cx, line.staff, line.client);
    TRY(line_make(cx, tx, g, &line, &pets));
    TRY(approval_plan(cx, tx, g, &template, false));
    line_document(cx, g, &line, &pets, out);
    return OK;
}

/* ------------------------------------------------------------------ one, with what it will still bring */

#define LINE_VISIT(F, P)                                                                                               \
    F(P, day, DAY, BASIC)                                                                                              \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, ends_at, INSTANT, BASIC)                                                                                      \
    F(P, staff, OBJECT, BASIC, .of = &template_party_schema)                                                           \
    F(P, single, BOOL, BASIC)                                                                                          \
    F(P, skipped, BOOL, BASIC)                                                                                         \
    F(P, page, ADDRESS, BASIC)
DOC_SCHEMA(line_visit_view, LINE_VISIT);

#define LINE_PAGE(F, P)                                                                                                \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, words, TEXT, BASIC)                                                                                           \
    F(P, template, OBJECT, BASIC, .of = &template_party_schema)                                                        \
    F(P, client, OBJECT, BASIC, .of = &template_party_schema)                                                          \
    F(P, line, OBJECT, BASIC, .of = &line_view_schema)                                                                 \
    F(P, from_day, DAY, BASIC)                                                                                         \
    F(P, visits, LIST, BASIC, .of = &line_visit_view_schema)                                                           \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, over, BOOL, BASIC)                                                                                            \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, form, OBJECT, BASIC, .of = &line_form_schema)
DOC_SCHEMA(line_page, LINE_PAGE);

static const struct input_field line_page_input[] = {
    {.name = "from_day", .kind = INPUT_DAY, .label = "From"},
    {.name = NULL},
};

static void visit_document(const struct context *cx, const struct grant *g, const struct template_line *line,
                           int32_t day, const struct line_visit *visit, struct node *item)
{
    int64_t starts_at = time_from_local(cx->company->zone, day, line->minute_of_day);

    doc_day(item, line_visit_view_day, day);
    doc_instant(item, line_visit_view_starts_at, starts_at);
    doc_instant(item, line_visit_view_ends_at, starts_at + line->minutes * MINUTE_US);
    if (visit->staff.n)
        template_party(doc_object(item, line_visit_view_staff), visit->staff.n, person_name(g, visit->staff));
    else
        doc_null(item, line_visit_view_staff);
    doc_bool(item, line_visit_view_single, visit->single);
    doc_bool(item, line_visit_view_skipped, visit->skipped);
    doc_address(item, line_visit_view_page,
                arena_format(cx->arena, "/lines/%.*s/visits?day=%.*s", STR_ARG(id_text(cx->arena, line->id.n)),
                             STR_ARG(day_text(cx->arena, day))));
}

/* Whether the visit is still to come; those left out are, too. */
static bool still_comes(const struct context *cx, const struct line_set *set, int32_t day, struct line_visit *ret)
{
    return line_visit_on(set, 0, day, ret) &&
           time_from_local(cx->company->zone, day, set->lines[0].minute_of_day) > cx->now;
}

MUST_CHECK static enum err run_line(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct node *list = doc_list(out, line_page_visits);
    int32_t today = today_of(cx), from_day = today;
    struct found_line found;
    int count = 0;

    TRY(find_line(cx, tx, g, &found));
    if (input_int(in, "from_day") > today)
        from_day = (int32_t)input_int(in, "from_day");
    for (int32_t day = from_day; day <= today + PROJECTION_DAYS; day++) {
        struct line_visit visit;

        if (!still_comes(cx, &found.set, day, &visit))
            continue;
        visit_document(cx, g, &found.line, day, &visit, doc_item(list));
        count++;
    }
    doc_id(out, line_page_id, found.line.id.n);
    doc_text(out, line_page_words, template_line_words(cx->arena, cx->company->locale, &found.line));
    template_party(doc_object(out, line_page_template), found.template.id.n, found.template.name);
    template_party(doc_object(out, line_page_client), found.template.client.n, found.template.client_name);
    line_document(cx, g, &found.line, &found.pets, doc_object(out, line_page_line));
    doc_day(out, line_page_from_day, from_day);
    doc_int(out, line_page_total, count);
    doc_bool(out, line_page_over, template_line_is_over(&found.template, &found.line, today));
    doc_int(out, line_page_changed, found.line.changed);

    const struct line_start start = {.line = &found.line,
                                     .client_name = found.template.client_name,
                                     .pets = &found.pets,
                                     .weeks = template_period_weeks(&found.template)};
    struct node *form = doc_object(out, line_page_form);
    TRY(line_form_document(cx, tx, g, &start, form));
    doc_text(form, line_form_from_day,
             day_text(cx->arena, from_day > found.line.from_day ? from_day : found.line.from_day));
    return OK;
}

/* ------------------------------------------------------------------ changed, all of it or from a day on */

static void note_line(struct context *cx, const struct template_line *before, const struct template_line *after)
{
    if (before->staff.n != after->staff.n)
        audit_change(cx, "template_line", after->id.n, "staff",
                     before->staff.n ? id_text(cx->arena, before->staff.n) : STR(""),
                     after->staff.n ? id_text(cx->arena, after->staff.n) : STR(""));
    if (before->service.n != after->service.n)
        audit_change(cx, "template_line", after->id.n, "service", id_text(cx->arena, before->service.n),
                     id_text(cx->arena, after->service.n));
    audit_change(cx, "template_line", after->id.n, "when", template_line_words(cx->arena, cx->company->locale, before),
                 template_line_words(cx->arena, cx->company->locale, after));
    audit_change(cx, "template_line", after->id.n, "until_day",
                 before->until_day ? day_text(cx->arena, before->until_day) : STR(""),
                 after->until_day ? day_text(cx->arena, after->until_day) : STR(""));
    audit_about(cx, after->staff, after->client);
}

/* A single visit on a day that the line brings nothing on any more would come back with the day, and its person past
 * the gate: it goes. */
MUST_CHECK static enum err drop_singles(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct found_line *found, const struct template_line *after)
{
    for (int i = 0; i < found->set.single_count; i++) {
        int32_t day = found->set.singles[i].day;

        if (day >= after->from_day && day >= today_of(cx) && !template_line_hits(&found->template, after, day))
            TRY(single_erase(tx, g, after->id, day));
    }
    return OK;
}

/* The line ends the day before, and a new one goes on from there. */
MUST_CHECK static enum err split(struct context *cx, struct tx *tx, const struct grant *g, struct found_line *found,
                                 struct template_line *after, const struct line_pets *pets)
{
    struct template_line before = found->line;

    before.until_day = after->from_day - 1;
    note_line(cx, &found->line, &before);
    TRY(template_line_write(cx, tx, g, &before, NULL));
    after->id.n = 0;
    TRY(line_make(cx, tx, g, after, pets));
    note_line(cx, &found->line, after);
    TRY(singles_move(cx, tx, g, before.id, after->id, after->from_day));
    return drop_singles(cx, tx, g, found, after);
}

/* The person passes the gate whatever was changed: more may come than when access was removed. */
MUST_CHECK static enum err change_all(struct context *cx, struct tx *tx, const struct grant *g,
                                      const struct found_line *found, struct template_line *after,
                                      const struct line_pets *pets)
{
    const struct template_line *before = &found->line;
    bool longer = before->until_day && (!after->until_day || after->until_day > before->until_day);

    if (after->staff.n)
        TRY(relation_tie(cx, tx, g, after->staff, after->client, longer || after->staff.n != before->staff.n));
    note_line(cx, before, after);
    TRY(template_line_write(cx, tx, g, after, pets));
    return drop_singles(cx, tx, g, found, after);
}

/* Where the change begins: a day after the line's own beginning splits it. */
MUST_CHECK static enum err take_beginning(struct context *cx, const struct input *in, struct template_line *line,
                                          bool *ret_split)
{
    int32_t from_day = (int32_t)input_int(in, "from_day");

    *ret_split = from_day > line->from_day && from_day > today_of(cx);
    if (!*ret_split)
        return OK;
    if (line->until_day && from_day > line->until_day && !input_given(in, "until_day"))
        return FAIL_FIELD(cx->arena, STR("from_day"), MSG_LINE_UNTIL_EARLY);
    line->from_day = from_day;
    return OK;
}

MUST_CHECK static enum err run_line_update(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct input *in, struct node *out)
{
    struct template_line after;
    struct found_line found;
    struct line_pets pets;
    bool splits;

    TRY(find_line(cx, tx, g, &found));
    TRY(changed_check(cx, in, found.line.changed));
    if (template_line_is_over(&found.template, &found.line, today_of(cx)))
        return FAIL(cx->arena, ERR_CONFLICT, MSG_LINE_OVER);
    after = found.line;
    pets = found.pets;
    TRY(take_beginning(cx, in, &after, &splits));
    TRY(line_take(cx, tx, g, in, STR(""), &found.template, &after, &pets));
    if (splits)
        TRY(split(cx, tx, g, &found, &after, &pets));
    else
        TRY(change_all(cx, tx, g, &found, &after, &pets));
    line_document(cx, g, &after, &pets, out);
    return OK;
}

/* What was approved points here, so the line stays, with an end that lets nothing come any more. */
MUST_CHECK static enum err run_line_delete(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct input *in, struct node *out)
{
    int32_t today = today_of(cx);
    struct template_line after;
    struct found_line found;

    (void)in, (void)out;
    TRY(find_line(cx, tx, g, &found));
    cx->location = page_of_template(cx, found.template.id);
    after = found.line;
    after.until_day = after.from_day < today ? today - 1 : after.from_day - 1;
    if (found.line.until_day && found.line.until_day <= after.until_day)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_LINE_OVER);
    note_line(cx, &found.line, &after);
    return template_line_write(cx, tx, g, &after, NULL);
}

/* ------------------------------------------------------------------ a single visit */

#define VISIT_FORM(F, P)                                                                                               \
    F(P, staff_options, LIST, BASIC, .of = &staff_option_schema)                                                       \
    F(P, skipped, BOOL, BASIC)
DOC_SCHEMA(visit_form, VISIT_FORM);

#define VISIT_PAGE(F, P)                                                                                               \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, template, OBJECT, BASIC, .of = &template_party_schema)                                                        \
    F(P, client, OBJECT, BASIC, .of = &template_party_schema)                                                          \
    F(P, service, TEXT, BASIC)                                                                                         \
    F(P, visit, OBJECT, BASIC, .of = &line_visit_view_schema)                                                          \
    F(P, form, OBJECT, BASIC, .of = &visit_form_schema)
DOC_SCHEMA(visit_page, VISIT_PAGE);

static const struct input_field visit_page_input[] = {
    {.name = "day", .kind = INPUT_DAY, .required = true, .label = "Day"},
    {.name = NULL},
};
static const struct input_field visit_input[] = {
    {.name = "day", .kind = INPUT_DAY, .required = true, .label = "Day"},
    {.name = "staff", .kind = INPUT_ID, .nullable = true, .target = TARGET_STAFF, .label = "Person"},
    {.name = "skipped", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Left out"},
    {.name = NULL},
};

MUST_CHECK static enum err find_visit(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct found_line *ret_line, struct line_visit *ret)
{
    int32_t today = today_of(cx), day = (int32_t)input_int(in, "day");

    TRY(find_line(cx, tx, g, ret_line));
    if (day < today || day > today + PROJECTION_DAYS || !still_comes(cx, &ret_line->set, day, ret))
        return FAIL_FIELD(cx->arena, STR("day"), MSG_LINE_DAY);
    return OK;
}

MUST_CHECK static enum err run_visit_form(struct context *cx, struct tx *tx, const struct grant *g,
                                          const struct input *in, struct node *out)
{
    struct node *form = doc_object(out, visit_page_form);
    int32_t day = (int32_t)input_int(in, "day");
    struct found_line found;
    struct line_visit visit;

    TRY(find_visit(cx, tx, g, in, &found, &visit));
    int64_t starts_at = time_from_local(cx->company->zone, day, found.line.minute_of_day);
    const struct event event = {.client = found.template.client,
                                .client_name = found.template.client_name,
                                .staff = visit.staff,
                                .starts_at = starts_at,
                                .ends_at = starts_at + found.line.minutes * MINUTE_US};
    doc_id(out, visit_page_id, found.line.id.n);
    template_party(doc_object(out, visit_page_template), found.template.id.n, found.template.name);
    template_party(doc_object(out, visit_page_client), found.template.client.n, found.template.client_name);
    doc_text(out, visit_page_service, found.line.service_name);
    visit_document(cx, g, &found.line, day, &visit, doc_object(out, visit_page_visit));
    doc_bool(form, visit_form_skipped, visit.skipped);
    return picker_document(cx, tx, g, &event, doc_list(form, visit_form_staff_options));
}

MUST_CHECK static enum err run_visit(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    int32_t day = (int32_t)input_int(in, "day");
    bool skipped = input_bool(in, "skipped");
    struct found_line found;
    struct line_visit visit;
    struct staff_id to;

    TRY(find_visit(cx, tx, g, in, &found, &visit));
    to = input_given(in, "staff") ? input_staff(in, "staff") : found.line.staff;
    if (!skipped && to.n)
        TRY(relation_tie(cx, tx, g, to, found.line.client, visit.skipped || visit.staff.n != to.n));
    audit_about(cx, to, found.line.client);
    audit_change(cx, "template_visit", found.line.id.n, arena_cstr(cx->arena, day_text(cx->arena, day)),
                 visit.skipped ? STR("left out") : person_name(g, visit.staff),
                 skipped ? STR("left out") : person_name(g, to));
    cx->location = arena_format(cx->arena, "/lines/%.*s", STR_ARG(id_text(cx->arena, found.line.id.n)));
    if (!skipped && to.n == found.line.staff.n) {
        TRY(single_erase(tx, g, found.line.id, day));
        visit = (struct line_visit){.staff = to};
    } else {
        const struct single single = {.day = day, .staff = to, .skipped = skipped};

        TRY(single_write(cx, tx, g, &found.line, &single));
        visit = (struct line_visit){.staff = to, .single = true, .skipped = skipped};
    }
    visit_document(cx, g, &found.line, day, &visit, out);
    return OK;
}

/* ------------------------------------------------------------------ rows */

static const struct input_field line_update_input[] = {
    {.name = "service", .kind = INPUT_ID, .target = TARGET_SERVICE, .label = "Service"},
    {.name = "weekdays", .kind = INPUT_CHOICES, .names = &weekday_names, .label = "Weekdays"},
    {.name = "weeks", .kind = INPUT_CHOICES, .names = &week_names, .label = "Weeks of the period"},
    {.name = "time", .kind = INPUT_MINUTES, .label = "Time"},
    {.name = "staff", .kind = INPUT_ID, .nullable = true, .target = TARGET_STAFF, .label = "Person"},
    {.name = "pets", .kind = INPUT_IDS, .target = TARGET_PET, .max = LINE_PETS_MAX, .label = "Pets"},
    {.name = "from_day", .kind = INPUT_DAY, .label = "Change from"},
    {.name = "until_day", .kind = INPUT_DAY, .nullable = true, .label = "Until"},
    {.name = "note", .kind = INPUT_LONG, .max = NOTE_MAX, .label = "Note for the visits"},
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

static const struct operation operations[] = {
    {.name = "templates.line_new",
     .summary = "The form for a further line.",
     .method = METHOD_GET,
     .path = "/templates/{template}/lines/new",
     .permission = PERMISSION_manage_templates,
     .output = &line_new_schema,
     .page = "templates/line_new",
     .title = "New line",
     .run = run_line_new},
    {.name = "templates.line_create",
     .summary = "Adds a line. Its person is tied to the client.",
     .method = METHOD_POST,
     .path = "/templates/{template}/lines",
     .permission = PERMISSION_manage_templates,
     .input = line_input,
     .output = &line_view_schema,
     .form = "templates.line_new",
     .next = "/templates/{template}",
     .run = run_line_create},
    {.name = "templates.line",
     .summary = "A line with every visit that it will still bring from a day on, its own form among them.",
     .method = METHOD_GET,
     .path = "/lines/{line}",
     .permission = PERMISSION_manage_templates,
     .input = line_page_input,
     .output = &line_page_schema,
     .page = "templates/line",
     .title = "{words}",
     .run = run_line},
    {.name = "templates.line_update",
     .summary = "Changes a line, or with from_day only what comes from that day on. What was approved stays.",
     .method = METHOD_PATCH,
     .path = "/lines/{line}",
     .permission = PERMISSION_manage_templates,
     .input = line_update_input,
     .output = &line_view_schema,
     .form = "templates.line",
     .next = "/templates/{template_id}",
     .run = run_line_update},
    {.name = "templates.line_delete",
     .summary = "Takes a line out. What was approved stays, what is pending goes.",
     .method = METHOD_DELETE,
     .path = "/lines/{line}",
     .permission = PERMISSION_manage_templates,
     .form = "templates.line",
     .run = run_line_delete},
    {.name = "templates.visit_form",
     .summary = "The form of one pending visit.",
     .method = METHOD_GET,
     .path = "/lines/{line}/visits",
     .permission = PERMISSION_manage_templates,
     .input = visit_page_input,
     .output = &visit_page_schema,
     .page = "templates/visit",
     .title = "Change one visit",
     .run = run_visit_form},
    {.name = "templates.visit",
     .summary = "Gives one pending visit to someone else or nobody, leaves it out, or takes that back.",
     .method = METHOD_PUT,
     .path = "/lines/{line}/visits",
     .permission = PERMISSION_manage_templates,
     .input = visit_input,
     .output = &line_visit_view_schema,
     .form = "templates.visit_form",
     .run = run_visit},
};

const struct feature template_lines_feature = {
    .name = "template_lines", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
