/* body.c: see body.h. The multipart reader keeps a window of a few KB, whatever the size of the
** parts: a file goes to disk as it comes. What a sender could make endless has a limit. */
#include "web/body.h"

#include "web/http.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* --- collecting bytes --------------------------------------------------------------------------*/

/* What a write that did not go is answered with. */
static int disk_code(void)
{
    return errno == ENOSPC || errno == EDQUOT ? 507 : 500;
}

/* A new temporary file; the name is the caller's to free. */
static int file_create(const char *folder, char **path)
{
    size_t room = strlen(folder) + sizeof "/in-XXXXXX";
    *path = malloc(room);
    if (!*path) return -1;
    snprintf(*path, room, "%s/in-XXXXXX", folder);
    int fd = mkostemp(*path, O_CLOEXEC);
    if (fd < 0) {
        free(*path);
        *path = NULL;
    }
    return fd;
}

void body_sink_open(struct body_sink *s, const char *folder, i64 limit)
{
    *s = (struct body_sink){.folder = folder, .fd = -1, .limit = limit};
    buf_init(&s->memory, BODY_MEMORY_MAX);
}

enum status body_sink_add(struct body_sink *s, str bytes)
{
    if ((i64)bytes.n > s->limit - s->size) return LIMIT;
    s->size += (i64)bytes.n;
    if (s->fd < 0) {
        if (s->size <= BODY_MEMORY_MAX) {
            buf_add(&s->memory, bytes);
            return OK;
        }
        s->fd = file_create(s->folder, &s->path);
        if (s->fd < 0 || !io_write(s->fd, buf_str(&s->memory)))
            return disk_code() == 507 ? FULL : FAILED;
        buf_free(&s->memory);
        buf_init(&s->memory, 0);
    }
    if (io_write(s->fd, bytes)) return OK;
    return disk_code() == 507 ? FULL : FAILED;
}

void body_sink_close(struct body_sink *s)
{
    if (s->fd >= 0) close(s->fd);
    if (s->path) unlink(s->path);
    free(s->path);
    buf_free(&s->memory);
    *s = (struct body_sink){.fd = -1};
}

/* --- texts -------------------------------------------------------------------------------------*/

static bool is_control(u32 c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* Valid UTF-8 without control characters, whatever came. */
static str text_clean(struct arena *a, str s)
{
    if (str_is_text(s)) return s;
    char *out = arena_alloc(a, s.n * 3 + 1); /* U+FFFD takes three bytes */
    size_t n = 0;
    while (s.n) {
        const char *from = s.p;
        u32 c = str_next_char(&s);
        if (is_control(c) && c != '\t' && c != '\n' && c != '\r') continue;
        if (c == 0xFFFD || !str_is_text((str){from, (size_t)(s.p - from)})) {
            memcpy(out + n, "\xEF\xBF\xBD", 3);
            n += 3;
        } else {
            memcpy(out + n, from, (size_t)(s.p - from));
            n += (size_t)(s.p - from);
        }
    }
    return (str){out, n};
}

int body_urlencoded(struct arena *a, str text, struct pair_array *out)
{
    str item;
    while (str_cut(&text, '&', &item)) {
        if (item.n == 0) continue;
        if (out->n >= BODY_FIELDS_MAX) return 413;
        str name, value = S(""), raw;
        str_cut(&item, '=', &raw);
        if (!http_unescape(a, raw, true, &name)) return 400;
        if (item.p && !http_unescape(a, item, true, &value)) return 400;
        *PUSH(a, out) = (struct pair){text_clean(a, name), text_clean(a, value)};
    }
    return 0;
}

/* --- what a file is ----------------------------------------------------------------------------*/

static bool has_at(str s, size_t at, str magic)
{
    return str_eq(str_sub(s, at, at + magic.n), magic);
}

/* A ZIP may be an office document: the names of its first members tell. */
static str sniff_zip(str s)
{
    static const struct {
        str mark, type;
    } kinds[] = {
        {S("mimetypeapplication/vnd.oasis.opendocument.text"),
         S("application/vnd.oasis.opendocument.text")},
        {S("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
         S("application/vnd.oasis.opendocument.spreadsheet")},
        {S("mimetypeapplication/vnd.oasis.opendocument.presentation"),
         S("application/vnd.oasis.opendocument.presentation")},
        {S("word/"), S("application/vnd.openxmlformats-officedocument.wordprocessingml.document")},
        {S("xl/"), S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")},
        {S("ppt/"), S("application/vnd.openxmlformats-officedocument.presentationml.presentation")},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_find(s, kinds[i].mark) >= 0) return kinds[i].type;
    return S("application/zip");
}

/* Text may be markup that a browser would run: such files get a name of their own. */
static str sniff_text(str s)
{
    str t = str_trim(str_starts(s, S("\xEF\xBB\xBF")) ? str_sub(s, 3, s.n) : s);
    static const struct {
        str start, type;
    } markups[] = {
        {S("<svg"), S("image/svg+xml")},     {S("<!doctype html"), S("text/html")},
        {S("<html"), S("text/html")},        {S("<script"), S("text/html")},
        {S("{\\rtf"), S("application/rtf")},
    };
    for (size_t i = 0; i < sizeof markups / sizeof *markups; i++)
        if (str_eqi(str_sub(t, 0, markups[i].start.n), markups[i].start)) return markups[i].type;
    if (str_starts(t, S("<?xml")))
        return str_find(t, S("<svg")) >= 0 ? S("image/svg+xml") : S("application/xml");
    /* The first bytes may end inside a character: up to three bytes at the end are forgiven. */
    for (size_t cut = 0; cut < 4 && cut <= s.n; cut++)
        if (str_is_text(str_sub(s, 0, s.n - cut))) return s.n ? S("text/plain") : NO_STR;
    return NO_STR;
}

str body_sniff(str s)
{
    static const struct {
        size_t at;
        str magic, type;
    } kinds[] = {
        {0, S("%PDF-"), S("application/pdf")},
        {0, S("\x89PNG\r\n\x1a\n"), S("image/png")},
        {0, S("\xff\xd8\xff"), S("image/jpeg")},
        {0, S("GIF87a"), S("image/gif")},
        {0, S("GIF89a"), S("image/gif")},
        {8, S("WEBPVP8"), S("image/webp")},
        {4, S("ftypavif"), S("image/avif")},
        {4, S("ftypheic"), S("image/heic")},
        {4, S("ftypisom"), S("video/mp4")},
        {4, S("ftypmp42"), S("video/mp4")},
        {0, S("II*\0"), S("image/tiff")},
        {0, S("MM\0*"), S("image/tiff")},
        {0, S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), S("application/x-ole-storage")},
        {0, S("\x1f\x8b"), S("application/gzip")},
        {0, S("7z\xbc\xaf\x27\x1c"), S("application/x-7z-compressed")},
        {0, S("Rar!\x1a\x07"), S("application/vnd.rar")},
        {0, S("\177ELF"), S("application/x-executable")},
        {0, S("MZ"), S("application/vnd.microsoft.portable-executable")},
    };
    s = str_sub(s, 0, BODY_SNIFF_BYTES);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (has_at(s, kinds[i].at, kinds[i].magic)) return kinds[i].type;
    if (has_at(s, 0, S("PK\x03\x04"))) return sniff_zip(s);
    str text = sniff_text(s);
    return text.p ? text : S("application/octet-stream");
}

/* --- multipart ---------------------------------------------------------------------------------*/

enum { PART_HEAD_MAX = 4096, WINDOW = 16384, FILE_NAME_MAX = 120 };
enum part_state { PART_PREAMBLE, PART_BOUNDARY, PART_HEAD, PART_DATA, PART_END };

struct multipart {
    struct arena *arena;
    const char *folder;
    struct body_form *out;
    enum part_state state;
    str delimiter; /* CRLF "--" boundary */
    char window[WINDOW];
    size_t n;
    i64 text_bytes;
    size_t parts;
    /* the part that is being read */
    str name, filename;
    bool is_file;
    struct buf text;
    int fd;
    char *path;
    i64 size;
    char first[BODY_SNIFF_BYTES];
};

struct multipart *multipart_new(struct arena *a, str boundary, const char *folder,
                                struct body_form *out)
{
    struct multipart *m = NEW(a, struct multipart);
    m->arena = a;
    m->folder = folder;
    m->out = out;
    m->fd = -1;
    m->delimiter = arena_printf(a, "\r\n--%.*s", P(boundary));
    /* The first boundary has no line before it: pretend one. */
    memcpy(m->window, "\r\n", 2);
    m->n = 2;
    return m;
}

static void window_drop(struct multipart *m, size_t n)
{
    memmove(m->window, m->window + n, m->n - n);
    m->n -= n;
}

/* The value of `key="…"` in a field's parameters; browsers write %22, %0D, %0A for what would end
** it. False if the field is malformed. */
static bool parameter(struct arena *a, str field, str key, str *out)
{
    *out = NO_STR;
    str_cut(&field, ';', &(str){0});
    while (field.p) {
        field = str_trim(field);
        i64 eq = str_find_char(field, '=');
        if (eq < 0) return field.n == 0;
        str name = str_trim(str_sub(field, 0, (size_t)eq)), value;
        field = str_sub(field, (size_t)eq + 1, field.n);
        if (field.n && field.p[0] == '"') {
            size_t end = 1;
            while (end < field.n && field.p[end] != '"')
                end += field.p[end] == '\\' && end + 1 < field.n && field.p[end + 1] == '"' ? 2 : 1;
            if (end >= field.n) return false;
            value = str_sub(field, 1, end);
            field = str_sub(field, end + 1, field.n);
            str between;
            if (!str_cut(&field, ';', &between) || str_trim(between).n) return false;
        } else {
            str_cut(&field, ';', &value);
            value = str_trim(value);
        }
        if (!str_eqi(name, key)) continue;
        if (!http_unescape(a, value, false, out)) return false;
        *out = text_clean(a, *out);
    }
    return true;
}

/* Characters that reorder or hide text: in a file's name they only deceive. */
static bool is_deceiving(u32 c)
{
    return c == 0xFFFD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/* No path, no control characters, at most 120 bytes with the ending kept. */
static str filename_clean(struct arena *a, str s)
{
    for (size_t i = s.n; i-- > 0;)
        if (s.p[i] == '/' || s.p[i] == '\\') {
            s = str_sub(s, i + 1, s.n);
            break;
        }
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    while (s.n) {
        const char *from = s.p;
        u32 c = str_next_char(&s);
        if (is_control(c) || is_deceiving(c)) continue;
        if (n == 0 && (c == '.' || c == ' ')) continue;
        memcpy(out + n, from, (size_t)(s.p - from));
        n += (size_t)(s.p - from);
    }
    str name = {out, n};
    if (n == 0) return S("file");
    if (n <= FILE_NAME_MAX) return name;
    size_t dot = n;
    while (dot > 0 && n - dot < 10 && out[dot] != '.')
        dot--;
    str ending = dot > 0 && out[dot] == '.' ? str_sub(name, dot, n) : S("");
    size_t keep = FILE_NAME_MAX - ending.n;
    while (keep > 0 && ((u8)out[keep] & 0xC0) == 0x80)
        keep--;
    return arena_printf(a, "%.*s%.*s", (int)keep, out, P(ending));
}

static int part_begin(struct multipart *m, str head)
{
    str disposition = NO_STR, line;
    while (str_cut(&head, '\n', &line)) {
        line = str_trim(line);
        str name;
        str_cut(&line, ':', &name);
        if (str_eqi(name, S("content-disposition"))) disposition = line;
        if (str_eqi(name, S("content-transfer-encoding")) &&
            !str_eqi(str_trim(line), S("binary")) && !str_eqi(str_trim(line), S("8bit")) &&
            !str_eqi(str_trim(line), S("7bit")))
            return 415;
    }
    if (!str_starts(str_trim(disposition), S("form-data"))) return 400;
    str filename;
    if (!parameter(m->arena, disposition, S("name"), &m->name) || !m->name.p) return 400;
    if (!parameter(m->arena, disposition, S("filename"), &filename)) return 400;
    if (++m->parts > BODY_FIELDS_MAX) return 413;
    m->is_file = filename.p != NULL;
    m->filename = m->is_file ? filename_clean(m->arena, filename) : NO_STR;
    m->size = 0;
    if (!m->is_file) buf_init(&m->text, BODY_TEXT_MAX);
    m->state = PART_DATA;
    return 0;
}

static int part_data(struct multipart *m, str bytes)
{
    if (bytes.n == 0) return 0;
    if (!m->is_file) {
        m->text_bytes += (i64)bytes.n;
        if (m->text_bytes > BODY_TEXT_MAX) return 413;
        buf_add(&m->text, bytes);
        return 0;
    }
    if (m->fd < 0) {
        if (m->out->uploads.n >= BODY_UPLOADS_MAX) return 413;
        m->fd = file_create(m->folder, &m->path);
        if (m->fd < 0) return disk_code();
        /* Listed at once, so that body_form_close removes it whatever comes. */
        *PUSH(m->arena, &m->out->uploads) = (struct upload){
            .name = m->name, .filename = m->filename, .path = str_dup(m->arena, str_c(m->path)).p};
        free(m->path);
        m->path = NULL;
    }
    if (m->size < BODY_SNIFF_BYTES) {
        size_t room = BODY_SNIFF_BYTES - (size_t)m->size;
        memcpy(m->first + m->size, bytes.p, bytes.n < room ? bytes.n : room);
    }
    m->size += (i64)bytes.n;
    return io_write(m->fd, bytes) ? 0 : disk_code();
}

static void part_drop(struct multipart *m)
{
    if (m->fd >= 0) close(m->fd);
    m->fd = -1;
    buf_free(&m->text);
    m->text = (struct buf){0};
}

static void part_finish(struct multipart *m)
{
    if (!m->is_file) {
        str value = str_dup(m->arena, buf_str(&m->text));
        *PUSH(m->arena, &m->out->fields) = (struct pair){m->name, text_clean(m->arena, value)};
    } else if (m->fd >= 0) { /* a file field that was left empty sends no bytes: no upload */
        struct upload *u = &m->out->uploads.v[m->out->uploads.n - 1];
        u->size = m->size;
        size_t seen = m->size < BODY_SNIFF_BYTES ? (size_t)m->size : BODY_SNIFF_BYTES;
        u->type = body_sniff((str){m->first, seen});
    }
    part_drop(m);
}

/* Searches the window for the next boundary; what surely stands before it is data. */
static int step_data(struct multipart *m, bool *more)
{
    i64 at = str_find((str){m->window, m->n}, m->delimiter);
    size_t sure = at >= 0 ? (size_t)at : m->n >= m->delimiter.n ? m->n - m->delimiter.n + 1 : 0;
    int status = m->state == PART_DATA ? part_data(m, (str){m->window, sure}) : 0;
    if (status) return status;
    window_drop(m, sure);
    *more = at >= 0;
    if (at < 0) return 0;
    window_drop(m, m->delimiter.n);
    if (m->state == PART_DATA) part_finish(m);
    m->state = PART_BOUNDARY;
    return 0;
}

/* After a boundary: CRLF and a part, or "--" and the end. */
static int step_boundary(struct multipart *m, bool *more)
{
    *more = m->n >= 2;
    if (m->n < 2) return 0;
    bool line = memcmp(m->window, "\r\n", 2) == 0;
    if (!line && memcmp(m->window, "--", 2) != 0) return 400;
    /* A part without head lines begins with the CRLF that stays here, and is refused for it. */
    if (!line) window_drop(m, 2);
    m->state = line ? PART_HEAD : PART_END;
    return 0;
}

static int step_head(struct multipart *m, bool *more)
{
    i64 end = str_find((str){m->window, m->n}, S("\r\n\r\n"));
    if (end > PART_HEAD_MAX || (end < 0 && m->n > PART_HEAD_MAX)) return 413;
    *more = end >= 0;
    if (end < 0) return 0;
    int status = part_begin(m, str_dup(m->arena, (str){m->window, (size_t)end}));
    window_drop(m, (size_t)end + 4);
    return status;
}

static int step(struct multipart *m, bool *more)
{
    switch (m->state) {
    case PART_PREAMBLE:
    case PART_DATA:
        return step_data(m, more);
    case PART_BOUNDARY:
        return step_boundary(m, more);
    case PART_HEAD:
        return step_head(m, more);
    case PART_END:
        m->n = 0; /* what follows the last boundary means nothing */
        *more = false;
        return 0;
    }
    return 500;
}

int multipart_feed(struct multipart *m, str bytes)
{
    while (bytes.n) {
        size_t n = WINDOW - m->n < bytes.n ? WINDOW - m->n : bytes.n;
        memcpy(m->window + m->n, bytes.p, n);
        m->n += n;
        bytes = str_sub(bytes, n, bytes.n);
        for (bool more = true; more;) {
            int status = step(m, &more);
            if (status) {
                part_drop(m);
                return status;
            }
        }
    }
    return 0;
}

int multipart_end(struct multipart *m)
{
    part_drop(m);
    return m->state == PART_END ? 0 : 400;
}

/* --- forms -------------------------------------------------------------------------------------*/

/* The boundary of a multipart type: 1 to 70 characters of RFC 2046, no more. */
static bool boundary_of(struct arena *a, str content_type, str *out)
{
    if (!parameter(a, content_type, S("boundary"), out) || out->n < 1 || out->n > 70) return false;
    for (size_t i = 0; i < out->n; i++) {
        u8 c = (u8)out->p[i];
        bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !memchr("'()+_,-./:=? ", c, 13)) return false;
    }
    return out->p[out->n - 1] != ' ';
}

typedef int feed_fn(void *context, str bytes);

/* Gives the body to `feed` in pieces, from where it is. */
static int body_pour(str body, const char *path, feed_fn *feed, void *context)
{
    if (!path) return feed(context, body);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 500;
    char piece[WINDOW];
    int status = 0;
    i64 n = 1;
    while (status == 0 && n > 0) {
        n = io_read(fd, piece, sizeof piece);
        if (n < 0)
            status = 500;
        else if (n > 0)
            status = feed(context, (str){piece, (size_t)n});
    }
    close(fd);
    return status;
}

static int feed_multipart(void *context, str bytes)
{
    return multipart_feed(context, bytes);
}

static int feed_text(void *context, str bytes)
{
    struct buf *b = context;
    buf_add(b, bytes);
    return b->overflow ? 413 : 0;
}

static int form_multipart(struct arena *a, str type, str body, const char *path, const char *folder,
                          struct body_form *out)
{
    str boundary;
    if (!boundary_of(a, type, &boundary)) return 400;
    struct multipart *m = multipart_new(a, boundary, folder, out);
    int status = body_pour(body, path, feed_multipart, m);
    int end = multipart_end(m);
    return status ? status : end;
}

static int form_urlencoded(struct arena *a, str body, const char *path, struct body_form *out)
{
    if (!path) return body_urlencoded(a, body, &out->fields);
    struct buf whole;
    buf_init(&whole, BODY_TEXT_MAX);
    int status = body_pour(body, path, feed_text, &whole);
    str text = str_dup(a, buf_str(&whole));
    buf_free(&whole);
    return status ? status : body_urlencoded(a, text, &out->fields);
}

int body_form_read(struct arena *a, str content_type, str body, const char *body_path,
                   const char *folder, struct body_form *out)
{
    *out = (struct body_form){0};
    if (!body_path && body.n == 0) return 0;
    str rest = content_type, kind;
    str_cut(&rest, ';', &kind);
    kind = str_trim(kind);
    if (str_eqi(kind, S("application/x-www-form-urlencoded")))
        return form_urlencoded(a, body, body_path, out);
    if (str_eqi(kind, S("multipart/form-data")))
        return form_multipart(a, content_type, body, body_path, folder, out);
    return 415;
}

void body_form_close(struct body_form *f)
{
    for (size_t i = 0; i < f->uploads.n; i++)
        unlink(f->uploads.v[i].path);
    f->uploads.n = 0;
}
