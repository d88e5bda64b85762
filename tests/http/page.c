/* page.c: a small strict reader of the HTML that we write ourselves: every tag but the void ones is
** closed, every attribute is quoted. It judges our own output, not the web's. */
#include "page.h"

#include <stdlib.h>

#define MAX_DEPTH 200
#define MAX_FAULTS 12

struct reader {
    struct arena *a;
    struct fault_array *faults;
    str html;
    size_t at, counted;
    i64 lines; /* before `counted` */
    bool is_public;
    str host;
    struct {
        str name;
        i64 line;
    } open[MAX_DEPTH];
    size_t depth;
    int headings, headings_in_main, foreign; /* foreign: depth of svg and math */
    int literal;                             /* depth of pre, code, samp, kbd */
    struct fault_array ids, refs;
};

/* Counts on from where it was asked last. */
static i64 line_of(struct reader *r)
{
    for (; r->counted < r->at && r->counted < r->html.n; r->counted++)
        r->lines += r->html.p[r->counted] == '\n';
    return r->lines + 1;
}

__attribute__((format(printf, 2, 3))) static void fault(struct reader *r, const char *fmt, ...)
{
    if (r->faults->n >= MAX_FAULTS) return;
    va_list ap;
    va_start(ap, fmt);
    str what = arena_vprintf(r->a, fmt, ap);
    va_end(ap);
    *PUSH(r->a, r->faults) =
        arena_printf(r->a, "line %lld of the page: %.*s", (long long)line_of(r), P(what));
}

static bool one_of(str name, const char *list)
{
    str rest = str_c(list), piece;
    while (str_cut(&rest, ' ', &piece))
        if (str_eq(piece, name)) return true;
    return false;
}

static bool is_void(str name)
{
    return one_of(name, "area base br col embed hr img input link meta source track wbr");
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A place of a message (%1) or a piece of a template that was never filled. */
static void check_filled(struct reader *r, str text)
{
    static const char *const pieces[] = {"{=",     "{_",     "{if ",  "{for ",
                                         "{elif ", "{else}", "{end}", "%{"};
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (text.p[i] != '%' || text.p[i + 1] < '1' || text.p[i + 1] > '9') continue;
        if (i + 2 < text.n && is_hex(text.p[i + 2])) continue;
        fault(r, "the place %.2s was never filled: \"%.*s\"", text.p + i,
              P(str_sub(text, i > 30 ? i - 30 : 0, i + 30)));
    }
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++)
        if (str_find(text, str_c(pieces[k])) >= 0)
            fault(r, "\"%s\" of a template or letter stands in the text: \"%.*s\"", pieces[k],
                  P(str_abbrev(str_trim(text), 60)));
}

static void check_text(struct reader *r, str text)
{
    if (!r->literal) check_filled(r, text);
}

/* --- attributes ---------------------------------------------------------------------------------- */

static bool is_own(const struct reader *r, str url)
{
    if (str_starts(url, S("//"))) return false;
    if (!str_starts(url, S("http:")) && !str_starts(url, S("https:"))) return true;
    str rest = str_sub(url, (size_t)str_find_char(url, ':') + 1, url.n);
    return str_starts(rest, arena_printf(r->a, "//%.*s/", P(r->host)));
}

static void check_attribute(struct reader *r, str tag, str name, str value)
{
    if (str_eq(name, S("id"))) {
        if (!value.n) fault(r, "an id is empty");
        *PUSH(r->a, &r->ids) = value;
    }
    if (one_of(name, "for aria-labelledby aria-describedby aria-controls list headers form")) {
        str rest = value, piece;
        while (rest.n && str_cut(&rest, ' ', &piece))
            if (piece.n) *PUSH(r->a, &r->refs) = piece;
    }
    if (str_eq(name, S("href")) && value.n > 1 && value.p[0] == '#')
        *PUSH(r->a, &r->refs) = str_sub(value, 1, value.n);
    if (str_eq(name, S("style"))) fault(r, "<%.*s> has a style attribute", P(tag));
    if (str_starts(name, S("on"))) fault(r, "<%.*s> has the handler %.*s", P(tag), P(name));
    bool is_url = one_of(name, "href src action formaction srcset poster cite data");
    if (is_url && str_starts(str_lower(r->a, str_trim(value)), S("javascript:")))
        fault(r, "<%.*s> has a script as its address", P(tag));
    if (!is_url) check_filled(r, value);
    bool loads =
        one_of(name, "src srcset poster") || (str_eq(tag, S("link")) && str_eq(name, S("href")));
    if (r->is_public && loads && !str_eq(tag, S("a")) && !is_own(r, value) &&
        !str_starts(value, S("data:")) && !str_eq(tag, S("link")))
        fault(r, "<%.*s> loads from another host: %.*s", P(tag), P(str_abbrev(value, 60)));
}

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ':' || c == '.';
}

static bool space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static str take_name(struct reader *r)
{
    size_t from = r->at;
    while (r->at < r->html.n && name_char(r->html.p[r->at]))
        r->at++;
    return str_sub(r->html, from, r->at);
}

/* Reads attributes up to and with the '>'; true if the tag closed itself. */
static bool take_attributes(struct reader *r, str tag)
{
    const char *p = r->html.p;
    size_t n = r->html.n;
    struct fault_array names = {0};
    for (;;) {
        while (r->at < n && space(p[r->at]))
            r->at++;
        if (r->at >= n) {
            fault(r, "<%.*s> does not end", P(tag));
            return false;
        }
        if (p[r->at] == '>') {
            r->at++;
            return false;
        }
        if (p[r->at] == '/' && r->at + 1 < n && p[r->at + 1] == '>') {
            r->at += 2;
            return true;
        }
        str name = take_name(r), value = NO_STR;
        if (!name.n) {
            fault(r, "<%.*s> has something that is no attribute: \"%.*s\"", P(tag),
                  P(str_sub(r->html, r->at, r->at + 30)));
            while (r->at < n && p[r->at] != '>')
                r->at++;
            continue;
        }
        for (size_t i = 0; i < names.n; i++)
            if (str_eqi(names.v[i], name)) fault(r, "<%.*s> has %.*s twice", P(tag), P(name));
        *PUSH(r->a, &names) = name;
        if (r->at < n && p[r->at] == '=') {
            r->at++;
            if (r->at >= n || p[r->at] != '"') {
                fault(r, "the value of %.*s in <%.*s> has no quotes", P(name), P(tag));
                while (r->at < n && !space(p[r->at]) && p[r->at] != '>')
                    r->at++;
                continue;
            }
            size_t from = ++r->at;
            while (r->at < n && p[r->at] != '"')
                r->at++;
            value = str_sub(r->html, from, r->at);
            r->at++;
        }
        check_attribute(r, tag, str_lower(r->a, name), value);
    }
}

/* --- tags ---------------------------------------------------------------------------------------- */

static bool inside(const struct reader *r, const char *name)
{
    for (size_t i = 0; i < r->depth; i++)
        if (str_eq(r->open[i].name, str_c(name))) return true;
    return false;
}

/* Block elements that the browser would take out of an open paragraph. */
static bool ends_paragraph(str name)
{
    return one_of(
        name, "address article aside blockquote details div dl fieldset figcaption figure "
              "footer form h1 h2 h3 h4 h5 h6 header hr main menu nav ol p pre section table ul");
}

static void close_tag(struct reader *r, str name)
{
    if (is_void(name)) {
        fault(r, "</%.*s> closes what cannot be open", P(name));
        return;
    }
    if (one_of(name, "svg math")) r->foreign--;
    if (one_of(name, "pre code samp kbd")) r->literal--;
    if (r->depth && str_eq(r->open[r->depth - 1].name, name)) {
        r->depth--;
        return;
    }
    if (!inside(r, str_z(r->a, name))) {
        fault(r, "</%.*s> closes nothing", P(name));
        return;
    }
    while (r->depth && !str_eq(r->open[r->depth - 1].name, name)) {
        r->depth--;
        fault(r, "<%.*s> of line %lld is not closed before </%.*s>", P(r->open[r->depth].name),
              (long long)r->open[r->depth].line, P(name));
    }
    if (r->depth) r->depth--;
}

/* What stands inside goes by up to the closing tag, without being read as HTML. */
static void skip_raw(struct reader *r, str name)
{
    str end = arena_printf(r->a, "</%.*s", P(name));
    size_t from = r->at;
    while (r->at < r->html.n && !str_eqi(str_sub(r->html, r->at, r->at + end.n), end))
        r->at++;
    if (r->at >= r->html.n) fault(r, "<%.*s> is not closed", P(name));
    if (str_eq(name, S("title"))) check_text(r, str_sub(r->html, from, r->at));
}

static void open_tag(struct reader *r, str name)
{
    bool self = take_attributes(r, name);
    if (str_eq(name, S("h1"))) {
        r->headings++;
        r->headings_in_main += inside(r, "main");
    }
    if (str_eq(name, S("script")) && r->is_public) fault(r, "a public page has a script");
    if (str_eq(name, S("iframe")) && r->is_public) fault(r, "a public page has a frame");
    if (ends_paragraph(name) && !r->foreign && inside(r, "p"))
        fault(r, "<%.*s> stands inside a paragraph", P(name));
    if (is_void(name) && !r->foreign) return;
    if (self) {
        if (!r->foreign) fault(r, "<%.*s/> closes itself, which HTML does not know", P(name));
        return;
    }
    if (r->depth == MAX_DEPTH) {
        fault(r, "more than %d open tags", MAX_DEPTH);
        return;
    }
    r->open[r->depth].name = name;
    r->open[r->depth++].line = line_of(r);
    if (one_of(name, "svg math")) r->foreign++;
    if (one_of(name, "pre code samp kbd")) r->literal++;
    if (one_of(name, "script style textarea") || (str_eq(name, S("title")) && !r->foreign))
        skip_raw(r, name);
}

static void read_all(struct reader *r)
{
    if (!str_starts(r->html, S("<!doctype html>")) && !str_starts(r->html, S("<!DOCTYPE html>")))
        fault(r, "the page does not begin with <!doctype html>");
    while (r->at < r->html.n) {
        str rest = str_sub(r->html, r->at, r->html.n);
        if (rest.p[0] != '<') {
            i64 next = str_find_char(rest, '<');
            str text = next < 0 ? rest : str_sub(rest, 0, (size_t)next);
            check_text(r, text);
            r->at += text.n;
        } else if (str_starts(rest, S("<!--"))) {
            i64 end = str_find(rest, S("-->"));
            if (end < 0) fault(r, "a comment does not end");
            r->at = end < 0 ? r->html.n : r->at + (size_t)end + 3;
        } else if (str_starts(rest, S("<!"))) {
            i64 end = str_find_char(rest, '>');
            r->at = end < 0 ? r->html.n : r->at + (size_t)end + 1;
        } else if (str_starts(rest, S("</"))) {
            r->at += 2;
            str name = str_lower(r->a, take_name(r));
            while (r->at < r->html.n && r->html.p[r->at] != '>')
                r->at++;
            r->at++;
            close_tag(r, name);
        } else {
            r->at++;
            str name = str_lower(r->a, take_name(r));
            if (name.n)
                open_tag(r, name);
            else
                fault(r, "a bare < stands in the text");
        }
    }
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

/* Some pages have thousands of fields, each with a label: they are sorted, not compared one by one. */
static void ids_check(struct reader *r)
{
    struct fault_array *ids = &r->ids;
    if (ids->n > 1) qsort(ids->v, ids->n, sizeof *ids->v, by_text);
    for (size_t i = 1; i < ids->n; i++)
        if (str_eq(ids->v[i - 1], ids->v[i]))
            fault(r, "the id \"%.*s\" stands twice", P(ids->v[i]));
    for (size_t i = 0; i < r->refs.n; i++) {
        str ref = r->refs.v[i];
        if (str_eq(ref, S("top"))) continue;
        if (!ids->n || !bsearch(&ref, ids->v, ids->n, sizeof ref, by_text))
            fault(r, "nothing has the id \"%.*s\" that is pointed at", P(ref));
    }
}

static void check(struct reader *r)
{
    if (!str_is_text(r->html)) fault(r, "the page is not clean UTF-8");
    read_all(r);
    while (r->depth) {
        r->depth--;
        fault(r, "<%.*s> of line %lld is never closed", P(r->open[r->depth].name),
              (long long)r->open[r->depth].line);
    }
    if (r->headings != 1)
        fault(r, "there are %d h1, not one", r->headings);
    else if (!r->headings_in_main)
        fault(r, "the h1 does not stand in main");
    ids_check(r);
}

void page_check(struct arena *a, str html, struct fault_array *faults)
{
    struct reader r = {.a = a, .html = html, .faults = faults};
    check(&r);
}

void page_check_public(struct arena *a, str html, str host, struct fault_array *faults)
{
    struct reader r = {.a = a, .html = html, .faults = faults, .is_public = true, .host = host};
    check(&r);
}
