/* Rows that no other feature makes for the demonstration: people as they are on their first day. */
#include "base/fold.h"
#include "features/demo/demo_parts.h"

SQL(demo_company, "SELECT id FROM company WHERE slug = $1 /* scope: all companies: short names are unique */");
SQL(demo_staff_insert, "INSERT INTO staff (company_id, id, account_id, name, sort, phone, role, status, invited_at,"
                       " created_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
SQL(demo_staff_status, "UPDATE staff SET status = $3, changed = $4 WHERE company_id = $1 AND id = $2");
SQL(demo_exception_insert,
    "INSERT INTO exception (company_id, staff_id, permission, allowed, reason, made_by, made_at, changed)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
SQL(demo_notices_read, "UPDATE notice SET read_at = created_at + $3 WHERE company_id = $1 AND created_at < $2"
                       " AND read_at = 0 /* scan: once, of a company just made */");

enum err demo_slug_taken(struct tx *tx, struct str slug, bool *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &demo_company, &q, SQL_TEXT(slug)));
    *ret = query_next(&q);
    return query_done(&q);
}

MUST_CHECK static enum err put_history(struct maker *m, struct staff_id staff, int role, enum staff_status status)
{
    return history_put(m->tx, m->made.company, m->cx.change, m->cx.now,
                       (struct history_key){HISTORY_STAFF, staff.n, 0, 0}, (const int64_t[]){role, status, 0});
}

enum err demo_add_person(struct maker *m, const struct new_person *person, struct staff_id *ret)
{
    struct context *cx = &m->cx;
    bool invited = person->status == STAFF_INVITED;
    struct account_id account;

    TRY(identity_account(m->tx, person->email, cx->now, &account));
    if (person->password_hash.n)
        TRY(identity_set_password(m->tx, account, person->password_hash, cx->now));
    ret->n = id_new(cx->now);
    audit_change(cx, "staff", ret->n, "name", STR(""), person->name);
    audit_change(cx, "staff", ret->n, "role", STR(""), str_from(role_info((enum role)person->role)->wire));
    TRY(EXECUTE(m->tx, &demo_staff_insert, NULL, SQL_INT(m->made.company.n), SQL_INT(ret->n), SQL_INT(account.n),
                SQL_TEXT(person->name), SQL_TEXT(fold(&m->scratch, person->name)), SQL_TEXT(person->phone),
                SQL_INT(person->role), SQL_INT(person->status), SQL_INT(invited ? cx->now : 0), SQL_INT(cx->now),
                SQL_INT(cx->change)));
    return put_history(m, *ret, person->role, person->status);
}

enum err demo_make_inactive(struct maker *m, struct staff_id staff, int role)
{
    audit_about(&m->cx, staff, (struct client_id){0});
    audit_change(&m->cx, "staff", staff.n, "status", STR("active"), STR("inactive"));
    TRY(EXECUTE(m->tx, &demo_staff_status, NULL, SQL_INT(m->made.company.n), SQL_INT(staff.n), SQL_INT(STAFF_INACTIVE),
                SQL_INT(m->cx.change)));
    return put_history(m, staff, role, STAFF_INACTIVE);
}

enum err demo_add_exception(struct maker *m, struct staff_id staff, const struct demo_exception *exception)
{
    int number = permission_number(exception->permission);
    struct str reason = str_from(exception->reason);

    audit_about(&m->cx, staff, (struct client_id){0});
    audit_reason(&m->cx, reason);
    audit_change(&m->cx, "exception", staff.n, permission_info(exception->permission)->name, STR(""),
                 exception->on ? STR("on") : STR("off"));
    TRY(EXECUTE(m->tx, &demo_exception_insert, NULL, SQL_INT(m->made.company.n), SQL_INT(staff.n), SQL_INT(number),
                SQL_BOOL(exception->on), SQL_TEXT(reason), SQL_INT(m->cx.principal.staff.n), SQL_INT(m->cx.now),
                SQL_INT(m->cx.change)));
    return history_put(m->tx, m->made.company, m->cx.change, m->cx.now,
                       (struct history_key){HISTORY_EXCEPTION, staff.n, number, 0},
                       (const int64_t[]){exception->on, 0, 0});
}

enum err demo_read_notices(struct maker *m)
{
    return EXECUTE(m->tx, &demo_notices_read, NULL, SQL_INT(m->made.company.n), SQL_INT(m->now - 2 * DAY_US),
                   SQL_INT(HOUR_US));
}
