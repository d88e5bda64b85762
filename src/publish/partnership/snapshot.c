/* snapshot.c: the copy of a profile that readers see. It is made when the fund approves the working text,
** and stands until the next approval, whatever is written meanwhile. What is sought is found by the list
** of partners only: it ends on a day, and the search of the site knows no days. */
#include "publish/partnership/partnership.h"

#include "store/check.h"
#include "web/registry.h"

#include "gen/partnership_sql.h"
#include "gen/registry.h"

/* RECORD partnership "Profile of an organization" search 22 "Partners" */
/* RECORD partnership_seek "Partnership sought" */
/* RECORD partnership_page "Public profile of an organization" */
/* RECORD partnership_page_seek "Published partnership" */

static enum status index_put(struct tx *tx, struct arena *a, i64 page,
                             const struct partnership_row *row,
                             const struct partnership_page_row *g)
{
    str address = arena_printf(a, "/partners/%.*s", P(row->code));
    str title = g ? row->name : NO_STR;
    str english = g ? arena_printf(a, "%.*s\n%.*s", P(row->acronym), P(g->does)) : NO_STR;
    str french =
        g && g->does_fr.n ? arena_printf(a, "%.*s\n%.*s", P(row->acronym), P(g->does_fr)) : english;
    TRY(search_put(tx, "partnership", page, S("en"), SEEN_BY_ALL, address, title, english));
    return search_put(tx, "partnership", page, S("fr"), SEEN_BY_ALL, address, title, french);
}

static enum status seeks_copy(struct tx *tx, struct arena *a, i64 partnership, i64 page)
{
    struct partnership_seek_row_array seeks = {0};
    i64 id;
    TRY(partnership_seeks(tx_db(tx), a, partnership, &seeks));
    TRY(partnership_page_seek_clear(tx, page));
    for (size_t i = 0; i < seeks.n; i++) {
        const struct partnership_seek_row *x = &seeks.v[i];
        TRY(partnership_page_seek_insert(
            tx,
            &(struct partnership_page_seek_insert_in){.code = x->code,
                                                      .page = page,
                                                      .sought = x->sought,
                                                      .sought_fr = x->sought_fr,
                                                      .countries = x->countries,
                                                      .dimensions = x->dimensions,
                                                      .call = x->call,
                                                      .until = x->until},
            &id));
    }
    return OK;
}

enum status partnership_publish(struct tx *tx, struct arena *a, const struct partnership_row *row)
{
    struct partnership_page_row g;
    enum status st = partnership_page_of(tx_db(tx), a, row->code, &g);
    if (st == OK)
        TRY(partnership_page_update(
            tx, &(struct partnership_page_update_in){.id = g.id,
                                                     .does = row->does,
                                                     .does_fr = row->does_fr,
                                                     .contact = row->contact,
                                                     .countries = row->countries,
                                                     .dimensions = row->dimensions,
                                                     .now = tx_now(tx)}));
    else if (st == NOT_FOUND)
        TRY(partnership_page_insert(
            tx,
            &(struct partnership_page_insert_in){.code = row->code,
                                                 .organization = row->organization,
                                                 .does = row->does,
                                                 .does_fr = row->does_fr,
                                                 .contact = row->contact,
                                                 .countries = row->countries,
                                                 .dimensions = row->dimensions,
                                                 .now = tx_now(tx)},
            &g.id));
    else
        return st;
    g.does = row->does;
    g.does_fr = row->does_fr;
    TRY(seeks_copy(tx, a, row->id, g.id));
    return index_put(tx, a, g.id, row, &g);
}

enum status partnership_hide(struct tx *tx, struct arena *a, const struct partnership_row *row,
                             const char *side, str reason)
{
    struct partnership_page_row g;
    i64 count;
    TRY(partnership_page_of(tx_db(tx), a, row->code, &g));
    TRY(partnership_page_hide(tx, g.id, tx_now(tx), str_c(side), reason, &count));
    return count ? index_put(tx, a, g.id, row, NULL) : CONFLICT;
}

enum status partnership_restore(struct tx *tx, struct arena *a, const struct partnership_row *row)
{
    struct partnership_page_row g;
    i64 count;
    TRY(partnership_page_of(tx_db(tx), a, row->code, &g));
    TRY(partnership_page_restore(tx, g.id, tx_now(tx), &count));
    return count ? index_put(tx, a, g.id, row, &g) : CONFLICT;
}

enum status partnership_address(struct db *db, struct arena *a, str organization, str *out)
{
    struct partnership_item item;
    enum status st = partnership_public_by_code(db, a, organization, 0, &item);
    *out = NO_STR;
    if (st == NOT_FOUND) return OK;
    TRY(st);
    if (str_eq(item.state, S("published"))) *out = arena_printf(a, "/partners/%.*s", P(item.code));
    return OK;
}

/* CHECK partnerships
** Approved profiles of organizations against what readers see of them. */
enum status partnerships_check(struct check *c)
{
    struct partnership_fault_array wrong;
    arena_reset(c->page);
    TRY(partnership_unlike(c->db, c->page, &wrong));
    for (size_t i = 0; i < wrong.n; i++)
        check_fault(
            c,
            MESSAGE("Profile of %1: readers see another text than the one that was approved. "
                    "Compare its history and approve it again."),
            wrong.v[i].code);
    TRY(partnership_unlike_seeks(c->db, c->page, &wrong));
    for (size_t i = 0; i < wrong.n; i++)
        check_fault(
            c,
            MESSAGE("Profile of %1: readers see other partnerships sought than those that were "
                    "approved. Compare its history and approve it again."),
            wrong.v[i].code);
    check_step(c, 1);
    return OK;
}
