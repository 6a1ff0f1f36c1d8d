/* The record for people (AUD-01, AUD-04): who did what, when, and what it changed, as far as the reader may know it. */
#ifndef FEATURES_AUDIT_H
#define FEATURES_AUDIT_H

#include "app/app.h"

/* Whether the grant's person reads the record of others; everyone reads what concerns themself. Links to it stand on
 * the profiles of clients only for those. */
bool audit_reads_others(const struct grant *g);
/* Exports the head of each company's record, "412:9f3c…" as `petgate audit verify --head` takes it, once a day of the
 * company: to a file in DIR/heads where the app has a data folder, by mail to whom the company named, and to the
 * operator's webhook, if there is one. */
MUST_CHECK enum err audit_export_heads(struct app *app, struct arena *arena);

extern const struct feature audit_feature, audit_heads_feature;

#endif
