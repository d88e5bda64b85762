/* compare.c: what a return for changes came to: of the differences between two versions, which ones were
** asked for, which the office had opened besides, and which nobody asked for; and what was asked and
** not changed. Called by the page that compares two versions. */
#include "fund/comment/comment.h"

#include "edition/budget.h"
#include "web/text.h"

#include "gen/comment_sql.h"

/* A change of a whole field answers whatever was asked in it; a change of one line only what was asked
** about this line or about the whole. */
static bool answers(const struct comment_row *ask, const struct proposal_difference *d)
{
    if (!str_eq(ask->field, d->field)) return false;
    return !ask->line.n || !d->line.n || str_eq(ask->line, d->line);
}

/* Was it opened by a return between the two versions? */
static bool difference_opened(struct arena *a, const struct comment_redraft_array *returns,
                              const struct proposal_difference *d)
{
    bool open = false;
    for (size_t i = 0; i < returns->n && !open; i++) {
        struct redraft_lock lock = {.on = true};
        redraft_names(a, returns->v[i].fields, &lock);
        open = !redraft_locks_line(&lock, d->field, d->line);
    }
    return open;
}

/* Does it only follow from changed lines: the sum of a budget, their order? Then it answers no question
** about a line. */
static bool follows(const struct form_field *budget, const struct comment_row *ask,
                    const struct proposal_difference *d)
{
    return budget && str_eq(budget->name, d->field) && ask->line.n && !d->line.n;
}

static void difference_judge(struct request *r, const struct form_field *budget,
                             const struct comment_row_array *asks,
                             const struct comment_redraft_array *returns, bool *changed,
                             struct proposal_difference *d)
{
    d->asked = S("unasked");
    for (size_t i = 0; i < asks->n; i++) {
        if (!answers(&asks->v[i], d)) continue;
        changed[i] = changed[i] || !follows(budget, &asks->v[i], d);
        d->asked = S("asked");
        d->asked_address = asks->v[i].address;
    }
    if (str_eq(d->asked, S("unasked")) && difference_opened(r->arena, returns, d))
        d->asked = S("opened");
}

/* From when on returns count: a version that was saved while the proposal was returned belongs to that
** return; one that was sent ended it. */
static enum status since_when(struct request *r, const struct proposal *p,
                              const struct proposal_version_row *one, i64 *since)
{
    struct comment_redraft row;
    *since = one->at;
    if (one->frozen) return OK;
    enum status st = redraft_before(r->db, r->arena, p->row.id, one->at, &row);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    *since = row.at;
    return OK;
}

enum status comments_compare(struct request *r, const struct proposal *p,
                             const struct proposal_version_row *one,
                             const struct proposal_version_row *two, struct proposal_compare *view)
{
    struct comment_row_array asks = {0};
    struct comment_redraft_array returns = {0};
    struct comment_asked_in in = {.proposal = p->row.id,
                                  .form = two->form,
                                  .number = two->number,
                                  .since = one->at,
                                  .until = two->at};
    i64 since;
    TRY(since_when(r, p, one, &since));
    TRY(redraft_between(r->db, r->arena, p->row.id, since, two->at, &returns));
    TRY(comment_asked(r->db, r->arena, &in, &asks));
    view->judged = returns.n > 0 || asks.n > 0;
    if (!view->judged) return OK;
    const struct form *form = edition_form(p->edition, two->form);
    const struct form_field *budget = form ? form_budget(form) : NULL;
    bool *changed = NEW_ARRAY(r->arena, asks.n + 1, bool);
    for (size_t i = 0; i < asks.n; i++)
        comment_words(r, p, &asks.v[i]);
    for (size_t i = 0; i < view->differences.n; i++)
        difference_judge(r, budget, &asks, &returns, changed, &view->differences.v[i]);
    for (size_t i = 0; i < asks.n; i++)
        if (!changed[i]) *PUSH(r->arena, &view->unchanged) = asks.v[i];
    return OK;
}
