/* check.c: scores against the seals that were kept when they were sent. */
#include "store/check.h"
#include "fund/review/review.h"
#include "web/registry.h"

#include "gen/registry.h"
#include "gen/review_sql.h"

enum { PAGE_ROWS = 100 };

/* CHECK scores
** Scores of reviews against the seals that were kept when they were sent. */
enum status scores_check(struct check *c)
{
    i64 after = 0;
    for (;;) {
        struct review_sealed_array list = {0};
        arena_reset(c->page);
        TRY(review_scores_all(c->db, c->page, after, PAGE_ROWS, &list));
        if (!list.n) return OK;
        for (size_t i = 0; i < list.n; i++)
            if (!str_eq(digest_hex(c->page, digest_of(list.v[i].body)), list.v[i].seal))
                check_fault(
                    c,
                    MESSAGE("Score %1: its text does not have the digest that was kept when "
                            "it was sent. Somebody changed it: put it back from a backup."),
                    list.v[i].code);
        after = list.v[list.n - 1].id;
        check_step(c, after);
    }
}
