/* call.c: calls as everybody sees them: the list, one call with what its form asks. The feed and the
** calendar are in feed.c, the desk's
** pages are in call_desk.c. A page is valid until the next opening, deadline or change of "days left". */
#include "fund/call/call.h"

#include "edition/adopted.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/call_sql.h"
#include "gen/registry.h"

#define DAY 86400
#define LIST_MAX 200

enum status call_load(struct db *db, struct arena *a, str code, struct call_row *out)
{
    return call_by_code(db, a, code, out);
}

enum status call_list_public(struct db *db, struct arena *a, i64 now, i64 limit,
                             struct call_row_array *out)
{
    return call_published(db, a, now, limit, out);
}

str call_phase(const struct call_row *c, i64 now)
{
    if (!str_eq(c->state, S("published"))) return c->state;
    if (now < c->opens) return S("coming");
    return now <= c->closes ? S("open") : S("closed");
}

enum status call_envelope_of(struct db *db, struct arena *a, struct app *app, i64 call, i64 but,
                             struct call_envelope *out)
{
    struct call_row limits;
    struct call_asked_row_array asked = {0};
    *out = (struct call_envelope){0};
    TRY(call_limits(db, a, call, &limits));
    if (!limits.envelope.currency[0]) return OK;
    out->whole = limits.envelope;
    out->taken = money_of(0, str_c(out->whole.currency));
    TRY(call_asked(db, a, call, &asked));
    for (size_t i = 0; i < asked.n; i++) {
        const struct call_asked_row *x = &asked.v[i];
        const struct edition *e = edition_by_id(app, x->edition);
        const struct workflow_state *state = e ? edition_state(e, x->state) : NULL;
        if (x->id == but || !state || !state->public_status.n) continue;
        if (strcmp(x->amount.currency, out->whole.currency) != 0) continue;
        if (!money_add(out->taken, x->amount, &out->taken)) return FAILED;
    }
    return money_sub(out->whole, out->taken, &out->left) ? OK : FAILED;
}

/* Days until the deadline, a begun one counted; 0 on the last day. */
static i64 days_left(const struct call_row *c, i64 now)
{
    return now <= c->closes ? (c->closes - now) / DAY : 0;
}

i64 call_differs(const struct call_row *c, i64 now)
{
    if (!str_eq(c->state, S("published")) || now > c->closes) return NO_DATE;
    if (now < c->opens) return c->opens;
    return c->closes - days_left(c, now) * DAY + 1;
}

str call_time_words(struct request *r, i64 at, str zone)
{
    const struct zone *z = zone_find(zone);
    struct buf b;
    buf_init(&b, 400);
    buf_time_long(&b, at, z ? z : zone_find(S("UTC")), str_z(r->arena, r->lang));
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* The text in the reader's language, or the English one marked as such. */
static str own_text(const struct request *r, str english, str french, str *lang)
{
    bool use = str_eq(r->lang, S("fr")) && french.n;
    *lang = str_eq(r->lang, S("fr")) && !use ? S("en") : r->lang;
    return use ? french : english;
}

void call_item_fill(struct request *r, const struct call_row *c, struct call_item *out)
{
    *out = (struct call_item){.code = c->code,
                              .phase = call_phase(c, r->now),
                              .opens = c->opens,
                              .closes = c->closes,
                              .deadline = call_time_words(r, c->closes, c->zone),
                              .opening = call_time_words(r, c->opens, c->zone),
                              .utc = call_time_words(r, c->closes, S("UTC")),
                              .zone = c->zone,
                              .days = days_left(c, r->now),
                              .envelope = c->envelope,
                              .cap = c->cap,
                              .min_months = c->min_months,
                              .max_months = c->max_months,
                              .cap_basis = c->cap_basis,
                              .windows = c->windows,
                              .countries = c->countries,
                              .regions = c->regions,
                              .dimensions = c->dimensions,
                              .outcome_day = c->outcome_day,
                              .full_day = c->full_day,
                              .decision_day = c->decision_day,
                              .edition_code = c->edition_code};
    out->title = own_text(r, c->title, c->title_fr, &out->title_lang);
    out->summary = own_text(r, c->summary, c->summary_fr, &out->summary_lang);
}

enum status call_extensions_fill(struct request *r, const struct call_row *c,
                                 struct call_extension_row_array *out)
{
    TRY(call_extensions(r->db, r->arena, c->id, out));
    for (size_t i = 0; i < out->n; i++) {
        out->v[i].old_words = call_time_words(r, out->v[i].old_closes, c->zone);
        out->v[i].new_words = call_time_words(r, out->v[i].new_closes, c->zone);
    }
    return OK;
}

/* ROUTE GET /calls     public
** Calls for proposals: open ones first, then those that have closed. */
enum status call_public_list_page(struct request *r, struct response *s)
{
    struct call_row_array rows = {0};
    struct call_public_list view = {0};
    TRY(call_published(r->db, r->arena, r->now, LIST_MAX, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct call_item *item = PUSH(r->arena, &view.items);
        call_item_fill(r, &rows.v[i], item);
        if (str_eq(item->phase, S("closed")))
            view.closed_count++;
        else
            view.open_count++;
        page_valid_until(s, call_differs(&rows.v[i], r->now));
        page_updated(s, rows.v[i].changed);
    }
    page_feed(r, s, "/calls.atom", T(r, "Calls for proposals"));
    page_title(s, T(r, "Calls for proposals"));
    s->description = T(
        r, "Open calls of the fund: what they ask, what they offer, until when, and how to apply.");
    return show(r, s, call_public_list_view, &view);
}

/* What the first form asks, in the order of its pages. */
static void sections_fill(struct request *r, const struct edition *e, const struct form *form,
                          struct call_public *view)
{
    view->form_title = edition_text(e, form->title, r->lang);
    view->form_intro = edition_text(e, form->intro, r->lang);
    for (size_t i = 0; i < form->section_count; i++) {
        const struct form_section *section = &form->sections[i];
        struct call_section *out = PUSH(r->arena, &view->sections);
        *out = (struct call_section){.title = edition_text(e, section->title, r->lang),
                                     .intro = edition_text(e, section->intro, r->lang)};
        for (size_t k = 0; k < section->field_count; k++)
            *PUSH(r->arena, &out->fields) =
                (struct call_field){.label = edition_text(e, section->fields[k].label, r->lang),
                                    .hint = edition_text(e, section->fields[k].hint, r->lang),
                                    .required = section->fields[k].required};
    }
    for (size_t i = 0; i < e->rule_count; i++) {
        const struct rule *rule = &e->rules[i];
        if (!str_eq(rule->form, form->name) || rule->severity == RULE_INFO) continue;
        *PUSH(r->arena, &view->rules) =
            (struct part_rule){.state = rule->human ? S("ask") : S(""),
                               .title = edition_text(e, rule->title, r->lang),
                               .clause = rule->clause};
    }
}

/* ROUTE GET /calls/:call     public
** One call: what it is for, until when, how to apply, what the form asks, extensions. */
enum status call_public_page(struct request *r, struct response *s)
{
    struct call_row row;
    TRY(call_by_code(r->db, r->arena, param(r, "call"), &row));
    if (row.published == NO_DATE) return NOT_FOUND;
    struct call_public view = {0};
    call_item_fill(r, &row, &view.item);
    view.body = own_text(r, row.body, row.body_fr, &view.body_lang);
    const struct edition *e = edition_by_id(r->app, row.edition);
    const struct workflow_state *first = e ? edition_state(e, e->first_state) : NULL;
    const struct form *form = first ? edition_form(e, first->form) : NULL;
    if (e) view.edition_title = edition_text(e, e->title, r->lang);
    if (form) sections_fill(r, e, form, &view);
    view.rule_count = (i64)view.rules.n;
    TRY(call_extensions_fill(r, &row, &view.extensions));
    TRY(call_documents_fill(r, &row, false, &view.documents));
    call_codes_fill(r, e, "window", row.windows, &view.windows);
    call_codes_fill(r, e, "dimension", row.dimensions, &view.dimensions);
    call_places_fill(r, &row, &view.places);
    view.basis = call_basis_words(e, row.cap_basis, r->lang);
    page_feed(r, s, "/calls.atom", T(r, "Calls for proposals"));
    page_title(s, view.item.title);
    s->description = view.item.summary;
    page_crumb(r, s, "Calls", "/calls");
    page_updated(s, row.changed);
    page_valid_until(s, call_differs(&row, r->now));
    return show(r, s, call_public_view, &view);
}
