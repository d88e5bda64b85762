/* Dates and zones: identities over centuries, zones against the C library, the lifecycle's vectors,
** the texts that people and protocols read. */
#define TEST_MAIN
#include "test.h"

#include "base/date.h"

#include <pthread.h>
#include <time.h>

#define DAY 86400

static i64 day(const char *text)
{
    i64 days = NO_DATE;
    if (!date_parse(str_c(text), &days)) printf("# not a date: %s\n", text);
    return days;
}

static i64 at(const char *text)
{
    i64 utc = NO_DATE;
    if (!time_parse(str_c(text), &utc)) printf("# not a time: %s\n", text);
    return utc;
}

/* What a buf_… function of a date or an instant writes. */
#define WRITTEN(call)                                                                              \
    ({                                                                                             \
        static char text_[128];                                                                    \
        struct buf b_, *b = &b_;                                                                   \
        buf_init(b, 100);                                                                          \
        call;                                                                                      \
        snprintf(text_, sizeof text_, "%.*s", P(buf_str(b)));                                      \
        buf_free(b);                                                                               \
        str_c(text_);                                                                              \
    })

static const char *const ZONES[] = {"UTC",
                                    "America/New_York",
                                    "Europe/Paris",
                                    "Europe/Dublin",
                                    "Europe/London",
                                    "Africa/Maputo",
                                    "Africa/Casablanca",
                                    "Africa/Cairo",
                                    "Asia/Kathmandu",
                                    "Asia/Kolkata",
                                    "Asia/Tokyo",
                                    "Asia/Gaza",
                                    "Asia/Tehran",
                                    "Australia/Lord_Howe",
                                    "Australia/Adelaide",
                                    "Pacific/Chatham",
                                    "Pacific/Apia",
                                    "Pacific/Kiritimati",
                                    "America/St_Johns",
                                    "America/Sao_Paulo",
                                    "America/Nuuk",
                                    "America/Asuncion",
                                    "Africa/Monrovia",
                                    "Antarctica/Troll",
                                    "Etc/GMT+5",
                                    "Asia/Manila",
                                    "America/Caracas",
                                    "EST5EDT"};
#define ZONE_COUNT (sizeof ZONES / sizeof *ZONES)

static u64 dice(void)
{
    static u64 x = 88172645463325252u;
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    return x;
}

TEST(each_day_has_one_name)
{
    /* Walks the calendar by its own rules beside the functions, ±200 years around 1970. */
    static const int LENGTH[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 1770, month = 1, d = 1;
    i64 days = date_of(1770, 1, 1);
    int weekday = date_weekday(days);
    for (; year <= 2170; days++, weekday = (weekday + 1) % 7) {
        int y, m, dd;
        i64 back;
        date_split(days, &y, &m, &dd);
        CHECK(y == year && m == month && dd == d);
        CHECK(date_of(y, m, dd) == days);
        CHECK(date_weekday(days) == weekday);
        if (d == 1 || d == 28) {
            CHECK(date_parse(WRITTEN(buf_date(b, days)), &back) && back == days);
        }
        bool leap = year % 4 == 0 && (year % 100 || year % 400 == 0);
        if (++d > LENGTH[month - 1] + (month == 2 && leap)) {
            d = 1;
            if (++month > 12) month = 1, year++;
        }
    }
    CHECK_INT(date_of(1970, 1, 1), 0);
    CHECK_INT(date_of(2000, 3, 1), 11017);
    CHECK_INT(date_weekday(day("2026-11-22")), 0);
}

TEST(far_days_and_no_day)
{
    static const i64 EDGES[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX, -365242500, 365242500};
    for (size_t i = 0; i < 5; i++) {
        int y, m, d;
        date_split(EDGES[i], &y, &m, &d);
        CHECK(m >= 1 && m <= 12 && d >= 1 && d <= 31);
        CHECK(date_weekday(EDGES[i]) >= 0 && date_weekday(EDGES[i]) <= 6);
        for (size_t z = 0; z < ZONE_COUNT; z++) {
            zone_local(zone_find(str_c(ZONES[z])), EDGES[i]);
            zone_instant(zone_find(str_c(ZONES[z])), EDGES[i], 23, 59, 59);
        }
    }
    date_add_months(INT64_MAX, INT32_MAX);
    date_add_months(INT64_MIN + 1, INT32_MIN);
    CHECK(date_add_months(NO_DATE, 1) == NO_DATE);
    CHECK(date_add_working_days(NO_DATE, 1, NULL, 0) == NO_DATE);
    CHECK(zone_instant(NULL, NO_DATE, 0, 0, 0) == NO_DATE);
    CHECK_STR(WRITTEN(buf_date(b, NO_DATE)), "");
    CHECK_STR(WRITTEN(buf_time(b, NO_DATE)), "");
    CHECK_STR(WRITTEN(buf_time_long(b, NO_DATE, NULL, "en")), "");
    CHECK_INT(date_of(2026, 13, 1), day("2027-01-01"));
    CHECK_INT(date_of(2026, -11, 31), day("2025-01-31"));
}

TEST(bad_dates)
{
    static const char *const BAD[] = {
        "",           "2026-11-2",  "2026-11-022", "2026-13-01",  "2026-00-10", "2026-02-29",
        "2026-04-31", "0000-01-01", "2026-01-00",  "2026/01/01",  " 2026-1-01", "-026-01-01",
        "2026-1--01", "2026-+1-01", "20260101",    "2026-01-01 ", "2100-02-29", "2026-01-0x"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        i64 days = 5;
        CHECK(!date_parse(str_c(BAD[i]), &days));
        CHECK_INT(days, 5);
    }
    CHECK(day("2000-02-29") != NO_DATE && day("0001-01-01") < 0);
    CHECK(day("9999-12-31") > 0);
}

TEST(months_clamp)
{
    CHECK_INT(date_add_months(day("2026-01-31"), 1), day("2026-02-28"));
    CHECK_INT(date_add_months(day("2028-01-31"), 1), day("2028-02-29"));
    CHECK_INT(date_add_months(day("2026-03-31"), -1), day("2026-02-28"));
    CHECK_INT(date_add_months(day("2026-11-30"), 3), day("2027-02-28"));
    for (i64 days = day("2023-12-25"); days < day("2028-03-05"); days++)
        for (int months = -50; months <= 50; months++) {
            int y, m, d, y2, m2, d2;
            i64 then = date_add_months(days, months);
            date_split(days, &y, &m, &d);
            date_split(then, &y2, &m2, &d2);
            CHECK(y2 * 12 + m2 == y * 12 + m + months);
            CHECK(d2 == d || (d2 < d && d > 28));
            if (d2 != d) CHECK(date_of(y2, m2 + 1, 1) == then + 1); /* the last day */
        }
}

TEST(working_days)
{
    i64 holidays[] = {day("2026-12-25"), day("2027-01-01"), day("2026-12-26")};
    CHECK_INT(date_add_working_days(day("2026-12-24"), 1, holidays, 3), day("2026-12-28"));
    CHECK_INT(date_add_working_days(day("2026-12-24"), 1, NULL, 0), day("2026-12-25"));
    CHECK_INT(date_add_working_days(day("2026-11-22"), 0, NULL, 0), day("2026-11-22"));
    for (i64 days = day("2026-12-01"); days < day("2027-02-01"); days++)
        for (int n = 1; n < 30; n++) {
            i64 then = date_add_working_days(days, n, holidays, 3);
            int counted = 0;
            for (i64 d = days + 1; d <= then; d++) {
                bool off = date_weekday(d) % 6 == 0;
                for (int h = 0; h < 3; h++)
                    off = off || holidays[h] == d;
                counted += !off;
                if (d == then) CHECK(!off);
            }
            CHECK_INT(counted, n);
            CHECK_INT(date_count_working_days(days, then, holidays, 3), n);
            CHECK_INT(date_count_working_days(days - 9, days, holidays, 3) +
                          date_count_working_days(days, then, holidays, 3),
                      date_count_working_days(days - 9, then, holidays, 3));
        }
}

TEST(vectors_of_the_lifecycle)
{
    CHECK_INT(date_weekday(day("2026-01-15")), 4);
    CHECK_INT(date_add_working_days(day("2026-01-15"), 10, NULL, 0), day("2026-01-29"));
    i64 end = date_add_months(day("2026-02-01"), 24) - 1;
    CHECK_INT(end, day("2028-01-31"));
    CHECK_INT(date_add_months(day("2027-03-31"), -1), day("2027-02-28"));
    CHECK_INT(date_add_months(end, -3), day("2027-10-31"));
    CHECK_INT(date_add_months(end, 2), day("2028-03-31"));
    i64 longer = date_add_months(end, 3);
    CHECK_INT(longer, day("2028-04-30"));
    CHECK_INT(date_add_months(longer, 2), day("2028-06-30"));
}

TEST(zone_names_are_checked)
{
    static const char *const BAD[] = {
        "",
        "/etc/passwd",
        "../../../etc/passwd",
        "Europe/../UTC",
        "Europe",
        "Nowhere/City",
        "tzdata.zi",
        "zone.tab",
        "America/New York",
        "Europe/Paris/",
        "right/UTC",
        "iso3166.tab",
        "leapseconds",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        const struct zone *z = zone_find(str_c(BAD[i]));
        if (z) printf("# found %s\n", BAD[i]);
        CHECK(!z);
    }
    CHECK(!zone_find(S("Europe/Paris\0x")));
    const struct zone *z = zone_find(S("Europe/Paris"));
    CHECK(z && z == zone_find(S("Europe/Paris")));
    CHECK_STR(str_c(zone_name(z)), "Europe/Paris");
    CHECK_STR(str_c(zone_name(NULL)), "UTC");
}

static void same_as_libc(const struct zone *z, i64 utc)
{
    struct tm tm;
    time_t t = utc;
    localtime_r(&t, &tm);
    struct civil c = zone_local(z, utc);
    bool same = c.year == tm.tm_year + 1900 && c.month == tm.tm_mon + 1 && c.day == tm.tm_mday &&
                c.hour == tm.tm_hour && c.minute == tm.tm_min && c.second == tm.tm_sec &&
                c.offset == tm.tm_gmtoff && !strncmp(c.abbrev, tm.tm_zone, 7);
    if (!same) printf("# %s at %" PRId64 " (%s, %s)\n", zone_name(z), utc, c.abbrev, tm.tm_zone);
    CHECK(same);
}

TEST(zones_agree_with_the_c_library)
{
    for (size_t i = 0; i < ZONE_COUNT; i++) {
        const struct zone *z = zone_find(str_c(ZONES[i]));
        CHECK(z);
        setenv("TZ", ZONES[i], 1);
        tzset();
        i64 first = date_of(1850, 1, 1) * DAY, last = date_of(2500, 1, 1) * DAY;
        for (int n = 0; n < 20000; n++)
            same_as_libc(z, first + (i64)(dice() % (u64)(last - first)));
        /* Around each change from 1900 to 2150: its last second before and its first after. */
        int offset = zone_local(z, date_of(1900, 1, 1) * DAY).offset;
        for (i64 t = date_of(1900, 1, 1) * DAY; t < date_of(2150, 1, 1) * DAY; t += DAY) {
            int next = zone_local(z, t + DAY).offset;
            if (next == offset) continue;
            i64 lo = t, hi = t + DAY;
            while (hi - lo > 1) {
                i64 mid = lo + (hi - lo) / 2;
                if (zone_local(z, mid).offset == next)
                    hi = mid;
                else
                    lo = mid;
            }
            same_as_libc(z, lo), same_as_libc(z, hi);
            offset = next;
        }
    }
    setenv("TZ", "UTC", 1);
    tzset();
}

/* A TZif file of one type and a footer. */
static str tzif(const char *footer)
{
    static const char HEAD[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0" /* 20 bytes with the next four */
                               "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4";
    static char file[400];
    size_t n = 0;
    for (int i = 0; i < 2; i++) {
        memcpy(file + n, HEAD, 44), n += 44;
        memcpy(file + n, "\0\0\0\0\0\0LMT", 10), n += 10;
    }
    n += (size_t)snprintf(file + n, sizeof file - n, "\n%s\n", footer);
    return (str){file, n};
}

TEST(footers_agree_with_the_c_library)
{
    static const char *const RULES[] = {"EST5",
                                        "EST5EDT,M3.2.0,M11.1.0",
                                        "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1",
                                        "IST-1GMT0,M10.5.0,M3.5.0/1",
                                        "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
                                        "AAA3BBB,J59/1,J60/3",
                                        "AAA3BBB,J60,J300/23:30:15",
                                        "AAA3BBB,59,60/4",
                                        "AAA-3BBB,30/0,330/1",
                                        "AAA12BBB-1,M1.1.0/26,M12.5.6/23",
                                        "EET-2EEST,M3.4.4/50,M10.4.4/50"};
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
        struct zone *z = zone_read(S("test"), tzif(RULES[i]));
        CHECK(z);
        if (!z) continue;
        setenv("TZ", RULES[i], 1);
        tzset();
        /* Hours from 2027 to 2032: a leap year and both ends of years. */
        for (i64 t = day("2027-01-01") * (i64)DAY; t < day("2032-02-01") * (i64)DAY; t += 1800)
            same_as_libc(z, t), same_as_libc(z, t - 1);
        zone_free(z);
    }
    setenv("TZ", "UTC", 1);
    tzset();
}

TEST(summer_time_all_year)
{
    struct zone *z = zone_read(S("test"), tzif("XXX3YYY,0/0,J365/25")); /* as RFC 8536, 3.3.1 */
    CHECK(z);
    for (i64 t = day("2027-01-01") * (i64)DAY; z && t < day("2032-02-01") * (i64)DAY; t += 1800)
        CHECK_INT(zone_local(z, t).offset, -7200);
    zone_free(z);
}

TEST(bad_footers)
{
    static const char *const BAD[] = {"E5",
                                      "EST",
                                      "EST5EDT",
                                      "<EST5",
                                      "EST25",
                                      "EST5EDT,M3.2.0",
                                      "EST5EDT,M13.1.0,M1.1.0",
                                      "EST5:60",
                                      "EST5EDT,J0,J5",
                                      "EST5EDT,366,1",
                                      "EST5x",
                                      "EST5EDT,M3.2.7,M11.1.0",
                                      "EST5EDT,M3.2.0/168,M11.1.0",
                                      "EST5EDT,M3.2.0,M11.1.0,"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct zone *z = zone_read(S("test"), tzif(BAD[i]));
        if (z) printf("# taken: %s\n", BAD[i]);
        CHECK(!z);
        zone_free(z);
    }
}

TEST(damaged_files_are_refused_or_harmless)
{
    static char whole[65536], file[65536];
    FILE *f = fopen("/usr/share/zoneinfo/America/New_York", "rb");
    CHECK(f);
    if (!f) return;
    size_t n = fread(whole, 1, sizeof whole, f);
    fclose(f);
    for (size_t cut = 0; cut < n; cut++) {
        /* A heap copy of exactly that length, so that a byte too far is seen. */
        char *copy = malloc(cut + 1);
        memcpy(copy, whole, cut);
        struct zone *z = zone_read(S("cut"), (str){copy, cut});
        CHECK(!z);
        zone_free(z);
        free(copy);
    }
    for (int round = 0; round < 20000; round++) {
        memcpy(file, whole, n);
        for (u64 k = dice() % 4 + 1; k; k--)
            file[dice() % 3 ? n - 1 - dice() % 300 : dice() % n] = (char)dice();
        struct zone *z = zone_read(S("noise"), (str){file, n});
        for (int i = 0; z && i < 5; i++) {
            i64 t = (i64)(dice() % 8000000000u) - 3000000000;
            struct civil c = zone_local(z, t);
            CHECK(strnlen(c.abbrev, sizeof c.abbrev) < sizeof c.abbrev);
            zone_instant(z, t / DAY, 2, 30, 0);
        }
        zone_free(z);
    }
    memcpy(file, tzif("EST5").p, 200);
    file[54 + 28 + 3] = 1; /* a leap second, as in right/ */
    CHECK(!zone_read(S("right"), (str){file, 200}));
}

static i64 as_seconds(struct civil c)
{
    return date_of(c.year, c.month, c.day) * DAY + c.hour * 3600 + c.minute * 60 + c.second;
}

TEST(local_time_and_back)
{
    for (size_t i = 0; i < ZONE_COUNT; i++) {
        const struct zone *z = zone_find(str_c(ZONES[i]));
        i64 first = date_of(1880, 1, 1) * DAY, last = date_of(2200, 1, 1) * DAY;
        for (int n = 0; n < 20000; n++) {
            i64 utc = first + (i64)(dice() % (u64)(last - first));
            struct civil c = zone_local(z, utc);
            i64 days = date_of(c.year, c.month, c.day);
            i64 back = zone_instant(z, days, c.hour, c.minute, c.second);
            /* The same instant, or the first of two with this wall-clock time. */
            CHECK(back <= utc);
            CHECK(as_seconds(zone_local(z, back)) == as_seconds(c));
        }
    }
}

TEST(gaps_and_overlaps_minute_by_minute)
{
    /* The instant of each wall-clock minute around changes, against a search through all instants. */
    static const struct {
        const char *zone, *around;
    } CHANGES[] = {{"America/New_York", "2026-03-08"},    {"America/New_York", "2026-11-01"},
                   {"America/New_York", "2050-03-13"},    {"America/New_York", "2050-11-06"},
                   {"Australia/Lord_Howe", "2026-10-04"}, {"Australia/Lord_Howe", "2026-04-05"},
                   {"Europe/Dublin", "2060-03-28"},       {"Europe/Dublin", "2060-10-31"},
                   {"Pacific/Apia", "2011-12-30"},        {"Pacific/Kiritimati", "1994-12-31"},
                   {"Asia/Kathmandu", "1986-01-01"},      {"Antarctica/Troll", "2026-03-29"}};
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
        const struct zone *z = zone_find(str_c(CHANGES[i].zone));
        i64 days = day(CHANGES[i].around);
        static i64 locals[5 * 1440];
        i64 start = (days - 2) * DAY;
        for (int m = 0; m < 5 * 1440; m++)
            locals[m] = as_seconds(zone_local(z, start + m * 60));
        for (int minute = -360; minute < 30 * 60; minute++) {
            i64 wanted = NO_DATE, local = days * DAY + minute * 60;
            for (int m = 0; m < 5 * 1440 && wanted == NO_DATE; m++)
                if (locals[m] == local) wanted = start + m * 60;
            /* None: in a gap. Then the first instant at which the clock shows more. */
            for (int m = 0; m < 5 * 1440 && wanted == NO_DATE; m++)
                if (locals[m] > local) wanted = start + m * 60;
            CHECK_INT(zone_instant(z, days, 0, minute, 0), wanted);
        }
    }
}

TEST(time_texts)
{
    const struct zone *ny = zone_find(S("America/New_York"));
    i64 t = at("2026-11-23T04:59:00Z");
    CHECK_STR(WRITTEN(buf_time(b, t)), "2026-11-23T04:59:00Z");
    CHECK_STR(WRITTEN(buf_time_local(b, t, ny)), "2026-11-22T23:59");
    CHECK_STR(WRITTEN(buf_time_long(b, t, ny, "en")), "22 November 2026, 23:59 EST");
    CHECK_STR(WRITTEN(buf_time_long(b, t, ny, "fr")), "22 novembre 2026, 23\u00A0h\u00A059 (EST)");
    CHECK_STR(WRITTEN(buf_time_long(b, t, NULL, "en")), "23 November 2026, 04:59 UTC");
    CHECK_STR(WRITTEN(buf_time_long(b, t, zone_find(S("Asia/Kathmandu")), "xx")),
              "23 November 2026, 10:44 UTC+05:45");
    CHECK_STR(WRITTEN(buf_time_long(b, t, zone_find(S("America/Sao_Paulo")), "en")),
              "23 November 2026, 01:59 UTC-03");
    CHECK_STR(WRITTEN(buf_time_http(b, t)), "Mon, 23 Nov 2026 04:59:00 GMT");
    CHECK_STR(WRITTEN(buf_time_mail(b, t)), "Mon, 23 Nov 2026 04:59:00 +0000");
    CHECK_STR(WRITTEN(buf_time_http(b, 784111777)), "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK_STR(WRITTEN(buf_date_long(b, day("2027-02-01"), "fr-FR")), "1er février 2027");
    CHECK_STR(WRITTEN(buf_date_long(b, day("2027-08-11"), "fr")), "11 août 2027");
    CHECK_STR(WRITTEN(buf_date_long(b, day("2027-02-01"), "frr")), "1 February 2027");
    for (int m = 1; m <= 12; m++)
        CHECK(str_is_text(WRITTEN(buf_date_long(b, date_of(2026, m, 3), m % 2 ? "fr" : "en"))));
}

TEST(reading_instants)
{
    i64 t = at("2026-11-22T14:05:00Z");
    CHECK_INT(t, day("2026-11-22") * DAY + 14 * 3600 + 300);
    CHECK_INT(at("2026-11-22T15:05:00+01:00"), t);
    CHECK_INT(at("2026-11-22T08:35:00.123456789-05:30"), t);
    CHECK_INT(at("2026-11-22t14:05:00z"), t);
    CHECK_INT(at("2016-12-31T23:59:60Z"), at("2017-01-01T00:00:00Z"));
    static const char *const BAD[] = {"",
                                      "2026-11-22",
                                      "2026-11-22T14:05Z",
                                      "2026-11-22T14:05:00",
                                      "2026-11-22 14:05:00Z",
                                      "2026-11-22T24:00:00Z",
                                      "2026-11-22T14:60:00Z",
                                      "2026-11-22T14:05:61Z",
                                      "2026-11-22T14:05:00.Z",
                                      "2026-11-22T14:05:00+0100",
                                      "2026-11-22T14:05:00+01:00x",
                                      "2026-11-31T14:05:00Z",
                                      "2026-11-22T14:05:00+24:00",
                                      "2026-11-22T-4:05:00Z"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        i64 out = 5;
        CHECK(!time_parse(str_c(BAD[i]), &out));
        CHECK_INT(out, 5);
    }
    for (int i = 0; i < 20000; i++) {
        i64 utc = (i64)(dice() % 200000000000u) - 50000000000, back;
        CHECK(time_parse(WRITTEN(buf_time(b, utc)), &back) && back == utc);
    }
}

TEST(reading_form_fields)
{
    const struct zone *maputo = zone_find(S("Africa/Maputo"));
    const struct zone *ny = zone_find(S("America/New_York"));
    i64 t = NO_DATE;
    CHECK(time_parse_local(S("2027-01-10T09:00"), maputo, &t) && t == at("2027-01-10T07:00:00Z"));
    CHECK(time_parse_local(S("2027-01-10T09:00:30"), maputo, &t) &&
          t == at("2027-01-10T07:00:30Z"));
    CHECK(time_parse_local(S("2026-03-08T02:30"), ny, &t) && t == at("2026-03-08T07:00:00Z"));
    CHECK(time_parse_local(S("2026-11-01T01:30"), ny, &t) && t == at("2026-11-01T05:30:00Z"));
    t = 5;
    CHECK_INT(time_local_count(S("2026-03-08T01:59"), ny), 1);
    CHECK_INT(time_local_count(S("2026-03-08T02:00"), ny), 0);
    CHECK_INT(time_local_count(S("2026-03-08T02:59:59"), ny), 0);
    CHECK_INT(time_local_count(S("2026-03-08T03:00"), ny), 1);
    CHECK_INT(time_local_count(S("2026-11-01T00:59"), ny), 1);
    CHECK_INT(time_local_count(S("2026-11-01T01:00"), ny), 2);
    CHECK_INT(time_local_count(S("2040-11-04T01:59"), ny), 2);
    CHECK_INT(time_local_count(S("2026-11-01T02:00"), ny), 1);
    CHECK_INT(time_local_count(S("2027-01-10T09:00"), maputo), 1);
    CHECK_INT(time_local_count(S("2027-01-10T09:00"), NULL), 1);
    CHECK_INT(time_local_count(S("2027-01-10"), maputo), 0);
    CHECK(!time_parse_local(S("2027-01-10"), maputo, &t) && t == 5);
    CHECK(!time_parse_local(S("2027-01-10T09:00Z"), maputo, &t) && t == 5);
    CHECK(!time_parse_local(S("2027-01-10T9:00"), maputo, &t) && t == 5);
}

static void *find_all(void *out)
{
    const struct zone **z = out;
    static const char *const OTHERS[] = {"Africa/Nairobi", "Asia/Beirut",  "Asia/Dili",
                                         "Europe/Vienna",  "America/Lima", "Africa/Lagos"};
    for (size_t i = 0; i < 6; i++)
        z[i] = zone_find(str_c(OTHERS[i]));
    return NULL;
}

TEST(threads_share_zones)
{
    const struct zone *found[4][6];
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, find_all, found[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 6; k++)
            CHECK(found[i][k] && found[i][k] == found[0][k]);
}
