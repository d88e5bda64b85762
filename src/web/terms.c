/* terms.c: labels of codes. Called by out_term and by forms. */
#include "web/terms.h"

terms_edition_fn *terms_edition_hook;

/* Editions come first: a fund may name a country or region in its own way. */
static str lookup(str lang, const char *voc, str code)
{
    str label = terms_edition_hook ? terms_edition_hook(lang, voc, code) : NO_STR;
    const struct vocab_entry *e = label.n ? NULL : vocab_find(voc, code);
    if (!e) return label;
    return str_c(str_eq(lang, S("fr")) && e->fr ? e->fr : e->en);
}

str term_label(str lang, const char *voc, str code)
{
    if (!code.n) return code;
    str label = lookup(lang, voc, code);
    return label.n ? label : code;
}

bool term_known(const char *voc, str code)
{
    return code.n && lookup(S("en"), voc, code).n > 0;
}
