/* Inside of staff/: what somebody leaves behind (ACC-61), read and documented. */
#ifndef FEATURES_STAFF_LEAVER_H
#define FEATURES_STAFF_LEAVER_H

#include "features/schedule/schedule.h"
#include "features/staff/staff_docs.h"
#include "features/templates/templates.h"

/* Somebody who could take over for a client, as a picker shows them (ACC-41). */
#define LEAVER_CHOICE(F, P)                                                                                            \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, note, TEXT, BASIC)
DOC_SCHEMA(leaver_choice, LEAVER_CHOICE);

#define LEAVER_CHOICES(F, P)                                                                                           \
    F(P, preferred, LIST, BASIC, .of = &leaver_choice_schema)                                                          \
    F(P, available, LIST, BASIC, .of = &leaver_choice_schema)                                                          \
    F(P, do_not_schedule, LIST, BASIC, .of = &leaver_choice_schema)                                                    \
    F(P, access_removed, LIST, BASIC, .of = &leaver_choice_schema)
DOC_SCHEMA(leaver_choices, LEAVER_CHOICES);

/* `leaver`: "not decided yet", what a form's select begins with. */
#define LEAVER_CLIENT(F, P)                                                                                            \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, leaver, ID, BASIC)                                                                                            \
    F(P, events, INT, BASIC)                                                                                           \
    F(P, next_event_at, INSTANT, BASIC)                                                                                \
    F(P, running, BOOL, BASIC)                                                                                         \
    F(P, templates, INT, BASIC)                                                                                        \
    F(P, preferred, INT, BASIC)                                                                                        \
    F(P, choices, OBJECT, BASIC, .of = &leaver_choices_schema)
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

/* people: everyone who could take over at all, for "everything to"; events: future scheduled and running ones;
 * unfinished: past ones still scheduled or in progress; clients: the same by client, with who could take over. */
#define LEAVER_PLAN(F, P)                                                                                              \
    F(P, events, LIST, BASIC, .of = &leaver_event_schema)                                                              \
    F(P, templates, LIST, BASIC, .of = &leaver_line_schema)                                                            \
    F(P, preferred, LIST, BASIC, .of = &leaver_preferred_schema)                                                       \
    F(P, unfinished, LIST, BASIC, .of = &leaver_event_schema)                                                          \
    F(P, clients, LIST, BASIC, .of = &leaver_client_schema)                                                            \
    F(P, people, LIST, BASIC, .of = &leaver_choice_schema)                                                             \
    F(P, leaver, ID, BASIC)                                                                                            \
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
/* `choices`: with `clients` and who could take over for each. */
void leaver_document(struct context *cx, const struct grant *g, struct staff_id staff, const struct leaver_left *left,
                     bool choices, struct node *out);

#endif
