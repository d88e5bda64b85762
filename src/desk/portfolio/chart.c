/* chart.c: columns side by side as a drawing (portfolio.h). Colours come from the style sheet by the
** classes of the maps, so that dark mode and print hold; without a style sheet it is black. */
#include "desk/portfolio/portfolio.h"

#define DRAWING_BYTES (1 << 18)

enum { WIDE = 640, HIGH = 180, FOOT = 24, HEAD = 18, LABELS_MOST = 16 };

static void column(struct buf *b, const struct portfolio_tally *x, i64 i, i64 n, i64 largest)
{
    i64 slot = WIDE / n > 60 ? 60 : WIDE / n, wide = slot > 8   ? slot * 3 / 4
                                                     : slot > 1 ? slot - 1
                                                                : 1;
    i64 value = x->count;
    i64 high = (i64)((__int128)value * (HIGH - FOOT - HEAD) / largest), left = i * slot;
    i64 middle = left + wide / 2, every = (n + LABELS_MOST - 1) / LABELS_MOST;
    if (value && !high) high = 1;
    buf_printf(b, "<rect class=\"on\" x=\"%lld\" y=\"%lld\" width=\"%lld\" height=\"%lld\"/>",
               (long long)left, (long long)(HIGH - FOOT - high), (long long)wide, (long long)high);
    if (i % every) return;
    buf_printf(b, "<text x=\"%lld\" y=\"%d\">", (long long)middle, HIGH - 6);
    buf_html(b, x->code);
    buf_lit(b, "</text>");
    if (every > 1 || slot < 24) return;
    buf_printf(b, "<text x=\"%lld\" y=\"%lld\">%lld</text>", (long long)middle,
               (long long)(HIGH - FOOT - high - 4), (long long)value);
}

/* Rows of years, in their order; years without a row keep their place. */
str columns_svg(struct arena *a, str title, const struct portfolio_tally_array *rows)
{
    struct buf b;
    i64 largest = 0, first = 0, last = 0, year;
    for (size_t i = 0; i < rows->n; i++) {
        if (!str_i64(rows->v[i].code, &year)) continue;
        if (rows->v[i].count > largest) largest = rows->v[i].count;
        if (!first) first = year;
        last = year;
    }
    i64 n = last - first + 1;
    if (!largest || n < 1 || n > WIDE) return NO_STR;
    buf_init(&b, DRAWING_BYTES);
    buf_printf(&b, "<svg class=\"map\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDE,
               HIGH);
    buf_html(&b, title);
    buf_lit(&b, "\"><g font-size=\"12\" text-anchor=\"middle\" fill=\"currentColor\">");
    for (size_t i = 0; i < rows->n; i++)
        if (str_i64(rows->v[i].code, &year)) column(&b, &rows->v[i], year - first, n, largest);
    buf_lit(&b, "</g></svg>");
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}
