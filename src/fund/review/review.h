/* review.h: reviews of proposals: rounds, people who are asked, scores, what a panel agrees on. A
** round judges one version by a scorecard of the proposal's edition; a workflow step with the effect
** `review` opens it. Used by the files of this folder and by the desk. */
#ifndef FUND_REVIEW_H
#define FUND_REVIEW_H

#include "fund/proposal/proposal.h"
#include "fund/review/score.h"

/* The scorecard by which the proposal is reviewed in its present state, or NULL. */
const struct scorecard *review_card_now(const struct proposal *p);
/* May this round still change: is it the latest of its card, open, and is the proposal still there? */
bool review_is_current(const struct proposal *p, const struct review_round *latest);
/* What a person is asked to review or has reviewed, in words; what is due first on top. */
enum status review_mine_fill(struct request *r, struct review_mine_array *out);

/* The label of a code of the scorecard, such as a conflict or a recommendation. */
str review_term(struct request *r, const struct proposal *p, const struct term_array *terms,
                str code);
/* The steps that end a review and are taken on its pages. */
void review_steps_fill(struct request *r, const struct proposal *p,
                       struct screening_step_array *out);
/* The words of a part's state, and its tone. */
void review_state_words(struct request *r, str state, str *label, str *tone);
/* "2026-12-25", as a form's field has it; NO_STR for no day. */
str review_day_words(struct request *r, i64 day);
/* A round by which the part is in, with its proposal: what a reviewer's page needs. NOT_FOUND unless the
** part is of who asks and stands open to them. */
struct review_asked {
    struct review_part part;
    struct review_round round;
    struct proposal p;
    const struct scorecard *card;
    bool current;
};
enum status review_asked_load(struct request *r, struct review_asked *out);
/* The sheet of such a part, to fill in or as it was sent. */
enum status review_sheet_show(struct request *r, struct response *s, const struct review_asked *x);

/* --- scores --- */

/* One reviewer's sheet with its remarks; its text is the JSON that is sealed and kept. */
struct paper {
    struct sheet sheet;
    str *notes; /* of each criterion */
    str overall, nonce;
};
struct paper paper_new(struct arena *a, const struct scorecard *card);
struct paper paper_read(struct arena *a, const struct scorecard *card, str body);
str paper_body(struct arena *a, const struct scorecard *card, const struct paper *p);
str paper_nonce(struct arena *a, struct env *env);

/* The opened scores of a round; `why` says what is missing before it can be concluded, or is NULL. */
struct panel {
    const struct scorecard *card;
    struct review_part *parts;
    struct paper *papers;
    struct score *scores;
    size_t n, waiting, sent;
    bool differ;
    const char *why;
};
enum status panel_load(struct db *db, struct arena *a, const struct scorecard *card, i64 round,
                       struct panel *out);
/* Opens the scores of a round if the last one is in (or the card is not blind); after every change of
** who is awaited. */
enum status scores_open(struct tx *tx, struct arena *a, const struct scorecard *card, i64 round);

/* --- pages --- */

/* 7250 is "72.5". */
str points_words(struct request *r, i64 hundredths);
str option_words(struct request *r, const struct edition *e, const struct criterion *c, u32 chosen);
struct review_answer answer_of(struct request *r, const struct edition *e,
                               const struct scorecard *card, const struct paper *p, size_t i,
                               str who);
/* The scorecard for a page, with what the program found in that version beside each criterion. */
enum status card_show(struct request *r, const struct edition *e, const struct scorecard *card,
                      i64 version, struct review_category_array *out);
/* The i-th criterion of all categories; NULL behind the last. */
struct review_criterion *criterion_at(struct review_category_array *categories, size_t i);
/* What each category reached. */
void categories_result(struct request *r, const struct scorecard *card, const struct score *s,
                       struct review_category_array *categories);
/* Takes the options of a criterion from the fields of a form. */
void chosen_take(struct request *r, const struct scorecard *card, struct sheet *sheet, size_t i);

#endif
