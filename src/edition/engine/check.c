/* check.c: what only shows when all files of an edition are read: names that nothing answers to,
** states nobody reaches, meanings the program needs, powers that may not lie in one hand. Called by
** read.c once all files are well formed by themselves. Also holds the lists of names that C knows. */
#include "edition/engine/engine.h"
#include "web/registry.h"

/* What no page needs by itself: handlers and steps ask for these within. One to a line, so that two
** changes do not meet. */
/* clang-format off */
static const char *const verbs[] = {
    "proposal.withdraw",
    "proposal.encourage",
    "proposal.decline",
    "proposal.redraft",
    "finance.certify",
    "proposal.approve",
    "review.assign",
    "review.score",
    "review.conclude",
    "review.read",
    "story.submit",
    "search.desk",
    NULL,
};
/* clang-format on */
static const char *const guard_names[] = {
    "form_complete",
    "rules_pass",
    "call_open",
    "screening_complete",
    "screening_has_failure",
    "funds_certified",
    "other_person",
    "questions_answered",
    "review_complete",
    "comments_answered",
    "board_favours",
    "board_against",
    "conditions_met",
    NULL,
};
static const char *const effects[] = {
    "freeze", "receipt", "invite", "certify", "programme",  "lapse",
    "review", "redraft", "join",   "defer",   "reversible", NULL,
};
static const char *const holders[] = {"applicant", "fund", "finance", "approver", "none", NULL};
static const char *const sides[] = {"applicant", "fund",  "finance", "approver",
                                    "reviewer",  "board", NULL};
static const char *const scopes[] = {"fund", "organization", "record", NULL};
static const char *const letter_slots[] = {
    "person",   "organization", "fund",     "title",     "code",   "call",       "date",
    "deadline", "link",         "reason",   "clauses",   "amount", "hash",       "contact",
    "state",    "feedback",     "comments", "next_call", "appeal", "conditions", NULL,
};
/* What the program itself reads from a proposal; the form of the first state carries them. */
static const char *const needed_means[] = {
    "title", "country", "lead", "organization", "amount", "start", "months", "summary", NULL,
};

static bool among(const char *const *list, str s)
{
    for (size_t i = 0; list[i] != NULL; i++)
        if (str_eq(s, str_c(list[i]))) return true;
    return false;
}

/* Of the list above, or what some page needs: a feature brings its verbs along. */
bool known_verb(str verb)
{
    for (size_t i = 0; i < route_count; i++)
        if (routes[i].verb && str_eq(verb, str_c(routes[i].verb))) return true;
    return among(verbs, verb);
}

static str listed(struct reader *r, const char *const *list)
{
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; list[i] != NULL; i++)
        buf_printf(&b, "%s%s", i > 0 ? ", " : "", list[i]);
    str s = str_dup(r->fault_arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* Line of the text `value` within an entry `key` that holds a text or a list of texts. */
static i64 value_line(const struct node *map, const char *key, str value)
{
    const struct node *n = node_get(map, str_c(key));
    for (size_t i = 0; n != NULL && i < n->n; i++)
        if (n->items[i].kind == NODE_TEXT && str_eq(n->items[i].text, value))
            return n->items[i].line;
    return key_line(map, key);
}

/* --- workflow --- */

static const str workflow_file = S("workflow.lua");

static bool step_has(str *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], str_c(name))) return true;
    return false;
}

/* A review begins with the step into its state, and some step out of it waits for its conclusion. */
static void review_state_check(struct reader *r, const struct node *n,
                               const struct workflow_state *s)
{
    bool waits = false;
    if (edition_scorecard(r->e, s->scorecard) == NULL)
        fault(r, workflow_file, key_line(n, "scorecard"), "there is no scorecard “%.*s”",
              P(s->scorecard));
    for (size_t i = 0; i < r->e->step_count; i++) {
        const struct workflow_step *step = &r->e->steps[i];
        if (str_eq(step->to, s->name) && !step_has(step->effects, step->effect_count, "review"))
            fault(r, workflow_file, key_line(n, "scorecard"),
                  "step “%.*s” leads into a review and needs the effect review", P(step->name));
        if (str_eq(step->from, s->name) &&
            step_has(step->guards, step->guard_count, "review_complete"))
            waits = true;
    }
    if (!waits)
        fault(r, workflow_file, key_line(n, "scorecard"),
              "no step out of “%.*s” has the guard review_complete, so its review decides nothing",
              P(s->name));
}

/* What belongs to a review makes sense only beside one. */
static void review_step_check(struct reader *r, const struct node *n, const struct workflow_step *s)
{
    const struct workflow_state *from = edition_state(r->e, s->from);
    const struct workflow_state *to = edition_state(r->e, s->to);
    if (step_has(s->guards, s->guard_count, "review_complete") && from != NULL &&
        from->scorecard.n == 0)
        fault(r, workflow_file, value_line(n, "guards", S("review_complete")),
              "“%.*s” has no scorecard, so no review can be complete there", P(s->from));
    if (step_has(s->effects, s->effect_count, "review") && to != NULL && to->scorecard.n == 0)
        fault(r, workflow_file, value_line(n, "effects", S("review")),
              "“%.*s” has no scorecard, so no review begins there", P(s->to));
}

/* Where the vote moves a proposal on, one step follows a vote in favour and one a vote against. */
static void board_state_check(struct reader *r, const struct node *n,
                              const struct workflow_state *s)
{
    static const char *const needed[] = {"board_favours", "board_against"};
    bool votes = str_eq(s->board, S("vote"));
    if (!votes && !str_eq(s->board, S("optional")))
        fault(r, workflow_file, key_line(n, "board"), "the board is asked “optional” or by “vote”");
    for (size_t k = 0; votes && k < sizeof needed / sizeof *needed; k++) {
        size_t steps = 0;
        for (size_t i = 0; i < r->e->step_count; i++)
            if (str_eq(r->e->steps[i].from, s->name) &&
                step_has(r->e->steps[i].guards, r->e->steps[i].guard_count, needed[k]))
                steps++;
        if (steps != 1)
            fault(r, workflow_file, key_line(n, "board"),
                  "exactly one step out of “%.*s” needs the guard %s", P(s->name), needed[k]);
    }
}

/* A guard about the board makes sense only where the board can be asked. */
static void board_step_check(struct reader *r, const struct node *n, const struct workflow_step *s)
{
    const struct workflow_state *from = edition_state(r->e, s->from);
    for (size_t i = 0; from != NULL && i < s->guard_count; i++)
        if (str_starts(s->guards[i], S("board_")) && from->board.n == 0)
            fault(r, workflow_file, value_line(n, "guards", s->guards[i]),
                  "“%.*s” is never before the board, so this guard is never met", P(s->from));
}

/* Marks all states that can be reached; the first state is where a proposal begins. No way leads over
** `but`. */
static void reach(const struct edition *e, str from, str but, bool *reached)
{
    bool grown = true;
    for (size_t i = 0; i < e->state_count; i++)
        reached[i] = str_eq(e->states[i].name, from);
    while (grown) {
        grown = false;
        for (size_t i = 0; i < e->step_count; i++) {
            const struct workflow_state *a = edition_state(e, e->steps[i].from);
            const struct workflow_state *b = edition_state(e, e->steps[i].to);
            if (a == NULL || b == NULL || str_eq(a->name, but)) continue;
            if (reached[a - e->states] && !reached[b - e->states]) {
                reached[b - e->states] = true;
                grown = true;
            }
        }
    }
}

/* A day that comes from another state was named there, on every way that leads here. */
static void due_from_check(struct reader *r, const struct node *n, const struct workflow_state *s)
{
    const struct workflow_state *from = edition_state(r->e, s->due_from);
    i64 line = key_line(n, "due_from");
    if (s->days > 0 || s->working_days || s->final)
        fault(r, workflow_file, line,
              "“%.*s” has days of its own, or is final: due_from stands alone", P(s->name));
    if (from == NULL) {
        fault(r, workflow_file, line, "there is no state “%.*s”", P(s->due_from));
        return;
    }
    if (from->days < 1 || str_eq(from->name, r->e->first_state)) {
        fault(r, workflow_file, line,
              "no day is named on entry into “%.*s”: it needs days, and a step that leads there",
              P(s->due_from));
        return;
    }
    bool *reached = NEW_ARRAY(r->fault_arena, r->e->state_count, bool);
    reach(r->e, r->e->first_state, from->name, reached);
    if (reached[s - r->e->states])
        fault(r, workflow_file, line, "a way leads to “%.*s” that never was in “%.*s”", P(s->name),
              P(s->due_from));
}

static void state_check(struct reader *r, const struct node *n, const struct workflow_state *s)
{
    if (!among(holders, s->holder)) {
        str known = listed(r, holders);
        fault(r, workflow_file, key_line(n, "holder"), "“%.*s” holds nothing; known are %.*s",
              P(s->holder), P(known));
    }
    if (s->form.n > 0 && edition_form(r->e, s->form) == NULL)
        fault(r, workflow_file, key_line(n, "form"), "there is no form “%.*s”", P(s->form));
    if (s->public_status.n > 0 &&
        edition_label(r->e, S("programme_status"), s->public_status, S("en")).p == NULL)
        fault(r, workflow_file, key_line(n, "public_status"),
              "“%.*s” is not in the vocabulary programme_status", P(s->public_status));
    if (s->scorecard.n > 0) review_state_check(r, n, s);
    if (s->board.n > 0) board_state_check(r, n, s);
    if (s->due_from.n > 0) due_from_check(r, n, s);
    size_t ways = 0;
    for (size_t i = 0; i < r->e->step_count; i++)
        if (str_eq(r->e->steps[i].from, s->name)) ways++;
    if (s->final && ways > 0)
        fault(r, workflow_file, n->line, "“%.*s” is final, yet a step leads out of it", P(s->name));
    if (!s->final && ways == 0)
        fault(r, workflow_file, n->line,
              "no step leads out of “%.*s”; write final = true if "
              "that is meant",
              P(s->name));
}

static bool role_for(const struct edition *e, str verb)
{
    for (size_t i = 0; i < e->role_count; i++)
        if (edition_role_has(e, e->roles[i].name, verb)) return true;
    return false;
}

static void step_check(struct reader *r, const struct node *n, const struct workflow_step *s)
{
    if (edition_state(r->e, s->from) == NULL)
        fault(r, workflow_file, value_line(n, "from", s->from), "there is no state “%.*s”",
              P(s->from));
    if (edition_state(r->e, s->to) == NULL)
        fault(r, workflow_file, key_line(n, "to"), "there is no state “%.*s”", P(s->to));
    if (!known_verb(s->verb))
        fault(r, workflow_file, key_line(n, "verb"), "“%.*s” is no permission the program knows",
              P(s->verb));
    else if (!role_for(r->e, s->verb))
        fault(r, workflow_file, key_line(n, "verb"), "no role may take this step: none has “%.*s”",
              P(s->verb));
    review_step_check(r, n, s);
    board_step_check(r, n, s);
    for (size_t i = 0; i < s->guard_count; i++) {
        if (among(guard_names, s->guards[i])) continue;
        str known = listed(r, guard_names);
        fault(r, workflow_file, value_line(n, "guards", s->guards[i]),
              "“%.*s” is no guard; known are %.*s", P(s->guards[i]), P(known));
    }
    for (size_t i = 0; i < s->effect_count; i++) {
        str effect = s->effects[i];
        i64 line = value_line(n, "effects", effect);
        if (str_starts(effect, S("letter:"))) {
            str name = str_sub(effect, 7, effect.n);
            if (edition_letter(r->e, name) == NULL)
                fault(r, workflow_file, line, "there is no letter “%.*s”", P(name));
        } else if (!among(effects, effect)) {
            str known = listed(r, effects);
            fault(r, workflow_file, line, "“%.*s” is no effect; known are letter:NAME, %.*s",
                  P(effect), P(known));
        }
    }
}

static void award_check(struct reader *r)
{
    const struct edition *e = r->e;
    bool made = false;
    for (size_t i = 0; i < e->step_count; i++) {
        const struct workflow_step *s = &e->steps[i];
        bool makes = false;
        for (size_t k = 0; k < s->effect_count; k++)
            if (str_eq(s->effects[k], S("programme"))) makes = true;
        if (makes && str_eq(s->to, e->award_state)) made = true;
    }
    if (!made)
        fault(r, S("edition.lua"), key_line(r->settings, "award_state"),
              "no step into “%.*s” has the effect programme, so no programme would ever exist",
              P(e->award_state));
}

static void workflow_check(struct reader *r)
{
    const struct edition *e = r->e;
    const str settings = S("edition.lua");
    const struct node *states = node_get(r->workflow, S("states"));
    const struct node *steps = node_get(r->workflow, S("steps"));
    for (size_t i = 0; i < e->state_count; i++)
        state_check(r, &states->items[i], &e->states[i]);
    size_t at = 0; /* one entry may have made several steps: one for each `from` */
    for (size_t i = 0; i < steps->n && at < e->step_count; i++) {
        const struct node *from = node_get(&steps->items[i], S("from"));
        size_t many = from->kind == NODE_LIST ? from->n : 1;
        for (size_t k = 0; k < many && at < e->step_count; k++)
            step_check(r, &steps->items[i], &e->steps[at++]);
    }
    const struct workflow_state *first = edition_state(e, e->first_state);
    if (first == NULL)
        fault(r, settings, key_line(r->settings, "first_state"), "there is no state “%.*s”",
              P(e->first_state));
    if (edition_state(e, e->award_state) == NULL)
        fault(r, settings, key_line(r->settings, "award_state"), "there is no state “%.*s”",
              P(e->award_state));
    else
        award_check(r);
    if (first == NULL) return;
    if (first->form.n == 0)
        fault(r, workflow_file, states->items[first - e->states].line,
              "the first state needs a form that can be filled in");
    bool *reached = NEW_ARRAY(r->fault_arena, e->state_count, bool);
    reach(e, e->first_state, NO_STR, reached);
    for (size_t i = 0; i < e->state_count; i++)
        if (!reached[i])
            fault(r, workflow_file, states->items[i].line, "no way leads to “%.*s”",
                  P(e->states[i].name));
}

/* --- roles --- */

/* Powers that may not lie in one hand: not in one role, and not in two that one person holds. */
static const struct {
    const char *one, *other, *why;
} apart[] = {
    {"proposal.approve", "finance.certify", "who approves does not certify the funds"},
    {"proposal.approve", "setting.edit", "who administers the system does not approve"},
    {"proposal.approve", "person.edit", "who administers people does not approve"},
    {"proposal.approve", "proposal.edit", "who applies does not approve"},
    {"proposal.approve", "proposal.submit", "who applies does not approve"},
    {"finance.certify", "proposal.edit", "who applies does not certify the funds"},
    {"finance.certify", "proposal.submit", "who applies does not certify the funds"},
};

bool edition_roles_apart(const struct edition *e, str role, str held)
{
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        if ((edition_role_has(e, role, str_c(apart[i].one)) &&
             edition_role_has(e, held, str_c(apart[i].other))) ||
            (edition_role_has(e, role, str_c(apart[i].other)) &&
             edition_role_has(e, held, str_c(apart[i].one))))
            return true;
    return false;
}

static void roles_check(struct reader *r)
{
    const str file = S("roles.lua");
    for (size_t i = 0; i < r->e->role_count; i++) {
        const struct role *role = &r->e->roles[i];
        const struct node *n = &r->roles->items[i];
        if (!among(scopes, role->scope))
            fault(r, file, key_line(n, "scope"), "a scope is fund, organization or record");
        for (size_t k = 0; k < role->verb_count; k++)
            if (!known_verb(role->verbs[k]))
                fault(r, file, value_line(n, "verbs", role->verbs[k]),
                      "“%.*s” is no permission the program knows", P(role->verbs[k]));
        for (size_t k = 0; k < sizeof apart / sizeof *apart; k++)
            if (edition_role_has(r->e, role->name, str_c(apart[k].one)) &&
                edition_role_has(r->e, role->name, str_c(apart[k].other)))
                fault(r, file, value_line(n, "verbs", str_c(apart[k].one)),
                      "%s: “%s” and “%s” stand in different roles", apart[k].why, apart[k].one,
                      apart[k].other);
    }
    if (!role_for(r->e, S("setting.edit")) || !role_for(r->e, S("person.invite")))
        fault(r, file, 0, "some role needs “setting.edit” and some role “person.invite”");
}

/* --- letters, forms --- */

static void letters_check(struct reader *r)
{
    const str file = S("letters.lua");
    for (size_t i = 0; i < r->e->letter_count; i++) {
        const struct node *n = &r->letters->items[i];
        const str texts[] = {r->e->letters[i].subject, r->e->letters[i].body};
        for (size_t k = 0; k < 2; k++) {
            str rest = texts[k], name;
            while (text_next_slot(&rest, &name)) {
                if (among(letter_slots, name)) continue;
                str known = listed(r, letter_slots);
                fault(r, file, key_line(n, k == 0 ? "subject" : "body"),
                      "nothing fills %%{%.*s}; known are %.*s", P(name), P(known));
            }
        }
    }
}

static bool has_matrix_dimension(const struct form *f)
{
    for (size_t i = 0; i < f->section_count; i++)
        for (size_t k = 0; k < f->sections[i].field_count; k++)
            if (f->sections[i].fields[k].input == INPUT_MATRIX) return true;
    return form_meaning(f, S("dimension")) != NULL;
}

/* What the limit of a call may count: the program computes these alone. */
static void bases_check(struct reader *r)
{
    static const char *const bases[] = {"total", "direct", "year", "organization", NULL};
    const struct vocabulary *voc = edition_vocabulary(r->e, S("cap_basis"));
    for (size_t i = 0; voc != NULL && i < voc->terms.n; i++) {
        if (among(bases, voc->terms.v[i].code)) continue;
        str known = listed(r, bases);
        fault(r, S("vocabularies.lua"), 0, "“%.*s” is no basis of a limit; known are %.*s",
              P(voc->terms.v[i].code), P(known));
    }
}

/* One budget in a form: its pages and rules are found by the form alone. */
static void budgets_check(struct reader *r)
{
    for (size_t i = 0; i < r->e->form_count; i++) {
        size_t budgets = 0;
        const struct form *f = &r->e->forms[i];
        for (size_t k = 0; k < f->section_count; k++)
            for (size_t j = 0; j < f->sections[k].field_count; j++)
                if (f->sections[k].fields[j].input == INPUT_BUDGET) budgets++;
        if (budgets > 1)
            fault(r, arena_printf(r->fault_arena, "forms/%.*s.lua", P(f->name)), 0,
                  "a form has at most one budget");
    }
}

static void forms_check(struct reader *r)
{
    static const struct {
        const char *means;
        enum input input;
    } types[] = {
        {"title", INPUT_TEXT},
        {"summary", INPUT_TEXT},
        {"country", INPUT_COUNTRY},
        {"lead", INPUT_ORGANIZATION},
        {"organization", INPUT_ORGANIZATION},
        {"amount", INPUT_MONEY},
        {"start", INPUT_DATE},
        {"months", INPUT_NUMBER},
    };
    const struct workflow_state *first = edition_state(r->e, r->e->first_state);
    const struct form *form = first != NULL ? edition_form(r->e, first->form) : NULL;
    if (form == NULL) return;
    str file = arena_printf(r->fault_arena, "forms/%.*s.lua", P(form->name));
    for (size_t i = 0; needed_means[i] != NULL; i++)
        if (form_meaning(form, str_c(needed_means[i])) == NULL)
            fault(r, file, 0, "no field means “%s”, which the program needs", needed_means[i]);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const struct form_field *f = form_meaning(form, str_c(types[i].means));
        if (f != NULL && f->input != types[i].input)
            fault(r, file, 0, "field “%.*s” means “%s”, so it has another input", P(f->name),
                  types[i].means);
    }
    if (!has_matrix_dimension(form) && edition_vocabulary(r->e, S("dimension")) != NULL)
        warning(r, file, 0, "the vocabulary dimension is there, but no field means “dimension”");
}

void edition_check_across(struct reader *r)
{
    workflow_check(r);
    roles_check(r);
    letters_check(r);
    scorecards_check(r);
    reminders_check(r, sides);
    forms_check(r);
    budgets_check(r);
    bases_check(r);
    texts_check(r);
}
