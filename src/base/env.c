/* env.c: the clock and the dice. Used by the server, jobs and commands through the struct env they
** are given; nothing else may ask the system. Safe to call from all threads. A fixed seed makes the
** bytes a function of the seed and of the number of calls made with that env; it is for tests. */
#include "base/env.h"

#include <sodium.h>

i64 env_now(struct env *env)
{
    i64 fixed = __atomic_load_n(&env->fixed_now, __ATOMIC_RELAXED);
    if (fixed) return fixed;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec;
}

i64 env_monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (i64)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct timespec env_until(i64 milliseconds)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    i64 ns = t.tv_nsec + milliseconds % 1000 * 1000000;
    return (struct timespec){t.tv_sec + milliseconds / 1000 + ns / 1000000000, ns % 1000000000};
}

i64 env_monotonic_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (i64)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The place in the stream is kept in the seed itself. A step by an odd constant visits all 2^64
** values, so that neighbouring seeds do not run into each other; 0 is jumped over, it has a meaning.
*/
#define SEED_STEP UINT64_C(0x9E3779B97F4A7C15)

static u64 seed_take(u64 *seed)
{
    u64 now = __atomic_load_n(seed, __ATOMIC_RELAXED), next;
    do {
        if (!now) return 0;
        next = now + SEED_STEP ? now + SEED_STEP : SEED_STEP;
    } while (
        !__atomic_compare_exchange_n(seed, &now, next, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return now;
}

void env_random(struct env *env, void *out, size_t n)
{
    u64 place = seed_take(&env->fixed_seed);
    if (!place) {
        randombytes_buf(out, n);
        return;
    }
    u8 key[randombytes_SEEDBYTES];
    crypto_generichash(key, sizeof key, (const u8 *)&place, sizeof place, NULL, 0);
    randombytes_buf_deterministic(out, n, key);
}
