/* guideline.c: the guidelines as everybody reads them: the same files that ask the questions in the
** forms and judge the answers. A text that would not fit one flight is split by chapter. */
#include "edition/adopted.h"
#include "fund/call/call.h"
#include "publish/profile/profile.h"
#include "publish/site/sitemap.h"
#include "web/address.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/guideline_sql.h"
#include "gen/registry.h"

/* RECORD guideline "Guidelines" search 110 "Guidelines" */

#define WHOLE_BYTES 22000 /* of Markdown: about half a flight when compressed */
#define CALLS_MAX 20

static str local(struct request *r, str path)
{
    return address_local(r->arena, address_base(r->arena, r->lang), path);
}

static void item_words(struct request *r, struct guideline_item *item)
{
    const struct edition *e = edition_by_code(r->app, item->code, NULL),
                         *now = edition_in_force(r->app);
    if (e) item->title = edition_text(e, item->title, r->lang);
    item->current = e && e == now;
}

/* ROUTE GET /guidelines     public
** The adopted editions of the guidelines. */
enum status guideline_list_page(struct request *r, struct response *s)
{
    struct guideline_list v = {0};
    i64 today = r->now / 86400;
    TRY(guideline_editions(r->db, r->arena, &v.items));
    for (size_t i = 0; i < v.items.n; i++) {
        item_words(r, &v.items.v[i]);
        if (v.items.v[i].in_force > today) page_valid_until(s, v.items.v[i].in_force * 86400);
    }
    page_title(s, T(r, "Guidelines"));
    s->description =
        T(r, "The rules of the fund, edition by edition, as the forms and the checks apply them.");
    return show(r, s, guideline_list_view, &v);
}

/* The edition of the path with its title in words. */
static enum status edition_of(struct request *r, const struct edition **e,
                              struct guideline_item *item)
{
    TRY(guideline_edition(r->db, r->arena, param(r, "edition"), item));
    *e = edition_by_code(r->app, item->code, NULL);
    if (!*e) return NOT_FOUND;
    item_words(r, item);
    return OK;
}

static str base_of(struct request *r, const struct edition *e)
{
    return arena_printf(r->arena, "/guidelines/%.*s", P(e->code));
}

/* --- the text ------------------------------------------------------------------------------------------------ */

/* "4.1" as an id, "c4-1". */
static str anchor_of(struct arena *a, str number)
{
    str s = arena_printf(a, "c%.*s", P(number));
    char *p = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] == '.' ? '-' : s.p[i];
    return (str){p, s.n};
}

static str chapter_of(str number)
{
    i64 dot = str_find_char(number, '.');
    return dot < 0 ? number : str_sub(number, 0, (size_t)dot);
}

static void chapters_fill(struct request *r, const struct edition *e,
                          struct guideline_chapter_array *out)
{
    struct guideline_chapter *open = NULL;
    for (size_t i = 0; i < e->clause_count; i++) {
        const struct clause *c = edition_clause_in(e, e->clauses[i].number, r->lang);
        if (!c) c = &e->clauses[i];
        if (!open || !str_eq(open->number, chapter_of(c->number))) {
            open = PUSH(r->arena, out);
            *open =
                (struct guideline_chapter){.number = chapter_of(c->number),
                                           .anchor = anchor_of(r->arena, chapter_of(c->number))};
        }
        if (str_eq(open->number, c->number)) {
            open->title = c->title;
            open->text = c->text;
            continue;
        }
        *PUSH(r->arena, &open->clauses) =
            (struct guideline_clause){.number = c->number,
                                      .anchor = anchor_of(r->arena, c->number),
                                      .title = c->title,
                                      .text = c->text,
                                      .unverified = c->unverified};
    }
}

static bool is_whole(const struct edition *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->clause_count; i++)
        n += e->clauses[i].text.n + e->clauses[i].title.n;
    return n <= WHOLE_BYTES;
}

static void addresses_fill(struct request *r, const struct edition *e, bool whole,
                           struct guideline_chapter_array *chapters)
{
    str base = local(r, base_of(r, e));
    for (size_t i = 0; i < chapters->n; i++) {
        struct guideline_chapter *c = &chapters->v[i];
        c->address = whole ? arena_printf(r->arena, "%.*s#%.*s", P(base), P(c->anchor))
                           : arena_printf(r->arena, "%.*s/chapters/%.*s", P(base), P(c->number));
    }
}

static void note_fill(struct request *r, const struct edition *e, str *note, str *lang)
{
    str guideline = edition_guideline(e, r->lang);
    *note = edition_text(e, e->note, r->lang);
    *lang = str_eq(r->lang, S("en")) || guideline.p != e->guideline.p ? r->lang : S("en");
}

/* ROUTE GET /guidelines/:edition     public
** The text of an edition, clause by clause; a long one as its table of contents. */
enum status guideline_show_page(struct request *r, struct response *s)
{
    const struct edition *e;
    struct guideline_show v = {0};
    TRY(edition_of(r, &e, &v.edition));
    v.whole = is_whole(e);
    note_fill(r, e, &v.note, &v.lang);
    chapters_fill(r, e, &v.chapters);
    addresses_fill(r, e, v.whole, &v.chapters);
    for (size_t i = 0; i < e->form_count; i++)
        *PUSH(r->arena, &v.forms) = (struct guideline_link){
            .title = edition_text(e, e->forms[i].title, r->lang),
            .address = local(r, arena_printf(r->arena, "%.*s/forms/%.*s", P(base_of(r, e)),
                                             P(e->forms[i].name)))};
    v.rule_count = (i64)e->rule_count;
    page_title(s, v.edition.title);
    s->description = str_abbrev(v.note, 180);
    page_crumb(r, s, "Guidelines", "/guidelines");
    return show(r, s, guideline_show_view, &v);
}

/* ROUTE GET /guidelines/:edition/chapters/:chapter     public
** One chapter of an edition. */
enum status guideline_chapter_page(struct request *r, struct response *s)
{
    const struct edition *e;
    struct guideline_chapter_show v = {0};
    struct guideline_chapter_array chapters = {0};
    str note;
    TRY(edition_of(r, &e, &v.edition));
    note_fill(r, e, &note, &v.lang);
    chapters_fill(r, e, &chapters);
    addresses_fill(r, e, false, &chapters);
    for (size_t i = 0; i < chapters.n; i++) {
        if (!str_eq(chapters.v[i].number, param(r, "chapter"))) continue;
        v.chapter = chapters.v[i];
        if (i > 0) v.before = chapters.v[i - 1].address;
        if (i + 1 < chapters.n) v.after = chapters.v[i + 1].address;
    }
    if (!v.chapter.number.n) return NOT_FOUND;
    page_title(s, arena_printf(r->arena, "%.*s %.*s", P(v.chapter.number), P(v.chapter.title)));
    page_crumb(r, s, "Guidelines", "/guidelines");
    page_crumb_text(s, v.edition.title, base_of(r, e));
    return show(r, s, guideline_chapter_show_view, &v);
}

/* --- forms and rules ------------------------------------------------------------------------------------------- */

static str clause_address(struct request *r, const struct edition *e, str number)
{
    const char *chapter =
        is_whole(e) ? "" : arena_printf(r->arena, "/chapters/%.*s", P(chapter_of(number))).p;
    if (!number.n) return NO_STR;
    return local(r, arena_printf(r->arena, "%.*s%s#%.*s", P(base_of(r, e)), chapter,
                                 P(anchor_of(r->arena, number))));
}

static str count_words(struct request *r, const char *message, i64 n)
{
    str words = T(r, message);
    i64 at = str_find(words, S("%1"));
    return at < 0 ? words
                  : arena_printf(r->arena, "%.*s%lld%.*s", (int)at, words.p, (long long)n,
                                 P(str_sub(words, (size_t)at + 2, words.n)));
}

static str limits_of(struct request *r, const struct form_field *f)
{
    if (f->max_words) return count_words(r, MESSAGE("at most %1 words"), f->max_words);
    if (f->max_chars) return count_words(r, MESSAGE("at most %1 characters"), f->max_chars);
    if (f->max_rows) return count_words(r, MESSAGE("at most %1 rows"), f->max_rows);
    return NO_STR;
}

static void field_fill(struct request *r, const struct edition *e, const struct form_field *f,
                       struct guideline_field *out)
{
    *out = (struct guideline_field){.name = f->name,
                                    .label = edition_text(e, f->label, r->lang),
                                    .hint = edition_text(e, f->hint, r->lang),
                                    .clause = f->clause,
                                    .clause_address = clause_address(r, e, f->clause),
                                    .limits = limits_of(r, f),
                                    .required = f->required,
                                    .unverified = f->unverified};
    for (size_t i = 0; i < f->column_count; i++)
        *PUSH(r->arena, &out->columns) =
            (struct guideline_column){edition_text(e, f->columns[i].label, r->lang)};
}

/* ROUTE GET /guidelines/:edition/forms/:form     public
** What a form asks, question by question. */
enum status guideline_form_page(struct request *r, struct response *s)
{
    const struct edition *e;
    struct guideline_form v = {0};
    TRY(edition_of(r, &e, &v.edition));
    const struct form *form = edition_form(e, param(r, "form"));
    if (!form) return NOT_FOUND;
    v.name = form->name;
    v.title = edition_text(e, form->title, r->lang);
    v.intro = edition_text(e, form->intro, r->lang);
    for (size_t i = 0; i < form->section_count; i++) {
        const struct form_section *section = &form->sections[i];
        struct guideline_section *out = PUSH(r->arena, &v.sections);
        *out = (struct guideline_section){.title = edition_text(e, section->title, r->lang),
                                          .intro = edition_text(e, section->intro, r->lang)};
        for (size_t k = 0; k < section->field_count; k++)
            field_fill(r, e, &section->fields[k], PUSH(r->arena, &out->fields));
    }
    page_title(s, v.title);
    page_crumb(r, s, "Guidelines", "/guidelines");
    page_crumb_text(s, v.edition.title, base_of(r, e));
    return show(r, s, guideline_form_view, &v);
}

/* ROUTE GET /guidelines/:edition/rules     public
** The rules by which proposals are checked, each with its clause. */
enum status guideline_rules_page(struct request *r, struct response *s)
{
    static const char *const severities[] = {"block", "warn", "info"};
    const struct edition *e;
    struct guideline_rules v = {0};
    TRY(edition_of(r, &e, &v.edition));
    for (size_t i = 0; i < e->rule_count; i++) {
        const struct rule *rule = &e->rules[i];
        const struct form *form = edition_form(e, rule->form);
        *PUSH(r->arena, &v.items) = (struct guideline_rule){
            .id = rule->id,
            .title = edition_text(e, rule->title, r->lang),
            .message = edition_text(e, rule->message, r->lang),
            .form = form ? edition_text(e, form->title, r->lang) : rule->form,
            .clause = rule->clause,
            .clause_address = clause_address(r, e, rule->clause),
            .severity = str_c(severities[rule->severity]),
            .human = rule->human,
            .unverified = rule->unverified};
    }
    page_title(s, T(r, "Rules"));
    page_crumb(r, s, "Guidelines", "/guidelines");
    page_crumb_text(s, v.edition.title, base_of(r, e));
    return show(r, s, guideline_rules_view, &v);
}

/* --- how the money works ----------------------------------------------------------------------------------------- */

static enum status open_call(struct request *r, struct response *s, struct call_item *out)
{
    struct call_row_array rows = {0};
    out->opens = out->closes = NO_DATE;
    TRY(call_list_public(r->db, r->arena, r->now, CALLS_MAX, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        page_valid_until(s, call_differs(&rows.v[i], r->now));
        if (!out->code.n && str_eq(call_phase(&rows.v[i], r->now), S("open")))
            call_item_fill(r, &rows.v[i], out);
    }
    return OK;
}

/* ROUTE GET /funding     public
** How the money works: who may apply, the way of a proposal, what was given so far. */
enum status funding_page(struct request *r, struct response *s)
{
    const struct edition *e = edition_in_force(r->app);
    struct guideline_funding v = {0};
    if (!e) return NOT_FOUND;
    TRY(guideline_edition(r->db, r->arena, e->code, &v.edition));
    item_words(r, &v.edition);
    v.currency = e->currency;
    chapters_fill(r, e, &v.chapters);
    addresses_fill(r, e, is_whole(e), &v.chapters);
    for (size_t i = 0; i < e->state_count; i++) {
        const struct workflow_state *state = &e->states[i];
        if (state->final && !state->public_status.n) continue;
        *PUSH(r->arena, &v.steps) =
            (struct guideline_step){.label = edition_text(e, state->label, r->lang),
                                    .holder = state->holder,
                                    .days = state->days,
                                    .working_days = state->working_days,
                                    .unverified = state->unverified};
    }
    TRY(open_call(r, s, &v.call));
    TRY(profile_total(r->db, r->arena, "fund", &v.amount, &v.amount_count));
    page_title(s, T(r, "How the money works"));
    s->description = T(
        r,
        "Who may apply, how much, for how long, and how a proposal travels from the call to the programme.");
    page_crumb(r, s, "About", "/about");
    return show(r, s, guideline_funding_view, &v);
}

/* SITEMAP guidelines
** The adopted editions and how the money works. */
enum status guideline_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    struct guideline_item_array all = {0};
    TRY(guideline_editions(db, a, &all));
    sitemap_add(out, a, S("/funding"), NO_DATE);
    sitemap_add(out, a, S("/guidelines"), NO_DATE);
    for (size_t i = 0; i < all.n; i++) {
        sitemap_add(out, a, arena_printf(a, "/guidelines/%.*s", P(all.v[i].code)), NO_DATE);
        sitemap_add(out, a, arena_printf(a, "/guidelines/%.*s/rules", P(all.v[i].code)), NO_DATE);
    }
    return OK;
}
