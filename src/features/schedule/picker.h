/* Inside of schedule/: the drop-down that picks a person for a client (ACC-41), as options of a form. */
#ifndef FEATURES_SCHEDULE_PICKER_H
#define FEATURES_SCHEDULE_PICKER_H

#include "features/schedule/schedule_docs.h"
#include "features/services/services.h"

/* Everybody who can be assigned at all, whatever the client, for bulk work and filters; groups are left out. */
void people_document(struct context *cx, const struct grant *g, struct staff_id chosen, struct node *list);

/* A choice of a filter. */
#define EVENT_CHOICE(F, P)                                                                                             \
    F(P, value, ID, BASIC)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, selected, BOOL, BASIC)
DOC_SCHEMA(event_choice, EVENT_CHOICE);
void service_list_document(const struct service_list *services, struct service_id chosen, struct node *list);
/* All of the company's. */
MUST_CHECK enum err service_choices_document(struct tx *tx, const struct grant *g, struct service_id chosen,
                                             struct node *list);
MUST_CHECK enum err named_client_document(struct tx *tx, const struct grant *g, struct client_id client,
                                          struct node *object);

#endif
