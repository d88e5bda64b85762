/* publisher.h: bodies that publish documents. The documents ask for a body by the name that an editor
** wrote; the desk calls back into document.h when a name changes. */
#ifndef PUBLISH_PUBLISHER_H
#define PUBLISH_PUBLISHER_H

#include "web/app.h"

#include "gen/model.h"

/* The body of this name, whatever its accents and capitals, or a new draft; a merged one is its target. */
enum status publisher_named(struct tx *tx, struct arena *a, str name, i64 *id);
/* A draft becomes public with its first document; anything else stays as it is. */
enum status publisher_appear(struct tx *tx, struct arena *a, i64 id);
/* Bodies that a form may offer, by name. */
enum status publisher_offered(struct db *db, struct arena *a, struct publisher_row_array *out);

/* Writing, as the desk does it. Adds a public body; its code comes back. */
enum status publisher_create(struct tx *tx, struct arena *a, struct publisher_row *p);
/* Saves names, address and texts; CONFLICT if somebody saved after `seen`. `old` is the address before,
** which leads to the new one from now on. */
enum status publisher_save(struct tx *tx, struct app *app, struct arena *a, struct publisher_row *p,
                           str old, i64 seen);
/* Writes the state that stands in the row. */
enum status publisher_move(struct tx *tx, struct arena *a, struct publisher_row *p);
/* Gives all documents of `p` to `into`; the page of `p` leads there. */
enum status publisher_merge(struct tx *tx, struct app *app, struct arena *a,
                            struct publisher_row *p, const struct publisher_row *into);

#endif
