/* publisher_desk.c: the editors' side of publishing bodies: list, texts and address, merging, withdrawing. */
#include "publish/publisher/publisher.h"

#include "fund/history/history.h"
#include "people/people.h"
#include "publish/feed/piece.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/publisher_sql.h"
#include "gen/registry.h"

/* MENU desk 55 /desk/publishers "Publishing bodies" needs document.read */

static struct part_choice_array states(struct request *r)
{
    struct part_choice_array out = piece_states(r);
    *PUSH(r->arena, &out) = (struct part_choice){.code = S("merged"), .label = T(r, "Merged")};
    return out;
}

static const struct list_column columns[] = {
    {MESSAGE("Name"), "name", false},
    {MESSAGE("State"), "state", false},
    {MESSAGE("Documents"), "documents", true},
};

/* ROUTE GET /desk/publishers?q,state,sort,after     needs document.read
** All publishing bodies, with the number of their documents. */
enum status publisher_desk_page(struct request *r, struct response *s)
{
    struct publisher_desk_list v = {.q = query(r, "q"),
                                    .state = query(r, "state"),
                                    .states = states(r),
                                    .may_edit = may(r, "document.edit", NULL)};
    struct list l = LIST_OF(r, columns, "name");
    struct publisher_find_in in = {.q = str_fold(r->arena, v.q), .state = v.state, .sort = l.sort};
    TRY(publisher_find(r->db, r->arena, &in, &l.rows, &v.items));
    list_show(r, &l, &v.list);
    page_title(s, T(r, "Publishing bodies"));
    return show(r, s, publisher_desk_list_view, &v);
}

static enum status form_show(struct request *r, struct response *s, const struct publisher_row *row,
                             bool conflict)
{
    struct publisher_form v = {.item = *row,
                               .is_new = row->id == 0,
                               .conflict = conflict,
                               .seen = row->id ? row->changed : 0,
                               .may_edit = may(r, "document.edit", NULL),
                               .may_publish = may(r, "document.publish", NULL)};
    struct publisher_row_array all = {0};
    TRY(publisher_offered(r->db, r->arena, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].id != row->id) *PUSH(r->arena, &v.others) = all.v[i];
    if (row->id) TRY(history_fill(r, "publisher", row->id, publisher_row_view, NO_STR, &v.history));
    page_title(s, row->id ? row->name : T(r, "New publishing body"));
    page_crumb(r, s, "Publishing bodies", "/desk/publishers");
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, publisher_form_view, &v);
}

/* ROUTE GET /desk/publishers/new     needs document.edit
** An empty form. */
enum status publisher_new_page(struct request *r, struct response *s)
{
    return form_show(r, s, &(struct publisher_row){0}, false);
}

static enum status row_load(struct request *r, struct publisher_row *p)
{
    return publisher_by_code(r->db, r->arena, param(r, "publisher"), p);
}

/* ROUTE GET /desk/publishers/:publisher     needs document.read
** One publishing body, to read or change. */
enum status publisher_edit_page(struct request *r, struct response *s)
{
    struct publisher_row p;
    TRY(row_load(r, &p));
    return form_show(r, s, &p, false);
}

static enum status form_take(struct request *r, struct publisher_row *p)
{
    i64 others = 0;
    struct publisher_row_array same = {0};
    if (need_text(r, "name", 160, &p->name)) {
        TRY(publisher_by_key(r->db, r->arena, str_fold(r->arena, p->name), &same));
        if (same.n && same.v[0].id != p->id && !str_eq(same.v[0].state, S("merged")))
            problem(r, "name", "Another publishing body has this name. Merge the two instead.");
    }
    take_text(r, "name_fr", 160, &p->name_fr);
    take_text(r, "about", 4000, &p->about);
    take_text(r, "about_fr", 4000, &p->about_fr);
    piece_take_url(r, "url", &p->url);
    if (!field(r, "code").n || !take_slug(r, "code", &p->code)) return OK;
    TRY(publisher_alias_of_others(r->db, r->arena, p->code, p->id, &others));
    if (others || str_eq(p->code, S("new")))
        problem(r, "code",
                "Another publishing body has or had this address. Choose a different one.");
    return OK;
}

struct publisher_arg {
    struct request *r;
    struct publisher_row *row;
    const struct publisher_row *into;
    str old;
    i64 seen;
};

static enum status create_write(struct tx *tx, void *arg)
{
    struct publisher_arg *v = arg;
    return publisher_create(tx, v->r->arena, v->row);
}

static enum status save_write(struct tx *tx, void *arg)
{
    struct publisher_arg *v = arg;
    return publisher_save(tx, v->r->app, v->r->arena, v->row, v->old, v->seen);
}

static enum status move_write(struct tx *tx, void *arg)
{
    struct publisher_arg *v = arg;
    return publisher_move(tx, v->r->arena, v->row);
}

static enum status merge_write(struct tx *tx, void *arg)
{
    struct publisher_arg *v = arg;
    return publisher_merge(tx, v->r->app, v->r->arena, v->row, v->into);
}

/* ROUTE POST /desk/publishers     needs document.edit
** Adds a publishing body; its page is public at once. */
enum status publisher_create_act(struct request *r, struct response *s)
{
    struct publisher_row p = {0};
    TRY(form_take(r, &p));
    if (problems(r)) return form_show(r, s, &(struct publisher_row){0}, false);
    TRY(db_write(r, create_write, &(struct publisher_arg){.r = r, .row = &p}));
    return redirect_note(r, s, T(r, "Added. Its page stands in the library."),
                         "/desk/publishers/%.*s", P(p.code));
}

/* What an act did to the documents: their number in the words of it. */
static str documents_note(struct request *r, str message, i64 n)
{
    str words[] = {arena_printf(r->arena, "%lld", (long long)n)};
    return message_fill(r->arena, message, words, 1);
}

/* ROUTE POST /desk/publishers/:publisher     needs document.edit
** Renames it or changes its texts and address; the old address leads to the new one. */
enum status publisher_edit_act(struct request *r, struct response *s)
{
    struct publisher_row stored, p;
    TRY(row_load(r, &stored));
    if (str_eq(stored.state, S("merged"))) return CONFLICT;
    p = stored;
    TRY(form_take(r, &p));
    if (problems(r)) return form_show(r, s, &stored, false);
    enum status st = db_write(
        r, save_write,
        &(struct publisher_arg){.r = r, .row = &p, .old = stored.code, .seen = piece_seen(r)});
    if (st == CONFLICT) {
        TRY(row_load(r, &stored));
        return form_show(r, s, &stored, true);
    }
    TRY(st);
    str note = documents_note(r,
                              tr_n(r->lang, "Saved. %1 document names it so now.",
                                   "Saved. %1 documents name it so now.", p.documents),
                              p.documents);
    return redirect_note(r, s, note, "/desk/publishers/%.*s", P(p.code));
}

/* ROUTE POST /desk/publishers/:publisher/merge     needs document.publish
** Gives its documents to another body; its page leads there. */
enum status publisher_merge_act(struct request *r, struct response *s)
{
    struct publisher_row p, into;
    TRY(row_load(r, &p));
    if (str_eq(p.state, S("merged"))) return CONFLICT;
    enum status st = publisher_by_code(r->db, r->arena, field(r, "into"), &into);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == NOT_FOUND || into.id == p.id || str_eq(into.state, S("merged")))
        problem(r, "into", "Choose the publishing body that stays.");
    if (problems(r)) return form_show(r, s, &p, false);
    TRY(db_write(r, merge_write, &(struct publisher_arg){.r = r, .row = &p, .into = &into}));
    str note = documents_note(r,
                              tr_n(r->lang, "Merged. %1 document was moved.",
                                   "Merged. %1 documents were moved.", p.documents),
                              p.documents);
    return redirect_note(r, s, note, "/desk/publishers/%.*s", P(into.code));
}

/* ROUTE POST /desk/publishers/:publisher/withdraw     needs document.publish
** Takes its page away: the address says so. Its documents stay and go on naming it. */
enum status publisher_withdraw_act(struct request *r, struct response *s)
{
    struct publisher_row stored, p;
    TRY(row_load(r, &stored));
    if (!str_eq(stored.state, S("published"))) return CONFLICT;
    p = stored;
    need_text(r, "reason", 300, &p.reason);
    if (problems(r)) return form_show(r, s, &stored, false);
    p.state = S("withdrawn");
    p.withdrawn = r->now;
    TRY(db_write(r, move_write, &(struct publisher_arg){.r = r, .row = &p}));
    return redirect_note(r, s, T(r, "Withdrawn. Its page says so; its documents stay readable."),
                         "/desk/publishers/%.*s", P(p.code));
}

/* ROUTE POST /desk/publishers/:publisher/publish     needs document.publish
** Shows its page, for the first time or again. */
enum status publisher_publish_act(struct request *r, struct response *s)
{
    struct publisher_row p;
    TRY(row_load(r, &p));
    if (str_eq(p.state, S("published")) || str_eq(p.state, S("merged"))) return CONFLICT;
    p.state = S("published");
    p.reason = NO_STR;
    p.withdrawn = NO_DATE;
    TRY(db_write(r, move_write, &(struct publisher_arg){.r = r, .row = &p}));
    return redirect_note(r, s, T(r, "Published. Its page stands in the library."),
                         "/desk/publishers/%.*s", P(p.code));
}
