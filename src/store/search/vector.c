/* vector.c: see vector.h. PostgreSQL takes a megabyte of words with their repetitions, so each word is
** given once; of its places the first few are enough to weigh it. */
#include "store/search/vector.h"

enum { PLACE_MOST = 16383, PLACES = 16, BYTES_MOST = 700 << 10 };

struct place {
    str word;
    size_t at;
};
struct place_array {
    struct place *v;
    size_t n, cap;
};

static int by_word(const void *x, const void *y)
{
    const struct place *a = x, *b = y;
    int order = str_cmp(a->word, b->word);
    return order != 0 ? order : a->at < b->at ? -1 : 1;
}

static size_t same_as(const struct place_array *all, size_t from)
{
    size_t to = from + 1;
    while (to < all->n && str_eq(all->v[to].word, all->v[from].word))
        to++;
    return to;
}

str vector_of(struct arena *a, str words, char weight)
{
    struct place_array all = {0};
    str word;
    while (str_cut(&words, ' ', &word)) {
        size_t at = all.n < PLACE_MOST ? all.n + 1 : PLACE_MOST;
        if (word.n > 0) *PUSH(a, &all) = (struct place){word, at};
    }
    if (all.n > 0) qsort(all.v, all.n, sizeof *all.v, by_word);
    struct buf b;
    buf_init(&b, 8 << 20);
    size_t bytes = 0;
    for (size_t from = 0, to; from < all.n && bytes < BYTES_MOST; from = to) {
        to = same_as(&all, from);
        bytes += all.v[from].word.n + 2 * PLACES;
        buf_printf(&b, "%s'%s%.*s'", from ? " " : "", weight == '=' ? "=" : "",
                   P(all.v[from].word));
        for (size_t i = from; weight != '=' && i < to && i < from + PLACES; i++)
            buf_printf(&b, "%c%zu%c", i == from ? ':' : ',', all.v[i].at, weight);
    }
    str s = b.overflow ? S("") : str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}
