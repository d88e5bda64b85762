/* advice.c: what the board advised, and what came of it: each answer stays, the latest one is how it
** stands. An answer can name the edition of the guidelines that followed the advice. */
#include "fund/board/board.h"
#include "fund/history/history.h"
#include "people/people.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/board_sql.h"
#include "gen/registry.h"

static const struct list_column columns[] = {
    {MESSAGE("Advice"), "title", false}, {MESSAGE("Kind"), "kind", false},
    {MESSAGE("Day"), "day", false},      {MESSAGE("What came of it"), "outcome", false},
    {MESSAGE("Public"), NULL, false},
};

/* ROUTE GET /desk/board/advice?q,kind,outcome,sort,after     needs board.read
** All advice of the board, and how each stands. */
enum status board_advice_page(struct request *r, struct response *s)
{
    struct board_advice_list v = {.q = query(r, "q"),
                                  .kind = query(r, "kind"),
                                  .kinds = board_kinds(r),
                                  .outcome = query(r, "outcome"),
                                  .outcomes = board_outcomes(r)};
    struct list l = LIST_OF(r, columns, "day_down");
    struct board_advice_find_in in = {.q = v.q,
                                      .kind = v.kind,
                                      .outcome = v.outcome,
                                      .account = r->session->account,
                                      .sort = l.sort};
    TRY(board_advice_find(r->db, r->arena, &in, &l.rows, &v.items));
    for (size_t i = 0; i < v.items.n; i++) {
        v.items.v[i].kind_label = board_kind_label(r, v.items.v[i].kind);
        v.items.v[i].outcome_label = board_outcome_label(r, v.items.v[i].outcome);
    }
    list_show(r, &l, &v.list);
    page_title(s, T(r, "Advice of the board"));
    page_crumb(r, s, "Board", "/desk/board");
    return show(r, s, board_advice_list_view, &v);
}

static enum status advice_show(struct request *r, struct response *s, struct board_advice *a)
{
    struct part_choice_array all = board_outcomes(r);
    struct board_advice_show v = {.may_keep = may(r, "board.keep", NULL),
                                  .adopted = str_eq(a->meeting_state, S("adopted"))};
    a->kind_label = board_kind_label(r, a->kind);
    a->outcome_label = board_outcome_label(r, a->outcome);
    v.item = *a;
    for (size_t i = 1; i < all.n; i++) /* the first is what no answer says */
        *PUSH(r->arena, &v.outcomes) = all.v[i];
    TRY(board_editions(r->db, r->arena, &v.editions));
    TRY(board_answers(r->db, r->arena, a->id, &v.answers));
    for (size_t i = 0; i < v.answers.n; i++)
        v.answers.v[i].label = board_outcome_label(r, v.answers.v[i].outcome);
    TRY(history_fill(r, "board_advice", a->id, board_advice_view, NO_STR, &v.history));
    page_title(s, a->title);
    page_crumb(r, s, "Board", "/desk/board");
    page_crumb(r, s, "Advice", "/desk/board/advice");
    return show(r, s, board_advice_show_view, &v);
}

/* An advice is closed to a member who declared a conflict of interest in its point. */
static enum status advice_load(struct request *r, struct board_advice *a)
{
    struct board_file f;
    TRY(board_advice_by_code(r->db, r->arena, param(r, "advice"), a));
    TRY(board_file_of(r->db, r->arena, a->meeting_code, &f));
    board_items_prepare(r, &f);
    const struct board_item *item = board_item_of(&f, a->item_code);
    bool open = item && (!item->closed || str_eq(a->state, S("published")));
    return open ? OK : NOT_FOUND;
}

/* ROUTE GET /desk/board/advice/:advice     needs board.read
** One advice, its figures, and each step of what came of it. */
enum status board_advice_one_page(struct request *r, struct response *s)
{
    struct board_advice a;
    TRY(advice_load(r, &a));
    return advice_show(r, s, &a);
}

struct answer_arg {
    struct request *r;
    struct board_advice *a;
    str outcome, text, edition, state;
};

static enum status advice_touch(struct tx *tx, const struct answer_arg *v, i64 *changed)
{
    struct board_advice now;
    TRY(board_advice_by_code(tx_db(tx), v->r->arena, v->a->code, &now));
    return board_touch(now.changed, v->a->changed, tx_now(tx), changed);
}

static enum status answer_write(struct tx *tx, void *arg)
{
    struct answer_arg *v = arg;
    i64 changed, id;
    TRY(advice_touch(tx, v, &changed));
    TRY(board_advice_outcome(tx, v->a->id, v->outcome, changed));
    return board_answer_insert(tx,
                               &(struct board_answer_insert_in){.advice = v->a->id,
                                                                .outcome = v->outcome,
                                                                .text = v->text,
                                                                .edition = v->edition,
                                                                .now = tx_now(tx),
                                                                .account = tx_actor(tx).account},
                               &id);
}

/* ROUTE POST /desk/board/advice/:advice/answer     needs board.keep
** Records what was done about an advice, and the edition that followed it. */
enum status board_answer_act(struct request *r, struct response *s)
{
    struct board_advice a;
    struct part_choice_array outcomes = board_outcomes(r), editions = {0};
    bool known = false, edition = false;
    TRY(advice_load(r, &a));
    struct answer_arg v = {
        .r = r, .a = &a, .outcome = field(r, "outcome"), .edition = field(r, "edition")};
    for (size_t i = 1; i < outcomes.n; i++)
        known = known || str_eq(outcomes.v[i].code, v.outcome);
    if (!known) problem(r, "outcome", "Choose how the advice stands now.");
    TRY(board_editions(r->db, r->arena, &editions));
    for (size_t i = 0; i < editions.n; i++)
        edition = edition || str_eq(editions.v[i].code, v.edition);
    if (v.edition.n && !edition) problem(r, "edition", "Choose an adopted edition, or none.");
    need_text(r, "text", BOARD_REASON_CHARS, &v.text);
    if (problems(r)) return advice_show(r, s, &a);
    TRY(db_write(r, answer_write, &v));
    return redirect_note(r, s, T(r, "Recorded. Earlier answers stay."), "/desk/board/advice/%.*s",
                         P(a.code));
}

static enum status publish_write(struct tx *tx, void *arg)
{
    struct answer_arg *v = arg;
    i64 changed;
    bool on = str_eq(v->state, S("published"));
    TRY(advice_touch(tx, v, &changed));
    TRY(board_advice_publish(tx, v->a->id, v->state, on ? tx_now(tx) : v->a->published, changed));
    str address = arena_printf(v->r->arena, "/board/advice/%.*s", P(v->a->code));
    str title = on ? v->a->title : NO_STR;
    str body = arena_printf(v->r->arena, "%.*s\n%.*s", P(v->a->text), P(v->a->reasons));
    TRY(search_put(tx, "board_advice", v->a->id, S("en"), SEEN_BY_ALL, address, title, body));
    return search_put(tx, "board_advice", v->a->id, S("fr"), SEEN_BY_ALL, address, title, body);
}

/* ROUTE POST /desk/board/advice/:advice/publish     needs board.keep
** Shows an advice to everybody, once the minutes of its meeting are adopted. */
enum status board_advice_publish_act(struct request *r, struct response *s)
{
    struct board_advice a;
    TRY(advice_load(r, &a));
    if (!str_eq(a.meeting_state, S("adopted")) || str_eq(a.state, S("published"))) return CONFLICT;
    TRY(db_write(r, publish_write, &(struct answer_arg){.r = r, .a = &a, .state = S("published")}));
    return redirect_note(r, s, T(r, "Published. Everybody reads it and what comes of it."),
                         "/desk/board/advice/%.*s", P(a.code));
}

/* ROUTE POST /desk/board/advice/:advice/withdraw     needs board.keep
** Takes an advice from the public pages; it stays on the desk. */
enum status board_advice_withdraw_act(struct request *r, struct response *s)
{
    struct board_advice a;
    TRY(advice_load(r, &a));
    if (!str_eq(a.state, S("published"))) return CONFLICT;
    TRY(db_write(r, publish_write, &(struct answer_arg){.r = r, .a = &a, .state = S("withdrawn")}));
    return redirect_note(r, s, T(r, "Withdrawn. Its public page says so."),
                         "/desk/board/advice/%.*s", P(a.code));
}
