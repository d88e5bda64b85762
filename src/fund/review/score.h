/* score.h: the arithmetic of a review, pure: from what reviewers chose to points, from points to a
** ranking with its ties explained. Whole numbers only: a score is a number of the scorecard's units,
** over the number of sheets that it is the mean of, so that comparisons are exact; rounding happens
** when a number is shown. Used by the files of this folder and by its tests. */
#ifndef FUND_REVIEW_SCORE_H
#define FUND_REVIEW_SCORE_H

#include "edition/edition.h"

/* Which options a reviewer chose: one set of bits for each criterion of the card, in its order. */
struct sheet {
    u32 *chosen;
    size_t n;
};
size_t card_size(const struct scorecard *card);
/* The i-th criterion of a card and its category. */
const struct criterion *card_criterion(const struct scorecard *card, size_t i,
                                       const struct score_category **category);
/* The criterion of this name: its position; card_size() if there is none. */
size_t card_position(const struct scorecard *card, str criterion);
struct sheet sheet_new(struct arena *a, const struct scorecard *card);
/* Sets a criterion from names of options with spaces between. False, and nothing set, for an option
** that it does not have, or several where one is asked. */
bool sheet_choose(const struct scorecard *card, struct sheet *s, size_t i, str options);
/* The names of the options that are chosen, with spaces between. */
str sheet_options(struct arena *a, const struct scorecard *card, const struct sheet *s, size_t i);

struct score {
    i64 total;       /* units, over `times` */
    i64 times;       /* how many sheets were added; 0: no score */
    i64 *categories; /* the same for each category */
    i64 fails;       /* how many of the sheets chose an option that fails the proposal */
    size_t open;     /* criteria without an answer, of all sheets */
};
void score_of(struct arena *a, const struct scorecard *card, const struct sheet *s,
              struct score *out);
/* The mean of several scores, whatever their order. */
void score_mean(struct arena *a, const struct scorecard *card, const struct score *v, size_t n,
                struct score *out);
/* Points of 100 in hundredths, rounded half up: 72.5 is 7250. */
i64 score_points(const struct scorecard *card, const struct score *s);
/* Percent of a category's full marks, in hundredths, rounded half up. */
i64 score_percent(const struct scorecard *card, const struct score *s, size_t category);
/* Do the scores differ by more than the card allows, or does one fail what another does not? */
bool scores_differ(const struct scorecard *card, const struct score *v, size_t n);

/* What a score means. */
bool score_fails(const struct score *s); /* more than half of its sheets chose what fails it */
bool score_reaches(const struct scorecard *card, const struct score *s); /* the threshold */
/* The first category from `from` on that stays below its minimum; category_count if none does. */
size_t score_below(const struct scorecard *card, const struct score *s, size_t from);
bool score_recommended(const struct scorecard *card, const struct score *s);

/* One proposal of a ranking. */
struct ranked {
    struct score score;
    i64 amount;   /* minor units that are asked */
    i64 received; /* when it was sent */
    size_t index; /* the caller's */
    i64 place;    /* out: 1 for the first; the same for equals; 0 behind the line */
    /* out: why it stands behind the one before it when both have the same score */
    enum { TIE_NONE, TIE_DECIDED, TIE_EQUAL } tie;
    size_t tie_rule; /* out: of card->ties, which decided */
};
/* Orders: recommended ones first, then by score, then by the card's ties; what is equal in all keeps
** the order of `index` and shares its place. The order of two never depends on a third. */
void ranking_make(const struct scorecard *card, struct ranked *v, size_t n);

#endif
