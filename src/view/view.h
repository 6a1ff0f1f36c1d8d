/* Templates: a strict Mustache subset over a document's schema.
 *
 *   {{name}} {{a.b}}            escaped always; there is no raw form
 *   {{name|filter}}             by the field's type, see below
 *   {{#name}}…{{/name}}         list: for each; object: if set, inside it; bool, text, number, id: if true or not
 *                               empty/0/null; a time, a choice: if set
 *   {{^name}}…{{/name}}         the opposite
 *   {{?name}}…{{/name}}         as # where it holds, but once and in the same scope: "if there are any"
 *   {{#status.scheduled}}       an enum's names are booleans; {{status}} its wire name, {{status|label}} in words
 *   {{errors.email.text}}       a map takes a fixed key: {{#errors.email}}{{text}}{{/errors.email}}
 *   {{.}}                       within a list of texts the text; within a map {{.key}} is the entry's key; within all
 *                               three {{.number}} counts from 1, {{#.first}} and {{#.last}} are booleans
 *   {{>name}}                   a partial, in the same scope
 *   {{@name}}                   the frame's values (form token, word.staff, path …), visible in every scope
 *   {{!comment}}
 *
 * A tag that writes nothing itself and stands alone on its line takes the line with it.
 *
 * Names are resolved against the schema when the template is read: an unknown one is an error. No scope climbing:
 * inside a section only its own names and @.
 *
 * Where in the HTML a tag stands is followed, and these are errors: an unquoted attribute; a value anywhere but in text
 * and quoted attributes; script or style inside the page (<script> only with src); values other than ids and ADDRESS
 * fields in an attribute that is an address (href, src, action, formaction, hx-get, hx-post …, and whatever ends in
 * -url, -href or -src), save href="tel:{{phone|tel}}" and href="mailto:{{email|mailto}}"; a section that ends in
 * another place of the HTML than it began. A section may hold attributes: <option value="x"{{#on}} selected{{/on}}>.
 * In attributes that are JSON (hx-vals, hx-headers) values are escaped for that as well.
 *
 * Filters; one that does not fit the type is an error:
 *   instant, day    day "Tue 3 May" (with the year when it is another one), date "3 May 2026", iso_day "2026-05-03",
 *                   when "in 40 min", "2 h ago", "yesterday 14:00", else the date; iso RFC 3339
 *   instant         time "09:30", date_time "Tue 3 May 09:30" (the plain form), local "2026-05-03T09:30"
 *   minutes         clock and time "09:30" (the plain form)
 *   int, minutes    duration "1 h 30 min", minutes "90 min"
 *   int             number "1,200", percent "45%"
 *   int, any list   count "3", plural:visit:visits "3 visits"
 *   money           money "$1,234.50" (the plain form), amount "1234.50" (as INPUT_MONEY takes it)
 *   enum, text      label "In progress"
 *   text            initials "DB"; tel and mailto as above
 * A bool is written "yes" or "no", as forms take it. */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "doc/doc.h"

struct view; /* a template read against a schema */

/* Finds the text of a template or partial by name ("clients/list"); false if there is none. The text must live as long
 * as the view. */
typedef bool view_source(void *data, struct str name, struct str *ret_text);

/* `at` fields (the frame) have a schema of their own, or NULL. ERR_INTERNAL with template, line and reason in the
 * failure's log. The view lives in `arena` and may be used by many threads. */
MUST_CHECK enum err view_parse(struct arena *arena, struct str name, view_source *source, void *source_data,
                               const struct schema *schema, const struct schema *at, struct view **ret);

/* The documents' schemas are those that the view was read with, or begin with the same fields. */
struct view_context {
    const struct node *root;
    const struct node *at;   /* NULL: all its values are absent */
    const struct zone *zone; /* NULL: UTC */
    int64_t now;
    struct str currency; /* ISO 4217 */
    struct str locale;   /* "en-US": "Tue May 3", "9:30 AM"; others as below */
};
void view_render(const struct view *view, const struct view_context *context, struct buf *out);

/* The templates compiled in: "clients/list" is src/features/clients/pages/list.html, "frame/head" is
 * src/view/pages/head.html. `data` is not used. */
bool view_builtin(void *data, struct str name, struct str *ret_text);
/* Their names, sorted, for the check that reads them all. */
int view_builtin_count(void);
struct str view_builtin_name(int index);

/* The same names read from the sources, for --dev. `data` is a struct view_disk. */
struct view_disk {
    struct arena *arena; /* takes the texts */
    struct str root;     /* the folder src/ */
};
bool view_from_disk(void *data, struct str name, struct str *ret_text);

#endif
