/* Inside of authzen/: evaluations, and the input that all rows share. */
#ifndef FEATURES_AUTHZEN_EVALUATION_H
#define FEATURES_AUTHZEN_EVALUATION_H

#include "features/authzen/question.h"

enum { ENTITY_TEXT_MAX = 1000, EVALUATIONS_MAX = 1000 };

/* {type, id}; {type}, an id or none; {name}; {time}. What else a member holds is ignored. */
extern const struct input_field entity_input[], kind_input[], action_input[], context_input[];

#endif
