/* Declared input: what an operation takes from the address's query, a form or a JSON body, typed and bounded.
 * Nested names are dotted in forms ("cures.events.0abc…") and objects in JSON. */
#ifndef DOC_INPUT_H
#define DOC_INPUT_H

#include "doc/doc.h"

enum input_kind {
    INPUT__NONE = 0,
    INPUT_TEXT,    /* trimmed, one line (breaks and tabs become spaces); `max` characters */
    INPUT_LONG,    /* the same, keeps line breaks, as "\n" */
    INPUT_SECRET,  /* not trimmed, never sent back */
    INPUT_EMAIL,   /* a plausible address, folded */
    INPUT_INT,     /* min..max */
    INPUT_BOOL,    /* JSON true/false; forms: "1", "true", "on", "yes" against "0", "false", "no"; see `absent_is_no` */
    INPUT_ENUM,    /* one of names → 1-based */
    INPUT_DAY,     /* "2026-05-03" */
    INPUT_INSTANT, /* RFC 3339; forms also datetime-local in the company's zone */
    INPUT_MINUTES, /* "09:30" → minute of day; "24:00" where `max` is 1440 */
    INPUT_MONEY,   /* JSON: integer minor units; forms: "12.50", "12" or "12,50" in the company's currency */
    INPUT_ID,      /* `target` says of what; app/ checks that the person may see it */
    INPUT_IDS,     /* list of ids; forms: repeated or comma-separated; at most `max` entries, duplicates fold */
    INPUT_CHOICES, /* list of `names`, at most 64; forms and duplicates as IDS; JSON takes whole numbers for names that
                      are */
    INPUT_OBJECT,  /* `of` */
    INPUT_LIST,    /* of objects `of`; forms: name.0.x, name.1.x … (in the order they come, gaps are fine) */
    INPUT_MAP,     /* free keys (an id, spelled as id_text does, or "*") → id or null; at most `max` entries */
    INPUT__MAX,
};

enum target_kind {
    TARGET__NONE = 0,
    TARGET_STAFF,
    TARGET_CLIENT,
    TARGET_EVENT,
    TARGET_PET,
    TARGET_SERVICE,
    TARGET_TEMPLATE,
    TARGET_LINE,
    TARGET_PERIOD,
    TARGET_NOTICE,
    TARGET_SESSION,
    TARGET_TOKEN,
    TARGET_REQUEST,
    TARGET_EXCEPTION,
    TARGET_DATED,
    TARGET_ENTRY,  /* of the record, by its number as an id */
    TARGET_ROLE,   /* a company's own role (ROL-301) */
    TARGET_REVIEW, /* one manager's copy of an access review (ROL-306) */
    TARGET_ITEM,   /* of an access review */
    TARGET_REPORT, /* that somebody sees too much */
    TARGET__MAX,
};

struct input_field {
    const char *name; /* NULL ends a list */
    enum input_kind kind;
    bool required;
    bool nullable;     /* JSON null (form: empty) means "none", which input_given tells from absent */
    bool absent_is_no; /* BOOL in forms: an unchecked box sends nothing */
    bool apart;        /* LIST in JSON: what is wrong within an entry is the entry's own affair, see input_fault */
    bool in_value;     /* BOOL in JSON: {"value": true} as well, whatever else stands there, as a GET may answer it */
    /* INT, MONEY, MINUTES: values; texts: characters; IDS, LIST, MAP: entries. A `max` of 0 is the kind's usual (200
     * characters, LONG 10,000, SECRET 1,024; INT a thousand million, MONEY a hundred million, whole; 500 ids and
     * entries, 200 objects). Without `min` numbers are not negative. `required` asks that a list comes, `min` that it
     * has some. */
    int64_t min, max;
    const struct names *names;
    const struct input_field *of;
    enum target_kind target; /* ID, IDS; MAP: what the values are */
    const char *label;       /* for messages and pages; NULL: the name */
};

struct input;

/* Both make `*ret` in every case, and never stop at the first fault: all faulty fields are recorded in the arena's
 * failure (ERR_INVALID), by their dotted names. What was typed is kept for showing the form again. `body` and `text`
 * must live as long as the input. At most 1 MB (ERR_TOO_LARGE).
 *
 * JSON: an object nested at most 16 deep, without duplicate names (else ERR_BAD_REQUEST); nothing at all is {}. Real
 * numbers fit no kind. Unknown names are faults, or ignored when `ignore_unknown`. */
MUST_CHECK enum err input_from_json(struct arena *arena, const struct input_field *fields, struct str body,
                                    bool ignore_unknown, const struct zone *zone, struct input **ret);
/* application/x-www-form-urlencoded; a query string too; at most 4096 pairs. Of a name that comes twice the last counts
 * (IDS: all). An empty value is null where the field is nullable, an empty text for texts, an empty list for IDS, LIST
 * and MAP, and otherwise as if nothing came. `_method`, `_token` and `_return` are http's and never unknown. */
MUST_CHECK enum err input_from_form(struct arena *arena, const struct input_field *fields, struct str text,
                                    bool ignore_unknown, const struct zone *zone, struct input **ret);

/* The same, for a company: what it counts money in, by default in hundredths. */
struct input_locale {
    const struct zone *zone;
    struct str currency; /* ISO 4217 */
};
MUST_CHECK enum err input_from_form_local(struct arena *arena, const struct input_field *fields, struct str text,
                                          bool ignore_unknown, const struct input_locale *locale, struct input **ret);

/* Reading. The name must have been declared with a fitting kind (else it asserts); what is absent gives 0 or empty. */
bool input_given(const struct input *in, const char *name); /* present, null included */
bool input_is_null(const struct input *in, const char *name);
struct str input_text(const struct input *in, const char *name); /* TEXT, LONG, SECRET, EMAIL */
int64_t input_int(const struct input *in, const char *name);     /* INT, MONEY, MINUTES, INSTANT, DAY, ENUM, ID */
bool input_bool(const struct input *in, const char *name);
void input_ids(const struct input *in, const char *name, const int64_t **ret_ids, int *ret_count);
/* CHOICES: bit 0 is the first of the names. */
uint64_t input_choices(const struct input *in, const char *name);
const struct input *input_object(const struct input *in, const char *name);          /* NULL when absent */
int input_count(const struct input *in, const char *name);                           /* LIST, MAP */
const struct input *input_item(const struct input *in, const char *name, int index); /* LIST */
/* `apart`: the first thing wrong within the entry, or NULL; nothing of a faulty entry may be read. */
const struct field_failure *input_fault(const struct input *item);
/* How the caller numbered an item of a list, for naming its fields in a refusal. */
struct str input_label(const struct input *item);
struct input_entry {
    struct str key;
    int64_t id; /* 0: null */
};
struct input_entry input_entry(const struct input *in, const char *name, int index); /* MAP */

#define INPUT_ID_READER(kind)                                                                                          \
    static inline struct kind##_id input_##kind(const struct input *in, const char *name)                              \
    {                                                                                                                  \
        return (struct kind##_id){input_int(in, name)};                                                                \
    }
INPUT_ID_READER(staff)
INPUT_ID_READER(client)
INPUT_ID_READER(event)
INPUT_ID_READER(pet)
INPUT_ID_READER(service)
INPUT_ID_READER(template)
INPUT_ID_READER(line)
INPUT_ID_READER(period)
INPUT_ID_READER(notice)
INPUT_ID_READER(session)
INPUT_ID_READER(token)
INPUT_ID_READER(request)

/* What was typed, for showing the form again: dotted name → text. Empty for secrets; IDS joined by commas. */
struct str input_raw(const struct input *in, struct str dotted_name);
/* All ids of one target kind anywhere in the input, with their dotted names: for the check of app/. */
struct input_reference {
    struct str field;
    enum target_kind target;
    int64_t id;
};
int input_references(const struct input *in, struct arena *arena, const struct input_reference **ret);

/* Percent-decoding for forms and paths; false on a malformed escape. `plus`: '+' is a space. */
MUST_CHECK bool url_decode(struct arena *arena, struct str text, bool plus, struct str *ret);
void url_encode(struct buf *out, struct str text);

#endif
