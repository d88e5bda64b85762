/* oversight.c: the journal as people read it: the history of one record field by field, the newest
** entries of the whole fund with filters. For who may read everything:
** auditors, managers, administrators. */
#include "edition/adopted.h"
#include "people/people.h"
#include "web/app.h"
#include "web/guard.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "desk/find/find.h"
#include "desk/oversight/versions.h"

#include "gen/model.h"
#include "gen/oversight_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 50
#define PAGE_FIELDS 200
#define TABLE_ROWS 5000

/* MENU desk 90 /desk/journal "Journal" needs journal.read */

/* --- readable ----------------------------------------------------------------------------------------- */

static str op_words(struct request *r, str op)
{
    if (str_eq(op, S("insert"))) return T(r, "added");
    if (str_eq(op, S("delete"))) return T(r, "removed");
    return T(r, "changed");
}

static void row_words(struct request *r, struct oversight_row *row)
{
    if (!row->person.n) row->person = T(r, "The program");
    row->label = record_kind_words(r, row->tab);
    row->op = op_words(r, row->op);
    row->here = arena_printf(r->arena, "/desk/journal/%lld", (long long)row->id);
}

/* "state, changed", at most a handful. */
static enum status fields_fill(struct request *r, struct oversight_row_array *rows)
{
    struct oversight_change_array all = {0};
    if (!rows->n) return OK;
    TRY(oversight_fields(r->db, r->arena, rows->v[rows->n - 1].id, rows->v[0].id, &all));
    for (size_t i = 0; i < rows->n; i++) {
        struct buf b;
        buf_init(&b, 4096);
        for (size_t k = 0; k < all.n; k++)
            if (all.v[k].entry == rows->v[i].id && !str_eq(all.v[k].what, S("id")))
                buf_printf(&b, "%s%.*s", b.n ? ", " : "", P(all.v[k].what));
        rows->v[i].fields = str_dup(r->arena, str_abbrev(buf_str(&b), 160));
        buf_free(&b);
    }
    return OK;
}

/* --- the history of one record -------------------------------------------------------------------------- */

/* ROUTE GET /desk/history/:kind/:code?after     signed
** Every change of one record, newest first. `kind` is the name of its table. */
enum status oversight_history_page(struct request *r, struct response *s)
{
    struct oversight_history view = {.kind = param(r, "kind"), .code = param(r, "code")};
    struct oversight_link record, found;
    struct oversight_changes_in in = {.tab = view.kind, .limit = PAGE_FIELDS + 1};
    if (!journal_table_find(view.kind)) return NOT_FOUND;
    TRY(record_past_permitted(r, view.kind, view.code));
    TRY(oversight_record(r->db, r->arena, view.kind, view.code, &record));
    in.record = record.id;
    record_past_note(r, view.kind, record.id);
    if (!str_i64(query(r, "after"), &in.before) || in.before < 0) in.before = 0;
    TRY(oversight_changes(r->db, r->arena, &in, &view.items));
    /* A page ends with a whole entry, so that the next one begins behind it. */
    if (view.items.n > PAGE_FIELDS) {
        i64 last = view.items.v[PAGE_FIELDS].entry;
        size_t n = PAGE_FIELDS;
        while (n > 1 && view.items.v[n - 1].entry == last)
            n--;
        view.items.n = n;
        view.next = arena_printf(r->arena, "%lld", (long long)view.items.v[n - 1].entry);
        view.more = address_more(r, view.next);
    }
    bool journal = may(r, "journal.read", &whole_fund);
    for (size_t i = 0; i < view.items.n; i++) {
        struct oversight_change *c = &view.items.v[i];
        if (!c->person.n) c->person = T(r, "The program");
        if (journal) c->address = arena_printf(r->arena, "/desk/journal/%lld", (long long)c->entry);
    }
    view.label = record_kind_words(r, view.kind);
    view.title = view.code;
    enum status st = oversight_found(r->db, r->arena, view.kind, record.id, &found);
    if (st == OK) {
        view.title = found.title;
        view.address = found.address;
    } else if (st != NOT_FOUND) {
        return st;
    }
    str here = arena_printf(r->arena, "/desk/history/%.*s/%.*s", P(view.kind), P(view.code));
    view.on = arena_printf(r->arena, "%.*s/on", P(here));
    view.compare = arena_printf(r->arena, "%.*s/compare", P(here));
    if (record_dossier_permitted(r, view.kind, view.code) == OK)
        view.dossier = arena_printf(r->arena, "%.*s/dossier", P(here));
    page_title(s, T(r, "History"));
    return show(r, s, oversight_history_view, &view);
}

/* --- the journal ---------------------------------------------------------------------------------------- */

/* Who may read the journal may not open each record in it. */
static void link_judge(struct request *r, struct oversight_row *row)
{
    if (row->address.n && !may_open(r, row->address)) row->address = NO_STR;
}

/* A day of the fund's own calendar; what cannot be read is told at its field. */
static void day_read(struct request *r, const char *name, int days, i64 *out)
{
    i64 day;
    str text = query(r, name);
    if (!text.n) return;
    if (date_parse(text, &day))
        *out = zone_instant(fund_zone(r->app), day + days, 0, 0, 0);
    else
        problem(r, name, "Write a date as year-month-day, for example 2027-03-31.");
}

static enum status journal_view(struct request *r, struct oversight_journal *view)
{
    struct oversight_row_array tables = {0};
    struct oversight_find_in in = {.account = query(r, "account"),
                                   .tab = query(r, "table"),
                                   .from = NO_DATE,
                                   .until = NO_DATE,
                                   .limit = r->face == FACE_CSV ? TABLE_ROWS : PAGE_ROWS + 1};
    day_read(r, "from", 0, &in.from);
    day_read(r, "to", 1, &in.until);
    if (!str_i64(query(r, "after"), &in.before) || in.before < 0) in.before = 0;
    view->account = in.account;
    view->tab = in.tab;
    view->from = query(r, "from");
    view->to = query(r, "to");
    TRY(oversight_find(r->db, r->arena, &in, &view->items));
    if (r->face != FACE_CSV && view->items.n > PAGE_ROWS) view->items.n = PAGE_ROWS;
    bool cut = view->items.n && (i64)view->items.n + (r->face != FACE_CSV) == in.limit;
    if (cut) {
        view->next = arena_printf(r->arena, "%lld", (long long)view->items.v[view->items.n - 1].id);
        view->more = address_more(r, view->next);
    }
    TRY(rows_open(r, &view->items));
    TRY(fields_fill(r, &view->items));
    for (size_t i = 0; i < view->items.n; i++) {
        row_words(r, &view->items.v[i]);
        if (r->face == FACE_HTML) link_judge(r, &view->items.v[i]);
    }
    TRY(oversight_people(r->db, r->arena, &view->people));
    TRY(oversight_tables(r->db, r->arena, &tables));
    for (size_t i = 0; i < tables.n; i++)
        *PUSH(r->arena, &view->tables) = (struct part_choice){
            .code = tables.v[i].tab, .label = record_kind_words(r, tables.v[i].tab)};
    return OK;
}

/* ROUTE GET /desk/journal?account,table,from,to,after     needs journal.read
** The newest entries of the journal: who did what to which record. */
enum status oversight_journal_page(struct request *r, struct response *s)
{
    struct oversight_journal view = {0};
    TRY(journal_view(r, &view));
    view.csv = address_face(r, ".csv", S(""));
    page_title(s, T(r, "Journal"));
    return show(r, s, oversight_journal_view, &view);
}

/* ROUTE GET /desk/journal/:entry     needs journal.read
** One entry with the values before and after. */
enum status oversight_entry_page(struct request *r, struct response *s)
{
    struct oversight_entry view = {0};
    i64 id;
    if (!str_i64(param(r, "entry"), &id)) return NOT_FOUND;
    bool closed;
    TRY(oversight_of(r->db, r->arena, id, &view.row));
    TRY(row_closed(r, view.row.tab, view.row.record, &closed));
    if (closed) return NOT_FOUND;
    TRY(oversight_previous(r->db, r->arena, id, &view.previous));
    TRY(oversight_fields(r->db, r->arena, id, id, &view.changes));
    row_words(r, &view.row);
    link_judge(r, &view.row);
    page_title(s, message_fill(r->arena, T(r, "Entry %1"), (str[]){param(r, "entry")}, 1));
    page_crumb(r, s, "Journal", "/desk/journal");
    return show(r, s, oversight_entry_view, &view);
}
