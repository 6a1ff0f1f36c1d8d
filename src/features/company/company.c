#include "features/company/company.h"

#include "app/audit.h"
#include "base/fold.h"
#include "features/identity/identity.h"

enum { SLUG_MAX = 40, RUNNING_HOURS = 12 };

SQL(company_by_slug, "SELECT id FROM company WHERE slug = $1 /* scope: all companies: short names are unique */");
SQL(company_insert, "INSERT INTO company (id, slug, name, scheme, zone, currency, locale, word_user, word_availability,"
                    " change, running_hours, created_at, changed)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, 1) /* its own company_id is $1 */");
SQL(company_owner_insert, "INSERT INTO staff (company_id, id, account_id, name, sort, role, status, owner, created_at,"
                          " changed) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, 1)");

/* Letters and digits, words joined by dashes; what is not ASCII after folding is left out. */
struct str company_slug(struct arena *arena, struct str name)
{
    struct str folded = fold(arena, name);
    struct buf out;

    buf_init(&out, arena, SLUG_MAX);
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            buf_add_char(&out, c);
        else if (out.n > 0 && out.p[out.n - 1] != '-' && (unsigned char)c < 0x80 && c != '\'')
            buf_add_char(&out, '-');
    }
    while (out.n > 0 && out.p[out.n - 1] == '-')
        out.n--;
    return buf_str(&out);
}

MUST_CHECK static enum err check_slug(struct tx *tx, struct str slug)
{
    CLEANUP(query_end) struct query q = {0};
    bool taken;

    TRY(QUERY(tx, &company_by_slug, &q, SQL_TEXT(slug)));
    taken = query_next(&q);
    TRY(query_done(&q));
    return taken ? FAIL_FIELD(tx_arena(tx), STR("slug"), MSG_SLUG_TAKEN) : OK;
}

MUST_CHECK static enum err insert_owner(struct tx *tx, const struct company_seed *seed, int64_t now, int64_t role,
                                        struct company_made *made)
{
    struct arena *arena = tx_arena(tx);

    TRY(identity_account(tx, seed->owner_email, now, &made->account));
    if (seed->owner_password_hash.n)
        TRY(identity_set_password(tx, made->account, seed->owner_password_hash, now));
    made->owner.n = id_new(now);
    return EXECUTE(tx, &company_owner_insert, NULL, SQL_INT(made->company.n), SQL_INT(made->owner.n),
                   SQL_INT(made->account.n), SQL_TEXT(seed->owner_name), SQL_TEXT(fold(arena, seed->owner_name)),
                   SQL_INT(role), SQL_INT(STAFF_ACTIVE), SQL_INT(now));
}

MUST_CHECK static enum err write_history(struct tx *tx, const struct company_seed *seed, int64_t now, int64_t role,
                                         const struct company_made *made)
{
    TRY(history_put(tx, made->company, 1, now, (struct history_key){HISTORY_COMPANY, 0, 0, 0},
                    (const int64_t[]){seed->scheme, 0, RUNNING_HOURS}));
    return history_put(tx, made->company, 1, now, (struct history_key){HISTORY_STAFF, made->owner.n, 0, 0},
                       (const int64_t[]){role, STAFF_ACTIVE, 1});
}

/* The first entry of the record. */
MUST_CHECK static enum err write_audit(struct app *app, struct tx *tx, const struct company_seed *seed, int64_t now,
                                       const struct company_made *made)
{
    struct context cx = {
        .arena = tx_arena(tx),
        .app = app,
        .operation = app_operation(app, "company.setup"),
        .principal = {.company = made->company, .staff = made->owner, .surface = seed->surface},
        .now = now,
        .address = seed->address,
        .change = 1,
    };

    audit_about(&cx, made->owner, (struct client_id){0});
    audit_change(&cx, "company", made->company.n, "name", STR(""), seed->name);
    audit_change(&cx, "staff", made->owner.n, "owner", STR(""), seed->owner_name);
    return audit_append(tx, &cx);
}

enum err company_create(struct app *app, struct tx *tx, const struct company_seed *seed, int64_t now,
                        struct company_made *ret)
{
    int64_t role = seed->scheme == SCHEME_FACILITY ? ROLE_OWNER_ADMIN : ROLE_ADMIN;
    struct company_made made = {.company = {id_new(now)}};

    TRY(check_slug(tx, seed->slug));
    TRY(EXECUTE(tx, &company_insert, NULL, SQL_INT(made.company.n), SQL_TEXT(seed->slug), SQL_TEXT(seed->name),
                SQL_INT(seed->scheme), SQL_TEXT(seed->zone), SQL_TEXT(seed->currency), SQL_TEXT(seed->locale),
                SQL_BOOL(seed->word_user), SQL_BOOL(seed->word_availability), SQL_INT(RUNNING_HOURS), SQL_INT(now)));
    TRY(insert_owner(tx, seed, now, role, &made));
    TRY(write_history(tx, seed, now, role, &made));
    TRY(write_audit(app, tx, seed, now, &made));
    *ret = made;
    return OK;
}
