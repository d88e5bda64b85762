/* call_desk.c: the office's side of calls: list, writing, publishing, extending, withdrawing. A
** published call keeps its edition and its dates; only an extension, with a reason, moves the
** deadline. Nobody but the clock of the request decides whether a call is open. */
#include "fund/call/call.h"

#include "edition/adopted.h"
#include "fund/history/history.h"
#include "people/people.h"
#include "web/choices.h"
#include "web/guard.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/call_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 50

/* RECORD call "Call" search 30 "Calls" */
/* MENU desk 30 /desk/calls "Calls" needs call.read */

/* GUARD call
** A call belongs to the fund; no organization has a part in it. Who is of an organization knows of it
** once it is published. */
enum status call_guard(struct request *r, str code, struct scope *out)
{
    struct call_row row;
    TRY(call_by_code(r->db, r->arena, code, &row));
    *out = (struct scope){
        .kind = "call", .record = row.id, .anywhere = !str_eq(row.state, S("draft"))};
    return OK;
}

/* --- reading ----------------------------------------------------------------------------------------- */

static const struct {
    const char *code, *label;
} states[] = {{"draft", MESSAGE("Draft")},
              {"published", MESSAGE("Published")},
              {"withdrawn", MESSAGE("Withdrawn")}};

static const struct list_column columns[] = {
    {MESSAGE("Call"), "title", false},         {MESSAGE("State"), "state", false},
    {MESSAGE("Deadline"), "closes", false},    {MESSAGE("Envelope"), "envelope", true},
    {MESSAGE("Proposals"), "proposals", true},
};

/* ROUTE GET /desk/calls?q,state,sort,after     needs call.read anywhere
** All calls, latest deadline first; drafts only for who reads calls for the fund. */
enum status call_list_page(struct request *r, struct response *s)
{
    struct call_list view = {
        .q = query(r, "q"), .state = query(r, "state"), .may_edit = may(r, "call.edit", NULL)};
    struct list l = LIST_OF(r, columns, "closes_down");
    struct call_find_in in = {.q = view.q, .state = view.state, .sort = l.sort};
    in.drafts = may(r, "call.read", &whole_fund);
    TRY(call_find(r->db, r->arena, &in, &l.rows, &view.items));
    list_show(r, &l, &view.list);
    for (size_t i = 0; i < view.items.n; i++)
        view.items.v[i].state = call_phase(&view.items.v[i], r->now);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        *PUSH(r->arena, &view.states) =
            (struct part_choice){.code = str_c(states[i].code), .label = T(r, states[i].label)};
    page_title(s, T(r, "Calls"));
    return show(r, s, call_list_view, &view);
}

static enum status call_show_fill(struct request *r, struct response *s, struct call_show *view)
{
    *view = (struct call_show){0};
    TRY(call_by_code(r->db, r->arena, param(r, "call"), &view->item));
    view->phase = call_phase(&view->item, r->now);
    view->deadline = call_time_words(r, view->item.closes, view->item.zone);
    view->opens_words = call_time_words(r, view->item.opens, view->item.zone);
    view->may_edit = may(r, "call.edit", r->scope);
    view->may_publish = may(r, "call.publish", r->scope);
    view->may_extend = may(r, "call.extend", r->scope) && str_eq(view->item.state, S("published"));
    const struct edition *e = edition_by_id(r->app, view->item.edition);
    view->may_rank = may(r, "review.read", &whole_fund);
    view->sees_proposals = may_open(r, S("/desk/proposals"));
    TRY(call_extensions_fill(r, &view->item, &view->extensions));
    call_codes_fill(r, e, "window", view->item.windows, &view->windows);
    call_codes_fill(r, e, "dimension", view->item.dimensions, &view->dimensions);
    call_places_fill(r, &view->item, &view->places);
    view->basis = call_basis_words(e, view->item.cap_basis, r->lang);
    TRY(call_documents_fill(r, &view->item, true, &view->documents));
    if (may(r, "call.read", &whole_fund))
        TRY(call_envelope_of(r->db, r->arena, r->app, view->item.id, 0, &view->envelope));
    page_title(s, view->item.title);
    page_crumb(r, s, "Calls", "/desk/calls");
    if (!may(r, "call.edit", &whole_fund) && !may(r, "journal.read", &whole_fund)) return OK;
    return history_fill(r, "call", view->item.id, call_row_view, e ? e->currency : NO_STR,
                        &view->history);
}

/* ROUTE GET /desk/calls/:call     needs call.read on :call
** One call: what it says, where it stands, its extensions and its history. */
enum status call_show_page(struct request *r, struct response *s)
{
    struct call_show view;
    TRY(call_show_fill(r, s, &view));
    return show(r, s, call_show_view, &view);
}

/* --- writing ----------------------------------------------------------------------------------------- */

static str local_words(struct request *r, i64 at, str zone)
{
    const struct zone *z = zone_find(zone);
    struct buf b;
    buf_init(&b, 100);
    if (z && at != NO_DATE) buf_time_local(&b, at, z);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static str day_words(struct request *r, i64 day)
{
    struct buf b;
    buf_init(&b, 64);
    if (day != NO_DATE) buf_date(&b, day);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static void vocabulary_fill(struct request *r, const struct edition *e, const char *name,
                            struct part_choice_array *out)
{
    const struct vocabulary *voc = e ? edition_vocabulary(e, str_c(name)) : NULL;
    for (size_t i = 0; voc && i < voc->terms.n; i++)
        *PUSH(r->arena, out) = (struct part_choice){
            .code = voc->terms.v[i].code, .label = edition_text(e, voc->terms.v[i].label, r->lang)};
}

/* What a draft may be limited to, and the days that follow. */
static void limits_fill(struct request *r, const struct edition *e, const struct call_row *row,
                        struct call_form *view)
{
    call_bases(r, e, &view->bases);
    vocabulary_fill(r, e, "window", &view->windows);
    vocabulary_fill(r, e, "dimension", &view->dimensions);
    view->countries = choices_of(r, "country");
    view->regions = choices_of(r, "region");
    if (view->is_new) return;
    view->outcome_day = day_words(r, row->outcome_day);
    view->full_day = day_words(r, row->full_day);
    view->decision_day = day_words(r, row->decision_day);
}

static enum status form_show(struct request *r, struct response *s, const struct call_row *row,
                             bool conflict)
{
    const struct edition *force = edition_in_force(r->app);
    bool is_new = row->id == 0;
    struct call_form view = {.item = *row,
                             .is_new = is_new,
                             .is_draft = is_new || str_eq(row->state, S("draft")),
                             .conflict = conflict,
                             .seen = is_new ? 0 : row->changed,
                             .zone = is_new ? setting(r->app, r->arena, "fund.zone") : row->zone};
    if (!force) return NOT_FOUND;
    const struct edition *pinned = is_new ? force : edition_by_id(r->app, row->edition);
    view.currency = pinned ? pinned->currency : force->currency;
    if (is_new) view.item.edition_code = force->code;
    limits_fill(r, pinned ? pinned : force, row, &view);
    view.opens = is_new ? NO_STR : local_words(r, row->opens, row->zone);
    view.closes = is_new ? NO_STR : row->closes_local;
    if (row->min_months)
        view.min_months = arena_printf(r->arena, "%lld", (long long)row->min_months);
    if (row->max_months)
        view.max_months = arena_printf(r->arena, "%lld", (long long)row->max_months);
    struct call_edition_row_array editions = {0};
    TRY(call_editions(r->db, r->arena, &editions));
    for (size_t i = 0; i < editions.n; i++)
        *PUSH(r->arena, &view.editions) =
            (struct part_choice){.code = editions.v[i].code, .label = editions.v[i].title};
    page_crumb(r, s, "Calls", "/desk/calls");
    if (!is_new)
        page_crumb_text(s, row->title, arena_printf(r->arena, "/desk/calls/%.*s", P(row->code)));
    page_title(s, is_new ? T(r, "New call") : T(r, "Edit the call"));
    return conflict ? show_status(r, s, 409, call_form_view, &view)
                    : show(r, s, call_form_view, &view);
}

/* ROUTE GET /desk/calls/new     needs call.edit
** A new call, as a draft. */
enum status call_new_page(struct request *r, struct response *s)
{
    struct call_row row = {0};
    return form_show(r, s, &row, false);
}

/* ROUTE GET /desk/calls/:call/edit     needs call.edit on :call
** The texts of a call; of a draft also its dates and its edition. */
enum status call_edit_page(struct request *r, struct response *s)
{
    struct call_row row;
    TRY(call_by_code(r->db, r->arena, param(r, "call"), &row));
    return form_show(r, s, &row, false);
}

/* An optional amount; false if something else was typed. */
static bool amount_take(struct request *r, const char *name, str currency, struct money *out)
{
    *out = (struct money){0};
    return !field(r, name).n || take_money(r, name, currency, out);
}

static bool months_take(struct request *r, const char *name, i64 *out)
{
    *out = 0;
    return !field(r, name).n || take_int(r, name, 1, 600, out);
}

static bool time_take(struct request *r, const char *name, const struct zone *zone, i64 *out)
{
    if (!zone) return false;
    if (!time_parse_local(field(r, name), zone, out)) {
        problem(r, name, "Write a date and a time, for example 2027-03-31T23:59.");
        return false;
    }
    int times = time_local_count(field(r, name), zone);
    if (times == 0)
        problem(
            r, name,
            "On that day the clocks of this zone are put forward over this time, so it never comes. Choose an earlier or a later one.");
    if (times == 2)
        problem(
            r, name,
            "On that day the clocks of this zone are put back, so this time comes twice. Choose an earlier or a later one.");
    return times == 1;
}

static void dates_take(struct request *r, struct call_row *row)
{
    need_text(r, "zone", 60, &row->zone);
    const struct zone *zone = zone_find(row->zone);
    if (row->zone.n && !zone)
        problem(
            r, "zone",
            "There is no time zone of this name. Write it as region and city, for example America/New_York.");
    bool opens = time_take(r, "opens", zone, &row->opens);
    bool closes = time_take(r, "closes", zone, &row->closes);
    row->closes_local = field(r, "closes");
    if (opens && closes && row->closes <= row->opens)
        problem(r, "closes", "The deadline lies before the opening. Choose a later one.");
    const struct edition *e = edition_by_code(r->app, field(r, "edition"), &row->edition);
    if (!e) problem(r, "edition", "Choose one of the adopted editions.");
}

/* Codes that were chosen, with spaces between. */
static str codes_take(struct request *r, const char *name, const char *voc, const struct edition *e)
{
    struct pair_array chosen = fields_named(r, name);
    str codes = NO_STR;
    for (size_t i = 0; i < chosen.n; i++) {
        if (!call_code_known(e, voc, chosen.v[i].value)) {
            problem(
                r, name,
                "Choose what the edition has. Its own lists stand here once the draft is kept.");
            return NO_STR;
        }
        codes = arena_printf(r->arena, "%.*s%s%.*s", P(codes), i ? " " : "", P(chosen.v[i].value));
    }
    return codes;
}

/* Does this day end before the deadline, where the call closes? */
static bool lies_before(i64 day, i64 closes, str zone)
{
    const struct zone *z = zone_find(zone);
    if (day == NO_DATE || closes == NO_DATE || !z) return false;
    struct civil c = zone_local(z, closes);
    return day < date_of(c.year, c.month, c.day);
}

static void day_take(struct request *r, const char *name, const struct call_row *row, i64 *out)
{
    *out = NO_DATE;
    if (!field(r, name).n || !take_date(r, name, out)) return;
    if (lies_before(*out, row->closes, row->zone))
        problem(r, name, "This day lies before the deadline. Choose a later one.");
}

/* What a proposal is held to: fixed once the call is published. */
static void limits_take(struct request *r, const struct edition *e, struct call_row *row)
{
    bool shortest = months_take(r, "min_months", &row->min_months);
    bool longest = months_take(r, "max_months", &row->max_months);
    if (shortest && longest && row->max_months && row->min_months > row->max_months)
        problem(r, "max_months", "The longest duration is shorter than the shortest.");
    bool cap = amount_take(r, "cap", e ? e->currency : S("USD"), &row->cap);
    row->cap_basis = field(r, "cap_basis");
    if (row->cap_basis.n && !call_basis_words(e, row->cap_basis, S("en")).n)
        problem(r, "cap_basis", "Choose what the limit counts.");
    bool whole = !row->cap_basis.n || str_eq(row->cap_basis, S("total"));
    if (cap && whole && row->envelope.currency[0] && row->cap.minor > row->envelope.minor)
        problem(r, "cap", "One proposal cannot ask for more than the whole envelope.");
    row->windows = codes_take(r, "windows", "window", e);
    row->countries = codes_take(r, "countries", "country", e);
    row->regions = codes_take(r, "regions", "region", e);
    row->dimensions = codes_take(r, "dimensions", "dimension", e);
}

/* Reads the form into the row; what a published call may not change is left as it is. */
static void form_take(struct request *r, struct call_row *row)
{
    need_text(r, "title", 200, &row->title);
    take_text(r, "title_fr", 200, &row->title_fr);
    need_text(r, "summary", 600, &row->summary);
    take_text(r, "summary_fr", 600, &row->summary_fr);
    need_text(r, "body", 40000, &row->body);
    take_text(r, "body_fr", 40000, &row->body_fr);
    bool draft = !row->id || str_eq(row->state, S("draft"));
    if (draft) dates_take(r, row);
    const struct edition *e = edition_by_id(r->app, row->edition);
    amount_take(r, "envelope", e ? e->currency : S("USD"), &row->envelope);
    if (draft) limits_take(r, e, row);
    day_take(r, "outcome_day", row, &row->outcome_day);
    day_take(r, "full_day", row, &row->full_day);
    day_take(r, "decision_day", row, &row->decision_day);
}

struct call_arg {
    struct request *r;
    struct call_row *row;
    i64 seen;
    str reason;
    i64 closes;
    str closes_local;
};

/* Found by everybody once it is published, in each language it has. */
static enum status call_index(struct tx *tx, struct arena *a, const struct call_row *c)
{
    str address = arena_printf(a, "/calls/%.*s", P(c->code));
    bool gone = str_eq(c->state, S("withdrawn"));
    TRY(search_put(tx, "call", c->id, S("en"), SEEN_BY_ALL, address, gone ? NO_STR : c->title,
                   arena_printf(a, "%.*s\n%.*s", P(c->summary), P(c->body))));
    return search_put(tx, "call", c->id, S("fr"), SEEN_BY_ALL, address,
                      gone            ? NO_STR
                      : c->title_fr.n ? c->title_fr
                                      : c->title,
                      arena_printf(a, "%.*s\n%.*s", P(c->summary_fr.n ? c->summary_fr : c->summary),
                                   P(c->body_fr.n ? c->body_fr : c->body)));
}

static enum status call_insert_write(struct tx *tx, void *arg)
{
    struct call_arg *v = arg;
    struct call_row *c = v->row;
    c->code = code_new(v->r->arena, tx_env(tx), 8);
    return call_insert(tx,
                       &(struct call_insert_in){.code = c->code,
                                                .title = c->title,
                                                .title_fr = c->title_fr,
                                                .summary = c->summary,
                                                .summary_fr = c->summary_fr,
                                                .body = c->body,
                                                .body_fr = c->body_fr,
                                                .edition = c->edition,
                                                .opens = c->opens,
                                                .closes = c->closes,
                                                .zone = c->zone,
                                                .closes_local = c->closes_local,
                                                .envelope = c->envelope,
                                                .cap = c->cap,
                                                .min_months = c->min_months,
                                                .max_months = c->max_months,
                                                .cap_basis = c->cap_basis,
                                                .windows = c->windows,
                                                .countries = c->countries,
                                                .regions = c->regions,
                                                .dimensions = c->dimensions,
                                                .outcome_day = c->outcome_day,
                                                .full_day = c->full_day,
                                                .decision_day = c->decision_day,
                                                .now = tx_now(tx)},
                       &c->id);
}

/* The instant of a change always moves on, so that two changes in one second differ. */
static enum status call_touch(struct tx *tx, struct call_row *c, i64 seen)
{
    i64 changed;
    TRY(call_changed(tx_db(tx), NULL, c->id, &changed));
    if (changed != seen) return CONFLICT;
    c->changed = tx_now(tx) > changed ? tx_now(tx) : changed + 1;
    return OK;
}

static enum status call_update_write(struct tx *tx, void *arg)
{
    struct call_arg *v = arg;
    struct call_row *c = v->row;
    TRY(call_touch(tx, c, v->seen));
    TRY(call_update(tx, &(struct call_update_in){.id = c->id,
                                                 .title = c->title,
                                                 .title_fr = c->title_fr,
                                                 .summary = c->summary,
                                                 .summary_fr = c->summary_fr,
                                                 .body = c->body,
                                                 .body_fr = c->body_fr,
                                                 .edition = c->edition,
                                                 .opens = c->opens,
                                                 .closes = c->closes,
                                                 .zone = c->zone,
                                                 .closes_local = c->closes_local,
                                                 .envelope = c->envelope,
                                                 .cap = c->cap,
                                                 .min_months = c->min_months,
                                                 .max_months = c->max_months,
                                                 .cap_basis = c->cap_basis,
                                                 .windows = c->windows,
                                                 .countries = c->countries,
                                                 .regions = c->regions,
                                                 .dimensions = c->dimensions,
                                                 .outcome_day = c->outcome_day,
                                                 .full_day = c->full_day,
                                                 .decision_day = c->decision_day,
                                                 .now = c->changed}));
    return str_eq(c->state, S("published")) ? call_index(tx, v->r->arena, c) : OK;
}

/* ROUTE POST /desk/calls     needs call.edit     max 256k
** Keeps a new call as a draft. */
enum status call_create_act(struct request *r, struct response *s)
{
    struct call_row row = {0};
    form_take(r, &row);
    if (problems(r)) return form_show(r, s, &(struct call_row){0}, false);
    TRY(db_write(r, call_insert_write, &(struct call_arg){.r = r, .row = &row}));
    return redirect_note(
        r, s, T(r, "Kept as a draft. Nobody outside the office sees it until it is published."),
        "/desk/calls/%.*s", P(row.code));
}

/* What was approved is not taken back by writing a smaller envelope. */
static enum status envelope_holds(struct request *r, const struct call_row *row)
{
    struct call_envelope now;
    TRY(call_envelope_of(r->db, r->arena, r->app, row->id, 0, &now));
    if (row->envelope.currency[0] && now.taken.minor > row->envelope.minor)
        problem(r, "envelope", "Proposals that ask for more than this are approved already.");
    return OK;
}

/* ROUTE POST /desk/calls/:call     needs call.edit on :call     max 256k
** Changes a call. If somebody else changed it meanwhile, both texts are shown. */
enum status call_edit_act(struct request *r, struct response *s)
{
    struct call_row stored, row;
    TRY(call_by_code(r->db, r->arena, param(r, "call"), &stored));
    row = stored;
    form_take(r, &row);
    TRY(envelope_holds(r, &row));
    if (problems(r)) return form_show(r, s, &stored, false);
    struct call_arg v = {.r = r, .row = &row};
    if (!str_i64(field(r, "seen"), &v.seen)) v.seen = 0;
    enum status st = db_write(r, call_update_write, &v);
    if (st == CONFLICT) {
        TRY(call_by_code(r->db, r->arena, param(r, "call"), &stored));
        return form_show(r, s, &stored, true);
    }
    TRY(st);
    return redirect_note(r, s,
                         str_eq(row.state, S("published"))
                             ? T(r, "Saved. The public page shows it now.")
                             : T(r, "Saved."),
                         "/desk/calls/%.*s", P(row.code));
}

/* --- publishing, extending, withdrawing ---------------------------------------------------------------- */

static enum status call_publish_write(struct tx *tx, void *arg)
{
    struct call_arg *v = arg;
    TRY(call_touch(tx, v->row, v->row->changed));
    TRY(call_publish(tx, v->row->id, v->row->changed));
    TRY(call_document_publish(tx, v->row->id));
    v->row->state = S("published");
    return call_index(tx, v->r->arena, v->row);
}

/* ROUTE POST /desk/calls/:call/publish     needs call.publish on :call
** Shows a draft to everybody; from its opening on, proposals can be begun. */
enum status call_publish_act(struct request *r, struct response *s)
{
    struct call_row row;
    TRY(call_by_code(r->db, r->arena, param(r, "call"), &row));
    if (!str_eq(row.state, S("draft"))) return CONFLICT;
    if (row.closes <= r->now) {
        problem(r, "publish",
                "The deadline has passed already. Edit the draft and choose a later one.");
        return call_show_page(r, s);
    }
    TRY(db_write(r, call_publish_write, &(struct call_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "Published. Everybody can read the call now."),
                         "/desk/calls/%.*s", P(row.code));
}

static enum status call_withdraw_write(struct tx *tx, void *arg)
{
    struct call_arg *v = arg;
    TRY(call_touch(tx, v->row, v->row->changed));
    TRY(call_withdraw(tx, v->row->id, v->row->changed));
    v->row->state = S("withdrawn");
    return call_index(tx, v->r->arena, v->row);
}

/* ROUTE POST /desk/calls/:call/withdraw     needs call.publish on :call
** Takes a call back: its page says so, nothing can be begun or sent under it. */
enum status call_withdraw_act(struct request *r, struct response *s)
{
    struct call_row row;
    TRY(call_by_code(r->db, r->arena, param(r, "call"), &row));
    if (str_eq(row.state, S("withdrawn"))) return CONFLICT;
    TRY(db_write(r, call_withdraw_write, &(struct call_arg){.r = r, .row = &row}));
    return redirect_note(r, s, T(r, "Withdrawn. Its public page says so."), "/desk/calls/%.*s",
                         P(row.code));
}

static enum status call_extend_write(struct tx *tx, void *arg)
{
    struct call_arg *v = arg;
    i64 id;
    TRY(call_touch(tx, v->row, v->row->changed));
    TRY(call_extension_insert(tx,
                              &(struct call_extension_insert_in){.call = v->row->id,
                                                                 .old_closes = v->row->closes,
                                                                 .new_closes = v->closes,
                                                                 .reason = v->reason,
                                                                 .now = tx_now(tx),
                                                                 .account = v->r->session->account},
                              &id));
    return call_extend(tx, v->row->id, v->closes, v->closes_local, v->row->changed);
}

/* ROUTE POST /desk/calls/:call/extend     needs call.extend on :call
** Moves the deadline to a later one, with a reason that everybody can read. */
enum status call_extend_act(struct request *r, struct response *s)
{
    struct call_row row;
    TRY(call_by_code(r->db, r->arena, param(r, "call"), &row));
    if (!str_eq(row.state, S("published"))) return CONFLICT;
    struct call_arg v = {.r = r, .row = &row, .closes_local = field(r, "new_closes")};
    bool good = time_take(r, "new_closes", zone_find(row.zone), &v.closes);
    if (good && v.closes <= row.closes)
        problem(r, "new_closes", "An extension leads to a later deadline than the present one.");
    else if (good && v.closes <= r->now)
        problem(r, "new_closes", "Choose a deadline that has not passed yet.");
    need_text(r, "reason", 600, &v.reason);
    if (problems(r)) return call_show_page(r, s);
    TRY(db_write(r, call_extend_write, &v));
    bool past = lies_before(row.outcome_day, v.closes, row.zone) ||
                lies_before(row.full_day, v.closes, row.zone) ||
                lies_before(row.decision_day, v.closes, row.zone);
    return redirect_note(
        r, s,
        past ? T(r, "Extended. Days that the call promises now lie before its deadline: edit them.")
             : T(r, "Extended. The call's page shows the new deadline and the reason."),
        "/desk/calls/%.*s", P(row.code));
}
