/* sitemap.c: for search engines: every public address, collected from the features, and what robots
** may read. One file holds up to 50,000 addresses, by the protocol. */
#include "publish/site/sitemap.h"

#include "web/address.h"
#include "web/app.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/registry.h"

#define URLS_MOST 50000
#define SITEMAP_MAX (8 << 20)

void sitemap_add(struct sitemap *out, struct arena *a, str path, i64 changed)
{
    *PUSH(a, out) = (struct sitemap_page){str_dup(a, path), changed};
}

static void location(struct buf *b, struct request *r, str lang, str path)
{
    buf_xml(b, r->app->config.base_url);
    buf_xml(b, address_local(r->arena, address_base(r->arena, lang), path));
}

/* ROUTE GET /sitemap.xml     public
** All public addresses in all languages, for search engines. */
enum status sitemap_page(struct request *r, struct response *s)
{
    struct sitemap all = {0};
    struct buf b;
    str languages = setting(r->app, r->arena, "fund.languages");
    for (size_t i = 0; i < sitemap_entry_count; i++)
        TRY(sitemap_entries[i].fn(r->db, r->arena, &all));
    buf_init(&b, SITEMAP_MAX);
    buf_lit(&b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    i64 urls = 0;
    for (size_t i = 0; i < all.n; i++) {
        str rest = languages, lang;
        while (str_cut(&rest, ' ', &lang) && urls < URLS_MOST && b.n < SITEMAP_MAX - 10000) {
            if (!lang.n) continue;
            buf_lit(&b, "<url><loc>");
            location(&b, r, lang, all.v[i].path);
            buf_lit(&b, "</loc>");
            if (all.v[i].changed != NO_DATE) {
                buf_lit(&b, "<lastmod>");
                buf_time(&b, all.v[i].changed);
                buf_lit(&b, "</lastmod>");
            }
            buf_lit(&b, "</url>\n");
            urls++;
        }
    }
    buf_lit(&b, "</urlset>\n");
    str text = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return reply_bytes(r, s, "application/xml; charset=utf-8", text);
}

/* ROUTE GET /robots.txt     public
** What robots may read: everything public; the desk is closed to them anyway. */
enum status robots_page(struct request *r, struct response *s)
{
    str text = arena_printf(
        r->arena, "User-agent: *\nDisallow: /desk\nDisallow: /u/\nSitemap: %.*s/sitemap.xml\n",
        P(r->app->config.base_url));
    return reply_bytes(r, s, "text/plain; charset=utf-8", text);
}
