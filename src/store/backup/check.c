/* check.c: is this file a whole backup, as it was written? Form, counts and hashes are judged by
** backup_scan; here the chain of its journal is followed from the first entry to the one that its
** head names, and in a series the files beside it are looked at. */
#include "store/backup/format.h"
#include "store/journal/chain.h"

#include <unistd.h>

struct check {
    struct backup_check_ask *ask;
    const struct backup_visit *also;
    struct arena *a, *row;
    const struct backup_head *head;
    size_t entries;    /* the table of journal entries, or no table */
    size_t column[12]; /* of the link's parts */
    i64 position;
    char hash[2 * DIGEST_SIZE + 1];
};

static const char *const parts[] = {"id",     "at", "account",   "act",     "request",  "tab",
                                    "record", "op", "is_public", "digests", "previous", "hash"};
enum { PARTS = sizeof parts / sizeof *parts };

static enum status begin(void *to, struct backup_head *head)
{
    struct check *c = to;
    c->head = head;
    c->entries = head->tables.n;
    for (size_t i = 0; i < head->tables.n; i++)
        if (strcmp(head->tables.v[i].name, "journal_entry") == 0) c->entries = i;
    if (c->entries == head->tables.n) return backup_faulty(c->ask->fault, "it holds no journal");
    const struct table *t = &head->tables.v[c->entries];
    for (size_t p = 0; p < PARTS; p++) {
        size_t k = 0;
        while (k < t->column_count && strcmp(t->columns[k].name, parts[p]) != 0)
            k++;
        if (k == t->column_count)
            return backup_faulty(c->ask->fault, "its journal has no column %s", parts[p]);
        c->column[p] = k;
    }
    return c->also ? c->also->begin(c->also->to, head) : OK;
}

static enum status config(void *to, const char *name, str bytes)
{
    struct check *c = to;
    return c->also ? c->also->config(c->also->to, name, bytes) : OK;
}

static enum status end(void *to, const struct backup_end *e)
{
    struct check *c = to;
    return c->also ? c->also->end(c->also->to, e) : OK;
}

/* A row of the journal as the chain sees it. */
static bool link_read(struct check *c, str line, struct journal_link *e)
{
    const struct table *t = &c->head->tables.v[c->entries];
    str v[TABLE_COLUMNS_MAX], p[PARTS];
    if (!table_line_cut(c->row, t, line, v)) return false;
    for (size_t i = 0; i < PARTS; i++)
        p[i] = v[c->column[i]];
    *e = (struct journal_link){.act = p[3],
                               .request = p[4],
                               .tab = p[5],
                               .op = p[7],
                               .digests = p[9],
                               .previous = p[10],
                               .hash = p[11]};
    return str_i64(p[0], &e->id) && str_i64(p[1], &e->at) && str_i64(p[2], &e->account) &&
           str_i64(p[6], &e->record) && str_i64(p[8], &e->is_public);
}

static enum status line(void *to, size_t table, str text)
{
    struct check *c = to;
    struct journal_link e;
    if (table != c->entries) return OK;
    arena_reset(c->row);
    if (!link_read(c, text, &e)) return CONFLICT;
    if (e.id != c->position + 1 || !str_eq(e.previous, str_c(c->hash)) ||
        e.hash.n >= sizeof c->hash || !str_eq(journal_entry_hash(c->row, &e), e.hash))
        return backup_faulty(c->ask->fault, "the chain of its journal is broken at entry %lld",
                             (long long)c->position + 1);
    c->position = e.id;
    snprintf(c->hash, sizeof c->hash, "%.*s", P(e.hash));
    return OK;
}

static enum status files(void *to, const struct backup_file_array *list)
{
    struct check *c = to;
    struct backup_check_ask *ask = c->ask;
    if (!c->head->info.beside) return OK;
    if (ask->series < 0)
        return backup_faulty(ask->fault, "its files stand beside it in a folder that is not there");
    return backup_series_check(ask->series, list, ask->thorough, ask->told, ask->to, ask->fault);
}

enum status backup_check_and(struct arena *a, struct backup_check_ask *ask,
                             const struct backup_visit *also, struct backup_info *out)
{
    struct check c = {.ask = ask, .also = also, .a = a, .row = arena_new()};
    struct backup_visit v = {
        .to = &c, .begin = begin, .config = config, .line = line, .files = files, .end = end};
    *out = (struct backup_info){0};
    enum status st = lseek(ask->fd, 0, SEEK_SET) == 0
                         ? OK
                         : backup_faulty(ask->fault, "it is not a file that can be read twice");
    if (st == OK) st = backup_scan(c.a, ask->fd, &v, ask->told, ask->to, out, ask->fault);
    if (st == OK && (c.position != out->position || strcmp(c.hash, out->hash) != 0))
        st = backup_faulty(ask->fault, "its journal does not end where its head says");
    arena_free(c.row);
    return st;
}

enum status backup_check(struct backup_check_ask *ask, struct backup_info *out)
{
    struct arena *a = arena_new();
    enum status st = backup_check_and(a, ask, NULL, out);
    arena_free(a);
    return st;
}
