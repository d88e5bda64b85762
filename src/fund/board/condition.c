/* condition.c: the conditions of a recommendation while its point is open; closed in favour they are in
** force, and fund/condition follows them until they are met. */
#include "fund/board/board.h"
#include "people/people.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/board_sql.h"
#include "gen/registry.h"

struct condition_arg {
    struct request *r;
    struct board_point *p;
    struct condition_item c;
    const char *why;
};
static enum status add_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    struct board_file f;
    i64 changed, last, id;
    TRY(board_point_touch(tx, v->r, v->p, v->p->item.changed, &f, &changed));
    TRY(board_condition_last(tx_db(tx), v->r->arena, v->p->item.id, &last));
    TRY(board_item_state(tx, v->p->item.id, S("open"), NO_STR, changed));
    return board_condition_insert(tx,
                                  &(struct board_condition_insert_in){
                                      .code = code_new(v->r->arena, tx_env(tx), BOARD_CODE_LETTERS),
                                      .item = v->p->item.id,
                                      .proposal = v->p->item.proposal_id,
                                      .number = last + 1,
                                      .text = v->c.text,
                                      .side = v->c.side,
                                      .due = v->c.due,
                                      .now = tx_now(tx)},
                                  &id);
}

static enum status case_load(struct request *r, struct board_point *p)
{
    TRY(board_point_load(r, p));
    if (!p->item.proposal_id) return NOT_FOUND;
    return p->item.closed ? DENIED : OK;
}

/* ROUTE POST /desk/board/items/:item/conditions     needs board.keep
** Adds a condition to what the board is asked to recommend: who meets it, by when. */
enum status board_condition_add_act(struct request *r, struct response *s)
{
    struct board_point p;
    struct condition_arg v = {.r = r, .p = &p};
    TRY(case_load(r, &p));
    need_text(r, "condition", BOARD_REASON_CHARS, &v.c.text);
    v.c.side = field(r, "side");
    if (!str_eq(v.c.side, S("applicant")) && !str_eq(v.c.side, S("fund")))
        problem(r, "side", "Choose who meets it.");
    if (take_date(r, "due", &v.c.due) && v.c.due < board_today(r))
        problem(r, "due", "Choose a day that is still to come.");
    if (problems(r)) return board_point_show(r, s, &p, false);
    enum status st = db_write(r, add_write, &v);
    return board_point_done(r, s, &p, st, v.why, "condition",
                            T(r, "The condition is part of the recommendation."));
}

static enum status drop_write(struct tx *tx, void *arg)
{
    struct condition_arg *v = arg;
    struct board_file f;
    i64 changed;
    TRY(board_point_touch(tx, v->r, v->p, v->p->item.changed, &f, &changed));
    TRY(board_item_state(tx, v->p->item.id, S("open"), NO_STR, changed));
    return board_condition_drop(tx, v->c.id, tx_now(tx));
}

/* ROUTE POST /desk/board/items/:item/conditions/:condition/drop     needs board.keep
** Takes a condition away while the point is open. */
enum status board_condition_drop_act(struct request *r, struct response *s)
{
    struct board_point p;
    struct condition_item_array all = {0};
    struct condition_arg v = {.r = r, .p = &p};
    TRY(case_load(r, &p));
    TRY(board_conditions(r->db, r->arena, p.item.id, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].code, param(r, "condition"))) v.c = all.v[i];
    if (!v.c.id) return NOT_FOUND;
    enum status st = db_write(r, drop_write, &v);
    return board_point_done(r, s, &p, st, v.why, "condition", T(r, "Taken away."));
}
