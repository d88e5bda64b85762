/* The dotted world map: its dots, its points, its circles. */
#define TEST_MAIN
#include "base/base.h"
#include "test.h"
#include "web/map/land.h"
#include "web/map/map.h"

TEST(land_is_a_path_of_relative_rows)
{
    str path = str_c(map_land);
    CHECK(str_starts(path, S("M")));
    CHECK(str_ends(path, S("h0")));
    size_t dots = 0;
    for (size_t i = 0; i < path.n; i++) {
        CHECK(strchr("0123456789Mmh ", path.p[i]) != NULL);
        dots += path.p[i] == 'h';
    }
    CHECK(dots > 1500 && dots < 1700);
}

TEST(points_are_sorted_and_on_the_map)
{
    for (size_t i = 0; i < map_place_count; i++) {
        const struct map_place *p = &map_places[i];
        CHECK(i == 0 || strcmp(map_places[i - 1].cc, p->cc) < 0);
        CHECK(p->x10 >= 0 && p->x10 <= MAP_WIDTH * 10 && p->y10 >= 0 && p->y10 <= MAP_HEIGHT * 10);
        int x, y;
        CHECK(map_point(str_c(p->cc), &x, &y) && x == p->x10 && y == p->y10);
    }
    CHECK(map_place_count > 240);
}

TEST(points_lie_where_the_countries_are)
{
    int ke_x, ke_y, za_x, za_y, hn_x, hn_y, fj_x, fj_y;
    CHECK(map_point(S("KE"), &ke_x, &ke_y) && map_point(S("ZA"), &za_x, &za_y));
    CHECK(map_point(S("HN"), &hn_x, &hn_y) && map_point(S("FJ"), &fj_x, &fj_y));
    CHECK(za_y > ke_y && za_x < ke_x);
    CHECK(hn_x < za_x && fj_x > ke_x);
    int x, y;
    CHECK(!map_point(S("AQ"), &x, &y));
    CHECK(!map_point(S("ZZ"), &x, &y));
    CHECK(!map_point(NO_STR, &x, &y));
}

TEST(circles_by_amount_and_text_escaped)
{
    struct map_mark marks[] = {
        {S("TJ"), 25, S("small <b>")},
        {S("KE"), 100, S("large")},
        {S("ZZ"), 100, S("nowhere")},
        {S("KE"), 0, NO_STR},
    };
    struct buf b;
    buf_init(&b, 64 * 1024);
    map_svg(&b, S("Places \"here\""), marks, sizeof marks / sizeof *marks);
    str svg = buf_str(&b);
    CHECK(!b.overflow);
    CHECK(str_find(svg, S("aria-label=\"Places &quot;here&quot;\"")) > 0);
    CHECK(str_find(svg, S("r=\"4\"><title>large</title>")) > 0);
    CHECK(str_find(svg, S("r=\"2\"><title>small &lt;b&gt;</title>")) > 0);
    CHECK(str_find(svg, S("r=\"1.4\"/>")) > 0);
    CHECK(str_find(svg, S("nowhere")) < 0);
    CHECK(str_find(svg, S("large")) < str_find(svg, S("small")));
    CHECK(str_find(svg, S("style")) < 0);
    buf_free(&b);
}

TEST(an_empty_map_and_extreme_amounts)
{
    struct buf b;
    buf_init(&b, 64 * 1024);
    map_svg(&b, S("Empty"), NULL, 0);
    CHECK(str_find(buf_str(&b), S("<circle")) < 0);
    CHECK(str_ends(buf_str(&b), S("</svg>")));
    buf_reset(&b);
    struct map_mark marks[] = {{S("KE"), INT64_MAX, NO_STR}, {S("TJ"), INT64_MIN, NO_STR}};
    map_svg(&b, S("Extreme"), marks, 2);
    CHECK(str_find(buf_str(&b), S("r=\"4\"/>")) > 0);
    CHECK(str_find(buf_str(&b), S("r=\"1.4\"/>")) > 0);
    buf_reset(&b);
    struct map_mark many[40];
    for (size_t i = 0; i < 40; i++)
        many[i] = (struct map_mark){S("CK"), 1, NO_STR};
    map_svg(&b, S("Many at the edge"), many, 40);
    CHECK(!b.overflow && str_find(buf_str(&b), S("\"-")) < 0);
    buf_free(&b);
}

TEST(places_lie_where_their_degrees_say)
{
    i64 x, y;
    map_project(0, 1100000, &x, &y);
    CHECK(x == 10900 && y == 6000);
    map_project(0, 1100000 + 9000000, &x, &y); /* a quarter of the equator: 0.8487 × 45 × π/2 */
    CHECK(x >= 10900 + 5998 && x <= 10900 + 6000 && y == 6000);
    map_project(9000000, 0, &x, &y); /* the pole: 1.3523 × 45 */
    CHECK(y == 6000 - 6085);
    map_project(-4000000, -17500000, &x,
                &y); /* beyond the edge in the Bering Strait: to the right */
    CHECK(x > 10900 && y > 6000);
    /* The point of a country, from the outlines, and its capital are near each other. */
    int px, py;
    CHECK(map_point(S("KE"), &px, &py));
    map_project(-128333, 3681667, &x, &y);
    CHECK(x / 10 - px < 20 && px - x / 10 < 20 && y / 10 - py < 20 && py - y / 10 < 20);
}

TEST(spots_are_seen_with_what_they_say_escaped)
{
    struct buf b;
    struct arena *a = arena_new();
    buf_init(&b, 1 << 20);
    struct map_spot spots[] = {{-128333, 3681667, S("1"), S("A <town> & river")},
                               {9000000, -18000000, S("<2>"), S("")}};
    map_spots_svg(&b, S("Places \"here\""), spots, 1);
    str one = str_dup(a, buf_str(&b));
    CHECK(str_find(one, S("A &lt;town&gt; &amp; river</title>")) > 0);
    CHECK(str_find(one, S("aria-label=\"Places &quot;here&quot;\"")) > 0);
    CHECK(str_find(one, S(" 36.00 18.00\"")) > 0); /* not nearer than the dots of land allow */
    b.n = 0;
    map_spots_svg(&b, S("x"), spots, 2);
    CHECK(str_find(buf_str(&b), S("&lt;2&gt;</text>")) > 0);
    b.n = 0;
    map_spots_svg(&b, S("x"), spots, 0);
    CHECK(b.n == 0);
    buf_free(&b);
    arena_free(a);
}
