/* desk.c: the office's pages about the readers of the newsletter. */
#include "mail/subscriber/link.h"

#include "web/app.h"
#include "web/session.h"

#include "gen/registry.h"
#include "gen/subscriber_sql.h"

#define PAGE_ROWS 50
#define LIST_ROWS 100000 /* as many as fit into one table */
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
    *PUSH(r->arena, &view->sorts) =
        (struct part_choice){.code = S("new"), .label = T(r, "Newest first")};
    *PUSH(r->arena, &view->sorts) =
        (struct part_choice){.code = S("old"), .label = T(r, "Oldest first")};
    *PUSH(r->arena, &view->sorts) =
        (struct part_choice){.code = S("address"), .label = T(r, "By address")};
    languages_fill(r, &view->languages);
}

/* Where the list goes on: behind an address, or behind a number, as it is sorted. */
static void list_after(struct request *r, struct subscriber_find_in *in)
{
    str after = query(r, "after");
    i64 id;
    if (str_eq(in->sort, S("address")))
        in->above = after;
    else if (str_i64(after, &id) && str_eq(in->sort, S("old")))
        in->past = id;
    else if (str_i64(after, &id))
        in->before = id;
}

/* ROUTE GET /desk/subscribers/addresses?q,state,lang,sort,after     needs newsletter.send
** The readers' addresses, for who may send them the newsletter. */
enum status subscriber_list_page(struct request *r, struct response *s)
{
    struct subscriber_list view = {.q = query(r, "q"),
                                   .state = query(r, "state"),
                                   .lang = query(r, "lang"),
                                   .sort = query(r, "sort")};
    bool all = r->face == FACE_CSV;
    struct subscriber_find_in in = {.list = S(LIST),
                                    .q = view.q,
                                    .state = view.state,
                                    .lang = view.lang,
                                    .sort = view.sort,
                                    .limit = all ? LIST_ROWS : PAGE_ROWS + 1};
    struct subscriber_find_count_in count = {
        .list = S(LIST), .q = view.q, .state = view.state, .lang = view.lang};
    if (!all) list_after(r, &in);
    TRY(subscriber_find_count(r->db, r->arena, &count, &view.count));
    TRY(subscriber_find(r->db, r->arena, &in, &view.items));
    if (view.items.n > PAGE_ROWS && !all) {
        view.items.n = PAGE_ROWS;
        const struct subscriber_row *last = &view.items.v[PAGE_ROWS - 1];
        view.next = str_eq(view.sort, S("address"))
                        ? str_lower(r->arena, last->address)
                        : arena_printf(r->arena, "%lld", (long long)last->id);
        view.more = address_more(r, view.next);
    }
    view.csv = address_face(r, ".csv", S(""));
    list_choices(r, &view);
    page_title(s, T(r, "Addresses"));
    page_crumb(r, s, "Subscribers", "/desk/subscribers");
    return show(r, s, subscriber_list_view, &view);
}
