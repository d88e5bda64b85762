/* advice.c: what the board advised and what came of it, for everybody: what the office published of it
** once the minutes were adopted (fund/board/). */
#include "fund/board/board.h"
#include "publish/site/sitemap.h"
#include "web/address.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/markdown.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/advice_sql.h"
#include "gen/registry.h"

#define SUMMARY_CHARS 180

static const struct list_column columns[] = {
    {MESSAGE("Advice"), "title", false},
    {MESSAGE("Kind"), "kind", false},
    {MESSAGE("Day"), "day", false},
    {MESSAGE("What came of it"), "outcome", false},
};

static void row_label(struct request *r, struct advice_row *a)
{
    a->kind_label = board_kind_label(r, a->kind);
    a->outcome_label = board_outcome_label(r, a->outcome);
}

/* ROUTE GET /board/advice?q,kind,sort,after     public
** What the board advised, and what came of it. */
enum status advice_list_page(struct request *r, struct response *s)
{
    struct advice_list v = {.q = query(r, "q"), .kind = query(r, "kind"), .kinds = board_kinds(r)};
    struct list l = LIST_OF(r, columns, "day_down");
    struct advice_find_in in = {.q = v.q, .kind = v.kind, .sort = l.sort};
    TRY(advice_find(r->db, r->arena, &in, &l.rows, &v.items));
    for (size_t i = 0; i < v.items.n; i++) {
        row_label(r, &v.items.v[i]);
        page_updated(s, v.items.v[i].changed);
    }
    v.clear = address_local(r->arena, address_base(r->arena, r->lang), S("/board/advice"));
    list_show(r, &l, &v.list);
    page_title(s, T(r, "Advice of the board"));
    page_crumb(r, s, "The board", "/board");
    s->description =
        T(r, "What the board advised on guidelines, impact and outreach, and what came of it.");
    return show(r, s, advice_list_view, &v);
}

/* ROUTE GET /board/advice/:advice     public
** One advice with its reasons, dissent, and what came of it. A withdrawn one says so. */
enum status advice_page(struct request *r, struct response *s)
{
    struct advice_show v = {0};
    TRY(advice_by_code(r->db, r->arena, param(r, "advice"), &v.item));
    page_title(s, v.item.title);
    page_crumb(r, s, "The board", "/board");
    page_crumb(r, s, "Advice", "/board/advice");
    page_updated(s, v.item.changed);
    row_label(r, &v.item);
    if (str_eq(v.item.state, S("withdrawn"))) {
        v.withdrawn = true;
        v.item = (struct advice_row){.code = v.item.code, .title = v.item.title, .day = v.item.day};
        return show_status(r, s, 410, advice_show_view, &v);
    }
    TRY(advice_answers(r->db, r->arena, v.item.id, &v.answers));
    for (size_t i = 0; i < v.answers.n; i++)
        v.answers.v[i].label = board_outcome_label(r, v.answers.v[i].outcome);
    s->description = str_shorten(r->arena, markdown_plain(r->arena, v.item.text), SUMMARY_CHARS);
    return show(r, s, advice_show_view, &v);
}

/* SITEMAP advice
** What the board advised. */
enum status advice_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    struct advice_row_array rows = {0};
    TRY(advice_all(db, a, &rows));
    sitemap_add(out, a, S("/board/advice"), NO_DATE);
    for (size_t i = 0; i < rows.n; i++)
        sitemap_add(out, a, arena_printf(a, "/board/advice/%.*s", P(rows.v[i].code)),
                    rows.v[i].changed);
    return OK;
}
