/* Inside of access/: separation requests (ACC-70). */
#ifndef FEATURES_ACCESS_REQUESTS_H
#define FEATURES_ACCESS_REQUESTS_H

#include "features/access/access_docs.h"

/* Who asks: the worker, "not this client"; or the client, "not this person". Neither is told of the other. */
enum request_side { SIDE_STAFF = 1, SIDE_CLIENT, SIDE__MAX };
enum request_state { REQUEST_OPEN = 1, REQUEST_SEPARATED, REQUEST_DECLINED, REQUEST_STATE__MAX };
extern const struct names request_side_names, request_state_names;

struct separation_request {
    struct request_id id;
    struct staff_id staff;
    struct client_id client;
    enum request_side side;
    struct str reason;
    enum request_state state;
    struct staff_id made_by, decided_by;
    int64_t made_at, decided_at;
    struct str decision_note;
    int64_t changed;
    struct str client_name; /* joined, read only */
};

/* The open requests about a pair: at most one a side, the oldest first. */
struct pair_requests {
    struct separation_request items[SIDE__MAX - 1];
    int count;
};
MUST_CHECK enum err pair_requests_read(struct tx *tx, const struct grant *g, struct staff_id staff,
                                       struct client_id client, struct pair_requests *ret);

/* ERR_ABSENT where there is none. No decision is made here. */
MUST_CHECK enum err request_read(struct tx *tx, struct company_id company, struct request_id id,
                                 struct separation_request *ret);

enum { REQUEST_PAGE = 50 };
struct request_filter {
    bool open, decided;      /* neither: both */
    struct staff_id made_by; /* none: whoever */
    struct request_id after;
};
struct request_rows {
    struct separation_request items[REQUEST_PAGE];
    int count;
    bool more;
};
/* The newest first, about clients in the grant's scope. */
MUST_CHECK enum err request_rows_read(struct tx *tx, const struct grant *g, const struct request_filter *filter,
                                      struct request_rows *ret);

/* A new one; `*ret_added` false, and nothing done, where this side asks already. */
MUST_CHECK enum err request_add(struct context *cx, struct tx *tx, const struct grant *g,
                                struct separation_request *request, bool *ret_added);
MUST_CHECK enum err request_set_state(struct context *cx, struct tx *tx, const struct grant *g,
                                      const struct separation_request *request, enum request_state state,
                                      struct str note);

#define PAIR_REQUEST(F, P)                                                                                             \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, side, ENUM, REASON, .names = &request_side_names)                                                             \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, made_by, TEXT, REASON)                                                                                        \
    F(P, made_at, INSTANT, REASON)
DOC_SCHEMA(pair_request, PAIR_REQUEST);
void pair_requests_document(const struct grant *g, const struct pair_requests *requests, struct node *list);

/* The pair is separated: its open requests are decided and the hold ends. Undo opens them again, after all else. */
MUST_CHECK enum err requests_settle(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                    struct client_id client);
/* Takes requests_settle back for one request; ERR_CONFLICT where it changed since the act. */
MUST_CHECK enum err request_reopen(struct context *cx, struct tx *tx, const struct grant *g, struct request_id id,
                                   int64_t act);

#endif
