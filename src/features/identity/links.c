/* One-time links: made, mailed, used, swept away. */
#include "features/identity/identity_parts.h"

#define INVITE_LASTS (7 * DAY_US)
#define USED_LINKS_KEPT (30 * DAY_US)

SQL(link_insert, "INSERT INTO one_time_link (id, secret_hash, purpose, account_id, company_id, staff_id, created_at,"
                 " expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
SQL(link_end_same, "UPDATE one_time_link SET used_at = $5 WHERE account_id = $1 AND purpose = $2 AND company_id = $3"
                   " AND staff_id = $4 AND used_at = 0");
SQL(link_take, "UPDATE one_time_link SET used_at = $2 WHERE id = $1 AND used_at = 0"
               " /* scope: all companies: the one that was shown */");
SQL(invite_person, "SELECT p.name, a.id, a.email FROM staff p JOIN account a ON a.id = p.account_id"
                   " WHERE p.company_id = $1 AND p.id = $2");
SQL(invite_note, "UPDATE staff SET invited_at = $3 WHERE company_id = $1 AND id = $2");
SQL(sweep_links, "DELETE FROM one_time_link WHERE expires_at < $1"
                 " /* scope: all companies; scan: hourly, in the background */");
SQL(sweep_sessions, "DELETE FROM session WHERE expires_at < $1 OR last_used_at < $2"
                    " /* scope: all companies; scan: hourly, in the background */");

/* ------------------------------------------------------------------ making and using */

enum err link_make(struct tx *tx, const struct link_seed *seed, int64_t now, struct str *ret_secret)
{
    struct str secret = random_secret(tx_arena(tx));
    uint8_t hash[HASH_BYTES];

    link_hash(hash, secret);
    TRY(EXECUTE(tx, &link_end_same, NULL, SQL_INT(seed->account.n), SQL_INT(seed->purpose), SQL_INT(seed->company.n),
                SQL_INT(seed->staff.n), SQL_INT(now)));
    TRY(EXECUTE(tx, &link_insert, NULL, SQL_INT(id_new(now)), SQL_BYTES(hash, HASH_BYTES), SQL_INT(seed->purpose),
                SQL_INT(seed->account.n), SQL_INT(seed->company.n), SQL_INT(seed->staff.n), SQL_INT(now),
                SQL_INT(now + seed->lasts_us)));
    *ret_secret = secret;
    return OK;
}

enum err link_use(struct tx *tx, int64_t link, int64_t now)
{
    int64_t changed = 0;

    TRY(EXECUTE(tx, &link_take, &changed, SQL_INT(link), SQL_INT(now)));
    return changed ? OK : FAIL(tx_arena(tx), ERR_CONFLICT, MSG_LINK_OVER);
}

/* ------------------------------------------------------------------ mailing */

static struct str text_of(struct context *cx, enum message id, const struct message_param *params, int count)
{
    struct message_text text = {.id = id, .param_count = count};

    assert(count <= MESSAGE_PARAMS_MAX);
    memcpy(text.params, params, (size_t)count * sizeof(*params));
    return message_format(&text, NULL, NULL, cx->arena);
}

enum err mail_queue(struct context *cx, struct tx *tx, struct company_id company, struct str recipient,
                    const struct mail_texts *texts)
{
    struct message_param params[MESSAGE_PARAMS_MAX];
    struct str link = arena_format(cx->arena, "%.*s%.*s", STR_ARG(cx->app->config.base_address), STR_ARG(texts->path));

    assert(texts->param_count < MESSAGE_PARAMS_MAX);
    memcpy(params, texts->params, (size_t)texts->param_count * sizeof(*params));
    params[texts->param_count] = P_STR("link", link);
    return outbox_add(tx, company, recipient, text_of(cx, texts->subject, texts->params, texts->param_count),
                      text_of(cx, texts->body, params, texts->param_count + 1), cx->now);
}

enum err identity_invite(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                         struct str *ret_path)
{
    struct link_seed seed = {LINK_INVITE, {0}, g->company, staff, INVITE_LASTS};
    struct str name, email, secret, path;
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &invite_person, &q, SQL_INT(g->company.n), SQL_INT(staff.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    }
    name = query_text(&q, 0);
    seed.account.n = query_int(&q, 1);
    email = query_text(&q, 2);
    TRY(query_done(&q));
    TRY(link_make(tx, &seed, cx->now, &secret));
    TRY(EXECUTE(tx, &invite_note, NULL, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(cx->now)));

    path = arena_format(cx->arena, "/welcome?key=%.*s", STR_ARG(secret));
    const struct message_param params[] = {P_STR("company", cx->company->name), P_STR("person", name)};
    const struct mail_texts texts = {MSG_MAIL_INVITE_SUBJECT, MSG_MAIL_INVITE_BODY, params, ARRAY_SIZE(params), path};
    TRY(mail_queue(cx, tx, g->company, email, &texts));
    *ret_path = path;
    return OK;
}

/* ------------------------------------------------------------------ housekeeping */

MUST_CHECK static enum err sweep_body(struct tx *tx, void *data)
{
    int64_t now = *(const int64_t *)data;

    TRY(EXECUTE(tx, &sweep_links, NULL, SQL_INT(now - USED_LINKS_KEPT)));
    TRY(EXECUTE(tx, &sweep_sessions, NULL, SQL_INT(now), SQL_INT(now - SESSION_IDLE)));
    return throttle_sweep(tx, now);
}

enum err identity_sweep(struct app *app, int64_t now, struct arena *arena)
{
    return store_write(app->store, COMPANY_NONE, arena, sweep_body, &now, NULL);
}
