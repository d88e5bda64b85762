/* programmes.c: the real programmes of the past, from the table in data/, by the importer; each page is
** signed off as an editor would. Every fact has its source; what no source says is empty. */
#include "web/demo.h"

#include "edition/adopted.h"
#include "fund/programme/import.h"
#include "publish/profile/profile.h"
#include "web/registry.h"

#include "gen/demo_sql.h"
#include "gen/registry.h"

static enum status import_all(struct demo *d)
{
    struct import m;
    str fault = NO_STR;
    struct actor actor = {.account = demo_account(d, "officer"), .act = S("demo")};
    TRY(import_begin(&m, d->app, d->db, S("en"), demo_asset("demo/data/programmes.csv"), false,
                     &fault));
    enum status st = import_run(&m, actor, env_now(&d->app->env), NULL, NULL);
    if (st == OK && m.counts.faulty) {
        fprintf(stderr, "letsema: demonstration: %lld lines of programmes.csv cannot be imported\n",
                (long long)m.counts.faulty);
        st = FAILED;
    }
    import_end(&m);
    return st;
}

struct sign_arg {
    struct demo *d;
    str code;
    i64 account;
};

static enum status sign_write(struct tx *tx, void *arg)
{
    struct sign_arg *v = arg;
    return profile_sign(tx, v->d->arena, edition_in_force(v->d->app), v->code, NO_STR, v->account);
}

/* DEMO 20
** Programmes of the past and their public pages. */
enum status programme_demo(struct demo *d)
{
    struct demo_row_array rows = {0};
    printf("  programmes of the past\n");
    demo_at(d, demo_instant(d, -390, 10, 0));
    TRY(import_all(d));
    demo_at(d, demo_instant(d, -380, 11, 0));
    TRY(demo_programmes(d->db, d->arena, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct sign_arg v = {.d = d, .code = rows.v[i].code, .account = demo_account(d, "editor")};
        struct actor actor = {.account = v.account, .act = S("demo")};
        TRY(store_write(d->app->store, actor, env_now(&d->app->env), sign_write, &v));
    }
    return OK;
}
