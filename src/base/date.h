/* date.h: instants and calendar dates. An instant is UTC seconds since 1970; a date is days since
** 1970-01-01 (proleptic Gregorian). A local time keeps its IANA zone and is recomputed. Zones come
** from the system's TZif files, read once each and shared by all threads. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/buf.h"

#define NO_DATE INT64_MIN /* no date, no instant */

struct civil {
    int year, month, day, hour, minute, second;
    int offset;     /* seconds east of UTC that applied */
    char abbrev[8]; /* "EST" */
};

i64 date_of(int year, int month, int day);
void date_split(i64 days, int *year, int *month, int *day);
/* 0 Sunday … 6 Saturday. */
int date_weekday(i64 days);
/* Adds months; a day beyond the month's end becomes its last day (31 Jan + 1 = 28 or 29 Feb). */
i64 date_add_months(i64 days, int months);
/* The n-th working day (Mon to Fri, not in holidays[]) after `days`; n >= 0. */
i64 date_add_working_days(i64 days, int n, const i64 *holidays, size_t holiday_count);
/* How many working days lie after `from`, up to and with `to`; 0 if `to` is not later. */
i64 date_count_working_days(i64 from, i64 to, const i64 *holidays, size_t holiday_count);
/* "2026-11-22" exactly; false for impossible dates. */
bool date_parse(str s, i64 *out);
void buf_date(struct buf *b, i64 days); /* 2026-11-22 */
void buf_date_long(struct buf *b, i64 days,
                   const char *lang); /* 22 November 2026, 22 novembre 2026 */

struct zone;
/* A zone by IANA name, or NULL if the system has none of that name. Lives for ever. */
const struct zone *zone_find(str name);
/* What zone_find does with a file's bytes: NULL unless they are a whole TZif file. For tests and
** fuzzing; the zone is the caller's, given back by zone_free. */
struct zone *zone_read(str name, str tzif);
void zone_free(struct zone *z);
const char *zone_name(const struct zone *z);
struct civil zone_local(const struct zone *z, i64 utc);
/* The instant of a wall-clock time. In a gap the instant after it; in an overlap the first. */
i64 zone_instant(const struct zone *z, i64 days, int hour, int minute, int second);

/* RFC 3339, "2026-11-22T14:05:00Z"; a numeric offset is accepted. */
bool time_parse(str s, i64 *out);
/* "2026-11-22T14:05", the value of a datetime-local field, in that zone. */
bool time_parse_local(str s, const struct zone *z, i64 *out);
/* How often the clocks of the zone show that time: once; not at all where they are put forward over it;
** twice where they are put back over it. */
int time_local_count(str s, const struct zone *z);
void buf_time(struct buf *b, i64 utc);                                              /* …Z */
void buf_time_local(struct buf *b, i64 utc, const struct zone *z);                  /* form field */
void buf_time_long(struct buf *b, i64 utc, const struct zone *z, const char *lang); /* with zone */
void buf_time_http(struct buf *b, i64 utc);                                         /* RFC 9110 */
void buf_time_mail(struct buf *b, i64 utc);                                         /* RFC 5322 */

#endif
