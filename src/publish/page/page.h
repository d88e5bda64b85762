/* page.h: the editors' own pages (about, contact, disclaimer …), as other features of the site use
** their texts. */
#ifndef PUBLISH_PAGE_H
#define PUBLISH_PAGE_H

#include "web/request.h"

#include "gen/model.h"

/* A page by its name: what an editor wrote, else the text that the program brings along (then id is 0
** and changed NO_DATE). The fund's name is not filled in yet. NOT_FOUND for a name that is no page. */
enum status page_load(struct db *db, struct arena *a, str name, struct page_row *out);
/* Title and text in the request's language, with the fund's name; *lang is the language they are in. */
void page_words(struct request *r, const struct page_row *p, str *title, str *body, str *lang);
/* A text that the program brings along, "help/editor" in a language; NO_STR if there is none. */
str page_asset(struct arena *a, str name, str lang);
/* Markdown that begins with "# Title": cuts the title off. */
str page_asset_title(str *markdown);

#endif
