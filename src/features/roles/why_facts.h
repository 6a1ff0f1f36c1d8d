/* Inside of roles/: the facts behind an answer, from the record. */
#ifndef FEATURES_ROLES_WHY_FACTS_H
#define FEATURES_ROLES_WHY_FACTS_H

#include "features/roles/cells.h"

/* "Access removed", since when, by whom; `note`: the reason of an exception, `reason`: of a removal. */
#define WHY_FACT(F, P)                                                                                                 \
    F(P, text, TEXT, BASIC)                                                                                            \
    F(P, at, INSTANT, BASIC)                                                                                           \
    F(P, by, TEXT, BASIC)                                                                                              \
    F(P, note, TEXT, STAFF)                                                                                            \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, address, ADDRESS, BASIC)
DOC_SCHEMA(why_fact, WHY_FACT);

struct facts_asked {
    const struct person *person; /* as of `at` */
    enum permission permission;
    struct client_id client; /* 0: none */
    int64_t at;
};
/* The facts that the trace's reasons rest on, as they stood at the instant. */
MUST_CHECK enum err why_facts(struct context *cx, struct tx *tx, const struct grant *g, const struct facts_asked *asked,
                              const struct trace *trace, struct node *list);

#endif
