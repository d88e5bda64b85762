/* assets.c: the files that the program carries in itself, at addresses that change with their bytes;
** so a browser keeps them for ever. Shipped editions and demonstration data are no pages. */
#include "web/assets.h"

#include "web/reply.h"

#include "gen/registry.h"

const struct asset *asset_find(str name)
{
    for (size_t i = 0; i < asset_count; i++)
        if (str_eq(str_c(assets[i].name), name)) return &assets[i];
    return NULL;
}

str asset_address(struct arena *a, const struct asset *asset)
{
    return arena_printf(a, "/static/%s/%s", asset->hash, asset->name);
}

/* ROUTE GET /static/:hash/:name     public
** A style sheet, script or drawing of the program. */
enum status asset_page(struct request *r, struct response *s)
{
    const struct asset *asset = asset_find(param(r, "name"));
    if (!asset || !str_eq(str_c(asset->hash), param(r, "hash"))) return NOT_FOUND;
    reply_header(s, "cache-control", S("public, max-age=31536000, immutable"));
    return reply_bytes(r, s, asset->type, (str){(const char *)asset->bytes, asset->n});
}
