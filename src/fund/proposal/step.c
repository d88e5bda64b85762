/* step.c: taking a step of the workflow. What a step asks (guards) and causes (effects) are names in
** the edition; here are those that every fund has, features register the others at START. Called by
** the record page, by sending (send.c) and by the features that decide. */
#include "fund/proposal/letter.h"

#include "fund/calendar/calendar.h"
#include "mail/mail.h"
#include "people/role/role.h"
#include "web/app.h"
#include "web/out.h"
#include "web/text.h"

#include "gen/proposal_sql.h"

/* RECORD proposal_step "Step of a proposal" */
/* RECORD proposal_country "Country" */
/* RECORD proposal_dimension "Dimension" */

#define NAMES_MAX 16

static struct {
    struct {
        const char *name;
        step_guard_fn *fn;
    } guards[NAMES_MAX];
    struct {
        const char *name;
        step_effect_fn *fn;
    } effects[NAMES_MAX];
    struct {
        const char *name, *page;
    } pages[NAMES_MAX];
    struct {
        const char *name;
        step_slot_fn *fn;
    } slots[NAMES_MAX];
    size_t guard_count, effect_count, page_count, slot_count;
} known;

void step_guard_register(const char *name, step_guard_fn *fn)
{
    for (size_t i = 0; i < known.guard_count; i++)
        if (strcmp(known.guards[i].name, name) == 0 && known.guards[i].fn == fn) return;
    if (known.guard_count == NAMES_MAX) return;
    known.guards[known.guard_count].name = name;
    known.guards[known.guard_count++].fn = fn;
}

void step_effect_register(const char *name, step_effect_fn *fn)
{
    for (size_t i = 0; i < known.effect_count; i++)
        if (strcmp(known.effects[i].name, name) == 0 && known.effects[i].fn == fn) return;
    if (known.effect_count == NAMES_MAX) return;
    known.effects[known.effect_count].name = name;
    known.effects[known.effect_count++].fn = fn;
}

void step_slot_register(const char *name, step_slot_fn *fn)
{
    for (size_t i = 0; i < known.slot_count; i++)
        if (strcmp(known.slots[i].name, name) == 0) return;
    if (known.slot_count == NAMES_MAX) return;
    known.slots[known.slot_count].name = name;
    known.slots[known.slot_count++].fn = fn;
}

void step_page_register(const char *name, const char *page)
{
    for (size_t i = 0; i < known.page_count; i++)
        if (strcmp(known.pages[i].name, name) == 0) return;
    if (known.page_count == NAMES_MAX) return;
    known.pages[known.page_count].name = name;
    known.pages[known.page_count++].page = page;
}

static bool step_names(const struct workflow_step *step, const char *name)
{
    for (size_t i = 0; i < step->guard_count; i++)
        if (str_eq(step->guards[i], str_c(name))) return true;
    for (size_t i = 0; i < step->effect_count; i++)
        if (str_eq(step->effects[i], str_c(name))) return true;
    return false;
}

const char *step_page(const struct workflow_step *step)
{
    static const char *const sending[] = {"freeze", "receipt", "form_complete", "rules_pass"};
    for (size_t i = 0; i < known.page_count; i++)
        if (step_names(step, known.pages[i].name)) return known.pages[i].page;
    for (size_t i = 0; i < sizeof sending / sizeof *sending; i++)
        if (step_names(step, sending[i])) return "review";
    return NULL;
}

bool step_is_way_out(const struct workflow_step *step)
{
    return step_names(step, "reversible") || step_names(step, "join") || step_names(step, "defer");
}

/* Partners write with the lead, but only the lead sends and withdraws. */
static bool is_for_lead(str verb)
{
    return str_eq(verb, S("proposal.submit")) || str_eq(verb, S("proposal.withdraw"));
}

bool step_permitted(const struct request *r, const struct proposal *p,
                    const struct workflow_step *step, const struct scope *scope)
{
    if (!str_eq(step->from, p->row.state)) return false;
    struct scope lead = {.kind = "proposal",
                         .record = p->row.id,
                         .organizations = {p->row.lead},
                         .organization_count = 1,
                         .created_by = p->row.created_by};
    return may(r, str_z(r->arena, step->verb), is_for_lead(step->verb) ? &lead : scope);
}

const struct workflow_step *step_by_name(const struct edition *e, str from, str name)
{
    for (size_t i = 0; i < e->step_count; i++)
        if (str_eq(e->steps[i].from, from) && str_eq(e->steps[i].name, name)) return &e->steps[i];
    return NULL;
}

/* --- guards ---------------------------------------------------------------------------------------- */

static str why_of(const struct step_take *t, const char *message)
{
    return tr(t->lang.n ? t->lang : S("en"), message);
}

static enum status call_is_open(struct db *db, const struct step_take *t, str *why)
{
    i64 closes;
    enum status st = proposal_deadline(db, t->arena, t->proposal->row.id, &closes);
    if (st == NOT_FOUND) {
        *why = why_of(t, MESSAGE("The call was withdrawn. Nothing can be sent to it any more."));
        return DENIED;
    }
    TRY(st);
    if (t->now <= closes) return OK;
    *why = why_of(
        t,
        MESSAGE(
            "The call has closed. Your text is kept; ask the fund's office if the deadline was extended."));
    return DENIED;
}

/* Who proposes does not decide: neither who began or sent the proposal nor who passed it on into the
** state in which the decision is taken. */
static enum status is_other_person(struct db *db, const struct step_take *t, str *why)
{
    struct proposal_version_row_array sent = {0};
    struct proposal_step_row last = {0};
    TRY(proposal_frozen_by(db, t->arena, t->proposal->row.id, &sent));
    enum status st = proposal_last_step(db, t->arena, t->proposal->row.id, t->step->from, &last);
    if (st != OK && st != NOT_FOUND) return st;
    bool same = t->proposal->row.created_by == t->account || last.account == t->account;
    for (size_t i = 0; i < sent.n; i++)
        same = same || sent.v[i].account == t->account;
    if (!same) return OK;
    *why = why_of(
        t, MESSAGE("Another person has to take this step: you took one before it yourself."));
    return DENIED;
}

static enum status is_judged(const struct step_take *t, str *why)
{
    if (t->judged) return OK;
    *why =
        why_of(t, MESSAGE("The form is not complete yet. Its review page lists what is missing."));
    return DENIED;
}

static enum status guard_ask(struct db *db, struct step_take *t, str guard)
{
    bool asked = true;
    if (str_eq(guard, S("call_open")))
        TRY(call_is_open(db, t, &t->why));
    else if (str_eq(guard, S("other_person")))
        TRY(is_other_person(db, t, &t->why));
    else if (str_eq(guard, S("form_complete")))
        TRY(is_judged(t, &t->why));
    else if (str_eq(guard, S("rules_pass")))
        TRY(is_judged(t, &t->why));
    else
        asked = false;
    for (size_t i = 0; i < known.guard_count; i++) {
        if (!str_eq(guard, str_c(known.guards[i].name))) continue;
        TRY(known.guards[i].fn(db, t, &t->why));
        asked = true;
    }
    if (asked) return OK;
    log_line(LOG_ERROR, "a guard that no feature knows", "guard", str_z(t->arena, guard), NULL);
    return FAILED;
}

/* --- letters --------------------------------------------------------------------------------------- */

static str long_date(const struct step_take *t, i64 day, str lang)
{
    struct buf b;
    buf_init(&b, 200);
    buf_date_long(&b, day, str_z(t->arena, lang));
    str s = str_dup(t->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static i64 today_of(const struct step_take *t)
{
    struct calendar c = calendar_of(t->app, t->arena);
    return calendar_day(&c, t->now);
}

bool state_ends_with_call(const struct edition *e, str state)
{
    for (size_t i = 0; i < e->step_count; i++)
        if (str_eq(e->steps[i].from, state) && step_names(&e->steps[i], "call_open")) return true;
    return false;
}

/* The step with what it names: the day on which the new state expects its next step, and until when the
** decision can be appealed. Found once, so that its letters and what is kept of it say the same. */
static enum status step_named(struct db *db, const struct step_take *t, struct step_take *out)
{
    *out = *t;
    if (t->due && t->appeal) return OK;
    const struct proposal *p = t->proposal;
    struct calendar c = calendar_of(t->app, t->arena);
    if (!t->due) TRY(state_day_from(db, t->arena, &c, p, t->step->to, t->now, &out->due));
    out->appeal = state_appeal_end(&c, edition_state(p->edition, t->step->to), t->now);
    return OK;
}

static str deadline_words(const struct step_take *t, str lang)
{
    return t->due == NO_DATE ? tr(lang, MESSAGE("the day that we agree on"))
                             : long_date(t, t->due, lang);
}

static str money_words(const struct step_take *t, struct money m, str lang)
{
    struct buf b;
    buf_init(&b, 200);
    if (m.currency[0]) buf_money(&b, m, str_z(t->arena, lang), false);
    str s = str_dup(t->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum status clause_words(struct db *db, const struct step_take *t, str lang, str *out)
{
    struct proposal_finding_row_array failed = {0};
    const struct edition *e = t->proposal->edition;
    TRY(proposal_failed_clauses(db, t->arena, t->proposal->row.id, &failed));
    struct buf b;
    buf_init(&b, 1 << 18);
    for (size_t i = 0; i < failed.n; i++) {
        const struct proposal_finding_row *f = &failed.v[i];
        const struct clause *c = edition_clause_in(e, f->clause, lang);
        if (i) buf_char(&b, '\n');
        buf_add(&b, f->clause);
        if (c) buf_printf(&b, " %.*s", P(c->title));
        if (f->message.n) buf_printf(&b, ": %.*s", P(f->message));
    }
    *out = str_dup(t->arena, buf_str(&b));
    buf_free(&b);
    return OK;
}

/* What a feature says in a letter; nothing where none knows the placeholder. */
static enum status slot_words(struct db *db, const struct step_take *t, const char *name, str lang,
                              str *out)
{
    *out = NO_STR;
    for (size_t i = 0; i < known.slot_count; i++)
        if (strcmp(known.slots[i].name, name) == 0) return known.slots[i].fn(db, t, lang, out);
    return OK;
}

/* A placeholder with nothing to say leaves no empty paragraph behind. */
static str paragraphs_close(struct arena *a, str text)
{
    char *p = arena_alloc(a, text.n + 1);
    size_t n = 0, ends = 0;
    for (size_t i = 0; i < text.n; i++) {
        ends = text.p[i] == '\n' ? ends + 1 : 0;
        if (ends < 3) p[n++] = text.p[i];
    }
    return (str){p, n};
}

enum status step_letter(struct db *db, const struct step_take *taken, str name, str lang,
                        str person, str *subject, str *body)
{
    struct arena *a = taken->arena;
    const struct proposal *p = taken->proposal;
    const struct letter *letter = edition_letter(p->edition, name);
    struct step_take named, *t = &named;
    if (!letter) return NOT_FOUND;
    TRY(step_named(db, taken, t));
    str base = t->app->config.base_url, clauses, feedback, comments, next_call, appeal, conditions;
    TRY(clause_words(db, t, lang, &clauses));
    TRY(slot_words(db, t, "feedback", lang, &feedback));
    TRY(slot_words(db, t, "comments", lang, &comments));
    TRY(slot_words(db, t, "next_call", lang, &next_call));
    TRY(slot_words(db, t, "appeal", lang, &appeal));
    TRY(slot_words(db, t, "conditions", lang, &conditions));
    str link = arena_printf(a, "%.*s/desk/proposals/%.*s", P(base), P(p->row.code));
    str hash = t->hash.n
                   ? arena_printf(a, "%.*s\n%.*s/receipts/%.*s", P(t->hash), P(base), P(t->hash))
                   : NO_STR;
    const struct workflow_state *state = edition_state(p->edition, t->step->to);
    const struct slot slots[] = {
        {S("person"), person},
        {S("organization"), p->row.lead_name},
        {S("fund"), setting_in(t->app, a, "fund.name", lang, NULL)},
        {S("title"), p->row.title},
        {S("code"), p->row.code},
        {S("call"), p->row.call_title},
        {S("date"), long_date(t, today_of(t), lang)},
        {S("deadline"), deadline_words(t, lang)},
        {S("link"), link},
        {S("reason"), t->reason},
        {S("clauses"), clauses},
        {S("amount"), money_words(t, p->row.amount, lang)},
        {S("hash"), hash},
        {S("contact"), setting(t->app, a, "mail.from")},
        {S("state"), state ? edition_text(p->edition, state->label, lang) : NO_STR},
        {S("feedback"), feedback},
        {S("comments"), comments},
        {S("next_call"), next_call},
        {S("appeal"), appeal},
        {S("conditions"), conditions},
    };
    size_t n = sizeof slots / sizeof *slots;
    *subject = text_fill(a, edition_text(p->edition, letter->subject, lang), slots, n);
    *body =
        paragraphs_close(a, text_fill(a, edition_text(p->edition, letter->body, lang), slots, n));
    /* Editions whose letter of the approval was written before conditions had a place in it. */
    if (step_names(t->step, "funds_certified") && conditions.n && str_find(*body, conditions) < 0)
        *body = arena_printf(a, "%.*s\n\n%.*s", P(*body), P(conditions));
    if (hash.n && str_find(*body, t->hash) < 0) /* a letter that forgot the receipt */
        *body =
            arena_printf(a, "%.*s\n\n%.*s\n%.*s", P(*body),
                         P(tr(lang, MESSAGE("Your receipt, which anyone can verify:"))), P(hash));
    return OK;
}

static enum status letter_send(struct tx *tx, const struct step_take *t, str name,
                               const struct role_person *to)
{
    struct mail m = {.to = to->email,
                     .lang = to->lang,
                     .stream = S("office"),
                     .kind = name,
                     .record =
                         arena_printf(t->arena, "/desk/proposals/%.*s", P(t->proposal->row.code))};
    TRY(step_letter(tx_db(tx), t, name, to->lang, to->name, &m.subject, &m.text));
    return mail_put(tx, t->arena, &m, NULL);
}

static enum status letter_to_applicants(struct tx *tx, const struct step_take *t, str name)
{
    struct role_person_array people = {0};
    if (!edition_letter(t->proposal->edition, name)) return FAILED;
    TRY(proposal_people(tx_db(tx), t->arena, &t->proposal->row, t->now, &people));
    for (size_t i = 0; i < people.n; i++)
        TRY(letter_send(tx, t, name, &people.v[i]));
    return OK;
}

/* --- the step -------------------------------------------------------------------------------------- */

static enum status effect_run(struct tx *tx, const struct step_take *t, str effect)
{
    if (str_starts(effect, S("letter:")))
        return letter_to_applicants(tx, t, str_sub(effect, 7, effect.n));
    for (size_t i = 0; i < known.effect_count; i++)
        if (str_eq(effect, str_c(known.effects[i].name))) TRY(known.effects[i].fn(tx, t));
    return OK;
}

enum status step_take(struct tx *tx, struct step_take *t)
{
    struct db *db = tx_db(tx);
    const struct workflow_step *step = t->step;
    i64 id = t->proposal->row.id, step_id;
    struct step_take named;
    str state;
    TRY(proposal_state_of(db, t->arena, id, &state));
    if (!str_eq(state, step->from)) return CONFLICT;
    for (size_t i = 0; i < step->guard_count; i++)
        TRY(guard_ask(db, t, step->guards[i]));
    TRY(step_named(db, t, &named));
    TRY(proposal_set_state(tx, id, step->to, t->now));
    TRY(proposal_step_insert(tx,
                             &(struct proposal_step_insert_in){.proposal = id,
                                                               .step = step->name,
                                                               .old_state = step->from,
                                                               .new_state = step->to,
                                                               .reason = t->reason,
                                                               .version = t->version,
                                                               .due = named.due,
                                                               .appeal = named.appeal,
                                                               .now = t->now,
                                                               .account = t->account},
                             &step_id));
    for (size_t i = 0; i < step->effect_count; i++)
        TRY(effect_run(tx, &named, step->effects[i]));
    return OK;
}

/* The day of the stay that the latest step ended: the proposal comes back to it. */
static enum status day_before(struct db *db, const struct step_take *t, str state, i64 *day)
{
    struct proposal_step_row into = {0};
    struct calendar c = calendar_of(t->app, t->arena);
    const struct proposal *p = t->proposal;
    enum status st = proposal_last_step(db, t->arena, p->row.id, state, &into);
    if (st != OK && st != NOT_FOUND) return st;
    bool came = st == OK;
    return stay_due_day(db, t->arena, &c, p, state, came ? &into : NULL,
                        came ? into.at : p->row.created, day);
}

enum status step_undo(struct tx *tx, const struct step_take *t, const char *name)
{
    i64 id = t->proposal->row.id, step_id, due;
    struct proposal_step_row last = {0};
    str state;
    TRY(proposal_state_of(tx_db(tx), t->arena, id, &state));
    if (!str_eq(state, t->step->to)) return CONFLICT;
    TRY(proposal_last_step(tx_db(tx), t->arena, id, state, &last));
    if (!str_eq(last.step, t->step->name) || !str_eq(last.old_state, t->step->from))
        return CONFLICT;
    TRY(day_before(tx_db(tx), t, last.old_state, &due));
    TRY(proposal_set_state(tx, id, last.old_state, t->now));
    return proposal_step_insert(tx,
                                &(struct proposal_step_insert_in){.proposal = id,
                                                                  .step = str_c(name),
                                                                  .old_state = state,
                                                                  .new_state = last.old_state,
                                                                  .reason = t->reason,
                                                                  .version = last.version,
                                                                  .due = due,
                                                                  .appeal = NO_DATE,
                                                                  .now = t->now,
                                                                  .account = t->account},
                                &step_id);
}
