/* postgres.c: the engine that keeps a fund in PostgreSQL 15 or later. One connection per struct db;
** statements are prepared when first used, and again after a reconnection. Promises:
** - a connection that broke is made again by the next use, with growing pauses; a read outside of a
**   transaction does not notice, everything else is BUSY until its transaction has ended;
** - readers cannot write; the writer holds the fund's lock from the start of its transaction;
** - no line that it writes holds a password or a stored value. */
#include "store/engine.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <unistd.h>

enum {
    OLDEST = 150000,
    PAUSE_FIRST = 250,
    PAUSE_LONGEST = 8000, /* milliseconds between two tries to connect */
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_TEXT = 25,
    ERROR_BYTES = 256,
    SQL_BYTES = 1 << 20,
    BATCH_MOST = 200 /* statements */
};

/* Numbers of the fund's advisory locks: who serves it, and whose turn it is to write. */
#define SERVE_LOCK "5497853, 1"
#define WRITE_LOCK "5497853, 2"

/* A connection: db->handle. */
struct link {
    PGconn *c;
    u32 generation; /* counts connections; statements of an earlier one are gone */
    u32 names;      /* counts prepared statements */
    bool open;      /* a transaction was begun and not ended by us */
    bool serves;    /* holds SERVE_LOCK, also after a reconnection */
    bool broken; /* libpq itself refused a statement, perhaps before it calls the connection lost */
    bool batch;  /* statements are handed over without waiting for their answers */
    int queued;
    enum status batch_fault;
    struct statement *waiting[BATCH_MOST]; /* whose answers come, in this order; NULL: nobody's */
    i64 retry_at, pause;
    char error[ERROR_BYTES];
    struct statement *spare; /* handles that no statement uses */
};

/* A statement: st->handle. */
struct statement {
    struct statement *next;
    struct buf sql;
    char name[16];
    u32 generation; /* of the connection that it is prepared on; 0: none */
    int n, room;
    Oid *types;
    const char **values;
    int *lengths, *formats;
    u64 *ints; /* integers as they go over the line */
    PGresult *rows;
    int row;
};

static struct link *link_of(const struct db *db)
{
    return db->handle;
}

static struct statement *statement_of(const struct stmt *st)
{
    return st->handle;
}

static void note(struct link *l, const char *text)
{
    snprintf(l->error, sizeof l->error, "%s", text ? text : "");
    l->error[strcspn(l->error, "\n")] = '\0';
}

static const char *pq_error(struct db *db)
{
    return link_of(db)->error;
}

static bool lost(const struct link *l)
{
    return l->broken || PQstatus(l->c) != CONNECTION_OK;
}

/* What the answer says went wrong; without an answer the connection is lost. Of the message the first
** line alone: what PostgreSQL adds below names values, and so does a first line about data (class 22). */
static enum status fault(struct db *db, const PGresult *r, const char *name)
{
    struct link *l = link_of(db);
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    if (state == NULL) l->broken = true; /* the server's own errors all have one */
    if (state == NULL || lost(l)) {
        note(l, "the connection to the database is lost");
        log_line(LOG_WARN, "database", "query", name, "error", l->error, NULL);
        return BUSY;
    }
    static const char *const busy[] = {"40001", "40P01", "55P03", "57014", "53300",
                                       "25P03", "57P01", "57P02", "57P03"};
    for (size_t i = 0; i < sizeof busy / sizeof *busy; i++)
        if (strcmp(state, busy[i]) == 0) {
            log_line(LOG_WARN, "database", "query", name, "error", text, "state", state, NULL);
            return BUSY;
        }
    if (strcmp(state, "23505") == 0) return CONFLICT;
    note(l, strncmp(state, "22", 2) == 0 ? "a value that the database does not take" : text);
    log_line(LOG_ERROR, "database", "query", name, "error", l->error, "state", state, NULL);
    return strcmp(state, "53100") == 0 ? FULL : FAILED;
}

/* Statements without parameters; the rows of the last one, which the caller clears, or NULL. */
static enum status simple(struct db *db, const char *sql, PGresult **rows)
{
    PGresult *r = PQexec(link_of(db)->c, sql);
    ExecStatusType kind = PQresultStatus(r);
    bool good = kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK || kind == PGRES_EMPTY_QUERY;
    enum status st = good ? OK : fault(db, r, sql);
    if (st == OK && rows != NULL)
        *rows = r;
    else
        PQclear(r);
    return st;
}

/* --- connections ------------------------------------------------------------------------------ */

static void silent(void *context, const char *message)
{
    (void)context;
    (void)message;
}

/* The server may need a moment to see that who held it is gone. */
static enum status serve_lock(struct db *db)
{
    return simple(db, "SELECT pg_advisory_lock(" SERVE_LOCK ")", NULL);
}

/* What every connection begins with. A forgotten transaction must not keep the fund from writing. */
static enum status configure(struct db *db)
{
    struct link *l = link_of(db);
    PQsetNoticeProcessor(l->c, silent, NULL);
    l->generation++;
    TRY(simple(db,
               "SET jit = off; SET lock_timeout = '10s'; "
               "SET idle_in_transaction_session_timeout = '60s'",
               NULL));
    if (!db->writes)
        return simple(db, "SET default_transaction_read_only = on; SET statement_timeout = '60s'",
                      NULL);
    return l->serves ? serve_lock(db) : OK;
}

/* What stands in the address goes before what stands here. */
static PGconn *connect_to(const char *address)
{
    static const char *const keys[] = {"connect_timeout", "tcp_user_timeout", "application_name",
                                       "dbname",          "client_encoding",  NULL};
    const char *values[] = {"5", "15000", "letsema", address, "UTF8", NULL};
    return PQconnectdbParams(keys, values, 1);
}

static enum status pq_open(struct db *db, enum db_use use)
{
    struct link *l = NEW(db->arena, struct link);
    db->handle = l;
    db->writes = use == DB_WRITES;
    l->c = connect_to(db->store->database);
    if (!lost(l)) return configure(db);
    note(l, PQerrorMessage(l->c));
    log_line(LOG_ERROR, "database", "error", l->error, NULL);
    return BUSY;
}

static void pq_close(struct db *db)
{
    struct link *l = link_of(db);
    if (l == NULL) return;
    for (struct statement *s = l->spare; s != NULL; s = s->next)
        buf_free(&s->sql);
    PQfinish(l->c);
}

/* A connection that broke is made again, unless what runs on it began before it broke. */
static enum status ready(struct db *db)
{
    struct link *l = link_of(db);
    if (!lost(l)) return OK;
    if (l->open) return BUSY;
    i64 now = env_monotonic_ms();
    if (now < l->retry_at) return BUSY;
    PQreset(l->c);
    l->broken = false;
    if (lost(l)) note(l, PQerrorMessage(l->c));
    enum status st = lost(l) ? BUSY : configure(db);
    if (st == OK) {
        l->pause = l->retry_at = 0;
        log_line(LOG_INFO, "database", "connection", "made again", NULL);
        return OK;
    }
    l->pause = l->pause == 0 ? PAUSE_FIRST : 2 * l->pause;
    if (l->pause > PAUSE_LONGEST) l->pause = PAUSE_LONGEST;
    l->retry_at = now + l->pause;
    log_line(LOG_WARN, "database", "connection", "still lost", "error", l->error, NULL);
    return BUSY;
}

static enum status pq_run(struct db *db, const char *sql)
{
    TRY(ready(db));
    return simple(db, sql, NULL);
}

/* --- whose database it is --------------------------------------------------------------------- */

/* One value of one row as text in the arena; NOT_FOUND without a row. */
static enum status value_of(struct db *db, struct arena *a, const char *sql, str *out)
{
    PGresult *r = NULL;
    *out = NO_STR;
    TRY(simple(db, sql, &r));
    bool any = PQntuples(r) > 0;
    if (any) *out = str_dup(a, str_c(PQgetvalue(r, 0, 0)));
    PQclear(r);
    return any ? OK : NOT_FOUND;
}

/* Texts are ordered and compared by their bytes, as SQLite does. */
static enum status fit(struct db *db, struct arena *a)
{
    PGconn *c = link_of(db)->c;
    str order, encoding;
    if (PQserverVersion(c) < OLDEST)
        return store_refuse("the database server is PostgreSQL %d; Letsema needs 15 or later",
                            PQserverVersion(c) / 10000);
    TRY(value_of(db, a,
                 "SELECT datcollate FROM pg_database WHERE datname = current_database() "
                 "AND datlocprovider <> 'i'",
                 &order));
    TRY(value_of(db, a, "SHOW server_encoding", &encoding));
    bool bytes = str_eq(order, S("C")) || str_eq(order, S("POSIX"));
    if (bytes && str_eq(encoding, S("UTF8"))) return OK;
    return store_refuse("the database %s has the wrong order of letters; make one by: createdb -E "
                        "UTF8 --locale=C -T template0 %s",
                        PQdb(c), PQdb(c));
}

/* DIR/fund.id: the number by which a folder knows its database. Empty if there is none. */
static enum status folder_id(struct store *s, str *out)
{
    char bytes[64];
    const char *path = arena_printf(s->arena, "%s/fund.id", s->dir).p;
    *out = NO_STR;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) return OK;
    i64 n = fd < 0 ? -1 : io_read(fd, bytes, sizeof bytes);
    if (fd >= 0) close(fd);
    if (n < 0) return store_refuse("%s cannot be read: %s", path, strerror(errno));
    *out = str_dup(s->arena, str_trim((str){bytes, (size_t)n}));
    return OK;
}

static enum status folder_id_make(struct store *s, str *out)
{
    u8 random[16];
    const char *path = arena_printf(s->arena, "%s/fund.id", s->dir).p;
    env_random(s->env, random, sizeof random);
    struct buf b;
    buf_init(&b, 64);
    buf_hex(&b, random, sizeof random);
    *out = str_dup(s->arena, buf_str(&b));
    buf_char(&b, '\n');
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool kept = fd >= 0 && io_write(fd, buf_str(&b)) && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    buf_free(&b);
    return kept ? OK : store_refuse("%s cannot be written: %s", path, strerror(errno));
}

static enum status mark_make(struct db *db, struct arena *a)
{
    str tables;
    TRY(value_of(db, a,
                 "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                 "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') "
                 "AND n.nspname !~ '^(pg_|information_schema$)'",
                 &tables));
    if (str_eq(tables, S("0"))) return simple(db, "CREATE TABLE fund_folder (id TEXT)", NULL);
    return store_refuse(
        "the database %s holds tables of something else; give the fund an empty one",
        PQdb(link_of(db)->c));
}

/* The first folder that comes to an empty database has it; from then on no other. */
static enum status belongs(struct store *s, struct db *db, bool create)
{
    struct arena *a = s->arena;
    str known, own, id;
    TRY(value_of(db, a, "SELECT to_regclass('fund_folder') IS NOT NULL", &known));
    bool marked = str_eq(known, S("t"));
    if (!marked && !create)
        return store_refuse("the database %s holds no fund; letsema init makes one",
                            PQdb(link_of(db)->c));
    if (!marked) TRY(mark_make(db, a));
    TRY(folder_id(s, &own));
    enum status st = value_of(db, a, "SELECT id FROM fund_folder", &id);
    if (st == OK && str_eq(id, own)) return OK;
    if (st == OK || !create)
        return store_refuse("the database %s holds the fund of another folder; %s cannot use it",
                            PQdb(link_of(db)->c), s->dir);
    if (st != NOT_FOUND) return st;
    if (own.n == 0) TRY(folder_id_make(s, &own));
    return simple(db, arena_printf(a, "INSERT INTO fund_folder VALUES ('%.*s')", P(own)).p, NULL);
}

static enum status serve_alone(struct db *db)
{
    if (serve_lock(db) != OK) {
        if (!lost(link_of(db)))
            store_refuse("the database %s is in use by another Letsema; stop that one first",
                         PQdb(link_of(db)->c));
        return BUSY;
    }
    link_of(db)->serves = true;
    return OK;
}

static enum status pq_attach(struct store *s, enum db_use use, bool create, struct db **out)
{
    PQconninfoOption *parsed = PQconninfoParse(s->database, NULL);
    if (parsed == NULL)
        return store_refuse("the database's address cannot be read; write postgresql://USER@HOST/"
                            "NAME");
    PQconninfoFree(parsed);
    struct db *db = NULL;
    if (connection_open(s, use, &db) != OK)
        return store_refuse("the database of %s cannot be reached", s->dir);
    enum status st = fit(db, s->arena);
    if (st == OK) st = belongs(s, db, create);
    if (st == OK && use == DB_WRITES) st = serve_alone(db);
    if (st != OK)
        db_close(db);
    else
        *out = db;
    return st;
}

/* --- transactions ----------------------------------------------------------------------------- */

/* The lock comes before the first snapshot of what is written, so each writer sees all of the one
** before it. */
static enum status pq_begin(struct db *db)
{
    const char *sql = db->writes ? "BEGIN ISOLATION LEVEL READ COMMITTED; "
                                   "SELECT pg_advisory_xact_lock(" WRITE_LOCK ")"
                                 : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    bool was_good = !lost(link_of(db));
    enum status st = pq_run(db, sql);
    if (st == BUSY && was_good && lost(link_of(db))) st = pq_run(db, sql); /* nothing began yet */
    link_of(db)->open = !lost(link_of(db));
    return st;
}

/* COMMIT of a transaction in which something failed answers ROLLBACK, and that is no error to
** PostgreSQL. */
static enum status pq_commit(struct db *db, bool *unknown)
{
    struct link *l = link_of(db);
    PGresult *r = NULL;
    *unknown = false;
    if (lost(l)) return BUSY; /* before it was asked for */
    enum status st = simple(db, "COMMIT", &r);
    *unknown = st != OK && lost(l);
    if (st != OK) return st;
    bool committed = strcmp(PQcmdStatus(r), "COMMIT") == 0;
    PQclear(r);
    l->open = false;
    if (committed) return OK;
    log_line(LOG_ERROR, "database", "error", "a transaction in which a statement failed", NULL);
    return FAILED;
}

static void pq_rollback(struct db *db)
{
    struct link *l = link_of(db);
    if (l->open && !lost(l)) simple(db, "ROLLBACK", NULL);
    l->open = false;
}

static void pq_tidy(struct db *db, bool ending)
{
    (void)db;
    (void)ending;
}

/* --- statements ------------------------------------------------------------------------------- */

static struct statement *statement_new(struct db *db, int n)
{
    struct link *l = link_of(db);
    for (struct statement **at = &l->spare; *at != NULL; at = &(*at)->next) {
        struct statement *s = *at;
        if (s->room < n) continue;
        *at = s->next;
        s->n = n;
        return s;
    }
    struct statement *s = NEW(db->arena, struct statement);
    s->n = s->room = n;
    s->types = NEW_ARRAY(db->arena, (size_t)n, Oid);
    s->values = NEW_ARRAY(db->arena, (size_t)n, const char *);
    s->lengths = NEW_ARRAY(db->arena, (size_t)n, int);
    s->formats = NEW_ARRAY(db->arena, (size_t)n, int);
    s->ints = NEW_ARRAY(db->arena, (size_t)n, u64);
    buf_init(&s->sql, SQL_BYTES);
    return s;
}

static enum status pq_prepare(struct stmt *st, str sql, const char *types)
{
    struct statement *s = statement_new(st->db, (int)strlen(types));
    s->generation = 0;
    s->sql.n = 0;
    buf_add(&s->sql, sql);
    buf_char(&s->sql, '\0');
    if (s->sql.overflow) return FAILED;
    for (int i = 0; i < s->n; i++) {
        s->types[i] = types[i] == 'i' ? OID_INT8 : types[i] == 't' ? OID_TEXT : OID_BYTEA;
        s->formats[i] = 1;
        s->values[i] = NULL;
    }
    st->handle = s;
    st->params = s->n;
    return OK;
}

static void pq_forget(struct stmt *st)
{
    struct link *l = link_of(st->db);
    struct statement *s = statement_of(st);
    PQclear(s->rows);
    s->rows = NULL;
    char sql[64];
    snprintf(sql, sizeof sql, "DEALLOCATE %s", s->name);
    bool there = s->generation == l->generation && PQtransactionStatus(l->c) <= PQTRANS_INTRANS;
    if (there && !l->batch)
        PQclear(PQexec(l->c, sql));
    else if (there && PQsendQueryParams(l->c, sql, 0, NULL, NULL, NULL, NULL, 0) == 1)
        l->waiting[l->queued++] = NULL;
    s->next = l->spare;
    l->spare = s;
    st->handle = NULL;
}

static void pq_bind_int(struct stmt *st, int i, i64 v)
{
    struct statement *s = statement_of(st);
    s->ints[i - 1] = htobe64((u64)v);
    s->values[i - 1] = (const char *)&s->ints[i - 1];
    s->lengths[i - 1] = (int)sizeof(u64);
}

static void pq_bind_text(struct stmt *st, int i, str v)
{
    struct statement *s = statement_of(st);
    s->values[i - 1] = v.p;
    s->lengths[i - 1] = (int)v.n;
}

static enum status prepare_once(struct stmt *st)
{
    struct link *l = link_of(st->db);
    struct statement *s = statement_of(st);
    if (s->generation == l->generation) return OK;
    snprintf(s->name, sizeof s->name, "s%u", ++l->names);
    s->generation = l->generation;
    if (l->batch) {
        l->waiting[l->queued++] = NULL;
        return PQsendPrepare(l->c, s->name, s->sql.p, s->n, s->types) == 1
                   ? OK
                   : fault(st->db, NULL, st->name);
    }
    PGresult *r = PQprepare(l->c, s->name, s->sql.p, s->n, s->types);
    enum status got = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : fault(st->db, r, st->name);
    PQclear(r);
    if (got != OK) s->generation = 0;
    return got;
}

/* Takes the answers to what was handed over; the first error. What was to be prepared behind an error
** was not, so then all is prepared again. */
static enum status batch_drain(struct db *db)
{
    struct link *l = link_of(db);
    enum status st = PQpipelineSync(l->c) == 1 ? OK : fault(db, NULL, "batch");
    for (int i = 0; !lost(l);) {
        PGresult *r = PQgetResult(l->c);
        ExecStatusType kind = PQresultStatus(r);
        if (r == NULL) { /* behind each answer */
            i++;
            continue;
        }
        if (kind == PGRES_FATAL_ERROR && st == OK) st = fault(db, r, "batch");
        if (kind == PGRES_TUPLES_OK && i < l->queued && l->waiting[i] != NULL) {
            l->waiting[i]->rows = r;
            l->waiting[i]->row = -1;
        } else {
            PQclear(r);
        }
        if (kind == PGRES_PIPELINE_SYNC) break;
    }
    l->queued = 0;
    if (lost(l)) st = st == OK ? fault(db, NULL, "batch") : BUSY;
    if (st != OK) l->generation++;
    return st;
}

static enum status pq_batch_begin(struct db *db)
{
    struct link *l = link_of(db);
    l->batch = !lost(l) && PQenterPipelineMode(l->c) == 1;
    l->batch_fault = OK;
    return l->batch ? OK : BUSY;
}

static enum status pq_batch_end(struct db *db)
{
    struct link *l = link_of(db);
    enum status st = l->batch_fault;
    if (!l->batch) return st;
    enum status last = batch_drain(db);
    if (st == OK) st = last;
    l->batch = false;
    PQexitPipelineMode(l->c);
    return st;
}

/* Not so much at once that neither side reads any more. */
static enum status hand_over(struct stmt *st)
{
    struct link *l = link_of(st->db);
    struct statement *s = statement_of(st);
    if (l->batch_fault != OK) return l->batch_fault;
    enum status got = lost(l) ? BUSY : prepare_once(st);
    if (got == OK &&
        PQsendQueryPrepared(l->c, s->name, s->n, s->values, s->lengths, s->formats, 0) != 1)
        got = fault(st->db, NULL, st->name);
    if (got == OK) l->waiting[l->queued++] = s;
    if (got == OK && l->queued + 3 > BATCH_MOST) got = batch_drain(st->db);
    l->batch_fault = got;
    return got == OK ? NOT_FOUND : got;
}

static enum status execute_once(struct stmt *st)
{
    struct link *l = link_of(st->db);
    struct statement *s = statement_of(st);
    TRY(ready(st->db));
    TRY(prepare_once(st));
    PGresult *r = PQexecPrepared(l->c, s->name, s->n, s->values, s->lengths, s->formats, 0);
    ExecStatusType kind = PQresultStatus(r);
    if (kind == PGRES_TUPLES_OK || kind == PGRES_COMMAND_OK) {
        s->rows = r;
        s->row = -1;
        return OK;
    }
    enum status got = fault(st->db, r, st->name);
    PQclear(r);
    return got;
}

/* All rows come at once, so that a second statement can run while they are read: what a query may
** give is bounded by its own LIMIT. */
static enum status execute(struct stmt *st)
{
    struct link *l = link_of(st->db);
    bool was_good = !lost(l);
    enum status got = execute_once(st);
    if (got == BUSY && was_good && lost(l) && !l->open && !st->db->writes) got = execute_once(st);
    return got;
}

static enum status pq_step(struct stmt *st)
{
    struct statement *s = statement_of(st);
    if (link_of(st->db)->batch) return hand_over(st);
    if (s->rows == NULL) TRY(execute(st));
    return ++s->row < PQntuples(s->rows) ? OK : NOT_FOUND;
}

static void pq_reset(struct stmt *st)
{
    struct statement *s = statement_of(st);
    PQclear(s->rows);
    s->rows = NULL;
    for (int i = 0; i < s->n; i++)
        s->values[i] = NULL;
    struct link *l = link_of(st->db);
    for (int i = 0; l->batch && i < l->queued; i++)
        if (l->waiting[i] == s) l->waiting[i] = NULL;
}

static i64 pq_changes(struct stmt *st)
{
    i64 n = 0;
    str_i64(str_c(PQcmdTuples(statement_of(st)->rows)), &n);
    return n;
}

/* --- columns ---------------------------------------------------------------------------------- */

/* Integers come as digits; a sum may be numeric and end in a fraction, a condition is t or f. */
static i64 pq_col_int(struct stmt *st, int i)
{
    const struct statement *s = statement_of(st);
    const char *p = PQgetvalue(s->rows, s->row, i);
    if (*p == 't') return 1;
    bool minus = *p == '-';
    u64 v = 0;
    for (p += minus; *p >= '0' && *p <= '9'; p++)
        v = 10 * v + (u64)(*p - '0');
    return (i64)(minus ? 0 - v : v);
}

static bool pq_col_null(struct stmt *st, int i)
{
    const struct statement *s = statement_of(st);
    return PQgetisnull(s->rows, s->row, i);
}

static bool pq_col_bytes(struct stmt *st, int i)
{
    return PQftype(statement_of(st)->rows, i) == OID_BYTEA && !pq_col_null(st, i);
}

static int hex_digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static str pq_col_text(struct stmt *st, int i, struct arena *a)
{
    const struct statement *s = statement_of(st);
    if (PQgetisnull(s->rows, s->row, i)) return NO_STR;
    str v = {PQgetvalue(s->rows, s->row, i), (size_t)PQgetlength(s->rows, s->row, i)};
    if (PQftype(s->rows, i) != OID_BYTEA) return str_dup(a, v);
    char *bytes = arena_alloc(a, v.n / 2); /* behind \x, two digits for each */
    for (size_t k = 2; k + 1 < v.n; k += 2)
        bytes[k / 2 - 1] = (char)(hex_digit(v.p[k]) << 4 | hex_digit(v.p[k + 1]));
    return (str){bytes, v.n / 2 - 1};
}

const struct engine postgres_engine = {
    .name = "PostgreSQL",
    .postgres = true,
    .shared = true,
    .attach = pq_attach,
    .open = pq_open,
    .close = pq_close,
    .run = pq_run,
    .begin = pq_begin,
    .commit = pq_commit,
    .rollback = pq_rollback,
    .tidy = pq_tidy,
    .error = pq_error,
    .prepare = pq_prepare,
    .forget = pq_forget,
    .bind_int = pq_bind_int,
    .bind_text = pq_bind_text,
    .bind_blob = pq_bind_text,
    .step = pq_step,
    .reset = pq_reset,
    .batch_begin = pq_batch_begin,
    .batch_end = pq_batch_end,
    .changes = pq_changes,
    .col_int = pq_col_int,
    .col_null = pq_col_null,
    .col_bytes = pq_col_bytes,
    .col_text = pq_col_text,
    .check = postgres_check,
    .check_search = postgres_check_search,
};
