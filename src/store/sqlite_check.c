/* sqlite_check.c: what only SQLite's own file can have wrong: pages, indexes, references, and the index
** of words against its content. Reads only, also while another process serves the fund. */
#include "store/check.h"
#include "store/engine.h"

/* Runs a reading statement and gives each of its rows to `row`, with its texts in c->page. */
static enum status each_row(struct check *c, str text, void row(struct check *c, struct stmt *st))
{
    struct stmt *st;
    TRY(db_prepare(c->db, -1, 0, text, &st));
    enum status got;
    while ((got = db_step(st)) == OK) {
        arena_reset(c->page);
        row(c, st);
    }
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

static void integrity_row(struct check *c, struct stmt *st)
{
    str text = col_text(st, 0, c->page);
    if (str_eq(text, S("ok"))) return;
    check_fault(
        c,
        MESSAGE("The database file is damaged: %1. Stop the fund, keep a copy of the folder and "
                "restore the last backup."),
        str_abbrev(text, 160));
}

static void reference_row(struct check *c, struct stmt *st)
{
    check_fault(
        c,
        MESSAGE("%1 with id %2 refers to a row of %3 that is not there. Put that row back from a "
                "backup."),
        col_text(st, 0, c->page), col_text(st, 1, c->page), col_text(st, 2, c->page));
}

/* A page that could not be read is told like one that is damaged; only the damage is told twice. */
static enum status integrity_check(struct check *c)
{
    size_t before = c->faults.n;
    for (int i = 0; i < 2; i++) {
        c->faults.n = before;
        TRY(each_row(c, S("PRAGMA integrity_check(1)"), integrity_row));
        if (c->faults.n == before) break;
    }
    return OK;
}

enum status sqlite_check(struct check *c)
{
    TRY(integrity_check(c));
    return each_row(c, S("PRAGMA foreign_key_check"), reference_row);
}

/* --- what can be found ------------------------------------------------------------------------ */

static void unfindable_row(struct check *c, struct stmt *st)
{
    check_fault(
        c,
        MESSAGE("search_text with id %1 (%2 %3) is not in the index of words. Save that record "
                "again in the browser."),
        col_text(st, 0, c->page), col_text(st, 1, c->page), col_text(st, 2, c->page));
}

static void strange_row(struct check *c, struct stmt *st)
{
    check_fault(
        c,
        MESSAGE("The index of words has row %1 for a text that is gone. Restore the last backup, "
                "or ask for help: the search may show what it must not."),
        col_text(st, 0, c->page));
}

/* One word of the index at one place; all of them are added up, so that their order is no matter. */
static u64 word_sum(str word, i64 row, i64 column, i64 offset)
{
    u64 h = 14695981039346656037u;
    for (size_t i = 0; i < word.n; i++) {
        u8 b = (u8)word.p[i];
        h = (h ^ (b >= 'A' && b <= 'Z' ? b + 32u : b)) * 1099511628211u;
    }
    const i64 rest[] = {row, column, offset};
    for (size_t k = 0; k < 3; k++)
        for (int i = 0; i < 64; i += 8)
            h = (h ^ ((u64)rest[k] >> i & 0xff)) * 1099511628211u;
    return h;
}

/* As FTS5's tokenizer "ascii" cuts: letters, digits and whatever is not ASCII. */
static bool in_word(u8 b)
{
    return b >= 0x80 || (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
}

static u64 text_sum(str text, i64 row, i64 column)
{
    u64 sum = 0;
    i64 offset = 0;
    for (size_t i = 0; i < text.n;) {
        size_t from = i;
        while (i < text.n && in_word((u8)text.p[i]))
            i++;
        if (i > from)
            sum += word_sum(str_sub(text, from, i), row, column, offset++);
        else
            i++;
    }
    return sum;
}

static enum status sum_rows(struct check *c, str text, bool index, u64 *sum)
{
    struct stmt *st;
    i64 done = 0;
    *sum = 0;
    TRY(db_prepare(c->db, -1, 0, text, &st));
    enum status got;
    while ((got = db_step(st)) == OK) {
        i64 row = col_int(st, 0);
        arena_reset(c->page);
        if (index)
            *sum += word_sum(col_text(st, 1, c->page), row, col_int(st, 2), col_int(st, 3));
        else
            for (int i = 0; i < 3; i++)
                *sum += text_sum(col_text(st, 1 + i, c->page), row, i);
        check_step(c, ++done);
    }
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

/* The words of the index against those of its texts. FTS5's own check is a write, which a reader must
** not make; a table of the index's words in this connection's memory says the same. */
static enum status index_check(struct check *c)
{
    u64 index, texts;
    TRY(c->db->engine->run(c->db, "PRAGMA query_only = OFF"));
    enum status st =
        c->db->engine->run(c->db, "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_of_index "
                                  "USING fts5vocab(main, search_words, instance)");
    enum status back = c->db->engine->run(c->db, "PRAGMA query_only = ON");
    if (st != OK || back != OK) return FAILED;
    TRY(sum_rows(
        c,
        S("SELECT doc, term, CASE col WHEN 'tags' THEN 0 WHEN 'title' THEN 1 ELSE 2 END, offset "
          "FROM temp.words_of_index"),
        true, &index));
    TRY(sum_rows(c, S("SELECT rowid, tags, title, body FROM search_words"), false, &texts));
    if (index != texts)
        check_fault(
            c,
            MESSAGE("The index of words does not agree with the texts that it was made of (%1). "
                    "Restore the last backup."),
            S("search_words"));
    return OK;
}

enum status sqlite_check_search(struct check *c)
{
    TRY(each_row(c,
                 S("SELECT id, kind, record FROM search_text t WHERE NOT EXISTS "
                   "(SELECT 1 FROM search_words w WHERE w.rowid = t.id)"),
                 unfindable_row));
    TRY(each_row(c,
                 S("SELECT rowid FROM search_words w WHERE NOT EXISTS "
                   "(SELECT 1 FROM search_text t WHERE t.id = w.rowid)"),
                 strange_row));
    return index_check(c);
}
