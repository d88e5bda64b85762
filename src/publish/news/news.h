/* news.h: news of the fund, as the demonstration and imports make them. */
#ifndef PUBLISH_NEWS_H
#define PUBLISH_NEWS_H

#include "web/app.h"

#include "gen/model.h"

/* Inserts a draft; row->slug is made of the title when empty, row->id and slug come back. */
enum status news_create(struct tx *tx, struct arena *a, struct news_row *row);
/* Shows a draft to everybody. CONFLICT unless it is a draft or was withdrawn. */
enum status news_release(struct tx *tx, struct app *app, struct arena *a, struct news_row *row);
/* Whose story it is, by row id of the programme. */
enum status news_programme_add(struct tx *tx, i64 news, i64 programme);

#endif
