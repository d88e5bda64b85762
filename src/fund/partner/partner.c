/* partner.c: who writes a proposal together: the page that shows the lead who has delivered and who has not,
** the sections that are given to organizations, deliveries, reminders, leaving and being removed. What an
** organization wrote stays in the versions, whoever leaves. */
#include "fund/partner/invite.h"

#include "edition/budget.h"
#include "fund/calendar/calendar.h"
#include "people/organization/organization.h"
#include "web/choices.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/change_sql.h"
#include "gen/partner_sql.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* RECORD partner_part "Part of an organization" */
/* RECORD partner_reminder "Reminder" */

#define REASON_CHARS 2000

/* --- what is written ------------------------------------------------------------------------------------- */

struct looking {
    struct request *r;
    const struct proposal *p;
    const struct form *form; /* NULL: nothing is written now */
    struct filling f;
    bool leads, open;
    i64 today;
};

static const struct form_section *section_of(const struct form *form, str name)
{
    for (size_t i = 0; form && i < form->section_count; i++)
        if (str_eq(form->sections[i].name, name)) return &form->sections[i];
    return NULL;
}

/* Where each organization has its own lines: has this one any? */
static bool lines_missing(const struct looking *l, const struct form_section *section,
                          str organization)
{
    const struct form_field *f = form_budget(l->form);
    if (!f || !f->own_lines || f < section->fields || f >= section->fields + section->field_count)
        return false;
    const struct form_field *c = budget_column(f, "spender");
    const json_t *rows = json_object_getn(l->f.doc, f->name.p, f->name.n);
    for (size_t i = 0; c && i < json_array_size(rows); i++) {
        const json_t *v = json_object_getn(json_array_get(rows, i), c->name.p, c->name.n);
        if (json_is_string(v) && str_eq(str_c(json_string_value(v)), organization)) return false;
    }
    return true;
}

static void part_words(const struct looking *l, struct partner_part_row *x)
{
    struct request *r = l->r;
    const struct form_section *section = section_of(l->form, x->section);
    if (!section) return;
    struct proposal_message_array messages = {0};
    findings_fill(&l->f, section, &messages);
    x->title = edition_text(l->p->edition, section->title, r->lang);
    x->state = section_state(&l->f, section);
    /* The form opens to those who write; the others read the proposal. */
    if (may(r, "proposal.edit", r->scope))
        x->address = arena_printf(r->arena, "/desk/proposals/%.*s/form/%.*s?check=1",
                                  P(l->p->row.code), P(section->name));
    x->late = x->delivered == NO_DATE && x->due != NO_DATE && x->due < l->today;
    str count = arena_printf(r->arena, "%zu", messages.n);
    if (!x->state.n)
        x->written = T(r, "Nothing yet");
    else if (lines_missing(l, section, x->organization_code))
        x->written = T(r, "No line of its own yet");
    else if (messages.n)
        x->written = message_fill(
            r->arena, tr_n(r->lang, "One finding", "%1 findings", (i64)messages.n), &count, 1);
    else
        x->written = T(r, "Complete");
    x->tone = str_eq(x->state, S("done")) && !messages.n ? S("good") : S("warn");
}

static enum status item_add(const struct looking *l, const struct proposal_party_row *o, bool lead,
                            const struct partner_part_row_array *parts,
                            struct partner_item_array *out)
{
    struct request *r = l->r;
    bool own = partner_is_own(r, o->id);
    struct partner_item x = {.id = o->id,
                             .code = o->code,
                             .name = o->name,
                             .acronym = o->acronym,
                             .lead = lead,
                             .action = arena_printf(r->arena, "/desk/proposals/%.*s/partners/%.*s",
                                                    P(l->p->row.code), P(o->code)),
                             .may_remove = l->open && l->leads && !lead,
                             .may_leave = l->open && own && !lead && !l->leads,
                             .reason_name = arena_printf(r->arena, "reason-%.*s", P(o->code))};
    TRY(partner_wrote(r->db, r->arena, l->p->row.id, o->id, &x.wrote));
    TRY(partner_written_to(r->db, r->arena, l->p->row.id, o->id, &x.reminded));
    for (size_t i = 0; i < parts->n; i++) {
        if (parts->v[i].organization != o->id) continue;
        *PUSH(r->arena, &x.parts) = parts->v[i];
        x.may_deliver = x.may_deliver || (l->open && own);
        x.may_remind = x.may_remind || (l->open && l->leads && parts->v[i].delivered == NO_DATE);
    }
    x.may_remind = x.may_remind && (x.reminded == NO_DATE || x.reminded <= r->now - PARTNER_PAUSE);
    *PUSH(r->arena, out) = x;
    return OK;
}

static enum status items_fill(const struct looking *l, struct partner_list *view)
{
    struct request *r = l->r;
    struct proposal_party_row_array parties = {0};
    struct partner_part_row_array parts = {0};
    const struct proposal_row *p = &l->p->row;
    if (l->form) TRY(partner_parts(r->db, r->arena, p->id, l->form->name, &parts));
    for (size_t i = 0; i < parts.n; i++) {
        part_words(l, &parts.v[i]);
        view->count++;
        view->delivered += parts.v[i].delivered != NO_DATE;
    }
    struct proposal_party_row lead = {
        .id = p->lead, .code = p->lead_code, .acronym = p->lead_acronym, .name = p->lead_name};
    TRY(item_add(l, &lead, true, &parts, &view->items));
    TRY(proposal_parties(r->db, r->arena, p->id, &parties));
    for (size_t i = 0; i < parties.n; i++)
        TRY(item_add(l, &parties.v[i], false, &parts, &view->items));
    return OK;
}

/* What the lead chooses from. */
static enum status choices_fill(const struct looking *l, struct partner_list *view)
{
    struct request *r = l->r;
    struct organization_row_array all = {0};
    TRY(organization_active(r->db, r->arena, &all));
    for (size_t i = 0; i < all.n; i++)
        *PUSH(r->arena, &view->organizations) = (struct part_choice){
            .code = all.v[i].code,
            .label = arena_printf(r->arena, "%.*s – %.*s", P(all.v[i].acronym), P(all.v[i].name))};
    *PUSH(r->arena, &view->organizations) =
        (struct part_choice){.code = S("-"), .label = T(r, "Another one, described below")};
    view->countries = choices_of(r, "country");
    view->types = choices_of(r, "organization_type");
    for (size_t i = 0; i < text_language_count; i++)
        *PUSH(r->arena, &view->languages) = (struct part_choice){
            .code = str_c(text_languages[i].lang),
            .label = term_label(r->lang, "language", str_c(text_languages[i].lang))};
    for (size_t i = 0; i < l->form->section_count; i++)
        *PUSH(r->arena, &view->sections) = (struct part_choice){
            .code = l->form->sections[i].name,
            .label = edition_text(l->p->edition, l->form->sections[i].title, r->lang)};
    for (size_t i = 0; i < view->items.n; i++)
        if (!view->items.v[i].lead)
            *PUSH(r->arena, &view->takers) =
                (struct part_choice){.code = view->items.v[i].code, .label = view->items.v[i].name};
    return OK;
}

static enum status invitations_fill(struct request *r, const struct proposal *p,
                                    struct partner_list *view)
{
    struct partner_row_array all = {0};
    TRY(partner_of_proposal(r->db, r->arena, p->row.id, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct partner_row *y = &all.v[i];
        y->address = arena_printf(r->arena, "/desk/partners/%.*s", P(y->code));
        if (str_eq(y->state, S("asked")) || str_eq(y->state, S("invited")))
            *PUSH(r->arena, &view->open) = *y;
        else if (!str_eq(y->state, S("taking")))
            *PUSH(r->arena, &view->past) = *y;
    }
    return OK;
}

static enum status looking_open(struct request *r, const struct proposal *p, struct writing *w,
                                struct looking *l)
{
    struct calendar c = calendar_of(r->app, r->arena);
    enum status st = writing_open(r, p, w);
    if (st != OK && st != CONFLICT) return st;
    *l = (struct looking){.r = r,
                          .p = p,
                          .form = st == OK ? w->form : NULL,
                          .leads = change_leads(r, p),
                          .today = calendar_day(&c, r->now)};
    if (!l->form) return OK;
    l->f = (struct filling){.r = r, .p = p, .form = w->form, .doc = w->doc};
    TRY(filling_judge(&l->f));
    return partner_open(r, p, &l->open);
}

enum status partner_list_fill(struct request *r, struct response *s, struct proposal *p,
                              struct partner_list *view)
{
    __attribute__((cleanup(writing_close))) struct writing w = {0};
    struct looking l;
    *view = (struct partner_list){0};
    TRY(proposal_head_fill(r, s, "partners", p, &view->head));
    TRY(looking_open(r, p, &w, &l));
    TRY(items_fill(&l, view));
    TRY(invitations_fill(r, p, view));
    view->may_lead = l.open && l.leads;
    view->chosen = query(r, "organization");
    view->writing = l.form != NULL;
    view->own_sections = l.form && l.form->own_sections;
    view->blocks = l.form && l.form->undelivered_blocks;
    if (view->may_lead) TRY(choices_fill(&l, view));
    page_title(s, T(r, "Partners"));
    return OK;
}

static enum status extra_fill(struct request *r, const struct proposal *p,
                              struct proposal_extra *out)
{
    struct partner_row_array all = {0};
    TRY(partner_of_proposal(r->db, r->arena, p->row.id, &all));
    for (size_t i = all.n; i-- > 0;) {
        const struct partner_row *y = &all.v[i];
        const char *words = str_eq(y->state, S("taking")) ? MESSAGE("%1 takes part (%2)")
                            : str_eq(y->state, S("left")) ? MESSAGE("%1 leaves (%2)")
                            : str_eq(y->state, S("removed"))
                                ? MESSAGE("%1 no longer takes part (%2)")
                                : NULL;
        str args[] = {y->name, y->answerer};
        if (words)
            *PUSH(r->arena, &out->events) = (struct part_event){
                .at = y->answered,
                .day = NO_DATE,
                .label = message_fill(r->arena, T(r, words), args, 2),
                .detail = y->reason,
                .address = arena_printf(r->arena, "/desk/proposals/%.*s/partners", P(p->row.code))};
    }
    return OK;
}

/* START partner_start
** Shows the partners on the record. */
enum status partner_start(struct app *app)
{
    (void)app;
    proposal_tab_register("partners", MESSAGE("Partners"), "proposal.read");
    proposal_extra_register(extra_fill);
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/partners?organization     needs proposal.read on :proposal
** Who writes it together: each organization's parts, what stands in them, when it wrote last. */
enum status partner_list_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct partner_list view;
    TRY(partner_list_fill(r, s, &p, &view));
    return show(r, s, partner_list_view, &view);
}

/* --- acts ------------------------------------------------------------------------------------------------ */

struct acting {
    struct request *r;
    const struct proposal *p;
    const struct partner_item *x;
    const struct partner_part_row *part;
    str form, section;
    i64 due;
    struct inviting v; /* for letters and for the version without the organization */
    bool leaves;
};

static struct partner_item *item_of(struct partner_list *view, str code)
{
    for (size_t i = 0; i < view->items.n; i++)
        if (str_eq(view->items.v[i].code, code)) return &view->items.v[i];
    return NULL;
}

static const struct partner_part_row *part_of(const struct partner_item *x, str section)
{
    for (size_t i = 0; i < x->parts.n; i++)
        if (str_eq(x->parts.v[i].section, section)) return &x->parts.v[i];
    return NULL;
}

static enum status done(struct request *r, struct response *s, const struct proposal *p, str note)
{
    return redirect_note(r, s, note, "/desk/proposals/%.*s/partners", P(p->row.code));
}

static enum status give_write(struct tx *tx, void *arg)
{
    struct acting *w = arg;
    i64 id;
    if (w->part) return partner_part_due(tx, w->part->id, w->due);
    return partner_part_insert(tx,
                               &(struct partner_part_insert_in){.proposal = w->p->row.id,
                                                                .form = w->form,
                                                                .section = w->section,
                                                                .organization = w->x->id,
                                                                .due = w->due,
                                                                .now = tx_now(tx),
                                                                .account = w->r->session->account},
                               &id);
}

/* ROUTE POST /desk/proposals/:proposal/parts     needs proposal.submit on :proposal
** Gives a section of the form to an organization to write, or another day to one that was given. */
enum status partner_give_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct partner_list view;
    struct calendar c = calendar_of(r->app, r->arena);
    TRY(partner_list_fill(r, s, &p, &view));
    if (!change_leads(r, &p)) return DENIED;
    if (!view.may_lead) return CONFLICT;
    struct acting w = {.r = r,
                       .p = &p,
                       .x = item_of(&view, field(r, "taker")),
                       .form = p.state->form,
                       .section = field(r, "section"),
                       .due = NO_DATE};
    if (!section_of(edition_form(p.edition, w.form), w.section))
        problem(r, "section", "Choose one of the sections.");
    if (!w.x || w.x->lead) problem(r, "taker", "Choose one of the organizations that take part.");
    if (field(r, "due").n && take_date(r, "due", &w.due) && w.due < calendar_day(&c, r->now))
        problem(r, "due", "Choose a day that is still to come, or none.");
    if (problems(r)) return show(r, s, partner_list_view, &view);
    w.part = part_of(w.x, w.section);
    TRY(db_write(r, give_write, &w));
    return done(r, s, &p, T(r, "Given. It stands on their desk now."));
}

static enum status take_write(struct tx *tx, void *arg)
{
    const struct acting *w = arg;
    return partner_part_remove(tx, w->part->id);
}

/* The state is asked again inside: what was sent meanwhile stays as it was sent. */
static enum status state_holds(struct tx *tx, const struct acting *w)
{
    str state;
    TRY(proposal_state_of(tx_db(tx), w->r->arena, w->p->row.id, &state));
    return str_eq(state, w->p->row.state) ? OK : CONFLICT;
}

static enum status deliver_write(struct tx *tx, void *arg)
{
    const struct acting *w = arg;
    i64 count;
    TRY(state_holds(tx, w));
    return partner_part_deliver(tx, w->part->id, tx_now(tx), w->r->session->account, &count);
}

static enum status back_write(struct tx *tx, void *arg)
{
    const struct acting *w = arg;
    i64 count;
    TRY(state_holds(tx, w));
    return partner_part_back(tx, w->part->id, &count);
}

/* "- Threats (by 12 March 2027)", for each part that is awaited. */
static str awaited_words(const struct acting *w)
{
    struct request *r = w->r;
    str out = NO_STR;
    for (size_t i = 0; i < w->x->parts.n; i++) {
        const struct partner_part_row *x = &w->x->parts.v[i];
        if (x->delivered != NO_DATE) continue;
        str by = NO_STR;
        if (x->due != NO_DATE) {
            struct buf b;
            buf_init(&b, 100);
            buf_date_long(&b, x->due, str_z(r->arena, r->lang));
            str day = str_dup(r->arena, buf_str(&b));
            buf_free(&b);
            by = message_fill(r->arena, T(r, " (by %1)"), &day, 1);
        }
        out = arena_printf(r->arena, "%.*s%s- %.*s%.*s", P(out), out.n ? "\n" : "", P(x->title),
                           P(by));
    }
    return out;
}

static enum status remind_write(struct tx *tx, void *arg)
{
    struct acting *w = arg;
    i64 id, last;
    TRY(partner_written_to(tx_db(tx), w->r->arena, w->p->row.id, w->x->id, &last));
    if (last != NO_DATE && last > tx_now(tx) - PARTNER_PAUSE) return CONFLICT;
    TRY(partner_reminder_insert(tx, w->p->row.id, w->x->id, tx_now(tx), w->r->session->account,
                                &id));
    w->v.words = awaited_words(w);
    w->v.more = w->x->name;
    return partner_letter(
        tx, &w->v, MESSAGE("A part of %1 is awaited"),
        MESSAGE(
            "Dear %1,\n\nthese parts of the proposal “%2” are awaited from %7:\n\n%3\n\nWhen they are written, say so at this address:\n%4\n\n%6\n"),
        w->x->id);
}

static enum status end_write(struct tx *tx, void *arg)
{
    struct acting *w = arg;
    i64 count, id, proposal = w->p->row.id, organization = w->x->id;
    str state = w->leaves ? S("left") : S("removed");
    TRY(state_holds(tx, w));
    if (w->v.parties.written) TRY(version_write(tx, &w->v.parties.v));
    TRY(change_party_remove(tx, proposal, organization));
    TRY(partner_part_clear(tx, proposal, organization));
    TRY(partner_ended(tx,
                      &(struct partner_ended_in){.proposal = proposal,
                                                 .organization = organization,
                                                 .state = state,
                                                 .now = tx_now(tx),
                                                 .account = w->r->session->account,
                                                 .reason = w->v.reason},
                      &count));
    /* One that the form named was never invited: its end is on record all the same. */
    if (!count) {
        str code = code_new(w->r->arena, tx_env(tx), 8);
        TRY(partner_insert(tx,
                           &(struct partner_insert_in){.code = code,
                                                       .proposal = proposal,
                                                       .organization = organization,
                                                       .name = w->x->name,
                                                       .acronym = w->x->acronym,
                                                       .words = w->v.reason,
                                                       .state = S("taking"),
                                                       .now = tx_now(tx),
                                                       .account = w->r->session->account},
                           &id));
        TRY(partner_ended(tx,
                          &(struct partner_ended_in){.proposal = proposal,
                                                     .organization = organization,
                                                     .state = state,
                                                     .now = tx_now(tx),
                                                     .account = w->r->session->account,
                                                     .reason = w->v.reason},
                          &count));
    }
    w->v.words = w->v.reason;
    w->v.more = w->x->name;
    const char *subject = MESSAGE("An organization no longer takes part in %1");
    const char *text = MESSAGE(
        "Dear %1,\n\n%7 no longer takes part in the proposal “%2”:\n\n%3\n\nWhat it wrote stays there.\n\n%6\n");
    TRY(partner_letter(tx, &w->v, subject, text, organization));
    return partner_letter(tx, &w->v, subject, text, 0);
}

static enum status end_act(struct request *r, struct response *s, struct acting *w,
                           struct partner_list *view)
{
    enum status st = CONFLICT;
    w->leaves = str_eq(field(r, "act"), S("leave"));
    if (!(w->leaves ? w->x->may_leave : w->x->may_remove)) return DENIED;
    if (!need_text(r, str_z(r->arena, w->x->reason_name), REASON_CHARS, &w->v.reason))
        return show(r, s, partner_list_view, view);
    for (int i = 0; st == CONFLICT && i < 3; i++) {
        TRY(change_parties_without(r, w->p, w->x->code, &w->v.parties));
        w->v.parties.v.p = &w->v.parties.p;
        st = db_write(r, end_write, w);
    }
    TRY(st);
    if (w->leaves)
        return redirect_note(r, s, T(r, "Your organization no longer takes part."),
                             "/desk/proposals");
    return done(r, s, w->p, T(r, "The organization no longer takes part. What it wrote stays."));
}

/* ROUTE POST /desk/proposals/:proposal/partners/:organization     needs proposal.edit on :proposal
** Delivers a part or takes that back; the lead reminds, takes a part away, removes; a partner leaves. */
enum status partner_act(struct request *r, struct response *s)
{
    struct proposal p;
    struct partner_list view;
    str act = field(r, "act"), section = field(r, "section");
    TRY(partner_list_fill(r, s, &p, &view));
    struct acting w = {
        .r = r, .p = &p, .x = item_of(&view, param(r, "organization")), .v = {.r = r, .p = &p}};
    if (!w.x) return NOT_FOUND;
    w.part = part_of(w.x, section);
    if (str_eq(act, S("remind"))) {
        if (!view.may_lead) return DENIED;
        if (!w.x->may_remind) return CONFLICT;
        TRY(db_write(r, remind_write, &w));
        return done(r, s, &p, T(r, "Reminded. The next letter can go out in a day."));
    }
    if (str_eq(act, S("remove")) || str_eq(act, S("leave"))) return end_act(r, s, &w, &view);
    if (!w.part) return NOT_FOUND;
    if (str_eq(act, S("take"))) {
        if (!view.may_lead) return DENIED;
        TRY(db_write(r, take_write, &w));
        return done(r, s, &p, T(r, "Taken back. What is written there stays."));
    }
    if (!w.x->may_deliver) return DENIED;
    bool back = str_eq(act, S("back"));
    if (!back && !str_eq(act, S("deliver"))) return DENIED;
    TRY(db_write(r, back ? back_write : deliver_write, &w));
    return done(r, s, &p,
                back
                    ? T(r, "It counts as not delivered again.")
                    : T(r, "Delivered. You can take that back until the lead sends the proposal."));
}
