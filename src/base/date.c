/* date.c: the calendar, the clock as people write it, and time zones. Used wherever a deadline is
** kept or shown. Zones are read from the system's TZif files (RFC 8536, version 2 and later) once
** each; what is beyond their tables follows the POSIX rule in their footer. All functions may be
** called from all threads. No libc time function is used: they depend on the process's environment.
** Days outside the years of ±1,000,000 are clamped to them; NO_DATE stays NO_DATE. A zone of NULL
** means UTC. Leap seconds do not exist, as on the system's clock. */
#include "base/date.h"

#include "base/io.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY INT64_C(86400)

/* ---- dates ---- */

static i64 floor_div(i64 a, i64 b)
{
    return a / b - (a % b < 0);
}

static bool is_leap(i64 year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(i64 year, int month)
{
    static const u8 LENGTH[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return LENGTH[month - 1] + (month == 2 && is_leap(year));
}

/* Leap days in all years up to and with `year`, counted from the year 0. */
static i64 leap_days(i64 year)
{
    return floor_div(year, 4) - floor_div(year, 100) + floor_div(year, 400);
}

static i64 year_start(i64 year)
{
    return 365 * (year - 1970) + leap_days(year - 1) - leap_days(1969);
}

i64 date_of(int year, int month, int day)
{
    /* Month 13 is January of the next year, and so on. */
    i64 y = year + floor_div((i64)month - 1, 12);
    int m = (int)((i64)month - 1 - 12 * floor_div((i64)month - 1, 12)) + 1;
    i64 days = year_start(y) + day - 1;
    for (int i = 1; i < m; i++)
        days += month_length(y, i);
    return days;
}

static i64 clamp(i64 v, i64 limit)
{
    return v < -limit ? -limit : v > limit ? limit : v;
}

void date_split(i64 days, int *year, int *month, int *day)
{
    days = clamp(days, 365242500);
    i64 y =
        1970 + floor_div(days * 400, 146097); /* 400 years are 146097 days; off by one at most */
    while (year_start(y) > days)
        y--;
    while (year_start(y + 1) <= days)
        y++;
    int m = 0, d = (int)(days - year_start(y));
    while (m < 11 && d >= month_length(y, m + 1))
        d -= month_length(y, ++m);
    *year = (int)y;
    *month = m + 1;
    *day = d + 1;
}

int date_weekday(i64 days)
{
    return (int)(((days % 7) + 7 + 4) % 7); /* 1970-01-01 was a Thursday */
}

i64 date_add_months(i64 days, int months)
{
    if (days == NO_DATE) return NO_DATE;
    int year, month, day;
    date_split(days, &year, &month, &day);
    i64 total = (i64)year * 12 + month - 1 + months;
    i64 y = clamp(floor_div(total, 12), 1000000);
    int m = (int)(total - 12 * floor_div(total, 12)) + 1, longest = month_length(y, m);
    return date_of((int)y, m, day < longest ? day : longest);
}

static bool is_working_day(i64 days, const i64 *holidays, size_t holiday_count)
{
    int weekday = date_weekday(days);
    if (weekday == 0 || weekday == 6) return false;
    for (size_t i = 0; i < holiday_count; i++)
        if (holidays[i] == days) return false;
    return true;
}

i64 date_add_working_days(i64 days, int n, const i64 *holidays, size_t holiday_count)
{
    if (days == NO_DATE) return NO_DATE;
    while (n > 0)
        n -= is_working_day(++days, holidays, holiday_count);
    return days;
}

i64 date_count_working_days(i64 from, i64 to, const i64 *holidays, size_t holiday_count)
{
    i64 n = 0;
    for (i64 day = from; day < to;)
        n += is_working_day(++day, holidays, holiday_count);
    return n;
}

/* Exactly `n` digits off the front of *s, with a value from lo to hi. */
static bool take_digits(str *s, size_t n, int lo, int hi, int *out)
{
    i64 v;
    if (s->n < n || s->p[0] == '-' || !str_i64(str_sub(*s, 0, n), &v)) return false;
    *s = str_sub(*s, n, s->n);
    *out = (int)v;
    return v >= lo && v <= hi;
}

static bool take_char(str *s, char c)
{
    if (!s->n || s->p[0] != c) return false;
    *s = str_sub(*s, 1, s->n);
    return true;
}

static bool take_date(str *s, i64 *out)
{
    int year, month, day;
    if (!take_digits(s, 4, 1, 9999, &year) || !take_char(s, '-') ||
        !take_digits(s, 2, 1, 12, &month) || !take_char(s, '-') ||
        !take_digits(s, 2, 1, month_length(year, month), &day))
        return false;
    *out = date_of(year, month, day);
    return true;
}

bool date_parse(str s, i64 *out)
{
    i64 days;
    if (!take_date(&s, &days) || s.n) return false;
    *out = days;
    return true;
}

static void put_date(struct buf *b, int year, int month, int day)
{
    buf_printf(b, "%04d-%02d-%02d", year, month, day);
}

void buf_date(struct buf *b, i64 days)
{
    int year, month, day;
    if (days == NO_DATE) return;
    date_split(days, &year, &month, &day);
    put_date(b, year, month, day);
}

static bool is_french(const char *lang)
{
    return !strncmp(lang, "fr", 2) && (!lang[2] || lang[2] == '-');
}

void buf_date_long(struct buf *b, i64 days, const char *lang)
{
    static const char *const ENGLISH[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
    static const char *const FRENCH[] = {"janvier",   "février", "mars",     "avril",
                                         "mai",       "juin",    "juillet",  "août",
                                         "septembre", "octobre", "novembre", "décembre"};
    int year, month, day;
    if (days == NO_DATE) return;
    date_split(days, &year, &month, &day);
    bool french = is_french(lang);
    buf_printf(b, "%d%s %s %d", day, french && day == 1 ? "er" : "",
               french ? FRENCH[month - 1] : ENGLISH[month - 1], year);
}

/* ---- zones ---- */

#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define ZONE_NAME_MAX 63
#define ZONE_FILE_MAX 65536

struct local_type {
    int offset;
    char abbrev[8];
};

/* When a footer's rule changes to or from summer time, each year. */
struct rule_day {
    enum { MONTH_WEEK_DAY, DAY_WITHOUT_LEAP, DAY_WITH_LEAP } kind;
    int month, week, day;
    int seconds; /* after midnight; may be negative or beyond the day */
};

struct rule {
    bool summer; /* changes at all */
    struct local_type type[2];
    struct rule_day start, end;
};

struct zone {
    struct zone *next;
    char name[ZONE_NAME_MAX + 1];
    size_t change_count, type_count;
    i64 *change_at;  /* ascending */
    u8 *change_type; /* which type begins there */
    struct local_type *types;
    bool has_rule;
    struct rule rule;
};

static struct local_type utc_type = {0, "UTC"};
static struct zone utc_zone = {.name = "UTC", .type_count = 1, .types = &utc_type};

/* The footer, "EST5EDT,M3.2.0,M11.1.0": each piece is taken off the front of *s. */

static bool take_abbrev(str *s, char out[8])
{
    size_t n = 0;
    bool angled = take_char(s, '<');
    while (n < s->n) {
        char c = s->p[n];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool sign_or_digit = c == '+' || c == '-' || (c >= '0' && c <= '9');
        if (!letter && !(angled && sign_or_digit)) break;
        n++;
    }
    if (n < 3 || n > 7) return false;
    memcpy(out, s->p, n);
    out[n] = 0;
    *s = str_sub(*s, n, s->n);
    return !angled || take_char(s, '>');
}

/* One to three digits, from 0 to hi. */
static bool take_number(str *s, int hi, int *out)
{
    size_t n = 0;
    while (n < 3 && n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
        n++;
    return n && take_digits(s, n, 0, hi, out);
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool take_clock(str *s, int max_hours, int *out)
{
    int hours, minutes = 0, seconds = 0;
    bool minus = take_char(s, '-');
    if (!minus) take_char(s, '+');
    if (!take_number(s, max_hours, &hours)) return false;
    if (take_char(s, ':')) {
        if (!take_digits(s, 2, 0, 59, &minutes)) return false;
        if (take_char(s, ':') && !take_digits(s, 2, 0, 59, &seconds)) return false;
    }
    *out = (hours * 60 + minutes) * 60 + seconds;
    if (minus) *out = -*out;
    return true;
}

static bool take_rule_day(str *s, struct rule_day *d)
{
    if (!take_char(s, ',')) return false;
    if (take_char(s, 'M')) {
        d->kind = MONTH_WEEK_DAY;
        if (!take_number(s, 12, &d->month) || d->month < 1 || !take_char(s, '.') ||
            !take_number(s, 5, &d->week) || d->week < 1 || !take_char(s, '.') ||
            !take_number(s, 6, &d->day))
            return false;
    } else {
        d->kind = take_char(s, 'J') ? DAY_WITHOUT_LEAP : DAY_WITH_LEAP;
        if (!take_number(s, 365, &d->day)) return false;
        if (d->kind == DAY_WITHOUT_LEAP && d->day < 1) return false;
    }
    d->seconds = 2 * 3600;
    return !take_char(s, '/') || take_clock(s, 167, &d->seconds);
}

static bool rule_read(str s, struct rule *r)
{
    int west;
    memset(r, 0, sizeof *r);
    if (!take_abbrev(&s, r->type[0].abbrev) || !take_clock(&s, 24, &west)) return false;
    r->type[0].offset = -west;
    if (!s.n) return true;
    r->summer = true;
    if (!take_abbrev(&s, r->type[1].abbrev)) return false;
    west -= 3600;
    if (s.n && s.p[0] != ',' && !take_clock(&s, 24, &west)) return false;
    r->type[1].offset = -west;
    return take_rule_day(&s, &r->start) && take_rule_day(&s, &r->end) && !s.n;
}

/* The instant at which a rule's change happens in a year, on the clock that runs until then. */
static i64 rule_instant(const struct rule_day *d, int year, int offset_before)
{
    i64 days;
    if (d->kind == MONTH_WEEK_DAY) {
        i64 first = date_of(year, d->month, 1);
        int day = 1 + (d->day - date_weekday(first) + 7) % 7 + 7 * (d->week - 1);
        if (day > month_length(year, d->month)) day -= 7; /* week 5 means the last */
        days = first + day - 1;
    } else {
        days = year_start(year) + d->day - (d->kind == DAY_WITHOUT_LEAP);
        if (d->kind == DAY_WITHOUT_LEAP && is_leap(year) && d->day >= 60) days++;
    }
    return days * DAY + d->seconds - offset_before;
}

static const struct local_type *rule_type_at(const struct rule *r, i64 utc)
{
    int year, month, day, current = 0;
    i64 latest = INT64_MIN;
    if (!r->summer) return &r->type[0];
    date_split(floor_div(utc, DAY), &year, &month, &day);
    /* Each year's end before its start, and "not before" below: where summer time lasts all year,
    ** the next start falls on the instant of the end and wins. */
    for (int y = year - 1; y <= year + 1; y++) {
        i64 end = rule_instant(&r->end, y, r->type[1].offset);
        i64 start = rule_instant(&r->start, y, r->type[0].offset);
        if (end <= utc && end >= latest) latest = end, current = 0;
        if (start <= utc && start >= latest) latest = start, current = 1;
    }
    return &r->type[current];
}

/* The file: a version 1 block, which is skipped, then a block with 64-bit times and the footer. */

struct tzif_counts {
    size_t utc, standard, leaps, changes, types, letters;
};

static u32 read_u32(const char *p)
{
    const u8 *b = (const u8 *)p;
    return (u32)b[0] << 24 | (u32)b[1] << 16 | (u32)b[2] << 8 | b[3];
}

static i64 read_i64(const char *p)
{
    return (i64)((u64)read_u32(p) << 32 | read_u32(p + 4));
}

/* Takes a header off the front; each count is bounded by the file's own size. */
static bool take_header(str *s, struct tzif_counts *c)
{
    if (s->n < 44 || !str_starts(*s, S("TZif")) || s->p[4] < '2') return false;
    size_t *const fields[] = {&c->utc,     &c->standard, &c->leaps,
                              &c->changes, &c->types,    &c->letters};
    for (size_t i = 0; i < 6; i++) {
        *fields[i] = read_u32(s->p + 20 + 4 * i);
        if (*fields[i] > ZONE_FILE_MAX) return false;
    }
    *s = str_sub(*s, 44, s->n);
    return true;
}

static bool take_bytes(str *s, size_t n, const char **out)
{
    if (s->n < n) return false;
    *out = s->p;
    *s = str_sub(*s, n, s->n);
    return true;
}

static bool read_types(struct zone *z, const char *types, const char *letters, size_t letter_count)
{
    for (size_t i = 0; i < z->type_count; i++) {
        const char *t = types + 6 * i;
        size_t at = (u8)t[5], n = 0;
        struct local_type *out = &z->types[i];
        out->offset = (int32_t)read_u32(t);
        if (out->offset < -DAY || out->offset > DAY) return false;
        while (at + n < letter_count && letters[at + n])
            n++;
        if (at + n >= letter_count) return false;
        memcpy(out->abbrev, letters + at, n < 7 ? n : 7);
    }
    return true;
}

static bool read_changes(struct zone *z, const char *times, const char *types)
{
    for (size_t i = 0; i < z->change_count; i++) {
        z->change_at[i] = read_i64(times + 8 * i);
        z->change_type[i] = (u8)types[i];
        if (z->change_type[i] >= z->type_count) return false;
        if (i && z->change_at[i] <= z->change_at[i - 1]) return false;
    }
    return true;
}

static bool zone_parse(str s, struct zone *z)
{
    struct tzif_counts c;
    const char *skipped, *times, *change_types, *types, *letters;
    if (!take_header(&s, &c) ||
        !take_bytes(&s, 5 * c.changes + 6 * c.types + c.letters + 8 * c.leaps + c.standard + c.utc,
                    &skipped))
        return false;
    if (!take_header(&s, &c) || !c.types || c.types > 256 || c.leaps) return false;
    if (!take_bytes(&s, 8 * c.changes, &times) || !take_bytes(&s, c.changes, &change_types) ||
        !take_bytes(&s, 6 * c.types, &types) || !take_bytes(&s, c.letters, &letters) ||
        !take_bytes(&s, c.standard + c.utc, &skipped))
        return false;
    z->change_count = c.changes;
    z->type_count = c.types;
    z->change_at = calloc(c.changes + 1, sizeof *z->change_at);
    z->change_type = calloc(c.changes + 1, sizeof *z->change_type);
    z->types = calloc(c.types, sizeof *z->types);
    if (!z->change_at || !z->change_type || !z->types) abort();
    if (!read_types(z, types, letters, c.letters) || !read_changes(z, times, change_types))
        return false;
    str footer;
    if (!take_char(&s, '\n') || str_find_char(s, '\n') < 0) return false;
    str_cut(&s, '\n', &footer);
    z->has_rule = footer.n > 0;
    return !z->has_rule || rule_read(footer, &z->rule);
}

void zone_free(struct zone *z)
{
    if (!z) return;
    free(z->change_at);
    free(z->change_type);
    free(z->types);
    free(z);
}

struct zone *zone_read(str name, str tzif)
{
    struct zone *z = calloc(1, sizeof *z);
    if (!z) abort();
    memcpy(z->name, name.p, name.n < ZONE_NAME_MAX ? name.n : ZONE_NAME_MAX);
    if (zone_parse(tzif, z)) return z;
    zone_free(z);
    return NULL;
}

static bool is_zone_name(str name)
{
    if (!name.n || name.n > ZONE_NAME_MAX || name.p[0] == '/') return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!alnum && c != '_' && c != '+' && c != '-' && c != '/') return false; /* so no ".." */
    }
    return true;
}

/* Reads a whole regular file of bounded size; 0 if there is none. */
static size_t file_read(const char *path, char *out, size_t max)
{
    struct stat st;
    i64 n = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    if (!fstat(fd, &st) && S_ISREG(st.st_mode)) n = io_read(fd, out, max);
    close(fd);
    return n > 0 && (size_t)n < max ? (size_t)n : 0;
}

static struct zone *zone_load(str name)
{
    char path[sizeof ZONE_FOLDER + ZONE_NAME_MAX];
    snprintf(path, sizeof path, "%s%.*s", ZONE_FOLDER, P(name));
    char *bytes = malloc(ZONE_FILE_MAX);
    if (!bytes) abort();
    struct zone *z = zone_read(name, (str){bytes, file_read(path, bytes, ZONE_FILE_MAX)});
    free(bytes);
    return z;
}

const struct zone *zone_find(str name)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static struct zone *zones = &utc_zone;
    if (!is_zone_name(name)) return NULL;
    pthread_mutex_lock(&lock);
    struct zone *z = zones;
    while (z && !str_eq(str_c(z->name), name))
        z = z->next;
    if (!z && (z = zone_load(name))) {
        z->next = zones;
        zones = z;
    }
    pthread_mutex_unlock(&lock);
    return z;
}

const char *zone_name(const struct zone *z)
{
    return z ? z->name : utc_zone.name;
}

static const struct local_type *type_at(const struct zone *z, i64 utc)
{
    size_t lo = 0, hi = z->change_count; /* changes before lo are not later than utc */
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (z->change_at[mid] <= utc)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == z->change_count && z->has_rule) return rule_type_at(&z->rule, utc);
    return &z->types[lo ? z->change_type[lo - 1] : 0];
}

#define UTC_MAX (INT64_C(365242500) * DAY)

struct civil zone_local(const struct zone *z, i64 utc)
{
    struct civil c = {0};
    utc = clamp(utc, UTC_MAX);
    const struct local_type *t = type_at(z ? z : &utc_zone, utc);
    i64 local = utc + t->offset, days = floor_div(local, DAY);
    int second = (int)(local - days * DAY);
    date_split(days, &c.year, &c.month, &c.day);
    c.hour = second / 3600;
    c.minute = second / 60 % 60;
    c.second = second % 60;
    c.offset = t->offset;
    memcpy(c.abbrev, t->abbrev, sizeof c.abbrev);
    return c;
}

/* The first and the last instant at which the clocks show `local`: 0 in a gap, 1, or 2 in an overlap. */
static int instants_of(const struct zone *z, i64 local, i64 *first, i64 *last)
{
    /* An instant with this wall-clock time has one of the zone's offsets: try each. The footer's two
    ** types stand behind the table's. In a gap the two mark where to look for the jump. */
    size_t count = z->type_count + (z->has_rule ? 1 + (size_t)z->rule.summer : 0);
    int least = z->types[0].offset, most = least, found = 0;
    for (size_t i = 0; i < count; i++) {
        int offset =
            i < z->type_count ? z->types[i].offset : z->rule.type[i - z->type_count].offset;
        i64 utc = local - offset;
        if (offset < least) least = offset;
        if (offset > most) most = offset;
        if (type_at(z, utc)->offset != offset) continue;
        if (!found || utc < *first) *first = utc;
        if (!found || utc > *last) *last = utc;
        found++;
    }
    if (found) return *first == *last ? 1 : 2;
    *first = local - most;
    *last = local - least;
    return 0;
}

static i64 local_of(i64 days, i64 second)
{
    return clamp(days, UTC_MAX / DAY) * DAY + second;
}

i64 zone_instant(const struct zone *z, i64 days, int hour, int minute, int second)
{
    if (days == NO_DATE) return NO_DATE;
    if (!z) z = &utc_zone;
    i64 local = local_of(days, (i64)hour * 3600 + (i64)minute * 60 + second), before, after;
    if (instants_of(z, local, &before, &after) > 0) return before;
    /* In a gap the clock is behind at `before` and ahead at `after`; close in on the jump. */
    while (after - before > 1) {
        i64 middle = before + (after - before) / 2;
        if (middle + type_at(z, middle)->offset < local)
            before = middle;
        else
            after = middle;
    }
    return after;
}

/* ---- instants as text ---- */

static bool take_time_of_day(str *s, int *seconds)
{
    int hour, minute;
    if (!take_digits(s, 2, 0, 23, &hour) || !take_char(s, ':') ||
        !take_digits(s, 2, 0, 59, &minute))
        return false;
    *seconds = (hour * 60 + minute) * 60;
    return true;
}

bool time_parse(str s, i64 *out)
{
    i64 days;
    int seconds, second, east = 0;
    if (!take_date(&s, &days) || !(take_char(&s, 'T') || take_char(&s, 't')) ||
        !take_time_of_day(&s, &seconds) || !take_char(&s, ':') ||
        !take_digits(&s, 2, 0, 60, &second)) /* 60 is the instant after, as on the system's clock */
        return false;
    if (take_char(&s, '.')) {
        size_t n = s.n;
        while (s.n && s.p[0] >= '0' && s.p[0] <= '9')
            s = str_sub(s, 1, s.n);
        if (n == s.n) return false;
    }
    if (!take_char(&s, 'Z') && !take_char(&s, 'z')) {
        bool west = take_char(&s, '-');
        if ((!west && !take_char(&s, '+')) || !take_time_of_day(&s, &east)) return false;
        if (west) east = -east;
    }
    if (s.n) return false;
    *out = days * DAY + seconds + second - east;
    /* What an offset takes out of the calendar could not be written again. */
    return *out >= date_of(1, 1, 1) * DAY && *out < date_of(10000, 1, 1) * DAY;
}

static bool take_local(str s, i64 *days, int *seconds)
{
    int second = 0;
    if (!take_date(&s, days) || !take_char(&s, 'T') || !take_time_of_day(&s, seconds)) return false;
    if (take_char(&s, ':') && !take_digits(&s, 2, 0, 59, &second)) return false;
    *seconds += second;
    return !s.n;
}

bool time_parse_local(str s, const struct zone *z, i64 *out)
{
    i64 days;
    int seconds;
    if (!take_local(s, &days, &seconds)) return false;
    *out = zone_instant(z, days, 0, 0, seconds);
    return true;
}

int time_local_count(str s, const struct zone *z)
{
    i64 days, first, last;
    int seconds;
    if (!take_local(s, &days, &seconds)) return 0;
    return instants_of(z ? z : &utc_zone, local_of(days, seconds), &first, &last);
}

void buf_time(struct buf *b, i64 utc)
{
    if (utc == NO_DATE) return;
    struct civil c = zone_local(NULL, utc);
    put_date(b, c.year, c.month, c.day);
    buf_printf(b, "T%02d:%02d:%02dZ", c.hour, c.minute, c.second);
}

void buf_time_local(struct buf *b, i64 utc, const struct zone *z)
{
    if (utc == NO_DATE) return;
    struct civil c = zone_local(z, utc);
    put_date(b, c.year, c.month, c.day);
    buf_printf(b, "T%02d:%02d", c.hour, c.minute);
}

/* "EST"; zones without a name of their own have "+03" or "+0545" there: "UTC+03", "UTC+05:45". */
static void put_abbrev(struct buf *b, const char *abbrev)
{
    bool number = abbrev[0] == '+' || abbrev[0] == '-';
    if (number && strlen(abbrev) == 5)
        buf_printf(b, "UTC%.3s:%s", abbrev, abbrev + 3);
    else
        buf_printf(b, "%s%s", number ? "UTC" : "", abbrev);
}

void buf_time_long(struct buf *b, i64 utc, const struct zone *z, const char *lang)
{
    if (utc == NO_DATE) return;
    struct civil c = zone_local(z, utc);
    buf_date_long(b, date_of(c.year, c.month, c.day), lang);
    if (is_french(lang)) {
        buf_printf(b, ", %02d\u00A0h\u00A0%02d (", c.hour, c.minute);
        put_abbrev(b, c.abbrev);
        buf_char(b, ')');
    } else {
        buf_printf(b, ", %02d:%02d ", c.hour, c.minute);
        put_abbrev(b, c.abbrev);
    }
}

/* "Sun, 22 Nov 2026 14:05:00 ", which HTTP and mail share. */
static void put_protocol_time(struct buf *b, i64 utc)
{
    static const char WEEKDAYS[] = "SunMonTueWedThuFriSat";
    static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct civil c = zone_local(NULL, utc);
    int weekday = date_weekday(date_of(c.year, c.month, c.day));
    buf_printf(b, "%.3s, %02d %.3s %04d %02d:%02d:%02d ", WEEKDAYS + (size_t)3 * (size_t)weekday,
               c.day, MONTHS + (size_t)3 * (size_t)(c.month - 1), c.year, c.hour, c.minute,
               c.second);
}

void buf_time_http(struct buf *b, i64 utc)
{
    if (utc == NO_DATE) return;
    put_protocol_time(b, utc);
    buf_lit(b, "GMT");
}

void buf_time_mail(struct buf *b, i64 utc)
{
    if (utc == NO_DATE) return;
    put_protocol_time(b, utc);
    buf_lit(b, "+0000");
}
