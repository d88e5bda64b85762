/* key.c: the public keys that the fund signs dossiers with, at an address that stays. */
#include "publish/site/sitemap.h"
#include "store/signing.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/model.h"
#include "gen/registry.h"

static void row_fill(struct arena *a, const struct signing_row *row, struct key_row *out)
{
    struct digest bytes;
    struct sign_key key;
    *out = (struct key_row){.hex = row->hex, .since = row->since, .until = row->until};
    if (!digest_from_hex(row->hex, &bytes)) return;
    memcpy(key.b, bytes.b, sizeof key.b);
    out->pem = sign_pem(a, &key);
}

/* ROUTE GET /data/keys     public
** The keys that dossiers are signed with, now and before. */
enum status key_list_page(struct request *r, struct response *s)
{
    struct key_list view = {0};
    struct signing_row_array rows;
    TRY(signing_list(r->db, r->arena, &rows));
    for (size_t i = 0; i < rows.n; i++)
        row_fill(r->arena, &rows.v[i], PUSH(r->arena, &view.items));
    page_title(s, T(r, "Keys of the fund"));
    page_crumb(r, s, "Data and feeds", "/data");
    s->description =
        T(r, "The public keys by which everybody can check a signed file of this fund.");
    return show(r, s, key_list_view, &view);
}

/* SITEMAP key
** The list of keys. */
enum status key_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    (void)db;
    sitemap_add(out, a, S("/data/keys"), NO_DATE);
    return OK;
}
