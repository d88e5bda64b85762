/* terms.h: the words of vocabularies. Fixed ones (countries, regions, currencies) are compiled in,
** see web/vocabulary/; those of the fund's edition are asked through a hook, because the edition's
** room cannot be named from here. Labels live as long as the program. */
#ifndef WEB_TERMS_H
#define WEB_TERMS_H

#include "base/base.h"
#include "web/vocabulary/vocabulary.h"

/* The label in a language (English where it is missing), or the code itself when neither the
** compiled tables nor the edition know it: a code is better than nothing on a page. */
str term_label(str lang, const char *voc, str code);
/* True if the vocabulary has that code. */
bool term_known(const char *voc, str code);

/* Set once at start by the edition's room: the label of a code, or NO_STR. */
typedef str terms_edition_fn(str lang, const char *voc, str code);
extern terms_edition_fn *terms_edition_hook;

#endif
