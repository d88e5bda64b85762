/* journal.c: the chained memory of every change. Generated writes call journal_add; store_write
** calls journal_seal last, so that the order of positions is the order of commits. An entry's hash
** covers its head, the hash before it, and for each changed field a digest of salt, old and new
** value; the values stand in a table of their own and can be erased. */
#include "store/journal/chain.h"

#include "gen/journal_sql.h"
#include "store/engine.h"

enum { SALT_BYTES = 16 };

static bool same(str a, str b)
{
    return (a.p == NULL) == (b.p == NULL) && str_eq(a, b);
}

/* A draft is nobody's business yet: a row of a public table that was none or a draft and is one now
** changes no page, so that saving it makes no cached page stale and is no update of the site. */
static bool is_draft(const struct journal_table *t, const str *row)
{
    if (row == NULL) return true;
    for (size_t i = 0; i < t->column_count; i++)
        if (strcmp(t->columns[i], "state") == 0) return str_eq(row[i], S("draft"));
    return false;
}

void journal_add(struct tx *tx, int table, i64 id, const str *before, const str *after)
{
    const struct journal_table *t = &journal_tables[table];
    struct journal_pending p = {.table = t, .row = id};
    p.is_public = t->kind == JOURNAL_PUBLIC && !(is_draft(t, before) && is_draft(t, after));
    p.op = before == NULL ? "insert" : after == NULL ? "delete" : "update";
    for (size_t i = 0; i < t->column_count; i++) {
        str was = before ? before[i] : NO_STR, is = after ? after[i] : NO_STR;
        if (same(was, is)) continue;
        *PUSH(tx->arena, &p.fields) = (struct journal_field){t->columns[i], was, is};
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

str journal_field_digest(struct arena *a, str field, str salt, str before, str after)
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

str journal_entry_hash(struct arena *a, const struct journal_link *e)
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
        str d = journal_field_digest(a, str_c(f->name), salts[i], f->before, f->after);
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
        .is_public = p->is_public,
        .digests = digests,
        .previous = tx->hash,
    };
    if (e.act.p == NULL) e.act = S("");
    if (e.request.p == NULL) e.request = S("");
    e.hash = journal_entry_hash(a, &e);
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
    struct db *db = tx_db(tx);
    if (tx->pending.n == 0) return OK;
    bool batch = db->engine->batch_begin != NULL;
    if (batch) TRY(db->engine->batch_begin(db));
    enum status st = OK;
    for (size_t i = 0; i < tx->pending.n && st == OK; i++)
        st = seal_one(tx, &tx->pending.v[i]);
    enum status end = batch ? db->engine->batch_end(db) : OK;
    return st == OK ? end : st;
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

/* What this transaction is about to write of the field keeps what it becomes and forgets what it was. */
static void pending_erase(struct tx *tx, const char *table, i64 row, const char *field, i64 *count)
{
    for (size_t i = 0; i < tx->pending.n; i++) {
        struct journal_pending *p = &tx->pending.v[i];
        if (strcmp(p->table->name, table) != 0 || p->row != row) continue;
        for (size_t k = 0; k < p->fields.n; k++)
            if (strcmp(p->fields.v[k].name, field) == 0) {
                p->fields.v[k].before = NO_STR;
                ++*count;
            }
    }
}

enum status journal_erase(struct tx *tx, const char *table, i64 row, const char *field, i64 *count)
{
    struct journal_erasure_insert_in in = {.tab = str_c(table),
                                           .record = row,
                                           .field = str_c(field),
                                           .upto = tx->position,
                                           .at = tx->now,
                                           .account = tx->actor.account};
    i64 id;
    TRY(journal_value_erase(tx, in.tab, row, in.field, count));
    pending_erase(tx, table, row, field, count);
    return journal_erasure_insert(tx, &in, &id);
}
