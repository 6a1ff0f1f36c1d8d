/* Inside of templates/: documents and inputs that several operations share. */
#ifndef FEATURES_TEMPLATES_DOCS_H
#define FEATURES_TEMPLATES_DOCS_H

#include "features/schedule/schedule.h"
#include "features/templates/templates_store.h"

extern const struct names template_billing_names; /* enum template_billing */
extern const struct names template_state_names;   /* active, ended */
extern const struct names weekday_names;          /* mon … sun */
extern const struct names week_names;             /* 1 … 12 */
extern const struct names period_state_names;     /* enum period_state */
extern const struct names template_show_names;    /* enum template_show */
enum template_state { STATE_ACTIVE = 1, STATE_ENDED };
enum template_show { SHOW_ACTIVE = STATE_ACTIVE, SHOW_ENDED, SHOW_WAITING };
enum period_state { PERIOD_STATE_PENDING = 1, PERIOD_STATE_APPROVED };

/* A client, person, service or pet that a template names. */
#define TEMPLATE_PARTY(F, P)                                                                                           \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(template_party, TEMPLATE_PARTY);

#define LINE_VIEW(F, P)                                                                                                \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, template_id, ID, BASIC)                                                                                       \
    F(P, words, TEXT, BASIC)                                                                                           \
    F(P, service, OBJECT, BASIC, .of = &template_party_schema)                                                         \
    F(P, staff, OBJECT, BASIC, .of = &template_party_schema)                                                           \
    F(P, weekdays, TEXTS, BASIC)                                                                                       \
    F(P, weeks, TEXTS, BASIC)                                                                                          \
    F(P, time, MINUTES, BASIC)                                                                                         \
    F(P, from_day, DAY, BASIC)                                                                                         \
    F(P, until_day, DAY, BASIC)                                                                                        \
    F(P, later, BOOL, BASIC)                                                                                           \
    F(P, pets, LIST, BASIC, .of = &template_party_schema)                                                              \
    F(P, note, TEXT, CARE)                                                                                             \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(line_view, LINE_VIEW);

/* `visits` and `first_at`: still to come while pending, on the schedule once approved. `blocked`: people who cannot be
 * scheduled here, for whom approval is refused. */
#define PERIOD_VIEW(F, P)                                                                                              \
    F(P, template_id, ID, BASIC)                                                                                       \
    F(P, starts_on, DAY, BASIC)                                                                                        \
    F(P, ends_on, DAY, BASIC)                                                                                          \
    F(P, state, ENUM, BASIC, .names = &period_state_names)                                                             \
    F(P, visits, INT, BASIC)                                                                                           \
    F(P, first_at, INSTANT, BASIC)                                                                                     \
    F(P, approves_on, DAY, BASIC)                                                                                      \
    F(P, blocked, TEXT, BASIC)                                                                                         \
    F(P, can_approve, BOOL, BASIC)
DOC_SCHEMA(period_view, PERIOD_VIEW);

#define TEMPLATE_CAN(F, P)                                                                                             \
    F(P, edit, BOOL, BASIC)                                                                                            \
    F(P, end, BOOL, BASIC)
DOC_SCHEMA(template_can, TEMPLATE_CAN);

#define TEMPLATE_VIEW(F, P)                                                                                            \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, client, OBJECT, BASIC, .of = &template_party_schema)                                                          \
    F(P, billing, ENUM, BASIC, .names = &template_billing_names)                                                       \
    F(P, every_weeks, INT, BASIC)                                                                                      \
    F(P, first_day, DAY, BASIC)                                                                                        \
    F(P, ends_on, DAY, BASIC)                                                                                          \
    F(P, approve_days_before, INT, BASIC)                                                                              \
    F(P, automatic, BOOL, BASIC)                                                                                       \
    F(P, state, ENUM, BASIC, .names = &template_state_names)                                                           \
    F(P, lines, LIST, BASIC, .of = &line_view_schema)                                                                  \
    F(P, periods, LIST, BASIC, .of = &period_view_schema)                                                              \
    F(P, today, DAY, BASIC)                                                                                            \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, can, OBJECT, BASIC, .of = &template_can_schema)
DOC_SCHEMA(template_view, TEMPLATE_VIEW);

int32_t today_of(const struct context *cx);
struct str person_name(const struct grant *g, struct staff_id staff); /* empty where there is none */
void template_party(struct node *object, int64_t id, struct str name);
/* A line with the pets that go along. */
void line_document(const struct context *cx, const struct grant *g, const struct template_line *line,
                   const struct line_pets *pets, struct node *out);
/* The whole template: its lines that are not over and its periods from today on. Seven statements. */
MUST_CHECK enum err template_document(struct context *cx, struct tx *tx, const struct grant *g,
                                      const struct template *template, struct node *out);
/* One period, as it stands now. `set`: of this template, from the period's first day on. */
void period_document(struct context *cx, const struct grant *g, const struct line_set *set,
                     const struct template *template, const struct template_span *span,
                     const struct booked_periods *booked, struct node *out);

/* ------------------------------------------------------------------ lines in forms and bodies */

enum { LINES_EACH = 50, FORM_ROWS = 3, LINE_PETS_MAX = 50, NOTE_MAX = 2000 };
extern const struct input_field line_input[];

#define LINE_CHOICE(F, P)                                                                                              \
    F(P, input, TEXT, BASIC)                                                                                           \
    F(P, value, TEXT, BASIC)                                                                                           \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, minutes, INT, BASIC)                                                                                          \
    F(P, selected, BOOL, BASIC)
DOC_SCHEMA(line_choice, LINE_CHOICE);

/* `prefix` and a choice's `input`: how the fields are named, "lines.2." and "lines.2.weekdays". */
#define LINE_FORM(F, P)                                                                                                \
    F(P, prefix, TEXT, BASIC)                                                                                          \
    F(P, service_options, LIST, BASIC, .of = &line_choice_schema)                                                      \
    F(P, staff_options, LIST, BASIC, .of = &staff_option_schema)                                                       \
    F(P, weekdays_options, LIST, BASIC, .of = &line_choice_schema)                                                     \
    F(P, weeks_options, LIST, BASIC, .of = &line_choice_schema)                                                        \
    F(P, pets_options, LIST, BASIC, .of = &line_choice_schema)                                                         \
    F(P, time, TEXT, BASIC)                                                                                            \
    F(P, until_day, TEXT, BASIC)                                                                                       \
    F(P, from_day, TEXT, BASIC)                                                                                        \
    F(P, note, TEXT, CARE)
DOC_SCHEMA(line_form, LINE_FORM);

/* What a form of a line begins with. */
struct line_start {
    const struct template_line *line; /* client set; the rest may be empty */
    struct str client_name;
    const struct line_pets *pets; /* chosen ones */
    int weeks;                    /* to choose from; 1: no choice */
    struct str prefix;
};
MUST_CHECK enum err line_form_document(struct context *cx, struct tx *tx, const struct grant *g,
                                       const struct line_start *start, struct node *form);

/* Reads what `in` gives over `line`, with the checks of a line; `row`: "lines.2." for naming faults. All faults are
 * recorded. `pets` stay as they are where none are given. */
MUST_CHECK enum err line_take(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                              struct str row, const struct template *template, struct template_line *line,
                              struct line_pets *pets);
/* A new line with its pets; its person is tied. */
MUST_CHECK enum err line_make(struct context *cx, struct tx *tx, const struct grant *g, struct template_line *line,
                              const struct line_pets *pets);
/* Whether nothing of a form's row was filled in. */
bool line_is_blank(const struct input *in);

/* ------------------------------------------------------------------ periods */

#define APPROVE_JOB "templates.approve_due"
/* After whatever changes which periods a template brings or which of them are approved: from when on the first open one
 * waits, and the job that approves it by itself, where there is one (SCH-20). `later`: what is due already has been
 * tried today. */
MUST_CHECK enum err approval_plan(struct context *cx, struct tx *tx, const struct grant *g,
                                  const struct template *template, bool later);
/* ACC-40: everyone whom a prolonged or revived template will bring is tied again. */
MUST_CHECK enum err template_tie_all(struct context *cx, struct tx *tx, const struct grant *g,
                                     const struct template *template);

#endif
