/* Buffers: the maximum, the sticky flag, and each escaper read back by a reader of its own. */
#define TEST_MAIN
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"

static struct buf out; /* refilled by each test */

static str with(void (*escape)(struct buf *, str), str s)
{
    buf_free(&out);
    buf_init(&out, 1 << 20);
    escape(&out, s);
    CHECK(!out.overflow);
    return buf_str(&out);
}

/* Reproducible hostile bytes: all values, with the interesting ones often. */
static u32 dice(void)
{
    static u32 x = 2463534242u;
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    return x;
}

static str noise(char *p, size_t max)
{
    static const char odd[] = "<>&\"'\\,;\r\n\t= +-@%/\0\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80";
    size_t n = dice() % max;
    for (size_t i = 0; i < n; i++)
        p[i] = dice() % 2 ? odd[dice() % (sizeof odd - 1)] : (char)dice();
    return (str){p, n};
}

TEST(the_maximum_holds_and_the_flag_sticks)
{
    for (size_t max = 0; max < 600; max += 13) {
        struct buf b;
        buf_init(&b, max);
        for (size_t i = 0; i < max; i++)
            buf_char(&b, 'x');
        CHECK(!b.overflow && b.n == max);
        buf_lit(&b, "");
        CHECK(!b.overflow);
        buf_char(&b, 'y');
        CHECK(b.overflow && b.n == max);
        buf_reset(&b);
        CHECK(!b.overflow && !b.n);
        buf_printf(&b, "%0*d", (int)max + 1, 1);
        CHECK(b.overflow && b.n == 0);
        buf_lit(&b, "");
        buf_i64(&b, 1);
        CHECK(b.n == 0); /* nothing after what is missing */
        CHECK(b.cap <= max);
        buf_free(&b);
    }
}

TEST(printf_and_numbers)
{
    struct buf b;
    buf_init(&b, 100000);
    buf_i64(&b, INT64_MIN), buf_char(&b, ' '), buf_i64(&b, 0);
    CHECK_STR(buf_str(&b), "-9223372036854775808 0");
    buf_reset(&b);
    for (int n = 1; n < 600; n++) {
        buf_reset(&b);
        buf_printf(&b, "%0*d", n, 1);
        CHECK_INT(b.n, n);
        CHECK(b.p[n - 1] == '1');
    }
    buf_free(&b);
}

TEST(html)
{
    CHECK_STR(with(buf_html, S("a<b>&\"c\"'é")), "a&lt;b&gt;&amp;&quot;c&quot;&#39;é");
    char raw[200];
    for (int i = 0; i < 5000; i++) {
        str s = with(buf_html, noise(raw, sizeof raw));
        for (size_t k = 0; k < s.n; k++)
            CHECK(s.p[k] && !memchr("<>\"'", s.p[k], 4));
    }
}

static int hex_value(char c)
{
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

TEST(url_round_trip)
{
    CHECK_STR(with(buf_url, S("a b/é?~")), "a%20b%2F%C3%A9%3F~");
    char raw[200], back[200];
    for (int i = 0; i < 5000; i++) {
        str in = noise(raw, sizeof raw), s = with(buf_url, in);
        size_t n = 0;
        for (size_t k = 0; k < s.n; k++) {
            bool hex = s.p[k] == '%';
            back[n++] = hex ? (char)(hex_value(s.p[k + 1]) << 4 | hex_value(s.p[k + 2])) : s.p[k];
            k += hex ? 2 : 0;
        }
        CHECK(str_eq(in, (str){back, n}));
    }
}

/* A JSON string read back; only the escapes that buf_json may write. */
static str json_read(str s, char *back)
{
    size_t n = 0;
    CHECK(s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"');
    for (size_t i = 1; i + 1 < s.n; i++) {
        CHECK((u8)s.p[i] >= 0x20 && s.p[i] != '"' && s.p[i] != '<');
        if (s.p[i] != '\\') {
            back[n++] = s.p[i];
            continue;
        }
        char c = s.p[++i];
        if (c != 'u') {
            back[n++] = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
            continue;
        }
        u32 v = 0;
        for (int k = 0; k < 4; k++)
            v = v << 4 | (u32)hex_value(s.p[++i]);
        if (v < 0x80)
            back[n++] = (char)v;
        else
            back[n++] = (char)0xE2, back[n++] = (char)0x80, back[n++] = (char)(0x80 | (v & 63));
    }
    return (str){back, n};
}

/* What the bytes are once bad ones are U+FFFD. */
static str repaired(str s, char *back)
{
    size_t n = 0;
    while (s.n) {
        str was = s;
        u32 c = str_next_char(&s);
        bool bad = c == 0xFFFD && was.n - s.n == 1;
        memcpy(back + n, bad ? "\xEF\xBF\xBD" : was.p, bad ? 3 : was.n - s.n);
        n += bad ? 3 : was.n - s.n;
    }
    return (str){back, n};
}

TEST(json_round_trip)
{
    CHECK_STR(with(buf_json, S("a\"\\\n\x01</script>\xE2\x80\xA8é\x80")),
              "\"a\\\"\\\\\\n\\u0001\\u003c/script>\\u2028é\xEF\xBF\xBD\"");
    char raw[200], back[700], good[700];
    for (int i = 0; i < 5000; i++) {
        str in = noise(raw, sizeof raw), s = with(buf_json, in);
        CHECK(str_is_text(s) || str_find_char(in, 0) >= 0 || s.n > in.n);
        CHECK(str_eq(json_read(s, back), repaired(in, good)));
    }
}

TEST(xml_forbids_what_xml_forbids)
{
    CHECK_STR(with(buf_xml, S("<a b=\"c\">\x01&\n\xEF\xBF\xBF")),
              "&lt;a b=&quot;c&quot;&gt;&amp;&#10;");
    CHECK_STR(with(buf_xml, S("\x80é\xED\xA0\x80")),
              "\xEF\xBF\xBDé\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    char raw[200];
    for (int i = 0; i < 5000; i++) {
        str s = with(buf_xml, noise(raw, sizeof raw));
        for (size_t k = 0; k < s.n; k++)
            CHECK((u8)s.p[k] >= 0x20 && !memchr("<>\"'", s.p[k], 4));
        while (s.n) {
            str was = s;
            CHECK(str_next_char(&s) != 0xFFFD || was.n - s.n == 3);
        }
    }
}

TEST(csv_round_trip_without_formulas)
{
    CHECK_STR(with(buf_csv, S("plain")), "plain");
    CHECK_STR(with(buf_csv, S("a,\"b\"")), "\"a,\"\"b\"\"\"");
    CHECK_STR(with(buf_csv, S("=1+1")), "'=1+1");
    CHECK_STR(with(buf_csv, S("@x,")), "\"'@x,\"");
    CHECK_STR(with(buf_csv, S("")), "");
    char raw[200], back[500];
    for (int i = 0; i < 5000; i++) {
        str in = noise(raw, sizeof raw), s = with(buf_csv, in);
        size_t n = 0;
        bool quoted = s.n && s.p[0] == '"';
        for (size_t k = quoted; k + quoted < s.n; k++) {
            if (s.p[k] == '"') CHECK(s.p[++k] == '"' && quoted);
            if (!quoted) CHECK(!memchr(",\r\n", s.p[k], 3));
            back[n++] = s.p[k];
        }
        CHECK(!n || !memchr("=+-@\t\r", back[0], 6));
        bool guarded = in.n && memchr("=+-@\t\r", in.p[0], 6);
        CHECK(!guarded || back[0] == '\'');
        CHECK(str_eq(in, (str){back + guarded, n - guarded}));
    }
}

TEST(hex_and_base64)
{
    static const char *const VECTORS[][3] = {/* RFC 4648, 10 */
                                             {"", "", ""},
                                             {"f", "Zg==", "66"},
                                             {"fo", "Zm8=", "666f"},
                                             {"foo", "Zm9v", "666f6f"},
                                             {"foob", "Zm9vYg==", "666f6f62"},
                                             {"fooba", "Zm9vYmE=", "666f6f6261"},
                                             {"foobar", "Zm9vYmFy", "666f6f626172"}};
    struct buf b;
    buf_init(&b, 100);
    for (size_t i = 0; i < 7; i++) {
        const u8 *p = (const u8 *)VECTORS[i][0];
        buf_reset(&b), buf_base64(&b, p, i);
        CHECK_STR(buf_str(&b), VECTORS[i][1]);
        buf_reset(&b), buf_hex(&b, p, i);
        CHECK_STR(buf_str(&b), VECTORS[i][2]);
    }
    buf_reset(&b), buf_base64url(&b, (const u8 *)"\xFB\xFF\xFE\xFF", 4);
    CHECK_STR(buf_str(&b), "-__-_w");
    buf_free(&b);
    buf_free(&out);
}
