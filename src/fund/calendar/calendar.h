/* calendar.h: the fund's calendar: its time zone, its working days (Monday to Friday, without the
** holidays that the setting calendar.holidays lists), and when something is due. Whatever counts days in
** the fund counts them here, so that a letter, the desk and the record say the same. */
#ifndef FUND_CALENDAR_H
#define FUND_CALENDAR_H

#include "web/app.h"
#include "web/days.h"

struct request;

struct calendar {
    const struct zone *zone;
    i64 *days; /* holidays, in their order */
    str *names;
    size_t count;
};

/* As the settings are now. Never fails: a line that cannot be read is no holiday. */
struct calendar calendar_of(struct app *app, struct arena *a);
/* The fund's local day of an instant; the instant at which that day ends there (23:59:59). */
i64 calendar_day(const struct calendar *c, i64 at);
i64 calendar_day_end(const struct calendar *c, i64 day);
/* The day on which `days` days are over that begin on the day after `day`; NO_DATE if days is 0. */
i64 calendar_due(const struct calendar *c, i64 day, i64 days, bool working);
/* How many working days lie after `from`, up to and with `to`. */
i64 calendar_working_days(const struct calendar *c, i64 from, i64 to);
/* How a due day was found: "10 working days after 15 January 2026; left out: Christmas Day (25 December
** 2026)". In the reader's language. */
str calendar_explain(struct request *r, const struct calendar *c, i64 day, i64 days, bool working);

#endif
