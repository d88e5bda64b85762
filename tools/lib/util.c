/* util.c: options, files, faults and quoting for the host tools; see util.h. */
#include "util.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct arena *tool_arena;
static size_t faults_noted;

static struct names split_words(str s)
{
    struct names list = {0};
    struct scan scan = {"--rooms", 0, s};
    str word;
    while (scan_word(&scan, &word))
        *PUSH(tool_arena, &list) = text_z(word);
    return list;
}

struct tool tool_start(int argc, char **argv, const char *usage)
{
    tool_arena = arena_new();
    struct tool t = {.name = path_base(argv[0]), .out = "."};
    for (int i = 1; i < argc; i++) {
        str arg = str_c(argv[i]);
        bool has_value = i + 1 < argc;
        if (str_eq(arg, S("--rooms")) && has_value) {
            t.rooms = split_words(str_c(argv[++i]));
        } else if (str_eq(arg, S("--out")) && has_value) {
            t.out = argv[++i];
        } else if (str_eq(arg, S("--strict"))) {
            t.strict = true;
        } else if (str_starts(arg, S("--"))) {
            fprintf(stderr, "usage: %s\n", usage);
            exit(2);
        } else {
            *PUSH(tool_arena, &t.args) = argv[i];
        }
    }
    if (mkdir(t.out, 0777) != 0 && errno != EEXIST)
        fail_at(t.out, 0, "cannot make this folder: %s", strerror(errno));
    return t;
}

static void fault_line(const char *file, int line, const char *fmt, va_list ap)
{
    faults_noted++;
    if (line > 0)
        fprintf(stderr, "%s:%d: ", file, line);
    else
        fprintf(stderr, "%s: ", file);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
}

void fail_at(const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fault_line(file, line, fmt, ap);
    va_end(ap);
    exit(1);
}

void fault_at(const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fault_line(file, line, fmt, ap);
    va_end(ap);
    if (faults_noted >= 50) exit(1);
}

size_t fault_count(void)
{
    return faults_noted;
}

int tool_end(void)
{
    return faults_noted > 0 ? 1 : 0;
}

const char *text_printf(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str s = arena_vprintf(tool_arena, fmt, ap);
    va_end(ap);
    return s.p;
}

const char *text_z(str s)
{
    return str_dup(tool_arena, s).p;
}

str file_bytes(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) fail_at(path, 0, "cannot be read: %s", strerror(errno));
    struct buf b;
    buf_init(&b, OUTPUT_MAX);
    char piece[16384];
    size_t n;
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(&b, (str){piece, n});
    if (ferror(f) || b.overflow) fail_at(path, 0, "cannot be read, or is too large");
    fclose(f);
    str s = str_dup(tool_arena, buf_str(&b));
    buf_free(&b);
    return s;
}

bool file_exists(const char *path)
{
    return access(path, R_OK) == 0;
}

static void walk(const char *dir, str suffix, struct names *out)
{
    DIR *d = opendir(dir);
    if (!d) fail_at(dir, 0, "cannot be read: %s", strerror(errno));
    struct dirent *e;
    while ((e = readdir(d))) {
        if (e->d_name[0] == '.') continue;
        const char *path = text_printf("%s/%s", dir, e->d_name);
        struct stat st;
        if (stat(path, &st) != 0) continue;
        if (S_ISDIR(st.st_mode))
            walk(path, suffix, out);
        else if (str_ends(str_c(e->d_name), suffix))
            *PUSH(tool_arena, out) = path;
    }
    closedir(d);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names files_below(const char *dir, const char *suffix)
{
    struct names list = {0};
    walk(dir, str_c(suffix), &list);
    if (list.n > 1) qsort(list.v, list.n, sizeof list.v[0], by_name);
    return list;
}

void write_if_changed(const char *path, const struct buf *b)
{
    if (faults_noted > 0) return;
    if (b->overflow) fail_at(path, 0, "would be larger than %zu bytes", b->max);
    if (file_exists(path) && str_eq(file_bytes(path), buf_str(b))) return;
    const char *temporary = text_printf("%s.new", path);
    FILE *f = fopen(temporary, "wb");
    if (!f) fail_at(temporary, 0, "cannot be written: %s", strerror(errno));
    bool written = b->n == 0 || fwrite(b->p, 1, b->n, f) == b->n;
    bool closed = fclose(f) == 0;
    if (!written || !closed || rename(temporary, path) != 0)
        fail_at(path, 0, "cannot be written: %s", strerror(errno));
}

const char *path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *path_folder(const char *path)
{
    str s = str_c(path);
    size_t end = (size_t)(path_base(path) - path);
    if (end == 0) return "";
    return path_base(text_z(str_sub(s, 0, end - 1)));
}

const char *path_stem(const char *path)
{
    str base = str_c(path_base(path));
    i64 dot = str_find_char(base, '.');
    return dot < 0 ? base.p : text_z(str_sub(base, 0, (size_t)dot));
}

int path_room(const struct tool *t, const char *src, const char *path)
{
    str rest = str_c(path), top = str_c(src);
    if (!str_starts(rest, top)) return -1;
    rest = str_sub(rest, top.n, rest.n);
    while (rest.n > 0 && rest.p[0] == '/')
        rest = str_sub(rest, 1, rest.n);
    i64 slash = str_find_char(rest, '/');
    if (slash < 0) return -1;
    for (size_t i = 0; i < t->rooms.n; i++)
        if (str_eq(str_sub(rest, 0, (size_t)slash), str_c(t->rooms.v[i]))) return (int)i;
    return -1;
}

bool room_may_use(const struct tool *t, int user, int used)
{
    if (user < 0 || used == user) return true;
    if (used < 0 || used > user) return false;
    /* Mail and edition stand side by side; neither knows the other. */
    return !(str_eq(str_c(t->rooms.v[user]), S("edition")) &&
             str_eq(str_c(t->rooms.v[used]), S("mail")));
}

bool is_c_keyword(str s)
{
    static const char *const words[] = {
        "auto",     "bool",     "break",  "case",    "char",   "const",  "continue",
        "default",  "do",       "double", "else",    "enum",   "extern", "false",
        "float",    "for",      "goto",   "if",      "inline", "int",    "long",
        "register", "restrict", "return", "short",   "signed", "sizeof", "static",
        "struct",   "switch",   "true",   "typedef", "typeof", "union",  "unsigned",
        "void",     "volatile", "while",  "asm",     "unix",   "linux",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(s, str_c(words[i]))) return true;
    return false;
}

bool is_name(str s)
{
    if (s.n == 0 || s.n > 60 || s.p[0] < 'a' || s.p[0] > 'z') return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return !is_c_keyword(s);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct scan *s)
{
    while (s->rest.n > 0 && is_space(s->rest.p[0]))
        s->rest = str_sub(s->rest, 1, s->rest.n);
}

bool scan_end(struct scan *s)
{
    skip_space(s);
    return s->rest.n == 0 || s->rest.p[0] == '#';
}

bool scan_word(struct scan *s, str *out)
{
    if (scan_end(s) || s->rest.p[0] == '"') return false;
    size_t n = 0;
    while (n < s->rest.n && !is_space(s->rest.p[n]))
        n++;
    *out = str_sub(s->rest, 0, n);
    s->rest = str_sub(s->rest, n, s->rest.n);
    return true;
}

bool scan_string(struct scan *s, str *out)
{
    skip_space(s);
    if (s->rest.n == 0 || s->rest.p[0] != '"') return false;
    char *text = arena_alloc(tool_arena, s->rest.n + 1);
    size_t n = 0, i = 1;
    for (; i < s->rest.n && s->rest.p[i] != '"'; i++) {
        char c = s->rest.p[i];
        if (c == '\\' && i + 1 < s->rest.n) {
            c = s->rest.p[++i];
            if (c == 'n') c = '\n';
        }
        text[n++] = c;
    }
    if (i >= s->rest.n) fail_at(s->file, s->line, "this text has no closing quote");
    s->rest = str_sub(s->rest, i + 1, s->rest.n);
    *out = (str){text, n};
    return true;
}

static void c_char(struct buf *b, char c)
{
    if (c == '"' || c == '\\')
        buf_printf(b, "\\%c", c);
    else if (c == '\n')
        buf_lit(b, "\\n");
    else if (c == '?')
        buf_lit(b, "\\?"); /* no trigraphs */
    else if ((u8)c < 0x20 || (u8)c >= 0x7f)
        buf_printf(b, "\\%03o", (unsigned)(u8)c);
    else
        buf_char(b, c);
}

void buf_c(struct buf *b, str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++)
        c_char(b, s.p[i]);
    buf_char(b, '"');
}

void buf_c_lines(struct buf *b, str s, const char *indent)
{
    size_t start = b->n;
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (b->n - start > 88 || (i > 0 && s.p[i - 1] == '\n')) {
            buf_printf(b, "\"\n%s\"", indent);
            start = b->n;
        }
        c_char(b, s.p[i]);
    }
    buf_char(b, '"');
}
