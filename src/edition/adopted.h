/* adopted.h: the editions that a fund has adopted. Each is one hashed file in the file store and
** never changes; a submission stays pinned to its own. They are read once and kept in memory. */
#ifndef EDITION_ADOPTED_H
#define EDITION_ADOPTED_H

#include "edition/edition.h"
#include "web/app.h"

/* The edition in force: the latest by its date whose date has come; NULL in an empty fund. */
const struct edition *edition_in_force(struct app *app);
/* Any adopted edition by its row or its code; NULL if there is none. */
const struct edition *edition_by_id(struct app *app, i64 id);
const struct edition *edition_by_code(struct app *app, str code, i64 *id);
i64 edition_id(struct app *app, const struct edition *e);
/* Adopts a checked edition: keeps its packed file, writes the row, puts it in force. CONFLICT if its
** code is taken. Takes ownership of `e`. Not inside a transaction. */
enum status edition_adopt(struct app *app, struct actor actor, i64 now, struct edition *e);

#endif
