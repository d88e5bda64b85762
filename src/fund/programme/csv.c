/* csv.c: reads CSV record by record. Called by the import of programmes and its fuzz target. Linear in
** the input; takes from the arena only the cells' list and what must be unfolded. */
#include "fund/programme/csv.h"

#include "web/text.h"

static bool at_line_end(str s)
{
    return s.n == 0 || s.p[0] == '\n' || s.p[0] == '\r';
}

/* Takes one line end (LF, CRLF or CR) off the front. */
static void line_end_take(struct csv *c)
{
    if (c->rest.n == 0) return;
    bool pair = c->rest.n > 1 && c->rest.p[0] == '\r' && c->rest.p[1] == '\n';
    c->rest = str_sub(c->rest, pair ? 2 : 1, c->rest.n);
    c->line++;
}

static char separator_of(str s)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t count[sizeof candidates] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') quoted = !quoted;
        if (quoted) continue;
        if (s.p[i] == '\n' || s.p[i] == '\r') break;
        for (size_t k = 0; k < sizeof candidates; k++)
            count[k] += s.p[i] == candidates[k];
    }
    for (size_t k = 1; k < sizeof candidates; k++)
        if (count[k] > count[best]) best = k;
    return candidates[best];
}

static u32 unit_at(str s, size_t at, bool big)
{
    const u8 *p = (const u8 *)s.p + at;
    return big ? (u32)p[0] << 8 | p[1] : (u32)p[1] << 8 | p[0];
}

/* What spreadsheets save as "Unicode text": UTF-16 with its mark, as UTF-8. */
static str from_utf16(struct arena *a, str s, bool big)
{
    char *start = arena_alloc(a, 2 * s.n + 4), *p = start;
    for (size_t i = 2; i + 1 < s.n; i += 2) {
        u32 c = unit_at(s, i, big), low = i + 3 < s.n ? unit_at(s, i + 2, big) : 0;
        if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        p = str_put_char(p, c); /* half a pair becomes bytes that no text holds: told at its cell */
    }
    return (str){start, (size_t)(p - start)};
}

void csv_begin(struct csv *c, struct arena *a, str bytes)
{
    bool little = str_starts(bytes, S("\xFF\xFE")), big = str_starts(bytes, S("\xFE\xFF"));
    if (little || big) bytes = from_utf16(a, bytes, big);
    if (str_starts(bytes, S("\xEF\xBB\xBF"))) bytes = str_sub(bytes, 3, bytes.n);
    *c = (struct csv){.arena = a, .rest = bytes, .separator = separator_of(bytes), .line = 1};
}

/* A cell in quotes; c->rest stands behind the opening one. Returns the fault or NULL. */
static const char *quoted_take(struct csv *c, str *cell)
{
    size_t i = 0, doubled = 0;
    i64 lines = 0;
    for (; i < c->rest.n; i++) {
        char ch = c->rest.p[i];
        if (ch == '\n' || (ch == '\r' && !(i + 1 < c->rest.n && c->rest.p[i + 1] == '\n'))) lines++;
        if (ch != '"') continue;
        if (i + 1 == c->rest.n || c->rest.p[i + 1] != '"') break;
        doubled++;
        i++;
    }
    bool closed = i < c->rest.n;
    *cell = str_sub(c->rest, 0, i);
    c->rest = str_sub(c->rest, closed ? i + 1 : i, c->rest.n);
    c->line += lines;
    if (!closed)
        return MESSAGE("This cell begins with a quotation mark that is never closed. Close it.");
    if (doubled) {
        char *p = arena_alloc(c->arena, cell->n);
        size_t n = 0;
        for (size_t k = 0; k < cell->n; k++) {
            p[n++] = cell->p[k];
            if (cell->p[k] == '"') k++;
        }
        *cell = (str){p, n};
    }
    if (at_line_end(c->rest) || c->rest.p[0] == c->separator) return NULL;
    return MESSAGE(
        "Something stands behind the closing quotation mark. Double each quotation mark inside a cell.");
}

static const char *bare_take(struct csv *c, str *cell)
{
    size_t i = 0;
    bool quote = false;
    while (i < c->rest.n && c->rest.p[i] != c->separator && c->rest.p[i] != '\n' &&
           c->rest.p[i] != '\r')
        quote = c->rest.p[i++] == '"' || quote;
    *cell = str_sub(c->rest, 0, i);
    c->rest = str_sub(c->rest, i, c->rest.n);
    return quote
               ? MESSAGE(
                     "A quotation mark stands inside this cell. Put the whole cell into quotation marks and double the ones inside.")
               : NULL;
}

static const char *cell_take(struct csv *c, str *cell)
{
    bool quoted = c->rest.n && c->rest.p[0] == '"';
    if (quoted) c->rest = str_sub(c->rest, 1, c->rest.n);
    const char *fault = quoted ? quoted_take(c, cell) : bare_take(c, cell);
    if (fault) return fault;
    if (cell->n > CSV_CELL_MAX) return MESSAGE("This cell is longer than 64 KB. Shorten it.");
    if (!str_is_text(*cell))
        return MESSAGE("This cell holds bytes that are not UTF-8 text. Save the file as UTF-8.");
    return NULL;
}

bool csv_next(struct csv *c, struct csv_row *out)
{
    while (c->rest.n && at_line_end(c->rest))
        line_end_take(c);
    if (c->rest.n == 0) return false;
    struct {
        str *v;
        size_t n, cap;
    } cells = {0};
    *out = (struct csv_row){.line = c->line};
    for (;;) {
        if (cells.n == CSV_COLUMNS_MAX)
            out->fault = MESSAGE("This line has more than 200 columns. Check its separators.");
        str cell = NO_STR;
        if (!out->fault) out->fault = cell_take(c, &cell);
        if (out->fault) break;
        *PUSH(c->arena, &cells) = cell;
        if (at_line_end(c->rest)) break;
        c->rest = str_sub(c->rest, 1, c->rest.n);
    }
    out->column = cells.n + 1;
    while (!at_line_end(c->rest))
        c->rest = str_sub(c->rest, 1, c->rest.n);
    line_end_take(c);
    out->v = cells.v;
    out->n = cells.n;
    return true;
}

str csv_bare(str cell)
{
    bool marked = cell.n > 1 && cell.p[0] == '\'' && memchr("=+-@\t\r", cell.p[1], 6) != NULL;
    return marked ? str_sub(cell, 1, cell.n) : cell;
}
