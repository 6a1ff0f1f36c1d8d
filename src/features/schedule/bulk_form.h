/* Inside of schedule/: the page from which a Bulk Update starts. */
#ifndef FEATURES_SCHEDULE_BULK_FORM_H
#define FEATURES_SCHEDULE_BULK_FORM_H

#include "features/schedule/bulk.h"
#include "features/schedule/picker.h"

extern const struct names bulk_action_names;
extern const struct input_field bulk_form_input[];
extern const struct schema bulk_form_answer;
operation_run run_bulk_form;

#endif
