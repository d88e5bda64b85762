/* verify.c: see verify.h. The checks of the store are registered here, because the store knows no
** registry. */
#include "web/verify.h"

#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/registry.h"

/* CHECK database
** The database file, its pages and indexes, and that every reference leads somewhere. */
enum status database_check(struct check *c)
{
    return check_engine(c);
}

/* CHECK journal
** The chain of the journal from its first entry, and every value behind it. */
enum status journal_check(struct check *c)
{
    return check_journal(c);
}

/* CHECK records
** Every record against what the journal says of it last, and the journal against every record. */
enum status records_check(struct check *c)
{
    return check_rows(c);
}

/* CHECK files
** Every stored file against its hash, and that each file that a record names is there. */
enum status files_check(struct check *c)
{
    return check_files(c);
}

/* CHECK search
** What can be found, against its index of words. */
enum status search_check(struct check *c)
{
    return check_search(c);
}

enum status verify_run(struct check *c)
{
    c->name = "database";
    TRY(db_open(c->store, &c->db));
    c->page = arena_new();
    enum status st = db_begin(c->db);
    for (size_t i = 0; st == OK && i < check_entry_count; i++) {
        c->name = check_entries[i].name;
        arena_reset(c->page);
        if (c->progress) c->progress(c->to, c->name, 0);
        st = check_entries[i].fn(c);
    }
    db_end(c->db);
    db_close(c->db);
    arena_free(c->page);
    c->db = NULL;
    c->page = NULL;
    return st;
}

str verify_words(struct arena *a, str lang, const char *message, const str *arguments, size_t n,
                 i64 count)
{
    str words = message_fill(a, tr(lang, message), arguments, n);
    if (count < 2) return words;
    str more = arena_printf(a, "%lld", (long long)count - 1);
    return arena_printf(
        a, "%.*s %.*s", P(words),
        P(message_fill(a, tr_n(lang, "(And %1 more like it.)", "(And %1 more like it.)", count - 1),
                       &more, 1)));
}
