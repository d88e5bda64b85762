/* award.c: a programme begins. The effect `programme` of a step of the workflow; runs inside the
** step's own transaction, so that an approval without its programme cannot be. */
#include "fund/programme/facts.h"
#include "fund/proposal/proposal.h"
#include "money/ledger/ledger.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/registry.h"

#include "gen/programme_sql.h"
#include "gen/registry.h"

/* What several forms say of a place: the later form in the edition's order is the later word. */
static enum status places_of(struct db *db, const struct step_take *t, str *out)
{
    const struct edition *e = t->proposal->edition;
    for (size_t i = 0; i < e->form_count; i++) {
        struct proposal_version_row version;
        json_auto_t *document = NULL;
        str places;
        enum status st = proposal_document(db, t->arena, t->proposal->row.id, e->forms[i].name,
                                           &version, &document);
        if (st == NOT_FOUND) continue;
        TRY(st);
        if (document_text(&e->forms[i], document, "place", &places))
            *out = str_dup(t->arena, places);
    }
    return OK;
}

static void dates_fill(const struct step_take *t, struct programme_row *row)
{
    const struct proposal_row *p = &t->proposal->row;
    struct civil today = zone_local(fund_zone(t->app), t->now);
    row->approved = date_of(today.year, today.month, today.day);
    row->approved_exact = S("day");
    row->months = p->months;
    row->starts = p->starts;
    if (p->starts == NO_DATE) return;
    row->starts_exact = S("day");
    if (p->months <= 0) return;
    row->ends = date_add_months(p->starts, (int)p->months) - 1;
    row->ends_exact = S("day");
}

/* What is approved is no longer free: the ledger says so in the same transaction. */
static enum status commitment_post(struct tx *tx, const struct step_take *t, i64 day)
{
    const struct proposal_row *p = &t->proposal->row;
    struct ledger_why why;
    str programme, entry;
    if (!p->amount.currency[0] || p->amount.minor <= 0) return OK;
    TRY(programme_code_of(tx_db(tx), t->arena, p->id, &programme));
    struct ledger_post post = {.kind = S("commitment"),
                               .amount = p->amount,
                               .day = day,
                               .account = t->account,
                               .programme = programme,
                               .text = p->title,
                               .once = arena_printf(t->arena, "approval-%.*s", P(p->code))};
    return ledger_put(tx, t->arena, &post, &entry, &why);
}

/* To whom the proposal is closed, the programme that comes of it is, too, with its public profile's drafts:
** it tells what the proposal told. What is published of it everybody reads. */
static enum status bars_carry(struct tx *tx, const struct step_take *t)
{
    static const char *const kinds[][2] = {{"programme", "/desk/programmes/"},
                                           {"profile", "/desk/profiles/"}};
    const struct proposal_row *p = &t->proposal->row;
    struct programme_row programme;
    str code;
    TRY(programme_code_of(tx_db(tx), t->arena, p->id, &code));
    TRY(programme_by_code(tx_db(tx), t->arena, code, &programme));
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        TRY(record_bar_along(tx, t->arena, "proposal", p->id, kinds[k][0], programme.id,
                             arena_printf(t->arena, "%s%.*s", kinds[k][1], P(code))));
    return OK;
}

static enum status award(struct tx *tx, const struct step_take *t)
{
    struct db *db = tx_db(tx);
    const struct proposal_row *p = &t->proposal->row;
    const struct edition *e = t->proposal->edition;
    const struct workflow_state *state = edition_state(e, e->award_state);
    str taken;
    enum status st = programme_code_of(db, t->arena, p->id, &taken);
    if (st != NOT_FOUND) return st == OK ? CONFLICT : st;
    struct facts f;
    facts_begin(&f);
    f.row.proposal = p->id;
    f.row.title = p->title;
    f.row.summary = p->summary;
    f.row.amount = p->amount;
    if (p->amount.currency[0]) f.row.amount_kind = S("fund");
    f.row.status = state ? state->public_status : NO_STR;
    dates_fill(t, &f.row);
    TRY(places_of(db, t, &f.row.places));
    TRY(programme_proposal_organizations(db, t->arena, p->id, &f.organizations));
    TRY(programme_proposal_countries(db, t->arena, p->id, &f.countries));
    TRY(programme_proposal_dimensions(db, t->arena, p->id, &f.dimensions));
    TRY(facts_write(tx, t->arena, NULL, &f));
    TRY(bars_carry(tx, t));
    return commitment_post(tx, t, f.row.approved);
}

/* The ledger, below this room, asks. */
static enum status programme_there(struct db *db, struct arena *a, str code, bool *there)
{
    i64 taken;
    TRY(programme_code_taken(db, a, code, &taken));
    *there = taken > 0;
    return OK;
}

/* START award_start
** Lets a step of the workflow begin a programme, and the ledger know which there are. */
enum status award_start(struct app *app)
{
    (void)app;
    step_effect_register("programme", award);
    ledger_programme_register(programme_there);
    return OK;
}
