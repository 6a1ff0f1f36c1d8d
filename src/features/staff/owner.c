#include "features/staff/owner.h"
#include "app/jobs.h"

SQL(owner_row_off, "UPDATE staff SET owner = 0, changed = $3 WHERE company_id = $1 AND id = $2");
SQL(owner_row_on, "UPDATE staff SET owner = 1, changed = $3 WHERE company_id = $1 AND id = $2");

const struct person *owner_of(const struct grant *g)
{
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);

        if (person->owner)
            return person;
    }
    return NULL;
}

static struct str state_name(enum transfer_state state)
{
    return str_from(transfer_state_names.list[state - 1]);
}

enum err owner_tell(struct context *cx, struct tx *tx, const struct grant *g, const struct transfer *transfer,
                    enum notice_kind kind, struct staff_id about, struct str details)
{
    const struct notice notice = {.kind = kind, .about = about, .details = details};

    TRY(notice_add(cx, tx, g, transfer->from, &notice));
    return notice_add(cx, tx, g, transfer->to, &notice);
}

enum err transfer_end(struct context *cx, struct tx *tx, const struct grant *g, struct transfer *transfer,
                      enum transfer_state state)
{
    audit_change(cx, "ownership", transfer->id, "state", state_name(transfer->state), state_name(state));
    transfer->state = state;
    transfer->ended_at = cx->now;
    TRY(transfer_write(cx, tx, g, transfer));
    return job_drop(tx, g->company, OWNER_JOB, 0);
}

/* ------------------------------------------------------------------ passing */

MUST_CHECK static enum err put(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id id, bool owner)
{
    struct staff staff;

    TRY(staff_read(tx, g, id, &staff));
    TRY(EXECUTE(tx, owner ? &owner_row_on : &owner_row_off, NULL, SQL_INT(g->company.n), SQL_INT(id.n),
                SQL_INT(cx->change)));
    return history_put(tx, g->company, cx->change, cx->now, (struct history_key){HISTORY_STAFF, id.n, 0, 0},
                       (const int64_t[]){staff.role, staff.status, owner});
}

enum err owner_pass(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id to)
{
    const struct person *from = owner_of(g), *next = picture_person(g->picture, to);

    assert(from && next && policy_can_own(g->picture, next->role, next->status));
    TRY(put(cx, tx, g, from->id, false)); /* first: one owner a company is an index, too */
    TRY(put(cx, tx, g, to, true));
    audit_about(cx, to, (struct client_id){0});
    audit_also(cx, from->id, (struct client_id){0});
    audit_change(cx, "staff", to.n, "owner", from->name, next->name);
    return owner_tell(cx, tx, g, &(struct transfer){.from = from->id, .to = to}, NOTICE_OWNER_PASSED, to, STR(""));
}

/* ------------------------------------------------------------------ what else is written about the two */

enum err transfer_voided(struct tx *tx, const struct grant *g, struct staff_id staff, int role,
                         enum staff_status status, struct transfer *ret)
{
    *ret = (struct transfer){0};
    if (policy_can_own(g->picture, role, status))
        return OK;
    TRY(transfer_open(tx, g, ret));
    if (ret->to.n != staff.n)
        *ret = (struct transfer){0};
    return OK;
}

void owner_voided_document(struct context *cx, const struct grant *g, const struct transfer *transfer,
                           enum message text, struct str role, struct node *out, int field)
{
    const struct person *from = picture_person(g->picture, transfer->from);
    const struct person *to = picture_person(g->picture, transfer->to);
    struct node *voided, *named;

    if (!transfer->id || !from || !to)
        return;
    voided = doc_object(out, field);
    named = doc_object(voided, owner_voided_from);
    doc_id(named, staff_named_id, from->id.n);
    doc_text(named, staff_named_name, from->name);
    doc_enum(voided, owner_voided_state, transfer->state);
    doc_instant(voided, owner_voided_effective_at, transfer->effective_at);
    doc_text(voided, owner_voided_text,
             company_sentence(
                 cx, text,
                 (struct message_param[]){P_STR("from", from->name), P_STR("person", to->name), P_STR("role", role)},
                 3));
}

enum err owner_before_write(struct context *cx, struct tx *tx, const struct grant *g, const struct staff *before,
                            const struct staff *after)
{
    struct transfer transfer;

    if (policy_can_own(g->picture, after->role, after->status) ||
        (before->role == after->role && before->status == after->status))
        return OK;
    if (after->owner) /* policy lets nobody come here; whoever may without it, the command line, is held here */
        return FAIL(cx->arena, ERR_CONFLICT, MSG_OWNER_STAYS, P_STR("person", after->name));
    TRY(transfer_voided(tx, g, after->id, after->role, after->status, &transfer));
    if (!transfer.id)
        return OK;
    TRY(transfer_end(cx, tx, g, &transfer, TRANSFER_VOID));
    audit_also(cx, transfer.from, (struct client_id){0});
    return owner_tell(cx, tx, g, &transfer, NOTICE_OWNER_VOID, after->id, STR(""));
}
