/* A company act of a row that runs outside of dispatch's transaction (run_alone): accepting an invitation. */
#ifndef APP_ACT_H
#define APP_ACT_H

#include "app/audit.h"

/* Takes the company's row, so that the acts of a company follow one another, gives the act its number in cx->change and
 * names who acts. First thing of the transaction; audit_append is the last. ERR_ABSENT if there is no such company. */
MUST_CHECK enum err act_begin(struct tx *tx, struct context *cx, struct company_id company, struct staff_id actor);

#endif
