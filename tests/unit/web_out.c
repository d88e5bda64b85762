/* Escaping by place, translation, fields of forms, and the faces of a hand-made view. */
#define TEST_MAIN
#include "test.h"

#include "web/layout.h"
#include "web/out.h"
#include "web/terms.h"

#include <math.h>
#include <stddef.h>

static struct arena *arena;
static struct buf page;

static struct out fresh(const char *lang)
{
    if (!arena) arena = arena_new();
    buf_free(&page);
    buf_init(&page, 1 << 20);
    return (struct out){.b = &page, .arena = arena, .page = {.lang = str_c(lang)}};
}

#define WRITTEN(lang, call, wanted)                                                                \
    do {                                                                                           \
        struct out o = fresh(lang);                                                                \
        call;                                                                                      \
        CHECK_STR(buf_str(&page), wanted);                                                         \
    } while (0)

TEST(text_is_escaped)
{
    WRITTEN("en", out_text(&o, S("<b a=\"1\">&'")), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
    WRITTEN("en", out_code(&o, S("a b\"<x.y_z-9")), "abxy_z-9");
    WRITTEN("en", out_url_part(&o, S("a/b c?d")), "a%2Fb%20c%3Fd");
}

TEST(whole_addresses)
{
    WRITTEN("en", out_url(&o, S("/a?b=1&c=\"")), "/a?b=1&amp;c=%22");
    WRITTEN("en", out_url(&o, S("https://example.org/é")), "https://example.org/%C3%A9");
    WRITTEN("en", out_url(&o, S("javascript:alert(1)")), "#");
    WRITTEN("en", out_url(&o, S("//evil.example")), "#");
    WRITTEN("en", out_url(&o, S("/\\evil.example")), "#");
    WRITTEN("en", out_url(&o, S(" /x")), "#");
    WRITTEN("en", out_url(&o, S("")), "#");
}

TEST(numbers_by_language)
{
    WRITTEN("en", out_int(&o, 1234567), "1,234,567");
    WRITTEN("fr", out_int(&o, 1234567), "1\u202f234\u202f567");
    WRITTEN("en", out_int(&o, -999), "\u2212999");
    WRITTEN("en", out_int(&o, INT64_MIN), "\u22129,223,372,036,854,775,808");
    WRITTEN("en", out_int_plain(&o, -1234), "-1234");
    WRITTEN("en", out_decimal(&o, S("8.5")), "8.5");
    WRITTEN("fr", out_decimal(&o, S("1234.5")), "1\u202f234,5");
    WRITTEN("en", out_decimal(&o, S("1234.025")), "1,234.025");
    WRITTEN("fr", out_decimal(&o, S("0")), "0");
    WRITTEN("en", out_size(&o, 83210), "83\u00a0KB");
    WRITTEN("en", out_size(&o, 999), "999\u00a0bytes");
    WRITTEN("en", out_size(&o, 1000), "1\u00a0KB");
    WRITTEN("fr", out_size(&o, 1250000), "1,2\u00a0Mo");
    WRITTEN("en", out_size(&o, 9999), "9.9\u00a0KB");
    WRITTEN("en", out_size(&o, 83500), "84\u00a0KB");
}

TEST(nothing_is_a_dash)
{
    WRITTEN("en", out_date(&o, NO_DATE), "–");
    WRITTEN("en", out_time(&o, NO_DATE), "–");
    WRITTEN("en", out_money(&o, (struct money){0}), "–");
    WRITTEN("en", out_money_plain(&o, (struct money){0}), "");
    WRITTEN("en", out_decimal(&o, NO_STR), "–");
    WRITTEN("en", out_decimal(&o, S("<b>")), "–");
}

TEST(instants)
{
    WRITTEN("en", out_date(&o, 20779), "<time datetime=\"2026-11-22\">22 November 2026</time>");
    WRITTEN("en", out_time_plain(&o, 0), "1970-01-01T00:00:00Z");
}

static void argument(struct out *o, int i, const void *ctx)
{
    (void)ctx;
    out_text(o, i == 0 ? S("<x>") : S("two"));
}

TEST(messages)
{
    WRITTEN("en", out_message(&o, S("a %1 & %2, 100 %"), argument, NULL),
            "a &lt;x&gt; &amp; two, 100 %");
    CHECK_STR(tr(S("xx"), "never translated"), "never translated");
    CHECK_STR(tr_n(S("en"), "%1 thing", "%1 things", 1), "%1 thing");
    CHECK_STR(tr_n(S("en"), "%1 thing", "%1 things", 0), "%1 things");
}

TEST(terms)
{
    WRITTEN("fr", out_term(&o, "country", S("AM")), "Arménie");
    WRITTEN("en", out_term(&o, "country", S("??")), "??");
    CHECK(term_known("country", S("MZ")));
    CHECK(!term_known("country", S("mz")));
}

/* --- a request with fields ---------------------------------------------------------------------- */

static struct request *posted(const char *name, const char *value)
{
    if (!arena) arena = arena_new();
    struct request *r = NEW(arena, struct request);
    r->arena = arena;
    r->method = METHOD_POST;
    r->lang = S("en");
    r->path = S("/things");
    *PUSH(arena, &r->fields) = (struct pair){str_c(name), str_c(value)};
    return r;
}

static str first_problem(const struct request *r)
{
    return r->problems.n ? r->problems.v[0].value : S("none");
}

TEST(fields_are_cleaned)
{
    CHECK_STR(field(posted("a", "  one\r\ntwo\rthree \r\n"), "a"), "one\ntwo\nthree");
    CHECK(field(posted("a", "x"), "b").p == NULL);
}

TEST(readers_say_what_to_do)
{
    str s;
    i64 v;
    struct money m;
    struct request *r = posted("a", "");
    CHECK(!need_text(r, "a", 10, &s));
    CHECK_STR(first_problem(r), "Fill this in.");
    CHECK(take_text(posted("a", ""), "a", 10, &s));
    r = posted("a", "éééé");
    CHECK(!take_text(r, "a", 3, &s));
    CHECK_STR(first_problem(r), "Shorten this to 3 characters; it has 4.");
    CHECK(!take_text(posted("a", "\xff"), "a", 3, &s));
    CHECK(!take_int(posted("a", "12x"), "a", 0, 99, &v));
    CHECK(!take_int(posted("a", "100"), "a", 0, 99, &v));
    CHECK(take_int(posted("a", "99"), "a", 0, 99, &v) && v == 99);
    CHECK(!take_date(posted("a", "2027-02-30"), "a", &v));
    CHECK(take_date(posted("a", "2027-02-28"), "a", &v));
    CHECK(!take_money(posted("a", "ten"), "a", S("USD"), &m));
    CHECK(take_money(posted("a", "1,070.50"), "a", S("USD"), &m) && m.minor == 107050);
    CHECK(take_slug(posted("a", "water-and-peace"), "a", &s));
    r = posted("a", "Water & Peace");
    CHECK(!take_slug(r, "a", &s));
    CHECK_STR(first_problem(r),
              "Use small letters, digits and single hyphens, for example water-peace.");
    CHECK(problems(r));
}

TEST(forms_come_back_as_typed)
{
    struct request *r = posted("a", "typed <b>");
    struct out o = fresh("en");
    o.r = r;
    *PUSH(arena, &r->fields) = (struct pair){S("pick"), S("two")};
    CHECK_STR(out_typed(&o, S("a"), S("stored")), "typed <b>");
    CHECK_STR(out_typed(&o, S("b"), S("stored")), "stored");
    CHECK(out_chosen(&o, S("pick"), S("two"), S("one")));
    CHECK(!out_chosen(&o, S("pick"), S("one"), S("one")));
    r->method = METHOD_GET;
    CHECK_STR(out_typed(&o, S("a"), S("stored")), "stored");
    CHECK(out_chosen(&o, S("pick"), S("one"), S("one three")));
    CHECK(!out_chosen(&o, S("pick"), S("on"), S("one three")));
    problem(r, "a", "Write a number from %lld to %lld.", 1LL, 2LL);
    problem(r, "a", "Write a number from %lld to %lld.", 1LL, 2LL);
    CHECK_INT(r->problems.n, 1);
    CHECK_STR(out_problem(&o, S("a")), "Write a number from 1 to 2.");
    CHECK_STR(out_problem(&o, S("b")), "");
}

/* --- faces ---------------------------------------------------------------------------------------- */

struct place {
    i64 id;
    str name, note;
    struct money cost;
    i64 day;
    str hours;
};
struct places {
    struct {
        struct place *v;
        size_t n, cap;
    } items;
    str next;
};
static const struct view_field place_fields[] = {
    {"id", FIELD_ID, FOR_NOBODY, offsetof(struct place, id), NULL, NULL, NULL, NULL},
    {"name", FIELD_TEXT, FOR_PUBLIC, offsetof(struct place, name), "Name", "#loc+name", NULL, NULL},
    {"note", FIELD_TEXT, FOR_DESK, offsetof(struct place, note), "Note", NULL, NULL, NULL},
    {"cost", FIELD_MONEY, FOR_PUBLIC, offsetof(struct place, cost), "Cost", "#value", NULL, NULL},
    {"day", FIELD_DATE, FOR_PUBLIC, offsetof(struct place, day), "Day", NULL, NULL, NULL},
    {"hours", FIELD_DECIMAL, FOR_PUBLIC, offsetof(struct place, hours), "Hours", NULL, NULL, NULL},
};
static const struct view place_view[1] = {
    {"place", "Place", sizeof(struct place), place_fields, 6, NULL}};
static const struct view_field places_fields[] = {
    {"items", FIELD_LIST, FOR_PUBLIC, offsetof(struct places, items), "Places", NULL, NULL,
     place_view},
    {"next", FIELD_TEXT, FOR_NOBODY, offsetof(struct places, next), NULL, NULL, NULL, NULL},
};
static const struct view places_view[1] = {
    {"places", "Places", sizeof(struct places), places_fields, 2, NULL}};

static struct places two_places(void)
{
    struct places v = {.next = S("k 2")};
    *PUSH(arena, &v.items) =
        (struct place){7, S("A \"b\""), S("secret"), money_of(150, S("USD")), 0, S("8.5")};
    *PUSH(arena, &v.items) = (struct place){8, S("=cmd"), S("secret"), {0}, NO_DATE, NO_STR};
    return v;
}

static struct response reply_in(enum face face, struct request *r)
{
    struct response s;
    struct places v = two_places();
    r->method = METHOD_GET;
    r->face = face;
    response_begin(&s, arena);
    CHECK_INT(show(r, &s, places_view, &v), OK);
    return s;
}

TEST(json_face)
{
    struct request *r = posted("a", "b");
    *PUSH(arena, &r->queries) = (struct pair){S("q"), S("x&y")};
    struct response s = reply_in(FACE_JSON, r);
    CHECK_STR(s.type, "application/json");
    CHECK_STR(
        buf_str(&s.body),
        "{\"type\":\"places\",\"lang\":\"en\",\"links\":{\"self\":\"/things.json?q=x%26y\","
        "\"page\":\"/things?q=x%26y\",\"next\":\"/things.json?q=x%26y&after=k%202\"},"
        "\"items\":[{\"name\":\"A \\\"b\\\"\",\"cost\":{\"amount\":\"1.50\",\"currency\":"
        "\"USD\"},\"day\":\"1970-01-01\",\"hours\":8.5},{\"name\":\"=cmd\",\"cost\":null,\"day\":null,\"hours\":null}]}\n");
    buf_free(&s.body);
}

TEST(csv_face)
{
    struct response s = reply_in(FACE_CSV, posted("a", "b"));
    CHECK_STR(s.type, "text/csv; charset=utf-8");
    CHECK_STR(buf_str(&s.body), "Name,Cost,Cost (currency),Day,Hours\r\n"
                                "#loc+name,#value,#currency+code,,\r\n"
                                "\"A \"\"b\"\"\",1.50,USD,1970-01-01,8.5\r\n"
                                "'=cmd,,,,\r\n");
    buf_free(&s.body);
}

TEST(problems_as_json)
{
    struct response s;
    struct places v = two_places();
    struct request *r = posted("a", "b");
    *PUSH(arena, &r->headers) = (struct pair){S("accept"), S("application/json")};
    problem(r, "a", "Fill in a number.");
    response_begin(&s, arena);
    CHECK_INT(show(r, &s, places_view, &v), OK);
    CHECK_INT(s.status, 422);
    CHECK_STR(s.type, "application/problem+json");
    CHECK(str_find(buf_str(&s.body),
                   S("\"problems\":[{\"field\":\"a\",\"message\":\"Fill in a number.\"}]")) > 0);
    buf_free(&s.body);
}

TEST(redirects_stay_here)
{
    struct request *r = posted("a", "b");
    struct response s;
    response_begin(&s, arena);
    CHECK_INT(redirect(r, &s, "/things/%s", "x1"), OK);
    CHECK_INT(s.status, 303);
    CHECK_STR(s.headers.v[0].value, "/things/x1");
    CHECK_INT(redirect(r, &s, "//evil.example"), FAILED);
    CHECK_INT(redirect(r, &s, "https://evil.example"), FAILED);
    CHECK_INT(redirect(r, &s, "/a b"), FAILED);
    CHECK_INT(redirect(r, &s, "/a\r\nx: y"), FAILED);
    response_reset(&s);
    r->lang = S("fr");
    CHECK_INT(redirect(r, &s, "/things"), OK);
    CHECK_STR(s.headers.v[0].value, "/fr/things");
    response_reset(&s);
    CHECK_INT(redirect(r, &s, "/desk/things"), OK);
    CHECK_STR(s.headers.v[0].value, "/desk/things");
    reply_header(&s, "x-bad", S("a\r\nb: c"));
    CHECK_INT(s.headers.n, 1);
    buf_free(&s.body);
}

static double luminance(str hex)
{
    double sum = 0;
    static const double weight[] = {0.2126, 0.7152, 0.0722};
    for (int i = 0; i < 3; i++) {
        char digits[3] = {hex.p[1 + 2 * i], hex.p[2 + 2 * i], 0};
        double c = (double)strtol(digits, NULL, 16) / 255;
        sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(str a, str b)
{
    double x = luminance(a), y = luminance(b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

/* The n-th value of a property, counted from the end of the sheet: the fund's own come last. */
static str last_value(str sheet, const char *property, int n)
{
    str found[64];
    int count = 0;
    i64 at;
    while (count < 64 && (at = str_find(sheet, str_c(property))) >= 0) {
        sheet = str_sub(sheet, (size_t)at + strlen(property), sheet.n);
        found[count++] = str_sub(sheet, 0, 7);
    }
    return count > n ? found[count - 1 - n] : S("#000000");
}

TEST(accents_keep_their_contrast)
{
    static const char *const accents[] = {"#ffee00", "#ffffff", "#000000", "#0b5563",
                                          "#ff0000", "#00ff00", "#0000ff", "#808080"};
    static const char *const papers[] = {"#12191d", "#ffffff"}; /* dark comes last */
    for (size_t i = 0; i < sizeof accents / sizeof *accents; i++) {
        CHECK(layout_style_set(str_c(accents[i])));
        for (int mode = 0; mode < 2; mode++) {
            str accent = last_value(layout_sheet().tag, "--accent:", mode);
            str tint = last_value(layout_sheet().tag, "--accent-soft:", mode);
            CHECK(contrast(accent, str_c(papers[mode])) >= 4.5);
            CHECK(contrast(accent, tint) >= 4.5);
        }
    }
    str before = layout_sheet().tag;
    CHECK(!layout_style_set(S("red")));
    CHECK(!layout_style_set(S("#12345g")));
    CHECK(!layout_style_set(S("#123456}*{display:none")));
    CHECK(layout_sheet().tag.p == before.p);
    CHECK(str_starts(layout_sheet().policy, S("default-src 'none'; style-src 'sha256-")));
    CHECK(layout_style_set(S("#0b5563")));
    CHECK(layout_sheet().tag.p != before.p);
}
