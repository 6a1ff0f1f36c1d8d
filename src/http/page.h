/* Pages: an operation's document in its template, with the frame around it.
 *
 * Every page sees, besides its document, the values `@…`: those below, and each field of the document of the operation
 * "me.frame" (GET /api/v1/me/frame), which is run for the same person: navigation, person, company, counts. In a list
 * field `nav` of it, http/ sets `current` of the entry whose `href` the address lies under.
 *
 *   title, path, here (path and query: ADDRESS), query, css, js, theme_js, picker_js, form_token, change, flash,
 *   request_id, signed_in, word.staff … (ROL-06)
 *   problem   absent, or after a refused form: `text`, `errors` (field, label, text), `status`, and for each write row
 *             whose `form` is this page and which has a problem schema, that document under the row's name with dots as
 *             underscores: {{#@problem.access_remove}}{{#barriers}}…{{/barriers}}{{/@problem.access_remove}}
 *
 * A form shown again (law 3). A GET row that holds a form gives its output an OBJECT field `form`, with one field an
 * input (no dots in these names); the row fills in what the form begins with. After a refusal http/ lays over it what
 * was typed, so that the template is the same both times:
 *
 *   <name>          TEXT: as typed; BOOL: whether it was ticked; ENUM: the choice, if it is one
 *                   LIST of objects: the same within, the first item for the inputs "<name>.1.…", the second for
 * "<name>.2.…" <name>_error    TEXT: the field's message <name>_options  LIST with `value` and `selected`: selected
 * where the value is what was chosen, of IDS one of them
 *
 * A list of the document whose items have `input` (TEXT: a dotted name, "cures.events.0abc…") and `options` (LIST with
 * `value` and `selected`) is laid over likewise: a checklist with a select in each item.
 *
 * `changed` is left as it stands now: whoever sends the form again has seen that someone else changed it. */
#ifndef HTTP_PAGE_H
#define HTTP_PAGE_H

#include "http/exchange.h"

struct pages;

/* Reads every page against its schemas. */
MUST_CHECK enum err pages_new(struct http *http, struct arena *arena, struct pages **ret);

/* The answer of a page's address to an outcome: the page, a redirect, the form again, an error. */
void page_respond(struct exchange *x, const struct outcome *outcome);
/* An error as a page, in the frame where somebody is signed in. A 404 is the same whatever the reason and address. */
void page_error(struct exchange *x, enum err err);
/* 303 to an address on this server. */
void page_go(struct exchange *x, struct str location);
/* The form again, for a write that was refused before its operation was called (its token did not fit). */
void page_refused(struct exchange *x, enum err err);

#endif
