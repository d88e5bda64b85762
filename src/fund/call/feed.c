/* feed.c: the calls for other programs: an Atom feed of what was published, and a calendar with the
** deadlines and the days that follow. */
#include "fund/call/call.h"

#include "web/address.h"
#include "web/app.h"
#include "web/atom.h"
#include "web/calendar.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/registry.h"

#define FEED_MAX 30
#define CALENDAR_MAX 60

static void feed_entry(struct request *r, struct buf *b, const struct call_row *c)
{
    struct call_item item;
    call_item_fill(r, c, &item);
    str address = arena_printf(r->arena, "/calls/%.*s", P(c->code));
    atom_entry_write(
        r, b,
        &(struct atom_entry){
            .id = arena_printf(r->arena, "%.*s%.*s", P(r->app->config.base_url), P(address)),
            .lang = r->lang,
            .title = item.title,
            .summary = arena_printf(r->arena, "%.*s %.*s %.*s", P(item.summary),
                                    P(T(r, "Deadline:")), P(item.deadline)),
            .address = address,
            .published = c->published,
            .updated = c->changed});
}

/* ROUTE GET /calls.atom     public
** The calls as an Atom feed, for readers and for other sites. */
enum status call_feed(struct request *r, struct response *s)
{
    struct call_row_array rows = {0};
    TRY(call_list_public(r->db, r->arena, r->now, FEED_MAX, &rows));
    i64 updated = store_public_time(r->app->store);
    for (size_t i = 0; i < rows.n; i++)
        if (i == 0 || rows.v[i].changed > updated) updated = rows.v[i].changed;
    struct buf b;
    buf_init(&b, 1 << 20);
    atom_begin(r, &b,
               &(struct atom_feed){.title = T(r, "Calls for proposals"),
                                   .path = S("/calls.atom"),
                                   .page = S("/calls"),
                                   .updated = updated});
    for (size_t i = 0; i < rows.n; i++)
        feed_entry(r, &b, &rows.v[i]);
    return atom_reply(r, s, &b);
}

/* --- the calendar ------------------------------------------------------------------------------------ */

struct marking {
    struct request *r;
    struct buf *b;
    const struct call_row *call;
    struct call_item item;
};

static void mark_write(struct marking *m, const char *what, str label, i64 at, i64 day)
{
    struct arena *a = m->r->arena;
    str site = m->r->app->config.base_url, host = site;
    i64 scheme = str_find(site, S("://"));
    if (scheme >= 0) host = str_sub(site, (size_t)scheme + 3, site.n);
    struct calendar_event e = {
        .uid = arena_printf(a, "call-%.*s-%s@%.*s", P(m->call->code), what, P(host)),
        .title = arena_printf(a, "%.*s: %.*s", P(label), P(m->item.title)),
        .text = m->item.summary,
        .url = arena_printf(a, "%.*s%.*s/calls/%.*s", P(site), P(address_base(a, m->r->lang)),
                            P(m->call->code)),
        .all_day = day != NO_DATE,
        .starts = at,
        .ends = at,
        .first_day = day,
        .last_day = day,
        .changed = m->call->changed,
        .sequence = m->call->changed - m->call->published,
        .status = S("confirmed")};
    calendar_event_write(m->b, a, &e);
}

/* ROUTE GET /calls.ics     public
** Deadlines of the calls and the days that follow them, as a calendar to subscribe to. */
enum status call_calendar(struct request *r, struct response *s)
{
    struct call_row_array rows = {0};
    struct buf b;
    TRY(call_list_public(r->db, r->arena, r->now, CALENDAR_MAX, &rows));
    buf_init(&b, 1 << 20);
    calendar_begin(&b, T(r, "Calls for proposals"), r->lang);
    for (size_t i = 0; i < rows.n; i++) {
        const struct call_row *c = &rows.v[i];
        struct marking m = {.r = r, .b = &b, .call = c};
        call_item_fill(r, c, &m.item);
        mark_write(&m, "opens", T(r, "Opens"), c->opens, NO_DATE);
        mark_write(&m, "closes", T(r, "Deadline"), c->closes, NO_DATE);
        if (c->outcome_day != NO_DATE)
            mark_write(&m, "outcome", T(r, "First outcome"), NO_DATE, c->outcome_day);
        if (c->full_day != NO_DATE)
            mark_write(&m, "full", T(r, "Full proposals due"), NO_DATE, c->full_day);
        if (c->decision_day != NO_DATE)
            mark_write(&m, "decision", T(r, "Decision"), NO_DATE, c->decision_day);
    }
    calendar_end(&b);
    reply_header(s, "cache-control", S("max-age=900"));
    enum status st =
        b.overflow ? FAILED : reply_bytes(r, s, "text/calendar; charset=utf-8", buf_str(&b));
    buf_free(&b);
    return st;
}
