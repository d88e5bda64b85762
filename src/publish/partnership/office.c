/* office.c: profiles of organizations on the desk: the list, the page of one with what would change for
** readers, and what the fund's office decides. Who sent a text does not approve it. */
#include "publish/partnership/partnership.h"

#include "fund/history/history.h"
#include "fund/partner/partner.h"
#include "mail/mail.h"
#include "people/organization/organization.h"
#include "people/role/role.h"
#include "publish/feed/piece.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/settings.h"
#include "web/text.h"

#include "gen/partnership_sql.h"
#include "gen/registry.h"

#define REASON_CHARS 2000

/* MENU desk 71 /desk/partnerships "Profiles of organizations" needs organization.read */

bool partnership_office(const struct request *r)
{
    return may(r, "organization.edit", &whole_fund);
}

/* --- the list ------------------------------------------------------------------------------------------- */

static const struct list_column columns[] = {
    {MESSAGE("Organization"), "acronym", false},
    {MESSAGE("State"), "state", false},
    {MESSAGE("Sent"), "sent", false},
    {MESSAGE("Approved"), "approved", false},
};

static struct part_choice_array states(struct request *r)
{
    static const char *const all[][2] = {{"draft", MESSAGE("Draft")},
                                         {"sent", MESSAGE("Waits for approval")},
                                         {"returned", MESSAGE("Sent back")},
                                         {"approved", MESSAGE("Approved")}};
    struct part_choice_array out = {0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *PUSH(r->arena, &out) =
            (struct part_choice){.code = str_c(all[i][0]), .label = T(r, all[i][1])};
    return out;
}

/* ROUTE GET /desk/partnerships?q,state,sort,after     needs organization.read anywhere
** Profiles of organizations: of one's own, or for the office of all. */
enum status partnership_desk_page(struct request *r, struct response *s)
{
    struct partnership_desk_list v = {
        .q = query(r, "q"), .state = query(r, "state"), .states = states(r)};
    struct may mine = may_list(r, "organization.read");
    struct organization_row_array all = {0};
    struct list l = LIST_OF(r, columns, "sent_down");
    struct partnership_find_in in = {.q = v.q, .state = v.state, .sort = l.sort};
    TRY(partnership_find(r->db, r->arena, &mine, &in, &l.rows, &v.items));
    TRY(organization_mine(r, "proposal.edit", &all));
    for (size_t i = 0; i < all.n; i++)
        if (partner_is_own(r, all.v[i].id)) *PUSH(r->arena, &v.own) = all.v[i];
    list_show(r, &l, &v.list);
    page_title(s, T(r, "Profiles of organizations"));
    return show(r, s, partnership_desk_list_view, &v);
}

/* --- one profile ---------------------------------------------------------------------------------------- */

static void change_add(struct request *r, const char *what, str before, str after,
                       struct partnership_show *v)
{
    if (str_eq(before, after)) return;
    *PUSH(r->arena, &v->changes) =
        (struct partnership_change){.what = T(r, what), .before = before, .after = after};
}

/* An entry in words: what is sought, where, for which call, until when. */
static str seek_words(struct request *r, const struct partnership_seek_row *x)
{
    str out = x->sought;
    const str more[] = {x->sought_fr, partnership_words(r, "country", x->countries, SIZE_MAX),
                        partnership_words(r, "dimension", x->dimensions, SIZE_MAX), x->call_title};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (more[i].n) out = arena_printf(r->arena, "%.*s · %.*s", P(out), P(more[i]));
    if (x->until == NO_DATE) return out;
    struct buf b;
    buf_init(&b, 100);
    buf_date_long(&b, x->until, str_z(r->arena, r->lang));
    str day = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    str until = message_fill(r->arena, T(r, "until %1"), &day, 1);
    return arena_printf(r->arena, "%.*s · %.*s", P(out), P(until));
}

static str words_of(struct request *r, const struct partnership_seek_row_array *all, str code)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].code, code)) return seek_words(r, &all->v[i]);
    return NO_STR;
}

/* What readers would see otherwise once the text is approved. */
static enum status changes_fill(struct request *r, struct partnership_show *v)
{
    struct partnership_seek_row_array public = {0};
    const struct partnership_row *p = &v->item;
    const struct partnership_page_row *g = &v->shown;
    if (g->id) TRY(partnership_page_seeks(r->db, r->arena, g->id, &public));
    change_add(r, MESSAGE("What it does"), g->does, p->does, v);
    change_add(r, MESSAGE("What it does, in French"), g->does_fr, p->does_fr, v);
    change_add(r, MESSAGE("Public contact"), g->contact, p->contact, v);
    change_add(r, MESSAGE("Countries"), partnership_words(r, "country", g->countries, SIZE_MAX),
               v->country_words, v);
    change_add(r, MESSAGE("Dimensions"), partnership_words(r, "dimension", g->dimensions, SIZE_MAX),
               v->dimension_words, v);
    for (size_t i = 0; i < public.n; i++)
        change_add(r, MESSAGE("Partnership sought"), seek_words(r, &public.v[i]),
                   words_of(r, &v->seeks, public.v[i].code), v);
    for (size_t i = 0; i < v->seeks.n; i++)
        if (!words_of(r, &public, v->seeks.v[i].code).n)
            change_add(r, MESSAGE("Partnership sought"), NO_STR, seek_words(r, &v->seeks.v[i]), v);
    return OK;
}

static void missing_add(struct request *r, const char *words, struct partnership_show *v)
{
    *PUSH(r->arena, &v->missing) = (struct part_choice){.label = T(r, words)};
}

/* What a profile needs before the fund reads it. */
static void missing_fill(struct request *r, struct partnership_show *v)
{
    const struct partnership_row *p = &v->item;
    if (!p->does.n) missing_add(r, MESSAGE("Write what the organization does."), v);
    if (!p->contact.n)
        missing_add(r, MESSAGE("Give an e-mail or web address that everybody may use."), v);
    if (!p->countries.n) missing_add(r, MESSAGE("Choose at least one country."), v);
    if (!p->dimensions.n && partnership_choices(r, "dimension").n)
        missing_add(r, MESSAGE("Choose at least one dimension of human security."), v);
}

static void acts_fill(struct request *r, struct partnership_show *v)
{
    const struct partnership_row *p = &v->item;
    bool writes = partner_is_own(r, p->organization);
    bool sent = str_eq(p->state, S("sent")), office = partnership_office(r);
    bool by_fund = str_eq(v->shown.withdrawn_side, S("fund"));
    v->published = str_eq(v->shown.state, S("published"));
    v->withdrawn = str_eq(v->shown.state, S("withdrawn"));
    v->own_sent = office && sent && p->sent_by == r->session->account;
    v->may_write = writes && !sent;
    v->may_send = writes && v->exists && !sent && !str_eq(p->state, S("approved"));
    v->may_take_back = writes && sent;
    v->may_decide = office && sent && !v->own_sent;
    v->waits = sent;
    v->may_hide_own = writes && v->published;
    v->may_restore_own = writes && v->withdrawn && !by_fund;
    v->may_hide = office && !writes && v->published;
    v->may_restore = office && !writes && v->withdrawn && by_fund;
}

enum status partnership_show_fill(struct request *r, struct response *s, bool conflict,
                                  struct partnership_show *v)
{
    struct partnership_now at = partnership_now(r);
    *v = (struct partnership_show){.conflict = conflict};
    TRY(partnership_load(r, &v->item));
    const struct partnership_row *p = &v->item;
    v->exists = p->id != 0;
    v->seen = v->exists ? p->changed : 0;
    if (v->exists) TRY(partnership_seeks(r->db, r->arena, p->id, &v->seeks));
    for (size_t i = 0; i < v->seeks.n; i++) {
        struct partnership_seek_row *x = &v->seeks.v[i];
        x->over = x->until != NO_DATE && x->until < at.today;
        x->words = seek_words(r, x);
    }
    enum status st = partnership_page_of(r->db, r->arena, p->code, &v->shown);
    if (st == NOT_FOUND)
        v->shown = (struct partnership_page_row){
            .approved = NO_DATE, .changed = NO_DATE, .withdrawn = NO_DATE};
    else
        TRY(st);
    v->country_words = partnership_words(r, "country", p->countries, SIZE_MAX);
    v->dimension_words = partnership_words(r, "dimension", p->dimensions, SIZE_MAX);
    acts_fill(r, v);
    if (v->exists) missing_fill(r, v);
    if (v->exists) TRY(changes_fill(r, v));
    if (v->exists)
        TRY(history_fill(r, "partnership", p->id, partnership_row_view, NO_STR, &v->history));
    page_title(s, p->name);
    page_crumb(r, s, "Profiles of organizations", "/desk/partnerships");
    return OK;
}

enum status partnership_show_answer(struct request *r, struct response *s, bool conflict)
{
    struct partnership_show v;
    TRY(partnership_show_fill(r, s, conflict, &v));
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, partnership_show_view, &v);
}

/* ROUTE GET /desk/partnerships/:partnership     needs organization.read on :partnership
** The profile of an organization: its text, what it seeks, what would change for readers, what can be done. */
enum status partnership_show_page(struct request *r, struct response *s)
{
    return partnership_show_answer(r, s, false);
}

/* --- what the office decides ---------------------------------------------------------------------------- */

static enum status letter_put(struct tx *tx, struct partnership_act *v,
                              const struct role_person *to, const char *subject, const char *text)
{
    struct arena *a = v->r->arena;
    struct app *app = v->r->app;
    str record = arena_printf(a, "/desk/partnerships/%.*s", P(v->row.code));
    str args[] = {to->name, v->row.name, v->reason,
                  arena_printf(a, "%.*s%.*s", P(app->config.base_url), P(record)),
                  setting_in(app, a, "fund.name", to->lang, NULL)};
    struct mail m = {.to = to->email,
                     .subject = message_fill(a, tr(to->lang, subject), &v->row.name, 1),
                     .text = message_fill(a, tr(to->lang, text), args, 5),
                     .lang = to->lang,
                     .stream = S("office"),
                     .kind = S("partnership"),
                     .record = record};
    return mail_put(tx, a, &m, NULL);
}

/* To whoever sent it and still writes for the organization, or else to all its people. */
static enum status letter_send(struct tx *tx, struct partnership_act *v, bool all,
                               const char *subject, const char *text)
{
    struct role_person_array people = {0};
    bool there = false;
    TRY(people_of_organization(tx_db(tx), v->r->arena, v->row.organization, v->r->now, &people));
    for (size_t i = 0; i < people.n; i++)
        there = there || people.v[i].id == v->row.sent_by;
    for (size_t i = 0; i < people.n; i++)
        if (all || !there || people.v[i].id == v->row.sent_by)
            TRY(letter_put(tx, v, &people.v[i], subject, text));
    return OK;
}

static enum status answer(struct tx *tx, struct partnership_act *v, const char *state)
{
    TRY(partnership_turn(tx, v));
    return partnership_answer(tx, &(struct partnership_answer_in){.id = v->row.id,
                                                                  .state = str_c(state),
                                                                  .now = tx_now(tx),
                                                                  .account = v->r->session->account,
                                                                  .reason = v->reason,
                                                                  .changed = v->row.changed});
}

static enum status approve_write(struct tx *tx, void *arg)
{
    struct partnership_act *v = arg;
    TRY(answer(tx, v, "approved"));
    TRY(partnership_publish(tx, v->r->arena, &v->row));
    return letter_send(
        tx, v, false, MESSAGE("The profile of %1 is approved"),
        MESSAGE(
            "Dear %1,\n\nthe profile of %2 is approved. Everybody can read it now, and whoever looks for partners finds it.\n\n%4\n\n%5\n"));
}

static enum status return_write(struct tx *tx, void *arg)
{
    struct partnership_act *v = arg;
    TRY(answer(tx, v, "returned"));
    return letter_send(
        tx, v, false, MESSAGE("The profile of %1 came back"),
        MESSAGE(
            "Dear %1,\n\nthe profile of %2 is not published as it is:\n\n%3\n\nChange it and send it again at this address:\n%4\n\n%5\n"));
}

static enum status withdraw_write(struct tx *tx, void *arg)
{
    struct partnership_act *v = arg;
    TRY(partnership_hide(tx, v->r->arena, &v->row, "fund", v->reason));
    return letter_send(
        tx, v, true, MESSAGE("The profile of %1 is withdrawn"),
        MESSAGE(
            "Dear %1,\n\nthe fund has withdrawn the public profile of %2:\n\n%3\n\nYou can change the text and send it again:\n%4\n\n%5\n"));
}

static enum status again_write(struct tx *tx, void *arg)
{
    struct partnership_act *v = arg;
    TRY(partnership_restore(tx, v->r->arena, &v->row));
    return letter_send(
        tx, v, true, MESSAGE("The profile of %1 is public again"),
        MESSAGE(
            "Dear %1,\n\nthe fund shows the public profile of %2 again, as it was approved.\n\n%4\n\n%5\n"));
}

/* ROUTE POST /desk/partnerships/:partnership/decide     needs organization.edit
** Approves a profile or sends it back with a reason; withdraws a public one or shows it again. */
enum status partnership_decide_act(struct request *r, struct response *s)
{
    struct partnership_show view;
    str act = field(r, "act");
    TRY(partnership_show_fill(r, s, false, &view));
    struct partnership_act v = {.r = r, .row = view.item, .seen = piece_seen(r)};
    static const struct {
        const char *act, *reason; /* the field with the reason, if one is needed */
        enum status (*write)(struct tx *, void *);
        const char *note;
    } acts[] = {
        {"approve", NULL, approve_write, MESSAGE("Approved. Everybody can read it now.")},
        {"return", "return-reason", return_write, MESSAGE("Sent back, with your reason.")},
        {"withdraw", "hide-reason", withdraw_write,
         MESSAGE("Withdrawn. Its public page says so, with your reason.")},
        {"restore", NULL, again_write, MESSAGE("Readers see it again, as it was approved.")}};
    const bool may_now[] = {view.may_decide, view.may_decide, view.may_hide, view.may_restore};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (!str_eq(act, str_c(acts[i].act))) continue;
        if (i < 2 && view.own_sent) return DENIED;
        if (!may_now[i]) return CONFLICT;
        if (acts[i].reason) need_text(r, acts[i].reason, REASON_CHARS, &v.reason);
        if (problems(r)) return partnership_show_answer(r, s, false);
        enum status st = db_write(r, acts[i].write, &v);
        if (st == CONFLICT && i < 2) return partnership_show_answer(r, s, true);
        TRY(st);
        return redirect_note(r, s, T(r, acts[i].note), "/desk/partnerships/%.*s", P(v.row.code));
    }
    return DENIED;
}
