/* The record for people (AUD-01, AUD-04): who did what, when, and what it changed, as far as the reader may know it. */
#ifndef FEATURES_AUDIT_H
#define FEATURES_AUDIT_H

#include "app/app.h"

/* Whether the grant's person reads the record of others; everyone reads what concerns themself. Links to it stand on
 * the profiles of clients only for those. */
bool audit_reads_others(const struct grant *g);
/* Writes the head of each company's record to DIR/heads, once a day of the company: "412:9f3c…", the form that
 * `petgate audit verify --head` takes. Does nothing where the app has no data folder. */
MUST_CHECK enum err audit_export_heads(struct app *app, struct arena *arena);

extern const struct feature audit_feature;

#endif
