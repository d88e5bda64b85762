/* search.c: the search of the public site: one box over everything that is published. What may be seen
** is decided inside the index; a reader's words never reach its language. */
#include "web/address.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/model.h"
#include "gen/registry.h"

#define PAGE_ROWS 20
#define OFFSET_MOST 980 /* the index ranks a thousand */
#define WORDS_MOST 200

static const char *kind_label(str kind)
{
    const struct record_kind *found = record_kind_find(kind);
    return found ? found->plural : NULL;
}

static enum status hits_fill(struct request *r, struct site_search *v)
{
    struct search_hit_array hits = {0};
    i64 offset = 0;
    if (!str_i64(query(r, "after"), &offset) || offset < 0 || offset > OFFSET_MOST) offset = 0;
    TRY(search_find(r->db, r->arena, v->q, r->lang, SEEN_BY_ALL, str_z(r->arena, v->kind), offset,
                    PAGE_ROWS, &hits, &v->total));
    for (size_t i = 0; i < hits.n; i++) {
        const struct search_hit *h = &hits.v[i];
        const char *label = kind_label(h->kind);
        *PUSH(r->arena, &v->items) = (struct site_hit){
            .kind = h->kind,
            .kind_label = label ? T(r, label) : NO_STR,
            .address = address_local(r->arena, address_base(r->arena, r->lang), h->address),
            .title = h->title,
            .excerpt = h->excerpt};
    }
    v->many = v->total >= 1000;
    long long after = offset + PAGE_ROWS;
    if (after < v->total && after <= OFFSET_MOST) {
        v->next = arena_printf(r->arena, "%lld", after);
        v->more = address_more(r, v->next);
    }
    if (offset) v->first = address_more(r, S(""));
    return OK;
}

/* ROUTE GET /search?q,kind,after     public
** Search over everything that is published. */
enum status search_page(struct request *r, struct response *s)
{
    struct site_search v = {.q = str_sub(query(r, "q"), 0, WORDS_MOST), .kind = query(r, "kind")};
    if (!str_is_text(v.q)) v.q = NO_STR; /* cut inside a letter */
    if (!kind_label(v.kind)) v.kind = NO_STR;
    v.asked = v.q.n > 0;
    v.clear = address_local(r->arena, address_base(r->arena, r->lang), S("/search"));
    for (size_t i = 0; i < record_kind_count; i++)
        if (record_kinds[i].plural)
            *PUSH(r->arena, &v.kinds) = (struct part_choice){.code = str_c(record_kinds[i].name),
                                                             .label = T(r, record_kinds[i].plural)};
    if (v.asked) TRY(hits_fill(r, &v));
    page_title(s, v.asked ? arena_printf(r->arena, "%.*s: %.*s", P(T(r, "Search")), P(v.q))
                          : T(r, "Search"));
    return show(r, s, site_search_view, &v);
}
