/* score.c: the arithmetic of a review. See score.h for what it promises. */
#include "fund/review/score.h"

/* --- a sheet ------------------------------------------------------------------------------------------- */

size_t card_size(const struct scorecard *card)
{
    size_t n = 0;
    for (size_t i = 0; i < card->category_count; i++)
        n += card->categories[i].criterion_count;
    return n;
}

const struct criterion *card_criterion(const struct scorecard *card, size_t i,
                                       const struct score_category **category)
{
    for (size_t k = 0; k < card->category_count; k++) {
        const struct score_category *c = &card->categories[k];
        if (i < c->criterion_count) {
            if (category) *category = c;
            return &c->criteria[i];
        }
        i -= c->criterion_count;
    }
    return NULL;
}

size_t card_position(const struct scorecard *card, str criterion)
{
    size_t n = card_size(card);
    for (size_t i = 0; i < n; i++)
        if (str_eq(card_criterion(card, i, NULL)->name, criterion)) return i;
    return n;
}

struct sheet sheet_new(struct arena *a, const struct scorecard *card)
{
    size_t n = card_size(card);
    return (struct sheet){NEW_ARRAY(a, n + 1, u32), n};
}

bool sheet_choose(const struct scorecard *card, struct sheet *s, size_t i, str options)
{
    const struct criterion *c = card_criterion(card, i, NULL);
    str rest = options, name;
    u32 chosen = 0;
    size_t count = 0;
    while (c && str_cut(&rest, ' ', &name)) {
        size_t k = 0;
        if (!name.n) continue;
        while (k < c->option_count && !str_eq(c->options[k].name, name))
            k++;
        if (k == c->option_count) return false;
        count += !(chosen & 1u << k);
        chosen |= 1u << k;
    }
    if (!c || (count > 1 && !c->many)) return false;
    s->chosen[i] = chosen;
    return true;
}

str sheet_options(struct arena *a, const struct scorecard *card, const struct sheet *s, size_t i)
{
    const struct criterion *c = card_criterion(card, i, NULL);
    str out = NO_STR;
    for (size_t k = 0; c && k < c->option_count; k++)
        if (s->chosen[i] & 1u << k)
            out = arena_printf(a, "%.*s%s%.*s", P(out), out.n ? " " : "", P(c->options[k].name));
    return out;
}

/* --- a score ------------------------------------------------------------------------------------------- */

static i64 criterion_units(const struct criterion *c, u32 chosen, bool *fails)
{
    i64 points = 0;
    bool zero = false;
    for (size_t k = 0; k < c->option_count; k++) {
        if (!(chosen & 1u << k)) continue;
        points += c->options[k].points;
        zero = zero || c->options[k].exclusive != OPTION_PLAIN;
        *fails = *fails || c->options[k].exclusive == OPTION_FAILS;
    }
    return zero ? 0 : points * c->per_point;
}

void score_of(struct arena *a, const struct scorecard *card, const struct sheet *s,
              struct score *out)
{
    bool fails = false;
    size_t at = 0;
    *out = (struct score){.times = 1, .categories = NEW_ARRAY(a, card->category_count + 1, i64)};
    for (size_t i = 0; i < card->category_count; i++) {
        const struct score_category *c = &card->categories[i];
        for (size_t k = 0; k < c->criterion_count; k++, at++) {
            out->open += !s->chosen[at];
            out->categories[i] += criterion_units(&c->criteria[k], s->chosen[at], &fails);
        }
        out->total += out->categories[i];
    }
    out->fails = fails;
}

void score_mean(struct arena *a, const struct scorecard *card, const struct score *v, size_t n,
                struct score *out)
{
    *out = (struct score){.categories = NEW_ARRAY(a, card->category_count + 1, i64)};
    for (size_t i = 0; i < n; i++) {
        out->total += v[i].total;
        out->times += v[i].times;
        out->fails += v[i].fails;
        out->open += v[i].open;
        for (size_t k = 0; k < card->category_count; k++)
            out->categories[k] += v[i].categories[k];
    }
}

/* over / under, rounded half up; both at least 0. */
static i64 half_up(i64 over, i64 under)
{
    return under > 0 ? (2 * over + under) / (2 * under) : 0;
}

i64 score_points(const struct scorecard *card, const struct score *s)
{
    return half_up(s->total * 10000, card->unit * s->times);
}

i64 score_percent(const struct scorecard *card, const struct score *s, size_t category)
{
    return half_up(s->categories[category] * 10000, card->categories[category].full * s->times);
}

/* a as a part of its sheets against b as a part of its own: <0, 0, >0. */
static int part_compare(i64 a, i64 a_times, i64 b, i64 b_times)
{
    i64 x = a * b_times, y = b * a_times;
    return (x > y) - (x < y);
}

bool scores_differ(const struct scorecard *card, const struct score *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            if (score_fails(&v[i]) != score_fails(&v[k])) return true;
            if ((v[i].total * v[k].times - v[k].total * v[i].times) * 100 >
                card->tolerance * card->unit * v[i].times * v[k].times)
                return true;
        }
    return false;
}

bool score_fails(const struct score *s)
{
    return 2 * s->fails > s->times;
}

bool score_reaches(const struct scorecard *card, const struct score *s)
{
    return s->total * 100 >= card->threshold * card->unit * s->times;
}

size_t score_below(const struct scorecard *card, const struct score *s, size_t from)
{
    size_t i = from;
    while (i < card->category_count && s->categories[i] * 100 >= card->categories[i].minimum *
                                                                     card->categories[i].full *
                                                                     s->times)
        i++;
    return i;
}

bool score_recommended(const struct scorecard *card, const struct score *s)
{
    return s->times && !s->open && !score_fails(s) && score_reaches(card, s) &&
           score_below(card, s, 0) == card->category_count;
}

/* --- a ranking ----------------------------------------------------------------------------------------- */

static int tie_compare(const struct scorecard *card, str tie, const struct ranked *a,
                       const struct ranked *b)
{
    if (str_eq(tie, S("amount"))) return (a->amount > b->amount) - (a->amount < b->amount);
    if (str_eq(tie, S("received")))
        return (a->received > b->received) - (a->received < b->received);
    for (size_t i = 0; i < card->category_count; i++)
        if (str_eq(card->categories[i].name, tie))
            return part_compare(b->score.categories[i], b->score.times, a->score.categories[i],
                                a->score.times);
    return 0;
}

/* <0 if a stands before b. `rule` tells which tie decided: tie_count if none did. */
static int ranked_compare(const struct scorecard *card, const struct ranked *a,
                          const struct ranked *b, bool *same_score, size_t *rule)
{
    int line = score_recommended(card, &b->score) - score_recommended(card, &a->score);
    int score = part_compare(b->score.total, b->score.times, a->score.total, a->score.times);
    *same_score = !line && !score;
    *rule = card->tie_count;
    if (line) return line;
    if (score) return score;
    for (size_t i = 0; i < card->tie_count; i++) {
        int order = tie_compare(card, card->ties[i], a, b);
        if (!order) continue;
        *rule = i;
        return order;
    }
    return 0;
}

static bool stands_before(const struct scorecard *card, const struct ranked *a,
                          const struct ranked *b)
{
    bool same;
    size_t rule;
    int order = ranked_compare(card, a, b, &same, &rule);
    return order ? order < 0 : a->index < b->index;
}

/* Merges the two ordered halves of v in room of the same size. */
static void ranked_sort(const struct scorecard *card, struct ranked *v, struct ranked *room,
                        size_t n)
{
    size_t half = n / 2, i = 0, k = half;
    if (n < 2) return;
    ranked_sort(card, v, room, half);
    ranked_sort(card, v + half, room, n - half);
    for (size_t at = 0; at < n; at++) {
        bool left = k == n || (i < half && !stands_before(card, &v[k], &v[i]));
        room[at] = left ? v[i++] : v[k++];
    }
    memcpy(v, room, n * sizeof *v);
}

void ranking_make(const struct scorecard *card, struct ranked *v, size_t n)
{
    struct arena *a = arena_new();
    ranked_sort(card, v, NEW_ARRAY(a, n + 1, struct ranked), n);
    arena_free(a);
    for (size_t i = 0; i < n; i++) {
        bool same = false;
        int order = i ? ranked_compare(card, &v[i - 1], &v[i], &same, &v[i].tie_rule) : -1;
        bool recommended = score_recommended(card, &v[i].score);
        v[i].tie = !i || !same ? TIE_NONE : order ? TIE_DECIDED : TIE_EQUAL;
        v[i].place = !recommended ? 0 : v[i].tie == TIE_EQUAL ? v[i - 1].place : (i64)i + 1;
    }
}
