/* postgres_check.c: what a server can have wrong where it was worked on past Letsema: references whose
** checks were switched off, and the index of words against the texts. Its pages and indexes are the
** server's own affair (amcheck, checksums). */
#include "store/check.h"
#include "store/engine.h"

/* Runs a reading statement and gives each of its rows to `row`, with its texts in the arena. */
static enum status each_row(struct check *c, struct arena *a, str text,
                            enum status row(struct check *c, struct arena *a, struct stmt *st))
{
    struct stmt *st;
    TRY(db_prepare(c->db, -1, 0, text, &st));
    enum status got;
    while ((got = db_step(st)) == OK)
        if ((got = row(c, a, st)) != OK) break;
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

static enum status astray_row(struct check *c, struct arena *a, struct stmt *st)
{
    check_fault(
        c,
        MESSAGE("%1 with id %2 refers to a row of %3 that is not there. Put that row back from a "
                "backup."),
        col_text(st, 0, a), col_text(st, 1, a), col_text(st, 2, a));
    return OK;
}

static enum status reference_row(struct check *c, struct arena *a, struct stmt *st)
{
    str from = col_text(st, 0, a), to = col_text(st, 1, a);
    str column = col_text(st, 2, a), key = col_text(st, 3, a);
    str text = arena_printf(a,
                            "SELECT '%.*s', coalesce(to_jsonb(f) ->> 'id', f.ctid::text), '%.*s' "
                            "FROM %.*s f WHERE f.%.*s IS NOT NULL AND NOT EXISTS "
                            "(SELECT 1 FROM %.*s t WHERE t.%.*s = f.%.*s)",
                            P(from), P(to), P(from), P(column), P(to), P(key), P(column));
    return each_row(c, a, text, astray_row);
}

enum status postgres_check(struct check *c)
{
    struct arena *a = arena_new();
    enum status st =
        each_row(c, a,
                 S("SELECT k.conrelid::regclass::text, k.confrelid::regclass::text, f.attname, "
                   "t.attname FROM pg_constraint k "
                   "JOIN pg_attribute f ON f.attrelid = k.conrelid AND f.attnum = k.conkey[1] "
                   "JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = k.confkey[1] "
                   "WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 ORDER BY 1, 3"),
                 reference_row);
    arena_free(a);
    return st;
}

static enum status unfindable_row(struct check *c, struct arena *a, struct stmt *st)
{
    check_fault(
        c,
        MESSAGE("search_text with id %1 (%2 %3) is not in the index of words. Save that record "
                "again in the browser."),
        col_text(st, 0, a), col_text(st, 1, a), col_text(st, 2, a));
    return OK;
}

static enum status strange_row(struct check *c, struct arena *a, struct stmt *st)
{
    check_fault(
        c,
        MESSAGE("The index of words has row %1 for a text that is gone. Restore the last backup, "
                "or ask for help: the search may show what it must not."),
        col_text(st, 0, a));
    return OK;
}

enum status postgres_check_search(struct check *c)
{
    TRY(each_row(c, c->page,
                 S("SELECT id, kind, record FROM search_text t WHERE NOT EXISTS "
                   "(SELECT 1 FROM search_words w WHERE w.id = t.id)"),
                 unfindable_row));
    return each_row(c, c->page,
                    S("SELECT id FROM search_words w WHERE NOT EXISTS "
                      "(SELECT 1 FROM search_text t WHERE t.id = w.id)"),
                    strange_row);
}
