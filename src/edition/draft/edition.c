/* edition.c: an adopted edition at the desk: what it is, its files to read, its preview, the packed
** file to take along. Nothing here changes anything: an adopted edition is frozen. */
#include "edition/draft/draft.h"

#include "web/registry.h"

#include "gen/adopted_sql.h"
#include "gen/draft_sql.h"
#include "gen/registry.h"

static enum status edition_load(struct request *r, struct adopted_edition *row,
                                const struct edition **e)
{
    TRY(adopted_by_code(r->db, r->arena, param(r, "edition"), row));
    *e = edition_by_id(r->app, row->id);
    if (!*e) return NOT_FOUND;
    const struct edition *force = edition_in_force(r->app);
    row->standing = *e == force                      ? S("force")
                    : row->in_force > r->now / 86400 ? S("coming")
                                                     : S("past");
    return OK;
}

static str edition_address(struct request *r, const struct adopted_edition *row)
{
    return arena_printf(r->arena, "/desk/editions/%.*s", P(row->code));
}

/* The check said nothing against it once; what it warns of can be read again. */
static enum status warnings_fill(struct request *r, const struct edition *e,
                                 const struct edition_source_array *files, str address,
                                 struct draft_fault_array *out)
{
    struct edition_fault_array faults = {0};
    EDITION_OWN again = NULL;
    TRY(edition_read_packed(e->packed, r->arena, &again, &faults));
    for (size_t i = 0; i < faults.n; i++) {
        const struct edition_fault *f = &faults.v[i];
        struct draft_fault *fault = PUSH(r->arena, out);
        *fault = (struct draft_fault){
            .file = f->file, .line = f->line, .message = f->message, .warning = f->warning};
        const struct edition_source *file = draft_source(files, f->file);
        if (!file) continue;
        fault->quote = str_abbrev(str_trim(draft_line_of(file->text, f->line)), 160);
        fault->address = arena_printf(r->arena, "%.*s/files/%td", P(address), file - files->v + 1);
    }
    return OK;
}

/* ROUTE GET /desk/editions/:edition     needs edition.read anywhere
** An adopted edition: its files, its warnings, the draft that it came from. */
enum status draft_edition_page(struct request *r, struct response *s)
{
    struct draft_edition view = {.may_edit = draft_may(r, "edition.edit")};
    const struct edition *e;
    struct edition_source_array files = {0};
    TRY(edition_load(r, &view.item, &e));
    TRY(edition_unpack(e->packed, r->arena, &files));
    str address = edition_address(r, &view.item);
    view.note = edition_text(e, e->note, r->lang);
    view.person = draft_person(r, view.item.adopted_by);
    for (size_t i = 0; i < files.n; i++)
        *PUSH(r->arena, &view.files) = (struct draft_stored){
            .number = (i64)i + 1, .path = files.v[i].path, .bytes = (i64)files.v[i].text.n};
    TRY(warnings_fill(r, e, &files, address, &view.faults));
    if (view.may_edit || draft_may(r, "edition.adopt")) {
        enum status st = draft_of_edition(r->db, r->arena, view.item.id, &view.draft);
        if (st != OK && st != NOT_FOUND) return st;
    }
    page_title(s, view.item.title);
    page_crumb(r, s, "Editions", "/desk/editions");
    return show(r, s, draft_edition_view, &view);
}

/* ROUTE GET /desk/editions/:edition/files/:number     needs edition.read anywhere
** One file of an adopted edition, to read. */
enum status draft_stored_page(struct request *r, struct response *s)
{
    struct draft_stored_file view = {0};
    struct adopted_edition row;
    const struct edition *e;
    struct edition_source_array files = {0};
    i64 n;
    TRY(edition_load(r, &row, &e));
    TRY(edition_unpack(e->packed, r->arena, &files));
    if (!str_i64(param(r, "number"), &n) || n < 1 || n > (i64)files.n) return NOT_FOUND;
    view.edition = row.title;
    view.path = files.v[n - 1].path;
    str rest = files.v[n - 1].text, line;
    struct buf b;
    buf_init(&b, 2 << 20);
    for (i64 at = 1; str_cut(&rest, '\n', &line); at++)
        if (rest.p || line.n) buf_printf(&b, "%5lld  %.*s\n", (long long)at, P(line));
    view.body = str_dup(r->arena, buf_str(&b));
    bool whole = !b.overflow;
    buf_free(&b);
    if (!whole) return LIMIT;
    page_title(s, view.path);
    page_crumb(r, s, "Editions", "/desk/editions");
    page_crumb_text(s, row.title, edition_address(r, &row));
    return show(r, s, draft_stored_file_view, &view);
}

/* ROUTE GET /desk/editions/:edition/preview?part,form,lang     needs edition.read anywhere
** An adopted edition as those see it who work with it. */
enum status draft_edition_preview_page(struct request *r, struct response *s)
{
    struct draft_preview view = {0};
    struct adopted_edition row;
    const struct edition *e;
    TRY(edition_load(r, &row, &e));
    view.back = edition_address(r, &row);
    draft_preview_fill(r, e, arena_printf(r->arena, "%.*s/preview", P(view.back)), &view);
    page_title(s, T(r, "Preview"));
    page_crumb(r, s, "Editions", "/desk/editions");
    page_crumb_text(s, row.title, view.back);
    return show(r, s, draft_preview_view, &view);
}

/* ROUTE GET /desk/editions/:edition/packed     needs edition.read anywhere
** The edition as one file, as it is kept; its digest is the edition's. */
enum status draft_packed_file(struct request *r, struct response *s)
{
    struct adopted_edition row;
    const struct edition *e;
    struct digest hash;
    TRY(edition_load(r, &row, &e));
    if (!digest_from_hex(row.hash, &hash)) return FAILED;
    return reply_file(r, s, hash, arena_printf(r->arena, "%.*s.json", P(row.code)),
                      "application/json", false);
}
