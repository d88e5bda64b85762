/* Counted strings: cutting, numbers, UTF-8 as hostile bytes, words, folding, slugs. */
#define TEST_MAIN
#include "test.h"

#include "base/arena.h"

static struct arena *a;
__attribute__((constructor)) static void begin(void)
{
    a = arena_new();
}
__attribute__((destructor)) static void end(void)
{
    arena_free(a);
}

TEST(comparing)
{
    CHECK(str_eq(S(""), NO_STR) && str_eq(S("a"), S("a")) && !str_eq(S("a"), S("A")));
    CHECK(str_eqi(S("ContenT"), S("cONTENt")) && !str_eqi(S("@"), S("`")) &&
          !str_eqi(S("É"), S("é")));
    CHECK(str_cmp(S("a"), S("b")) < 0 && str_cmp(S("ab"), S("a")) > 0 && !str_cmp(NO_STR, S("")));
    CHECK(str_cmp(S("\xFF"), S("a")) > 0);
    CHECK(str_starts(S("abc"), S("ab")) && str_starts(S("abc"), S("")) &&
          !str_starts(S("a"), S("ab")));
    CHECK(str_ends(S("abc"), S("bc")) && !str_ends(S("bc"), S("abc")));
    CHECK(!str_c(NULL).p && str_c("x").n == 1);
}

TEST(finding_and_cutting)
{
    CHECK_INT(str_find(S("abcabd"), S("abd")), 3);
    CHECK_INT(str_find(S("abc"), S("abcd")), -1);
    CHECK_INT(str_find(NO_STR, S("a")), -1);
    CHECK_INT(str_find_char(S("abc"), 'c'), 2);
    CHECK_STR(str_sub(S("abc"), 1, 99), "bc");
    CHECK_STR(str_sub(S("abc"), 2, 1), "");
    CHECK_STR(str_sub(S("abc"), 9, 12), "");
    CHECK_STR(str_trim(S(" \t a b\r\n")), "a b");
    CHECK_STR(str_trim(S("  ")), "");
    static const char *const PIECES[] = {"a", "", "b", ""};
    str rest = S("a,,b,"), piece;
    size_t n = 0;
    while (str_cut(&rest, ',', &piece))
        CHECK_STR(piece, n < 4 ? PIECES[n++] : "too many");
    CHECK_INT(n, 4);
    rest = S("");
    CHECK(str_cut(&rest, ',', &piece) && !piece.n && !str_cut(&rest, ',', &piece));
}

TEST(numbers)
{
    static const i64 VALUES[] = {0, 1, -1, 10, 99999, INT64_MAX, INT64_MIN, INT64_MIN + 1};
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
        i64 v = 5;
        CHECK(str_i64(arena_printf(a, "%" PRId64, VALUES[i]), &v));
        CHECK_INT(v, VALUES[i]);
    }
    static const char *const BAD[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x1",
                                      "--1",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999",
                                      "1\n"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        i64 v = 5;
        CHECK(!str_i64(str_c(BAD[i]), &v));
        CHECK_INT(v, 5);
    }
}

/* Encodes without looking, also what must not be. */
static str encoded(u32 c, size_t n)
{
    static const u8 LEAD[] = {0, 0, 0xC0, 0xE0, 0xF0};
    char *p = arena_alloc(a, 4);
    if (n == 1) {
        p[0] = (char)c;
        return (str){p, 1};
    }
    for (size_t i = n - 1; i; i--, c >>= 6)
        p[i] = (char)(0x80 | (c & 63));
    p[0] = (char)(LEAD[n] | c);
    return (str){p, n};
}

TEST(each_character_has_one_encoding)
{
    for (u32 c = 0; c < 0x120000; c += c < 0x3000 ? 1 : 7) {
        size_t right = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        bool exists = c < 0x110000 && !(c >= 0xD800 && c < 0xE000);
        for (size_t n = right; n <= 4; n++) {
            str s = encoded(c, n), rest = s;
            u32 got = str_next_char(&rest);
            bool good = exists && n == right;
            CHECK(got == (good ? c : 0xFFFD));
            CHECK(s.n - rest.n == (good ? n : 1));
            bool control = (c < 0x20 && c != 9 && c != 10 && c != 13) || (c >= 0x7F && c < 0xA0);
            bool never = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c < 0xFDF0);
            CHECK(str_is_text(s) == (good && !control && !never));
            for (size_t cut = 1; cut < n; cut++)
                CHECK(!str_is_text(str_sub(s, 0, cut)));
        }
        if (c % 4096 == 0) arena_reset(a);
    }
}

TEST(bad_bytes_are_taken_one_by_one)
{
    str s = S("a\xC3\x28\xF0\x9F\x98");
    static const u32 WANTED[] = {'a', 0xFFFD, '(', 0xFFFD, 0xFFFD, 0xFFFD};
    for (size_t i = 0; i < 6; i++)
        CHECK_INT(str_next_char(&s), WANTED[i]);
    CHECK_INT(s.n, 0);
    CHECK(!str_is_text(S("a\0b")) && str_is_text(S("\t\r\n\xEF\xBF\xBD é 中")));
}

TEST(counting)
{
    CHECK_INT(str_chars(S("né中😀")), 4);
    CHECK_INT(str_words(S("")), 0);
    CHECK_INT(str_words(S("  two words\n")), 2);
    CHECK_INT(str_words(S("人类安全")), 4);
    CHECK_INT(str_words(S("人类安全，2026 plan。")), 6);
    CHECK_INT(str_words(S("Pourquoi\xC2\xA0?")), 1);
    CHECK_INT(str_words(S("أمن الإنسان")), 2);
}

TEST(abbreviation)
{
    CHECK_STR(str_abbrev(S("short"), 10), "short");
    CHECK_STR(str_abbrev(S("exactly 10"), 10), "exactly 10");
    CHECK_STR(str_abbrev(S("the people decide"), 12), "the people");
    CHECK_STR(str_abbrev(S("incomprehensibilities"), 7), "incompr");
    CHECK_STR(str_abbrev(S("a incomprehensibilities"), 9), "a incompr");
    CHECK_STR(str_abbrev(S("the people decide"), 10), "the people");
    CHECK_STR(str_abbrev(S("ééééé"), 3), "ééé");
    CHECK_STR(str_abbrev(S("abc"), 0), "");
    str text = S("Ce texte, écrit en français, est coupé entre deux mots où c'est possible.");
    for (size_t max = 0; max < 90; max++) {
        str s = str_abbrev(text, max);
        CHECK(str_chars(s) <= max && str_starts(text, s) && str_is_text(s));
        CHECK(s.n == text.n || str_chars(s) * 4 + 4 >= max * 3);
    }
}

TEST(shortening)
{
    CHECK_STR(str_shorten(a, S("the people"), 10), "the people");
    CHECK_STR(str_shorten(a, S("the people decide"), 12), "the people…");
    CHECK_STR(str_shorten(a, S("the people decide"), 0), "…");
}

TEST(folding)
{
    CHECK_STR(str_fold(a, S("ÉLÈVE Œuvre Straße ÆØÅ Łódź ĞIİı")),
              "eleve oeuvre strasse aeoa lodz giii");
    CHECK_STR(str_fold(a, S("Việt Nam, ƁƊƘ Ɛwe São Tomé Ţ")), "viet nam, bdk ewe sao tome t");
    CHECK_STR(str_fold(a, S("e\xCC\x81")), "e");
    CHECK_STR(str_fold(a, S("ΑΣΦΆΛΕΙΑΣ ασφάλειας ᾳ ἄνθρωπος")), "ασφαλειασ ασφαλειασ α ανθρωποσ");
    CHECK_STR(str_fold(a, S("БЕЗОПАСНОСТЬ Ёлка Їжак Ҷумҳурӣ")), "безопасность елка їжак ҷумҳурӣ");
    CHECK_STR(str_fold(a, S("人类 أمن ×÷ 12%")), "人类 أمن ×÷ 12%");
    CHECK_STR(str_fold(a, S("\xFF")), "\xEF\xBF\xBD");
}

TEST(folding_twice_changes_nothing)
{
    for (u32 c = 1; c < 0x3000; c++) {
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        str once = str_fold(a, encoded(c, n));
        CHECK(str_eq(once, str_fold(a, once)));
        CHECK(str_is_text(once) || c < 0xA0);
        if (c % 512 == 0) arena_reset(a);
    }
}

TEST(capital_and_small_fold_alike)
{
    static const u32 RUNS[][3] = {/* first, last, distance to the small letter */
                                  {'A', 'Z', 32},     {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},
                                  {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32}, {0x410, 0x42F, 32},
                                  {0x400, 0x40F, 80}, {0x531, 0x530, 48}};
    static const u32 PAIRED[][2] = {{0x100, 0x137},   {0x14A, 0x177},  {0x1DE, 0x1EF},
                                    {0x1F8, 0x21F},   {0x222, 0x233},  {0x246, 0x24F},
                                    {0x460, 0x481},   {0x48A, 0x4BF},  {0x4D0, 0x52F},
                                    {0x1E00, 0x1E95}, {0x1EA0, 0x1EFF}};
    for (size_t r = 0; r < sizeof RUNS / sizeof *RUNS; r++)
        for (u32 c = RUNS[r][0]; c <= RUNS[r][1]; c++)
            CHECK(str_eq(str_fold(a, encoded(c, c < 0x80 ? 1 : 2)),
                         str_fold(a, encoded(c + RUNS[r][2], c < 0x80 ? 1 : 2))));
    for (size_t r = 0; r < sizeof PAIRED / sizeof *PAIRED; r++)
        for (u32 c = PAIRED[r][0]; c < PAIRED[r][1]; c += 2) {
            str capital = str_fold(a, encoded(c, c < 0x800 ? 2 : 3));
            str small = str_fold(a, encoded(c + 1, c < 0x800 ? 2 : 3));
            if (!str_eq(capital, small)) printf("# U+%04X\n", c);
            CHECK(str_eq(capital, small));
        }
}

TEST(slugs)
{
    CHECK_STR(str_slug(a, S("Sécurité humaine : l'eau & la paix!")),
              "securite-humaine-l-eau-la-paix");
    CHECK_STR(str_slug(a, S("--A--")), "a");
    CHECK_STR(str_slug(a, S("中文")), "item");
    CHECK_STR(str_slug(a, S("")), "item");
    u32 x = 1;
    for (int i = 0; i < 20000; i++) {
        char raw[160];
        size_t n = 0;
        for (size_t len = (x >> 8) % sizeof raw; n < len; n++)
            raw[n] = (char)((x = x * 1664525 + 1013904223) >> 24);
        str s = str_slug(a, (str){raw, n});
        CHECK(s.n >= 1 && s.n <= 60 && s.p[0] != '-' && s.p[s.n - 1] != '-' && s.p[s.n] == 0);
        for (size_t k = 0; k < s.n; k++)
            CHECK((s.p[k] >= 'a' && s.p[k] <= 'z') || (s.p[k] >= '0' && s.p[k] <= '9') ||
                  (s.p[k] == '-' && s.p[k + 1] != '-'));
        CHECK(str_eq(s, str_slug(a, s)));
        arena_reset(a);
    }
}

TEST(copies_end_with_nul)
{
    CHECK_INT(str_dup(a, NO_STR).p[0], 0);
    CHECK_INT(strlen(str_z(a, S("abc"))), 3);
    CHECK_STR(str_lower(a, S("AbÉ")), "abÉ");
}
