/* Times as text, written into the caller's room: documents and pages are made of thousands of them, so nothing is
 * allocated. The forms are those of time_text and day_text. */
#ifndef DOC_FORMAT_H
#define DOC_FORMAT_H

#include "base/time.h"

enum { FORMAT_ROOM = 48 };

/* Each returns the number of characters written, without a NUL behind them. */
size_t format_instant(char out[FORMAT_ROOM], const struct zone *zone, int64_t at); /* "2026-05-03T09:00:00-04:00" */
size_t format_day(char out[FORMAT_ROOM], int32_t day);                             /* "2026-05-03" */
size_t format_minutes(char out[FORMAT_ROOM], int64_t minutes); /* "09:30"; the day's end is "24:00" */
size_t format_int(char out[FORMAT_ROOM], int64_t number);
/* Exactly two digits, with a leading zero. */
void format_two(char out[2], int number);

#endif
