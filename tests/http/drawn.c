/* drawn.c: hostile texts through every face; see drawn.h. */
#include "drawn.h"

#include <jansson.h>
#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#define PIECES 15 /* as many as a part of each list shows */
#define TITLE_CHARS 160
#define LEAD_CHARS 400
#define FOLD_BYTES 75

struct drawn {
    struct arena *arena;
    struct fund *fund;
    hostile_report *report;
    void *context;
    unsigned long long seed;
    str why; /* the first fault of what is being looked at */
    struct {
        str title, lead, slug;
    } news[PIECES], events[PIECES]; /* of an event the lead is its place */
};

__attribute__((format(printf, 2, 3))) static void blame(struct drawn *d, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (!d->why.n) d->why = arena_vprintf(d->arena, fmt, ap);
    va_end(ap);
}

static void told(struct drawn *d, const char *what)
{
    d->report(d->context, !d->why.n, str_c(what), d->why);
    d->why = NO_STR;
}

static void must_equal(struct drawn *d, const char *face, str had, str has)
{
    if (!str_eq(had, has))
        blame(d, "%s shows “%.*s”, and “%.*s” was written", face, P(has), P(had));
}

/* --- drawing --------------------------------------------------------------------------------------- */

static size_t below(struct drawn *d, size_t n)
{
    d->seed = d->seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (size_t)(d->seed >> 33) % n;
}

/* Each means something to some reader of some format. */
static const char *const pieces[] = {
    "=1+1",
    "+2",
    "-3",
    "@SUM(A1)",
    "\"",
    "\"\"",
    "'",
    ",",
    ";",
    "\\",
    "\\n",
    "\\,",
    ":",
    "<b>",
    "</title>",
    "]]>",
    "-->",
    "<!--",
    "&amp;",
    "&#10;",
    "&lt",
    "%0d%0a",
    "%",
    "{{",
    "{=",
    "$1",
    "\n",
    "\t",
    "\r\n",
    " ",
    "  ",
    "مرحبا",
    "שלום",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u200b",
    "\ufeff",
    "\u2028",
    "e\u0301",
    "日本",
    "💀",
    "👩🏽‍🌾",
    "\ufffe",
    "\uffff",
    "\ufffd",
    "\U0010fffd",
    "BEGIN:VEVENT",
    "=?utf-8?B?eA==?=",
    "word",
    "a",
    "Ünïcödé – «»",
    "\u00a0",
    "\u00ad",
    "ß",
    "http://example.org/?a=b&c",
};

static str draw(struct drawn *d, size_t most)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    size_t n = 1 + below(d, 12), times = below(d, 4) ? 1 : 1 + below(d, 60);
    for (size_t i = 0; i < n; i++) {
        str piece = str_c(pieces[below(d, sizeof pieces / sizeof *pieces)]);
        for (size_t k = 0; k < (i ? 1 : times); k++)
            buf_add(&b, piece);
    }
    buf_char(&b, (char)('a' + below(d, 26))); /* so that it is never only spaces */
    str s = buf_str(&b), rest = s;
    for (size_t i = 0; i < most && rest.n; i++)
        str_next_char(&rest);
    s = str_dup(d->arena, str_sub(s, 0, s.n - rest.n));
    buf_free(&b);
    return s;
}

/* What a form takes of it: trimmed, with line ends of one letter; what is no letter at all becomes the
** sign for that. */
static str taken(struct drawn *d, str s)
{
    struct buf b;
    buf_init(&b, s.n + 1);
    s = str_trim(s);
    while (s.n) {
        str letter = s;
        u32 c = str_next_char(&s);
        if (c == 0xFFFE || c == 0xFFFF)
            buf_lit(&b, "\ufffd");
        else if (c != '\r')
            buf_add(&b, str_sub(letter, 0, letter.n - s.n));
    }
    s = str_dup(d->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* --- writing --------------------------------------------------------------------------------------- */

static str post(struct drawn *d, str target, const struct pair *fields, size_t n)
{
    struct answer w;
    struct buf b;
    buf_init(&b, 1 << 16);
    buf_lit(&b, "token=");
    buf_url(&b, fund_token(d->fund));
    for (size_t i = 0; i < n; i++) {
        buf_printf(&b, "&%.*s=", P(fields[i].name));
        buf_url(&b, fields[i].value);
    }
    fund_send(d->fund, S("POST"), target, &(struct pair_array){0},
              S("application/x-www-form-urlencoded"), buf_str(&b), &w);
    buf_free(&b);
    if (w.status != 303) blame(d, "POST %.*s: the status is %d", P(target), w.status);
    return answer_header(&w, "location");
}

static str publish(struct drawn *d, str made)
{
    i64 query = str_find_char(made, '?');
    if (query >= 0) made = str_sub(made, 0, (size_t)query);
    post(d, arena_printf(d->arena, "%.*s/publish", P(made)), NULL, 0);
    str rest = made, slug = NO_STR;
    while (str_cut(&rest, '/', &slug))
        continue;
    return slug;
}

static void write_all(struct drawn *d)
{
    for (size_t i = 0; i < PIECES; i++) {
        str title = draw(d, TITLE_CHARS), lead = draw(d, LEAD_CHARS);
        const struct pair news[] = {{S("title"), title},
                                    {S("lead"), lead},
                                    {S("body"), S("The text.")},
                                    {S("day"), S("2027-01-04")}};
        d->news[i].title = taken(d, title);
        d->news[i].lead = taken(d, lead);
        d->news[i].slug = publish(d, post(d, S("/desk/news"), news, 4));
        title = draw(d, TITLE_CHARS);
        str place = draw(d, TITLE_CHARS);
        const struct pair event[] = {{S("title"), title},
                                     {S("place"), place},
                                     {S("country"), S("KE")},
                                     {S("zone"), S("Africa/Nairobi")},
                                     {S("starts_day"), S("2027-02-01")},
                                     {S("starts_time"), S("09:00")},
                                     {S("body"), S("The text.")},
                                     {S("status"), S("planned")}};
        d->events[i].title = taken(d, title);
        d->events[i].lead = taken(d, place);
        d->events[i].slug = publish(d, post(d, S("/desk/events"), event, 8));
    }
    told(d, "drawn texts are published");
}

static str get(struct drawn *d, str target, const char *type)
{
    struct answer w;
    fund_send(d->fund, S("GET"), target, &(struct pair_array){0}, NO_STR, NO_STR, &w);
    if (w.fault.n) blame(d, "%.*s: %.*s", P(target), P(w.fault));
    if (w.status != 200 || !str_starts(answer_header(&w, "content-type"), str_c(type)))
        blame(d, "%.*s: the status is %d, the type %.*s", P(target), w.status,
              P(answer_header(&w, "content-type")));
    return w.body;
}

/* --- JSON ------------------------------------------------------------------------------------------ */

static str json_words(const json_t *v)
{
    return json_is_string(v) ? (str){json_string_value(v), json_string_length(v)} : NO_STR;
}

static void json_look(struct drawn *d, str target, str title, str lead, const char *lead_key)
{
    str body = get(d, target, "application/json");
    json_error_t error;
    json_auto_t *v = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, &error);
    if (!v) {
        blame(d, "%.*s is no JSON: %s", P(target), error.text);
        return;
    }
    const json_t *item = json_object_get(v, "item");
    if (!item) item = v;
    must_equal(d, "JSON", title, str_dup(d->arena, json_words(json_object_get(item, "title"))));
    must_equal(d, "JSON", lead, str_dup(d->arena, json_words(json_object_get(item, lead_key))));
}

static void json_holds(struct drawn *d)
{
    for (size_t i = 0; i < PIECES; i++) {
        json_look(d, arena_printf(d->arena, "/news/%.*s.json", P(d->news[i].slug)),
                  d->news[i].title, d->news[i].lead, "lead");
        json_look(d, arena_printf(d->arena, "/events/%.*s.json", P(d->events[i].slug)),
                  d->events[i].title, d->events[i].lead, "place");
    }
    told(d, "JSON says what was written");
}

/* --- XML and HTML ------------------------------------------------------------------------------------ */

/* The text that a path leads to; NO_STR if it leads nowhere or to more than one. */
static str text_at(struct drawn *d, xmlDoc *doc, str path)
{
    str out = NO_STR;
    xmlXPathContext *context = xmlXPathNewContext(doc);
    xmlXPathRegisterNs(context, BAD_CAST "a", BAD_CAST "http://www.w3.org/2005/Atom");
    xmlXPathRegisterNs(context, BAD_CAST "s",
                       BAD_CAST "http://www.sitemaps.org/schemas/sitemap/0.9");
    xmlXPathObject *found = xmlXPathEvalExpression(BAD_CAST str_z(d->arena, path), context);
    if (found && found->nodesetval && found->nodesetval->nodeNr == 1) {
        xmlChar *text = xmlNodeGetContent(found->nodesetval->nodeTab[0]);
        out = str_dup(d->arena, str_c((const char *)text));
        xmlFree(text);
    }
    if (!out.p) blame(d, "there is not one %.*s", P(path));
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return out;
}

static xmlDoc *xml_read(struct drawn *d, str target)
{
    str body = get(d, target, "application/");
    xmlDoc *doc = xmlReadMemory(body.p, (int)body.n, "x.xml", NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    const xmlError *error = xmlGetLastError();
    if (!doc)
        blame(d, "%.*s is not well-formed: %s", P(target),
              error ? error->message : "no reason given");
    return doc;
}

static void atom_holds(struct drawn *d)
{
    xmlDoc *doc = xml_read(d, S("/feed.atom")), *map = xml_read(d, S("/sitemap.xml"));
    for (size_t i = 0; doc && i < PIECES; i++) {
        /* The feed ends after twenty; the last of what was written stands in it. */
        if (i < PIECES - 10) continue;
        str entry = arena_printf(
            d->arena,
            "//a:entry[a:link[@rel='alternate' and substring-after(@href,'/news/')='%.*s']]",
            P(d->news[i].slug));
        must_equal(d, "the feed", d->news[i].title,
                   text_at(d, doc, arena_printf(d->arena, "%.*s/a:title", P(entry))));
        must_equal(d, "the feed", d->news[i].lead,
                   text_at(d, doc, arena_printf(d->arena, "%.*s/a:summary", P(entry))));
    }
    told(d, "the Atom feed says what was written");
    for (size_t i = 0; map && i < PIECES; i++) {
        text_at(d, map,
                arena_printf(d->arena,
                             "//s:url/s:loc[not(contains(.,'/fr/')) and "
                             "substring-after(.,'/news/')='%.*s']",
                             P(d->news[i].slug)));
        text_at(
            d, map,
            arena_printf(
                d->arena,
                "//s:url/s:loc[not(contains(.,'/fr/')) and substring-after(.,'/events/')='%.*s']",
                P(d->events[i].slug)));
    }
    told(d, "the sitemap leads to each of them");
    xmlFreeDoc(doc);
    xmlFreeDoc(map);
}

static void page_holds(struct drawn *d)
{
    for (size_t i = 0; i < PIECES; i++) {
        str target = arena_printf(d->arena, "/news/%.*s", P(d->news[i].slug));
        str body = get(d, target, "text/html");
        htmlDocPtr doc =
            htmlReadMemory(body.p, (int)body.n, "x.html", "utf-8",
                           HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
        if (!doc) {
            blame(d, "%.*s is no HTML", P(target));
            continue;
        }
        must_equal(d, "the page", d->news[i].title, text_at(d, doc, S("//h1")));
        must_equal(d, "the page", d->news[i].lead, text_at(d, doc, S("//p[@class='lead']")));
        xmlFreeDoc(doc);
    }
    told(d, "pages say what was written");
}

/* --- CSV (RFC 4180) --------------------------------------------------------------------------------- */

struct cells {
    str *v;
    size_t n, cap;
};

/* Takes one row off the text; false at its end. */
static bool row_take(struct drawn *d, str *rest, struct cells *out)
{
    *out = (struct cells){0};
    if (!rest->n) return false;
    for (;;) {
        struct buf b;
        bool quoted = rest->n && rest->p[0] == '"';
        buf_init(&b, rest->n + 1);
        size_t i = quoted;
        for (; i < rest->n; i++) {
            char c = rest->p[i];
            if (quoted && c == '"' && i + 1 < rest->n && rest->p[i + 1] == '"')
                i++;
            else if (quoted ? c == '"' : c == ',' || c == '\r')
                break;
            if (!quoted && (c == '"' || c == '\n')) blame(d, "a bare cell holds what needs quotes");
            buf_char(&b, c);
        }
        *PUSH(d->arena, out) = str_dup(d->arena, buf_str(&b));
        buf_free(&b);
        *rest = str_sub(*rest, i + quoted, rest->n);
        bool more = rest->n && rest->p[0] == ',';
        if (!more && !str_starts(*rest, S("\r\n"))) blame(d, "a row does not end in CR LF");
        *rest = str_sub(*rest, more ? 1 : 2, rest->n);
        if (!more) return true;
    }
}

static bool is_formula(str cell)
{
    return cell.n && memchr("=+-@\t\r", cell.p[0], 6);
}

static void column_holds(struct drawn *d, const struct cells *row, size_t at, str text)
{
    /* A formula's first letter is hidden behind one that a spreadsheet shows as nothing. */
    str expected = is_formula(text) ? arena_printf(d->arena, "'%.*s", P(text)) : text;
    must_equal(d, "the table", expected, at < row->n ? row->v[at] : NO_STR);
}

static size_t column_of(struct drawn *d, const struct cells *head, const char *label)
{
    for (size_t i = 0; i < head->n; i++)
        if (str_eq(head->v[i], str_c(label))) return i;
    blame(d, "the table has no column %s", label);
    return SIZE_MAX;
}

static void csv_holds(struct drawn *d)
{
    str rest = get(d, S("/events.csv"), "text/csv");
    struct cells head, row;
    size_t rows = 0;
    if (str_starts(rest, S("\xef\xbb\xbf"))) rest = str_sub(rest, 3, rest.n);
    if (!row_take(d, &rest, &head)) blame(d, "the table is empty");
    size_t slug = column_of(d, &head, "Address"), title = column_of(d, &head, "Title"),
           place = column_of(d, &head, "Place");
    while (row_take(d, &rest, &row)) {
        if (row.n != head.n) blame(d, "a row has %zu cells, the first %zu", row.n, head.n);
        for (size_t i = 0; i < row.n; i++)
            if (is_formula(row.v[i])) blame(d, "a cell is a formula: %.*s", P(row.v[i]));
        for (size_t i = 0; i < PIECES && slug < row.n; i++) {
            if (!str_eq(row.v[slug], d->events[i].slug)) continue;
            column_holds(d, &row, title, d->events[i].title);
            column_holds(d, &row, place, d->events[i].lead);
            rows++;
        }
    }
    if (rows != PIECES) blame(d, "%zu of the %d events stand in the table", rows, PIECES);
    told(d, "the table says what was written");
}

/* --- iCalendar (RFC 5545) ----------------------------------------------------------------------------- */

/* The lines as they were before folding. */
static str unfold(struct drawn *d, str text)
{
    struct buf b;
    buf_init(&b, text.n + 1);
    while (text.n) {
        i64 end = str_find(text, S("\r\n"));
        str line = str_sub(text, 0, end < 0 ? text.n : (size_t)end);
        if (end < 0) blame(d, "a line of the calendar does not end in CR LF");
        if (line.n > FOLD_BYTES) blame(d, "a line of the calendar has %zu octets", line.n);
        if (str_find_char(line, '\n') >= 0 || str_find_char(line, '\r') >= 0)
            blame(d, "a line of the calendar holds another line's end");
        if (!str_is_text(line)) blame(d, "a line of the calendar is cut inside a letter");
        bool goes_on = line.n && line.p[0] == ' ';
        if (!goes_on && b.n) buf_char(&b, '\n');
        buf_add(&b, str_sub(line, goes_on, line.n));
        text = str_sub(text, line.n + 2, text.n);
    }
    str out = str_dup(d->arena, buf_str(&b));
    buf_free(&b);
    return out;
}

static str unescape(struct drawn *d, str s)
{
    struct buf b;
    buf_init(&b, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == ',' || c == ';') blame(d, "a text of the calendar holds a bare %c", c);
        if (c == '\\') {
            char next = i + 1 < s.n ? s.p[++i] : ' ';
            if (!strchr("\\,;nN", next)) blame(d, "a text of the calendar holds \\%c", next);
            c = next == 'n' || next == 'N' ? '\n' : next;
        }
        buf_char(&b, c);
    }
    str out = str_dup(d->arena, buf_str(&b));
    buf_free(&b);
    return out;
}

static str property(str event, const char *name)
{
    i64 at = str_find(event, str_c(name));
    str value = NO_STR, rest = at < 0 ? NO_STR : str_sub(event, (size_t)at + strlen(name), event.n);
    return at >= 0 && str_cut(&rest, '\n', &value) ? value : NO_STR;
}

static void calendar_holds(struct drawn *d)
{
    str text = unfold(d, get(d, S("/events.ics"), "text/calendar"));
    size_t events = 0;
    for (i64 at; (at = str_find(text, S("\nBEGIN:VEVENT\n"))) >= 0;) {
        text = str_sub(text, (size_t)at + 13, text.n);
        i64 end = str_find(text, S("\nEND:VEVENT"));
        str event = str_sub(text, 0, end < 0 ? text.n : (size_t)end),
            url = property(event, "\nURL:");
        for (size_t i = 0; i < PIECES; i++) {
            if (!str_ends(url, arena_printf(d->arena, "/%.*s", P(d->events[i].slug)))) continue;
            must_equal(d, "the calendar", d->events[i].title,
                       unescape(d, property(event, "\nSUMMARY:")));
            must_equal(d, "the calendar", d->events[i].lead,
                       unescape(d, property(event, "\nLOCATION:")));
            events++;
        }
    }
    if (events != PIECES) blame(d, "%zu of the %d events stand in the calendar", events, PIECES);
    told(d, "the calendar says what was written");
}

void drawn_run(struct arena *a, struct fund *fund, unsigned long long seed, hostile_report *report,
               void *context)
{
    struct drawn d = {.arena = a, .fund = fund, .report = report, .context = context, .seed = seed};
    write_all(&d);
    json_holds(&d);
    atom_holds(&d);
    page_holds(&d);
    csv_holds(&d);
    calendar_holds(&d);
    xmlCleanupParser();
}
