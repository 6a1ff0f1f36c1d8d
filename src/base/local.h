/* Dates and times of day in a company's way, which its locale says: "Tue 3 May", "3 May 2026", "09:30", or in the
 * United States "Tue May 3", "May 3, 2026", "9:30 AM". */
#ifndef BASE_LOCAL_H
#define BASE_LOCAL_H

#include "base/buf.h"

/* With the year if it is another than `this_year`; 0: without a year. */
void local_day(struct buf *out, struct str locale, int32_t day, int this_year);
void local_date(struct buf *out, struct str locale, int32_t day);
/* Minutes of the day, 0 to 1440. */
void local_clock(struct buf *out, struct str locale, int minutes);

/* As mails and HTTP have it, "Mon, 05 Jan 2026 09:30:00", in UTC; behind it they name the zone, each in its way. */
void utc_stamp(struct buf *out, int64_t at);

/* The day that weeks begin with, by the region of the locale (CLDR): 1 Monday .. 7 Sunday. Monday without a region. */
int local_week_start(struct str locale);
/* The first day of the week that `day` lies in. */
int32_t local_week_of(struct str locale, int32_t day);

#endif
