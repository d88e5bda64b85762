/* map.c: draws the dotted world map. Called by the map page, the home page and programme lists;
** promises valid SVG without style attributes, whatever the marks hold. */
#include "publish/map/map.h"

#include "publish/map/land.h"

#include <stdlib.h>

enum { RADIUS_MIN = 14, RADIUS_MAX = 40 }; /* tenths of a unit */

static const struct map_place *map_place(str cc)
{
    size_t low = 0, high = map_place_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(cc, str_c(map_places[middle].cc));
        if (order == 0) return &map_places[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool map_point(str cc, int *x10, int *y10)
{
    const struct map_place *p = map_place(cc);
    if (!p) return false;
    *x10 = p->x10;
    *y10 = p->y10;
    return true;
}

/* Radius whose circle has the share amount/most of the largest circle's area. Amounts are scaled
** down first, so that the product fits. */
static int mark_radius(i64 amount, i64 most)
{
    if (amount <= 0 || most <= 0) return RADIUS_MIN;
    while (most > INT64_MAX / (RADIUS_MAX * RADIUS_MAX)) {
        most /= 2;
        amount /= 2;
    }
    i64 square = amount * RADIUS_MAX * RADIUS_MAX / most;
    int radius = RADIUS_MIN;
    while (radius < RADIUS_MAX && (i64)(radius + 1) * (radius + 1) <= square)
        radius++;
    return radius;
}

static int mark_order(const void *a, const void *b)
{
    const struct map_mark *x = a, *y = b;
    if (x->amount != y->amount) return x->amount < y->amount ? 1 : -1;
    int order = str_cmp(x->country, y->country);
    return order ? order : str_cmp(x->title, y->title);
}

static void tenths(struct buf *b, int v)
{
    buf_i64(b, v / 10);
    if (v % 10) {
        buf_char(b, '.');
        buf_i64(b, v % 10);
    }
}

static void mark_svg(struct buf *b, const struct map_mark *m, int x10, int y10, int radius)
{
    buf_lit(b, "<circle cx=\"");
    tenths(b, x10);
    buf_lit(b, "\" cy=\"");
    tenths(b, y10);
    buf_lit(b, "\" r=\"");
    tenths(b, radius);
    if (m->title.n == 0) {
        buf_lit(b, "\"/>");
        return;
    }
    buf_lit(b, "\"><title>");
    buf_html(b, m->title);
    buf_lit(b, "</title></circle>");
}

void map_svg(struct buf *b, str label, struct map_mark *marks, size_t n)
{
    /* The first mark of a country stands on its point, the next six around it, then wider. */
    static const signed char around[][2] = {{0, 0},     {24, 0},   {-24, 0}, {12, 21},  {-12, -21},
                                            {-12, 21},  {12, -21}, {36, 21}, {-36, 21}, {36, -21},
                                            {-36, -21}, {0, 42},   {0, -42}};
    const size_t ring = sizeof around / sizeof *around;

    buf_printf(
        b,
        "<svg class=\"map\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
        MAP_WIDTH * 4, MAP_HEIGHT * 4, MAP_WIDTH, MAP_HEIGHT);
    buf_html(b, label);
    buf_lit(b, "\"><path class=\"land\" d=\"");
    buf_add(b, str_c(map_land));
    buf_lit(b, "\"/>");
    if (n > 0) {
        qsort(marks, n, sizeof *marks, mark_order);
        i64 most = marks[0].amount;
        u8 used[26][26] = {0}; /* marks of a country so far; known codes are two capitals */
        buf_lit(b, "<g class=\"on\">");
        for (size_t i = 0; i < n; i++) {
            int x10, y10;
            if (!map_point(marks[i].country, &x10, &y10)) continue;
            u8 *before = &used[marks[i].country.p[0] - 'A'][marks[i].country.p[1] - 'A'];
            x10 += around[*before][0];
            y10 += around[*before][1];
            x10 = x10 < 0 ? 0 : x10 > MAP_WIDTH * 10 ? MAP_WIDTH * 10 : x10;
            y10 = y10 < 0 ? 0 : y10 > MAP_HEIGHT * 10 ? MAP_HEIGHT * 10 : y10;
            mark_svg(b, &marks[i], x10, y10, mark_radius(marks[i].amount, most));
            *before = (u8)((*before + 1) % ring);
        }
        buf_lit(b, "</g>");
    }
    buf_lit(b, "</svg>");
}
