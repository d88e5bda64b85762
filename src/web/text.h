/* text.h: the translations of the program, written into build/gen/text.c by the text tool from the
** messages that index and html collect and from text/LANG.po. tr() and tr_n() read it. */
#ifndef WEB_TEXT_H
#define WEB_TEXT_H

#include "base/str.h"

struct text_entry {
    const char *id;   /* the English message */
    const char *one;  /* its translation; of a message with a plural, the form for one */
    const char *many; /* the form for other counts, or NULL */
};
struct text_language {
    const char *lang;           /* "fr" */
    const char *dir;            /* "ltr" or "rtl" */
    const struct text_entry *v; /* sorted by id, by strcmp */
    size_t n;
    int (*plural)(i64 n); /* 0: the form for one, 1: the other */
};
/* English first, without entries: its messages are their own translation. */
extern const struct text_language text_languages[];
extern const size_t text_language_count;

/* Marks a literal in a table as a message, so that the index tool collects it. */
#define MESSAGE(literal) literal

#endif
