/* times.c: how long each stage of a proposal takes, for everybody: medians over what ended in the two
** years up to yesterday. Counted by the fund's calendar, like the time on each record. */
#include "base/median.h"
#include "edition/adopted.h"
#include "fund/calendar/calendar.h"
#include "fund/proposal/proposal.h"
#include "publish/site/sitemap.h"
#include "web/address.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/times_sql.h"

#define MONTHS_BACK 24
#define FEW 3 /* fewer would tell of single proposals */

struct stage {
    struct times_row row;
    struct {
        i64 *v;
        size_t n, cap;
    } days;
};
struct stages {
    struct stage *v;
    size_t n, cap;
};

static struct stage *stage_of(struct request *r, struct stages *all, const struct edition *e,
                              const struct workflow_state *state)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].row.state, state->name)) return &all->v[i];
    const char *holder = proposal_holder(state->holder);
    struct stage *x = PUSH(r->arena, all);
    *x = (struct stage){
        .row = {.state = state->name,
                .label = edition_text(e, state->label, r->lang),
                .holder = holder ? T(r, holder) : NO_STR,
                .expected =
                    state->days ? arena_printf(r->arena, "%lld", (long long)state->days) : NO_STR,
                .days = state->days,
                .working = state->working_days}};
    return x;
}

/* What a few would tell stays unknown, which is not nought. The ninth of ten by the nearest rank. */
static void row_reckon(struct request *r, struct stage *x, struct times_show *view)
{
    size_t n = x->days.n;
    x->row.counted = (i64)n;
    x->row.few = n < FEW;
    if (x->row.few) return;
    x->row.median = median_decimal(r->arena, x->days.v, n);
    i64 twice = median_twice(x->days.v, n), most = x->days.v[(n * 9 + 9) / 10 - 1];
    x->row.most = arena_printf(r->arena, "%lld", (long long)most);
    x->row.bar = twice;
    if (twice > view->longest) view->longest = twice;
}

/* In the order of the edition in force, so that the page reads like the way of a proposal; then what
** only earlier editions knew. */
static enum status stages_fill(struct request *r, const struct calendar *c,
                               const struct times_stay_array *stays, struct times_show *view)
{
    struct stages all = {0};
    const struct edition *now = edition_in_force(r->app);
    for (size_t i = 0; now && i < now->state_count; i++)
        if (!now->states[i].final) (void)stage_of(r, &all, now, &now->states[i]);
    for (size_t i = 0; i < stays->n; i++) {
        const struct times_stay *s = &stays->v[i];
        const struct edition *e = edition_by_id(r->app, s->edition);
        const struct workflow_state *state = e ? edition_state(e, s->state) : NULL;
        if (!state || state->final) continue;
        struct stage *x = stage_of(r, &all, e, state);
        *PUSH(r->arena, &x->days) =
            calendar_working_days(c, calendar_day(c, s->since), calendar_day(c, s->until));
        view->counted++;
    }
    for (size_t i = 0; i < all.n; i++) {
        if (!all.v[i].days.n) continue;
        row_reckon(r, &all.v[i], view);
        *PUSH(r->arena, &view->items) = all.v[i].row;
    }
    return OK;
}

/* ROUTE GET /funding/times     public
** How long each stage of a proposal takes. */
enum status times_page(struct request *r, struct response *s)
{
    struct times_show view = {.csv = address_face(r, ".csv", S(""))};
    struct times_stay_array stays = {0};
    struct calendar c = calendar_of(r->app, r->arena);
    i64 today = calendar_day(&c, r->now);
    view.until = today - 1;
    view.since = date_add_months(today, -MONTHS_BACK);
    i64 begins = calendar_day_end(&c, view.since - 1) + 1,
        ends = calendar_day_end(&c, today - 1) + 1;
    TRY(times_stays(r->db, r->arena, begins, ends, &stays));
    TRY(stages_fill(r, &c, &stays, &view));
    page_valid_until(s, calendar_day_end(&c, today) + 1);
    page_title(s, T(r, "How long it takes"));
    page_crumb(r, s, "How the money works", "/funding");
    s->description = T(
        r,
        "How many working days each stage of a proposal takes, with the applicant and with the fund.");
    return show(r, s, times_show_view, &view);
}

/* SITEMAP times
** One page. */
enum status times_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    (void)db;
    sitemap_add(out, a, S("/funding/times"), NO_DATE);
    return OK;
}
