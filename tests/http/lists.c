/* lists.c: the walk over the lists of the desk; lists.h says what must hold. */
#include "lists.h"

#include "web/list.h"

#define PARTS_MOST 200

struct walk {
    struct arena *arena;
    lists_send *send;
    void *context;
    str why; /* the first fault of the list */
};
struct str_list {
    str *v;
    size_t n, cap;
};

__attribute__((format(printf, 2, 3))) static void blame(struct walk *w, const char *fmt, ...)
{
    if (w->why.n) return;
    va_list ap;
    va_start(ap, fmt);
    w->why = arena_vprintf(w->arena, fmt, ap);
    va_end(ap);
}

/* What stands between two literals behind `from`; false if they are not there. */
static bool between(str text, const char *before, const char *behind, str *out)
{
    i64 at = str_find(text, str_c(before));
    if (at < 0) return false;
    str rest = str_sub(text, (size_t)at + str_c(before).n, text.n);
    i64 end = str_find(rest, str_c(behind));
    if (end < 0) return false;
    *out = str_sub(rest, 0, (size_t)end);
    return true;
}

/* An address as it stands in an attribute. */
static str unescaped(struct walk *w, str s)
{
    struct buf b;
    buf_init(&b, s.n + 1);
    while (s.n) {
        bool amp = str_starts(s, S("&amp;"));
        buf_char(&b, s.p[0]);
        s = str_sub(s, amp ? 5 : 1, s.n);
    }
    str out = str_dup(w->arena, buf_str(&b));
    buf_free(&b);
    return out;
}

static str get(struct walk *w, str target)
{
    struct answer answer;
    w->send(w->context, target, &answer);
    if (answer.status != 200) blame(w, "%.*s: status %d", P(target), answer.status);
    return answer.body;
}

/* The records of a CSV text, without its heads. */
static void csv_rows(struct walk *w, str target, struct str_list *out)
{
    str text = get(w, target);
    bool quoted = false;
    size_t from = 0;
    *out = (struct str_list){0};
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') quoted = !quoted;
        if (text.p[i] != '\n' || quoted) continue;
        str row = str_sub(text, from, i + 1);
        bool tags = out->n == 1 && (row.p[0] == '#' || str_find(row, S(",#")) >= 0);
        if (!tags) *PUSH(w->arena, out) = row;
        from = i + 1;
    }
    if (out->n) {
        out->v++;
        out->n--;
    } else {
        blame(w, "%.*s has no heads", P(target));
    }
}

/* "3–4 of 5" below the list. */
static bool place_of(str html, i64 *from, i64 *to, i64 *total)
{
    str foot, words, a, b;
    if (!between(html, "<nav class=\"pager\"", "</nav>", &foot) ||
        !between(foot, "role=\"status\">", "<", &words))
        return false;
    str rest = words;
    i64 dash = str_find(rest, S("–")), of = str_find(rest, S(" of "));
    if (dash < 0 || of < dash) return false;
    a = str_sub(rest, 0, (size_t)dash);
    b = str_sub(rest, (size_t)dash + 3, (size_t)of);
    return str_i64(a, from) && str_i64(b, to) &&
           str_i64(str_sub(rest, (size_t)of + 4, rest.n), total);
}

/* The rows of the table, each up to its end. */
static void html_rows(struct walk *w, str html, struct str_list *out)
{
    i64 at = str_find(html, S("<thead class=\"sorts\">"));
    str body;
    if (at < 0 || !between(str_sub(html, (size_t)at, html.n), "<tbody>", "</tbody>", &body)) {
        blame(w, "the list has no table with heads");
        return;
    }
    str row;
    while (between(body, "<tr>", "</tr>", &row)) {
        for (size_t i = 0; i < out->n; i++)
            if (str_eq(out->v[i], row))
                blame(w, "a row stands twice: %.*s", P(str_abbrev(row, 120)));
        *PUSH(w->arena, out) = row;
        body = str_sub(body, (size_t)(row.p + row.n - body.p), body.n);
    }
}

/* Goes from part to part; returns how many rows the first one says there are. */
static i64 parts_walk(struct walk *w, str target)
{
    struct str_list rows = {0};
    i64 from, to, total = 0, whole = -1;
    for (int part = 0; part < PARTS_MOST && !w->why.n; part++) {
        str html = get(w, target), next;
        i64 before = (i64)rows.n;
        if (!place_of(html, &from, &to, &total)) {
            blame(w, "%.*s does not say which rows it shows", P(target));
            break;
        }
        html_rows(w, html, &rows);
        if (whole < 0) whole = total;
        if (from != before + 1 || to != (i64)rows.n || total != whole || to - from > 1)
            blame(w, "%.*s says %lld to %lld of %lld, and shows %lld behind %lld", P(target),
                  (long long)from, (long long)to, (long long)total, (long long)rows.n - before,
                  (long long)before);
        if (part && str_find(html, S("rel=\"prev\"")) < 0) blame(w, "no way back");
        if (!between(html, "rel=\"next\" href=\"", "\"", &next)) break;
        target = unescaped(w, next);
    }
    if ((i64)rows.n != whole)
        blame(w, "%lld rows in all parts, not %lld", (long long)rows.n, (long long)whole);
    return whole;
}

static str csv_of(struct walk *w, str address)
{
    i64 mark = str_find_char(address, '?');
    size_t end = mark < 0 ? address.n : (size_t)mark;
    return arena_printf(w->arena, "%.*s.csv%.*s", P(str_sub(address, 0, end)),
                        P(str_sub(address, end, address.n)));
}

/* One head: upwards, then downwards, which is the same backwards. */
static void head_walk(struct walk *w, str address, i64 total, bool file)
{
    struct str_list up, down;
    str html = get(w, address), head;
    if (!between(html, "aria-sort=\"ascending\"><a href=\"", "\"", &head)) {
        blame(w, "%.*s does not say that it sorts upwards", P(address));
        return;
    }
    str back = unescaped(w, head);
    if (str_find(get(w, back), S("aria-sort=\"descending\"")) < 0)
        blame(w, "%.*s does not say that it sorts downwards", P(back));
    if (!file) return;
    csv_rows(w, csv_of(w, address), &up);
    csv_rows(w, csv_of(w, back), &down);
    if ((i64)up.n != total || (i64)down.n != total)
        blame(w, "%.*s: the file has %zu rows, the list %lld", P(address), up.n, (long long)total);
    for (size_t i = 0; i < up.n && i < down.n; i++)
        if (!str_eq(up.v[i], down.v[down.n - 1 - i]))
            blame(w, "%.*s: downwards is not upwards read backwards", P(address));
}

/* Every link of the heads and below the list keeps what was asked for. */
static void kept(struct walk *w, str html, const char *what)
{
    str rest = html, address;
    int links = 0;
    i64 at = str_find(html, S("<thead class=\"sorts\">"));
    if (at >= 0) rest = str_sub(html, (size_t)at, html.n);
    while (between(rest, "href=\"", "\"", &address)) {
        rest = str_sub(rest, (size_t)(address.p + address.n - rest.p), rest.n);
        if (str_find(address, S("sort=")) < 0 && str_find(address, S("after=")) < 0 &&
            str_find(address, S(".csv")) < 0)
            continue;
        links++;
        if (str_find(address, str_c(what)) < 0) blame(w, "%.*s lost %s", P(address), what);
    }
    if (links < 2) blame(w, "a list with a filter has %d links that keep it", links);
}

static void words_walk(struct walk *w, str path)
{
    struct str_list rows = {0}, found;
    str html = get(w, arena_printf(w->arena, "%.*s?q=e", P(path)));
    i64 from, to, total = 0;
    if (!place_of(html, &from, &to, &total)) return; /* words are whole ones here */
    html_rows(w, html, &rows);
    kept(w, html, "q=e");
    csv_rows(w, arena_printf(w->arena, "%.*s.csv?q=e", P(path)), &found);
    if ((i64)found.n != total)
        blame(w, "with words the file has %zu rows, the list %lld", found.n, (long long)total);
}

static bool takes(const struct route *route, const char *name)
{
    for (size_t i = 0; i < route->query_count; i++)
        if (strcmp(route->queries[i], name) == 0) return true;
    return false;
}

static void list_walk(struct walk *w, const struct route *route)
{
    str path = str_c(route->pattern), html = get(w, path), rest, address;
    i64 total = parts_walk(w, path);
    if (!w->why.n && total < 3) blame(w, "has only %lld rows", (long long)total);
    if (w->why.n || !between(html, "<thead class=\"sorts\">", "</thead>", &rest)) return;
    for (int heads = 0; between(rest, "<a href=\"", "\"", &address); heads++) {
        rest = str_sub(rest, (size_t)(address.p + address.n - rest.p), rest.n);
        str up = unescaped(w, address);
        if (str_ends(up, S("_down"))) up = str_sub(up, 0, up.n - 5);
        head_walk(w, up, total, str_find(html, S(".csv")) >= 0);
    }
    parts_walk(w, arena_printf(w->arena, "%.*s?sort=state_down", P(path)));
    get(w, arena_printf(w->arena, "%.*s?sort=nothing&after=-3", P(path)));
    if (str_find(get(w, arena_printf(w->arena, "%.*s?after=99999", P(path))), S("<tbody>")) < 0)
        blame(w, "behind the last part there is nothing");
    if (!takes(route, "q")) return;
    words_walk(w, path);
    html = get(w, arena_printf(w->arena, "%.*s?q=zzqqzz", P(path)));
    if (str_find(html, S("Nothing found")) < 0 && str_find(html, S("matches")) < 0)
        blame(w, "what is not found is not said");
}

static bool is_list(const struct route *route)
{
    return route->method == METHOD_GET && route->desk && !strchr(route->pattern, ':') &&
           takes(route, "sort") && takes(route, "after");
}

void lists_run(struct arena *a, lists_send *send, lists_report *report, void *context, bool whole)
{
    static bool walked[1000];
    i64 rows = list_rows;
    list_rows = 2;
    for (size_t i = 0; i < route_count && i < sizeof walked; i++) {
        struct answer answer;
        struct walk w = {.arena = a, .send = send, .context = context};
        if (!is_list(&routes[i])) continue;
        send(context, str_c(routes[i].pattern), &answer);
        /* Who sees only a part of a page may not see its list. */
        if (answer.status != 403 && str_find(answer.body, S("<thead class=\"sorts\">")) >= 0) {
            walked[i] = true;
            list_walk(&w, &routes[i]);
            report(context, !w.why.n, arena_printf(a, "list %s", routes[i].pattern), w.why);
        } else if (whole && !walked[i]) {
            report(context, false, arena_printf(a, "list %s", routes[i].pattern),
                   S("nobody who asked may see it"));
        }
    }
    list_rows = rows;
}
