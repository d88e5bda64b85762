/* markup.c: follows HTML through a template; see markup.h. */
#include "markup.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name_char(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
}

static bool is_one_of(str word, const char *list)
{
    str rest = str_c(list), one;
    while (str_cut(&rest, ' ', &one))
        if (str_eq(one, word)) return true;
    return false;
}

static bool is_void(const char *tag)
{
    return is_one_of(str_c(tag), "area base br col embed hr img input link meta source track wbr");
}

bool is_block_tag(str tag)
{
    return is_one_of(tag,
                     "address article aside blockquote body br caption col colgroup dd details "
                     "dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
                     "head header hgroup hr html legend li link main menu meta nav ol optgroup "
                     "option p pre script search section source summary table tbody td tfoot "
                     "th thead title tr ul");
}

/* These end a <p> that is open, so they cannot stand in it. */
static bool closes_p(const char *tag)
{
    return is_one_of(str_c(tag),
                     "address article aside blockquote details dialog div dl fieldset "
                     "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav "
                     "ol p pre search section table ul");
}

static str tag_at(str text)
{
    size_t n = 0;
    while (n < text.n && is_name_char(text.p[n]))
        n++;
    return str_sub(text, 0, n);
}

bool begins_with_block(str text)
{
    text = str_trim(text);
    return str_starts(text, S("<")) && is_block_tag(tag_at(str_sub(text, 1, text.n)));
}

bool ends_with_block(str text)
{
    text = str_trim(text);
    size_t i = text.n;
    while (i > 0 && text.p[i - 1] != '<')
        i--;
    str end = str_sub(text, i, text.n);
    return str_ends(text, S(">")) && str_starts(end, S("/")) &&
           is_block_tag(tag_at(str_sub(end, 1, end.n)));
}

/* --- writing ---------------------------------------------------------------------------------- */

static void put_indent(struct markup *m)
{
    for (int i = 0; i < m->indent; i++)
        buf_lit(m->code, "    ");
}

static void flush_raw(struct markup *m)
{
    if (m->raw.n == 0) return;
    put_indent(m);
    buf_lit(m->code, "out_raw(o, S(");
    const char *margin = text_printf("%*s", m->indent * 4 + 13, "");
    buf_c_lines(m->code, buf_str(&m->raw), margin);
    buf_lit(m->code, "));\n");
    buf_reset(&m->raw);
}

void markup_statement(struct markup *m, const char *fmt, ...)
{
    flush_raw(m);
    put_indent(m);
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(m->code, fmt, ap);
    va_end(ap);
    buf_char(m->code, '\n');
}

void markup_begin(struct markup *m, const char *file, int line, struct buf *code)
{
    *m = (struct markup){.file = file, .line = line, .code = code, .indent = 1};
    m->s.after_block = true;
    buf_init(&m->raw, OUTPUT_MAX);
    buf_init(&m->word, 1 << 20);
}

static bool stands_in(const struct markup *m, const char *tags)
{
    for (const struct open_element *e = m->s.open; e; e = e->below)
        if (is_one_of(str_c(e->tag), tags)) return true;
    return false;
}

/* Decides on the white space before something that is not a block. */
static void put_space(struct markup *m)
{
    bool needed = m->s.space && !m->s.after_block;
    if (needed) buf_char(&m->raw, ' ');
    m->s.space = false;
    m->s.after_block = m->s.after_block || needed;
}

static const char *take_word(struct markup *m)
{
    const char *word = text_z(buf_str(&m->word));
    buf_reset(&m->word);
    return word;
}

/* --- tags ------------------------------------------------------------------------------------- */

static void tag_named(struct markup *m)
{
    const char *tag = m->s.tag = take_word(m);
    if (is_one_of(str_c(tag), "style iframe object embed base"))
        fail_at(m->file, m->line, "<%s> has no place in a template", tag);
    if (closes_p(tag) && m->s.open && strcmp(m->s.open->tag, "p") == 0)
        fail_at(m->file, m->line, "<%s> cannot stand in the <p> of line %d", tag, m->s.open->line);
    if (is_block_tag(str_c(tag)))
        m->s.space = false;
    else
        put_space(m);
    buf_printf(&m->raw, "<%s", tag);
    m->s.kind = IN_TAG;
    m->s.need_space = true;
    m->s.has_alt = m->s.has_src = m->s.is_post = false;
}

static void tag_opened(struct markup *m, bool self_closing)
{
    const char *tag = m->s.tag;
    bool foreign = stands_in(m, "svg");
    bool closed = is_void(tag) || (self_closing && foreign);
    if (self_closing && !closed)
        fail_at(m->file, m->line, "<%s/> does not close itself; write <%s></%s>", tag, tag, tag);
    if (strcmp(tag, "img") == 0 && !m->s.has_alt)
        fail_at(m->file, m->line, "<img> has no alt; alt=\"\" if it only decorates");
    if (strcmp(tag, "script") == 0 && !m->s.has_src)
        fail_at(m->file, m->line, "an inline script is refused; name a file by src");
    buf_add(&m->raw, self_closing && foreign ? S("/>") : S(">"));
    if (!closed) {
        struct open_element *e = NEW(tool_arena, struct open_element);
        *e = (struct open_element){tag, m->line, m->s.open};
        m->s.open = e;
    }
    m->s.kind = IN_TEXT;
    m->s.space = false;
    m->s.after_block = is_block_tag(str_c(tag));
    /* A browser drops the first line feed of a textarea or pre; this one goes instead of a
    ** person's. */
    if (strcmp(tag, "textarea") == 0) buf_char(&m->raw, '\n');
    if (strcmp(tag, "form") == 0 && m->s.is_post) markup_statement(m, "out_form_token(o);");
}

static void tag_closed(struct markup *m)
{
    const char *tag = take_word(m);
    const struct open_element *e = m->s.open;
    if (!e) fail_at(m->file, m->line, "</%s> closes nothing", tag);
    if (strcmp(e->tag, tag) != 0)
        fail_at(m->file, m->line, "</%s> stands where the <%s> of line %d is open", tag, e->tag,
                e->line);
    if (is_block_tag(str_c(tag)))
        m->s.space = false;
    else
        put_space(m);
    buf_printf(&m->raw, "</%s>", tag);
    m->s.open = e->below;
    m->s.kind = IN_TEXT;
    m->s.after_block = is_block_tag(str_c(tag));
}

/* --- attributes ------------------------------------------------------------------------------- */

static bool is_url_attribute(const char *name)
{
    return is_one_of(str_c(name), "href src action formaction srcset poster cite");
}

static void attribute_named(struct markup *m, bool has_value)
{
    const char *name = m->s.attribute = take_word(m);
    if (str_starts(str_c(name), S("on")) || is_one_of(str_c(name), "style srcdoc"))
        fail_at(m->file, m->line, "the attribute %s is refused: style sheets and scripts are files",
                name);
    if (strcmp(name, "alt") == 0) m->s.has_alt = true;
    if (strcmp(name, "src") == 0) m->s.has_src = true;
    buf_printf(&m->raw, " %s", name);
    if (has_value) buf_char(&m->raw, '=');
    m->s.kind = has_value ? IN_EQUALS : IN_TAG;
    m->s.need_space = true;
}

static void note_id(struct markup *m, str id)
{
    if (m->loops > 0)
        fail_at(m->file, m->line, "the id \"%.*s\" stands in a loop, so it would come twice",
                P(id));
    for (const struct used_id *u = m->s.ids; u; u = u->next)
        if (str_eq(u->id, id))
            fail_at(m->file, m->line, "the id \"%.*s\" stands at line %d already", P(id), u->line);
    struct used_id *u = NEW(tool_arena, struct used_id);
    *u = (struct used_id){str_dup(tool_arena, id), m->line, m->s.ids};
    m->s.ids = u;
}

static void value_ended(struct markup *m)
{
    str value = str_c(take_word(m));
    if (m->s.literal) {
        if (strcmp(m->s.attribute, "id") == 0) note_id(m, value);
        if (strcmp(m->s.attribute, "method") == 0) m->s.is_post = str_eqi(value, S("post"));
    }
    buf_char(&m->raw, '"');
    m->s.kind = IN_TAG;
    m->s.need_space = true;
}

/* ~/ at the beginning of an address; returns how much of it was taken. */
static size_t value_begins(struct markup *m, str rest)
{
    bool first = m->s.literal && m->word.n == 0 && !m->s.url_begun;
    if (!first || !is_url_attribute(m->s.attribute)) return 0;
    if (str_starts(rest, S("javascript:")) || str_starts(rest, S("data:")))
        fail_at(m->file, m->line, "this kind of address is refused");
    if (!str_starts(rest, S("~/"))) return 0;
    str path = str_sub(rest, 1, rest.n);
    if (str_starts(path, S("/desk")) || str_starts(path, S("/static/")) ||
        str_starts(path, S("/files/")))
        fail_at(m->file, m->line, "addresses below /desk, /static, /files have no language: no ~");
    markup_statement(m, "out_base(o);");
    m->s.url_begun = true;
    return 1;
}

/* --- the text, piece by piece ----------------------------------------------------------------- */

static size_t feed_text(struct markup *m, str rest)
{
    char c = rest.p[0], next = rest.n > 1 ? rest.p[1] : 0;
    if (str_starts(rest, S("<!--"))) {
        m->s.kind = IN_COMMENT;
        return 4;
    }
    if (c == '<' && (is_letter(next) || next == '/')) {
        m->s.kind = next == '/' ? IN_END_NAME : IN_TAG_NAME;
        return next == '/' ? 2 : 1;
    }
    if (c == '<') fail_at(m->file, m->line, "a < that opens no tag is written &lt;");
    if (is_space(c) && !stands_in(m, "pre textarea")) {
        m->s.space = true;
        return 1;
    }
    if (m->s.open && strcmp(m->s.open->tag, "script") == 0)
        fail_at(m->file, m->line, "an inline script is refused; name a file by src");
    put_space(m);
    buf_char(&m->raw, c);
    m->s.after_block = false;
    return 1;
}

static size_t feed_tag(struct markup *m, str rest)
{
    char c = rest.p[0];
    if (is_space(c)) {
        m->s.need_space = false;
        return 1;
    }
    if (str_starts(rest, S("/>")) || c == '>') {
        tag_opened(m, c == '/');
        return c == '/' ? 2 : 1;
    }
    if (!is_letter(c)) fail_at(m->file, m->line, "'%c' has no place in the tag <%s>", c, m->s.tag);
    if (m->s.need_space) fail_at(m->file, m->line, "a space is missing before this attribute");
    m->s.kind = IN_NAME;
    return 0;
}

static size_t feed_value(struct markup *m, str rest)
{
    char c = rest.p[0];
    if (c == '"') {
        value_ended(m);
        return 1;
    }
    size_t taken = value_begins(m, rest);
    if (taken > 0) return taken;
    if (m->s.url_whole)
        fail_at(m->file, m->line, "nothing may follow a value of type url in its attribute");
    m->s.url_begun = true;
    buf_char(&m->word, c);
    buf_char(&m->raw, c);
    return 1;
}

static size_t feed_name(struct markup *m, char c)
{
    if (is_name_char(c)) {
        buf_char(&m->word, c);
        return 1;
    }
    if (m->s.kind == IN_TAG_NAME) {
        tag_named(m);
        return 0;
    }
    if (m->s.kind == IN_END_NAME) {
        if (c != '>') fail_at(m->file, m->line, "an end tag holds only its name");
        tag_closed(m);
        return 1;
    }
    attribute_named(m, c == '=');
    return c == '=' ? 1 : 0;
}

/* Takes at least one character, or changes the state and takes none. */
static size_t feed_some(struct markup *m, str rest)
{
    switch (m->s.kind) {
    case IN_TEXT:
        return feed_text(m, rest);
    case IN_COMMENT:
        if (!str_starts(rest, S("-->"))) return 1;
        m->s.kind = IN_TEXT;
        return 3;
    case IN_TAG_NAME:
    case IN_END_NAME:
    case IN_NAME:
        return feed_name(m, rest.p[0]);
    case IN_TAG:
        return feed_tag(m, rest);
    case IN_EQUALS:
        if (rest.p[0] != '"')
            fail_at(m->file, m->line, "the value of %s stands in double quotes", m->s.attribute);
        buf_char(&m->raw, '"');
        m->s.kind = IN_VALUE;
        m->s.literal = true;
        m->s.url_begun = m->s.url_whole = false;
        return 1;
    case IN_VALUE:
        return feed_value(m, rest);
    }
    return 1;
}

void markup_feed(struct markup *m, str text)
{
    for (size_t i = 0; i < text.n;) {
        size_t taken = feed_some(m, str_sub(text, i, text.n));
        for (size_t k = 0; k < taken; k++)
            m->line += text.p[i + k] == '\n';
        i += taken;
    }
}

void markup_finish(struct markup *m)
{
    if (m->s.kind == IN_COMMENT) fail_at(m->file, m->line, "a comment is not closed");
    if (m->s.kind != IN_TEXT) fail_at(m->file, m->line, "the file ends inside a tag");
    if (m->s.open) fail_at(m->file, m->s.open->line, "<%s> is not closed", m->s.open->tag);
    flush_raw(m);
    buf_free(&m->raw);
    buf_free(&m->word);
}

/* --- directives ------------------------------------------------------------------------------- */

enum place markup_place(struct markup *m)
{
    switch (m->s.kind) {
    case IN_TEXT:
        if (stands_in(m, "script")) fail_at(m->file, m->line, "no value can stand inside <script>");
        put_space(m);
        m->s.after_block = false;
        return stands_in(m, "textarea title option svg") ? PLACE_PLAIN : PLACE_TEXT;
    case IN_VALUE:
        m->s.literal = false;
        return is_url_attribute(m->s.attribute) ? PLACE_URL : PLACE_ATTRIBUTE;
    case IN_COMMENT:
        fail_at(m->file, m->line, "no value can stand in a comment");
    case IN_EQUALS:
        fail_at(m->file, m->line, "the value of %s stands in double quotes", m->s.attribute);
    default:
        fail_at(m->file, m->line, "no value can stand in the name of a tag or attribute");
    }
}

void markup_need_text(struct markup *m, const char *what)
{
    if (m->s.kind != IN_TEXT || stands_in(m, "textarea title option script svg"))
        fail_at(m->file, m->line, "%s stands where elements can stand, not in a tag", what);
}

void markup_settle(struct markup *m)
{
    if (m->s.kind == IN_TAG_NAME) tag_named(m);
    if (m->s.kind == IN_NAME) attribute_named(m, false);
    if (m->s.kind == IN_END_NAME || m->s.kind == IN_EQUALS || m->s.kind == IN_COMMENT)
        fail_at(m->file, m->line, "no directive can stand here");
    if (m->s.kind == IN_TEXT) put_space(m);
    if (m->s.kind == IN_VALUE) m->s.literal = false;
    flush_raw(m);
}

static bool same_elements(const struct open_element *a, const struct open_element *b)
{
    for (; a && b && a != b; a = a->below, b = b->below)
        if (strcmp(a->tag, b->tag) != 0) return false;
    return a == b;
}

void markup_meet(struct markup *m, const struct markup_state *start,
                 const struct markup_state *other, int line)
{
    struct markup_state *s = &m->s;
    if (s->kind != other->kind)
        fail_at(m->file, line, "one way through this ends in a tag, another in text");
    if (!same_elements(s->open, other->open))
        fail_at(m->file, line,
                "what this opens or closes must be the same whichever way it goes: "
                "<%s> is open here, <%s> there",
                s->open ? s->open->tag : "nothing", other->open ? other->open->tag : "nothing");
    bool in_tag = s->kind == IN_TAG || s->kind == IN_VALUE;
    if (in_tag && strcmp(s->tag, other->tag) != 0)
        fail_at(m->file, line, "one way through this ends in <%s>, another in <%s>", s->tag,
                other->tag);
    s->need_space = s->need_space || other->need_space;
    s->after_block = s->after_block && other->after_block;
    s->has_alt = s->has_alt && other->has_alt;
    s->has_src = s->has_src && other->has_src;
    s->is_post = s->is_post || other->is_post;
    s->literal = s->literal && other->literal;
    s->url_begun = s->url_begun || other->url_begun;
    s->url_whole = s->url_whole || other->url_whole;
    for (const struct used_id *u = other->ids; u && u != start->ids; u = u->next) {
        struct used_id *copy = NEW(tool_arena, struct used_id);
        *copy = (struct used_id){u->id, u->line, s->ids};
        s->ids = copy;
    }
}
