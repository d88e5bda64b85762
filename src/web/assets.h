/* assets.h: the files that the program carries in itself (style sheet, scripts, drawings, pictures), written
** into build/gen/assets.c by the embed tool. They live at /static/HASH/NAME, for ever. */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "base/base.h"

struct asset {
    const char *name; /* "style.css" */
    const char *type; /* "text/css; charset=utf-8" */
    const u8 *bytes;
    size_t n;
    char hash[17]; /* 16 hex digits of the bytes */
};
extern const struct asset assets[]; /* sorted by name */
extern const size_t asset_count;

/* The one of that name, or NULL. */
const struct asset *asset_find(str name);
/* "/static/HASH/NAME" */
str asset_address(struct arena *a, const struct asset *asset);

#endif
