/* Inside of audit/: what acts and values are called, by the tables kinds.def and fields.def. */
#ifndef FEATURES_AUDIT_WORDS_H
#define FEATURES_AUDIT_WORDS_H

#include "features/audit/audit.h"

#include "doc/record.h"

enum record_area {
    AREA_ACCESS = 1,
    AREA_CLIENTS,
    AREA_SCHEDULE,
    AREA_TEMPLATES,
    AREA_STAFF,
    AREA_ROLES,
    AREA_SIGN_IN,
    AREA_SERVICES,
    AREA_COMPANY,
    AREA_RECORD,
    AREA__MAX,
};
const char *area_name(enum record_area area); /* "access": in addresses */
struct str area_label(enum record_area area, const struct company_profile *company);

/* Who reads it besides those who may read the record of others: nobody, whom it concerns; or nobody at all but the
 * owner. Who did it always does. */
enum record_readers { RECORD_KEPT = 1, RECORD_TOLD, RECORD_OWNER };
struct record_kind {
    const char *operation;
    enum record_area area;
    enum record_readers readers;
    enum message text;
};
extern const struct record_kind record_kinds[];
extern const int record_kind_count;
const struct record_kind *kind_find(struct str operation); /* NULL: not listed */
/* "Removed access": by the variant that fits what changed, if there is one. What is not listed is called by the summary
 * of its row. */
struct str kind_words(const struct context *cx, struct str operation, const struct record *record);

/* Whether all these folded words are in what the act may be called. */
bool kind_has_words(const struct record_kind *kind, const struct str *words, int count, struct arena *arena);

enum value_kind {
    VALUE_TEXT = 1,
    VALUE_CLIENT,
    VALUE_PERSON,
    VALUE_SERVICE,
    VALUE_INSTANT,
    VALUE_DAY,
    VALUE_DAY_NUMBER,
    VALUE_WORD,
    VALUE_ROLE,
    VALUE_MONEY,
    VALUE_COUNT,
    VALUE_YES,
    VALUE_ON,
    VALUE_PLACE,
    VALUE_CLIENT_STATUS,
    VALUE_PET_SEX,
    VALUE_SEVERITY,
    VALUE_DIFFERENCE, /* of a proof (features/prove/prove.h) */
};
/* On whose sensitivity a value stands. */
enum value_about { VALUE_OF_CLIENT = 1, VALUE_OF_PERSON, VALUE_OF_PAIR, VALUE_OF_HOUSE, VALUE_OF_OWN };
struct record_field {
    const char *subject, *field, *label;
    enum value_kind kind;
    enum value_about about;
    enum class class;
};
/* Never NULL: what is not listed is the office's, as text. */
const struct record_field *field_find(struct str subject, struct str field);
struct str field_label(const struct record_field *field, struct str name, const struct context *cx);

#endif
