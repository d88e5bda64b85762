/* days.h: the value of a setting of the type `days`: a line for each day, "2026-12-25 Christmas Day".
** Written by settings_read in the order of the days; read by the fund's calendar. */
#ifndef WEB_DAYS_H
#define WEB_DAYS_H

#include "base/arena.h"
#include "base/date.h"

#define DAYS_MOST 500

struct named_day {
    i64 day;
    str name; /* in the text that it was read from; never empty */
};

/* Takes the next line that is not blank off the front of *text: 1 with the day, 0 at the end, -1 for a
** line that is no day with a name, which out->name then holds. */
int days_next(str *text, struct named_day *out);
/* The days of a text that a person wrote in the order of the calendar, each once (the name that was
** written last); false with the first bad line in *bad, or with an empty *bad if there are too many. */
bool days_tidy(struct arena *a, str text, str *out, str *bad);

#endif
