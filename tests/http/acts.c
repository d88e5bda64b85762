/* acts.c: permitted acts on a joint budget, drawn by chance; see acts.h. */
#include "acts.h"

#include "base/base.h"

#include <jansson.h>

#define ACTS 60
#define LINES_MOST 200
#define VERSIONS_MOST (2 * ACTS + 20)
#define CELLS 19
/* Columns of lines.csv. */
enum {
    COLUMN_ID,
    COLUMN_ORGANIZATION,
    COLUMN_QUANTITY = 9,
    COLUMN_COST,
    COLUMN_TIMES,
    COLUMN_SHARE
};

struct line {
    str cells[CELLS];
};
struct acts {
    struct arena *arena;
    struct fund *fund;
    unsigned long long seed;
    str proposal;
    char who; /* 'a' leads, 'c' takes part */
    str why;  /* the first fault */
    i64 seen; /* the latest version */
    str csv;
    struct line lines[LINES_MOST];
    size_t n;
    str kept[VERSIONS_MOST]; /* by number: digests of what was downloaded when they were new */
};

__attribute__((format(printf, 2, 3))) static void blame(struct acts *x, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (!x->why.n) x->why = arena_vprintf(x->arena, fmt, ap);
    va_end(ap);
}

static size_t below(struct acts *x, size_t n)
{
    x->seed = x->seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (size_t)(x->seed >> 33) % n;
}

static str address(struct acts *x, const char *rest)
{
    return arena_printf(x->arena, "/desk/proposals/%.*s%s", P(x->proposal), rest);
}

static void as(struct acts *x, char who)
{
    str fault = NO_STR, organization = arena_printf(x->arena, "example-%c", who);
    x->who = who;
    if (!fund_as(x->fund, who == 'a' ? S("lead") : S("applicant"), NO_STR, organization, &fault))
        blame(x, "%.*s", P(fault));
}

static str get(struct acts *x, str target)
{
    struct answer w;
    fund_send(x->fund, S("GET"), target, &(struct pair_array){0}, NO_STR, NO_STR, &w);
    if (w.status != 200) blame(x, "GET %.*s: the status is %d", P(target), w.status);
    return str_dup(x->arena, w.body);
}

/* --- what stands there ------------------------------------------------------------------------------- */

/* The cells of a line of CSV; nothing that is drawn has a line's end in it. */
static void cells_cut(struct acts *x, str row, struct line *out)
{
    *out = (struct line){0};
    for (size_t c = 0; c < CELLS; c++) {
        bool quoted = str_starts(row, S("\""));
        if (quoted) row = str_sub(row, 1, row.n);
        size_t n = 0;
        while (n < row.n && row.p[n] != (quoted ? '"' : ','))
            n++;
        out->cells[c] = str_dup(x->arena, str_sub(row, 0, n));
        row = str_sub(row, n + 1 + quoted < row.n ? n + 1 + quoted : row.n, row.n);
    }
}

static void state_read(struct acts *x)
{
    str text = get(x, address(x, "/budget/lines.csv")), row, head = NO_STR, number;
    x->n = 0;
    x->csv = text;
    (void)str_cut(&text, '\n', &head);
    (void)str_cut(&head, '@', &number);
    (void)str_cut(&head, ',', &number);
    if (!str_i64(number, &x->seen)) blame(x, "the file does not name its version");
    while (str_cut(&text, '\n', &row))
        if (str_trim(row).n && x->n < LINES_MOST) cells_cut(x, str_trim(row), &x->lines[x->n++]);
}

/* "12.5" in units of a power of ten; `otherwise` if it is empty. */
static __int128 scaled(str text, int decimals, i64 otherwise)
{
    __int128 v = 0;
    int behind = -1;
    if (!text.n) return otherwise;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '.')
            behind = 0;
        else
            v = v * 10 + (text.p[i] - '0');
        behind += behind >= 0 && text.p[i] != '.';
    }
    for (int i = behind < 0 ? 0 : behind; i < decimals; i++)
        v *= 10;
    return v;
}

/* Quantity × unit cost × times × share in cents, half a cent up. */
static i64 amount_of(const struct line *l)
{
    __int128 scale = (__int128)1000 * 1000 * 10000;
    __int128 v = scaled(l->cells[COLUMN_QUANTITY], 3, 0) * scaled(l->cells[COLUMN_COST], 2, 0) *
                 scaled(l->cells[COLUMN_TIMES], 3, 1000) * scaled(l->cells[COLUMN_SHARE], 2, 10000);
    return (i64)((2 * v + scale) / (2 * scale));
}

static i64 minor_of(struct acts *x, const json_t *object, const char *key)
{
    i64 v = 0;
    const json_t *text = json_object_get(json_object_get(object, key), "amount");
    str s = json_is_string(text) ? str_c(json_string_value(text)) : NO_STR;
    bool minus = str_starts(s, S("-"));
    if (!s.n || !decimal_parse(str_sub(s, minus, s.n), 2, &v)) blame(x, "%s is no amount", key);
    return minus ? -v : v;
}

static i64 sum_of(struct acts *x, const json_t *list, const char *key)
{
    i64 sum = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        sum += minor_of(x, json_array_get(list, i), key);
    return sum;
}

static void equal(struct acts *x, const char *what, i64 is, i64 must)
{
    if (is != must) blame(x, "%s: %lld, and not %lld", what, (long long)is, (long long)must);
}

static void view_holds(struct acts *x, const json_t *view, i64 must)
{
    const char *name = json_string_value(json_object_get(view, "name"));
    const json_t *rows = json_object_get(view, "rows"), *totals = json_object_get(view, "totals");
    equal(x, name, minor_of(x, view, "sum"), must);
    equal(x, "rows of the view", sum_of(x, rows, "sum"), must);
    equal(x, "columns of the view", sum_of(x, totals, "amount"), must);
    for (size_t c = 0; c < json_array_size(totals); c++) {
        i64 sum = 0;
        for (size_t i = 0; i < json_array_size(rows); i++)
            sum += minor_of(x, json_array_get(json_object_get(json_array_get(rows, i), "cells"), c),
                            "amount");
        equal(x, "a column of the view", sum, minor_of(x, json_array_get(totals, c), "amount"));
    }
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        equal(x, "a row of the view", sum_of(x, json_object_get(row, "cells"), "amount"),
              minor_of(x, row, "sum"));
    }
}

static void budget_holds(struct acts *x)
{
    str body = get(x, address(x, "/budget.json?all=1"));
    json_auto_t *page = json_loadb(body.p, body.n, 0, NULL);
    const json_t *b = json_array_get(json_object_get(page, "budgets"), 0);
    const json_t *whole = json_object_get(b, "whole"), *sides = json_object_get(b, "views");
    const json_t *organizations = json_object_get(b, "organizations");
    i64 lines = 0;
    for (size_t i = 0; i < x->n; i++)
        lines += amount_of(&x->lines[i]);
    if (!x->n && !b) return;
    i64 direct = minor_of(x, whole, "direct"), support = minor_of(x, whole, "support");
    i64 other = minor_of(x, whole, "other"), total = minor_of(x, whole, "total");
    equal(x, "direct cost of all sources, computed here", direct + other, lines);
    equal(x, "the sum of the lines", minor_of(x, page, "sum"), lines);
    equal(x, "lines", (i64)json_array_size(json_object_get(page, "items")), (i64)x->n);
    equal(x, "direct and support cost", direct + support, total);
    equal(x, "direct cost of the organizations", sum_of(x, organizations, "direct"), direct);
    equal(x, "support cost of the organizations", sum_of(x, organizations, "support"), support);
    for (size_t i = 0; i < json_array_size(organizations); i++) {
        const json_t *one = json_array_get(organizations, i);
        equal(x, "7 % of an organization's own", minor_of(x, one, "support"),
              (minor_of(x, one, "direct") * 7 + 50) / 100);
    }
    for (size_t i = 0; i < json_array_size(sides); i++) {
        const json_t *view = json_array_get(sides, i);
        bool all = str_eq(str_c(json_string_value(json_object_get(view, "name"))), S("source"));
        view_holds(x, view, all ? total + other : total);
    }
}

/* --- versions ------------------------------------------------------------------------------------------ */

static str document_digest(struct acts *x, i64 number)
{
    str bytes =
        get(x, arena_printf(x->arena, "/desk/proposals/%.*s/versions/full_proposal-%lld/document",
                            P(x->proposal), (long long)number));
    return digest_hex(x->arena, digest_of(bytes));
}

static void version_note(struct acts *x)
{
    if (x->seen >= 0 && x->seen < VERSIONS_MOST && !x->kept[x->seen].n)
        x->kept[x->seen] = document_digest(x, x->seen);
}

static void versions_hold(struct acts *x)
{
    size_t met = 0;
    str body = get(x, address(x, "/versions.json"));
    json_auto_t *page = json_loadb(body.p, body.n, 0, NULL);
    const json_t *items = json_object_get(page, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *v = json_array_get(items, i);
        str name = str_c(json_string_value(json_object_get(v, "name"))), form = name, number;
        i64 n = json_integer_value(json_object_get(v, "number"));
        (void)str_cut(&form, '-', &number);
        if (!str_eq(number, S("full_proposal"))) continue;
        str is = document_digest(x, n);
        if (!str_eq(is, str_c(json_string_value(json_object_get(v, "hash")))))
            blame(x, "%.*s does not have the fingerprint that the list shows", P(name));
        if (n < VERSIONS_MOST && x->kept[n].n && !str_eq(is, x->kept[n]))
            blame(x, "%.*s is not what it was", P(name));
        met += n < VERSIONS_MOST && x->kept[n].n;
        (void)get(x, arena_printf(x->arena, "/desk/proposals/%.*s/versions/%.*s.json",
                                  P(x->proposal), P(name)));
    }
    for (size_t n = 0; n < VERSIONS_MOST; n++)
        met -= x->kept[n].n > 0;
    if (met) blame(x, "a version is not in the list any more");
}

/* --- acts ------------------------------------------------------------------------------------------------ */

struct typed {
    struct buf b;
};

static void field_put(struct acts *x, struct typed *t, const char *column, size_t line, str value)
{
    str name = *column == '=' ? str_c(column + 1)
                              : arena_printf(x->arena, "f.budget.%zu.%s", line, column);
    buf_printf(&t->b, "%s%.*s=", t->b.n ? "&" : "", P(name));
    buf_url(&t->b, value);
}

static str number_drawn(struct acts *x, size_t most, int decimals)
{
    if (!decimals || below(x, 2)) return arena_printf(x->arena, "%zu", below(x, most));
    return arena_printf(x->arena, "%zu.%0*zu", below(x, most), decimals,
                        below(x, decimals == 2 ? 100 : 1000));
}

static void cell_draw(struct acts *x, struct typed *t, size_t line)
{
    static const char *const classes[] = {"staff", "travel", "equipment", "transfers"};
    switch (below(x, 8)) {
    case 0:
        return field_put(x, t, "quantity", line, number_drawn(x, 500, 3));
    case 1:
        return field_put(x, t, "unit_cost", line, number_drawn(x, 20000, 2));
    case 2:
        return field_put(x, t, "duration", line, below(x, 4) ? number_drawn(x, 36, 3) : NO_STR);
    case 3:
        return field_put(x, t, "share", line, below(x, 4) ? number_drawn(x, 100, 2) : NO_STR);
    case 4:
        return field_put(x, t, "year_1", line, number_drawn(x, 90000, 2));
    case 5:
        return field_put(x, t, "source", line, below(x, 3) ? S("fund") : S("government"));
    case 6:
        return field_put(x, t, "output", line, number_drawn(x, 5, 0));
    default:
        return field_put(x, t, "class", line, str_c(classes[below(x, 4)]));
    }
}

/* Posts what was typed; the status. */
static int post(struct acts *x, struct typed *t, const char *rest)
{
    struct answer w;
    field_put(x, t, "=token", 0, fund_token(x->fund));
    fund_send(x->fund, S("POST"), address(x, rest), &(struct pair_array){0},
              S("application/x-www-form-urlencoded"), buf_str(&t->b), &w);
    buf_free(&t->b);
    if (w.status >= 500 || w.status < 200) blame(x, "%s: the status is %d", rest, w.status);
    return w.status;
}

static struct typed typing(struct acts *x, i64 seen, str act)
{
    struct typed t;
    buf_init(&t.b, 1 << 20);
    field_put(x, &t, "=seen", 0, arena_printf(x->arena, "%lld", (long long)seen));
    field_put(x, &t, "=act", 0, act);
    return t;
}

static void line_add(struct acts *x)
{
    struct typed t = typing(x, x->seen, S("save"));
    char organization = x->who == 'a' && below(x, 2) ? 'c' : x->who;
    field_put(x, &t, "organization", x->n, arena_printf(x->arena, "example-%c", organization));
    field_put(x, &t, "class", x->n, S("staff"));
    field_put(x, &t, "source", x->n, below(x, 3) ? S("fund") : S("government"));
    field_put(x, &t, "item", x->n, arena_printf(x->arena, "Item %zu", below(x, 1000)));
    field_put(x, &t, "quantity", x->n, number_drawn(x, 50, 3));
    field_put(x, &t, "unit_cost", x->n, number_drawn(x, 2000, 2));
    if (post(x, &t, "/budget/lines") != 303) blame(x, "a line of one's own is not taken");
}

/* A line that the person may write; SIZE_MAX if there is none. */
static size_t own_line(struct acts *x)
{
    size_t from = x->n ? below(x, x->n) : 0;
    for (size_t i = 0; i < x->n; i++) {
        str o = x->lines[(from + i) % x->n].cells[COLUMN_ORGANIZATION];
        if (x->who == 'a' || (o.n && (o.p[o.n - 1] | 32) == x->who)) return (from + i) % x->n;
    }
    return SIZE_MAX;
}

/* Changes, moves or removes a line, as the page `seen` shows it. */
static void line_act(struct acts *x, i64 seen, const char *act)
{
    size_t i = own_line(x);
    if (i == SIZE_MAX) return line_add(x);
    bool plain = str_eq(str_c(act), S("save"));
    struct typed t = typing(x, seen, plain ? str_c(act) : arena_printf(x->arena, "%s.%zu", act, i));
    field_put(x, &t, "line", i, x->lines[i].cells[COLUMN_ID]);
    if (plain) cell_draw(x, &t, i);
    int status = post(x, &t, "/budget/lines");
    if (status != 303 && (seen == x->seen || status != 409))
        blame(x, "%s of line %zu: the status is %d", act, i + 1, status);
}

static void spread(struct acts *x)
{
    struct typed t = typing(x, x->seen, S("spread"));
    if (post(x, &t, "/budget/lines") != 303) blame(x, "the years are not spread");
}

static void paste(struct acts *x)
{
    i64 before = x->seen;
    str cost = number_drawn(x, 3000, 2), item = number_drawn(x, 1000, 0);
    str rows = arena_printf(x->arena,
                            "organization,class,source,item,quantity,unit_cost\n"
                            "example-%c,travel,fund,Pasted %.*s,3,%.*s\n",
                            x->who, P(item), P(cost));
    for (int take = 0; take < 2; take++) {
        struct typed t = typing(x, x->seen, take ? S("take") : S("look"));
        field_put(x, &t, "=rows", 0, rows);
        int status = post(x, &t, "/budget/bring");
        if (status != (take ? 303 : 200)) blame(x, "pasting: the status is %d", status);
        state_read(x);
        if (!take) equal(x, "a dry run's version", x->seen, before);
    }
}

/* Takes the lines away and brings them back: that changes nothing. */
static void away_and_back(struct acts *x)
{
    i64 before = x->seen;
    struct typed t = typing(x, x->seen, S("take"));
    field_put(x, &t, "=rows", 0, x->csv);
    (void)post(x, &t, "/budget/bring");
    state_read(x);
    equal(x, "the version after lines came back as they were", x->seen, before);
}

static void workbook_back(struct acts *x)
{
    i64 before = x->seen;
    struct answer w;
    struct buf b;
    str book = get(x, address(x, "/budget/lines.xlsx"));
    buf_init(&b, 16 << 20);
    buf_printf(
        &b,
        "--cut\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n%.*s\r\n"
        "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"lines.xlsx\"\r\n\r\n",
        P(fund_token(x->fund)));
    buf_add(&b, book);
    buf_lit(&b, "\r\n--cut--\r\n");
    fund_send(x->fund, S("POST"), address(x, "/budget/bring"), &(struct pair_array){0},
              S("multipart/form-data; boundary=cut"), buf_str(&b), &w);
    buf_free(&b);
    if (w.status != 200 || (x->n && str_find(w.body, S("These lines change nothing.")) < 0))
        blame(x, "the workbook of the lines does not come back as it went: %d", w.status);
    state_read(x);
    equal(x, "the version after a workbook was looked at", x->seen, before);
}

static void act_drawn(struct acts *x)
{
    as(x, below(x, 3) ? 'a' : 'c');
    state_read(x);
    switch (x->n >= 30 ? 3 + below(x, 9) : below(x, 12)) {
    case 0:
    case 1:
        return line_add(x);
    case 2:
        return paste(x);
    case 3:
        return line_act(x, x->seen, below(x, 2) ? "up" : "down");
    case 4:
        return line_act(x, x->seen, "remove");
    case 5:
        return spread(x);
    case 6:
        return away_and_back(x);
    case 7:
        return workbook_back(x);
    case 8: /* two write at once: this page is as old as the version before */
        return line_act(x, x->seen > 1 ? x->seen - 1 : x->seen, "save");
    default:
        return line_act(x, x->seen, "save");
    }
}

void acts_run(struct arena *a, struct fund *fund, unsigned long long seed, str proposal,
              hostile_report *report, void *context)
{
    struct acts *x = NEW(a, struct acts);
    *x = (struct acts){.arena = a, .fund = fund, .seed = seed, .proposal = proposal};
    int done = 0;
    for (; done < ACTS && !x->why.n; done++) {
        act_drawn(x);
        state_read(x);
        version_note(x);
        budget_holds(x);
    }
    if (!x->why.n) versions_hold(x);
    str name = arena_printf(a, "acts drawn by %llu", seed);
    if (x->why.n) x->why = arena_printf(a, "act %d: %.*s", done, P(x->why));
    report(context, !x->why.n, name, x->why);
}
