/* event.c: meetings and other events: the public list, one event, the calendar, and the editors' pages.
** Times are written in the event's own zone and shown in it; calendars get UTC. */
#include "publish/event/event.h"

#include "fund/call/call.h"
#include "fund/history/history.h"
#include "people/people.h"
#include "publish/feed/feed.h"
#include "publish/feed/piece.h"
#include "publish/site/home.h"
#include "web/address.h"
#include "web/calendar.h"
#include "web/choices.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/markdown.h"
#include "web/registry.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/event_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 20
#define DESK_ROWS 50
#define DAY 86400
#define CALENDAR_BACK (365 * DAY) /* how long past events stay in the calendar */
#define CALENDAR_MAX 500
#define CALENDAR_BYTES (2 << 20)
#define UID_LETTERS 16

/* --- time ------------------------------------------------------------------------------------------- */

/* The calendar day of a local time. */
static i64 local_day(str local)
{
    i64 day = 0;
    date_parse(str_sub(local, 0, 10), &day);
    return day;
}

bool event_times(struct event_row *row, str starts, str ends)
{
    const struct zone *zone = zone_find(row->zone);
    i64 first, last;
    if (!zone || !starts.n || !ends.n) return false;
    row->starts_local = starts;
    row->ends_local = ends;
    row->all_day = starts.n == 10 && ends.n == 10;
    if (row->all_day) {
        if (!date_parse(starts, &first) || !date_parse(ends, &last)) return false;
        row->starts = zone_instant(zone, first, 0, 0, 0);
        row->ends = zone_instant(zone, last + 1, 0, 0, 0) - 1;
    } else if (!time_parse_local(starts, zone, &row->starts) ||
               !time_parse_local(ends, zone, &row->ends)) {
        return false;
    }
    return row->ends >= row->starts;
}

static str words_of_day(struct request *r, i64 day)
{
    struct buf b;
    buf_init(&b, 200);
    buf_date_long(&b, day, str_z(r->arena, r->lang));
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* "17 May 2027 – 18 May 2027"; with clock times "10 January 2027, 09:00 CAT – 17:30 CAT". */
static str when_words(struct request *r, const struct event_row *e)
{
    const struct zone *zone = zone_find(e->zone);
    bool one_day = str_eq(str_sub(e->starts_local, 0, 10), str_sub(e->ends_local, 0, 10));
    str from, to;
    if (e->all_day || !zone) {
        from = words_of_day(r, local_day(e->starts_local));
        to = words_of_day(r, local_day(e->ends_local));
    } else {
        struct civil end = zone_local(zone, e->ends);
        from = call_time_words(r, e->starts, e->zone);
        to = one_day ? arena_printf(r->arena, "%02d:%02d %s", end.hour, end.minute, end.abbrev)
                     : call_time_words(r, e->ends, e->zone);
    }
    bool instant = str_eq(from, to) || (!e->all_day && e->starts == e->ends);
    return instant ? from : arena_printf(r->arena, "%.*s – %.*s", P(from), P(to));
}

/* --- writing -------------------------------------------------------------------------------------- */

static enum status event_publish_entry(struct tx *tx, struct app *app, struct arena *a,
                                       const struct event_row *e)
{
    i64 first = local_day(e->starts_local), last = local_day(e->ends_local);
    str facts = arena_printf(a, "%.*s\n%.*s\n%.*s\n%.*s\n", P(e->organisers), P(e->chairs),
                             P(e->attendance), P(e->status));
    return feed_put(
        tx, app, a,
        &(struct feed_record){.kind = "event",
                              .record = e->id,
                              .address = arena_printf(a, "/events/%.*s", P(e->slug)),
                              .title = e->title,
                              .title_fr = e->title_fr,
                              .summary = piece_summary(a, e->body),
                              .summary_fr = e->body_fr.n ? piece_summary(a, e->body_fr) : NO_STR,
                              .body = arena_printf(a, "%.*s%.*s", P(facts), P(e->body)),
                              .body_fr = arena_printf(a, "%.*s%.*s", P(facts), P(e->body_fr)),
                              .place = e->place,
                              .day = first,
                              .last_day = last > first ? last : NO_DATE,
                              .visible = str_eq(e->state, S("published"))});
}

enum status event_create(struct tx *tx, struct arena *a, struct event_row *e)
{
    if (!e->slug.n) TRY(piece_slug(tx_db(tx), a, e->title, event_slug_count, &e->slug));
    e->uid = code_new(a, tx_env(tx), UID_LETTERS);
    e->state = S("draft");
    e->changed = tx_now(tx);
    return event_insert(tx,
                        &(struct event_insert_in){.slug = e->slug,
                                                  .uid = e->uid,
                                                  .title = e->title,
                                                  .title_fr = e->title_fr,
                                                  .place = e->place,
                                                  .country = e->country,
                                                  .all_day = e->all_day,
                                                  .starts = e->starts,
                                                  .ends = e->ends,
                                                  .starts_local = e->starts_local,
                                                  .ends_local = e->ends_local,
                                                  .zone = e->zone,
                                                  .organisers = e->organisers,
                                                  .chairs = e->chairs,
                                                  .attendance = e->attendance,
                                                  .body = e->body,
                                                  .body_fr = e->body_fr,
                                                  .source = e->source,
                                                  .status = e->status,
                                                  .now = tx_now(tx)},
                        &e->id);
}

enum status event_document_add(struct tx *tx, i64 event, i64 document)
{
    i64 id;
    return event_document_insert(tx, event, document, &id);
}

static enum status event_move(struct tx *tx, struct app *app, struct arena *a, struct event_row *e)
{
    i64 stored;
    TRY(event_changed(tx_db(tx), a, e->id, &stored));
    TRY(piece_touch(stored, e->changed, tx_now(tx), &e->changed));
    TRY(event_set_state(tx, &(struct event_set_state_in){.id = e->id,
                                                         .state = e->state,
                                                         .reason = e->reason,
                                                         .published = e->published,
                                                         .withdrawn = e->withdrawn,
                                                         .sequence = e->sequence,
                                                         .changed = e->changed}));
    return event_publish_entry(tx, app, a, e);
}

enum status event_release(struct tx *tx, struct app *app, struct arena *a, struct event_row *e)
{
    if (str_eq(e->state, S("published"))) return CONFLICT;
    if (str_eq(e->state, S("withdrawn"))) e->sequence++;
    e->state = S("published");
    e->reason = NO_STR;
    e->withdrawn = NO_DATE;
    if (e->published == NO_DATE || e->published == 0) e->published = tx_now(tx);
    return event_move(tx, app, a, e);
}

struct event_arg {
    struct request *r;
    struct event_row *row;
    i64 seen;
    const struct piece_ids *documents;
};

static enum status documents_write(struct tx *tx, const struct event_arg *v)
{
    TRY(event_document_clear(tx, v->row->id));
    for (size_t i = 0; i < v->documents->n; i++)
        TRY(event_document_add(tx, v->row->id, v->documents->v[i]));
    return OK;
}

static enum status create_write(struct tx *tx, void *arg)
{
    struct event_arg *v = arg;
    TRY(event_create(tx, v->r->arena, v->row));
    return documents_write(tx, v);
}

static enum status update_write(struct tx *tx, void *arg)
{
    struct event_arg *v = arg;
    struct event_row *e = v->row;
    i64 stored;
    TRY(event_changed(tx_db(tx), v->r->arena, e->id, &stored));
    TRY(piece_touch(stored, v->seen, tx_now(tx), &e->changed));
    TRY(event_update(tx, &(struct event_update_in){.id = e->id,
                                                   .slug = e->slug,
                                                   .title = e->title,
                                                   .title_fr = e->title_fr,
                                                   .place = e->place,
                                                   .country = e->country,
                                                   .all_day = e->all_day,
                                                   .starts = e->starts,
                                                   .ends = e->ends,
                                                   .starts_local = e->starts_local,
                                                   .ends_local = e->ends_local,
                                                   .zone = e->zone,
                                                   .organisers = e->organisers,
                                                   .chairs = e->chairs,
                                                   .attendance = e->attendance,
                                                   .body = e->body,
                                                   .body_fr = e->body_fr,
                                                   .source = e->source,
                                                   .status = e->status,
                                                   .sequence = e->sequence,
                                                   .changed = e->changed}));
    TRY(documents_write(tx, v));
    return str_eq(e->state, S("draft")) ? OK : event_publish_entry(tx, v->r->app, v->r->arena, e);
}

/* --- public pages ----------------------------------------------------------------------------------- */

static void item_fill(struct request *r, const struct event_row *e, struct event_item *out)
{
    *out = (struct event_item){.slug = e->slug,
                               .place = e->place,
                               .country = e->country,
                               .when = when_words(r, e),
                               .starts = e->starts,
                               .ends = e->ends,
                               .zone = e->zone,
                               .status = e->status,
                               .past = e->ends < r->now};
    str lang;
    out->title = piece_words(r, e->title, e->title_fr, &out->title_lang);
    out->summary = piece_summary(r->arena, piece_words(r, e->body, e->body_fr, &lang));
}

/* The page differs when an event ends. */
static void items_add(struct request *r, struct response *s, const struct event_row_array *rows,
                      struct event_list *view)
{
    for (size_t i = 0; i < rows->n; i++) {
        item_fill(r, &rows->v[i], PUSH(r->arena, &view->items));
        if (rows->v[i].ends >= r->now) page_valid_until(s, rows->v[i].ends + 1);
    }
}

/* ROUTE GET /events?q,after     public
** Coming events, then past ones. */
enum status event_list_page(struct request *r, struct response *s)
{
    struct event_list view = {.q = query(r, "q")};
    struct event_row_array coming = {0}, past = {0};
    struct event_row after;
    i64 limit = r->face == FACE_CSV ? 1000 : PAGE_ROWS;
    struct event_past_in in = {
        .now = r->now, .q = view.q, .before_starts = NO_DATE, .limit = limit + 1};
    if (query(r, "after").n && event_by_slug(r->db, r->arena, query(r, "after"), &after) == OK) {
        in.before_starts = after.starts;
        in.before = after.id;
    } else if (!view.q.n) {
        TRY(event_coming(r->db, r->arena, r->now, 100, &coming));
    }
    TRY(event_past(r->db, r->arena, &in, &past));
    if ((i64)past.n > limit) {
        past.n = (size_t)limit;
        view.next = past.v[limit - 1].slug;
        view.more = address_more(r, view.next);
    }
    view.coming = (i64)coming.n;
    items_add(r, s, &coming, &view);
    items_add(r, s, &past, &view);
    page_title(s, T(r, "Events"));
    page_crumb(r, s, "News and events", "/news");
    s->description = T(r, "Meetings of the fund and of those it works with.");
    return show(r, s, event_list_view, &view);
}

static void calendar_fill(struct request *r, const struct event_row *e, struct calendar_event *c)
{
    str site = r->app->config.base_url, base = address_base(r->arena, r->lang), lang;
    i64 at = str_find(site, S("://"));
    str host = at < 0 ? S("letsema.example") : str_sub(site, (size_t)at + 3, site.n);
    bool gone = str_eq(e->state, S("withdrawn"));
    *c = (struct calendar_event){
        .uid = arena_printf(r->arena, "%.*s@%.*s", P(e->uid), P(host)),
        .title = piece_words(r, e->title, e->title_fr, &lang),
        .place = e->place,
        .url = arena_printf(r->arena, "%.*s%.*s/events/%.*s", P(site), P(base), P(e->slug)),
        .all_day = e->all_day,
        .starts = e->starts,
        .ends = e->ends,
        .first_day = local_day(e->starts_local),
        .last_day = local_day(e->ends_local),
        .changed = e->changed,
        .sequence = e->sequence,
        .status = gone ? S("cancelled") : e->status,
        .cancelled_prefix = T(r, "CANCELLED")};
    c->text = markdown_plain(r->arena, piece_words(r, e->body, e->body_fr, &lang));
}

static enum status calendar_reply(struct request *r, struct response *s,
                                  const struct event_row_array *rows, str name)
{
    struct buf b;
    buf_init(&b, CALENDAR_BYTES);
    calendar_begin(&b, name, r->lang);
    for (size_t i = 0; i < rows->n; i++) {
        struct calendar_event c;
        calendar_fill(r, &rows->v[i], &c);
        calendar_event_write(&b, r->arena, &c);
    }
    calendar_end(&b);
    enum status st =
        b.overflow ? FAILED : reply_bytes(r, s, "text/calendar; charset=utf-8", buf_str(&b));
    buf_free(&b);
    return st;
}

/* ROUTE GET /events.ics     public
** All events since a year ago as a calendar to subscribe to. Cancelled ones stay in it. */
enum status event_calendar_all(struct request *r, struct response *s)
{
    struct event_row_array rows = {0};
    i64 since = (r->now / DAY) * DAY - CALENDAR_BACK;
    TRY(event_calendar(r->db, r->arena, since, CALENDAR_MAX, &rows));
    page_valid_until(s, (r->now / DAY + 1) * DAY);
    reply_header(s, "cache-control", S("max-age=900"));
    return calendar_reply(r, s, &rows, setting_in(r->app, r->arena, "fund.name", r->lang, NULL));
}

static enum status event_calendar_one(struct request *r, struct response *s, str slug)
{
    struct event_row_array rows = {0};
    struct event_row e;
    TRY(event_by_slug(r->db, r->arena, slug, &e));
    if (str_eq(e.state, S("draft"))) return NOT_FOUND;
    str lang;
    *PUSH(r->arena, &rows) = e;
    reply_header(s, "content-disposition",
                 arena_printf(r->arena, "attachment; filename=\"%.*s.ics\"", P(e.slug)));
    return calendar_reply(r, s, &rows, piece_words(r, e.title, e.title_fr, &lang));
}

/* ROUTE GET /events/:event     public
** One event; with .ics behind it, the same for a calendar. */
enum status event_page(struct request *r, struct response *s)
{
    struct event_row e;
    str slug = param(r, "event");
    if (str_ends(slug, S(".ics"))) return event_calendar_one(r, s, str_sub(slug, 0, slug.n - 4));
    enum status st = event_by_slug(r->db, r->arena, slug, &e);
    if (st == NOT_FOUND || (st == OK && str_eq(e.state, S("draft"))))
        return feed_moved(r, s, "/events", slug);
    TRY(st);
    struct event_show view = {.organisers = e.organisers,
                              .chairs = e.chairs,
                              .attendance = e.attendance,
                              .source = e.source};
    item_fill(r, &e, &view.item);
    page_crumb(r, s, "News and events", "/news");
    page_crumb(r, s, "Events", "/events");
    if (str_eq(e.state, S("withdrawn")))
        return feed_gone_page(r, s, view.item.title, e.reason, e.withdrawn, S("/events"),
                              T(r, "Events"));
    view.body = piece_words(r, e.body, e.body_fr, &view.body_lang);
    struct event_document_array all = {0};
    TRY(event_documents(r->db, r->arena, e.id, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (!all.v[i].visible) continue;
        struct event_document *d = PUSH(r->arena, &view.documents);
        *d = all.v[i];
        d->title = piece_words(r, d->title, d->title_fr, &d->title_lang);
    }
    page_title(s, view.item.title);
    page_updated(s, e.changed);
    if (e.ends >= r->now) page_valid_until(s, e.ends + 1);
    s->description = view.item.summary;
    return show(r, s, event_show_view, &view);
}

static enum status event_home(struct request *r, struct home_block_array *out)
{
    struct event_row_array rows = {0};
    TRY(event_coming(r->db, r->arena, r->now, 1, &rows));
    struct home_block *block = PUSH(r->arena, out);
    *block = (struct home_block){
        .heading = T(r, "Next meeting"),
        .more = address_local(r->arena, address_base(r->arena, r->lang), S("/events")),
        .more_label = T(r, "All events")};
    for (size_t i = 0; i < rows.n; i++) {
        struct event_item item;
        item_fill(r, &rows.v[i], &item);
        str address = arena_printf(r->arena, "/events/%.*s", P(item.slug));
        *PUSH(r->arena, &block->items) = (struct home_item){
            .title = item.title,
            .title_lang = item.title_lang,
            .address = address_local(r->arena, address_base(r->arena, r->lang), address),
            .meta = arena_printf(r->arena, "%.*s · %.*s", P(item.when), P(item.place)),
            .text = str_shorten(r->arena, item.summary, 160)};
    }
    return OK;
}

/* START event_start
** Offers the next meeting to the home page. */
enum status event_start(struct app *app)
{
    (void)app;
    home_block_register(20, event_home);
    return OK;
}

/* --- the editors' pages -------------------------------------------------------------------------- */

/* RECORD event "Event" search 60 "Events" */
/* MENU desk 52 /desk/events "Events" needs event.read */

static const struct list_column desk_columns[] = {
    {MESSAGE("Event"), "title", false},   {MESSAGE("Place"), "place", false},
    {MESSAGE("Starts"), "starts", false}, {MESSAGE("Status"), "status", false},
    {MESSAGE("State"), "state", false},
};

/* ROUTE GET /desk/events?q,state,sort,after     needs event.read
** All events, latest first. */
enum status event_desk_page(struct request *r, struct response *s)
{
    struct event_desk_list view = {.q = query(r, "q"),
                                   .state = query(r, "state"),
                                   .states = piece_states(r),
                                   .may_edit = may(r, "event.edit", NULL)};
    struct list l = LIST_OF(r, desk_columns, "starts_down");
    struct event_find_in in = {.q = view.q, .state = view.state, .sort = l.sort};
    TRY(event_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    page_title(s, T(r, "Events"));
    return show(r, s, event_desk_list_view, &view);
}

static enum status desk_show(struct request *r, struct response *s, const struct event_row *row)
{
    struct event_desk_show view = {.item = *row,
                                   .when = when_words(r, row),
                                   .may_edit = may(r, "event.edit", NULL),
                                   .may_publish = may(r, "event.publish", NULL)};
    TRY(event_documents(r->db, r->arena, row->id, &view.documents));
    TRY(history_fill(r, "event", row->id, event_row_view, NO_STR, &view.history));
    page_title(s, row->title);
    page_crumb(r, s, "Events", "/desk/events");
    return show(r, s, event_desk_show_view, &view);
}

/* ROUTE GET /desk/events/:event     needs event.read
** One event as the office sees it. */
enum status event_desk_show_page(struct request *r, struct response *s)
{
    struct event_row row;
    TRY(event_by_slug(r->db, r->arena, param(r, "event"), &row));
    return desk_show(r, s, &row);
}

static struct part_choice_array status_choices(struct request *r)
{
    static const char *const all[][2] = {{"planned", MESSAGE("Planned")},
                                         {"confirmed", MESSAGE("Confirmed")},
                                         {"cancelled", MESSAGE("Cancelled")},
                                         {"held", MESSAGE("Held")}};
    struct part_choice_array out = {0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *PUSH(r->arena, &out) =
            (struct part_choice){.code = str_c(all[i][0]), .label = T(r, all[i][1])};
    return out;
}

static enum status form_show(struct request *r, struct response *s, const struct event_row *row,
                             bool conflict)
{
    struct event_form view = {.item = *row,
                              .is_new = row->id == 0,
                              .conflict = conflict,
                              .seen = row->id ? row->changed : 0,
                              .zone = row->id ? row->zone : setting(r->app, r->arena, "fund.zone"),
                              .starts_day = str_sub(row->starts_local, 0, 10),
                              .starts_time = str_sub(row->starts_local, 11, 16),
                              .ends_day = str_sub(row->ends_local, 0, 10),
                              .ends_time = str_sub(row->ends_local, 11, 16),
                              .statuses = status_choices(r),
                              .countries = choices_of(r, "country")};
    struct event_document_array all = {0};
    if (row->id) TRY(event_documents(r->db, r->arena, row->id, &all));
    for (size_t i = 0; i < all.n; i++)
        view.documents =
            arena_printf(r->arena, "%.*s%s%.*s", P(view.documents), i ? " " : "", P(all.v[i].code));
    page_title(s, row->id ? T(r, "Edit the event") : T(r, "New event"));
    page_crumb(r, s, "Events", "/desk/events");
    if (row->id)
        page_crumb_text(s, row->title, arena_printf(r->arena, "/desk/events/%.*s", P(row->slug)));
    return show_status(r, s, conflict ? 409 : problems(r) ? 422 : 200, event_form_view, &view);
}

/* ROUTE GET /desk/events/new     needs event.edit
** An empty form. */
enum status event_new_page(struct request *r, struct response *s)
{
    return form_show(r, s, &(struct event_row){.status = S("planned")}, false);
}

/* ROUTE GET /desk/events/:event/edit     needs event.edit
** The form of one event. */
enum status event_edit_page(struct request *r, struct response *s)
{
    struct event_row row;
    TRY(event_by_slug(r->db, r->arena, param(r, "event"), &row));
    return form_show(r, s, &row, false);
}

static str day_and_time(struct request *r, const char *day, const char *time)
{
    str d = field(r, day), t = field(r, time);
    return t.n ? arena_printf(r->arena, "%.*sT%.*s", P(d), P(str_sub(t, 0, 5))) : d;
}

static void times_take(struct request *r, struct event_row *e)
{
    i64 day;
    need_text(r, "zone", 60, &e->zone);
    if (e->zone.n && !zone_find(e->zone)) {
        problem(
            r, "zone",
            "There is no time zone of this name. Write it as region and city, for example America/New_York.");
        return;
    }
    bool days = take_date(r, "starts_day", &day);
    if (field(r, "ends_day").n && !take_date(r, "ends_day", &day)) days = false;
    if (!days || !e->zone.n) return;
    str starts = day_and_time(r, "starts_day", "starts_time");
    str ends = field(r, "ends_day").n || field(r, "ends_time").n
                   ? day_and_time(r, "ends_day", "ends_time")
                   : starts;
    if (!field(r, "ends_day").n && field(r, "ends_time").n)
        ends = arena_printf(r->arena, "%.*sT%.*s", P(str_sub(starts, 0, 10)),
                            P(str_sub(field(r, "ends_time"), 0, 5)));
    if ((starts.n == 10) != (ends.n == 10)) {
        problem(r, starts.n == 10 ? "starts_time" : "ends_time",
                "Give a clock time for both the start and the end, or for neither.");
    } else if (!event_times(e, starts, ends)) {
        problem(r, "ends_day", "The end lies before the start, or a clock time is not like 09:30.");
    }
}

static bool documents_take(struct request *r, struct piece_ids *out)
{
    str rest = field(r, "documents"), code;
    while (rest.n && str_cut(&rest, ' ', &code)) {
        i64 id;
        if (!code.n) continue;
        if (event_document_id(r->db, r->arena, code, &id) != OK) {
            problem(r, "documents",
                    "There is no document with the code %s. Look it up in the library.",
                    str_z(r->arena, str_abbrev(code, 40)));
            return false;
        }
        *PUSH(r->arena, out) = id;
    }
    return true;
}

static void form_take(struct request *r, struct event_row *e, struct piece_ids *documents)
{
    need_text(r, "title", 160, &e->title);
    take_text(r, "title_fr", 160, &e->title_fr);
    need_text(r, "place", 160, &e->place);
    take_text(r, "organisers", 400, &e->organisers);
    take_text(r, "chairs", 400, &e->chairs);
    take_text(r, "attendance", 400, &e->attendance);
    need_text(r, "body", 20000, &e->body);
    take_text(r, "body_fr", 20000, &e->body_fr);
    piece_take_url(r, "source", &e->source);
    e->country = field(r, "country");
    if (e->country.n && !term_known("country", e->country))
        problem(r, "country", "Choose one of the countries in the list, or none.");
    e->status = field(r, "status");
    struct part_choice_array statuses = status_choices(r);
    bool known = false;
    for (size_t i = 0; i < statuses.n; i++)
        known = known || str_eq(statuses.v[i].code, e->status);
    if (!known) problem(r, "status", "Choose how certain the event is.");
    times_take(r, e);
    documents_take(r, documents);
    str slug = e->slug;
    if (field(r, "slug").n && !take_slug(r, "slug", &slug)) return;
    i64 count = 0;
    if (!str_eq(slug, e->slug) && event_slug_count(r->db, r->arena, slug, &count) == OK && count)
        problem(r, "slug", "Another event has this address. Choose a different one.");
    if (str_eq(slug, S("new"))) problem(r, "slug", "Choose a longer address.");
    e->slug = slug;
}

/* ROUTE POST /desk/events     needs event.edit     max 256k
** Keeps an event as a draft. */
enum status event_create_act(struct request *r, struct response *s)
{
    struct event_row row = {.starts = NO_DATE, .ends = NO_DATE};
    struct piece_ids documents = {0};
    form_take(r, &row, &documents);
    if (problems(r)) return form_show(r, s, &(struct event_row){.status = S("planned")}, false);
    TRY(db_write(r, create_write,
                 &(struct event_arg){.r = r, .row = &row, .documents = &documents}));
    return redirect_note(
        r, s, T(r, "Kept as a draft. Nobody outside the office sees it until it is published."),
        "/desk/events/%.*s", P(row.slug));
}

/* Calendars learn by the sequence that time, place or status moved. */
static bool moved(const struct event_row *a, const struct event_row *b)
{
    return a->starts != b->starts || a->ends != b->ends || a->all_day != b->all_day ||
           !str_eq(a->place, b->place) || !str_eq(a->status, b->status);
}

/* ROUTE POST /desk/events/:event     needs event.edit     max 256k
** Changes an event. If somebody else changed it meanwhile, both texts are shown. */
enum status event_edit_act(struct request *r, struct response *s)
{
    struct event_row stored, row;
    struct piece_ids documents = {0};
    TRY(event_by_slug(r->db, r->arena, param(r, "event"), &stored));
    row = stored;
    form_take(r, &row, &documents);
    if (problems(r)) return form_show(r, s, &stored, false);
    if (moved(&stored, &row)) row.sequence++;
    struct event_arg v = {.r = r, .row = &row, .seen = piece_seen(r), .documents = &documents};
    enum status st = db_write(r, update_write, &v);
    if (st == CONFLICT) {
        TRY(event_by_slug(r->db, r->arena, param(r, "event"), &stored));
        return form_show(r, s, &stored, true);
    }
    TRY(st);
    return redirect_note(r, s,
                         str_eq(row.state, S("published"))
                             ? T(r, "Saved. The public page shows it now.")
                             : T(r, "Saved."),
                         "/desk/events/%.*s", P(row.slug));
}

static enum status publish_write(struct tx *tx, void *arg)
{
    struct event_arg *v = arg;
    return event_release(tx, v->r->app, v->r->arena, v->row);
}

/* ROUTE POST /desk/events/:event/publish     needs event.publish
** Shows an event to everybody. */
enum status event_publish_act(struct request *r, struct response *s)
{
    struct event_row row;
    TRY(event_by_slug(r->db, r->arena, param(r, "event"), &row));
    TRY(db_write(r, publish_write, &(struct event_arg){.r = r, .row = &row}));
    return redirect_note(r, s,
                         T(r, "Published. It stands in the list, in the calendar and in the feed."),
                         "/desk/events/%.*s", P(row.slug));
}

static enum status withdraw_write(struct tx *tx, void *arg)
{
    struct event_arg *v = arg;
    return event_move(tx, v->r->app, v->r->arena, v->row);
}

/* ROUTE POST /desk/events/:event/withdraw     needs event.publish
** Takes an event back: its address says so; calendars show it as cancelled. */
enum status event_withdraw_act(struct request *r, struct response *s)
{
    struct event_row stored, row;
    TRY(event_by_slug(r->db, r->arena, param(r, "event"), &stored));
    if (!str_eq(stored.state, S("published"))) return CONFLICT;
    row = stored;
    need_text(r, "reason", 300, &row.reason);
    if (problems(r)) return desk_show(r, s, &stored);
    row.state = S("withdrawn");
    row.withdrawn = r->now;
    row.sequence++;
    TRY(db_write(r, withdraw_write, &(struct event_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "Withdrawn. Its public page says so."), "/desk/events/%.*s",
                         P(row.slug));
}
