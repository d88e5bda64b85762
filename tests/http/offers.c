/* offers.c: see offers.h. */
#include "offers.h"

/* Addresses of one route that are walked: records of one kind differ by their state. */
#define EACH 6

struct names {
    str *v;
    size_t n, cap;
};
struct walk {
    struct arena *arena;
    struct fund *fund;
    struct names queue, from; /* addresses, and the page that led to each */
    size_t *taken;            /* of each route */
    struct names posted;      /* addresses of forms */
    struct names blamed;      /* "route of the page > route that it offers" */
    size_t pages, forms;
    str why;
};

static bool known(const struct names *list, str s)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i], s)) return true;
    return false;
}

static str without(str s, char mark)
{
    i64 at = str_find_char(s, mark);
    return at < 0 ? s : str_sub(s, 0, (size_t)at);
}

static const char *pattern_of(struct walk *w, enum method method, str address)
{
    struct request r;
    if (!fund_request(w->fund, w->arena, &r)) return "-";
    (void)dispatch_permits(&r, method, without(address, '?'));
    return r.route ? r.route->pattern : "nowhere";
}

/* Each kind of fault once. */
static void blame(struct walk *w, str page, enum method method, str address, int status)
{
    str kind = arena_printf(w->arena, "%s > %s", pattern_of(w, METHOD_GET, page),
                            pattern_of(w, method, address));
    if (known(&w->blamed, kind)) return;
    *PUSH(w->arena, &w->blamed) = kind;
    w->why =
        arena_printf(w->arena, "%.*s%s%.*s offers %s %.*s: %d", P(w->why), w->why.n ? "\n#   " : "",
                     P(page), method == METHOD_POST ? "the form" : "the link", P(address), status);
}

/* An attribute of a tag, as it is meant. */
static bool attribute(struct walk *w, str tag, const char *name, str *out)
{
    i64 at = str_find(tag, arena_printf(w->arena, " %s=\"", name));
    if (at < 0) return false;
    str value = without(str_sub(tag, (size_t)at + strlen(name) + 3, tag.n), '"');
    struct buf b;
    buf_init(&b, value.n + 1);
    for (str s = value; s.n; s = str_sub(s, str_starts(s, S("&amp;")) ? 5 : 1, s.n))
        buf_char(&b, s.p[0]);
    *out = str_dup(w->arena, buf_str(&b));
    buf_free(&b);
    return true;
}

/* Whether it is a new address of a route that was not walked often enough. */
static void link_take(struct walk *w, str page, str address)
{
    address = without(address, '#');
    if (!str_starts(address, S("/desk")) || known(&w->queue, address)) return;
    struct request r;
    if (fund_request(w->fund, w->arena, &r) &&
        dispatch_permits(&r, METHOD_GET, without(address, '?')) == OK &&
        w->taken[r.route - routes]++ >= EACH)
        return;
    *PUSH(w->arena, &w->queue) = address;
    *PUSH(w->arena, &w->from) = page;
}

static void form_judge(struct walk *w, str page, str address)
{
    struct request r;
    address = without(address, '?');
    if (!str_starts(address, S("/desk")) || !fund_request(w->fund, w->arena, &r)) return;
    if (known(&w->posted, address)) return;
    *PUSH(w->arena, &w->posted) = address;
    enum status st = dispatch_permits(&r, METHOD_POST, address);
    w->forms++;
    if (st != OK) blame(w, page, METHOD_POST, address, st == DENIED ? 403 : 404);
}

static void page_read(struct walk *w, str page, str html)
{
    str rest = html, before;
    while (str_cut(&rest, '<', &before)) {
        bool link = str_starts(rest, S("a ")), form = str_starts(rest, S("form"));
        str tag = without(rest, '>'), address;
        if ((!link && !form) || !attribute(w, tag, link ? "href" : "action", &address)) continue;
        if (form && str_find(tag, S("method=\"post\"")) >= 0)
            form_judge(w, page, address);
        else
            link_take(w, page, address);
    }
}

static void page_ask(struct walk *w, str from, str address)
{
    struct answer answer;
    fund_send(w->fund, S("GET"), address, &(struct pair_array){0}, NO_STR, NO_STR, &answer);
    w->pages++;
    if (answer.status >= 400) blame(w, from, METHOD_GET, address, answer.status);
    if (answer.status == 200 && str_starts(answer_header(&answer, "content-type"), S("text/html")))
        page_read(w, address, answer.body);
}

void offers_run(struct arena *a, struct fund *f, offers_report *report, void *context)
{
    struct walk w = {.arena = a, .fund = f, .taken = NEW_ARRAY(a, route_count, size_t)};
    *PUSH(a, &w.queue) = S("/desk");
    *PUSH(a, &w.from) = S("/desk");
    for (size_t i = 0; i < w.queue.n; i++)
        page_ask(&w, w.from.v[i], w.queue.v[i]);
    if (!w.forms) w.why = S("no form was found");
    report(context, !w.why.n,
           arena_printf(a, "%.*s is offered %zu pages and %zu forms, all open to them",
                        P(f->people.v[f->current].key), w.pages, w.forms),
           w.why);
}
