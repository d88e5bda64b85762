/* assets.c: the files that the program carries in itself, at addresses that change with their bytes;
** so a browser keeps them for ever. Shipped editions and demonstration data are no pages. */
#include "web/assets.h"

#include "web/reply.h"

#include "gen/registry.h"

/* ROUTE GET /static/:hash/:name     public
** A style sheet, script or drawing of the program. */
enum status asset_page(struct request *r, struct response *s)
{
    str name = param(r, "name"), hash = param(r, "hash");
    for (size_t i = 0; i < asset_count; i++) {
        if (!str_eq(str_c(assets[i].name), name) || !str_eq(str_c(assets[i].hash), hash)) continue;
        reply_header(s, "cache-control", S("public, max-age=31536000, immutable"));
        return reply_bytes(r, s, assets[i].type, (str){(const char *)assets[i].bytes, assets[i].n});
    }
    return NOT_FOUND;
}
