/* Money: exactness, refusals, what people type, what they read. With the vectors of the fund's
** lifecycle for support cost and thresholds. */
#define TEST_MAIN
#include "test.h"

#include "base/money.h"

#define USD(minor) money_of((minor), S("USD"))
#define NBSP "\u00A0"

static const char *shown(struct money m, const char *lang, bool short_form)
{
    static struct buf b;
    static char z[128];
    buf_free(&b);
    buf_init(&b, 100);
    if (lang)
        buf_money(&b, m, lang, short_form);
    else
        buf_money_plain(&b, m);
    snprintf(z, sizeof z, "%.*s", P(buf_str(&b)));
    buf_free(&b);
    return z;
}

TEST(currencies)
{
    CHECK_INT(currency_decimals(S("USD")), 2);
    CHECK_INT(currency_decimals(S("ZWG")), 2);
    CHECK_INT(currency_decimals(S("JPY")), 0);
    CHECK_INT(currency_decimals(S("XOF")), 0);
    CHECK_INT(currency_decimals(S("KWD")), 3);
    CHECK_INT(currency_decimals(S("CLF")), 4);
    static const char *const UNKNOWN[] = {"", "usd", "US", "USDX", "XXX", "SD ", "D A", "   "};
    for (size_t i = 0; i < sizeof UNKNOWN / sizeof *UNKNOWN; i++)
        CHECK_INT(currency_decimals(str_c(UNKNOWN[i])), -1);
    CHECK_STR(str_c(USD(5).currency), "USD");
    CHECK_STR(str_c(money_of(5, S("???")).currency), "");
}

TEST(reading_what_people_type)
{
    static const struct {
        const char *text, *currency;
        i64 minor; /* -1: refused */
    } CASES[] = {
        {"1,070,000.00", "USD", 107000000},
        {"1 070 000,00", "USD", 107000000},
        {"1" NBSP "070\u202F000,5", "USD", 107000050},
        {"1070000", "USD", 107000000},
        {" 1 070 000.00 ", "USD", 107000000},
        {"1,070", "USD", 107000},
        {"1,07", "USD", 107},
        {"1,5", "USD", 150},
        {"0,05", "USD", 5},
        {"0", "USD", 0},
        {"0.00", "USD", 0},
        {"12,345", "JPY", 12345},
        {"12 345", "JPY", 12345},
        {"1.070", "KWD", 1070},
        {"1 000,070", "KWD", 1000070},
        {"10000000000000.00", "USD", 1000000000000000},
        {"1,070", "KWD", -1},    /* 1070 dinars or 1.070? */
        {"0,500", "USD", -1},    /* no such group, too many decimals */
        {"1234,567", "USD", -1}, /* likewise */
        {"1.000", "USD", -1},    /* more decimals than cents */
        {"1.5", "JPY", -1},
        {"10000000000000.01", "USD", -1},
        {"99999999999999999999999999", "USD", -1},
        {"", "USD", -1},
        {" ", "USD", -1},
        {".", "USD", -1},
        {",", "USD", -1},
        {".5", "USD", -1},
        {"5.", "USD", -1},
        {"5,", "USD", -1},
        {"-5", "USD", -1},
        {"+5", "USD", -1},
        {"1e5", "USD", -1},
        {"0x10", "USD", -1},
        {"US$ 5", "USD", -1},
        {"1,07,000", "USD", -1},
        {"1,0700", "USD", -1},
        {"1070,000,000", "USD", -1},
        {",070", "USD", -1},
        {"1  070", "USD", -1},
        {"1,070 000", "USD", -1},
        {"1 070,000,000", "USD", -1},
        {"1.070.000", "USD", -1},
        {"1.070,00", "USD", -1},
        {"1.5 0", "USD", -1},
        {"١٢", "USD", -1},
        {"5", "XXX", -1},
        {"0000000000000000000000000000000000000000001", "USD", -1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct money m = {-1, ""};
        bool good = money_parse(str_c(CASES[i].text), str_c(CASES[i].currency), &m);
        if (m.minor != CASES[i].minor) printf("# \"%s\"\n", CASES[i].text);
        CHECK(good == (CASES[i].minor >= 0));
        CHECK_INT(m.minor, CASES[i].minor);
    }
}

TEST(reading_what_spreadsheets_show)
{
    static const struct {
        const char *text, *currency;
        i64 minor; /* -1: refused */
    } CASES[] = {
        {"US$ 1,234.50", "USD", 123450},
        {"$1,234.50", "USD", 123450},
        {"$" NBSP "1,234.50", "USD", 123450},
        {"1" NBSP "234,50" NBSP "$" NBSP "US", "USD", 123450},
        {"1234.50 USD", "USD", 123450},
        {"usd 5", "USD", 500},
        {"1'234.50", "USD", 123450},
        {"1’234’567.50", "USD", 123456750},
        {"CHF 1'234.50", "CHF", 123450},
        {"1 234,50 €", "EUR", 123450},
        {"€5", "EUR", 500},
        {"¥12,345", "JPY", 12345},
        {"5", "USD", 500},
        {"€5", "USD", -1},
        {"5 EUR", "USD", -1},
        {"$5", "CAD", -1},
        {"US$ US$ 5", "USD", -1},
        {"US$", "USD", -1},
        {"USD", "USD", -1},
        {"$-5", "USD", -1},
        {"(5.00)", "USD", -1},
        {"1'23", "USD", -1},
        {"'5", "USD", -1},
        {"", "USD", -1},
        {"$1234567890123456789012345678901234567890123456789012345678901234567890", "USD", -1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct money m = {-1, ""};
        bool good = money_parse_shown(str_c(CASES[i].text), str_c(CASES[i].currency), &m);
        if (m.minor != CASES[i].minor) printf("# \"%s\"\n", CASES[i].text);
        CHECK(good == (CASES[i].minor >= 0));
        CHECK_INT(m.minor, CASES[i].minor);
    }
}

TEST(what_is_written_is_read_back)
{
    static const char *const CURRENCIES[] = {"USD", "JPY", "EUR", "KES"};
    u64 x = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        struct money m = money_of((i64)(x % 1000000000000000u >> x % 40), str_c(CURRENCIES[i % 4])),
                     r;
        str code = str_c(m.currency);
        CHECK(money_parse(str_c(shown(m, NULL, false)), code, &r) && r.minor == m.minor);
        str english = str_c(shown(m, "en", i % 3 == 0));
        CHECK(money_parse_shown(english, code, &r) && r.minor == m.minor);
        english = str_sub(english, 4, english.n);
        CHECK(money_parse(english, code, &r) && r.minor == m.minor);
        str french = str_c(shown(m, "fr", false));
        CHECK(money_parse_shown(french, code, &r) && r.minor == m.minor);
        size_t tail = i % 4 == 0 ? strlen(NBSP "$" NBSP "US") : i % 4 == 2 ? strlen(NBSP "€") : 5;
        CHECK(money_parse(str_sub(french, 0, french.n - tail), code, &r) && r.minor == m.minor);
    }
}

TEST(how_amounts_look)
{
    CHECK_STR(str_c(shown(USD(107000000), "en", false)), "US$ 1,070,000.00");
    CHECK_STR(str_c(shown(USD(107000000), "en", true)), "US$ 1,070,000");
    CHECK_STR(str_c(shown(USD(107000050), "en", true)), "US$ 1,070,000.50");
    CHECK_STR(str_c(shown(USD(107000000), "fr", false)),
              "1" NBSP "070" NBSP "000,00" NBSP "$" NBSP "US");
    CHECK_STR(str_c(shown(money_of(123456, S("EUR")), "fr", false)), "1" NBSP "234,56" NBSP "€");
    CHECK_STR(str_c(shown(money_of(123456, S("KES")), "es", false)), "KES 1,234.56");
    CHECK_STR(str_c(shown(money_of(1234, S("JPY")), "en", false)), "JPY 1,234");
    CHECK_STR(str_c(shown(money_of(5, S("KWD")), NULL, false)), "0.005");
    CHECK_STR(str_c(shown(USD(-5), "en", false)), "-US$ 0.05");
    CHECK_STR(str_c(shown(USD(INT64_MIN), NULL, false)), "-92233720368547758.08");
    CHECK_STR(str_c(shown((struct money){5, ""}, "en", false)), "");
}

TEST(sums_are_checked)
{
    struct money r = {7, "USD"};
    CHECK(money_add(USD(5), USD(-7), &r) && r.minor == -2);
    CHECK(money_sub(USD(5), USD(7), &r) && r.minor == -2);
    CHECK(!money_add(USD(5), money_of(5, S("EUR")), &r));
    CHECK(!money_add(USD(INT64_MAX), USD(1), &r));
    CHECK(!money_sub(USD(INT64_MIN), USD(1), &r));
    CHECK(!money_add((struct money){0}, (struct money){0}, &r));
    CHECK_INT(r.minor, -2);
}

TEST(shares_round_half_away_from_zero)
{
    struct money r = {0};
    /* Against the definition: |share * den - amount * num| <= den / 2, ties outward. */
    for (i64 amount = -150; amount <= 150; amount++)
        for (i64 num = -7; num <= 7; num++)
            for (i64 den = 1; den <= 12; den++) {
                CHECK(money_share(USD(amount), num, den, &r));
                i64 off = r.minor * den - amount * num, twice = 2 * (off < 0 ? -off : off);
                CHECK(twice <= den);
                if (twice == den) CHECK((off > 0) == (amount * num > 0));
                struct money mirrored;
                CHECK(money_share(USD(amount), -num, -den, &mirrored) && mirrored.minor == r.minor);
            }
    CHECK(money_share(USD(INT64_MAX), INT64_MAX, INT64_MAX, &r) && r.minor == INT64_MAX);
    CHECK(money_share(USD(INT64_MIN), 1, 1, &r) && r.minor == INT64_MIN);
    CHECK(!money_share(USD(INT64_MIN), -1, 1, &r) && !money_share(USD(1), 1, 0, &r));
    CHECK(!money_share(USD(INT64_MAX), 2, 1, &r));
}

TEST(vectors_of_the_lifecycle)
{
    struct money a, b, total, outreach;
    CHECK(money_share(USD(70000000), 7, 100, &a) && money_share(USD(30000000), 7, 100, &b));
    CHECK_INT(a.minor, 4900000);
    CHECK_INT(b.minor, 2100000);
    CHECK(money_add(a, b, &total) && money_add(total, USD(100000000), &total));
    CHECK_INT(total.minor, 107000000);
    CHECK(money_share(total, 3, 100, &outreach) && outreach.minor == 3210000);

    /* Travel, approved 50,000.00: the change is compared with 20 % of it. */
    CHECK(money_compare_share(5999999 - 5000000, 5000000, 20, 100) < 0);
    CHECK(money_compare_share(6000000 - 5000000, 5000000, 20, 100) == 0);
    CHECK(money_compare_share(6000001 - 5000000, 5000000, 20, 100) > 0);
    /* Second instalment: 70 % of what was received must be spent. */
    CHECK(money_compare_share(27999999, 40000000, 70, 100) < 0);
    CHECK(money_compare_share(28000000, 40000000, 70, 100) == 0);
    /* Closure. */
    struct money left;
    CHECK(money_sub(total, USD(106999940), &left) && left.minor == 60 && left.minor < 100);
    CHECK(money_sub(total, USD(106974900), &left) && left.minor == 25100 && left.minor > 25000);
}

TEST(comparing_shares_at_the_edges)
{
    CHECK(money_compare_share(INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX) == 0);
    CHECK(money_compare_share(INT64_MAX - 1, INT64_MAX, INT64_MAX, INT64_MAX) < 0);
    CHECK(money_compare_share(INT64_MIN, INT64_MIN, 1, 1) == 0);
    CHECK(money_compare_share(1, 3, -1, -3) == 0);
    for (i64 part = -9; part <= 9; part++)
        for (i64 den = 1; den < 9; den++) {
            int way = money_compare_share(part, 5, 2, den);
            CHECK(way == (part * den > 10) - (part * den < 10));
            CHECK(way == money_compare_share(part, 5, -2, -den));
        }
}
