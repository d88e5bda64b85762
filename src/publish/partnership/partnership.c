/* partnership.c: organizations that may be partners, for everybody: the list by words, country,
** dimension, type and whether partners are sought now, and the page of each. Made of approved copies
** only (snapshot.c). */
#include "publish/partnership/partnership.h"

#include "fund/calendar/calendar.h"
#include "mail/mail.h"
#include "publish/feed/feed.h"
#include "publish/feed/piece.h"
#include "publish/site/sitemap.h"
#include "web/address.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/partnership_sql.h"
#include "gen/registry.h"

#define WORDS_SHOWN 3

/* MENU footer 25 /partners "Partners" */

/* The next instant at which something is sought no more. */
static enum status ends_note(struct request *r, struct response *s, struct partnership_now at)
{
    struct calendar c = calendar_of(r->app, r->arena);
    i64 day, closes;
    TRY(partnership_next_day(r->db, r->arena, at.today, &day));
    TRY(partnership_next_close(r->db, r->arena, at.now, &closes));
    if (day != NO_DATE) page_valid_until(s, calendar_day_end(&c, day) + 1);
    if (closes != NO_DATE) page_valid_until(s, closes + 1);
    return OK;
}

/* --- the list ------------------------------------------------------------------------------------------- */

static void offer(struct request *r, const char *voc, str codes, struct part_choice_array *out)
{
    struct part_choice_array some = {0};
    if (strcmp(voc, "organization_type") == 0)
        *PUSH(r->arena, &some) =
            (struct part_choice){.code = codes, .label = term_label(r->lang, voc, codes)};
    else
        partnership_codes_fill(r, voc, codes, &some);
    for (size_t i = 0; i < some.n; i++) {
        bool there = false;
        for (size_t k = 0; k < out->n && !there; k++)
            there = str_eq(out->v[k].code, some.v[i].code);
        if (!there) *PUSH(r->arena, out) = some.v[i];
    }
}

static int by_label(const void *a, const void *b)
{
    return str_cmp(((const struct part_choice *)a)->label, ((const struct part_choice *)b)->label);
}

/* What the list can be filtered by is what it holds. */
static enum status filters_fill(struct request *r, struct partnership_list *v)
{
    struct partnership_facet_array facets = {0};
    struct part_choice_array *lists[] = {&v->countries, &v->dimensions, &v->types};
    TRY(partnership_facets(r->db, r->arena, &facets));
    for (size_t i = 0; i < facets.n; i++) {
        offer(r, "country", facets.v[i].countries, &v->countries);
        offer(r, "dimension", facets.v[i].dimensions, &v->dimensions);
        offer(r, "organization_type", facets.v[i].type, &v->types);
    }
    for (size_t i = 0; i < 3; i++)
        if (lists[i]->n) qsort(lists[i]->v, lists[i]->n, sizeof *lists[i]->v, by_label);
    return OK;
}

/* Profiles with these words, in their text or in what they seek now. */
static enum status words_ids(struct request *r, str words, struct partnership_now at, str *out)
{
    struct id_array ids = {0};
    struct partnership_seek_row_array seeks = {0};
    TRY(search_ids(r->db, r->arena, words, r->lang, SEEN_BY_ALL, "partnership", &ids));
    TRY(partnership_seek_words(r->db, r->arena, words, at.today, at.now, &seeks));
    for (size_t i = 0; i < seeks.n; i++)
        *PUSH(r->arena, &ids) = seeks.v[i].page;
    *out = db_json_ids(r->arena, ids.v, ids.n);
    return OK;
}

static const struct list_column columns[] = {
    {MESSAGE("Acronym"), "acronym", false},   {MESSAGE("Name"), "name", false},
    {MESSAGE("Type"), "type", false},         {MESSAGE("Countries"), NULL, false},
    {MESSAGE("Dimensions"), NULL, false},     {MESSAGE("Seeks now"), "seeking", true},
    {MESSAGE("Approved"), "approved", false},
};

static str local(struct request *r, str path)
{
    return address_local(r->arena, address_base(r->arena, r->lang), path);
}

static void item_fill(struct request *r, struct partnership_item *x, size_t most)
{
    x->address = local(r, arena_printf(r->arena, "/partners/%.*s", P(x->code)));
    x->country_words = partnership_words(r, "country", x->countries, most);
    x->dimension_words = partnership_words(r, "dimension", x->dimensions, most);
}

/* ROUTE GET /partners?q,country,dimension,type,seeking,sort,after     public
** Organizations with an approved profile, with filters by words, country, dimension, type, and those that seek partners now. */
enum status partnership_list_page(struct request *r, struct response *s)
{
    struct partnership_now at = partnership_now(r);
    struct partnership_list v = {.q = query(r, "q"),
                                 .country = query(r, "country"),
                                 .dimension = query(r, "dimension"),
                                 .type = query(r, "type"),
                                 .seeking = query(r, "seeking").n > 0,
                                 .clear = local(r, S("/partners"))};
    struct list l = LIST_OF(r, columns, "acronym");
    struct partnership_public_find_in in = {.country = v.country,
                                            .dimension = v.dimension,
                                            .type = v.type,
                                            .seeking = v.seeking,
                                            .french = str_eq(r->lang, S("fr")),
                                            .today = at.today,
                                            .now = at.now,
                                            .sort = l.sort};
    if (v.q.n) TRY(words_ids(r, v.q, at, &in.found));
    TRY(partnership_public_find(r->db, r->arena, &in, &l.rows, &v.items));
    for (size_t i = 0; i < v.items.n; i++) {
        item_fill(r, &v.items.v[i], WORDS_SHOWN);
        page_updated(s, v.items.v[i].changed);
    }
    if (r->face == FACE_HTML) TRY(filters_fill(r, &v));
    TRY(ends_note(r, s, at));
    list_show(r, &l, &v.list);
    page_title(s, T(r, "Partners"));
    s->description =
        T(r, "Organizations that tell what they do, where they work and which partners they seek.");
    return show(r, s, partnership_list_view, &v);
}

/* --- one profile ---------------------------------------------------------------------------------------- */

static void seek_show(struct request *r, const struct partnership_seek_row *x,
                      struct partnership_seek_item_array *out)
{
    struct partnership_seek_item item = {
        .code = x->code,
        .countries = x->countries,
        .dimensions = x->dimensions,
        .call = x->call_code,
        .until = x->until,
        .country_words = partnership_words(r, "country", x->countries, SIZE_MAX),
        .dimension_words = partnership_words(r, "dimension", x->dimensions, SIZE_MAX)};
    str lang;
    item.sought = piece_words(r, x->sought, x->sought_fr, &item.sought_lang);
    item.call_title = piece_words(r, x->call_title, x->call_title_fr, &lang);
    *PUSH(r->arena, out) = item;
}

static enum status seeks_fill(struct request *r, i64 page, struct partnership_now at,
                              struct partnership_public *v)
{
    struct partnership_seek_row_array now = {0};
    struct partnership_seeks_now_in in = {.page = page, .today = at.today, .now = at.now};
    TRY(partnership_seeks_now(r->db, r->arena, &in, &now));
    for (size_t i = 0; i < now.n; i++)
        seek_show(r, &now.v[i], &v->seeks);
    v->item.seeking = (i64)v->seeks.n;
    return OK;
}

/* ROUTE GET /partners/:partnership     public
** What an organization does, where, how to reach it, and the partnerships that it seeks now. */
enum status partnership_page(struct request *r, struct response *s)
{
    struct partnership_now at = partnership_now(r);
    struct partnership_public v = {0};
    TRY(partnership_public_by_code(r->db, r->arena, param(r, "partnership"),
                                   str_eq(r->lang, S("fr")), &v.item));
    page_crumb(r, s, "Partners", "/partners");
    if (str_eq(v.item.state, S("withdrawn")))
        return feed_gone_page(r, s, v.item.name, v.item.withdrawn_reason, v.item.withdrawn,
                              S("/partners"), T(r, "Partners"));
    item_fill(r, &v.item, SIZE_MAX);
    v.does = piece_words(r, v.item.does, v.item.does_fr, &v.does_lang);
    v.contact = v.item.contact;
    v.contact_address = mail_address_ok(v.contact)
                            ? arena_printf(r->arena, "mailto:%.*s", P(v.contact))
                            : v.contact;
    partnership_codes_fill(r, "country", v.item.countries, &v.countries);
    partnership_codes_fill(r, "dimension", v.item.dimensions, &v.dimensions);
    TRY(seeks_fill(r, v.item.id, at, &v));
    TRY(ends_note(r, s, at));
    page_title(s, v.item.name);
    page_updated(s, v.item.changed);
    s->description = piece_summary(r->arena, v.does);
    return show(r, s, partnership_public_view, &v);
}

/* SITEMAP partnerships
** The list of partners and their pages. */
enum status partnership_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    struct partnership_item_array rows = {0};
    TRY(partnership_public_all(db, a, 0, &rows));
    sitemap_add(out, a, S("/partners"), NO_DATE);
    for (size_t i = 0; i < rows.n; i++)
        sitemap_add(out, a, arena_printf(a, "/partners/%.*s", P(rows.v[i].code)),
                    rows.v[i].changed);
    return OK;
}
