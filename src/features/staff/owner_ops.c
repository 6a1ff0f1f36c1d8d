/* Settings > Company > Owner: who owns the company, and how that passes on (ROL-142, ROL-214). */
#include "app/jobs.h"
#include "app/reason.h"
#include "base/local.h"
#include "doc/option.h"
#include "features/staff/owner.h"

enum { REASON_MAX_CHARACTERS = 500 };

/* ------------------------------------------------------------------ documents */

#define TRANSFER(F, P)                                                                                                 \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, state, ENUM, BASIC, .names = &transfer_state_names)                                                           \
    F(P, from, OBJECT, BASIC, .of = &staff_named_schema)                                                               \
    F(P, to, OBJECT, BASIC, .of = &staff_named_schema)                                                                 \
    F(P, to_oneself, BOOL, BASIC)                                                                                      \
    F(P, reason, TEXT, STAFF)                                                                                          \
    F(P, wait_hours, INT, BASIC)                                                                                       \
    F(P, asked_at, INSTANT, BASIC)                                                                                     \
    F(P, expires_at, INSTANT, BASIC)                                                                                   \
    F(P, answered_at, INSTANT, BASIC)                                                                                  \
    F(P, effective_at, INSTANT, BASIC)                                                                                 \
    F(P, ended_at, INSTANT, BASIC)                                                                                     \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(owner_transfer, TRANSFER);

/* `fresh`: the sign-in counts as fresh now, which `ask`, `accept` and `settings` want (IDN-03). */
#define CAN(F, P)                                                                                                      \
    F(P, ask, BOOL, BASIC)                                                                                             \
    F(P, accept, BOOL, BASIC)                                                                                          \
    F(P, decline, BOOL, BASIC)                                                                                         \
    F(P, take_back, BOOL, BASIC)                                                                                       \
    F(P, settings, BOOL, BASIC)                                                                                        \
    F(P, fresh, BOOL, BASIC)
DOC_SCHEMA(owner_can, CAN);

#define FORM(F, P)                                                                                                     \
    F(P, staff, TEXT, BASIC)                                                                                           \
    F(P, staff_error, TEXT, BASIC)                                                                                     \
    F(P, staff_options, LIST, BASIC, .of = &option_schema)                                                             \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, reason_error, TEXT, BASIC)                                                                                    \
    F(P, wait_hours, TEXT, BASIC)                                                                                      \
    F(P, wait_hours_error, TEXT, BASIC)
DOC_SCHEMA(owner_form, FORM);

#define PAGE(F, P)                                                                                                     \
    F(P, owner, OBJECT, BASIC, .of = &staff_named_schema)                                                              \
    F(P, oneself, BOOL, BASIC)                                                                                         \
    F(P, role_label, TEXT, BASIC)                                                                                      \
    F(P, wait_hours, INT, BASIC)                                                                                       \
    F(P, answer_days, INT, BASIC)                                                                                      \
    F(P, transfer, OBJECT, BASIC, .of = &owner_transfer_schema)                                                        \
    F(P, ended, LIST, BASIC, .of = &owner_transfer_schema)                                                             \
    F(P, can, OBJECT, BASIC, .of = &owner_can_schema)                                                                  \
    F(P, form, OBJECT, BASIC, .of = &owner_form_schema)
DOC_SCHEMA(owner_page, PAGE);

static const struct input_field ask_input[] = {
    {.name = "staff", .kind = INPUT_ID, .required = true, .target = TARGET_STAFF, .label = "New owner"},
    {.name = "reason", .kind = INPUT_LONG, .required = true, .min = 1, .max = REASON_MAX_CHARACTERS, .label = "Why"},
    {.name = NULL},
};
static const struct input_field answer_input[] = {
    {.name = "reason", .kind = INPUT_LONG, .max = REASON_MAX_CHARACTERS, .label = "Why"},
    {.name = "changed", .kind = INPUT_INT, .max = INT64_MAX},
    {.name = NULL},
};
static const struct input_field settings_input[] = {
    {.name = "wait_hours",
     .kind = INPUT_INT,
     .required = true,
     .min = OWNER_WAIT_HOURS_MIN,
     .max = OWNER_WAIT_HOURS_MAX,
     .label = "Hours between acceptance and change of owner"},
    {.name = NULL},
};

static void put_person(const struct grant *g, struct staff_id id, struct node *out)
{
    const struct person *person = picture_person(g->picture, id);

    doc_id(out, staff_named_id, id.n);
    doc_text(out, staff_named_name, person ? person->name : STR(""));
}

static void put_transfer(const struct grant *g, const struct transfer *transfer, struct node *out)
{
    doc_id(out, owner_transfer_id, transfer->id);
    doc_enum(out, owner_transfer_state, transfer->state);
    put_person(g, transfer->from, doc_object(out, owner_transfer_from));
    put_person(g, transfer->to, doc_object(out, owner_transfer_to));
    doc_bool(out, owner_transfer_to_oneself, staff_is_oneself(g, transfer->to));
    doc_text(out, owner_transfer_reason, transfer->reason);
    doc_int(out, owner_transfer_wait_hours, transfer->wait_hours);
    doc_instant(out, owner_transfer_asked_at, transfer->asked_at);
    doc_instant(out, owner_transfer_expires_at, transfer->expires_at);
    doc_instant(out, owner_transfer_answered_at, transfer->answered_at);
    doc_instant(out, owner_transfer_effective_at, transfer->effective_at);
    doc_instant(out, owner_transfer_ended_at, transfer->ended_at);
    doc_int(out, owner_transfer_changed, transfer->changed);
}

static bool may_pass(const struct grant *g, struct staff_id to)
{
    return g->person && policy_may_pass_ownership(g->picture, g->person, to, g->now).allowed;
}

static void put_can(const struct context *cx, const struct grant *g, const struct transfer *open, struct node *can)
{
    bool owner = grant_is_owner(g), asked = open->id && staff_is_oneself(g, open->to);

    doc_bool(can, owner_can_ask, owner && !open->id);
    doc_bool(can, owner_can_accept, asked && open->state == TRANSFER_ASKED && cx->now < open->expires_at);
    doc_bool(can, owner_can_decline, asked);
    doc_bool(can, owner_can_take_back, owner && open->id);
    doc_bool(can, owner_can_settings, owner);
    doc_bool(can, owner_can_fresh, cx->principal.fresh_until >= cx->now);
}

static void put_form(struct context *cx, const struct grant *g, int64_t wait_hours, struct node *form)
{
    struct node *options = doc_list(form, owner_form_staff_options);

    doc_text(form, owner_form_staff, STR(""));
    doc_text(form, owner_form_reason, STR(""));
    doc_text(form, owner_form_wait_hours, arena_format(cx->arena, "%lld", (long long)wait_hours));
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);
        if (!may_pass(g, person->id))
            continue;
        option_put(options, id_text(cx->arena, person->id.n), person->name, false);
    }
}

/* As things stand after the act, if there was one: the picture may be older than it. */
MUST_CHECK static enum err put_page(struct context *cx, struct tx *tx, const struct grant *g, struct node *out)
{
    const struct person *owner = owner_of(g);
    struct transfer open, *ended = arena_array(cx->arena, struct transfer, TRANSFERS_SHOWN_MAX);
    struct node *list = doc_list(out, owner_page_ended);
    enum role role = picture_company(g->picture)->scheme == SCHEME_FACILITY ? ROLE_OWNER_ADMIN : ROLE_ADMIN;
    int64_t wait_hours;
    int count;

    TRY(owner_wait_read(tx, g, &wait_hours));
    TRY(transfer_open(tx, g, &open));
    TRY(transfers_ended(tx, g, ended, &count));
    put_person(g, owner ? owner->id : (struct staff_id){0}, doc_object(out, owner_page_owner));
    doc_bool(out, owner_page_oneself, grant_is_owner(g));
    doc_text(out, owner_page_role_label, label_of_role(cx, role));
    doc_int(out, owner_page_wait_hours, wait_hours);
    doc_int(out, owner_page_answer_days, OWNER_ANSWER_DAYS);
    if (open.id)
        put_transfer(g, &open, doc_object(out, owner_page_transfer));
    for (int i = 0; i < count; i++)
        put_transfer(g, &ended[i], doc_item(list));
    put_can(cx, g, &open, doc_object(out, owner_page_can));
    put_form(cx, g, wait_hours, doc_object(out, owner_page_form));
    return OK;
}

MUST_CHECK static enum err run_show(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    (void)in;
    return put_page(cx, tx, g, out);
}

/* ------------------------------------------------------------------ the owner */

static struct str when_words(struct context *cx, int64_t at)
{
    struct local_time local = time_local(cx->company->zone, at);
    struct buf out;

    buf_init(&out, cx->arena, 100);
    local_day(&out, cx->company->locale, local.day_number, 0);
    buf_add_char(&out, ' ');
    local_clock(&out, cx->company->locale, local.hour * 60 + local.minute);
    return buf_str(&out);
}

/* A value rather than the entry's reason, which is not for whom an entry is about (ACC-13): here all who may read the
 * company's settings read why. */
static void note_reason(struct context *cx, int64_t transfer, struct str reason)
{
    if (reason.n)
        audit_change(cx, "ownership", transfer, "reason", STR(""), reason);
}

MUST_CHECK static enum err owner_only(struct context *cx, const struct grant *g)
{
    if (grant_is_owner(g))
        return OK;
    return reason_refuse(cx->arena, g->picture, g->person, g->permission, REASON_owner_only);
}

MUST_CHECK static enum err run_ask(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct transfer open, asked = {.from = g->staff,
                                   .to = input_staff(in, "staff"),
                                   .state = TRANSFER_ASKED,
                                   .reason = input_text(in, "reason"),
                                   .asked_at = cx->now,
                                   .expires_at = cx->now + OWNER_ANSWER_DAYS * DAY_US};

    TRY(owner_only(cx, g));
    if (!may_pass(g, asked.to))
        return FAIL_FIELD(cx->arena, STR("staff"), MSG_OWNER_HEIR);
    TRY(transfer_open(tx, g, &open));
    if (open.id)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_OWNER_ASKED);
    TRY(owner_wait_read(tx, g, &asked.wait_hours));
    TRY(transfer_insert(cx, tx, g, &asked));
    TRY(job_drop(tx, g->company, OWNER_JOB, 0));
    TRY(job_add(tx, g->company, OWNER_JOB, 0, asked.expires_at));
    audit_about(cx, asked.to, (struct client_id){0});
    audit_also(cx, asked.from, (struct client_id){0});
    note_reason(cx, asked.id, asked.reason);
    audit_change(cx, "ownership", asked.id, "state", STR(""), STR("asked"));
    TRY(owner_tell(cx, tx, g, &asked, NOTICE_OWNER_ASKED, asked.from,
                   company_sentence(cx, MSG_OWNER_ANSWER_BY,
                                    (struct message_param[]){P_STR("when", when_words(cx, asked.expires_at))}, 1)));
    return put_page(cx, tx, g, out);
}

MUST_CHECK static enum err run_take_back(struct context *cx, struct tx *tx, const struct grant *g,
                                         const struct input *in, struct node *out)
{
    struct transfer open;

    TRY(owner_only(cx, g));
    TRY(transfer_open(tx, g, &open));
    if (!open.id)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_OWNER_NONE);
    TRY(changed_check(cx, in, open.changed));
    audit_about(cx, open.to, (struct client_id){0});
    audit_also(cx, open.from, (struct client_id){0});
    note_reason(cx, open.id, input_text(in, "reason"));
    TRY(transfer_end(cx, tx, g, &open, TRANSFER_TAKEN_BACK));
    TRY(owner_tell(cx, tx, g, &open, NOTICE_OWNER_TAKEN_BACK, open.from, STR("")));
    return put_page(cx, tx, g, out);
}

MUST_CHECK static enum err run_settings(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out)
{
    int64_t before;

    TRY(owner_only(cx, g));
    TRY(owner_wait_read(tx, g, &before));
    TRY(owner_wait_write(cx, tx, g, input_int(in, "wait_hours")));
    if (before != input_int(in, "wait_hours"))
        audit_change_int(cx, "company", g->company.n, "owner_wait_hours", before, input_int(in, "wait_hours"));
    return put_page(cx, tx, g, out);
}

/* ------------------------------------------------------------------ the other */

/* The open request, to whoever it is made to: nobody else has anything to answer. */
MUST_CHECK static enum err read_asked(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct transfer *ret)
{
    TRY(transfer_open(tx, g, ret));
    if (!ret->id || !staff_is_oneself(g, ret->to))
        return FAIL(cx->arena, ERR_FORBIDDEN, MSG_OWNER_NOT_YOU);
    TRY(changed_check(cx, in, ret->changed));
    audit_about(cx, ret->to, (struct client_id){0});
    audit_also(cx, ret->from, (struct client_id){0});
    note_reason(cx, ret->id, input_text(in, "reason"));
    return OK;
}

MUST_CHECK static enum err run_accept(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct transfer open;

    TRY(read_asked(cx, tx, g, in, &open));
    if (open.state == TRANSFER_ACCEPTED)
        return put_page(cx, tx, g, out);
    if (cx->now >= open.expires_at)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_OWNER_LATE);
    open.state = TRANSFER_ACCEPTED;
    open.answered_at = cx->now;
    open.effective_at = cx->now + open.wait_hours * HOUR_US;
    TRY(transfer_write(cx, tx, g, &open));
    TRY(job_drop(tx, g->company, OWNER_JOB, 0));
    TRY(job_add(tx, g->company, OWNER_JOB, 0, open.effective_at));
    audit_change(cx, "ownership", open.id, "state", STR("asked"), STR("accepted"));
    audit_change(cx, "ownership", open.id, "effective_at", STR(""),
                 time_text(cx->arena, cx->company->zone, open.effective_at));
    TRY(owner_tell(cx, tx, g, &open, NOTICE_OWNER_ACCEPTED, open.to,
                   company_sentence(cx, MSG_OWNER_PASSES_AT,
                                    (struct message_param[]){P_STR("when", when_words(cx, open.effective_at))}, 1)));
    return put_page(cx, tx, g, out);
}

/* Second thoughts count until it has taken effect. */
MUST_CHECK static enum err run_decline(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    struct transfer open;

    TRY(read_asked(cx, tx, g, in, &open));
    TRY(transfer_end(cx, tx, g, &open, TRANSFER_DECLINED));
    TRY(owner_tell(cx, tx, g, &open, NOTICE_OWNER_DECLINED, open.to, STR("")));
    return put_page(cx, tx, g, out);
}

/* ------------------------------------------------------------------ by itself, and by the operator */

/* What is due: the answer did not come in time, or the waiting time is over. ERR_ABSENT: nothing is. */
MUST_CHECK static enum err run_due(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct transfer open;
    bool over;

    (void)in, (void)out;
    TRY(transfer_open(tx, g, &open));
    over = open.state == TRANSFER_ACCEPTED ? open.effective_at <= cx->now : open.expires_at <= cx->now;
    if (!open.id || !over)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    audit_about(cx, open.to, (struct client_id){0});
    audit_also(cx, open.from, (struct client_id){0});
    if (open.state == TRANSFER_ASKED) {
        TRY(transfer_end(cx, tx, g, &open, TRANSFER_EXPIRED));
        return owner_tell(cx, tx, g, &open, NOTICE_OWNER_EXPIRED, open.to, STR(""));
    }
    TRY(transfer_end(cx, tx, g, &open, TRANSFER_PASSED));
    return owner_pass(cx, tx, g, open.to);
}

/* The owner is lost to the company, and whoever holds the data folder helps. A request that is open ends: it is not the
 * lost owner's to give any more. */
MUST_CHECK static enum err run_give(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct staff_id to = input_staff(in, "staff");
    const struct person *next = picture_person(g->picture, to);
    struct transfer open;

    (void)out;
    if (!next || next->owner || !policy_can_own(g->picture, next->role, next->status))
        return FAIL_FIELD(cx->arena, STR("staff"), MSG_OWNER_HEIR);
    TRY(transfer_open(tx, g, &open));
    if (open.id) {
        TRY(transfer_end(cx, tx, g, &open, TRANSFER_VOID));
        TRY(owner_tell(cx, tx, g, &open, NOTICE_OWNER_VOID, open.to, STR("")));
    }
    note_reason(cx, 0, input_text(in, "reason"));
    return owner_pass(cx, tx, g, to);
}

static const struct operation operations[] = {
    {.name = "owner.show",
     .summary = "Who owns the company, and the request to pass the ownership on, if one is open.",
     .method = METHOD_GET,
     .path = "/settings/company/owner",
     .permission = PERMISSION_company_settings,
     .output = &owner_page_schema,
     .page = "staff/owner",
     .title = "Owner",
     .run = run_show},
    {.name = "owner.settings",
     .summary = "Sets how long an accepted change of owner waits: the owner's alone, for requests made from then on.",
     .method = METHOD_PUT,
     .path = "/settings/company/owner",
     .permission = PERMISSION_company_settings,
     .input = settings_input,
     .output = &owner_page_schema,
     .form = "owner.show",
     .next = "/settings/company/owner",
     .run = run_settings,
     .flags = OP_FRESH},
    {.name = "owner.ask",
     .summary = "Asks somebody to become the owner: the owner's alone. Nothing passes before the other accepts and the "
                "waiting time is over.",
     .method = METHOD_POST,
     .path = "/settings/company/owner/transfer",
     .permission = PERMISSION_company_settings,
     .input = ask_input,
     .output = &owner_page_schema,
     .form = "owner.show",
     .next = "/settings/company/owner",
     .run = run_ask,
     .flags = OP_FRESH},
    {.name = "owner.take_back",
     .summary = "Takes the request back, accepted or not, until it has taken effect: the owner's alone.",
     .method = METHOD_POST,
     .path = "/settings/company/owner/transfer/take-back",
     .permission = PERMISSION_company_settings,
     .input = answer_input,
     .output = &owner_page_schema,
     .form = "owner.show",
     .next = "/settings/company/owner",
     .run = run_take_back,
     .flags = OP_CHANGES},
    {.name = "owner.accept",
     .summary = "Accepts the ownership; the waiting time begins.",
     .method = METHOD_POST,
     .path = "/settings/company/owner/transfer/accept",
     .permission = PERMISSION_company_settings,
     .input = answer_input,
     .output = &owner_page_schema,
     .form = "owner.show",
     .next = "/settings/company/owner",
     .run = run_accept,
     .flags = OP_CHANGES | OP_FRESH},
    {.name = "owner.decline",
     .summary = "Declines the ownership, before or after accepting, until it has passed.",
     .method = METHOD_POST,
     .path = "/settings/company/owner/transfer/decline",
     .permission = PERMISSION_company_settings,
     .input = answer_input,
     .output = &owner_page_schema,
     .form = "owner.show",
     .next = "/settings/company/owner",
     .run = run_decline,
     .flags = OP_CHANGES},
    {.name = "owner.due",
     .summary = "Passes the ownership when the waiting time is over, and ends a request that nobody answered.",
     .method = METHOD_POST,
     .path = "/settings/company/owner/transfer/due",
     .permission = PERMISSION_assign_roles,
     .run = run_due,
     .flags = OP_SYSTEM},
    {.name = "owner.give",
     .summary = "Gives a company whose owner is lost another one, at once: whoever holds the data folder.",
     .method = METHOD_POST,
     .path = "/settings/company/owner/give",
     .permission = PERMISSION_assign_roles,
     .input = ask_input,
     .run = run_give,
     .flags = OP_SYSTEM},
};

static const struct job_rule jobs[] = {
    {.kind = OWNER_JOB, .operation = "owner.due"},
};

const struct feature staff_owner_feature = {.name = "staff owner",
                                            .operations = operations,
                                            .operation_count = ARRAY_SIZE(operations),
                                            .jobs = jobs,
                                            .job_count = ARRAY_SIZE(jobs)};
