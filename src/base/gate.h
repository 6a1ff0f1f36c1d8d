/* Lets a few threads through at once and a few more wait: for work that would starve everything else (hashing). */
#ifndef BASE_GATE_H
#define BASE_GATE_H

#include "base/def.h"

struct gate;
/* At most `inside` at once, at most `waiting` in line. */
struct gate *gate_new(int inside, int waiting);
void gate_free(struct gate *gate);
/* False at once where the line is full, and after `wait_ms` in it. `wait_ms` 0: waits as long as it takes, in a line
 * without an end. True: gate_leave must follow. */
MUST_CHECK bool gate_enter(struct gate *gate, int wait_ms);
void gate_leave(struct gate *gate);

#endif
