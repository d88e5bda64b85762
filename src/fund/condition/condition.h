/* condition.h: what a yes asks for: the conditions of a recommendation of the board, written at its point
** (board/condition.c), and those of an approval, written by the approver (grant.c). In force they are one
** list, followed until they are met (follow.c). */
#ifndef FUND_CONDITION_H
#define FUND_CONDITION_H

#include "fund/proposal/proposal.h"
#include "web/session.h"

enum { CONDITION_CHARS = 4000, CONDITION_EVIDENCE_CHARS = 20000, CONDITIONS_MAX = 20 };

/* Says in words who meets it and how it stands, and what the person who asks may do. */
void condition_words(struct request *r, const struct proposal *p, struct condition_item *c);
/* The files that show how it was met. */
enum status condition_files_fill(struct request *r, const struct proposal *p,
                                 struct condition_item *c);
/* The conditions in force of a proposal, the board's before the approver's, with words and files; those that
** the approver waived are among them. */
enum status conditions_fill(struct request *r, const struct proposal *p,
                            struct condition_item_array *out);
/* Is it still to be met? */
bool condition_is_open(const struct condition_item *c);
/* The conditions that wait for the person who asks, with `title` and `proposal`; `may_show` where they show
** it, else they confirm it. */
enum status condition_mine_fill(struct request *r, struct condition_item_array *out);
/* The page of the conditions, also with mistakes of a form on it. */
enum status condition_page_show(struct request *r, struct response *s);
/* A condition in force of the path's proposal, by the path's :condition. */
enum status condition_load(struct request *r, struct proposal *q, struct condition_item *c);
/* The same in a write; CONFLICT if it changed since. */
enum status condition_now(struct tx *tx, struct request *r, const struct condition_item *c,
                          struct condition_item *now);

/* While an approval is written: the lines of its form, one empty line at least; a line is a problem where it
** is half filled in. */
void condition_lines_fill(struct request *r, struct condition_line_array *out);
/* The same as conditions, for the letter and for condition_lines_write. */
void condition_lines_take(struct request *r, struct condition_item_array *out);
/* Puts them into force, beside the approval. */
enum status condition_lines_write(struct tx *tx, struct request *r, const struct proposal *p,
                                  const struct condition_item_array *conditions);

#endif
