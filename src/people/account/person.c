/* person.c: the pages that manage people: invitations, duties, closing an account. Whoever invites
** cannot give a role that decides (the edition says which verbs decide) to themselves. */
#include "people/account/account.h"

#include "edition/edition.h"
#include "mail/mail.h"
#include "people/organization/organization.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/account_sql.h"
#include "gen/model.h"
#include "gen/organization_sql.h"
#include "gen/registry.h"
#include "gen/role_sql.h"

#include <string.h>

/* RECORD account "Person" as person */
/* MENU desk 75 /desk/people "People" needs person.read */

static str state_label(struct request *r, str state)
{
    if (str_eq(state, S("active"))) return T(r, "active");
    if (str_eq(state, S("invited"))) return T(r, "invited, has not signed in yet");
    return T(r, "closed");
}

static const struct list_column columns[] = {
    {MESSAGE("Name"), "name", false},
    {MESSAGE("E-mail"), "email", false},
    {MESSAGE("Duties"), NULL, false},
    {MESSAGE("State"), "state", false},
};

/* ROUTE GET /desk/people?q,state,sort,after     needs person.read
** Everybody with an account. */
enum status person_list_page(struct request *r, struct response *s)
{
    static const char *const states[] = {"active", "invited", "closed"};
    struct account_list view = {.q = query(r, "q"), .state = query(r, "state")};
    struct list l = LIST_OF(r, columns, "name");
    struct account_find_in in = {.q = view.q, .state = view.state, .sort = l.sort};
    TRY(account_find(r->db, r->arena, &in, &l.rows, &view.people));
    list_show(r, &l, &view.list);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        *PUSH(r->arena, &view.states) = (struct part_choice){
            .code = str_c(states[i]), .label = state_label(r, str_c(states[i]))};
    const struct edition *e = r->app->edition;
    for (size_t i = 0; i < view.people.n; i++) {
        struct role_duty_array duties = {0};
        TRY(duty_list(r->db, r->arena, view.people.v[i].id, r->now, &duties));
        str text = NO_STR;
        for (size_t k = 0; e && k < duties.n; k++)
            for (size_t m = 0; m < e->role_count; m++)
                if (str_eq(e->roles[m].name, duties.v[k].role))
                    text = arena_printf(r->arena, "%.*s%s%.*s", P(text), text.n ? ", " : "",
                                        P(edition_text(e, e->roles[m].label, r->lang)));
        view.people.v[i].duties = text;
    }
    view.may_invite = may(r, "person.invite", &whole_fund);
    page_title(s, T(r, "People"));
    return show(r, s, account_list_view, &view);
}

static enum status choices_fill(struct request *r, struct part_choice_array *roles,
                                struct part_choice_array *organizations)
{
    const struct edition *e = r->app->edition;
    if (!e) return NOT_FOUND;
    for (size_t i = 0; i < e->role_count; i++)
        *PUSH(r->arena, roles) =
            (struct part_choice){.code = e->roles[i].name,
                                 .label = edition_text(e, e->roles[i].label, r->lang),
                                 .help = edition_text(e, e->roles[i].help, r->lang)};
    struct organization_row_array all = {0};
    TRY(organization_active(r->db, r->arena, &all));
    for (size_t i = 0; i < all.n; i++)
        *PUSH(r->arena, organizations) = (struct part_choice){
            .code = all.v[i].code,
            .label = arena_printf(r->arena, "%.*s (%.*s)", P(all.v[i].name), P(all.v[i].acronym))};
    return OK;
}

static enum status invite_show(struct request *r, struct response *s)
{
    struct account_invite view = {0};
    TRY(choices_fill(r, &view.roles, &view.organizations));
    for (size_t i = 0; i < text_language_count; i++)
        *PUSH(r->arena, &view.languages) = (struct part_choice){
            .code = str_c(text_languages[i].lang),
            .label = term_label(r->lang, "language", str_c(text_languages[i].lang))};
    page_title(s, T(r, "Invite a person"));
    page_crumb(r, s, "People", "/desk/people");
    return show(r, s, account_invite_view, &view);
}

/* ROUTE GET /desk/people/new     needs person.invite
** An empty invitation. */
enum status person_invite_page(struct request *r, struct response *s)
{
    return invite_show(r, s);
}

/* A role of the fund for one record alone: a call with what stands under it, a proposal, a programme, by its
** code. Reviewers are asked on the record itself, where they declare their conflicts of interest. */
static enum status record_read(struct request *r, const struct role *role, struct duty_new *duty)
{
    static const struct {
        const char *kind, *address;
    } kinds[] = {{"call", "/desk/calls/"},
                 {"proposal", "/desk/proposals/"},
                 {"programme", "/desk/programmes/"}};
    str code = field(r, "record");
    if (!str_eq(role->scope, S("fund"))) {
        problem(r, "record",
                "This role is not held for one record. Leave this empty, or choose another role.");
        return OK;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (size_t k = 0; k < guard_count; k++) {
            struct scope scope = {0};
            if (strcmp(guards[k].name, kinds[i].kind) != 0) continue;
            enum status st = guards[k].fn(r, code, &scope);
            if (st == NOT_FOUND) continue;
            TRY(st);
            duty->scope = S("record");
            duty->record_kind = str_c(kinds[i].kind);
            duty->record = scope.record;
            duty->address = arena_printf(r->arena, "%s%.*s", kinds[i].address, P(code));
            return OK;
        }
    problem(r, "record", "There is no call, proposal or programme with this code.");
    return OK;
}

/* An organization: a role of organizations is held for one; a role of the fund then opens its records and
** no others. */
static enum status organization_read(struct request *r, const struct role *role,
                                     struct duty_new *duty)
{
    struct organization_row organization;
    bool own = str_eq(role->scope, S("organization"));
    str code = field(r, "organization");
    if (!own && !code.n) return OK;
    enum status st = organization_find_code(r->db, r->arena, code, &organization);
    if (st == NOT_FOUND && own)
        problem(r, "organization", "This role is held for an organization: choose which one.");
    else if (st == NOT_FOUND)
        problem(r, "organization", "Choose one of the organizations in the list.");
    if (st != OK) return st == NOT_FOUND ? OK : st;
    if (own) {
        duty->organization = organization.id;
    } else if (!str_eq(role->scope, S("fund"))) {
        problem(
            r, "organization",
            "This role is not held for an organization. Leave this empty, or choose another role.");
    } else if (field(r, "record").n) {
        problem(r, "record", "Choose an organization or one record, not both.");
    } else {
        duty->scope = S("record");
        duty->record_kind = S("organization");
        duty->record = organization.id;
        duty->address = arena_printf(r->arena, "/desk/organizations/%.*s", P(organization.code));
    }
    return OK;
}

/* Reads role, place, beginning and end of a duty from a form, noting what is wrong. */
static enum status duty_read(struct request *r, struct duty_new *duty)
{
    const struct edition *e = r->app->edition;
    const struct role *role = NULL;
    duty->role = field(r, "role");
    for (size_t i = 0; e && i < e->role_count; i++)
        if (str_eq(e->roles[i].name, duty->role)) role = &e->roles[i];
    duty->until = NO_DATE;
    duty->granted_by = r->session->account;
    i64 last_day, first_day;
    if (field(r, "until").n && take_date(r, "until", &last_day)) {
        duty->until = zone_instant(fund_zone(r->app), last_day + 1, 0, 0, 0);
        if (duty->until <= r->now)
            problem(r, "until", "Choose a day that is still to come, or none.");
    }
    if (field(r, "starts").n && take_date(r, "starts", &first_day)) {
        duty->starts = zone_instant(fund_zone(r->app), first_day, 0, 0, 0);
        if (duty->until != NO_DATE && duty->until <= duty->starts)
            problem(r, "until", "The last day lies before the first: choose a later one.");
    }
    if (!role) {
        problem(r, "role", "Choose one of the roles in the list.");
        return OK;
    }
    duty->scope = role->scope;
    if (field(r, "record").n) TRY(record_read(r, role, duty));
    return organization_read(r, role, duty);
}

/* Who may invite without keeping people invites for organizations: a duty for the fund, and with it the
** power to decide, is given by who keeps people. */
static void invited_role_check(struct request *r, const struct duty_new *duty)
{
    if (duty->scope.n && !str_eq(duty->scope, S("organization")) &&
        !may(r, "person.edit", &whole_fund))
        problem(
            r, "role",
            "You can invite people who act for an organization. Ask an administrator of the fund for this role.");
}

struct invite_arg {
    struct request *r;
    struct account_new account;
    str token;
};

static enum status invite_write(struct tx *tx, void *arg)
{
    struct invite_arg *v = arg;
    TRY(account_create(tx, v->r->arena, &v->account));
    return ticket_mail(tx, v->r->arena, v->r->app, S("invitation"), v->account.id, v->account.email,
                       v->account.name, v->account.lang, v->token);
}

/* ROUTE POST /desk/people     needs person.invite
** Makes an account with its first duty and mails the link with which a password is chosen. */
enum status person_invite_act(struct request *r, struct response *s)
{
    struct invite_arg v = {.r = r, .token = token_new(r->arena, &r->app->env)};
    struct duty_new duty = {0};
    struct account_row taken;
    need_text(r, "name", 120, &v.account.name);
    v.account.email = field(r, "email");
    v.account.lang = field(r, "lang");
    if (!mail_address_ok(v.account.email))
        problem(r, "email", "Write an address such as name@example.org.");
    if (!language_known(v.account.lang))
        problem(r, "lang", "Choose one of the languages in the list.");
    enum status st =
        account_by_email(r->db, r->arena, mail_address_key(r->arena, v.account.email), &taken);
    if (st == OK)
        problem(
            r, "email",
            "There is an account with this address already. Find the person in the list and add the duty there.");
    else if (st != NOT_FOUND)
        return st;
    TRY(duty_read(r, &duty));
    invited_role_check(r, &duty);
    if (problems(r)) return invite_show(r, s);
    v.account.role = duty.role;
    v.account.scope = duty.scope;
    v.account.organization = duty.organization;
    v.account.record_kind = duty.record_kind;
    v.account.record = duty.record;
    v.account.address = duty.address;
    v.account.starts = duty.starts;
    v.account.until = duty.until;
    v.account.granted_by = duty.granted_by;
    TRY(db_write(r, invite_write, &v));
    return redirect_note(r, s,
                         T(r, "The invitation is on its way. The link in it works for seven days."),
                         "/desk/people/%.*s", P(v.account.code));
}

static enum status person_show(struct request *r, struct response *s)
{
    struct account_show view = {0};
    TRY(account_by_code(r->db, r->arena, param(r, "person"), &view.person));
    TRY(choices_fill(r, &view.roles, &view.organizations));
    view.self = view.person.id == r->session->account;
    view.may_edit = may(r, "person.edit", &whole_fund);
    view.may_invite = may(r, "person.invite", &whole_fund);
    view.sees_reads = may(r, "audit.read", &whole_fund);
    view.erased = account_is_erased(r->arena, &view.person);
    view.open = !str_eq(view.person.state, S("closed"));
    view.invited = str_eq(view.person.state, S("invited"));
    view.state = state_label(r, view.person.state);
    TRY(session_last(r->db, r->arena, view.person.id, &view.last));
    struct role_duty_array duties = {0};
    TRY(duty_of_account(r->db, r->arena, view.person.id, &duties));
    for (size_t i = 0; i < duties.n; i++) {
        const struct role_duty *d = &duties.v[i];
        str label = d->role;
        for (size_t k = 0; k < view.roles.n; k++)
            if (str_eq(view.roles.v[k].code, d->role)) label = view.roles.v[k].label;
        struct account_grant grant = {.code = d->code,
                                      .label = label,
                                      .place = duty_place(r, d->scope, d->organization, d->scope_id,
                                                          d->record_kind, d->address),
                                      .address = d->address,
                                      .starts = d->starts,
                                      .until = d->until,
                                      .last = duty_last_day(r->app, d->until),
                                      .coming = d->starts != NO_DATE && d->starts > r->now,
                                      .granted = d->granted,
                                      .ended = d->ended};
        bool over = duty_is_over(d, r->now);
        *PUSH(r->arena, over ? &view.ended : &view.grants) = grant;
    }
    page_title(s, view.person.name);
    page_crumb(r, s, "People", "/desk/people");
    return show(r, s, account_show_view, &view);
}

/* ROUTE GET /desk/people/:person     needs person.read
** One person, the duties held now and before. */
enum status person_page(struct request *r, struct response *s)
{
    return person_show(r, s);
}

struct grant_arg {
    struct request *r;
    struct duty_new duty;
    bool apart;
};

/* Two duties that would undo the separation of powers are not given to one person; looked at where no
** other grant can come between. */
static enum status grant_write(struct tx *tx, void *arg)
{
    struct grant_arg *v = arg;
    struct role_duty_array held = {0};
    TRY(duty_of_account(tx_db(tx), v->r->arena, v->duty.account, &held));
    for (size_t i = 0; i < held.n; i++)
        v->apart =
            v->apart || (!duty_is_over(&held.v[i], v->r->now) &&
                         edition_roles_apart(v->r->app->edition, v->duty.role, held.v[i].role));
    return v->apart ? CONFLICT : duty_grant(tx, v->r->arena, &v->duty);
}

/* ROUTE POST /desk/people/:person/duties     needs person.edit
** Gives a duty. Nobody gives one to themselves. */
enum status person_grant_act(struct request *r, struct response *s)
{
    struct account_row person;
    struct grant_arg v = {.r = r};
    TRY(account_by_code(r->db, r->arena, param(r, "person"), &person));
    if (person.id == r->session->account) return DENIED;
    v.duty.account = person.id;
    TRY(duty_read(r, &v.duty));
    enum status st = problems(r) ? OK : db_write(r, grant_write, &v);
    if (v.apart)
        problem(
            r, "role",
            "This person holds a duty that may not lie in the same hand. End that one first, or choose somebody else.");
    else
        TRY(st);
    if (problems(r)) return person_show(r, s);
    return redirect_note(r, s, T(r, "The duty is given."), "/desk/people/%.*s", P(person.code));
}

struct end_arg {
    struct request *r;
    i64 id; /* of the duty or the account */
    bool last;
};

/* Somebody must go on keeping people; looked at where nobody else can leave at the same time. */
static enum status keeper_left(struct tx *tx, struct end_arg *v, i64 duty, i64 account)
{
    i64 now_holding, left;
    struct db *db = tx_db(tx);
    const struct edition *e = v->r->app->edition;
    TRY(people_left_with(db, v->r->arena, e, "person.edit", v->r->now, 0, 0, &now_holding));
    TRY(people_left_with(db, v->r->arena, e, "person.edit", v->r->now, duty, account, &left));
    v->last = now_holding > 0 && left == 0;
    return v->last ? CONFLICT : OK;
}

static enum status last_keeper(struct request *r, struct response *s)
{
    return error_page(
        r, s, 409,
        MESSAGE("This is the last person who keeps people. Give the duty to somebody else first."));
}

static enum status end_write(struct tx *tx, void *arg)
{
    struct end_arg *v = arg;
    TRY(keeper_left(tx, v, v->id, 0));
    return duty_end(tx, v->id, v->r->now);
}

/* ROUTE POST /desk/people/:person/duties/:duty/end     needs person.edit
** Ends a duty from now on; it stays readable. */
enum status person_end_act(struct request *r, struct response *s)
{
    struct account_row person;
    struct role_duty duty;
    TRY(account_by_code(r->db, r->arena, param(r, "person"), &person));
    TRY(duty_by_code(r->db, r->arena, param(r, "duty"), &duty));
    if (duty.account != person.id || duty.ended != NO_DATE) return NOT_FOUND;
    struct end_arg v = {.r = r, .id = duty.id};
    enum status st = db_write(r, end_write, &v);
    if (v.last) return last_keeper(r, s);
    TRY(st);
    return redirect_note(r, s, T(r, "The duty has ended."), "/desk/people/%.*s", P(person.code));
}

static enum status again_write(struct tx *tx, void *arg)
{
    struct invite_arg *v = arg;
    TRY(ticket_delete_account(tx, v->account.id));
    return ticket_mail(tx, v->r->arena, v->r->app, S("invitation"), v->account.id, v->account.email,
                       v->account.name, v->account.lang, v->token);
}

/* ROUTE POST /desk/people/:person/invite     needs person.invite
** Mails a new invitation to somebody who has not signed in yet. */
enum status person_again_act(struct request *r, struct response *s)
{
    struct account_row person;
    TRY(account_by_code(r->db, r->arena, param(r, "person"), &person));
    if (!str_eq(person.state, S("invited"))) return CONFLICT;
    struct invite_arg v = {
        .r = r,
        .token = token_new(r->arena, &r->app->env),
        .account = {
            .id = person.id, .email = person.email, .name = person.name, .lang = person.lang}};
    TRY(db_write(r, again_write, &v));
    return redirect_note(r, s, T(r, "A new invitation is on its way; older links stopped working."),
                         "/desk/people/%.*s", P(person.code));
}

static enum status close_write(struct tx *tx, void *arg)
{
    struct end_arg *v = arg;
    TRY(keeper_left(tx, v, 0, v->id));
    TRY(duty_end_account(tx, v->id, v->r->now));
    TRY(ticket_delete_account(tx, v->id));
    return account_set_state(tx, v->id, S("closed"));
}

/* ROUTE POST /desk/people/:person/close     needs person.edit
** Closes an account: all duties and sessions end; what the person did stays on record. */
enum status person_close_act(struct request *r, struct response *s)
{
    struct account_row person;
    TRY(account_by_code(r->db, r->arena, param(r, "person"), &person));
    if (person.id == r->session->account) return DENIED;
    struct end_arg v = {.r = r, .id = person.id};
    enum status st = db_write(r, close_write, &v);
    if (v.last) return last_keeper(r, s);
    TRY(st);
    TRY(session_end_all(r, person.id));
    return redirect_note(r, s, T(r, "The account is closed."), "/desk/people/%.*s", P(person.code));
}

/* Asked inside the transaction: an erasure may have come between. */
static enum status reopen_write(struct tx *tx, void *arg)
{
    struct request *r = arg;
    struct account_row person;
    TRY(account_by_code(tx_db(tx), r->arena, param(r, "person"), &person));
    if (!str_eq(person.state, S("closed")) || account_is_erased(r->arena, &person)) return CONFLICT;
    return account_set_state(tx, person.id, S("invited"));
}

/* ROUTE POST /desk/people/:person/reopen     needs person.edit
** Opens a closed account again, without duties; the person chooses a new password by invitation. One that
** was erased stays closed: nobody could be invited. */
enum status person_reopen_act(struct request *r, struct response *s)
{
    struct account_row person;
    TRY(account_by_code(r->db, r->arena, param(r, "person"), &person));
    TRY(db_write(r, reopen_write, r));
    return redirect_note(r, s,
                         T(r, "The account is open again. Give it a duty and send an invitation."),
                         "/desk/people/%.*s", P(person.code));
}
