/* "This person sees too much" (ROL-306): anyone tells the owner, and nobody else. */
#include "features/notices/notices.h"
#include "features/reviews/reports.h"
#include "features/reviews/reviews_docs.h"

#include "base/time.h"
#include "doc/option.h"

enum { REASON_MAX_CHARACTERS = 1000, NAME_MAX_CHARACTERS = 120, NOTE_MAX_CHARACTERS = 500 };

#define REPORT(F, P)                                                                                                   \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, about, OBJECT, BASIC, .of = &review_named_schema)                                                             \
    F(P, about_text, TEXT, BASIC)                                                                                      \
    F(P, by, OBJECT, BASIC, .of = &review_named_schema)                                                                \
    F(P, own, BOOL, BASIC)                                                                                             \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, made_at, INSTANT, BASIC)                                                                                      \
    F(P, done_at, INSTANT, BASIC)                                                                                      \
    F(P, done_note, TEXT, BASIC)                                                                                       \
    F(P, done_page, ADDRESS, BASIC)                                                                                    \
    F(P, permissions_page, ADDRESS, BASIC)
DOC_SCHEMA(report_view, REPORT);

#define REPORTS(F, P)                                                                                                  \
    F(P, items, LIST, BASIC, .of = &report_view_schema)                                                                \
    F(P, owner, BOOL, BASIC)
DOC_SCHEMA(reports_view, REPORTS);

#define FORM(F, P)                                                                                                     \
    F(P, staff, TEXT, BASIC)                                                                                           \
    F(P, staff_error, TEXT, BASIC)                                                                                     \
    F(P, staff_options, LIST, BASIC, .of = &option_schema)                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, name_error, TEXT, BASIC)                                                                                      \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, reason_error, TEXT, BASIC)
DOC_SCHEMA(report_form, FORM);

#define NEW(F, P)                                                                                                      \
    F(P, owner, TEXT, BASIC)                                                                                           \
    F(P, form, OBJECT, BASIC, .of = &report_form_schema)
DOC_SCHEMA(report_new, NEW);

static const struct input_field new_input[] = {
    {.name = "staff", .kind = INPUT_ID, .target = TARGET_STAFF, .label = "Person"},
    {.name = NULL},
};
static const struct input_field create_input[] = {
    {.name = "staff", .kind = INPUT_ID, .nullable = true, .target = TARGET_STAFF, .label = "Person"},
    {.name = "name", .kind = INPUT_TEXT, .max = NAME_MAX_CHARACTERS, .label = "Who it is"},
    {.name = "reason", .kind = INPUT_LONG, .required = true, .min = 1, .max = REASON_MAX_CHARACTERS, .label = "Why"},
    {.name = NULL},
};
static const struct input_field done_input[] = {
    {.name = "note", .kind = INPUT_TEXT, .max = NOTE_MAX_CHARACTERS, .label = "What was done"},
    {.name = NULL},
};

static const struct person *owner_of(const struct grant *g)
{
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        if (picture_person_at(g->picture, i)->owner)
            return picture_person_at(g->picture, i);
    }
    return NULL;
}

static void put_person(const struct grant *g, struct staff_id staff, struct node *out)
{
    doc_id(out, review_named_id, staff.n);
    doc_text(out, review_named_name, review_name_of(g, staff));
}

static void put_report(const struct context *cx, const struct grant *g, const struct report *report, struct node *out)
{
    bool owner = grant_is_owner(g);
    struct str id = id_text(cx->arena, report->id);

    doc_id(out, report_view_id, report->id);
    if (report->about.n)
        put_person(g, report->about, doc_object(out, report_view_about));
    doc_text(out, report_view_about_text, report->about_text);
    put_person(g, report->by, doc_object(out, report_view_by));
    doc_bool(out, report_view_own, report->by.n == g->staff.n);
    doc_text(out, report_view_reason, report->reason);
    doc_instant(out, report_view_made_at, report->made_at);
    doc_instant(out, report_view_done_at, report->done_at);
    if (!owner)
        return;
    doc_text(out, report_view_done_note, report->done_note);
    if (!report->done_at)
        doc_address(out, report_view_done_page, arena_format(cx->arena, "/access-reports/%.*s/done", STR_ARG(id)));
    if (report->about.n)
        doc_address(out, report_view_permissions_page,
                    arena_format(cx->arena, "/staff/%.*s/permissions", STR_ARG(id_text(cx->arena, report->about.n))));
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct report *reports = arena_array(cx->arena, struct report, REPORTS_SHOWN_MAX);
    struct node *items = doc_list(out, reports_view_items);
    int count;

    (void)in;
    TRY(reports_read(tx, g, reports, &count));
    for (int i = 0; i < count; i++)
        put_report(cx, g, &reports[i], doc_item(items));
    doc_bool(out, reports_view_owner, grant_is_owner(g));
    return OK;
}

/* Whom the reader may name, but themself and the owner, whose it is to see everything. */
static void put_options(const struct context *cx, const struct grant *g, int64_t chosen, struct node *options)
{
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);

        if (person->id.n == g->staff.n || person->owner || person->status == STAFF_INACTIVE)
            continue;
        if (policy_may_name_staff(g->picture, g->person, person->id, g->now).allowed)
            option_put(options, id_text(cx->arena, person->id.n), person->name, person->id.n == chosen);
    }
}

MUST_CHECK static enum err run_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct node *form = doc_object(out, report_new_form);
    const struct person *owner = owner_of(g);

    (void)tx;
    doc_text(out, report_new_owner, owner ? owner->name : STR(""));
    doc_text(form, report_form_staff, input_given(in, "staff") ? id_text(cx->arena, input_int(in, "staff")) : STR(""));
    put_options(cx, g, input_int(in, "staff"), doc_list(form, report_form_staff_options));
    doc_text(form, report_form_name, STR(""));
    doc_text(form, report_form_reason, STR(""));
    return OK;
}

MUST_CHECK static enum err check_subject(struct context *cx, const struct grant *g, const struct report *report)
{
    const struct person *about = report->about.n ? picture_person(g->picture, report->about) : NULL;

    if (!about && !report->about_text.n)
        return FAIL_FIELD(cx->arena, STR("name"), MSG_REPORT_WHO);
    if (about && about->owner)
        return FAIL_FIELD(cx->arena, STR("staff"), MSG_REPORT_OWNER);
    return about && about->id.n == g->staff.n ? FAIL_FIELD(cx->arena, STR("staff"), MSG_REPORT_SELF) : OK;
}

MUST_CHECK static enum err run_create(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct report report = {.about = input_staff(in, "staff"),
                            .about_text = input_text(in, "name"),
                            .by = g->staff,
                            .reason = input_text(in, "reason"),
                            .made_at = cx->now};
    const struct person *owner = owner_of(g);
    int64_t lately;

    TRY(check_subject(cx, g, &report));
    TRY(reports_since(tx, g, cx->now - DAY_US, &lately));
    if (lately >= REPORTS_A_DAY)
        return FAIL(cx->arena, ERR_TOO_MANY, MSG_REPORT_MANY);
    TRY(report_insert(cx, tx, g, &report));
    audit_change(cx, "report", report.id, "about", STR(""),
                 report.about.n ? id_text(cx->arena, report.about.n) : report.about_text);
    if (owner)
        TRY(notice_add(cx, tx, g, owner->id, &(struct notice){.kind = NOTICE_ACCESS_REPORT}));
    put_report(cx, g, &report, out);
    return OK;
}

MUST_CHECK static enum err run_done(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct report report;

    TRY(report_read(tx, g, cx->target[TARGET_REPORT], &report));
    if (!report.done_at) {
        report.done_at = cx->now;
        report.done_note = input_text(in, "note");
        TRY(report_done(cx, tx, g, &report));
        audit_change(cx, "report", report.id, "state", STR("waiting"), STR("done"));
    }
    put_report(cx, g, &report, out);
    return OK;
}

SQL(report_known, "SELECT 1 FROM access_report WHERE company_id = $1 AND id = $2");

/* The row is the owner's alone. */
MUST_CHECK static enum err resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    *ret = ABOUT_COMPANY;
    return review_known(tx, &report_known, company, id);
}

static const struct target_rule targets[] = {{TARGET_REPORT, resolve}};

static const struct operation operations[] = {
    {.name = "reports.list",
     .summary = "What one reported to the owner about people who see too much; for the owner all reports.",
     .method = METHOD_GET,
     .path = "/access-reports",
     .permission = PERMISSION_signed_in,
     .output = &reports_view_schema,
     .page = "reviews/reports",
     .title = "Reports to the owner",
     .run = run_list,
     .flags = OP_PRIVATE},
    {.name = "reports.new",
     .summary = "The form of a report, and whom one may name in it.",
     .method = METHOD_GET,
     .path = "/access-reports/new",
     .permission = PERMISSION_signed_in,
     .input = new_input,
     .output = &report_new_schema,
     .page = "reviews/report",
     .title = "Somebody sees too much",
     .run = run_new,
     .flags = OP_PRIVATE},
    {.name = "reports.create",
     .summary = "Tells the owner, and nobody else, that somebody sees too much.",
     .method = METHOD_POST,
     .path = "/access-reports",
     .permission = PERMISSION_signed_in,
     .input = create_input,
     .output = &report_view_schema,
     .form = "reports.new",
     .next = "/access-reports",
     .run = run_create},
    {.name = "reports.done",
     .summary = "The owner has seen to a report.",
     .method = METHOD_POST,
     .path = "/access-reports/{report}/done",
     .permission = PERMISSION_signed_in,
     .input = done_input,
     .output = &report_view_schema,
     .form = "reports.list",
     .next = "/access-reports",
     .run = run_done,
     .flags = OP_CHANGES | OP_OWNER},
};

const struct feature reports_feature = {.name = "reports",
                                        .operations = operations,
                                        .operation_count = ARRAY_SIZE(operations),
                                        .targets = targets,
                                        .target_count = ARRAY_SIZE(targets)};
