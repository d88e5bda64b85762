/* vector.h: our words as PostgreSQL keeps and asks for them. Called by search.c. */
#ifndef STORE_SEARCH_VECTOR_H
#define STORE_SEARCH_VECTOR_H

#include "base/base.h"

/* Words with spaces between as the text of a tsvector, each with the places where it stands and the
** weight (A to D) of the column. Weight '=' makes tags: marks that no word can be taken for. */
str vector_of(struct arena *a, str words, char weight);

#endif
