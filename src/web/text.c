/* text.c: the program's words in the reader's language, from the tables that the text tool wrote.
** A message without a translation stands in English. Called by templates, handlers and the layout. */
#include "web/text.h"

#include "web/out.h"
#include "web/request.h"

static const struct text_language *language_find(str lang)
{
    for (size_t i = 0; i < text_language_count; i++)
        if (str_eq(lang, str_c(text_languages[i].lang))) return &text_languages[i];
    return NULL;
}

static const struct text_entry *entry_find(const struct text_language *l, const char *id)
{
    size_t low = 0, high = l ? l->n : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int c = strcmp(id, l->v[middle].id);
        if (c == 0) return &l->v[middle];
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

str tr(str lang, const char *msg)
{
    const struct text_entry *e = entry_find(language_find(lang), msg);
    return str_c(e ? e->one : msg);
}

str tr_n(str lang, const char *one, const char *many, i64 n)
{
    const struct text_language *l = language_find(lang);
    const struct text_entry *e = entry_find(l, one);
    if (!e) return str_c(n == 1 ? one : many);
    return str_c(l->plural(n) && e->many ? e->many : e->one);
}

str T(const struct request *r, const char *message)
{
    return tr(r->lang, message);
}
