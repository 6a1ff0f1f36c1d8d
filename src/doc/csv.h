/* A document as a table for spreadsheets (RFC 4180, UTF-8 with a byte-order mark, which spreadsheets need).
 *
 * The document is an object whose only list holds flat rows: no objects or lists in them. The first line names the
 * fields. A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line break) gets an
 * apostrophe before it; numbers, times and the like are written as in JSON. */
#ifndef DOC_CSV_H
#define DOC_CSV_H

#include "doc/doc.h"

/* The schema's only list, or -1: then it cannot be a table. */
int csv_list(const struct schema *schema);
void doc_csv(const struct doc *doc, struct buf *out);

#endif
