/* file.c: one file of a draft: its text with what the check says of its lines, saving, its changes.
** A save keeps what was typed even with mistakes in it. When two people write on one file, the second
** sees both texts before anything is replaced. */
#include "edition/draft/draft.h"

#include "web/message.h"
#include "web/registry.h"

#include "gen/draft_sql.h"
#include "gen/registry.h"

#define HISTORY_FIELDS 60 /* about twenty changes */

static struct part_tab_array file_tabs(struct request *r, const struct draft_row *d,
                                       const struct draft_file *f, bool changes)
{
    struct part_tab_array tabs = {0};
    str at = draft_address(r, d);
    str here = arena_printf(r->arena, "%.*s/files/%.*s", P(at), P(f->code));
    *PUSH(r->arena, &tabs) = (struct part_tab){
        .label = T(r, "Text"), .address = here, .current = changes ? S("false") : S("page")};
    *PUSH(r->arena, &tabs) =
        (struct part_tab){.label = T(r, "Changes"),
                          .address = arena_printf(r->arena, "%.*s/changes", P(here)),
                          .current = changes ? S("page") : S("false")};
    return tabs;
}

static void crumbs(struct request *r, struct response *s, const struct draft_row *d,
                   const struct draft_file *f)
{
    page_title(s, f->path);
    page_crumb(r, s, "Editions", "/desk/editions");
    page_crumb_text(s, d->title, draft_address(r, d));
}

/* The line of a fault with two before and behind, numbered. */
static struct draft_line_array around_line(struct request *r, str body, i64 line)
{
    struct draft_line_array out = {0};
    for (i64 n = line > 2 ? line - 2 : 1; n <= line + 2; n++) {
        str text = draft_line_of(body, n);
        if (!text.p) break;
        *PUSH(r->arena, &out) = (struct draft_line){
            .kind = n == line ? S("bad") : NO_STR,
            .text = arena_printf(r->arena, "%5lld  %.*s\n", (long long)n, P(text))};
    }
    return out;
}

static int place_cmp(const void *a, const void *b)
{
    const struct draft_place *x = a, *y = b;
    return x->line < y->line ? -1 : x->line > y->line;
}

static struct draft_place_array places_of(struct request *r, str body,
                                          const struct draft_fault_array *faults)
{
    struct draft_place_array places = {0};
    for (size_t i = 0; i < faults->n; i++) {
        const struct draft_fault *f = &faults->v[i];
        struct draft_place *place = NULL;
        for (size_t k = 0; k < places.n && !place; k++)
            if (places.v[k].line == f->line) place = &places.v[k];
        if (!place) {
            place = PUSH(r->arena, &places);
            *place = (struct draft_place){.line = f->line};
            if (f->line > 0) place->around = around_line(r, body, f->line);
        }
        *PUSH(r->arena, &place->faults) = *f;
    }
    if (places.n > 1) qsort(places.v, places.n, sizeof *places.v, place_cmp);
    return places;
}

/* `typed` is what did not get in, with the reason in the view; else NO_STR. */
static enum status edit_show(struct request *r, struct response *s, struct draft_edit *view,
                             str typed)
{
    struct draft_read read;
    i64 added, removed;
    TRY(draft_read(r, &view->draft, &read));
    edition_free(read.edition);
    view->faults = draft_faults(r, &view->draft, &read, view->file.path);
    view->places = places_of(r, view->file.body, &view->faults);
    view->elsewhere = (i64)(read.faults.n - view->faults.n);
    view->file.bytes = (i64)view->file.body.n;
    view->file.person = draft_person(r, view->file.changed_by);
    view->body = view->file.body;
    view->seen = view->file.changed;
    view->rows = 30;
    view->tabs = file_tabs(r, &view->draft, &view->file, false);
    view->may_edit = draft_open(&view->draft) && draft_may(r, "edition.edit");
    if (typed.p) {
        view->body = typed;
        view->between = draft_difference(r, view->file.body, typed, &added, &removed);
    }
    crumbs(r, s, &view->draft, &view->file);
    bool clash = view->conflict || view->frozen;
    return clash ? show_status(r, s, 409, draft_edit_view, view)
                 : show(r, s, draft_edit_view, view);
}

static enum status file_load(struct request *r, struct draft_row *draft, struct draft_file *file)
{
    TRY(draft_load(r, draft));
    return draft_file_by_code(r->db, r->arena, draft->id, param(r, "file"), file);
}

/* ROUTE GET /desk/editions/drafts/:draft/files/:file     needs edition.read on :draft
** The text of a file, and what the check says of its lines. */
enum status draft_file_page(struct request *r, struct response *s)
{
    struct draft_edit view = {0};
    TRY(file_load(r, &view.draft, &view.file));
    return edit_show(r, s, &view, NO_STR);
}

struct save_arg {
    const struct draft_row *draft;
    const struct draft_file *file;
    struct arena *arena;
    i64 seen;
    str body;
};

static enum status save_write(struct tx *tx, void *arg)
{
    struct save_arg *v = arg;
    struct draft_file now;
    TRY(draft_file_by_code(tx_db(tx), v->arena, v->draft->id, v->file->code, &now));
    if (now.changed != v->seen) return CONFLICT;
    TRY(draft_write_begin(tx, v->draft->id, v->draft->code));
    i64 at = tx_now(tx) > now.changed ? tx_now(tx) : now.changed + 1;
    return draft_file_save(tx, now.id, v->body, at, tx_actor(tx).account);
}

static enum status saved(struct request *r, struct response *s, const struct save_arg *v)
{
    struct draft_read read;
    TRY(draft_read(r, v->draft, &read));
    edition_free(read.edition);
    str count = arena_printf(r->arena, "%lld", (long long)read.mistakes);
    str note = !read.mistakes ? T(r, "Saved. The edition has no mistakes.")
               : read.mistakes == 1
                   ? T(r, "Saved. The edition has one mistake.")
                   : message_fill(r->arena, T(r, "Saved. The edition has %1 mistakes."), &count, 1);
    return redirect_note(r, s, note, "/desk/editions/drafts/%.*s/files/%.*s", P(v->draft->code),
                         P(v->file->code));
}

/* ROUTE POST /desk/editions/drafts/:draft/files/:file     needs edition.edit on :draft     max 900k
** Saves a file, right or wrong. If somebody else saved it meanwhile, both texts are shown. */
enum status draft_file_act(struct request *r, struct response *s)
{
    struct draft_edit view = {0};
    TRY(file_load(r, &view.draft, &view.file));
    struct save_arg v = {.draft = &view.draft, .file = &view.file, .arena = r->arena};
    str typed = field(r, "body");
    v.body = typed.n ? arena_printf(r->arena, "%.*s\n", P(typed)) : S("");
    if (!str_i64(field(r, "seen"), &v.seen)) v.seen = 0;
    if (v.body.n > DRAFT_FILE_BYTES)
        problem(r, "body", "A file has at most 256 KB. Split it, or shorten it.");
    if (problems(r)) return edit_show(r, s, &view, v.body);
    if (str_eq(v.body, view.file.body) && v.seen == view.file.changed)
        return redirect_note(r, s, T(r, "Nothing was changed."),
                             "/desk/editions/drafts/%.*s/files/%.*s", P(view.draft.code),
                             P(view.file.code));
    enum status st = db_write(r, save_write, &v);
    if (st != CONFLICT) {
        TRY(st);
        return saved(r, s, &v);
    }
    TRY(file_load(r, &view.draft, &view.file));
    view.frozen = !draft_open(&view.draft);
    view.conflict = !view.frozen;
    return edit_show(r, s, &view, v.body);
}

/* --- changes ------------------------------------------------------------------------------------ */

static str past_words(struct request *r, const struct journal_entry *e, i64 added, i64 removed)
{
    if (str_eq(e->field, S("path")))
        return message_fill(r->arena, T(r, "%1 became %2"), (str[]){e->before, e->after}, 2);
    str counts[] = {arena_printf(r->arena, "%lld", (long long)added),
                    arena_printf(r->arena, "%lld", (long long)removed)};
    return message_fill(r->arena, T(r, "Lines added: %1, removed: %2"), counts, 2);
}

static enum status past_fill(struct request *r, i64 file, struct draft_past_array *out)
{
    struct journal_entry_array entries = {0};
    TRY(journal_of(r->db, r->arena, "edition_file", file, HISTORY_FIELDS, &entries));
    for (size_t i = 0; i < entries.n; i++) {
        const struct journal_entry *e = &entries.v[i];
        bool body = str_eq(e->field, S("body"));
        bool renamed = str_eq(e->field, S("path")) && e->before.n;
        if (!body && !renamed) continue;
        struct draft_past past = {.at = e->at, .person = draft_person(r, e->account)};
        i64 added = 0, removed = 0;
        if (body && e->before.p)
            past.lines = draft_difference(r, e->before, e->after, &added, &removed);
        past.what =
            body && !e->before.p ? T(r, "Began to be here") : past_words(r, e, added, removed);
        *PUSH(r->arena, out) = past;
    }
    return OK;
}

/* ROUTE GET /desk/editions/drafts/:draft/files/:file/changes     needs edition.read on :draft
** How a file differs from what the draft began from, and who changed what when. */
enum status draft_changes_page(struct request *r, struct response *s)
{
    struct draft_changes view = {0};
    struct edition_source_array base = {0};
    TRY(file_load(r, &view.draft, &view.file));
    TRY(draft_base(r, &view.draft, &base));
    const struct edition_source *old = draft_source(&base, view.file.path);
    view.is_new = !old;
    view.base = view.draft.base;
    if (str_eq(view.draft.origin, S("uploaded"))) view.base = T(r, "the edition in force");
    if (old)
        view.lines = draft_difference(r, old->text, view.file.body, &view.added, &view.removed);
    TRY(past_fill(r, view.file.id, &view.history));
    view.tabs = file_tabs(r, &view.draft, &view.file, true);
    crumbs(r, s, &view.draft, &view.file);
    return show(r, s, draft_changes_view, &view);
}
