/* jobs.c: the queue of work that is done later. Put in the transaction of the act that needs it;
** taken by the runner in `serve`, at least once, for a lease. The claim is committed before the work
** begins, and every end names the attempt it belongs to, so that a runner who comes back late
** cannot end another's work. */
#include "gen/jobs_sql.h"
#include "store/store.h"

enum { FIRST_PAUSE = 60, LONGEST_PAUSE = 6 * 3600, ATTEMPTS = 12, ERROR_MAX = 500 };

enum status job_put(struct tx *tx, const char *kind, str args, i64 run_at, str dedupe)
{
    i64 id;
    if (dedupe.n > 0) {
        enum status st = job_waiting(tx_db(tx), NULL, str_c(kind), dedupe, &id);
        if (st != NOT_FOUND) return st;
    }
    return job_insert(tx, str_c(kind), args, run_at, dedupe, &id);
}

struct claim {
    struct arena *a;
    str kinds;
    i64 now, seconds;
    struct job_claimed *job;
};

static const struct actor runner = {.act = {"jobs", 4}};

static enum status claim_write(struct tx *tx, void *arg)
{
    struct claim *c = arg;
    struct jobs_lease row;
    i64 count = 0;
    TRY(job_next(tx_db(tx), c->a, c->now, c->kinds, &row));
    TRY(job_lock(tx, row.id, row.attempts, c->now + c->seconds, &count));
    *c->job = (struct job_claimed){.id = row.id,
                                   .attempts = row.attempts + 1,
                                   .until = c->now + c->seconds,
                                   .kind = row.kind,
                                   .args = row.args};
    return count == 1 ? OK : CONFLICT;
}

enum status job_claim(struct store *s, struct arena *a, str kinds, i64 now, i64 lease_seconds,
                      struct job_claimed *out)
{
    struct claim c = {a, kinds, now, lease_seconds, out};
    return store_write(s, runner, now, claim_write, &c);
}

static enum status renew_write(struct tx *tx, void *arg)
{
    struct claim *c = arg;
    i64 count = 0;
    TRY(job_prolong(tx, c->job->id, c->job->attempts, c->now + c->seconds, &count));
    return count == 1 ? OK : CONFLICT;
}

enum status job_renew(struct store *s, i64 now, i64 lease_seconds, struct job_claimed *job)
{
    struct claim c = {.now = now, .seconds = lease_seconds, .job = job};
    TRY(store_write(s, runner, now, renew_write, &c));
    job->until = now + lease_seconds;
    return OK;
}

struct ending {
    const struct job_claimed *job;
    i64 run_at;
    str error;
    bool failed, resting;
};

static enum status end_write(struct tx *tx, void *arg)
{
    const struct ending *e = arg;
    i64 count = 0;
    if (e->failed) {
        struct job_postpone_in in = {.id = e->job->id,
                                     .attempts = e->job->attempts,
                                     .run_at = e->run_at,
                                     .error = e->error,
                                     .resting = e->resting};
        TRY(job_postpone(tx, &in, &count));
    } else {
        TRY(job_delete(tx, e->job->id, e->job->attempts, &count));
    }
    return count == 1 ? OK : CONFLICT;
}

enum status job_done(struct store *s, i64 now, const struct job_claimed *job)
{
    struct ending e = {.job = job};
    return store_write(s, runner, now, end_write, &e);
}

static struct ending failure_of(const struct job_claimed *job, i64 now, str error)
{
    i64 pause = FIRST_PAUSE;
    for (i64 i = 1; i < job->attempts && pause < LONGEST_PAUSE; i++)
        pause *= 2;
    if (pause > LONGEST_PAUSE) pause = LONGEST_PAUSE;
    return (struct ending){.job = job,
                           .run_at = now + pause,
                           .error = str_abbrev(error, ERROR_MAX),
                           .failed = true,
                           .resting = job->attempts >= ATTEMPTS};
}

enum status job_failed(struct store *s, i64 now, const struct job_claimed *job, str error)
{
    struct ending e = failure_of(job, now, error);
    return store_write(s, runner, now, end_write, &e);
}

static enum status recover_write(struct tx *tx, void *arg)
{
    struct jobs_lease_array held = {0};
    i64 now = tx_now(tx);
    TRY(job_held(tx_db(tx), arg, &held));
    for (size_t i = 0; i < held.n; i++) {
        struct job_claimed job = {.id = held.v[i].id, .attempts = held.v[i].attempts};
        struct ending e = failure_of(&job, now, S("the process ended"));
        if (job.attempts == 1) e.run_at = now;
        TRY(end_write(tx, &e));
    }
    return OK;
}

enum status job_recover(struct store *s, i64 now)
{
    struct arena *a = arena_new();
    enum status st = store_write(s, runner, now, recover_write, a);
    arena_free(a);
    return st;
}

static enum status shift_write(struct tx *tx, void *arg)
{
    return job_shift(tx, tx_now(tx), *(i64 *)arg);
}

enum status job_catch_up(struct store *s, i64 now, i64 was)
{
    return store_write(s, runner, now, shift_write, &was);
}

enum status job_resting(struct db *db, struct arena *a, i64 *count)
{
    return job_resting_count(db, a, count);
}

enum status job_waiting_count(struct db *db, struct arena *a, i64 *count)
{
    return job_count(db, a, count);
}
