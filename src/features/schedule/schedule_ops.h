/* Inside of schedule/: what its rows run, take and answer. */
#ifndef FEATURES_SCHEDULE_OPS_H
#define FEATURES_SCHEDULE_OPS_H

#include "app/app.h"

/* events_write.c */
operation_run run_event_create, run_event_update, run_event_start, run_event_complete, run_event_delete;
extern const struct input_field event_create_input[], event_update_input[], event_start_input[], event_complete_input[];

/* events_form.c */
operation_run run_event_new, run_event_edit;
extern const struct input_field event_new_input[], event_edit_input[];
extern const struct schema event_form_answer;

#endif
