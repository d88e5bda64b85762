/* join.h: waiting for the end of a thread, but not for ever. */
#ifndef BASE_JOIN_H
#define BASE_JOIN_H

#include "base/base.h"

#include <pthread.h>
#include <time.h>

/* True once the thread has ended; false if it had not by an instant of the monotonic clock. The thread
** sanitizer does not know a join with a limit, and would see no order between what the thread did and
** what comes after: under it there is no limit. */
static inline bool thread_join_until(pthread_t thread, const struct timespec *until)
{
#ifdef __SANITIZE_THREAD__
    (void)until;
    return pthread_join(thread, NULL) == 0;
#else
    return pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, until) == 0;
#endif
}

#endif
