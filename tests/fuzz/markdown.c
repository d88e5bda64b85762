/* Fuzz target: Markdown from anybody. The output holds only tags of the fixed set, all of them closed
** in order, and no address that a browser could run. */
#include "web/markdown.h"
#include "base/base.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

static const char *const allowed[] = {
    "a",      "blockquote", "br",    "code", "del", "div",   "em", "h2", "h3",
    "h4",     "h5",         "h6",    "hr",   "img", "li",    "ol", "p",  "pre",
    "strong", "table",      "tbody", "td",   "th",  "thead", "tr", "ul"};

static bool is_allowed(str name)
{
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (str_eq(name, str_c(allowed[i]))) return true;
    return false;
}

/* Our renderer writes the address first, so it begins right behind the tag's name. */
static void address_judge(str tag, str beginning)
{
    if (!str_starts(tag, beginning)) return;
    str v = str_sub(tag, beginning.n, tag.n);
    require(str_starts(v, S("/")) ? v.n < 2 || (v.p[1] != '/' && v.p[1] != '\\')
                                  : v.p[0] == '#' || str_eqi(str_sub(v, 0, 4), S("http")) ||
                                        str_eqi(str_sub(v, 0, 7), S("mailto:")) ||
                                        str_eqi(str_sub(v, 0, 4), S("tel:")));
}

static void html_judge(str s)
{
    static str stack[256];
    size_t depth = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '<') continue;
        bool closing = i + 1 < s.n && s.p[i + 1] == '/';
        size_t from = i + (closing ? 2 : 1), to = from, end = from;
        while (to < s.n && s.p[to] != ' ' && s.p[to] != '>')
            to++;
        while (end < s.n && s.p[end] != '>')
            end++;
        require(end < s.n);
        str name = str_sub(s, from, to), tag = str_sub(s, from, end);
        require(is_allowed(name));
        address_judge(tag, S("a href=\""));
        address_judge(tag, S("img src=\""));
        i = end;
        if (str_eq(name, S("br")) || str_eq(name, S("hr")) || str_eq(name, S("img"))) continue;
        if (!closing) {
            require(depth < 256);
            stack[depth++] = name;
        } else {
            require(depth > 0 && str_eq(stack[--depth], name));
        }
    }
    require(depth == 0);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    str source = {(const char *)data, n};
    struct arena *a = arena_new();
    struct buf b;
    buf_init(&b, 16 << 20);
    markdown_html(&b, a, source, &(struct markdown_options){.base = S("/fr"), .ids = n % 2});
    require(!b.overflow);
    html_judge(buf_str(&b));
    markdown_plain(a, source);
    markdown_mail(a, source, S("https://fund.example.org"));
    struct markdown_heading_array headings;
    markdown_outline(a, source, &headings);
    buf_free(&b);
    arena_free(a);
    return 0;
}
