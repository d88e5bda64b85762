/* page.c: index.html of a dossier: the record as it is, its documents, its files, every change, and how to
** check that it is genuine. It needs no server, no script and no other address. */
#include "desk/dossier/dossier.h"

#include "desk/find/find.h"
#include "desk/oversight/versions.h"
#include "web/app.h"
#include "web/layout.h"

enum { PAGE_MOST = 64 << 20, ENTRIES_MOST = 3000, VALUE_CHARS = 600 };

/* The latest version of each form, in the words of the edition. */
static void documents_fill(struct request *r, const struct dossier *d, struct dossier_page *view)
{
    for (size_t i = 0; i < d->rows.n; i++) {
        const struct proposal_version_row *v = &d->rows.v[i];
        const struct form *form = edition_form(d->proposal.edition, v->form);
        bool latest = form != NULL;
        for (size_t k = i + 1; k < d->rows.n; k++)
            if (str_eq(d->rows.v[k].form, v->form)) latest = false;
        if (!latest) continue;
        struct dossier_document *x = PUSH(r->arena, &view->documents);
        *x = (struct dossier_document){.title =
                                           edition_text(d->proposal.edition, form->title, r->lang)};
        if (proposal_answers(r, &d->proposal, v, &x->parts) != OK) view->documents.n--;
    }
}

/* The record's own fields stay; its parts become lists. Versions have a table of their own. */
static void parts_fill(struct request *r, const struct dossier *d, struct dossier_page *view)
{
    struct oversight_value_array own = {0};
    for (size_t i = 0; i < view->state.fields.n; i++) {
        const struct oversight_value *x = &view->state.fields.v[i];
        str rest = x->value, line;
        if (!journal_table_find(x->field) || !str_starts(x->field, d->kind)) {
            *PUSH(r->arena, &own) = *x;
            continue;
        }
        if (str_eq(x->field, S("proposal_version"))) continue;
        struct dossier_part *part = PUSH(r->arena, &view->parts);
        *part = (struct dossier_part){.label = x->label};
        while (str_cut(&rest, '\n', &line))
            *PUSH(r->arena, &part->lines) = (struct proposal_words){.text = line};
    }
    view->state.fields = own;
}

static str currency_beside(const struct dossier_item *x, str field, bool before)
{
    for (size_t i = 0; i < x->values.n; i++) {
        const struct journal_salted *v = &x->values.v[i];
        if (v->field.n == field.n + 9 && str_starts(v->field, field) &&
            str_ends(v->field, S("_currency")))
            return before ? v->old_value : v->new_value;
    }
    return NO_STR;
}

static str value_words(struct request *r, const struct dossier_item *x, str field, str value,
                       bool before)
{
    const struct journal_table *t = journal_table_find(x->link.tab);
    if (!value.n || !t) return value;
    str words = record_value_words(r, t, field, value, currency_beside(x, field, before));
    return str_shorten(r->arena, words, VALUE_CHARS);
}

static void changes_fill(struct request *r, const struct dossier_item *x,
                         struct dossier_change_array *out)
{
    str digests = x->link.digests, pair, field;
    while (str_cut(&digests, ' ', &pair)) {
        const struct journal_salted *v = NULL;
        if (!str_cut(&pair, '=', &field) || str_eq(field, S("id"))) continue;
        for (size_t i = 0; i < x->values.n; i++)
            if (str_eq(x->values.v[i].field, field)) v = &x->values.v[i];
        *PUSH(r->arena, out) = (struct dossier_change){
            .field = field,
            .label = record_column_words(r, x->link.tab, field),
            .before = v ? value_words(r, x, field, v->old_value, true) : NO_STR,
            .after = v ? value_words(r, x, field, v->new_value, false) : NO_STR,
            .erased = v == NULL};
    }
}

static str op_words(struct request *r, str op)
{
    if (str_eq(op, S("insert"))) return T(r, "added");
    if (str_eq(op, S("delete"))) return T(r, "removed");
    return T(r, "changed");
}

static void entries_fill(struct request *r, const struct dossier *d, struct dossier_page *view)
{
    size_t n = d->items.n < ENTRIES_MOST ? d->items.n : ENTRIES_MOST;
    view->cut = (i64)(d->items.n - n);
    for (size_t i = 0; i < n; i++) {
        const struct dossier_item *x = &d->items.v[i];
        const struct dossier_person *who = dossier_person_of(d, x->link.account);
        struct dossier_entry *e = PUSH(r->arena, &view->entries);
        *e = (struct dossier_entry){.id = x->link.id,
                                    .at = x->link.at,
                                    .person = who ? who->name : T(r, "The program"),
                                    .label = record_kind_words(r, x->link.tab),
                                    .row = x->link.record,
                                    .op = op_words(r, x->link.op)};
        changes_fill(r, x, &e->changes);
    }
}

static str hex_of(struct arena *a, const struct sign_key *key)
{
    struct digest d;
    memcpy(d.b, key->b, sizeof d.b);
    return digest_hex(a, d);
}

str dossier_page_text(struct request *r, const struct dossier *d, const struct sign_key *key)
{
    struct dossier_page view = {.style = layout_sheet().tag,
                                .title = d->title,
                                .label = record_kind_words(r, d->kind),
                                .kind = d->kind,
                                .code = d->code,
                                .fund = setting(r->app, r->arena, "fund.name"),
                                .made = d->made,
                                .held = store_held(r->app->store),
                                .key = hex_of(r->arena, key),
                                .position = d->position,
                                .hash = d->hash,
                                .versions = d->versions,
                                .files = d->files,
                                .erased = d->erased,
                                .days = d->days};
    struct response s;
    struct buf b;
    if (r->app->config.base_url.n)
        view.address = arena_printf(r->arena, "%.*s/data/keys", P(r->app->config.base_url));
    if (record_state_fill(r, d->table, d->record, d->made, &view.state) != OK)
        view.state = (struct oversight_state){0};
    parts_fill(r, d, &view);
    documents_fill(r, d, &view);
    entries_fill(r, d, &view);
    response_begin(&s, r->arena);
    buf_init(&b, PAGE_MOST);
    struct out o = {
        .b = &b, .r = r, .page = layout_page_of(r, &s, dossier_page_view), .arena = r->arena};
    out_raw(&o, S("<!doctype html>\n"));
    dossier_page_view->html(&o, &view);
    str text = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    buf_free(&s.body);
    return text;
}
