/* The cells of the matrix: role × standing × operation × relation × form, each with what the rules expect. */
#ifndef PROOF_CELLS_H
#define PROOF_CELLS_H

#include "proof/ask.h"
#include "proof/rules.h"

struct proof_cell {
    const struct operation *op;
    const struct rule *rule;
    const struct member *who;
    enum ask_form form;
    struct cell_subject subject;
    int64_t places[TARGET__MAX];
    int expected;
};
struct cells {
    struct proof_cell *list;
    int count, max;
    bool only; /* one row */
};
/* All cells of the app's table, or of the one row that PETGATE_PROOF_ROW names. Cells of one person, operation and form
 * follow one another. Fails the test where a row has no rule (rules.c), or a place that nothing is known for. */
void cells_make(struct crew *crew, struct app *app, struct cells *ret);
/* The request of a cell, and the ids in it: its places' and the asker's own. */
enum { CELL_IDS_MAX = 6 };
void cell_ask(const struct crew *crew, const struct proof_cell *cell, struct arena *arena, struct ask *ret,
              struct str ids[CELL_IDS_MAX], int *ret_id_count);
/* "trainee (active), access.switch, JSON, about a worker, past visits". */
struct str cell_label(const struct proof_cell *cell, struct arena *arena);
/* What an answer says: 401, 403, 404, EXPECT_IN, or the status of what should not be. */
int cell_verdict(const struct proof_cell *cell, int status, struct str location);

#endif
