/* sql.h: what the parts of the sql tool share. sql_schema.c reads the migrations, sql_query.c the
** named queries, sql_check.c prepares every variant, sql_emit.c writes C and PostgreSQL's files.
** docs/formats.md (Queries) is the language. */
#ifndef TOOLS_SQL_H
#define TOOLS_SQL_H

#include "model.h"

#include <sqlite3.h>

/* A piece of a statement that stands when (variant & mask) == want. Its line breaks are those of
** the file, so that a mistake found by the engine leads back to a line. */
struct sql_part {
    u32 mask, want;
    int line;
    str sqlite, postgres;
};
struct sql_text {
    struct sql_part *v;
    size_t n, cap;
};

struct sql_param {
    const char *name;
    enum field_type type;
    bool blob, optional, array;      /* array: of {in …} */
    bool used, used_currency, bound; /* bound: it has a placeholder in the text */
    bool of_rows;                    /* of a list in parts: its limit, its skip */
    int number;                      /* of its placeholder; a currency takes the next */
};

/* What makes variants: an {if}, an {order}, the scope of {may}. */
enum sql_choice_kind { CHOICE_IF, CHOICE_ORDER, CHOICE_MAY };
struct sql_choice {
    enum sql_choice_kind kind;
    size_t param; /* index; not for CHOICE_MAY */
    unsigned shift, bits, count;
    struct names names; /* of an {order} */
};

enum sql_result { RESULT_MANY, RESULT_ONE, RESULT_VALUE, RESULT_WRITE, RESULT_ID, RESULT_COUNT };
enum sql_write { WRITE_OTHER, WRITE_INSERT, WRITE_UPDATE, WRITE_DELETE };

struct sql_table {
    const char *name, *file;
    int line, room;
    const char *journal; /* "public", "desk", "no" */
    struct names columns;
    struct names defaults; /* of the columns, in their order; NULL: none */
    struct names refs;     /* of the columns: the table that it refers to, or NULL */
    struct names files;    /* columns that hold the hash of a stored file */
    struct names sealed;   /* columns that the journal leaves to a fingerprint in the same row */
    struct names seals;    /* the columns with these fingerprints, in the order of `sealed` */
};

struct sql_query {
    const char *name, *feature, *file;
    int line, body_line, room;
    struct {
        struct sql_param *v;
        size_t n, cap;
    } params;
    struct {
        struct sql_choice *v;
        size_t n, cap;
    } choices;
    unsigned bits; /* of the variant */
    bool may, by_struct;
    bool page;         /* a list in parts: LIMIT and OFFSET are ours, NAME_total counts it */
    const char *in_of; /* the query whose struct NAME_in it takes; NULL: its own */
    int may_number; /* placeholder of the organizations; records and closed records take the next */
    int numbers;    /* placeholders in all */
    enum sql_result result;
    enum field_type value; /* of RESULT_VALUE */
    const struct model_view *view;
    struct sql_text text;
    struct sql_text before; /* UPDATE of a journalled table: reads the rows it will change */
    /* The statement's form, for the journal. */
    enum sql_write write;
    const char *table;
    size_t where; /* part that begins with the outermost WHERE, 0 if there is none */
    bool plain;   /* nothing but the simple forms */
    const struct sql_table *journalled; /* NULL: no journal */
    struct names columns;               /* of the result */
};
struct sql_queries {
    struct sql_query **v;
    size_t n, cap;
};

struct sql_migration {
    i64 stamp;
    const char *what, *file, *digest;
    int line, room;
    struct sql_text statements; /* one part each, with its line */
};
/* A column that holds personal data. */
struct sql_personal {
    const char *table, *column, *eraser, *file; /* eraser: the query; NULL: kept */
    int line;
};
struct sql_schema {
    sqlite3 *db;
    struct {
        struct sql_migration *v;
        size_t n, cap;
    } migrations;
    struct {
        struct sql_table *v;
        size_t n, cap;
    } tables; /* by name */
    struct {
        struct sql_personal *v;
        size_t n, cap;
    } personal;
};

/* Reads every schema.sql below `src` and runs the migrations in a database in memory. */
struct sql_schema schema_read(const struct tool *t, const char *src);
const struct sql_table *schema_table(const struct sql_schema *s, str name);
bool named(const struct names *list, const char *name);
/* Bit-mixing of a name or text that stays the same over builds (FNV-1a). */
u64 stable_hash(str s);

bool word_char(char c);
struct sql_param *param_find(struct sql_query *q, str name);
/* "-- name(…) -> …", over several comment lines if need be; moves *rest behind it. */
bool signature_read(const struct model *m, str first, str *rest, int *line, struct sql_query *q);
/* Reads the named queries of one file. */
void queries_read(const struct tool *t, const struct model *m, const char *src, const char *file,
                  struct sql_queries *out);
bool variant_stands(const struct sql_query *q, u32 variant);
/* "country, sort=title": for messages. */
const char *variant_name(const struct sql_query *q, u32 variant);
void buf_variant(struct buf *b, const struct sql_text *text, u32 variant, bool postgres);

/* Prepares every variant, checks columns, rooms and forms; completes journalled writes. */
void query_check(const struct tool *t, const struct sql_schema *s, struct sql_query *q);

/* Does an UPDATE give the column a value? */
bool assigns(const struct sql_query *q, const char *column);

/* The columns with personal data (sql_personal.c). */
bool personal_declares(str text);
void personal_declare(const char *file, int line, str text, struct sql_schema *s);
void personal_check(const struct sql_schema *s, const struct sql_queries *all);
void personal_emit(struct buf *b, const struct sql_schema *s);

void emit_feature(const struct tool *t, const struct sql_schema *s, const struct sql_queries *all,
                  const char *feature, struct names *written);
void emit_tables(const struct tool *t, const struct sql_schema *s, const struct sql_queries *all);
void emit_postgres(const struct tool *t, const struct sql_schema *s, const struct sql_queries *all);

#endif
