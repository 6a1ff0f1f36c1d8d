/* Inside of schedule/: documents that several operations send, and the warnings that several writes ask to confirm. */
#ifndef FEATURES_SCHEDULE_DOCS_H
#define FEATURES_SCHEDULE_DOCS_H

#include "features/schedule/schedule_store.h"

/* A client, person, service or pet that an event names. */
#define EVENT_PARTY(F, P)                                                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(event_party, EVENT_PARTY);

#define EVENT_ROW(F, P)                                                                                                \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, client, OBJECT, BASIC, .of = &event_party_schema)                                                             \
    F(P, staff, OBJECT, BASIC, .of = &event_party_schema)                                                              \
    F(P, service, OBJECT, BASIC, .of = &event_party_schema)                                                            \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, ends_at, INSTANT, BASIC)                                                                                      \
    F(P, status, ENUM, BASIC, .names = &event_status_names)                                                            \
    F(P, overdue, BOOL, BASIC)                                                                                         \
    F(P, message, TEXT, CARE)                                                                                          \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(event_row_view, EVENT_ROW);

#define EVENT_CAN(F, P)                                                                                                \
    F(P, edit, BOOL, BASIC)                                                                                            \
    F(P, start, BOOL, BASIC)                                                                                           \
    F(P, complete, BOOL, BASIC)                                                                                        \
    F(P, complete_without_message, BOOL, BASIC)                                                                        \
    F(P, cancel, BOOL, BASIC)                                                                                          \
    F(P, reopen, BOOL, BASIC)                                                                                          \
    F(P, delete, BOOL, BASIC)
DOC_SCHEMA(event_can, EVENT_CAN);

/* `event_message_*`: the form of a completion. */
#define EVENT_MESSAGE(F, P) F(P, message, TEXT, BASIC)
DOC_SCHEMA(event_message, EVENT_MESSAGE);

extern const struct names event_origin_names;
/* "in progress": the status within a sentence. */
extern const char *const event_status_words[EVENT_STATUS__MAX];

#define EVENT_VIEW(F, P)                                                                                               \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, client, OBJECT, BASIC, .of = &event_party_schema)                                                             \
    F(P, staff, OBJECT, BASIC, .of = &event_party_schema)                                                              \
    F(P, why_page, ADDRESS, BASIC)                                                                                     \
    F(P, service, OBJECT, BASIC, .of = &event_party_schema)                                                            \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, ends_at, INSTANT, BASIC)                                                                                      \
    F(P, status, ENUM, BASIC, .names = &event_status_names)                                                            \
    F(P, overdue, BOOL, BASIC)                                                                                         \
    F(P, pets, LIST, BASIC, .of = &event_party_schema)                                                                 \
    F(P, note, TEXT, CARE)                                                                                             \
    F(P, message, TEXT, CARE)                                                                                          \
    F(P, price_minor, MONEY, MONEY)                                                                                    \
    F(P, origin, ENUM, BASIC, .names = &event_origin_names)                                                            \
    F(P, started_at, INSTANT, BASIC)                                                                                   \
    F(P, ended_at, INSTANT, BASIC)                                                                                     \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, can, OBJECT, BASIC, .of = &event_can_schema)                                                                  \
    F(P, form, OBJECT, BASIC, .of = &event_message_schema)
DOC_SCHEMA(event_view, EVENT_VIEW);

/* What a write asks to confirm (SCH-03). */
enum warning_kind { WARNING_DO_NOT_SCHEDULE = 1, WARNING_BUSY, WARNING_KIND__MAX };
extern const struct names warning_kind_names;
#define WARNING(F, P)                                                                                                  \
    F(P, kind, ENUM, BASIC, .names = &warning_kind_names)                                                              \
    F(P, text, TEXT, BASIC)
DOC_SCHEMA(event_warning, WARNING);
#define WARNINGS(F, P) F(P, warnings, LIST, BASIC, .of = &event_warning_schema)
DOC_SCHEMA(event_warnings, WARNINGS);

void party_document(struct node *object, int64_t id, struct str name);
/* The person as an object, or null. */
void staff_document(const struct grant *g, struct node *out, int field, struct staff_id staff);
void event_row_document(const struct grant *g, const struct event *event, struct node *item);
void event_document(const struct grant *g, const struct event *event, const struct event_pets *pets, struct node *out);
/* Reads event and pets anew, for the answer of a write. */
MUST_CHECK enum err event_answer(struct tx *tx, const struct grant *g, struct event_id id, struct node *out);

/* ERR_CONFLICT with `warnings` where the event as it will stand is one to confirm and `in` does not: "confirm" for all
 * of it, "confirm_do_not_schedule" for that alone. Nothing is warned of that is over or does not take place. */
MUST_CHECK enum err event_warn(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event,
                               const struct input *in);
#define CONFIRM_INPUT                                                                                                  \
    {.name = "confirm", .kind = INPUT_BOOL, .label = "Confirmed"},                                                     \
    {                                                                                                                  \
        .name = "confirm_do_not_schedule", .kind = INPUT_BOOL, .label = "Do Not Schedule confirmed"                    \
    }

#endif
