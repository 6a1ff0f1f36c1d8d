/* The generated half of assets.c; nobody else includes it. */
#ifndef HTTP_ASSETS_TABLE_H
#define HTTP_ASSETS_TABLE_H

#include "http/assets.h"

extern const struct asset assets_table[]; /* by path */
extern const int assets_count;
extern const unsigned char assets_by_name[]; /* places in the table, by logical name */

#endif
