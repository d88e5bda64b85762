/* instance.c: which copy of the fund this is, and whether it may act. A restored copy must not send the
** letters of the one it was made from, nor do its work a second time: it is held until a person looks
** at what waits and releases it. Asked by the runner of jobs and by the outbox. */
#include "gen/instance_sql.h"
#include "store/engine.h"

enum { CODE_LETTERS = 16 };

static enum status first_write(struct tx *tx, void *arg)
{
    i64 id;
    (void)arg;
    struct instance_insert_in in = {.code = code_new(tx->arena, tx_env(tx), CODE_LETTERS),
                                    .made = tx_now(tx),
                                    .restored = NO_DATE};
    return instance_insert(tx, &in, &id);
}

enum status instance_load(struct store *s, struct db *db)
{
    struct arena *a = arena_new();
    struct instance_row row = {0};
    struct actor actor = {.act = S("instance")};
    enum status st = instance_get(db, a, &row);
    if (st == OK) atomic_store(&s->held, row.held != 0);
    if (st == NOT_FOUND)
        st = s->writer ? store_write(s, actor, env_now(s->env), first_write, NULL) : OK;
    arena_free(a);
    return st;
}

bool store_held(struct store *s)
{
    return atomic_load(&s->held);
}

enum status store_instance(struct db *db, struct arena *a, struct instance *out)
{
    struct instance_row row = {0};
    TRY(instance_get(db, a, &row));
    *out = (struct instance){.code = row.code,
                             .origin = row.origin,
                             .made = row.made,
                             .restored = row.restored,
                             .held = row.held != 0};
    return OK;
}

enum status instance_renew(struct tx *tx)
{
    i64 id;
    struct instance old = {0};
    enum status st = store_instance(tx_db(tx), tx->arena, &old);
    if (st != OK && st != NOT_FOUND) return st;
    struct instance_insert_in in = {.code = code_new(tx->arena, tx_env(tx), CODE_LETTERS),
                                    .made = tx_now(tx),
                                    .held = 1,
                                    .origin = old.code,
                                    .restored = tx_now(tx)};
    TRY(instance_forget(tx));
    TRY(instance_insert(tx, &in, &id));
    return instance_event_insert(tx, S("restored"), in.code, old.code, tx_now(tx), &id);
}

static enum status release_write(struct tx *tx, void *arg)
{
    struct release *r = arg;
    struct instance now = {0};
    i64 id, count = 0;
    TRY(store_instance(tx_db(tx), tx->arena, &now));
    TRY(instance_free(tx, &count));
    if (count == 0) return CONFLICT;
    if (r->also) TRY(r->also(tx, r->to));
    return instance_event_insert(tx, S("released"), now.code, r->detail, tx_now(tx), &id);
}

enum status store_release(struct store *s, struct actor actor, i64 now, struct release *r)
{
    TRY(store_write(s, actor, now, release_write, r));
    atomic_store(&s->held, false);
    return OK;
}
