/* erratum.c: a mistake in adopted minutes. They stay as they were adopted; the office writes what is to be
** corrected, and who may adopt the minutes adopts it too, never who drafted it. What is not adopted yet
** can be withdrawn; an adopted correction is corrected by another one. */
#include "fund/board/board.h"
#include "people/people.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/board_sql.h"
#include "gen/registry.h"

/* A meeting whose minutes are adopted, open to the person who acts. */
static enum status adopted_load(struct request *r, struct board_file *f)
{
    TRY(board_file_of(r->db, r->arena, param(r, "meeting"), f));
    if (!str_eq(f->meeting.state, S("adopted"))) return CONFLICT;
    board_items_prepare(r, f);
    return board_closes(f) ? DENIED : OK;
}

struct erratum_arg {
    struct request *r;
    struct board_file *f;
    str code, text;
    bool adopt;
    const char *why;
};

static enum status erratum_done(struct request *r, struct response *s, struct board_file *f,
                                enum status st, str note)
{
    TRY(st);
    return redirect_note(r, s, note, "/desk/board/meetings/%.*s/minutes", P(f->meeting.code));
}

static enum status propose_write(struct tx *tx, void *arg)
{
    struct erratum_arg *v = arg;
    i64 id;
    struct board_erratum_insert_in in = {.code =
                                             code_new(v->r->arena, tx_env(tx), BOARD_CODE_LETTERS),
                                         .meeting = v->f->meeting.id,
                                         .text = v->text,
                                         .now = tx_now(tx),
                                         .account = tx_actor(tx).account};
    return board_erratum_insert(tx, &in, &id);
}

/* ROUTE POST /desk/board/meetings/:meeting/errata     needs board.keep     max 256k
** Writes a correction of adopted minutes; it counts once it is adopted. */
enum status board_erratum_act(struct request *r, struct response *s)
{
    struct board_file f;
    TRY(adopted_load(r, &f));
    struct erratum_arg v = {.r = r, .f = &f};
    need_text(r, "correction", BOARD_TEXT_CHARS, &v.text);
    if (problems(r)) return board_minutes_show(r, s, &f, false);
    return erratum_done(r, s, &f, db_write(r, propose_write, &v),
                        T(r, "Kept. The correction stands below the minutes once it is adopted."));
}

/* Adopts or withdraws one that is proposed; CONFLICT when it no longer is. */
static enum status erratum_write(struct tx *tx, void *arg)
{
    struct erratum_arg *v = arg;
    struct board_erratum_array all = {0};
    TRY(board_errata(tx_db(tx), v->r->arena, v->f->meeting.id, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct board_erratum *x = &all.v[i];
        if (!str_eq(x->code, v->code)) continue;
        if (!str_eq(x->state, S("proposed"))) return CONFLICT;
        if (!v->adopt) return board_erratum_withdraw(tx, x->id);
        v->why = board_adopt_refusal(v->f, tx_actor(tx).account, x->account);
        return v->why ? DENIED : board_erratum_adopt(tx, x->id, tx_now(tx), tx_actor(tx).account);
    }
    return NOT_FOUND;
}

/* ROUTE POST /desk/board/meetings/:meeting/errata/:erratum/adopt     needs board.adopt
** Adopts a correction, by whoever may adopt the minutes. */
enum status board_erratum_adopt_act(struct request *r, struct response *s)
{
    struct board_file f;
    TRY(adopted_load(r, &f));
    struct erratum_arg v = {.r = r, .f = &f, .code = param(r, "erratum"), .adopt = true};
    enum status st = db_write(r, erratum_write, &v);
    if (st == DENIED && v.why) {
        board_refuse(r, "record", v.why);
        return board_minutes_show(r, s, &f, false);
    }
    return erratum_done(r, s, &f, st, T(r, "Adopted. The correction stands below the minutes."));
}

/* ROUTE POST /desk/board/meetings/:meeting/errata/:erratum/withdraw     needs board.keep
** Withdraws a correction that is not adopted. */
enum status board_erratum_withdraw_act(struct request *r, struct response *s)
{
    struct board_file f;
    TRY(adopted_load(r, &f));
    struct erratum_arg v = {.r = r, .f = &f, .code = param(r, "erratum")};
    return erratum_done(r, s, &f, db_write(r, erratum_write, &v),
                        T(r, "Withdrawn. The journal keeps it."));
}
