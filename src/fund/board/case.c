/* case.c: a proposal before the board: put on the agenda of a meeting where the edition lets the board be
** asked, closed to members with a conflict of interest like to any reviewer, and its recommendations with
** their conditions on the proposal's own tab. Guards of the workflow ask what the board said. */
#include "fund/board/board.h"
#include "fund/condition/condition.h"
#include "fund/proposal/proposal.h"
#include "people/people.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/board_sql.h"
#include "gen/registry.h"

/* --- what the board said ---------------------------------------------------------------------------------- */

enum status board_recommendations_fill(struct request *r, const struct proposal *p,
                                       struct board_recommendation_array *out)
{
    bool inside = may(r, "board.read", NULL);
    TRY(board_recommendations(r->db, r->arena, p->row.id, out));
    for (size_t i = 0; i < out->n; i++) {
        struct board_recommendation *x = &out->v[i];
        x->label = board_recommended_label(r, x->outcome);
        if (inside) TRY(board_votes(r->db, r->arena, x->item, &x->votes));
        for (size_t k = 0; k < x->votes.n; k++)
            x->votes.v[k].label = board_stance_label(r, x->votes.v[k].vote);
        if (!str_eq(x->outcome, S("favour"))) continue;
        TRY(board_conditions(r->db, r->arena, x->item, &x->conditions));
        for (size_t k = 0; k < x->conditions.n; k++) {
            condition_words(r, p, &x->conditions.v[k]);
            TRY(condition_files_fill(r, p, &x->conditions.v[k]));
        }
    }
    return OK;
}

/* The latest recommendation since the proposal came into its present state; NOT_FOUND if there is none. */
static enum status latest_of(struct db *db, struct arena *a, const struct proposal *p,
                             struct board_recommendation *out)
{
    struct board_recommendation_array all = {0};
    TRY(board_recommendations(db, a, p->row.id, &all));
    if (!all.n || all.v[0].at < p->row.since) return NOT_FOUND;
    *out = all.v[0];
    return OK;
}

static enum status said_guard(struct db *db, const struct step_take *t, const char *outcome,
                              const char *words, str *why)
{
    struct board_recommendation x;
    enum status st = latest_of(db, t->arena, t->proposal, &x);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == OK && str_eq(x.outcome, str_c(outcome))) return OK;
    *why = tr(t->lang, words);
    return DENIED;
}

static enum status guard_favours(struct db *db, const struct step_take *t, str *why)
{
    return said_guard(
        db, t, "favour",
        MESSAGE("The board has not voted in favour. Put the proposal to its vote first."), why);
}

static enum status guard_against(struct db *db, const struct step_take *t, str *why)
{
    return said_guard(
        db, t, "against",
        MESSAGE("The board has not voted against. Put the proposal to its vote first."), why);
}

static enum status extra_fill(struct request *r, const struct proposal *p,
                              struct proposal_extra *out)
{
    struct board_recommendation_array all = {0};
    str address = arena_printf(r->arena, "/desk/proposals/%.*s/board", P(p->row.code));
    TRY(board_recommendations(r->db, r->arena, p->row.id, &all));
    for (size_t i = 0; i < all.n; i++)
        *PUSH(r->arena, &out->events) = (struct part_event){
            .at = all.v[i].at,
            .day = NO_DATE,
            .label = str_eq(all.v[i].outcome, S("favour")) ? T(r, "Recommended by the board")
                                                           : T(r, "Not recommended by the board"),
            .address = address};
    return OK;
}

/* START board_start
** Shows the board's part on the record, and lets the workflow ask what it said. */
enum status board_start(struct app *app)
{
    (void)app;
    proposal_tab_register("board", MESSAGE("Board"), "proposal.read");
    proposal_extra_register(extra_fill);
    step_guard_register("board_favours", guard_favours);
    step_guard_register("board_against", guard_against);
    step_page_register("board_favours", "board");
    step_page_register("board_against", "board");
    return OK;
}

/* --- the tab ---------------------------------------------------------------------------------------------- */

static enum status meetings_fill(struct request *r, struct part_choice_array *out)
{
    struct board_meeting_array rows = {0};
    TRY(board_meetings_open(r->db, r->arena, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct board_meeting m;
        TRY(board_meeting_by_code(r->db, r->arena, rows.v[i].code, &m));
        *PUSH(r->arena, out) =
            (struct part_choice){.code = m.code,
                                 .label = arena_printf(r->arena, "%.*s, %.*s", P(m.title),
                                                       P(board_day_words(r, m.day)))};
    }
    return OK;
}

static enum status tab_fill(struct request *r, struct response *s, struct proposal *p,
                            struct board_case *view)
{
    TRY(proposal_head_fill(r, s, "board", p, &view->head));
    TRY(board_recommendations_fill(r, p, &view->items));
    view->inside = may(r, "board.read", NULL);
    view->moves = board_moves(p);
    if (view->inside) TRY(board_case_open(r->db, r->arena, p->row.id, &view->points));
    view->may_put = p->state->board.n && may(r, "board.keep", NULL) && !view->points.n;
    if (view->may_put) TRY(meetings_fill(r, &view->meetings));
    page_title(s, T(r, "Board"));
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/board     needs proposal.read on :proposal
** What the board recommended on a proposal. */
enum status board_case_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct board_case view = {0};
    TRY(tab_fill(r, s, &p, &view));
    return show(r, s, board_case_view, &view);
}

struct put_arg {
    struct request *r;
    const struct proposal *p;
    str meeting, paper, item;
};

static enum status put_write(struct tx *tx, void *arg)
{
    struct put_arg *v = arg;
    struct board_meeting m;
    struct board_item_array open = {0};
    struct proposal now;
    i64 last, id, case_id;
    TRY(proposal_load_id(tx_db(tx), v->r->app, v->r->arena, v->p->row.id, &now));
    TRY(board_meeting_by_code(tx_db(tx), v->r->arena, v->meeting, &m));
    TRY(board_case_open(tx_db(tx), v->r->arena, v->p->row.id, &open));
    bool fits = str_eq(m.state, S("planned")) || str_eq(m.state, S("held"));
    if (!now.state || !now.state->board.n || open.n || !fits) return CONFLICT;
    TRY(board_item_last(tx_db(tx), v->r->arena, m.id, &last));
    v->item = code_new(v->r->arena, tx_env(tx), BOARD_CODE_LETTERS);
    TRY(board_item_insert(tx,
                          &(struct board_item_insert_in){.code = v->item,
                                                         .meeting = m.id,
                                                         .number = last + 1,
                                                         .kind = S(BOARD_CASE_KIND),
                                                         .title = S(BOARD_CASE_TITLE),
                                                         .now = tx_now(tx)},
                          &id));
    return board_case_insert(tx, id, v->p->row.id, v->paper, &case_id);
}

/* ROUTE POST /desk/proposals/:proposal/board     needs board.keep on :proposal     max 256k
** Puts a proposal on the agenda of a meeting. */
enum status board_case_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct board_case view = {0};
    struct put_arg v = {.r = r, .p = &p, .meeting = field(r, "meeting")};
    bool known = false;
    TRY(tab_fill(r, s, &p, &view));
    if (!view.may_put) return CONFLICT;
    for (size_t i = 0; i < view.meetings.n; i++)
        known = known || str_eq(view.meetings.v[i].code, v.meeting);
    if (!known) problem(r, "meeting", "Choose a meeting from the list.");
    take_text(r, "paper", BOARD_TEXT_CHARS, &v.paper);
    if (problems(r)) return show(r, s, board_case_view, &view);
    TRY(db_write(r, put_write, &v));
    return redirect_note(r, s, T(r, "It is on the agenda."), "/desk/board/items/%.*s", P(v.item));
}

/* --- conflicts, and opening again ------------------------------------------------------------------------- */

enum status board_case_close_to(struct tx *tx, struct request *r, const struct board_item *item,
                                const struct board_member *m, str reason)
{
    struct proposal p;
    struct board_vote_array votes = {0};
    if (!item->proposal_id) return OK;
    TRY(board_votes(tx_db(tx), r->arena, item->id, &votes));
    for (size_t i = 0; i < votes.n; i++)
        if (votes.v[i].member == m->id) TRY(board_vote_delete(tx, votes.v[i].id));
    if (!m->account) return OK;
    TRY(proposal_load_id(tx_db(tx), r->app, r->arena, item->proposal_id, &p));
    return record_bar(tx, r->arena, m->account, "proposal", item->proposal_id,
                      arena_printf(r->arena, "/desk/proposals/%.*s", P(p.row.code)), reason);
}

enum status board_case_reopen_check(struct tx *tx, struct request *r, const struct board_item *item,
                                    const char **why)
{
    struct proposal p;
    struct board_recommendation_array all = {0};
    if (!item->proposal_id) return OK;
    TRY(proposal_load_id(tx_db(tx), r->app, r->arena, item->proposal_id, &p));
    TRY(board_recommendations(tx_db(tx), r->arena, item->proposal_id, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].item != item->id || all.v[i].at > p.row.since) continue;
        *why =
            MESSAGE("The proposal moved on behind this recommendation, so the point stays closed.");
        return DENIED;
    }
    return OK;
}
