/* store.h: one interface to the memory of the fund, two engines behind it. Reading goes through a
** struct db (one per worker thread), writing through a struct tx that only db_write can make.
** Generated queries (build/gen/FEATURE_sql.h) are the only callers of the cursor functions. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/base.h"

struct store;
struct db;
struct tx;
struct request;

/* What stands in DIR/letsema.conf: "key = value" lines that start a machine (not a fund). */
struct config {
    str listen;   /* "127.0.0.1:8080" */
    str database; /* "" for SQLite in DIR, or postgresql://… */
    str relay;    /* smtp://host:port, or empty: mail goes to DIR/mail as readable files */
    str relay_user, relay_password;
    str base_url;               /* https://fund.example.org, for links in mail and feeds */
    str trusted_proxy;          /* address whose Forwarded fields count */
    str migrate_without_backup; /* "yes": a schema is brought up to date without one before */
    str backup_dir;             /* where the desk's backups go; empty: DIR/backups */
    str demo;                   /* "yes" in a demonstration fund */
    str metrics_token;          /* who shows it may read /metrics from elsewhere; empty: nobody */
    i64 workers;
};

/* Reads DIR/letsema.conf; without the file every setting has its default. A mistake is FAILED, after
** one line on stderr with file, line and what to write. */
enum status config_read(const char *dir, struct arena *a, struct config *out);

/* Opens (and creates when `create`) the database of a folder; runs missing migrations in one
** transaction; takes the lock file so that one process writes. BUSY if another holds it. */
enum status store_open(const char *dir, const struct config *c, struct env *env, bool create,
                       struct store **out);
/* The same folder for reading only, also while another process serves it: no lock, no migration;
** store_write fails. */
enum status store_open_reading(const char *dir, const struct config *c, struct env *env,
                               struct store **out);
void store_close(struct store *s);
const char *store_dir(struct store *s);

/* A reading connection: query_only, never checkpoints. One per thread. */
enum status db_open(struct store *s, struct db **out);
void db_close(struct db *db);
/* Questions that do not need each other's answers: between the two calls a query only hands its own
** over, so that a server is asked all of them at once. Nothing is there before db_batch_end, which must
** be reached and gives the first error; NOT_FOUND is none, then `out` stays as it was. What a query was
** given must last until then. */
void db_batch_begin(struct db *db);
enum status db_batch_end(struct db *db);
/* One snapshot for several reads; ends by db_end. Optional: single queries need none. */
enum status db_begin(struct db *db);
void db_end(struct db *db);

/* The first failure (BUSY, FULL or FAILED) that a question on this connection met since it was begun afresh;
** OK if none. A caller that takes a failure for "there is no such thing" is found out by it: a request, a
** job or a transaction in which a question failed has failed, whatever its own code made of it. */
enum status db_fault(const struct db *db);
void db_afresh(struct db *db);

/* Who and what a journal entry names. */
struct actor {
    i64 account; /* 0: the system or an anonymous reader */
    str act;     /* the route or job, "POST /desk/calls/:call/publish" */
    str request_id;
};

/* Runs f in the one write transaction (BEGIN IMMEDIATE), then assigns journal positions and hashes
** and commits; returns f's status (rolled back unless OK) or COMMIT's own. No nesting, and no
** hashing, file or network work inside f. `now` is the instant written into the journal. */
typedef enum status write_fn(struct tx *tx, void *arg);
enum status store_write(struct store *s, struct actor actor, i64 now, write_fn *f, void *arg);
/* The same for a request (web/ wraps it): actor and instant are the request's. */
enum status db_write(struct request *r, write_fn *f, void *arg);

/* After an erasure: empties SQLite's log of changes into the database, whose freed places are
** overwritten, so that no byte of what was erased is left in either. Readers that hold an old snapshot
** put it off to the next checkpoint; PostgreSQL does it by its own vacuum. */
enum status store_forget(struct store *s);
struct db *tx_db(struct tx *tx); /* to read inside the transaction */
i64 tx_now(struct tx *tx);
struct env *tx_env(struct tx *tx);
struct actor tx_actor(struct tx *tx);

/* Which copy of the fund this is. A restored copy is held: it sends no mail and does no queued work
** before it is released. */
struct instance {
    str code, origin;   /* origin: of the fund that the backup was made of, or NO_STR */
    i64 made, restored; /* restored: NO_DATE if it never was */
    bool held;
};
enum status store_instance(struct db *db, struct arena *a, struct instance *out);
/* Cheap: an atomic read. */
bool store_held(struct store *s);
/* A new code for a restored copy, and held. */
enum status instance_renew(struct tx *tx);
/* Lets it act again; `also` (or NULL) runs in the same transaction. CONFLICT if it is not held. */
struct release {
    str detail; /* what was decided, for the journal */
    enum status (*also)(struct tx *tx, void *to);
    void *to;
};
enum status store_release(struct store *s, struct actor actor, i64 now, struct release *r);

/* Highest committed position of a public journal entry, and its instant: what the page cache and
** "Last update" go by. Cheap: an atomic read. */
i64 store_public_position(struct store *s);
i64 store_public_time(struct store *s);

/* --- for generated code ------------------------------------------------------------------- */

struct stmt;
/* A piece of a statement that stands when (variant & mask) == want; postgres is NULL where both
** engines understand the same text. */
struct query_part {
    u32 mask, want;
    const char *sqlite, *postgres;
};
struct query_text {
    int id; /* number made of the name, for the statement cache; stays over builds */
    const char *name;
    const char *types; /* one letter per placeholder: i integer, t text, b bytes */
    const struct query_part *parts;
    size_t part_count;
};
/* All queries, for the metrics page and the failure tests. */
struct query_name {
    int id;
    const char *name;
};
extern const struct query_name query_names[];
extern const size_t query_count;
/* The prepared statement of one variant; its text is put together only when the connection does
** not hold it yet. */
enum status db_query(struct db *db, const struct query_text *q, u32 variant, struct stmt **out);
/* A prepared statement for this text, from the connection's cache keyed by (id, variant). The text
** is built by the caller only when `*fresh` says that it is not in the cache yet. */
struct stmt *db_cached(struct db *db, int query_id, u32 variant);
enum status db_prepare(struct db *db, int query_id, u32 variant, str sql, struct stmt **out);
void bind_int(struct stmt *st, int i, i64 v); /* what is not bound is NULL */
void bind_text(struct stmt *st, int i, str v);
void bind_blob(struct stmt *st, int i, str v);
void bind_time(struct stmt *st, int i, i64 v); /* NO_DATE is bound as NULL; dates too */
/* OK with a row, NOT_FOUND at the end, else the error; db_done resets the statement. */
enum status db_step(struct stmt *st);
void db_done(struct stmt *st);
/* Runs a bound reading statement, has `f` take its rows into `out`, and resets it. */
typedef enum status read_fn(struct stmt *st, struct arena *a, void *out);
enum status db_read(struct stmt *st, struct arena *a, read_fn *f, void *out);
/* Which part of a list is read (`-> page VIEW`): at most `limit` rows behind the first `skip`. The
** query sets `total`, how many there are in all, and takes `skip` back to the last part that is. */
struct rows {
    i64 limit, skip, total;
};
void rows_clamp(struct rows *rows);
i64 col_int(struct stmt *st, int i);
bool col_null(struct stmt *st, int i);
i64 col_time(struct stmt *st, int i);                  /* NULL gives NO_DATE; dates too */
str col_text(struct stmt *st, int i, struct arena *a); /* copied into the arena */
/* A value as the journal keeps it: digits, text, hex of bytes, NO_STR for NULL. */
str col_journal(struct stmt *st, int i, struct arena *a);
/* Runs a bound write: steps it to its end, hands its rows to the journal of `table` and resets it.
** `before` reads the rows an UPDATE will change. *id is 0 if nothing was inserted. */
enum write_kind { WRITE_PLAIN, WRITE_INSERT, WRITE_UPDATE, WRITE_DELETE };
enum status write_run(struct tx *tx, enum write_kind kind, const char *table, struct stmt *before,
                      struct stmt *st, i64 *id, i64 *count);
/* JSON arrays for {in …}. */
str db_json_ids(struct arena *a, const i64 *ids, size_t n);
str db_json_texts(struct arena *a, const str *texts, size_t n);

/* A reader's scope for {may …}; made by grant_scope() in people/. */
struct may {
    bool all;
    str organizations; /* JSON array of ids */
    str records;       /* JSON array of ids */
    str barred;        /* JSON array of ids of records that are closed to the reader */
};

/* Journal, called by generated writes. `table` indexes the generated table of tables. Column values
** arrive as text or NO_STR for NULL, in the order of the table's columns. */
struct journal_table {
    const char *name;
    enum { JOURNAL_NO, JOURNAL_DESK, JOURNAL_PUBLIC } kind;
    const char *const *columns; /* without what a fingerprint in the row seals (SEALED lines) */
    size_t column_count;
    const char *const *defaults; /* per column: what it holds where nobody wrote it, or NULL */
    const char *const *refs;     /* per column: the table that it refers to, or NULL */
};
extern const struct journal_table journal_tables[];
extern const size_t journal_table_count;
/* Columns that hold the hash of a stored file (the FILE lines of schema.sql). */
struct table_column {
    const char *table, *column;
};
extern const struct table_column file_columns[];
extern const size_t file_column_count;
/* Columns that hold personal data (the PERSONAL lines); `eraser` is the query of an erasure, NULL
** where the schema says why it is kept. */
struct personal_column {
    const char *table, *column, *eraser;
};
extern const struct personal_column personal_columns[];
extern const size_t personal_column_count;
/* The values must last until the transaction has ended. */
void journal_add(struct tx *tx, int table, i64 id, const str *before, const str *after);

/* Migrations, generated from all schema.sql in order of their stamps. */
struct migration {
    i64 stamp;
    const char *what;
    const char *sqlite, *postgres;
    const char *digest; /* hex, of the text as written */
};
extern const struct migration migrations[];
extern const size_t migration_count;

/* --- history of a record ---------------------------------------------------------------- */

struct journal_entry {
    i64 position, at, account;
    str act, table, field, before, after; /* one per changed field */
    i64 row;
};
struct journal_row_ids {
    i64 *v;
    size_t n, cap;
};
struct journal_entry_array {
    struct journal_entry *v;
    size_t n, cap;
};
/* Changes of one row, newest first, at most `limit` fields. */
enum status journal_of(struct db *db, struct arena *a, const char *table, i64 row, i64 limit,
                       struct journal_entry_array *out);
/* One row as it was at an instant, made of what the journal says; in the order of the table's columns. */
struct journal_state {
    bool exists;   /* at that instant; `values` of a removed row are its last ones */
    bool ever;     /* it had existed by then */
    i64 at, entry; /* the last change up to then */
    str *values;   /* per column; NO_STR is NULL */
    bool *erased;  /* per column: the value was erased on request */
};
enum status journal_state_at(struct db *db, struct arena *a, const struct journal_table *table,
                             i64 row, i64 at, struct journal_state *out);
/* Rows of a table that ever had this value in a column (an id of a row they belong to), by id. */
enum status journal_rows_with(struct db *db, struct arena *a, const struct journal_table *table,
                              const char *column, str value, struct journal_row_ids *out);
/* The row of `journal_tables` with this name, or NULL. */
const struct journal_table *journal_table_find(str name);
/* Erases what one field of a row ever held, before and after; the chain stays whole. */
enum status journal_erase(struct tx *tx, const char *table, i64 row, const char *field, i64 *count);
/* Walks the chain from the first entry; OK, or FAILED with the first fault named in *fault. */
enum status journal_verify(struct store *s, struct arena *a, str *fault, i64 *entries);

/* --- files: DIR/files/ab/HASH --------------------------------------------------------------- */

/* Takes a temporary file into the store: hash, fsync, rename, fsync of the folder. The caller then
** writes the row that refers to it. Not inside a transaction. */
enum status file_keep(struct store *s, const char *temporary, struct digest *out, i64 *size);
enum status file_keep_bytes(struct store *s, str bytes, struct digest *out);
enum status file_open(struct store *s, struct digest hash, int *fd, i64 *size);
enum status file_read(struct store *s, struct arena *a, struct digest hash, i64 max, str *out);
const char *file_path(struct store *s, struct arena *a, struct digest hash);

/* --- jobs: at least once, fenced; run by `serve` ---------------------------------------------- */

/* Queues a job of a kind (the name in its JOB comment); a second with the same dedupe key that has
** not run yet is dropped. */
enum status job_put(struct tx *tx, const char *kind, str args, i64 run_at, str dedupe);
/* A job that a runner holds for a while. `attempts` is the fence: who comes back late finds it
** changed and gets CONFLICT, and must not have done anything twice that cannot be done twice. */
struct job_claimed {
    i64 id, attempts, until;
    str kind, args;
};
/* Takes the job of these kinds (a JSON array) that is due longest, or one whose holder went silent;
** NOT_FOUND if there is none. */
enum status job_claim(struct store *s, struct arena *a, str kinds, i64 now, i64 lease_seconds,
                      struct job_claimed *out);
enum status job_renew(struct store *s, i64 now, i64 lease_seconds, struct job_claimed *job);
enum status job_done(struct store *s, i64 now, const struct job_claimed *job);
/* Runs again after a minute, then two, four … at most six hours later; after twelve attempts it
** rests until a person looks (job_resting). */
enum status job_failed(struct store *s, i64 now, const struct job_claimed *job, str error);
/* What a process held that is no more goes on now; what was held more than once when its process ended
** waits as after a failure, so that a job that kills its process does not keep a fund from starting. Called
** before the first runner. */
enum status job_recover(struct store *s, i64 now);
/* The clock was set back from `was` to `now`: what was due before is due still. */
enum status job_catch_up(struct store *s, i64 now, i64 was);
enum status job_resting(struct db *db, struct arena *a, i64 *count);
/* All that are queued. */
enum status job_waiting_count(struct db *db, struct arena *a, i64 *count);

/* --- search ---------------------------------------------------------------------------------- */

enum visibility { SEEN_BY_DESK, SEEN_BY_ALL };
/* Replaces what is findable of one record; an empty title removes it. `address` is where it lives. */
enum status search_put(struct tx *tx, const char *kind, i64 id, str lang, enum visibility who,
                       str address, str title, str body);
struct search_hit {
    str kind, address, title, excerpt; /* plain text; excerpt about 200 characters */
    i64 id;
};
struct search_hit_array {
    struct search_hit *v;
    size_t n, cap;
};
/* The best hits; `kind` may be empty. Visibility is filtered inside. `total` counts all hits up to
** a thousand. Of words that stand in more than 1,000 texts, those are weighed that have them in their
** title; the others follow, newest first. */
enum status search_find(struct db *db, struct arena *a, str words, str lang, enum visibility who,
                        const char *kind, i64 offset, i64 limit, struct search_hit_array *out,
                        i64 *total);
/* The records of one kind that hold the words, all of them, ascending: for a list that filters by
** words (db_json_ids makes them ready for {in}). */
struct id_array {
    i64 *v;
    size_t n, cap;
};
enum status search_ids(struct db *db, struct arena *a, str words, str lang, enum visibility who,
                       const char *kind, struct id_array *out);

/* --- sets of records --------------------------------------------------------------------------- */

/* One bit for each record; intersecting two takes a microsecond. */
struct bits {
    u8 *v;
    size_t n; /* bytes */
};
/* A set that was never written is empty. */
enum status set_read(struct db *db, struct arena *a, str name, struct bits *out);
/* Puts a record into a set, or takes it out. */
enum status set_change(struct tx *tx, str name, i64 id, bool in);
enum status set_write_bits(struct tx *tx, str name, const struct bits *b);
void bits_of(struct arena *a, const struct id_array *ids, struct bits *out);
void bits_and(struct bits *b, const struct bits *with);
bool bits_hold(const struct bits *b, i64 id);
i64 bits_count(const struct bits *b);
void bits_ids(struct arena *a, const struct bits *b, struct id_array *out); /* ascending */

#endif
