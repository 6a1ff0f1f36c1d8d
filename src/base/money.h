/* Money is integer minor units; how many of them make one is the currency's (ISO 4217). */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/arena.h"

/* Decimal places: 0 (JPY), 2 (most) or 3 (KWD). Unknown codes have 2. */
int money_exponent(struct str currency);
/* As a form field holds it: "12.50", "1500". */
struct str money_text(struct arena *arena, int64_t minor, struct str currency);

#endif
