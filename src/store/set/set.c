/* set.c: named sets of records, one bit for each. A list with several filters is the intersection of
** a few sets of some kilobytes, whatever they hold; looking rows up one by one took milliseconds.
** Whoever derives a set from a table changes it in the transaction that changes the table. */
#include "gen/set_sql.h"
#include "store/engine.h"

enum status set_read(struct db *db, struct arena *a, str name, struct bits *out)
{
    static const struct query_part parts[] = {{0, 0, "SELECT bits FROM record_set WHERE name = ?1",
                                               "SELECT bits FROM record_set WHERE name = $1"}};
    static const struct query_text text = {-8, "set_read", "t", parts, 1};
    struct stmt *st;
    *out = (struct bits){0};
    TRY(db_query(db, &text, 0, &st));
    bind_text(st, 1, name);
    enum status got = db_step(st);
    if (got == OK) {
        str s = col_text(st, 0, a);
        *out = (struct bits){(u8 *)arena_alloc(a, s.n), s.n};
        if (s.n) memcpy(out->v, s.p, s.n);
    }
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

static void grow(struct arena *a, struct bits *b, i64 id)
{
    size_t n = (size_t)id / 8 + 1;
    if (b->v && n <= b->n) return;
    u8 *v = arena_alloc(a, n);
    if (b->n) memcpy(v, b->v, b->n);
    *b = (struct bits){v, n};
}

enum status set_write_bits(struct tx *tx, str name, const struct bits *b)
{
    return set_write(tx, name, (str){(const char *)b->v, b->n});
}

enum status set_change(struct tx *tx, str name, i64 id, bool in)
{
    struct bits b;
    TRY(set_read(tx_db(tx), tx->arena, name, &b));
    if (bits_hold(&b, id) == in) return OK;
    grow(tx->arena, &b, id);
    b.v[id / 8] ^= (u8)(1u << (id % 8));
    return set_write_bits(tx, name, &b);
}

void bits_of(struct arena *a, const struct id_array *ids, struct bits *out)
{
    *out = (struct bits){0};
    i64 most = 0;
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] > most) most = ids->v[i];
    grow(a, out, most);
    for (size_t i = 0; i < ids->n; i++)
        out->v[ids->v[i] / 8] |= (u8)(1u << (ids->v[i] % 8));
}

void bits_and(struct bits *b, const struct bits *with)
{
    if (with->n < b->n) b->n = with->n;
    for (size_t i = 0; i < b->n; i++)
        b->v[i] &= with->v[i];
}

bool bits_hold(const struct bits *b, i64 id)
{
    return id >= 0 && (size_t)id / 8 < b->n && (b->v[id / 8] >> (id % 8) & 1);
}

i64 bits_count(const struct bits *b)
{
    i64 n = 0;
    size_t i = 0;
    for (u64 word; i + sizeof word <= b->n; i += sizeof word) {
        memcpy(&word, b->v + i, sizeof word);
        n += __builtin_popcountll(word);
    }
    for (; i < b->n; i++)
        n += __builtin_popcount(b->v[i]);
    return n;
}

void bits_ids(struct arena *a, const struct bits *b, struct id_array *out)
{
    for (size_t i = 0; i < b->n; i++)
        for (int k = 0; k < 8 && b->v[i] >> k; k++)
            if (b->v[i] >> k & 1) *PUSH(a, out) = (i64)i * 8 + k;
}
