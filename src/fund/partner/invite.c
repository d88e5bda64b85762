/* invite.c: an organization is invited to write a proposal together. The lead invites; people who write for
** the organization accept or decline. One that the fund does not know, or a person who has no account,
** is asked of the office first: whoever writes proposals opens no accounts. */
#include "fund/partner/invite.h"

#include "fund/call/call.h"
#include "fund/change/change.h"
#include "mail/mail.h"
#include "people/account/account.h"
#include "people/organization/organization.h"
#include "people/role/role.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/change_sql.h"
#include "gen/partner_sql.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* RECORD partner "Invitation" */

#define WORDS_CHARS 2000
#define OPEN_MAX 20
#define ACCEPT_TRIES 3

/* GUARD partner
** An invitation is known to the organization that leads the proposal and to the one that is invited. */
enum status partner_guard(struct request *r, str code, struct scope *out)
{
    struct partner_row y;
    struct proposal_row p;
    TRY(partner_by_code(r->db, r->arena, code, &y));
    TRY(proposal_by_id(r->db, r->arena, y.proposal, &p));
    *out = (struct scope){.kind = "proposal", .record = p.id, .created_by = p.created_by};
    out->organizations[out->organization_count++] = p.lead;
    if (y.organization) out->organizations[out->organization_count++] = y.organization;
    return OK;
}

enum status partner_letter(struct tx *tx, const struct inviting *v, const char *subject,
                           const char *text, i64 to)
{
    bool outside = to && to == v->y.organization && !str_eq(v->y.state, S("taking"));
    struct proposal_letter l = {.r = v->r,
                                .p = v->p,
                                .kind = S("partner"),
                                .page = S("partners"),
                                .at = NO_DATE,
                                .words = v->words,
                                .more = v->more,
                                .organization = to,
                                .subject = subject,
                                .text = text};
    if (outside) l.address = arena_printf(v->r->arena, "/desk/partners/%.*s", P(v->y.code));
    return proposal_letter_send(tx, &l);
}

/* To the organization that is invited. */
static enum status invitation_send(struct tx *tx, struct inviting *v)
{
    v->words = v->y.words;
    v->more = v->p->row.lead_name;
    return partner_letter(
        tx, v, MESSAGE("You are invited to take part in %1"),
        MESSAGE(
            "Dear %1,\n\n%7 invites your organization to write the proposal “%2” together:\n\n%3\n\nRead what it is about, and accept or decline, at this address:\n%4\n\n%6\n"),
        v->y.organization);
}

static enum status invite_write(struct tx *tx, void *arg)
{
    struct inviting *v = arg;
    struct db *db = tx_db(tx);
    i64 open, same = 0, last = NO_DATE, id;
    TRY(partner_waiting(db, v->r->arena, v->p->row.id, &open));
    if (open >= OPEN_MAX) return LIMIT;
    if (v->y.organization) {
        TRY(partner_waiting_for(db, v->r->arena, v->p->row.id, v->y.organization, &same));
        TRY(partner_written_to(db, v->r->arena, v->p->row.id, v->y.organization, &last));
    }
    if (same || (last != NO_DATE && last > tx_now(tx) - PARTNER_PAUSE)) return CONFLICT;
    v->y.code = code_new(v->r->arena, tx_env(tx), 8);
    TRY(partner_insert(tx,
                       &(struct partner_insert_in){.code = v->y.code,
                                                   .proposal = v->p->row.id,
                                                   .organization = v->y.organization,
                                                   .name = v->y.name,
                                                   .acronym = v->y.acronym,
                                                   .type = v->y.type,
                                                   .country = v->y.country,
                                                   .words = v->y.words,
                                                   .state = v->y.state,
                                                   .now = tx_now(tx),
                                                   .account = v->r->session->account},
                       &v->y.id));
    if (v->contact.email.n)
        return partner_contact_insert(tx, v->y.id, v->contact.person, v->contact.email,
                                      v->contact.lang, &id);
    return invitation_send(tx, v);
}

/* A person whom the office is asked to invite; or nothing. */
static void contact_read(struct request *r, struct inviting *v, bool needed)
{
    if (!needed && !field(r, "email").n && !field(r, "person").n) return;
    need_text(r, "person", 120, &v->contact.person);
    v->contact.email = field(r, "email");
    v->contact.lang = language_known(field(r, "lang")) ? field(r, "lang") : S("en");
    if (!mail_address_ok(v->contact.email))
        problem(r, "email", "Write an address such as name@example.org.");
}

static void new_read(struct request *r, struct inviting *v)
{
    struct organization_row taken;
    need_text(r, "name", 200, &v->y.name);
    need_text(r, "acronym", 40, &v->y.acronym);
    v->y.type = field(r, "type");
    v->y.country = field(r, "country");
    if (!term_known("organization_type", v->y.type))
        problem(r, "type", "Choose one of the types in the list.");
    if (v->y.country.n && !term_known("country", v->y.country))
        problem(r, "country", "Choose one of the countries in the list, or none.");
    if (v->y.acronym.n &&
        organization_find_code(r->db, r->arena, str_slug(r->arena, v->y.acronym), &taken) == OK)
        problem(
            r, "acronym",
            "There is an organization with this acronym already. Choose it from the list above.");
    contact_read(r, v, true);
    v->y.state = S("asked");
}

static enum status known_read(struct request *r, struct inviting *v)
{
    struct organization_row o;
    struct scope taking;
    struct role_person_array people = {0};
    if (organization_find_code(r->db, r->arena, field(r, "organization"), &o) != OK ||
        !str_eq(o.state, S("active"))) {
        problem(r, "organization", "Choose one of the organizations in the list.");
        return OK;
    }
    TRY(proposal_scope(r->db, r->arena, &v->p->row, &taking));
    for (size_t i = 0; i < taking.organization_count; i++)
        if (taking.organizations[i] == o.id)
            problem(r, "organization", "This organization takes part already.");
    TRY(people_of_organization(r->db, r->arena, o.id, r->now, &people));
    contact_read(r, v, people.n == 0);
    v->y.organization = o.id;
    v->y.name = o.name;
    v->y.acronym = o.acronym;
    v->y.state = v->contact.email.n ? S("asked") : S("invited");
    return OK;
}

/* ROUTE POST /desk/proposals/:proposal/partners     needs proposal.submit on :proposal
** Invites an organization: by a letter to its people, or by way of the office if nobody writes for it yet. */
enum status partner_invite_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct partner_list view;
    TRY(partner_list_fill(r, s, &p, &view));
    if (!change_leads(r, &p)) return DENIED;
    if (!view.may_lead) return CONFLICT;
    struct inviting v = {.r = r, .p = &p};
    need_text(r, "words", WORDS_CHARS, &v.y.words);
    if (str_eq(field(r, "organization"), S("-")))
        new_read(r, &v);
    else
        TRY(known_read(r, &v));
    enum status st = problems(r) ? OK : db_write(r, invite_write, &v);
    if (st == CONFLICT)
        problem(
            r, "organization",
            "This organization was written to within the last day. Wait for an answer before you write again.");
    else if (st == LIMIT)
        problem(r, "organization",
                "Many invitations wait for an answer. Take one back before you send another.");
    else
        TRY(st);
    if (problems(r)) return show(r, s, partner_list_view, &view);
    return redirect_note(
        r, s,
        str_eq(v.y.state, S("asked"))
            ? T(r, "Asked. The fund's office invites them as soon as it has looked at it.")
            : T(r, "Invited. You are told what they answer."),
        "/desk/proposals/%.*s/partners", P(p.row.code));
}

/* --- one invitation -------------------------------------------------------------------------------------- */

static bool may_whole(const struct request *r, const char *verb)
{
    return may(r, verb, &whole_fund);
}

static enum status deadline_fill(struct request *r, const struct proposal *p,
                                 struct partner_show *view)
{
    i64 closes;
    bool closed;
    return proposal_deadline_fill(r, p, &closes, &view->deadline, &closed);
}

static enum status invitation_fill(struct request *r, struct response *s, struct proposal *p,
                                   struct partner_show *view)
{
    *view = (struct partner_show){0};
    TRY(partner_by_code(r->db, r->arena, param(r, "partner"), &view->item));
    TRY(proposal_load_id(r->db, r->app, r->arena, view->item.proposal, p));
    const struct partner_row *y = &view->item;
    struct scope scope;
    struct partner_contact_row contact = {0};
    TRY(proposal_scope(r->db, r->arena, &p->row, &scope));
    enum status st = partner_contact_of(r->db, r->arena, y->id, &contact);
    if (st != OK && st != NOT_FOUND) return st;
    bool asked = str_eq(y->state, S("asked")), invited = str_eq(y->state, S("invited"));
    view->title = p->row.title;
    view->proposal = p->row.code;
    view->readable = may(r, "proposal.read", &scope);
    view->lead = p->row.lead_name;
    view->call = p->row.call_title;
    view->call_code = p->row.call_code;
    view->summary = p->row.summary;
    view->is_new = !y->organization;
    view->may_answer = invited && partner_is_own(r, y->organization);
    view->may_withdraw = (asked || invited) && change_leads(r, p);
    view->may_confirm = asked && !proposal_is_own(r, p) && may_whole(r, "organization.edit") &&
                        may_whole(r, "person.invite");
    if (view->may_confirm || view->may_withdraw) {
        view->person = contact.person;
        view->email = contact.email;
    }
    TRY(deadline_fill(r, p, view));
    page_title(s, T(r, "Invitation"));
    return OK;
}

/* ROUTE GET /desk/partners/:partner     needs proposal.read on :partner
** One invitation: what the proposal is about, who leads it, and what can be answered. */
enum status partner_show_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct partner_show view;
    TRY(invitation_fill(r, s, &p, &view));
    return show(r, s, partner_show_view, &view);
}

static enum status answer_put(struct tx *tx, const struct inviting *v, const char *state)
{
    i64 count;
    TRY(partner_answer(tx,
                       &(struct partner_answer_in){.id = v->y.id,
                                                   .before = v->y.state,
                                                   .state = str_c(state),
                                                   .now = tx_now(tx),
                                                   .account = v->r->session->account,
                                                   .reason = v->reason},
                       &count));
    TRY(partner_contact_clear(tx, v->y.id));
    return count ? OK : CONFLICT;
}

static enum status accept_write(struct tx *tx, void *arg)
{
    struct inviting *v = arg;
    struct proposal now;
    struct scope taking;
    i64 id;
    bool there = false;
    TRY(proposal_load_id(tx_db(tx), v->r->app, v->r->arena, v->p->row.id, &now));
    if (!str_eq(now.row.state, v->p->row.state)) return CONFLICT;
    TRY(answer_put(tx, v, "taking"));
    if (v->parties.written) TRY(version_write(tx, &v->parties.v));
    TRY(proposal_scope(tx_db(tx), v->r->arena, &now.row, &taking));
    for (size_t i = 0; i < taking.organization_count; i++)
        there = there || taking.organizations[i] == v->y.organization;
    if (!there) TRY(proposal_party_insert(tx, now.row.id, v->y.organization, &id));
    v->words = v->reason;
    v->more = v->y.name;
    return partner_letter(
        tx, v, MESSAGE("An organization takes part in %1"),
        MESSAGE(
            "Dear %1,\n\n%7 has accepted and writes the proposal “%2” with you.\n\nGive it the sections that it is to write:\n%4\n\n%6\n"),
        now.row.lead);
}

/* The field that names the organizations may be locked by a return for changes. */
static bool parties_locked(const struct writing *w)
{
    const struct form_field *f = form_meaning(w->form, S("organization"));
    return f && w->lock.on && redraft_locks(&w->lock, f->name) &&
           !redraft_is_others(&w->lock, f->name);
}

/* Is it being written, so that organizations can come and go? */
enum status partner_open(struct request *r, const struct proposal *p, bool *open)
{
    __attribute__((cleanup(writing_close))) struct writing w = {0};
    enum status st = p->state->final ? CONFLICT : writing_open(r, p, &w);
    *open = st == OK && str_eq(p->state->holder, S("applicant")) && !parties_locked(&w);
    return st == CONFLICT ? OK : st;
}

enum status partner_may_invite(struct request *r, const struct proposal *p, bool *out)
{
    TRY(partner_open(r, p, out));
    *out = *out && change_leads(r, p);
    return OK;
}

static enum status accept(struct request *r, struct response *s, struct inviting *v)
{
    struct organization_row o;
    bool open;
    enum status st = CONFLICT;
    TRY(organization_find_id(r->db, r->arena, v->y.organization, &o));
    for (int i = 0; st == CONFLICT && i < ACCEPT_TRIES; i++) {
        TRY(partner_open(r, v->p, &open));
        if (!open) return CONFLICT;
        TRY(change_parties_prepare(r, v->p, NO_STR, 0, &o.code, 1, &v->parties));
        v->parties.v.p = &v->parties.p;
        st = db_write(r, accept_write, v);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Accepted. You read the whole and write your part."),
                         "/desk/proposals/%.*s", P(v->p->row.code));
}

static enum status decline_write(struct tx *tx, void *arg)
{
    struct inviting *v = arg;
    TRY(answer_put(tx, v, "declined"));
    v->words = v->reason;
    v->more = v->y.name;
    return partner_letter(
        tx, v, MESSAGE("An organization declines to take part in %1"),
        MESSAGE("Dear %1,\n\n%7 does not take part in the proposal “%2”:\n\n%3\n\n%4\n\n%6\n"),
        v->p->row.lead);
}

static enum status withdraw_write(struct tx *tx, void *arg)
{
    struct inviting *v = arg;
    bool told = str_eq(v->y.state, S("invited"));
    TRY(answer_put(tx, v, "withdrawn"));
    v->words = v->reason;
    v->more = v->p->row.lead_name;
    if (!told) return OK;
    return partner_letter(
        tx, v, MESSAGE("The invitation to %1 is taken back"),
        MESSAGE("Dear %1,\n\n%7 takes back the invitation to write “%2” together:\n\n%3\n\n%6\n"),
        v->y.organization);
}

static enum status refuse_write(struct tx *tx, void *arg)
{
    struct inviting *v = arg;
    TRY(answer_put(tx, v, "refused"));
    v->words = v->reason;
    v->more = v->y.name;
    return partner_letter(
        tx, v, MESSAGE("The fund's office does not invite an organization into %1"),
        MESSAGE(
            "Dear %1,\n\nyou asked the fund's office to invite %7 into the proposal “%2”. It does not:\n\n%3\n\n%4\n\n%6\n"),
        v->p->row.lead);
}

/* --- what the office confirms ---------------------------------------------------------------------------- */

/* The role with which people write for an organization: the first such one of the edition. */
static const struct role *writing_role(const struct edition *e)
{
    for (size_t i = 0; e && i < e->role_count; i++)
        if (str_eq(e->roles[i].scope, S("organization")) &&
            edition_role_has(e, e->roles[i].name, S("proposal.edit")))
            return &e->roles[i];
    return NULL;
}

/* A duty for somebody who has an account already, unless it would lie in the wrong hand: who works for the
** fund does not write for those who apply. */
static enum status duty_write(struct tx *tx, struct inviting *v, i64 account)
{
    struct role_duty_array held = {0};
    TRY(duty_list(tx_db(tx), v->r->arena, account, v->r->now, &held));
    for (size_t i = 0; i < held.n; i++) {
        v->apart = v->apart || str_eq(held.v[i].scope, S("fund")) ||
                   edition_roles_apart(v->r->app->edition, v->role->name, held.v[i].role);
        if (held.v[i].scope_id == v->y.organization && str_eq(held.v[i].scope, S("organization")))
            return v->apart ? CONFLICT : OK;
    }
    return v->apart ? CONFLICT
                    : duty_grant(tx, v->r->arena,
                                 &(struct duty_new){.account = account,
                                                    .role = v->role->name,
                                                    .scope = S("organization"),
                                                    .organization = v->y.organization,
                                                    .until = NO_DATE,
                                                    .granted_by = v->r->session->account});
}

static enum status person_write(struct tx *tx, struct inviting *v)
{
    struct account_row known;
    struct arena *a = v->r->arena;
    enum status st = account_of_address(tx_db(tx), a, v->contact.email, &known);
    if (st == OK && str_eq(known.state, S("closed"))) {
        v->apart = true;
        return CONFLICT;
    }
    if (st == OK) return duty_write(tx, v, known.id);
    if (st != NOT_FOUND) return st;
    struct account_new account = {.email = v->contact.email,
                                  .name = v->contact.person,
                                  .lang = v->contact.lang,
                                  .role = v->role->name,
                                  .scope = S("organization"),
                                  .organization = v->y.organization,
                                  .until = NO_DATE,
                                  .granted_by = v->r->session->account};
    TRY(account_create(tx, a, &account));
    return ticket_mail(tx, a, v->r->app, S("invitation"), account.id, account.email, account.name,
                       account.lang, v->token);
}

static enum status confirm_write(struct tx *tx, void *arg)
{
    struct inviting *v = arg;
    i64 count;
    if (!v->y.organization) {
        struct organization_row o = {.code = str_slug(v->r->arena, v->y.acronym),
                                     .name = v->y.name,
                                     .acronym = v->y.acronym,
                                     .type = v->y.type,
                                     .country = v->y.country};
        enum status st = organization_create(tx, &o, &v->y.organization);
        v->taken = st == CONFLICT;
        TRY(st);
    }
    TRY(partner_known(tx, v->y.id, v->y.organization, v->y.name, tx_now(tx), &count));
    if (!count) return CONFLICT;
    TRY(partner_contact_of(tx_db(tx), v->r->arena, v->y.id, &v->contact));
    TRY(person_write(tx, v));
    TRY(partner_contact_clear(tx, v->y.id));
    v->y.state = S("invited");
    return invitation_send(tx, v);
}

static enum status confirm(struct request *r, struct response *s, struct inviting *v,
                           struct partner_show *view)
{
    bool open;
    TRY(partner_open(r, v->p, &open));
    if (!open) return CONFLICT;
    v->role = writing_role(r->app->edition);
    if (!v->role) return CONFLICT;
    v->token = token_new(r->arena, &r->app->env);
    enum status st = db_write(r, confirm_write, v);
    if (v->taken)
        problem(
            r, "reason",
            "There is an organization with this acronym already. Refuse this, so that the lead invites that one.");
    else if (v->apart)
        problem(
            r, "reason",
            "This person cannot be given a duty for the organization: the account is closed, or holds a duty that may not lie in the same hand.");
    else
        TRY(st);
    if (problems(r)) return show(r, s, partner_show_view, view);
    return redirect_note(r, s, T(r, "Confirmed. The organization is invited."),
                         "/desk/partners/%.*s", P(v->y.code));
}

/* ROUTE POST /desk/partners/:partner     needs proposal.read on :partner
** Accepts or declines, takes back, confirms or refuses; who may do which of these stands on the page. */
enum status partner_answer_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct partner_show view;
    str act = field(r, "act"), note = NO_STR;
    write_fn *f = NULL;
    TRY(invitation_fill(r, s, &p, &view));
    struct inviting v = {.r = r, .p = &p, .y = view.item};
    if (str_eq(act, S("accept"))) return view.may_answer ? accept(r, s, &v) : DENIED;
    if (str_eq(act, S("confirm"))) return view.may_confirm ? confirm(r, s, &v, &view) : DENIED;
    if (str_eq(act, S("decline")) && view.may_answer) {
        f = decline_write;
        note = T(r, "Declined. The lead organization has been told.");
    } else if (str_eq(act, S("withdraw")) && view.may_withdraw) {
        f = withdraw_write;
        note = T(r, "The invitation is taken back.");
    } else if (str_eq(act, S("refuse")) && view.may_confirm) {
        f = refuse_write;
        note = T(r, "Refused. The lead organization has been told.");
    }
    if (!f) return DENIED;
    if (!need_text(r, "reason", WORDS_CHARS, &v.reason))
        return show(r, s, partner_show_view, &view);
    TRY(db_write(r, f, &v));
    return redirect_note(r, s, note, "/desk/partners/%.*s", P(v.y.code));
}
