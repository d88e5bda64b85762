/* letter.h: letters about a proposal that no step of the workflow sends: those of acts that every fund has,
** in the program's words. Letters of steps are the edition's (step_letter). */
#ifndef FUND_PROPOSAL_LETTER_H
#define FUND_PROPOSAL_LETTER_H

#include "fund/proposal/proposal.h"

struct role_person_array;

struct proposal_letter {
    struct request *r;
    const struct proposal *p;
    str kind;
    const char *subject; /* a message; %1 the title */
    const char
        *text; /* a message; %1 person, %2 title, %3 words, %4 link, %5 instant, %6 fund, %7 more */
    str page;  /* where the link leads, below the record; empty: the record */
    str address; /* where it leads instead, for who does not read the record */
    str words, more;
    i64 at; /* or NO_DATE */
    str zone;
    i64 organization; /* to the people of this one alone; 0: of all that take part */
};
/* Queues it for each person, in their language; in the transaction of the act. */
enum status proposal_letter_send(struct tx *tx, const struct proposal_letter *l);
/* Everybody who acts for one of its organizations, once. */
enum status proposal_people(struct db *db, struct arena *a, const struct proposal_row *row, i64 now,
                            struct role_person_array *out);
/* An instant in words of a zone and a language. */
str proposal_time_words(struct arena *a, i64 at, str zone, str lang);

#endif
