/* news.c: news of the fund: the public list (with stories and events), one item, and the editors' pages.
** News of an approval is suggested from the record: the desk lists approved programmes that no news
** tells of and makes a draft that an editor completes. */
#include "publish/news/news.h"

#include "fund/history/history.h"
#include "people/people.h"
#include "publish/feed/feed.h"
#include "publish/feed/piece.h"
#include "publish/site/files.h"
#include "publish/site/home.h"
#include "web/address.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/news_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 20
#define DESK_ROWS 50
#define WAITING_MAX 20

/* --- writing -------------------------------------------------------------------------------------- */

static enum status news_publish_entry(struct tx *tx, struct app *app, struct arena *a,
                                      const struct news_row *n)
{
    return feed_put(tx, app, a,
                    &(struct feed_record){.kind = "news",
                                          .record = n->id,
                                          .address = arena_printf(a, "/news/%.*s", P(n->slug)),
                                          .title = n->title,
                                          .title_fr = n->title_fr,
                                          .summary = n->lead,
                                          .summary_fr = n->lead_fr,
                                          .body = n->body,
                                          .body_fr = n->body_fr,
                                          .day = n->day,
                                          .last_day = NO_DATE,
                                          .visible = str_eq(n->state, S("published"))});
}

enum status news_create(struct tx *tx, struct arena *a, struct news_row *row)
{
    if (!row->slug.n) TRY(piece_slug(tx_db(tx), a, row->title, news_slug_count, &row->slug));
    row->state = S("draft");
    row->changed = tx_now(tx);
    return news_insert(tx,
                       &(struct news_insert_in){.slug = row->slug,
                                                .title = row->title,
                                                .title_fr = row->title_fr,
                                                .lead = row->lead,
                                                .lead_fr = row->lead_fr,
                                                .body = row->body,
                                                .body_fr = row->body_fr,
                                                .day = row->day,
                                                .source = row->source,
                                                .now = tx_now(tx)},
                       &row->id);
}

enum status news_programme_add(struct tx *tx, i64 news, i64 programme)
{
    i64 id;
    return news_programme_insert(tx, news, programme, &id);
}

static enum status news_move(struct tx *tx, struct app *app, struct arena *a, struct news_row *n)
{
    i64 stored;
    TRY(news_changed(tx_db(tx), a, n->id, &stored));
    TRY(piece_touch(stored, n->changed, tx_now(tx), &n->changed));
    TRY(news_set_state(tx, &(struct news_set_state_in){.id = n->id,
                                                       .state = n->state,
                                                       .reason = n->reason,
                                                       .published = n->published,
                                                       .withdrawn = n->withdrawn,
                                                       .changed = n->changed}));
    return news_publish_entry(tx, app, a, n);
}

enum status news_release(struct tx *tx, struct app *app, struct arena *a, struct news_row *row)
{
    if (str_eq(row->state, S("published"))) return CONFLICT;
    row->state = S("published");
    row->reason = NO_STR;
    row->withdrawn = NO_DATE;
    if (row->published == NO_DATE || row->published == 0) row->published = tx_now(tx);
    return news_move(tx, app, a, row);
}

struct news_arg {
    struct request *r;
    struct news_row *row;
    i64 seen;
    const struct piece_ids *programmes;
};

static enum status programmes_write(struct tx *tx, const struct news_arg *v)
{
    TRY(news_programme_clear(tx, v->row->id));
    for (size_t i = 0; i < v->programmes->n; i++)
        TRY(news_programme_add(tx, v->row->id, v->programmes->v[i]));
    return OK;
}

static enum status create_write(struct tx *tx, void *arg)
{
    struct news_arg *v = arg;
    TRY(news_create(tx, v->r->arena, v->row));
    return programmes_write(tx, v);
}

static enum status update_write(struct tx *tx, void *arg)
{
    struct news_arg *v = arg;
    struct news_row *n = v->row;
    i64 stored;
    TRY(news_changed(tx_db(tx), v->r->arena, n->id, &stored));
    TRY(piece_touch(stored, v->seen, tx_now(tx), &n->changed));
    TRY(news_update(tx, &(struct news_update_in){.id = n->id,
                                                 .slug = n->slug,
                                                 .title = n->title,
                                                 .title_fr = n->title_fr,
                                                 .lead = n->lead,
                                                 .lead_fr = n->lead_fr,
                                                 .body = n->body,
                                                 .body_fr = n->body_fr,
                                                 .day = n->day,
                                                 .source = n->source,
                                                 .changed = n->changed}));
    TRY(programmes_write(tx, v));
    return str_eq(n->state, S("draft")) ? OK : news_publish_entry(tx, v->r->app, v->r->arena, n);
}

static enum status picture_write(struct tx *tx, void *arg)
{
    struct news_arg *v = arg;
    struct news_row *n = v->row;
    i64 stored;
    TRY(news_changed(tx_db(tx), v->r->arena, n->id, &stored));
    TRY(piece_touch(stored, n->changed, tx_now(tx), &n->changed));
    return news_set_picture(tx, &(struct news_set_picture_in){.id = n->id,
                                                              .picture = n->picture,
                                                              .width = n->picture_width,
                                                              .height = n->picture_height,
                                                              .bytes = n->picture_bytes,
                                                              .alt = n->alt,
                                                              .alt_fr = n->alt_fr,
                                                              .changed = n->changed});
}

/* --- public pages ----------------------------------------------------------------------------------- */

/* ROUTE GET /news?kind,q,after     public
** News, stories from the field and events, newest first. */
enum status news_list_page(struct request *r, struct response *s)
{
    static const char *const kinds[] = {"news", "story", "event"};
    str all[] = {S("news"), S("story"), S("event")}, one[] = {query(r, "kind")};
    struct news_list view = {.kind = one[0], .q = query(r, "q")};
    bool known = false;
    for (size_t i = 0; i < 3; i++) {
        str code = str_c(kinds[i]);
        *PUSH(r->arena, &view.kinds) =
            (struct part_choice){.code = code, .label = feed_kind_label(r, code)};
        known = known || str_eq(code, view.kind);
    }
    struct feed_question q = {.kinds = known ? db_json_texts(r->arena, one, 1)
                                             : db_json_texts(r->arena, all, 3),
                              .words = view.q,
                              .after = query(r, "after"),
                              .limit = r->face == FACE_CSV ? 1000 : PAGE_ROWS};
    TRY(feed_list(r, &q, &view.items, &view.next));
    if (view.next.n) view.more = address_more(r, view.next);
    page_title(s, T(r, "News and events"));
    s->description = T(r, "News of the fund, stories from the field, meetings past and to come.");
    return show(r, s, news_list_view, &view);
}

/* ROUTE GET /news.atom     public
** News, stories and events as an Atom feed. */
enum status news_feed(struct request *r, struct response *s)
{
    str kinds[] = {S("news"), S("story"), S("event")};
    return feed_reply(r, s, db_json_texts(r->arena, kinds, 3), 0, T(r, "News and events"),
                      S("/news.atom"), S("/news"));
}

static void programmes_words(struct request *r, struct news_programme_array *all)
{
    for (size_t i = 0; i < all->n; i++)
        all->v[i].title =
            piece_words(r, all->v[i].title, all->v[i].title_fr, &all->v[i].title_lang);
}

/* Only programmes with a public page are named to the public. */
static void programmes_public(struct request *r, const struct news_programme_array *all,
                              struct news_programme_array *out)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].visible) *PUSH(r->arena, out) = all->v[i];
    programmes_words(r, out);
}

/* ROUTE GET /news/:news     public
** One item of news. */
enum status news_page(struct request *r, struct response *s)
{
    struct news_row n;
    str slug = param(r, "news");
    enum status st = news_by_slug(r->db, r->arena, slug, &n);
    if (st == NOT_FOUND || (st == OK && str_eq(n.state, S("draft"))))
        return feed_moved(r, s, "/news", slug);
    TRY(st);
    struct news_show view = {.slug = n.slug, .day = n.day, .source = n.source};
    view.title = piece_words(r, n.title, n.title_fr, &view.title_lang);
    page_crumb(r, s, "News and events", "/news");
    if (str_eq(n.state, S("withdrawn")))
        return feed_gone_page(r, s, view.title, n.reason, n.withdrawn, S("/news"),
                              T(r, "News and events"));
    view.lead = piece_words(r, n.lead, n.lead_fr, &view.lead_lang);
    view.body = piece_words(r, n.body, n.body_fr, &view.body_lang);
    view.picture = piece_picture_address(r->arena, n.picture);
    view.picture_width = n.picture_width;
    view.picture_height = n.picture_height;
    view.alt = piece_words(r, n.alt, n.alt_fr, &view.alt_lang);
    struct news_programme_array all = {0};
    TRY(news_programmes(r->db, r->arena, n.id, &all));
    programmes_public(r, &all, &view.programmes);
    page_title(s, view.title);
    page_updated(s, n.changed);
    s->description = view.lead;
    return show(r, s, news_show_view, &view);
}

static enum status news_file(struct db *db, struct arena *a, str hash, struct public_file *out)
{
    i64 count;
    TRY(news_picture_count(db, a, hash, &count));
    *out = (struct public_file){.type = S("image/webp"), .inline_ok = true};
    return count ? OK : NOT_FOUND;
}

static enum status news_home(struct request *r, struct home_block_array *out)
{
    str kinds[] = {S("news"), S("story")};
    struct feed_entry_array rows = {0};
    str next;
    TRY(feed_list(r,
                  &(struct feed_question){.kinds = db_json_texts(r->arena, kinds, 2), .limit = 3},
                  &rows, &next));
    struct home_block *block = PUSH(r->arena, out);
    *block = (struct home_block){
        .heading = T(r, "News and stories"),
        .more = address_local(r->arena, address_base(r->arena, r->lang), S("/news")),
        .more_label = T(r, "All news")};
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(r->arena, &block->items) =
            (struct home_item){.title = rows.v[i].title,
                               .title_lang = rows.v[i].title_lang,
                               .address = rows.v[i].address,
                               .meta = rows.v[i].kind_label,
                               .text = str_shorten(r->arena, rows.v[i].summary, 160)};
    return OK;
}

/* START news_start
** Makes the pictures of published news public, and offers the newest to the home page. */
enum status news_start(struct app *app)
{
    (void)app;
    public_file_register(news_file);
    home_block_register(10, news_home);
    return OK;
}

/* --- the editors' pages -------------------------------------------------------------------------- */

/* RECORD news "News" search 40 "News" */
/* MENU desk 50 /desk/news "News" needs news.read */

static const struct list_column desk_columns[] = {
    {MESSAGE("Title"), "title", false},
    {MESSAGE("State"), "state", false},
    {MESSAGE("Date"), "day", false},
};

/* Without those that are closed to the person. */
static void waiting_open(struct request *r, struct news_programme_array *all)
{
    size_t kept = 0;
    for (size_t i = 0; i < all->n; i++)
        if (!record_barred(r, "programme", all->v[i].id)) all->v[kept++] = all->v[i];
    all->n = kept;
}

/* ROUTE GET /desk/news?q,state,sort,after     needs news.read
** All news, and approved programmes that no news tells of yet. */
enum status news_desk_page(struct request *r, struct response *s)
{
    struct news_desk_list view = {.q = query(r, "q"),
                                  .state = query(r, "state"),
                                  .states = piece_states(r),
                                  .may_edit = may(r, "news.edit", NULL)};
    struct list l = LIST_OF(r, desk_columns, "day_down");
    struct news_find_in in = {.q = view.q, .state = view.state, .sort = l.sort};
    TRY(news_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    TRY(news_waiting(r->db, r->arena, WAITING_MAX, &view.waiting));
    waiting_open(r, &view.waiting);
    page_title(s, T(r, "News"));
    return show(r, s, news_desk_list_view, &view);
}

static enum status desk_show(struct request *r, struct response *s, const struct news_row *row)
{
    struct news_desk_show view = {.item = *row,
                                  .may_edit = may(r, "news.edit", NULL),
                                  .may_publish = may(r, "news.publish", NULL)};
    if (row->picture.n)
        view.picture = arena_printf(r->arena, "/desk/news/%.*s/picture", P(row->slug));
    TRY(news_programmes(r->db, r->arena, row->id, &view.programmes));
    TRY(history_fill(r, "news", row->id, news_row_view, NO_STR, &view.history));
    page_title(s, row->title);
    page_crumb(r, s, "News", "/desk/news");
    return show(r, s, news_desk_show_view, &view);
}

/* ROUTE GET /desk/news/:news     needs news.read
** One item as the office sees it: text, picture, state, history. */
enum status news_desk_show_page(struct request *r, struct response *s)
{
    struct news_row row;
    TRY(news_by_slug(r->db, r->arena, param(r, "news"), &row));
    return desk_show(r, s, &row);
}

static enum status form_show(struct request *r, struct response *s, const struct news_row *row,
                             bool conflict)
{
    struct news_form view = {.item = *row,
                             .is_new = row->id == 0,
                             .conflict = conflict,
                             .seen = row->id ? row->changed : 0};
    struct buf b;
    buf_init(&b, 64);
    buf_date(&b, row->id ? row->day : r->now / 86400);
    view.day = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    struct news_programme_array all = {0};
    if (row->id) TRY(news_programmes(r->db, r->arena, row->id, &all));
    for (size_t i = 0; i < all.n; i++)
        view.programmes = arena_printf(r->arena, "%.*s%s%.*s", P(view.programmes), i ? " " : "",
                                       P(all.v[i].code));
    page_title(s, row->id ? T(r, "Edit the news") : T(r, "New news"));
    page_crumb(r, s, "News", "/desk/news");
    if (row->id)
        page_crumb_text(s, row->title, arena_printf(r->arena, "/desk/news/%.*s", P(row->slug)));
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, news_form_view, &view);
}

/* ROUTE GET /desk/news/new     needs news.edit
** An empty form. */
enum status news_new_page(struct request *r, struct response *s)
{
    return form_show(r, s, &(struct news_row){0}, false);
}

/* ROUTE GET /desk/news/:news/edit     needs news.edit
** The form of one item. */
enum status news_edit_page(struct request *r, struct response *s)
{
    struct news_row row;
    TRY(news_by_slug(r->db, r->arena, param(r, "news"), &row));
    return form_show(r, s, &row, false);
}

static void form_take(struct request *r, struct news_row *n, struct piece_ids *programmes)
{
    need_text(r, "title", 160, &n->title);
    take_text(r, "title_fr", 160, &n->title_fr);
    need_text(r, "lead", 400, &n->lead);
    take_text(r, "lead_fr", 400, &n->lead_fr);
    need_text(r, "body", 20000, &n->body);
    take_text(r, "body_fr", 20000, &n->body_fr);
    take_date(r, "day", &n->day);
    piece_take_url(r, "source", &n->source);
    piece_take_programmes(r, "programmes", programmes);
    str slug = n->slug;
    if (field(r, "slug").n && !take_slug(r, "slug", &slug)) return;
    i64 count = 0;
    bool other = !str_eq(slug, n->slug) || (!n->id && slug.n);
    if (other && news_slug_count(r->db, r->arena, slug, &count) == OK && count)
        problem(r, "slug", "Another item of news has this address. Choose a different one.");
    /* "new" is the address of the empty form. */
    if (str_eq(slug, S("new"))) problem(r, "slug", "Choose a longer address.");
    n->slug = slug;
}

/* ROUTE POST /desk/news     needs news.edit     max 256k
** Keeps news as a draft. */
enum status news_create_act(struct request *r, struct response *s)
{
    struct news_row row = {.day = NO_DATE};
    struct piece_ids programmes = {0};
    form_take(r, &row, &programmes);
    if (problems(r)) return form_show(r, s, &(struct news_row){0}, false);
    TRY(db_write(r, create_write,
                 &(struct news_arg){.r = r, .row = &row, .programmes = &programmes}));
    return redirect_note(
        r, s, T(r, "Kept as a draft. Nobody outside the office sees it until it is published."),
        "/desk/news/%.*s", P(row.slug));
}

/* ROUTE POST /desk/news/:news     needs news.edit     max 256k
** Changes news. If somebody else changed it meanwhile, both texts are shown. */
enum status news_edit_act(struct request *r, struct response *s)
{
    struct news_row stored, row;
    struct piece_ids programmes = {0};
    TRY(news_by_slug(r->db, r->arena, param(r, "news"), &stored));
    row = stored;
    form_take(r, &row, &programmes);
    if (problems(r)) return form_show(r, s, &stored, false);
    struct news_arg v = {.r = r, .row = &row, .seen = piece_seen(r), .programmes = &programmes};
    enum status st = db_write(r, update_write, &v);
    if (st == CONFLICT) {
        TRY(news_by_slug(r->db, r->arena, param(r, "news"), &stored));
        return form_show(r, s, &stored, true);
    }
    TRY(st);
    return redirect_note(r, s,
                         str_eq(row.state, S("published"))
                             ? T(r, "Saved. The public page shows it now.")
                             : T(r, "Saved."),
                         "/desk/news/%.*s", P(row.slug));
}

/* ROUTE POST /desk/news/:news/picture     needs news.edit     max 24m
** Sets the picture and says what it shows; without a file only the words change. */
enum status news_picture_act(struct request *r, struct response *s)
{
    struct news_row stored, row;
    struct piece_picture picture;
    TRY(news_by_slug(r->db, r->arena, param(r, "news"), &stored));
    row = stored;
    need_text(r, "alt", 300, &row.alt);
    take_text(r, "alt_fr", 300, &row.alt_fr);
    struct upload *u = upload(r, "picture");
    bool has = u && u->size;
    if ((has || !row.picture.n) && piece_take_picture(r, "picture", &picture)) {
        row.picture = picture.hash;
        row.picture_width = picture.width;
        row.picture_height = picture.height;
        row.picture_bytes = picture.bytes;
    }
    if (problems(r)) return desk_show(r, s, &stored);
    TRY(db_write(r, picture_write, &(struct news_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "The picture is set."), "/desk/news/%.*s", P(row.slug));
}

/* ROUTE GET /desk/news/:news/picture     needs news.read
** The picture, also of a draft. */
enum status news_picture_page(struct request *r, struct response *s)
{
    struct news_row row;
    TRY(news_by_slug(r->db, r->arena, param(r, "news"), &row));
    return piece_picture_reply(r, s, row.picture);
}

/* ROUTE POST /desk/news/:news/picture/remove     needs news.edit
** Takes the picture away. */
enum status news_picture_remove_act(struct request *r, struct response *s)
{
    struct news_row row;
    TRY(news_by_slug(r->db, r->arena, param(r, "news"), &row));
    row.picture = row.alt = row.alt_fr = NO_STR;
    row.picture_width = row.picture_height = row.picture_bytes = 0;
    TRY(db_write(r, picture_write, &(struct news_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "The picture is gone."), "/desk/news/%.*s", P(row.slug));
}

static enum status publish_write(struct tx *tx, void *arg)
{
    struct news_arg *v = arg;
    return news_release(tx, v->r->app, v->r->arena, v->row);
}

/* ROUTE POST /desk/news/:news/publish     needs news.publish
** Shows a draft to everybody, or shows withdrawn news again. */
enum status news_publish_act(struct request *r, struct response *s)
{
    struct news_row row;
    TRY(news_by_slug(r->db, r->arena, param(r, "news"), &row));
    TRY(db_write(r, publish_write, &(struct news_arg){.r = r, .row = &row}));
    return redirect_note(
        r, s, T(r, "Published. Everybody can read it now; it stands in the list and in the feed."),
        "/desk/news/%.*s", P(row.slug));
}

static enum status withdraw_write(struct tx *tx, void *arg)
{
    struct news_arg *v = arg;
    return news_move(tx, v->r->app, v->r->arena, v->row);
}

/* ROUTE POST /desk/news/:news/withdraw     needs news.publish
** Takes news back: its address says so and why. */
enum status news_withdraw_act(struct request *r, struct response *s)
{
    struct news_row stored, row;
    TRY(news_by_slug(r->db, r->arena, param(r, "news"), &stored));
    if (!str_eq(stored.state, S("published"))) return CONFLICT;
    row = stored;
    need_text(r, "reason", 300, &row.reason);
    if (problems(r)) return desk_show(r, s, &stored);
    row.state = S("withdrawn");
    row.withdrawn = r->now;
    TRY(db_write(r, withdraw_write, &(struct news_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "Withdrawn. Its public page says so."), "/desk/news/%.*s",
                         P(row.slug));
}

/* --- news of an approval -------------------------------------------------------------------------- */

static enum status draft_of_programme(struct request *r, const struct news_programme *p,
                                      struct news_row *n)
{
    struct news_programme_array organizations = {0};
    TRY(news_organizations_of(r->db, r->arena, p->id, &organizations));
    str names = NO_STR, none = T(r, "the fund");
    for (size_t i = 0; i < organizations.n; i++)
        names = arena_printf(r->arena, "%.*s%s%.*s", P(names), i ? ", " : "",
                             P(organizations.v[i].title));
    bool french = str_eq(p->title_lang, S("fr"));
    str title = french && p->title_fr.n ? p->title_fr : p->title,
        title_fr = french ? p->title : p->title_fr;
    str words[] = {title, names.n ? names : none},
        words_fr[] = {title_fr.n ? title_fr : title, names.n ? names : none};
    *n = (struct news_row){
        .title = str_abbrev(
            message_fill(r->arena, tr(S("en"), MESSAGE("A new programme: %1")), words, 2), 160),
        .title_fr = str_abbrev(
            message_fill(r->arena, tr(S("fr"), MESSAGE("A new programme: %1")), words_fr, 2), 160),
        .lead = str_abbrev(
            message_fill(r->arena,
                         tr(S("en"), MESSAGE("The fund has approved a joint programme of %2.")),
                         words, 2),
            400),
        .lead_fr = str_abbrev(
            message_fill(r->arena,
                         tr(S("fr"), MESSAGE("The fund has approved a joint programme of %2.")),
                         words_fr, 2),
            400),
        .body = p->summary.n ? p->summary : title,
        .body_fr = p->summary_fr,
        .day = r->now / 86400};
    return OK;
}

/* ROUTE POST /desk/news/from/:programme     needs news.edit
** Makes a draft from an approved programme; an editor completes and publishes it. */
enum status news_from_programme_act(struct request *r, struct response *s)
{
    struct news_programme p;
    struct news_row row;
    struct piece_ids programmes = {0};
    TRY(news_of_programme(r->db, r->arena, param(r, "programme"), &p));
    TRY(draft_of_programme(r, &p, &row));
    *PUSH(r->arena, &programmes) = p.id;
    TRY(db_write(r, create_write,
                 &(struct news_arg){.r = r, .row = &row, .programmes = &programmes}));
    return redirect_note(
        r, s, T(r, "A draft was made from the record. Complete it before it is published."),
        "/desk/news/%.*s/edit", P(row.slug));
}
