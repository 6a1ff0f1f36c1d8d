/* How values become words: filter.c names the writers, write.c and write_time.c have them. */
#ifndef VIEW_FILTERS_H
#define VIEW_FILTERS_H

#include "doc/format.h"
#include "view/ops.h"

/* write.c */
filter_write write_id;
filter_write write_text;
filter_write write_int;     /* "-1200" */
filter_write write_bool;    /* "yes", "no": what a form takes back */
filter_write write_enum;    /* the wire name */
filter_write write_label;   /* "In progress" */
filter_write write_count;   /* "1,200"; of a list how many there are */
filter_write write_plural;  /* "3 visits" */
filter_write write_percent; /* "45%" */
filter_write write_money;   /* "$1,234.50" */
filter_write write_amount;  /* "1234.50", what a form takes back */
filter_write write_initials;
filter_write write_tel;    /* digits and + */
filter_write write_mailto; /* an e-mail address within an address */

/* write_time.c */
filter_write write_day;       /* "Tue 3 May", with the year when it is another one */
filter_write write_date;      /* "3 May 2026" */
filter_write write_time;      /* "09:30" */
filter_write write_date_time; /* "Tue 3 May 09:30" */
filter_write write_when;      /* "in 40 min", "yesterday 14:00", else the date */
filter_write write_iso;       /* RFC 3339 */
filter_write write_iso_day;   /* "2026-05-03" */
filter_write write_local;     /* "2026-05-03T09:30" */
filter_write write_duration;  /* "1 h 30 min" */
filter_write write_minutes;   /* "90 min" */

#endif
