/* Inside of the fake application. */
#ifndef TESTS_HTTP_FAKE_OPS_H
#define TESTS_HTTP_FAKE_OPS_H

#include "app/operation.h"
#include "view/view.h"

extern const struct operation fake_operations[];
extern const int fake_operation_count;
int64_t fake_unread_count(void);
void fake_sleep(void);

#endif
