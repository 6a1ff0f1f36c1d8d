/* Golden files: what a test finds is compared line by line with what stands in tests/golden/. An opened door shows as a
 * changed line. `PETGATE_GOLDEN=write` writes them anew; the diff is then read by a person. */
#ifndef PROOF_GOLDEN_H
#define PROOF_GOLDEN_H

#include "base/arena.h"

/* Fails the test with the lines that differ ("-" stood there, "+" was found), or writes the file. */
void golden_compare(struct arena *arena, const char *name, struct str found);

#endif
