/* A document: what an operation answers. One schema, two forms: JSON, or a page's template.
 * A field that the reader's classes do not cover is never stored in the document, so no form can show it. */
#ifndef DOC_DOC_H
#define DOC_DOC_H

#include "base/buf.h"
#include "base/id.h"
#include "base/time.h"

/* Sensitivity of a field. Who gets which is policy's answer (policy_classes); bits of a mask. */
#define DOC_CLASSES(CLASS)                                                                                             \
    CLASS(BASIC)    /* whoever may see the thing at all */                                                             \
    CLASS(CONTACT)  /* addresses, phones, e-mails */                                                                   \
    CLASS(CARE)     /* pets' care notes, visit notes */                                                                \
    CLASS(OFFICE)   /* client fields that are not Staff Visible, warnings for schedulers */                            \
    CLASS(MONEY)    /* prices, rates */                                                                                \
    CLASS(ACCESS)   /* whether access is granted or removed, who sees whom */                                          \
    CLASS(REASON)   /* reason and severity of a removal or separation request */                                       \
    CLASS(STAFF)    /* staff members' own data */                                                                      \
    CLASS(SECURITY) /* sessions, tokens, audit */                                                                      \
    CLASS(OWN)      /* the reader's own data only */

enum class {
    CLASS__NONE = 0,
#define CLASS(name) CLASS_##name,
    DOC_CLASSES(CLASS)
#undef CLASS
        CLASS__MAX,
};
#define CLASS_BIT(class) (UINT32_C(1) << (class))
#define CLASSES_ALL (~UINT32_C(0))

enum type {
    TYPE__NONE = 0,
    TYPE_ID, /* int64 id → 13 characters */
    TYPE_TEXT,
    TYPE_INT,
    TYPE_BOOL,
    TYPE_INSTANT, /* microseconds UTC → RFC 3339 with the document zone's offset */
    TYPE_DAY,     /* day number → "2026-05-03" */
    TYPE_MINUTES, /* minute of day → "09:30" */
    TYPE_MONEY,   /* minor units, an integer in JSON */
    TYPE_ENUM,    /* 1-based index into `names` */
    TYPE_ADDRESS, /* a path on this server, the only text that href, src and action take */
    TYPE_OBJECT,
    TYPE_LIST,  /* of objects of schema `of` */
    TYPE_TEXTS, /* list of strings */
    TYPE_MAP,   /* free keys, each an object of schema `of` */
    TYPE__MAX,
};

struct schema;

/* The wire names of an enum, index 0 is value 1. */
struct names {
    const char *const *list;
    int count;
};
#define NAMES(identifier, ...)                                                                                         \
    static const char *const identifier##_list[] = {__VA_ARGS__};                                                      \
    static const struct names identifier = {identifier##_list, ARRAY_SIZE(identifier##_list)}

struct field {
    const char *name; /* snake_case */
    enum type type;
    enum class class;
    const struct schema *of;   /* OBJECT, LIST, MAP */
    const struct names *names; /* ENUM */
};

struct schema {
    const char *name; /* as in the API description: "client_row" */
    const struct field *fields;
    int count;
};

/* Declares a schema in a header or a file; P carries the prefix:
 *
 *     #define CLIENT_ROW(F, P)                                   \
 *         F(P, id, ID, BASIC)                                    \
 *         F(P, name, TEXT, BASIC)                                \
 *         F(P, status, ENUM, BASIC, .names = &client_statuses)   \
 *         F(P, pets, LIST, CARE, .of = &pet_row_schema)
 *     DOC_SCHEMA(client_row, CLIENT_ROW);
 *
 * makes the indexes client_row_id, client_row_name … and `client_row_schema`. Order is the order on the wire. */
#define DOC_SCHEMA(identifier, FIELDS)                                                                                 \
    enum { FIELDS(DOC_INDEX_, identifier) identifier##__COUNT };                                                       \
    static const struct field identifier##_fields[] = {FIELDS(DOC_ROW_, identifier)};                                  \
    static const struct schema identifier##_schema                                                                     \
        __attribute__((unused)) = {#identifier, identifier##_fields, identifier##__COUNT}
#define DOC_INDEX_(prefix, field_name, ...) prefix##_##field_name,
#define DOC_ROW_(prefix, field_name, field_type, field_class, ...)                                                     \
    {.name = #field_name, .type = TYPE_##field_type, .class = CLASS_##field_class, ##__VA_ARGS__},

struct doc;
struct node; /* an object, list or map within a document */

/* An empty document whose root is an object of `schema`. `classes`: mask of what the reader may get.
 * The zone is for instants in JSON and pages. All of it lives in `arena`. */
struct doc *doc_new(struct arena *arena, const struct schema *schema, uint32_t classes, const struct zone *zone);
struct node *doc_root(struct doc *doc);
const struct schema *doc_schema(const struct doc *doc);
const struct zone *doc_zone(const struct doc *doc);

/* Whether the field would be kept, to spare the work of making it. */
bool doc_wants(const struct node *object, int field);

/* Setters: `field` is the schema's index; a wrong type is our own mistake and asserts. NULL is written for what was
 * set by doc_null; what was never set is absent. Text is borrowed, not copied. Fields outside the classes are dropped.
 */
void doc_id(struct node *object, int field, int64_t id); /* 0 gives null */
void doc_text(struct node *object, int field, struct str text);
void doc_int(struct node *object, int field, int64_t number); /* INT, MONEY, MINUTES */
void doc_bool(struct node *object, int field, bool value);
void doc_instant(struct node *object, int field, int64_t at); /* 0 gives null */
void doc_day(struct node *object, int field, int32_t day);
void doc_enum(struct node *object, int field, int value); /* 0 gives null */
/* What is not a path on this server ("//x", "javascript:…", control characters) is written as null, not asserted, since
 * it may have come from outside. */
void doc_address(struct node *object, int field, struct str path);
void doc_null(struct node *object, int field);
void doc_add_text(struct node *object, int field, struct str text); /* TEXTS: appends */
/* Never NULL: outside of the reader's classes they give a node that goes nowhere. Asked twice for the same field (or
 * the same key), they give the same node again, so that a later hand can lay something over. */
struct node *doc_object(struct node *object, int field);
struct node *doc_list(struct node *object, int field); /* LIST, TEXTS; an empty list is written as [] */
struct node *doc_item(struct node *list);              /* appends an object */
struct node *doc_map(struct node *object, int field);
struct node *doc_entry(struct node *map, struct str key); /* appends an object under a key */

/* Sets a field to what a field of another document holds, of the same type and schema. Nodes are borrowed, not copied:
 * the other document must live as long. What is absent there stays absent. */
void doc_graft(struct node *object, int field, const struct node *from, int from_field);
/* Sets an OBJECT field to a whole object of another document. */
void doc_graft_object(struct node *object, int field, struct node *from);

/* Reading, for templates, tests and overlays. */
struct value {
    enum type type; /* TYPE__NONE: absent */
    bool null;
    int64_t number;    /* ID, INT, BOOL, INSTANT, DAY, MINUTES, MONEY, ENUM */
    struct str text;   /* TEXT, ADDRESS */
    struct node *node; /* OBJECT, LIST, MAP, TEXTS */
};
struct value doc_get(const struct node *object, int field);
/* Of an object; of a list or map what its entries are of; NULL for TEXTS. */
const struct schema *node_schema(const struct node *node);
int node_count(const struct node *list); /* LIST, MAP, TEXTS */
/* Walks a LIST, MAP or TEXTS: start with NULL. */
struct node *node_next(const struct node *list, const struct node *previous);
struct str node_key(const struct node *entry);                 /* MAP */
struct node *map_find(const struct node *map, struct str key); /* NULL if there is none */
struct str node_text(const struct node *entry);                /* TEXTS */
/* Index of a field, or -1. */
int schema_find(const struct schema *schema, struct str name);

/* The object as JSON, straight into `out`. Object members stand in schema order. */
void doc_json(const struct doc *doc, struct buf *out);
/* One object of a document. */
void doc_json_object(const struct node *object, struct buf *out);
/* The members of the root without the braces, with a leading comma if there are any: for problem details. */
void doc_json_members(const struct doc *doc, struct buf *out);
/* `"text"` with JSON escapes. */
void json_text(struct buf *out, struct str text);

#endif
