/* engine.h: what the files of the engine share. Nobody outside src/edition/engine/ includes it.
**
** The way of an edition: pack.c (folder or packed bytes → files) → sandbox.c (each Lua file runs
** once and becomes a tree of plain nodes; the Lua state is gone) → read.c (trees → structures of
** edition.h) → check.c (what only shows across files). judge.c and document.c use the result. */
#ifndef EDITION_ENGINE_H
#define EDITION_ENGINE_H

#include "edition/edition.h"

#define MAX_FILE_BYTES (256 * 1024)
#define MAX_EDITION_BYTES (2 * 1024 * 1024)
#define MAX_FILES 200
#define MAX_FAULTS 200

/* --- files --- */
struct source {
    str path; /* "forms/concept_note.lua" */
    str text;
};
struct source_array {
    struct source *v;
    size_t n, cap;
};

/* --- the tree a Lua file becomes --- */
enum node_kind { NODE_BOOL, NODE_INT, NODE_TEXT, NODE_LIST, NODE_MAP, NODE_FUNCTION };
struct node {
    enum node_kind kind;
    i64 line;           /* of its key, or of its first character in a list */
    str key;            /* in a map */
    i64 number;         /* NODE_INT, NODE_BOOL */
    str text;           /* NODE_TEXT */
    struct node *items; /* maps are sorted by key */
    size_t n;
};
const struct node *node_get(const struct node *map, str key);

/* --- documents --- */
/* A walk over rows that were read, beside one over rows that shall be written. */
struct rows_walk {
    const struct rows_read *read; /* NULL: none were */
    size_t next;
};
/* The bytes that a row was read from; NO_STR if it is another. */
str row_as_read(struct rows_walk *w, const json_t *row);
/* Writes JSON in canonical form; rows that were read as they stood. */
void document_write_rows(struct buf *b, const json_t *document, const struct rows_read *read);

/* --- reading --- */
struct spoken { /* a text that people see: every language must have it */
    str english, file;
    i64 line;
};
struct spoken_array {
    struct spoken *v;
    size_t n, cap;
};
struct reader {
    struct edition *e;
    struct arena *arena; /* the edition's own */
    struct arena *fault_arena;
    struct edition_fault_array *faults;
    size_t errors; /* faults that are not warnings */
    struct spoken_array spoken;
    /* The trees, kept for the lines of what is checked across files. */
    const struct node *settings, *rules, *workflow, *roles, *vocabularies, *letters, *scorecards,
        *reminders;
    const struct node **forms; /* one for each form, in the same order */
};
void fault(struct reader *r, str file, i64 line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void warning(struct reader *r, str file, i64 line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* --- line marks: where in its text each entry of the returned table stands --- */
struct mark {
    str key; /* of a named entry; else empty and `index` counts from 1 */
    i64 index;
    i64 line;
    struct mark *items; /* sorted */
    size_t n;
};
/* Of a text that Lua has accepted. Names entries that stand twice and numbers with a fraction as
** faults. */
const struct mark *marks_of(struct reader *r, str file, str text);
const struct mark *mark_find(const struct mark *m, str key, i64 index);

/* --- the sandbox --- */
struct sandbox;
struct sandbox *sandbox_new(int decimals);
void sandbox_free(struct sandbox *s);
/* Runs a text chunk that must return a table and keeps the table. False with the reason. */
bool sandbox_run(struct sandbox *s, str text, struct arena *a, str *reason, i64 *line);
/* The table as nodes; faults for what data may not hold. NULL if it is beyond use. */
const struct node *sandbox_tree(struct sandbox *s, struct reader *r, str file,
                                const struct mark *marks);
struct check_answer {
    enum verdict verdict;
    str message;        /* of a failure, English; or why nobody knows */
    struct slot *slots; /* values for the %{…} of the message */
    size_t slot_count;
};
/* Calls `check` of the index-th entry (from 0) of the table with the document, read-only. */
void sandbox_check(struct sandbox *s, size_t index, const json_t *document, struct arena *a,
                   struct check_answer *out);

/* --- texts --- */
/* Walks over the %{name} of a text: true with the next name; moves *rest. */
bool text_next_slot(str *rest, str *name);
void texts_read(struct reader *r, const struct source_array *files);
void texts_check(struct reader *r);

/* --- the guideline --- */
void guideline_read(struct reader *r, const struct source_array *files);

/* --- rules --- */
enum rule_op {
    OP_HUMAN,
    OP_CHECK,
    OP_FILLED,
    OP_COUNT,
    OP_DISTINCT,
    OP_NUMBER,
    OP_AMOUNT,
    OP_SHARE,
    OP_WITH_SUPPORT,
    OP_BETWEEN,
    OP_DATE,
    OP_ONE_OF,
    OP_ANY_OF,
    OP_WITHIN,
    OP_EACH_ROW,
    OP_SOME_ROW,
    OP_EACH_NUMBER
};
enum compare { COMPARE_NONE, AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN, EQUAL };
struct path { /* a field, or a column of a table field */
    const struct form_field *field, *column;
};
struct condition { /* this field (or column) has one of these codes */
    struct path path;
    str *codes;
    size_t code_count;
};
struct rule_test {
    enum rule_op op;
    size_t index; /* of the rule in rules.lua, from 0 */
    struct path path;
    struct path *others; /* `of` or `also` */
    size_t other_count;
    const struct form_field **columns; /* each_row, some_row */
    size_t column_count;
    const struct form_field **reads; /* check */
    size_t read_count;
    enum compare compare;
    i64 value, min, max; /* integer, minor units or date, by the field's type */
    i64 percent;
    struct path by;
    str *codes;
    size_t code_count;
    struct condition when, where;
};
void rules_read(struct reader *r);
struct edition_checks { /* rules.lua itself: judging runs it afresh, so nothing is carried over */
    str source;
};

/* --- reading of tables by description --- */
enum want {
    WANT_TEXT,  /* text as it is */
    WANT_WORDS, /* text that people read: translated */
    WANT_NAME,  /* [a-z][a-z0-9_]* */
    WANT_INT,
    WANT_BOOL,
    WANT_NAMES, /* one text or a list of texts: str *v at `offset`, size_t n at `count` */
    WANT_NODE   /* looked at by the caller: const struct node * */
};
struct key {
    const char *name;
    enum want want;
    bool required;
    size_t offset, count;
};
#define KEY(type, name, want, required)                                                            \
    {                                                                                              \
#name, want, required, offsetof(struct type, name), 0                                      \
    }
#define KEY_IN(type, part, name, want, required)                                                   \
    {                                                                                              \
#name, want, required, offsetof(struct type, part.name), 0                                 \
    }
/* Fills *out from a map. Unknown keys, wrong types and missing required keys become faults. */
void map_read(struct reader *r, str file, const struct node *map, const struct key *keys, size_t n,
              void *out);
#define MAP_READ(r, file, map, keys, out)                                                          \
    map_read((r), (file), (map), (keys), sizeof(keys) / sizeof *(keys), (out))
bool list_expect(struct reader *r, str file, const struct node *node, const char *what);
i64 key_line(const struct node *map, const char *key);
bool is_name(str s);

/* --- tables --- */
/* Reads and checks what a field says of keys, references, levels and views; a table's own columns are
** read. */
void table_field_read(struct reader *r, str file, const struct node *n, const struct node *views,
                      struct form_field *f);
/* Finds the tables that references name, once all fields of the form are read. */
void tables_link(struct reader *r, str file, struct form *form);

/* Texts of a list of { code, label, help } in any file. */
void terms_read(struct reader *r, str file, const struct node *list, str what,
                struct term_array *out);

/* --- scorecards --- */
void scorecards_read(struct reader *r);
/* What only shows beside the other files: forms, rules, roles, clauses. */
void scorecards_check(struct reader *r);

/* --- reminders --- */
void reminders_read(struct reader *r);
/* Beside roles and clauses; `sides` are who has duties. */
void reminders_check(struct reader *r, const char *const *sides);

/* --- the whole --- */
enum status edition_build(struct source_array *files, struct arena *a, struct edition **out,
                          struct edition_fault_array *faults);
void edition_check_across(struct reader *r);
bool known_verb(str verb);
bool known_means(str means);

/* --- documents --- */
/* Adds the canonical bytes of a document. */
void document_write(struct buf *b, const json_t *document);
/* The text of a JSON string; NO_STR for anything else. Borrowed. */
str json_str(const json_t *v);
/* Absent, null, "", blank, [] or {}; a list or row of nothing but empty values. */
bool json_empty(const json_t *v);
const json_t *json_at(const json_t *object, const struct form_field *f);
/* "300000.00" in minor units; false unless it is a plain amount of that many decimals at most. */
bool amount_plain(str text, int decimals, i64 *out);
/* A path's values: one for a field, one for each row for a column. */
size_t path_count(struct path p, const json_t *document);
const json_t *path_value(struct path p, const json_t *document, size_t i);
/* Number, minor units or date by the field's input; false if it is absent or not of its type. */
bool value_number(const struct form_field *f, const json_t *v, int decimals, i64 *out);
struct code_list {
    str *v;
    size_t n, cap;
};
/* Adds the codes of a value (a text or a list of texts) that are not there yet. */
void codes_add(struct arena *a, struct code_list *list, const json_t *v);
bool codes_have(const struct code_list *list, str code);
/* A message of the engine, already translated, with its %1 and %2. */
str say(struct arena *a, str text, str one, str two);

#endif
