/* hostile.c: the walk over the table of routes with hostile values; hostile.h says what must hold. */
#include "hostile.h"

#include <sqlite3.h>

/* A page's questions do not grow with what a reader puts into the address. */
#define STATEMENTS_MOST 300
#define LONG_BYTES 6000

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
