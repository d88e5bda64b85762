/* link.c: records that go on from one another: a note that was written again, deferred or joined. Shown
** on both, with what was said then and what is different now. */
#include "fund/change/change.h"

#include "fund/call/call.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/change_sql.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

/* RECORD proposal_link "What came before" */
/* RECORD change_request "Request" */

bool change_leads(struct request *r, const struct proposal *p)
{
    struct scope lead = {.kind = "proposal",
                         .record = p->row.id,
                         .organizations = {p->row.lead},
                         .organization_count = 1,
                         .created_by = p->row.created_by};
    return may(r, "proposal.submit", &lead);
}

enum status change_went_on(struct db *db, struct arena *a, i64 proposal, bool *out)
{
    struct change_link_array later = {0};
    TRY(change_later_of(db, a, proposal, &later));
    *out = later.n > 0;
    return OK;
}

enum status change_link_write(struct tx *tx, i64 earlier, i64 later, const char *kind, str reason,
                              i64 account)
{
    i64 id;
    return change_link_insert(tx,
                              &(struct change_link_insert_in){.earlier = earlier,
                                                              .later = later,
                                                              .kind = str_c(kind),
                                                              .reason = reason,
                                                              .now = tx_now(tx),
                                                              .account = account},
                              &id);
}

const struct workflow_step *change_step(const struct proposal *p, const char *effect)
{
    for (size_t i = 0; i < p->edition->step_count; i++) {
        const struct workflow_step *step = &p->edition->steps[i];
        for (size_t k = 0; str_eq(step->from, p->row.state) && k < step->effect_count; k++)
            if (str_eq(step->effects[k], str_c(effect))) return step;
    }
    return NULL;
}

/* --- on the record ------------------------------------------------------------------------------------ */

static const struct {
    const char *kind, *earlier, *later;
} words[] = {
    {"resubmitted", MESSAGE("Written again after “%1” (%2)"),
     MESSAGE("Written again as “%1” (%2)")},
    {"deferred", MESSAGE("Carried over from “%1” (%2)"), MESSAGE("Carried over into “%1” (%2)")},
    {"joined", MESSAGE("“%1” (%2) was joined to this note"),
     MESSAGE("This note was joined to “%1” (%2)")},
};

static str link_words(struct request *r, const struct change_link *l, bool earlier)
{
    str args[] = {l->title, l->call_title};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(l->kind, str_c(words[i].kind)))
            return message_fill(r->arena, T(r, earlier ? words[i].earlier : words[i].later), args,
                                2);
    return l->title;
}

static enum status extra_fill(struct request *r, const struct proposal *p,
                              struct proposal_extra *out)
{
    struct change_link_array earlier = {0}, later = {0};
    TRY(change_earlier_of(r->db, r->arena, p->row.id, &earlier));
    TRY(change_later_of(r->db, r->arena, p->row.id, &later));
    for (size_t i = 0; i < earlier.n; i++)
        *PUSH(r->arena, &out->remarks) = (struct proposal_remark){
            .text = link_words(r, &earlier.v[i], true),
            .label = T(r, "What was said then, and what is different now"),
            .address = arena_printf(r->arena, "/desk/proposals/%.*s/earlier", P(p->row.code))};
    for (size_t i = 0; i < later.n; i++)
        *PUSH(r->arena, &out->remarks) = (struct proposal_remark){
            .text = link_words(r, &later.v[i], false),
            .label = T(r, "Open it"),
            .address = arena_printf(r->arena, "/desk/proposals/%.*s", P(later.v[i].code))};
    return OK;
}

/* --- what came before ---------------------------------------------------------------------------------- */

/* The form of the later record that its latest version is of. */
static enum status latest_document(struct request *r, const struct proposal *p,
                                   const struct form **form, json_t **doc)
{
    struct proposal_version_row_array all = {0};
    struct proposal_version_row row;
    TRY(proposal_versions(r->db, r->arena, p->row.id, 1, &all));
    if (!all.n) return NOT_FOUND;
    *form = edition_form(p->edition, all.v[0].form);
    if (!*form) return NOT_FOUND;
    return proposal_document(r->db, r->arena, p->row.id, (*form)->name, &row, doc);
}

/* The earlier text beside the present one, in the words of the present edition. */
static enum status compare(struct request *r, const struct proposal *now,
                           const struct proposal *then, struct change_link *l)
{
    const struct form *form = NULL, *old = NULL;
    struct proposal_version_row row;
    json_auto_t *doc = NULL;
    json_auto_t *before = NULL;
    enum status st = latest_document(r, now, &form, &doc);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    old = edition_form(then->edition, form->name);
    if (!old) return OK;
    st = proposal_document(r->db, r->arena, then->row.id, old->name, &row, &before);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    json_auto_t *carried = document_carry(old, before, form);
    struct filling f = {.r = r, .p = now, .form = form, .doc = carried};
    TRY(filling_read(&f));
    differences_fill(&f, doc, NULL, &l->differences);
    l->compared = true;
    return OK;
}

/* What was said when it ended. */
static enum status outcome_of(struct request *r, const struct proposal *then, struct change_link *l)
{
    struct proposal_step_row last = {0};
    enum status st = proposal_last_step(r->db, r->arena, then->row.id, then->row.state, &last);
    l->ended = NO_DATE;
    if (st != OK) return st == NOT_FOUND ? OK : st;
    l->outcome = last.reason;
    l->ended = last.at;
    return OK;
}

/* ROUTE GET /desk/proposals/:proposal/earlier     needs proposal.read on :proposal
** What this proposal goes on from: what was said then, and what is different now. */
enum status change_earlier_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct change_earlier view = {0};
    struct change_link_array all = {0};
    TRY(proposal_head_fill(r, s, "earlier", &p, &view.head));
    TRY(change_earlier_of(r->db, r->arena, p.row.id, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct change_link *l = &all.v[i];
        struct proposal then;
        if (record_barred(r, "proposal", l->id)) continue;
        TRY(proposal_load_id(r->db, r->app, r->arena, l->id, &then));
        l->state_label = edition_text(then.edition, then.state->label, r->lang);
        struct scope scope;
        TRY(proposal_scope(r->db, r->arena, &then.row, &scope));
        if (may(r, "proposal.read", &scope))
            l->address = arena_printf(r->arena, "/desk/proposals/%.*s", P(l->code));
        TRY(outcome_of(r, &then, l));
        TRY(compare(r, &p, &then, l));
        *PUSH(r->arena, &view.earlier) = *l;
    }
    page_title(s, T(r, "What came before"));
    return show(r, s, change_earlier_view, &view);
}

/* --- letters ------------------------------------------------------------------------------------------- */

/* "The call “…” is open until …", or where the next one will be announced. */
static enum status slot_next_call(struct db *db, const struct step_take *t, str lang, str *out)
{
    struct change_call_array calls = {0};
    struct arena *a = t->arena;
    str base = t->app->config.base_url;
    TRY(change_calls(db, a, t->now, t->proposal->row.call, &calls));
    if (!calls.n) {
        str args[] = {arena_printf(a, "%.*s/calls", P(base))};
        *out = message_fill(
            a,
            tr(lang,
               MESSAGE("You are welcome to apply again. The next call will be announced at %1")),
            args, 1);
        return OK;
    }
    const struct change_call *c = &calls.v[0];
    str args[] = {str_eq(lang, S("fr")) && c->title_fr.n ? c->title_fr : c->title,
                  proposal_time_words(a, c->closes, c->zone, lang),
                  arena_printf(a, "%.*s/calls/%.*s", P(base), P(c->code))};
    *out = message_fill(
        a, tr(lang, MESSAGE("You are welcome to apply again: the call “%1” is open until %2.\n%3")),
        args, 3);
    return OK;
}

/* START change_start
** Makes joining, deferring and what came before known to the record and its letters. */
enum status change_start(struct app *app)
{
    (void)app;
    proposal_extra_register(extra_fill);
    step_slot_register("next_call", slot_next_call);
    step_page_register("join", "join");
    step_page_register("defer", "defer");
    return OK;
}
