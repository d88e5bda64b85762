/* env.h: clock and randomness, injected so that tests can set both. */
#ifndef BASE_ENV_H
#define BASE_ENV_H

#include "base/str.h"

#include <time.h>

struct env {
    i64 fixed_now;  /* UTC seconds; 0 means the system's clock */
    u64 fixed_seed; /* 0 means the system's randomness; else a reproducible stream, tests only */
};

i64 env_now(struct env *env);
/* Milliseconds of a monotonic clock, for durations. */
i64 env_monotonic_ms(void);
/* The same in microseconds. */
i64 env_monotonic_us(void);
/* An instant of that clock, for the waits that take one (pthread_cond_clockwait and the like): setting
** the system's clock neither ends nor lengthens them. */
struct timespec env_until(i64 milliseconds);
void env_random(struct env *env, void *out, size_t n);

#endif
