/* Inside of audit/: the head of a company's record on its way out (AUD-01). */
#ifndef FEATURES_AUDIT_HEADS_H
#define FEATURES_AUDIT_HEADS_H

#include "app/audit.h"
#include "features/audit/audit.h"

struct head_company {
    struct company_id id;
    struct str slug, zone_name, name, locale;
    struct str heads_to;    /* an address a line */
    int32_t mailed, hooked; /* local days: the last for which it was done */
    int32_t today;
    struct audit_head head;
};

/* Queues the day's mails and asks for the call of the webhook, each once a day of the company, however many processes
 * do this at once. */
MUST_CHECK enum err heads_send(struct app *app, struct head_company *company, struct arena *arena);

/* Who gets it by mail: an address a line. */
MUST_CHECK enum err heads_recipients(struct tx *tx, const struct grant *g, struct str *ret);

#endif
