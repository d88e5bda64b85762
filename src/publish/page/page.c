/* page.c: the pages that editors write: about human security, the unit, the board, contact, disclaimer,
** privacy. Each has a text that the program brings along, which stands until an editor saves another.
** Public addresses are fixed, so that links from outside hold. */
#include "publish/page/page.h"

#include "fund/history/history.h"
#include "publish/site/sitemap.h"
#include "web/address.h"
#include "web/app.h"
#include "web/assets.h"
#include "web/layout.h"
#include "web/markdown.h"
#include "web/registry.h"

#include "gen/page_sql.h"
#include "gen/registry.h"

#define TITLE_CHARS 200
#define BODY_CHARS 30000
#define SUMMARY_CHARS 180

static const struct known {
    const char *name, *path, *asset; /* asset below demo/data/pages/ */
    bool about;                      /* listed at /about */
} pages[] = {
    {"human-security", "/about/human-security", "pages/about-human-security", true},
    {"unit", "/about/unit", "pages/about-the-unit", true},
    {"board", "/board", "pages/the-board", true},
    {"contact", "/contact", "pages/contact", true},
    {"disclaimer", "/disclaimer", "pages/disclaimer", false},
    {"privacy", "/privacy", "pages/privacy", false},
};
static const size_t page_count = sizeof pages / sizeof *pages;

static const struct known *page_find(str name)
{
    for (size_t i = 0; i < page_count; i++)
        if (str_eq(name, str_c(pages[i].name))) return &pages[i];
    return NULL;
}

/* --- texts -------------------------------------------------------------------------------------------- */

str page_asset(struct arena *a, str name, str lang)
{
    const struct asset *text =
        asset_find(arena_printf(a, "demo/data/%.*s.%.*s.md", P(name), P(lang)));
    return text ? (str){(const char *)text->bytes, text->n} : NO_STR;
}

str page_asset_title(str *markdown)
{
    str line, rest = *markdown;
    if (!str_starts(rest, S("# ")) || !str_cut(&rest, '\n', &line)) return NO_STR;
    *markdown = str_trim(rest);
    return str_trim(str_sub(line, 2, line.n));
}

/* {fund} stands for the fund's name. */
static str named(struct arena *a, str text, str place, str fund)
{
    struct buf b;
    i64 at;
    buf_init(&b, 2 * MARKDOWN_MAX);
    while ((at = str_find(text, place)) >= 0) {
        buf_add(&b, str_sub(text, 0, (size_t)at));
        buf_add(&b, fund);
        text = str_sub(text, (size_t)at + place.n, text.n);
    }
    buf_add(&b, text);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

enum status page_load(struct db *db, struct arena *a, str name, struct page_row *out)
{
    const struct known *k = page_find(name);
    if (!k) return NOT_FOUND;
    enum status st = page_by_name(db, a, name, out);
    if (st != NOT_FOUND) return st;
    *out = (struct page_row){.name = str_c(k->name),
                             .body = page_asset(a, str_c(k->asset), S("en")),
                             .body_fr = page_asset(a, str_c(k->asset), S("fr")),
                             .changed = NO_DATE};
    out->body = named(a, out->body, S("%{fund}"), S("{fund}"));
    out->body_fr = named(a, out->body_fr, S("%{fund}"), S("{fund}"));
    out->title = page_asset_title(&out->body);
    out->title_fr = page_asset_title(&out->body_fr);
    return OK;
}

/* The fund's name, and for how many days it is kept who opened what. */
static str filled_in(struct app *app, struct arena *a, str text, str lang)
{
    text = named(a, text, S("{fund}"), setting_in(app, a, "fund.name", lang, NULL));
    return named(a, text, S("{reading_days}"), setting(app, a, "reading.days"));
}

static str filled(struct request *r, str text)
{
    return filled_in(r->app, r->arena, text, r->lang);
}

/* The foot of the contact page: what an administrator entered in the settings. */
static str with_addresses(struct request *r, str body)
{
    str contact = setting_in(r->app, r->arena, "fund.contact", r->lang, NULL),
        address = setting(r->app, r->arena, "mail.from");
    body = arena_printf(r->arena, "%.*s%s%.*s", P(body), contact.n ? "\n\n" : "", P(contact));
    return arena_printf(r->arena, "%.*s\n\n[%.*s](mailto:%.*s)", P(body), P(address), P(address));
}

void page_words(struct request *r, const struct page_row *p, str *title, str *body, str *lang)
{
    bool french = str_eq(r->lang, S("fr")) && p->body_fr.n;
    *lang = french ? S("fr") : S("en");
    *title = filled(r, french && p->title_fr.n ? p->title_fr : p->title);
    *body = filled(r, french ? p->body_fr : p->body);
    if (str_eq(p->name, S("contact"))) *body = with_addresses(r, *body);
}

/* --- what everybody sees --------------------------------------------------------------------------------- */

static void item_fill(struct request *r, const struct known *k, const struct page_row *p,
                      struct page_item *out)
{
    str body;
    *out = (struct page_item){
        .name = str_c(k->name),
        .address = address_local(r->arena, address_base(r->arena, r->lang), str_c(k->path)),
        .changed = p->changed};
    page_words(r, p, &out->title, &body, &out->lang);
    str line, rest = str_trim(markdown_plain(r->arena, body));
    str_cut(&rest, '\n', &line);
    out->summary = str_shorten(r->arena, line, SUMMARY_CHARS);
}

static enum status about_items(struct request *r, struct page_item_array *out)
{
    for (size_t i = 0; i < page_count; i++) {
        struct page_row p;
        if (!pages[i].about) continue;
        TRY(page_load(r->db, r->arena, str_c(pages[i].name), &p));
        item_fill(r, &pages[i], &p, PUSH(r->arena, out));
    }
    return OK;
}

static enum status show_page(struct request *r, struct response *s, const char *name)
{
    const struct known *k = page_find(str_c(name));
    struct page_row p;
    struct page_show v = {.name = str_c(name)};
    TRY(page_load(r->db, r->arena, v.name, &p));
    page_words(r, &p, &v.title, &v.body, &v.text_lang);
    v.updated = p.changed;
    if (k->about) TRY(about_items(r, &v.items));
    page_title(s, v.title);
    s->description = str_abbrev(str_trim(markdown_plain(r->arena, v.body)), SUMMARY_CHARS);
    if (k->about) page_crumb(r, s, "About", "/about");
    page_updated(s, p.changed);
    return show(r, s, page_show_view, &v);
}

/* ROUTE GET /about     public
** The pages about the fund, with their first words. */
enum status about_page(struct request *r, struct response *s)
{
    struct page_about v = {0};
    TRY(about_items(r, &v.items));
    page_title(s, T(r, "About the fund"));
    s->description =
        T(r, "What human security means, who runs the fund, who advises it, and how to reach it.");
    return show(r, s, page_about_view, &v);
}

/* ROUTE GET /about/human-security     public
** What human security means. */
enum status about_human_security_page(struct request *r, struct response *s)
{
    return show_page(r, s, "human-security");
}

/* ROUTE GET /about/unit     public
** Who runs the fund from day to day. */
enum status about_unit_page(struct request *r, struct response *s)
{
    return show_page(r, s, "unit");
}

/* ROUTE GET /board     public
** Who advises the fund, and on what. */
enum status board_page(struct request *r, struct response *s)
{
    return show_page(r, s, "board");
}

/* ROUTE GET /contact     public
** How to reach the people of the fund. */
enum status contact_page(struct request *r, struct response *s)
{
    return show_page(r, s, "contact");
}

/* ROUTE GET /disclaimer     public
** What the fund answers for on this site. */
enum status disclaimer_page(struct request *r, struct response *s)
{
    return show_page(r, s, "disclaimer");
}

/* ROUTE GET /privacy     public
** What is kept about readers, subscribers and people who work in the system. */
enum status privacy_page(struct request *r, struct response *s)
{
    return show_page(r, s, "privacy");
}

/* SITEMAP pages
** The editors' pages. */
enum status page_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    sitemap_add(out, a, S("/about"), NO_DATE);
    for (size_t i = 0; i < page_count; i++) {
        struct page_row p;
        TRY(page_load(db, a, str_c(pages[i].name), &p));
        sitemap_add(out, a, str_c(pages[i].path), p.changed);
    }
    return OK;
}

/* --- the desk ------------------------------------------------------------------------------------------------ */

/* A page is found by its place in the table above, whether its text is an editor's or the program's. */
static enum status findable(struct tx *tx, struct app *app, struct arena *a,
                            const struct page_row *p)
{
    str body = filled_in(app, a, p->body, S("en")),
        body_fr = filled_in(app, a, p->body_fr, S("fr"));
    const struct known *k = page_find(p->name);
    str path = str_c(k->path), french = p->title_fr.n ? p->title_fr : p->title;
    i64 id = k - pages + 1;
    TRY(search_put(tx, "page", id, S("en"), SEEN_BY_ALL, path, p->title, markdown_plain(a, body)));
    return search_put(tx, "page", id, S("fr"), SEEN_BY_ALL, path, p->body_fr.n ? french : NO_STR,
                      markdown_plain(a, body_fr));
}

struct index_arg {
    struct app *app;
    struct arena *arena;
};

static enum status index_write(struct tx *tx, void *arg)
{
    struct index_arg *v = arg;
    for (size_t i = 0; i < page_count; i++) {
        struct page_row p;
        TRY(page_load(tx_db(tx), v->arena, str_c(pages[i].name), &p));
        TRY(findable(tx, v->app, v->arena, &p));
    }
    return OK;
}

/* START page_start
** Makes the texts that the program brings along findable, once for each fund. */
enum status page_start(struct app *app)
{
    struct index_arg v = {app, arena_new()};
    struct actor actor = {.act = S("page_start"), .request_id = S("-")};
    i64 n = 0;
    enum status st = page_indexed(app->db, v.arena, &n);
    if (st == OK && n == 0)
        st = store_write(app->store, actor, env_now(&app->env), index_write, &v);
    arena_free(v.arena);
    return st;
}

/* RECORD page "Page" search 100 "About the fund" */
/* MENU desk 46 /desk/pages "Pages" needs page.edit */

/* ROUTE GET /desk/pages     needs page.edit
** The editors' own pages. */
enum status page_list_page(struct request *r, struct response *s)
{
    struct page_list v = {0};
    for (size_t i = 0; i < page_count; i++) {
        struct page_row p;
        TRY(page_load(r->db, r->arena, str_c(pages[i].name), &p));
        item_fill(r, &pages[i], &p, PUSH(r->arena, &v.items));
    }
    page_title(s, T(r, "Pages"));
    return show(r, s, page_list_view, &v);
}

/* A fingerprint of what a person saw, against two people saving at once. */
static str seen_of(struct arena *a, const struct page_row *p)
{
    str all = arena_printf(a, "%.*s\x1f%.*s\x1f%.*s\x1f%.*s", P(p->title), P(p->title_fr),
                           P(p->body), P(p->body_fr));
    return str_sub(digest_hex(a, digest_of(all)), 0, 24);
}

static enum status edit_show(struct request *r, struct response *s, struct page_edit *v)
{
    const struct known *k = page_find(v->item.name);
    v->address = address_local(r->arena, address_base(r->arena, r->lang), str_c(k->path));
    v->is_default = v->item.id == 0;
    v->body = v->item.body;
    v->body_fr = v->item.body_fr;
    if (!v->seen.n) v->seen = seen_of(r->arena, &v->item);
    if (v->item.id) TRY(history_fill(r, "page", v->item.id, page_row_view, S("USD"), &v->history));
    page_title(s, v->item.title);
    page_crumb(r, s, "Pages", "/desk/pages");
    return v->conflict ? show_status(r, s, 409, page_edit_view, v) : show(r, s, page_edit_view, v);
}

/* ROUTE GET /desk/pages/:page     needs page.edit
** One page, to change. */
enum status page_edit_page(struct request *r, struct response *s)
{
    struct page_edit v = {0};
    TRY(page_load(r->db, r->arena, param(r, "page"), &v.item));
    return edit_show(r, s, &v);
}

struct page_arg {
    struct app *app;
    struct page_row row;
    str seen;
    struct arena *arena;
};

static enum status page_write(struct tx *tx, void *arg)
{
    struct page_arg *v = arg;
    struct page_row *p = &v->row, now;
    TRY(page_load(tx_db(tx), v->arena, p->name, &now));
    if (!str_eq(seen_of(v->arena, &now), v->seen)) return CONFLICT;
    if (now.id)
        TRY(page_update(tx, &(struct page_update_in){.id = now.id,
                                                     .title = p->title,
                                                     .title_fr = p->title_fr,
                                                     .body = p->body,
                                                     .body_fr = p->body_fr,
                                                     .now = tx_now(tx)}));
    else
        TRY(page_insert(tx,
                        &(struct page_insert_in){.name = p->name,
                                                 .title = p->title,
                                                 .title_fr = p->title_fr,
                                                 .body = p->body,
                                                 .body_fr = p->body_fr,
                                                 .now = tx_now(tx)},
                        &now.id));
    return findable(tx, v->app, v->arena, p);
}

static void preview_fill(struct request *r, struct page_edit *v)
{
    v->preview = true;
    v->preview_title = filled(r, v->item.title);
    v->preview_body = filled(r, v->item.body);
    v->preview_title_fr = filled(r, v->item.title_fr);
    v->preview_body_fr = filled(r, v->item.body_fr);
}

/* ROUTE POST /desk/pages/:page     needs page.edit max 512k
** Shows a preview, or saves: readers see it at once. */
enum status page_edit_act(struct request *r, struct response *s)
{
    struct page_edit v = {0};
    TRY(page_load(r->db, r->arena, param(r, "page"), &v.item));
    struct page_arg arg = {
        .app = r->app, .row = v.item, .seen = field(r, "seen"), .arena = r->arena};
    need_text(r, "title", TITLE_CHARS, &arg.row.title);
    take_text(r, "title_fr", TITLE_CHARS, &arg.row.title_fr);
    need_text(r, "body", BODY_CHARS, &arg.row.body);
    take_text(r, "body_fr", BODY_CHARS, &arg.row.body_fr);
    if (arg.row.title_fr.n && !arg.row.body_fr.n)
        problem(r, "body_fr", "There is a French title but no French text. Write both or neither.");
    v.item = arg.row;
    v.seen = arg.seen;
    if (problems(r)) return edit_show(r, s, &v);
    if (str_eq(field(r, "then"), S("preview"))) {
        preview_fill(r, &v);
        return edit_show(r, s, &v);
    }
    enum status st = db_write(r, page_write, &arg);
    if (st == CONFLICT) {
        TRY(page_load(r->db, r->arena, param(r, "page"), &v.theirs));
        v.seen = seen_of(r->arena, &v.theirs); /* sending again now overwrites on purpose */
        v.conflict = true;
        return edit_show(r, s, &v);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Saved. Readers see it now."), "/desk/pages/%.*s",
                         P(arg.row.name));
}
