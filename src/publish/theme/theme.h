/* theme.h: themes of the library, as documents and the demonstration use them. */
#ifndef PUBLISH_THEME_H
#define PUBLISH_THEME_H

#include "web/request.h"

#include "gen/model.h"

/* Inserts a draft; row->slug is made of the title when empty, row->id comes back. */
enum status theme_create(struct tx *tx, struct arena *a, struct theme_row *row);
/* Shows a theme in the library, or takes it out ("published", "draft", "withdrawn"). */
enum status theme_move(struct tx *tx, struct arena *a, struct theme_row *row, str state);
/* Sets its picture, a WebP file in the store. */
enum status theme_picture(struct tx *tx, struct arena *a, struct theme_row *row);
/* Themes in their order; `state` empty for all. */
enum status theme_all(struct db *db, struct arena *a, str state, struct theme_row_array *out);

/* The first published theme that has a picture, in the reader's language; NOT_FOUND without one. */
enum status theme_pictured(struct request *r, struct theme_item *out);

#endif
