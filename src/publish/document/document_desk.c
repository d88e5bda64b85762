/* document_desk.c: the editors' side of documents: list, facts, file, publishing, withdrawing. */
#include "publish/document/document.h"

#include "fund/history/history.h"
#include "people/people.h"
#include "publish/feed/piece.h"
#include "publish/publisher/publisher.h"
#include "publish/theme/theme.h"
#include "web/layout.h"
#include "web/line.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/document_sql.h"
#include "gen/registry.h"

#define DESK_ROWS 50
#define FILE_MAX (100 << 20)

/* RECORD document "Document" search 70 "Documents" */
/* MENU desk 54 /desk/documents "Documents" needs document.read */

static enum status theme_choices(struct request *r, struct part_choice_array *out)
{
    struct theme_row_array rows = {0};
    TRY(theme_all(r->db, r->arena, NO_STR, &rows));
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(r->arena, out) =
            (struct part_choice){.code = rows.v[i].slug, .label = rows.v[i].title};
    return OK;
}

static enum status publisher_choices(struct request *r, struct part_choice_array *out)
{
    struct publisher_row_array rows = {0};
    TRY(publisher_offered(r->db, r->arena, &rows));
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(r->arena, out) =
            (struct part_choice){.code = rows.v[i].code, .label = rows.v[i].name};
    return OK;
}

static const struct list_column columns[] = {
    {MESSAGE("Document"), "title", false}, {MESSAGE("Code"), "code", false},
    {MESSAGE("Theme"), "theme", false},    {MESSAGE("State"), "state", false},
    {MESSAGE("Size"), "size", true},
};

/* ROUTE GET /desk/documents?q,state,theme,publisher,sort,after     needs document.read
** All documents, newest entry first. */
enum status document_desk_page(struct request *r, struct response *s)
{
    struct document_desk_list view = {.q = query(r, "q"),
                                      .state = query(r, "state"),
                                      .theme = query(r, "theme"),
                                      .publisher = query(r, "publisher"),
                                      .states = piece_states(r),
                                      .may_edit = may(r, "document.edit", NULL)};
    struct list l = LIST_OF(r, columns, "new");
    struct document_find_in in = {.q = view.q,
                                  .state = view.state,
                                  .theme = view.theme,
                                  .publisher = view.publisher,
                                  .sort = l.sort};
    TRY(theme_choices(r, &view.themes));
    TRY(publisher_choices(r, &view.publishers));
    TRY(document_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    page_title(s, T(r, "Documents"));
    return show(r, s, document_desk_list_view, &view);
}

static enum status desk_show(struct request *r, struct response *s, const struct document_row *row)
{
    struct document_desk_show view = {.item = *row,
                                      .may_edit = may(r, "document.edit", NULL),
                                      .may_publish = may(r, "document.publish", NULL)};
    TRY(document_related_of(r->db, r->arena, row->id, &view.related));
    if (row->replaces) TRY(document_one(r->db, r->arena, row->replaces, &view.replaces));
    TRY(history_fill(r, "document", row->id, document_row_view, NO_STR, &view.history));
    if (row->file.n) view.slow = line_words(r, LINE_SLOW, row->file_bytes);
    page_title(s, row->title);
    page_crumb(r, s, "Documents", "/desk/documents");
    return show(r, s, document_desk_show_view, &view);
}

/* ROUTE GET /desk/documents/:document     needs document.read
** One document as the office sees it: facts, file, history. */
enum status document_desk_show_page(struct request *r, struct response *s)
{
    struct document_row row;
    TRY(document_by_code(r->db, r->arena, param(r, "document"), &row));
    return desk_show(r, s, &row);
}

static enum status form_show(struct request *r, struct response *s, const struct document_row *row,
                             bool conflict)
{
    bool is_new = row->id == 0;
    struct document_form view = {.item = *row,
                                 .is_new = is_new,
                                 .conflict = conflict,
                                 .seen = is_new ? 0 : row->changed,
                                 .languages = document_languages(r)};
    struct document_link_array links = {0}, before = {0};
    if (!is_new) TRY(document_related_own(r->db, r->arena, row->id, &links));
    for (size_t i = 0; i < links.n; i++)
        view.related =
            arena_printf(r->arena, "%.*s%s%.*s", P(view.related), i ? " " : "", P(links.v[i].code));
    if (row->replaces) TRY(document_one(r->db, r->arena, row->replaces, &before));
    if (before.n) view.replaces = before.v[0].code;
    if (!is_new && row->issued != NO_DATE) {
        struct buf b;
        buf_init(&b, 64);
        buf_date(&b, row->issued);
        view.issued = str_dup(r->arena, buf_str(&b));
        buf_free(&b);
    }
    TRY(theme_choices(r, &view.themes));
    TRY(publisher_offered(r->db, r->arena, &view.publishers));
    page_title(s, is_new ? T(r, "New document") : T(r, "Edit the document"));
    page_crumb(r, s, "Documents", "/desk/documents");
    if (!is_new)
        page_crumb_text(s, row->title,
                        arena_printf(r->arena, "/desk/documents/%.*s", P(row->code)));
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, document_form_view, &view);
}

static struct document_row empty_row(struct request *r)
{
    return (struct document_row){.lang = S("en"),
                                 .issued = NO_DATE,
                                 .publisher = setting(r->app, r->arena, "fund.publisher"),
                                 .unit = setting(r->app, r->arena, "fund.unit")};
}

/* ROUTE GET /desk/documents/new     needs document.edit
** An empty form. */
enum status document_new_page(struct request *r, struct response *s)
{
    struct document_row row = empty_row(r);
    return form_show(r, s, &row, false);
}

/* ROUTE GET /desk/documents/:document/edit     needs document.edit
** The form of one document. */
enum status document_edit_page(struct request *r, struct response *s)
{
    struct document_row row;
    TRY(document_by_code(r->db, r->arena, param(r, "document"), &row));
    return form_show(r, s, &row, false);
}

/* Codes of documents in a field, as ids. */
static bool codes_take(struct request *r, const char *name, struct piece_ids *out)
{
    str rest = field(r, name), code;
    while (rest.n && str_cut(&rest, ' ', &code)) {
        i64 id;
        if (!code.n) continue;
        if (document_id(r->db, r->arena, code, &id) != OK) {
            problem(r, name, "There is no document with the code %s. Look it up in the library.",
                    str_z(r->arena, str_abbrev(code, 40)));
            return false;
        }
        *PUSH(r->arena, out) = id;
    }
    return true;
}

static void form_take(struct request *r, struct document_row *d, struct piece_ids *related)
{
    need_text(r, "title", 240, &d->title);
    take_text(r, "title_fr", 240, &d->title_fr);
    need_text(r, "publisher", 160, &d->publisher);
    take_text(r, "unit", 240, &d->unit);
    take_text(r, "label", 160, &d->label);
    d->issued = NO_DATE;
    if (field(r, "issued").n) take_date(r, "issued", &d->issued);
    d->lang = field(r, "lang");
    struct part_choice_array languages = document_languages(r);
    bool known = false;
    for (size_t i = 0; i < languages.n; i++)
        known = known || str_eq(languages.v[i].code, d->lang);
    if (!known) problem(r, "lang", "Choose the language of the document.");
    take_text(r, "abstract", 4000, &d->abstract);
    take_text(r, "abstract_fr", 4000, &d->abstract_fr);
    take_text(r, "source", 160, &d->source);
    piece_take_url(r, "source_url", &d->source_url);
    d->theme = 0;
    if (field(r, "theme").n &&
        document_theme_id(r->db, r->arena, field(r, "theme"), &d->theme) != OK)
        problem(r, "theme", "Choose one of the themes in the list, or none.");
    codes_take(r, "related", related);
    struct piece_ids before = {0};
    if (codes_take(r, "replaces", &before)) d->replaces = before.n ? before.v[0] : 0;
    if (d->id && d->replaces == d->id) problem(r, "replaces", "A document cannot replace itself.");
}

struct document_arg {
    struct request *r;
    struct document_row *row;
    i64 seen;
    const struct piece_ids *related;
    const struct document_file *file;
};

static enum status related_write(struct tx *tx, const struct document_arg *v)
{
    TRY(document_related_clear(tx, v->row->id));
    for (size_t i = 0; i < v->related->n; i++)
        TRY(document_relate(tx, v->row->id, v->related->v[i]));
    return OK;
}

static enum status create_write(struct tx *tx, void *arg)
{
    struct document_arg *v = arg;
    TRY(document_create(tx, v->r->arena, v->row));
    return related_write(tx, v);
}

static enum status update_write(struct tx *tx, void *arg)
{
    struct document_arg *v = arg;
    TRY(document_save(tx, v->r->app, v->r->arena, v->row, v->seen));
    return related_write(tx, v);
}

static enum status file_write(struct tx *tx, void *arg)
{
    struct document_arg *v = arg;
    return document_file_set(tx, v->r->app, v->r->arena, v->row, v->file);
}

static enum status publish_write(struct tx *tx, void *arg)
{
    struct document_arg *v = arg;
    return document_release(tx, v->r->app, v->r->arena, v->row);
}

static enum status withdraw_write(struct tx *tx, void *arg)
{
    struct document_arg *v = arg;
    return document_move(tx, v->r->app, v->r->arena, v->row);
}

/* ROUTE POST /desk/documents     needs document.edit     max 256k
** Keeps the facts of a document as a draft; its file comes next. */
enum status document_create_act(struct request *r, struct response *s)
{
    struct document_row row = {0}, empty = empty_row(r);
    struct piece_ids related = {0};
    form_take(r, &row, &related);
    if (problems(r)) return form_show(r, s, &empty, false);
    TRY(db_write(r, create_write,
                 &(struct document_arg){.r = r, .row = &row, .related = &related}));
    return redirect_note(r, s, T(r, "Kept as a draft. Now add the file."), "/desk/documents/%.*s",
                         P(row.code));
}

/* ROUTE POST /desk/documents/:document     needs document.edit     max 256k
** Changes the facts. If somebody else changed them meanwhile, both texts are shown. */
enum status document_edit_act(struct request *r, struct response *s)
{
    struct document_row stored, row;
    struct piece_ids related = {0};
    TRY(document_by_code(r->db, r->arena, param(r, "document"), &stored));
    row = stored;
    form_take(r, &row, &related);
    if (problems(r)) return form_show(r, s, &stored, false);
    struct document_arg v = {.r = r, .row = &row, .seen = piece_seen(r), .related = &related};
    enum status st = db_write(r, update_write, &v);
    if (st == CONFLICT) {
        TRY(document_by_code(r->db, r->arena, param(r, "document"), &stored));
        return form_show(r, s, &stored, true);
    }
    TRY(st);
    return redirect_note(r, s,
                         str_eq(row.state, S("published"))
                             ? T(r, "Saved. The public page shows it now.")
                             : T(r, "Saved."),
                         "/desk/documents/%.*s", P(row.code));
}

/* ROUTE POST /desk/documents/:document/file     needs document.edit     max 110m
** Sets the file; its pages are counted and its words taken for reading and search. */
enum status document_file_act(struct request *r, struct response *s)
{
    struct document_row row;
    struct document_file file;
    struct digest hash;
    i64 bytes = 0;
    TRY(document_by_code(r->db, r->arena, param(r, "document"), &row));
    struct upload *u = upload(r, "file");
    if (!u || !u->size)
        problem(r, "file", "Choose a file.");
    else if (!str_eq(u->type, S("application/pdf")) || u->size > FILE_MAX)
        problem(r, "file", "Choose a PDF of at most 100 MB.");
    if (!u || problems(r)) return desk_show(r, s, &row);
    TRY(file_keep(r->app->store, u->path, &hash, &bytes));
    TRY(document_file_read(r->app, r->arena, hash, u->filename, bytes, &file));
    TRY(db_write(r, file_write, &(struct document_arg){.r = r, .row = &row, .file = &file}));
    str note =
        file.parts->n ? T(r, "The file is set. Its words can be read here, too.")
        : file.pages
            ? T(r,
                "The file is set. No words could be taken from it, so it can only be downloaded.")
            : T(r,
                "The file is set, but it could not be read here: it may be damaged. Open it to check; it can only be downloaded.");
    return redirect_note(r, s, note, "/desk/documents/%.*s", P(row.code));
}

/* ROUTE GET /desk/documents/:document/file     needs document.read
** The file, also of a draft. */
enum status document_file_page(struct request *r, struct response *s)
{
    struct document_row row;
    struct digest hash;
    TRY(document_by_code(r->db, r->arena, param(r, "document"), &row));
    if (!digest_from_hex(row.file, &hash)) return NOT_FOUND;
    return reply_file(r, s, hash, row.file_name, "application/pdf", false);
}

/* ROUTE POST /desk/documents/:document/publish     needs document.publish
** Shows a document to everybody. */
enum status document_publish_act(struct request *r, struct response *s)
{
    struct document_row row;
    TRY(document_by_code(r->db, r->arena, param(r, "document"), &row));
    if (!row.file.n && !row.abstract.n) {
        problem(r, "file", "There is nothing to read yet. Add the file, or write an abstract.");
        return desk_show(r, s, &row);
    }
    TRY(db_write(r, publish_write, &(struct document_arg){.r = r, .row = &row}));
    return redirect_note(
        r, s, T(r, "Published. It stands in the library, in the search and in the feed."),
        "/desk/documents/%.*s", P(row.code));
}

/* ROUTE POST /desk/documents/:document/withdraw     needs document.publish
** Takes a document back: its address says so, its file is not served any more. */
enum status document_withdraw_act(struct request *r, struct response *s)
{
    struct document_row stored, row;
    TRY(document_by_code(r->db, r->arena, param(r, "document"), &stored));
    if (!str_eq(stored.state, S("published"))) return CONFLICT;
    row = stored;
    need_text(r, "reason", 300, &row.reason);
    if (problems(r)) return desk_show(r, s, &stored);
    row.state = S("withdrawn");
    row.withdrawn = r->now;
    TRY(db_write(r, withdraw_write, &(struct document_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "Withdrawn. Its public page says so."), "/desk/documents/%.*s",
                         P(row.code));
}
