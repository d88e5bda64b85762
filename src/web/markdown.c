/* markdown.c: three renderings of one parse by md4c: HTML, plain text, mail. Called by out_markdown,
** the JSON face, feeds and mail. Promises that no tag but those below and no address but those of
** address.h leaves it, and that the output is well-formed even when a limit ended the parse. */
#include "web/markdown.h"

#include "web/address.h"
#include "web/assets.h"
#include "web/picture.h"

#include <md4c.h>

#define FLAGS                                                                                      \
    (MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEURLAUTOLINKS)
#define MAX_STEPS 200000 /* callbacks; a table of n columns and n rows makes n * n of them */
#define MAX_DEPTH 48     /* elements deeper than this lose their tags, not their text */
#define MAIL_WIDTH 72

/* --- what both writers need ------------------------------------------------------------------- */

#define PAD 16 /* zero bytes behind the source */

/* The source as it is parsed: at most MARKDOWN_MAX bytes, ending in a line feed, with zeros behind,
** because md4c 0.4.8 hands out some texts that reach beyond the end of a source without one. */
static str source_ready(struct arena *a, str source)
{
    size_t n = source.n < MARKDOWN_MAX ? source.n : MARKDOWN_MAX;
    while (n && n < source.n && ((u8)source.p[n] & 0xc0) == 0x80)
        n--;
    char *p = arena_alloc(a, n + 1 + PAD);
    memcpy(p, source.p, n);
    p[n] = '\n';
    return (str){p, n + 1};
}

/* A text of the parser, cut where the source ends. */
static str within(str source, const MD_CHAR *text, MD_SIZE size)
{
    uintptr_t from = (uintptr_t)text, end = (uintptr_t)source.p + source.n;
    str s = {text, size};
    if (from >= (uintptr_t)source.p && from <= end && from + size > end) s.n = end - from;
    return s;
}

static void add_code_point(struct buf *b, u64 c)
{
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) || (c < 0x20 && c != '\t'))
        c = 0xfffd;
    if (c < 0x80) {
        buf_char(b, (char)c);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const u8 lead[] = {0, 0xc0, 0xe0, 0xf0};
    buf_char(b, (char)(lead[more] | (c >> (6 * more))));
    while (more--)
        buf_char(b, (char)(0x80 | ((c >> (6 * more)) & 0x3f)));
}

static const struct {
    const char *name, *text;
} entities[] = {
    {"amp", "&"},         {"lt", "<"},          {"gt", ">"},          {"quot", "\""},
    {"apos", "'"},        {"nbsp", "\u00a0"},   {"copy", "\u00a9"},   {"reg", "\u00ae"},
    {"deg", "\u00b0"},    {"sect", "\u00a7"},   {"euro", "\u20ac"},   {"ndash", "\u2013"},
    {"mdash", "\u2014"},  {"hellip", "\u2026"}, {"laquo", "\u00ab"},  {"raquo", "\u00bb"},
    {"lsquo", "\u2018"},  {"rsquo", "\u2019"},  {"ldquo", "\u201c"},  {"rdquo", "\u201d"},
    {"middot", "\u00b7"}, {"bull", "\u2022"},   {"times", "\u00d7"},  {"shy", "\u00ad"},
    {"eacute", "\u00e9"}, {"egrave", "\u00e8"}, {"agrave", "\u00e0"}, {"ccedil", "\u00e7"}};

/* "&amp;" or "&#233;" as the character it means; one we do not know stays as it was typed. */
static void add_entity(struct buf *b, str s)
{
    str name = str_sub(s, 1, s.n - 1);
    if (name.n > 1 && name.p[0] == '#') {
        bool hex = name.p[1] == 'x' || name.p[1] == 'X';
        u64 v = 0;
        for (size_t i = hex ? 2 : 1; i < name.n && v <= 0x10ffff; i++) {
            char c = name.p[i];
            u64 digit = c <= '9' ? (u64)(c - '0') : (u64)((c | 32) - 'a' + 10);
            v = v * (hex ? 16 : 10) + digit;
        }
        add_code_point(b, v);
        return;
    }
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (!str_eq(name, str_c(entities[i].name))) continue;
        buf_add(b, str_c(entities[i].text));
        return;
    }
    buf_add(b, s);
}

/* The bytes that a piece of text stands for. */
static void add_piece(struct buf *b, MD_TEXTTYPE type, str s)
{
    if (type == MD_TEXT_ENTITY)
        add_entity(b, s);
    else if (type == MD_TEXT_NULLCHAR)
        buf_lit(b, "\ufffd");
    else
        buf_add(b, s);
}

static str attribute(struct arena *a, const MD_ATTRIBUTE *at)
{
    if (!at->size) return S("");
    struct buf b;
    buf_init(&b, (size_t)at->size * 4 + 16);
    for (size_t i = 0; at->substr_offsets[i] < at->size; i++) {
        size_t from = at->substr_offsets[i], to = at->substr_offsets[i + 1];
        add_piece(&b, at->substr_types[i], (str){at->text + from, to - from});
    }
    str s = str_dup(a, str_trim(buf_str(&b)));
    buf_free(&b);
    return s;
}

static bool is_fragment(str s)
{
    if (s.n < 2 || s.p[0] != '#') return false;
    for (size_t i = 1; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '_'))
            return false;
    }
    return true;
}

/* The address of a link as it may stand in our page, or NO_STR when it may not. */
static str link_address(struct arena *a, str href, str base)
{
    if (str_starts(href, S("~/"))) href = str_sub(href, 1, href.n);
    if (address_is_ours(href)) return address_local(a, base, href);
    if (address_allowed(href) || is_fragment(href)) return href;
    return NO_STR;
}

/* --- HTML ------------------------------------------------------------------------------------- */

struct html_writer {
    struct buf *page;   /* where all goes in the end */
    struct buf *to;     /* page, or heading while one is open */
    struct buf heading; /* inside of the open heading */
    struct buf words;   /* its text, for the id */
    struct arena *a;
    str source; /* as it is parsed */
    const struct markdown_options *o;
    int lowest;     /* smallest level in the source */
    int last;       /* level written last, so that none is skipped */
    int level;      /* of the open heading, 0 outside */
    size_t outside; /* depth at which it was opened */
    int image;      /* depth of open pictures: their text goes into alt */
    bool drawn;     /* the open picture is written as <img> */
    size_t hidden;  /* spans that began in a picture and have not ended */
    size_t spans;   /* open elements that are spans of the open block */
    str close[MAX_DEPTH];
    size_t depth;
    size_t steps;
    struct markdown_heading_array headings;
};

static void element_open(struct html_writer *w, str tag, str close)
{
    if (w->depth < MAX_DEPTH) {
        buf_add(w->to, tag);
        w->close[w->depth] = close;
    }
    w->depth++;
}

static void element_close(struct html_writer *w)
{
    if (!w->depth) return;
    w->depth--;
    if (w->depth < MAX_DEPTH) buf_add(w->to, w->close[w->depth]);
}

static int step(struct html_writer *w)
{
    return ++w->steps > MAX_STEPS || w->page->overflow;
}

static int heading_level(struct html_writer *w, unsigned level)
{
    int top = w->o->top ? w->o->top : 2;
    int shown = top + (int)level - w->lowest;
    if (shown > w->last + 1) shown = w->last + 1;
    if (shown > 6) shown = 6;
    w->last = shown;
    return shown;
}

static void heading_open(struct html_writer *w, unsigned level)
{
    w->level = heading_level(w, level);
    w->outside = w->depth;
    buf_reset(&w->heading);
    buf_reset(&w->words);
    w->to = &w->heading;
    element_open(w, S(""), S(""));
}

/* "s-scope", "s-scope-2": the prefix keeps ids of texts apart from those of the page. */
static str heading_id(struct html_writer *w, str text)
{
    str slug = str_slug(w->a, text), id = arena_printf(w->a, "s-%.*s", P(slug));
    int again = 1;
    for (size_t i = 0; i < w->headings.n; i++) {
        if (!str_eq(w->headings.v[i].id, id)) continue;
        id = arena_printf(w->a, "s-%.*s-%d", P(slug), ++again);
        i = (size_t)-1;
    }
    return id;
}

static void heading_close(struct html_writer *w)
{
    element_close(w);
    w->to = w->page;
    buf_printf(w->page, "<h%d", w->level);
    if (w->o->ids && w->headings.n < 500) {
        str text = str_dup(w->a, str_trim(buf_str(&w->words)));
        str id = heading_id(w, text);
        *PUSH(w->a, &w->headings) = (struct markdown_heading){w->level, id, text};
        buf_printf(w->page, " id=\"%.*s\"", P(id));
    }
    buf_char(w->page, '>');
    buf_add(w->page, buf_str(&w->heading));
    buf_printf(w->page, "</h%d>\n", w->level);
    w->level = 0;
}

static void cell_open(struct html_writer *w, bool head, MD_ALIGN align)
{
    bool end = align == MD_ALIGN_RIGHT;
    if (head)
        element_open(w, end ? S("<th scope=\"col\" class=\"n\">") : S("<th scope=\"col\">"),
                     S("</th>"));
    else
        element_open(w, end ? S("<td class=\"n\">") : S("<td>"), S("</td>"));
}

static void span_open(struct html_writer *w, str tag, str close)
{
    w->spans++;
    element_open(w, tag, close);
}

static void span_close(struct html_writer *w)
{
    if (!w->spans) return;
    w->spans--;
    element_close(w);
}

static void image_close(struct html_writer *w)
{
    if (!w->image || --w->image) return;
    if (w->drawn) buf_lit(w->to, "\">");
    w->drawn = false;
}

/* md4c 0.4.8 does not end every span that it begins (seen with a NUL in a picture's text), so a block
** ends those that are left. */
static void spans_end(struct html_writer *w)
{
    if (w->image) w->image = 1;
    image_close(w);
    w->hidden = 0;
    while (w->spans)
        span_close(w);
}

static int html_enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    struct html_writer *w = user;
    spans_end(w);
    switch (type) {
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
        element_open(w, S(""), S(""));
        break;
    case MD_BLOCK_QUOTE:
        element_open(w, S("<blockquote>"), S("</blockquote>\n"));
        break;
    case MD_BLOCK_UL:
        element_open(w, S("<ul>"), S("</ul>\n"));
        break;
    case MD_BLOCK_OL: {
        unsigned start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
        element_open(w, start == 1 ? S("<ol>") : arena_printf(w->a, "<ol start=\"%u\">", start),
                     S("</ol>\n"));
        break;
    }
    case MD_BLOCK_LI:
        element_open(w, S("<li>"), S("</li>\n"));
        break;
    case MD_BLOCK_HR:
        element_open(w, S("<hr>\n"), S(""));
        break;
    case MD_BLOCK_H:
        heading_open(w, ((MD_BLOCK_H_DETAIL *)detail)->level);
        break;
    case MD_BLOCK_CODE:
        element_open(w, S("<pre><code>"), S("</code></pre>\n"));
        break;
    case MD_BLOCK_P:
        element_open(w, S("<p>"), S("</p>\n"));
        break;
    case MD_BLOCK_TABLE:
        element_open(w, S("<div class=\"scroll\" tabindex=\"0\"><table>"), S("</table></div>\n"));
        break;
    case MD_BLOCK_THEAD:
        element_open(w, S("<thead>"), S("</thead>"));
        break;
    case MD_BLOCK_TBODY:
        element_open(w, S("<tbody>"), S("</tbody>"));
        break;
    case MD_BLOCK_TR:
        element_open(w, S("<tr>"), S("</tr>"));
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        cell_open(w, type == MD_BLOCK_TH, ((MD_BLOCK_TD_DETAIL *)detail)->align);
        break;
    }
    return step(w);
}

static int html_leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    (void)detail;
    struct html_writer *w = user;
    spans_end(w);
    if (type == MD_BLOCK_H)
        heading_close(w);
    else
        element_close(w);
    return step(w);
}

static void link_open(struct html_writer *w, const MD_SPAN_A_DETAIL *d)
{
    str address = link_address(w->a, attribute(w->a, &d->href), w->o->base);
    if (!address.n || w->depth >= MAX_DEPTH) {
        span_open(w, S(""), S(""));
        return;
    }
    bool foreign = str_eqi(str_sub(address, 0, 4), S("http")) &&
                   !(w->o->own.n && str_starts(address, w->o->own));
    buf_lit(w->to, "<a href=\"");
    buf_address(w->to, address);
    buf_char(w->to, '"');
    if (foreign) buf_lit(w->to, " rel=\"nofollow noopener\"");
    span_open(w, S(">"), S("</a>"));
}

/* Room is kept for a picture of the program until it arrives. */
static void image_room(struct html_writer *w, str src)
{
    str hash, name = str_sub(src, 8, src.n);
    i64 width, height;
    if (!str_cut(&name, '/', &hash)) return;
    const struct asset *asset = asset_find(name);
    if (asset && picture_size((str){(const char *)asset->bytes, asset->n}, &width, &height))
        buf_printf(w->to, " width=\"%lld\" height=\"%lld\"", (long long)width, (long long)height);
}

static void image_open(struct html_writer *w, const MD_SPAN_IMG_DETAIL *d)
{
    str src = attribute(w->a, &d->src);
    w->drawn =
        w->depth < MAX_DEPTH && (str_starts(src, S("/files/")) || str_starts(src, S("/static/")));
    if (!w->drawn) return;
    buf_lit(w->to, "<img src=\"");
    buf_address(w->to, src);
    buf_char(w->to, '"');
    if (str_starts(src, S("/static/"))) image_room(w, src);
    buf_lit(w->to, " loading=\"lazy\" alt=\"");
}

static int html_enter_span(MD_SPANTYPE type, void *detail, void *user)
{
    struct html_writer *w = user;
    if (type == MD_SPAN_IMG) {
        if (w->image++ == 0) image_open(w, detail);
        return step(w);
    }
    if (w->image) {
        w->hidden++;
        return step(w);
    }
    switch (type) {
    case MD_SPAN_EM:
        span_open(w, S("<em>"), S("</em>"));
        break;
    case MD_SPAN_STRONG:
        span_open(w, S("<strong>"), S("</strong>"));
        break;
    case MD_SPAN_CODE:
        span_open(w, S("<code>"), S("</code>"));
        break;
    case MD_SPAN_DEL:
        span_open(w, S("<del>"), S("</del>"));
        break;
    case MD_SPAN_A:
        link_open(w, detail);
        break;
    default:
        span_open(w, S(""), S(""));
        break;
    }
    return step(w);
}

static int html_leave_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)detail;
    struct html_writer *w = user;
    if (type == MD_SPAN_IMG)
        image_close(w);
    else if (w->hidden)
        w->hidden--;
    else if (!w->image)
        span_close(w);
    return step(w);
}

static int html_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
    struct html_writer *w = user;
    str s = within(w->source, text, size);
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
        buf_add(w->to, type == MD_TEXT_BR && !w->image ? S("<br>\n") : S("\n"));
        if (w->level) buf_char(&w->words, ' ');
        return step(w);
    }
    if (type == MD_TEXT_ENTITY || type == MD_TEXT_NULLCHAR) {
        struct buf piece;
        buf_init(&piece, 64);
        add_piece(&piece, type, s);
        buf_html(w->to, buf_str(&piece));
        if (w->level) buf_add(&w->words, buf_str(&piece));
        buf_free(&piece);
        return step(w);
    }
    buf_html(w->to, s);
    if (w->level) buf_add(&w->words, s);
    return step(w);
}

/* A first look that only finds the smallest heading level: a text that begins with "##" begins at
** the same level of the page as one that begins with "#". */
static int look_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    int *lowest = user;
    if (type == MD_BLOCK_H) {
        int level = (int)((MD_BLOCK_H_DETAIL *)detail)->level;
        if (level < *lowest) *lowest = level;
    }
    return *lowest == 1;
}

static int look_nothing(MD_BLOCKTYPE type, void *detail, void *user)
{
    (void)type, (void)detail, (void)user;
    return 0;
}

static int look_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)type, (void)detail, (void)user;
    return 0;
}

static int look_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
    (void)type, (void)text, (void)size, (void)user;
    return 0;
}

static int lowest_heading(str source)
{
    static const MD_PARSER look = {.flags = FLAGS,
                                   .enter_block = look_block,
                                   .leave_block = look_nothing,
                                   .enter_span = look_span,
                                   .leave_span = look_span,
                                   .text = look_text};
    int lowest = 7;
    if (str_find_char(source, '#') < 0 && str_find(source, S("\n=")) < 0 &&
        str_find(source, S("\n-")) < 0)
        return 1;
    md_parse(source.p, (MD_SIZE)source.n, &look, &lowest);
    return lowest == 7 ? 1 : lowest;
}

/* Ends what a limit left open, so that the page around it stays whole; a heading that was not
** finished is left out. */
static void html_finish(struct html_writer *w)
{
    spans_end(w);
    if (w->level) {
        w->depth = w->outside;
        w->to = w->page;
    }
    while (w->depth)
        element_close(w);
}

static void html_write(struct html_writer *w, str source)
{
    static const MD_PARSER parser = {.flags = FLAGS,
                                     .enter_block = html_enter_block,
                                     .leave_block = html_leave_block,
                                     .enter_span = html_enter_span,
                                     .leave_span = html_leave_span,
                                     .text = html_text};
    source = w->source = source_ready(w->a, source);
    w->to = w->page;
    w->lowest = lowest_heading(source);
    w->last = (w->o->top ? w->o->top : 2) - 1;
    buf_init(&w->heading, 8 * MARKDOWN_MAX);
    buf_init(&w->words, 8 * MARKDOWN_MAX);
    if (md_parse(source.p, (MD_SIZE)source.n, &parser, w) != 0) html_finish(w);
    buf_free(&w->heading);
    buf_free(&w->words);
}

void markdown_html(struct buf *b, struct arena *a, str source, const struct markdown_options *o)
{
    if (!source.n) return;
    struct html_writer *w = NEW(a, struct html_writer);
    w->page = b;
    w->a = a;
    w->o = o;
    html_write(w, source);
}

void markdown_outline(struct arena *a, str source, struct markdown_heading_array *out)
{
    static const struct markdown_options options = {.ids = true};
    struct buf b;
    buf_init(&b, 16 * MARKDOWN_MAX);
    struct html_writer *w = NEW(a, struct html_writer);
    w->page = &b;
    w->a = a;
    w->o = &options;
    if (source.n) html_write(w, source);
    *out = w->headings;
    buf_free(&b);
}

/* --- plain text and mail ---------------------------------------------------------------------- */

struct text_writer {
    struct buf b;
    struct arena *a;
    str source; /* as it is parsed */
    bool mail;  /* wrapped, blank lines between blocks, links numbered */
    str site;
    struct buf line;   /* words of the block being read; \n is a forced break */
    struct buf prefix; /* before each line: "> ", indentation of lists */
    struct buf first;  /* before the next line instead, when it begins a list item */
    bool begins;
    size_t starts[MAX_DEPTH]; /* length of prefix outside each open item or quotation */
    size_t depth;
    struct {
        unsigned next;
        bool numbered, tight, started;
    } lists[MAX_DEPTH];
    size_t list_depth;
    bool any;  /* something was written */
    bool near; /* no blank line before the next block */
    bool code;
    str address;      /* of the open link */
    size_t link_from; /* where its words begin in line */
    struct {
        str *v;
        size_t n, cap;
    } links;
    size_t steps;
};

static int text_step(struct text_writer *w)
{
    return ++w->steps > MAX_STEPS || w->b.overflow;
}

static void text_prefix(struct text_writer *w)
{
    buf_add(&w->b, buf_str(w->begins ? &w->first : &w->prefix));
    w->begins = false;
}

/* One forced line, wrapped in mail at spaces; a word longer than the line stands alone. */
static void text_wrap(struct text_writer *w, str words)
{
    size_t used = 0, room = MAIL_WIDTH - 20, indent = str_chars(buf_str(&w->prefix));
    if (indent < room) room = MAIL_WIDTH - indent;
    bool begun = false;
    str word;
    while (str_cut(&words, ' ', &word)) {
        word = str_trim(word);
        if (!word.n) continue;
        size_t n = str_chars(word);
        if (begun && w->mail && used + 1 + n > room) {
            buf_char(&w->b, '\n');
            begun = false;
        }
        if (begun) {
            buf_char(&w->b, ' ');
            used += 1 + n;
        } else {
            text_prefix(w);
            used = n;
        }
        buf_add(&w->b, word);
        begun = true;
    }
    if (begun) buf_char(&w->b, '\n');
}

/* Writes the block that was read. */
static void text_flush(struct text_writer *w)
{
    str rest = buf_str(&w->line), line;
    if (!str_trim(rest).n) {
        buf_reset(&w->line);
        return;
    }
    if (w->any && w->mail && !w->near) buf_char(&w->b, '\n');
    if (w->code && str_ends(rest, S("\n"))) rest.n--;
    while (str_cut(&rest, '\n', &line)) {
        if (!w->code) {
            text_wrap(w, line);
            continue;
        }
        text_prefix(w);
        buf_lit(&w->b, "    ");
        buf_add(&w->b, line);
        buf_char(&w->b, '\n');
    }
    w->any = true;
    w->near = false;
    buf_reset(&w->line);
}

static void text_push(struct text_writer *w, str mark, bool item)
{
    text_flush(w);
    if (w->depth < MAX_DEPTH) {
        w->starts[w->depth] = w->prefix.n;
        if (item) {
            if (!w->begins) {
                buf_reset(&w->first);
                buf_add(&w->first, buf_str(&w->prefix));
            }
            buf_add(&w->first, mark);
            w->begins = true;
            for (size_t i = 0; i < mark.n; i++)
                buf_char(&w->prefix, ' ');
        } else {
            buf_add(&w->prefix, mark);
        }
    }
    w->depth++;
}

static void text_pop(struct text_writer *w)
{
    text_flush(w);
    w->begins = false;
    if (--w->depth < MAX_DEPTH) w->prefix.n = w->starts[w->depth];
}

static void item_open(struct text_writer *w)
{
    size_t at = w->list_depth - 1;
    if (at >= MAX_DEPTH) {
        text_push(w, S("- "), true);
        return;
    }
    str mark = w->lists[at].numbered ? arena_printf(w->a, "%u. ", w->lists[at].next++) : S("- ");
    text_flush(w);
    w->near = w->lists[at].tight && (w->lists[at].started || at > 0);
    w->lists[at].started = true;
    text_push(w, mark, true);
}

static void list_open(struct text_writer *w, bool numbered, unsigned start, bool tight)
{
    text_flush(w);
    if (w->list_depth < MAX_DEPTH) {
        w->lists[w->list_depth].numbered = numbered;
        w->lists[w->list_depth].next = start;
        w->lists[w->list_depth].tight = tight;
        w->lists[w->list_depth].started = false;
    }
    w->list_depth++;
}

static int text_enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    struct text_writer *w = user;
    switch (type) {
    case MD_BLOCK_UL:
        list_open(w, false, 0, ((MD_BLOCK_UL_DETAIL *)detail)->is_tight);
        break;
    case MD_BLOCK_OL:
        list_open(w, true, ((MD_BLOCK_OL_DETAIL *)detail)->start,
                  ((MD_BLOCK_OL_DETAIL *)detail)->is_tight);
        break;
    case MD_BLOCK_LI:
        item_open(w);
        break;
    case MD_BLOCK_QUOTE:
        text_push(w, S("> "), false);
        break;
    case MD_BLOCK_CODE:
        text_flush(w);
        w->code = true;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        if (w->line.n) buf_lit(&w->line, " | ");
        break;
    default:
        break;
    }
    return text_step(w);
}

static void heading_underline(struct text_writer *w)
{
    size_t n = str_chars(str_trim(buf_str(&w->line)));
    text_flush(w);
    if (!w->mail || !n) return;
    text_prefix(w);
    for (size_t i = 0; i < n && i < MAIL_WIDTH; i++)
        buf_char(&w->b, '-');
    buf_char(&w->b, '\n');
}

static int text_leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    (void)detail;
    struct text_writer *w = user;
    switch (type) {
    case MD_BLOCK_H:
        heading_underline(w);
        break;
    case MD_BLOCK_LI:
    case MD_BLOCK_QUOTE:
        text_pop(w);
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        text_flush(w);
        w->list_depth--;
        break;
    case MD_BLOCK_CODE:
        text_flush(w);
        w->code = false;
        break;
    case MD_BLOCK_TR:
        text_flush(w);
        w->near = true; /* rows stand together */
        break;
    case MD_BLOCK_TABLE:
        w->near = false;
        break;
    case MD_BLOCK_P:
        text_flush(w);
        break;
    default:
        break;
    }
    return text_step(w);
}

static int text_enter_span(MD_SPANTYPE type, void *detail, void *user)
{
    struct text_writer *w = user;
    if (type == MD_SPAN_A && w->mail) {
        w->address =
            link_address(w->a, attribute(w->a, &((MD_SPAN_A_DETAIL *)detail)->href), w->site);
        w->link_from = w->line.n;
    }
    return text_step(w);
}

/* "words [3]": the number of the address in the list at the end; none where the words are it. */
static void link_number(struct text_writer *w)
{
    str shown = str_sub(buf_str(&w->line), w->link_from, w->line.n), address = w->address;
    w->address = NO_STR;
    if (!address.n || address.p[0] == '#') return;
    str bare = str_starts(address, S("mailto:")) ? str_sub(address, 7, address.n) : address;
    if (str_eq(shown, bare)) return;
    size_t i = 0;
    while (i < w->links.n && !str_eq(w->links.v[i], address))
        i++;
    if (i == w->links.n) *PUSH(w->a, &w->links) = address;
    buf_printf(&w->line, " [%zu]", i + 1);
}

static int text_leave_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)detail;
    struct text_writer *w = user;
    if (type == MD_SPAN_A && w->mail) link_number(w);
    return text_step(w);
}

static int text_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
    struct text_writer *w = user;
    if (type == MD_TEXT_BR)
        buf_char(&w->line, '\n');
    else if (type == MD_TEXT_SOFTBR)
        buf_char(&w->line, ' ');
    else
        add_piece(&w->line, type, within(w->source, text, size));
    return text_step(w);
}

static void text_links(struct text_writer *w)
{
    if (w->links.n) buf_char(&w->b, '\n');
    for (size_t i = 0; i < w->links.n; i++) {
        buf_printf(&w->b, "[%zu] ", i + 1);
        for (size_t k = 0; k < w->links.v[i].n; k++) {
            u8 c = (u8)w->links.v[i].p[k];
            if (c <= ' ' || c >= 0x7f)
                buf_printf(&w->b, "%%%02X", c);
            else
                buf_char(&w->b, (char)c);
        }
        buf_char(&w->b, '\n');
    }
}

static str text_render(struct arena *a, str source, bool mail, str site)
{
    static const MD_PARSER parser = {.flags = FLAGS,
                                     .enter_block = text_enter_block,
                                     .leave_block = text_leave_block,
                                     .enter_span = text_enter_span,
                                     .leave_span = text_leave_span,
                                     .text = text_text};
    if (!source.n) return S("");
    struct text_writer *w = NEW(a, struct text_writer);
    source = w->source = source_ready(a, source);
    w->a = a;
    w->mail = mail;
    w->site = site;
    buf_init(&w->b, 16 * MARKDOWN_MAX);
    buf_init(&w->line, 16 * MARKDOWN_MAX);
    buf_init(&w->prefix, 4096);
    buf_init(&w->first, 4096);
    md_parse(source.p, (MD_SIZE)source.n, &parser, w);
    text_flush(w);
    if (mail) text_links(w);
    str s = str_dup(a, mail ? buf_str(&w->b) : str_trim(buf_str(&w->b)));
    buf_free(&w->b);
    buf_free(&w->line);
    buf_free(&w->prefix);
    buf_free(&w->first);
    return s;
}

str markdown_plain(struct arena *a, str source)
{
    return text_render(a, source, false, NO_STR);
}

str markdown_mail(struct arena *a, str source, str site)
{
    return text_render(a, source, true, site);
}
