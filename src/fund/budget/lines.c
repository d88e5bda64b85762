/* lines.c: writing the lines of a budget: a page of them as a table of inputs, saved as a version of
** the whole form. Works without a script: lines are added, changed, moved and removed by buttons of
** one form. Where the edition says so, an organization changes its own lines and the lead all. */
#include "fund/budget/lines.h"

#include "edition/budget.h"
#include "fund/budget/budget.h"
#include "fund/budget/views.h"
#include "fund/comment/comment.h"
#include "fund/proposal/section.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/registry.h"

#define PAGE_LINES 40
#define SPARE_LINES 3
#define SAVE_TRIES 3
#define MESSAGES_MAX 50

/* --- opening ------------------------------------------------------------------------------------------- */

void editing_close(struct editing *e)
{
    writing_close(&e->w);
}

json_t *editing_rows(const struct editing *e, const json_t *doc)
{
    return json_object_getn(doc, e->field->name.p, e->field->name.n);
}

str line_organization(const struct editing *e, const json_t *row)
{
    const struct form_field *c = budget_column(e->field, "spender");
    const json_t *v = c ? json_object_getn(row, c->name.p, c->name.n) : NULL;
    return json_is_string(v) ? str_c(json_string_value(v)) : NO_STR;
}

bool line_is_own(const struct editing *e, str organization)
{
    bool own = e->leads || !organization.n;
    for (size_t i = 0; i < e->own_count && !own; i++)
        own = str_eq(e->own[i], organization);
    return own;
}

bool line_is_locked(const struct editing *e, const json_t *row)
{
    const json_t *id = json_object_get(row, BUDGET_ID);
    str line = json_is_string(id) ? str_c(json_string_value(id)) : NO_STR;
    return redraft_locks_line(&e->w.lock, e->field->name, line);
}

static bool has_line(const json_t *rows, str id)
{
    bool has = false;
    for (size_t i = 0; !has && i < json_array_size(rows); i++) {
        const json_t *v = json_object_get(json_array_get(rows, i), BUDGET_ID);
        has = json_is_string(v) && str_eq(str_c(json_string_value(v)), id);
    }
    return has;
}

str line_missing(const struct editing *e, const json_t *rows, const json_t *added)
{
    str id;
    for (size_t i = 0; (id = redraft_line(&e->w.lock, e->field->name, i)).n; i++)
        if (!has_line(rows, id) && !has_line(added, id)) return id;
    return NO_STR;
}

static void rights_fill(struct request *r, struct editing *e)
{
    struct scope lead = {
        .kind = "proposal", .organizations = {e->p.row.lead}, .organization_count = 1};
    e->leads = !e->field->own_lines || may(r, "proposal.edit", &lead);
    if (e->leads) return;
    e->own = NEW_ARRAY(r->arena, e->f.organizations.n, str);
    for (size_t i = 0; i < e->f.organizations.n; i++) {
        struct scope theirs = {.kind = "proposal",
                               .organizations = {e->f.organizations.v[i].id},
                               .organization_count = 1};
        if (may(r, "proposal.edit", &theirs)) e->own[e->own_count++] = e->f.organizations.v[i].code;
    }
}

enum status editing_open(struct request *r, struct response *s, struct editing *e)
{
    *e = (struct editing){0};
    TRY(proposal_head_fill(r, s, "budget", &e->p, &e->head));
    TRY(writing_open(r, &e->p, &e->w));
    e->field = form_budget(e->w.form);
    if (!e->field || budget_is_short(e->field)) return NOT_FOUND;
    if (redraft_locks(&e->w.lock, e->field->name)) return CONFLICT;
    e->f = (struct filling){.r = r, .p = &e->p, .form = e->w.form, .doc = e->w.doc};
    TRY(filling_read(&e->f));
    rights_fill(r, e);
    page_crumb_text(s, T(r, "Budget"),
                    arena_printf(r->arena, "/desk/proposals/%.*s/budget", P(e->p.row.code)));
    page_title(s, T(r, "Budget lines"));
    return OK;
}

/* --- showing ------------------------------------------------------------------------------------------- */

/* Columns to show: years behind the end of the programme only if something stands there. */
static bool *columns_shown(const struct editing *e, const json_t *rows, struct arena *a)
{
    bool *shown = NEW_ARRAY(a, e->field->column_count, bool);
    i64 months = 0;
    size_t year = 0;
    if (!document_int(e->w.form, e->f.doc, "months", &months)) months = e->p.row.months;
    for (size_t k = 0; k < e->field->column_count; k++) {
        const struct form_field *c = &e->field->columns[k];
        shown[k] = !c->computed;
        if (!str_eq(c->means, S("year"))) continue;
        shown[k] = months <= 0 || (i64)year++ * 12 < months;
        for (size_t i = 0; !shown[k] && i < json_array_size(rows); i++)
            shown[k] = json_object_getn(json_array_get(rows, i), c->name.p, c->name.n) != NULL;
    }
    return shown;
}

/* What was asked about a line, or nothing. */
static str line_asked(const struct budget_edit *view, str id)
{
    for (size_t i = 0; i < view->asks.n; i++)
        if (id.n && str_eq(view->asks.v[i].line, id)) return view->asks.v[i].address;
    return NO_STR;
}

static void line_put(const struct editing *e, const bool *shown, const json_t *row, size_t index,
                     const struct budget_line *l, struct budget_edit *view)
{
    struct arena *a = e->f.r->arena;
    str name = e->field->name;
    struct budget_edit_line out = {
        .number = (i64)index + 1,
        .fresh = !row,
        .locked = row && (!line_is_own(e, line_organization(e, row)) || line_is_locked(e, row)),
        .computed = l && l->computed,
        .amount = money_of(l ? l->amount : 0, e->p.edition->currency)};
    if (row) {
        out.id = l->id;
        out.id_name = arena_printf(a, "f.%.*s.%zu.%s", P(name), index, BUDGET_ID);
        out.remove = arena_printf(a, "remove.%zu", index);
        out.asked = line_asked(view, l->id);
    }
    if (row && !redraft_by_line(&e->w.lock, name)) {
        out.up = arena_printf(a, "up.%zu", index);
        out.down = arena_printf(a, "down.%zu", index);
    }
    for (size_t k = 0; k < e->field->column_count; k++) {
        const struct form_field *c = &e->field->columns[k];
        const json_t *v = json_object_getn(row, c->name.p, c->name.n);
        if (!shown[k]) continue;
        if (out.locked) {
            *PUSH(a, &out.words) =
                (struct proposal_words){.label = edition_text(e->p.edition, c->label, e->f.r->lang),
                                        .text = value_words(&e->f, c, v)};
            continue;
        }
        str path = arena_printf(a, "%.*s.%zu.%.*s", P(name), index, P(c->name));
        *PUSH(a, &out.cells) = cell_input(&e->f, c, v, path);
    }
    *PUSH(a, &view->lines) = out;
}

static str lines_address(const struct editing *e, str organization, i64 from)
{
    return arena_printf(e->f.r->arena,
                        "/desk/proposals/%.*s/budget/lines?organization=%.*s&from=%lld",
                        P(e->p.row.code), P(organization), (long long)from);
}

static void lines_fill(const struct editing *e, const struct budget *b, struct budget_edit *view)
{
    struct arena *a = e->f.r->arena;
    const json_t *rows = editing_rows(e, e->f.doc);
    const bool *shown = columns_shown(e, rows, a);
    for (size_t k = 0; k < e->field->column_count; k++) {
        if (!shown[k]) continue;
        *PUSH(a, &view->columns) = (struct budget_head){
            .label = edition_text(e->p.edition, e->field->columns[k].label, e->f.r->lang)};
        keys_offer(&e->f, &e->field->columns[k], &view->keys);
    }
    for (size_t i = 0; i < b->n; i++) {
        const struct budget_line *l = &b->lines[i];
        if (view->organization.n && !str_eq(l->codes[BUDGET_ORGANIZATION], view->organization))
            continue;
        i64 place = view->count++;
        view->spreads = view->spreads || (l->computed && l->amount && l->years[0] == l->amount &&
                                          !line_is_locked(e, json_array_get(rows, i)));
        if (place >= view->from && place < view->from + PAGE_LINES)
            line_put(e, shown, json_array_get(rows, i), i, l, view);
    }
    view->spreads = view->spreads && b->year_count > 0;
    view->last = view->from + (i64)view->lines.n;
    view->by_line = redraft_by_line(&e->w.lock, e->field->name);
    size_t spare = !view->by_line ? SPARE_LINES : line_missing(e, rows, NULL).n ? 1 : 0;
    for (size_t i = 0; i < spare && b->n + i < (size_t)e->field->max_rows; i++)
        line_put(e, shown, NULL, b->n + i, NULL, view);
    live_fill(e, b, view);
    if (view->from > 0)
        view->previous = lines_address(e, view->organization,
                                       view->from > PAGE_LINES ? view->from - PAGE_LINES : 0);
    if (view->last < view->count) view->next = lines_address(e, view->organization, view->last);
}

str budget_finding_address(struct arena *a, const struct proposal *p, str at)
{
    str rest = at, name, digits;
    i64 line = 0;
    if (str_cut(&rest, '.', &name) && str_cut(&rest, '.', &digits) && str_i64(digits, &line))
        return arena_printf(a, "/desk/proposals/%.*s/budget/lines?from=%lld#f-%.*s-%lld-%.*s",
                            P(p->row.code), (long long)(line - line % PAGE_LINES), P(name),
                            (long long)line, P(rest));
    return arena_printf(a, "/desk/proposals/%.*s/budget/lines", P(p->row.code));
}

/* Findings of the budget, each with the way to its line. */
static void messages_put(const struct editing *e, struct budget_edit *view)
{
    struct request *r = e->f.r;
    str name = e->field->name;
    for (size_t i = 0; i < e->f.findings.n && view->messages.n < MESSAGES_MAX; i++) {
        const struct finding *x = &e->f.findings.v[i];
        if (!str_starts(x->field, name) || (x->field.n > name.n && x->field.p[name.n] != '.'))
            continue;
        *PUSH(r->arena, &view->messages) =
            (struct proposal_message){.text = x->message,
                                      .label = edition_text(e->p.edition, e->field->label, r->lang),
                                      .address = budget_finding_address(r->arena, &e->p, x->field),
                                      .tone = finding_tone(x)};
    }
}

/* What was asked about the budget or its lines. */
static enum status asks_fill(const struct editing *e, struct budget_edit *view)
{
    struct request *r = e->f.r;
    const struct form_section *section;
    const struct form_field *field;
    struct proposal_input_array inputs = {0};
    if (!comment_field(e->w.form, e->field->name, &section, &field)) return OK;
    for (size_t i = 0; i < section->field_count; i++)
        *PUSH(r->arena, &inputs) = (struct proposal_input){0};
    TRY(comments_asked(r, &e->p, e->w.form, section, &inputs));
    for (size_t i = 0; i < inputs.n; i++)
        if (&section->fields[i] == e->field) view->asks = inputs.v[i].asks;
    return OK;
}

static void view_fill(struct editing *e, struct budget_edit *view)
{
    struct request *r = e->f.r;
    struct budget b;
    struct naming n = {&e->f, e->field, &b, e->p.edition->currency};
    struct budget_summary spenders = {0};
    struct money none = money_of(0, n.currency);
    view->head = e->head;
    view->action = lines_address(e, view->organization, view->from);
    view->back = arena_printf(r->arena, "/desk/proposals/%.*s/budget", P(e->p.row.code));
    view->bring = arena_printf(r->arena, "%.*s/bring", P(view->back));
    view->seen = e->w.row.number;
    view->saved = e->w.row.at;
    view->saved_by = e->w.row.person;
    view->own_only = !e->leads;
    for (size_t i = 0; budget_column(e->field, "spender") && i < e->f.organizations.n; i++)
        *PUSH(r->arena, &view->organizations) = (struct part_choice){
            .code = e->f.organizations.v[i].code, .label = e->f.organizations.v[i].acronym};
    budget_read(e->p.edition, e->field, e->f.doc, r->arena, &b);
    spenders_put(&n, &spenders);
    view->whole = b.n ? spenders.whole
                      : (struct budget_organization){
                            .direct = none, .support = none, .total = none, .other = none};
    lines_fill(e, &b, view);
    messages_put(e, view);
}

/* The lines of `doc`, which may be what was typed and not saved. */
static enum status lines_show(struct response *s, struct editing *e, const json_t *doc,
                              struct budget_edit *view)
{
    struct request *r = e->f.r;
    e->f.doc = doc;
    TRY(filling_judge(&e->f));
    TRY(asks_fill(e, view));
    view_fill(e, view);
    return view->conflicts.n ? show_status(r, s, 409, budget_edit_view, view)
                             : show(r, s, budget_edit_view, view);
}

static i64 from_of(const struct request *r)
{
    i64 from;
    return str_i64(query(r, "from"), &from) && from > 0 ? from - from % PAGE_LINES : 0;
}

/* ROUTE GET /desk/proposals/:proposal/budget/lines?organization,from     needs proposal.edit on :proposal
** A page of the budget's lines, to write in. */
enum status budget_lines_page(struct request *r, struct response *s)
{
    EDITING e;
    struct budget_edit view = {.organization = query(r, "organization"), .from = from_of(r)};
    TRY(editing_open(r, s, &e));
    return lines_show(s, &e, e.w.doc, &view);
}

/* --- taking -------------------------------------------------------------------------------------------- */

static str typed_text(struct arena *a, str value)
{
    str text = str_trim(value);
    char *p = arena_alloc(a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r') p[n++] = text.p[i];
    return (str){p, n};
}

static const struct form_field *column_named(const struct form_field *field, str name)
{
    for (size_t k = 0; k < field->column_count; k++)
        if (!field->columns[k].computed && str_eq(field->columns[k].name, name))
            return &field->columns[k];
    return NULL;
}

/* One cell that came: "f.budget.17.unit_cost". */
static void cell_put(struct request *r, const struct editing *e, const struct pair *came,
                     struct typed_lines *lines)
{
    str rest = str_sub(came->name, e->field->name.n + 3, came->name.n), digits;
    i64 index;
    if (!str_cut(&rest, '.', &digits) || !str_i64(digits, &index) || index < 0 ||
        index >= BUDGET_LINES)
        return;
    struct typed_line *line = lines->n ? &lines->v[lines->n - 1] : NULL;
    for (size_t i = lines->n; i > 0 && line->index != index; i--)
        line = &lines->v[i - 1];
    if (!line || line->index != index) {
        line = PUSH(r->arena, lines);
        *line = (struct typed_line){.index = index, .row = json_object()};
    }
    const struct form_field *c = column_named(e->field, rest);
    str typed = typed_text(r->arena, came->value);
    if (str_eq(rest, S(BUDGET_ID)))
        line->id = typed;
    else if (c && typed.n)
        (void)json_object_setn_new(line->row, c->name.p, c->name.n,
                                   cell_take(r, e->p.edition, c, typed));
    else if (c)
        (void)json_object_setn_new(line->row, c->name.p, c->name.n, json_null());
}

static void typed_free(struct typed_lines *lines)
{
    for (size_t i = 0; i < lines->n; i++)
        json_decref(lines->v[i].row);
}

/* A code that no list offered was not chosen by anybody. */
static bool code_offered(const struct editing *e, const struct form_field *c, const json_t *v)
{
    str code = json_is_string(v) ? str_c(json_string_value(v)) : NO_STR;
    if (c->input == INPUT_CHOICE)
        return edition_label(e->p.edition, c->vocabulary, code, S("en")).p != NULL;
    bool known = c->input != INPUT_ORGANIZATION;
    for (size_t i = 0; i < e->f.organizations.n && !known; i++)
        known = str_eq(e->f.organizations.v[i].code, code);
    return known;
}

/* Cells that did not come stay as they were; cells left empty go; a line without cells goes. */
static void line_finish(const struct editing *e, const json_t *before, struct typed_line *t)
{
    size_t filled = 0;
    for (size_t k = 0; k < e->field->column_count; k++) {
        const struct form_field *c = &e->field->columns[k];
        json_t *v = json_object_getn(t->row, c->name.p, c->name.n);
        json_t *old = json_object_getn(before, c->name.p, c->name.n);
        if (v && !json_is_null(v) && !json_equal(v, old) && !code_offered(e, c, v))
            v = NULL;
        else if (!v)
            v = old;
        if (v && !json_is_null(v)) {
            (void)json_object_setn(t->row, c->name.p, c->name.n, v);
            filled++;
        } else {
            (void)json_object_deln(t->row, c->name.p, c->name.n);
        }
    }
    if (t->id.n) (void)json_object_set_new(t->row, BUDGET_ID, json_stringn(t->id.p, t->id.n));
    if (filled) return;
    json_decref(t->row);
    t->row = NULL;
}

/* What came, with `base` for cells that were not shown. The line named by "remove.N" goes. */
static void lines_take(struct request *r, const struct editing *e, const struct line_places *base,
                       struct typed_lines *out)
{
    str prefix = arena_printf(r->arena, "f.%.*s.", P(e->field->name)), act = field(r, "act");
    i64 gone = -1;
    size_t unused;
    for (size_t i = 0; i < r->fields.n; i++)
        if (str_starts(r->fields.v[i].name, prefix)) cell_put(r, e, &r->fields.v[i], out);
    if (str_starts(act, S("remove.")) && !str_i64(str_sub(act, 7, act.n), &gone)) gone = -1;
    for (size_t i = 0; i < out->n; i++) {
        struct typed_line *t = &out->v[i];
        line_finish(e, line_with(base, t->id, &unused), t);
        if (t->index != gone) continue;
        json_decref(t->row);
        t->row = NULL;
    }
}

enum status base_open(struct request *r, const struct editing *e, i64 seen, json_t **out)
{
    json_auto_t *doc = NULL;
    TRY(writing_base(r, &e->p, &e->w, seen, &doc));
    *out = json_incref(editing_rows(e, doc));
    return OK;
}

/* --- saving -------------------------------------------------------------------------------------------- */

static void conflicts_put(const struct editing *e, const struct line_conflicts *conflicts,
                          struct budget_conflict_array *out)
{
    struct request *r = e->f.r;
    for (size_t i = 0; i < conflicts->n; i++) {
        const struct line_conflict *x = &conflicts->v[i];
        for (size_t k = 0; k < e->field->column_count; k++) {
            const struct form_field *c = &e->field->columns[k];
            const json_t *theirs = json_object_getn(x->theirs, c->name.p, c->name.n);
            const json_t *mine = json_object_getn(x->mine, c->name.p, c->name.n);
            if (theirs == mine || (theirs && mine && json_equal(theirs, mine))) continue;
            str args[] = {arena_printf(r->arena, "%zu", x->index + 1),
                          edition_text(e->p.edition, c->label, r->lang)};
            str pattern = x->index == SIZE_MAX ? T(r, "Removed line: %2") : T(r, "Line %1: %2");
            *PUSH(r->arena, out) =
                (struct budget_conflict){.label = message_fill(r->arena, pattern, args, 2),
                                         .theirs = value_words(&e->f, c, theirs),
                                         .yours = value_words(&e->f, c, mine)};
        }
    }
}

static str id_at(const struct typed_lines *typed, str act, size_t skip)
{
    i64 index;
    if (!str_i64(str_sub(act, skip, act.n), &index)) return NO_STR;
    for (size_t i = 0; i < typed->n; i++)
        if (typed->v[i].index == index) return typed->v[i].id;
    return NO_STR;
}

/* The whole document with the lines as they shall be. A new reference. */
static json_t *document_with(struct request *r, const struct editing *e, json_t *rows,
                             const struct typed_lines *typed, str organization)
{
    str act = field(r, "act");
    json_t *doc = json_copy(e->w.doc);
    if (str_starts(act, S("up."))) line_move(e, rows, id_at(typed, act, 3), organization, true);
    if (str_starts(act, S("down."))) line_move(e, rows, id_at(typed, act, 5), organization, false);
    (void)json_object_setn(doc, e->field->name.p, e->field->name.n, rows);
    if (str_eq(act, S("spread"))) lines_spread(r, e, doc);
    return doc;
}

/* Back to the page where one was; new lines stand on the last. */
static enum status save_done(struct request *r, struct response *s, const struct editing *e,
                             const json_t *rows, str note, const struct budget_edit *view)
{
    size_t before = json_array_size(editing_rows(e, e->w.doc)), after = json_array_size(rows);
    i64 from = view->from;
    if (after > before && !view->organization.n)
        from = (i64)(after - 1) - (i64)(after - 1) % PAGE_LINES;
    str kept = draft_key_of(r);
    return redirect_note(
        r, s, note, "/desk/proposals/%.*s/budget/lines?organization=%.*s&from=%lld%s%.*s",
        P(e->p.row.code), P(view->organization), (long long)from, kept.n ? "&saved=" : "", P(kept));
}

/* ROUTE POST /desk/proposals/:proposal/budget/lines?organization,from     needs proposal.edit on :proposal     max 2m
** Saves the lines of the page as a new version of the form. */
enum status budget_lines_save(struct request *r, struct response *s)
{
    EDITING e;
    i64 seen;
    str note = NO_STR;
    struct budget_edit view = {.organization = query(r, "organization"), .from = from_of(r)};
    __attribute__((cleanup(typed_free))) struct typed_lines typed = {0};
    json_auto_t *base = NULL;
    TRY(editing_open(r, s, &e));
    if (!str_i64(field(r, "seen"), &seen)) seen = 0;
    TRY(base_open(r, &e, seen, &base));
    struct line_places places = line_places(r->arena, base);
    lines_take(r, &e, &places, &typed);
    enum status st = CONFLICT;
    for (int i = 0; st == CONFLICT && i < SAVE_TRIES; i++) {
        struct line_conflicts conflicts = {0};
        if (i > 0) TRY(writing_again(r, &e.p, &e.w));
        json_auto_t *rows = lines_merge(r, &e, &places, &typed, &conflicts);
        json_auto_t *doc = document_with(r, &e, rows, &typed, view.organization);
        size_t n = json_array_size(rows), before = json_array_size(editing_rows(&e, e.w.doc));
        if (n > before && (i64)n > e.field->max_rows)
            problem(r, "lines", "A budget has at most %lld lines; this would make %zu.",
                    (long long)e.field->max_rows, n);
        conflicts_put(&e, &conflicts, &view.conflicts);
        if (conflicts.n || problems(r)) return lines_show(s, &e, doc, &view);
        st = writing_save(r, &e.p, &e.w, doc, &note);
        if (st == OK) return save_done(r, s, &e, rows, note, &view);
    }
    return st;
}
