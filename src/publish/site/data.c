/* data.c: what the site offers to programs: the page that lists the addresses, and their description in
** OpenAPI. Both come from the registry of routes, so a new page appears by itself. */
#include "publish/site/sitemap.h"
#include "web/address.h"
#include "web/app.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/model.h"
#include "gen/registry.h"

#define API_BYTES (2 << 20)
#define DEPTH_MOST 6

/* The views that public pages of this room and of those below answer with; other pages are described
** without their fields. */
static const struct {
    const char *pattern;
    const struct view *view;
} shown[] = {
    {"/", home_show_view},
    {"/programmes", profile_list_view},
    {"/programmes/:programme", profile_show_view},
    {"/organizations", place_organization_list_view},
    {"/organizations/:organization", place_organization_show_view},
    {"/countries", place_country_list_view},
    {"/countries/:country", place_country_show_view},
    {"/dimensions", place_dimension_list_view},
    {"/dimensions/:dimension", place_dimension_show_view},
    {"/map", place_map_show_view},
    {"/calls", call_public_list_view},
    {"/calls/:call", call_public_view},
    {"/guidelines", guideline_list_view},
    {"/guidelines/:edition", guideline_show_view},
    {"/guidelines/:edition/rules", guideline_rules_view},
    {"/search", site_search_view},
    {"/about", page_about_view},
    {"/data/journal", anchor_list_view},
    {"/data/journal/:day", anchor_show_view},
};

static const struct view *view_of(const struct route *route)
{
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (strcmp(shown[i].pattern, route->pattern) == 0) return shown[i].view;
    return NULL;
}

static bool is_data(const struct route *route)
{
    return route->access == ACCESS_PUBLIC && route->method == METHOD_GET && view_of(route);
}

/* Feeds, calendars and files have a dot in their last segment. */
static bool is_file(const struct route *route)
{
    return route->access == ACCESS_PUBLIC && route->method == METHOD_GET &&
           strchr(route->pattern, '.');
}

/* A view with one public list can be a table. */
static bool is_table(const struct view *view)
{
    int lists = 0;
    for (size_t i = 0; i < view->field_count; i++)
        lists += view->fields[i].type == FIELD_LIST && view->fields[i].face == FOR_PUBLIC;
    return lists == 1;
}

/* --- the page ------------------------------------------------------------------------------------------------ */

static void feed_add(struct request *r, const struct route *route, struct site_feed_array *out)
{
    const struct view *view = view_of(route);
    bool open = !strchr(route->pattern, ':');
    *PUSH(r->arena, out) = (struct site_feed){
        .address =
            open ? address_local(r->arena, address_base(r->arena, r->lang), str_c(route->pattern))
                 : NO_STR,
        .pattern = str_c(route->pattern),
        .what = str_trim(str_c(route->help)),
        .csv = view && is_table(view)};
}

/* ROUTE GET /data     public
** Every address that answers with data, the feeds, and the terms of use. */
enum status data_page(struct request *r, struct response *s)
{
    struct site_data v = {
        .licence = T(
            r,
            "Facts may be used again freely if the fund is named as the source, with the date. Pictures and documents keep the terms stated beside them.")};
    for (size_t i = 0; i < route_count; i++) {
        if (is_data(&routes[i]))
            feed_add(r, &routes[i], &v.pages);
        else if (is_file(&routes[i]))
            feed_add(r, &routes[i], &v.files);
    }
    page_title(s, T(r, "Data and feeds"));
    s->description =
        T(r,
          "Every page that shows data answers as JSON and, for lists, as CSV at the same address.");
    return show(r, s, site_data_view, &v);
}

/* SITEMAP site
** Pages about the site itself. */
enum status site_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    (void)db;
    sitemap_add(out, a, S("/data"), NO_DATE);
    sitemap_add(out, a, S("/help"), NO_DATE);
    return OK;
}

/* --- OpenAPI --------------------------------------------------------------------------------------------------- */

static void json_key(struct buf *b, const char *key, bool *begun)
{
    if (*begun) buf_char(b, ',');
    *begun = true;
    buf_json(b, str_c(key));
    buf_char(b, ':');
}

static void schema_of_view(struct buf *b, const struct view *view, int depth);

static void schema_of_field(struct buf *b, const struct view_field *f, int depth)
{
    switch (f->type) {
    case FIELD_INT:
    case FIELD_SIZE:
        buf_lit(b, "{\"type\":\"integer\"");
        break;
    case FIELD_BOOL:
        buf_lit(b, "{\"type\":\"boolean\"");
        break;
    case FIELD_MONEY:
        buf_lit(
            b,
            "{\"type\":[\"object\",\"null\"],\"properties\":{\"amount\":{\"type\":\"string\"},\"currency\":{\"type\":\"string\"}}");
        break;
    case FIELD_TIME:
        buf_lit(b, "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"");
        break;
    case FIELD_DATE:
        buf_lit(b, "{\"type\":[\"string\",\"null\"],\"format\":\"date\"");
        break;
    case FIELD_LIST:
        buf_lit(b, "{\"type\":\"array\",\"items\":");
        schema_of_view(b, f->of, depth + 1);
        break;
    case FIELD_VIEW:
        schema_of_view(b, f->of, depth + 1);
        return;
    default:
        buf_lit(b, "{\"type\":[\"string\",\"null\"]");
        break;
    }
    if (f->label) {
        buf_lit(b, ",\"description\":");
        buf_json(b, str_c(f->label));
    }
    buf_char(b, '}');
}

static void schema_of_view(struct buf *b, const struct view *view, int depth)
{
    bool begun = false;
    buf_lit(b, "{\"type\":\"object\",\"properties\":{");
    for (size_t i = 0; depth < DEPTH_MOST && i < view->field_count; i++) {
        const struct view_field *f = &view->fields[i];
        if (f->face != FOR_PUBLIC || f->type == FIELD_ID || f->type == FIELD_HTML) continue;
        json_key(b, f->name, &begun);
        schema_of_field(b, f, depth);
    }
    buf_lit(b, "}}");
}

/* "/programmes/:programme" as "/programmes/{programme}", with the face behind it. */
static void path_key(struct buf *b, struct arena *a, const struct route *route, const char *suffix,
                     bool *begun)
{
    str path = S("");
    for (size_t i = 0; i < route->segment_count; i++) {
        const char *s = route->segments[i];
        path = *s == ':' ? arena_printf(a, "%.*s/{%s}", P(path), s + 1)
                         : arena_printf(a, "%.*s/%s", P(path), s);
    }
    if (!path.n) path = S("/index"); /* the home page's data */
    json_key(b, arena_printf(a, "%.*s%s", P(path), suffix).p, begun);
}

static void parameter(struct buf *b, const char *name, const char *place, bool *begun)
{
    if (*begun) buf_char(b, ',');
    *begun = true;
    buf_lit(b, "{\"name\":");
    buf_json(b, str_c(name));
    buf_printf(b, ",\"in\":\"%s\",\"required\":%s,\"schema\":{\"type\":\"string\"}}", place,
               strcmp(place, "path") == 0 ? "true" : "false");
}

static void operation(struct buf *b, const struct route *route, const struct view *view,
                      const char *type)
{
    bool begun = false;
    buf_lit(b, "{\"get\":{\"summary\":");
    buf_json(b, str_trim(str_c(route->help)));
    buf_lit(b, ",\"parameters\":[");
    for (size_t i = 0; i < route->segment_count; i++)
        if (route->segments[i][0] == ':') parameter(b, route->segments[i] + 1, "path", &begun);
    for (size_t i = 0; i < route->query_count; i++)
        parameter(b, route->queries[i], "query", &begun);
    buf_printf(
        b,
        "],\"responses\":{\"200\":{\"description\":\"OK\",\"content\":{\"%s\":{\"schema\":", type);
    if (view)
        buf_printf(b, "{\"$ref\":\"#/components/schemas/%s\"}", view->name);
    else
        buf_lit(b, "{\"type\":\"string\"}");
    buf_lit(
        b,
        "}}},\"404\":{\"description\":\"Not found\",\"content\":{\"application/problem+json\":{}}}}}}");
}

static void paths(struct buf *b, struct arena *a)
{
    bool begun = false;
    buf_lit(b, "\"paths\":{");
    for (size_t i = 0; i < route_count; i++) {
        const struct view *view = view_of(&routes[i]);
        if (!is_data(&routes[i])) continue;
        path_key(b, a, &routes[i], ".json", &begun);
        operation(b, &routes[i], view, "application/json");
        if (!is_table(view)) continue;
        path_key(b, a, &routes[i], ".csv", &begun);
        operation(b, &routes[i], NULL, "text/csv");
    }
    buf_char(b, '}');
}

/* ROUTE GET /openapi.json     public
** The addresses with data, described for programs (OpenAPI 3.1). */
enum status openapi_page(struct request *r, struct response *s)
{
    struct buf b;
    bool begun = false;
    buf_init(&b, API_BYTES);
    buf_lit(&b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":");
    buf_json(&b, setting(r->app, r->arena, "fund.name"));
    buf_lit(
        &b,
        ",\"version\":\"1\",\"description\":\"Public data of the fund. Nothing needs a key. Lists go on at links.next.\"},\"servers\":[{\"url\":");
    buf_json(&b, r->app->config.base_url);
    buf_lit(&b, "}],");
    paths(&b, r->arena);
    buf_lit(&b, ",\"components\":{\"schemas\":{");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        json_key(&b, shown[i].view->name, &begun);
        schema_of_view(&b, shown[i].view, 0);
    }
    buf_lit(&b, "}}}\n");
    str text = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return reply_bytes(r, s, "application/json", text);
}
