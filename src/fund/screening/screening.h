/* screening.h: a proposal judged clause by clause, and the pages on which an outcome is taken with its
** letter in sight. Shared with decision/, which ends what screening begins. */
#ifndef FUND_SCREENING_H
#define FUND_SCREENING_H

#include "fund/proposal/proposal.h"
#include "web/reply.h"

/* A rule of the form that was sent last, with what the program found and what a person answered. */
struct judged {
    const struct rule *rule;
    const struct proposal_finding_row *finding; /* NULL if the program did not judge it */
    const struct screening_answer_row *answer;  /* NULL while nobody answered */
    bool stale; /* the answer is a no about a version before the one that was sent last */
};
struct judged_array {
    struct judged *v;
    size_t n, cap;
};
/* A person has to answer it: only people can judge it, or the program found it not met or could not
** tell. */
bool judged_asks(const struct judged *x);
/* NOT_FOUND if nothing was sent yet. */
enum status judged_load(struct db *db, struct arena *a, const struct proposal *p,
                        struct screening_version *version, struct judged_array *out);
enum status screening_summary_fill(struct request *r, const struct proposal *p,
                                   struct screening_summary *out);
/* May the person see what the fund thinks of the proposal? */
bool is_inside(const struct request *r);

/* Fills the page of a step: what it is, and the letters it would send, with the reason typed so far
** in the language of the lead organization. `base` is the page below the record ("screening"). */
enum status outcome_fill(struct request *r, struct response *s, const char *base,
                         const char *field_of_reason, struct proposal *p,
                         const struct workflow_step **step, struct screening_outcome *out);
/* The letters that a step would send, in the language of the lead organization, and how many people of the
** applying organizations they reach. `due`: the day that they name; NO_DATE: as the new state says.
** `conditions` of an approval that is being written, or NULL. */
enum status outcome_letters(struct request *r, const struct proposal *p,
                            const struct workflow_step *step, str reason, i64 due,
                            const struct condition_item_array *conditions, i64 *recipients,
                            struct screening_letter_array *out);
/* What the form of a filled page asks: the letter again with the reason typed, or the step taken; a refusal by
** a guard is shown on the page. */
enum status outcome_send(struct request *r, struct response *s, struct proposal *p,
                         const struct workflow_step *step, struct screening_outcome *view);
/* Takes the step inside `f` (which calls step_take on take->…); a refusal by a guard comes back as
** OK with *refused set, to be shown. */
enum status outcome_take(struct request *r, write_fn *f, void *arg, struct step_take *take,
                         str *refused);
/* Where it stands afterwards, as a note, back on the record. */
enum status outcome_done(struct request *r, struct response *s, const struct proposal *p,
                         const struct workflow_step *step);

#endif
