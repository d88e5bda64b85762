/* theme.c: themes of the library: the entrance /library, one theme with its documents, and the editors'
** pages. The documents themselves are in document/. */
#include "publish/theme/theme.h"

#include "fund/history/history.h"
#include "people/people.h"
#include "publish/feed/feed.h"
#include "publish/feed/piece.h"
#include "publish/site/files.h"
#include "publish/site/home.h"
#include "web/address.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/markdown.h"
#include "web/registry.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/theme_sql.h"

#define PAGE_ROWS 20
#define LATEST 5

/* --- writing -------------------------------------------------------------------------------------- */

enum status theme_all(struct db *db, struct arena *a, str state, struct theme_row_array *out)
{
    return theme_find(db, a, &(struct theme_find_in){.state = state}, out);
}

/* A theme has a page to be found, but is no news: it stands in no feed. */
static enum status theme_index(struct tx *tx, struct arena *a, const struct theme_row *t)
{
    str address = arena_printf(a, "/library/%.*s", P(t->slug));
    bool seen = str_eq(t->state, S("published"));
    str title_fr = t->title_fr.n ? t->title_fr : t->title,
        intro_fr = t->intro_fr.n ? t->intro_fr : t->intro;
    TRY(search_put(tx, "theme", t->id, S("en"), SEEN_BY_ALL, address, seen ? t->title : NO_STR,
                   markdown_plain(a, t->intro)));
    return search_put(tx, "theme", t->id, S("fr"), SEEN_BY_ALL, address, seen ? title_fr : NO_STR,
                      markdown_plain(a, intro_fr));
}

static enum status theme_touch(struct tx *tx, struct arena *a, struct theme_row *t, i64 seen)
{
    i64 stored;
    TRY(theme_changed(tx_db(tx), a, t->id, &stored));
    return piece_touch(stored, seen, tx_now(tx), &t->changed);
}

enum status theme_create(struct tx *tx, struct arena *a, struct theme_row *t)
{
    if (!t->slug.n) TRY(piece_slug(tx_db(tx), a, t->title, theme_slug_count, &t->slug));
    t->state = S("draft");
    t->changed = tx_now(tx);
    return theme_insert(tx,
                        &(struct theme_insert_in){.slug = t->slug,
                                                  .title = t->title,
                                                  .title_fr = t->title_fr,
                                                  .intro = t->intro,
                                                  .intro_fr = t->intro_fr,
                                                  .position = t->position,
                                                  .now = tx_now(tx)},
                        &t->id);
}

enum status theme_move(struct tx *tx, struct arena *a, struct theme_row *t, str state)
{
    TRY(theme_touch(tx, a, t, t->changed));
    t->state = state;
    TRY(theme_set_state(tx, t->id, state, t->changed));
    return theme_index(tx, a, t);
}

enum status theme_picture(struct tx *tx, struct arena *a, struct theme_row *t)
{
    TRY(theme_touch(tx, a, t, t->changed));
    return theme_set_picture(tx, &(struct theme_set_picture_in){.id = t->id,
                                                                .picture = t->picture,
                                                                .width = t->picture_width,
                                                                .height = t->picture_height,
                                                                .bytes = t->picture_bytes,
                                                                .alt = t->alt,
                                                                .alt_fr = t->alt_fr,
                                                                .changed = t->changed});
}

struct theme_arg {
    struct request *r;
    struct theme_row *row;
    i64 seen;
    str state;
};

static enum status create_write(struct tx *tx, void *arg)
{
    struct theme_arg *v = arg;
    return theme_create(tx, v->r->arena, v->row);
}

static enum status update_write(struct tx *tx, void *arg)
{
    struct theme_arg *v = arg;
    struct theme_row *t = v->row;
    TRY(theme_touch(tx, v->r->arena, t, v->seen));
    TRY(theme_update(tx, &(struct theme_update_in){.id = t->id,
                                                   .title = t->title,
                                                   .title_fr = t->title_fr,
                                                   .intro = t->intro,
                                                   .intro_fr = t->intro_fr,
                                                   .position = t->position,
                                                   .changed = t->changed}));
    return theme_index(tx, v->r->arena, t);
}

static enum status move_write(struct tx *tx, void *arg)
{
    struct theme_arg *v = arg;
    return theme_move(tx, v->r->arena, v->row, v->state);
}

static enum status picture_write(struct tx *tx, void *arg)
{
    struct theme_arg *v = arg;
    return theme_picture(tx, v->r->arena, v->row);
}

/* --- public pages ----------------------------------------------------------------------------------- */

static void item_fill(struct request *r, const struct theme_row *t, struct theme_item *out)
{
    str lang;
    *out = (struct theme_item){.slug = t->slug,
                               .picture = piece_picture_address(r->arena, t->picture),
                               .picture_width = t->picture_width,
                               .picture_height = t->picture_height,
                               .documents = t->documents};
    out->title = piece_words(r, t->title, t->title_fr, &out->title_lang);
    out->alt = piece_words(r, t->alt, t->alt_fr, &out->alt_lang);
    out->summary = piece_summary(r->arena, piece_words(r, t->intro, t->intro_fr, &lang));
}

enum status theme_pictured(struct request *r, struct theme_item *out)
{
    struct theme_row_array rows = {0};
    TRY(theme_all(r->db, r->arena, S("published"), &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].picture.n) {
            item_fill(r, &rows.v[i], out);
            return OK;
        }
    return NOT_FOUND;
}

/* ROUTE GET /library     public
** The themes of the library and the newest documents. */
enum status theme_library_page(struct request *r, struct response *s)
{
    struct theme_row_array rows = {0};
    struct theme_library view = {0};
    str kinds[] = {S("document")}, next;
    TRY(theme_all(r->db, r->arena, S("published"), &rows));
    for (size_t i = 0; i < rows.n; i++)
        item_fill(r, &rows.v[i], PUSH(r->arena, &view.items));
    TRY(feed_list(
        r, &(struct feed_question){.kinds = db_json_texts(r->arena, kinds, 1), .limit = LATEST},
        &view.latest, &next));
    page_title(s, T(r, "Library"));
    s->description =
        T(r, "Documents of the fund and of others, by theme, to read here or to download.");
    return show(r, s, theme_library_view, &view);
}

static enum status theme_feed(struct request *r, struct response *s, const struct theme_row *t)
{
    str kinds[] = {S("document")}, lang;
    str page = arena_printf(r->arena, "/library/%.*s", P(t->slug));
    return feed_reply(r, s, db_json_texts(r->arena, kinds, 1), t->id,
                      piece_words(r, t->title, t->title_fr, &lang),
                      arena_printf(r->arena, "%.*s.atom", P(page)), page);
}

/* ROUTE GET /library/:theme?q,after     public
** One theme: introduction, picture, documents; with .atom behind it, its documents as a feed. */
enum status theme_page(struct request *r, struct response *s)
{
    struct theme_row t;
    str slug = param(r, "theme");
    bool feed = str_ends(slug, S(".atom"));
    TRY(theme_by_slug(r->db, r->arena, feed ? str_sub(slug, 0, slug.n - 5) : slug, &t));
    if (!str_eq(t.state, S("published"))) return NOT_FOUND;
    if (feed) return theme_feed(r, s, &t);
    str kinds[] = {S("document")}, lang;
    struct theme_show view = {.slug = t.slug,
                              .picture = piece_picture_address(r->arena, t.picture),
                              .picture_width = t.picture_width,
                              .picture_height = t.picture_height,
                              .q = query(r, "q")};
    view.title = piece_words(r, t.title, t.title_fr, &view.title_lang);
    view.intro = piece_words(r, t.intro, t.intro_fr, &view.intro_lang);
    view.alt = piece_words(r, t.alt, t.alt_fr, &lang);
    struct feed_question q = {.kinds = db_json_texts(r->arena, kinds, 1),
                              .theme = t.id,
                              .words = view.q,
                              .after = query(r, "after"),
                              .limit = r->face == FACE_CSV ? 1000 : PAGE_ROWS};
    TRY(feed_list(r, &q, &view.items, &view.next));
    TRY(feed_total(r, &q, &view.count));
    if (view.next.n) view.more = address_more(r, view.next);
    page_title(s, view.title);
    page_crumb(r, s, "Library", "/library");
    page_updated(s, t.changed);
    for (size_t i = 0; i < view.items.n; i++)
        page_updated(s, view.items.v[i].updated);
    s->description = piece_summary(r->arena, view.intro);
    return show(r, s, theme_show_view, &view);
}

static enum status theme_file(struct db *db, struct arena *a, str hash, struct public_file *out)
{
    i64 count;
    TRY(theme_picture_count(db, a, hash, &count));
    *out = (struct public_file){.type = S("image/webp"), .inline_ok = true};
    return count ? OK : NOT_FOUND;
}

static enum status theme_home(struct request *r, struct home_block_array *out)
{
    struct theme_row_array rows = {0};
    str base = address_base(r->arena, r->lang);
    TRY(theme_all(r->db, r->arena, S("published"), &rows));
    struct home_block *block = PUSH(r->arena, out);
    *block = (struct home_block){.heading = T(r, "Themes of the library"),
                                 .more = address_local(r->arena, base, S("/library")),
                                 .more_label = T(r, "The library")};
    for (size_t i = 0; i < rows.n && i < 6; i++) {
        struct theme_item item;
        item_fill(r, &rows.v[i], &item);
        *PUSH(r->arena, &block->items) = (struct home_item){
            .title = item.title,
            .title_lang = item.title_lang,
            .address = address_local(r->arena, base,
                                     arena_printf(r->arena, "/library/%.*s", P(item.slug))),
            .text = str_shorten(r->arena, item.summary, 160)};
    }
    return OK;
}

/* START theme_start
** Makes the pictures of themes public, and offers the themes to the home page. */
enum status theme_start(struct app *app)
{
    (void)app;
    public_file_register(theme_file);
    home_block_register(40, theme_home);
    return OK;
}

/* --- the editors' pages -------------------------------------------------------------------------- */

/* RECORD theme "Theme of the library" search 80 "Themes of the library" */
/* MENU desk 56 /desk/themes "Themes of the library" needs document.read */

static const struct list_column desk_columns[] = {
    {MESSAGE("Theme"), "title", false},
    {MESSAGE("State"), "state", false},
    {MESSAGE("Order"), "position", true},
    {MESSAGE("Documents"), "documents", true},
};

/* ROUTE GET /desk/themes?q,state,sort,after     needs document.read
** The themes in their order. */
enum status theme_desk_page(struct request *r, struct response *s)
{
    struct theme_desk_list view = {.q = query(r, "q"),
                                   .state = query(r, "state"),
                                   .states = piece_states(r),
                                   .may_edit = may(r, "document.edit", NULL)};
    struct list l = LIST_OF(r, desk_columns, "position");
    struct theme_desk_find_in in = {.q = view.q, .state = view.state, .sort = l.sort};
    TRY(theme_desk_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    page_title(s, T(r, "Themes of the library"));
    return show(r, s, theme_desk_list_view, &view);
}

static enum status form_show(struct request *r, struct response *s, const struct theme_row *row,
                             bool conflict)
{
    struct theme_form view = {.item = *row,
                              .is_new = row->id == 0,
                              .conflict = conflict,
                              .seen = row->id ? row->changed : 0,
                              .may_edit = may(r, "document.edit", NULL),
                              .may_publish = may(r, "document.publish", NULL)};
    if (row->picture.n)
        view.picture = arena_printf(r->arena, "/desk/themes/%.*s/picture", P(row->slug));
    if (row->id) TRY(history_fill(r, "theme", row->id, theme_row_view, NO_STR, &view.history));
    page_title(s, row->id ? row->title : T(r, "New theme"));
    page_crumb(r, s, "Themes of the library", "/desk/themes");
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, theme_form_view, &view);
}

/* ROUTE GET /desk/themes/new     needs document.edit
** An empty form. */
enum status theme_new_page(struct request *r, struct response *s)
{
    return form_show(r, s, &(struct theme_row){0}, false);
}

/* ROUTE GET /desk/themes/:theme     needs document.read
** One theme, to read or change. */
enum status theme_edit_page(struct request *r, struct response *s)
{
    struct theme_row row;
    TRY(theme_by_slug(r->db, r->arena, param(r, "theme"), &row));
    return form_show(r, s, &row, false);
}

static void form_take(struct request *r, struct theme_row *t)
{
    need_text(r, "title", 100, &t->title);
    take_text(r, "title_fr", 100, &t->title_fr);
    need_text(r, "intro", 4000, &t->intro);
    take_text(r, "intro_fr", 4000, &t->intro_fr);
    if (field(r, "position").n) take_int(r, "position", 0, 999, &t->position);
}

/* ROUTE POST /desk/themes     needs document.edit
** Adds a theme as a draft. */
enum status theme_create_act(struct request *r, struct response *s)
{
    struct theme_row row = {.position = 10};
    i64 count = 0;
    form_take(r, &row);
    if (field(r, "slug").n && take_slug(r, "slug", &row.slug) &&
        ((theme_slug_count(r->db, r->arena, row.slug, &count) == OK && count) ||
         str_eq(row.slug, S("new"))))
        problem(r, "slug", "Another theme has this address. Choose a different one.");
    if (problems(r)) return form_show(r, s, &(struct theme_row){.position = 10}, false);
    TRY(db_write(r, create_write, &(struct theme_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "Added as a draft."), "/desk/themes/%.*s", P(row.slug));
}

/* ROUTE POST /desk/themes/:theme     needs document.edit
** Changes a theme. Its address stays. */
enum status theme_edit_act(struct request *r, struct response *s)
{
    struct theme_row stored, row;
    TRY(theme_by_slug(r->db, r->arena, param(r, "theme"), &stored));
    row = stored;
    form_take(r, &row);
    if (problems(r)) return form_show(r, s, &stored, false);
    enum status st =
        db_write(r, update_write, &(struct theme_arg){.r = r, .row = &row, .seen = piece_seen(r)});
    if (st == CONFLICT) {
        TRY(theme_by_slug(r->db, r->arena, param(r, "theme"), &stored));
        return form_show(r, s, &stored, true);
    }
    TRY(st);
    return redirect_note(r, s, T(r, "Saved."), "/desk/themes/%.*s", P(row.slug));
}

/* ROUTE POST /desk/themes/:theme/picture     needs document.edit     max 24m
** Sets the picture and says what it shows. */
enum status theme_picture_act(struct request *r, struct response *s)
{
    struct theme_row stored, row;
    struct piece_picture picture;
    TRY(theme_by_slug(r->db, r->arena, param(r, "theme"), &stored));
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
    if (problems(r)) return form_show(r, s, &stored, false);
    TRY(db_write(r, picture_write, &(struct theme_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "The picture is set."), "/desk/themes/%.*s", P(row.slug));
}

/* ROUTE GET /desk/themes/:theme/picture     needs document.read
** The picture, also of a draft. */
enum status theme_picture_page(struct request *r, struct response *s)
{
    struct theme_row row;
    TRY(theme_by_slug(r->db, r->arena, param(r, "theme"), &row));
    return piece_picture_reply(r, s, row.picture);
}

static enum status move_act(struct request *r, struct response *s, str state, str note)
{
    struct theme_row row;
    TRY(theme_by_slug(r->db, r->arena, param(r, "theme"), &row));
    TRY(db_write(r, move_write, &(struct theme_arg){.r = r, .row = &row, .state = state}));
    return redirect_note(r, s, note, "/desk/themes/%.*s", P(row.slug));
}

/* ROUTE POST /desk/themes/:theme/publish     needs document.publish
** Shows the theme in the library. */
enum status theme_publish_act(struct request *r, struct response *s)
{
    return move_act(r, s, S("published"), T(r, "Published. It stands in the library now."));
}

/* ROUTE POST /desk/themes/:theme/withdraw     needs document.publish
** Takes the theme out of the library; its documents stay. */
enum status theme_withdraw_act(struct request *r, struct response *s)
{
    return move_act(r, s, S("withdrawn"),
                    T(r, "Withdrawn from the library. Its documents stay readable."));
}
