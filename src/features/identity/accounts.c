/* Accounts and their memberships. An account belongs to a person, not to a company. */
#include "base/fold.h"
#include "features/identity/identity_parts.h"
#include "features/identity/password.h"

SQL(account_find, "SELECT id, email, password_hash FROM account WHERE email = $1"
                  " /* scope: all companies: an account has none */");
SQL(account_get, "SELECT id, email, password_hash FROM account WHERE id = $1"
                 " /* scope: all companies: an account has none */");
SQL(account_insert, "INSERT INTO account (id, email, created_at) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING"
                    " /* scope: all companies: an account has none */");
SQL(account_password, "UPDATE account SET password_hash = $2, password_changed_at = $3 WHERE id = $1"
                      " /* scope: all companies: an account has none */");
SQL(account_memberships, "SELECT p.company_id, p.id, c.slug, c.name FROM staff p JOIN company c ON c.id = p.company_id"
                         " WHERE p.account_id = $1 AND p.status = $2 ORDER BY c.name, c.id LIMIT $3"
                         " /* scope: all companies: the person's own */");

SQL(account_policy, "SELECT a.password_changed_at, coalesce(max(c.password_min), 0),"
                    " coalesce(min(c.password_days) FILTER (WHERE c.password_days > 0), 0) FROM account a"
                    " LEFT JOIN staff p ON p.account_id = a.id AND p.status <> $2"
                    " LEFT JOIN company c ON c.id = p.company_id WHERE a.id = $1 GROUP BY a.id"
                    " /* scope: all companies: the person's own */");

MUST_CHECK static enum err take(struct query *q, struct account *ret)
{
    *ret = (struct account){.id = {0}};
    if (query_next(q))
        *ret = (struct account){{query_int(q, 0)}, query_text(q, 1), query_text(q, 2)};
    return query_done(q);
}

enum err account_by_email(struct tx *tx, struct str email, struct account *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &account_find, &q, SQL_TEXT(email)));
    return take(&q, ret);
}

enum err account_by_id(struct tx *tx, struct account_id id, struct account *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &account_get, &q, SQL_INT(id.n)));
    return take(&q, ret);
}

enum err identity_account(struct tx *tx, struct str email, int64_t now, struct account_id *ret)
{
    struct account account;

    TRY(account_by_email(tx, email, &account));
    if (!account.id.n) {
        TRY(EXECUTE(tx, &account_insert, NULL, SQL_INT(id_new(now)), SQL_TEXT(email), SQL_INT(now)));
        TRY(account_by_email(tx, email, &account)); /* another one's, if somebody was quicker */
    }
    if (!account.id.n)
        return fail_internal(tx_arena(tx), "an account was neither found nor made");
    *ret = account.id;
    return OK;
}

enum err identity_set_password(struct tx *tx, struct account_id account, struct str hash, int64_t now)
{
    return EXECUTE(tx, &account_password, NULL, SQL_INT(account.n), SQL_TEXT(hash), SQL_INT(now));
}

enum err memberships_read(struct tx *tx, struct account_id account, const struct membership **ret, int *ret_count)
{
    struct membership *list = arena_array(tx_arena(tx), struct membership, MEMBERSHIPS_MAX);
    CLEANUP(query_end) struct query q = {0};
    int count = 0;

    TRY(QUERY(tx, &account_memberships, &q, SQL_INT(account.n), SQL_INT(STAFF_ACTIVE), SQL_INT(MEMBERSHIPS_MAX)));
    while (query_next(&q)) {
        list[count++] = (struct membership){.company = {query_int(&q, 0)},
                                            .staff = {query_int(&q, 1)},
                                            .slug = query_text(&q, 2),
                                            .name = query_text(&q, 3)};
    }
    *ret = list;
    *ret_count = count;
    return query_done(&q);
}

/* ------------------------------------------------------------------ what companies ask of passwords */

enum err password_policy_read(struct tx *tx, struct account_id account, struct password_policy *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct password_policy){.min = 0};
    TRY(QUERY(tx, &account_policy, &q, SQL_INT(account.n), SQL_INT(STAFF_INACTIVE)));
    if (query_next(&q))
        *ret = (struct password_policy){
            .min = (int)query_int(&q, 1), .days = (int)query_int(&q, 2), .changed_at = query_int(&q, 0)};
    return query_done(&q);
}

bool password_over(const struct password_policy *policy, int64_t now)
{
    return policy->days && policy->changed_at + policy->days * DAY_US <= now;
}

enum err password_refuse_same(struct context *cx, const char *field, struct str hash, struct str password)
{
    bool same = false;

    if (!hash.n)
        return OK;
    TRY(password_verify(cx->app, cx->arena, hash, password, &same));
    return same ? FAIL_FIELD(cx->arena, str_from(field), MSG_PASSWORD_SAME) : OK;
}

/* ------------------------------------------------------------------ proving a password */

struct proving {
    struct context *cx;
    struct str email;
    struct proof *proof;
};

MUST_CHECK static enum err begin_body(struct tx *tx, void *data)
{
    struct proving *job = data;

    TRY(throttle_begin(tx, &job->proof->throttle, job->cx->now));
    return account_by_email(tx, job->email, &job->proof->account);
}

MUST_CHECK static enum err forget_body(struct tx *tx, void *data)
{
    struct proving *job = data;

    return throttle_forget(tx, &job->proof->throttle);
}

enum err account_prove(struct context *cx, struct str email, struct str password, enum message wrong, struct proof *ret)
{
    struct proving job = {cx, email, ret};
    struct store *store = cx->app->store;
    bool fits = false;
    enum err err;

    *ret = (struct proof){.account = {.id = {0}}};
    throttle_keys(&ret->throttle, STR("sign-in"), email, cx->address);
    TRY(store_write(store, COMPANY_NONE, cx->arena, begin_body, &job, NULL));
    err = password_verify(cx->app, cx->arena, ret->account.password_hash, password, &fits);
    if (err != OK) {
        TRY(store_write(store, COMPANY_NONE, cx->arena, forget_body, &job, NULL));
        return FAIL(cx->arena, ERR_TOO_MANY, MSG_SIGN_IN_BUSY);
    }
    return fits ? OK : FAIL_FIELD(cx->arena, STR("password"), wrong);
}

enum err session_needed(struct context *cx)
{
    if (cx->principal.session.n && cx->principal.account.n)
        return OK;
    if (cx->principal.token.n)
        return FAIL(cx->arena, ERR_FORBIDDEN, MSG_SESSION_ONLY);
    return FAIL(cx->arena, ERR_SIGNED_OUT, MSG_SIGNED_OUT);
}
