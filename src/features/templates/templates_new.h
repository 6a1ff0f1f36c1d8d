/* Inside of templates/: the form for a new template, and its making. */
#ifndef FEATURES_TEMPLATES_NEW_H
#define FEATURES_TEMPLATES_NEW_H

#include "features/templates/templates_docs.h"

extern const struct input_field template_new_input[], template_create_input[];
extern const struct schema template_new_answer;
MUST_CHECK enum err run_template_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out);
MUST_CHECK enum err run_template_create(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out);

#endif
