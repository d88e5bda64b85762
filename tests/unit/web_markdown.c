/* Markdown: what it writes, and above all what it never writes. */
#define TEST_MAIN
#include "test.h"

#include "base/base.h"
#include "web/assets.h"
#include "web/markdown.h"
#include "web/picture.h"

static struct arena *arena;

static str html_with(const char *source, struct markdown_options o)
{
    struct buf b;
    if (!arena) arena = arena_new();
    buf_init(&b, 8 << 20);
    markdown_html(&b, arena, str_c(source), &o);
    str s = str_dup(arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static str html(const char *source)
{
    return html_with(source, (struct markdown_options){0});
}

TEST(paragraphs_and_spans)
{
    CHECK_STR(
        html("One *two* **three** `x<y` ~~four~~"),
        "<p>One <em>two</em> <strong>three</strong> <code>x&lt;y</code> <del>four</del></p>\n");
    CHECK_STR(html("a\\\nb"), "<p>a<br>\nb</p>\n");
    CHECK_STR(html(""), "");
}

TEST(raw_html_is_text)
{
    CHECK_STR(html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
    CHECK_STR(html("a <b onclick=x>b</b>"), "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n");
    CHECK_STR(html("&lt;script&gt; &#60; &#x3c; &bogus; &#0;"),
              "<p>&lt;script&gt; &lt; &lt; &amp;bogus; \ufffd</p>\n");
}

TEST(headings_begin_at_two)
{
    CHECK_STR(html("# A\n## B\n"), "<h2>A</h2>\n<h3>B</h3>\n");
    CHECK_STR(html("### A\n#### B\n"), "<h2>A</h2>\n<h3>B</h3>\n");
    CHECK_STR(html("# A\n#### B\n"), "<h2>A</h2>\n<h3>B</h3>\n");
    CHECK_STR(html_with("# A *b*\n# A b", (struct markdown_options){.top = 3, .ids = true}),
              "<h3 id=\"s-a-b\">A <em>b</em></h3>\n<h3 id=\"s-a-b-2\">A b</h3>\n");
}

TEST(links_of_allowed_kinds_only)
{
    CHECK_STR(html("[a](javascript:alert(1))"), "<p>a</p>\n");
    CHECK_STR(html("[a](&#106;avascript:alert(1))"), "<p>a</p>\n");
    CHECK_STR(html("[a](data:text/html,x)"), "<p>a</p>\n");
    CHECK_STR(html("[a](//evil.example/)"), "<p>a</p>\n");
    CHECK_STR(html("[a](/\\evil.example/)"), "<p>a</p>\n");
    CHECK_STR(html("[a](relative)"), "<p>a</p>\n");
    CHECK_STR(html("[a](#s-scope)"), "<p><a href=\"#s-scope\">a</a></p>\n");
    CHECK_STR(html("[a](mailto:x@example.org)"), "<p><a href=\"mailto:x@example.org\">a</a></p>\n");
    CHECK_STR(html("[a](tel:+254201234567)"), "<p><a href=\"tel:+254201234567\">a</a></p>\n");
    CHECK_STR(
        html("[a](https://example.org/?a=1&b=2)"),
        "<p><a href=\"https://example.org/?a=1&amp;b=2\" rel=\"nofollow noopener\">a</a></p>\n");
    CHECK_STR(html("[a](</x\" onclick=\"y>)"), "<p><a href=\"/x%22%20onclick=%22y\">a</a></p>\n");
    CHECK_STR(html("see https://example.org/x."),
              "<p>see <a href=\"https://example.org/x\" rel=\"nofollow noopener\">"
              "https://example.org/x</a>.</p>\n");
}

TEST(links_of_ours_follow_the_language)
{
    struct markdown_options fr = {.base = S("/fr"), .own = S("https://fund.example.org")};
    CHECK_STR(html_with("[a](/news)", fr), "<p><a href=\"/fr/news\">a</a></p>\n");
    CHECK_STR(html_with("[a](~/news)", fr), "<p><a href=\"/fr/news\">a</a></p>\n");
    CHECK_STR(html_with("[a](/files/ab/x.pdf)", fr), "<p><a href=\"/files/ab/x.pdf\">a</a></p>\n");
    CHECK_STR(html_with("[a](https://fund.example.org/x)", fr),
              "<p><a href=\"https://fund.example.org/x\">a</a></p>\n");
}

TEST(pictures_from_our_files_only)
{
    CHECK_STR(html("![a \"b\" *c*](/files/x.png)"),
              "<p><img src=\"/files/x.png\" loading=\"lazy\" alt=\"a &quot;b&quot; c\"></p>\n");
    CHECK_STR(html("![words](https://tracker.example/x.png)"), "<p>words</p>\n");
    CHECK_STR(html("![words](/static/x)"),
              "<p><img src=\"/static/x\" loading=\"lazy\" alt=\"words\"></p>\n");
}

/* The program's own pictures have a size, which keeps their room in the page. */
TEST(pictures_of_the_program_have_a_size)
{
    const struct asset *picture = asset_find(S("applicant-matrix.en.webp"));
    i64 width, height;
    CHECK(picture &&
          picture_size((str){(const char *)picture->bytes, picture->n}, &width, &height));
    html("");
    str address = asset_address(arena, picture);
    CHECK_STR(html(arena_printf(arena, "![words](%.*s)", P(address)).p),
              arena_printf(arena,
                           "<p><img src=\"%.*s\" width=\"%lld\" height=\"%lld\" loading=\"lazy\" "
                           "alt=\"words\"></p>\n",
                           P(address), (long long)width, (long long)height)
                  .p);
}

TEST(tables_and_lists)
{
    CHECK_STR(html("| a | b |\n|---|--:|\n| 1 | 2 |\n"),
              "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">a</th>"
              "<th scope=\"col\" class=\"n\">b</th></tr></thead><tbody><tr><td>1</td>"
              "<td class=\"n\">2</td></tr></tbody></table></div>\n");
    CHECK_STR(html("3. a\n4. b\n"), "<ol start=\"3\"><li>a</li>\n<li>b</li>\n</ol>\n");
}

/* Every element that is opened is closed, in order. */
static bool balanced(str s)
{
    str stack[4096];
    size_t depth = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '<') continue;
        bool closing = s.p[i + 1] == '/';
        size_t from = i + (closing ? 2 : 1), to = from;
        while (to < s.n &&
               ((s.p[to] >= 'a' && s.p[to] <= 'z') || (s.p[to] >= '0' && s.p[to] <= '9')))
            to++;
        str name = str_sub(s, from, to);
        if (str_eq(name, S("br")) || str_eq(name, S("hr")) || str_eq(name, S("img"))) continue;
        if (!closing && depth == 4096) return false;
        if (!closing)
            stack[depth++] = name;
        else if (!depth || !str_eq(stack[--depth], name))
            return false;
    }
    return depth == 0;
}

static str repeat(const char *piece, size_t times)
{
    struct buf b;
    if (!arena) arena = arena_new();
    buf_init(&b, 4 << 20);
    for (size_t i = 0; i < times; i++)
        buf_add(&b, str_c(piece));
    str s = str_dup(arena, buf_str(&b));
    buf_free(&b);
    return s;
}

TEST(limits_leave_it_whole)
{
    static const char *const pieces[] = {"> ",
                                         "- ",
                                         "*a ",
                                         "[",
                                         "![",
                                         "`",
                                         "<a",
                                         "# a\n",
                                         "*a* ",
                                         "|a",
                                         "**a [b](/c) ",
                                         "a\n\n",
                                         "![a](/files/b) "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        str source = repeat(pieces[i], 300000 / strlen(pieces[i]));
        str out = html(source.p);
        CHECK(balanced(out));
        CHECK(markdown_mail(arena, source, S("")).n < (16 << 20));
    }
    /* A table whose rows are all shorter than its head: n columns by n rows of cells. */
    str head = repeat("|a", 20000), line = repeat("|-", 20000), rows = repeat("|\n", 20000);
    str table = arena_printf(arena, "%.*s|\n%.*s|\n%.*s", P(head), P(line), P(rows));
    str out = html(table.p);
    CHECK(balanced(out));
    CHECK(out.n < (6 << 20));
}

TEST(plain_words)
{
    if (!arena) arena = arena_new();
    CHECK_STR(
        markdown_plain(arena, S("# Title\n\nSome *words* and a [link](/x).\n\n- one\n- two\n")),
        "Title\nSome words and a link.\n- one\n- two");
    CHECK_STR(markdown_plain(arena, S("a &amp; b\nc")), "a & b c");
    CHECK_STR(markdown_plain(arena, S("| a | b |\n|---|---|\n| 1 | 2 |\n")), "a | b\n1 | 2");
}

TEST(mail_is_wrapped_and_numbered)
{
    if (!arena) arena = arena_new();
    CHECK_STR(markdown_mail(
                  arena,
                  S("## News\n\nThe fund opened a call for proposals that protect people from the "
                    "threats they face; [read it](/calls/x) or [write](mailto:a@example.org).\n\n"
                    "1. first [again](/calls/x)\n2. second\n   - nested\n\n> quoted words\n\n"
                    "https://example.org/y\n\n    code  as is\n"),
                  S("https://fund.example.org")),
              "News\n"
              "----\n"
              "\n"
              "The fund opened a call for proposals that protect people from the\n"
              "threats they face; read it [1] or write [2].\n"
              "\n"
              "1. first again [1]\n"
              "2. second\n"
              "   - nested\n"
              "\n"
              "> quoted words\n"
              "\n"
              "https://example.org/y\n"
              "\n"
              "    code  as is\n"
              "\n"
              "[1] https://fund.example.org/calls/x\n"
              "[2] mailto:a@example.org\n");
}

TEST(outline)
{
    struct markdown_heading_array list;
    if (!arena) arena = arena_new();
    markdown_outline(arena, S("# One\n\ntext\n\n## Two & three\n"), &list);
    CHECK_INT(list.n, 2);
    if (list.n != 2) return;
    CHECK_INT(list.v[1].level, 3);
    CHECK_STR(list.v[1].id, "s-two-three");
    CHECK_STR(list.v[1].text, "Two & three");
}
