/* desk.c: proposals at the desk: the list, one record with its way so far and its next steps, its
** history, and beginning one under an open call. Steps that need a page of their own are taken there. */
#include "fund/proposal/form.h"

#include "fund/call/call.h"
#include "fund/comment/comment.h"
#include "fund/history/history.h"
#include "people/organization/organization.h"
#include "people/reading/reading.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 50
#define LIST_MAX 1000

/* MENU desk 20 /desk/proposals "Proposals" needs proposal.read */

/* --- the list ---------------------------------------------------------------------------------------- */

/* Who takes part without leading sees the record as well: its id joins the reader's records. */
static enum status may_of(struct request *r, struct may *out)
{
    struct proposal_party_row_array taking = {0};
    *out = may_list(r, "proposal.read");
    if (out->all || out->organizations.n <= 2) return OK;
    TRY(proposal_with_parties(r->db, r->arena, out->organizations, &taking));
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_add(&b, str_sub(out->records, 0, out->records.n ? out->records.n - 1 : 0));
    if (!b.n) buf_char(&b, '[');
    for (size_t i = 0; i < taking.n; i++) {
        if (b.n > 1) buf_char(&b, ',');
        buf_i64(&b, taking.v[i].id);
    }
    buf_char(&b, ']');
    out->records = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return OK;
}

static bool choice_there(const struct part_choice_array *list, str code)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i].code, code)) return true;
    return false;
}

/* Countries and dimensions of the proposals that the person may read. */
static enum status places_fill(struct request *r, const struct may *mine,
                               struct proposal_list *view)
{
    struct proposal_words_array countries = {0}, dimensions = {0};
    TRY(proposal_countries_used(r->db, r->arena, mine, &countries));
    TRY(proposal_dimensions_used(r->db, r->arena, mine, &dimensions));
    for (size_t i = 0; i < countries.n; i++)
        *PUSH(r->arena, &view->countries) =
            (struct part_choice){.code = countries.v[i].text,
                                 .label = term_label(r->lang, "country", countries.v[i].text)};
    for (size_t i = 0; i < dimensions.n; i++)
        *PUSH(r->arena, &view->dimensions) =
            (struct part_choice){.code = dimensions.v[i].text,
                                 .label = term_label(r->lang, "dimension", dimensions.v[i].text)};
    return OK;
}

static enum status filters_fill(struct request *r, const struct may *mine,
                                struct proposal_list *view)
{
    struct proposal_row_array rows = {0};
    struct organization_row_array organizations = {0};
    TRY(proposal_states(r->db, r->arena, mine, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        proposal_words(r->app, r->lang, &rows.v[i]);
        if (choice_there(&view->states, rows.v[i].state)) continue;
        *PUSH(r->arena, &view->states) =
            (struct part_choice){.code = rows.v[i].state, .label = rows.v[i].state_label};
    }
    TRY(proposal_calls(r->db, r->arena, mine, &rows));
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(r->arena, &view->calls) =
            (struct part_choice){.code = rows.v[i].call_code, .label = rows.v[i].call_title};
    TRY(organization_active(r->db, r->arena, &organizations));
    for (size_t i = 0; i < organizations.n; i++)
        *PUSH(r->arena, &view->organizations) = (struct part_choice){
            .code = organizations.v[i].code, .label = organizations.v[i].acronym};
    return places_fill(r, mine, view);
}

static const struct list_column columns[] = {
    {MESSAGE("Proposal"), "title", false}, {MESSAGE("Lead"), "lead", false},
    {MESSAGE("State"), "state", false},    {MESSAGE("Held by"), NULL, false},
    {MESSAGE("Since"), "since", false},    {MESSAGE("Amount"), "amount", true},
};

/* ROUTE GET /desk/proposals?q,state,call,organization,country,dimension,sort,after     needs proposal.read anywhere
** Proposals that the person may read, latest change first. */
enum status proposal_list_page(struct request *r, struct response *s)
{
    struct proposal_list view = {.q = query(r, "q"),
                                 .state = query(r, "state"),
                                 .call = query(r, "call"),
                                 .organization = query(r, "organization"),
                                 .country = query(r, "country"),
                                 .dimension = query(r, "dimension")};
    struct list l = LIST_OF(r, columns, "new");
    struct proposal_find_in in = {.q = view.q,
                                  .state = view.state,
                                  .call = view.call,
                                  .organization = view.organization,
                                  .country = view.country,
                                  .dimension = view.dimension,
                                  .sort = l.sort};
    struct may mine;
    TRY(may_of(r, &mine));
    TRY(proposal_find(r->db, r->arena, &mine, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    for (size_t i = 0; i < view.items.n; i++)
        proposal_words(r->app, r->lang, &view.items.v[i]);
    TRY(filters_fill(r, &mine, &view));
    if (r->face != FACE_HTML) reading_note(r, "proposal", 0, READ_EXPORT);
    page_title(s, T(r, "Proposals"));
    return show(r, s, proposal_list_view, &view);
}

/* --- the record ---------------------------------------------------------------------------------------- */

void buttons_fill(struct request *r, const struct proposal *p, struct proposal_button_array *out)
{
    const struct edition *e = p->edition;
    for (size_t i = 0; i < e->step_count; i++) {
        const struct workflow_step *step = &e->steps[i];
        if (!step_permitted(r, p, step, r->scope)) continue;
        const char *page = step_page(step);
        const struct workflow_state *to = edition_state(e, step->to);
        *PUSH(r->arena, out) = (struct proposal_button){
            .name = step->name,
            .label = edition_text(e, step->label, r->lang),
            .page = page ? arena_printf(r->arena, "/desk/proposals/%.*s/%s", P(p->row.code), page)
                         : NO_STR,
            .reason = step->reason,
            .confirm = step->confirm,
            .danger = to && to->final && !to->public_status.n,
            .anchor = arena_printf(r->arena, "step-%.*s", P(step->name)),
            .reason_name = arena_printf(r->arena, "reason-%.*s", P(step->name))};
    }
}

/* Steps that are not the edition's: an end that was taken back, by whatever name. */
static str undone_words(const struct request *r, str step)
{
    if (str_eq(step, S("taken_back"))) return T(r, "Taken back: it goes on");
    if (str_eq(step, S("appeal_upheld"))) return T(r, "Appeal upheld: it is decided anew");
    return step;
}

/* What features know of it beside its steps, each at its instant. */
static void events_merge(struct request *r, struct part_event_array *out,
                         const struct part_event_array *more)
{
    for (size_t i = 0; i < more->n; i++) {
        size_t k = out->n;
        (void)PUSH(r->arena, out);
        for (; k > 0 && out->v[k - 1].at > more->v[i].at; k--)
            out->v[k] = out->v[k - 1];
        out->v[k] = more->v[i];
    }
}

static enum status timeline_fill(struct request *r, const struct proposal *p,
                                 const struct part_event_array *more, struct part_event_array *out)
{
    struct proposal_step_row_array steps = {0};
    const struct edition *e = p->edition;
    TRY(proposal_steps(r->db, r->arena, p->row.id, &steps));
    *PUSH(r->arena, out) =
        (struct part_event){.at = p->row.created, .day = NO_DATE, .label = T(r, "Begun")};
    for (size_t i = 0; i < steps.n; i++) {
        const struct proposal_step_row *x = &steps.v[i];
        const struct workflow_step *step = step_by_name(e, x->old_state, x->step);
        str label = step ? edition_text(e, step->label, r->lang) : undone_words(r, x->step);
        *PUSH(r->arena, out) = (struct part_event){
            .at = x->at,
            .day = NO_DATE,
            .label = arena_printf(r->arena, "%.*s (%.*s)", P(label), P(x->person)),
            .detail = x->reason};
    }
    events_merge(r, out, more);
    str next = edition_text(e, p->state->next, r->lang);
    if (next.n)
        *PUSH(r->arena, out) = (struct part_event){
            .at = NO_DATE, .day = NO_DATE, .label = next, .detail = p->row.holder, .todo = true};
    return OK;
}

static enum status show_fill(struct request *r, struct response *s, struct proposal *p,
                             struct proposal_show *view)
{
    *view = (struct proposal_show){0};
    TRY(proposal_head_fill(r, s, "", p, &view->head));
    view->summary = p->row.summary;
    view->edition_code = p->edition->code;
    TRY(proposal_parties(r->db, r->arena, p->row.id, &view->parties));
    struct proposal_words_array countries = {0}, dimensions = {0};
    TRY(proposal_countries(r->db, r->arena, p->row.id, &countries));
    for (size_t i = 0; i < countries.n; i++)
        *PUSH(r->arena, &view->countries) =
            (struct part_choice){.code = countries.v[i].text,
                                 .label = term_label(r->lang, "country", countries.v[i].text)};
    TRY(proposal_dimensions(r->db, r->arena, p->row.id, &dimensions));
    for (size_t i = 0; i < dimensions.n; i++)
        *PUSH(r->arena, &view->dimensions) = (struct part_choice){.code = dimensions.v[i].text};
    struct proposal_extra extra = {0};
    TRY(proposal_extra_fill(r, p, &extra));
    TRY(timeline_fill(r, p, &extra.events, &view->timeline));
    view->remarks = extra.remarks;
    view->acts = extra.acts;
    buttons_fill(r, p, &view->buttons);
    TRY(receipts_of(r->db, r->arena, p->row.id, &view->receipts));
    for (size_t i = 0; i < view->receipts.n; i++) {
        const struct form *form = edition_form(p->edition, view->receipts.v[i].form);
        if (form) view->receipts.v[i].form_title = edition_text(p->edition, form->title, r->lang);
    }
    TRY(comments_open(r, p, &view->comments));
    const struct form *form = edition_form(p->edition, p->state->form);
    if (form && may(r, "proposal.edit", r->scope)) {
        view->form_title = edition_text(p->edition, form->title, r->lang);
        view->form_address = arena_printf(r->arena, "/desk/proposals/%.*s/form", P(p->row.code));
    }
    return proposal_deadline_fill(r, p, &view->closes, &view->deadline, &view->closed);
}

/* ROUTE GET /desk/proposals/:proposal     needs proposal.read on :proposal
** One proposal: where it stands, who holds it, its way so far, what can be done next. */
enum status proposal_show_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_show view;
    TRY(show_fill(r, s, &p, &view));
    return show(r, s, proposal_show_view, &view);
}

/* ROUTE GET /desk/proposals/:proposal/history     needs proposal.read on :proposal
** Every change of the record, as the journal holds it. */
enum status proposal_history_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct proposal_history view = {0};
    TRY(proposal_head_fill(r, s, "history", &p, &view.head));
    TRY(history_fill(r, "proposal", p.row.id, proposal_row_view, p.edition->currency,
                     &view.changes));
    page_title(s, T(r, "History"));
    return show(r, s, proposal_history_view, &view);
}

static enum status step_write(struct tx *tx, void *arg)
{
    return step_take(tx, arg);
}

/* ROUTE POST /desk/proposals/:proposal/steps/:step     needs proposal.read on :proposal
** Takes a step that needs nothing but a reason; each asks for its own permission. */
enum status proposal_step_act(struct request *r, struct response *s)
{
    struct proposal p;
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), &p));
    const struct workflow_step *step = step_by_name(p.edition, p.row.state, param(r, "step"));
    if (!step) return CONFLICT;
    if (!step_permitted(r, &p, step, r->scope)) return DENIED;
    if (step_page(step)) return CONFLICT;
    struct step_take take = {.proposal = &p,
                             .step = step,
                             .account = r->session->account,
                             .now = r->now,
                             .app = r->app,
                             .arena = r->arena,
                             .lang = r->lang};
    const char *reason = str_z(r->arena, arena_printf(r->arena, "reason-%.*s", P(step->name)));
    if (step->reason && !need_text(r, reason, 4000, &take.reason)) return proposal_show_page(r, s);
    enum status st = db_write(r, step_write, &take);
    if (st == DENIED && take.why.n) {
        *PUSH(r->arena, &r->problems) =
            (struct pair){arena_printf(r->arena, "step-%.*s", P(step->name)), take.why};
        return proposal_show_page(r, s);
    }
    TRY(st);
    const struct workflow_state *to = edition_state(p.edition, step->to);
    str args[] = {to ? edition_text(p.edition, to->label, r->lang) : step->to};
    return redirect_note(r, s, message_fill(r->arena, T(r, "Done. It stands now at: %1."), args, 1),
                         "/desk/proposals/%.*s", P(p.row.code));
}

/* --- beginning -------------------------------------------------------------------------------------------- */

static enum status start_show(struct request *r, struct response *s, const struct call_row *call)
{
    struct proposal_start view = {0};
    struct organization_row_array mine = {0};
    call_item_fill(r, call, &view.call);
    TRY(organization_mine(r, "proposal.create", &mine));
    for (size_t i = 0; i < mine.n; i++)
        *PUSH(r->arena, &view.organizations) =
            (struct part_choice){.code = mine.v[i].code,
                                 .label = arena_printf(r->arena, "%.*s – %.*s",
                                                       P(mine.v[i].acronym), P(mine.v[i].name))};
    const struct edition *e = edition_by_id(r->app, call->edition);
    if (e) view.edition_title = edition_text(e, e->title, r->lang);
    page_crumb(r, s, "Proposals", "/desk/proposals");
    page_title(s, T(r, "Begin a proposal"));
    return show(r, s, proposal_start_view, &view);
}

static enum status start_call(struct request *r, struct call_row *call)
{
    TRY(call_load(r->db, r->arena, param(r, "call"), call));
    return str_eq(call->state, S("published")) ? OK : NOT_FOUND;
}

/* ROUTE GET /desk/calls/:call/proposals     needs proposal.create anywhere
** Asks which organization leads a new proposal under an open call. */
enum status proposal_start_page(struct request *r, struct response *s)
{
    struct call_row call;
    TRY(start_call(r, &call));
    return start_show(r, s, &call);
}

static enum status start_write(struct tx *tx, void *arg)
{
    return proposal_new_write(tx, arg);
}

static enum status start_make(struct request *r, const struct call_row *call,
                              const struct organization_row *lead, str title, str *code)
{
    json_auto_t *doc = json_object();
    struct proposal_new n = {.call = call,
                             .lead = lead->id,
                             .lead_code = lead->code,
                             .title = title,
                             .created_by = r->session->account,
                             .doc = doc};
    TRY(proposal_new_prepare(r, &n));
    *code = n.p.row.code;
    return db_write(r, start_write, &n);
}

/* ROUTE POST /desk/calls/:call/proposals     needs proposal.create anywhere
** Begins a proposal: its first version holds the title and the lead organization. */
enum status proposal_start_act(struct request *r, struct response *s)
{
    struct call_row call;
    struct organization_row lead = {0};
    str title, code = NO_STR;
    TRY(start_call(r, &call));
    if (r->now < call.opens)
        problem(r, "title", "This call is not open yet.");
    else if (r->now > call.closes)
        problem(r, "title", "This call has closed. Look at the list of calls for an open one.");
    need_text(r, "title", 200, &title);
    if (organization_find_code(r->db, r->arena, field(r, "lead"), &lead) != OK) {
        problem(r, "lead", "Choose the organization that leads.");
    } else {
        struct scope theirs = {
            .kind = "proposal", .organizations = {lead.id}, .organization_count = 1};
        if (!may(r, "proposal.create", &theirs))
            problem(r, "lead", "Choose the organization that leads.");
    }
    if (problems(r)) return start_show(r, s, &call);
    TRY(start_make(r, &call, &lead, title, &code));
    return redirect_note(r, s, T(r, "Begun. Write as much as you know; each save is kept."),
                         "/desk/proposals/%.*s/form", P(code));
}
