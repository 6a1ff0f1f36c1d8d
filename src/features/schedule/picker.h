/* Inside of schedule/: the drop-down that picks a person for a client (ACC-41), as options of a form. */
#ifndef FEATURES_SCHEDULE_PICKER_H
#define FEATURES_SCHEDULE_PICKER_H

#include "features/schedule/schedule_docs.h"

extern const struct names picker_group_names;

/* `opens`: the group that begins with this option; `closes`: the group ends with it. `note` stands behind the name;
 * `reason` says why access was removed, to those who may know. */
#define STAFF_OPTION(F, P)                                                                                             \
    F(P, value, TEXT, BASIC)                                                                                           \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, note, TEXT, BASIC)                                                                                            \
    F(P, warning, TEXT, BASIC)                                                                                         \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, selected, BOOL, BASIC)                                                                                        \
    F(P, disabled, BOOL, BASIC)                                                                                        \
    F(P, opens, ENUM, BASIC, .names = &picker_group_names)                                                             \
    F(P, closes, BOOL, BASIC)
DOC_SCHEMA(staff_option, STAFF_OPTION);

/* For `event`'s client, with its person chosen and those marked who are busy in its span (ends_at 0: nobody is). */
MUST_CHECK enum err picker_document(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event,
                                    struct node *list);
/* Everybody who can be assigned at all, whatever the client, for bulk work and filters; groups are left out. */
void people_document(struct context *cx, const struct grant *g, struct staff_id chosen, struct node *list);

/* A choice of a filter. */
#define EVENT_CHOICE(F, P)                                                                                             \
    F(P, value, ID, BASIC)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, selected, BOOL, BASIC)
DOC_SCHEMA(event_choice, EVENT_CHOICE);
MUST_CHECK enum err service_choices_document(struct tx *tx, const struct grant *g, struct service_id chosen,
                                             struct node *list);
MUST_CHECK enum err named_client_document(struct tx *tx, const struct grant *g, struct client_id client,
                                          struct node *object);

#endif
