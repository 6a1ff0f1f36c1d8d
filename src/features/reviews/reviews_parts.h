/* Inside of reviews/. */
#ifndef FEATURES_REVIEWS_PARTS_H
#define FEATURES_REVIEWS_PARTS_H

#include "features/reviews/reviews.h"

enum {
    REVIEW_DUE_DAYS = 14,    /* from its beginning */
    REVIEW_REMIND_DAYS = 3,  /* before it is due */
    REVIEW_INVITED_DAYS = 7, /* an invitation's life: whoever did not come by then is dormant */
    REVIEW_PAGE = 100,       /* items */
    REVIEW_NOTE_MAX = 300,
    REVIEWS_LISTED_MAX = 100, /* copies */
};

/* ------------------------------------------------------------------ when (period.c, pure) */

/* The first day of the month, quarter, half or year that `day` lies in. */
int32_t review_period_start(int32_t day, int months);
/* Whether a review is to begin by itself on `today`; `served`: the day of the last one; `founded`: the company's first
 * day. What was missed while nothing ran is made up for once. */
bool review_is_due(int32_t today, int months, int32_t served, int32_t founded);
/* Days that a permission must have gone unused before it is called so. */
int review_window_days(int months);
/* 0: never. */
extern const struct names review_period_names;
int review_months_of(int period); /* by its place among the names, from 1 */
int review_period_of(int months);

/* ------------------------------------------------------------------ what is kept */

struct review_settings {
    int months; /* 0: none begins by itself */
    int dormant_days;
    int32_t served;
};

struct review {
    int64_t id; /* 0: none */
    int64_t opened_at;
    int32_t opened_on, due_on;
    int months, dormant_days;
    struct staff_id begun_by; /* none: by itself */
    int32_t unused_from;      /* UTC day: unused is what was not used from then on */
    int32_t noted_from;       /* UTC day; 0: nothing was noted. Later than unused_from: nothing can be called unused */
    int64_t ended_at;         /* 0: open; another one began then */
};

/* One manager's list. */
struct review_copy {
    int64_t id;
    struct review review;
    struct staff_id staff;
    int64_t finished_at, entry; /* 0: not finished */
    int64_t changed;
};

enum review_kind {
    REVIEW_TOP = 1, /* who is Owner Admin; in the field scheme who is Admin */
    REVIEW_PEOPLE,
    REVIEW_EXCEPTIONS,
    REVIEW_UNUSED,
    REVIEW_DORMANT,
    REVIEW_REMOVALS,
    REVIEW_KIND__MAX,
};
extern const struct names review_kind_names;

/* A fact as it stood when the review began. Which fields say something depends on the kind. */
struct review_item {
    int64_t id;
    enum review_kind kind;
    struct staff_id staff;
    struct client_id client;    /* REMOVALS */
    enum permission permission; /* EXCEPTIONS, UNUSED */
    int role;                   /* TOP, PEOPLE */
    enum staff_status status;
    bool on;            /* TOP, PEOPLE: the owner; EXCEPTIONS: switched on */
    int64_t at;         /* last came in, or made, or removed; DORMANT of an invited person: invited. 0: never */
    int64_t until;      /* EXCEPTIONS; 0: no end */
    struct staff_id by; /* EXCEPTIONS, REMOVALS */
    int32_t day;        /* UNUSED: last use, UTC; REMOVALS: when to look again; 0: none */
    struct str reason;  /* EXCEPTIONS, REMOVALS */
};

enum review_answer { REVIEW_KEEP = 1, REVIEW_TRIM, REVIEW_ANSWER__MAX };

struct review_answered {
    int64_t item;
    enum review_answer answer;
    struct str note;
    int64_t at;
};

MUST_CHECK enum err review_settings_read(struct tx *tx, const struct grant *g, struct review_settings *ret);
MUST_CHECK enum err review_settings_write(struct tx *tx, const struct grant *g, const struct review_settings *settings);
MUST_CHECK enum err review_served(struct tx *tx, const struct grant *g, int32_t day);
/* The open one; id 0: none. */
MUST_CHECK enum err review_open(struct tx *tx, const struct grant *g, struct review *ret);
MUST_CHECK enum err review_insert(struct context *cx, struct tx *tx, const struct grant *g, struct review *review);
MUST_CHECK enum err review_end(struct context *cx, struct tx *tx, const struct grant *g, const struct review *review);
MUST_CHECK enum err review_add_copy(struct context *cx, struct tx *tx, const struct grant *g, int64_t review,
                                    struct staff_id staff);
MUST_CHECK enum err review_add_item(struct context *cx, struct tx *tx, const struct grant *g, int64_t review,
                                    const struct review_item *item);
/* In the order in which they were added. */
MUST_CHECK enum err review_items(struct tx *tx, const struct grant *g, int64_t review, struct review_item **ret,
                                 int *ret_count);
/* ERR_ABSENT where there is none. */
MUST_CHECK enum err review_copy_read(struct tx *tx, const struct grant *g, int64_t id, struct review_copy *ret);
/* Newest review first; of `staff`, or with none everybody's. At most REVIEWS_LISTED_MAX. */
MUST_CHECK enum err review_copies(struct tx *tx, const struct grant *g, struct staff_id staff, struct review_copy **ret,
                                  int *ret_count);
/* Of one review. */
MUST_CHECK enum err review_copies_of(struct tx *tx, const struct grant *g, int64_t review, struct review_copy **ret,
                                     int *ret_count);
/* In the order of items. */
MUST_CHECK enum err review_answers(struct tx *tx, const struct grant *g, int64_t copy, struct review_answered **ret,
                                   int *ret_count);
/* `answer` 0: takes it back. */
MUST_CHECK enum err review_answer_put(struct context *cx, struct tx *tx, const struct grant *g, int64_t copy,
                                      int64_t item, enum review_answer answer, struct str note);
MUST_CHECK enum err review_copy_finish(struct context *cx, struct tx *tx, const struct grant *g,
                                       const struct review_copy *copy, struct str record, struct str signature);
MUST_CHECK enum err review_copy_record(struct tx *tx, const struct grant *g, int64_t copy, struct str *ret_record,
                                       struct str *ret_signature);
/* Names of clients by their ids, which are sorted. */
MUST_CHECK enum err review_client_names(struct tx *tx, const struct grant *g, const int64_t *ids, int count,
                                        struct str *ret_names);
MUST_CHECK enum err uses_noted_from(struct tx *tx, const struct grant *g, int32_t *ret_day);

/* ------------------------------------------------------------------ what there is to review */

/* What stands now, by the measures of the review: its items at its beginning, and later what of them still stands. */
MUST_CHECK enum err review_collect(struct context *cx, struct tx *tx, const struct grant *g,
                                   const struct review *review, struct review_item **ret, int *ret_count);
/* Order of items by whom and what they are about; 0: about the same. */
int review_order(const struct review_item *a, const struct review_item *b);

/* How an item stands with one manager. */
enum review_state {
    REVIEW_IS_OPEN = 1,
    REVIEW_IS_KEPT,
    REVIEW_IS_TO_TRIM, /* answered, and still there */
    REVIEW_IS_TRIMMED, /* the record shows it: taken away since the review began, by whomever */
    REVIEW_IS_CHANGED, /* not there any more for another reason: used, came in */
    REVIEW_STATE__MAX,
};
extern const struct names review_state_names;

struct review_line {
    struct review_item item;
    enum review_answer answer; /* 0: none */
    struct str note;
    enum review_state state;
    struct str client_name;
};
struct review_list {
    struct review_line *lines;
    int count;
};
/* The items that the grant's person may see and act on, as they stand. */
MUST_CHECK enum err review_look(struct context *cx, struct tx *tx, const struct grant *g,
                                const struct review_copy *copy, struct review_list *ret);

/* ------------------------------------------------------------------ words */

struct str review_facts(const struct context *cx, const struct grant *g, const struct review *review,
                        const struct review_line *line);
/* What it is now, where it is not what it was; empty otherwise. */
struct str review_now(const struct context *cx, const struct grant *g, const struct review_line *line);
struct str review_group_words(const struct context *cx, const struct grant *g, enum review_kind kind);
struct str review_day_words(const struct context *cx, int32_t day);
/* Why nothing is called unused; empty where something can be. */
struct str review_unused_note(const struct context *cx, const struct review *review);
struct str review_name_of(const struct grant *g, struct staff_id staff);

/* ------------------------------------------------------------------ the record */

/* The bytes that are signed: canonical JSON, members in a fixed order and no space between. */
struct str review_record_make(struct context *cx, const struct grant *g, const struct review_copy *copy,
                              const struct review_list *list);
/* The signature as it stands in the file, with the company's key, which is made if there is none. */
MUST_CHECK enum err review_record_sign(struct context *cx, struct tx *tx, const struct grant *g, struct str record,
                                       struct str *ret_signature);
struct str review_record_file(struct arena *arena, struct str record, struct str signature);
/* As the entry of the company's record holds it. */
struct str review_record_hash(struct arena *arena, struct str record);

/* A copy that is the grant's person's own; ERR_ABSENT for another's. */
MUST_CHECK enum err review_own_copy(struct context *cx, struct tx *tx, const struct grant *g, struct review_copy *ret);
bool review_is_open(const struct review_copy *copy);
struct str review_page(struct arena *arena, int64_t copy);

/* Whether a statement of company and id finds a row: ERR_ABSENT if not, for what resolves a target. */
MUST_CHECK enum err review_known(struct tx *tx, const struct sql *sql, struct company_id company, int64_t id);

#endif
