#include "features/staff/staff_store.h"
#include "base/fold.h"
#include "features/identity/identity.h"
#include "features/roles/roles.h"
#include "features/staff/owner.h"

static const char *const statuses[] = {"active", "invited", "frozen", "inactive"};
const struct names staff_status_names = {statuses, ARRAY_SIZE(statuses)};
static_assert(STAFF_ACTIVE == 1 && STAFF_INACTIVE == 4 && STAFF_STATUS__MAX == 5, "as the names say");

SQL(staff_row, "SELECT p.account_id, p.name, a.email, p.phone, p.role, p.status, p.owner, p.notes, p.invited_at,"
               " p.last_sign_in_at, p.created_at, p.changed FROM staff p JOIN account a ON a.id = p.account_id"
               " WHERE p.company_id = $1 AND p.id = $2");
SQL(staff_of_account, "SELECT name, status FROM staff WHERE company_id = $1 AND account_id = $2");
SQL(staff_insert, "INSERT INTO staff (company_id, id, account_id, name, sort, phone, role, status, notes, invited_at,"
                  " created_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
SQL(staff_update, "UPDATE staff SET name = $3, sort = $4, phone = $5, role = $6, status = $7, notes = $8, changed = $9"
                  " WHERE company_id = $1 AND id = $2");
SQL(staff_sign_in_rows, "SELECT p.id, a.email, p.last_sign_in_at, p.invited_at FROM staff p"
                        " JOIN account a ON a.id = p.account_id WHERE p.company_id = $1 AND p.id IN IDS($2)");
SQL(staff_email_rows, "SELECT p.id FROM staff p JOIN account a ON a.id = p.account_id"
                      " WHERE p.company_id = $1 AND a.email >= $2 AND a.email < $3 LIMIT $4");
SQL(staff_doors, "SELECT (SELECT count(*) FROM session WHERE company_id = $1 AND staff_id = $2 AND expires_at > $3),"
                 " (SELECT count(*) FROM token WHERE company_id = $1 AND staff_id = $2 AND ended_at = 0"
                 " AND (expires_at = 0 OR expires_at > $3))");
SQL(staff_record, "SELECT CASE WHEN EXISTS (SELECT 1 FROM relation WHERE company_id = $1 AND staff_id = $2)"
                  " OR EXISTS (SELECT 1 FROM event WHERE company_id = $1 AND staff_id = $2)"
                  " OR EXISTS (SELECT 1 FROM template_line WHERE company_id = $1 AND staff_id = $2)"
                  " OR EXISTS (SELECT 1 FROM template_visit WHERE company_id = $1 AND staff_id = $2)"
                  " OR EXISTS (SELECT 1 FROM dated_access WHERE company_id = $1 AND staff_id = $2)"
                  " OR EXISTS (SELECT 1 FROM separation_request WHERE company_id = $1 AND staff_id = $2)"
                  " OR EXISTS (SELECT 1 FROM notice WHERE company_id = $1 AND staff_id = $2)"
                  " OR EXISTS (SELECT 1 FROM access_review_item WHERE company_id = $1 AND staff_id = $2)"
                  " OR EXISTS (SELECT 1 FROM token WHERE company_id = $1 AND staff_id = $2)"
                  " THEN 1 ELSE 0 END");
SQL(staff_active_once, "SELECT 1 FROM history WHERE company_id = $1 AND kind = $2 AND a = $3 AND b = 0 AND c = 0"
                       " AND v2 = $4 LIMIT 1");
SQL(staff_exceptions, "SELECT permission FROM exception WHERE company_id = $1 AND staff_id = $2");
SQL(staff_delete_row, "DELETE FROM staff WHERE company_id = $1 AND id = $2");
SQL(staff_clients_named, "SELECT id, name FROM client WHERE company_id = $1 AND id IN IDS($2) ORDER BY id");
SQL(staff_removal_rows, "SELECT r.client_id, c.name, r.removal_reason, r.removal_severity, r.removed_by, r.removed_at"
                        " FROM relation r JOIN client c ON c.company_id = r.company_id AND c.id = r.client_id"
                        " WHERE r.company_id = $1 AND r.staff_id = $2 AND r.client_id IN IDS($3) AND r.removed_at > 0"
                        " ORDER BY c.sort, c.id");

enum err staff_read(struct tx *tx, const struct grant *g, struct staff_id id, struct staff *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &staff_row, &q, SQL_INT(g->company.n), SQL_INT(id.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    }
    *ret = (struct staff){.id = id,
                          .account = {query_int(&q, 0)},
                          .name = query_text(&q, 1),
                          .email = query_text(&q, 2),
                          .phone = query_text(&q, 3),
                          .role = (int)query_int(&q, 4),
                          .status = (enum staff_status)query_int(&q, 5),
                          .owner = query_bool(&q, 6),
                          .notes = query_text(&q, 7),
                          .invited_at = query_int(&q, 8),
                          .last_sign_in_at = query_int(&q, 9),
                          .created_at = query_int(&q, 10),
                          .changed = query_int(&q, 11)};
    return query_done(&q);
}

/* ------------------------------------------------------------------ writing */

/* The wire name of a role, or a custom one's id: how the record calls it. */
static struct str role_words(struct context *cx, int role)
{
    if (role > 0 && role < ROLE__MAX)
        return str_from(role_info((enum role)role)->wire);
    return id_text(cx->arena, role);
}

static struct str status_words(enum staff_status status)
{
    return str_from(staff_status_names.list[status - 1]);
}

MUST_CHECK static enum err put_history(struct context *cx, struct tx *tx, const struct grant *g,
                                       const struct staff *staff)
{
    return history_put(tx, g->company, cx->change, cx->now, (struct history_key){HISTORY_STAFF, staff->id.n, 0, 0},
                       (const int64_t[]){staff->role, staff->status, staff->owner});
}

/* One membership a company (STF-02). */
MUST_CHECK static enum err refuse_member(struct tx *tx, const struct grant *g, const struct staff *staff)
{
    CLEANUP(query_end) struct query q = {0};
    struct str name;
    bool gone;

    TRY(QUERY(tx, &staff_of_account, &q, SQL_INT(g->company.n), SQL_INT(staff->account.n)));
    if (!query_next(&q))
        return query_done(&q);
    name = query_text(&q, 0);
    gone = query_int(&q, 1) == STAFF_INACTIVE;
    return FAIL_FIELD(tx_arena(tx), STR("email"), gone ? MSG_STAFF_WORKED_HERE : MSG_STAFF_WORKS_HERE,
                      P_STR("person", name));
}

enum err staff_create(struct context *cx, struct tx *tx, const struct grant *g, struct staff *staff)
{
    assert(!staff->owner); /* a company begins with its owner */
    TRY(identity_account(tx, staff->email, cx->now, &staff->account));
    TRY(refuse_member(tx, g, staff));
    if (!staff->id.n)
        staff->id.n = id_new(cx->now);
    staff->created_at = cx->now;
    staff->changed = cx->change;
    TRY(EXECUTE(tx, &staff_insert, NULL, SQL_INT(g->company.n), SQL_INT(staff->id.n), SQL_INT(staff->account.n),
                SQL_TEXT(staff->name), SQL_TEXT(fold(cx->arena, staff->name)), SQL_TEXT(staff->phone),
                SQL_INT(staff->role), SQL_INT(staff->status), SQL_TEXT(staff->notes), SQL_INT(staff->invited_at),
                SQL_INT(staff->created_at), SQL_INT(staff->changed)));
    audit_about(cx, staff->id, (struct client_id){0});
    audit_change(cx, "staff", staff->id.n, "name", STR(""), staff->name);
    audit_change(cx, "staff", staff->id.n, "email", STR(""), staff->email);
    audit_change(cx, "staff", staff->id.n, "role", STR(""), role_words(cx, staff->role));
    audit_change(cx, "staff", staff->id.n, "status", STR(""), status_words(staff->status));
    return put_history(cx, tx, g, staff);
}

static void note_text(struct context *cx, const struct staff *staff, const char *field, struct str before,
                      struct str after)
{
    if (!str_equal(before, after))
        audit_change(cx, "staff", staff->id.n, field, before, after);
}

enum err staff_write(struct context *cx, struct tx *tx, const struct grant *g, const struct staff *before,
                     struct staff *after)
{
    TRY(owner_before_write(cx, tx, g, before, after));
    audit_about(cx, after->id, (struct client_id){0});
    note_text(cx, after, "name", before->name, after->name);
    note_text(cx, after, "phone", before->phone, after->phone);
    note_text(cx, after, "notes", before->notes, after->notes);
    note_text(cx, after, "role", role_words(cx, before->role), role_words(cx, after->role));
    note_text(cx, after, "status", status_words(before->status), status_words(after->status));
    after->changed = cx->change;
    TRY(EXECUTE(tx, &staff_update, NULL, SQL_INT(g->company.n), SQL_INT(after->id.n), SQL_TEXT(after->name),
                SQL_TEXT(fold(cx->arena, after->name)), SQL_TEXT(after->phone), SQL_INT(after->role),
                SQL_INT(after->status), SQL_TEXT(after->notes), SQL_INT(after->changed)));
    return put_history(cx, tx, g, after);
}

MUST_CHECK static enum err end_exceptions(struct context *cx, struct tx *tx, const struct grant *g,
                                          struct staff_id staff)
{
    CLEANUP(query_end) struct query q = {0};
    enum permission all[PERMISSION__MAX];
    int count = 0;

    TRY(QUERY(tx, &staff_exceptions, &q, SQL_INT(g->company.n), SQL_INT(staff.n)));
    while (count < PERMISSION__MAX && query_next(&q))
        all[count++] = permission_by_number((int)query_int(&q, 0));
    TRY(query_done(&q));
    for (int i = 0; i < count; i++)
        TRY(exception_end(cx, tx, g, staff, all[i]));
    return OK;
}

enum err staff_delete(struct context *cx, struct tx *tx, const struct grant *g, const struct staff *staff)
{
    TRY(end_exceptions(cx, tx, g, staff->id));
    TRY(identity_end_all(tx, g, staff->id, cx->now, NULL));
    audit_about(cx, staff->id, (struct client_id){0});
    audit_change(cx, "staff", staff->id.n, "name", staff->name, STR(""));
    TRY(EXECUTE(tx, &staff_delete_row, NULL, SQL_INT(g->company.n), SQL_INT(staff->id.n)));
    return history_end(tx, g->company, cx->change, cx->now, (struct history_key){HISTORY_STAFF, staff->id.n, 0, 0});
}

/* ------------------------------------------------------------------ reading more */

enum err staff_sign_ins(struct tx *tx, const struct grant *g, const int64_t *ids, int count,
                        const struct staff_sign_in **ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    struct staff_sign_in *all = arena_array(tx_arena(tx), struct staff_sign_in, (size_t)count);
    int found = 0;

    TRY(QUERY(tx, &staff_sign_in_rows, &q, SQL_INT(g->company.n), SQL_IDS(ids, count)));
    while (found < count && query_next(&q))
        all[found++] =
            (struct staff_sign_in){{query_int(&q, 0)}, query_text(&q, 1), query_int(&q, 2), query_int(&q, 3)};
    *ret = all;
    *ret_count = found;
    return found < count ? query_done(&q) : OK;
}

enum err staff_by_email(struct tx *tx, const struct grant *g, struct str prefix, const int64_t **ret_ids,
                        int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *ids = arena_array(tx_arena(tx), int64_t, STAFF_MATCHES_MAX);
    int count = 0;

    TRY(QUERY(tx, &staff_email_rows, &q, SQL_INT(g->company.n), SQL_TEXT(prefix),
              SQL_TEXT(fold_behind(tx_arena(tx), prefix)), SQL_INT(STAFF_MATCHES_MAX)));
    while (count < STAFF_MATCHES_MAX && query_next(&q))
        ids[count++] = query_int(&q, 0);
    *ret_ids = ids;
    *ret_count = count;
    return count < STAFF_MATCHES_MAX ? query_done(&q) : OK;
}

enum err staff_open_doors(struct tx *tx, const struct grant *g, struct staff_id staff, int64_t *ret_sessions,
                          int64_t *ret_tokens)
{
    CLEANUP(query_end) struct query q = {0};

    *ret_sessions = *ret_tokens = 0;
    TRY(QUERY(tx, &staff_doors, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(g->now)));
    if (query_next(&q)) {
        *ret_sessions = query_int(&q, 0);
        *ret_tokens = query_int(&q, 1);
    }
    return query_done(&q);
}

enum err staff_has_record(struct tx *tx, const struct grant *g, struct staff_id staff, bool *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &staff_record, &q, SQL_INT(g->company.n), SQL_INT(staff.n)));
    *ret = query_next(&q) && query_bool(&q, 0);
    return query_done(&q);
}

enum err staff_was_active(struct tx *tx, const struct grant *g, struct staff_id staff, bool *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &staff_active_once, &q, SQL_INT(g->company.n), SQL_INT(HISTORY_STAFF), SQL_INT(staff.n),
              SQL_INT(STAFF_ACTIVE)));
    *ret = query_next(&q);
    return *ret ? OK : query_done(&q);
}

enum err staff_client_names(struct tx *tx, const struct grant *g, const int64_t *ids, int count,
                            struct client_names *ret)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *found = arena_array(tx_arena(tx), int64_t, (size_t)count);
    struct str *names = arena_array(tx_arena(tx), struct str, (size_t)count);

    *ret = (struct client_names){found, names, 0};
    if (count == 0)
        return OK;
    TRY(QUERY(tx, &staff_clients_named, &q, SQL_INT(g->company.n), SQL_IDS(ids, count)));
    while (ret->count < count && query_next(&q)) {
        found[ret->count] = query_int(&q, 0);
        names[ret->count++] = query_text(&q, 1);
    }
    return ret->count < count ? query_done(&q) : OK;
}

struct str client_names_find(const struct client_names *names, struct client_id client)
{
    int low = 0, high = names->count - 1;

    while (low <= high) {
        int middle = low + (high - low) / 2;

        if (names->ids[middle] == client.n)
            return names->names[middle];
        if (names->ids[middle] < client.n)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return (struct str){0};
}

enum err staff_removals(struct tx *tx, const struct grant *g, struct staff_id staff, const int64_t *clients, int count,
                        const struct staff_removal **ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    struct staff_removal *all = arena_array(tx_arena(tx), struct staff_removal, (size_t)count);
    int found = 0;

    *ret = all;
    *ret_count = 0;
    if (count == 0)
        return OK;
    TRY(QUERY(tx, &staff_removal_rows, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_IDS(clients, count)));
    while (found < count && query_next(&q))
        all[found++] = (struct staff_removal){.client = {query_int(&q, 0)},
                                              .client_name = query_text(&q, 1),
                                              .reason = query_text(&q, 2),
                                              .severity = (int)query_int(&q, 3),
                                              .by = {query_int(&q, 4)},
                                              .at = query_int(&q, 5)};
    *ret_count = found;
    return found < count ? query_done(&q) : OK;
}
