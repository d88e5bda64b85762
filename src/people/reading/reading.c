/* reading.c: see reading.h. What was counted and not written yet is lost with a process that is killed: a
** few seconds (docs/decisions says why). A server that is told to stop writes it. */
#include "people/reading/reading.h"

#include "people/people.h"
#include "web/app.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/reading_sql.h"
#include "gen/registry.h"

#include <pthread.h>
#include <string.h>

/* GROUP reading "Who opened what" */
/* SETTING reading.days int "400"
** For how many days it is kept who opened which proposal, file or export. */

enum { SLOTS = 2048, KIND_BYTES = 24, WAY_BYTES = 12 };

struct slot {
    const struct app *app; /* NULL: free */
    i64 account, record, day, began, latest, times;
    char kind[KIND_BYTES], way[WAY_BYTES];
};

/* Open addressing; emptied as a whole, so that nothing is ever taken out in between. */
static struct {
    pthread_mutex_t lock;
    struct slot v[SLOTS];
    size_t used;
    i64 lost;
} counts = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool same(const struct slot *x, const struct slot *y)
{
    return x->app == y->app && x->account == y->account && x->record == y->record &&
           x->day == y->day && strcmp(x->kind, y->kind) == 0 && strcmp(x->way, y->way) == 0;
}

static size_t place_of(const struct slot *x)
{
    u64 h = (u64)x->account * 0x9e3779b97f4a7c15u ^ (u64)x->record * 0xc2b2ae3d27d4eb4fu ^
            (u64)x->day ^ (u64)x->way[0] << 32;
    return (size_t)((h ^ h >> 29) % SLOTS);
}

/* Under the lock. A full table loses what does not fit, and says how much at the next writing. */
static void count(const struct slot *x)
{
    size_t at = place_of(x);
    while (counts.v[at].app && !same(&counts.v[at], x))
        at = (at + 1) % SLOTS;
    struct slot *s = &counts.v[at];
    if (s->app) {
        s->times += x->times;
        if (x->began < s->began) s->began = x->began;
        if (x->latest > s->latest) s->latest = x->latest;
    } else if (counts.used < SLOTS - 1) {
        *s = *x;
        counts.used++;
    } else {
        counts.lost += x->times;
    }
}

void reading_note(struct request *r, const char *kind, i64 record, const char *way)
{
    if (!r->session || r->method == METHOD_HEAD) return;
    struct civil day = zone_local(fund_zone(r->app), r->now);
    struct slot x = {.app = r->app,
                     .account = r->session->account,
                     .record = record,
                     .day = date_of(day.year, day.month, day.day),
                     .began = r->now,
                     .latest = r->now,
                     .times = 1};
    snprintf(x.kind, sizeof x.kind, "%s", kind);
    snprintf(x.way, sizeof x.way, "%s", way);
    pthread_mutex_lock(&counts.lock);
    count(&x);
    pthread_mutex_unlock(&counts.lock);
}

static bool passes(const struct route *route, const char *segment)
{
    for (size_t i = 0; i < route->segment_count; i++)
        if (strcmp(route->segments[i], segment) == 0) return true;
    return false;
}

/* What an answer that went out well shows of a proposal. A form that comes back shows it, too. */
static void opened(struct request *r, const struct response *s)
{
    if (!r->scope || strcmp(r->scope->kind, "proposal") != 0) return;
    bool bytes = s->file >= 0 || !str_starts(s->type, S("text/html"));
    const char *way = passes(r->route, "files")     ? READ_FILE
                      : bytes                       ? READ_EXPORT
                      : passes(r->route, "reviews") ? READ_REVIEW
                                                    : READ_PAGE;
    reading_note(r, "proposal", r->record, way);
}

struct taken {
    struct slot *v;
    size_t n;
    i64 lost;
};

static struct taken take(const struct app *app, struct arena *a)
{
    struct taken t = {.v = NEW_ARRAY(a, SLOTS, struct slot)};
    struct taken others = {.v = NEW_ARRAY(a, SLOTS, struct slot)};
    pthread_mutex_lock(&counts.lock);
    for (size_t i = 0; i < SLOTS && counts.used; i++) {
        struct taken *to = counts.v[i].app == app ? &t : &others;
        if (counts.v[i].app) to->v[to->n++] = counts.v[i];
    }
    t.lost = counts.lost;
    if (counts.used) memset(counts.v, 0, sizeof counts.v);
    counts.used = 0;
    counts.lost = 0;
    for (size_t i = 0; i < others.n; i++)
        count(&others.v[i]);
    pthread_mutex_unlock(&counts.lock);
    return t;
}

static void give_back(const struct taken *t)
{
    pthread_mutex_lock(&counts.lock);
    for (size_t i = 0; i < t->n; i++)
        count(&t->v[i]);
    pthread_mutex_unlock(&counts.lock);
}

static enum status keep_write(struct tx *tx, void *arg)
{
    const struct taken *t = arg;
    for (size_t i = 0; i < t->n; i++) {
        const struct slot *x = &t->v[i];
        TRY(reading_put(tx, &(struct reading_put_in){.account = x->account,
                                                     .kind = str_c(x->kind),
                                                     .record = x->record,
                                                     .way = str_c(x->way),
                                                     .day = x->day,
                                                     .began = x->began,
                                                     .latest = x->latest,
                                                     .times = x->times}));
    }
    return OK;
}

/* Cheap when nothing was read: no transaction. */
enum status reading_write(struct app *app, i64 now)
{
    struct actor actor = {.act = S("reading_keep")};
    pthread_mutex_lock(&counts.lock);
    bool some = counts.used || counts.lost;
    pthread_mutex_unlock(&counts.lock);
    if (!some) return OK;
    struct arena *a = arena_new();
    struct taken t = take(app, a);
    if (t.lost)
        log_line(LOG_WARN, "reading", "problem", "more was opened than could be counted", NULL);
    enum status st = t.n ? store_write(app->store, actor, now, keep_write, &t) : OK;
    if (st != OK) give_back(&t);
    arena_free(a);
    return st;
}

/* JOB reading_keep every 5s
** Writes who opened which record since the last time. */
enum status reading_keep_job(struct job *j)
{
    return reading_write(j->app, j->now);
}

static enum status forget_write(struct tx *tx, void *arg)
{
    i64 gone;
    return reading_forget(tx, *(i64 *)arg, &gone);
}

/* JOB reading_forget every 1d
** Forgets who opened what once the days of the setting are over. */
enum status reading_forget_job(struct job *j)
{
    struct actor actor = {.act = S("reading_forget")};
    i64 days = setting_int(j->app, "reading.days");
    i64 before = j->now / 86400 - (days > 0 ? days : 0);
    TRY(reading_write(j->app, j->now)); /* what waited long in memory is forgotten with the rest */
    return store_write(j->app->store, actor, j->now, forget_write, &before);
}

static void closing(struct app *app)
{
    (void)reading_write(app, env_now(&app->env));
}

/* START reading_start
** Has every answer about a record counted, and the counts written when the fund is closed. */
enum status reading_start(struct app *app)
{
    (void)app;
    access_hooks.opened = opened;
    access_hooks.closing = closing;
    return OK;
}
