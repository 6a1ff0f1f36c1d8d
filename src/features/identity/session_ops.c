/* Sessions as people see them (IDN-03): one's own, and those of others for whoever manages access. */
#include "features/identity/device.h"
#include "features/identity/identity_parts.h"

SQL(sessions_of_account, "SELECT s.id, s.created_at, s.last_used_at, s.address, s.user_agent, c.name FROM session s"
                         " LEFT JOIN company c ON c.id = s.company_id WHERE s.account_id = $1 AND s.expires_at > $2"
                         " AND s.last_used_at > $3 ORDER BY s.last_used_at DESC, s.id DESC LIMIT $4"
                         " /* scope: all companies: the person's own */");
SQL(sessions_of_staff, "SELECT id, created_at, last_used_at, address, user_agent, '' FROM session"
                       " WHERE company_id = $4 AND staff_id = $1 AND expires_at > $2 AND last_used_at > $3"
                       " ORDER BY last_used_at DESC, id DESC LIMIT $5");
SQL(session_end_own, "DELETE FROM session WHERE id = $1 AND account_id = $2"
                     " /* scope: all companies: the person's own */");
SQL(session_end_staff, "DELETE FROM session WHERE company_id = $1 AND staff_id = $2 AND id = $3");
SQL(sessions_end_staff, "DELETE FROM session WHERE company_id = $1 AND staff_id = $2");

/* ------------------------------------------------------------------ documents */

#define SESSION_ROW(F, P)                                                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, device, TEXT, BASIC)                                                                                          \
    F(P, address, TEXT, BASIC)                                                                                         \
    F(P, company, TEXT, BASIC)                                                                                         \
    F(P, created_at, INSTANT, BASIC)                                                                                   \
    F(P, last_used_at, INSTANT, BASIC)                                                                                 \
    F(P, current, BOOL, BASIC)
DOC_SCHEMA(session_row, SESSION_ROW);

#define SESSION_LIST(F, P)                                                                                             \
    F(P, items, LIST, BASIC, .of = &session_row_schema)                                                                \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, others, INT, BASIC)
DOC_SCHEMA(session_list, SESSION_LIST);

#define STAFF_SESSIONS(F, P)                                                                                           \
    F(P, staff, ID, BASIC)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, items, LIST, SECURITY, .of = &session_row_schema)                                                             \
    F(P, total, INT, SECURITY)
DOC_SCHEMA(staff_sessions, STAFF_SESSIONS);

#define SESSIONS_ENDED(F, P) F(P, ended, INT, BASIC)
DOC_SCHEMA(sessions_ended, SESSIONS_ENDED);

struct session {
    int64_t id, created_at, last_used_at;
    struct str address, user_agent, company;
};
struct sessions {
    struct context *cx;
    struct session items[SESSIONS_SHOWN_MAX];
    int count;
};

static void take(struct sessions *sessions, struct query *q)
{
    for (sessions->count = 0; sessions->count < SESSIONS_SHOWN_MAX && query_next(q); sessions->count++) {
        sessions->items[sessions->count] = (struct session){
            .id = query_int(q, 0),
            .created_at = query_int(q, 1),
            .last_used_at = query_int(q, 2),
            .address = query_text(q, 3),
            .user_agent = query_text(q, 4),
            .company = query_text(q, 5),
        };
    }
}

static void put(const struct sessions *sessions, struct node *list)
{
    for (int i = 0; i < sessions->count; i++) {
        const struct session *session = &sessions->items[i];
        struct node *item = doc_item(list);

        doc_id(item, session_row_id, session->id);
        doc_instant(item, session_row_created_at, session->created_at);
        doc_instant(item, session_row_last_used_at, session->last_used_at);
        doc_text(item, session_row_address, session->address);
        doc_text(item, session_row_device, device_name(sessions->cx->arena, session->user_agent));
        doc_text(item, session_row_company, session->company);
        doc_bool(item, session_row_current, session->id == sessions->cx->principal.session.n);
    }
}

/* ------------------------------------------------------------------ one's own */

MUST_CHECK static enum err own_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct sessions *sessions = data;
    struct context *cx = sessions->cx;

    TRY(QUERY(tx, &sessions_of_account, &q, SQL_INT(cx->principal.account.n), SQL_INT(cx->now),
              SQL_INT(cx->now - SESSION_IDLE), SQL_INT(SESSIONS_SHOWN_MAX)));
    take(sessions, &q);
    return query_done(&q);
}

MUST_CHECK static enum err run_own(struct context *cx, const struct grant *g, const struct input *in, struct node *out)
{
    struct sessions *sessions = arena_new(cx->arena, struct sessions);

    (void)g;
    (void)in;
    TRY(session_needed(cx));
    sessions->cx = cx;
    TRY(store_read(cx->app->store, COMPANY_ALL, cx->arena, own_body, sessions));
    put(sessions, doc_list(out, session_list_items));
    doc_int(out, session_list_total, sessions->count);
    doc_int(out, session_list_others, sessions->count > 0 ? sessions->count - 1 : 0);
    return OK;
}

MUST_CHECK static enum err run_end_own(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    int64_t session = cx->target[TARGET_SESSION], changed = 0;

    (void)g;
    (void)in;
    (void)out;
    TRY(session_needed(cx));
    TRY(EXECUTE(tx, &session_end_own, &changed, SQL_INT(session), SQL_INT(cx->principal.account.n)));
    if (!changed)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    if (session == cx->principal.session.n) {
        cx->end_session = true;
        cx->location = STR("/sign-in");
    }
    return OK;
}

MUST_CHECK static enum err run_end_others(struct context *cx, struct tx *tx, const struct grant *g,
                                          const struct input *in, struct node *out)
{
    (void)g;
    (void)in;
    (void)out;
    TRY(session_needed(cx));
    return sessions_end_account(tx, cx->principal.account, cx->principal.session);
}

/* ------------------------------------------------------------------ others' */

MUST_CHECK static enum err run_staff(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    CLEANUP(query_end) struct query q = {0};
    struct sessions *sessions = arena_new(cx->arena, struct sessions);
    struct staff_id staff = cx_staff(cx);

    (void)in;
    sessions->cx = cx;
    doc_id(out, staff_sessions_staff, staff.n);
    doc_text(out, staff_sessions_name, picture_person(g->picture, staff)->name);
    TRY(QUERY(tx, &sessions_of_staff, &q, SQL_INT(staff.n), SQL_INT(cx->now), SQL_INT(cx->now - SESSION_IDLE),
              SQL_INT(g->company.n), SQL_INT(SESSIONS_SHOWN_MAX)));
    take(sessions, &q);
    put(sessions, doc_list(out, staff_sessions_items));
    doc_int(out, staff_sessions_total, sessions->count);
    return query_done(&q);
}

MUST_CHECK static enum err run_end_staff_one(struct context *cx, struct tx *tx, const struct grant *g,
                                             const struct input *in, struct node *out)
{
    struct staff_id staff = cx_staff(cx);
    int64_t changed = 0;

    (void)in;
    TRY(EXECUTE(tx, &session_end_staff, &changed, SQL_INT(g->company.n), SQL_INT(staff.n),
                SQL_INT(cx->target[TARGET_SESSION])));
    if (!changed)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    audit_about(cx, staff, (struct client_id){0});
    audit_change_int(cx, "staff", staff.n, "sessions_ended", 0, changed);
    doc_int(out, sessions_ended_ended, changed);
    return OK;
}

MUST_CHECK static enum err run_end_staff(struct context *cx, struct tx *tx, const struct grant *g,
                                         const struct input *in, struct node *out)
{
    struct staff_id staff = cx_staff(cx);
    int64_t changed = 0;

    (void)in;
    TRY(EXECUTE(tx, &sessions_end_staff, &changed, SQL_INT(g->company.n), SQL_INT(staff.n)));
    audit_about(cx, staff, (struct client_id){0});
    audit_change_int(cx, "staff", staff.n, "sessions_ended", 0, changed);
    doc_int(out, sessions_ended_ended, changed);
    return OK;
}

/* Any id will do: only with the person beside it is it known what it may be, and then `run` looks. Looking here would
 * tell whoever is refused about that person whether a session has this id. */
MUST_CHECK static enum err resolve_session(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    (void)tx;
    (void)company;
    (void)id;
    *ret = ABOUT_COMPANY;
    return OK;
}

static const struct target_rule targets[] = {{TARGET_SESSION, resolve_session}};

static const struct operation rows[] = {
    {
        .name = "me.sessions",
        .summary = "One's own sessions, whatever company they are for.",
        .method = METHOD_GET,
        .path = "/me/sessions",
        .permission = PERMISSION_signed_in,
        .output = &session_list_schema,
        .page = "identity/sessions",
        .title = "Devices and sessions",
        .run_alone = run_own,
        .flags = OP_PRIVATE,
    },
    {
        .name = "me.session_end",
        .summary = "Ends one of one's own sessions.",
        .method = METHOD_DELETE,
        .path = "/me/sessions/{session}",
        .permission = PERMISSION_signed_in,
        .next = "/me/sessions",
        .run = run_end_own,
        .flags = OP_NO_AUDIT, /* a person's own, not a company's act */
    },
    {
        .name = "me.sessions_end",
        .summary = "Ends all of one's own sessions but this one.",
        .method = METHOD_DELETE,
        .path = "/me/sessions",
        .permission = PERMISSION_signed_in,
        .next = "/me/sessions",
        .run = run_end_others,
        .flags = OP_NO_AUDIT, /* a person's own, not a company's act */
    },
    {
        .name = "staff.sessions",
        .summary = "A person's sessions in this company.",
        .method = METHOD_GET,
        .path = "/staff/{staff}/sessions",
        .permission = PERMISSION_manage_access,
        .own = PERMISSION_signed_in,
        .output = &staff_sessions_schema,
        .page = "identity/staff_sessions",
        .title = "Sessions of {name}",
        .run = run_staff,
        .flags = OP_PRIVATE,
    },
    {
        .name = "staff.session_end",
        .summary = "Ends one of a person's sessions in this company.",
        .method = METHOD_DELETE,
        .path = "/staff/{staff}/sessions/{session}",
        .permission = PERMISSION_manage_access,
        .own = PERMISSION_signed_in,
        .output = &sessions_ended_schema,
        .next = "/staff/{staff}/sessions",
        .run = run_end_staff_one,
    },
    {
        .name = "staff.sessions_end",
        .summary = "Ends all of a person's sessions in this company, at once.",
        .method = METHOD_DELETE,
        .path = "/staff/{staff}/sessions",
        .permission = PERMISSION_manage_access,
        .own = PERMISSION_signed_in,
        .output = &sessions_ended_schema,
        .next = "/staff/{staff}/sessions",
        .run = run_end_staff,
    },
};

const struct feature session_feature = {
    .name = "sessions",
    .operations = rows,
    .operation_count = ARRAY_SIZE(rows),
    .targets = targets,
    .target_count = ARRAY_SIZE(targets),
};
