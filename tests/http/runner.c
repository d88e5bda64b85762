/* runner.c: runs .test files: what a feature does, over HTTP. Called by ./test; by hand:
**
**     build/asan/tests/http_runner [--routes] [--verbose] [--database URL] FILE…
**     tests/pg_cluster.sh build/asan/tests/http_runner FILE…      on PostgreSQL
**
** URL is the address of the database "postgres" of a server where databases can be made
** (tests/database.h).
** --routes also fails for each route of the program that no file called, and for each below /desk that
** stands in no matrix. Each file begins with a fresh fund and nobody signed in. A line is one of:
**
**     # a comment
**     edition untfhs | community          first line only; untfhs if missing; `edition demonstration`
**                                         is the fund that `letsema demo` makes
**     demo                                the fund is a demonstration from here on
**     at 2027-01-05T08:00:00Z             sets the clock
**     as ROLE [2] [of ORGCODE]            who makes the next requests: an example account with that
**                                         role for the fund, or for the organization with that code (a
**                                         role of the fund then for its records alone);
**                                         in a demonstration who has that address there already
**     as nobody                           a fresh browser
**     header Name: value                  for the next request only; "Name:" alone leaves it out
**     GET /path                           any method; POST takes fields:
**     POST /path name=value name="quoted \"text\"\n" file=@path/from/the/test/file
**                                         or name="@=text", a file that holds the text
**     setup NAME                          captures the token of a link for the first visit
**     asset NAME style.css                captures the hash of a file in the program
**     conf KEY [VALUE]                    as if letsema.conf said so (metrics_token, backup_dir);
**                                         $DIR is the fund's folder
**     damage SQL                          changes the database past the program
**     jobs                                runs the jobs that are due
**     mail to ADDRESS has: text           some letter to the address has it; "lacks:" none has it;
**     mail to ADDRESS none                there is none at all
**     mail take NAME after: literal       from the newest letter that has the literal
**     folder lacks: text                  no byte of the fund's folder, whatever the file, holds the text;
**                                         "has:" some file does (the database too, where it is one)
**     matrix FILE                         who may do what, cell by cell (matrix.h)
**     hostile [whole]                     every GET route is asked with hostile values (hostile.h);
**                                         :param of a path is the captured $PARAM, or what links
**                                         lead to; whole: every route had a real address by now
**     shown WORD has: text                every GET route is asked in every face, and each search for
**                                         WORD: some answer has the text; "lacks:" none has it
**     counts [amounts] ADDRESS            each number of that page against the list that it leads to
**                                         (counts.h); with the sums of its amounts
**     lists [whole]                       every list of the desk that the person may see: order,
**                                         parts, file (lists.h); whole: of all lists by now
**     drawn SEED                          hostile texts through every face (drawn.h)
**     acts SEED $PROPOSAL                 permitted acts on a joint budget (acts.h)
**     clocks SEED $PROPOSAL               days that pass, steps, holidays: each deadline explained (clocks.h)
**     offers                              every link and form on the own desk is open (offers.h)
**     digests                             everybody's daily mail beside their desk (digests.h)
**     openapi                             /openapi.json beside the registry and the answers (openapi.h)
**
** and behind a request, any number of:
**
**     -> 200                              the status; a request without any must be below 500
**     -> 303 /desk/x/$CODE                where it leads; an unknown $NAME captures [A-Za-z0-9_-]+;
**                                         a query counts only if one is written
**     -> 200 text/csv                     how the content type begins
**     -> has: text        -> lacks: text  in the body, byte by byte (so &lt; stands for <)
**     -> header name: text                the header has the text; "-> header name none": is not there
**     -> weighs 3000                      head and compressed body are at most so many bytes
**     -> take NAME after: literal         captures the run of [A-Za-z0-9_-] behind the literal
**     -> work $NAME                       how many statements and commits the request cost the
**                                         database: captured, or compared when $NAME is known
**
** A status may be followed by has: or lacks: on the same line. An indented line goes on with the one
** before it. $NAME stands for what was captured, in every line. The token of forms below /desk is
** added to each POST. Example accounts have the address ROLE[-2][-of-orgcode]@example.org (of a
** demonstration: @demo.example.org) and the password "an example of a password".
**
** A request that is no POST fails if anything was written but the visit itself into the session. Every
** HTML page that comes back is judged as a page too (page.h); a public one also by its weight,
** its headers and a second request with its ETag, an error that a reader gets by its weight. Results are TAP; the last line is
** "N passed, N failed". */
#include "acts.h"
#include "clocks.h"
#include "counts.h"
#include "digests.h"
#include "drawn.h"
#include "fund.h"
#include "hostile.h"
#include "lists.h"
#include "matrix.h"
#include "offers.h"
#include "openapi.h"
#include "page.h"

#include "web/assets.h"
#include "web/compress.h"
#include "web/kind.h"
#include "web/registry.h"
#include "web/view.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLIGHT_BYTES 14000
#define ERROR_BYTES 3000
#define LINE_BYTES (1 << 16)
#define UPLOAD_BYTES (64 << 20)
#define FIRST_INSTANT 1799136000 /* 2027-01-05T08:00:00Z */
#define SHOWN_BYTES 400
#define NEAR_BYTES 6

static struct {
    int passed, failed;
    bool verbose;
    bool *called, *told; /* per route: was asked; stands in a matrix */
} tap;

/* What every connection of the program did since the last request began: who watches a clock must not
** learn more than who reads the answer. */
static struct {
    i64 statements, commits;
    str act; /* the first that wrote anything but the bookkeeping of the own session */
    struct arena *arena;
} work;

/* A visit is noted in the session, and a message that was shown is taken from it. */
static bool is_act(str sql)
{
    static const char *const writes[] = {"INSERT", "UPDATE", "DELETE", "REPLACE"};
    if (str_starts(sql, S("UPDATE session SET seen")) ||
        str_starts(sql, S("UPDATE session SET note")))
        return false;
    for (size_t i = 0; i < sizeof writes / sizeof *writes; i++)
        if (str_starts(sql, str_c(writes[i]))) return true;
    return false;
}

static int work_seen(unsigned event, void *context, void *statement, void *text)
{
    (void)event;
    (void)context;
    (void)statement;
    if (!text || strncmp(text, "--", 2) == 0) return 0; /* inside a trigger */
    work.statements++;
    work.commits += sqlite3_strnicmp(text, "COMMIT", 6) == 0;
    if (work.arena && !work.act.n && is_act(str_c(text)))
        work.act = str_dup(work.arena, str_c(text));
    return 0;
}

static int work_watch(sqlite3 *h, const char **fault, const struct sqlite3_api_routines *api)
{
    (void)fault;
    (void)api;
    return sqlite3_trace_v2(h, SQLITE_TRACE_STMT, work_seen, NULL);
}

/* What runs: one file with its fund and what was captured. */
struct run {
    struct arena *arena;
    struct fund fund;
    const char *base; /* folder for funds */
    str path, folder; /* of the .test file */
    i64 line;
    struct pair_array names; /* captured */
    struct pair_array headers;
    str edition;
    i64 now;
    bool demo, opened, asked, judged, broken;
    bool *reached; /* per route: a walk under hostile values had a real address */
    str request;   /* as written, for messages */
    str work;      /* of the database for it */
    struct answer answer;
};

/* --- results -------------------------------------------------------------------------------------- */

static void report(struct run *t, bool passed, str what)
{
    if (passed)
        tap.passed++;
    else
        tap.failed++;
    if (passed && !tap.verbose) return;
    printf("%s %d - %.*s:%lld: %.*s\n", passed ? "ok" : "not ok", tap.passed + tap.failed,
           P(t->path), (long long)t->line, P(what));
    fflush(stdout);
}

__attribute__((format(printf, 2, 3))) static void explain(struct run *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str text = arena_vprintf(t->arena, fmt, ap), line;
    va_end(ap);
    while (str_cut(&text, '\n', &line))
        printf("#   %.*s\n", P(line));
}

/* What came, as far as it helps: of an HTML page from its main part on. */
static void explain_answer(struct run *t)
{
    str body = t->answer.body;
    i64 main_part = str_find(body, S("<main"));
    if (main_part > 0) body = str_sub(body, (size_t)main_part, body.n);
    str location = answer_header(&t->answer, "location");
    explain(t, "the answer to %.*s: status %d%s%.*s", P(t->request), t->answer.status,
            location.n ? ", to " : "", P(location));
    if (t->answer.fault.n) explain(t, "%.*s", P(t->answer.fault));
    str shown = str_sub(body, 0, SHOWN_BYTES);
    if (shown.n && str_is_text(shown))
        explain(t, "%.*s", P(shown));
    else if (shown.n)
        explain(t, "(%zu bytes)", body.n);
}

static void fault(struct run *t, const char *why, str what)
{
    report(t, false, arena_printf(t->arena, "%s: %.*s", why, P(what)));
}

/* --- names ---------------------------------------------------------------------------------------- */

static bool name_begins(str s, size_t i)
{
    return s.p[i] == '$' && i + 1 < s.n && s.p[i + 1] >= 'A' && s.p[i + 1] <= 'Z';
}

static str name_at(str s, size_t i)
{
    size_t end = i + 1;
    while (end < s.n && ((s.p[end] >= 'A' && s.p[end] <= 'Z') || s.p[end] == '_' ||
                         (s.p[end] >= '0' && s.p[end] <= '9')))
        end++;
    return str_sub(s, i + 1, end);
}

static const str *name_value(struct run *t, str name)
{
    for (size_t i = 0; i < t->names.n; i++)
        if (str_eq(t->names.v[i].name, name)) return &t->names.v[i].value;
    return NULL;
}

static void name_set(struct run *t, str name, str value)
{
    for (size_t i = 0; i < t->names.n; i++)
        if (str_eq(t->names.v[i].name, name)) {
            t->names.v[i].value = value;
            return;
        }
    *PUSH(t->arena, &t->names) = (struct pair){name, value};
}

/* The line with every known $NAME filled in; unknown ones stay. */
static str fill(struct run *t, str s)
{
    struct buf b;
    buf_init(&b, LINE_BYTES);
    for (size_t i = 0; i < s.n; i++) {
        str name = name_begins(s, i) ? name_at(s, i) : NO_STR;
        const str *value = name.n ? name_value(t, name) : NULL;
        if (value) {
            buf_add(&b, *value);
            i += name.n;
        } else {
            buf_char(&b, s.p[i]);
        }
    }
    str filled = str_dup(t->arena, buf_str(&b));
    buf_free(&b);
    return filled;
}

static bool code_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

static str code_run(str s, size_t from)
{
    size_t end = from;
    while (end < s.n && code_char(s.p[end]))
        end++;
    return str_sub(s, from, end);
}

/* Compares an address with one in which unknown names capture. */
static bool match_capture(struct run *t, str pattern, str s)
{
    size_t k = 0;
    for (size_t i = 0; i < pattern.n; i++) {
        str name = name_begins(pattern, i) ? name_at(pattern, i) : NO_STR;
        if (name.n) {
            str run = code_run(s, k);
            if (!run.n) return false;
            name_set(t, str_dup(t->arena, name), str_dup(t->arena, run));
            k += run.n;
            i += name.n;
        } else if (k >= s.n || s.p[k++] != pattern.p[i]) {
            return false;
        }
    }
    return k == s.n;
}

/* "NAME after: literal": captures from the text. */
static bool take_after(struct run *t, str rule, str text)
{
    str name;
    if (!str_cut(&rule, ' ', &name) || !str_starts(rule, S("after:"))) return false;
    str literal = str_trim(str_sub(rule, 6, rule.n));
    i64 at = str_find(text, literal);
    if (at < 0 || !literal.n) return false;
    str run = code_run(text, (size_t)at + literal.n);
    if (!run.n) return false;
    name_set(t, str_dup(t->arena, name), str_dup(t->arena, run));
    return true;
}

/* --- routes --------------------------------------------------------------------------------------- */

static bool segments_match(const struct route *route, str path)
{
    str rest = path.n > 1 ? str_sub(path, 1, path.n) : NO_STR, piece;
    for (size_t i = 0; i < route->segment_count; i++) {
        if (!str_cut(&rest, '/', &piece)) return false;
        if (route->segments[i][0] != ':' && !str_eq(str_c(route->segments[i]), piece)) return false;
    }
    return !rest.p;
}

/* The table is sorted so that the first row that matches is the right one. */
static i64 route_of(enum method method, str path)
{
    for (size_t i = 0; i < route_count; i++)
        if (routes[i].method == method && segments_match(&routes[i], path)) return (i64)i;
    return -1;
}

/* The route of a request, or -1; a face's suffix is tried without. */
static i64 route_of_target(struct run *t, str method, str target)
{
    struct address address;
    str languages = setting(t->fund.app, t->arena, "fund.languages");
    enum method m = str_eq(method, S("POST")) ? METHOD_POST : METHOD_GET;
    if (!address_parse(t->arena, target, languages, &address)) return -1;
    i64 found = route_of(m, address.path);
    static const char *const suffixes[] = {".json", ".csv"};
    for (size_t i = 0; found < 0 && i < 2; i++)
        if (str_ends(address.path, str_c(suffixes[i]))) {
            str bare = str_sub(address.path, 0, address.path.n - strlen(suffixes[i]));
            found = route_of(m, str_eq(bare, S("/index")) ? S("/") : bare);
        }
    return found;
}

static void report_routes(struct run *t)
{
    t->path = S("routes");
    for (size_t i = 0; i < route_count; i++) {
        str name = arena_printf(t->arena, "route %s %s (%s)",
                                routes[i].method == METHOD_POST ? "POST" : "GET", routes[i].pattern,
                                routes[i].where);
        report(
            t, tap.called[i],
            arena_printf(t->arena, "%.*s%s", P(name), tap.called[i] ? "" : " stands in no test"));
        if (routes[i].desk)
            report(t, tap.told[i],
                   arena_printf(t->arena, "%.*s%s", P(name),
                                tap.told[i] ? " has a row of permissions"
                                            : " stands in no matrix of permissions"));
    }
}

/* --- pages ---------------------------------------------------------------------------------------- */

static bool is_html(const struct answer *w)
{
    return str_starts(answer_header(w, "content-type"), S("text/html"));
}

/* The same page as a reader's browser gets it: small enough, and not sent twice. */
static void check_flight(struct run *t, str target, struct fault_array *faults)
{
    struct pair_array headers = {0};
    struct answer w;
    *PUSH(t->arena, &headers) = (struct pair){S("Accept-Encoding"), S("gzip")};
    fund_send(&t->fund, S("GET"), target, &headers, NO_STR, NO_STR, &w);
    size_t bytes = w.head.n + w.body.n;
    if (bytes > FLIGHT_BYTES)
        *PUSH(t->arena, faults) = arena_printf(
            t->arena, "head and compressed body are %zu bytes, more than %d", bytes, FLIGHT_BYTES);
    if (w.body.n > 512 && !str_eq(answer_header(&w, "content-encoding"), S("gzip")))
        *PUSH(t->arena, faults) = S("the page did not come compressed");
    str etag = answer_header(&w, "etag");
    if (!etag.n) {
        *PUSH(t->arena, faults) = S("there is no ETag");
        return;
    }
    *PUSH(t->arena, &headers) = (struct pair){S("If-None-Match"), etag};
    fund_send(&t->fund, S("GET"), target, &headers, NO_STR, NO_STR, &w);
    if (w.status != 304 || w.body.n)
        *PUSH(t->arena, faults) = arena_printf(
            t->arena, "asked again with its ETag the answer is %d with %zu bytes, not 304",
            w.status, w.body.n);
}

/* Of the answer as it came, if its body were compressed. */
static size_t weight(const struct answer *w)
{
    str packed = compress_bytes(ENCODING_GZIP, w->body);
    size_t bytes =
        w->head.n + (packed.n ? packed.n + sizeof "content-encoding: gzip\r\n" : w->body.n);
    free((char *)packed.p);
    return bytes;
}

static void check_page(struct run *t, str method, str target, const struct route *route)
{
    if (!is_html(&t->answer) || str_eq(method, S("HEAD"))) return;
    struct fault_array faults = {0};
    bool is_public = route && route->access == ACCESS_PUBLIC && t->answer.status == 200;
    /* A withdrawn record has a page of its own under 410. */
    bool error = t->answer.status >= 400 && t->answer.status != 422 && t->answer.status != 410 &&
                 !t->fund.people.v[t->fund.current].cookie.n;
    if (error && weight(&t->answer) > ERROR_BYTES)
        *PUSH(t->arena, &faults) = arena_printf(
            t->arena, "this error weighs %zu bytes, more than %d", weight(&t->answer), ERROR_BYTES);
    if (!is_public) {
        page_check(t->arena, t->answer.body, &faults);
    } else {
        page_check_public(t->arena, t->answer.body, S(TEST_HOST), &faults);
        if (answer_header(&t->answer, "set-cookie").n)
            *PUSH(t->arena, &faults) = S("a public page sets a cookie");
        check_flight(t, target, &faults);
    }
    report(t, faults.n == 0, arena_printf(t->arena, "%.*s is a sound page", P(t->request)));
    for (size_t i = 0; i < faults.n; i++)
        explain(t, "%.*s", P(faults.v[i]));
}

/* The registry knows a page's view by reading its handler; the answer says which it was. */
static void check_view(struct run *t, const struct route *route)
{
    str type = NO_STR;
    if (t->answer.status != 200 || route->method != METHOD_GET ||
        !str_eq(answer_header(&t->answer, "content-type"), S("application/json")) ||
        !str_starts(t->answer.body, S("{\"type\":\"")))
        return;
    str rest = str_sub(t->answer.body, 9, t->answer.body.n);
    str_cut(&rest, '"', &type);
    bool same = route->view ? str_eq(type, str_c(route->view->name)) : route->desk;
    report(t, same, arena_printf(t->arena, "%.*s shows what the registry says", P(t->request)));
    if (!same)
        explain(t, "it shows %.*s, and the registry says %s for %s (%s)", P(type),
                route->view ? route->view->name : "nothing", route->pattern, route->where);
}

/* --- requests ------------------------------------------------------------------------------------- */

struct part {
    str name, value, filename; /* filename: the value is a file's bytes */
};
struct part_array {
    struct part *v;
    size_t n, cap;
};

static bool file_bytes(struct run *t, str name, str *out)
{
    str path = arena_printf(t->arena, "%.*s/%.*s", P(t->folder), P(name));
    FILE *file = fopen(path.p, "rb");
    if (!file) file = fopen(str_z(t->arena, name), "rb");
    if (!file) return false;
    struct buf b;
    buf_init(&b, UPLOAD_BYTES);
    char block[4096];
    for (size_t n = fread(block, 1, sizeof block, file); n; n = fread(block, 1, sizeof block, file))
        buf_add(&b, (str){block, n});
    fclose(file);
    *out = str_dup(t->arena, buf_str(&b));
    buf_free(&b);
    return true;
}

/* A quoted value, with its escapes; *s moves behind it. */
static bool take_quoted(struct run *t, str *s, str *out)
{
    struct buf b;
    buf_init(&b, LINE_BYTES);
    size_t i = 1;
    for (; i < s->n && s->p[i] != '"'; i++) {
        if (s->p[i] == '\\' && i + 1 < s->n) {
            char c = s->p[++i];
            buf_char(&b, c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c);
        } else {
            buf_char(&b, s->p[i]);
        }
    }
    *out = str_dup(t->arena, buf_str(&b));
    buf_free(&b);
    if (i >= s->n) return false;
    *s = str_sub(*s, i + 1, s->n);
    return true;
}

static bool take_fields(struct run *t, str s, struct part_array *out)
{
    for (s = str_trim(s); s.n; s = str_trim(s)) {
        i64 eq = str_find_char(s, '=');
        if (eq <= 0) {
            fault(t, "no field name=value", s);
            return false;
        }
        struct part part = {.name = str_sub(s, 0, (size_t)eq)};
        s = str_sub(s, (size_t)eq + 1, s.n);
        if (s.n && s.p[0] == '"') {
            if (!take_quoted(t, &s, &part.value)) {
                fault(t, "the quoted value does not end", part.name);
                return false;
            }
        } else {
            str rest = s, value = NO_STR;
            str_cut(&rest, ' ', &value);
            s = rest;
            part.value = value;
            if (value.n > 1 && value.p[0] == '@') {
                str path = str_sub(value, 1, value.n), piece = NO_STR;
                if (!file_bytes(t, path, &part.value)) {
                    fault(t, "there is no such file", path);
                    return false;
                }
                while (str_cut(&path, '/', &piece))
                    part.filename = piece;
            }
        }
        if (str_starts(part.value, S("@=")) && !part.filename.n) {
            part.filename = S("text");
            part.value = str_sub(part.value, 2, part.value.n);
        }
        *PUSH(t->arena, out) = part;
    }
    return true;
}

static str body_of(struct run *t, const struct part_array *parts, str *type)
{
    bool files = false;
    for (size_t i = 0; i < parts->n; i++)
        files = files || parts->v[i].filename.n;
    struct buf b;
    buf_init(&b, UPLOAD_BYTES);
    for (size_t i = 0; i < parts->n; i++) {
        const struct part *part = &parts->v[i];
        if (files) {
            buf_printf(&b,
                       "--the-boundary-of-tests\r\nContent-Disposition: form-data; name=\"%.*s\"",
                       P(part->name));
            if (part->filename.n)
                buf_printf(&b, "; filename=\"%.*s\"\r\nContent-Type: application/octet-stream",
                           P(part->filename));
            buf_lit(&b, "\r\n\r\n");
            buf_add(&b, part->value);
            buf_lit(&b, "\r\n");
        } else {
            if (i) buf_char(&b, '&');
            buf_url(&b, part->name);
            buf_char(&b, '=');
            buf_url(&b, part->value);
        }
    }
    if (files) buf_lit(&b, "--the-boundary-of-tests--\r\n");
    *type = files ? S("multipart/form-data; boundary=the-boundary-of-tests")
                  : S("application/x-www-form-urlencoded");
    str body = str_dup(t->arena, buf_str(&b));
    buf_free(&b);
    return body;
}

/* A header named without a value is left out of the request altogether. */
static struct pair_array headers_take(struct run *t)
{
    struct pair_array headers = t->headers;
    t->headers = (struct pair_array){0};
    return headers;
}

static void send_request(struct run *t, str line)
{
    str rest = line, method, target = NO_STR;
    struct part_array parts = {0};
    str_cut(&rest, ' ', &method);
    rest = str_trim(rest);
    str_cut(&rest, ' ', &target);
    t->request = arena_printf(t->arena, "%.*s %.*s", P(method), P(target));
    t->asked = t->judged = false;
    struct pair_array headers = headers_take(t);
    if (!take_fields(t, rest, &parts)) return;
    for (size_t i = 0; i < target.n; i++)
        if (name_begins(target, i)) {
            fault(t, "nothing was captured yet for", str_sub(target, i, target.n));
            return;
        }
    bool post = str_eq(method, S("POST")), has_token = false;
    for (size_t i = 0; i < parts.n; i++)
        has_token = has_token || str_eq(parts.v[i].name, S("token"));
    if (post && !has_token && str_find(target, S("/desk")) >= 0) {
        str token = fund_token(&t->fund);
        if (token.n) *PUSH(t->arena, &parts) = (struct part){S("token"), token, NO_STR};
    }
    str type, body = body_of(t, &parts, &type);
    work.statements = work.commits = 0;
    work.arena = t->arena;
    work.act = NO_STR;
    fund_send(&t->fund, method, target, &headers, type, post ? body : NO_STR, &t->answer);
    t->work = arena_printf(t->arena, "%lld statements, %lld commits", (long long)work.statements,
                           (long long)work.commits);
    work.arena = NULL;
    t->asked = true;
    if (!post && work.act.n) {
        report(t, false, arena_printf(t->arena, "%.*s only reads", P(t->request)));
        explain(t, "%.*s", P(work.act));
    }
    i64 route = route_of_target(t, method, target);
    if (route >= 0 && t->answer.status < 500 && t->answer.status != 404 && t->answer.status != 405)
        tap.called[route] = true;
    if (t->answer.fault.n) {
        report(t, false, t->request);
        explain_answer(t);
        t->judged = true;
        return;
    }
    check_page(t, method, target, route >= 0 ? &routes[route] : NULL);
    if (route >= 0) check_view(t, &routes[route]);
}

/* --- expectations ----------------------------------------------------------------------------------- */

static void expect(struct run *t, bool passed, str what)
{
    report(t, passed, what);
    if (!passed) explain_answer(t);
}

static void expect_header(struct run *t, str rule)
{
    i64 colon = str_find_char(rule, ':');
    if (colon > 0) {
        str name = str_lower(t->arena, str_sub(rule, 0, (size_t)colon));
        str wanted = str_trim(str_sub(rule, (size_t)colon + 1, rule.n));
        str value = answer_header(&t->answer, str_z(t->arena, name));
        bool has = value.n && str_find(value, wanted) >= 0;
        expect(t, has, arena_printf(t->arena, "-> header %.*s", P(rule)));
        if (!has) explain(t, "the header is \"%.*s\"", P(value));
    } else if (str_ends(rule, S(" none"))) {
        str name = str_lower(t->arena, str_sub(rule, 0, rule.n - 5));
        expect(t, !answer_header(&t->answer, str_z(t->arena, name)).p,
               arena_printf(t->arena, "-> header %.*s", P(rule)));
    } else {
        fault(t, "no header name: text", rule);
    }
}

/* Where the answer agrees longest with a text that it does not have: an escaped letter shows there. */
static void explain_nearest(struct run *t, str text)
{
    for (size_t n = text.n - 1; n >= NEAR_BYTES; n--) {
        i64 at = str_find(t->answer.body, str_sub(text, 0, n));
        if (at < 0) continue;
        str found = str_sub(t->answer.body, (size_t)at, (size_t)at + text.n + NEAR_BYTES);
        if (str_is_text(found)) explain(t, "nearest: %.*s", P(found));
        return;
    }
}

/* `rule` is a name, or what stands for it already. */
static void expect_work(struct run *t, str rule)
{
    if (rule.n && rule.p[0] == '$') {
        name_set(t, str_dup(t->arena, str_sub(rule, 1, rule.n)), t->work);
        return;
    }
    bool same = str_eq(rule, t->work);
    report(t, same, arena_printf(t->arena, "%.*s costs %.*s", P(t->request), P(rule)));
    if (!same) explain(t, "it cost %.*s", P(t->work));
}

static void expect_body(struct run *t, str rule)
{
    bool has = str_starts(rule, S("has:")), lacks = str_starts(rule, S("lacks:"));
    str what = arena_printf(t->arena, "-> %.*s", P(rule));
    if (has || lacks) {
        str text = str_trim(str_sub(rule, has ? 4 : 6, rule.n));
        bool found = str_find(t->answer.body, text) >= 0;
        if (!text.n)
            fault(t, "nothing to look for", rule);
        else
            expect(t, found == has, what);
        if (has && text.n && !found) explain_nearest(t, text);
    } else if (str_starts(rule, S("take "))) {
        expect(t, take_after(t, str_trim(str_sub(rule, 5, rule.n)), t->answer.body), what);
    } else if (str_starts(rule, S("weighs "))) {
        i64 most;
        if (!str_i64(str_sub(rule, 7, rule.n), &most))
            fault(t, "no number of bytes", rule);
        else
            expect(t, (i64)weight(&t->answer) <= most,
                   arena_printf(t->arena, "-> %.*s (it weighs %zu)", P(rule), weight(&t->answer)));
    } else if (str_starts(rule, S("work "))) {
        expect_work(t, str_trim(str_sub(rule, 5, rule.n)));
    } else if (str_starts(rule, S("header "))) {
        expect_header(t, str_trim(str_sub(rule, 7, rule.n)));
    } else {
        fault(t, "an expectation that nobody understands", rule);
    }
}

static bool leads_to(struct run *t, str pattern)
{
    str location = answer_header(&t->answer, "location");
    i64 mark = str_find_char(location, '?');
    if (mark >= 0 && str_find_char(pattern, '?') < 0) location = str_sub(location, 0, (size_t)mark);
    return match_capture(t, pattern, location);
}

/* "200", "303 /desk/x/$CODE", "200 text/csv", each with has: or lacks: behind it. */
static void expect_status(struct run *t, i64 status, str rest)
{
    rest = str_trim(rest);
    str what = arena_printf(t->arena, "%.*s -> %lld", P(t->request), (long long)status);
    bool right = t->answer.status == status;
    if (rest.n && !str_starts(rest, S("has:")) && !str_starts(rest, S("lacks:"))) {
        str detail;
        str_cut(&rest, ' ', &detail);
        what = arena_printf(t->arena, "%.*s %.*s", P(what), P(detail));
        if (detail.p[0] == '/' || str_starts(detail, S("http")))
            right = right && leads_to(t, detail);
        else
            right = right && str_starts(answer_header(&t->answer, "content-type"), detail);
    }
    expect(t, right, what);
    rest = str_trim(rest);
    if (rest.n) expect_body(t, rest);
}

static void judge(struct run *t, str rule)
{
    str rest = rule, word;
    i64 status;
    if (!t->asked) {
        fault(t, "no request stands before", rule);
        return;
    }
    t->judged = true;
    str_cut(&rest, ' ', &word);
    if (str_i64(word, &status))
        expect_status(t, status, rest);
    else
        expect_body(t, rule);
}

/* A request that nothing was expected of must at least not have broken the program; one that was
** refused is pointed out, because what comes behind it may fail for that. */
static void settle(struct run *t)
{
    if (t->asked && !t->judged) {
        if (t->answer.status >= 400 && t->answer.status < 500)
            explain(t, "%.*s: %.*s was answered %d, and nothing was expected of it", P(t->path),
                    P(t->request), t->answer.status);
        expect(t, t->answer.status < 500, t->request);
    }
    t->asked = false;
}

/* --- letters ---------------------------------------------------------------------------------------- */

static void explain_letters(struct run *t, const struct mailed_array *letters)
{
    explain(t, "there are %zu letters", letters->n);
    for (size_t i = letters->n > 5 ? letters->n - 5 : 0; i < letters->n; i++)
        explain(t, "to %.*s: %.*s", P(letters->v[i].to),
                P(str_sub(letters->v[i].text, 0, SHOWN_BYTES)));
}

static void mail_line(struct run *t, str line)
{
    struct mailed_array letters = {0};
    fund_letters(&t->fund, &letters);
    str rest = str_trim(str_sub(line, 5, line.n)), address = NO_STR;
    bool passed = false;
    if (str_starts(rest, S("take "))) {
        rest = str_trim(str_sub(rest, 5, rest.n));
        for (size_t i = letters.n; i-- > 0 && !passed;)
            passed = take_after(t, rest, letters.v[i].text);
    } else if (str_starts(rest, S("to "))) {
        rest = str_trim(str_sub(rest, 3, rest.n));
        str_cut(&rest, ' ', &address);
        address = str_lower(t->arena, address);
        bool has = str_starts(rest, S("has:")), lacks = str_starts(rest, S("lacks:"));
        str text = has || lacks ? str_trim(str_sub(rest, has ? 4 : 6, rest.n)) : NO_STR;
        if (!has && !lacks && !str_eq(rest, S("none"))) {
            fault(t, "a mail line that nobody understands", line);
            return;
        }
        bool found = false;
        for (size_t i = 0; i < letters.n; i++)
            found = found || (str_find(letters.v[i].to, address) >= 0 &&
                              (!text.n || str_find(letters.v[i].text, text) >= 0));
        passed = found == has;
    }
    report(t, passed, line);
    if (!passed) explain_letters(t, &letters);
}

/* --- the bytes of the folder ------------------------------------------------------------------------ */

static bool file_holds(int dir, const char *name, str text)
{
    struct stat st;
    bool found = false;
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return false;
    if (fstat(fd, &st) == 0 && st.st_size > 0) {
        void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (p != MAP_FAILED) {
            found = memmem(p, (size_t)st.st_size, text.p, text.n) != NULL;
            munmap(p, (size_t)st.st_size);
        }
    }
    close(fd);
    return found;
}

/* The first file below that holds the text, or NULL. */
static const char *folder_holds(struct arena *a, const char *path, str text)
{
    const char *found = NULL;
    DIR *dir = opendir(path);
    if (!dir) return NULL;
    for (struct dirent *e; !found && (e = readdir(dir));) {
        const char *below = arena_printf(a, "%s/%s", path, e->d_name).p;
        if (e->d_type == DT_DIR && e->d_name[0] != '.') found = folder_holds(a, below, text);
        if (e->d_type == DT_REG && file_holds(dirfd(dir), e->d_name, text)) found = below;
    }
    closedir(dir);
    return found;
}

static void folder_line(struct run *t, str line)
{
    str rest = str_trim(str_sub(line, 7, line.n));
    bool has = str_starts(rest, S("has:"));
    if (!has && !str_starts(rest, S("lacks:"))) {
        fault(t, "a folder line that nobody understands", line);
        return;
    }
    const char *file =
        folder_holds(t->arena, t->fund.dir, str_trim(str_sub(rest, has ? 4 : 6, rest.n)));
    report(t, has == (file != NULL), line);
    if (!has && file) printf("#   it stands in %s\n", file);
}

/* --- lines ------------------------------------------------------------------------------------------ */

static bool is_method(str word)
{
    if (word.n < 3) return false;
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] < 'A' || word.p[i] > 'Z') return false;
    return true;
}

static bool ensure_open(struct run *t)
{
    if (t->opened) return true;
    if (t->broken) return false;
    t->opened = fund_open(t->base, str_z(t->arena, t->edition), t->now, &t->fund);
    t->broken = !t->opened;
    if (t->broken)
        fault(t, "no fund could be made for", t->path);
    else if (t->demo)
        t->fund.app->demo = true;
    if (t->opened) name_set(t, S("DIR"), str_c(t->fund.dir));
    return t->opened;
}

static void as_line(struct run *t, str rest)
{
    str role, word, number = NO_STR, organization = NO_STR, why = NO_STR;
    str_cut(&rest, ' ', &role);
    while (str_cut(&rest, ' ', &word)) {
        i64 n;
        if (str_i64(word, &n))
            number = word;
        else if (str_eq(word, S("of")))
            str_cut(&rest, ' ', &organization);
        else if (word.n)
            why = S("write: as ROLE [2] [of ORGCODE]");
    }
    if (str_eq(role, S("nobody"))) role = NO_STR;
    if (!why.n) fund_as(&t->fund, role, number, organization, &why);
    if (why.n) fault(t, "as", why);
}

static void header_line(struct run *t, str rest)
{
    i64 colon = str_find_char(rest, ':');
    if (colon <= 0)
        fault(t, "no header Name: value", rest);
    else
        *PUSH(t->arena, &t->headers) = (struct pair){
            str_sub(rest, 0, (size_t)colon), str_trim(str_sub(rest, (size_t)colon + 1, rest.n))};
}

static void at_line(struct run *t, str rest)
{
    if (!time_parse(rest, &t->now))
        fault(t, "no instant such as 2027-01-05T08:00:00Z", rest);
    else if (t->opened)
        fund_clock(&t->fund, t->now);
}

/* "NAME style.css" */
static void asset_line(struct run *t, str rest)
{
    str name;
    str_cut(&rest, ' ', &name);
    for (size_t i = 0; i < asset_count; i++)
        if (str_eq(str_c(assets[i].name), rest)) {
            name_set(t, str_dup(t->arena, name), str_c(assets[i].hash));
            return;
        }
    fault(t, "the program holds no file", rest);
}

/* "metrics_token secret" */
static void conf_line(struct run *t, str rest)
{
    struct config *c = &t->fund.app->config;
    str value = rest, key;
    str_cut(&value, ' ', &key);
    if (value.p == NULL) value = S("");
    if (str_eq(key, S("metrics_token")))
        c->metrics_token = str_dup(t->arena, value);
    else if (str_eq(key, S("backup_dir")))
        c->backup_dir = str_dup(t->arena, value);
    else
        fault(t, "a key that no test sets", key);
}

static void damage_line(struct run *t, str sql)
{
    str why;
    if (!fund_damage(&t->fund, sql, &why)) fault(t, "the database cannot be changed", why);
}

static void setup_line(struct run *t, str name)
{
    str token;
    if (!fund_first_visit(&t->fund, &token))
        fault(t, "no link for the first visit", name);
    else
        name_set(t, str_dup(t->arena, name), token);
}

static void cell_told(void *context, bool passed, str what, str why)
{
    report(context, passed, what);
    if (!passed) explain(context, "%.*s", P(why));
}

static void matrix_line(struct run *t, str name)
{
    str table;
    if (!file_bytes(t, name, &table))
        fault(t, "there is no such file", name);
    else
        matrix_run(&t->fund, fill(t, table), tap.told, cell_told, t);
}

static i64 hostile_ask(void *context, str target, struct answer *out)
{
    struct run *t = context;
    work.statements = 0;
    fund_send(&t->fund, S("GET"), target, &(struct pair_array){0}, NO_STR, NO_STR, out);
    return work.statements;
}

static void drawn_line(struct run *t, str seed)
{
    i64 number;
    if (!str_i64(seed, &number))
        fault(t, "drawn needs a number", seed);
    else
        drawn_run(t->arena, &t->fund, (unsigned long long)number, cell_told, t);
}

/* Something drawn by a number that happens to a proposal. */
static void happens_line(struct run *t, str rest,
                         void (*run)(struct arena *a, struct fund *fund, unsigned long long seed,
                                     str proposal, hostile_report *report, void *context))
{
    i64 number;
    str seed;
    if (!str_cut(&rest, ' ', &seed) || !str_i64(seed, &number))
        fault(t, "a number and a proposal are needed", rest);
    else
        run(t->arena, &t->fund, (unsigned long long)number, str_trim(rest), cell_told, t);
}

static str captured_code(void *context, str name)
{
    struct run *t = context;
    struct buf b;
    buf_init(&b, 64);
    for (size_t i = 0; i < name.n; i++)
        buf_char(&b,
                 (char)(name.p[i] >= 'a' && name.p[i] <= 'z' ? name.p[i] - 'a' + 'A' : name.p[i]));
    const str *value = name_value(t, buf_str(&b));
    buf_free(&b);
    return value ? *value : NO_STR;
}

static void shown_line(struct run *t, str line)
{
    str rest = line, word, where;
    str_cut(&rest, ' ', &word);
    bool has = str_starts(rest, S("has:")), lacks = str_starts(rest, S("lacks:"));
    str text = str_trim(str_sub(rest, has ? 4 : 6, rest.n));
    if ((!has && !lacks) || !text.n) {
        fault(t, "write: shown WORD has: text, or lacks:", line);
        return;
    }
    i64 n = shown_count(t->arena, hostile_ask, captured_code, t, word, text, &where);
    report(t, (n > 0) == has,
           arena_printf(t->arena, "shown %.*s (%lld answers)", P(line), (long long)n));
    if (n && lacks) explain(t, "it shows at %.*s", P(where));
}

static void run_line(struct run *t, str written)
{
    str line = fill(t, written);
    str rest = line, word;
    str_cut(&rest, ' ', &word);
    rest = str_trim(rest);
    if (str_eq(word, S("->"))) {
        if (t->broken) return;
        judge(t, rest);
        return;
    }
    settle(t);
    if (str_eq(word, S("edition"))) {
        if (t->opened) fault(t, "the edition is chosen in the first line", rest);
        t->edition = str_dup(t->arena, rest);
    } else if (str_eq(word, S("demo"))) {
        t->demo = true;
        if (t->opened) t->fund.app->demo = true;
    } else if (str_eq(word, S("at"))) {
        at_line(t, rest);
    } else if (str_eq(word, S("header"))) {
        header_line(t, rest);
    } else if (!ensure_open(t)) {
        return;
    } else if (str_eq(word, S("as"))) {
        as_line(t, rest);
    } else if (str_eq(word, S("setup"))) {
        setup_line(t, rest);
    } else if (str_eq(word, S("asset"))) {
        asset_line(t, rest);
    } else if (str_eq(word, S("conf"))) {
        conf_line(t, rest);
    } else if (str_eq(word, S("damage"))) {
        damage_line(t, rest);
    } else if (str_eq(word, S("jobs"))) {
        fund_jobs(&t->fund);
    } else if (str_eq(word, S("mail"))) {
        mail_line(t, line);
    } else if (str_eq(word, S("folder"))) {
        folder_line(t, line);
    } else if (str_eq(word, S("matrix"))) {
        matrix_line(t, rest);
    } else if (str_eq(word, S("hostile"))) {
        if (!t->reached) t->reached = NEW_ARRAY(t->arena, route_count, bool);
        hostile_run(t->arena, hostile_ask, captured_code, cell_told, t, t->reached,
                    str_eq(rest, S("whole")));
    } else if (str_eq(word, S("shown"))) {
        shown_line(t, rest);
    } else if (str_eq(word, S("lists"))) {
        lists_run(t->arena, hostile_ask, cell_told, t, str_eq(rest, S("whole")));
    } else if (str_eq(word, S("counts"))) {
        bool amounts = str_starts(rest, S("amounts "));
        str address = str_trim(amounts ? str_sub(rest, 8, rest.n) : rest);
        counts_run(t->arena, address, amounts, hostile_ask, cell_told, t);
    } else if (str_eq(word, S("drawn"))) {
        drawn_line(t, rest);
    } else if (str_eq(word, S("acts"))) {
        happens_line(t, rest, acts_run);
    } else if (str_eq(word, S("clocks"))) {
        happens_line(t, rest, clocks_run);
    } else if (str_eq(word, S("offers"))) {
        offers_run(t->arena, &t->fund, cell_told, t);
    } else if (str_eq(word, S("digests"))) {
        digests_run(t->arena, &t->fund, cell_told, t);
    } else if (str_eq(word, S("openapi"))) {
        openapi_run(t->arena, hostile_ask, captured_code, cell_told, t);
    } else if (is_method(word)) {
        send_request(t, line);
    } else {
        fault(t, "a line that nobody understands", line);
    }
}

/* Joins indented lines with the one before and runs line by line. */
static void run_lines(struct run *t, str text)
{
    str line, whole = NO_STR;
    i64 number = 0, began = 0;
    bool more = true;
    while (more) {
        more = str_cut(&text, '\n', &line);
        number++;
        bool goes_on =
            more && line.n && (line.p[0] == ' ' || line.p[0] == '\t') && str_trim(line).n;
        if (goes_on && whole.n) {
            whole = arena_printf(t->arena, "%.*s %.*s", P(whole), P(str_trim(line)));
            continue;
        }
        t->line = began;
        if (whole.n && whole.p[0] != '#') run_line(t, whole);
        whole = more ? str_trim(line) : NO_STR;
        began = number;
    }
    settle(t);
}

static void run_file(const char *path, const char *base)
{
    struct run t = {.arena = arena_new(),
                    .base = base,
                    .path = str_c(path),
                    .edition = S("untfhs"),
                    .now = FIRST_INSTANT};
    t.folder = t.path;
    while (t.folder.n && t.folder.p[t.folder.n - 1] != '/')
        t.folder.n--;
    t.folder = t.folder.n ? str_sub(t.folder, 0, t.folder.n - 1) : S(".");
    str text;
    str name = str_sub(t.path, str_eq(t.folder, S(".")) ? 0 : t.folder.n + 1, t.path.n);
    if (file_bytes(&t, name, &text))
        run_lines(&t, text);
    else
        fault(&t, "this file cannot be read", t.path);
    if (t.opened) fund_close(&t.fund);
    arena_free(t.arena);
}

int main(int argc, char **argv)
{
    bool all_routes = false;
    if (!digest_start()) return 1;
    if (argc > 1 && strcmp(argv[1], "child") == 0) return child_begin(argc - 2, argv + 2);
    log_threshold(LOG_ERROR);
    if (sqlite3_auto_extension((void (*)(void))work_watch) != SQLITE_OK) return 1;
    tap.called = calloc(route_count + 1, sizeof *tap.called);
    tap.told = calloc(route_count + 1, sizeof *tap.told);
    /* Memory is a quicker disk for hundreds of small commits. */
    char base[] = "/dev/shm/letsema-tests-XXXXXX", other[] = "/tmp/letsema-tests-XXXXXX";
    const char *folder = mkdtemp(base);
    if (!folder) folder = mkdtemp(other);
    if (!folder) return 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--routes") == 0)
            all_routes = true;
        else if (strcmp(argv[i], "--database") == 0 && i + 1 < argc)
            setenv("LETSEMA_TEST_DATABASE", argv[++i], 1);
        else if (strcmp(argv[i], "--verbose") == 0)
            tap.verbose = true;
        else
            run_file(argv[i], folder);
    }
    struct run t = {.arena = arena_new()};
    if (all_routes) report_routes(&t);
    arena_free(t.arena);
    rmdir(folder);
    free(tap.called);
    free(tap.told);
    printf("%d passed, %d failed\n", tap.passed, tap.failed);
    return tap.failed > 0;
}
