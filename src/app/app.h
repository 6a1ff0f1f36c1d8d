/* The application: store, pictures, operations, and the one way to run them. */
#ifndef APP_APP_H
#define APP_APP_H

#include "app/operation.h"
#include "app/webhook.h"
#include "base/log.h"

struct live;
struct gate;
struct recall;
struct touches;
struct uses;

struct app_config {
    struct store *store;
    struct log log;
    const struct feature *const *features;
    int feature_count;
    size_t picture_budget;    /* bytes; 0: 256 MB */
    int64_t (*clock)(void *); /* NULL: time_now_us */
    void *clock_data;
    struct str base_address;             /* "https://pets.example.com", for links in e-mails */
    struct str data_dir;                 /* where exports go; empty: nowhere */
    bool cheap_passwords;                /* tests: the cheapest argon2id setting */
    struct str files;                    /* the folder of uploads (files.h); empty: there are none */
    struct webhook_config heads_webhook; /* AUD-01: where the records' heads go once a day */
    struct str setup_code; /* not empty: the set-up page is open with this code while there is no company (PRD-03) */
};

struct app {
    struct app_config config;
    struct store *store;
    struct pictures *pictures;
    struct zones *zones; /* of the companies */
    struct live *live;
    struct gate *hashing;                /* passwords: two at once, a short line behind them */
    struct recall *recall;               /* recall.h: tokens */
    struct touches *touches;             /* touch.h */
    struct uses *uses;                   /* uses.h */
    const struct operation **operations; /* all, sorted by name */
    int operation_count;
    int64_t
        webhook_rests_until; /* atomic, an instant: it failed just now, and the others need not find out one by one */
    bool outdated;           /* atomic: a newer program has migrated the database; see app_saw_schema */
};

/* Checks the table (names unique, permission set, path places known, schemas and pages named) and refuses to start on a
 * fault: ERR_INTERNAL with the row in the log line. */
MUST_CHECK enum err app_new(const struct app_config *config, struct arena *arena, struct app **ret);
void app_free(struct app *app);
int64_t app_now(const struct app *app);
const struct operation *app_operation(const struct app *app, const char *name); /* NULL: none */

/* Beside a newer program, which has migrated the database under this one (PRD-04), nothing may be read or written any
 * more: every request is 503 and the server stops. Whoever looks at the database anyway says which schema it saw. */
static inline bool app_outdated(const struct app *app)
{
    return __atomic_load_n(&app->outdated, __ATOMIC_ACQUIRE);
}
/* ERR_UNAVAILABLE where the schema is newer than this program. */
MUST_CHECK enum err app_saw_schema(struct app *app, int64_t version, struct arena *arena);
/* Looks for itself. */
MUST_CHECK enum err app_look_at_schema(struct app *app, struct arena *arena);
/* What keeps it from working now, in a few words; NULL: nothing. Where the last write failed, it writes. */
const char *app_fault(struct app *app, struct arena *arena);

/* ------------------------------------------------------------------ pictures */

/* A company as it stands at `change` or later: the picture and the profile, held until company_release. */
struct company_state {
    struct picture *picture;
    struct company_profile profile;
};
/* `change`: what the caller read from the company row; the state in memory is refreshed if it is older. */
MUST_CHECK enum err company_state(struct app *app, struct company_id company, int64_t change, struct arena *arena,
                                  const struct company_state **ret);
void company_release(struct app *app, const struct company_state *state);
/* Whether company_state would answer at once. */
bool company_at_hand(struct app *app, struct company_id company, int64_t change);
/* The picture as it stood at a past instant, made from `history`; not shared. Release with picture_release. */
MUST_CHECK enum err picture_at(struct app *app, struct company_id company, int64_t at, struct arena *arena,
                               struct picture **ret);
/* The same within a transaction. */
MUST_CHECK enum err picture_at_inside(struct tx *tx, struct company_id company, int64_t at, struct picture **ret);
/* Memory of all pictures held, in bytes. */
size_t pictures_bytes(struct app *app);
/* Inside a write transaction: the picture with this transaction's own changes in it. */
MUST_CHECK enum err picture_inside(struct tx *tx, const struct grant *g, struct picture **ret);
/* For previews (ACC-51, ACC-52): the grant's picture as it would be with one person in another role or standing.
 * Release it. */
MUST_CHECK enum err picture_with(struct tx *tx, const struct grant *g, const struct person_facts *person,
                                 struct picture **ret);

/* ------------------------------------------------------------------ dispatch */

/* What http/, cli/ and jobs hand over; dispatch does everything from the permission on (architecture.md, A request). */
struct call {
    const struct operation *operation;
    struct principal principal;
    int64_t change;                 /* of the company, from the session look; 0: dispatch reads it */
    struct str places[TARGET__MAX]; /* the path's places as they came */
    struct str body;
    enum call_form { CALL_JSON = 1, CALL_FORM } form; /* how body is written */
    struct str upload;                                /* OP_UPLOAD: the file's bytes, mapped or in memory */
    struct str query;                                 /* GET rows read their input here, always as a form */
    struct str address, user_agent, request_id, idempotency_key;
    int64_t if_match;
};
struct outcome {
    enum err err;
    struct doc *doc;                   /* OK: the document, NULL for none. ERR_CONFLICT: the problem, or NULL */
    struct context *cx;                /* effects, company, targets */
    const struct input *input;         /* what was typed, when it was read so far */
    int64_t change;                    /* the company's generation after it */
    struct str replay;                 /* an idempotency record's JSON instead of doc */
    const struct company_state *state; /* held until app_outcome_end; NULL without a company */
    struct picture *own_picture;       /* likewise: a write that came behind others had a picture of its own */
};
/* Everything lives in `arena`; the failure is the arena's. Company states are held until app_outcome_end. */
void app_call(struct app *app, const struct call *call, struct arena *arena, struct outcome *ret);
void app_outcome_end(struct app *app, struct outcome *outcome);

/* For the command line and jobs: runs a row as the system (its permission must be in policy/system.def). `targets` by
 * target kind, `input` as JSON, of a GET as its query. */
void app_call_system(struct app *app, const char *operation, struct company_id company, enum surface surface,
                     const int64_t targets[TARGET__MAX], struct str input, struct arena *arena, struct outcome *ret);

/* ------------------------------------------------------------------ history of what decides */

/* Facts whose past decides about the past. Written in the same transaction as the change. */
enum history_kind {
    HISTORY_COMPANY = 1, /* a 0, b 0: scheme, fade_days, running_hours|flags */
    HISTORY_STAFF,       /* a staff: role, status, owner */
    HISTORY_ROLE,        /* a role id: base, source, archived; its words stand in custom_role_words */
    HISTORY_CELL,        /* a role, b permission: on */
    HISTORY_EXCEPTION,   /* a staff, b permission: on, until */
    HISTORY_PAIR,        /* a staff, b client: flags, preferred_position, last_end_at */
    HISTORY_DATED,       /* a staff, b client<<0 … c id: from, until */
    HISTORY_KIND__MAX,
};
struct history_key {
    enum history_kind kind;
    int64_t a, b, c;
};
/* Ends the open row of the key, if there is one, and opens a new one with these values; `gone`: opens none. Nothing is
 * written where the values are the same. */
MUST_CHECK enum err history_put(struct tx *tx, struct company_id company, int64_t change, int64_t now,
                                struct history_key key, const int64_t values[3]);
MUST_CHECK enum err history_end(struct tx *tx, struct company_id company, int64_t change, int64_t now,
                                struct history_key key);

/* ------------------------------------------------------------------ live pages */

/* Called after a commit that is on disk, from any thread, and by the poller of PostgreSQL: the company has a newer
 * change. http/ registers one watcher for its event streams. */
typedef void live_watcher(void *data, struct company_id company, int64_t change);
void live_watch(struct app *app, live_watcher *watcher, void *data);
void live_announce(struct app *app, struct company_id company, int64_t change);
/* The change numbers of companies as they stand in the database, in one look: other processes write too. 0 for a
 * company that is gone. */
MUST_CHECK enum err company_changes(struct app *app, const struct company_id *companies, int count, struct arena *arena,
                                    int64_t *ret_changes);

#endif
