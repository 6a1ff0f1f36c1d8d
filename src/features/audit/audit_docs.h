/* Inside of audit/: the documents. Every field is basic: what of an entry a reader may know is decided value by value
 * (shown.h), since an entry may be about anything. */
#ifndef FEATURES_AUDIT_DOCS_H
#define FEATURES_AUDIT_DOCS_H

#include "doc/option.h"
#include "features/audit/shown.h"

#define RECORD_REF(F, P)                                                                                               \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, page, ADDRESS, BASIC)
DOC_SCHEMA(record_ref, RECORD_REF);

#define RECORD_CHANGE(F, P)                                                                                            \
    F(P, part, INT, BASIC)                                                                                             \
    F(P, field, TEXT, BASIC)                                                                                           \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, before, TEXT, BASIC)                                                                                          \
    F(P, after, TEXT, BASIC)                                                                                           \
    F(P, before_text, TEXT, BASIC)                                                                                     \
    F(P, after_text, TEXT, BASIC)                                                                                      \
    F(P, erased, BOOL, BASIC)
DOC_SCHEMA(record_change, RECORD_CHANGE);

#define RECORD_ENTRY(F, P)                                                                                             \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, number, INT, BASIC)                                                                                           \
    F(P, at, INSTANT, BASIC)                                                                                           \
    F(P, kind, TEXT, BASIC)                                                                                            \
    F(P, what, TEXT, BASIC)                                                                                            \
    F(P, area, TEXT, BASIC)                                                                                            \
    F(P, actor, OBJECT, BASIC, .of = &record_ref_schema)                                                               \
    F(P, surface, ENUM, BASIC, .names = &record_surface_names)                                                         \
    F(P, address, TEXT, BASIC)                                                                                         \
    F(P, staff, OBJECT, BASIC, .of = &record_ref_schema)                                                               \
    F(P, client, OBJECT, BASIC, .of = &record_ref_schema)                                                              \
    F(P, changes, LIST, BASIC, .of = &record_change_schema)                                                            \
    F(P, more_changes, INT, BASIC)                                                                                     \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, reason_erased, BOOL, BASIC)                                                                                   \
    F(P, page, ADDRESS, BASIC)
DOC_SCHEMA(record_entry, RECORD_ENTRY);

/* How an entry is shown in a list (changes up to SHOWN_CHANGES) and alone (all). */
void entry_document(const struct reader *reader, const struct entry *entry, int changes_max, struct node *out);

/* ------------------------------------------------------------------ what is asked for */

extern const struct input_field record_input[];
/* Reads it; ERR_INVALID naming the field. `more` (may be NULL) gets what the cursor says. */
MUST_CHECK enum err record_filter(struct context *cx, const struct input *in, struct entry_filter *ret);

#define RECORD_AREA(F, P)                                                                                              \
    OPTION_FIELDS(F, P)                                                                                                \
    F(P, kinds, LIST, BASIC, .of = &option_schema)
DOC_SCHEMA(record_area, RECORD_AREA);

#define RECORD_FILTER(F, P)                                                                                            \
    F(P, q, TEXT, BASIC)                                                                                               \
    F(P, from, DAY, BASIC)                                                                                             \
    F(P, to, DAY, BASIC)                                                                                               \
    F(P, staff, OBJECT, BASIC, .of = &record_ref_schema)                                                               \
    F(P, by, OBJECT, BASIC, .of = &record_ref_schema)                                                                  \
    F(P, client, OBJECT, BASIC, .of = &record_ref_schema)                                                              \
    F(P, kind, TEXT, BASIC)                                                                                            \
    F(P, kind_label, TEXT, BASIC)                                                                                      \
    F(P, areas, LIST, BASIC, .of = &record_area_schema)                                                                \
    F(P, staff_options, LIST, BASIC, .of = &option_schema)                                                             \
    F(P, by_options, LIST, BASIC, .of = &option_schema)                                                                \
    F(P, count, INT, BASIC)
DOC_SCHEMA(record_filter_view, RECORD_FILTER);

void filter_document(const struct reader *reader, const struct input *in, const struct entry_filter *filter,
                     struct node *out);
/* "/audit.csv" with the same filters, and the like. */
struct str filter_address(struct arena *arena, const char *path, const struct input *in);

#endif
