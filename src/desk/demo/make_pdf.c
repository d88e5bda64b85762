/* make_pdf.c: sets plain text into A4 pages and writes them as an uncompressed PDF. The same text
** gives the same bytes: no date, no random identifier. Lengths are in points; widths of letters are
** in thousandths of the font size, as in the published metrics of Helvetica. */
#include "desk/demo/make_pdf.h"

enum { PAGE_WIDTH = 595, PAGE_HEIGHT = 842, MARGIN = 64, PAGES_MAX = 100, LINE_MAX = 400 };
enum { CATALOG = 1, PAGES, REGULAR, BOLD, INFO, FIRST_PAGE }; /* a page and its content follow */

struct style {
    str mark; /* how a line of this style begins */
    const char *font;
    int size, leading, before, indent;
};
static const struct style styles[] = {
    {{"### ", 4}, "F2", 11, 15, 6, 0}, {{"## ", 3}, "F2", 13, 18, 10, 0},
    {{"# ", 2}, "F2", 20, 26, 0, 0},   {{"- ", 2}, "F1", 11, 15, 0, 14},
    {{"", 0}, "F1", 11, 15, 0, 0},
};

struct pdf {
    struct buf *b, content; /* the file, and the page being set */
    size_t start;           /* where the file begins in *b */
    size_t offset[FIRST_PAGE + 2 * PAGES_MAX];
    str footer;
    int pages, y;
};

/* The Windows Latin code of a character; "?" if it has none. */
static u8 latin(u32 c)
{
    static const u32 from[] = {0x20AC, 0x2026, 0x0160, 0x0152, 0x017D, 0x2018,
                               0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                               0x2122, 0x0161, 0x0153, 0x017E, 0x0178};
    static const u8 to[] = {128, 133, 138, 140, 142, 145, 146, 147, 148,
                            149, 150, 151, 153, 154, 156, 158, 159};
    if ((c >= 0x20 && c < 0x7F) || (c >= 0xA0 && c <= 0xFF)) return (u8)c;
    for (size_t i = 0; i < sizeof to; i++)
        if (from[i] == c) return to[i];
    if (c == 0x202F || c == 0x2009) return 0xA0; /* narrow spaces of French */
    return c == '\t' || c == '\n' ? ' ' : '?';
}

/* Width in thousandths of the size; accented letters count as the widest small ones. */
static int letter_width(u8 c)
{
    static const short ascii[95] = {
        278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};
    if (c >= 0x20 && c < 0x7F) return ascii[c - 0x20];
    return c == 0xA0 || (c >= 145 && c <= 146) ? 278 : c >= 0xC0 && c < 0xE0 ? 778 : 556;
}

static void show_text(struct buf *b, const u8 *text, size_t n)
{
    buf_char(b, '(');
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '(' || text[i] == ')' || text[i] == '\\') buf_char(b, '\\');
        buf_char(b, (char)text[i]);
    }
    buf_char(b, ')');
}

static void set_line(struct pdf *p, const char *font, int size, int x, const u8 *text, size_t n)
{
    buf_printf(&p->content, "BT /%s %d Tf %d %d Td ", font, size, x, p->y);
    show_text(&p->content, text, n);
    buf_lit(&p->content, " Tj ET\n");
}

static size_t latin_line(str s, u8 *out)
{
    size_t n = 0;
    while (s.n > 0 && n < LINE_MAX)
        out[n++] = latin(str_next_char(&s));
    return n;
}

static void object_begin(struct pdf *p, int number)
{
    p->offset[number] = p->b->n - p->start;
    buf_printf(p->b, "%d 0 obj\n", number);
}

static void page_end(struct pdf *p)
{
    u8 foot[LINE_MAX];
    char number[16];
    int n = snprintf(number, sizeof number, "%d", p->pages + 1);
    p->y = MARGIN - 28;
    set_line(p, "F1", 8, MARGIN, foot, latin_line(p->footer, foot));
    set_line(p, "F1", 8, PAGE_WIDTH - MARGIN - 5 * n, (const u8 *)number, (size_t)n);

    int page = FIRST_PAGE + 2 * p->pages;
    object_begin(p, page);
    buf_printf(p->b,
               "<</Type/Page/Parent %d 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
               "/Resources<</Font<</F1 %d 0 R/F2 %d 0 R>>>>>>\nendobj\n",
               PAGES, PAGE_WIDTH, PAGE_HEIGHT, page + 1, REGULAR, BOLD);
    object_begin(p, page + 1);
    buf_printf(p->b, "<</Length %zu>>\nstream\n", p->content.n);
    buf_add(p->b, buf_str(&p->content));
    buf_lit(p->b, "endstream\nendobj\n");
    buf_reset(&p->content);
    p->y = PAGE_HEIGHT - MARGIN;
    p->pages++;
}

/* Sets one paragraph, broken at spaces into lines; false beyond the last page. */
static bool set_paragraph(struct pdf *p, const struct style *style, str text)
{
    int room = (PAGE_WIDTH - 2 * MARGIN - style->indent) * 1000 / style->size;
    if (style->font[1] == '2') room = room * 9 / 10; /* bold letters are wider */
    p->y -= style->before;
    for (bool first = true; text.n > 0; first = false) {
        u8 line[LINE_MAX];
        size_t n = 0, space = 0;
        int width = 0;
        str rest = text, after_space = text;
        while (rest.n > 0 && n < LINE_MAX && width <= room) {
            u32 c = str_next_char(&rest);
            if (c == '*') continue;
            line[n] = latin(c);
            width += letter_width(line[n]);
            if (line[n++] == ' ') {
                space = n - 1;
                after_space = rest;
            }
        }
        if (width > room && space > 0) {
            n = space;
            rest = after_space;
        }
        if (p->y - style->leading < MARGIN) {
            page_end(p);
            if (p->pages == PAGES_MAX) return false;
        }
        p->y -= style->leading;
        if (first && style->indent)
            set_line(p, style->font, style->size, MARGIN, (const u8[]){latin(0x2022)}, 1);
        set_line(p, style->font, style->size, MARGIN + style->indent, line, n);
        text = rest;
    }
    p->y -= style->indent ? 2 : 7;
    return true;
}

static void pdf_tail(struct pdf *p, str title)
{
    u8 latin_title[LINE_MAX];
    size_t n = latin_line(title, latin_title);
    object_begin(p, PAGES);
    buf_printf(p->b, "<</Type/Pages/Count %d/Kids[", p->pages);
    for (int i = 0; i < p->pages; i++)
        buf_printf(p->b, "%d 0 R ", FIRST_PAGE + 2 * i);
    buf_lit(p->b, "]>>\nendobj\n");
    object_begin(p, INFO);
    buf_lit(p->b, "<</Producer(Letsema)/Title");
    show_text(p->b, latin_title, n);
    buf_lit(p->b, ">>\nendobj\n");

    size_t table = p->b->n - p->start;
    int objects = FIRST_PAGE + 2 * p->pages;
    buf_printf(p->b, "xref\n0 %d\n0000000000 65535 f \n", objects);
    for (int i = 1; i < objects; i++)
        buf_printf(p->b, "%010zu 00000 n \n", p->offset[i]);
    buf_printf(p->b, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
               objects, CATALOG, INFO, table);
}

enum status make_pdf(struct buf *b, str title, str footer, str source, int *pages)
{
    struct pdf p = {.b = b, .start = b->n, .footer = footer, .y = PAGE_HEIGHT - MARGIN};
    buf_init(&p.content, 64 * 1024);
    buf_lit(b, "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n");
    object_begin(&p, CATALOG);
    buf_printf(b, "<</Type/Catalog/Pages %d 0 R>>\nendobj\n", PAGES);
    for (int font = REGULAR; font <= BOLD; font++) {
        object_begin(&p, font);
        buf_printf(b, "<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>\nendobj\n",
                   font == BOLD ? "Helvetica-Bold" : "Helvetica");
    }
    bool fits = true;
    str line;
    while (fits && str_cut(&source, '\n', &line)) {
        line = str_trim(line);
        const struct style *style = styles;
        while (!str_starts(line, style->mark))
            style++;
        fits = set_paragraph(&p, style, str_sub(line, style->mark.n, line.n));
    }
    if (fits) page_end(&p);
    fits = fits && !p.content.overflow;
    buf_free(&p.content);
    pdf_tail(&p, title);
    if (pages) *pages = p.pages;
    return fits && !b->overflow ? OK : LIMIT;
}
