/* hostile.c: the walk over the table of routes with hostile values; hostile.h says what must hold. */
#include "hostile.h"

#include <sqlite3.h>

/* A page's questions do not grow with what a reader puts into the address. */
#define STATEMENTS_MOST 300
#define LONG_BYTES 6000
#define ENTRIES_MOST 400

struct walk {
    struct arena *arena;
    hostile_send *send;
    hostile_report *report;
    void *context;
    sqlite3_stmt *json;
    str *real;   /* per route: an address that answered, found by following links */
    str longest; /* one value of many bytes */
    str why;     /* the first fault of the route */
};

/* As they stand in an address. */
static const char *const values[] = {
    "%27",
    "%22%3B--",
    "%27%20OR%201%3D1--",
    "%25",
    "_",
    "%5C",
    "%00",
    "a%00b",
    "%ff%fe",
    "%c0%af",
    "%ed%a0%80",
    "%e2%80%ae",
    "%",
    "%zz",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%0d%0aSet-Cookie:%20a=b",
    "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "%7B%7B%3D",
    "*",
    "%22",
    "AND%20OR%20NOT",
    "NEAR(%22",
    "-1",
    "0",
    "999999999999999999999",
    "-9223372036854775808",
    "1e9",
    "NaN",
    "2027-02-30",
    "2027-13-01T25:61:61Z",
    "0000-00-00",
    "javascript:alert(1)",
    "%2F%2Fevil.example",
    "",
};

static void blame(struct walk *w, str target, str why)
{
    if (!w->why.n)
        w->why = arena_printf(w->arena, "GET %.*s: %.*s", P(str_sub(target, 0, 200)), P(why));
}

static bool status_expected(int status)
{
    static const int good[] = {200, 303, 400, 403, 404, 410, 414, 422};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (good[i] == status) return true;
    return false;
}

/* --- what came back --------------------------------------------------------------------------------- */

static bool json_holds(struct walk *w, str body)
{
    sqlite3_reset(w->json);
    sqlite3_bind_text64(w->json, 1, body.p, body.n, SQLITE_STATIC, SQLITE_UTF8);
    return sqlite3_step(w->json) == SQLITE_ROW && sqlite3_column_int(w->json, 0) == 1;
}

/* A spreadsheet would take the cell for a formula; a number with its sign is none. */
static bool is_formula(str cell)
{
    if (!cell.n) return false;
    char c = cell.p[0], next = cell.n > 1 ? cell.p[1] : ' ';
    if (c == '=' || c == '@' || c == '\t' || c == '\r') return true;
    return (c == '+' || c == '-') && !(next >= '0' && next <= '9');
}

/* The first cell of a table that would be run, or empty. */
static str csv_formula(str body)
{
    bool quoted = false, begins = true;
    for (size_t i = 0; i < body.n; i++) {
        char c = body.p[i];
        if (begins) {
            str cell = str_sub(body, i + (c == '"'), i + (c == '"') + 40);
            if (!str_starts(cell, S("\r\n")) && is_formula(cell)) return cell;
        }
        begins = !quoted && (c == ',' || c == '\n');
        if (c == '"') quoted = !quoted;
    }
    return NO_STR;
}

/* How a text of people may stand in each face: what was planted by the tests and is asked for here holds
** `"><script>alert(1)</script>'&lt;{{=`, or the same with a space instead of the first two. Markdown as
** plain text has a `<` where `&lt;` was written; a document that is downloaded is JSON of another hand. */
static const struct form {
    const char *type, *before, *before_text, *behind;
} forms[] = {
    {"text/html", "&quot;&gt;&lt;script&gt;", " &lt;script&gt;", "&lt;/script&gt;&#39;&amp;lt;{{="},
    {"text/html", "&quot;&gt;&lt;script&gt;", " &lt;script&gt;", "&lt;/script&gt;&#39;&lt;{{="},
    {"application/atom+xml", "&quot;&gt;&lt;script&gt;", " &lt;script&gt;",
     "&lt;/script&gt;&#39;&amp;lt;{{="},
    {"application/atom+xml", "&quot;&gt;&lt;script&gt;", " &lt;script&gt;",
     "&lt;/script&gt;&#39;&lt;{{="},
    {"application/xml", "&quot;&gt;&lt;script&gt;", " &lt;script&gt;",
     "&lt;/script&gt;&#39;&amp;lt;{{="},
    {"application/json", "\\\">\\u003cscript>", " \\u003cscript>", "\\u003c/script>'&lt;{{="},
    {"application/json", "\\\">\\u003cscript>", " \\u003cscript>", "\\u003c/script>'\\u003c{{="},
    {"application/json", "\\\"><script>", " <script>", "</script>'&lt;{{="},
    {"text/csv", "\"\"><script>", " <script>", "</script>'&lt;{{="},
    {"text/csv", "\"\"><script>", " <script>", "</script>'<{{="},
    {"text/calendar", "\"><script>", " <script>", "</script>'&lt\\;{{="},
    {"text/calendar", "\"><script>", " <script>", "</script>'<{{="},
};

/* Without the marks of a search and the folding of a calendar. Pages are long and many: what begins none
** of them is copied at once. */
static void unmarked(struct buf *b, str body)
{
    static const char *const gone[] = {"<mark>", "</mark>", "\r\n "};
    size_t from = 0, i = 0;
    while (i < body.n) {
        while (i < body.n && body.p[i] != '<' && body.p[i] != '\r')
            i++;
        str rest = str_sub(body, i, body.n);
        size_t skip = 0;
        for (size_t k = 0; rest.n && k < sizeof gone / sizeof *gone; k++)
            if (str_starts(rest, str_c(gone[k]))) skip = strlen(gone[k]);
        if (skip || !rest.n) {
            buf_add(b, str_sub(body, from, i));
            from = i + skip;
        }
        i += skip ? skip : 1;
    }
    buf_add(b, str_sub(body, from, body.n));
}

/* "javascript:" may stand as a text and in a field of a form, never where a browser follows it. */
static bool address_stands(str before)
{
    static const char *const followed[] = {"href=\"", "src=\"", "action=\"", "srcset=\""};
    if (!str_ends(before, S("javascript:"))) return false;
    before = str_sub(before, 0, before.n - 11);
    for (size_t i = 0; i < sizeof followed / sizeof *followed; i++)
        if (str_ends(before, str_c(followed[i]))) return false;
    return true;
}

/* What follows is the rest of the text, or what may stand where a text was cut or goes on. */
static bool behind_stands(const struct form *f, str behind)
{
    size_t same = 0, n = strlen(f->behind);
    while (same < n && same < behind.n && behind.p[same] == f->behind[same])
        same++;
    str rest = str_sub(behind, same, behind.n);
    if (same == n || !rest.n) return true;
    if (str_starts(rest, S("</script")) || str_starts(rest, S("\"&")) || str_starts(rest, S("'")))
        return false;
    return strchr(" \\\"<,;\r\n", rest.p[0]) || (u8)rest.p[0] >= 0x80;
}

static bool text_stands(str type, str before, str behind)
{
    if (address_stands(before) || str_ends(before, S("%3Cscript%3E")))
        return true; /* in an address */
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const struct form *f = &forms[i];
        if (!str_starts(type, str_c(f->type))) continue;
        bool planted =
            str_ends(before, str_c(f->before)) || str_ends(before, str_c(f->before_text));
        if (planted && behind_stands(f, behind)) return true;
    }
    return false;
}

static bool is_judged(str type)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (str_starts(type, str_c(forms[i].type))) return true;
    return false;
}

static void texts_judge(struct walk *w, str target, str type, str body)
{
    if (!is_judged(type) || str_find(body, S("alert(1)")) < 0) return;
    struct buf b;
    buf_init(&b, body.n + 1);
    unmarked(&b, body);
    body = buf_str(&b);
    str rest = body;
    for (i64 at; (at = str_find(rest, S("alert(1)"))) >= 0;) {
        str before = str_sub(body, 0, body.n - rest.n + (size_t)at);
        rest = str_sub(rest, (size_t)at + 8, rest.n);
        if (text_stands(type, before, rest)) continue;
        str shown = str_sub(before, before.n > 60 ? before.n - 60 : 0, before.n);
        blame(w, target,
              arena_printf(w->arena,
                           "a text of people stands there as something else: %.*salert(1)%.*s",
                           P(shown), P(str_sub(rest, 0, 40))));
        break;
    }
    buf_free(&b);
}

static void body_judge(struct walk *w, str target, const struct answer *answer)
{
    str type = answer_header(answer, "content-type"), body = answer->body;
    texts_judge(w, target, type, body);
    bool html = str_starts(type, S("text/html")), xml = str_find(type, S("xml")) >= 0;
    if ((html || xml) &&
        (str_find(body, S("<script>alert")) >= 0 || str_find(body, S("'&lt;{{=")) >= 0))
        blame(w, target, S("a text of people stands in the page as markup"));
    if (str_starts(type, S("application/json")) && !json_holds(w, body))
        blame(w, target, S("the JSON is broken"));
    if (str_starts(type, S("text/csv"))) {
        str cell = csv_formula(body);
        if (cell.n)
            blame(w, target,
                  arena_printf(w->arena, "a cell would be run as a formula: %.*s", P(cell)));
    }
}

static void headers_judge(struct walk *w, str target, const struct answer *answer)
{
    str to = answer_header(answer, "location"), name = answer_header(answer, "content-disposition");
    if (str_starts(to, S("//")) || str_find(to, S("evil.example")) == 0)
        blame(w, target, arena_printf(w->arena, "it leads to another site: %.*s", P(to)));
    if (str_find(name, S("<")) >= 0 || str_find(name, S("/")) >= 0 || str_find(name, S("..")) >= 0)
        blame(w, target, arena_printf(w->arena, "the file's name is no name: %.*s", P(name)));
    if (str_find(answer->head, S("\nSet-Cookie: a=b")) >= 0)
        blame(w, target, S("a header was smuggled in"));
}

static int ask(struct walk *w, str target)
{
    struct answer answer;
    i64 statements = w->send(w->context, target, &answer);
    if (answer.fault.n)
        blame(w, target, answer.fault);
    else if (!status_expected(answer.status))
        blame(w, target, arena_printf(w->arena, "the status is %d", answer.status));
    if (statements > STATEMENTS_MOST)
        blame(w, target, arena_printf(w->arena, "it cost %lld statements", (long long)statements));
    body_judge(w, target, &answer);
    headers_judge(w, target, &answer);
    return answer.status;
}

/* --- where a text shows ------------------------------------------------------------------------------ */

struct shown {
    struct walk walk;
    str word, text, where;
    i64 count;
};

static void shown_ask(struct shown *s, str target)
{
    struct answer answer;
    (void)s->walk.send(s->walk.context, target, &answer);
    if (str_find(answer.body, s->text) < 0 && str_find(answer.head, s->text) < 0) return;
    if (!s->count++) s->where = str_dup(s->walk.arena, target);
}

/* --- one route ---------------------------------------------------------------------------------------- */

/* The real address of the route; its segment `at` is `value` instead. Where no page led to a record of
** it, a code that nothing has stands there. */
static str path_of(struct walk *w, const struct route *route, size_t at, str value)
{
    str path = NO_STR, rest = w->real[route - routes], piece = NO_STR;
    str_cut(&rest, '/', &piece);
    for (size_t i = 0; i < route->segment_count; i++) {
        str segment = str_c(route->segments[i]);
        bool known = str_cut(&rest, '/', &piece);
        if (segment.p[0] == ':') segment = i == at ? value : known ? piece : S("x");
        path = arena_printf(w->arena, "%.*s/%.*s", P(path), P(segment));
    }
    return path.n ? path : S("/");
}

static void faces_ask(struct walk *w, const struct route *route)
{
    static const char *const suffixes[] = {".json", ".csv", ".atom", ".ics"};
    str path = path_of(w, route, SIZE_MAX, NO_STR);
    ask(w, path);
    for (size_t i = 0; path.n > 1 && i < sizeof suffixes / sizeof *suffixes; i++)
        ask(w, arena_printf(w->arena, "%.*s%s", P(path), suffixes[i]));
}

static void shown_walk(struct shown *s, const struct route *route)
{
    static const char *const suffixes[] = {"", ".json", ".csv", ".atom", ".ics"};
    struct arena *a = s->walk.arena;
    str path = path_of(&s->walk, route, SIZE_MAX, NO_STR);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        str face = arena_printf(a, "%.*s%s", P(path), suffixes[i]);
        shown_ask(s, face);
        for (size_t k = 0; k < route->query_count; k++)
            if (strcmp(route->queries[k], "q") == 0)
                shown_ask(s, arena_printf(a, "%.*s?q=%.*s", P(face), P(s->word)));
    }
    if (strcmp(route->pattern, "/desk/journal/:entry") != 0) return;
    for (int n = 1; n <= ENTRIES_MOST; n++)
        shown_ask(s, arena_printf(a, "/desk/journal/%d", n));
}

/* The address with the codes that are known: of the very record that is asked about. */
static str address_coded(const struct shown *s, const struct route *route, hostile_code *code)
{
    str path = NO_STR;
    for (size_t i = 0; i < route->segment_count; i++) {
        str segment = str_c(route->segments[i]);
        if (segment.p[0] == ':') {
            segment = code(s->walk.context, str_sub(segment, 1, segment.n));
            if (!segment.n) segment = S("x");
        }
        path = arena_printf(s->walk.arena, "%.*s/%.*s", P(path), P(segment));
    }
    return path;
}

i64 shown_count(struct arena *a, hostile_send *send, hostile_code *code, void *context, str word,
                str text, str *where)
{
    struct shown s = {
        .walk = {.arena = a, .send = send, .context = context}, .word = word, .text = text};
    s.walk.real = NEW_ARRAY(a, route_count, str);
    for (size_t i = 0; i < route_count; i++) {
        if (routes[i].method != METHOD_GET) continue;
        s.walk.real[i] = address_coded(&s, &routes[i], code);
        shown_walk(&s, &routes[i]);
    }
    *where = s.where;
    return s.count;
}

static void value_ask(struct walk *w, const struct route *route, str value)
{
    str path = path_of(w, route, SIZE_MAX, NO_STR);
    for (size_t i = 0; i < route->query_count; i++)
        ask(w, arena_printf(w->arena, "%.*s?%s=%.*s", P(path), route->queries[i], P(value)));
    for (size_t i = 0; i < route->segment_count; i++)
        if (route->segments[i][0] == ':' && value.n) ask(w, path_of(w, route, i, value));
}

static void route_walk(struct walk *w, const struct route *route)
{
    w->why = NO_STR;
    faces_ask(w, route);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        value_ask(w, route, str_c(values[i]));
    value_ask(w, route, w->longest);
    w->report(w->context, !w->why.n,
              arena_printf(w->arena, "GET %s under hostile values", route->pattern), w->why);
}

/* A code that is told to one person once cannot be come upon by links. */
static bool is_secret(const struct route *route)
{
    size_t n = route->segment_count;
    return n && (strcmp(route->segments[n - 1], ":token") == 0 ||
                 strcmp(route->segments[n - 1], ":ticket") == 0);
}

static void reached_judge(struct walk *w, const bool *reached)
{
    for (size_t i = 0; i < route_count; i++) {
        if (routes[i].method != METHOD_GET || is_secret(&routes[i])) continue;
        w->report(w->context, reached[i],
                  arena_printf(w->arena, "GET %s was walked at a real address", routes[i].pattern),
                  S("nobody who walked was led to a record of it"));
    }
}

void hostile_run(struct arena *a, hostile_send *send, hostile_code *code, hostile_report *report,
                 void *context, bool *reached, bool whole)
{
    struct walk w = {.arena = a, .send = send, .report = report, .context = context};
    sqlite3 *db = NULL;
    char *longest = arena_alloc(a, LONG_BYTES);
    memset(longest, 'a', LONG_BYTES);
    w.longest = (str){longest, LONG_BYTES};
    w.real = records_find(a, send, code, context);
    for (size_t i = 0; i < route_count; i++)
        reached[i] = reached[i] || w.real[i].n;
    if (whole) reached_judge(&w, reached);
    if (sqlite3_open(":memory:", &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT json_valid(?1)", -1, &w.json, NULL) == SQLITE_OK) {
        for (size_t i = 0; i < route_count; i++)
            if (routes[i].method == METHOD_GET) route_walk(&w, &routes[i]);
    } else {
        report(context, false, S("the walk under hostile values"), S("no database in memory"));
    }
    sqlite3_finalize(w.json);
    sqlite3_close(db);
}
