/* journal.c: the chained memory of every change. Generated writes call journal_add; store_write
** calls journal_seal last, so that the order of positions is the order of commits. An entry's hash
** covers its head, the hash before it, and for each changed field a digest of salt, old and new
** value; the values stand in a table of their own and can be erased. */
#include "gen/journal_sql.h"
#include "store/engine.h"

enum { SALT_BYTES = 16, VERIFY_PAGE = 500 };

static bool same(str a, str b)
{
    return (a.p == NULL) == (b.p == NULL) && str_eq(a, b);
}

static str copy(struct arena *a, str s)
{
    return s.p == NULL ? NO_STR : str_dup(a, s);
}

void journal_add(struct tx *tx, int table, i64 id, const str *before, const str *after)
{
    const struct journal_table *t = &journal_tables[table];
    struct journal_pending p = {.table = t, .row = id};
    p.op = before == NULL ? "insert" : after == NULL ? "delete" : "update";
    for (size_t i = 0; i < t->column_count; i++) {
        str was = before ? before[i] : NO_STR, is = after ? after[i] : NO_STR;
        if (same(was, is)) continue;
        *PUSH(tx->arena, &p.fields) =
            (struct journal_field){t->columns[i], copy(tx->arena, was), copy(tx->arena, is)};
    }
    if (p.fields.n > 0) *PUSH(tx->arena, &tx->pending) = p;
}

/* Length first, so that no two lists of values read the same. */
static void hashed(struct digest_stream *d, str s)
{
    char head[32];
    int n = snprintf(head, sizeof head, s.p == NULL ? "-;" : "%zu:", s.n);
    digest_more(d, (str){head, (size_t)n});
    digest_more(d, s.p == NULL ? S("") : s);
}

static str field_digest(struct arena *a, str field, str salt, str before, str after)
{
    struct digest_stream d;
    digest_begin(&d);
    hashed(&d, field);
    hashed(&d, salt);
    hashed(&d, before);
    hashed(&d, after);
    return digest_hex(a, digest_end(&d));
}

static void hashed_int(struct digest_stream *d, i64 v)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%lld", (long long)v);
    hashed(d, (str){text, (size_t)n});
}

static str entry_hash(struct arena *a, const struct journal_link *e)
{
    struct digest_stream d;
    digest_begin(&d);
    hashed(&d, e->previous);
    hashed_int(&d, e->id);
    hashed_int(&d, e->at);
    hashed_int(&d, e->account);
    hashed(&d, e->act);
    hashed(&d, e->request);
    hashed(&d, e->tab);
    hashed_int(&d, e->record);
    hashed(&d, e->op);
    hashed_int(&d, e->is_public);
    hashed(&d, e->digests);
    return digest_hex(a, digest_end(&d));
}

/* By hand, because an empty text and NULL differ here. */
static enum status value_insert(struct tx *tx, i64 entry, const struct journal_field *f, str salt)
{
    static const struct query_part parts[] = {
        {0, 0, "INSERT INTO journal_value (entry, field, salt, old_value, new_value) ", NULL},
        {0, 0, "VALUES (?1, ?2, ?3, ?4, ?5)", "VALUES ($1, $2, $3, $4, $5)"},
    };
    static const struct query_text text = {-2, "journal_value_insert", "itttt", parts, 2};
    struct stmt *st;
    TRY(db_query(tx_db(tx), &text, 0, &st));
    bind_int(st, 1, entry);
    bind_text(st, 2, str_c(f->name));
    bind_text(st, 3, salt);
    if (f->before.p != NULL) bind_text(st, 4, f->before);
    if (f->after.p != NULL) bind_text(st, 5, f->after);
    return write_run(tx, WRITE_PLAIN, NULL, NULL, st, NULL, NULL);
}

static str salt_new(struct tx *tx)
{
    u8 bytes[SALT_BYTES];
    env_random(tx_env(tx), bytes, sizeof bytes);
    struct buf b;
    buf_init(&b, 2 * SALT_BYTES);
    buf_hex(&b, bytes, sizeof bytes);
    str s = str_dup(tx->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum status seal_one(struct tx *tx, const struct journal_pending *p)
{
    struct arena *a = tx->arena;
    str *salts = NEW_ARRAY(a, p->fields.n, str), digests;
    struct buf b;
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < p->fields.n; i++) {
        const struct journal_field *f = &p->fields.v[i];
        salts[i] = salt_new(tx);
        str d = field_digest(a, str_c(f->name), salts[i], f->before, f->after);
        buf_printf(&b, "%s%s=%.*s", i ? " " : "", f->name, P(d));
    }
    digests = str_dup(a, buf_str(&b));
    buf_free(&b);
    struct journal_link e = {
        .id = tx->position + 1,
        .at = tx->now,
        .account = tx->actor.account,
        .act = tx->actor.act,
        .request = tx->actor.request_id,
        .tab = str_c(p->table->name),
        .record = p->row,
        .op = str_c(p->op),
        .is_public = p->table->kind == JOURNAL_PUBLIC,
        .digests = digests,
        .previous = tx->hash,
    };
    if (e.act.p == NULL) e.act = S("");
    if (e.request.p == NULL) e.request = S("");
    e.hash = entry_hash(a, &e);
    struct journal_entry_insert_in in = {
        .id = e.id,
        .at = e.at,
        .account = e.account,
        .act = e.act,
        .request = e.request,
        .tab = e.tab,
        .record = e.record,
        .op = e.op,
        .is_public = e.is_public,
        .digests = e.digests,
        .previous = e.previous,
        .hash = e.hash,
    };
    TRY(journal_entry_insert(tx, &in));
    for (size_t i = 0; i < p->fields.n; i++)
        TRY(value_insert(tx, e.id, &p->fields.v[i], salts[i]));
    tx->position = e.id;
    tx->hash = e.hash;
    if (e.is_public) tx->public_position = e.id;
    return OK;
}

enum status journal_seal(struct tx *tx)
{
    for (size_t i = 0; i < tx->pending.n; i++)
        TRY(seal_one(tx, &tx->pending.v[i]));
    return OK;
}

enum status journal_load(struct store *s, struct db *db)
{
    struct arena *a = arena_new();
    struct journal_link last = {0}, open = {0};
    enum status st = journal_last(db, a, &last);
    if (st == OK) {
        s->position = last.id;
        snprintf(s->hash, sizeof s->hash, "%.*s", P(last.hash));
    }
    if (st == OK) st = journal_last_public(db, a, &open);
    if (st == OK) {
        atomic_store(&s->public_position, open.id);
        atomic_store(&s->public_time, open.at);
    }
    arena_free(a);
    return st == NOT_FOUND ? OK : st;
}

enum status journal_head(struct tx *tx)
{
    struct journal_link last = {0};
    enum status st = journal_last(tx_db(tx), tx->arena, &last);
    if (st != OK && st != NOT_FOUND) return st;
    tx->position = last.id;
    tx->hash = last.hash.p == NULL ? S("") : last.hash;
    return OK;
}

enum status journal_has(const struct tx *tx)
{
    struct journal_link_array next;
    TRY(journal_links(tx->store->writer, tx->arena, tx->position - 1, 1, &next));
    bool same_one = next.n == 1 && next.v[0].id == tx->position && str_eq(next.v[0].hash, tx->hash);
    return same_one ? OK : NOT_FOUND;
}

enum status journal_of(struct db *db, struct arena *a, const char *table, i64 row, i64 limit,
                       struct journal_entry_array *out)
{
    struct journal_change_array list;
    TRY(journal_changes(db, a, str_c(table), row, limit, &list));
    *out = (struct journal_entry_array){0};
    for (size_t i = 0; i < list.n; i++) {
        const struct journal_change *c = &list.v[i];
        *PUSH(a, out) = (struct journal_entry){.position = c->id,
                                               .at = c->at,
                                               .account = c->account,
                                               .act = c->act,
                                               .table = c->tab,
                                               .field = c->field,
                                               .before = c->old_value,
                                               .after = c->new_value,
                                               .row = c->record};
    }
    return OK;
}

enum status journal_erase(struct tx *tx, const char *table, i64 row, const char *field, i64 *count)
{
    return journal_value_erase(tx, str_c(table), row, str_c(field), count);
}

/* --- verification ----------------------------------------------------------------------------- */

struct walk {
    struct arena *page; /* forgotten after each page */
    i64 position;       /* of the entry before */
    char hash[2 * DIGEST_SIZE + 1];
    char fault[256];
};

/* The digest that an entry keeps for one field, or NO_STR. */
static str kept_digest(str digests, str field)
{
    str pair;
    while (str_cut(&digests, ' ', &pair)) {
        i64 equals = str_find_char(pair, '=');
        if (equals >= 0 && str_eq(str_sub(pair, 0, (size_t)equals), field))
            return str_sub(pair, (size_t)equals + 1, pair.n);
    }
    return NO_STR;
}

static bool link_good(struct walk *w, const struct journal_link *e)
{
    const char *what = NULL;
    if (e->id != w->position + 1)
        what = "an entry before it is missing";
    else if (!str_eq(e->previous, str_c(w->hash)))
        what = "it does not follow the entry before it";
    else if (!str_eq(entry_hash(w->page, e), e->hash))
        what = "its content does not match its hash";
    if (what != NULL)
        snprintf(w->fault, sizeof w->fault, "journal entry %lld: %s", (long long)e->id, what);
    w->position = e->id;
    snprintf(w->hash, sizeof w->hash, "%.*s", P(e->hash));
    return what == NULL;
}

static bool value_good(struct walk *w, const struct journal_link *e, const struct journal_salted *v)
{
    str kept = kept_digest(e->digests, v->field);
    str now = field_digest(w->page, v->field, v->salt, v->old_value, v->new_value);
    if (str_eq(kept, now)) return true;
    snprintf(w->fault, sizeof w->fault, "journal entry %lld: the value of field %.*s was changed",
             (long long)e->id, P(str_abbrev(v->field, 60)));
    return false;
}

/* One page of entries with their values, both in order. */
static bool page_good(struct walk *w, const struct journal_link_array *links,
                      const struct journal_salted_array *values)
{
    size_t k = 0;
    for (size_t i = 0; i < links->n; i++) {
        const struct journal_link *e = &links->v[i];
        if (!link_good(w, e)) return false;
        for (; k < values->n && values->v[k].entry == e->id; k++)
            if (!value_good(w, e, &values->v[k])) return false;
    }
    return true;
}

static enum status walk(struct db *db, struct walk *w, i64 *entries)
{
    i64 orphan;
    for (;;) {
        arena_reset(w->page);
        struct journal_link_array links;
        struct journal_salted_array values;
        TRY(journal_links(db, w->page, w->position, VERIFY_PAGE, &links));
        if (links.n == 0) break;
        TRY(journal_salted_between(db, w->page, links.v[0].id, links.v[links.n - 1].id, &values));
        if (!page_good(w, &links, &values)) return FAILED;
        *entries += (i64)links.n;
    }
    enum status st = journal_orphan(db, w->page, &orphan);
    if (st == NOT_FOUND) return OK;
    if (st == OK)
        snprintf(w->fault, sizeof w->fault,
                 "a journalled value belongs to entry %lld, which is missing", (long long)orphan);
    return FAILED;
}

enum status journal_verify(struct store *s, struct arena *a, str *fault, i64 *entries)
{
    struct db *db;
    *entries = 0;
    *fault = S("");
    TRY(db_open(s, &db));
    struct walk w = {.page = arena_new()};
    enum status st = db_begin(db);
    if (st == OK) st = walk(db, &w, entries);
    db_end(db);
    db_close(db);
    arena_free(w.page);
    if (st != OK)
        *fault = str_dup(a, w.fault[0] ? str_c(w.fault) : S("the journal could not be read"));
    return st == OK ? OK : FAILED;
}
