/* map.c: draws the dotted world map. Called by the map page, the home page and programme lists;
** promises valid SVG without style attributes, whatever the marks hold. */
#include "web/map/map.h"

#include "web/map/land.h"

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

/* --- places ---------------------------------------------------------------------------------------------- */

#define DEGREE 100000
#define STEP (5 * DEGREE) /* of the table of the projection */
#define MERIDIAN (11 * DEGREE)
#define WEST                                                                                       \
    10900 /* hundredths of a unit from the left edge to the meridian, from the top to the equator */
#define NORTH 6000
#define SIGHT_WIDTH 3600 /* at least so much is seen around a place */
#define SIGHT_HEIGHT 1800

/* Robinson's table: the length of each fifth parallel and its distance from the equator, ten-thousandths. */
static const short robinson[][2] = {{10000, 0},   {9986, 620},  {9954, 1240}, {9900, 1860},
                                    {9822, 2480}, {9730, 3100}, {9600, 3720}, {9427, 4340},
                                    {9216, 4958}, {8962, 5571}, {8679, 6176}, {8350, 6769},
                                    {7986, 7346}, {7597, 7903}, {7186, 8435}, {6732, 8936},
                                    {6213, 9394}, {5722, 9761}, {5322, 10000}};

static i64 robinson_at(size_t index, i64 latitude)
{
    i64 at = latitude < 0 ? -latitude : latitude;
    if (at >= 90 * DEGREE) return robinson[18][index];
    size_t low = (size_t)(at / STEP);
    i64 one = robinson[low][index], two = robinson[low + 1][index];
    return one + (two - one) * (at % STEP) / STEP;
}

void map_project(i64 north, i64 east, i64 *x, i64 *y)
{
    i64 turn = (east - MERIDIAN + 540 * DEGREE) % (360 * DEGREE) - 180 * DEGREE;
    /* 0.8487 and 1.3523 radii of 45 units; a radian is 5,729,578 hundred-thousandths of a degree. */
    *x = WEST + robinson_at(0, north) * turn / 10000 * 38192 / (10 * 5729578);
    i64 up = robinson_at(1, north) * 60854 / 100000;
    *y = north < 0 ? NORTH + up : NORTH - up;
}

static void hundredths(struct buf *b, i64 v)
{
    buf_printf(b, "%s%lld.%02lld", v < 0 ? "-" : "", (long long)(v < 0 ? -v : v) / 100,
               (long long)(v < 0 ? -v : v) % 100);
}

struct sight {
    i64 left, top, right, bottom;
};

/* All spots with some land around them, in the shape of a page's width. */
static struct sight sight_of(const struct map_spot *spots, size_t n)
{
    struct sight s = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
    for (size_t i = 0; i < n; i++) {
        i64 x, y;
        map_project(spots[i].north, spots[i].east, &x, &y);
        s.left = x < s.left ? x : s.left;
        s.right = x > s.right ? x : s.right;
        s.top = y < s.top ? y : s.top;
        s.bottom = y > s.bottom ? y : s.bottom;
    }
    i64 width = s.right - s.left + SIGHT_WIDTH / 2, height = s.bottom - s.top + SIGHT_HEIGHT / 2;
    width = width < SIGHT_WIDTH ? SIGHT_WIDTH : width;
    height = height < SIGHT_HEIGHT ? SIGHT_HEIGHT : height;
    if (width < 2 * height) width = 2 * height;
    if (height < width / 2) height = width / 2;
    i64 x = (s.left + s.right) / 2, y = (s.top + s.bottom) / 2;
    return (struct sight){x - width / 2, y - height / 2, x + width / 2, y + height / 2};
}

void map_spots_svg(struct buf *b, str label, const struct map_spot *spots, size_t n)
{
    if (!n) return;
    struct sight s = sight_of(spots, n);
    i64 width = s.right - s.left, unit = width / 100;
    buf_lit(b, "<svg class=\"map\" width=\"720\" height=\"360\" viewBox=\"");
    hundredths(b, s.left);
    buf_char(b, ' ');
    hundredths(b, s.top);
    buf_char(b, ' ');
    hundredths(b, width);
    buf_char(b, ' ');
    hundredths(b, s.bottom - s.top);
    buf_lit(b, "\" role=\"img\" aria-label=\"");
    buf_html(b, label);
    buf_lit(b, "\"><path class=\"land\" d=\"");
    buf_add(b, str_c(map_land));
    buf_lit(b, "\"/><g class=\"on\" font-size=\"");
    hundredths(b, 3 * unit);
    buf_lit(b, "\">");
    for (size_t i = 0; i < n; i++) {
        i64 x, y;
        map_project(spots[i].north, spots[i].east, &x, &y);
        buf_lit(b, "<circle cx=\"");
        hundredths(b, x);
        buf_lit(b, "\" cy=\"");
        hundredths(b, y);
        buf_lit(b, "\" r=\"");
        hundredths(b, unit);
        buf_lit(b, "\"><title>");
        buf_html(b, spots[i].title);
        buf_lit(b, "</title></circle><text x=\"");
        hundredths(b, x + unit + unit / 2);
        buf_lit(b, "\" y=\"");
        hundredths(b, y + unit);
        buf_lit(b, "\">");
        buf_html(b, spots[i].label);
        buf_lit(b, "</text>");
    }
    buf_lit(b, "</g></svg>");
}
