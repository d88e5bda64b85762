/* layout.c: fills the frame around a page from the request, the settings and the menus, and has it
** rendered by page.html. Called by show() with what the view's template wrote. The frame knows no
** feature: menus come from MENU comments, the person from the session. */
#include "web/layout.h"

#include "gen/model.h"
#include "web/address.h"
#include "web/app.h"
#include "web/registry.h"
#include "web/session.h"
#include "web/text.h"

/* MENU public 10 /programmes "Programmes" */
/* MENU public 20 /calls "Apply" */
/* MENU public 30 /news "News and events" */
/* MENU public 40 /library "Library" */
/* MENU public 50 /newsletter "Newsletter" */
/* MENU public 60 /about "About" */
/* MENU footer 10 /contact "Contact" */
/* MENU footer 20 /disclaimer "Disclaimer" */
/* MENU footer 30 /privacy "Privacy" */
/* MENU footer 40 /data "Data and feeds" */
/* MENU footer 50 /subscribe "Subscribe" */

/* Languages by their own names, as a reader looks for them. */
static const struct {
    const char *code, *name;
} language_names[] = {{"ar", "العربية"},   {"en", "English"},   {"es", "Español"},
                      {"fr", "Français"},  {"pt", "Português"}, {"ru", "Русский"},
                      {"sw", "Kiswahili"}, {"zh", "中文"}};

static str language_name(str code)
{
    for (size_t i = 0; i < sizeof language_names / sizeof *language_names; i++)
        if (str_eq(code, str_c(language_names[i].code))) return str_c(language_names[i].name);
    return code;
}

static str language_direction(str code)
{
    return str_eq(code, S("ar")) || str_eq(code, S("fa")) || str_eq(code, S("he")) ||
                   str_eq(code, S("ur"))
               ? S("rtl")
               : S("ltr");
}

/* The name of the fund in the reader's language, if it has one there. */
static str layout_fund(struct request *r, str *spoken)
{
    *spoken = S("en");
    if (!r->app || !r->app->settings) return S("Human Security Fund");
    return setting_in(r->app, r->arena, "fund.name", r->lang, spoken);
}

static str layout_setting(struct request *r, const char *key, str fallback)
{
    str s = r->app && r->app->settings ? setting(r->app, r->arena, key) : NO_STR;
    return s.n ? s : fallback;
}

static bool is_desk(const struct request *r)
{
    return r->session != NULL;
}

struct page layout_page_of(struct request *r, struct response *s, const struct view *view)
{
    const struct session *who = r->session;
    str spoken;
    struct page p = {
        .lang = r->lang,
        .dir = language_direction(r->lang),
        .base = address_base(r->arena, r->lang),
        .path = r->path,
        .other_path = r->path,
        .title = s->title.n    ? s->title
                 : view->label ? T(r, view->label)
                               : NO_STR,
        .fund = layout_fund(r, &spoken),
        .desk = is_desk(r),
        .signed_in = who != NULL,
        .demo = r->app && r->app->demo,
        .now = r->now,
        .updated = s->updated,
    };
    if (p.updated == NO_DATE && r->app && r->app->store)
        p.updated = store_public_time(r->app->store);
    if (p.updated == 0) p.updated = NO_DATE; /* nothing was published yet */
    if (who) {
        p.person = who->name;
        p.role = who->role;
        p.token = who->token;
    }
    return p;
}

/* --- menus -------------------------------------------------------------------------------------- */

static bool is_within(str path, str entry)
{
    return str_eq(path, entry) ||
           (entry.n > 1 && str_starts(path, entry) && path.p[entry.n] == '/');
}

/* The longest entry that the path is within is the current one: /desk is in every desk path. */
static void mark_current(struct layout_link_array *links, str path)
{
    struct layout_link *best = NULL;
    for (size_t i = 0; i < links->n; i++) {
        struct layout_link *l = &links->v[i];
        if (is_within(path, l->address) && (!best || l->address.n > best->address.n)) best = l;
    }
    if (best) best->current = S("page");
}

static bool may_see(const struct request *r, const struct menu_entry *m)
{
    if (!m->is_signed) return true;
    if (!r->session) return false;
    return !m->verb || (access_hooks.may && access_hooks.may(r, m->verb, NULL));
}

static void fill_menu(struct request *r, const struct page *page, const char *menu,
                      struct layout_link_array *out)
{
    for (size_t i = 0; i < menu_entry_count; i++) {
        const struct menu_entry *m = &menu_entries[i];
        if (strcmp(m->menu, menu) != 0 || !may_see(r, m)) continue;
        *PUSH(r->arena, out) = (struct layout_link){
            .label = T(r, m->label), .address = str_c(m->path), .current = S("false")};
    }
    mark_current(out, r->path);
    for (size_t i = 0; i < out->n; i++)
        out->v[i].address = address_local(r->arena, page->base, out->v[i].address);
}

/* --- addresses ---------------------------------------------------------------------------------- */

static const struct pair no_pair;

static void address_add(struct buf *b, char *join, struct pair one)
{
    buf_char(b, *join);
    buf_url(b, one.name);
    buf_char(b, '=');
    buf_url(b, one.value);
    *join = '&';
}

/* This page in a language and a face, with its filters and one of them set. A given `after` replaces the one that came,
** an empty one removes it, NO_STR keeps it. */
static str address_in(struct request *r, str lang, const char *suffix, str after, struct pair set)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    bool named = *suffix && str_eq(r->path, S("/"));
    buf_address(
        &b, address_local(r->arena, address_base(r->arena, lang), named ? S("/index") : r->path));
    buf_add(&b, str_c(suffix));
    char join = '?';
    for (size_t i = 0; i < r->queries.n; i++) {
        const struct pair *q = &r->queries.v[i];
        if ((after.p && str_eq(q->name, S("after"))) || str_eq(q->name, set.name)) continue;
        address_add(&b, &join, *q);
    }
    if (set.value.n) address_add(&b, &join, set);
    if (after.n) address_add(&b, &join, (struct pair){.name = S("after"), .value = after});
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

str address_face(struct request *r, const char *suffix, str after)
{
    return address_in(r, r->lang, suffix, after, no_pair);
}

str address_more(struct request *r, str after)
{
    return address_in(r, r->lang, "", after.n ? after : S(""), no_pair);
}

str address_with(struct request *r, const char *name, str value)
{
    return address_in(r, r->lang, "", S(""), (struct pair){.name = str_c(name), .value = value});
}

static str site(const struct request *r)
{
    return r->app ? r->app->config.base_url : NO_STR;
}

/* Each language's translation of the sentence names itself, since its readers are who it is for; a language
** into which the program is not translated offers its own name. */
static struct layout_language as_offer(struct layout_language l)
{
    static const char english[] = MESSAGE("Read this page in English");
    str words = tr(l.lang, english);
    if (str_eq(l.lang, S("en")) || !str_eq(words, str_c(english))) l.label = words;
    l.dir = language_direction(l.lang);
    return l;
}

static void fill_languages(struct request *r, struct response *s, struct layout_page *v)
{
    str rest = layout_setting(r, "fund.languages", S("en")), code;
    while (str_cut(&rest, ' ', &code)) {
        if (!code.n) continue;
        str address = address_local(r->arena, address_base(r->arena, code), r->path);
        struct layout_language l = {.lang = str_dup(r->arena, code),
                                    .label = language_name(code),
                                    .address = address_in(r, code, "", NO_STR, no_pair),
                                    .absolute =
                                        arena_printf(r->arena, "%.*s%.*s", P(site(r)), P(address))};
        *PUSH(r->arena, &v->versions) = l;
        if (!str_eq(code, r->lang)) *PUSH(r->arena, &v->languages) = l;
        if (str_eq(code, r->offer)) *PUSH(r->arena, &v->offer) = as_offer(l);
    }
    if (v->versions.n < 2)
        v->versions.n = 0; /* search engines need no list of one */
    else
        reply_header(s, "vary", S("Accept-Language")); /* beside the encoding, for the offer */
}

/* --- crumbs and problems ------------------------------------------------------------------------ */

static void fill_crumbs(struct request *r, struct response *s, const struct page *page,
                        struct layout_page *v)
{
    str root = page->desk ? S("/desk") : S("/");
    if (str_eq(r->path, root)) return;
    *PUSH(r->arena, &v->crumbs) =
        (struct layout_link){.label = page->desk ? T(r, "Desk") : T(r, "Home"),
                             .address = address_local(r->arena, page->base, root)};
    for (size_t i = 0; i < s->crumbs.n; i++) {
        struct pair c = s->crumbs.v[i];
        bool is_here = str_eq(c.value, r->path) && i + 1 == s->crumbs.n;
        if (!is_here)
            *PUSH(r->arena, &v->crumbs) = (struct layout_link){
                .label = str_shorten(r->arena, c.name, 60),
                .address = address_is_ours(c.value) ? address_local(r->arena, page->base, c.value)
                                                    : NO_STR};
    }
    v->here = str_shorten(r->arena, page->title, 60);
}

/* Field names may hold dots; in an id they may not, and out_code drops them there too. */
static str as_id(struct arena *a, str name)
{
    char *p = arena_alloc(a, name.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '_' || c == '-')
            p[n++] = c;
    }
    return (str){p, n};
}

/* The words that the page itself puts at a field (`<label for="x">…<` or the legend of its group), as
** they stand in our own rendering: the summary then says which field it means. */
static str label_of(struct arena *a, str body, str id)
{
    str starts[] = {arena_printf(a, "<label for=\"%.*s\">", P(id)),
                    arena_printf(a, " id=\"%.*s\"", P(id))};
    for (size_t k = 0; k < 2; k++) {
        i64 at = str_find(body, starts[k]);
        if (at < 0) continue;
        str rest = str_sub(body, (size_t)at + starts[k].n, body.n);
        if (k == 1) { /* of a fieldset: the next element is its legend */
            i64 next = str_find_char(rest, '<');
            if (next < 0 || !str_starts(str_sub(rest, (size_t)next, rest.n), S("<legend>")))
                continue;
            rest = str_sub(rest, (size_t)next + 8, rest.n);
        }
        i64 end = str_find_char(rest, '<');
        if (end > 0) return str_trim(str_sub(rest, 0, (size_t)end));
    }
    return NO_STR;
}

static void fill_problems(struct request *r, str body, struct layout_page *v)
{
    for (size_t i = 0; i < r->problems.n; i++) {
        str id = as_id(r->arena, r->problems.v[i].name);
        *PUSH(r->arena, &v->problems) =
            (struct layout_problem){.name = id.n ? id : S("main"),
                                    .label = id.n ? label_of(r->arena, body, id) : NO_STR,
                                    .message = r->problems.v[i].value};
    }
    v->problem_count = (i64)r->problems.n;
}

/* --- the whole ----------------------------------------------------------------------------------- */

static str window_title(struct request *r, const struct page *page)
{
    str error = r->problems.n ? T(r, "To mend") : NO_STR;
    if (!page->title.n || str_eq(r->path, S("/"))) return page->fund;
    return arena_printf(r->arena, "%.*s%s%.*s – %.*s", P(error), error.n ? ": " : "",
                        P(page->title), P(page->fund));
}

/* The setting holds the file's hash, its width and its height; the settings page checked them. */
static void fill_mark(struct request *r, struct layout_page *v)
{
    str rest = layout_setting(r, "fund.mark", NO_STR), hash, width, height;
    i64 w, h;
    if (!str_cut(&rest, ' ', &hash) || !str_cut(&rest, ' ', &width) ||
        !str_cut(&rest, ' ', &height))
        return;
    if (!str_i64(width, &w) || !str_i64(height, &h) || h < 1) return;
    v->mark = arena_printf(r->arena, "/files/%.*s/mark.png", P(hash));
    v->mark_width = w * 40 / h;
}

static void fill_public(struct request *r, struct response *s, const struct page *page,
                        struct layout_page *v)
{
    bool whole = s->status == 200 && r->method != METHOD_POST;
    fill_menu(r, page, "public", &v->nav);
    if (whole) {
        str address = address_local(r->arena, page->base, r->path);
        v->indexed = s->cacheable;
        v->canonical = arena_printf(r->arena, "%.*s%.*s", P(site(r)), P(address));
        v->data = s->cacheable ? address_face(r, ".json", NO_STR) : NO_STR;
        fill_languages(r, s, v);
        v->feed = s->feed.value;
        v->feed_title = s->feed.name;
    }
    v->home = address_local(r->arena, page->base, S("/"));
}

void layout_write(struct request *r, struct response *s, const struct page *page, str body)
{
    str fund_lang;
    layout_fund(r, &fund_lang);
    struct layout_page v = {.title = window_title(r, page),
                            .fund = page->fund,
                            .fund_lang = fund_lang,
                            .description = str_shorten(r->arena, s->description, 200),
                            .image = s->image,
                            .query = query(r, "q"),
                            .updated = page->updated,
                            .body = body};
    layout_style_set(layout_setting(r, "fund.accent", S("#0b5563")));
    struct layout_sheet sheet = layout_sheet();
    bool light = s->light && !page->desk;
    v.light = light;
    v.style = light ? sheet.light : sheet.tag;
    reply_header(s, "content-security-policy",
                 light        ? sheet.policy_light
                 : page->desk ? sheet.policy_desk
                              : sheet.policy);
    if (page->desk) {
        v.home = S("/desk");
        fill_menu(r, page, "desk", &v.menu);
        if (session_take_note(r, &v.note) != OK) v.note = NO_STR;
        v.held = store_held(r->app->store);
    } else {
        fill_public(r, s, page, &v);
    }
    fill_menu(r, page, "footer", &v.foot);
    fill_mark(r, &v);
    fill_crumbs(r, s, page, &v);
    if (s->status == 422) fill_problems(r, body, &v);
    s->type = S("text/html; charset=utf-8");
    struct out o = {.b = &s->body, .r = r, .page = *page, .arena = r->arena};
    out_raw(&o, S("<!doctype html>"));
    layout_page_view->html(&o, &v);
}

/* --- fields of every reply ----------------------------------------------------------------------- */

static void header_default(struct response *s, const char *name, str value)
{
    for (size_t i = 0; i < s->headers.n; i++)
        if (str_eqi(s->headers.v[i].name, str_c(name))) return;
    reply_header(s, name, value);
}

void layout_security_headers(struct request *r, struct response *s, bool private_reply)
{
    bool attached = str_starts(s->type, S("application/pdf"));
    if (!attached)
        header_default(s, "content-security-policy",
                       S("default-src 'none'; frame-ancestors 'none'"));
    header_default(s, "x-content-type-options", S("nosniff"));
    header_default(s, "referrer-policy", S("same-origin"));
    header_default(s, "cache-control", private_reply ? S("no-store") : S("no-cache"));
    if (private_reply) header_default(s, "cross-origin-opener-policy", S("same-origin"));
    if (!private_reply && r->face != FACE_HTML)
        header_default(s, "access-control-allow-origin", S("*"));
    if (r->https) header_default(s, "strict-transport-security", S("max-age=31536000"));
}
