/* text.c: the host tool `text`. Reads the collected messages and the hand-written text/LANG/FEATURE.po
** files and writes build/gen/text.c, one sorted table per language (see web/text.h). A translation
** whose placeholders differ from the message's is always refused: a wrong %s would read wild
** memory. With --strict a missing, fuzzy or stale translation is refused too. The Makefile calls it
** after index and html: text [--strict] --out build/gen MESSAGES each text/fr/FEATURE.po */
#include "lib/po.h"

static struct buf output;

/* --- placeholders ---------------------------------------------------------------------------- */

/* Takes the next placeholder off `*s`: %1 … %9, or a conversion of printf with its length. In a
** format a % that is neither is one that printf would misread. */
static bool next_placeholder(str *s, bool format, str *out)
{
    for (i64 at; (at = str_find_char(*s, '%')) >= 0;) {
        size_t i = (size_t)at + 1;
        if (i < s->n && s->p[i] == '%' && format) {
            *s = str_sub(*s, i + 1, s->n);
            continue;
        }
        if (i < s->n && s->p[i] >= '1' && s->p[i] <= '9') {
            i++;
        } else {
            while (i < s->n && strchr("-+#0.*lhzjt", s->p[i]))
                i++;
            bool conversion = i < s->n && strchr("diuxXscpfge", s->p[i]);
            if (!conversion && !format) {
                *s = str_sub(*s, (size_t)at + 1, s->n);
                continue;
            }
            if (i < s->n) i++;
        }
        *out = str_sub(*s, (size_t)at, i);
        *s = str_sub(*s, i, s->n);
        return true;
    }
    return false;
}

static bool has_conversion(str s)
{
    str one;
    while (next_placeholder(&s, false, &one))
        if (one.n > 1 && !(one.p[1] >= '1' && one.p[1] <= '9')) return true;
    return false;
}

/* The placeholders in a row: conversions in their order, because printf goes by it; %1 … sorted,
** because a sentence may turn them around. */
static const char *placeholders(str s, bool format)
{
    const char *conversions = "";
    int counts[10] = {0};
    str one;
    while (next_placeholder(&s, format, &one)) {
        if (one.n == 2 && one.p[1] >= '1' && one.p[1] <= '9')
            counts[one.p[1] - '0']++;
        else
            conversions = text_printf("%s %.*s", conversions, P(one));
    }
    for (int i = 1; i < 10; i++)
        for (int k = 0; k < counts[i]; k++)
            conversions = text_printf("%s %%%d", conversions, i);
    return conversions;
}

static void check_form(const char *file, const struct message *t, str form, str english, str other,
                       bool format)
{
    const char *has = placeholders(form, format), *wants = placeholders(english, format);
    if (strcmp(has, wants) == 0) return;
    if (other.n > 0 && strcmp(has, placeholders(other, format)) == 0) return;
    fault_at(file, t->line, "the translation has the placeholders [%s], the message has [%s]",
             has[0] ? has + 1 : "", wants[0] ? wants + 1 : "");
}

/* --- languages -------------------------------------------------------------------------------- */

static bool is_complete(const struct message *m, const struct message *t)
{
    return t && !t->fuzzy && t->one.n > 0 && (m->plural.n == 0 || t->many.n > 0);
}

/* "fr" of text/fr/event.po: a language is a folder, each feature has its file in it. */
static const char *language_of(const char *file)
{
    str path = str_c(file), piece, folder = NO_STR, last = NO_STR;
    while (str_cut(&path, '/', &piece)) {
        folder = last;
        last = piece;
    }
    if (folder.n != 2) fail_at(file, 0, "a file of translations stands in its language's folder");
    return text_printf("%.*s", P(folder));
}

/* French sets a space before high punctuation and inside guillemets; a line must not break there.
** Translators type an ordinary space, and here it becomes one that holds. */
static str french_spaces(str s)
{
    struct buf b;
    buf_init(&b, OUTPUT_MAX);
    for (size_t i = 0; i < s.n; i++) {
        str before = str_sub(s, 0, i), after = str_sub(s, i + 1, s.n);
        bool high = after.n > 0 && strchr(":;?!", after.p[0]);
        bool holds =
            s.p[i] == ' ' && (high || str_starts(after, S("»")) || str_ends(before, S("«")));
        buf_add(&b, holds ? S("\u00a0") : str_sub(s, i, i + 1));
    }
    return buf_str(&b);
}

static void put_entry(const char *file, const struct message *m, const struct message *t)
{
    bool french = strcmp(language_of(file), "fr") == 0;
    str one = french ? french_spaces(t->one) : t->one;
    str many = french ? french_spaces(t->many) : t->many;
    bool format = m->c_format || has_conversion(m->id) || has_conversion(m->plural);
    check_form(file, t, t->one, m->id, m->plural, format);
    if (m->plural.n > 0) check_form(file, t, t->many, m->plural, NO_STR, format);
    buf_lit(&output, "    {");
    buf_c_lines(&output, m->id, "     ");
    buf_lit(&output, ",\n     ");
    buf_c_lines(&output, one, "     ");
    if (m->plural.n > 0) {
        buf_lit(&output, ",\n     ");
        buf_c_lines(&output, many, "     ");
        buf_lit(&output, "},\n");
    } else {
        buf_lit(&output, ", NULL},\n");
    }
}

/* The same message may stand in several files; the first file's word is used everywhere. */
static int by_id(const void *a, const void *b)
{
    const struct message *x = a, *y = b;
    int order = str_cmp(x->id, y->id);
    return order ? order : strcmp(x->file, y->file);
}

static size_t put_language(const char *lang, const struct names *files,
                           const struct messages *messages, bool strict)
{
    struct messages translations = {0};
    for (size_t i = 1; i < files->n; i++)
        if (strcmp(language_of(files->v[i]), lang) == 0) po_read(files->v[i], &translations);
    qsort(translations.v, translations.n, sizeof translations.v[0], by_id);
    size_t kept = 0;
    for (size_t i = 0; i < translations.n; i++)
        if (i == 0 || !str_eq(translations.v[kept - 1].id, translations.v[i].id))
            translations.v[kept++] = translations.v[i];
    translations.n = kept;
    for (size_t i = 0; i < translations.n; i++)
        translations.v[i].places.n = 0;
    messages_sort(&translations);
    size_t count = 0;
    buf_printf(&output, "\nstatic const struct text_entry %s_entries[] = {\n", lang);
    for (size_t i = 0; i < messages->n; i++) {
        const struct message *m = &messages->v[i], *t = message_find(&translations, m->id);
        if (is_complete(m, t)) {
            put_entry(t->file, m, t);
            count++;
        } else if (strict) {
            fault_at(t ? t->file : lang, t ? t->line : 0, "no translation of \"%.*s\" (%s)",
                     P(m->id), m->places.n > 0 ? m->places.v[0] : "");
        }
    }
    buf_lit(&output, "    {NULL, NULL, NULL},\n};\n");
    for (size_t i = 0; i < translations.n && strict; i++)
        if (!message_find(messages, translations.v[i].id))
            fault_at(translations.v[i].file, translations.v[i].line,
                     "no source has this message any more");
    if (count < messages->n && !strict)
        printf("  text/%s: %zu of %zu messages are translated\n", lang, count, messages->n);
    return count;
}

static bool is_right_to_left(const char *lang)
{
    static const char *const langs[] = {"ar", "fa", "he", "ur", "ps", "dv"};
    for (size_t i = 0; i < sizeof langs / sizeof *langs; i++)
        if (strcmp(lang, langs[i]) == 0) return true;
    return false;
}

int main(int argc, char **argv)
{
    struct tool t =
        tool_start(argc, argv, "text [--strict] --out DIR MESSAGES text/LANG/FEATURE.po …");
    if (t.args.n < 1) fail_at("text", 0, "a file of messages is needed");
    buf_init(&output, OUTPUT_MAX);
    buf_lit(&output,
            "/* text.c: translations. Written by tools/text from text/LANG/FEATURE.po. */\n"
            "#include \"web/text.h\"\n\n"
            "/* English and most others: one is one. */\n"
            "static int plural_one(i64 n)\n{\n    return n != 1;\n}\n");
    struct messages messages = {0};
    po_read(t.args.v[0], &messages);
    messages_sort(&messages);
    const char *rows = "";
    bool french = false;
    struct names languages = {0};
    for (size_t i = 1; i < t.args.n; i++) {
        const char *lang = language_of(t.args.v[i]);
        bool there = false;
        for (size_t k = 0; k < languages.n; k++)
            there = there || !strcmp(languages.v[k], lang);
        if (!there) *PUSH(tool_arena, &languages) = lang;
    }
    for (size_t i = 0; i < languages.n; i++) {
        const char *lang = languages.v[i];
        bool none_is_one = strcmp(lang, "fr") == 0 || strcmp(lang, "pt") == 0;
        if (none_is_one && !french)
            buf_lit(&output, "\n/* French, Portuguese: none is like one. */\n"
                             "static int plural_none_is_one(i64 n)\n{\n    return n > 1;\n}\n");
        french = french || none_is_one;
        size_t n = put_language(lang, &t.args, &messages, t.strict);
        rows = text_printf("%s    {\"%s\", \"%s\", %s_entries, %zu, %s},\n", rows, lang,
                           is_right_to_left(lang) ? "rtl" : "ltr", lang, n,
                           none_is_one ? "plural_none_is_one" : "plural_one");
    }
    buf_printf(&output,
               "\nconst struct text_language text_languages[] = {\n"
               "    {\"en\", \"ltr\", NULL, 0, plural_one},\n%s};\n"
               "const size_t text_language_count = %zu;\n",
               rows, languages.n + 1);
    write_if_changed(text_printf("%s/text.c", t.out), &output);
    return tool_end();
}
