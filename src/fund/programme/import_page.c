/* import_page.c: importing programmes in the browser: choose a file, see line by line what would
** happen, import exactly that file. The file is kept by its hash between the two. */
#include "fund/programme/import.h"

#include "edition/adopted.h"
#include "people/people.h"
#include "web/layout.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/programme_sql.h"
#include "gen/registry.h"

#define PAST_ROWS 20
#define PAGE_LINES 100
#define LINES_MAX 5000 /* of a file in the browser: a request must end; the command takes any */

/* --- choosing a file --------------------------------------------------------------------------------- */

static enum status upload_show(struct request *r, struct response *s)
{
    struct programme_import view = {0};
    TRY(programme_import_latest(r->db, r->arena, PAST_ROWS, &view.past));
    for (size_t i = 0; i < column_count; i++)
        *PUSH(r->arena, &view.columns) = (struct programme_field){
            .name = str_c(columns[i].name),
            .label = tr(r->lang, columns[i].label),
            .hint = columns[i].hint ? tr(r->lang, columns[i].hint) : NO_STR};
    page_crumb(r, s, "Programmes", "/desk/programmes");
    page_title(s, T(r, "Import programmes"));
    return show(r, s, programme_import_view, &view);
}

/* ROUTE GET /desk/programmes/import     needs import.run
** Asks for a CSV file of programmes. */
enum status programme_import_page(struct request *r, struct response *s)
{
    return upload_show(r, s);
}

struct import_arg {
    struct request *r;
    str code, hash, name;
    bool make;
    i64 id;
};

static enum status import_keep_write(struct tx *tx, void *arg)
{
    struct import_arg *v = arg;
    struct programme_import_insert_in in = {.code = v->code,
                                            .hash = v->hash,
                                            .name = v->name,
                                            .make_organizations = v->make,
                                            .now = tx_now(tx),
                                            .account = v->r->session->account};
    return programme_import_insert(tx, &in, &v->id);
}

/* ROUTE POST /desk/programmes/import     needs import.run    max 20m
** Keeps the file and shows what it would do; nothing is imported yet. */
enum status programme_import_act(struct request *r, struct response *s)
{
    struct upload *file = upload(r, "file");
    if (!file || !file->size) {
        problem(r, "file", "Choose a CSV file.");
        return upload_show(r, s);
    }
    struct import_arg v = {.r = r,
                           .code = code_new(r->arena, &r->app->env, 8),
                           .name = file->filename,
                           .make = str_eq(field(r, "make_organizations"), S("yes"))};
    struct digest hash;
    i64 size;
    TRY(file_keep(r->app->store, file->path, &hash, &size));
    v.hash = digest_hex(r->arena, hash);
    TRY(db_write(r, import_keep_write, &v));
    return redirect(r, s, "/desk/programmes/import/%.*s", P(v.code));
}

/* --- what it would do -------------------------------------------------------------------------------- */

static enum status kept_open(struct request *r, struct programme_import_row *row, struct import *m,
                             str *fault)
{
    struct digest hash;
    str bytes;
    TRY(programme_import_by_code(r->db, r->arena, param(r, "import"), row));
    if (!edition_in_force(r->app)) return NOT_FOUND;
    if (!digest_from_hex(row->hash, &hash)) return FAILED;
    TRY(file_read(r->app->store, r->arena, hash, IMPORT_BYTES_MAX, &bytes));
    return import_begin(m, r->app, r->db, r->lang, bytes, row->make_organizations, fault);
}

static str verdict_code(enum import_verdict v)
{
    switch (v) {
    case IMPORT_NEW:
        return S("new");
    case IMPORT_SAME:
        return S("same");
    case IMPORT_CHANGED:
        return S("changed");
    case IMPORT_FAULT:
        break;
    }
    return S("fault");
}

static void line_show(struct request *r, const struct import *m, struct programme_check *view)
{
    struct arena *a = r->arena;
    struct programme_line line = {.line = m->line,
                                  .verdict = verdict_code(m->verdict),
                                  .key = str_dup(a, m->line_key),
                                  .title = str_dup(a, str_abbrev(m->after.row.title, 100)),
                                  .code = str_dup(a, m->before.row.code)};
    struct programme_difference_array changes = {0};
    if (m->verdict == IMPORT_CHANGED) facts_differ(a, r->lang, &m->before, &m->after, &changes);
    for (size_t i = 0; i < changes.n; i++)
        *PUSH(a, &line.differences) =
            (struct programme_difference){.column = changes.v[i].column,
                                          .before = str_abbrev(changes.v[i].before, 200),
                                          .after = str_abbrev(changes.v[i].after, 200)};
    for (size_t i = 0; i < m->faults.n; i++)
        *PUSH(a, &line.faults) =
            (struct programme_fault){.column = str_dup(a, m->faults.v[i].column),
                                     .message = str_dup(a, m->faults.v[i].message)};
    *PUSH(a, &view->lines) = line;
}

/* Reads the whole file, keeps the lines of one page: those behind line `after` that were asked for. */
static enum status lines_fill(struct request *r, struct import *m, struct programme_check *view)
{
    i64 after = 0, last = 0;
    str_i64(query(r, "after"), &after);
    for (;;) {
        enum status st = import_next(m, r->db);
        if (st == NOT_FOUND) break;
        TRY(st);
        if (m->counts.fresh + m->counts.changed + m->counts.unchanged + m->counts.faulty >
            LINES_MAX) {
            view->fatal = T(
                r,
                "The file has more than 5,000 lines. Split it, or ask the administrator of the server to import it by the command “letsema import programmes”.");
            return OK;
        }
        bool wanted = !view->shown.n || str_eq(view->shown, verdict_code(m->verdict));
        if (!wanted || m->line <= after) continue;
        if (view->lines.n < PAGE_LINES) {
            line_show(r, m, view);
            last = m->line;
        } else if (!view->more.n) {
            view->more = address_more(r, arena_printf(r->arena, "%lld", (long long)last));
        }
    }
    return OK;
}

/* A fault of the whole file goes into view->fatal. */
static enum status check_fill(struct request *r, struct programme_check *view)
{
    struct import m = {0};
    enum status st = kept_open(r, &view->item, &m, &view->fatal);
    if (st == OK) st = lines_fill(r, &m, view);
    if (st == CONFLICT) st = OK;
    view->unknown = str_dup(r->arena, m.unknown);
    view->new_organizations = str_dup(r->arena, m.made);
    view->fresh = m.counts.fresh;
    view->changed = m.counts.changed;
    view->unchanged = m.counts.unchanged;
    view->faulty = m.counts.faulty;
    view->rows = view->fatal.n ? 0 : m.counts.fresh + m.counts.changed;
    import_end(&m);
    return st;
}

static void check_head(struct request *r, struct response *s, const struct programme_check *view)
{
    page_crumb(r, s, "Programmes", "/desk/programmes");
    page_crumb(r, s, "Import programmes", "/desk/programmes/import");
    page_title(s, view->item.name);
}

/* ROUTE GET /desk/programmes/import/:import?show,after     needs import.run
** What each line of the file would do; reading changes nothing. */
enum status programme_check_page(struct request *r, struct response *s)
{
    struct programme_check view = {.shown = query(r, "show")};
    TRY(check_fill(r, &view));
    check_head(r, s, &view);
    return show(r, s, programme_check_view, &view);
}

/* --- importing --------------------------------------------------------------------------------------- */

struct done_arg {
    i64 id;
    struct import_counts counts;
};

static enum status import_done_write(struct tx *tx, void *arg)
{
    struct done_arg *v = arg;
    struct programme_import_end_in in = {.id = v->id,
                                         .now = tx_now(tx),
                                         .added = v->counts.fresh,
                                         .changed = v->counts.changed,
                                         .unchanged = v->counts.unchanged,
                                         .faulty = v->counts.faulty};
    return programme_import_end(tx, &in);
}

/* ROUTE POST /desk/programmes/import/:import     needs import.run
** Imports the file that was checked; lines with faults stay out. A second time changes nothing. */
enum status programme_import_run_act(struct request *r, struct response *s)
{
    struct programme_check view = {0};
    TRY(check_fill(r, &view));
    if (view.fatal.n) {
        check_head(r, s, &view);
        return show(r, s, programme_check_view, &view);
    }
    struct programme_import_row row;
    struct import m = {0};
    str fault = NO_STR;
    enum status st = kept_open(r, &row, &m, &fault);
    struct actor actor = {.account = r->session->account,
                          .act = S("POST /desk/programmes/import/:import"),
                          .request_id = r->id};
    if (st == OK) st = import_run(&m, actor, r->now, NULL, NULL);
    struct done_arg v = {row.id, m.counts};
    import_end(&m);
    TRY(st);
    TRY(db_write(r, import_done_write, &v));
    return redirect_note(r, s, T(r, "The file was imported."), "/desk/programmes/import/%.*s",
                         P(row.code));
}
