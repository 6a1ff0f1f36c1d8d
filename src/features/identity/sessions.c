/* Sessions and tokens: from a secret to the person behind it, in one look. */
#include "app/recall.h"
#include "app/touch.h"
#include "base/random.h"
#include "features/identity/identity_parts.h"

#include <stdlib.h>

enum { TOUCH_EVERY_US = 60 * 1000000 };

SQL(session_find, "SELECT s.id, s.account_id, s.company_id, s.staff_id, s.fresh_until, s.last_used_at, c.change,"
                  " (SELECT MAX(version) FROM schema), s.form_key, s.viewed_id, s.viewed_since FROM session s"
                  " LEFT JOIN company c ON c.id = s.company_id"
                  " WHERE s.secret_hash = $1 AND s.expires_at > $2 AND s.last_used_at > $3"
                  " /* scope: all companies: only the secret tells which */");
SQL(token_find,
    "SELECT t.id, p.account_id, t.company_id, t.staff_id, t.permissions, t.last_used_at, c.change,"
    " (SELECT MAX(version) FROM schema), t.expires_at FROM token t JOIN staff p ON p.company_id = t.company_id AND "
    "p.id = t.staff_id"
    " JOIN company c ON c.id = t.company_id"
    " WHERE t.secret_hash = $1 AND t.ended_at = 0 AND (t.expires_at = 0 OR t.expires_at > $2)"
    " /* scope: all companies: only the secret tells which */");
SQL(session_insert, "INSERT INTO session (id, secret_hash, form_key, account_id, company_id, staff_id, created_at,"
                    " fresh_until, last_used_at, expires_at, address, user_agent)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $9, $10, $11)");
SQL(session_drop, "DELETE FROM session WHERE id = $1 /* scope: all companies: the request's own */");
SQL(session_drop_account, "DELETE FROM session WHERE account_id = $1 AND id <> $2"
                          " /* scope: all companies: of one account */");
SQL(membership_sessions, "DELETE FROM session WHERE company_id = $1 AND staff_id = $2");
SQL(membership_tokens, "UPDATE token SET ended_at = $3 WHERE company_id = $1 AND staff_id = $2 AND ended_at = 0");
SQL(membership_links, "UPDATE one_time_link SET used_at = $3 WHERE account_id ="
                      " (SELECT account_id FROM staff WHERE company_id = $1 AND id = $2)"
                      " AND company_id = $1 AND staff_id = $2 AND used_at = 0");
SQL(session_touch, "UPDATE session SET last_used_at = $2 WHERE id IN IDS($1)"
                   " /* scope: all companies: those just used */");
SQL(token_touch, "UPDATE token SET last_used_at = $2 WHERE id IN IDS($1) /* scope: all companies: those just used */");
SQL(sessions_alive, "SELECT s.id, CASE WHEN s.viewed_since > $5 THEN s.viewed_id ELSE 0 END FROM session s"
                    " JOIN staff p ON p.company_id = s.company_id AND p.id = s.staff_id AND p.status = $2"
                    " WHERE s.id IN IDS($1) AND s.expires_at > $3 AND s.last_used_at > $4"
                    " /* scope: all companies: open pages of any */");
SQL(tokens_alive, "SELECT t.id, 0 FROM token t"
                  " JOIN staff p ON p.company_id = t.company_id AND p.id = t.staff_id AND p.status = $2"
                  " WHERE t.id IN IDS($1) AND t.ended_at = 0 AND (t.expires_at = 0 OR t.expires_at > $3)"
                  " /* scope: all companies: open pages of any */");

/* ------------------------------------------------------------------ hashes of secrets */

static void hash_for(uint8_t out[HASH_BYTES], struct str purpose, struct str secret)
{
    const struct str parts[] = {purpose, secret};

    hash_parts(out, parts, ARRAY_SIZE(parts));
}

void session_hash(uint8_t out[HASH_BYTES], struct str secret)
{
    hash_for(out, STR("petgate session"), secret);
}

void token_hash(uint8_t out[HASH_BYTES], struct str secret)
{
    hash_for(out, STR("petgate token"), secret);
}

void link_hash(uint8_t out[HASH_BYTES], struct str secret)
{
    hash_for(out, STR("petgate link"), secret);
}

/* ------------------------------------------------------------------ finding */

struct finding {
    struct app *app;
    uint8_t hash[HASH_BYTES];
    bool bearer;
    int64_t now;
    int64_t last_used_at;
    int64_t expires_at; /* a token's; 0: never */
    struct identity_found *found;
};

/* The columns that both statements begin with: id, account, company, staff, …, last use, change, schema. */
static void take(struct finding *job, const struct query *q)
{
    struct identity_found *found = job->found;
    struct principal *who = &found->principal;

    *who = (struct principal){
        .company = {query_int(q, 2)},
        .staff = {query_int(q, 3)},
        .account = {query_int(q, 1)},
        .surface = job->bearer ? SURFACE_API : SURFACE_DASHBOARD,
    };
    job->last_used_at = query_int(q, 5);
    found->change = query_int(q, 6);
    found->valid = true;
    if (job->bearer) {
        who->token.n = query_int(q, 0);
        who->token_permissions = token_permissions_read(query_int(q, 4));
        job->expires_at = query_int(q, 8);
        return;
    }
    who->session.n = query_int(q, 0);
    who->token_permissions = ~UINT64_C(0);
    who->fresh_until = query_int(q, 4);
    found->form_key = query_bytes(q, 8);
    if (query_int(q, 9) && query_int(q, 10) + VIEW_LASTS > job->now) {
        who->viewed.n = query_int(q, 9);
        who->viewed_since = query_int(q, 10);
        who->viewed_until = query_int(q, 10) + VIEW_LASTS;
    }
}

MUST_CHECK static enum err find_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct finding *job = data;

    *job->found = (struct identity_found){.valid = false};
    if (job->bearer)
        TRY(QUERY(tx, &token_find, &q, SQL_BYTES(job->hash, HASH_BYTES), SQL_INT(job->now)));
    else
        TRY(QUERY(tx, &session_find, &q, SQL_BYTES(job->hash, HASH_BYTES), SQL_INT(job->now),
                  SQL_INT(job->now - SESSION_IDLE)));
    if (query_next(&q)) {
        TRY(app_saw_schema(job->app, query_int(&q, 7), tx_arena(tx)));
        take(job, &q);
    }
    job->found->statements = tx_statements(tx);
    return query_done(&q);
}

/* A token as it was found last. */
struct known_token {
    struct principal principal;
    int64_t change, last_used_at, expires_at;
};
static_assert(sizeof(struct known_token) <= RECALL_BYTES_MAX, "room for it");

MUST_CHECK static bool recall_token(struct finding *job, int64_t version)
{
    struct known_token known;

    if (!recall_get(job->app->recall, job->hash, version, &known, sizeof(known)) ||
        (known.expires_at && known.expires_at <= job->now))
        return false;
    *job->found = (struct identity_found){.principal = known.principal, .change = known.change, .valid = true};
    job->last_used_at = known.last_used_at;
    return true;
}

/* Whether the person behind it may come in. The picture says that, as it says all else about them. */
MUST_CHECK static enum err look_at_person(struct finding *job, struct arena *arena)
{
    struct identity_found *found = job->found;
    const struct principal *who = &found->principal;
    const struct company_state *state = NULL;

    if (!found->valid || !who->company.n)
        return OK;
    found->valid = found->change > 0; /* else there is no such company */
    if (!found->valid)
        return OK;
    TRY(company_state(job->app, who->company, found->change, arena, &state));
    const struct person *person = picture_person(state->picture, who->staff);
    found->valid = person && person->status == STAFF_ACTIVE;
    company_release(job->app, state);
    return OK;
}

MUST_CHECK static enum err find(struct finding *job, int64_t version, struct arena *arena)
{
    struct store *store = job->app->store;

    if (job->bearer && version == 0)
        version = store_data_version(store);
    if (job->bearer && recall_token(job, version))
        return OK;
    TRY(store_read(store, COMPANY_ALL, arena, find_body, job));
    TRY(look_at_person(job, arena));
    if (job->bearer && job->found->valid) {
        struct known_token known = {job->found->principal, job->found->change, job->last_used_at, job->expires_at};

        recall_put(job->app->recall, job->hash, version, &known, sizeof(known));
    }
    return OK;
}

enum err identity_find(struct app *app, struct str secret, bool bearer, int64_t version, int64_t now,
                       struct str address, struct arena *arena, struct identity_found *ret)
{
    struct finding job = {.app = app, .bearer = bearer, .now = now, .found = ret};

    (void)address; /* for restrictions by address (IDN-04) */
    if (bearer)
        token_hash(job.hash, secret);
    else
        session_hash(job.hash, secret);
    TRY(find(&job, version, arena));
    if (!ret->valid) {
        *ret = (struct identity_found){.statements = ret->statements};
        return OK;
    }
    if (now - job.last_used_at >= TOUCH_EVERY_US)
        touch_note(app->touches, bearer ? TOUCH_TOKEN : TOUCH_SESSION,
                   bearer ? ret->principal.token.n : ret->principal.session.n);
    return OK;
}

int64_t identity_at_hand(struct app *app, struct str token, int64_t now)
{
    struct identity_found found = {.valid = false};
    struct finding job = {.app = app, .bearer = true, .now = now, .found = &found};
    int64_t version = store_data_version(app->store);

    token_hash(job.hash, token);
    if (!recall_token(&job, version) || !company_at_hand(app, found.principal.company, found.change))
        return 0;
    return version;
}

/* ------------------------------------------------------------------ which are over */

struct alive {
    int64_t id, viewed;
};
struct ending {
    int64_t *sessions, *tokens;
    int session_count, token_count;
    int64_t now;
    struct alive *alive;
    int alive_count;
};

static void take_alive(struct ending *job, struct query *q)
{
    while (query_next(q))
        job->alive[job->alive_count++] = (struct alive){query_int(q, 0), query_int(q, 1)};
}

MUST_CHECK static enum err alive_body(struct tx *tx, void *data)
{
    struct ending *job = data;

    job->alive_count = 0;
    if (job->session_count) {
        CLEANUP(query_end) struct query q = {0};
        TRY(QUERY(tx, &sessions_alive, &q, SQL_IDS(job->sessions, job->session_count), SQL_INT(STAFF_ACTIVE),
                  SQL_INT(job->now), SQL_INT(job->now - SESSION_IDLE), SQL_INT(job->now - VIEW_LASTS)));
        take_alive(job, &q);
        TRY(query_done(&q));
    }
    if (job->token_count) {
        CLEANUP(query_end) struct query q = {0};
        TRY(QUERY(tx, &tokens_alive, &q, SQL_IDS(job->tokens, job->token_count), SQL_INT(STAFF_ACTIVE),
                  SQL_INT(job->now)));
        take_alive(job, &q);
        TRY(query_done(&q));
    }
    return OK;
}

static int by_id(const void *a, const void *b)
{
    const struct alive *first = a, *second = b;

    return (first->id > second->id) - (first->id < second->id);
}

static enum identity_end end_of(const struct ending *job, const struct principal *principal)
{
    struct alive key = {.id = principal->session.n ? principal->session.n : principal->token.n};
    const struct alive *found = bsearch(&key, job->alive, (size_t)job->alive_count, sizeof(key), by_id);

    if (!key.id)
        return IDENTITY_LASTS;
    if (!found)
        return IDENTITY_ENDED;
    return found->viewed == principal->viewed.n ? IDENTITY_LASTS : IDENTITY_OTHER_EYES;
}

enum err identity_ended(struct app *app, const struct principal *const *principals, int count, int64_t now,
                        struct arena *arena, enum identity_end *ret_ends)
{
    struct ending job = {.sessions = arena_array(arena, int64_t, (size_t)count),
                         .tokens = arena_array(arena, int64_t, (size_t)count),
                         .alive = arena_array(arena, struct alive, (size_t)count),
                         .now = now};

    for (int i = 0; i < count; i++) {
        if (principals[i]->session.n)
            job.sessions[job.session_count++] = principals[i]->session.n;
        else if (principals[i]->token.n)
            job.tokens[job.token_count++] = principals[i]->token.n;
    }
    TRY(store_read(app->store, COMPANY_ALL, arena, alive_body, &job));
    qsort(job.alive, (size_t)job.alive_count, sizeof(*job.alive), by_id);
    for (int i = 0; i < count; i++)
        ret_ends[i] = end_of(&job, principals[i]);
    return OK;
}

/* ------------------------------------------------------------------ beginning and ending */

/* What a program says about itself, as far as it can be shown and kept. */
static struct str printable(struct arena *arena, struct str text, size_t max)
{
    size_t n = text.n < max ? text.n : max;
    char *out = arena_alloc(arena, n + 1);

    for (size_t i = 0; i < n; i++)
        out[i] = text.p[i] >= ' ' && text.p[i] <= '~' ? text.p[i] : '?';
    return (struct str){out, n};
}

enum err session_begin(struct context *cx, struct tx *tx, const struct session_seed *seed)
{
    struct str secret = random_secret(cx->arena);
    uint8_t hash[HASH_BYTES], form_key[SECRET_BYTES];

    session_hash(hash, secret);
    random_bytes(form_key, sizeof(form_key));
    if (cx->principal.session.n)
        TRY(EXECUTE(tx, &session_drop, NULL, SQL_INT(cx->principal.session.n)));
    TRY(EXECUTE(tx, &session_insert, NULL, SQL_INT(id_new(cx->now)), SQL_BYTES(hash, HASH_BYTES),
                SQL_BYTES(form_key, SECRET_BYTES), SQL_INT(seed->account.n), SQL_INT(seed->company.n),
                SQL_INT(seed->staff.n), SQL_INT(cx->now), SQL_INT(seed->fresh_until), SQL_INT(seed->expires_at),
                SQL_TEXT(printable(cx->arena, cx->address, ADDRESS_TEXT_MAX)),
                SQL_TEXT(printable(cx->arena, cx->user_agent, USER_AGENT_MAX))));
    cx->set_session = secret;
    return OK;
}

enum err identity_begin_session(struct context *cx, struct tx *tx, struct account_id account, struct company_id company,
                                struct staff_id staff)
{
    struct session_seed seed = {account, company, staff, cx->now + SESSION_MAX, cx->now + SESSION_FRESH};

    return session_begin(cx, tx, &seed);
}

enum err session_end(struct tx *tx, struct session_id session)
{
    return EXECUTE(tx, &session_drop, NULL, SQL_INT(session.n));
}

enum err sessions_end_account(struct tx *tx, struct account_id account, struct session_id but)
{
    return EXECUTE(tx, &session_drop_account, NULL, SQL_INT(account.n), SQL_INT(but.n));
}

enum err identity_end_all(struct tx *tx, const struct grant *g, struct staff_id staff, int64_t now, int64_t *ret_ended)
{
    int64_t sessions = 0, tokens = 0;

    TRY(EXECUTE(tx, &membership_sessions, &sessions, SQL_INT(g->company.n), SQL_INT(staff.n)));
    TRY(EXECUTE(tx, &membership_tokens, &tokens, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(now)));
    TRY(EXECUTE(tx, &membership_links, NULL, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(now)));
    if (ret_ended)
        *ret_ended = sessions + tokens;
    return OK;
}

/* ------------------------------------------------------------------ last use */

struct flushing {
    struct app *app;
    int64_t now;
    const int64_t *ids[TOUCH_KIND__MAX];
    int counts[TOUCH_KIND__MAX];
};

MUST_CHECK static enum err flush_body(struct tx *tx, void *data)
{
    const struct flushing *job = data;

    if (job->counts[TOUCH_SESSION])
        TRY(EXECUTE(tx, &session_touch, NULL, SQL_IDS(job->ids[TOUCH_SESSION], job->counts[TOUCH_SESSION]),
                    SQL_INT(job->now)));
    if (job->counts[TOUCH_TOKEN])
        TRY(EXECUTE(tx, &token_touch, NULL, SQL_IDS(job->ids[TOUCH_TOKEN], job->counts[TOUCH_TOKEN]),
                    SQL_INT(job->now)));
    return OK;
}

enum err sessions_flush(struct app *app, int64_t now, struct arena *arena)
{
    struct flushing job = {.app = app, .now = now};

    for (int kind = TOUCH_SESSION; kind < TOUCH_KIND__MAX; kind++)
        job.counts[kind] = touch_take(app->touches, (enum touch_kind)kind, arena, &job.ids[kind]);
    if (!job.counts[TOUCH_SESSION] && !job.counts[TOUCH_TOKEN])
        return OK;
    return store_write(app->store, COMPANY_NONE, arena, flush_body, &job, NULL);
}
