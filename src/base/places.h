/* places.h: texts and where they stand: the codes of a budget, the ids of its lines. Each text is kept
** once, numbered from 0 as it first came. The texts stay the caller's, the rest is the arena's. */
#ifndef BASE_PLACES_H
#define BASE_PLACES_H

#include "base/base.h"

struct places {
    str *v; /* in the order in which they came */
    size_t n, mask;
    u32 *slots;
};
/* Room for at most `most` different texts. */
struct places places_new(struct arena *a, size_t most);
/* The number of a text; SIZE_MAX if it never came. */
size_t places_find(const struct places *p, str text);
/* The number of a text, which is kept if it is new: then it is what `n` was before. */
size_t places_add(struct places *p, str text);

#endif
