/* Inside of staff/: what somebody leaves behind (ACC-61), read and documented. */
#ifndef FEATURES_STAFF_LEAVER_H
#define FEATURES_STAFF_LEAVER_H

#include "features/schedule/schedule.h"
#include "features/staff/staff_docs.h"
#include "features/templates/templates.h"

/* Something to decide: `input` is the dotted name of the answer, the options are those of a picker (ACC-41) behind "as
 * above" (the leaver's own id: not decided yet) and nobody. */
#define LEAVER_ASK(F, P)                                                                                               \
    F(P, what, ENUM, BASIC, .names = &leaver_what_names)                                                               \
    F(P, input, TEXT, BASIC)                                                                                           \
    F(P, options, LIST, BASIC, .of = &staff_option_schema)
extern const struct names leaver_what_names;
DOC_SCHEMA(leaver_ask, LEAVER_ASK);

#define LEAVER_CLIENT(F, P)                                                                                            \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, events, INT, BASIC)                                                                                           \
    F(P, next_event_at, INSTANT, BASIC)                                                                                \
    F(P, running, BOOL, BASIC)                                                                                         \
    F(P, templates, INT, BASIC)                                                                                        \
    F(P, preferred, INT, BASIC)                                                                                        \
    F(P, asks, LIST, BASIC, .of = &leaver_ask_schema)
DOC_SCHEMA(leaver_client, LEAVER_CLIENT);

#define LEAVER_EVENT(F, P)                                                                                             \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, client, OBJECT, BASIC, .of = &staff_named_schema)                                                             \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, ends_at, INSTANT, BASIC)                                                                                      \
    F(P, status, ENUM, BASIC, .names = &event_status_names)
DOC_SCHEMA(leaver_event, LEAVER_EVENT);

#define LEAVER_LINE(F, P)                                                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, client, OBJECT, BASIC, .of = &staff_named_schema)                                                             \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, next_at, INSTANT, BASIC)                                                                                      \
    F(P, visits, INT, BASIC)
DOC_SCHEMA(leaver_line, LEAVER_LINE);

#define LEAVER_PREFERRED(F, P)                                                                                         \
    F(P, client, OBJECT, BASIC, .of = &staff_named_schema)                                                             \
    F(P, position, INT, BASIC)
DOC_SCHEMA(leaver_preferred, LEAVER_PREFERRED);

/* asks: of everything at once; events: future scheduled and running ones; unfinished: past ones still scheduled or in
 * progress; clients: the same by client, with who could take over. */
#define LEAVER_PLAN(F, P)                                                                                              \
    F(P, events, LIST, BASIC, .of = &leaver_event_schema)                                                              \
    F(P, templates, LIST, BASIC, .of = &leaver_line_schema)                                                            \
    F(P, preferred, LIST, BASIC, .of = &leaver_preferred_schema)                                                       \
    F(P, unfinished, LIST, BASIC, .of = &leaver_event_schema)                                                          \
    F(P, clients, LIST, BASIC, .of = &leaver_client_schema)                                                            \
    F(P, asks, LIST, BASIC, .of = &leaver_ask_schema)                                                                  \
    F(P, running, BOOL, BASIC)                                                                                         \
    F(P, count, INT, BASIC)
DOC_SCHEMA(leaver_plan, LEAVER_PLAN);

struct leaver_listing {
    struct client_id client;
    int position;
};
struct leaver_left {
    struct event_list events, unfinished;
    struct pending_lines lines;
    const struct leaver_listing *listings;
    int listing_count;
    struct client_names names; /* of all clients concerned */
};
/* Five statements. */
MUST_CHECK enum err leaver_read(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                struct leaver_left *ret);
void leaver_event_document(const struct leaver_left *left, const struct event *event, struct node *item);
/* `choices`: with what is to decide, and who could take over. */
void leaver_document(struct context *cx, const struct grant *g, struct staff_id staff, const struct leaver_left *left,
                     bool choices, struct node *out);

#endif
