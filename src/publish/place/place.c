/* place.c: programmes by country, by organization and by dimension of human security, and on the map.
** Counts come from the facets of the published pages; nothing here knows a programme that is not
** published. */
#include "publish/place/place.h"

#include "publish/partnership/partnership.h"
#include "publish/site/sitemap.h"
#include "web/address.h"
#include "web/layout.h"
#include "web/map/map.h"
#include "web/registry.h"
#include "web/terms.h"

#include "gen/place_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 20
#define CSV_ROWS 5000
#define MAP_BYTES (64 << 10)

static str local(struct request *r, str path)
{
    return address_local(r->arena, address_base(r->arena, r->lang), path);
}

/* --- countries and the map --------------------------------------------------------------------------------- */

str place_map(struct request *r, const struct profile_tally_array *countries)
{
    struct map_mark *marks = NEW_ARRAY(r->arena, countries->n, struct map_mark);
    struct buf b;
    buf_init(&b, MAP_BYTES);
    for (size_t i = 0; i < countries->n; i++) {
        str cc = countries->v[i].value;
        marks[i] = (struct map_mark){cc, countries->v[i].n,
                                     arena_printf(r->arena, "%.*s: %lld",
                                                  P(term_label(r->lang, "country", cc)),
                                                  (long long)countries->v[i].n)};
    }
    map_svg(&b, T(r, "Countries with programmes"), marks, countries->n);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static int by_sort(const void *a, const void *b)
{
    return str_cmp(((const struct place_country *)a)->sort,
                   ((const struct place_country *)b)->sort);
}

static void countries_fill(struct request *r, const struct profile_tally_array *values,
                           struct place_country_array *out)
{
    for (size_t i = 0; i < values->n; i++) {
        str cc = values->v[i].value, name = term_label(r->lang, "country", cc);
        *PUSH(r->arena, out) = (struct place_country){
            .code = cc,
            .name = name,
            .region = country_region(cc),
            .subregion = country_subregion(cc),
            .programmes = values->v[i].n,
            .address = local(r, arena_printf(r->arena, "/countries/%.*s", P(cc))),
            .sort = str_fold(r->arena, name)};
    }
    if (out->n) qsort(out->v, out->n, sizeof *out->v, by_sort);
}

/* Countries without a region come last, under their own heading. */
static void regions_fill(struct request *r, const struct place_country_array *countries,
                         struct place_country_list *v)
{
    static const char *const order[] = {"002", "019", "142", "150", "009", ""};
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        struct place_region region = {
            .code = str_c(order[k]),
            .name = *order[k] ? term_label(r->lang, "region", str_c(order[k])) : T(r, "Other")};
        for (size_t i = 0; i < countries->n; i++) {
            if (!str_eq(countries->v[i].region, region.code)) continue;
            *PUSH(r->arena, &region.countries) = countries->v[i];
        }
        if (region.countries.n) *PUSH(r->arena, &v->regions) = region;
    }
}

/* ROUTE GET /countries     public
** The countries with programmes, by region. */
enum status place_country_list_page(struct request *r, struct response *s)
{
    struct place_country_list v = {.csv = address_face(r, ".csv", S(""))};
    struct profile_tally_array values = {0};
    TRY(profile_values(r->db, r->arena, "country", &values));
    countries_fill(r, &values, &v.items);
    regions_fill(r, &v.items, &v);
    page_title(s, T(r, "Countries"));
    s->description = T(r, "The countries in which the fund's programmes work, by region.");
    return show(r, s, place_country_list_view, &v);
}

/* ROUTE GET /map     public
** The programmes on a map of the world, and the same as a table. */
enum status place_map_page(struct request *r, struct response *s)
{
    struct place_map_show v = {.csv = address_face(r, ".csv", S(""))};
    struct profile_tally_array values = {0};
    TRY(profile_values(r->db, r->arena, "country", &values));
    TRY(profile_count(r->db, r->arena, S("all"), &v.programmes));
    v.map = place_map(r, &values);
    countries_fill(r, &values, &v.items);
    page_title(s, T(r, "Map of the programmes"));
    s->description =
        T(r, "The countries in which the fund's programmes work, on a map and as a table.");
    return show(r, s, place_map_show_view, &v);
}

/* A part of the list of programmes: one facet, with paging. */
static enum status items_fill(struct request *r, const char *kind, str value,
                              struct profile_item_array *items, str *next, str *more, str *first,
                              i64 *total)
{
    str facet = arena_printf(r->arena, "%s:%.*s", kind, P(value)), after = query(r, "after");
    TRY(profile_items(r, facet, after, r->face == FACE_CSV ? CSV_ROWS : PAGE_ROWS, items, next));
    if (next->n) *more = address_more(r, *next);
    if (after.n) *first = address_more(r, S(""));
    return profile_count(r->db, r->arena, facet, total);
}

/* The same list on the page of programmes, where more filters can be added. */
static str list_address(struct request *r, const char *kind, str value, bool csv)
{
    struct buf b;
    buf_init(&b, 1000);
    buf_add(&b, local(r, csv ? S("/programmes.csv") : S("/programmes")));
    buf_printf(&b, "?%s=", kind);
    buf_url(&b, value);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* ROUTE GET /countries/:country?after     public
** A country with its programmes. */
enum status place_country_page(struct request *r, struct response *s)
{
    str cc = param(r, "country");
    const struct vocab_entry *known = vocab_find("country", cc);
    if (!known) return NOT_FOUND;
    struct place_country_show v = {.code = cc,
                                   .name = term_label(r->lang, "country", cc),
                                   .region = country_region(cc),
                                   .region_code = country_region(cc),
                                   .subregion = country_subregion(cc)};
    TRY(items_fill(r, "country", cc, &v.items, &v.next, &v.more, &v.first, &v.programmes));
    v.all = list_address(r, "country", cc, false);
    v.csv = list_address(r, "country", cc, true);
    page_title(s, v.name);
    s->description = arena_printf(r->arena, "%.*s: %.*s", P(v.name),
                                  P(T(r, "programmes of the fund in this country.")));
    page_crumb(r, s, "Countries", "/countries");
    return show(r, s, place_country_show_view, &v);
}

/* --- organizations -------------------------------------------------------------------------------------------- */

static void organization_words(const struct request *r, struct place_organization *o)
{
    if (str_eq(r->lang, S("fr")) && o->name_fr.n) o->name = o->name_fr;
}

/* Does every word of the query stand in the name or the acronym? */
static bool organization_matches(struct arena *a, const struct place_organization *o, str q)
{
    str hay =
        str_fold(a, arena_printf(a, "%.*s %.*s %.*s", P(o->acronym), P(o->name), P(o->name_fr)));
    str rest = str_fold(a, q), word;
    while (str_cut(&rest, ' ', &word))
        if (word.n && str_find(hay, word) < 0) return false;
    return true;
}

/* ROUTE GET /organizations?q     public
** The organizations that lead or take part in a published programme. */
enum status place_organization_list_page(struct request *r, struct response *s)
{
    struct place_organization_list v = {.q = query(r, "q"),
                                        .clear = local(r, S("/organizations")),
                                        .csv = address_face(r, ".csv", S(""))};
    struct profile_tally_array values = {0};
    struct place_organization_array all = {0};
    TRY(profile_values(r->db, r->arena, "organization", &values));
    str *codes = NEW_ARRAY(r->arena, values.n, str);
    for (size_t i = 0; i < values.n; i++)
        codes[i] = values.v[i].value;
    TRY(place_organizations(r->db, r->arena, db_json_texts(r->arena, codes, values.n), &all));
    for (size_t i = 0; i < all.n; i++) {
        struct place_organization *o = &all.v[i];
        if (!organization_matches(r->arena, o, v.q)) continue;
        for (size_t k = 0; k < values.n; k++)
            if (str_eq(values.v[k].value, o->code)) o->programmes = values.v[k].n;
        organization_words(r, o);
        *PUSH(r->arena, &v.items) = *o;
    }
    page_title(s, T(r, "Organizations"));
    s->description = T(r, "The organizations that lead or take part in the fund's programmes.");
    return show(r, s, place_organization_list_view, &v);
}

/* ROUTE GET /organizations/:organization?after     public
** An organization with its programmes. */
enum status place_organization_page(struct request *r, struct response *s)
{
    struct place_organization_show v = {0};
    TRY(place_organization_by_code(r->db, r->arena, param(r, "organization"), &v.item));
    organization_words(r, &v.item);
    TRY(items_fill(r, "organization", v.item.code, &v.items, &v.next, &v.more, &v.first,
                   &v.programmes));
    v.item.programmes = v.programmes;
    TRY(partnership_address(r->db, r->arena, v.item.code, &v.profile));
    if (v.profile.n) v.profile = local(r, v.profile);
    v.all = list_address(r, "organization", v.item.code, false);
    v.csv = list_address(r, "organization", v.item.code, true);
    page_title(s, v.item.name);
    s->description =
        arena_printf(r->arena, "%.*s: %.*s", P(v.item.name),
                     P(T(r, "programmes of the fund in which this organization takes part.")));
    page_crumb(r, s, "Organizations", "/organizations");
    return show(r, s, place_organization_show_view, &v);
}

/* --- dimensions ------------------------------------------------------------------------------------------------- */

static enum status dimensions_fill(struct request *r, struct place_dimension_array *out)
{
    const struct edition *e = edition_in_force(r->app);
    const struct vocabulary *voc = e ? edition_vocabulary(e, S("dimension")) : NULL;
    for (size_t i = 0; voc && i < voc->terms.n; i++) {
        const struct term *t = &voc->terms.v[i];
        struct place_dimension *d = PUSH(r->arena, out);
        *d = (struct place_dimension){.code = t->code,
                                      .name = edition_text(e, t->label, r->lang),
                                      .help = edition_text(e, t->help, r->lang),
                                      .unverified = t->unverified};
        TRY(profile_count(r->db, r->arena, arena_printf(r->arena, "dimension:%.*s", P(t->code)),
                          &d->programmes));
    }
    return OK;
}

/* ROUTE GET /dimensions     public
** The dimensions of human security, with the number of programmes that work on each. */
enum status place_dimension_list_page(struct request *r, struct response *s)
{
    struct place_dimension_list v = {0};
    TRY(dimensions_fill(r, &v.items));
    for (size_t i = 0; i < v.items.n; i++)
        if (v.items.v[i].programmes > v.most) v.most = v.items.v[i].programmes;
    page_title(s, T(r, "Dimensions of human security"));
    s->description =
        T(r,
          "The sides from which threats come, and how many of the fund's programmes work on each.");
    return show(r, s, place_dimension_list_view, &v);
}

/* ROUTE GET /dimensions/:dimension?after     public
** One dimension: what it is about, and the programmes that work on it. */
enum status place_dimension_page(struct request *r, struct response *s)
{
    struct place_dimension_show v = {0};
    i64 total;
    TRY(dimensions_fill(r, &v.others));
    for (size_t i = 0; i < v.others.n; i++)
        if (str_eq(v.others.v[i].code, param(r, "dimension"))) v.item = v.others.v[i];
    if (!v.item.code.n) return NOT_FOUND;
    TRY(items_fill(r, "dimension", v.item.code, &v.items, &v.next, &v.more, &v.first, &total));
    v.all = list_address(r, "dimension", v.item.code, false);
    v.csv = list_address(r, "dimension", v.item.code, true);
    page_title(s, v.item.name);
    s->description = v.item.help;
    page_crumb(r, s, "Dimensions of human security", "/dimensions");
    return show(r, s, place_dimension_show_view, &v);
}

/* SITEMAP places
** Countries and organizations with programmes, dimensions, the map. */
enum status place_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    static const char *const kinds[][2] = {{"country", "/countries"},
                                           {"organization", "/organizations"},
                                           {"dimension", "/dimensions"}};
    sitemap_add(out, a, S("/map"), NO_DATE);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct profile_tally_array values = {0};
        TRY(profile_values(db, a, kinds[k][0], &values));
        sitemap_add(out, a, str_c(kinds[k][1]), NO_DATE);
        for (size_t i = 0; i < values.n; i++)
            sitemap_add(out, a, arena_printf(a, "%s/%.*s", kinds[k][1], P(values.v[i].value)),
                        NO_DATE);
    }
    return OK;
}
