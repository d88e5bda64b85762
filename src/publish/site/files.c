/* files.c: serves published files. Asks each feature that registered whether a published record refers
** to the file; nothing else of the file store can be reached from here. */
#include "publish/site/files.h"

#include "web/app.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/registry.h"

#define KINDS_MAX 32

static public_file_fn *kinds[KINDS_MAX];
static size_t kind_count;

void public_file_register(public_file_fn *fn)
{
    for (size_t i = 0; i < kind_count; i++)
        if (kinds[i] == fn) return;
    if (kind_count < KINDS_MAX) kinds[kind_count++] = fn;
}

/* ROUTE GET /files/:hash/:name     public
** A file that a published record refers to: a picture or a document. */
enum status public_file_page(struct request *r, struct response *s)
{
    struct digest hash;
    struct public_file file = {0};
    enum status st = NOT_FOUND;
    if (!digest_from_hex(param(r, "hash"), &hash)) return NOT_FOUND;
    str hex = digest_hex(r->arena, hash);
    for (size_t i = 0; st == NOT_FOUND && i < kind_count; i++)
        st = kinds[i](r->db, r->arena, hex, &file);
    TRY(st);
    /* The bytes behind a hash never change, but they may be withdrawn: so a day, not for ever. */
    reply_header(s, "cache-control", S("public, max-age=86400"));
    return reply_file(r, s, hash, param(r, "name"), str_z(r->arena, file.type), file.inline_ok);
}
