/* counts.h: asks a page that counts records whether each of its numbers agrees with the list that it leads
** to. Called by runner.c for the line `counts`. */
#ifndef TEST_COUNTS_H
#define TEST_COUNTS_H

#include "lists.h"

/* Each row of the page's items, and its total, has as many records as the list at its address; with
** `amounts` those of the list in the row's currency that the fund gives or is asked for come to the row's
** amount. A page without a row proves nothing and fails. */
void counts_run(struct arena *a, str address, bool amounts, lists_send *send, lists_report *report,
                void *context);

#endif
