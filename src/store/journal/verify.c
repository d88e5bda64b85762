/* verify.c: checks the journal: each entry follows the one before it, each value is the one whose
** digest the entry keeps, and none is missing that was not erased on request. Goes on behind a fault,
** page by page, so that memory stays the same however long the journal is. */
#include "store/journal/chain.h"

#include "gen/journal_sql.h"
#include "store/check.h"
#include "store/engine.h"

enum { VERIFY_PAGE = 100 };

struct walk {
    struct check *c;
    i64 position;                   /* of the entry before */
    char hash[2 * DIGEST_SIZE + 1]; /* of the entry before */
};

str journal_kept_digest(str digests, str field)
{
    str pair;
    while (str_cut(&digests, ' ', &pair)) {
        i64 equals = str_find_char(pair, '=');
        if (equals >= 0 && str_eq(str_sub(pair, 0, (size_t)equals), field))
            return str_sub(pair, (size_t)equals + 1, pair.n);
    }
    return NO_STR;
}

static void link_check(struct walk *w, const struct journal_link *e)
{
    struct check *c = w->c;
    if (e->id != w->position + 1)
        check_fault(
            c,
            MESSAGE("Journal entry %1: an entry before it is missing. Keep a copy of this folder "
                    "as it is and compare it with a backup."),
            check_number(c, e->id));
    else if (!str_eq(e->previous, str_c(w->hash)))
        check_fault(
            c,
            MESSAGE("Journal entry %1: it does not follow the entry before it. Keep a copy of "
                    "this folder as it is and compare it with a backup."),
            check_number(c, e->id));
    if (!str_eq(journal_entry_hash(c->page, e), e->hash))
        check_fault(
            c,
            MESSAGE("Journal entry %1: its content does not match its hash. Keep a copy of this "
                    "folder as it is and compare it with a backup."),
            check_number(c, e->id));
    w->position = e->id;
    snprintf(w->hash, sizeof w->hash, "%.*s", P(e->hash));
}

static void value_check(struct check *c, const struct journal_link *e,
                        const struct journal_salted *v)
{
    str kept = journal_kept_digest(e->digests, v->field);
    str now = journal_field_digest(c->page, v->field, v->salt, v->old_value, v->new_value);
    if (str_eq(kept, now)) return;
    check_fault(
        c,
        MESSAGE("Journal entry %1: the value of field %2 was changed. Keep a copy of this folder "
                "as it is and compare it with a backup."),
        check_number(c, e->id), str_abbrev(v->field, 60));
}

/* A field of the entry without a value: only an erasure on record explains that. */
static enum status missing_check(struct check *c, const struct journal_link *e, str field)
{
    struct journal_erased_array erased;
    TRY(journal_erased_upto(c->db, c->page, e->tab, e->record, field, &erased));
    if (erased.n > 0 && erased.v[0].upto >= e->id) return OK;
    check_fault(
        c,
        MESSAGE("Journal entry %1: the value of field %2 is gone, and no erasure of it is on "
                "record. Keep a copy of this folder as it is and compare it with a backup."),
        check_number(c, e->id), str_abbrev(field, 60));
    return OK;
}

/* The values of one entry, which begin at values[*k]. */
static enum status values_check(struct check *c, const struct journal_link *e,
                                const struct journal_salted_array *values, size_t *k)
{
    size_t from = *k;
    while (*k < values->n && values->v[*k].entry == e->id)
        value_check(c, e, &values->v[(*k)++]);
    str rest = e->digests, pair;
    while (str_cut(&rest, ' ', &pair)) {
        i64 equals = str_find_char(pair, '=');
        str field = str_sub(pair, 0, equals < 0 ? pair.n : (size_t)equals);
        bool there = false;
        for (size_t i = from; i < *k && !there; i++)
            there = str_eq(values->v[i].field, field);
        if (!there && field.n > 0) TRY(missing_check(c, e, field));
    }
    return OK;
}

static enum status page_check(struct walk *w, const struct journal_link_array *links)
{
    struct check *c = w->c;
    struct journal_salted_array values;
    size_t k = 0;
    TRY(journal_salted_between(c->db, c->page, links->v[0].id, links->v[links->n - 1].id, &values));
    for (size_t i = 0; i < links->n; i++) {
        link_check(w, &links->v[i]);
        while (k < values.n && values.v[k].entry < links->v[i].id)
            k++; /* of no entry: found below */
        TRY(values_check(c, &links->v[i], &values, &k));
        check_step(c, ++c->entries);
    }
    return OK;
}

enum status check_journal(struct check *c)
{
    struct walk w = {.c = c};
    i64 orphan;
    for (;;) {
        struct journal_link_array links;
        arena_reset(c->page);
        TRY(journal_links(c->db, c->page, w.position, VERIFY_PAGE, &links));
        if (links.n == 0) break;
        TRY(page_check(&w, &links));
    }
    enum status st = journal_orphan(c->db, c->page, &orphan);
    if (st == OK)
        check_fault(
            c,
            MESSAGE("A journalled value belongs to entry %1, which is missing. Keep a copy of "
                    "this folder as it is and compare it with a backup."),
            check_number(c, orphan));
    return st == NOT_FOUND ? OK : st;
}

/* The first fault as one English sentence. */
static str fault_words(struct arena *a, const struct check_fault *f)
{
    struct buf b;
    buf_init(&b, 4096);
    for (const char *p = f->message; *p; p++) {
        size_t i =
            p[0] == '%' && p[1] >= '1' && p[1] <= '9' ? (size_t)(p[1] - '1') : CHECK_ARGUMENTS;
        if (i >= f->argument_count) {
            buf_char(&b, *p);
            continue;
        }
        buf_add(&b, f->arguments[i]);
        p++;
    }
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

enum status journal_verify(struct store *s, struct arena *a, str *fault, i64 *entries)
{
    struct check c = {.store = s, .arena = a};
    *entries = 0;
    *fault = S("");
    TRY(db_open(s, &c.db));
    c.page = arena_new();
    enum status st = db_begin(c.db);
    if (st == OK) st = check_journal(&c);
    db_end(c.db);
    db_close(c.db);
    arena_free(c.page);
    *entries = c.entries;
    if (c.faults.n > 0) *fault = fault_words(a, &c.faults.v[0]);
    if (st != OK && !fault->n) *fault = S("the journal could not be read");
    return fault->n ? FAILED : st;
}
