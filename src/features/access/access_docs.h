/* Inside of access/: documents that several operations send, and steps that they share. */
#ifndef FEATURES_ACCESS_DOCS_H
#define FEATURES_ACCESS_DOCS_H

#include "features/access/access.h"
#include "features/relations/relations.h"

#define NAMED(F, P)                                                                                                    \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(named, NAMED);

extern const struct names barrier_kind_names; /* preferred, event, template */
enum barrier_kind { BARRIER_PREFERRED = 1, BARRIER_EVENT, BARRIER_TEMPLATE };

#define BARRIER(F, P)                                                                                                  \
    F(P, kind, ENUM, BASIC, .names = &barrier_kind_names)                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, running, BOOL, BASIC)                                                                                         \
    F(P, visits, INT, BASIC)                                                                                           \
    F(P, cure, TEXT, BASIC)
DOC_SCHEMA(barrier, BARRIER);

#define BARRIERS(F, P)                                                                                                 \
    F(P, barriers, LIST, BASIC, .of = &barrier_schema)                                                                 \
    F(P, resolve_page, ADDRESS, BASIC)
DOC_SCHEMA(barriers_problem, BARRIERS);

/* The pair as an answer to a switch. */
extern const struct names access_names; /* granted, removed */
enum { ACCESS_GRANTED = 1, ACCESS_REMOVED };
#define ACCESS(F, P)                                                                                                   \
    F(P, staff, OBJECT, BASIC, .of = &named_schema)                                                                    \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, access, ENUM, ACCESS, .names = &access_names)                                                                 \
    F(P, subscribed, BOOL, BASIC)                                                                                      \
    F(P, sees_client, BOOL, ACCESS)                                                                                    \
    F(P, removed_at, INSTANT, ACCESS)                                                                                  \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, severity, ENUM, REASON, .names = &severity_names)                                                             \
    F(P, review_on, DAY, REASON)                                                                                       \
    F(P, generation, INT, BASIC)                                                                                       \
    F(P, undo, INT, ACCESS)
DOC_SCHEMA(access_view, ACCESS);

/* One line a barrier, all of them, in the order in which people clear them. */
void barriers_document(struct context *cx, const struct barriers *barriers, struct node *list);
/* ERR_CONFLICT with every barrier. */
MUST_CHECK enum err barriers_refuse(struct context *cx, const struct grant *g, struct staff_id staff,
                                    struct client_id client, const struct barriers *barriers);
/* The pair as it stands now. */
MUST_CHECK enum err access_document(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                    struct client_id client, struct node *out);
/* ACC-12 as an error: ERR_FORBIDDEN with the reason. */
MUST_CHECK enum err may_switch(struct context *cx, const struct grant *g, struct staff_id staff);
/* Removal proper with its notices and audit; barriers are gone. Separation requests of the pair are settled by it. Of
 * `removal`: the pair, reason, severity and review date. */
MUST_CHECK enum err access_remove(struct context *cx, struct tx *tx, const struct grant *g,
                                  const struct relation *removal);
/* The same fields of REMOVAL_INPUTS. */
struct relation removal_from(struct staff_id staff, struct client_id client, const struct input *in);
/* The name behind an id, for messages and documents; empty where there is none. */
struct str staff_name(const struct grant *g, struct staff_id staff);
MUST_CHECK enum err client_name(struct tx *tx, const struct grant *g, struct client_id client, struct str *ret);
void named_document(struct node *object, int64_t id, struct str name); /* of named_schema */
/* "/staff/…/clients/…/" with `tail`; and the person's Client Subscriptions page. */
struct str pair_address(struct arena *arena, struct staff_id staff, struct client_id client, const char *tail);
struct str subscriptions_address(struct arena *arena, struct staff_id staff);

/* Undo (ACC-26): remembers that `kind` of row a (and b) had these values before this act. */
enum undo_kind { UNDO_REMOVAL = 1, UNDO_PREFERRED, UNDO_EVENT_STAFF, UNDO_EVENT_STATUS, UNDO_LINE_STAFF, UNDO_REQUEST };
/* Positions are taken back from the highest down: the removal itself is 0 and goes before all, requests go last, since
 * a hold would stand against the rest. */
enum { UNDO_LAST = -1 };
struct undo_step {
    enum undo_kind kind;
    int64_t a, b;
    int64_t before1, before2;
    struct str before_text;
};
MUST_CHECK enum err undo_keep(struct context *cx, struct tx *tx, const struct grant *g, int position,
                              const struct undo_step *step);
enum { UNDO_STEPS_MAX = 5000 };
#define UNDO_HOURS 24

#define REMOVAL_INPUTS                                                                                                 \
    {.name = "reason", .kind = INPUT_LONG, .max = 500, .label = "Reason"},                                             \
        {.name = "severity", .kind = INPUT_ENUM, .names = &severity_names, .label = "Severity"},                       \
    {                                                                                                                  \
        .name = "review_on", .kind = INPUT_DAY, .nullable = true, .label = "Review date"                               \
    }

#endif
