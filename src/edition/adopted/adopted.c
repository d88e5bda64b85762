/* adopted.c: the editions that a fund has adopted, kept in memory as long as it is open. The desk's
** pages for drafting and adopting stand beside this file; the engine itself is in engine/. */
#include "edition/adopted.h"

#include "web/registry.h"
#include "web/terms.h"

#include "gen/adopted_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

#include <pthread.h>

/* RECORD edition "Edition" */

#define PACKED_MAX (4 << 20)
#define EDITIONS_MAX 200

/* One process opens one fund; tests open several in turn, so the list belongs to an app. */
static struct {
    pthread_mutex_t lock;
    struct app *app;
    struct {
        i64 id;
        struct edition *edition;
    } v[EDITIONS_MAX];
    size_t n;
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static str edition_term(str lang, const char *voc, str code)
{
    struct app *app = kept.app;
    const struct edition *e = app ? app->edition : NULL;
    const struct vocabulary *v = e ? edition_vocabulary(e, str_c(voc)) : NULL;
    for (size_t i = 0; v && i < v->terms.n; i++)
        if (str_eq(v->terms.v[i].code, code)) return edition_text(e, v->terms.v[i].label, lang);
    return NO_STR;
}

static enum status edition_fetch(struct app *app, str hash_hex, struct edition **out)
{
    struct arena *a = arena_new();
    struct digest hash;
    str packed;
    struct edition_fault_array faults = {0};
    enum status st = digest_from_hex(hash_hex, &hash) ? OK : FAILED;
    if (st == OK) st = file_read(app->store, a, hash, PACKED_MAX, &packed);
    if (st == OK) st = edition_read_packed(packed, a, out, &faults);
    if (st != OK)
        log_line(LOG_ERROR, "an adopted edition cannot be read", "hash", str_z(a, hash_hex),
                 "first", faults.n ? str_z(a, faults.v[0].message) : "the file is missing", NULL);
    arena_free(a);
    return st;
}

/* Which is in force depends on today, so it is asked on the way; cheap: the list is short. */
static void force_latest(struct app *app, i64 today)
{
    struct edition *best = NULL;
    for (size_t i = 0; i < kept.n; i++)
        if (kept.v[i].edition->in_force <= today &&
            (!best || kept.v[i].edition->in_force >= best->in_force))
            best = kept.v[i].edition;
    app->edition = best;
}

static i64 today_of(struct app *app)
{
    return env_now(&app->env) / 86400;
}

/* START adopted_start
** Reads every adopted edition; one that cannot be read stops the fund from opening. */
enum status adopted_start(struct app *app)
{
    struct arena *a = arena_new();
    struct adopted_edition_array rows = {0};
    enum status st = adopted_all(app->db, a, &rows);
    if (st == OK) {
        pthread_mutex_lock(&kept.lock);
        for (size_t i = 0; i < kept.n; i++)
            edition_free(kept.v[i].edition);
        kept.n = 0;
        kept.app = app;
        terms_edition_hook = edition_term;
        /* The list is newest first; the last one wins among equals, so it is filled backwards. */
        for (size_t i = rows.n; st == OK && i > 0 && kept.n < EDITIONS_MAX; i--) {
            st = edition_fetch(app, rows.v[i - 1].hash, &kept.v[kept.n].edition);
            kept.v[kept.n].id = rows.v[i - 1].id;
            if (st == OK) kept.n++;
        }
        force_latest(app, today_of(app));
        pthread_mutex_unlock(&kept.lock);
    }
    arena_free(a);
    return st;
}

const struct edition *edition_in_force(struct app *app)
{
    pthread_mutex_lock(&kept.lock);
    force_latest(app, today_of(app));
    pthread_mutex_unlock(&kept.lock);
    return app->edition;
}

const struct edition *edition_by_id(struct app *app, i64 id)
{
    (void)app;
    const struct edition *found = NULL;
    pthread_mutex_lock(&kept.lock);
    for (size_t i = 0; i < kept.n; i++)
        if (kept.v[i].id == id) found = kept.v[i].edition;
    pthread_mutex_unlock(&kept.lock);
    return found;
}

const struct edition *edition_by_code(struct app *app, str code, i64 *id)
{
    (void)app;
    const struct edition *found = NULL;
    pthread_mutex_lock(&kept.lock);
    for (size_t i = 0; i < kept.n; i++)
        if (str_eq(kept.v[i].edition->code, code)) {
            found = kept.v[i].edition;
            if (id) *id = kept.v[i].id;
        }
    pthread_mutex_unlock(&kept.lock);
    return found;
}

i64 edition_id(struct app *app, const struct edition *e)
{
    i64 id = 0;
    if (e) edition_by_code(app, e->code, &id);
    return id;
}

struct adopt_arg {
    struct edition *edition;
    str hash;
    i64 now, account, id;
    edition_adopted_fn *also;
    void *arg;
};

static enum status adopt_write(struct tx *tx, void *arg)
{
    struct adopt_arg *v = arg;
    struct arena *a = arena_new();
    struct adopted_edition row;
    enum status st = adopted_by_code(tx_db(tx), a, v->edition->code, &row);
    arena_free(a);
    if (st == OK) return CONFLICT;
    if (st != NOT_FOUND) return st;
    TRY(adopted_insert(tx,
                       &(struct adopted_insert_in){.code = v->edition->code,
                                                   .title = v->edition->title,
                                                   .revision = v->edition->revision,
                                                   .hash = v->hash,
                                                   .in_force = v->edition->in_force,
                                                   .now = v->now,
                                                   .by = v->account},
                       &v->id));
    return v->also ? v->also(tx, v->id, v->arg) : OK;
}

enum status edition_adopt(struct app *app, struct actor actor, i64 now, struct edition *e)
{
    return edition_adopt_with(app, actor, now, e, NULL, NULL);
}

enum status edition_adopt_with(struct app *app, struct actor actor, i64 now, struct edition *e,
                               edition_adopted_fn *also, void *arg)
{
    struct digest hash;
    if (kept.n == EDITIONS_MAX) return LIMIT;
    TRY(file_keep_bytes(app->store, e->packed, &hash));
    struct adopt_arg v = {.edition = e,
                          .hash = digest_hex(e->arena, hash),
                          .now = now,
                          .account = actor.account,
                          .also = also,
                          .arg = arg};
    TRY(store_write(app->store, actor, now, adopt_write, &v));
    pthread_mutex_lock(&kept.lock);
    kept.v[kept.n].id = v.id;
    kept.v[kept.n++].edition = e;
    force_latest(app, now / 86400);
    pthread_mutex_unlock(&kept.lock);
    return OK;
}

/* JOB edition_turn every 60s
** Puts the edition in force whose date has come, though nobody looks. */
enum status edition_turn_job(struct job *j)
{
    edition_in_force(j->app);
    return OK;
}
