/* serve.c: the running server: opens the fund, listens, and runs jobs beside it. */
#include "web/serve.h"
#include "base/join.h"
#include "web/app.h"
#include "web/control.h"
#include "web/guard.h"
#include "web/notify.h"
#include "web/registry.h"
#include "web/watchdog.h"

#include "gen/registry.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define LEASE_SECONDS 300
#define STOP_SECONDS 20
#define TICK_MS 500

/* Two run beside the server: one for jobs that may take minutes, one for all others. */
struct runner {
    struct app *app;
    struct db *db;
    bool slow;
    str kinds; /* that it takes from the queue, a JSON array */
    i64 *due;  /* per kind: when it runs next; behind them, when the last turn was */
    atomic_bool stop;
    pthread_t thread;
};

static const struct job_entry *job_find(str kind)
{
    for (size_t i = 0; i < job_kind_count; i++)
        if (str_eq(str_c(job_kinds[i].kind), kind)) return &job_kinds[i];
    return NULL;
}

static enum status job_run(struct app *app, struct db *db, const struct job_entry *entry,
                           struct job_claimed *claimed, const atomic_bool *stop)
{
    struct arena *arena = arena_new();
    struct job j = {.app = app,
                    .db = db,
                    .arena = arena,
                    .args = claimed ? claimed->args : NO_STR,
                    .now = env_now(&app->env),
                    .claimed = claimed,
                    .stop = stop};
    db_afresh(db);
    enum status st = entry->fn(&j);
    if (st == OK) st = db_fault(db);
    if (st != OK) log_line(LOG_WARN, "job did not finish", "kind", entry->kind, NULL);
    arena_free(arena);
    return st;
}

bool job_goes_on(struct job *j)
{
    if (j->stop && atomic_load(j->stop)) return false;
    i64 now = env_now(&j->app->env);
    if (!j->claimed || now < j->claimed->until - LEASE_SECONDS / 2) return true;
    return job_renew(j->app->store, now, LEASE_SECONDS, j->claimed) == OK;
}

/* The names of the kinds that a runner takes. */
static str kinds_of(struct arena *a, bool slow)
{
    str *names = NEW_ARRAY(a, job_kind_count, str);
    size_t n = 0;
    for (size_t i = 0; i < job_kind_count; i++)
        if (job_kinds[i].slow == slow) names[n++] = str_c(job_kinds[i].kind);
    return db_json_texts(a, names, n);
}

/* One queued job, if one is due. */
static bool jobs_claimed(struct app *app, struct db *db, str kinds, const atomic_bool *stop)
{
    struct arena *arena = arena_new();
    struct job_claimed claimed;
    bool some =
        job_claim(app->store, arena, kinds, env_now(&app->env), LEASE_SECONDS, &claimed) == OK;
    if (some) {
        const struct job_entry *entry = job_find(claimed.kind);
        enum status st = entry ? job_run(app, db, entry, &claimed, stop) : FAILED;
        i64 now = env_now(&app->env);
        if (st == OK)
            job_done(app->store, now, &claimed);
        else
            job_failed(app->store, now, &claimed, S("see the log"));
    }
    arena_free(arena);
    return some;
}

#define SLACK_SECONDS 300

/* A restored copy does nothing by itself before it is released. */
static i64 turn(struct app *app, struct db *db, bool slow, str kinds, i64 *due,
                const atomic_bool *stop)
{
    i64 ran = 0, now = env_now(&app->env);
    if (store_held(app->store)) return 0;
    i64 *was = &due[job_kind_count];
    if (*was > now) {
        log_line(LOG_WARN, "clock", "problem", "it was set back", NULL);
        /* Also what was asked for since the last look, which a long job may have put off. */
        job_catch_up(app->store, now, *was + SLACK_SECONDS);
    }
    *was = now;
    /* What was asked for comes first: the mails that it writes leave in the same round. */
    for (int i = 0; i < 50 && jobs_claimed(app, db, kinds, stop); i++)
        ran++;
    for (size_t i = 0; i < job_kind_count; i++) {
        if (!job_kinds[i].period || job_kinds[i].slow != slow) continue;
        bool later = due[i] > now && due[i] - now <= job_kinds[i].period; /* else: set back */
        if (later) continue;
        due[i] = now + job_kinds[i].period;
        job_run(app, db, &job_kinds[i], NULL, stop);
        ran++;
    }
    return ran;
}

i64 jobs_run_due(struct app *app, struct db *db, i64 *due)
{
    i64 ran = 0;
    struct arena *a = arena_new();
    for (int slow = 0; slow < 2; slow++)
        ran += turn(app, db, slow, kinds_of(a, slow), due, NULL);
    arena_free(a);
    return ran;
}

/* Long work (backups, imports) gives way to the pages that people wait for. Not by more than this: it
** writes as well, and who holds the write lock must get on. */
enum { SLOW_NICE = 5 };

static void *runner_main(void *arg)
{
    struct runner *run = arg;
    if (run->slow) setpriority(PRIO_PROCESS, (id_t)gettid(), SLOW_NICE);
    while (!atomic_load(&run->stop)) {
        turn(run->app, run->db, run->slow, run->kinds, run->due, &run->stop);
        usleep(TICK_MS * 1000);
    }
    return NULL;
}

static bool runner_start(struct runner *run, struct app *app, bool slow)
{
    run->app = app;
    run->slow = slow;
    run->kinds = kinds_of(app->arena, slow);
    run->due = NEW_ARRAY(app->arena, job_kind_count + 1, i64);
    return db_open(app->store, &run->db) == OK &&
           pthread_create(&run->thread, NULL, runner_main, run) == 0;
}

/* Lets the job that runs come to its end, but not for ever; false if it did not. What it had not finished
** is taken up at the next start, as after a crash. */
static bool runner_stop(struct runner *run, const struct timespec *until)
{
    if (!run->thread) return true;
    atomic_store(&run->stop, true);
    if (!thread_join_until(run->thread, until)) return false;
    run->thread = 0;
    db_close(run->db);
    return true;
}

static bool runners_stop(struct runner *run, struct runner *slow)
{
    struct timespec until = env_until(STOP_SECONDS * 1000);
    if (slow->thread) atomic_store(&slow->stop, true);
    return runner_stop(run, &until) && runner_stop(slow, &until);
}

static void box(struct app *app, const char *listen)
{
    struct arena *a = arena_new();
    str line = arena_printf(a, "  %.*s  http://%s/  ", P(setting(app, a, "fund.name")), listen);
    struct buf rule;
    buf_init(&rule, 4096);
    for (size_t i = 0; i < str_chars(line); i++)
        buf_lit(&rule, "─");
    printf("┌%.*s┐\n│%.*s│\n└%.*s┘\n", P(buf_str(&rule)), P(line), P(buf_str(&rule)));
    fflush(stdout);
    buf_free(&rule);
    arena_free(a);
}

/* Neither this process nor what it starts can gain a right, and what it holds in memory (passwords on
** their way, tokens) is shown to no debugger and left in no core file. The leak checker of the
** sanitizers looks at the process as a debugger does. */
static void harden(void)
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifndef __SANITIZE_ADDRESS__
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* COMMAND serve DIR [--listen ADDR:PORT] [--database URL]
** Serves the fund in DIR and runs its jobs until it is told to stop. */
int serve_command(struct command *c)
{
    harden();
    arena_spare_memory();
    const char *listen = NULL, *database = NULL;
    for (int i = 0; i < c->argc; i += 2) {
        if (i + 1 == c->argc) return 2;
        if (strcmp(c->argv[i], "--listen") == 0)
            listen = c->argv[i + 1];
        else if (strcmp(c->argv[i], "--database") == 0)
            database = c->argv[i + 1];
        else
            return 2;
    }
    struct app *app;
    if (app_open_on(c->dir, database, c->env, &app) != OK) return 1;
    if (!listen) listen = str_z(app->arena, app->config.listen);
    if (!app->config.base_url.n)
        app->config.base_url = arena_printf(app->arena, "http://%s", listen);
    struct net_config config = net_config_default();
    struct runner run = {0}, slow = {0};
    struct control *control = NULL;
    int port, code = 1;
    if (net_listen(str_c(listen), &config.listener, &port) == OK &&
        control_start(app, &control) == OK && job_recover(app->store, env_now(&app->env)) == OK &&
        runner_start(&run, app, false) && runner_start(&slow, app, true)) {
        struct net_app net = dispatch_app(app);
        config.signals = true;
        config.spool = app->spool;
        config.env = &app->env;
        config.workers = app->config.workers > 0 ? (int)app->config.workers : 4;
        config.trusted_proxy = app->config.trusted_proxy;
        box(app, listen);
        struct watchdog *watchdog = NULL;
        bool watched = watchdog_start(app->arena, config.listener, &watchdog);
        notify_manager("READY=1");
        if (watched) code = net_serve(&config, &net);
        watchdog_stop(watchdog);
        /* A handler that will not end still uses the fund: it must not be taken apart under it. */
        if (code == 2) _exit(1);
        if (!control_stop(control)) _exit(1);
        control = NULL;
    }
    control_stop(control);
    /* A job still uses the fund too. */
    if (!runners_stop(&run, &slow)) {
        log_line(LOG_WARN, "serve", "problem", "a job was still running at the end", NULL);
        _exit(1);
    }
    app_close(app);
    return code;
}
