/* embed.c: the host tool `embed`. Writes the files that the program carries in itself into
** build/gen/assets.c (see web/assets.h) and an enum of their positions into assets.h. Style sheets
** lose comments and needless spaces; every file gets a hash of the bytes that are served.
** The Makefile calls it last: embed --out build/gen FILE… */
#include "lib/util.h"

static struct buf output;

static const char *type_of(const char *file)
{
    static const char *const types[][2] = {
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".lua", "text/plain; charset=utf-8"},
        {".md", "text/plain; charset=utf-8"},
        {".csv", "text/plain; charset=utf-8"},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_ends(str_c(file), str_c(types[i][0]))) return types[i][1];
    fail_at(file, 0, "no content type is known for this file");
}

static u64 fnv1a(str s)
{
    u64 h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (u8)s.p[i]) * 0x100000001b3u;
    return h;
}

/* --- style sheets ----------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind a string or comment that begins at i; i itself if none does. */
static size_t skip_string(const char *file, str css, size_t i)
{
    char quote = css.p[i];
    if (quote != '"' && quote != '\'') return i;
    for (i++; i < css.n && css.p[i] != quote; i++)
        if (css.p[i] == '\\') i++;
    if (i >= css.n) fail_at(file, 0, "a string is not closed");
    return i + 1;
}

static size_t skip_comment(const char *file, str css, size_t i)
{
    str rest = str_sub(css, i, css.n);
    if (!str_starts(rest, S("/*"))) return i;
    i64 end = str_find(str_sub(rest, 2, rest.n), S("*/"));
    if (end < 0) fail_at(file, 0, "a comment is not closed");
    return i + (size_t)end + 4;
}

/* A space is needless next to these. Not next to + - * / (calc needs it), not next to ( (a media
** query's "and (" needs it), and not before : (between a selector and :hover it means something).
** */
static bool space_goes(char before, char after)
{
    return before == 0 || strchr("{};,:>", before) || (after && strchr("{};,>)", after)) ||
           before == '(' || after == '!';
}

static str minify(const char *file, str css)
{
    struct buf b;
    buf_init(&b, OUTPUT_MAX);
    bool space = false;
    for (size_t i = 0; i < css.n;) {
        size_t end = skip_comment(file, css, i);
        if (end > i || is_space(css.p[i])) {
            space = true;
            i = end > i ? end : i + 1;
            continue;
        }
        char before = b.n > 0 ? b.p[b.n - 1] : 0;
        if (space && !space_goes(before, css.p[i])) buf_char(&b, ' ');
        space = false;
        if (css.p[i] == '}' && before == ';') b.n--; /* the last ; of a block says nothing */
        end = skip_string(file, css, i);
        if (end == i) end = i + 1;
        buf_add(&b, str_sub(css, i, end));
        i = end;
    }
    str out = str_dup(tool_arena, buf_str(&b));
    buf_free(&b);
    return out;
}

/* --- tables ----------------------------------------------------------------------------------- */

/* Shipped editions and demonstration data keep their folder in the name; what is served at /static
** has the file's name alone. */
static const char *name_of(const char *file)
{
    str path = str_c(file);
    if (str_starts(path, S("editions/"))) return file;
    if (str_starts(path, S("src/desk/demo/"))) return file + strlen("src/desk/");
    return path_base(file);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(name_of(*(const char *const *)a), name_of(*(const char *const *)b));
}

/* "ASSET_STYLE_CSS" */
static const char *constant_of(const char *name)
{
    char *c = arena_alloc(tool_arena, strlen(name) + 1);
    for (size_t i = 0; name[i]; i++) {
        bool lower = name[i] >= 'a' && name[i] <= 'z', digit = name[i] >= '0' && name[i] <= '9';
        c[i] = lower ? (char)(name[i] - 'a' + 'A') : digit ? name[i] : '_';
    }
    return text_printf("ASSET_%s", c);
}

int main(int argc, char **argv)
{
    struct tool t = tool_start(argc, argv, "embed --out DIR FILE …");
    struct names files = t.args;
    if (files.n > 1) qsort(files.v, files.n, sizeof files.v[0], by_name);
    struct buf header;
    buf_init(&header, OUTPUT_MAX);
    buf_init(&output, OUTPUT_MAX);
    buf_lit(&header, "/* assets.h: positions of the embedded files. Written by tools/embed. */\n"
                     "#ifndef GEN_ASSETS_H\n#define GEN_ASSETS_H\n\n"
                     "#include \"web/assets.h\"\n\nenum asset_position {\n");
    buf_lit(&output, "/* assets.c: embedded files. Written by tools/embed; do not edit. */\n"
                     "#include \"web/assets.h\"\n\nconst struct asset assets[] = {\n");
    for (size_t i = 0; i < files.n; i++) {
        const char *file = files.v[i], *name = name_of(file);
        if (i > 0 && strcmp(name, name_of(files.v[i - 1])) == 0)
            fault_at(file, 0, "another asset has this name, %s", files.v[i - 1]);
        str bytes = file_bytes(file);
        if (str_ends(str_c(file), S(".css"))) bytes = minify(file, bytes);
        buf_printf(&header, "    %s,\n", constant_of(name));
        buf_printf(&output, "    {\"%s\", \"%s\",\n     (const u8 *)", name, type_of(file));
        buf_c_lines(&output, bytes, "     ");
        buf_printf(&output, ",\n     %zu, \"%016llx\"},\n", bytes.n,
                   (unsigned long long)fnv1a(bytes));
    }
    buf_lit(&header, "    ASSET_COUNT\n};\n\n#endif\n");
    buf_printf(&output, "    {0},\n};\nconst size_t asset_count = %zu;\n", files.n);
    write_if_changed(text_printf("%s/assets.h", t.out), &header);
    write_if_changed(text_printf("%s/assets.c", t.out), &output);
    buf_free(&header);
    buf_free(&output);
    return tool_end();
}
