/* Whether a page's tags are nested as browsers read them: what is opened is closed in its order, and nothing stands in
 * an element that would end it or be torn apart (a block in <p>, a link in a link, a form in a form). */
#ifndef SUPPORT_MARKUP_H
#define SUPPORT_MARKUP_H

#include "base/str.h"

/* NULL, or what is wrong, in `text` (with the page's words around it). */
const char *markup_fault(struct str page, char *text, size_t size);

#endif
