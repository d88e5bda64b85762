/* preview.c: an edition as those will see it who work with it: the guideline of the readers, the forms
** of the applicants, the criteria, the ways of a proposal, who may do what, the letters. Called for
** drafts without mistakes and for adopted editions; draws no conclusion of its own. */
#include "edition/draft/draft.h"

#include "web/message.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/registry.h"

struct preview {
    struct request *r;
    const struct edition *e;
    str lang;
    struct draft_preview *view;
};

static str said(const struct preview *p, str english)
{
    return english.n ? edition_text(p->e, english, p->lang) : english;
}

/* "%{title}" is filled when a letter or message is written; here it stands as ‹title›. */
static str with_slots(const struct preview *p, str english)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    str rest = said(p, english);
    for (i64 at; (at = str_find(rest, S("%{"))) >= 0;) {
        str tail = str_sub(rest, (size_t)at + 2, rest.n);
        i64 end = str_find_char(tail, '}');
        if (end < 0) break;
        buf_add(&b, str_sub(rest, 0, (size_t)at));
        buf_printf(&b, "‹%.*s›", (int)end, tail.p);
        rest = str_sub(tail, (size_t)end + 1, tail.n);
    }
    buf_add(&b, rest);
    str shown = str_dup(p->r->arena, buf_str(&b));
    buf_free(&b);
    return shown;
}

/* --- forms -------------------------------------------------------------------------------------- */

static const char *kind_of(const struct form_field *f)
{
    switch (f->input) {
    case INPUT_TEXT:
        return f->rows > 1 ? "area" : "text";
    case INPUT_CHOICE:
        return "choice";
    case INPUT_CHOICES:
        return "choices";
    case INPUT_NUMBER:
        return "number";
    case INPUT_MONEY:
        return "money";
    case INPUT_DATE:
        return "date";
    case INPUT_REFERENCE:
        return "choice";
    case INPUT_POINT:
        return "text";
    case INPUT_COUNTRY:
    case INPUT_ORGANIZATION:
        return f->many ? "several" : "choice";
    case INPUT_DECIMAL:
        return "number";
    case INPUT_TABLE:
    case INPUT_MATRIX:
    case INPUT_BUDGET:
        return "table";
    case INPUT_FILE:
        return "file";
    }
    return "text";
}

static str count_words(const struct preview *p, const char *message, i64 n)
{
    str number = arena_printf(p->r->arena, "%lld", (long long)n);
    return message_fill(p->r->arena, T(p->r, message), &number, 1);
}

static str limit_of(const struct preview *p, const struct form_field *f)
{
    bool low = f->input == INPUT_NUMBER && f->min != NO_DATE;
    bool high = f->input == INPUT_NUMBER && f->max != NO_DATE;
    str ends[] = {arena_printf(p->r->arena, "%lld", (long long)f->min),
                  arena_printf(p->r->arena, "%lld", (long long)f->max)};
    if (f->max_words) return count_words(p, MESSAGE("At most %1 words."), f->max_words);
    if (f->max_chars) return count_words(p, MESSAGE("At most %1 characters."), f->max_chars);
    if (f->accept.n) return T(p->r, "A PDF.");
    if (f->columns) return count_words(p, MESSAGE("At most %1 rows."), f->max_rows);
    if (low && high) return message_fill(p->r->arena, T(p->r, "From %1 to %2."), ends, 2);
    if (low) return message_fill(p->r->arena, T(p->r, "At least %1."), &ends[0], 1);
    if (high) return message_fill(p->r->arena, T(p->r, "At most %1."), &ends[1], 1);
    return NO_STR;
}

static struct draft_field field_view(const struct preview *p, const struct form_field *f)
{
    struct arena *a = p->r->arena;
    struct draft_field out = {.name = f->name,
                              .label = said(p, f->label),
                              .hint = said(p, f->hint),
                              .example = said(p, f->example),
                              .clause = f->clause,
                              .kind = str_c(kind_of(f)),
                              .limit = limit_of(p, f),
                              .required = f->required,
                              .is_public = f->is_public,
                              .unverified = f->unverified,
                              .rows = f->rows};
    if (f->input == INPUT_MONEY) out.unit = p->e->currency;
    const struct vocabulary *v = edition_vocabulary(p->e, f->vocabulary);
    for (size_t i = 0; v && i < v->terms.n; i++)
        *PUSH(a, &out.options) = (struct part_choice){.code = v->terms.v[i].code,
                                                      .label = said(p, v->terms.v[i].label),
                                                      .help = said(p, v->terms.v[i].help)};
    for (size_t i = 0; i < f->column_count; i++)
        *PUSH(a, &out.columns) = (struct draft_column){.label = said(p, f->columns[i].label),
                                                       .hint = said(p, f->columns[i].hint)};
    return out;
}

static void forms_fill(struct preview *p, str address)
{
    struct arena *a = p->r->arena;
    const struct form *chosen = edition_form(p->e, query(p->r, "form"));
    if (!chosen && p->e->form_count) chosen = &p->e->forms[0];
    for (size_t i = 0; i < p->e->form_count; i++) {
        const struct form *f = &p->e->forms[i];
        *PUSH(a, &p->view->form_tabs) =
            (struct part_tab){.label = said(p, f->title),
                              .address = arena_printf(a, "%.*s?part=forms&form=%.*s&lang=%.*s",
                                                      P(address), P(f->name), P(p->lang)),
                              .current = f == chosen ? S("page") : S("false")};
    }
    if (!chosen) return;
    p->view->form_title = said(p, chosen->title);
    p->view->form_intro = said(p, chosen->intro);
    for (size_t i = 0; i < chosen->section_count; i++) {
        const struct form_section *section = &chosen->sections[i];
        struct draft_section out = {.title = said(p, section->title),
                                    .intro = said(p, section->intro)};
        for (size_t k = 0; k < section->field_count; k++)
            *PUSH(a, &out.fields) = field_view(p, &section->fields[k]);
        *PUSH(a, &p->view->sections) = out;
    }
}

/* --- rules, ways, roles, letters ------------------------------------------------------------------ */

static void rules_fill(struct preview *p)
{
    static const char *const severities[] = {"block", "warn", "info"};
    for (size_t i = 0; i < p->e->rule_count; i++) {
        const struct rule *rule = &p->e->rules[i];
        const struct form *form = edition_form(p->e, rule->form);
        *PUSH(p->r->arena, &p->view->rules) =
            (struct draft_rule){.code = rule->id,
                                .title = said(p, rule->title),
                                .form = form ? said(p, form->title) : rule->form,
                                .clause = rule->clause,
                                .severity = str_c(severities[rule->severity]),
                                .message = with_slots(p, rule->message),
                                .human = rule->human,
                                .unverified = rule->unverified};
    }
}

static str joined(struct arena *a, const str *v, size_t n)
{
    str s = S("");
    for (size_t i = 0; i < n; i++)
        s = arena_printf(a, "%.*s%s%.*s", P(s), i ? ", " : "", P(v[i]));
    return s;
}

static str roles_with(const struct preview *p, str verb)
{
    str *v = NEW_ARRAY(p->r->arena, p->e->role_count, str);
    size_t n = 0;
    for (size_t i = 0; i < p->e->role_count; i++)
        if (edition_role_has(p->e, p->e->roles[i].name, verb))
            v[n++] = said(p, p->e->roles[i].label);
    return joined(p->r->arena, v, n);
}

static struct draft_step step_view(const struct preview *p, const struct workflow_step *step)
{
    const struct workflow_state *to = edition_state(p->e, step->to);
    return (struct draft_step){.label = said(p, step->label),
                               .to = to ? said(p, to->label) : step->to,
                               .to_name = step->to,
                               .verb = step->verb,
                               .who = roles_with(p, step->verb),
                               .guards = joined(p->r->arena, step->guards, step->guard_count),
                               .effects = joined(p->r->arena, step->effects, step->effect_count),
                               .reason = step->reason};
}

static str stay_words(const struct preview *p, const struct workflow_state *state)
{
    const struct workflow_state *entry = edition_state(p->e, state->due_from);
    if (entry) {
        str label = said(p, entry->label);
        return message_fill(p->r->arena, T(p->r, "until the day that was named with “%1”"), &label,
                            1);
    }
    if (!state->days) return NO_STR;
    return count_words(p, state->working_days ? MESSAGE("%1 working days") : MESSAGE("%1 days"),
                       state->days);
}

static void states_fill(struct preview *p)
{
    for (size_t i = 0; i < p->e->state_count; i++) {
        const struct workflow_state *state = &p->e->states[i];
        struct draft_state out = {
            .name = state->name,
            .label = said(p, state->label),
            .holder = state->holder,
            .next = said(p, state->next),
            .stay = stay_words(p, state),
            .public = edition_label(p->e, S("programme_status"), state->public_status, p->lang),
            .final = state->final,
            .first = str_eq(state->name, p->e->first_state),
            .unverified = state->unverified};
        for (size_t k = 0; k < p->e->step_count; k++)
            if (str_eq(p->e->steps[k].from, state->name))
                *PUSH(p->r->arena, &out.steps) = step_view(p, &p->e->steps[k]);
        *PUSH(p->r->arena, &p->view->states) = out;
    }
    p->view->picture = draft_workflow_svg(p->r, p->e, p->lang);
}

static bool verb_listed(const struct draft_preview *view, str verb)
{
    for (size_t i = 0; i < view->verbs.n; i++)
        if (str_eq(view->verbs.v[i].verb, verb)) return true;
    return false;
}

static void roles_fill(struct preview *p)
{
    struct arena *a = p->r->arena;
    for (size_t i = 0; i < p->e->role_count; i++) {
        const struct role *role = &p->e->roles[i];
        *PUSH(a, &p->view->roles) = (struct draft_role){.name = role->name,
                                                        .label = said(p, role->label),
                                                        .help = said(p, role->help),
                                                        .scope = role->scope};
        for (size_t k = 0; k < role->verb_count; k++) {
            if (verb_listed(p->view, role->verbs[k])) continue;
            struct draft_verb line = {.verb = role->verbs[k]};
            for (size_t n = 0; n < p->e->role_count; n++)
                *PUSH(a, &line.cells) = (struct draft_cell){
                    edition_role_has(p->e, p->e->roles[n].name, role->verbs[k])};
            *PUSH(a, &p->view->verbs) = line;
        }
    }
}

static void letters_fill(struct preview *p)
{
    for (size_t i = 0; i < p->e->letter_count; i++)
        *PUSH(p->r->arena, &p->view->letters) =
            (struct draft_letter){.name = p->e->letters[i].name,
                                  .subject = with_slots(p, p->e->letters[i].subject),
                                  .body = with_slots(p, p->e->letters[i].body)};
}

/* --- the page ------------------------------------------------------------------------------------- */

static const struct {
    const char *code, *label;
} parts[] = {{"guideline", MESSAGE("Guideline")}, {"forms", MESSAGE("Forms")},
             {"rules", MESSAGE("Rules")},         {"workflow", MESSAGE("Ways")},
             {"roles", MESSAGE("Roles")},         {"letters", MESSAGE("Letters")}};
#define PART_COUNT (sizeof parts / sizeof *parts)

static void tabs_fill(struct preview *p, str address)
{
    struct arena *a = p->r->arena;
    for (size_t i = 0; i < PART_COUNT; i++)
        *PUSH(a, &p->view->tabs) = (struct part_tab){
            .label = T(p->r, parts[i].label),
            .address =
                arena_printf(a, "%.*s?part=%s&lang=%.*s", P(address), parts[i].code, P(p->lang)),
            .current = str_eq(p->view->part, str_c(parts[i].code)) ? S("page") : S("false")};
    for (size_t i = 0; i < text_language_count && text_language_count > 1; i++) {
        str lang = str_c(text_languages[i].lang);
        *PUSH(a, &p->view->languages) =
            (struct part_tab){.label = lang,
                              .address = arena_printf(a, "%.*s?part=%.*s&lang=%.*s", P(address),
                                                      P(p->view->part), P(lang)),
                              .current = str_eq(lang, p->lang) ? S("true") : S("false")};
    }
}

static str lang_chosen(struct request *r)
{
    for (size_t i = 0; i < text_language_count; i++)
        if (str_eq(query(r, "lang"), str_c(text_languages[i].lang))) return query(r, "lang");
    return r->lang;
}

void draft_preview_fill(struct request *r, const struct edition *e, str address,
                        struct draft_preview *view)
{
    struct preview p = {.r = r, .e = e, .lang = lang_chosen(r), .view = view};
    view->part = str_c(parts[0].code);
    for (size_t i = 0; i < PART_COUNT; i++)
        if (str_eq(query(r, "part"), str_c(parts[i].code))) view->part = str_c(parts[i].code);
    view->title = said(&p, e->title);
    view->code = e->code;
    view->revision = e->revision;
    view->note = said(&p, e->note);
    view->currency = e->currency;
    view->in_force = e->in_force;
    tabs_fill(&p, address);
    if (str_eq(view->part, S("guideline"))) view->guideline = edition_guideline(e, p.lang);
    if (str_eq(view->part, S("forms"))) forms_fill(&p, address);
    if (str_eq(view->part, S("rules"))) rules_fill(&p);
    if (str_eq(view->part, S("workflow"))) states_fill(&p);
    if (str_eq(view->part, S("roles"))) roles_fill(&p);
    if (str_eq(view->part, S("letters"))) letters_fill(&p);
}

/* ROUTE GET /desk/editions/drafts/:draft/preview?part,form,lang     needs edition.read on :draft
** A draft as its readers, applicants and officers will see it. */
enum status draft_preview_page(struct request *r, struct response *s)
{
    struct draft_preview view = {.in_force = NO_DATE};
    struct draft_row row;
    struct draft_read read;
    TRY(draft_load(r, &row));
    TRY(draft_read(r, &row, &read));
    EDITION_OWN edition = read.edition;
    view.back = draft_address(r, &row);
    view.mistakes = read.mistakes;
    view.title = row.title;
    if (edition)
        draft_preview_fill(r, edition, arena_printf(r->arena, "%.*s/preview", P(view.back)), &view);
    page_title(s, T(r, "Preview"));
    page_crumb(r, s, "Editions", "/desk/editions");
    page_crumb_text(s, row.title, view.back);
    return show(r, s, draft_preview_view, &view);
}
