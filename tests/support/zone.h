/* The time zone of a company as it stands in the database, past what set-up and settings take: a test's machine can so
 * lose one ("Europe/Atlantis") and find it again. */
#ifndef SUPPORT_ZONE_H
#define SUPPORT_ZONE_H

#include "store/store.h"

void company_zone(struct store *store, struct company_id company, const char *zone);

#endif
