#include "app/audit.h"
#include "app/check.h"
#include "app/files.h"
#include "app/idempotency.h"
#include "app/state.h"
#include "app/uses.h"

SQL(company_change, "SELECT change FROM company WHERE id = $1 /* company_id = $1 */");
SQL(company_next_change, "UPDATE company SET change = change + 1 WHERE id = $1 /* company_id = $1 */ RETURNING change");

/* Between attempts of a retried transaction nothing of the last one may remain. */
static void begin_attempt(struct running *r, struct tx *tx)
{
    struct context *cx = r->cx;

    fail_clear(cx->arena);
    cx->audit_first = cx->audit_last = NULL;
    cx->audit_concerns = NULL;
    cx->audit_reason = (struct str){0};
    cx->audit_staff = (struct staff_id){0};
    cx->audit_client = (struct client_id){0};
    cx->problem = NULL;
    cx->location = (struct str){0};
    cx->undo = (struct str){0};
    cx->dry_run = false;
    cx->file_left = (struct str){0};
    r->out->doc = NULL;
    r->out->replay = (struct str){0};
    (void)tx;
}

MUST_CHECK static enum err run(struct running *r, struct tx *tx)
{
    const struct operation *op = r->op;
    struct node *root = NULL;

    if (op->output) {
        r->out->doc =
            doc_new(r->cx->arena, op->output, r->grant.classes, r->cx->company ? r->cx->company->zone : zone_utc);
        root = doc_root(r->out->doc);
    }
    if (tx)
        return op->run(r->cx, tx, &r->grant, r->input, root);
    return op->run_alone(r->cx, &r->grant, r->input, root);
}

MUST_CHECK static enum err read_body(struct tx *tx, void *data)
{
    struct running *r = data;

    begin_attempt(r, tx);
    TRY(check_targets(r, tx));
    TRY(check_input(r, tx));
    TRY(check_grant(r));
    if (r->op->run)
        TRY(run(r, tx));
    r->cx->tx_statements = tx_statements(tx);
    return OK;
}

/* Takes the company's row and, where others wrote since the picture was made, looks anew, from inside. */
MUST_CHECK static enum err lock_company(struct running *r, struct tx *tx)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &company_next_change, &q, SQL_INT(r->cx->principal.company.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(r->cx->arena, ERR_ABSENT, MSG_ABSENT);
    }
    r->cx->change = query_int(&q, 0);
    TRY(query_done(&q));

    picture_release(r->own_picture);
    r->own_picture = NULL;
    if (picture_company(r->state->picture)->change != r->cx->change - 1) {
        TRY(picture_inside_from(tx, r->cx->principal.company, r->state->picture, &r->own_picture));
        check_begin(r, r->own_picture);
    } else {
        check_begin(r, r->state->picture);
    }
    return OK;
}

MUST_CHECK static enum err write_body(struct tx *tx, void *data)
{
    struct running *r = data;
    bool act = !(r->op->flags & OP_NO_AUDIT) && r->cx->principal.company.n;
    bool replayed = false;

    begin_attempt(r, tx);
    if (act)
        TRY(lock_company(r, tx));
    if (r->call->idempotency_key.n && act) {
        TRY(idempotency_find(r, tx, &replayed));
        if (replayed) /* ends this transaction without an act; `settle` answers from the record */
            return FAIL(r->cx->arena, ERR_CONFLICT, MSG_STALE);
    }
    TRY(check_permission(r));
    TRY(check_targets(r, tx));
    TRY(check_input(r, tx));
    TRY(check_grant(r));
    TRY(run(r, tx));
    if (r->cx->dry_run) /* the same; `settle` answers the document */
        return FAIL(r->cx->arena, ERR_CONFLICT, MSG_STALE);
    if (act)
        TRY(audit_append(tx, r->cx));
    if (r->call->idempotency_key.n && act)
        TRY(idempotency_keep(r, tx));
    r->cx->tx_statements = tx_statements(tx);
    return OK;
}

struct lookup {
    struct running *r;
    bool done, looked;
};

/* Behind the lock, which the lost transaction holds until it has ended one way or the other. Is not committed. */
MUST_CHECK static enum err lookup_body(struct tx *tx, void *data)
{
    struct lookup *lookup = data;
    struct context *cx = lookup->r->cx;

    TRY(EXECUTE(tx, &company_next_change, NULL, SQL_INT(cx->principal.company.n)));
    TRY(audit_happened(tx, cx, &lookup->done));
    lookup->looked = true;
    return ERR_CONFLICT;
}

/* After a connection was lost at COMMIT: did this act become true? Its audit entry knows. What is no act has none. */
MUST_CHECK static enum err write_company(struct running *r)
{
    struct store *store = r->app->store;
    struct company_id company = r->cx->principal.company;
    struct arena *arena = r->cx->arena;
    enum err err;

    for (int attempt = 0; attempt < 3; attempt++) {
        struct lookup lookup = {.r = r};
        bool unknown = false;

        err = r->op->flags & OP_LONG ? store_write_alone(store, company, arena, write_body, r, &unknown)
                                     : store_write(store, company, arena, write_body, r, &unknown);
        if (!unknown || !r->cx->change)
            return err;
        struct failure failure = arena->failure;
        if (store_write(store, company, arena, lookup_body, &lookup, NULL) != OK)
            arena->failure = failure; /* what is not known is what there is to say */
        if (lookup.done)
            fail_clear(arena);
        if (lookup.done || !lookup.looked)
            return lookup.done ? OK : err;
    }
    return err;
}

MUST_CHECK static enum err settle(struct running *r, enum err err)
{
    if (r->out->replay.n) {
        fail_clear(r->cx->arena);
        return OK;
    }
    if (err == ERR_CONFLICT && r->cx->dry_run) {
        fail_clear(r->cx->arena);
        r->cx->change = 0;
        return OK;
    }
    if (err == OK && r->cx->change && r->cx->principal.company.n)
        live_announce(r->app, r->cx->principal.company, r->cx->change);
    return err;
}

/* Where it is not known whether the act was committed, the file stays for files_sweep to decide. */
MUST_CHECK static enum err settle_files(struct running *r, enum err err)
{
    const struct context *cx = r->cx;
    bool refused = err != OK && err != ERR_INTERNAL && err != ERR_UNAVAILABLE;

    if (refused && cx->file_made.n)
        files_remove(r->app, cx->principal.company, cx->file_made);
    if (err == OK && cx->file_left.n)
        files_remove(r->app, cx->principal.company, cx->file_left);
    return err;
}

MUST_CHECK static enum err write_call(struct running *r)
{
    struct context *cx = r->cx;

    if (r->op->prepare) {
        TRY(r->op->prepare(cx));
        return settle_files(r, settle(r, write_company(r)));
    }
    if (r->op->run_alone) {
        TRY(store_read(r->app->store, cx->principal.company, cx->arena, read_body, r));
        return settle(r, run(r, NULL));
    }
    return settle_files(r, settle(r, write_company(r)));
}

/* No transaction: most questions are answered from the picture. */
MUST_CHECK static enum err ask_call(struct running *r)
{
    TRY(check_input(r, NULL));
    TRY(check_grant(r));
    return run(r, NULL);
}

MUST_CHECK static enum err change_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct running *r = data;

    TRY(QUERY(tx, &company_change, &q, SQL_INT(r->cx->principal.company.n)));
    if (query_next(&q))
        r->out->change = query_int(&q, 0);
    return query_done(&q);
}

MUST_CHECK static enum err enter_company(struct running *r)
{
    struct context *cx = r->cx;

    r->out->change = r->call->change;
    if (!r->out->change)
        TRY(store_read(r->app->store, cx->principal.company, cx->arena, change_body, r));
    TRY(company_state(r->app, cx->principal.company, r->out->change, cx->arena, &r->state));
    r->out->state = r->state;
    cx->company = &r->state->profile;
    check_begin(r, r->state->picture);
    r->out->change = picture_company(r->state->picture)->change;
    return OK;
}

MUST_CHECK static enum err call_row(struct running *r)
{
    struct context *cx = r->cx;

    if (r->op->permission == PERMISSION_anyone)
        cx->principal.company.n = 0; /* nothing of a company is within reach */
    else if (cx->principal.company.n)
        TRY(enter_company(r));
    /* What is refused anyway is refused before a transaction, and the company's lock, are taken. */
    TRY(check_permission(r));
    TRY(check_targets(r, NULL));
    if (r->op->flags & OP_ASKS)
        return ask_call(r);
    if (operation_writes(r->op))
        return write_call(r);
    TRY(store_read(r->app->store, cx->principal.company, cx->arena, read_body, r));
    return r->op->run_alone ? run(r, NULL) : OK;
}

/* ROL-306: what decided an allowed request was used. A view is not the viewed person's use. */
static void note_use(const struct running *r)
{
    const struct grant *g = &r->grant;

    if (g->person && !r->viewer && g->permission < PERMISSION__MAX)
        use_note(r->app->uses, &(struct use){g->company, g->staff, g->permission, (int32_t)(r->cx->now / DAY_US)});
}

void app_call(struct app *app, const struct call *call, struct arena *arena, struct outcome *ret)
{
    struct context *cx = arena_new(arena, struct context);
    struct running *r = arena_new(arena, struct running);

    *cx = (struct context){.arena = arena,
                           .app = app,
                           .operation = call->operation,
                           .principal = call->principal,
                           .now = app_now(app),
                           .address = call->address,
                           .user_agent = call->user_agent,
                           .request_id = call->request_id,
                           .upload = call->upload,
                           .if_match = call->if_match};
    *ret = (struct outcome){.cx = cx};
    *r = (struct running){.app = app, .call = call, .op = call->operation, .cx = cx, .out = ret};
    ret->err = call_row(r);
    ret->own_picture = r->own_picture;
    if (ret->err == OK)
        note_use(r);
    if (ret->err == OK && cx->change)
        ret->change = cx->change;
    if (ret->err == ERR_CONFLICT && cx->problem)
        ret->doc = cx->problem;
    else if (ret->err != OK)
        ret->doc = NULL;
}

void app_outcome_end(struct app *app, struct outcome *outcome)
{
    picture_release(outcome->own_picture);
    outcome->own_picture = NULL;
    if (outcome->state)
        company_release(app, outcome->state);
    outcome->state = NULL;
}

void app_call_system(struct app *app, const char *operation, struct company_id company, enum surface surface,
                     const int64_t targets[TARGET__MAX], struct str input, struct arena *arena, struct outcome *ret)
{
    struct call call = {
        .operation = app_operation(app, operation),
        .principal = {.company = company, .surface = surface, .token_permissions = ~UINT64_C(0)},
        .form = CALL_JSON,
        .body = input,
        .query = input,
    };

    assert(call.operation);
    for (int kind = 1; targets && kind < TARGET__MAX; kind++) {
        if (targets[kind])
            call.places[kind] = id_text(arena, targets[kind]);
    }
    app_call(app, &call, arena, ret);
}
