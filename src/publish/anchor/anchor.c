/* anchor.c: publishes what the journal was at the end of each day, so that whoever keeps one of these
** digests elsewhere can show that nothing before it was rewritten, not even the whole journal. A job
** makes them; a day that the program slept through is made up at the next start, and says so. */
#include "publish/anchor/anchor.h"

#include "publish/site/sitemap.h"
#include "store/journal/chain.h"
#include "web/address.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/anchor_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

enum { DAY_SECONDS = 86400, DAYS_AT_ONCE = 100, PAGE_ROWS = 60, TABLE_ROWS = 20000 };

static str statement_of(struct arena *a, const struct anchor_row *x)
{
    const struct journal_day day = {.day = x->day,
                                    .made = x->made,
                                    .position = x->position,
                                    .entries = x->entries,
                                    .hash = x->hash,
                                    .previous = x->previous};
    return journal_day_statement(a, &day);
}

static str digest_of_row(struct arena *a, const struct anchor_row *x)
{
    return digest_hex(a, digest_of(statement_of(a, x)));
}

/* --- making them ---------------------------------------------------------------------------------------- */

static i64 day_end(i64 day)
{
    return (day + 1) * DAY_SECONDS;
}

static enum status day_make(struct tx *tx, struct arena *a, i64 day, struct anchor_row *last)
{
    struct anchor_entry head;
    enum status st = anchor_position(tx_db(tx), a, day_end(day), &head);
    if (st == NOT_FOUND) return OK; /* nothing had happened yet */
    TRY(st);
    struct anchor_row x = {.day = day,
                           .made = tx_now(tx),
                           .position = head.id,
                           .entries = head.id - last->position,
                           .hash = head.hash,
                           .previous = last->digest.p ? last->digest : S("")};
    x.digest = digest_of_row(a, &x);
    struct anchor_insert_in in = {.day = x.day,
                                  .made = x.made,
                                  .position = x.position,
                                  .entries = x.entries,
                                  .hash = x.hash,
                                  .previous = x.previous,
                                  .digest = x.digest};
    *last = x;
    return anchor_insert(tx, &in, &x.id);
}

static enum status days_make(struct tx *tx, void *arg)
{
    struct arena *a = arg;
    struct anchor_row last = {0};
    i64 yesterday = tx_now(tx) / DAY_SECONDS - 1;
    enum status st = anchor_last(tx_db(tx), a, &last);
    if (st != OK && st != NOT_FOUND) return st;
    /* The first is of yesterday: what was before nobody could have kept. */
    i64 day = st == OK ? last.day + 1 : yesterday;
    for (int n = 0; day <= yesterday && n < DAYS_AT_ONCE; day++, n++)
        TRY(day_make(tx, a, day, &last));
    return OK;
}

/* JOB anchor_make every 10m
** Publishes the digest of each day that has ended. */
enum status anchor_make_job(struct job *j)
{
    static const struct actor actor = {.act = {"anchor_make", 11}};
    struct anchor_row last;
    enum status st = anchor_last(j->db, j->arena, &last);
    if (st == OK && last.day >= j->now / DAY_SECONDS - 1) return OK;
    if (st != OK && st != NOT_FOUND) return st;
    return store_write(j->app->store, actor, j->now, days_make, j->arena);
}

/* --- pages ---------------------------------------------------------------------------------------------- */

static bool is_late(const struct anchor_row *x)
{
    return x->made >= day_end(x->day + 1);
}

static str address_of(struct arena *a, i64 day)
{
    struct buf b;
    buf_init(&b, 64);
    buf_lit(&b, "/data/journal/");
    buf_date(&b, day);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

/* ROUTE GET /data/journal?after     public
** Digests of the journal, one for each day: what nobody can rewrite unseen. */
enum status anchor_list_page(struct request *r, struct response *s)
{
    struct anchor_list view = {0};
    i64 before = 0;
    i64 most = r->face == FACE_CSV ? TABLE_ROWS : PAGE_ROWS;
    if (query(r, "after").n && !date_parse(query(r, "after"), &before)) return NOT_FOUND;
    TRY(anchor_days(r->db, r->arena, &(struct anchor_days_in){.before = before, .limit = most + 1},
                    &view.items));
    if ((i64)view.items.n > most) {
        view.items.n = (size_t)most;
        struct buf b;
        buf_init(&b, 32);
        buf_date(&b, view.items.v[most - 1].day);
        view.next = str_dup(r->arena, buf_str(&b));
        buf_free(&b);
        view.more = address_more(r, view.next);
    }
    for (size_t i = 0; i < view.items.n; i++) {
        view.items.v[i].late = is_late(&view.items.v[i]);
        view.items.v[i].address = address_local(r->arena, address_base(r->arena, r->lang),
                                                address_of(r->arena, view.items.v[i].day));
    }
    page_title(s, T(r, "Digests of the journal"));
    page_crumb(r, s, "Data and feeds", "/data");
    s->description = T(
        r,
        "One line for each day by which everybody can show that the fund's records were not rewritten.");
    return show(r, s, anchor_list_view, &view);
}

/* ROUTE GET /data/journal/:day     public
** The digest of one day, to be kept elsewhere. */
enum status anchor_show_page(struct request *r, struct response *s)
{
    struct anchor_row x, other;
    i64 day;
    if (!date_parse(param(r, "day"), &day)) return NOT_FOUND;
    TRY(anchor_of(r->db, r->arena, day, &x));
    struct anchor_show view = {.day = x.day,
                               .made = x.made,
                               .position = x.position,
                               .entries = x.entries,
                               .hash = x.hash,
                               .previous = x.previous,
                               .digest = x.digest,
                               .late = is_late(&x),
                               .statement = statement_of(r->arena, &x)};
    if (anchor_of(r->db, r->arena, day - 1, &other) == OK)
        view.older =
            address_local(r->arena, address_base(r->arena, r->lang), address_of(r->arena, day - 1));
    if (anchor_of(r->db, r->arena, day + 1, &other) == OK)
        view.newer =
            address_local(r->arena, address_base(r->arena, r->lang), address_of(r->arena, day + 1));
    page_title(s, T(r, "Digest of the journal"));
    page_crumb(r, s, "Data and feeds", "/data");
    page_crumb(r, s, "Digests of the journal", "/data/journal");
    return show(r, s, anchor_show_view, &view);
}

/* SITEMAP anchor
** The list of digests; a page for each day says nothing to a search engine. */
enum status anchor_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    (void)db;
    sitemap_add(out, a, S("/data/journal"), NO_DATE);
    return OK;
}

/* --- checking ------------------------------------------------------------------------------------------- */

static enum status row_check(struct check *c, const struct anchor_row *x,
                             const struct anchor_row *before)
{
    struct anchor_entry entry;
    str day = str_sub(address_of(c->page, x->day), 14, 40);
    if (!str_eq(digest_of_row(c->page, x), x->digest) || !str_eq(x->previous, before->digest) ||
        x->entries != x->position - before->position || x->day != before->day + 1)
        check_fault(
            c,
            MESSAGE("The digest of the journal of %1 does not agree with itself or with the day "
                    "before. Compare it with one that was kept elsewhere, and with a backup."),
            day);
    enum status st = anchor_entry_of(c->db, c->page, x->position, &entry);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == NOT_FOUND || !str_eq(entry.hash, x->hash))
        check_fault(
            c,
            MESSAGE("The digest of the journal of %1 names entry %2 with a hash that this entry "
                    "does not have. The journal was rewritten: compare it with a backup."),
            day, check_number(c, x->position));
    return OK;
}

/* CHECK digests
** The published digests of the journal against the journal. */
enum status digests_check(struct check *c)
{
    struct anchor_row before = {.digest = S("")};
    char digest[2 * DIGEST_SIZE + 1] = "";
    for (i64 after = 0;;) {
        struct anchor_row_array list;
        arena_reset(c->page);
        before.digest = str_c(digest);
        TRY(anchor_from(c->db, c->page, after, DAYS_AT_ONCE, &list));
        if (!list.n) return c->anchor ? anchor_compare(c, c->anchor) : OK;
        for (size_t i = 0; i < list.n; i++) {
            if (after == 0) before.day = list.v[i].day - 1;
            TRY(row_check(c, &list.v[i], &before));
            before = list.v[i];
            after = before.id;
        }
        snprintf(digest, sizeof digest, "%.*s", P(before.digest));
    }
}

enum status anchor_compare(struct check *c, const struct anchor *kept)
{
    struct anchor_entry entry, head = {0};
    struct anchor_row same;
    str number = check_number(c, kept->position);
    enum status st = anchor_head(c->db, c->page, &head);
    if (st == OK || st == NOT_FOUND) st = anchor_entry_of(c->db, c->page, kept->position, &entry);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == NOT_FOUND && kept->position > head.id) {
        check_fault(
            c,
            MESSAGE("The digest is of journal entry %1, and this journal ends at entry %2. It is "
                    "an older copy: take a digest of an earlier day. If it is the fund itself, "
                    "entries were taken away."),
            number, check_number(c, head.id));
        return OK;
    }
    if (st == NOT_FOUND || !str_eq(entry.hash, kept->hash))
        check_fault(
            c,
            MESSAGE("Journal entry %1 does not have the hash of the digest that was kept: what "
                    "happened up to it was rewritten. Keep a copy of this folder as it is and "
                    "compare it with a backup."),
            number);
    if (kept->day == NO_DATE || !kept->digest.n) return OK;
    st = anchor_of(c->db, c->page, kept->day, &same);
    if (st != OK && st != NOT_FOUND) return st;
    bool made_later = st == NOT_FOUND && head.at < day_end(kept->day);
    if (!made_later && (st == NOT_FOUND || !str_eq(same.digest, kept->digest)))
        check_fault(
            c,
            MESSAGE("The digest of %1 that was kept is not the one that this fund has of that "
                    "day. Keep a copy of this folder as it is and compare it with a backup."),
            str_sub(address_of(c->page, kept->day), 14, 40));
    return OK;
}

enum status anchor_newest(struct db *db, struct arena *a, struct anchor *out)
{
    struct anchor_row row;
    TRY(anchor_last(db, a, &row));
    *out = (struct anchor){
        .day = row.day, .position = row.position, .hash = row.hash, .digest = row.digest};
    return OK;
}
