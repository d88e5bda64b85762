/* agree.c: checks that what readers find profiles by agrees with the profiles: every published page has
** exactly its facets, a withdrawn one none, and the numbers beside the filters are those of the pages. */
#include "publish/profile/profile.h"
#include "store/check.h"
#include "web/registry.h"

#include "gen/agree_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

enum { PAGE_ROWS = 200 };

static void facet_differs(struct check *c, const struct agree_page *p, str facet)
{
    check_fault(
        c,
        MESSAGE("Profile %1: readers do not find it under \"%2\" as its page says. Sign the "
                "profile off again."),
        p->code, facet);
}

/* The kept facets of one page, which begin at list[*k], against those that its page gives. */
static void page_check(struct check *c, const struct agree_page *p,
                       const struct agree_facet_array *kept, size_t *k)
{
    struct profile_page page = {.status = p->status,
                                .organizations = p->organizations,
                                .countries = p->countries,
                                .dimensions = p->dimensions,
                                .approved = p->approved,
                                .starts = p->starts};
    struct profile_facets should = {0};
    size_t there = 0;
    if (str_eq(p->state, S("published"))) profile_facets_of_page(c->page, &page, &should);
    for (; *k < kept->n && kept->v[*k].page == p->id; ++*k) {
        const struct agree_facet *f = &kept->v[*k];
        bool known = false;
        for (size_t i = 0; i < should.n && !known; i++)
            known = str_eq(should.v[i], f->facet);
        there += known;
        if (!known || f->day != p->day || !str_eq(f->code, p->code) ||
            !str_eq(f->title_key, p->title_key))
            facet_differs(c, p, f->facet);
    }
    if (there < should.n) facet_differs(c, p, should.v[0]);
}

/* CHECK profiles
** Published profiles against what readers find them by, and the numbers beside the filters. */
enum status profiles_check(struct check *c)
{
    i64 after = 0;
    for (;;) {
        struct agree_page_array pages;
        struct agree_facet_array kept;
        size_t k = 0;
        arena_reset(c->page);
        TRY(agree_pages(c->db, c->page, after, PAGE_ROWS, &pages));
        if (!pages.n) break;
        TRY(agree_facets(c->db, c->page, pages.v[0].id, pages.v[pages.n - 1].id, &kept));
        for (size_t i = 0; i < pages.n; i++)
            page_check(c, &pages.v[i], &kept, &k);
        after = pages.v[pages.n - 1].id;
        check_step(c, after);
    }
    struct agree_count_array wrong;
    TRY(agree_tallies(c->db, c->page, &wrong));
    for (size_t i = 0; i < wrong.n; i++)
        check_fault(
            c,
            MESSAGE("Readers are told that %2 profiles are under \"%1\"; there are %3. Sign one of "
                    "these profiles off again, or restore the last backup."),
            wrong.v[i].facet, check_number(c, wrong.v[i].n), check_number(c, wrong.v[i].other));
    return OK;
}
