/* hostile.h: asks every GET route of the program what only an attacker asks. Called by runner.c for
** the line `hostile`. */
#ifndef TEST_HOSTILE_H
#define TEST_HOSTILE_H

#include "records.h"

/* Tells whether a route held; `why` is what came instead. */
typedef void hostile_report(void *context, bool passed, str what, str why);

/* For each route: the page and its other faces show no text of people as markup, as a formula or as
** broken JSON; and each declared query parameter and each parameter of the path is given every value of
** a list of hostile ones, which must be answered as a question that was understood or refused, within
** bounded work. A route with a parameter is walked at the address of a real record where links (or
** `code`) lead to one; reached[], one for each of routes[], keeps where that was so from one walk to the
** next, and the last of them (`whole`) fails for each route where it never was. */
void hostile_run(struct arena *a, hostile_send *send, hostile_code *code, hostile_report *report,
                 void *context, bool *reached, bool whole);

/* Asks every GET route in every face, with the codes that are known, each entry of the journal by its
** number, and each search for `word`, and tells how many answers hold `text`: where a record that is
** closed to somebody still shows. `where` is the first of them. */
i64 shown_count(struct arena *a, hostile_send *send, hostile_code *code, void *context, str word,
                str text, str *where);

#endif
