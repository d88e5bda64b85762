/* matrix.h: asks a fund who may do what, by a table that a person wrote from the duties of the roles:
** tests/http/permissions/matrix.txt, whose head says how it is written, and FEATURE.matrix beside a
** feature. Called by runner.c for the line `matrix FILE`. */
#ifndef TEST_MATRIX_H
#define TEST_MATRIX_H

#include "fund.h"

/* Tells whether one cell of the table holds; `why` is what came instead. */
typedef void matrix_report(void *context, bool passed, str what, str why);

/* The table, in which every captured $NAME is filled in. First every cell that refuses, each checked to
** have written nothing; then each form as another site would have it sent, refused as well; then every
** cell that allows. Sets stands[i] for each routes[i] that a row is
** about. */
void matrix_run(struct fund *f, str table, bool *stands, matrix_report *report, void *context);

#endif
