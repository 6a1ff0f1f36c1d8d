/* Inside of prove/: the results, which stand in the record and nowhere else. */
#ifndef FEATURES_PROVE_RESULTS_H
#define FEATURES_PROVE_RESULTS_H

#include "features/prove/prove.h"

#define PROOF_OPERATION "proof.run"
enum { RESULT_UNKNOWN = -1 };

/* One that is over. Figures that were erased from the record are -1: not known any more, which is not 0. */
struct proof_result {
    int64_t entry; /* of the record */
    int64_t at;
    enum surface surface; /* by a job, or from the command line */
    int64_t milliseconds;
    struct proof proof;
};

/* Notes the result as what the act changed. */
void result_note(struct context *cx, const struct proof_result *result);
/* The newest first, at most `max`. */
MUST_CHECK enum err results_read(struct tx *tx, const struct grant *g, int max, struct proof_result *ret,
                                 int *ret_count);

#endif
