/* sample.c: samples as an auditor draws and works through them. What is drawn follows from a seed and the
** list of all records, both kept, so that another gets the same; ticks and notes are the auditor's own
** working papers: nobody else writes them. */
#include "desk/audit/audit.h"

#include "people/people.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/audit_sql.h"
#include "gen/registry.h"

/* RECORD audit_sample "Sample of an auditor" as sample */
/* RECORD audit_item "Item of a sample" */

enum { CODE_LETTERS = 8, PURPOSE_CHARS = 300, NOTE_CHARS = 2000, SEED_CHARS = 60 };

/* --- drawing ----------------------------------------------------------------------------------------- */

static void kinds_fill(struct request *r, struct part_choice_array *out)
{
    for (size_t i = 0; i < audit_kind_count; i++)
        if (audit_kind_read(r, &audit_kinds[i]))
            *PUSH(r->arena, out) = (struct part_choice){.code = str_c(audit_kinds[i].kind),
                                                        .label = T(r, audit_kinds[i].label)};
}

static void strata_fill(struct request *r, const struct audit_kind *k,
                        struct part_choice_array *out)
{
    str rest = str_c(k->strata), name;
    while (str_cut(&rest, ' ', &name))
        *PUSH(r->arena, out) =
            (struct part_choice){.code = name, .label = tr(r->lang, strata_words(name))};
}

static enum status new_show(struct request *r, struct response *s, const struct audit_kind *k)
{
    struct audit_new view = {0};
    kinds_fill(r, &view.kinds);
    if (k) {
        view.kind = str_c(k->kind);
        view.label = T(r, k->label);
        view.basis = T(r, k->basis);
        view.size = S("25");
        strata_fill(r, k, &view.strata);
    }
    page_title(s, T(r, "Draw a sample"));
    page_crumb(r, s, "Auditor's room", "/desk/audit");
    return show(r, s, audit_new_view, &view);
}

/* ROUTE GET /desk/audit/samples/new?kind     needs audit.keep
** First the kind of records, then how the sample is drawn. */
enum status audit_new_page(struct request *r, struct response *s)
{
    return new_show(r, s, audit_kind_find(r, query(r, "kind")));
}

struct drawing {
    struct request *r;
    const struct audit_kind *kind;
    struct audit_sample sample;
    struct drawn_array all;
    bool known; /* one of the ways to divide that the kind has, or none */
};

static bool has_stratum(const struct audit_kind *k, str name)
{
    str rest = str_c(k->strata), piece;
    while (str_cut(&rest, ' ', &piece))
        if (str_eq(piece, name)) return true;
    return !name.n;
}

static void drawing_read(struct request *r, struct drawing *d)
{
    struct audit_sample *x = &d->sample;
    x->kind = str_c(d->kind->kind);
    x->strata = field(r, "strata");
    need_text(r, "purpose", PURPOSE_CHARS, &x->purpose);
    take_text(r, "seed", SEED_CHARS, &x->seed);
    take_int(r, "size", 1, AUDIT_SIZE_MOST, &x->size);
    bool days = take_date(r, "starts", &x->starts);
    if (take_date(r, "ends", &x->ends) && days && x->ends < x->starts)
        problem(r, "ends", "The last day lies before the first: choose a later one.");
    if (!has_stratum(d->kind, x->strata))
        problem(r, "strata", "Choose one of the ways in the list.");
    if (!x->seed.n) x->seed = code_new(r->arena, &r->app->env, 16);
}

static enum status drawing_write(struct tx *tx, void *arg)
{
    struct drawing *d = arg;
    const struct audit_sample *x = &d->sample;
    i64 sample, item;
    struct audit_sample_insert_in in = {.code = x->code,
                                        .kind = x->kind,
                                        .purpose = x->purpose,
                                        .starts = x->starts,
                                        .ends = x->ends,
                                        .strata = x->strata,
                                        .size = x->size,
                                        .seed = x->seed,
                                        .population = x->population,
                                        .list = x->list,
                                        .now = tx_now(tx),
                                        .account = d->r->session->account};
    TRY(audit_sample_insert(tx, &in, &sample));
    for (size_t i = 0; i < d->all.n && d->all.v[i].place; i++) {
        const struct drawn *v = &d->all.v[i];
        struct audit_item_insert_in one = {.code = code_new(d->r->arena, tx_env(tx), CODE_LETTERS),
                                           .sample = sample,
                                           .place = v->place,
                                           .record_code = v->code,
                                           .stratum = v->stratum,
                                           .mark = v->mark};
        TRY(audit_item_insert(tx, &one, &item));
    }
    return OK;
}

/* ROUTE POST /desk/audit/samples     needs audit.keep
** Draws a sample and keeps how: the seed, and the list of all records that it was drawn from. */
enum status audit_draw_act(struct request *r, struct response *s)
{
    struct drawing d = {.r = r, .kind = audit_kind_find(r, field(r, "kind"))};
    struct audit_sample *x = &d.sample;
    struct digest hash;
    if (!d.kind) {
        problem(r, "kind", "Choose one of the kinds in the list.");
        return new_show(r, s, NULL);
    }
    drawing_read(r, &d);
    if (problems(r)) return new_show(r, s, d.kind);
    enum status st = audit_population(r, d.kind, x->starts, x->ends, x->strata, &d.all);
    if (st == LIMIT)
        problem(r, "ends", "These are more than 100,000 records: choose a shorter time.");
    else
        TRY(st);
    if (st == OK && !d.all.n)
        problem(r, "starts", "There is no record in this time: choose a longer one.");
    if (problems(r)) return new_show(r, s, d.kind);
    x->population = (i64)d.all.n;
    sample_draw(r->arena, x->seed, x->kind, x->size, &d.all);
    TRY(file_keep_bytes(r->app->store, sample_list_text(r->arena, &d.all), &hash));
    x->list = digest_hex(r->arena, hash);
    x->code = code_new(r->arena, &r->app->env, CODE_LETTERS);
    TRY(db_write(r, drawing_write, &d));
    return redirect_note(r, s, T(r, "The sample is drawn."), "/desk/audit/samples/%.*s",
                         P(x->code));
}

/* --- one sample ------------------------------------------------------------------------------------------ */

static const struct {
    const char *code, *label;
} verdicts[] = {{"open", MESSAGE("not looked at")},
                {"fine", MESSAGE("in order")},
                {"exception", MESSAGE("exception")}};

static const char *verdict_words(str code)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (str_eq(code, str_c(verdicts[i].code))) return verdicts[i].label;
    return NULL;
}

void audit_sample_words(struct request *r, struct audit_sample *x)
{
    for (size_t i = 0; i < audit_kind_count; i++)
        if (str_eq(x->kind, str_c(audit_kinds[i].kind))) x->label = T(r, audit_kinds[i].label);
    x->strata_label = tr(r->lang, strata_words(x->strata));
}

static enum status list_load(struct request *r, const struct audit_sample *x,
                             struct drawn_array *out)
{
    struct digest hash;
    str text;
    if (!digest_from_hex(x->list, &hash)) return FAILED;
    TRY(file_read(r->app->store, r->arena, hash, AUDIT_LIST_MOST, &text));
    return sample_list_read(r->arena, text, out) ? OK : FAILED;
}

/* How many of each stratum were there and were drawn. */
static enum status strata_count(struct request *r, const struct audit_sample *x,
                                const struct audit_item_array *items,
                                struct audit_stratum_array *out)
{
    struct drawn_array all = {0};
    if (!x->strata.n) return OK;
    TRY(list_load(r, x, &all));
    sample_draw(r->arena, x->seed, x->kind, x->size, &all);
    for (size_t i = 0; i < all.n; i++) {
        size_t k = 0;
        while (k < out->n && !str_eq(out->v[k].label, all.v[i].stratum))
            k++;
        if (k == out->n) *PUSH(r->arena, out) = (struct audit_stratum){.label = all.v[i].stratum};
        out->v[k].records++;
    }
    for (size_t i = 0; i < items->n; i++)
        for (size_t k = 0; k < out->n; k++)
            out->v[k].drawn += str_eq(out->v[k].label, items->v[i].stratum);
    return OK;
}

static enum status items_fill(struct request *r, const struct audit_kind *k,
                              struct audit_item_array *items)
{
    for (size_t i = 0; i < items->n; i++) {
        struct audit_item *x = &items->v[i];
        TRY(audit_address(r, k, x->record_code, &x->address));
        if (k->dossier)
            x->dossier =
                arena_printf(r->arena, "/desk/history/%s/%.*s/dossier", k->kind, P(x->record_code));
        x->verdict_label = tr(r->lang, verdict_words(x->verdict));
        x->verdict_name = arena_printf(r->arena, "verdict-%.*s", P(x->code));
        x->note_name = arena_printf(r->arena, "note-%.*s", P(x->code));
    }
    return OK;
}

static enum status sample_show(struct request *r, struct response *s)
{
    struct audit_show view = {0};
    TRY(audit_sample_by_code(r->db, r->arena, param(r, "sample"), &view.sample));
    const struct audit_kind *k = audit_kind_find(r, view.sample.kind);
    if (!k) return NOT_FOUND;
    audit_sample_words(r, &view.sample);
    TRY(audit_items(r->db, r->arena, view.sample.id, &view.items));
    TRY(items_fill(r, k, &view.items));
    TRY(strata_count(r, &view.sample, &view.items, &view.strata));
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        *PUSH(r->arena, &view.verdicts) =
            (struct part_choice){.code = str_c(verdicts[i].code), .label = T(r, verdicts[i].label)};
    view.basis = T(r, k->basis);
    view.csv = address_face(r, ".csv", S(""));
    view.open = view.sample.closed == NO_DATE;
    view.mine = view.open && view.sample.account == r->session->account;
    view.dossiers = k->dossier;
    page_title(s, T(r, "Sample"));
    page_crumb(r, s, "Auditor's room", "/desk/audit");
    return show(r, s, audit_show_view, &view);
}

/* ROUTE GET /desk/audit/samples/:sample     needs audit.read
** A sample: how it was drawn, what was found. */
enum status audit_sample_page(struct request *r, struct response *s)
{
    return sample_show(r, s);
}

/* ROUTE GET /desk/audit/samples/:sample/list     needs audit.read
** All records that a sample was drawn from, with the digest of each, as CSV. */
enum status audit_list_file(struct request *r, struct response *s)
{
    struct audit_sample x;
    struct digest hash;
    TRY(audit_sample_by_code(r->db, r->arena, param(r, "sample"), &x));
    if (!audit_kind_find(r, x.kind)) return NOT_FOUND;
    if (!digest_from_hex(x.list, &hash)) return FAILED;
    return reply_file(r, s, hash, arena_printf(r->arena, "sample-%.*s-list.csv", P(x.code)),
                      "text/csv; charset=utf-8", false);
}

/* --- working papers ---------------------------------------------------------------------------------------- */

struct papers {
    struct request *r;
    str code, conclusion;
    bool close;
    i64 changed;
};

/* Only who drew it writes, and only while it is open; asked where nobody can come between. */
static enum status papers_load(struct tx *tx, struct papers *v, struct audit_sample *x)
{
    TRY(audit_sample_by_code(tx_db(tx), v->r->arena, v->code, x));
    if (x->account != v->r->session->account) return DENIED;
    return x->closed == NO_DATE ? OK : CONFLICT;
}

static enum status papers_write(struct tx *tx, void *arg)
{
    struct papers *v = arg;
    struct audit_sample x;
    struct audit_item_array items = {0};
    struct arena *a = v->r->arena;
    v->changed = 0;
    TRY(papers_load(tx, v, &x));
    TRY(audit_items(tx_db(tx), a, x.id, &items));
    for (size_t i = 0; i < items.n; i++) {
        const struct audit_item *item = &items.v[i];
        const char *verdict_name = str_z(a, arena_printf(a, "verdict-%.*s", P(item->code)));
        str verdict = field(v->r, verdict_name);
        str note = field(v->r, str_z(a, arena_printf(a, "note-%.*s", P(item->code))));
        if (!verdict_words(verdict)) continue; /* it was not sent */
        if (str_eq(verdict, item->verdict) && str_eq(note, item->note)) continue;
        TRY(audit_item_update(tx, item->id, verdict, note, tx_now(tx)));
        v->changed++;
    }
    return OK;
}

/* ROUTE POST /desk/audit/samples/:sample     needs audit.keep    max 512k
** Keeps the results and notes of the items, by who drew the sample. */
enum status audit_papers_act(struct request *r, struct response *s)
{
    struct papers v = {.r = r, .code = param(r, "sample")};
    for (size_t i = 0; i < r->fields.n; i++) {
        const struct pair *f = &r->fields.v[i];
        if (!str_starts(f->name, S("note-")) || str_chars(f->value) <= NOTE_CHARS) continue;
        problem(r, str_z(r->arena, f->name), "Write at most 2,000 characters.");
        return sample_show(r, s);
    }
    TRY(db_write(r, papers_write, &v));
    return redirect_note(r, s, v.changed ? T(r, "Saved.") : T(r, "Nothing was changed."),
                         "/desk/audit/samples/%.*s", P(v.code));
}

static enum status close_write(struct tx *tx, void *arg)
{
    struct papers *v = arg;
    struct audit_sample x;
    TRY(papers_load(tx, v, &x));
    return audit_sample_close(tx, x.id, v->conclusion, tx_now(tx));
}

/* ROUTE POST /desk/audit/samples/:sample/close     needs audit.keep
** Closes a sample with its conclusion; nothing in it changes any more. */
enum status audit_close_act(struct request *r, struct response *s)
{
    struct papers v = {.r = r, .code = param(r, "sample")};
    need_text(r, "conclusion", NOTE_CHARS, &v.conclusion);
    if (problems(r)) return sample_show(r, s);
    TRY(db_write(r, close_write, &v));
    return redirect_note(r, s, T(r, "The sample is closed."), "/desk/audit/samples/%.*s",
                         P(v.code));
}
