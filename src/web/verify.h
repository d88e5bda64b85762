/* verify.h: checks a whole fund: runs every function with a CHECK comment, in the order of the rooms,
** against one snapshot. For `letsema verify` and the auditor's page. */
#ifndef WEB_VERIFY_H
#define WEB_VERIFY_H

#include "store/check.h"

/* Give it the store and an arena, and if wanted who hears of the progress and a digest that was kept;
** the rest it fills: faults, one per kind, and what was looked at. OK also when faults were found; else
** c->name is the check that could not look. */
enum status verify_run(struct check *c);
/* A fault as a sentence in a language, with its count where it stands for several. */
str verify_words(struct arena *a, str lang, const char *message, const str *arguments, size_t n,
                 i64 count);

#endif
