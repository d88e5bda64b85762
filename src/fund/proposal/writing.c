/* writing.c: the form that is being written: its latest document is opened, and saved as the next
** version. Called by the pages of the sections and by those of the budget. */
#include "fund/proposal/form.h"
#include "fund/proposal/merge.h"

#include "base/places.h"
#include "edition/budget.h"
#include "fund/comment/comment.h"
#include "fund/partner/partner.h"
#include "web/message.h"
#include "web/reply.h"

#include "gen/proposal_sql.h"

#define ID_LETTERS 8

void writing_close(struct writing *w)
{
    json_decref(w->doc);
    w->doc = NULL;
}

/* What a form begins with, and the title of the form that it was taken from. A new reference. */
static json_t *first_document(struct request *r, const struct proposal *p, const struct form *form,
                              str *carried)
{
    json_auto_t *earlier = NULL;
    const struct form *from = form_before(r, p, form, &earlier);
    json_t *doc = from ? document_carry(from, earlier, form) : json_object();
    if (from) *carried = edition_text(p->edition, from->title, r->lang);
    if (doc) budget_ids_give(r->arena, form, doc);
    if (doc) document_keys_give(form, doc, r->arena);
    return doc;
}

static enum status document_open(struct request *r, const struct proposal *p, struct writing *w)
{
    const struct form_field *budget = form_budget(w->form);
    w->read = (struct rows_read){0};
    enum status st = proposal_version_latest(r->db, r->arena, p->row.id, w->form->name, &w->row);
    if (st != NOT_FOUND && st != OK) return st;
    if (st == OK) {
        w->doc =
            document_parse_rows(w->row.body, budget ? budget->name : NO_STR, r->arena, &w->read);
        if (!w->doc) return FAILED;
        if (budget_ids_give(r->arena, w->form, w->doc)) w->read.n = 0;
        return OK;
    }
    w->row = (struct proposal_version_row){.at = NO_DATE};
    w->doc = first_document(r, p, w->form, &w->carried);
    return w->doc ? OK : FAILED;
}

enum status writing_open(struct request *r, const struct proposal *p, struct writing *w)
{
    *w = (struct writing){.form = edition_form(p->edition, p->state->form)};
    if (!w->form) return CONFLICT;
    TRY(redraft_lock_load(r->db, r->arena, p, w->form, &w->lock));
    TRY(partner_lock_load(r, p, w->form, &w->lock));
    return document_open(r, p, w);
}

enum status writing_again(struct request *r, const struct proposal *p, struct writing *w)
{
    writing_close(w);
    return document_open(r, p, w);
}

enum status writing_base(struct request *r, const struct proposal *p, const struct writing *w,
                         i64 seen, json_t **doc)
{
    str unused;
    struct proposal_version_row row;
    if (seen == w->row.number) {
        *doc = json_incref(w->doc);
        return OK;
    }
    enum status st =
        proposal_version_by_number(r->db, r->arena, p->row.id, w->form->name, seen, &row);
    if (st != OK && st != NOT_FOUND) return st;
    *doc = st == OK ? document_parse(row.body) : first_document(r, p, w->form, &unused);
    if (*doc) budget_ids_give(r->arena, w->form, *doc);
    return *doc ? OK : FAILED;
}

struct saving {
    struct version_new v;
    const struct proposal *p;
    const struct writing *w;
    str *touched; /* names of the fields that this version changes */
    size_t n;
};

/* Without a script, nothing was kept before. */
static enum status draft_settle(struct tx *tx, const struct saving *x)
{
    if (!x->w->draft.n || !x->w->draft_seq) return OK;
    return proposal_draft_settle(tx,
                                 &(struct proposal_draft_settle_in){.code = x->w->draft,
                                                                    .proposal = x->p->row.id,
                                                                    .form = x->w->form->name,
                                                                    .section = x->w->draft_section,
                                                                    .account = x->v.account,
                                                                    .seq = x->w->draft_seq,
                                                                    .now = tx_now(tx)});
}

static enum status settle_write(struct tx *tx, void *arg)
{
    return draft_settle(tx, arg);
}

static enum status save_write(struct tx *tx, void *arg)
{
    struct saving *x = arg;
    TRY(version_write(tx, &x->v));
    for (size_t i = 0; i < x->n; i++)
        TRY(proposal_touch(tx, &(struct proposal_touch_in){.proposal = x->v.p->row.id,
                                                           .form = x->v.form->name,
                                                           .field = x->touched[i],
                                                           .number = x->v.number,
                                                           .now = tx_now(tx),
                                                           .account = x->v.account}));
    return draft_settle(tx, x);
}

static void touched_find(struct arena *a, const struct form *form, const json_t *before,
                         const json_t *after, struct saving *x)
{
    for (size_t i = 0; i < form->section_count; i++) {
        const struct form_section *s = &form->sections[i];
        str *all = NEW_ARRAY(a, x->n + s->field_count, str);
        if (x->n) memcpy(all, x->touched, x->n * sizeof *all);
        x->touched = all;
        for (size_t k = 0; k < s->field_count; k++) {
            str name = s->fields[k].name;
            if (!value_same(json_object_getn(before, name.p, name.n),
                            json_object_getn(after, name.p, name.n)))
                all[x->n++] = name;
        }
    }
}

static str saved_note(struct request *r, i64 number)
{
    struct civil c = zone_local(fund_zone(r->app), r->now);
    str args[] = {arena_printf(r->arena, "%02d:%02d", c.hour, c.minute),
                  arena_printf(r->arena, "%lld", (long long)number)};
    return message_fill(r->arena, T(r, "Saved %1 as version %2."), args, 2);
}

static str line_id(const json_t *line)
{
    const json_t *id = json_object_get(line, BUDGET_ID);
    return json_is_string(id) ? str_c(json_string_value(id)) : NO_STR;
}

/* Do the lines differ elsewhere than where the lock leaves them open? Open ones may change, go and come
** back at the end; the others stay as they are, in their order. */
static bool lines_locked(const struct redraft_lock *lock, const struct form_field *budget,
                         const json_t *before, const json_t *after)
{
    const json_t *old = json_object_getn(before, budget->name.p, budget->name.n),
                 *new = json_object_getn(after, budget->name.p, budget->name.n);
    size_t at = 0, n = json_array_size(new);
    for (size_t i = 0; i < json_array_size(old); i++) {
        const json_t *line = json_array_get(old, i), *now = json_array_get(new, at);
        bool there = at < n && str_eq(line_id(line), line_id(now));
        bool open = !redraft_locks_line(lock, budget->name, line_id(line));
        if (!open && (!there || !json_equal(line, now))) return true;
        at += there;
    }
    for (; at < n; at++)
        if (redraft_locks_line(lock, budget->name, line_id(json_array_get(new, at)))) return true;
    return false;
}

enum status writing_save(struct request *r, const struct proposal *p, const struct writing *w,
                         const json_t *doc, str *note)
{
    str body;
    json_auto_t *clean = NULL;
    TRY(document_again(w->form, doc, &w->read, r->arena, &clean, &body));
    *note = T(r, "Nothing had changed since the last version.");
    struct saving x = {.p = p,
                       .w = w,
                       .v = {.p = p,
                             .form = w->form,
                             .number = w->row.number + 1,
                             .body = body,
                             .account = r->session->account,
                             .arena = r->arena}};
    if (w->row.number && str_eq(body, w->row.body))
        return w->draft_seq ? db_write(r, settle_write, &x) : OK;
    x.v.hash = version_hash(r->arena, p->row.code, w->form->name, x.v.number, body);
    x.v.index = version_index_of(r, p, w->form, clean);
    touched_find(r->arena, w->form, w->doc, clean, &x);
    for (size_t i = 0; i < x.n; i++)
        if (redraft_locks(&w->lock, x.touched[i])) return DENIED;
    const struct form_field *budget = form_budget(w->form);
    if (budget && redraft_by_line(&w->lock, budget->name) &&
        lines_locked(&w->lock, budget, w->doc, clean))
        return DENIED;
    *note = saved_note(r, x.v.number);
    return db_write(r, save_write, &x);
}

/* --- lasting ids of budget lines ------------------------------------------------------------------------- */

static bool id_good(str id)
{
    if (id.n != ID_LETTERS) return false;
    for (size_t i = 0; i < id.n; i++)
        if (!((id.p[i] >= 'a' && id.p[i] <= 'z') || (id.p[i] >= '0' && id.p[i] <= '9')))
            return false;
    return true;
}

static str id_of(struct arena *a, size_t place, const json_t *row)
{
    str text = document_text_of(a, row);
    str named = arena_printf(a, "%zu %.*s", place, P(text));
    return str_sub(digest_hex(a, digest_of(named)), 0, ID_LETTERS);
}

bool budget_ids_give(struct arena *a, const struct form *form, json_t *doc)
{
    bool gave = false;
    const struct form_field *f = form_budget(form);
    json_t *rows = f ? json_object_getn(doc, f->name.p, f->name.n) : NULL;
    struct places taken = places_new(a, json_array_size(rows));
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i), *id = json_object_get(row, BUDGET_ID);
        if (!json_is_object(row)) continue;
        str code = json_is_string(id) ? str_c(json_string_value(id)) : NO_STR;
        size_t before = taken.n;
        if (id_good(code) && places_add(&taken, code) == before) continue;
        for (size_t k = i;; k += 7919) {
            code = id_of(a, k, row);
            if (places_add(&taken, code) == before) break;
        }
        (void)json_object_set_new(row, BUDGET_ID, json_stringn(code.p, code.n));
        gave = true;
    }
    return gave;
}
