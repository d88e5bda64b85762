/* clocks.c: what a proposal's time must be, counted day by day; see clocks.h. */
#include "clocks.h"

#include "base/base.h"

#include <jansson.h>
#include <string.h>
#include <time.h>

#define ACTS 40
#define STAYS 100
#define HOLIDAYS 6
#define DAY 86400
#define CALL_CLOSES "2027-03-31"

/* Days that the edition gives to whoever holds a state, and the side that does. */
static const struct stage {
    const char *state, *holder;
    int days; /* working days; 0: until the call closes */
} stages[] = {
    {"note_draft", "The applicant", 0},
    {"note_submitted", "The fund's office", 5},
    {"note_screening", "The fund's office", 10},
    {"note_question", "The applicant", 10},
};

struct clocks {
    struct arena *arena;
    struct fund *fund;
    unsigned long long seed;
    str proposal, why;
    i64 now, first; /* when it began */
    i64 holidays[HOLIDAYS];
    size_t count;
    i64 named[STAYS]; /* the due day of each stay, as it was when the stay began */
    size_t stays;
    char state[40];
};

__attribute__((format(printf, 2, 3))) static void blame(struct clocks *x, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (!x->why.n) x->why = arena_vprintf(x->arena, fmt, ap);
    va_end(ap);
}

static i64 below(struct clocks *x, i64 n)
{
    x->seed = x->seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (i64)(x->seed >> 33) % n;
}

/* --- what this file knows of days ---------------------------------------------------------------------- */

/* New York is five hours behind, four from 14 March to 7 November 2027. */
static i64 local_day(i64 at)
{
    bool summer = at >= 1805007600 && at < 1825567200;
    return (at - (summer ? 4 : 5) * 3600) / DAY;
}

static str day_named(struct clocks *x, i64 day, const char *format)
{
    char text[40];
    time_t at = day * DAY;
    struct tm tm;
    gmtime_r(&at, &tm);
    size_t n = strftime(text, sizeof text, format, &tm);
    return str_dup(x->arena, (str){text, n});
}

static str iso(struct clocks *x, i64 day)
{
    return day_named(x, day, "%Y-%m-%d");
}

static str in_words(struct clocks *x, i64 day)
{
    return day_named(x, day, "%-d %B %Y");
}

static bool is_weekend(i64 day)
{
    return (day + 4) % 7 % 6 == 0; /* the first of 1970 was a Thursday */
}

static bool is_working(const struct clocks *x, i64 day)
{
    for (size_t i = 0; i < x->count; i++)
        if (x->holidays[i] == day) return false;
    return !is_weekend(day);
}

static i64 working_between(const struct clocks *x, i64 from, i64 to)
{
    i64 n = 0;
    for (i64 day = from + 1; day <= to; day++)
        n += is_working(x, day);
    return n;
}

static i64 due_after(const struct clocks *x, i64 from, int days)
{
    i64 day = from;
    while (days > 0)
        days -= is_working(x, ++day);
    return day;
}

static str explained(struct clocks *x, i64 from, int days)
{
    i64 due = due_after(x, from, days);
    str said = arena_printf(x->arena, "%d working days after %.*s", days, P(in_words(x, from)));
    const char *join = "; left out: ";
    for (size_t i = 0; i < x->count; i++) {
        i64 day = x->holidays[i];
        if (day <= from || day > due || is_weekend(day)) continue;
        said = arena_printf(x->arena, "%.*s%sHoliday %c (%.*s)", P(said), join,
                            (char)('A' + (int)i), P(in_words(x, day)));
        join = ", ";
    }
    return said;
}

/* --- what people do ------------------------------------------------------------------------------------- */

static str send(struct clocks *x, const char *method, str target, str body, int status)
{
    struct answer w;
    fund_send(x->fund, str_c(method), target, &(struct pair_array){0},
              body.n ? S("application/x-www-form-urlencoded") : NO_STR, body, &w);
    if (w.status != status)
        blame(x, "%s %.*s: the status is %d, not %d", method, P(target), w.status, status);
    return str_dup(x->arena, w.body);
}

static str get(struct clocks *x, const char *rest)
{
    str target = arena_printf(x->arena, "/desk/proposals/%.*s%s", P(x->proposal), rest);
    return send(x, "GET", target, NO_STR, 200);
}

static void post(struct clocks *x, str target, str fields)
{
    str token = fund_token(x->fund);
    (void)send(x, "POST", target, arena_printf(x->arena, "token=%.*s&%.*s", P(token), P(fields)),
               303);
}

static void act(struct clocks *x, const char *rest, str fields)
{
    post(x, arena_printf(x->arena, "/desk/proposals/%.*s%s", P(x->proposal), rest), fields);
}

/* Sessions end while days pass: everybody signs in anew. */
static void as(struct clocks *x, const char *who)
{
    str fault = NO_STR;
    if (!fund_as(x->fund, NO_STR, NO_STR, NO_STR, &fault)) blame(x, "%.*s", P(fault));
    (void)send(
        x, "POST", S("/sign-in"),
        arena_printf(x->arena, "email=%s%%40example.org&password=an+example+of+a+password", who),
        303);
}

/* What stands between two marks of a page. */
static str between(struct clocks *x, str page, const char *mark, char end)
{
    i64 at = str_find(page, str_c(mark));
    str rest = at < 0 ? NO_STR : str_sub(page, (size_t)at + strlen(mark), page.n), piece = NO_STR;
    if (at < 0 || !str_cut(&rest, end, &piece)) blame(x, "no page has %s", mark);
    return piece;
}

/* Other holidays from now on, in the order of the year, some of them on a Saturday. */
static void holidays_draw(struct clocks *x)
{
    struct buf b;
    i64 day = local_day(x->now) - 15;
    buf_init(&b, 4096);
    x->count = (size_t)below(x, HOLIDAYS + 1);
    as(x, "administrator");
    str page = send(x, "GET", S("/desk/settings"), NO_STR, 200);
    str seen = between(x, page, "id=\"seen-calendar\" name=\"seen\" value=\"", '"');
    buf_printf(&b, "seen=%.*s&calendar_holidays=", P(seen));
    for (size_t i = 0; i < x->count; i++) {
        day += 1 + below(x, 9);
        x->holidays[i] = day;
        buf_printf(&b, "%.*s+Holiday+%c%%0A", P(iso(x, day)), (char)('A' + (int)i));
    }
    post(x, S("/desk/settings/calendar"), str_dup(x->arena, buf_str(&b)));
    buf_free(&b);
}

/* The step that may be taken now, by whom it may be taken. */
static void step_take(struct clocks *x)
{
    if (strcmp(x->state, "note_draft") == 0) {
        as(x, "lead-of-example-a");
        str seen = between(x, get(x, "/review"), "name=\"seen\" value=\"", '"');
        act(x, "/submit", arena_printf(x->arena, "step=submit&seen=%.*s", P(seen)));
    } else if (strcmp(x->state, "note_submitted") == 0) {
        as(x, "officer");
        act(x, "/steps/screen", S("reason="));
    } else if (strcmp(x->state, "note_screening") == 0) {
        as(x, "officer");
        act(x, "/questions", S("body=Who+else+works+there%3F&field=existing"));
    } else {
        as(x, "lead-of-example-a");
        str page = get(x, "/questions"), code = NO_STR;
        for (i64 at; (at = str_find(page, S("name=\"answer-"))) >= 0;) {
            page = str_sub(page, (size_t)at, page.n);
            code = between(x, page, "name=\"answer-", '"');
            page = str_sub(page, 1, page.n);
        }
        act(x, arena_printf(x->arena, "/questions/%.*s", P(code)).p,
            arena_printf(x->arena, "answer-%.*s=Nobody", P(code)));
    }
}

/* --- what the page says ----------------------------------------------------------------------------------- */

static const char *text_of(const json_t *stay, const char *key)
{
    const char *s = json_string_value(json_object_get(stay, key));
    return s ? s : "";
}

static i64 instant_of(struct clocks *x, const json_t *stay, const char *key)
{
    struct tm tm = {0};
    const char *s = text_of(stay, key);
    if (!*s) return NO_DATE;
    if (!strptime(s, "%Y-%m-%dT%H:%M:%SZ", &tm)) blame(x, "%s is no instant: %s", key, s);
    return (i64)timegm(&tm);
}

static void must_be(struct clocks *x, size_t n, const char *what, str is, str must)
{
    if (!str_eq(is, must))
        blame(x, "stay %zu: %s is “%.*s”, counted by hand “%.*s”", n, what, P(is), P(must));
}

static void number_must_be(struct clocks *x, size_t n, const json_t *stay, const char *key,
                           i64 must)
{
    i64 is = json_integer_value(json_object_get(stay, key));
    if (is != must)
        blame(x, "stay %zu: %s are %lld, counted by hand %lld", n, key, (long long)is,
              (long long)must);
}

static void stay_holds(struct clocks *x, size_t n, const json_t *stay, i64 *at)
{
    const struct stage *stage = NULL;
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (strcmp(stages[i].state, text_of(stay, "state")) == 0) stage = &stages[i];
    if (!stage || n > STAYS || n > x->stays + 1) {
        blame(x, "stay %zu is in an unknown state, or one of too many: %s", n,
              text_of(stay, "state"));
        return;
    }
    i64 since = instant_of(x, stay, "since"), until = instant_of(x, stay, "until");
    i64 end = until == NO_DATE ? x->now : until, from = local_day(since);
    if (since != *at) blame(x, "stay %zu begins where the one before it did not end", n);
    *at = until;
    must_be(x, n, "held by", str_c(text_of(stay, "holder")), str_c(stage->holder));
    number_must_be(x, n, stay, "days", local_day(end) - from);
    number_must_be(x, n, stay, "working", working_between(x, from, local_day(end)));
    i64 counted = due_after(x, from, stage->days); /* with the holidays of today */
    if (n > x->stays) x->named[x->stays++] = counted;
    str due = stage->days ? iso(x, x->named[n - 1]) : S(CALL_CLOSES);
    must_be(x, n, "due", str_c(text_of(stay, "due")), due);
    must_be(x, n, "reason", str_c(text_of(stay, "reason")),
            !stage->days                 ? S("The call closes.")
            : counted == x->named[n - 1] ? explained(x, from, stage->days)
                                         : S("The day that was named at the time."));
    bool late = str_cmp(iso(x, local_day(end)), due) > 0;
    if (json_is_true(json_object_get(stay, "late")) != late)
        blame(x, "stay %zu: it %s late", n, late ? "is" : "is not");
}

/* The days of stays from before: whatever they are, they stay. */
static void days_note(struct clocks *x)
{
    str text = get(x, "/time.json");
    json_auto_t *page = json_loadb(text.p, text.n, 0, NULL);
    const json_t *stays = json_object_get(page, "stays");
    for (x->stays = 0; x->stays < json_array_size(stays) && x->stays < STAYS; x->stays++)
        if (!date_parse(str_c(text_of(json_array_get(stays, x->stays), "due")),
                        &x->named[x->stays]))
            blame(x, "stay %zu has no day", x->stays + 1);
}

/* The record says the day on top of each of its pages. */
static void head_holds(struct clocks *x)
{
    i64 day = x->named[x->stays - 1];
    if (strcmp(x->state, "note_draft") == 0)
        return; /* until the call closes, which stands elsewhere */
    str mark = arena_printf(x->arena, "Due on <time datetime=\"%.*s\">", P(iso(x, day)));
    if (str_find(get(x, ""), mark) < 0) blame(x, "the record does not say: %.*s", P(mark));
}

/* Seen after each act, so each stay is seen first with the holidays of its beginning. */
static void time_holds(struct clocks *x)
{
    str text = get(x, "/time.json");
    json_auto_t *page = json_loadb(text.p, text.n, 0, NULL);
    json_t *stays = json_object_get(page, "stays");
    i64 at = x->first;
    size_t n = json_array_size(stays);
    if (!n) blame(x, "it was nowhere");
    for (size_t i = 0; i < n && !x->why.n; i++) {
        const json_t *stay = json_array_get(stays, i);
        if (i == 0) at = x->first = instant_of(x, stay, "since");
        stay_holds(x, i + 1, stay, &at);
    }
    if (at != NO_DATE) blame(x, "the last stay is over");
    snprintf(x->state, sizeof x->state, "%s", text_of(json_array_get(stays, n - 1), "state"));
    if (!x->why.n) head_holds(x);
}

void clocks_run(struct arena *a, struct fund *fund, unsigned long long seed, str proposal,
                hostile_report *report, void *context)
{
    struct clocks *x = NEW(a, struct clocks);
    *x = (struct clocks){.arena = a, .fund = fund, .seed = seed, .proposal = proposal};
    int done = 0;
    x->now = env_now(&fund->app->env);
    as(x, "lead-of-example-a");
    days_note(x);
    holidays_draw(x);
    as(x, "lead-of-example-a");
    time_holds(x);
    for (; done < ACTS && !x->why.n; done++) {
        x->now += below(x, 3) ? 3600 * below(x, 30) : DAY * below(x, 17);
        fund_clock(fund, x->now);
        if (below(x, 4) == 0) holidays_draw(x);
        if (below(x, 3)) step_take(x);
        as(x, done % 2 && strcmp(x->state, "note_draft") != 0 ? "officer" : "lead-of-example-a");
        time_holds(x);
    }
    str name = arena_printf(a, "clocks drawn by %llu", seed);
    if (x->why.n) x->why = arena_printf(a, "act %d: %.*s", done, P(x->why));
    report(context, !x->why.n, name, x->why);
}
