/* Templates: a strict Mustache subset over a document's schema.
 *
 *   {{name}} {{a.b}}            escaped always; there is no raw form
 *   {{name|filter}}             day, time, when, date_time, money, minutes, count, initials …; by the field's type
 *   {{#name}}…{{/name}}         list: for each; object: if set, inside it; bool, text, number, id: if true or not empty/0/null
 *   {{^name}}…{{/name}}         the opposite
 *   {{#status.scheduled}}       an enum's names are booleans; {{status}} its label
 *   {{>name}}                   a partial, in the same scope
 *   {{@name}}                   the frame's values (form token, word.staff, path …), visible in every scope
 *   {{!comment}}
 *
 * Names are resolved against the schema when the template is read: an unknown one is an error, as is an unquoted
 * attribute, a value inside <script>, <style> or a tag's name, and href/src/action/formaction with anything but
 * literals, ids and ADDRESS fields. No scope climbing: inside a section only its own names and @. */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "doc/doc.h"

struct view; /* a template read against a schema */

/* Finds the text of a template or partial by name ("clients/list"); false if there is none. */
typedef bool view_source(void *data, struct str name, struct str *ret_text);

/* `at` fields (the frame) have a schema of their own. ERR_INTERNAL with file, line and reason in the failure's log. */
MUST_CHECK enum err view_parse(struct arena *arena, struct str name, view_source *source, void *source_data,
                               const struct schema *schema, const struct schema *at, struct view **ret);

struct view_context {
    const struct node *root;
    const struct node *at;
    const struct zone *zone;
    int64_t now;
    struct str currency; /* ISO 4217 */
    struct str locale;   /* "en" */
};
void view_render(const struct view *view, const struct view_context *context, struct buf *out);

#endif
