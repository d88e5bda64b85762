/* desk.c: the office's pages about the readers of the newsletter. */
#include "mail/subscriber/link.h"

#include "web/app.h"
#include "web/list.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/registry.h"
#include "gen/subscriber_sql.h"

#define MONTHS 12

/* MENU desk 60 /desk/subscribers "Subscribers" needs subscriber.read */

static str language_label(struct request *r, str code)
{
    if (str_eq(code, S("en"))) return T(r, "English");
    return str_eq(code, S("fr")) ? T(r, "French") : str_dup(r->arena, code);
}

static enum status months_fill(struct request *r, struct subscriber_desk *view)
{
    const struct zone *zone = fund_zone(r->app);
    struct civil now = zone_local(zone, r->now);
    i64 first = date_of(now.year, now.month, 1);
    for (int back = 0; back < MONTHS; back++) {
        i64 from = date_add_months(first, -back), until = date_add_months(first, 1 - back);
        int year, month, day;
        date_split(from, &year, &month, &day);
        for (size_t i = 0; i < view->languages.n; i++) {
            struct subscriber_count c = {.month = arena_printf(r->arena, "%04d-%02d", year, month),
                                         .lang = view->languages.v[i].code};
            i64 starts = zone_instant(zone, from, 0, 0, 0),
                ends = zone_instant(zone, until, 0, 0, 0);
            TRY(subscriber_joined(r->db, r->arena, starts, ends, c.lang, &c.joined));
            TRY(subscriber_gone(r->db, r->arena, starts, ends, c.lang, &c.gone));
            if (c.joined || c.gone || back == 0) *PUSH(r->arena, &view->counts) = c;
        }
    }
    return OK;
}

/* ROUTE GET /desk/subscribers     needs subscriber.read
** How many read the newsletter by mail. */
enum status subscriber_desk_page(struct request *r, struct response *s)
{
    struct subscriber_desk view = {.may_see = access_hooks.may(r, "newsletter.send", NULL)};
    str rest = setting(r->app, r->arena, "fund.languages"), code;
    while (str_cut(&rest, ' ', &code)) {
        if (!code.n) continue;
        struct part_choice *c = PUSH(r->arena, &view.languages);
        *c =
            (struct part_choice){.code = str_dup(r->arena, code), .label = language_label(r, code)};
        TRY(subscriber_count_lang(r->db, r->arena, S(LIST), c->code, &c->count));
    }
    TRY(subscriber_count_state(r->db, r->arena, S(LIST), S("confirmed"), &view.confirmed));
    TRY(subscriber_count_state(r->db, r->arena, S(LIST), S("left"), &view.gone));
    TRY(subscriber_ticket_count(r->db, r->arena, r->now, &view.pending));
    TRY(months_fill(r, &view));
    page_title(s, T(r, "Subscribers"));
    return show(r, s, subscriber_desk_view, &view);
}

static void list_choices(struct request *r, struct subscriber_list *view)
{
    *PUSH(r->arena, &view->states) =
        (struct part_choice){.code = S("confirmed"), .label = T(r, "Subscribed")};
    *PUSH(r->arena, &view->states) = (struct part_choice){.code = S("left"), .label = T(r, "Left")};
    languages_fill(r, &view->languages);
}

static const struct list_column columns[] = {
    {MESSAGE("Address"), "address", false},
    {MESSAGE("Language"), "lang", false},
    {MESSAGE("State"), "state", false},
    {MESSAGE("Since"), "since", false},
};

/* ROUTE GET /desk/subscribers/addresses?q,state,lang,sort,after     needs newsletter.send
** The readers' addresses, for who may send them the newsletter. */
enum status subscriber_list_page(struct request *r, struct response *s)
{
    struct subscriber_list view = {
        .q = query(r, "q"), .state = query(r, "state"), .lang = query(r, "lang")};
    struct list l = LIST_OF(r, columns, "since_down");
    struct subscriber_find_in in = {
        .list = S(LIST), .q = view.q, .state = view.state, .lang = view.lang, .sort = l.sort};
    TRY(subscriber_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    list_choices(r, &view);
    page_title(s, T(r, "Addresses"));
    page_crumb(r, s, "Subscribers", "/desk/subscribers");
    return show(r, s, subscriber_list_view, &view);
}
