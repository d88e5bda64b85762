/* send.c: the whole form on one page, and sending it. What is sent is the latest saved version: it is
** judged here, outside the transaction, then frozen, its verdicts stored with their inputs, a receipt
** written and mailed, and the step taken, all in one transaction that starts again if a newer version
** came between. Whether the call is open is decided by the instant at which the request came in. */
#include "fund/proposal/form.h"

#include "fund/comment/comment.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* RECORD proposal_finding "Verdict of a rule" */
/* RECORD receipt "Receipt" */

#define SEND_TRIES 3

struct sending {
    struct request *r;
    struct proposal p;
    const struct form *form;
    struct proposal_version_row row;
    json_t *doc;
    struct filling f;
    struct version_index *index;
    struct step_take take;
    bool freeze, receipt;
    str hash; /* of the version that is sent */
    i64 number;
};

static void sending_close(struct sending *v)
{
    json_decref(v->doc);
}
#define SENDING __attribute__((cleanup(sending_close))) struct sending

/* Loads and judges the latest version of the form that the state asks for. */
static enum status sending_open(struct request *r, struct sending *v)
{
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), &v->p));
    v->r = r;
    v->form = edition_form(v->p.edition, v->p.state->form);
    if (!v->form) return CONFLICT;
    enum status st =
        proposal_document(r->db, r->arena, v->p.row.id, v->form->name, &v->row, &v->doc);
    if (st == NOT_FOUND) {
        v->row = (struct proposal_version_row){.at = NO_DATE};
        v->doc = json_object();
    } else {
        TRY(st);
    }
    v->f = (struct filling){.r = r, .p = &v->p, .form = v->form, .doc = v->doc};
    return filling_judge(&v->f);
}

static bool is_sending(const struct workflow_step *step)
{
    const char *page = step_page(step);
    return page && strcmp(page, "review") == 0;
}

static enum status review_show(struct request *r, struct response *s, struct sending *v,
                               bool changed)
{
    struct proposal_review view = {.form_title =
                                       edition_text(v->p.edition, v->form->title, r->lang),
                                   .blocked = filling_blocked(&v->f) || !v->row.number,
                                   .changed = changed,
                                   .seen = v->row.number};
    TRY(proposal_head_fill(r, s, "review", &v->p, &view.head));
    bool may_edit = may(r, "proposal.edit", r->scope);
    TRY(proposal_deadline_fill(r, &v->p, &view.closes, &view.deadline, &view.closed));
    findings_fill(&v->f, NULL, &view.messages);
    for (size_t i = 0; i < view.messages.n && !may_edit; i++)
        view.messages.v[i].address = NO_STR; /* leads into the form */
    parts_fill(&v->f, may_edit, &view.parts);
    TRY(comments_beside(r, &v->p, &v->row, &view.parts));
    rules_fill(&v->f, &view.rules);
    struct proposal_button_array all = {0};
    buttons_fill(r, &v->p, &all);
    for (size_t i = 0; i < all.n; i++) {
        const struct workflow_step *step =
            step_by_name(v->p.edition, v->p.row.state, all.v[i].name);
        if (step && is_sending(step)) *PUSH(r->arena, &view.steps) = all.v[i];
    }
    view.may_send = view.steps.n > 0;
    struct writing w = {.form = v->form, .row = v->row, .doc = v->doc};
    if (may_edit) TRY(drafts_of_form(r, &v->p, &w, &view.unsaved));
    if (may_edit) view.edit = arena_printf(r->arena, "/desk/proposals/%.*s/form", P(v->p.row.code));
    view.version =
        v->row.number ? arena_printf(r->arena, "%lld", (long long)v->row.number) : NO_STR;
    page_title(s, T(r, "Review"));
    return changed ? show_status(r, s, 409, proposal_review_view, &view)
                   : show(r, s, proposal_review_view, &view);
}

/* ROUTE GET /desk/proposals/:proposal/review     needs proposal.read on :proposal
** The whole form as it stands, what the rules say, and the button that sends it. */
enum status proposal_review_page(struct request *r, struct response *s)
{
    SENDING v = {0};
    enum status st = sending_open(r, &v);
    if (st == CONFLICT) return redirect(r, s, "/desk/proposals/%.*s/versions", P(v.p.row.code));
    TRY(st);
    return review_show(r, s, &v, false);
}

/* --- sending --------------------------------------------------------------------------------------------- */

static str verdict_name(enum verdict v)
{
    return v == VERDICT_PASS ? S("pass") : v == VERDICT_FAIL ? S("fail") : S("ask");
}

static str severity_name(enum severity v)
{
    return v == RULE_BLOCK ? S("block") : v == RULE_WARN ? S("warn") : S("info");
}

static enum status verdicts_write(struct tx *tx, const struct sending *v, i64 version)
{
    i64 id;
    for (size_t i = 0; i < v->f.verdicts.n; i++) {
        const struct finding *x = &v->f.verdicts.v[i];
        TRY(proposal_finding_insert(tx,
                                    &(struct proposal_finding_insert_in){
                                        .version = version,
                                        .rule = x->rule->id,
                                        .clause = x->rule->clause,
                                        .severity = severity_name(x->rule->severity),
                                        .verdict = verdict_name(x->verdict),
                                        .message = x->verdict == VERDICT_PASS ? NO_STR : x->message,
                                        .inputs = x->inputs},
                                    &id));
    }
    return OK;
}

/* Freezes the version that was judged. One that was sent before is sent again as a version of its own,
** so that each receipt names one sending. */
static enum status freeze_write(struct tx *tx, struct sending *v, i64 *version)
{
    struct proposal_version_row latest;
    TRY(proposal_version_last(tx_db(tx), v->r->arena, v->p.row.id, v->form->name, &latest));
    if (latest.number != v->row.number) return CONFLICT;
    if (!latest.frozen) {
        *version = latest.id;
        return proposal_version_freeze(tx, latest.id);
    }
    struct version_new again = {.p = &v->p,
                                .form = v->form,
                                .number = v->number,
                                .body = v->row.body,
                                .hash = v->hash,
                                .frozen = true,
                                .account = v->take.account,
                                .index = v->index,
                                .arena = v->r->arena};
    TRY(version_write(tx, &again));
    *version = again.id;
    return OK;
}

static enum status send_write(struct tx *tx, void *arg)
{
    struct sending *v = arg;
    i64 receipt;
    if (v->freeze) {
        TRY(freeze_write(tx, v, &v->take.version));
        TRY(verdicts_write(tx, v, v->take.version));
        TRY(proposal_set_submitted(tx, v->p.row.id, v->take.now));
    }
    if (v->receipt) {
        TRY(receipt_insert(tx,
                           &(struct receipt_insert_in){.hash = v->hash,
                                                       .version = v->take.version,
                                                       .call = v->p.row.call_code,
                                                       .form = v->form->name,
                                                       .now = v->take.now},
                           &receipt));
        v->take.hash = v->hash;
    }
    return step_take(tx, &v->take);
}

static bool step_has_effect(const struct workflow_step *step, str effect)
{
    for (size_t i = 0; i < step->effect_count; i++)
        if (str_eq(step->effects[i], effect)) return true;
    return false;
}

static enum status send_refused(struct request *r, struct response *s, struct sending *v, str why)
{
    *PUSH(r->arena, &r->problems) = (struct pair){S("send"), why};
    return review_show(r, s, v, false);
}

/* The organization that the form names as lead is the one whose record it is. */
static bool lead_agrees(const struct sending *v)
{
    str *codes;
    size_t n;
    if (document_codes(v->form, v->doc, "lead", v->r->arena, &codes, &n) != OK || n == 0)
        return true;
    return str_eq(codes[0], v->p.row.lead_code);
}

static enum status send_try(struct request *r, struct response *s)
{
    SENDING v = {0};
    i64 seen;
    TRY(sending_open(r, &v));
    const struct workflow_step *step = step_by_name(v.p.edition, v.p.row.state, field(r, "step"));
    if (!step || !is_sending(step)) return CONFLICT;
    if (!step_permitted(r, &v.p, step, r->scope)) return DENIED;
    if (!str_i64(field(r, "seen"), &seen) || seen != v.row.number)
        return review_show(r, s, &v, true);
    if (filling_blocked(&v.f) || !v.row.number)
        return send_refused(
            r, s, &v,
            T(r,
              "Something still keeps this from being sent. Mend what is listed, then send it again."));
    if (!lead_agrees(&v))
        return send_refused(
            r, s, &v,
            T(r,
              "The form names another lead organization than this record has. Save the section about the lead once more, then send it."));
    str reason = NO_STR;
    if (step->reason && !need_text(r, "reason", 2000, &reason)) return review_show(r, s, &v, false);
    v.freeze = step_has_effect(step, S("freeze"));
    v.receipt = v.freeze && step_has_effect(step, S("receipt"));
    v.number = v.row.number + (v.row.frozen ? 1 : 0);
    v.hash = version_hash(r->arena, v.p.row.code, v.form->name, v.number, v.row.body);
    v.index = version_index_of(r, &v.p, v.form, v.doc);
    v.take = (struct step_take){.proposal = &v.p,
                                .step = step,
                                .reason = reason,
                                .version = v.row.id,
                                .account = r->session->account,
                                .now = r->now,
                                .app = r->app,
                                .arena = r->arena,
                                .judged = true,
                                .lang = r->lang};
    enum status st = db_write(r, send_write, &v);
    if (st == DENIED && v.take.why.n) return send_refused(r, s, &v, v.take.why);
    TRY(st);
    const struct workflow_state *state = edition_state(v.p.edition, step->to);
    str args[] = {v.receipt ? v.hash : NO_STR,
                  state ? edition_text(v.p.edition, state->label, r->lang) : NO_STR};
    str note =
        v.receipt ? T(r, "Sent and received. The receipt %1 is on its way by mail and stays below.")
                  : T(r, "Done. It stands now at: %2.");
    return redirect_note(r, s, message_fill(r->arena, note, args, 2), "/desk/proposals/%.*s",
                         P(v.p.row.code));
}

/* ROUTE POST /desk/proposals/:proposal/submit     needs proposal.submit on :proposal
** Sends the latest version: freezes it, stores the verdicts, writes and mails a receipt. */
enum status proposal_submit_act(struct request *r, struct response *s)
{
    enum status st = CONFLICT;
    for (int i = 0; st == CONFLICT && i < SEND_TRIES; i++) {
        s->crumbs = (struct pair_array){0};
        st = send_try(r, s);
    }
    return st;
}

/* ROUTE GET /receipts/:hash     public
** Anybody can verify that a version arrived, when, and for which call; it tells nothing of what is
** in it. */
enum status proposal_receipt_page(struct request *r, struct response *s)
{
    struct digest hash;
    struct proposal_receipt view;
    if (!digest_from_hex(param(r, "hash"), &hash)) return NOT_FOUND;
    TRY(receipt_by_hash(r->db, r->arena, digest_hex(r->arena, hash), &view));
    const struct edition *e = edition_by_id(r->app, view.edition);
    const struct form *form = e ? edition_form(e, view.form) : NULL;
    if (form) view.form_title = edition_text(e, form->title, r->lang);
    if (str_eq(r->lang, S("fr")) && view.call_title_fr.n) view.call_title = view.call_title_fr;
    page_title(s, T(r, "Receipt"));
    page_updated(s, view.received);
    return show(r, s, proposal_receipt_view, &view);
}
