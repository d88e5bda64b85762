/* letters.c: reads the letters that a fund without a relay writes into DIR/mail, decoded so that a
** test can look for words: the subject, then the text of every part. */
#include "fund.h"

#include <dirent.h>
#include <sys/stat.h>

#define LETTER_BYTES (4 << 20)

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/* In an encoded word `_` is a space. */
static void quoted_decode(struct buf *b, str s, bool word)
{
    for (size_t i = 0; i < s.n; i++) {
        int high = i + 1 < s.n ? hex_value(s.p[i + 1]) : -1;
        int low = i + 2 < s.n ? hex_value(s.p[i + 2]) : -1;
        if (s.p[i] == '=' && high >= 0 && low >= 0) {
            buf_char(b, (char)(high * 16 + low));
            i += 2;
        } else if (s.p[i] == '=' && !word) {
            while (i + 1 < s.n && s.p[i] != '\n')
                i++; /* a soft line break */
        } else if (s.p[i] != '\r') {
            buf_char(b, word && s.p[i] == '_' ? ' ' : s.p[i]);
        }
    }
}

static void base64_decode(struct buf *b, str s)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    u32 bits = 0;
    int count = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *at = s.p[i] ? strchr(letters, s.p[i]) : NULL;
        if (!at) continue;
        bits = bits << 6 | (u32)(at - letters);
        if ((count += 6) < 8) continue;
        count -= 8;
        if ((char)(bits >> count) != '\r') buf_char(b, (char)(bits >> count));
    }
}

/* RFC 2047: "=?utf-8?q?R=C3=A9ponse?=" */
static void words_decode(struct buf *b, str s)
{
    while (s.n) {
        i64 open = str_find(s, S("=?"));
        str rest = open < 0 ? NO_STR : str_sub(s, (size_t)open + 2, s.n), charset, code, text;
        bool is_word = open >= 0 && str_cut(&rest, '?', &charset) && str_cut(&rest, '?', &code) &&
                       str_cut(&rest, '?', &text) && rest.n && rest.p[0] == '=';
        if (!is_word) break;
        str before = str_sub(s, 0, (size_t)open);
        if (str_trim(before).n) buf_add(b, before);
        if (str_eqi(code, S("q")))
            quoted_decode(b, text, true);
        else
            base64_decode(b, text);
        s = str_sub(rest, 1, rest.n);
    }
    buf_add(b, s);
}

/* The value of a header, with its folded lines joined. */
static str header_of(struct arena *a, str head, const char *name)
{
    struct buf b;
    buf_init(&b, LETTER_BYTES);
    bool inside = false;
    str line;
    while (str_cut(&head, '\n', &line)) {
        if (str_ends(line, S("\r"))) line.n--;
        bool folded = line.n && (line.p[0] == ' ' || line.p[0] == '\t');
        if (!folded) {
            i64 colon = str_find_char(line, ':');
            inside = colon > 0 && str_eqi(str_sub(line, 0, (size_t)colon), str_c(name)) && b.n == 0;
            if (inside) buf_add(&b, str_trim(str_sub(line, (size_t)colon + 1, line.n)));
        } else if (inside) {
            buf_char(&b, ' ');
            buf_add(&b, str_trim(line));
        }
    }
    str value = str_dup(a, buf_str(&b));
    buf_free(&b);
    return value;
}

/* Splits at the first empty line; whole is all head if there is none. */
static void split(str whole, str *head, str *body)
{
    i64 at = str_find(whole, S("\r\n\r\n")), width = 4;
    i64 plain = str_find(whole, S("\n\n"));
    if (at < 0 || (plain >= 0 && plain < at)) {
        at = plain;
        width = 2;
    }
    *head = at < 0 ? whole : str_sub(whole, 0, (size_t)at);
    *body = at < 0 ? NO_STR : str_sub(whole, (size_t)(at + width), whole.n);
}

static void part_decode(struct arena *a, struct buf *b, str part, int depth)
{
    str head, body;
    split(part, &head, &body);
    str type = header_of(a, head, "content-type"),
        code = header_of(a, head, "content-transfer-encoding");
    i64 mark = str_find(type, S("boundary="));
    if (str_starts(type, S("multipart/")) && mark > 0 && depth < 4) {
        str boundary = str_trim(str_sub(type, (size_t)mark + 9, type.n)), piece;
        if (boundary.n && boundary.p[0] == '"') {
            boundary = str_sub(boundary, 1, boundary.n);
            str_cut(&boundary, '"', &piece);
        } else {
            str_cut(&boundary, ';', &piece);
        }
        str line = arena_printf(a, "--%.*s", P(piece));
        for (i64 at = str_find(body, line); at >= 0; at = str_find(body, line)) {
            body = str_sub(body, (size_t)at + line.n, body.n);
            i64 next = str_find(body, line), begin = str_find_char(body, '\n');
            if (next < 0 || begin < 0) break;
            part_decode(a, b, str_sub(body, (size_t)begin + 1, (size_t)next), depth + 1);
        }
    } else if (str_eqi(code, S("quoted-printable"))) {
        quoted_decode(b, body, false);
    } else if (str_eqi(code, S("base64"))) {
        base64_decode(b, body);
    } else {
        for (size_t i = 0; i < body.n; i++)
            if (body.p[i] != '\r') buf_char(b, body.p[i]);
    }
}

static void letter_read(struct fund *f, str path, struct mailed_array *out)
{
    FILE *file = fopen(path.p, "rb");
    if (!file) return;
    char *bytes = arena_alloc(f->arena, LETTER_BYTES);
    str whole = {bytes, fread(bytes, 1, LETTER_BYTES, file)}, head, body;
    fclose(file);
    split(whole, &head, &body);
    struct buf text;
    buf_init(&text, LETTER_BYTES);
    words_decode(&text, header_of(f->arena, head, "subject"));
    buf_lit(&text, "\n\n");
    part_decode(f->arena, &text, whole, 0);
    *PUSH(f->arena, out) =
        (struct mailed){.file = path,
                        .to = str_lower(f->arena, header_of(f->arena, head, "to")),
                        .text = str_dup(f->arena, buf_str(&text))};
    buf_free(&text);
}

struct found {
    str path;
    struct timespec at;
};
struct found_array {
    struct found *v;
    size_t n, cap;
};

static int by_age(const void *x, const void *y)
{
    const struct found *a = x, *b = y;
    if (a->at.tv_sec != b->at.tv_sec) return a->at.tv_sec < b->at.tv_sec ? -1 : 1;
    if (a->at.tv_nsec != b->at.tv_nsec) return a->at.tv_nsec < b->at.tv_nsec ? -1 : 1;
    return str_cmp(a->path, b->path);
}

void fund_letters(struct fund *f, struct mailed_array *out)
{
    str folder = arena_printf(f->arena, "%s/mail", f->dir);
    struct found_array found = {0};
    DIR *dir = opendir(folder.p);
    if (!dir) return;
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        struct stat st;
        str path = arena_printf(f->arena, "%.*s/%s", P(folder), e->d_name);
        if (stat(path.p, &st) == 0 && S_ISREG(st.st_mode))
            *PUSH(f->arena, &found) = (struct found){path, st.st_mtim};
    }
    closedir(dir);
    if (found.n) qsort(found.v, found.n, sizeof *found.v, by_age);
    for (size_t i = 0; i < found.n; i++)
        letter_read(f, found.v[i].path, out);
}
