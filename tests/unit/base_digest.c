/* Digests, tokens and codes, the injected clock and dice. */
#define TEST_MAIN
#include "test.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/env.h"

#include <pthread.h>

__attribute__((constructor)) static void begin(void)
{
    if (!digest_start()) abort();
}

TEST(known_answers)
{
    struct arena *a = arena_new();
    CHECK_STR(digest_hex(a, digest_of(NO_STR)),
              "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    CHECK_STR(digest_hex(a, digest_of(S("abc"))),
              "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    arena_free(a);
}

TEST(a_stream_is_the_whole)
{
    char raw[1000];
    for (size_t i = 0; i < sizeof raw; i++)
        raw[i] = (char)(i * 7);
    str all = {raw, sizeof raw};
    for (size_t step = 1; step < 300; step += 13) {
        struct digest_stream s;
        digest_begin(&s);
        digest_more(&s, NO_STR);
        for (size_t at = 0; at < all.n; at += step)
            digest_more(&s, str_sub(all, at, at + step));
        CHECK(digest_eq(digest_end(&s), digest_of(all)));
    }
}

TEST(keys_matter_whatever_their_length)
{
    char raw[100] = "key";
    struct digest seen[100];
    for (size_t n = 0; n < 100; n++) {
        seen[n] = digest_keyed((str){raw, n}, S("text"));
        for (size_t k = 0; k < n; k++)
            CHECK(!digest_eq(seen[n], seen[k]));
        CHECK(!digest_eq(seen[n], digest_of(S("text"))));
        CHECK(digest_eq(seen[n], digest_keyed((str){raw, n}, S("text"))));
    }
}

TEST(hex_round_trip)
{
    struct arena *a = arena_new();
    struct digest d = digest_of(S("x")), back;
    str hex = digest_hex(a, d);
    CHECK(digest_from_hex(hex, &back) && digest_eq(d, back));
    CHECK(!digest_from_hex(str_sub(hex, 0, 63), &back) && !digest_from_hex(S(""), &back));
    str bad = str_dup(a, hex);
    for (size_t i = 0; i < bad.n; i++) {
        char *p = (char *)(uintptr_t)bad.p, was = p[i];
        p[i] = 'g';
        CHECK(!digest_from_hex(bad, &back));
        p[i] = was;
    }
    CHECK(!digest_from_hex(arena_printf(a, "%s0", hex.p), &back));
    arena_free(a);
}

TEST(secrets)
{
    CHECK(secret_eq(S("abc"), S("abc")) && !secret_eq(S("abc"), S("abd")));
    CHECK(!secret_eq(S("abc"), S("ab")) && secret_eq(NO_STR, S("")));
}

TEST(a_seed_makes_a_stream)
{
    struct env one = {.fixed_seed = 1}, same = {.fixed_seed = 1}, two = {.fixed_seed = 2};
    u8 previous[32] = {0};
    for (int i = 0; i < 1000; i++) {
        u8 x[32], y[32], z[32];
        env_random(&one, x, 32), env_random(&same, y, 32), env_random(&two, z, 32);
        CHECK(!memcmp(x, y, 32) && memcmp(x, z, 32) && memcmp(x, previous, 32));
        memcpy(previous, x, 32);
    }
}

TEST(the_seed_never_becomes_none)
{
    /* One step before zero, which would mean the system's randomness. */
    struct env e = {.fixed_seed = -UINT64_C(0x9E3779B97F4A7C15)}, same = e;
    for (int i = 0; i < 10; i++) {
        u8 x[8], y[8];
        env_random(&e, x, 8), env_random(&same, y, 8);
        CHECK(e.fixed_seed != 0 && !memcmp(x, y, 8));
    }
}

TEST(the_clock)
{
    struct env fixed = {.fixed_now = 1793800000}, real = {0};
    CHECK_INT(env_now(&fixed), 1793800000);
    CHECK(env_now(&real) > 1700000000);
    i64 before = env_monotonic_ms();
    CHECK(env_monotonic_ms() >= before);
}

TEST(tokens_and_codes)
{
    struct arena *a = arena_new();
    for (int round = 0; round < 2; round++) {
        struct env env = {.fixed_seed = round ? 7 : 0};
        str before = NO_STR;
        unsigned seen[256] = {0};
        for (int i = 0; i < 400; i++) {
            str token = token_new(a, &env), code = code_new(a, &env, 20);
            CHECK(token.n == 43 && strlen(token.p) == 43 && !str_eq(token, before));
            CHECK(code.n == 20 && strlen(code.p) == 20);
            for (size_t k = 0; k < code.n; k++)
                seen[(u8)code.p[k]]++;
            before = token;
        }
        unsigned letters = 0;
        for (int c = 0; c < 256; c++) {
            letters += seen[c] > 0;
            if (seen[c]) CHECK(seen[c] > 150 && seen[c] < 350); /* 250 expected of each */
        }
        CHECK_INT(letters, 32);
        CHECK(!seen['i'] && !seen['l'] && !seen['o'] && !seen['u']);
    }
    arena_free(a);
}

#define DRAWS 2000
static struct env shared_env = {.fixed_seed = 99};

static void *draw(void *out)
{
    u64 *v = out;
    for (int i = 0; i < DRAWS; i++)
        env_random(&shared_env, &v[i], sizeof v[i]);
    return NULL;
}

static int by_value(const void *x, const void *y)
{
    u64 a = *(const u64 *)x, b = *(const u64 *)y;
    return (a > b) - (a < b);
}

TEST(threads_share_a_seed_without_repeating)
{
    static u64 all[4 * DRAWS];
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, draw, all + i * DRAWS);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    qsort(all, 4 * DRAWS, sizeof *all, by_value);
    for (int i = 1; i < 4 * DRAWS; i++)
        CHECK(all[i] != all[i - 1]);
}
