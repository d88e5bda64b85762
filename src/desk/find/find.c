/* find.c: search across records. The index says what matches; whether the person may know of it is
** asked of each record's own guard, so that a proposal of another organization shows neither in the
** list nor in a count. */
#include "desk/find/find.h"

#include "web/layout.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/find_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

#define BEST 300
#define PAGE_ROWS 20

/* --- who may know ----------------------------------------------------------------------------------- */

static const struct guard_entry *guard_of(str kind)
{
    for (size_t i = 0; i < guard_count; i++)
        if (str_eq(str_c(guards[i].name), kind)) return &guards[i];
    return NULL;
}

/* "/desk/proposals/k3v9d2xw/form" is about k3v9d2xw. */
static str code_in(str address)
{
    str piece = NO_STR;
    for (int i = 0; i < 4; i++)
        if (!str_cut(&address, '/', &piece)) return NO_STR;
    return piece;
}

/* Whoever reads, writes or publishes a kind of record knows of it. */
static bool may_any(struct request *r, str kind, const struct scope *scope)
{
    static const char *const acts[] = {"read", "edit", "publish"};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (may(r, arena_printf(r->arena, "%.*s.%s", P(kind), acts[i]).p, scope)) return true;
    return false;
}

enum status record_known(struct request *r, str kind, i64 record, str address, bool *known)
{
    i64 everybody = 0;
    struct scope scope = {.kind = str_z(r->arena, kind), .record = record};
    *known = false;
    TRY(find_public(r->db, r->arena, kind, record, SEEN_BY_ALL, &everybody));
    if (everybody) {
        *known = true;
        return OK;
    }
    const struct guard_entry *guard = guard_of(kind);
    enum status st =
        guard && str_starts(address, S("/desk/")) ? guard->fn(r, code_in(address), &scope) : OK;
    if (st == NOT_FOUND) return OK;
    TRY(st);
    *known = may_any(r, kind, &scope);
    return OK;
}

str record_kind_words(struct request *r, str kind)
{
    const struct record_kind *found = record_kind_find(kind);
    return found ? tr(r->lang, found->label) : kind;
}

/* --- the page --------------------------------------------------------------------------------------- */

struct tally {
    str kind;
    i64 n;
};
struct tally_array {
    struct tally *v;
    size_t n, cap;
};

static void tally_add(struct arena *a, struct tally_array *list, str kind)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i].kind, kind)) {
            list->v[i].n++;
            return;
        }
    *PUSH(a, list) = (struct tally){kind, 1};
}

static str tab_address(struct request *r, str q, str kind)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_lit(&b, "/desk/find?q=");
    buf_url(&b, q);
    if (kind.n) buf_lit(&b, "&kind=");
    buf_url(&b, kind);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static void tabs_fill(struct request *r, const struct tally_array *tallies, struct find_list *view)
{
    i64 all = 0;
    for (size_t i = 0; i < tallies->n; i++)
        all += tallies->v[i].n;
    *PUSH(r->arena, &view->kinds) =
        (struct part_tab){.label = T(r, "All"),
                          .address = tab_address(r, view->q, NO_STR),
                          .current = view->kind.n ? S("false") : S("page"),
                          .count = arena_printf(r->arena, "%lld", (long long)all)};
    for (size_t i = 0; i < tallies->n; i++) {
        const struct tally *t = &tallies->v[i];
        *PUSH(r->arena, &view->kinds) =
            (struct part_tab){.label = record_kind_words(r, t->kind),
                              .address = tab_address(r, view->q, t->kind),
                              .current = str_eq(view->kind, t->kind) ? S("page") : S("false"),
                              .count = arena_printf(r->arena, "%lld", (long long)t->n)};
    }
}

/* The best hits that the person may know of, of all kinds for the tabs and of one for the list. */
static enum status hits_fill(struct request *r, struct find_list *view)
{
    struct search_hit_array hits = {0};
    struct tally_array tallies = {0};
    i64 total, from = 0, seen = 0;
    if (!str_i64(query(r, "after"), &from) || from < 0) from = 0;
    TRY(search_find(r->db, r->arena, view->q, r->lang, SEEN_BY_DESK, "", 0, BEST, &hits, &total));
    for (size_t i = 0; i < hits.n; i++) {
        const struct search_hit *h = &hits.v[i];
        bool known;
        TRY(record_known(r, h->kind, h->id, h->address, &known));
        if (!known) continue;
        tally_add(r->arena, &tallies, h->kind);
        if (view->kind.n && !str_eq(view->kind, h->kind)) continue;
        if (seen++ < from || view->items.n > PAGE_ROWS) continue;
        *PUSH(r->arena, &view->items) = (struct find_hit){.kind = h->kind,
                                                          .label = record_kind_words(r, h->kind),
                                                          .title = h->title,
                                                          .excerpt = h->excerpt,
                                                          .address = h->address};
    }
    if (view->items.n > PAGE_ROWS) {
        view->items.n = PAGE_ROWS;
        view->next = arena_printf(r->arena, "%lld", (long long)from + PAGE_ROWS);
        view->more = address_more(r, view->next);
    }
    view->capped = hits.n == BEST && !view->more.n;
    tabs_fill(r, &tallies, view);
    return OK;
}

/* ROUTE GET /desk/find?q,kind,after     signed
** What the person may know of, by words, over all kinds of records. */
enum status find_page(struct request *r, struct response *s)
{
    struct find_list view = {.q = query(r, "q"), .kind = query(r, "kind")};
    if (view.q.n) TRY(hits_fill(r, &view));
    page_title(s, T(r, "Search"));
    return show(r, s, find_list_view, &view);
}
