/* The reader of templates: parse.c follows the text, path.c resolves names. */
#ifndef VIEW_PARSE_H
#define VIEW_PARSE_H

#include "view/html.h"
#include "view/ops.h"

enum { PARTIALS_MAX = 16, SECTIONS_MAX = 32, OPS_MAX = 100000 };

/* Whose names are in reach. */
struct scope {
    const struct schema *schema; /* NULL within a list of texts */
    enum type in;                /* LIST, MAP or TEXTS: their dotted names are in reach; else OBJECT */
};

/* A section that is open. */
struct section {
    const struct section *up;
    struct str name;
    size_t at; /* of its tag, for errors */
    int op;
    struct scope outside;
    struct html html;
};

struct parser {
    struct arena *arena;
    view_source *source;
    void *source_data;
    const struct schema *at_schema;
    struct op *ops;
    int count, capacity;
    struct html html;
    struct scope scope;
    const struct section *section;
    int depth;    /* of sections */
    int partials; /* nested */
    /* The template being read. */
    struct str name;
    struct str text;
    size_t at; /* of the tag or literal in work */
};

/* Records "template clients/list line 12: …" and returns ERR_INTERNAL. */
enum err parse_fault(const struct parser *parser, size_t at, const char *format, ...) PRINTF_LIKE(3, 4);
/* Resolves a dotted name in the parser's scope. With `choices`, an enum's name may end it. */
MUST_CHECK enum err parse_path(const struct parser *parser, struct str name, bool choices, const struct path **ret);

#endif
