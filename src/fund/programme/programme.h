/* programme.h: programmes of the fund, for the features beside it and the rooms above. */
#ifndef FUND_PROGRAMME_H
#define FUND_PROGRAMME_H

#include "web/request.h"

#include "gen/model.h"

/* The code of the programme that a proposal became; NOT_FOUND before that. */
enum status programme_of_proposal(struct db *db, struct arena *a, i64 proposal, str *code);
/* What orders a programme of which no date is known. */
i64 programme_day_unknown(void);
/* The conditions of the list of programmes, for what counts its rows. First and last day of a year
** ("none": no date is known); 0 and 0 for any other word. */
void programme_year_days(str year, i64 *from, i64 *to);
/* A country, or the countries of a region, or what both say, as a JSON array for {in}; NO_STR without
** either. */
str programme_countries(struct request *r, str region, str country);
/* Adds the regions of these countries, each once: a region is offered when one of its countries is. */
void programme_regions(struct request *r, const struct part_choice_array *countries,
                       struct part_choice_array *out);
/* The statuses of the edition in force, with their words. */
struct part_choice_array programme_statuses(struct request *r);

#endif
