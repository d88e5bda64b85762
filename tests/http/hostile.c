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
    hostile_code *code;
    hostile_report *report;
    void *context;
    sqlite3_stmt *json;
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
        bool opens = begins && c == '"';
        str cell = str_sub(body, i + opens, i + opens + 40);
        if (begins && !str_starts(cell, S("\r\n")) && is_formula(cell)) return cell;
        begins = !quoted && (c == ',' || c == '\n');
        if (c == '"') quoted = !quoted;
    }
    return NO_STR;
}

static void body_judge(struct walk *w, str target, const struct answer *answer)
{
    str type = answer_header(answer, "content-type"), body = answer->body;
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

/* The address with the codes that are known; segment `at` is `value` instead. */
static str path_of(struct walk *w, const struct route *route, size_t at, str value)
{
    str path = NO_STR;
    for (size_t i = 0; i < route->segment_count; i++) {
        str segment = str_c(route->segments[i]);
        if (segment.p[0] == ':') {
            segment = i == at ? value : w->code(w->context, str_sub(segment, 1, segment.n));
            if (!segment.n) segment = S("x");
        }
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

i64 shown_count(struct arena *a, hostile_send *send, hostile_code *code, void *context, str word,
                str text, str *where)
{
    struct shown s = {.walk = {.arena = a, .send = send, .code = code, .context = context},
                      .word = word,
                      .text = text};
    for (size_t i = 0; i < route_count; i++)
        if (routes[i].method == METHOD_GET) shown_walk(&s, &routes[i]);
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

void hostile_run(struct arena *a, hostile_send *send, hostile_code *code, hostile_report *report,
                 void *context)
{
    struct walk w = {.arena = a, .send = send, .code = code, .report = report, .context = context};
    sqlite3 *db = NULL;
    char *longest = arena_alloc(a, LONG_BYTES);
    memset(longest, 'a', LONG_BYTES);
    w.longest = (str){longest, LONG_BYTES};
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
