/* budget.h: the joint budget of a proposal on pages: the views that are computed from its lines, and
** what the pages of the form show of it. The arithmetic is edition/budget.h. */
#ifndef FUND_BUDGET_H
#define FUND_BUDGET_H

#include "gen/model.h"

#include <jansson.h>

struct filling;
struct form_field;

/* Adds the computed views of the form's budget to *out, none if it has no line yet. */
void budget_summary_put(const struct filling *f, const struct form_field *field,
                        struct budget_summary_array *out);

struct form_section;
/* Adds what differs between two documents' lines: each changed cell, each line that came or went, the
** order, and the total. Lines are the same by their ids; without ids by their place. */
void budget_differences_put(const struct filling *before, const struct form_field *field,
                            const json_t *after, const struct form_section *section,
                            struct proposal_difference_array *out);

struct arena;
struct proposal;
/* Where a finding of the budget ("budget.17.unit_cost") stands on the pages of its lines. */
str budget_finding_address(struct arena *a, const struct proposal *p, str at);

#endif
