/* story.c: stories from the field: one page each, and the editors' pages with the record of consent. The
** list is /news. Names of people who agreed stay in the office. */
#include "publish/story/story.h"

#include "fund/history/history.h"
#include "people/people.h"
#include "publish/feed/feed.h"
#include "publish/feed/piece.h"
#include "publish/site/files.h"
#include "web/choices.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/story_sql.h"

#define DESK_ROWS 50

/* --- writing -------------------------------------------------------------------------------------- */

static enum status story_publish_entry(struct tx *tx, struct app *app, struct arena *a,
                                       const struct story_row *n)
{
    return feed_put(
        tx, app, a,
        &(struct feed_record){.kind = "story",
                              .record = n->id,
                              .address = arena_printf(a, "/stories/%.*s", P(n->slug)),
                              .title = n->title,
                              .title_fr = n->title_fr,
                              .summary = piece_summary(a, n->body),
                              .summary_fr = n->body_fr.n ? piece_summary(a, n->body_fr) : NO_STR,
                              .body = n->body,
                              .body_fr = n->body_fr,
                              .place = n->place,
                              .day = n->day,
                              .last_day = NO_DATE,
                              .visible = str_eq(n->state, S("published"))});
}

enum status story_create(struct tx *tx, struct arena *a, struct story_row *row)
{
    if (!row->slug.n) TRY(piece_slug(tx_db(tx), a, row->title, story_slug_count, &row->slug));
    row->state = S("draft");
    row->changed = tx_now(tx);
    return story_insert(tx,
                        &(struct story_insert_in){.slug = row->slug,
                                                  .title = row->title,
                                                  .title_fr = row->title_fr,
                                                  .place = row->place,
                                                  .country = row->country,
                                                  .programme = row->programme,
                                                  .body = row->body,
                                                  .body_fr = row->body_fr,
                                                  .day = row->day,
                                                  .source = row->source,
                                                  .now = tx_now(tx)},
                        &row->id);
}

static enum status story_touch(struct tx *tx, struct arena *a, struct story_row *n, i64 seen)
{
    i64 stored;
    TRY(story_changed(tx_db(tx), a, n->id, &stored));
    return piece_touch(stored, seen, tx_now(tx), &n->changed);
}

static enum status story_move(struct tx *tx, struct app *app, struct arena *a, struct story_row *n)
{
    TRY(story_touch(tx, a, n, n->changed));
    TRY(story_set_state(tx, &(struct story_set_state_in){.id = n->id,
                                                         .state = n->state,
                                                         .reason = n->reason,
                                                         .published = n->published,
                                                         .withdrawn = n->withdrawn,
                                                         .changed = n->changed}));
    return story_publish_entry(tx, app, a, n);
}

enum status story_release(struct tx *tx, struct app *app, struct arena *a, struct story_row *row)
{
    i64 consents = 0;
    if (str_eq(row->state, S("published"))) return CONFLICT;
    if (row->picture.n) {
        TRY(story_consent_count(tx_db(tx), a, row->id, &consents));
        if (!consents) return DENIED;
    }
    row->state = S("published");
    row->reason = NO_STR;
    row->withdrawn = NO_DATE;
    if (row->published == NO_DATE || row->published == 0) row->published = tx_now(tx);
    return story_move(tx, app, a, row);
}

struct story_arg {
    struct request *r;
    struct story_row *row;
    i64 seen;
    const struct story_consent *consent;
    i64 count;
};

static enum status create_write(struct tx *tx, void *arg)
{
    struct story_arg *v = arg;
    return story_create(tx, v->r->arena, v->row);
}

static enum status update_write(struct tx *tx, void *arg)
{
    struct story_arg *v = arg;
    struct story_row *n = v->row;
    TRY(story_touch(tx, v->r->arena, n, v->seen));
    TRY(story_update(tx, &(struct story_update_in){.id = n->id,
                                                   .slug = n->slug,
                                                   .title = n->title,
                                                   .title_fr = n->title_fr,
                                                   .place = n->place,
                                                   .country = n->country,
                                                   .programme = n->programme,
                                                   .body = n->body,
                                                   .body_fr = n->body_fr,
                                                   .day = n->day,
                                                   .source = n->source,
                                                   .changed = n->changed}));
    return str_eq(n->state, S("draft")) ? OK : story_publish_entry(tx, v->r->app, v->r->arena, n);
}

static enum status picture_write(struct tx *tx, void *arg)
{
    struct story_arg *v = arg;
    struct story_row *n = v->row;
    TRY(story_touch(tx, v->r->arena, n, n->changed));
    return story_set_picture(tx, &(struct story_set_picture_in){.id = n->id,
                                                                .picture = n->picture,
                                                                .width = n->picture_width,
                                                                .height = n->picture_height,
                                                                .bytes = n->picture_bytes,
                                                                .alt = n->alt,
                                                                .alt_fr = n->alt_fr,
                                                                .credit = n->credit,
                                                                .changed = n->changed});
}

static enum status publish_write(struct tx *tx, void *arg)
{
    struct story_arg *v = arg;
    return story_release(tx, v->r->app, v->r->arena, v->row);
}

static enum status withdraw_write(struct tx *tx, void *arg)
{
    struct story_arg *v = arg;
    return story_move(tx, v->r->app, v->r->arena, v->row);
}

static enum status consent_write(struct tx *tx, void *arg)
{
    struct story_arg *v = arg;
    const struct story_consent *c = v->consent;
    i64 id;
    return story_consent_insert(
        tx,
        &(struct story_consent_insert_in){.story = v->row->id,
                                          .person = c->person,
                                          .agreed = c->agreed,
                                          .purpose = c->purpose,
                                          .named = c->named,
                                          .now = tx_now(tx),
                                          .account = v->r->session->account},
        &id);
}

/* A picture without anybody's consent left is taken off the page in the same transaction. */
static enum status consent_end_write(struct tx *tx, void *arg)
{
    struct story_arg *v = arg;
    struct story_row *n = v->row;
    i64 left;
    TRY(story_consent_end(tx, v->consent->id, n->id, tx_now(tx), &v->count));
    if (!v->count) return CONFLICT;
    TRY(story_consent_count(tx_db(tx), v->r->arena, n->id, &left));
    if (left || !n->picture.n) return OK;
    n->picture = n->alt = n->alt_fr = n->credit = NO_STR;
    n->picture_width = n->picture_height = n->picture_bytes = 0;
    return picture_write(tx, v);
}

/* --- the public page ---------------------------------------------------------------------------------- */

/* ROUTE GET /stories/:story     public
** One story from the field. */
enum status story_page(struct request *r, struct response *s)
{
    struct story_row n;
    str slug = param(r, "story");
    enum status st = story_by_slug(r->db, r->arena, slug, &n);
    if (st == NOT_FOUND || (st == OK && str_eq(n.state, S("draft"))))
        return feed_moved(r, s, "/stories", slug);
    TRY(st);
    struct story_show view = {.slug = n.slug,
                              .place = n.place,
                              .country = n.country,
                              .day = n.day,
                              .source = n.source,
                              .credit = n.credit};
    view.title = piece_words(r, n.title, n.title_fr, &view.title_lang);
    page_crumb(r, s, "News and events", "/news");
    if (str_eq(n.state, S("withdrawn")))
        return feed_gone_page(r, s, view.title, n.reason, n.withdrawn, S("/news"),
                              T(r, "News and events"));
    view.body = piece_words(r, n.body, n.body_fr, &view.body_lang);
    view.picture = piece_picture_address(r->arena, n.picture);
    view.picture_width = n.picture_width;
    view.picture_height = n.picture_height;
    view.alt = piece_words(r, n.alt, n.alt_fr, &view.alt_lang);
    if (n.profile_public) {
        view.programme = n.programme_code;
        view.programme_title =
            piece_words(r, n.profile_title, n.profile_title_fr, &view.programme_lang);
    }
    page_title(s, view.title);
    page_updated(s, n.changed);
    s->description = piece_summary(r->arena, view.body);
    return show(r, s, story_show_view, &view);
}

static enum status story_file(struct db *db, struct arena *a, str hash, struct public_file *out)
{
    i64 count;
    TRY(story_picture_count(db, a, hash, &count));
    *out = (struct public_file){.type = S("image/webp"), .inline_ok = true};
    return count ? OK : NOT_FOUND;
}

/* START story_start
** Makes the pictures of published stories public. */
enum status story_start(struct app *app)
{
    (void)app;
    public_file_register(story_file);
    return OK;
}

/* --- the editors' pages -------------------------------------------------------------------------- */

/* RECORD story "Story" search 50 "Stories" */
/* MENU desk 51 /desk/stories "Stories" needs news.read */

static const struct list_column desk_columns[] = {
    {MESSAGE("Title"), "title", false},
    {MESSAGE("State"), "state", false},
    {MESSAGE("Date"), "day", false},
};

/* ROUTE GET /desk/stories?q,state,sort,after     needs news.read
** All stories, newest first. */
enum status story_desk_page(struct request *r, struct response *s)
{
    struct story_desk_list view = {.q = query(r, "q"),
                                   .state = query(r, "state"),
                                   .states = piece_states(r),
                                   .may_edit = may(r, "news.edit", NULL)};
    struct list l = LIST_OF(r, desk_columns, "day_down");
    struct story_find_in in = {.q = view.q, .state = view.state, .sort = l.sort};
    TRY(story_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    page_title(s, T(r, "Stories"));
    return show(r, s, story_desk_list_view, &view);
}

static enum status desk_show(struct request *r, struct response *s, const struct story_row *row)
{
    struct story_desk_show view = {.item = *row,
                                   .may_edit = may(r, "news.edit", NULL),
                                   .may_publish = may(r, "news.publish", NULL)};
    if (row->picture.n)
        view.picture = arena_printf(r->arena, "/desk/stories/%.*s/picture", P(row->slug));
    TRY(story_consents(r->db, r->arena, row->id, &view.consents));
    for (size_t i = 0; i < view.consents.n; i++) {
        view.consents.v[i].key = arena_printf(r->arena, "%lld", (long long)view.consents.v[i].id);
        view.has_consent = view.has_consent || view.consents.v[i].ended == NO_DATE;
    }
    TRY(history_fill(r, "story", row->id, story_row_view, NO_STR, &view.history));
    page_title(s, row->title);
    page_crumb(r, s, "Stories", "/desk/stories");
    return show(r, s, story_desk_show_view, &view);
}

/* ROUTE GET /desk/stories/:story     needs news.read
** One story as the office sees it: text, picture, consents, history. */
enum status story_desk_show_page(struct request *r, struct response *s)
{
    struct story_row row;
    TRY(story_by_slug(r->db, r->arena, param(r, "story"), &row));
    return desk_show(r, s, &row);
}

static enum status form_show(struct request *r, struct response *s, const struct story_row *row,
                             bool conflict)
{
    struct story_form view = {.item = *row,
                              .is_new = row->id == 0,
                              .conflict = conflict,
                              .seen = row->id ? row->changed : 0,
                              .countries = choices_of(r, "country")};
    struct buf b;
    buf_init(&b, 64);
    buf_date(&b, row->id ? row->day : r->now / 86400);
    view.day = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    page_title(s, row->id ? T(r, "Edit the story") : T(r, "New story"));
    page_crumb(r, s, "Stories", "/desk/stories");
    if (row->id)
        page_crumb_text(s, row->title, arena_printf(r->arena, "/desk/stories/%.*s", P(row->slug)));
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, story_form_view, &view);
}

/* ROUTE GET /desk/stories/new     needs news.edit
** An empty form. */
enum status story_new_page(struct request *r, struct response *s)
{
    return form_show(r, s, &(struct story_row){0}, false);
}

/* ROUTE GET /desk/stories/:story/edit     needs news.edit
** The form of one story. */
enum status story_edit_page(struct request *r, struct response *s)
{
    struct story_row row;
    TRY(story_by_slug(r->db, r->arena, param(r, "story"), &row));
    return form_show(r, s, &row, false);
}

static void form_take(struct request *r, struct story_row *n)
{
    need_text(r, "title", 160, &n->title);
    take_text(r, "title_fr", 160, &n->title_fr);
    need_text(r, "place", 160, &n->place);
    need_text(r, "body", 20000, &n->body);
    take_text(r, "body_fr", 20000, &n->body_fr);
    take_date(r, "day", &n->day);
    piece_take_url(r, "source", &n->source);
    n->country = field(r, "country");
    if (n->country.n && !term_known("country", n->country))
        problem(r, "country", "Choose one of the countries in the list, or none.");
    struct piece_ids programmes = {0};
    if (piece_take_programmes(r, "programme", &programmes))
        n->programme = programmes.n ? programmes.v[0] : 0;
    str slug = n->slug;
    if (field(r, "slug").n && !take_slug(r, "slug", &slug)) return;
    i64 count = 0;
    if (!str_eq(slug, n->slug) && story_slug_count(r->db, r->arena, slug, &count) == OK && count)
        problem(r, "slug", "Another story has this address. Choose a different one.");
    /* "new" is the address of the empty form. */
    if (str_eq(slug, S("new"))) problem(r, "slug", "Choose a longer address.");
    n->slug = slug;
}

/* ROUTE POST /desk/stories     needs news.edit     max 256k
** Keeps a story as a draft. */
enum status story_create_act(struct request *r, struct response *s)
{
    struct story_row row = {.day = NO_DATE};
    form_take(r, &row);
    if (problems(r)) return form_show(r, s, &(struct story_row){0}, false);
    TRY(db_write(r, create_write, &(struct story_arg){.r = r, .row = &row}));
    return redirect_note(
        r, s, T(r, "Kept as a draft. Nobody outside the office sees it until it is published."),
        "/desk/stories/%.*s", P(row.slug));
}

/* ROUTE POST /desk/stories/:story     needs news.edit     max 256k
** Changes a story. If somebody else changed it meanwhile, both texts are shown. */
enum status story_edit_act(struct request *r, struct response *s)
{
    struct story_row stored, row;
    TRY(story_by_slug(r->db, r->arena, param(r, "story"), &stored));
    row = stored;
    form_take(r, &row);
    if (problems(r)) return form_show(r, s, &stored, false);
    enum status st =
        db_write(r, update_write, &(struct story_arg){.r = r, .row = &row, .seen = piece_seen(r)});
    if (st == CONFLICT) {
        TRY(story_by_slug(r->db, r->arena, param(r, "story"), &stored));
        return form_show(r, s, &stored, true);
    }
    TRY(st);
    return redirect_note(r, s,
                         str_eq(row.state, S("published"))
                             ? T(r, "Saved. The public page shows it now.")
                             : T(r, "Saved."),
                         "/desk/stories/%.*s", P(row.slug));
}

/* ROUTE POST /desk/stories/:story/picture     needs news.edit     max 24m
** Sets the photograph. On a published story it needs a consent on record first. */
enum status story_picture_act(struct request *r, struct response *s)
{
    struct story_row stored, row;
    struct piece_picture picture;
    i64 consents;
    TRY(story_by_slug(r->db, r->arena, param(r, "story"), &stored));
    TRY(story_consent_count(r->db, r->arena, stored.id, &consents));
    row = stored;
    need_text(r, "alt", 300, &row.alt);
    take_text(r, "alt_fr", 300, &row.alt_fr);
    take_text(r, "credit", 160, &row.credit);
    if (str_eq(row.state, S("published")) && !consents)
        problem(r, "picture", "The story is public: first record who agreed to this picture.");
    struct upload *u = upload(r, "picture");
    bool has = u && u->size;
    if (!problems(r) && (has || !row.picture.n) && piece_take_picture(r, "picture", &picture)) {
        row.picture = picture.hash;
        row.picture_width = picture.width;
        row.picture_height = picture.height;
        row.picture_bytes = picture.bytes;
    }
    if (problems(r)) return desk_show(r, s, &stored);
    TRY(db_write(r, picture_write, &(struct story_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "The picture is set."), "/desk/stories/%.*s", P(row.slug));
}

/* ROUTE GET /desk/stories/:story/picture     needs news.read
** The photograph, also of a draft. */
enum status story_picture_page(struct request *r, struct response *s)
{
    struct story_row row;
    TRY(story_by_slug(r->db, r->arena, param(r, "story"), &row));
    return piece_picture_reply(r, s, row.picture);
}

/* ROUTE POST /desk/stories/:story/picture/remove     needs news.edit
** Takes the photograph away. */
enum status story_picture_remove_act(struct request *r, struct response *s)
{
    struct story_row row;
    TRY(story_by_slug(r->db, r->arena, param(r, "story"), &row));
    row.picture = row.alt = row.alt_fr = row.credit = NO_STR;
    row.picture_width = row.picture_height = row.picture_bytes = 0;
    TRY(db_write(r, picture_write, &(struct story_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "The picture is gone."), "/desk/stories/%.*s", P(row.slug));
}

/* ROUTE POST /desk/stories/:story/consents     needs news.edit
** Records who agreed to be shown, when and for what. */
enum status story_consent_act(struct request *r, struct response *s)
{
    struct story_row row;
    struct story_consent c = {.agreed = NO_DATE};
    TRY(story_by_slug(r->db, r->arena, param(r, "story"), &row));
    need_text(r, "person", 160, &c.person);
    need_text(r, "purpose", 300, &c.purpose);
    if (take_date(r, "agreed", &c.agreed) && c.agreed > r->now / 86400 + 1)
        problem(r, "agreed",
                "This day is still to come. Write the day on which the person agreed.");
    c.named = str_eq(field(r, "named"), S("yes"));
    if (problems(r)) return desk_show(r, s, &row);
    TRY(db_write(r, consent_write, &(struct story_arg){.r = r, .row = &row, .consent = &c}));
    return redirect_note(r, s, T(r, "The consent is on record."), "/desk/stories/%.*s",
                         P(row.slug));
}

/* ROUTE POST /desk/stories/:story/consents/:consent/end     needs news.edit
** A person takes a consent back; if none is left, the picture goes at once. */
enum status story_consent_end_act(struct request *r, struct response *s)
{
    struct story_row row;
    struct story_consent c = {0};
    TRY(story_by_slug(r->db, r->arena, param(r, "story"), &row));
    if (!str_i64(param(r, "consent"), &c.id)) return NOT_FOUND;
    TRY(db_write(r, consent_end_write, &(struct story_arg){.r = r, .row = &row, .consent = &c}));
    return redirect_note(r, s,
                         row.picture.n
                             ? T(r, "The consent is taken back.")
                             : T(r, "The consent is taken back, and the picture is gone."),
                         "/desk/stories/%.*s", P(row.slug));
}

/* ROUTE POST /desk/stories/:story/publish     needs news.publish
** Shows a story to everybody. */
enum status story_publish_act(struct request *r, struct response *s)
{
    struct story_row stored, row;
    TRY(story_by_slug(r->db, r->arena, param(r, "story"), &stored));
    row = stored;
    enum status st = db_write(r, publish_write, &(struct story_arg){.r = r, .row = &row});
    if (st == DENIED) {
        problem(r, "person", "Record first who agreed to the picture, or take the picture away.");
        return desk_show(r, s, &stored);
    }
    TRY(st);
    return redirect_note(
        r, s, T(r, "Published. Everybody can read it now; it stands in the list and in the feed."),
        "/desk/stories/%.*s", P(row.slug));
}

/* ROUTE POST /desk/stories/:story/withdraw     needs news.publish
** Takes a story back: its address says so. */
enum status story_withdraw_act(struct request *r, struct response *s)
{
    struct story_row stored, row;
    TRY(story_by_slug(r->db, r->arena, param(r, "story"), &stored));
    if (!str_eq(stored.state, S("published"))) return CONFLICT;
    row = stored;
    need_text(r, "reason", 300, &row.reason);
    if (problems(r)) return desk_show(r, s, &stored);
    row.state = S("withdrawn");
    row.withdrawn = r->now;
    TRY(db_write(r, withdraw_write, &(struct story_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "Withdrawn. Its public page says so."), "/desk/stories/%.*s",
                         P(row.slug));
}
