/* xlsx.c: reads spreadsheets. A file is a zip of XML parts: the list of sheets, the texts that cells
** share, the formats (is a number a percentage?), one part for each sheet. minizip unpacks, expat
** parses. Bounds: a part and all parts together may unpack to so much, a document type is refused (so
** there are no entities), and what a cell says is cut off nowhere: too long is refused. */
#include "web/xlsx.h"

#include "web/child.h"

#include <expat.h>
#include <minizip/unzip.h>
#include <unistd.h>

#define FILE_MAX (16 << 20)
#define PARTS_MAX (96LL << 20) /* unpacked, all together */
#define CELLS_MAX 400000
#define TEXT_MAX (12LL << 20) /* of all cells */
#define DEPTH_MAX 64
#define DIGITS 15
#define EXPONENT_MAX 400
#define FORMULA_SHOWN 60

/* --- the zip, from memory ------------------------------------------------------------------------- */

struct memory_file {
    str bytes;
    size_t at;
};

static voidpf memory_open(voidpf opaque, const char *name, int mode)
{
    (void)name;
    return mode & ZLIB_FILEFUNC_MODE_WRITE ? NULL : opaque;
}

static uLong memory_read(voidpf opaque, voidpf stream, void *out, uLong n)
{
    struct memory_file *m = stream;
    size_t left = m->bytes.n - m->at;
    (void)opaque;
    if (n > left) n = left;
    memcpy(out, m->bytes.p + m->at, n);
    m->at += n;
    return n;
}

static uLong memory_write(voidpf opaque, voidpf stream, const void *p, uLong n)
{
    (void)opaque, (void)stream, (void)p, (void)n;
    return 0;
}

static long memory_tell(voidpf opaque, voidpf stream)
{
    (void)opaque;
    return (long)((struct memory_file *)stream)->at;
}

static long memory_seek(voidpf opaque, voidpf stream, uLong offset, int origin)
{
    struct memory_file *m = stream;
    size_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? m->at
                  : origin == ZLIB_FILEFUNC_SEEK_END ? m->bytes.n
                                                     : 0;
    (void)opaque;
    if (offset > m->bytes.n || base + offset > m->bytes.n) return -1;
    m->at = base + offset;
    return 0;
}

static int memory_close(voidpf opaque, voidpf stream)
{
    (void)opaque, (void)stream;
    return 0;
}

/* --- a book --------------------------------------------------------------------------------------- */

struct book {
    struct arena *a;
    unzFile zip;
    i64 unpacked;
    str sheet, strings, styles; /* names of parts */
    struct {
        str *v;
        size_t n, cap;
    } shared;
    struct {
        bool *v;
        size_t n, cap;
    } percent; /* by the number of a cell's format */
    xlsx_cell_fn *cell;
    void *context;
};

/* A part, unpacked. False if there is none, or it does not end where it says. */
static bool part_read(struct book *b, str name, str *out)
{
    unz_file_info info;
    if (!name.n || unzLocateFile(b->zip, str_z(b->a, name), 2) != UNZ_OK) return false;
    if (unzGetCurrentFileInfo(b->zip, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK) return false;
    b->unpacked += (i64)info.uncompressed_size;
    if ((i64)info.uncompressed_size > PARTS_MAX || b->unpacked > PARTS_MAX || (info.flag & 1))
        return false;
    if (unzOpenCurrentFile(b->zip) != UNZ_OK) return false;
    size_t size = info.uncompressed_size, n = 0;
    char *p = arena_alloc(b->a, size + 1);
    int got = 1;
    while (n < size && got > 0) {
        got = unzReadCurrentFile(b->zip, p + n, (unsigned)(size - n));
        if (got > 0) n += (size_t)got;
    }
    *out = (str){p, n};
    return unzCloseCurrentFile(b->zip) == UNZ_OK && n == size;
}

/* --- XML ------------------------------------------------------------------------------------------ */

struct parsing {
    struct book *b;
    XML_Parser xml;
    bool wrong;
    int depth;
    /* of the part that is read */
    bool (*begin)(struct parsing *p, str name, const char **attributes);
    void (*end)(struct parsing *p, str name);
    struct buf text; /* of the element that collects */
    bool collects;
    /* state of the parts */
    str first_sheet; /* its relation */
    bool in_formats;
    struct {
        i64 *v;
        size_t n, cap;
    } percent_codes;
    i64 row, column, cells, bytes;
    str type;
    i64 style;
    str value;
    bool phonetic, valued;
    str formula; /* of the cell, with its sign; NO_STR if it has none */
};

static str local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return str_c(colon ? colon + 1 : name);
}

static str attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0) return str_c(attributes[i + 1]);
    return NO_STR;
}

static void stop(struct parsing *p)
{
    p->wrong = true;
    XML_StopParser(p->xml, XML_FALSE);
}

static void XMLCALL on_start(void *context, const char *name, const char **attributes)
{
    struct parsing *p = context;
    if (++p->depth > DEPTH_MAX || !p->begin(p, local(name), attributes)) stop(p);
}

static void XMLCALL on_end(void *context, const char *name)
{
    struct parsing *p = context;
    p->depth--;
    if (p->end) p->end(p, local(name));
    if (p->text.overflow) stop(p);
}

static void XMLCALL on_text(void *context, const char *s, int n)
{
    struct parsing *p = context;
    if (p->collects) buf_add(&p->text, (str){s, (size_t)n});
}

static void XMLCALL on_doctype(void *context, const char *name, const char *address,
                               const char *public, int internal)
{
    (void)name, (void)address, (void)public, (void)internal;
    stop(context);
}

static bool part_parse(struct parsing *p, str name)
{
    str bytes;
    if (!part_read(p->b, name, &bytes)) return false;
    p->xml = XML_ParserCreate(NULL);
    if (!p->xml) return false;
    buf_init(&p->text, XLSX_CELL_MAX);
    XML_SetUserData(p->xml, p);
    XML_SetElementHandler(p->xml, on_start, on_end);
    XML_SetCharacterDataHandler(p->xml, on_text);
    XML_SetStartDoctypeDeclHandler(p->xml, on_doctype);
    bool good = XML_Parse(p->xml, bytes.p, (int)bytes.n, 1) == XML_STATUS_OK && !p->wrong;
    XML_ParserFree(p->xml);
    buf_free(&p->text);
    return good;
}

static void collect(struct parsing *p, bool on)
{
    p->collects = on;
    if (on) buf_reset(&p->text);
}

/* --- the list of sheets --------------------------------------------------------------------------- */

static bool book_begin(struct parsing *p, str name, const char **attributes)
{
    if (!str_eq(name, S("sheet")) || p->first_sheet.n) return true;
    str state = attribute(attributes, "state");
    if (state.n && !str_eq(state, S("visible"))) return true;
    for (size_t i = 0; attributes[i]; i += 2)
        if (strchr(attributes[i], ':') && str_eq(local(attributes[i]), S("id")))
            p->first_sheet = str_dup(p->b->a, str_c(attributes[i + 1]));
    return true;
}

static str target_of(struct book *b, str target)
{
    return str_starts(target, S("/")) ? str_dup(b->a, str_sub(target, 1, target.n))
                                      : arena_printf(b->a, "xl/%.*s", P(target));
}

static bool relation_begin(struct parsing *p, str name, const char **attributes)
{
    struct book *b = p->b;
    if (!str_eq(name, S("Relationship"))) return true;
    str type = attribute(attributes, "Type"), target = attribute(attributes, "Target");
    if (str_eq(attribute(attributes, "Id"), p->first_sheet)) b->sheet = target_of(b, target);
    if (str_ends(type, S("/sharedStrings"))) b->strings = target_of(b, target);
    if (str_ends(type, S("/styles"))) b->styles = target_of(b, target);
    return true;
}

/* --- shared texts --------------------------------------------------------------------------------- */

static bool strings_begin(struct parsing *p, str name, const char **attributes)
{
    (void)attributes;
    if (str_eq(name, S("si"))) {
        collect(p, true);
        p->collects = false;
    }
    if (str_eq(name, S("rPh"))) p->phonetic = true;
    if (str_eq(name, S("t"))) p->collects = !p->phonetic;
    return true;
}

static void strings_end(struct parsing *p, str name)
{
    if (str_eq(name, S("t"))) p->collects = false;
    if (str_eq(name, S("rPh"))) p->phonetic = false;
    if (str_eq(name, S("si"))) *PUSH(p->b->a, &p->b->shared) = str_dup(p->b->a, buf_str(&p->text));
}

/* --- formats -------------------------------------------------------------------------------------- */

static bool is_percent(const struct parsing *p, i64 code)
{
    bool found = code == 9 || code == 10;
    for (size_t i = 0; i < p->percent_codes.n && !found; i++)
        found = p->percent_codes.v[i] == code;
    return found;
}

static bool styles_begin(struct parsing *p, str name, const char **attributes)
{
    i64 code = 0;
    struct book *b = p->b;
    (void)str_i64(attribute(attributes, "numFmtId"), &code);
    if (str_eq(name, S("cellXfs"))) p->in_formats = true;
    if (str_eq(name, S("numFmt")) && str_find_char(attribute(attributes, "formatCode"), '%') >= 0 &&
        p->percent_codes.n < 1000)
        *PUSH(b->a, &p->percent_codes) = code;
    if (p->in_formats && str_eq(name, S("xf")) && b->percent.n < 100000)
        *PUSH(b->a, &b->percent) = is_percent(p, code);
    return true;
}

static void styles_end(struct parsing *p, str name)
{
    if (str_eq(name, S("cellXfs"))) p->in_formats = false;
}

/* --- numbers -------------------------------------------------------------------------------------- */

struct digits {
    char v[EXPONENT_MAX];
    int n, point; /* the point stands behind so many of them; may be negative */
    bool negative;
};

static bool digits_read(str s, struct digits *d)
{
    size_t i = 0;
    bool point = false, any = false;
    if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) d->negative = s.p[i++] == '-';
    for (; i < s.n && s.p[i] != 'e' && s.p[i] != 'E'; i++) {
        if (s.p[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (s.p[i] < '0' || s.p[i] > '9' || d->n >= EXPONENT_MAX / 2) return false;
        any = true;
        if (d->n || s.p[i] != '0') d->v[d->n++] = s.p[i];
        if (!point && d->n) d->point++;
        if (point && !d->n) d->point--;
    }
    if (!any || i == s.n) return any;
    i64 exponent;
    str rest = str_sub(s, i + 1, s.n);
    if (str_starts(rest, S("+"))) rest = str_sub(rest, 1, rest.n);
    if (!str_i64(rest, &exponent) || exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX)
        return false;
    d->point += (int)exponent;
    return true;
}

static void digits_round(struct digits *d)
{
    if (d->n > DIGITS) {
        bool up = d->v[DIGITS] >= '5';
        d->n = DIGITS;
        for (int i = DIGITS - 1; up && i >= 0; i--) {
            up = d->v[i] == '9';
            d->v[i] = up ? '0' : (char)(d->v[i] + 1);
        }
        if (up) {
            d->v[0] = '1'; /* the others are noughts */
            d->point++;
        }
    }
    while (d->n && d->v[d->n - 1] == '0')
        d->n--;
}

bool xlsx_number(struct arena *a, str text, int shift, str *out)
{
    struct digits d = {0};
    struct buf b;
    if (!digits_read(str_trim(text), &d)) return false;
    digits_round(&d);
    d.point += shift;
    if (!d.n) {
        *out = S("0");
        return true;
    }
    if (d.point > 30 || d.point < -30) return false;
    buf_init(&b, 200);
    if (d.negative) buf_char(&b, '-');
    if (d.point <= 0) buf_lit(&b, "0.");
    for (int i = d.point; i < 0; i++)
        buf_char(&b, '0');
    for (int i = 0; i < d.n; i++) {
        if (i > 0 && i == d.point) buf_char(&b, '.');
        buf_char(&b, d.v[i]);
    }
    for (int i = d.n; i < d.point; i++)
        buf_char(&b, '0');
    *out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return true;
}

/* --- cells ---------------------------------------------------------------------------------------- */

/* "F7": column 6, row 7. */
static bool reference_read(str s, i64 *column, i64 *row)
{
    i64 c = 0;
    size_t i = 0;
    for (; i < s.n && i < 3 && s.p[i] >= 'A' && s.p[i] <= 'Z'; i++)
        c = c * 26 + (s.p[i] - 'A' + 1);
    if (i == 0 || !str_i64(str_sub(s, i, s.n), row) || *row < 1) return false;
    *column = c;
    return true;
}

static str number_shown(struct parsing *p, str v)
{
    str out;
    const struct book *b = p->b;
    bool percent = p->style >= 0 && (size_t)p->style < b->percent.n && b->percent.v[p->style];
    if (!xlsx_number(b->a, v, percent ? 2 : 0, &out)) return str_dup(b->a, v);
    return percent ? arena_printf(b->a, "%.*s %%", P(out)) : out;
}

static void cell_end(struct parsing *p)
{
    struct book *b = p->b;
    i64 index;
    str text = p->value;
    if (str_eq(p->type, S("s")))
        text = str_i64(text, &index) && index >= 0 && (size_t)index < b->shared.n
                   ? b->shared.v[index]
                   : NO_STR;
    else if (text.n && (!p->type.n || str_eq(p->type, S("n"))))
        text = number_shown(p, text);
    if (!p->valued && !text.n) text = p->formula; /* nobody has computed it: it is not empty */
    if (!text.n || p->column > XLSX_COLUMNS_MAX) return;
    p->bytes += (i64)text.n;
    if (++p->cells > CELLS_MAX || p->bytes > TEXT_MAX || p->row > XLSX_ROWS_MAX) {
        stop(p);
        return;
    }
    b->cell(b->context, p->row, p->column, text);
}

static bool sheet_begin(struct parsing *p, str name, const char **attributes)
{
    i64 row, column;
    if (str_eq(name, S("row"))) {
        p->row = str_i64(attribute(attributes, "r"), &row) && row > p->row ? row : p->row + 1;
        p->column = 0;
    } else if (str_eq(name, S("c"))) {
        p->column++;
        if (reference_read(attribute(attributes, "r"), &column, &row) && column > p->column)
            p->column = column;
        p->type = str_dup(p->b->a, attribute(attributes, "t"));
        if (!str_i64(attribute(attributes, "s"), &p->style)) p->style = -1;
        p->value = p->formula = NO_STR;
        p->valued = false;
        collect(p, true);
        p->collects = false;
    } else if (str_eq(name, S("f"))) {
        p->collects = true;
    } else if (str_eq(name, S("v")) || str_eq(name, S("t"))) {
        p->collects = !p->phonetic;
    } else if (str_eq(name, S("rPh"))) {
        p->phonetic = true;
    }
    return true;
}

static void sheet_end(struct parsing *p, str name)
{
    if (str_eq(name, S("f"))) {
        p->formula =
            arena_printf(p->b->a, "=%.*s", P(str_abbrev(buf_str(&p->text), FORMULA_SHOWN)));
        collect(p, true);
        p->collects = false;
    } else if (str_eq(name, S("v")) || str_eq(name, S("t"))) {
        p->collects = false;
        p->valued = p->valued || str_eq(name, S("v"));
        p->value = buf_str(&p->text);
    } else if (str_eq(name, S("rPh"))) {
        p->phonetic = false;
    } else if (str_eq(name, S("c"))) {
        cell_end(p);
    }
}

/* --- the whole ------------------------------------------------------------------------------------ */

static bool book_parse(struct book *b)
{
    struct parsing list = {.b = b, .begin = book_begin};
    if (!part_parse(&list, S("xl/workbook.xml"))) return false;
    list.begin = relation_begin;
    if (!part_parse(&list, S("xl/_rels/workbook.xml.rels"))) return false;
    struct parsing strings = {.b = b, .begin = strings_begin, .end = strings_end};
    if (b->strings.n && !part_parse(&strings, b->strings)) return false;
    struct parsing styles = {.b = b, .begin = styles_begin, .end = styles_end};
    if (b->styles.n && !part_parse(&styles, b->styles)) return false;
    struct parsing sheet = {.b = b, .begin = sheet_begin, .end = sheet_end};
    return part_parse(&sheet, b->sheet);
}

bool xlsx_read(struct arena *a, str bytes, xlsx_cell_fn *cell, void *context)
{
    struct memory_file file = {.bytes = bytes};
    zlib_filefunc_def io = {.zopen_file = memory_open,
                            .zread_file = memory_read,
                            .zwrite_file = memory_write,
                            .ztell_file = memory_tell,
                            .zseek_file = memory_seek,
                            .zclose_file = memory_close,
                            .zerror_file = memory_close,
                            .opaque = &file};
    struct book b = {.a = a, .cell = cell, .context = context};
    if (!bytes.n) return false;
    b.zip = unzOpen2("", &io);
    if (!b.zip) return false;
    bool good = book_parse(&b);
    unzClose(b.zip);
    return good;
}

/* --- the child ------------------------------------------------------------------------------------ */

static void cell_tell(void *context, i64 row, i64 column, str text)
{
    struct buf *out = context;
    buf_printf(out, "%lld %lld %zu\n", (long long)row, (long long)column, text.n);
    buf_add(out, text);
}

int xlsx_child(void)
{
    struct arena *a = arena_new();
    struct buf in, out;
    char piece[1 << 16];
    i64 n;
    buf_init(&in, FILE_MAX);
    buf_init(&out, 2 * TEXT_MAX);
    while ((n = io_read(STDIN_FILENO, piece, sizeof piece)) > 0)
        buf_add(&in, (str){piece, (size_t)n});
    bool good = n == 0 && !in.overflow && xlsx_read(a, buf_str(&in), cell_tell, &out);
    return good && io_write(STDOUT_FILENO, buf_str(&out)) && !out.overflow ? 0 : 1;
}

/* What the child said is not believed either. */
static bool cell_hear(struct arena *a, str *rest, struct xlsx_rows *out)
{
    str head, word;
    i64 n[3];
    if (!str_cut(rest, '\n', &head)) return false;
    for (int i = 0; i < 3; i++)
        if (!str_cut(&head, ' ', &word) || !str_i64(word, &n[i]) || n[i] < 1) return false;
    if (n[0] > XLSX_ROWS_MAX || n[1] > XLSX_COLUMNS_MAX || (size_t)n[2] > rest->n) return false;
    if (!out->n || out->v[out->n - 1].line < n[0]) {
        *PUSH(a, out) = (struct xlsx_row){.line = n[0]};
    } else if (out->v[out->n - 1].line != n[0]) {
        return false;
    }
    struct xlsx_row *row = &out->v[out->n - 1];
    str *cell = row->n >= (size_t)n[1] ? &row->v[n[1] - 1] : NULL;
    while (row->n < (size_t)n[1])
        *(cell = PUSH(a, row)) = NO_STR;
    if (!cell) return false;
    *cell = str_sub(*rest, 0, (size_t)n[2]);
    *rest = str_sub(*rest, (size_t)n[2], rest->n);
    return str_is_text(*cell);
}

enum status xlsx_rows(struct arena *a, const char *path, struct xlsx_rows *out)
{
    str rest;
    *out = (struct xlsx_rows){0};
    TRY(child_run(a, "xlsx", NULL, path, &rest));
    while (rest.n)
        if (!cell_hear(a, &rest, out)) return FAILED;
    return OK;
}
