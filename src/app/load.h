/* Inside of app/: facts out of tables. */
#ifndef APP_LOAD_H
#define APP_LOAD_H

#include "app/app.h"

/* The company's row; `profile` has no zone yet, which takes a file to read. Texts live in the transaction's arena. */
struct company_row {
    struct company_facts facts;
    struct company_profile profile;
    struct str zone;
};
/* ERR_ABSENT if there is no such company. */
MUST_CHECK enum err load_company(struct tx *tx, struct company_id company, struct arena *arena,
                                 struct company_row *ret);
/* The whole profile, with copies in the arena. */
struct company_profile company_row_profile(const struct company_row *row, const struct zone *zone, struct arena *arena);
/* The facts for picture_build (`old` or `*old` NULL) or picture_refresh: what is newer than `*old`, which becomes NULL
 * where somebody whom it shows was deleted (an invitation never used). They live in the arena. `ret_row` may be NULL.
 * ERR_ABSENT as load_company. */
MUST_CHECK enum err load_facts(struct tx *tx, struct company_id company, const struct picture **old,
                               struct arena *arena, struct company_row *ret_row, struct picture_facts *ret);
/* The facts for picture_refresh, as if nothing but this person had changed, to what is given. */
MUST_CHECK enum err load_person(struct tx *tx, struct company_id company, const struct person_facts *person,
                                struct arena *arena, struct picture_facts *ret);
/* The facts as they stood at an instant, from `history`. */
MUST_CHECK enum err load_past(struct tx *tx, struct company_id company, int64_t at, struct arena *arena,
                              struct picture_facts *ret);

#endif
