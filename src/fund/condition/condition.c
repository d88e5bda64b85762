/* condition.c: the conditions in force of a proposal: on a page of their own, on the record, in letters, on
** the desk and in the daily mail; a guard of the workflow can ask whether they are met. */
#include "fund/condition/condition.h"

#include "fund/calendar/calendar.h"
#include "people/people.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/condition_sql.h"
#include "gen/registry.h"

/* RECORD board_condition "Condition of the board" as condition */
/* RECORD decision_condition "Condition of an approval" as condition */

static bool is(str state, const char *word)
{
    return str_eq(state, str_c(word));
}

bool condition_is_open(const struct condition_item *c)
{
    return is(c->state, "open") || is(c->state, "shown");
}

/* An end without a yes asks nothing more of anybody. */
static bool is_over(const struct proposal *p)
{
    return p->state->final && !p->state->public_status.n;
}

static str state_words(struct request *r, const struct condition_item *c)
{
    if (is(c->state, "open")) return T(r, "Not met yet");
    if (is(c->state, "shown")) return T(r, "Shown, to be confirmed");
    return is(c->state, "met") ? T(r, "Met") : T(r, "No longer asked");
}

void condition_words(struct request *r, const struct proposal *p, struct condition_item *c)
{
    struct scope scope;
    struct calendar days = calendar_of(r->app, r->arena);
    c->who = is(c->side, "applicant") ? T(r, "The applicant") : T(r, "The fund's office");
    c->label = state_words(r, c);
    c->seen = c->changed;
    bool open = condition_is_open(c) && !is_over(p);
    c->late = open && calendar_day(&days, r->now) > c->due;
    c->tone = is(c->state, "met")      ? S("good")
              : is(c->state, "waived") ? S("")
              : c->late                ? S("bad")
                                       : S("warn");
    if (proposal_scope(r->db, r->arena, &p->row, &scope) != OK) return;
    bool office = may(r, c->decided ? "programme.edit" : "board.keep", &scope);
    c->mine = is(c->side, "applicant") ? may(r, "proposal.edit", &scope) : office;
    c->may_show = open && is(c->state, "open") && c->mine;
    c->may_judge = office && open;
    c->may_change =
        c->decided && open && may(r, "proposal.approve", &scope) && !proposal_is_own(r, p);
}

enum status condition_files_fill(struct request *r, const struct proposal *p,
                                 struct condition_item *c)
{
    if (c->decided)
        TRY(decision_evidence_of(r->db, r->arena, c->id, &c->files));
    else
        TRY(board_evidence_of(r->db, r->arena, c->id, &c->files));
    for (size_t i = 0; i < c->files.n; i++)
        c->files.v[i].address =
            arena_printf(r->arena, "/desk/proposals/%.*s/conditions/%.*s/files/%lld",
                         P(p->row.code), P(c->code), (long long)c->files.v[i].number);
    return OK;
}

/* The board's before the approver's. */
static enum status in_force(struct db *db, struct arena *a, i64 proposal,
                            struct condition_item_array *out)
{
    struct condition_item_array decided = {0};
    TRY(condition_board_list(db, a, proposal, out));
    TRY(condition_decision_list(db, a, proposal, &decided));
    for (size_t i = 0; i < decided.n; i++)
        *PUSH(a, out) = decided.v[i];
    return OK;
}

enum status conditions_fill(struct request *r, const struct proposal *p,
                            struct condition_item_array *out)
{
    TRY(in_force(r->db, r->arena, p->row.id, out));
    for (size_t i = 0; i < out->n; i++) {
        condition_words(r, p, &out->v[i]);
        TRY(condition_files_fill(r, p, &out->v[i]));
    }
    return OK;
}

static enum status by_code(struct db *db, struct arena *a, i64 proposal, str code,
                           struct condition_item *out)
{
    struct condition_item_array all = {0};
    TRY(in_force(db, a, proposal, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].code, code)) {
            *out = all.v[i];
            return OK;
        }
    return NOT_FOUND;
}

enum status condition_load(struct request *r, struct proposal *q, struct condition_item *c)
{
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), q));
    TRY(by_code(r->db, r->arena, q->row.id, param(r, "condition"), c));
    condition_words(r, q, c);
    return OK;
}

enum status condition_now(struct tx *tx, struct request *r, const struct condition_item *c,
                          struct condition_item *now)
{
    TRY(by_code(tx_db(tx), r->arena, c->proposal_id, c->code, now));
    return now->changed == c->changed && str_eq(now->state, c->state) ? OK : CONFLICT;
}

/* --- on the record, in letters, in the workflow ----------------------------------------------------------- */

static str page_of(struct arena *a, const struct proposal *p)
{
    return arena_printf(a, "/desk/proposals/%.*s/conditions", P(p->row.code));
}

static enum status extra_fill(struct request *r, const struct proposal *p,
                              struct proposal_extra *out)
{
    struct condition_item_array all = {0};
    i64 open = 0;
    TRY(in_force(r->db, r->arena, p->row.id, &all));
    for (size_t i = 0; i < all.n; i++)
        if (condition_is_open(&all.v[i])) open++;
    if (!all.n || is_over(p)) return OK;
    str count = arena_printf(r->arena, "%lld", (long long)open);
    *PUSH(r->arena, &out->remarks) = (struct proposal_remark){
        .tone = open ? S("warn") : S(""),
        .text = open ? message_fill(r->arena,
                                    tr_n(r->lang, "%1 condition is not met yet.",
                                         "%1 conditions are not met yet.", open),
                                    &count, 1)
                     : T(r, "No condition is open."),
        .label = T(r, "Read the conditions"),
        .address = page_of(r->arena, p)};
    return OK;
}

static void line_write(struct buf *b, const struct step_take *t, str lang, i64 number,
                       const struct condition_item *c)
{
    struct buf day;
    buf_init(&day, 200);
    buf_date_long(&day, c->due, str_z(t->arena, lang));
    str args[] = {str_dup(t->arena, buf_str(&day))};
    buf_free(&day);
    const char *words = is(c->side, "applicant") ? MESSAGE("shown by you until %1")
                                                 : MESSAGE("by the fund's office until %1");
    buf_printf(b, "%lld. %.*s (%.*s)\n", (long long)number, P(c->text),
               P(message_fill(t->arena, tr(lang, words), args, 1)));
}

/* %{conditions} of a letter: those in force that are not met, and those of the approval that is being
** written. */
static enum status slot_conditions(struct db *db, const struct step_take *t, str lang, str *out)
{
    struct condition_item_array all = {0};
    struct buf b;
    i64 number = 0;
    TRY(in_force(db, t->arena, t->proposal->row.id, &all));
    for (size_t i = 0; t->conditions && i < t->conditions->n; i++)
        *PUSH(t->arena, &all) = t->conditions->v[i];
    buf_init(&b, 1 << 18);
    for (size_t i = 0; i < all.n; i++) {
        if (!condition_is_open(&all.v[i])) continue;
        if (!number++)
            buf_printf(&b, "%.*s\n\n", P(tr(lang, MESSAGE("It holds under these conditions:"))));
        line_write(&b, t, lang, number, &all.v[i]);
    }
    if (number) {
        str link = arena_printf(t->arena, "%.*s%.*s", P(t->app->config.base_url),
                                P(page_of(t->arena, t->proposal)));
        buf_printf(
            &b, "\n%.*s",
            P(message_fill(t->arena, tr(lang, MESSAGE("You show how each of yours was met at\n%1")),
                           &link, 1)));
    }
    *out = str_dup(t->arena, buf_str(&b));
    buf_free(&b);
    return OK;
}

static enum status guard_met(struct db *db, const struct step_take *t, str *why)
{
    struct condition_item_array all = {0};
    TRY(in_force(db, t->arena, t->proposal->row.id, &all));
    for (size_t i = 0; i < all.n; i++)
        if (condition_is_open(&all.v[i])) {
            *why = tr(t->lang, MESSAGE("A condition is not met yet."));
            return DENIED;
        }
    return OK;
}

/* START condition_start
** Shows the conditions on the record, names them in letters, and lets the workflow ask for them. */
enum status condition_start(struct app *app)
{
    (void)app;
    proposal_extra_register(extra_fill);
    step_slot_register("conditions", slot_conditions);
    step_guard_register("conditions_met", guard_met);
    return OK;
}

enum status condition_mine_fill(struct request *r, struct condition_item_array *out)
{
    struct condition_item_array all = {0};
    struct may mine = may_list(r, "proposal.read");
    TRY(condition_waiting(r->db, r->arena, &mine, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct condition_item *x = &all.v[i];
        struct proposal p;
        TRY(proposal_load_id(r->db, r->app, r->arena, x->proposal_id, &p));
        condition_words(r, &p, x);
        bool confirms = x->may_judge && is(x->state, "shown") && x->shown_by != r->session->account;
        if (x->may_show || confirms) *PUSH(r->arena, out) = *x;
    }
    return OK;
}

/* --- the page --------------------------------------------------------------------------------------------- */

enum status condition_page_show(struct request *r, struct response *s)
{
    struct proposal p;
    struct condition_list v = {0};
    struct condition_item_array all = {0};
    TRY(proposal_head_fill(r, s, "conditions", &p, &v.head));
    TRY(conditions_fill(r, &p, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (problems(r) && str_eq(all.v[i].code, param(r, "condition"))) {
            all.v[i].typed_evidence = field(r, "evidence");
            all.v[i].typed_answer = field(r, "answer");
        }
        *PUSH(r->arena, all.v[i].decided ? &v.approval : &v.board) = all.v[i];
    }
    page_title(s, T(r, "Conditions"));
    return show_status(r, s, problems(r) ? 422 : 200, condition_list_view, &v);
}

/* ROUTE GET /desk/proposals/:proposal/conditions     needs proposal.read on :proposal
** What the yes asks for, by whom and until when, how it was met, and what the person may do about it. */
enum status condition_page(struct request *r, struct response *s)
{
    return condition_page_show(r, s);
}
