/* bench.c: signs off the public pages of all imported programmes at once. For bench/run, which fills a
** fund with 20,000 of them; an office reads each page before it signs. The pages are made by the same
** function as at the desk. */
#include "edition/adopted.h"
#include "publish/profile/profile.h"
#include "web/app.h"
#include "web/registry.h"

#include "gen/bench_sql.h"
#include "gen/registry.h"

#define SIGNED_AT_ONCE 100

struct sign_arg {
    struct app *app;
    struct arena *arena;
    i64 after, signed_off;
};

static enum status sign_write(struct tx *tx, void *arg)
{
    struct sign_arg *v = arg;
    struct bench_programme_array rows = {0};
    TRY(bench_unpublished(tx_db(tx), v->arena, v->after, SIGNED_AT_ONCE, &rows));
    for (size_t i = 0; i < rows.n; i++)
        TRY(profile_sign(tx, v->arena, edition_in_force(v->app), rows.v[i].code, NO_STR, 0));
    if (!rows.n) return NOT_FOUND;
    v->after = rows.v[rows.n - 1].id;
    v->signed_off += (i64)rows.n;
    return OK;
}

/* COMMAND bench publish DIR
** Signs off the page of every programme that has none, unread: to measure a large fund, for nothing else. */
int bench_publish_command(struct command *c)
{
    struct sign_arg v = {0};
    struct actor actor = {.act = S("bench publish")};
    enum status st = OK;
    if (c->argc) return 2;
    if (app_open(c->dir, c->env, &v.app) != OK) return 1;
    v.arena = arena_new();
    if (!edition_in_force(v.app)) {
        fprintf(stderr, "letsema: %s: no edition is in force; adopt one first\n", c->dir);
        st = FAILED;
    }
    while (st == OK) {
        st = store_write(v.app->store, actor, env_now(&v.app->env), sign_write, &v);
        arena_reset(v.arena);
    }
    if (st == NOT_FOUND)
        printf("Signed off: %lld\n", (long long)v.signed_off);
    else
        fprintf(stderr, "letsema: %s: the pages could not be signed off\n", c->dir);
    arena_free(v.arena);
    app_close(v.app);
    return st == NOT_FOUND ? 0 : 1;
}
