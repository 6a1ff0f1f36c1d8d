/* The table that tools/embed-templates makes. */
#ifndef VIEW_TEMPLATES_H
#define VIEW_TEMPLATES_H

#include "base/str.h"

struct builtin_template {
    struct str name;
    struct str text;
};
/* Sorted by name. */
extern const struct builtin_template builtin_templates[];
extern const int builtin_template_count;

#endif
