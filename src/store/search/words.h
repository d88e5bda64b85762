/* words.h: how a text is cut into words that can be found, for index and query alike: folded
** (no accents, lower case), stemmed by language, Chinese, Japanese and Korean in pairs. */
#ifndef STORE_SEARCH_WORDS_H
#define STORE_SEARCH_WORDS_H

#include "base/base.h"

struct stemmer;

struct word_scan {
    str text;
    size_t at;
    struct arena *a; /* holds the folded words */
};
struct word {
    str folded;
    size_t from; /* byte in the text */
    bool pair;   /* of CJK: not stemmed */
};
/* The next word, or false at the end. */
bool word_next(struct word_scan *scan, struct word *out);

/* NULL if there is no stemmer for the language; stem_of then gives the word itself. */
struct stemmer *stemmer_open(str lang);
void stemmer_close(struct stemmer *s);
str stem_of(struct stemmer *s, struct arena *a, const struct word *w);

/* The words of a text with a space between, the stem first and the whole word behind it where they
** differ: what the index holds. */
void buf_words(struct buf *b, struct stemmer *s, str text);

#endif
