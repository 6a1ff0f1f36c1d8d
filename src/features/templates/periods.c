/* Periods: approved by hand or by themselves; approving makes their events, once (SCH-21). */
#include "app/jobs.h"
#include "features/notices/notices.h"
#include "features/relations/relations.h"
#include "features/templates/templates_docs.h"

#include <stdlib.h>

/* ------------------------------------------------------------------ approving */

/* A template under the hand of who approves. */
struct approving {
    const struct template *template;
    struct line_set set; /* from the period's first day on */
    const struct line_pets *pets;
    struct booked_periods booked;
};

MUST_CHECK static enum err read_approving(struct tx *tx, const struct grant *g, const struct template *template,
                                          int32_t from_day, struct approving *ret)
{
    const struct line_search search = {.template = template->id};

    *ret = (struct approving){.template = template};
    TRY(lines_read(tx, g, &search, from_day, &ret->set));
    TRY(line_pets_read(tx, g, &ret->set, &ret->pets));
    return booked_periods_read(tx, g, template->id, from_day, &ret->booked);
}

static bool is_approved(const struct approving *approving, const struct template_span *span)
{
    return booked_is_approved(&approving->booked, span);
}

static int by_start(const void *a, const void *b)
{
    const struct new_event *x = a, *y = b;

    if (x->event.starts_at != y->event.starts_at)
        return x->event.starts_at < y->event.starts_at ? -1 : 1;
    return (x->event.line.n > y->event.line.n) - (x->event.line.n < y->event.line.n);
}

/* What the period will still bring, as events of one service order. What is past already did not take place. */
static int make_events(const struct context *cx, const struct approving *approving, const struct template_span *span,
                       int64_t order, struct new_event **ret)
{
    const struct line_set *set = &approving->set;
    size_t days = (size_t)(span->ends_on - span->starts_on) + 1;
    struct new_event *events = arena_array(cx->arena, struct new_event, (size_t)set->count * days);
    int count = 0;

    for (int i = 0; i < set->count; i++) {
        const struct template_line *line = &set->lines[i];

        for (int32_t day = span->starts_on; day <= span->ends_on; day++) {
            int64_t starts_at = time_from_local(cx->company->zone, day, line->minute_of_day);
            struct staff_id staff;

            if (!line_pending_on(set, i, day, &staff) || starts_at <= cx->now)
                continue;
            events[count].event = (struct event){.client = line->client,
                                                 .staff = staff,
                                                 .service = line->service,
                                                 .starts_at = starts_at,
                                                 .ends_at = starts_at + line->minutes * MINUTE_US,
                                                 .status = EVENT_SCHEDULED,
                                                 .note = line->note,
                                                 .price_minor = line->price_minor,
                                                 .origin = ORIGIN_TEMPLATE,
                                                 .template = line->template,
                                                 .line = line->id,
                                                 .order = order,
                                                 .service_name = line->service_name};
            events[count].pets = pet_ids(cx->arena, &approving->pets[i]);
            events[count++].pet_count = approving->pets[i].count;
        }
    }
    if (count)
        qsort(events, (size_t)count, sizeof(*events), by_start);
    *ret = events;
    return count;
}

/* ERR_CONFLICT naming client and person where someone cannot be tied; nothing is written or noted then. */
MUST_CHECK static enum err approve(struct context *cx, struct tx *tx, const struct grant *g,
                                   const struct approving *approving, const struct template_span *span)
{
    const struct booked_period *before = booked_find(&approving->booked, span->starts_on);
    const struct booked_period period = {.id = before ? before->id : id_new(cx->now),
                                         .starts_on = span->starts_on,
                                         .ends_on = span->ends_on,
                                         .status = PERIOD_APPROVED};
    struct new_event *events;
    int count = make_events(cx, approving, span, period.id, &events);

    TRY(event_create_many(cx, tx, g, events, count));
    audit_change_int(cx, "template_period", period.id, "visits", 0, count);
    return period_write(cx, tx, g, approving->template->id, &period);
}

#define APPROVED(F, P)                                                                                                 \
    F(P, template_id, ID, BASIC)                                                                                       \
    F(P, period, OBJECT, BASIC, .of = &period_view_schema)
DOC_SCHEMA(approved_view, APPROVED);

static const struct input_field approve_input[] = {
    {.name = "starts_on", .kind = INPUT_DAY, .required = true, .label = "First day of the period"},
    {.name = NULL},
};

MUST_CHECK static enum err run_approve(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    int32_t today = today_of(cx), starts_on = (int32_t)input_int(in, "starts_on");
    struct approving approving;
    struct template_span span;
    struct template template;

    TRY(template_read(tx, g, (struct template_id){cx->target[TARGET_TEMPLATE]}, &template));
    audit_about(cx, (struct staff_id){0}, template.client);
    span = template_span_of(&template, starts_on);
    if (span.starts_on != starts_on || span.ends_on < span.starts_on || starts_on > today + PROJECTION_DAYS)
        return FAIL_FIELD(cx->arena, STR("starts_on"), MSG_PERIOD_START);
    TRY(read_approving(tx, g, &template, starts_on, &approving));
    if (!is_approved(&approving, &span)) {
        if (span.ends_on < today)
            return FAIL(cx->arena, ERR_CONFLICT, MSG_PERIOD_OVER);
        TRY(approve(cx, tx, g, &approving, &span));
        TRY(approval_plan(cx, tx, g, &template, false));
        TRY(read_approving(tx, g, &template, starts_on, &approving));
    }
    doc_id(out, approved_view_template_id, template.id.n);
    period_document(cx, g, &approving.set, &template, &span, &approving.booked, doc_object(out, approved_view_period));
    return OK;
}

/* ------------------------------------------------------------------ by itself */

/* Managers hear once that a period waits for them; its row remembers. */
MUST_CHECK static enum err wait(struct context *cx, struct tx *tx, const struct grant *g,
                                const struct approving *approving, const struct template_span *span, struct str why)
{
    const struct template *template = approving->template;
    const struct booked_period *before = booked_find(&approving->booked, span->starts_on);
    const struct booked_period period = {.id = before ? before->id : id_new(cx->now),
                                         .starts_on = span->starts_on,
                                         .ends_on = span->ends_on,
                                         .status = PERIOD_WAITING};
    const struct notice notice = {.kind = NOTICE_TEMPLATE_WAITING,
                                  .client = template->client,
                                  .details = arena_format(cx->arena, "%.*s, from %.*s: %.*s", STR_ARG(template->name),
                                                          STR_ARG(day_text(cx->arena, span->starts_on)), STR_ARG(why))};

    if (before) /* waits already, or its first part was approved and the rest waits to be looked at */
        return OK;
    TRY(period_write(cx, tx, g, template->id, &period));
    return notice_add_managers(cx, tx, g, &notice);
}

MUST_CHECK static enum err approve_or_wait(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct approving *approving, const struct template_span *span)
{
    enum err err;

    TRY(tx_mark(tx));
    err = approve(cx, tx, g, approving, span);
    if (err == OK)
        return tx_keep(tx);
    if (err != ERR_CONFLICT)
        return err;
    struct str why = message_format(&cx->arena->failure.text, NULL, NULL, cx->arena);
    TRY(tx_undo(tx));
    fail_clear(cx->arena);
    return wait(cx, tx, g, approving, span, why);
}

MUST_CHECK static enum err run_approve_due(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct input *in, struct node *out)
{
    int32_t today = today_of(cx), last;
    struct approving approving;
    struct template template;

    (void)in, (void)out;
    TRY(template_read(tx, g, (struct template_id){cx->target[TARGET_TEMPLATE]}, &template));
    if (template.approve_days_before < 0 || template_is_over(&template, today))
        return OK;
    audit_about(cx, (struct staff_id){0}, template.client);
    TRY(read_approving(tx, g, &template, template_period_of(&template, today).starts_on, &approving));
    last = today + template.approve_days_before;
    for (int32_t day = today > template.first_day ? today : template.first_day; day <= last;) {
        struct template_span span = template_span_of(&template, day);

        if (span.ends_on < day) /* the template ends */
            break;
        if (span.starts_on <= last && !is_approved(&approving, &span))
            TRY(approve_or_wait(cx, tx, g, &approving, &span));
        day = span.ends_on + 1;
    }
    return approval_plan(cx, tx, g, &template, true);
}

enum err approval_plan(struct context *cx, struct tx *tx, const struct grant *g, const struct template *template,
                       bool later)
{
    int32_t today = today_of(cx), due = WAITS_NEVER;
    struct booked_periods booked;

    if (!template_is_over(template, today)) {
        TRY(booked_periods_read(tx, g, template->id, template_period_of(template, today).starts_on, &booked));
        due = template_waits_on(template, &booked, today);
    }
    TRY(template_waits_write(tx, g, template->id, due));
    if (template->approve_days_before < 0 || template_is_over(template, today))
        return job_drop(tx, g->company, APPROVE_JOB, template->id.n);
    if (due == WAITS_NEVER)
        return OK;
    if (due <= today)
        due = later ? today + 1 : today;
    return job_add(tx, g->company, APPROVE_JOB, template->id.n, time_day_start(cx->company->zone, due));
}

/* ------------------------------------------------------------------ ties */

static bool is_known(const struct staff_id *people, int count, struct staff_id staff)
{
    for (int i = 0; i < count; i++) {
        if (people[i].n == staff.n)
            return true;
    }
    return false;
}

enum err template_tie_all(struct context *cx, struct tx *tx, const struct grant *g, const struct template *template)
{
    const struct line_search search = {.template = template->id};
    int32_t today = today_of(cx);
    struct staff_id *people;
    struct line_set set;
    int count = 0;

    TRY(lines_read(tx, g, &search, today, &set));
    people = arena_array(cx->arena, struct staff_id, (size_t)set.count + (size_t)set.single_count);
    for (int i = 0; i < set.count; i++) {
        struct staff_id staff = set.lines[i].staff;

        if (staff.n && !template_line_is_over(template, &set.lines[i], today) && !is_known(people, count, staff))
            people[count++] = staff;
    }
    for (int i = 0; i < set.single_count; i++) {
        const struct single *single = &set.singles[i];

        if (single->staff.n && !single->skipped && !is_known(people, count, single->staff))
            people[count++] = single->staff;
    }
    for (int i = 0; i < count; i++)
        TRY(relation_tie(cx, tx, g, people[i], template->client, true));
    return OK;
}

/* ------------------------------------------------------------------ rows */

static const struct operation operations[] = {
    {.name = "templates.approve",
     .summary = "Approves a period: its visits become events, once, however often it is approved. Refused whole where "
                "someone's access is removed.",
     .method = METHOD_POST,
     .path = "/templates/{template}/periods/approve",
     .permission = PERMISSION_manage_templates,
     .input = approve_input,
     .output = &approved_view_schema,
     .form = "templates.read",
     .next = "/templates/{template}",
     .run = run_approve},
    {.name = "templates.approve_due",
     .summary = "Approves what is due by itself; what cannot be approved stays pending, and managers are told once.",
     .method = METHOD_POST,
     .path = "/templates/{template}/periods/approve-due",
     .permission = PERMISSION_manage_templates,
     .run = run_approve_due,
     .flags = OP_SYSTEM},
};

static const struct job_rule jobs[] = {
    {.kind = APPROVE_JOB, .operation = "templates.approve_due", .target = TARGET_TEMPLATE},
};

const struct feature template_periods_feature = {.name = "template_periods",
                                                 .operations = operations,
                                                 .operation_count = ARRAY_SIZE(operations),
                                                 .jobs = jobs,
                                                 .job_count = ARRAY_SIZE(jobs)};
