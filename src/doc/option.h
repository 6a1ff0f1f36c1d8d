/* One choice of a form, of whatever feature: what is sent, what people read, and whether it stands. One that says more
 * begins with OPTION_FIELDS. */
#ifndef DOC_OPTION_H
#define DOC_OPTION_H

#include "doc/doc.h"

#define OPTION_FIELDS(F, P)                                                                                            \
    F(P, value, TEXT, BASIC)                                                                                           \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, selected, BOOL, BASIC)
DOC_SCHEMA(option, OPTION_FIELDS);

/* Appends one to a list of them, or of what begins so. */
static inline struct node *option_put(struct node *list, struct str value, struct str label, bool selected)
{
    struct node *item = doc_item(list);

    doc_text(item, option_value, value);
    doc_text(item, option_label, label);
    doc_bool(item, option_selected, selected);
    return item;
}

#endif
