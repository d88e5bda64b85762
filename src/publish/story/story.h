/* story.h: stories from the field, as the demonstration and imports make them. */
#ifndef PUBLISH_STORY_H
#define PUBLISH_STORY_H

#include "web/app.h"

#include "gen/model.h"

/* Inserts a draft; row->slug is made of the title when empty, row->id and slug come back. */
enum status story_create(struct tx *tx, struct arena *a, struct story_row *row);
/* Shows a story to everybody. CONFLICT if it is published; DENIED if it has a picture and nobody's
** consent is on record. */
enum status story_release(struct tx *tx, struct app *app, struct arena *a, struct story_row *row);

#endif
