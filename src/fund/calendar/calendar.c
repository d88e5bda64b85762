/* calendar.c: working days, holidays and due days of the fund. */
#include "fund/calendar/calendar.h"

#include "web/message.h"
#include "web/out.h"
#include "web/request.h"
#include "web/text.h"

/* GROUP calendar "The fund's calendar" */
/* SETTING calendar.holidays days ""
** Holidays: days on which the fund's office is closed, beside Saturdays and Sundays. Deadlines in working days leave them out. */

struct calendar calendar_of(struct app *app, struct arena *a)
{
    struct calendar c = {.zone = fund_zone(app)};
    str text = setting(app, a, "calendar.holidays");
    struct named_day x;
    int got;
    c.days = NEW_ARRAY(a, DAYS_MOST, i64);
    c.names = NEW_ARRAY(a, DAYS_MOST, str);
    while (c.count < DAYS_MOST && (got = days_next(&text, &x)) != 0) {
        if (got < 0) continue;
        c.days[c.count] = x.day;
        c.names[c.count++] = x.name;
    }
    return c;
}

i64 calendar_day(const struct calendar *c, i64 at)
{
    struct civil l = zone_local(c->zone, at);
    return date_of(l.year, l.month, l.day);
}

i64 calendar_day_end(const struct calendar *c, i64 day)
{
    return day == NO_DATE ? NO_DATE : zone_instant(c->zone, day, 23, 59, 59);
}

i64 calendar_due(const struct calendar *c, i64 day, i64 days, bool working)
{
    if (day == NO_DATE || days <= 0) return NO_DATE;
    return working ? date_add_working_days(day, (int)days, c->days, c->count) : day + days;
}

i64 calendar_working_days(const struct calendar *c, i64 from, i64 to)
{
    return date_count_working_days(from, to, c->days, c->count);
}

static str day_words(struct request *r, i64 day)
{
    struct buf b;
    buf_init(&b, 200);
    buf_date_long(&b, day, str_z(r->arena, r->lang));
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

str calendar_explain(struct request *r, const struct calendar *c, i64 day, i64 days, bool working)
{
    i64 due = calendar_due(c, day, days, working);
    if (due == NO_DATE) return NO_STR;
    str parts[2] = {arena_printf(r->arena, "%lld", (long long)days), day_words(r, day)};
    str words = working ? tr_n(r->lang, "%1 working day after %2", "%1 working days after %2", days)
                        : tr_n(r->lang, "%1 day after %2", "%1 days after %2", days);
    str said = message_fill(r->arena, words, parts, 2), left_out = NO_STR;
    for (size_t i = 0; working && i < c->count; i++) {
        int weekday = date_weekday(c->days[i]);
        if (c->days[i] <= day || c->days[i] > due || weekday == 0 || weekday == 6) continue;
        left_out = arena_printf(r->arena, "%.*s%s%.*s (%.*s)", P(left_out), left_out.n ? ", " : "",
                                P(c->names[i]), P(day_words(r, c->days[i])));
    }
    if (!left_out.n) return said;
    return message_fill(r->arena, T(r, "%1; left out: %2"), (str[]){said, left_out}, 2);
}
