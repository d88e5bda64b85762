/* records.c: follows the links of the pages; see records.h. */
#include "records.h"

#define PER_ROUTE 4 /* addresses that are tried for one route */

struct search {
    struct arena *arena;
    hostile_send *send;
    void *context;
    struct {
        str *v;
        size_t n, cap;
    } waiting;
    int *tried; /* per route */
    str *found, *led;
};

static i64 route_of(str path)
{
    for (size_t i = 0; i < route_count; i++) {
        str rest = path.n > 1 ? str_sub(path, 1, path.n) : NO_STR, piece;
        size_t k = 0;
        while (k < routes[i].segment_count && str_cut(&rest, '/', &piece) &&
               (routes[i].segments[k][0] == ':' || str_eq(str_c(routes[i].segments[k]), piece)))
            k++;
        if (routes[i].method == METHOD_GET && k == routes[i].segment_count && !rest.p)
            return (i64)i;
    }
    return -1;
}

static void consider(struct search *s, str path)
{
    i64 route = route_of(path);
    if (route < 0 || s->found[route].n || s->tried[route] >= PER_ROUTE) return;
    for (size_t i = 0; i < s->waiting.n; i++)
        if (str_eq(s->waiting.v[i], path)) return;
    s->tried[route]++;
    *PUSH(s->arena, &s->waiting) = str_dup(s->arena, path);
}

/* The path of an address within the site, without language, question and fragment. */
static void link_take(struct search *s, str address)
{
    str path;
    str_cut(&address, '#', &path);
    address = path;
    str_cut(&address, '?', &path);
    if (str_starts(path, S("/fr/"))) path = str_sub(path, 3, path.n);
    if (path.n && path.p[0] == '/') consider(s, path);
}

static void links_take(struct search *s, str html)
{
    static const char *const before[] = {" href=\"", " src=\"", " action=\""};
    for (size_t k = 0; k < sizeof before / sizeof *before; k++) {
        str rest = html, mark = str_c(before[k]), address;
        for (i64 at = str_find(rest, mark); at >= 0; at = str_find(rest, mark)) {
            rest = str_sub(rest, (size_t)at + mark.n, rest.n);
            if (str_cut(&rest, '"', &address)) link_take(s, address);
        }
    }
}

static void visit(struct search *s, str path)
{
    struct answer w;
    i64 route = route_of(path);
    s->send(s->context, path, &w);
    if (w.status == 303) s->led[route] = path;
    if (w.status != 200) return;
    s->found[route] = path;
    if (str_starts(answer_header(&w, "content-type"), S("text/html"))) links_take(s, w.body);
}

/* What a parameter was in an address that some page links to. */
static str seen_code(struct search *s, const char *parameter)
{
    for (size_t i = 0; i < route_count; i++)
        for (size_t k = 0; s->found[i].n && k < routes[i].segment_count; k++) {
            str rest = str_sub(s->found[i], 1, s->found[i].n), piece = NO_STR;
            if (strcmp(routes[i].segments[k], parameter) != 0) continue;
            for (size_t n = 0; n <= k; n++)
                str_cut(&rest, '/', &piece);
            return piece;
        }
    return NO_STR;
}

/* The address that nothing links to, from what its parameters are elsewhere. */
static void guess(struct search *s, const struct route *route, hostile_code *code)
{
    str path = route->segment_count ? NO_STR : S("/");
    for (size_t k = 0; k < route->segment_count; k++) {
        const char *piece = route->segments[k];
        str word = *piece == ':' ? code(s->context, str_c(piece + 1)) : str_c(piece);
        if (!word.n) word = seen_code(s, piece);
        if (!word.n) return;
        path = arena_printf(s->arena, "%.*s/%.*s", P(path), P(word));
    }
    /* What needs a question behind it, or a record in another state, still gets codes that exist. */
    if (!s->led[route - routes].n) s->led[route - routes] = path;
    consider(s, path);
}

str *records_find(struct arena *a, hostile_send *send, hostile_code *code, void *context)
{
    struct search s = {.arena = a, .send = send, .context = context};
    s.tried = NEW_ARRAY(a, route_count, int);
    s.found = NEW_ARRAY(a, route_count, str);
    s.led = NEW_ARRAY(a, route_count, str);
    size_t visited = 0;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < route_count; i++)
            if (routes[i].method == METHOD_GET && !s.found[i].n) guess(&s, &routes[i], code);
        for (; visited < s.waiting.n; visited++)
            visit(&s, s.waiting.v[visited]);
    }
    for (size_t i = 0; i < route_count; i++)
        if (!s.found[i].n) s.found[i] = s.led[i];
    return s.found;
}
