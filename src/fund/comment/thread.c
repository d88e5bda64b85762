/* thread.c: one comment with what was said and done about it: replies, shown to the applicants, resolved
** and opened again by who asked. When they have left, somebody else with the same duty may settle it;
** who did stands in the thread and in the journal. */
#include "fund/comment/comment.h"

#include "fund/screening/screening.h"
#include "mail/mail.h"
#include "people/account/account.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/comment_sql.h"
#include "gen/registry.h"

#define BODY_CHARS 4000

/* --- who may do what ------------------------------------------------------------------------------------ */

/* Does the person still write comments on this proposal? */
static enum status writes_still(struct db *db, struct request *r, const struct proposal *p,
                                i64 account, bool *still)
{
    struct account_row who;
    struct role_duty_array duties = {0};
    struct role_person_array one = {0};
    *still = false;
    enum status st = account_load(db, r->arena, account, &who);
    if (st == NOT_FOUND) return OK;
    TRY(st);
    if (!str_eq(who.state, S("active"))) return OK;
    *PUSH(r->arena, &one) = (struct role_person){.id = account};
    TRY(people_not_barred(db, r->arena, "proposal", p->row.id, &one));
    if (!one.n) return OK;
    TRY(duty_list(db, r->arena, account, r->now, &duties));
    for (size_t i = 0; i < duties.n; i++) {
        const struct role_duty *d = &duties.v[i];
        bool here = str_eq(d->scope, S("fund")) ||
                    (str_eq(d->scope, S("record")) && str_eq(d->record_kind, S("proposal")) &&
                     d->scope_id == p->row.id);
        if (here && edition_role_has(r->app->edition, d->role, S("proposal.comment")))
            *still = true;
    }
    return OK;
}

static bool holds_duty(const struct request *r, str duty)
{
    for (size_t i = 0; i < r->session->grants.n; i++)
        if (str_eq(r->session->grants.v[i].role, duty) &&
            str_eq(r->session->grants.v[i].scope, S("fund")))
            return true;
    return false;
}

/* Who asked settles it. In their place: who holds the same duty for the fund; in a reviewer's, the
** office, which runs reviews. `*instead`: the asker has left. */
static enum status may_settle(struct db *db, struct request *r, const struct proposal *p,
                              const struct comment_row *x, bool *may_it, bool *instead)
{
    bool still;
    *may_it = *instead = false;
    if (p->state->final || !may(r, "proposal.comment", r->scope)) return OK;
    *may_it = x->account == r->session->account;
    if (*may_it) return OK;
    TRY(writes_still(db, r, p, x->account, &still));
    if (still) return OK;
    *instead = *may_it = str_eq(x->side, S("reviewer")) ? is_inside(r) : holds_duty(r, x->duty);
    return OK;
}

/* Partners answer with the lead; whoever comments may go on about it. */
static bool may_reply(const struct request *r, const struct proposal *p)
{
    return !p->state->final &&
           (may(r, "proposal.answer", r->scope) || may(r, "proposal.edit", r->scope) ||
            may(r, "proposal.comment", r->scope));
}

static str side_of(const struct request *r)
{
    if (is_inside(r)) return S("office");
    return may(r, "proposal.comment", r->scope) ? S("reviewer") : S("applicant");
}

/* --- the page -------------------------------------------------------------------------------------------- */

static enum status entries_fill(struct request *r, const struct comment_row *x,
                                struct comment_entry_array *out)
{
    i64 outside = comment_outside(r);
    bool all = !outside || x->account == outside;
    TRY(comment_entries(r->db, r->arena, x->id, all ? 0 : x->given, r->session->account, out));
    for (size_t i = 0; i < out->n; i++)
        if (outside && str_eq(out->v[i].side, S("reviewer")) && out->v[i].account != outside)
            out->v[i].person = T(r, "A reviewer");
    return OK;
}

static enum status thread_fill(struct request *r, struct response *s, struct proposal *p,
                               struct comment_show *view)
{
    bool instead;
    i64 outside = comment_outside(r);
    TRY(proposal_head_fill(r, s, "comments", p, &view->head));
    struct comment_row *x = &view->item;
    TRY(comment_by_code(r->db, r->arena, p->row.id, param(r, "comment"), x));
    if (outside && x->given == NO_DATE && x->account != outside) return NOT_FOUND;
    TRY(may_settle(r->db, r, p, x, &view->may_resolve, &instead));
    if (instead) view->others = x->person;
    comment_words(r, p, x);
    TRY(entries_fill(r, x, &view->entries));
    for (size_t i = 0; i < view->entries.n; i++)
        x->replies += str_eq(view->entries.v[i].kind, S("reply"));
    view->inside = !outside;
    view->document = arena_printf(r->arena, "/desk/proposals/%.*s/versions/%.*s-%lld#f-%.*s",
                                  P(p->row.code), P(x->form), (long long)x->number, P(x->field));
    view->may_reply = may_reply(r, p);
    view->may_give =
        x->given == NO_DATE && !p->state->final && may(r, "proposal.redraft", r->scope);
    page_crumb_text(s, T(r, "Comments"),
                    arena_printf(r->arena, "/desk/proposals/%.*s/comments", P(p->row.code)));
    page_title(s, T(r, "Comment"));
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/comments/:comment     needs proposal.read on :proposal
** One comment with its replies, and what the reader can do about it. */
enum status comment_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct comment_show view = {0};
    TRY(thread_fill(r, s, &p, &view));
    return show(r, s, comment_show_view, &view);
}

/* --- letters --------------------------------------------------------------------------------------------- */

struct thread_arg {
    struct request *r;
    const struct proposal *p;
    const struct comment_row *x;
    str body;
};

static void person_add(struct arena *a, const struct role_person *who,
                       struct role_person_array *out)
{
    for (size_t i = 0; i < out->n; i++)
        if (out->v[i].id == who->id) return;
    *PUSH(a, out) = *who;
}

static enum status account_add(struct db *db, struct arena *a, i64 account,
                               struct role_person_array *out)
{
    struct account_row who;
    TRY(account_load(db, a, account, &who));
    if (!str_eq(who.state, S("active"))) return OK;
    struct role_person person = {
        .id = account, .name = who.name, .email = who.email, .lang = who.lang};
    person_add(a, &person, out);
    return OK;
}

/* People of all applying organizations, or of the lead alone. */
static enum status applicants_add(struct tx *tx, const struct thread_arg *v, bool all,
                                  struct role_person_array *out)
{
    struct scope scope;
    struct arena *a = v->r->arena;
    TRY(proposal_scope(tx_db(tx), a, &v->p->row, &scope));
    for (size_t i = 0; i < (all ? scope.organization_count : 1); i++) {
        struct role_person_array some = {0};
        TRY(people_of_organization(tx_db(tx), a, scope.organizations[i], v->r->now, &some));
        for (size_t k = 0; k < some.n; k++)
            person_add(a, &some.v[k], out);
    }
    return OK;
}

static enum status mail_write(struct tx *tx, const struct thread_arg *v,
                              const struct role_person *to, const char *subject, const char *text)
{
    struct arena *a = v->r->arena;
    struct app *app = v->r->app;
    str args[] = {to->name, v->p->row.title, v->body,
                  arena_printf(a, "%.*s%.*s", P(app->config.base_url), P(v->x->address)),
                  setting_in(app, a, "fund.name", to->lang, NULL)};
    struct mail m = {.to = to->email,
                     .subject = message_fill(a, tr(to->lang, subject), &v->p->row.title, 1),
                     .text = message_fill(a, tr(to->lang, text), args, 5),
                     .lang = to->lang,
                     .stream = S("office"),
                     .kind = S("comment"),
                     .record = arena_printf(a, "/desk/proposals/%.*s", P(v->p->row.code))};
    return mail_put(tx, a, &m, NULL);
}

/* Who asked and who took part in the thread; the lead's people where no applicant has yet. Nobody to
** whom the record is closed, and not who writes. */
static enum status mail_reply(struct tx *tx, const struct thread_arg *v)
{
    struct arena *a = v->r->arena;
    struct db *db = tx_db(tx);
    struct role_person_array to = {0};
    struct comment_entry_array said = {0};
    bool applicants = str_eq(side_of(v->r), S("applicant"));
    TRY(account_add(db, a, v->x->account, &to));
    TRY(comment_entries(db, a, v->x->id, 0, 0, &said));
    for (size_t i = 0; i < said.n; i++) {
        bool theirs = str_eq(said.v[i].side, S("applicant"));
        applicants = applicants || theirs;
        if (str_eq(said.v[i].kind, S("reply")) && (!theirs || v->x->given != NO_DATE))
            TRY(account_add(db, a, said.v[i].account, &to));
    }
    if (!applicants && v->x->given != NO_DATE) TRY(applicants_add(tx, v, false, &to));
    TRY(people_not_barred(db, a, "proposal", v->p->row.id, &to));
    for (size_t i = 0; i < to.n; i++)
        if (to.v[i].id != v->r->session->account)
            TRY(mail_write(tx, v, &to.v[i], MESSAGE("A reply about %1"),
                           MESSAGE("Dear %1,\n\nsomebody replied to a comment on “%2”:\n\n%3\n\n"
                                   "%4\n\n%5\n")));
    return OK;
}

/* --- acts ------------------------------------------------------------------------------------------------ */

static enum status entry_add(struct tx *tx, const struct thread_arg *v, str kind)
{
    i64 id;
    struct comment_entry_insert_in in = {.proposal = v->p->row.id,
                                         .comment = v->x->id,
                                         .kind = kind,
                                         .body = v->body,
                                         .now = tx_now(tx),
                                         .account = v->r->session->account,
                                         .side = side_of(v->r)};
    return comment_entry_insert(tx, &in, &id);
}

static enum status reply_write(struct tx *tx, void *arg)
{
    struct thread_arg *v = arg;
    TRY(entry_add(tx, v, S("reply")));
    return mail_reply(tx, v);
}

static enum status done(struct request *r, struct response *s, const struct comment_row *x,
                        str note)
{
    return redirect_note(r, s, note, "%.*s", P(x->address));
}

/* ROUTE POST /desk/proposals/:proposal/comments/:comment/replies     needs proposal.read on :proposal
** Replies; who takes part gets a letter. */
enum status comment_reply_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct comment_show view = {0};
    TRY(thread_fill(r, s, &p, &view));
    struct thread_arg v = {.r = r, .p = &p, .x = &view.item};
    if (!view.may_reply) return p.state->final ? CONFLICT : DENIED;
    if (!need_text(r, "body", BODY_CHARS, &v.body)) return show(r, s, comment_show_view, &view);
    TRY(db_write(r, reply_write, &v));
    return done(r, s, v.x, T(r, "Your reply was sent."));
}

static enum status resolve_write(struct tx *tx, void *arg)
{
    struct thread_arg *v = arg;
    i64 count;
    TRY(comment_resolve(tx, v->x->id, tx_now(tx), v->r->session->account, &count));
    return count ? entry_add(tx, v, S("resolved")) : CONFLICT;
}

static enum status reopen_write(struct tx *tx, void *arg)
{
    struct thread_arg *v = arg;
    i64 count;
    TRY(comment_reopen(tx, v->x->id, &count));
    return count ? entry_add(tx, v, S("reopened")) : CONFLICT;
}

static enum status settle(struct request *r, struct response *s, write_fn *f, str note)
{
    struct proposal p;
    struct comment_show view = {0};
    TRY(thread_fill(r, s, &p, &view));
    struct thread_arg v = {.r = r, .p = &p, .x = &view.item};
    if (!view.may_resolve) return p.state->final ? CONFLICT : DENIED;
    TRY(db_write(r, f, &v));
    return done(r, s, v.x, note);
}

/* ROUTE POST /desk/proposals/:proposal/comments/:comment/resolve     needs proposal.comment on :proposal
** Settles it: who asked, or who holds the same duty when they have left. */
enum status comment_resolve_act(struct request *r, struct response *s)
{
    return settle(r, s, resolve_write, T(r, "The comment is resolved."));
}

/* ROUTE POST /desk/proposals/:proposal/comments/:comment/reopen     needs proposal.comment on :proposal
** Opens a resolved comment again. */
enum status comment_reopen_act(struct request *r, struct response *s)
{
    return settle(r, s, reopen_write, T(r, "The comment is open again."));
}

static enum status give_write(struct tx *tx, void *arg)
{
    struct thread_arg *v = arg;
    struct role_person_array to = {0};
    i64 count;
    TRY(comment_give(tx, v->x->id, tx_now(tx), &count));
    if (!count) return CONFLICT;
    TRY(applicants_add(tx, v, true, &to));
    for (size_t i = 0; i < to.n; i++)
        TRY(mail_write(tx, v, &to.v[i], MESSAGE("A comment on %1"),
                       MESSAGE("Dear %1,\n\nthere is a comment on “%2”:\n\n%3\n\nYou can reply "
                               "here:\n%4\n\n%5\n")));
    return OK;
}

/* ROUTE POST /desk/proposals/:proposal/comments/:comment/give     needs proposal.redraft on :proposal
** Shows a comment to the applicants, and tells them by letter. */
enum status comment_give_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct comment_show view = {0};
    TRY(thread_fill(r, s, &p, &view));
    struct thread_arg v = {.r = r, .p = &p, .x = &view.item, .body = view.item.body};
    if (!view.may_give) return CONFLICT;
    TRY(db_write(r, give_write, &v));
    return done(r, s, v.x, T(r, "The applicants see the comment now."));
}
