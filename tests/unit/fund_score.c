/* fund_score.c: the arithmetic of a review: weights at three levels, exclusive options, minimums,
** rounding, the mean, when a third must score; and what holds for every ranking: it does not depend on
** the order of its proposals, one more never reorders the others, each tie is explained. */
#define TEST_MAIN
#include "test.h"

#include "fund/review/score.h"

static struct arena *a;
static struct edition *shipped[2];
static unsigned long long seed;

static const struct scorecard *card(size_t edition, size_t i)
{
    return &shipped[edition]->scorecards[i];
}

TEST(editions_load)
{
    struct edition_fault_array faults = {0};
    a = arena_new();
    CHECK(digest_start());
    CHECK_INT(edition_read_folder("editions/untfhs", a, &shipped[0], &faults), OK);
    CHECK_INT(edition_read_folder("editions/community", a, &shipped[1], &faults), OK);
    CHECK_INT(shipped[0]->scorecard_count, 2);
    CHECK_INT(shipped[1]->scorecard_count, 1);
}

static i64 random_below(i64 n)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (i64)((seed >> 33) % (unsigned long long)n);
}

static void choose(const struct scorecard *s, struct sheet *sheet, const char *criterion,
                   const char *options)
{
    CHECK(sheet_choose(s, sheet, card_position(s, str_c(criterion)), str_c(options)));
}

/* The best or the worst of everything. */
static struct sheet all_of(const struct scorecard *s, bool best)
{
    struct sheet sheet = sheet_new(a, s);
    for (size_t i = 0; i < sheet.n; i++) {
        const struct criterion *c = card_criterion(s, i, NULL);
        for (size_t k = 0; k < c->option_count; k++) {
            bool plain = c->options[k].exclusive == OPTION_PLAIN;
            bool take = c->many ? best == plain : c->options[k].points == (best ? c->most : 0);
            if (take) sheet.chosen[i] = (c->many ? sheet.chosen[i] : 0) | 1u << k;
        }
    }
    return sheet;
}

static struct sheet any_sheet(const struct scorecard *s)
{
    struct sheet sheet = sheet_new(a, s);
    for (size_t i = 0; i < sheet.n; i++) {
        const struct criterion *c = card_criterion(s, i, NULL);
        sheet.chosen[i] = c->many ? (u32)(1 + random_below((1 << c->option_count) - 1))
                                  : 1u << random_below((i64)c->option_count);
    }
    return sheet;
}

static struct score score(const struct scorecard *s, struct sheet sheet)
{
    struct score out;
    score_of(a, s, &sheet, &out);
    return out;
}

TEST(weights_sum_to_the_whole)
{
    for (size_t e = 0; e < 2; e++)
        for (size_t i = 0; i < shipped[e]->scorecard_count; i++) {
            const struct scorecard *s = card(e, i);
            i64 full = 0;
            for (size_t k = 0; k < s->category_count; k++)
                full += s->categories[k].full;
            CHECK_INT(full, s->unit);
            struct score best = score(s, all_of(s, true)), worst = score(s, all_of(s, false));
            CHECK_INT(best.total, s->unit);
            CHECK_INT(score_points(s, &best), 10000);
            CHECK_INT(best.open + worst.open, 0);
            CHECK_INT(score_points(s, &worst), 0);
            for (size_t k = 0; k < s->category_count; k++)
                CHECK_INT(score_percent(s, &best, k), 10000);
            CHECK(score_recommended(s, &best) && !score_recommended(s, &worst));
        }
}

/* Reading an idea: 2 of 3 for the neighbourhood (of these 2 of 3 and 1 of 3), 1 of 3 for what can be
** done (half and half). Worked out by hand. */
TEST(three_levels_by_hand)
{
    const struct scorecard *s = card(1, 0);
    struct sheet sheet = sheet_new(a, s);
    choose(s, &sheet, "others", "partly");
    choose(s, &sheet, "place", "yes");
    choose(s, &sheet, "doable", "no");
    choose(s, &sheet, "money", "partly");
    struct score x = score(s, sheet);
    CHECK_INT(score_percent(s, &x, 0), 6667); /* 2/3 * 1/2 + 1/3 */
    CHECK_INT(score_percent(s, &x, 1), 2500); /* 1/2 * 0 + 1/2 * 1/2 */
    CHECK_INT(score_points(s, &x), 5278);     /* 2/3 * 2/3 + 1/3 * 1/4 = 19/36 */
    CHECK(score_reaches(s, &x) && score_recommended(s, &x));
}

TEST(exclusive_options)
{
    const struct scorecard *full = card(0, 1), *note = card(0, 0);
    struct sheet sheet = all_of(full, true);
    struct score best = score(full, sheet);
    choose(full, &sheet, "measured", "baseline target verification none");
    struct score zero = score(full, sheet);
    choose(full, &sheet, "measured", "baseline verification");
    struct score half = score(full, sheet);
    CHECK_INT(best.total - zero.total,
              2 * (best.total - half.total)); /* zeroes the criterion alone */
    CHECK(!score_fails(&zero));
    sheet = all_of(note, true);
    choose(note, &sheet, "no_duplication", "duplicates");
    struct score fails = score(note, sheet);
    CHECK_INT(score_points(note, &fails), 9500);
    CHECK(score_fails(&fails) && score_reaches(note, &fails) && !score_recommended(note, &fails));
}

TEST(what_cannot_be_chosen)
{
    const struct scorecard *s = card(0, 0);
    struct sheet sheet = all_of(s, true);
    size_t at = card_position(s, S("realism"));
    u32 before = sheet.chosen[at];
    CHECK(!sheet_choose(s, &sheet, at, S("strong weak")));
    CHECK(!sheet_choose(s, &sheet, at, S("excellent")));
    CHECK(!sheet_choose(s, &sheet, sheet.n, S("strong")));
    CHECK_INT(sheet.chosen[at], before);
    CHECK(sheet_choose(s, &sheet, at, S("")));
    CHECK_INT(score(s, sheet).open, 1);
    CHECK_INT(card_position(s, S("nothing")), card_size(s));
    at = card_position(card(0, 1), S("measured"));
    sheet = sheet_new(a, card(0, 1));
    CHECK(sheet_choose(card(0, 1), &sheet, at, S("target baseline target")));
    CHECK_STR(sheet_options(a, card(0, 1), &sheet, at), "baseline target");
}

TEST(minimum_of_a_category)
{
    const struct scorecard *s = card(0, 0);
    struct sheet sheet = all_of(s, true);
    choose(s, &sheet, "partnership", "weak"); /* 25 % of partners */
    struct score x = score(s, sheet);
    CHECK(score_reaches(s, &x) && !score_recommended(s, &x));
    CHECK_STR(s->categories[score_below(s, &x, 0)].name, "partners");
    CHECK_INT(score_below(s, &x, score_below(s, &x, 0) + 1), s->category_count);
    choose(s, &sheet, "partnership", "adequate"); /* 50 % */
    x = score(s, sheet);
    CHECK(score_recommended(s, &x));
    /* Exactly at the minimum is enough. */
    struct scorecard strict = *s;
    struct score_category *categories = NEW_ARRAY(a, s->category_count, struct score_category);
    memcpy(categories, s->categories, s->category_count * sizeof *categories);
    strict.categories = categories;
    categories[3].minimum = 50;
    CHECK(score_recommended(&strict, &x));
    categories[3].minimum = 51;
    CHECK(!score_recommended(&strict, &x));
}

/* Rounding is half up, asked of every part of small numbers beside a sum of tenths of hundredths. */
TEST(rounding_is_half_up)
{
    struct scorecard s = {.category_count = 0};
    for (i64 unit = 1; unit <= 96; unit++)
        for (i64 total = 0; total <= unit; total++) {
            struct score x = {.total = total, .times = 1};
            s.unit = unit;
            i64 down = total * 10000 / unit, rest = total * 10000 % unit;
            CHECK_INT(score_points(&s, &x), down + (2 * rest >= unit));
        }
}

TEST(threshold_and_tolerance_are_exact)
{
    struct scorecard s = {.unit = 7, .threshold = 60, .tolerance = 20};
    struct score v[2] = {{.total = 4, .times = 1}, {.total = 5, .times = 1}};
    CHECK(!score_reaches(&s, &v[0])); /* 57.14 */
    CHECK(score_reaches(&s, &v[1]));
    CHECK(!scores_differ(&s, v, 2)); /* 14.29 */
    v[0].total = 3;                  /* 28.57 */
    CHECK(scores_differ(&s, v, 2));
    s.unit = 10;
    v[1].total = 5; /* exactly 20 is allowed */
    CHECK(!scores_differ(&s, v, 2));
    v[1].fails = 1;
    CHECK(scores_differ(&s, v, 2));
    CHECK(!scores_differ(&s, v, 1));
}

static struct score mean_in(const struct scorecard *s, const struct score *v, const size_t *order,
                            size_t n)
{
    struct score sorted[8], out;
    for (size_t i = 0; i < n; i++)
        sorted[i] = v[order[i]];
    score_mean(a, s, sorted, n, &out);
    return out;
}

TEST(mean_does_not_depend_on_the_order)
{
    seed = 7;
    for (int round = 0; round < 300; round++) {
        const struct scorecard *s = card((size_t)random_below(2), 0);
        size_t n = (size_t)(1 + random_below(5)), order[8];
        struct score v[8];
        for (size_t i = 0; i < n; i++) {
            v[i] = score(s, any_sheet(s));
            order[i] = i;
        }
        struct score x = mean_in(s, v, order, n);
        for (size_t i = n; i > 1; i--) {
            size_t k = (size_t)random_below((i64)i), swap = order[k];
            order[k] = order[i - 1];
            order[i - 1] = swap;
        }
        struct score y = mean_in(s, v, order, n);
        i64 sum = 0;
        CHECK_INT(x.total, y.total);
        CHECK_INT(score_points(s, &x), score_points(s, &y));
        CHECK(score_recommended(s, &x) == score_recommended(s, &y));
        for (size_t k = 0; k < s->category_count; k++) {
            CHECK_INT(x.categories[k], y.categories[k]);
            sum += x.categories[k];
        }
        CHECK_INT(sum, x.total);
        CHECK_INT(x.times, n);
    }
}

/* --- rankings ------------------------------------------------------------------------------------------ */

#define MANY 60

/* Few different sheets, amounts and instants, so that there are ties of every depth. */
static size_t proposals_make(const struct scorecard *s, struct ranked *v)
{
    size_t n = (size_t)(2 + random_below(MANY - 2));
    struct score few[5];
    for (size_t i = 0; i < 5; i++)
        few[i] = score(s, i == 4 ? all_of(s, true) : any_sheet(s));
    for (size_t i = 0; i < n; i++)
        v[i] = (struct ranked){.score = few[random_below(5)],
                               .amount = 1000 * random_below(3),
                               .received = 100 * random_below(3),
                               .index = i};
    return n;
}

static void shuffle(struct ranked *v, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = (size_t)random_below((i64)i);
        struct ranked swap = v[k];
        v[k] = v[i - 1];
        v[i - 1] = swap;
    }
}

TEST(ranking_does_not_depend_on_the_order)
{
    seed = 11;
    for (int round = 0; round < 200; round++) {
        const struct scorecard *s = card((size_t)(round & 1), 0);
        struct ranked v[MANY], w[MANY];
        size_t n = proposals_make(s, v);
        memcpy(w, v, n * sizeof *v);
        shuffle(w, n);
        ranking_make(s, v, n);
        ranking_make(s, w, n);
        for (size_t i = 0; i < n; i++) {
            CHECK_INT(v[i].index, w[i].index);
            CHECK_INT(v[i].place, w[i].place);
            CHECK_INT(v[i].tie, w[i].tie);
        }
    }
}

TEST(one_more_never_reorders_the_others)
{
    seed = 13;
    for (int round = 0; round < 200; round++) {
        const struct scorecard *s = card((size_t)(round & 1), 0);
        struct ranked v[MANY], w[MANY];
        size_t n = proposals_make(s, v), out = v[n - 1].index, at = 0;
        memcpy(w, v, n * sizeof *v);
        ranking_make(s, v, n);
        ranking_make(s, w, n - 1);
        for (size_t i = 0; i < n; i++) {
            if (v[i].index == out) continue;
            CHECK_INT(v[i].index, w[at++].index);
        }
        CHECK_INT(at, n - 1);
    }
}

/* What decides between two equals, asked by the plain reading of the card. */
static bool tie_holds(const struct scorecard *s, const struct ranked *a_, const struct ranked *b)
{
    str tie = s->ties[b->tie_rule];
    if (str_eq(tie, S("amount"))) return a_->amount < b->amount;
    if (str_eq(tie, S("received"))) return a_->received < b->received;
    for (size_t i = 0; i < s->category_count; i++)
        if (str_eq(s->categories[i].name, tie))
            return a_->score.categories[i] > b->score.categories[i];
    return false;
}

TEST(ties_are_explained)
{
    seed = 17;
    size_t decided = 0, equal = 0;
    for (int round = 0; round < 200; round++) {
        const struct scorecard *s = card((size_t)(round & 1), 0);
        struct ranked v[MANY];
        size_t n = proposals_make(s, v);
        ranking_make(s, v, n);
        for (size_t i = 1; i < n; i++) {
            bool same = v[i].score.total == v[i - 1].score.total &&
                        score_recommended(s, &v[i].score) == score_recommended(s, &v[i - 1].score);
            CHECK(same == (v[i].tie != TIE_NONE));
            if (v[i].tie == TIE_DECIDED) CHECK(tie_holds(s, &v[i - 1], &v[i]));
            if (v[i].tie == TIE_EQUAL) {
                CHECK_INT(v[i].amount, v[i - 1].amount);
                CHECK_INT(v[i].received, v[i - 1].received);
                CHECK_INT(v[i].place, v[i - 1].place);
            }
            CHECK(!score_recommended(s, &v[i].score) || score_recommended(s, &v[i - 1].score));
            CHECK(score_recommended(s, &v[i].score) == (v[i].place > 0));
            decided += v[i].tie == TIE_DECIDED;
            equal += v[i].tie == TIE_EQUAL;
        }
    }
    CHECK(decided > 100 && equal > 100); /* the examples had both */
}

TEST(better_options_never_lower_a_score)
{
    seed = 19;
    for (int round = 0; round < 200; round++) {
        const struct scorecard *s = card(0, 0);
        struct sheet sheet = any_sheet(s);
        struct score before = score(s, sheet);
        size_t i = (size_t)random_below((i64)sheet.n);
        sheet.chosen[i] = all_of(s, true).chosen[i];
        struct score after = score(s, sheet);
        CHECK(after.total >= before.total);
    }
}
