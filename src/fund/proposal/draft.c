/* draft.c: what is typed into a section and is in no version yet, kept for the person who typed it.
** Each opened page has a key of its own and numbers what it sends, so that a text that comes twice or
** late changes nothing. A draft is settled when its text was saved or put away; a settled one takes no
** text any more. Sent by write.js while one types, and kept by save.c while a question is open. */
#include "fund/proposal/section.h"

#include "web/assets.h"
#include "web/reply.h"

#include "gen/assets.h"
#include "gen/proposal_sql.h"
#include "gen/registry.h"

#define KEY_LETTERS 16
#define DRAFTS_MAX 300              /* of one person in one proposal */
#define WRITING_NOW 600             /* seconds after which somebody is no longer called writing */
#define SETTLED_SECONDS (24 * 3600) /* a text that was on its way comes within it */
#define KEPT_SECONDS (180 * 24 * 3600)

str draft_key_of(struct request *r)
{
    str key = field(r, "draft");
    bool good = key.n == KEY_LETTERS;
    for (size_t i = 0; good && i < key.n; i++)
        good = (key.p[i] >= 'a' && key.p[i] <= 'z') || (key.p[i] >= '0' && key.p[i] <= '9');
    return good ? key : NO_STR;
}

i64 draft_number_of(struct request *r, const char *name)
{
    i64 n;
    return str_i64(field(r, name), &n) && n > 0 ? n : 0;
}

enum status draft_own(struct request *r, const struct opened *o, str key,
                      struct proposal_draft_row *row, json_t **body)
{
    TRY(proposal_draft_by_code(r->db, r->arena, key, row));
    if (row->account != r->session->account || row->proposal != o->p.row.id || !row->body.n ||
        !str_eq(row->form, o->w.form->name) || !str_eq(row->section, o->section->name))
        return NOT_FOUND;
    *body = document_parse(row->body);
    return *body ? OK : FAILED;
}

/* The fields of the section alone. */
static str body_of(struct arena *a, const struct form_section *section, const json_t *doc)
{
    json_auto_t *out = json_object();
    for (size_t i = 0; i < section->field_count; i++) {
        str name = section->fields[i].name;
        json_t *v = json_object_getn(doc, name.p, name.n);
        if (v) (void)json_object_setn(out, name.p, name.n, v);
    }
    return document_text_of(a, out);
}

static enum status keep_write(struct tx *tx, void *arg)
{
    struct proposal_draft_keep_in *in = arg;
    in->now = tx_now(tx);
    return proposal_draft_keep(tx, in);
}

enum status draft_keep(struct request *r, const struct opened *o, const struct draft_kept *d,
                       const json_t *mine)
{
    i64 there = 0;
    TRY(proposal_draft_count(r->db, r->arena, o->p.row.id, r->session->account, &there));
    if (there >= DRAFTS_MAX) return LIMIT;
    struct proposal_draft_keep_in in = {.code = d->key,
                                        .proposal = o->p.row.id,
                                        .form = o->w.form->name,
                                        .section = o->section->name,
                                        .account = r->session->account,
                                        .base = d->base,
                                        .seq = d->seq,
                                        .body = body_of(r->arena, o->section, mine)};
    return db_write(r, keep_write, &in);
}

static bool field_new(const struct form_field *f, const json_t *base, const json_t *mine,
                      const json_t *theirs)
{
    const json_t *m = json_object_getn(mine, f->name.p, f->name.n);
    return !value_same(m, json_object_getn(base, f->name.p, f->name.n)) &&
           !value_same(m, json_object_getn(theirs, f->name.p, f->name.n));
}

/* Does it say anything that neither the version it was made from nor the latest says? */
static bool draft_is_news(struct request *r, const struct proposal *p, const struct writing *w,
                          const struct form_section *section, const struct proposal_draft_row *d)
{
    json_auto_t *base = NULL;
    json_auto_t *mine = document_parse(d->body);
    if (!mine || writing_base(r, p, w, d->base, &base) != OK) return false;
    for (size_t i = 0; i < section->field_count; i++)
        if (field_new(&section->fields[i], base, mine, w->doc)) return true;
    return false;
}

static str form_address(struct request *r, const struct opened *o)
{
    return arena_printf(r->arena, "/desk/proposals/%.*s/form/%.*s", P(o->p.row.code),
                        P(o->section->name));
}

enum status drafts_fill(struct request *r, const struct opened *o, str shown,
                        struct proposal_draft_item_array *own,
                        struct proposal_draft_item_array *others)
{
    struct proposal_draft_row_array all = {0};
    struct proposal_drafts_in in = {
        .proposal = o->p.row.id, .form = o->w.form->name, .section = o->section->name};
    TRY(proposal_drafts(r->db, r->arena, &in, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct proposal_draft_row *d = &all.v[i];
        bool mine = d->account == r->session->account, there = false;
        if (str_eq(d->code, shown) || (!mine && d->at < r->now - WRITING_NOW)) continue;
        for (size_t k = 0; !mine && k < others->n; k++)
            there = there || str_eq(others->v[k].person, d->person);
        if (there || !draft_is_news(r, &o->p, &o->w, o->section, d)) continue;
        *PUSH(r->arena, mine ? own : others) = (struct proposal_draft_item){
            .code = d->code,
            .at = d->at,
            .person = d->person,
            .address = arena_printf(r->arena, "%.*s?draft=%.*s", P(form_address(r, o)), P(d->code)),
            .away = arena_printf(r->arena, "%.*s/drafts/%.*s/discard", P(form_address(r, o)),
                                 P(d->code))};
    }
    return OK;
}

enum status drafts_of_form(struct request *r, const struct proposal *p, const struct writing *w,
                           struct proposal_draft_item_array *out)
{
    struct proposal_draft_row_array all = {0};
    struct proposal_drafts_in in = {.proposal = p->row.id, .form = w->form->name};
    TRY(proposal_drafts(r->db, r->arena, &in, &all));
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; k < w->form->section_count; k++) {
            const struct form_section *section = &w->form->sections[k];
            const struct proposal_draft_row *d = &all.v[i];
            if (!str_eq(section->name, d->section) || !draft_is_news(r, p, w, section, d)) continue;
            *PUSH(r->arena, out) = (struct proposal_draft_item){
                .at = d->at,
                .person = d->person,
                .section = edition_text(p->edition, section->title, r->lang)};
        }
    return OK;
}

void script_fill(struct request *r, const struct opened *o, struct proposal_form *view)
{
    str who = arena_printf(r->arena, "%lld %.*s %.*s", (long long)r->session->account,
                           P(o->p.row.code), P(view->action));
    view->script = asset_address(r->arena, &assets[ASSET_WRITE_JS]);
    view->who = str_sub(digest_hex(r->arena, digest_of(who)), 0, 16);
    view->keep = arena_printf(r->arena, "%.*s/draft", P(view->action));
    if (!view->draft.n) view->draft = code_new(r->arena, &r->app->env, KEY_LETTERS);
}

/* ROUTE POST /desk/proposals/:proposal/form/:section/draft     needs proposal.edit on :proposal     max 4m
** Keeps what is being typed, so that nothing is lost before it is saved. Sent by the page's script. */
enum status proposal_draft_act(struct request *r, struct response *s)
{
    OPENED o;
    struct proposal_draft_row row;
    json_auto_t *base = NULL;
    json_auto_t *mine = NULL;
    struct draft_kept d = {.key = draft_key_of(r),
                           .base = draft_number_of(r, "base"),
                           .seq = draft_number_of(r, "seq")};
    TRY(form_open(r, s, &o));
    if (!field(r, "draft").n) d.key = code_new(r->arena, &r->app->env, KEY_LETTERS);
    if (!d.key.n) return NOT_FOUND;
    TRY(writing_base(r, &o.p, &o.w, d.base, &base));
    TRY(typed_take(r, &o, base, &mine));
    TRY(draft_keep(r, &o, &d, mine));
    TRY(proposal_draft_by_code(r->db, r->arena, d.key, &row));
    if (row.account != r->session->account || row.proposal != o.p.row.id) return NOT_FOUND;
    struct proposal_kept view = {.draft = row.code,
                                 .seq = row.seq,
                                 .at = row.at,
                                 .number = o.w.row.number,
                                 .news =
                                     row.body.n && draft_is_news(r, &o.p, &o.w, o.section, &row)};
    return show(r, s, proposal_kept_view, &view);
}

static enum status settle_write(struct tx *tx, void *arg)
{
    struct proposal_draft_settle_in *in = arg;
    in->now = tx_now(tx);
    return proposal_draft_settle(tx, in);
}

/* ROUTE POST /desk/proposals/:proposal/form/:section/drafts/:draft/discard     needs proposal.edit on :proposal
** Puts away a text that was kept and shall not be saved. */
enum status proposal_draft_discard(struct request *r, struct response *s)
{
    OPENED o;
    struct proposal_draft_row row;
    json_auto_t *body = NULL;
    TRY(form_open(r, s, &o));
    TRY(draft_own(r, &o, param(r, "draft"), &row, &body));
    struct proposal_draft_settle_in in = {.code = row.code,
                                          .proposal = row.proposal,
                                          .form = row.form,
                                          .section = row.section,
                                          .account = row.account,
                                          .seq = row.seq};
    TRY(db_write(r, settle_write, &in));
    return redirect_note(r, s, T(r, "The text was put away."), "%.*s", P(form_address(r, &o)));
}

static enum status purge_write(struct tx *tx, void *arg)
{
    i64 now = *(i64 *)arg, count;
    return proposal_draft_purge(tx, now - SETTLED_SECONDS, now - KEPT_SECONDS, &count);
}

/* JOB proposal_draft_purge every 6h
** Forgets drafts that were saved or put away, and those that nobody touched for half a year. */
enum status proposal_draft_purge_job(struct job *j)
{
    struct actor actor = {.act = S("proposal_draft_purge")};
    return store_write(j->app->store, actor, j->now, purge_write, &j->now);
}
