/* What a company chooses from: shared by set-up and settings. */
#ifndef FEATURES_COMPANY_CHOICES_H
#define FEATURES_COMPANY_CHOICES_H

#include "features/company/company.h"

extern const struct names scheme_names;   /* enum scheme */
extern const struct names wording_names;  /* "staff", "user" (ROL-06) */
extern const struct names time_off_names; /* "time_off", "availability" (STF-10) */
extern const struct names currency_names; /* ISO 4217 */
struct str currency_label(int index);     /* "US dollar", by the 1-based index */

#endif
