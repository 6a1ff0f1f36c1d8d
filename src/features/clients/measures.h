/* Inside of clients/: numbers as people write them. Pure. */
#ifndef FEATURES_CLIENTS_MEASURES_H
#define FEATURES_CLIENTS_MEASURES_H

#include "base/arena.h"

/* "42.6526" or "42,6526" in units of 10^-places, rounded; false for anything else, or with more than 9 digits before
 * the point. */
MUST_CHECK bool decimal_parse(struct str text, int places, int64_t *ret);

enum { LATITUDE_MAX_E6 = 90000000, LONGITUDE_MAX_E6 = 180000000, WEIGHT_MAX_G = 5000000 };
/* Millionths of a degree within ± `max`. */
MUST_CHECK bool degrees_parse(struct str text, int64_t max, int64_t *ret_e6);
struct str degrees_text(struct arena *arena, int64_t e6); /* "-73.756200" */

enum weight_unit { WEIGHT_KG = 1, WEIGHT_LB, WEIGHT_UNIT__MAX };
/* What people of a locale ("en-US") weigh in. */
enum weight_unit weight_unit_of(struct str locale);
/* Grams, up to WEIGHT_MAX_G. */
MUST_CHECK bool weight_parse(struct str text, enum weight_unit unit, int64_t *ret_g);
struct str weight_text(struct arena *arena, int64_t weight_g, enum weight_unit unit); /* "12.5": tenths; empty for 0 */

/* 3 to 20 digits. */
bool phone_plausible(struct arena *arena, struct str phone);

#endif
