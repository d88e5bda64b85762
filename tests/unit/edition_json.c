/* edition_json.c: documents between bytes and memory, held to jansson: documents made by chance (the
** seed is fixed) are written to the same bytes and read to the same values, and bytes spoilt by chance
** are accepted or refused alike. */
#define TEST_MAIN
#include "test.h"

#include "edition/edition.h"

static struct arena *arena;
static u64 state = 20261129;

static i64 chance(i64 n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (i64)((state >> 33) % (u64)n);
}

static json_t *string_drawn(void)
{
    static const char *const pieces[] = {"a",  "Ω",  "\"",   "\\",    "/",    "\n",
                                         "\t", "\b", "\f",   "\r",    "\x1f", "\x01",
                                         "é",  "😀",  "\x7f", "12.00", "{",    "u0041"};
    char text[64];
    size_t n = 0;
    for (i64 i = chance(8); i > 0; i--) {
        const char *p = pieces[chance(18)];
        memcpy(text + n, p, strlen(p));
        n += strlen(p);
    }
    if (chance(50) == 0) text[n++] = 0;
    return json_stringn(text, n);
}

static json_t *drawn(int depth)
{
    json_t *out;
    switch (chance(depth ? 10 : 6)) {
    case 0:
        return json_integer(chance(3) ? chance(1000) - 500 : INT64_MIN + chance(5));
    case 1:
        return chance(20) ? json_boolean(chance(2)) : json_real(1.5);
    case 2:
        return json_null();
    case 6:
    case 7:
        out = json_array();
        for (i64 i = chance(5); i > 0; i--)
            (void)json_array_append_new(out, drawn(depth - 1));
        return out;
    case 8:
    case 9:
        out = json_object();
        for (i64 i = chance(100) ? chance(9) : 80; i > 0; i--) {
            char key[32];
            (void)snprintf(key, sizeof key, chance(9) ? "%c%lld" : "é\"%c%lld",
                           (char)('a' + chance(6)), (long long)chance(12));
            (void)json_object_set_new(out, key, drawn(depth - 1));
        }
        return out;
    default:
        return string_drawn();
    }
}

static json_t *document_drawn(void)
{
    json_t *out = json_object();
    for (i64 i = chance(8); i > 0; i--)
        (void)json_object_set_new(out, (char[]){(char)('a' + chance(26)), 0}, drawn(4));
    return out;
}

/* Both read the bytes, to the same value, or neither does. */
static void same_reading(str bytes)
{
    json_t *mine = document_parse(bytes);
    json_t *theirs = json_loadb(bytes.p, bytes.n, JSON_REJECT_DUPLICATES, NULL);
    bool same = mine && theirs ? json_equal(mine, theirs) : !mine && !theirs;
    if (!same) CHECK_STR(bytes, mine ? "read only here" : "read only by jansson, or another value");
    json_decref(mine);
    json_decref(theirs);
}

TEST(documents_are_written_and_read_as_jansson_does)
{
    enum { ROUNDS = 3000, SPOILT = 8 };
    arena = arena_new();
    for (int i = 0; i < ROUNDS; i++) {
        json_t *doc = document_drawn();
        char *theirs = json_dumps(doc, JSON_SORT_KEYS | JSON_COMPACT);
        str mine = document_text_of(arena, doc);
        CHECK_STR(mine, theirs);
        same_reading(mine);
        char *spoilt = arena_alloc(arena, mine.n);
        for (int k = 0; k < SPOILT; k++) {
            static const char odd[] = "\"\\,:{}[]0-u \n\xc3\x80";
            memcpy(spoilt, mine.p, mine.n);
            spoilt[chance((i64)mine.n)] = odd[chance(sizeof odd)];
            same_reading((str){spoilt, chance(4) ? mine.n : (size_t)chance((i64)mine.n)});
        }
        free(theirs);
        json_decref(doc);
        arena_reset(arena);
    }
    arena_free(arena);
}

TEST(what_no_version_holds_is_read_as_jansson_reads_it)
{
    static const char *const texts[] = {"",
                                        " {\"a\" : 1 }\n",
                                        "{\"a\":1,\"a\":2}",
                                        "{\"a\":{\"b\":1,\"b\":1}}",
                                        "{\"a\":1.5e3}",
                                        "{\"a\":-0}",
                                        "{\"a\":01}",
                                        "{\"a\":9223372036854775807}",
                                        "{\"a\":9223372036854775808}",
                                        "{\"a\":\"\\u00e9\\ud83d\\ude00\"}",
                                        "{\"a\":\"\\u0000\"}",
                                        "{\"a\":\"\xff\"}",
                                        "{\"\\u0061\":1,\"a\":2}",
                                        "[1,]",
                                        "[1",
                                        "1",
                                        "\"a\"",
                                        "{\"a\":1}x",
                                        "{\"a\":tru}",
                                        "{a:1}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        same_reading(str_c(texts[i]));
    char deep[200];
    for (size_t i = 0; i < 100; i++) {
        deep[i] = '[';
        deep[199 - i] = ']';
    }
    same_reading((str){deep, 200});
}
