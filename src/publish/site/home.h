/* home.h: the lower half of the home page. Features of this room add a block to it (newest story, next
** meeting, latest issue, themes of the library) without being named here: each registers a function at
** START. A block without items is left out. */
#ifndef PUBLISH_HOME_H
#define PUBLISH_HOME_H

#include "web/request.h"

#include "gen/model.h"

/* Pushes at most a few blocks (struct home_block in home.model: heading, address and label of "more",
** items) in r->lang; called for each home page that is built. */
typedef enum status home_block_fn(struct request *r, struct home_block_array *out);
/* Lower orders stand first: news 10, events 20, newsletter 30, library 40. Registering twice does
** nothing, because tests open several funds in turn. */
void home_block_register(int order, home_block_fn *fn);

#endif
