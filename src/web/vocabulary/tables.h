/* tables.h: what tools/vocabulary.py writes into tables.c, for vocabulary.c alone. */
#ifndef WEB_VOCABULARY_TABLES_H
#define WEB_VOCABULARY_TABLES_H

#include "web/vocabulary/vocabulary.h"

struct vocab_table {
    const char *name;
    const struct vocab_entry *entries; /* sorted by code */
    size_t n;
};
extern const struct vocab_table vocab_tables[];
extern const size_t vocab_table_count;

struct vocab_place {
    const char *cc, *region, *subregion;
};
extern const struct vocab_place vocab_places[]; /* sorted by cc */
extern const size_t vocab_place_count;

#endif
