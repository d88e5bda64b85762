/* reading.h: who opened which record. Every answer about a proposal that goes to somebody who is signed in
** is counted by itself, from the route's guard; a handler that hands out one by another way says so by
** reading_note. The reply does not wait for it: counts stand in memory and are written by a job. */
#ifndef PEOPLE_READING_H
#define PEOPLE_READING_H

#include "web/request.h"

#define READ_PAGE "page"       /* a page of the record */
#define READ_REVIEW "review"   /* its reviews */
#define READ_FILE "file"       /* an attachment */
#define READ_EXPORT "export"   /* as a table, a workbook, data */
#define READ_HISTORY "history" /* its past */
#define READ_DOSSIER "dossier" /* with its whole history, to take along */

/* The signed-in person reads this record now. `record` 0: the list of the kind. */
void reading_note(struct request *r, const char *kind, i64 record, const char *way);

/* Writes what was counted by this server up to now; nothing to write costs nothing. */
enum status reading_write(struct app *app, i64 now);

#endif
