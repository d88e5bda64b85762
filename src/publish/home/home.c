/* home.c: the first page: what the fund is, four figures with their basis, the open call, the map, the
** newest programmes, and below them the blocks that other features of this room register. */
#include "publish/site/home.h"

#include "fund/call/call.h"
#include "publish/place/place.h"
#include "publish/profile/profile.h"
#include "publish/site/sitemap.h"
#include "publish/theme/theme.h"
#include "web/address.h"
#include "web/app.h"
#include "web/map/map.h"
#include "web/registry.h"

#include "gen/registry.h"

#define BLOCKS_MAX 32
#define CALLS_MAX 20
#define NEWEST 3

static struct {
    int order;
    home_block_fn *fn;
} blocks[BLOCKS_MAX];
static size_t block_count;

void home_block_register(int order, home_block_fn *fn)
{
    size_t at = block_count;
    for (size_t i = 0; i < block_count; i++)
        if (blocks[i].fn == fn) return;
    if (block_count == BLOCKS_MAX) return;
    while (at > 0 && blocks[at - 1].order > order) {
        blocks[at] = blocks[at - 1];
        at--;
    }
    blocks[at].order = order;
    blocks[at].fn = fn;
    block_count++;
}

static enum status figures_fill(struct request *r, struct home_show *v)
{
    struct profile_tally_array countries = {0}, organizations = {0};
    TRY(profile_count(r->db, r->arena, S("all"), &v->programmes));
    TRY(profile_values(r->db, r->arena, "country", &countries));
    TRY(profile_values(r->db, r->arena, "organization", &organizations));
    TRY(profile_total(r->db, r->arena, "fund", &v->amount, &v->amount_count));
    v->countries = (i64)countries.n;
    v->organizations = (i64)organizations.n;
    v->as_of =
        (store_public_time(r->app->store) ? store_public_time(r->app->store) : r->now) / 86400;
    v->map = place_map(r, &countries);
    return OK;
}

/* The open call that closes first. */
static enum status call_fill(struct request *r, struct response *s, struct home_show *v)
{
    struct call_row_array rows = {0};
    const struct call_row *best = NULL;
    TRY(call_list_public(r->db, r->arena, r->now, CALLS_MAX, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct call_row *c = &rows.v[i];
        page_valid_until(s, call_differs(c, r->now));
        if (str_eq(call_phase(c, r->now), S("open")) && (!best || c->closes < best->closes))
            best = c;
    }
    if (best) call_item_fill(r, best, &v->call);
    return OK;
}

/* The picture of the library's first theme says what the fund is about; without one, the newest of a
** programme. */
static enum status picture_fill(struct request *r, struct home_show *v)
{
    struct theme_item theme;
    struct profile_image image;
    enum status st = theme_pictured(r, &theme);
    if (st == OK) {
        v->picture = theme.picture;
        v->picture_width = theme.picture_width;
        v->picture_height = theme.picture_height;
        v->picture_alt = theme.alt;
        v->picture_lang = theme.alt_lang;
        v->picture_page = address_local(r->arena, address_base(r->arena, r->lang),
                                        arena_printf(r->arena, "/library/%.*s", P(theme.slug)));
        v->picture_title = theme.title;
        v->picture_title_lang = theme.title_lang;
    }
    if (st != NOT_FOUND) return st;
    st = profile_image_newest(r, &image);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    v->picture = image.address;
    v->picture_width = image.width;
    v->picture_height = image.height;
    v->picture_alt = image.alt;
    v->picture_lang = image.alt_lang;
    v->picture_credit = image.credit;
    v->picture_page = image.page;
    v->picture_title = image.title;
    v->picture_title_lang = image.title_lang;
    return OK;
}

/* ROUTE GET /     public
** The home page of the fund. */
enum status home_page(struct request *r, struct response *s)
{
    struct home_show v = {0};
    v.tagline = setting_in(r->app, r->arena, "fund.tagline", r->lang, &v.tagline_lang);
    if (!v.tagline.n)
        v.tagline = setting_in(r->app, r->arena, "fund.name", r->lang, &v.tagline_lang);
    v.intro = setting_in(r->app, r->arena, "fund.intro", r->lang, &v.intro_lang);
    str next;
    v.call.opens = v.call.closes = NO_DATE;
    TRY(figures_fill(r, &v));
    TRY(call_fill(r, s, &v));
    TRY(picture_fill(r, &v));
    TRY(profile_items(r, S("all"), NO_STR, NEWEST, &v.newest, &next));
    for (size_t i = 0; i < block_count; i++)
        TRY(blocks[i].fn(r, &v.blocks));
    size_t kept = 0;
    for (size_t i = 0; i < v.blocks.n; i++)
        if (v.blocks.v[i].items.n) v.blocks.v[kept++] = v.blocks.v[i];
    v.blocks.n = kept;
    page_title(s, setting_in(r->app, r->arena, "fund.name", r->lang, NULL));
    s->description = v.tagline;
    return show(r, s, home_show_view, &v);
}

/* SITEMAP home
** The home page. */
enum status home_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    (void)db;
    sitemap_add(out, a, S("/"), NO_DATE);
    return OK;
}
