/* The inside of declared input, for the input_*.c files alone. Both forms end in the same typed slots. */
#ifndef DOC_INPUT_TREE_H
#define DOC_INPUT_TREE_H

#include "doc/input.h"

enum {
    INPUT_BYTES_MAX = 1024 * 1024,
    INPUT_DEPTH_MAX = 16,
    FORM_PAIRS_MAX = 4096,
};

struct map_entry {
    struct str key; /* an id in its usual spelling, or "*"; else a fault was recorded */
    struct str raw;
    int64_t id;
    bool broken;
};

/* A value of a form as it came; a name may come several times. */
struct typed {
    struct str text;
    struct typed *next;
};

/* What one declared field got. */
struct slot {
    bool given, null;
    bool broken; /* the form's bytes are no text */
    bool excess; /* more entries came than may */
    int64_t number;
    struct str text;
    struct str raw;
    struct typed *typed, *typed_last;
    struct input *object;
    struct input **items;
    struct map_entry *entries;
    int64_t *ids;        /* CHOICES: numbers of names */
    int count, capacity; /* of items, entries or ids */
};

struct input {
    const struct input_field *fields;
    int count;
    struct str label;                  /* within a list: its index as the form named it */
    const struct field_failure *fault; /* within a list of entries apart: the first */
    struct slot slots[];
};

/* Where in the input we are, for naming faults; lives on the stack. */
struct path {
    const struct path *up;
    struct str name;
};

struct reader {
    struct arena *arena;
    const struct zone *zone;
    struct str currency;
    bool form;
    bool ignore_unknown;
    enum err err;
};

/* One field about to be read. */
struct spot {
    struct reader *reader;
    const struct path *path;
    const struct input_field *field;
    struct slot *slot;
};

/* A single value as it came. */
enum raw_kind { RAW_TEXT = 1, RAW_NULL, RAW_BOOL, RAW_INT, RAW_OTHER, RAW_KIND__MAX };
struct raw {
    enum raw_kind kind;
    struct str text;
    int64_t number;
};

#define FAULT(spot, message, ...)                                                                                      \
    ((spot)->reader->err =                                                                                             \
         FAIL_FIELD((spot)->reader->arena, path_text((spot)->reader->arena, (spot)->path), message, ##__VA_ARGS__))

/* "pets.0.name"; the outermost path, which has no name, is left out. */
struct str path_text(struct arena *arena, const struct path *path);

struct input *input_make(struct arena *arena, const struct input_field *fields);
/* Index of a declared field, or -1. */
int input_find(const struct input *in, struct str name);

/* The entry of a list by its label, or of a map by its key. `arena`: made if missing, unless that were one too many
 * (then NULL, and the slot remembers); NULL: only looked up. */
struct input *list_item(struct slot *slot, const struct input_field *field, struct str label, struct arena *arena);
/* One more entry, whose label no other has. */
struct input *list_append(struct slot *slot, const struct input_field *field, struct str label, struct arena *arena);
struct map_entry *map_entry(struct slot *slot, const struct input_field *field, struct str key, struct arena *arena);

/* The bounds of a field, its own or the kind's usual ones. */
int64_t bound_min(const struct input_field *field);
int64_t bound_max(const struct input_field *field);

/* Typed reading, with every fault recorded. */
void read_scalar(struct spot *spot, struct raw raw);
void read_absent(struct spot *spot);
void read_null(struct spot *spot);
void read_id_of_list(struct spot *spot, struct str text); /* IDS, CHOICES */
void read_map_value(struct spot *spot, struct map_entry *entry, struct raw raw);
/* Number of entries of a list, map or ids against the bounds. */
void check_count(struct spot *spot);
/* "This must be a list of ids", by the field's kind. */
void fault_kind(struct spot *spot);
/* A name that is not declared. */
void fault_unknown_name(struct reader *reader, const struct path *path);

#endif
