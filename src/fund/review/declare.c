/* declare.c: the reviewer's own list, and the declaration before a file opens. Without a conflict the
** person gets a duty for this one record; with one the record is closed to them at once and for good,
** by every way. */
#include "fund/review/review.h"

#include "mail/mail.h"
#include "people/account/account.h"
#include "people/reading/reading.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/review_sql.h"

#define REASON_CHARS 1000

/* MENU desk 22 /desk/reviews "My reviews" needs review.score */

/* --- what waits ------------------------------------------------------------------------------------------ */

static str action_words(struct request *r, const struct review_mine *x)
{
    if (str_eq(x->state, S("done"))) return NO_STR;
    return str_eq(x->state, S("asked")) ? T(r, "Declare whether you have a conflict of interest")
                                        : T(r, "Score it and send the score");
}

enum status review_mine_fill(struct request *r, struct review_mine_array *out)
{
    struct review_mine_array all = {0};
    TRY(review_mine(r->db, r->arena, r->session->account, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct review_mine *x = &all.v[i];
        const struct edition *e = edition_by_id(r->app, x->edition);
        const struct workflow_state *state = e ? edition_state(e, x->proposal_state) : NULL;
        bool done = str_eq(x->state, S("done"));
        bool runs = str_eq(x->round_state, S("open")) && state && str_eq(state->scorecard, x->card);
        if ((!done && !runs) || record_barred(r, "proposal", x->record)) continue;
        review_state_words(r, x->state, &x->label, &x->tone);
        x->late = !done && x->due != NO_DATE && x->due < r->now;
        x->action = action_words(r, x);
        *PUSH(r->arena, out) = *x;
    }
    return OK;
}

/* ROUTE GET /desk/reviews     needs review.score anywhere
** What the person is asked to review, and what they have reviewed. */
enum status review_list_page(struct request *r, struct response *s)
{
    struct review_list view = {0};
    struct review_mine_array all = {0};
    TRY(review_mine_fill(r, &all));
    for (size_t i = 0; i < all.n; i++)
        *PUSH(r->arena, str_eq(all.v[i].state, S("done")) ? &view.done : &view.waiting) = all.v[i];
    page_title(s, T(r, "My reviews"));
    return show(r, s, review_list_view, &view);
}

/* --- the declaration ------------------------------------------------------------------------------------- */

static enum status declare_show(struct request *r, struct response *s, const struct review_asked *x)
{
    struct review_declare view = {.code = x->part.code,
                                  .title = x->p.row.title,
                                  .lead = x->p.row.lead_name,
                                  .card = edition_text(x->p.edition, x->card->title, r->lang),
                                  .due = x->part.due};
    TRY(review_party_names(r->db, r->arena, x->p.row.id, &view.parties));
    *PUSH(r->arena, &view.choices) =
        (struct part_choice){.code = S("none"), .label = T(r, "I have no conflict of interest")};
    for (size_t i = 0; i < x->card->conflicts.n; i++)
        *PUSH(r->arena, &view.choices) = (struct part_choice){
            .code = x->card->conflicts.v[i].code,
            .label = edition_text(x->p.edition, x->card->conflicts.v[i].label, r->lang)};
    page_crumb(r, s, "My reviews", "/desk/reviews");
    page_title(s, x->p.row.title);
    return show(r, s, review_declare_view, &view);
}

/* ROUTE GET /desk/reviews/:part     needs review.score anywhere
** One review of the person: first the declaration, then the sheet, at last what came of it. */
enum status review_part_page(struct request *r, struct response *s)
{
    struct review_asked x = {0};
    TRY(review_asked_load(r, &x));
    if (!str_eq(x.part.state, S("done")) && !x.current) return NOT_FOUND;
    reading_note(r, "proposal", x.p.row.id, READ_REVIEW);
    if (str_eq(x.part.state, S("asked"))) return declare_show(r, s, &x);
    return review_sheet_show(r, s, &x);
}

struct declare_arg {
    struct request *r;
    struct review_asked *x;
    str conflict, reason;
    bool none;
};

/* The file opens: for this record alone. */
static enum status open_write(struct tx *tx, struct declare_arg *v)
{
    const struct review_asked *x = v->x;
    struct review_part_declare_in in = {
        .id = x->part.id, .state = S("open"), .reason = v->reason, .now = tx_now(tx)};
    TRY(review_part_declare(tx, &in));
    TRY(duty_end_record(tx, v->r->arena, x->part.account, "proposal", x->p.row.id));
    struct duty_new duty = {.account = x->part.account,
                            .role = x->card->roles[0],
                            .scope = S("record"),
                            .record_kind = S("proposal"),
                            .record = x->p.row.id,
                            .until = NO_DATE,
                            .granted_by = x->part.asked_by};
    return duty_grant(tx, v->r->arena, &duty);
}

static enum status mail_office(struct tx *tx, struct declare_arg *v)
{
    struct account_row to;
    struct arena *a = v->r->arena;
    const struct proposal_row *row = &v->x->p.row;
    str address = arena_printf(a, "/desk/proposals/%.*s/reviews", P(row->code));
    TRY(account_load(tx_db(tx), a, v->x->part.asked_by, &to));
    if (!str_eq(to.state, S("active"))) return OK;
    str args[] = {to.name, v->x->part.person, row->title,
                  arena_printf(a, "%.*s%.*s", P(v->r->app->config.base_url), P(address)),
                  setting_in(v->r->app, a, "fund.name", to.lang, NULL)};
    str text = tr(
        to.lang,
        MESSAGE(
            "Dear %1,\n\n%2 declared a conflict of interest in “%3” and will not review it. Please ask somebody else:\n%4\n\n%5\n"));
    struct mail m = {.to = to.email,
                     .subject = tr(to.lang, MESSAGE("A reviewer declared a conflict of interest")),
                     .text = message_fill(a, text, args, 5),
                     .lang = to.lang,
                     .stream = S("office"),
                     .kind = S("review"),
                     .record = arena_printf(a, "/desk/proposals/%.*s", P(row->code))};
    return mail_put(tx, a, &m, NULL);
}

static enum status close_write(struct tx *tx, struct declare_arg *v)
{
    const struct review_asked *x = v->x;
    struct review_part_declare_in in = {.id = x->part.id,
                                        .state = S("recused"),
                                        .conflict = v->conflict,
                                        .reason = v->reason,
                                        .now = tx_now(tx)};
    TRY(review_part_declare(tx, &in));
    TRY(review_draft_drop(tx, x->part.id));
    TRY(record_bar(tx, v->r->arena, x->part.account, "proposal", x->p.row.id,
                   arena_printf(v->r->arena, "/desk/proposals/%.*s", P(x->p.row.code)),
                   v->conflict));
    TRY(scores_open(tx, v->r->arena, x->card, x->part.round));
    return mail_office(tx, v);
}

static enum status declare_write(struct tx *tx, void *arg)
{
    struct declare_arg *v = arg;
    struct review_part now;
    struct proposal p;
    TRY(review_part_by_code(tx_db(tx), v->r->arena, v->x->part.code, &now));
    TRY(proposal_load_id(tx_db(tx), v->r->app, v->r->arena, now.proposal, &p));
    if (!str_eq(now.state, v->x->part.state) || !str_eq(p.row.state, v->x->p.row.state))
        return CONFLICT;
    return v->none ? open_write(tx, v) : close_write(tx, v);
}

/* ROUTE POST /desk/reviews/:part/declaration     needs review.score anywhere
** Opens the file to who has no conflict of interest, and closes it for good to who has one, also when
** the conflict shows only while reading. */
enum status review_declare_act(struct request *r, struct response *s)
{
    struct review_asked x = {0};
    struct declare_arg v = {.r = r, .x = &x, .conflict = field(r, "conflict")};
    TRY(review_asked_load(r, &x));
    if (!x.current || str_eq(x.part.state, S("done"))) return CONFLICT;
    v.none = str_eq(v.conflict, S("none"));
    bool known = v.none && str_eq(x.part.state, S("asked"));
    for (size_t i = 0; i < x.card->conflicts.n; i++)
        known = known || str_eq(x.card->conflicts.v[i].code, v.conflict);
    if (!known) problem(r, "conflict", "Choose what is true of you.");
    take_text(r, "reason", REASON_CHARS, &v.reason);
    if (problems(r)) return declare_show(r, s, &x);
    TRY(db_write(r, declare_write, &v));
    if (v.none)
        return redirect_note(r, s, T(r, "Thank you. The file is open to you now."),
                             "/desk/reviews/%.*s", P(x.part.code));
    return redirect_note(
        r, s,
        T(r, "Thank you for saying so. The file is closed to you, and somebody else is asked."),
        "/desk/reviews");
}
