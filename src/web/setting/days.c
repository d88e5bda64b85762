/* days.c: reading and tidying lists of days, one to a line. Called by the settings page, and by the
** fund's calendar through days_next. */
#include "web/days.h"

#include "base/buf.h"

#define NAME_MOST 120

int days_next(str *text, struct named_day *out)
{
    str line;
    while (str_cut(text, '\n', &line)) {
        line = str_trim(line);
        if (!line.n) continue;
        str rest = line, day;
        *out = (struct named_day){.name = line};
        if (!str_cut(&rest, ' ', &day) || !date_parse(day, &out->day)) return -1;
        rest = str_trim(rest);
        if (!rest.n || rest.n > NAME_MOST) return -1;
        out->name = rest;
        return 1;
    }
    return 0;
}

bool days_tidy(struct arena *a, str text, str *out, str *bad)
{
    struct named_day *v = NEW_ARRAY(a, DAYS_MOST + 1, struct named_day), x;
    size_t n = 0;
    int got;
    *bad = NO_STR;
    while ((got = days_next(&text, &x)) > 0) {
        size_t at = n;
        while (at > 0 && v[at - 1].day > x.day)
            at--;
        if (at > 0 && v[at - 1].day == x.day) {
            v[at - 1].name = x.name;
            continue;
        }
        if (n == DAYS_MOST) return false;
        memmove(&v[at + 1], &v[at], (n - at) * sizeof *v);
        v[at] = x;
        n++;
    }
    if (got < 0) {
        *bad = x.name;
        return false;
    }
    struct buf b;
    buf_init(&b, (size_t)DAYS_MOST * (NAME_MOST + 16));
    for (size_t i = 0; i < n; i++) {
        if (i) buf_char(&b, '\n');
        buf_date(&b, v[i].day);
        buf_printf(&b, " %.*s", P(v[i].name));
    }
    *out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return true;
}
