/* pdf.c: asks pdfinfo and pdftotext. Called when a file is set on a document, outside transactions. */
#include "publish/document/pdf.h"

#include "web/child.h"

#define PARTS_MAX 2000

i64 pdf_pages(struct arena *a, const char *path)
{
    str said, line;
    if (child_run(a, "pdf-info", NULL, path, &said) != OK) return 0;
    while (str_cut(&said, '\n', &line)) {
        i64 pages;
        if (!str_starts(line, S("Pages:"))) continue;
        return str_i64(str_trim(str_sub(line, 6, line.n)), &pages) && pages > 0 ? pages : 0;
    }
    return 0;
}

/* Valid text without control characters; a form feed stays where it is. */
static str cleaned(struct arena *a, str s)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    while (s.n) {
        str rest = s;
        u32 c = str_next_char(&rest);
        size_t width = s.n - rest.n;
        bool keep = c != 0xFFFD && (c >= 0x20 || c == '\n' || c == '\f') && c != 0x7f;
        if (keep && str_is_text(str_sub(s, 0, c == '\f' ? 0 : width))) {
            memcpy(p + n, s.p, width);
            n += width;
        }
        s = rest;
    }
    return (str){p, n};
}

/* Where to cut a text that is too long: behind a paragraph, else a line, else a word, else a character. */
static size_t cut_of(str s)
{
    size_t most = PDF_PART_BYTES, least = most / 2;
    for (size_t i = most; i > least; i--)
        if (s.p[i - 1] == '\n' && i >= 2 && s.p[i - 2] == '\n') return i;
    for (size_t i = most; i > least; i--)
        if (s.p[i - 1] == '\n') return i;
    for (size_t i = most; i > least; i--)
        if (s.p[i - 1] == ' ') return i;
    while (most > 1 && ((u8)s.p[most] & 0xc0) == 0x80)
        most--;
    return most;
}

static void part_add(struct arena *a, i64 page, str text, struct pdf_part_array *out)
{
    text = str_trim(text);
    if (!text.n || out->n == PARTS_MAX) return;
    struct pdf_part *last = out->n ? &out->v[out->n - 1] : NULL;
    if (last && last->text.n + 2 + text.n <= PDF_PART_BYTES) {
        last->text = arena_printf(a, "%.*s\n\n%.*s", P(last->text), P(text));
        return;
    }
    *PUSH(a, out) = (struct pdf_part){page, text};
}

void pdf_text_split(struct arena *a, str text, struct pdf_part_array *out)
{
    str rest = cleaned(a, text), page;
    for (i64 number = 1; rest.p && str_cut(&rest, '\f', &page); number++) {
        while (page.n > PDF_PART_BYTES) {
            size_t cut = cut_of(page);
            part_add(a, number, str_sub(page, 0, cut), out);
            page = str_sub(page, cut, page.n);
        }
        part_add(a, number, page, out);
    }
}

void pdf_text(struct arena *a, const char *path, struct pdf_part_array *out)
{
    str said;
    if (child_run(a, "pdf-text", NULL, path, &said) == OK) pdf_text_split(a, said, out);
}
