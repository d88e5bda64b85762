/* tally.c: sums, shares and bars of rows that count records (portfolio.h). */
#include "desk/portfolio/portfolio.h"

#include "base/median.h"
#include "web/text.h"

#include <string.h>

struct tally *tally_of(struct arena *a, struct tallies *all, str code, str label)
{
    for (size_t i = all->n; i > 0; i--)
        if (str_eq(all->v[i - 1].row.code, code)) return &all->v[i - 1];
    struct tally *t = PUSH(a, all);
    *t = (struct tally){.row = {.code = code, .label = label}};
    return t;
}

enum status tally_add(struct arena *a, struct tally *t, i64 n, struct money amount)
{
    t->row.count += n;
    if (!amount.currency[0]) return OK;
    for (size_t i = 0; i < t->sums.n; i++) {
        if (strcmp(t->sums.v[i].currency, amount.currency) != 0) continue;
        return money_add(t->sums.v[i], amount, &t->sums.v[i]) ? OK : LIMIT;
    }
    *PUSH(a, &t->sums) = amount;
    return OK;
}

void tally_waits(struct arena *a, struct tally *t, i64 days)
{
    *PUSH(a, &t->days) = days;
}

static void waits_finish(struct arena *a, struct tally *t)
{
    size_t n = t->days.n;
    t->row.moving = (i64)n;
    if (!n) return;
    t->row.median = median_decimal(a, t->days.v, n);
    t->row.longest = arena_printf(a, "%lld", (long long)t->days.v[n - 1]);
}

static str money_words(struct request *r, struct money m)
{
    struct buf b;
    buf_init(&b, 100);
    buf_money(&b, m, str_z(r->arena, r->lang), false);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* One currency into the column of amounts, the others in words: they are never added up. */
static void sums_finish(struct request *r, str currency, struct tally *t)
{
    t->row.amount = money_of(0, currency);
    for (size_t i = 0; i < t->sums.n; i++) {
        const struct money *m = &t->sums.v[i];
        if (str_eq(str_c(m->currency), currency)) {
            t->row.amount = *m;
            continue;
        }
        str words = money_words(r, *m);
        t->row.others = t->row.others.n
                            ? arena_printf(r->arena, "%.*s; %.*s", P(t->row.others), P(words))
                            : words;
    }
}

str share_words(struct request *r, i64 part, i64 whole)
{
    if (whole <= 0) return NO_STR;
    i64 share = (i64)(((__int128)part * 2000 + whole) / ((__int128)whole * 2)); /* half upwards */
    bool french = r->face == FACE_HTML && str_eq(r->lang, S("fr"));
    return arena_printf(r->arena, "%lld%s%lld", (long long)(share / 10), french ? "," : ".",
                        (long long)(share % 10));
}

void tally_finish(struct request *r, str currency, struct tally *total, struct tallies *all,
                  bool *several)
{
    i64 sum = 0;
    waits_finish(r->arena, total);
    sums_finish(r, currency, total);
    for (size_t i = 0; i < all->n; i++) {
        struct tally *t = &all->v[i];
        waits_finish(r->arena, t);
        sums_finish(r, currency, t);
        t->row.share = share_words(r, t->row.count, total->row.count);
        t->row.amount_share = share_words(r, t->row.amount.minor, total->row.amount.minor);
        t->row.bar = t->row.count;
        t->row.amount_bar = t->row.amount.minor;
        sum += t->row.count;
    }
    *several = sum > total->row.count;
}

void tally_show(struct arena *a, const struct tallies *all, struct portfolio_tally_array *out,
                i64 *largest, i64 *largest_amount)
{
    for (size_t i = 0; i < all->n; i++) {
        *PUSH(a, out) = all->v[i].row;
        if (all->v[i].row.bar > *largest) *largest = all->v[i].row.bar;
        if (all->v[i].row.amount_bar > *largest_amount) *largest_amount = all->v[i].row.amount_bar;
    }
}

static int by_size(const void *a, const void *b)
{
    const struct portfolio_tally *x = &((const struct tally *)a)->row,
                                 *y = &((const struct tally *)b)->row;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return str_cmp(x->label, y->label);
}

static int by_place(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    return str_cmp(x->row.code, y->row.code);
}

static int by_code(const void *a, const void *b)
{
    return str_cmp(((const struct tally *)a)->row.code, ((const struct tally *)b)->row.code);
}

void tally_sort(struct tallies *all, enum tally_order order)
{
    int (*const orders[])(const void *, const void *) = {by_place, by_size, by_code};
    if (all->n > 1) qsort(all->v, all->n, sizeof *all->v, orders[order]);
}
