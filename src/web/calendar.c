/* calendar.c: writes iCalendar. Called by event.c; times are UTC, so no zone table is needed. */
#include "web/calendar.h"

#define FOLD 75

void calendar_line(struct buf *b, str line)
{
    size_t room = FOLD;
    while (line.n > room) {
        size_t cut = room;
        while (cut && ((u8)line.p[cut] & 0xc0) == 0x80)
            cut--;
        if (!cut) cut = room; /* not UTF-8: any place is as good */
        buf_add(b, str_sub(line, 0, cut));
        buf_lit(b, "\r\n ");
        line = str_sub(line, cut, line.n);
        room = FOLD - 1; /* the space counts */
    }
    buf_add(b, line);
    buf_lit(b, "\r\n");
}

static void text_escape(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\n')
            buf_lit(b, "\\n");
        else if (c == '\\' || c == ';' || c == ',')
            buf_printf(b, "\\%c", c);
        else if (((u8)c >= 0x20 && (u8)c != 0x7f) || c == '\t')
            buf_char(b, c);
    }
}

static void text_line(struct buf *b, struct arena *a, const char *name, str value)
{
    if (!value.n) return;
    struct buf line;
    buf_init(&line, value.n * 2 + 64);
    buf_add(&line, str_c(name));
    text_escape(&line, value);
    calendar_line(b, str_dup(a, buf_str(&line)));
    buf_free(&line);
}

static void time_line(struct buf *b, const char *name, i64 at)
{
    int year, month, day;
    i64 days = at >= 0 ? at / 86400 : -((-at + 86399) / 86400), rest = at - days * 86400;
    date_split(days, &year, &month, &day);
    buf_printf(b, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, year, month, day, (int)(rest / 3600),
               (int)(rest / 60 % 60), (int)(rest % 60));
}

static void day_line(struct buf *b, const char *name, i64 days)
{
    int year, month, day;
    date_split(days, &year, &month, &day);
    buf_printf(b, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, year, month, day);
}

void calendar_begin(struct buf *b, str name, str lang)
{
    struct arena *a = arena_new();
    buf_lit(b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    calendar_line(b, arena_printf(a, "PRODID:-//Letsema//Letsema//%.*s", P(lang)));
    buf_lit(b, "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    text_line(b, a, "X-WR-CALNAME:", name);
    text_line(b, a, "NAME:", name);
    buf_lit(b, "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n");
    arena_free(a);
}

static const char *status_of(str status)
{
    if (str_eq(status, S("cancelled"))) return "CANCELLED";
    return str_eq(status, S("planned")) ? "TENTATIVE" : "CONFIRMED";
}

void calendar_event_write(struct buf *b, struct arena *a, const struct calendar_event *e)
{
    bool cancelled = str_eq(e->status, S("cancelled"));
    buf_lit(b, "BEGIN:VEVENT\r\n");
    text_line(b, a, "UID:", e->uid);
    time_line(b, "DTSTAMP", e->changed);
    time_line(b, "LAST-MODIFIED", e->changed);
    buf_printf(b, "SEQUENCE:%lld\r\n", (long long)e->sequence);
    if (e->all_day) {
        day_line(b, "DTSTART", e->first_day);
        day_line(b, "DTEND", e->last_day + 1);
    } else {
        time_line(b, "DTSTART", e->starts);
        time_line(b, "DTEND", e->ends);
    }
    str title =
        cancelled ? arena_printf(a, "%.*s: %.*s", P(e->cancelled_prefix), P(e->title)) : e->title;
    text_line(b, a, "SUMMARY:", title);
    text_line(b, a, "LOCATION:", e->place);
    text_line(b, a, "DESCRIPTION:", e->text);
    if (e->url.n) calendar_line(b, arena_printf(a, "URL:%.*s", P(e->url)));
    buf_printf(b, "STATUS:%s\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n", status_of(e->status));
}

void calendar_end(struct buf *b)
{
    buf_lit(b, "END:VCALENDAR\r\n");
}
