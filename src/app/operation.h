/* The operation table: one row is one thing that can be done, by page, API, command line or job. There is no other way
 * in. Dispatch (dispatch.h) checks a row before its `run`; a row without a permission does not start. */
#ifndef APP_OPERATION_H
#define APP_OPERATION_H

#include "doc/input.h"
#include "policy/policy.h"
#include "policy/rules.h"
#include "store/store.h"

enum method { METHOD_GET = 1, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD__MAX };

enum operation_flags {
    OP_FRESH = 1 << 0,          /* needs a fresh sign-in (IDN-03) */
    OP_STREAM = 1 << 1,         /* answered by http/'s event stream after the check */
    OP_NO_API = 1 << 2,         /* pages only: forms of sign-in and the like */
    OP_IGNORE_UNKNOWN = 1 << 3, /* unknown JSON members are ignored (AuthZEN) */
    OP_ROOT = 1 << 4,           /* address stands outside /api/v1 too in JSON form (AuthZEN, health) */
    OP_SYSTEM = 1 << 5,         /* for the command line and jobs only: no address */
    OP_NO_AUDIT = 1 << 7,       /* a write that is no company act (own session, reading marks); says why in a comment */
    OP_LONG = 1 << 8,           /* bulk work: a transaction outside of the write groups */
    OP_PARTIAL = 1 << 9,        /* the page is a fragment without the frame */
    OP_ABOUT_CLIENT = 1 << 10, /* with a person and a client in the address the question is about the client; the person
                                  is only named, as in a body (policy_may_name_staff) */
    OP_CHANGES = 1 << 11,      /* a POST that changes what is there already: it answers 200, not 201 */
    OP_CSV = 1 << 12,     /* a GET whose output is one list of flat rows: answered as CSV (doc/csv.h), for pages too */
    OP_UNDO = 1 << 13,    /* a POST without input that takes an act back: the only kind that a page may offer so */
    OP_UPLOAD = 1 << 14,  /* takes a file: multipart/form-data, or as the body itself; the rest as a form */
    OP_FILE = 1 << 15,    /* a GET that answers with a file instead of a document, at both addresses */
    OP_STRICT = 1 << 16,  /* a name that the input does not have is a fault in forms, too */
    OP_PRIVATE = 1 << 17, /* a GET of what is the person's alone: not shown to who looks through their eyes (ROL-304) */
    OP_ENDS_VIEW = 1 << 18, /* a write that is done in a view, by the viewer themself, since it ends the view */
    OP_OWNER = 1 << 20,     /* the owner's alone: to anybody else there is no such row */
    OP_ASKS = 1 << 19, /* a POST that only asks: nothing is written, and `run_alone` opens the transaction it needs */
};

struct context;
struct operation;

/* Does the work inside dispatch's transaction (for a write: behind the company's lock, with a grant that still holds)
 * and fills `out`, an object of the row's `output`. On ERR_CONFLICT with a `problem` schema it fills cx->problem
 * instead. */
typedef enum err operation_run(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                               struct node *out);
/* The same, outside of any transaction: for what hashes passwords. It opens its own (cx->app->store). */
typedef enum err operation_run_alone(struct context *cx, const struct grant *g, const struct input *in,
                                     struct node *out);

struct operation {
    const char *name;    /* "access.remove": unique; also the kind of its audit entry */
    const char *summary; /* one sentence, for the API description */
    enum method method;
    const char *path;           /* "/staff/{staff}/clients/{client}/access"; places are targets by name */
    enum permission permission; /* about others and in general */
    enum permission
        own; /* instead, where {staff} is oneself; 0: the same. One of both suffices before the target is looked at */
    enum permission either; /* enough as well, whatever the target; 0: none. `run` asks the grant which it was */
    const struct input_field *input; /* NULL: none */
    const struct schema *output;     /* NULL: 204 */
    const struct schema *problem;    /* what a 409 carries besides the message; NULL: nothing */
    const char *page;                /* template; NULL: no HTML form */
    const char *title;               /* of the page; {name} places are filled from the document's text fields */
    const char *form;                /* write: the GET row that holds its form, shown again after 409 and 422 */
    const char *next; /* write: where a form goes on: "/clients/{client}", "/events/{id}" (id: of the output) */
    operation_run *run;
    operation_run_alone *run_alone;
    /* A write, once its permission is there and before its transaction, target and input: what would hold up the
     * others, as writing a file does. It tells `run` by cx->prepared and says nothing of what it found. */
    enum err (*prepare)(struct context *cx);
    /* Whether a request with this body is answered from memory, in less than 1 ms: then, on SQLite and with a token and
     * a picture that are at hand, it runs in the network thread. NULL: never. */
    bool (*quick)(struct str body);
    unsigned flags;
};

/* Finds the client and person behind an id in a path or body (an event's, a pet's, a template's), so that policy can be
 * asked. ERR_ABSENT where there is none. No decision is made here. TARGET_STAFF and TARGET_CLIENT need none. */
struct target_rule {
    enum target_kind kind;
    /* ABOUT_COMPANY: no subject of its own (a service); then existence is enough. */
    enum err (*resolve)(struct tx *tx, struct company_id company, int64_t id, struct subject *ret);
};

struct job_rule;
struct app;

/* Whether the row changes anything. */
bool operation_writes(const struct operation *operation);
/* As the rule of `kind` does. */
MUST_CHECK enum err target_resolve(const struct app *app, struct tx *tx, enum target_kind kind,
                                   struct company_id company, int64_t id, struct subject *ret);

/* OP_FILE: what is sent, out of the company's folder (files.h) or as it is. */
struct file_sent {
    struct str name; /* in the folder; empty: nothing */
    const char *type;
    struct str bytes;    /* p not NULL: these instead */
    struct str saved_as; /* their name for who downloads them: letters, digits, "-" and "." alone */
};

/* What a feature brings. */
struct feature {
    const char *name;
    const struct operation *operations;
    int operation_count;
    const struct target_rule *targets;
    int target_count;
    const struct job_rule *jobs; /* jobs.h */
    int job_count;
    /* What it tidies in the background (background.h): every second, and once an hour with `hourly`. NULL: nothing. */
    enum err (*housekeeping)(struct app *app, bool hourly, struct arena *arena);
};

/* ------------------------------------------------------------------ context */

/* Words, zone and money of a company, beside its picture. */
struct company_profile {
    struct company_id id;
    struct str slug, name;
    const struct zone *zone;
    struct str currency;    /* "USD" */
    struct str locale;      /* "en-US" */
    struct wording wording; /* ROL-06 */
};

/* Who asks. */
struct principal {
    struct company_id company; /* none: nobody is signed in */
    struct staff_id staff;     /* none: nobody, the command line or a job */
    struct account_id account;
    struct session_id session;  /* a cookie's */
    struct token_id token;      /* a bearer token's */
    uint64_t token_permissions; /* the subset that the token carries; all bits for a session */
    int64_t fresh_until;        /* until when the sign-in counts as fresh */
    struct staff_id viewed;     /* through whose eyes the session looks (ROL-304); none: through its own */
    int64_t viewed_since, viewed_until;
    enum surface surface;
};

/* As whom it is decided what is seen. */
static inline struct staff_id principal_eyes(const struct principal *principal)
{
    return principal->viewed.n ? principal->viewed : principal->staff;
}

/* One changed value, for the audit entry. */
struct audit_detail {
    const char *subject; /* "event" */
    int64_t id;
    const char *field; /* "staff" */
    struct str before, after;
    struct audit_detail *next;
};
/* Whom else an act concerned. */
struct audit_concern {
    struct staff_id staff;
    struct client_id client;
    struct audit_concern *next;
};

struct context {
    struct arena *arena;
    struct app *app;
    const struct operation *operation;
    const struct company_profile *company; /* NULL without a company */
    struct principal principal;
    int64_t now;
    struct str address; /* of the peer, for records */
    struct str user_agent;
    struct str request_id;
    int64_t target[TARGET__MAX]; /* ids of the path's places, checked; 0: none */
    struct subject subject;      /* what the row's permission was asked about */
    int64_t change;              /* write: the company's change number that this act gets */
    struct doc *problem;         /* see operation_run */
    int64_t if_match;            /* If-Match, or 0 */
    bool dry_run;                /* write: `run` answered what would be; dispatch takes all back, and there is no act */
    /* audit, collected by run */
    struct staff_id audit_staff;
    struct client_id audit_client;
    struct str audit_reason;
    struct audit_detail *audit_first, *audit_last;
    struct audit_concern *audit_concerns;
    uint8_t audit_hash[32]; /* of the entry written: how a lost COMMIT is looked up */
    /* files */
    struct str upload;    /* the bytes that came, for `prepare` */
    void *prepared;       /* what it made of them */
    struct str file_made; /* removed again if nothing comes of the write */
    struct str file_left; /* removed when the write is committed */
    struct file_sent file;
    /* effects on the answer, for http/ */
    struct str set_session; /* a new session's secret */
    bool end_session;
    struct str location; /* overrides `next` */
    struct str undo;     /* the address of an OP_UNDO row that takes this act back; the next page offers it */
    int tx_statements;   /* of all its transactions, for the figures */
};

static inline struct staff_id cx_staff(const struct context *cx)
{
    return (struct staff_id){cx->target[TARGET_STAFF]};
}
static inline struct client_id cx_client(const struct context *cx)
{
    return (struct client_id){cx->target[TARGET_CLIENT]};
}
static inline struct event_id cx_event(const struct context *cx)
{
    return (struct event_id){cx->target[TARGET_EVENT]};
}

/* What the act is about, and what it changed. Texts are borrowed. Dispatch writes the entry with the commit. */
void audit_about(struct context *cx, struct staff_id staff, struct client_id client);
/* The same act concerned this person and this client, too: one call for each pair of a bulk act, so that the record of
 * each shows it. Either may be none. */
void audit_also(struct context *cx, struct staff_id staff, struct client_id client);
void audit_reason(struct context *cx, struct str reason);
void audit_change(struct context *cx, const char *subject, int64_t id, const char *field, struct str before,
                  struct str after);
void audit_change_int(struct context *cx, const char *subject, int64_t id, const char *field, int64_t before,
                      int64_t after);

/* Starts the document of a 409: its root. Use with FAIL(cx->arena, ERR_CONFLICT, …). */
struct node *problem_begin(struct context *cx, const struct grant *g);
/* A company's word for a {word.x} place, and what it calls a permission and a role (ROL-06); without a company as
 * nobody chose. */
struct wording company_wording(const struct company_profile *company);
struct str company_word(const struct company_profile *company, struct str word);
/* A text of a table with {word.…} places. */
struct str company_text(const struct context *cx, const char *text);
/* A sentence of messages.def, filled in with the company's words. */
struct str company_sentence(const struct context *cx, enum message id, const struct message_param *params, int count);
struct str label_of_permission(const struct context *cx, enum permission permission);
struct str label_of_role(const struct context *cx, enum role role);
/* ERR_STALE if the caller named a `changed` stamp (If-Match, or the form's) that is not the row's. */
MUST_CHECK enum err changed_check(struct context *cx, const struct input *in, int64_t row_changed);

#endif
