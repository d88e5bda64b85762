/* tables.c: reading and writing whole tables; see tables.h. Rows are read by pages, each from the key
** behind the last, so that no engine has to hold a table. */
#include "store/backup/tables.h"

#include "store/engine.h"

enum { PAGE_ROWS = 1000, SQL_MAX = 32 << 10, FIRST_ID = -1000 };

bool table_name_good(str name)
{
    if (name.n == 0 || name.n > 60 || (name.p[0] >= '0' && name.p[0] <= '9')) return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
    }
    return true;
}

static char kind_of(str type)
{
    return str_eq(type, S("INTEGER")) ? 'i'
           : str_eq(type, S("TEXT"))  ? 't'
           : str_eq(type, S("BLOB"))  ? 'b'
                                      : '\0';
}

/* A table with a column of another kind is an index of words; fund_folder belongs to the folder that a
** database is used from, which a restored one is not. */
enum status tables_list(struct db *db, struct arena *a, struct table_array *out)
{
    static const struct query_part parts[] = {
        {0, 0,
         "SELECT t.name, c.name, c.type, c.pk FROM pragma_table_list t "
         "JOIN pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.type = 'table' "
         "AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.name, c.cid",
         "SELECT t.relname::text, c.attname::text, CASE c.atttypid WHEN 20 THEN 'INTEGER' "
         "WHEN 25 THEN 'TEXT' WHEN 17 THEN 'BLOB' ELSE 'OTHER' END, "
         "coalesce(array_position(k.indkey::int2[], c.attnum) + 1, 0)::bigint "
         "FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid "
         "LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary "
         "WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' "
         "AND t.relname <> 'fund_folder' AND c.attnum > 0 AND NOT c.attisdropped ORDER BY t.relname COLLATE \"C\", c.attnum"}};
    static const struct query_text text = {-20, "tables_list", "", parts, 1};
    struct stmt *st;
    bool other = false;
    enum status got;
    *out = (struct table_array){0};
    TRY(db_query(db, &text, 0, &st));
    while ((got = db_step(st)) == OK) {
        str name = col_text(st, 0, a), kind = col_text(st, 2, a);
        bool fresh = out->n == 0 || !str_eq(str_c(out->v[out->n - 1].name), name);
        if (fresh && other) out->n--;
        if (fresh) {
            *PUSH(a, out) = (struct table){.name = name.p};
            other = false;
        }
        struct table *t = &out->v[out->n - 1];
        struct {
            struct table_column_kind *v;
            size_t n, cap;
        } columns = {t->columns, t->column_count, t->column_room};
        *PUSH(a, &columns) = (struct table_column_kind){
            .name = col_text(st, 1, a).p, .kind = kind_of(kind), .key = col_int(st, 3)};
        other = other || kind_of(kind) == '\0';
        t->columns = columns.v;
        t->column_count = columns.n;
        t->column_room = columns.cap;
    }
    db_done(st);
    if (other) out->n--;
    return got == NOT_FOUND ? OK : got;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* The columns of the key, in its order. */
static size_t key_of(const struct table *t, size_t *key)
{
    size_t n = 0;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < t->column_count && !more; i++)
            if (t->columns[i].key == (i64)n + 1) {
                key[n++] = i;
                more = true;
            }
    }
    return n;
}

static void put_keys(struct buf *b, const struct table *t, const size_t *key, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_printf(b, "%s\"%s\"", i ? ", " : "", t->columns[key[i]].name);
}

/* Two texts of the same statement. */
struct both {
    struct buf sqlite, postgres;
    char types[TABLE_COLUMNS_MAX + 2];
};

static void both_init(struct both *b)
{
    buf_init(&b->sqlite, SQL_MAX);
    buf_init(&b->postgres, SQL_MAX);
    memset(b->types, 0, sizeof b->types);
}

static void both_free(struct both *b)
{
    buf_free(&b->sqlite);
    buf_free(&b->postgres);
}

static enum status both_query(struct db *db, struct both *b, int id, u32 variant, struct stmt **out)
{
    buf_char(&b->sqlite, '\0');
    buf_char(&b->postgres, '\0');
    if (b->sqlite.overflow || b->postgres.overflow) return LIMIT;
    struct query_part part = {0, 0, b->sqlite.p, b->postgres.p};
    struct query_text text = {id, "table", b->types, &part, 1};
    return db_query(db, &text, variant, out);
}

/* Numbers for the statement cache: below those that the store has given. */
enum use { USE_READ, USE_EMPTY, USE_INSERT, USE_OTHER };
static int statement_id(enum use use, int number)
{
    return FIRST_ID - (int)use * TABLES_MAX - number;
}

static enum status page_query(struct db *db, const struct table *t, int number, const size_t *key,
                              size_t keys, bool first, struct stmt **out)
{
    struct both b;
    *out = db_cached(db, statement_id(USE_READ, number), first);
    if (*out) return OK;
    both_init(&b);
    for (int engine = 0; engine < 2; engine++) {
        struct buf *q = engine ? &b.postgres : &b.sqlite;
        buf_lit(q, "SELECT ");
        for (size_t i = 0; i < t->column_count; i++) {
            const char *name = t->columns[i].name;
            buf_add(q, i ? S(", ") : S(""));
            if (t->columns[i].kind != 'b')
                buf_printf(q, "\"%s\"", name);
            else if (engine)
                buf_printf(q, "encode(\"%s\", 'hex')", name);
            else
                buf_printf(q, "CASE WHEN \"%s\" IS NOT NULL THEN lower(hex(\"%s\")) END", name,
                           name);
        }
        buf_printf(q, " FROM \"%s\"", t->name);
        if (!first) {
            buf_lit(q, " WHERE (");
            put_keys(q, t, key, keys);
            buf_lit(q, ") > (");
            for (size_t i = 0; i < keys; i++)
                buf_printf(q, "%s%s%zu", i ? ", " : "", engine ? "$" : "?", i + 1);
            buf_lit(q, ")");
        }
        buf_lit(q, " ORDER BY ");
        put_keys(q, t, key, keys);
        buf_printf(q, " LIMIT %d", PAGE_ROWS);
    }
    for (size_t i = 0; !first && i < keys; i++)
        b.types[i] = t->columns[key[i]].kind;
    enum status st = both_query(db, &b, statement_id(USE_READ, number), first, out);
    both_free(&b);
    return st;
}

static void put_escaped(struct buf *b, str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], as = c == '\\'   ? '\\'
                              : c == '\t' ? 't'
                              : c == '\n' ? 'n'
                              : c == '\r' ? 'r'
                                          : 0;
        if (!as) continue;
        buf_add(b, str_sub(s, from, i));
        buf_char(b, '\\');
        buf_char(b, as);
        from = i + 1;
    }
    buf_add(b, str_sub(s, from, s.n));
}

static void put_row(struct buf *b, struct arena *a, const struct table *t, struct stmt *st)
{
    for (size_t i = 0; i < t->column_count; i++) {
        if (i) buf_char(b, '\t');
        if (col_null(st, (int)i)) {
            buf_lit(b, "\\N");
        } else if (t->columns[i].kind == 'i') {
            buf_i64(b, col_int(st, (int)i));
        } else {
            if (t->columns[i].kind == 'b') buf_lit(b, "\\\\x");
            put_escaped(b, col_text(st, (int)i, a));
        }
    }
}

/* The key of the last row, for the next page. */
struct place {
    i64 numbers[TABLE_COLUMNS_MAX];
    str texts[TABLE_COLUMNS_MAX];
};

/* What reading one table needs from page to page. */
struct reading {
    struct db *db;
    const struct table *t;
    int number;
    size_t key[TABLE_COLUMNS_MAX], keys;
    struct arena *last, *next; /* of the page before, which holds its last key, and of this one */
    struct place at;
    bool first;
};

static void key_bind(struct reading *r, struct stmt *st)
{
    for (size_t i = 0; i < r->keys; i++)
        if (r->t->columns[r->key[i]].kind == 'i')
            bind_int(st, (int)i + 1, r->at.numbers[i]);
        else
            bind_text(st, (int)i + 1, r->at.texts[i]);
}

static void key_keep(struct reading *r, struct stmt *st)
{
    for (size_t i = 0; i < r->keys; i++)
        if (r->t->columns[r->key[i]].kind == 'i')
            r->at.numbers[i] = col_int(st, (int)r->key[i]);
        else
            r->at.texts[i] = col_text(st, (int)r->key[i], r->next);
}

static enum status page_read(struct reading *r, i64 *rows, table_line_fn *each, void *to)
{
    struct stmt *st;
    struct buf line;
    enum status got = OK, done = OK;
    TRY(page_query(r->db, r->t, r->number, r->key, r->keys, r->first, &st));
    if (!r->first) key_bind(r, st);
    buf_init(&line, TABLE_ROW_MAX);
    *rows = 0;
    while (done == OK && (got = db_step(st)) == OK) {
        buf_reset(&line);
        put_row(&line, r->next, r->t, st);
        if (++*rows == PAGE_ROWS) key_keep(r, st);
        done = line.overflow ? LIMIT : each(to, buf_str(&line));
    }
    db_done(st);
    buf_free(&line);
    struct arena *other = r->last;
    r->last = r->next;
    r->next = other;
    arena_reset(r->next);
    r->first = false;
    return done != OK ? done : got == NOT_FOUND ? OK : got;
}

enum status table_read(struct db *db, const struct table *t, int number, table_line_fn *each,
                       void *to)
{
    if (t->column_count > TABLE_COLUMNS_MAX) return LIMIT;
    struct arena *a = arena_new();
    struct reading *r = NEW(a, struct reading);
    *r = (struct reading){.db = db, .t = t, .number = number, .first = true};
    r->keys = key_of(t, r->key);
    if (r->keys == 0) {
        log_line(LOG_ERROR, "backup", "table", t->name, "error", "it has no primary key", NULL);
        arena_free(a);
        return FAILED;
    }
    r->last = arena_new();
    r->next = arena_new();
    i64 rows = 0;
    enum status st;
    do
        st = page_read(r, &rows, each, to);
    while (st == OK && rows == PAGE_ROWS);
    arena_free(r->last);
    arena_free(r->next);
    arena_free(a);
    return st;
}

/* --- writing ---------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool bytes_of(struct arena *a, str hex, str *out)
{
    if (hex.n < 2 || hex.p[0] != '\\' || hex.p[1] != 'x' || hex.n % 2) return false;
    char *p = arena_alloc(a, hex.n / 2);
    size_t n = 0;
    for (size_t i = 2; i < hex.n; i += 2) {
        int high = hex_digit(hex.p[i]), low = hex_digit(hex.p[i + 1]);
        if (high < 0 || low < 0) return false;
        p[n++] = (char)(high << 4 | low);
    }
    *out = (str){p, n};
    return true;
}

/* A value without its escapes; most have none and are borrowed. */
static bool unescape(struct arena *a, str s, str *out)
{
    if (str_eq(s, S("\\N"))) {
        *out = NO_STR;
        return true;
    }
    *out = s.p ? s : S("");
    if (!s.p || str_find_char(s, '\\') < 0) return true;
    char *p = arena_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\\') {
            if (++i == s.n) return false;
            c = s.p[i];
            if (c != '\\' && c != 't' && c != 'n' && c != 'r') return false;
            c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : '\\';
        }
        p[n++] = c;
    }
    *out = (str){p, n};
    return true;
}

bool table_line_cut(struct arena *a, const struct table *t, str line, str *values)
{
    str cell;
    size_t n = 0;
    if (!line.p) line = S("");
    while (str_cut(&line, '\t', &cell)) {
        if (n == t->column_count || !unescape(a, cell, &values[n])) return false;
        i64 number;
        str *v = &values[n];
        if (v->p && t->columns[n].kind == 'i' && !str_i64(*v, &number)) return false;
        if (v->p && t->columns[n].kind == 'b' && !bytes_of(a, *v, v)) return false;
        n++;
    }
    return n == t->column_count;
}

enum status table_empty(struct tx *tx, const struct table *t, int number)
{
    struct both b;
    struct stmt *st;
    both_init(&b);
    buf_printf(&b.sqlite, "DELETE FROM \"%s\"", t->name);
    buf_add(&b.postgres, buf_str(&b.sqlite));
    enum status got = both_query(tx_db(tx), &b, statement_id(USE_EMPTY, number), 0, &st);
    both_free(&b);
    TRY(got);
    return write_run(tx, WRITE_PLAIN, NULL, NULL, st, NULL, NULL);
}

static enum status insert_query(struct db *db, const struct table *t, int number, struct stmt **out)
{
    int id = statement_id(USE_INSERT, number);
    *out = db_cached(db, id, 0);
    if (*out) return OK;
    struct both b;
    both_init(&b);
    for (int engine = 0; engine < 2; engine++) {
        struct buf *q = engine ? &b.postgres : &b.sqlite;
        buf_printf(q, "INSERT INTO \"%s\" (", t->name);
        for (size_t i = 0; i < t->column_count; i++)
            buf_printf(q, "%s\"%s\"", i ? ", " : "", t->columns[i].name);
        buf_lit(q, ") VALUES (");
        for (size_t i = 0; i < t->column_count; i++)
            buf_printf(q, "%s%s%zu", i ? ", " : "", engine ? "$" : "?", i + 1);
        buf_lit(q, ")");
    }
    for (size_t i = 0; i < t->column_count; i++)
        b.types[i] = t->columns[i].kind;
    enum status st = both_query(db, &b, id, 0, out);
    both_free(&b);
    return st;
}

enum status table_write(struct tx *tx, struct arena *a, const struct table *t, int number, str line)
{
    str values[TABLE_COLUMNS_MAX];
    struct stmt *st;
    if (!table_line_cut(a, t, line, values)) return CONFLICT;
    TRY(insert_query(tx_db(tx), t, number, &st));
    for (size_t i = 0; i < t->column_count; i++) {
        i64 number_value = 0;
        if (!values[i].p) continue; /* unbound is NULL */
        if (t->columns[i].kind == 'i' && str_i64(values[i], &number_value))
            bind_int(st, (int)i + 1, number_value);
        else if (t->columns[i].kind == 'b')
            bind_blob(st, (int)i + 1, values[i]);
        else
            bind_text(st, (int)i + 1, values[i]);
    }
    return write_run(tx, WRITE_PLAIN, NULL, NULL, st, NULL, NULL);
}

/* --- references ------------------------------------------------------------------------------- */

struct statements {
    const char **v;
    size_t n, cap;
};

/* The two columns of a query, as statements to run now and to run later. */
static enum status statements_read(struct tx *tx, struct arena *a, const struct query_text *q,
                                   struct statements *now, struct statements *later)
{
    struct stmt *st;
    enum status got;
    TRY(db_query(tx_db(tx), q, 0, &st));
    while ((got = db_step(st)) == OK) {
        *PUSH(a, now) = col_text(st, 0, a).p;
        if (later) *PUSH(a, later) = col_text(st, 1, a).p;
    }
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

static enum status statements_run(struct tx *tx, const struct statements *list)
{
    for (size_t i = 0; i < list->n; i++) {
        struct stmt *st;
        TRY(db_prepare(tx_db(tx), statement_id(USE_OTHER, (int)i), 0, str_c(list->v[i]), &st));
        TRY(write_run(tx, WRITE_PLAIN, NULL, NULL, st, NULL, NULL));
    }
    return OK;
}

/* SQLite looks at the references when the transaction is committed. PostgreSQL looks at each row, and
** only a superuser may have it wait: the references are taken away and made again, which checks them. */
enum status table_references_off(struct tx *tx, struct arena *a, struct table_references *out)
{
    static const struct query_part parts[] = {
        {0, 0, "SELECT 'PRAGMA defer_foreign_keys = ON', 'PRAGMA defer_foreign_keys = ON'",
         "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname), "
         "format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, "
         "pg_get_constraintdef(oid)) FROM pg_constraint "
         "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace "
         "ORDER BY conname COLLATE \"C\""}};
    static const struct query_text text = {-22, "references_off", "", parts, 1};
    struct statements off = {0}, on = {0};
    TRY(statements_read(tx, a, &text, &off, &on));
    *out = (struct table_references){on.v, on.n, on.cap};
    return statements_run(tx, &off);
}

enum status table_references_on(struct tx *tx, struct arena *a, const struct table_references *r)
{
    static const struct query_part parts[] = {
        {0, 0, "SELECT '' WHERE 0 = 1",
         "SELECT format('SELECT setval(%L, (SELECT max(%I) FROM %I.%I))', "
         "pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name), "
         "column_name, table_schema, table_name) FROM information_schema.columns "
         "WHERE table_schema = current_schema() AND is_identity = 'YES' ORDER BY table_name"}};
    static const struct query_text text = {-23, "sequences", "", parts, 1};
    struct statements next = {0}, on = {r->made, r->n, r->cap};
    TRY(statements_run(tx, &on));
    TRY(statements_read(tx, a, &text, &next, NULL));
    return statements_run(tx, &next);
}

enum status tables_drop(struct tx *tx, struct arena *a)
{
    static const struct query_part parts[] = {
        {0, 0, "SELECT '' WHERE 0 = 1",
         "SELECT format('DROP TABLE %s CASCADE', oid::regclass) FROM pg_class "
         "WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"}};
    static const struct query_text text = {-24, "tables_drop", "", parts, 1};
    struct statements drop = {0};
    TRY(statements_read(tx, a, &text, &drop, NULL));
    return statements_run(tx, &drop);
}
