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

/* What everybody may see of a view; one that shows nothing (a form to sign in) is no data. */
static bool is_public(const struct view_field *f)
{
    return f->face == FOR_PUBLIC && f->type != FIELD_ID && f->type != FIELD_HTML;
}

/* Whether the route answers as JSON. The tour stands only in a demonstration. */
static bool is_data(const struct request *r, const struct route *route)
{
    if (route->access != ACCESS_PUBLIC || route->method != METHOD_GET || !route->view) return false;
    if (strcmp(route->pattern, "/demo") == 0 && !r->app->demo) return false;
    for (size_t i = 0; i < route->view->field_count; i++)
        if (is_public(&route->view->fields[i])) return true;
    return false;
}

/* Feeds, calendars and files have a dot in their last segment. */
static bool is_file(const struct route *route)
{
    return route->access == ACCESS_PUBLIC && route->method == METHOD_GET && !route->view &&
           strchr(route->pattern, '.');
}

/* A view with one public list can be a table. */
static bool is_table(const struct view *view)
{
    int lists = 0;
    for (size_t i = 0; i < view->field_count; i++)
        lists += view->fields[i].type == FIELD_LIST && is_public(&view->fields[i]);
    return lists == 1;
}

/* --- the page ------------------------------------------------------------------------------------------------ */

static void feed_add(struct request *r, const struct route *route, struct site_feed_array *out)
{
    const struct view *view = route->view;
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
        if (is_data(r, &routes[i]))
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

struct view_list {
    const struct view **v;
    size_t n, cap;
};

/* The views that a document is made of, each once. */
static void views_collect(struct arena *a, const struct view *view, struct view_list *out)
{
    for (size_t i = 0; i < out->n; i++)
        if (out->v[i] == view) return;
    *PUSH(a, out) = view;
    for (size_t i = 0; i < view->field_count; i++)
        if (is_public(&view->fields[i]) && view->fields[i].of)
            views_collect(a, view->fields[i].of, out);
}

static void reference(struct buf *b, const char *name)
{
    buf_printf(b, "{\"$ref\":\"#/components/schemas/%s\"}", name);
}

static void schema_of_field(struct buf *b, const struct view_field *f)
{
    static const char *const kinds[] = {
        [FIELD_INT] = "{\"type\":\"integer\"",
        [FIELD_DECIMAL] = "{\"type\":[\"number\",\"null\"]",
        [FIELD_SIZE] = "{\"type\":\"integer\"",
        [FIELD_BOOL] = "{\"type\":\"boolean\"",
        [FIELD_MONEY] = ("{\"type\":[\"object\",\"null\"],\"properties\":{\"amount\":{\"type\":"
                         "\"string\"},\"currency\":{\"type\":\"string\"}},\"required\":[\"amount\","
                         "\"currency\"]"),
        [FIELD_TIME] = "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"",
        [FIELD_DATE] = "{\"type\":[\"string\",\"null\"],\"format\":\"date\"",
        [FIELD_TEXT] = "{\"type\":[\"string\",\"null\"]",
        [FIELD_CODE] = "{\"type\":[\"string\",\"null\"]",
        [FIELD_URL] = "{\"type\":[\"string\",\"null\"]",
        [FIELD_MARKDOWN] = "{\"type\":[\"string\",\"null\"]",
        [FIELD_TERM] = "{\"type\":[\"string\",\"null\"]",
        [FIELD_LIST] = "{\"type\":\"array\",\"items\":",
    };
    if (f->type == FIELD_VIEW) {
        reference(b, f->of->name);
        return;
    }
    buf_add(b, str_c(kinds[f->type]));
    if (f->type == FIELD_LIST) reference(b, f->of->name);
    if (f->label) {
        buf_lit(b, ",\"description\":");
        buf_json(b, str_c(f->label));
    }
    buf_char(b, '}');
}

static void schema_of_view(struct buf *b, const struct view *view)
{
    bool begun = false;
    buf_lit(b, "{\"type\":\"object\",\"properties\":{");
    for (size_t i = 0; i < view->field_count; i++) {
        if (!is_public(&view->fields[i])) continue;
        json_key(b, view->fields[i].name, &begun);
        schema_of_field(b, &view->fields[i]);
    }
    buf_lit(b, "},\"required\":[");
    begun = false;
    for (size_t i = 0; i < view->field_count; i++) {
        if (!is_public(&view->fields[i])) continue;
        if (begun) buf_char(b, ',');
        begun = true;
        buf_json(b, str_c(view->fields[i].name));
    }
    buf_lit(b, "]}");
}

/* Around the fields of a page: what it is, in which language, where it goes on (web/show.c). */
static void schemas(struct request *r, struct buf *b)
{
    struct view_list all = {0};
    bool begun = true;
    for (size_t i = 0; i < route_count; i++)
        if (is_data(r, &routes[i])) views_collect(r->arena, routes[i].view, &all);
    buf_lit(b, "\"page\":{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\"},"
               "\"lang\":{\"type\":\"string\"},\"links\":{\"type\":\"object\",\"properties\":{"
               "\"self\":{\"type\":\"string\"},\"page\":{\"type\":\"string\"},"
               "\"next\":{\"type\":\"string\"}},\"required\":[\"self\",\"page\"]}},"
               "\"required\":[\"type\",\"lang\",\"links\"]}");
    buf_lit(b, ",\"problem\":{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\"},"
               "\"status\":{\"type\":\"integer\"}},\"required\":[\"title\",\"status\"]}");
    for (size_t i = 0; i < all.n; i++) {
        json_key(b, all.v[i]->name, &begun);
        schema_of_view(b, all.v[i]);
    }
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

static void refusal(struct buf *b, int status, const char *why)
{
    buf_printf(b,
               ",\"%d\":{\"description\":\"%s\",\"content\":{\"application/problem+json\":{"
               "\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}}",
               status, why);
}

static void operation(struct buf *b, const struct route *route, const struct view *view)
{
    bool begun = false, coded = strchr(route->pattern, ':') != NULL;
    buf_lit(b, "{\"get\":{\"summary\":");
    buf_json(b, str_trim(str_c(route->help)));
    buf_lit(b, ",\"parameters\":[");
    for (size_t i = 0; i < route->segment_count; i++)
        if (route->segments[i][0] == ':') parameter(b, route->segments[i] + 1, "path", &begun);
    for (size_t i = 0; i < route->query_count; i++)
        parameter(b, route->queries[i], "query", &begun);
    buf_lit(b, "],\"responses\":{\"200\":{\"description\":\"OK\",\"content\":{");
    if (view) {
        buf_lit(b, "\"application/json\":{\"schema\":{\"allOf\":[");
        reference(b, "page");
        buf_char(b, ',');
        reference(b, view->name);
        buf_lit(b, "]}}}}");
    } else {
        buf_lit(b, "\"text/csv\":{\"schema\":{\"type\":\"string\"}}}}");
    }
    refusal(b, 400, "An address or a parameter that is no text");
    if (coded) refusal(b, 404, "There is no such record");
    if (coded) refusal(b, 410, "It was published once and is withdrawn");
    buf_lit(b, "}}}");
}

static void paths(struct request *r, struct buf *b)
{
    bool begun = false;
    buf_lit(b, "\"paths\":{");
    for (size_t i = 0; i < route_count; i++) {
        if (!is_data(r, &routes[i])) continue;
        path_key(b, r->arena, &routes[i], ".json", &begun);
        operation(b, &routes[i], routes[i].view);
        if (!is_table(routes[i].view)) continue;
        path_key(b, r->arena, &routes[i], ".csv", &begun);
        operation(b, &routes[i], NULL);
    }
    buf_char(b, '}');
}

/* ROUTE GET /openapi.json     public
** The addresses with data, described for programs (OpenAPI 3.1). */
enum status openapi_page(struct request *r, struct response *s)
{
    struct buf b;
    buf_init(&b, API_BYTES);
    buf_lit(&b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":");
    buf_json(&b, setting(r->app, r->arena, "fund.name"));
    buf_lit(
        &b,
        ",\"version\":\"1\",\"description\":\"Public data of the fund. Nothing needs a key. Lists go on at links.next.\"},\"servers\":[{\"url\":");
    buf_json(&b, r->app->config.base_url);
    buf_lit(&b, "}],");
    paths(r, &b);
    buf_lit(&b, ",\"components\":{\"schemas\":{");
    schemas(r, &b);
    buf_lit(&b, "}}}\n");
    str text = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return reply_bytes(r, s, "application/json", text);
}
