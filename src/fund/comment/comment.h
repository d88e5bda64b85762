/* comment.h: comments on what was sent: at a field, or at one row of it, answered by the applicants and
** resolved by who asked. The office, and reviewers where the edition lets them, write them; the
** applicants see what was given to them. Used by the files of this folder, by the pages of the form
** and of its versions, and by the desk. */
#ifndef FUND_COMMENT_H
#define FUND_COMMENT_H

#include "fund/proposal/form.h"

/* Says beside each answer how many comments on it are open to the reader, and, where they may write one
** about this version, the way to it. */
enum status comments_beside(struct request *r, const struct proposal *p,
                            const struct proposal_version_row *version,
                            struct proposal_part_array *parts);
/* How many are open to the reader in the whole proposal. */
enum status comments_open(struct request *r, const struct proposal *p, i64 *count);

/* What is open of a form while it is returned for changes, if it is. */
enum status redraft_lock_load(struct db *db, struct arena *a, const struct proposal *p,
                              const struct form *form, struct redraft_lock *out);
/* Until which day the applicants had when a return for changes began a stay in a state; NO_DATE if none
** did. */
enum status redraft_day_of(struct db *db, struct arena *a, i64 proposal, str state, i64 since,
                           i64 *day);
/* Puts beside each input of a section what was asked there and is still open. */
enum status comments_asked(struct request *r, const struct proposal *p, const struct form *form,
                           const struct form_section *section, struct proposal_input_array *inputs);

/* Says of each difference between two versions whether it was asked for, and what was asked and is not
** among them. */
enum status comments_compare(struct request *r, const struct proposal *p,
                             const struct proposal_version_row *one,
                             const struct proposal_version_row *two, struct proposal_compare *view);

/* --- between the files of this folder --- */

/* The names of fields of a return, as they are kept. */
void redraft_names(struct arena *a, str json, struct redraft_lock *out);

/* 0 for people of the fund, who see all; else the reader's account, who sees what was given to the
** applicants, and their own. */
i64 comment_outside(const struct request *r);
/* Whether comments can be written now, and whether this person may. */
bool comment_may_write(const struct request *r, const struct proposal *p);
/* Labels, addresses and, for readers outside, reviewers without their names. */
void comment_words(struct request *r, const struct proposal *p, struct comment_row *x);
/* A field of a form with its section; false if there is none. */
bool comment_field(const struct form *form, str name, const struct form_section **section,
                   const struct form_field **field);
/* The version that was sent last, with its document. NOT_FOUND if nothing was sent. The document is the
** caller's: declare it json_auto_t. */
enum status comment_document(struct request *r, const struct proposal *p,
                             struct proposal_version_row *row, const struct form **form,
                             json_t **doc);

#endif
