/* desk.c: the ledger in the browser: what can be committed and of what it is made, every entry, new
** entries by kind, taking back, certifying pledges, contributors, the expected outlay. Any of it can be
** read as of a day, as known on another. */
#include "money/ledger/ledger.h"

#include "edition/adopted.h"
#include "people/people.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/list.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/session.h"
#include "web/text.h"

#include "gen/ledger_sql.h"
#include "gen/registry.h"

#define TEXT_CHARS 500
#define PARTY_CHARS 160
#define CODE_CHARS 40
#define ONCE_LETTERS 12

/* MENU desk 48 /desk/ledger "Ledger" needs ledger.read */

/* The key of a form, so that it posts once; no form can take the key of an act elsewhere. */
static void once_take(struct request *r, str *out)
{
    str typed;
    if (need_text(r, "once", CODE_CHARS, &typed))
        *out = arena_printf(r->arena, "form-%.*s", P(typed));
}

/* The fund counts in the currency of the edition in force; empty while there is none. */
static str currency_of(struct request *r)
{
    const struct edition *e = edition_in_force(r->app);
    return e ? e->currency : NO_STR;
}

static i64 today(struct request *r)
{
    struct civil c = zone_local(fund_zone(r->app), r->now);
    return date_of(c.year, c.month, c.day);
}

/* Why the ledger forbids something, with its day as the reader writes it. */
static str why_words(struct request *r, const struct ledger_why *why)
{
    struct buf b;
    if (why->day == NO_DATE) return T(r, why->message);
    buf_init(&b, 200);
    buf_date_long(&b, why->day, str_z(r->arena, r->lang));
    str day = buf_str(&b);
    str words = message_fill(r->arena, T(r, why->message), &day, 1);
    buf_free(&b);
    return words;
}

static str date_words(struct request *r, i64 day)
{
    struct buf b;
    buf_init(&b, 32);
    buf_date(&b, day);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* As of which day, as known until which instant; today and now unless the address says otherwise. */
struct view_of {
    i64 day, known, known_day;
};

static struct view_of view_of(struct request *r)
{
    struct view_of w = {.day = today(r), .known = LEDGER_ALWAYS, .known_day = NO_DATE};
    i64 day;
    if (date_parse(query(r, "day"), &day)) w.day = day;
    if (date_parse(query(r, "known"), &day)) {
        w.known_day = day;
        w.known = zone_instant(fund_zone(r->app), day + 1, 0, 0, 0) - 1;
    }
    return w;
}

static str kind_label(struct request *r, str kind)
{
    const struct ledger_rule *rule = ledger_rule_of(kind);
    return rule ? T(r, rule->label) : kind;
}

static str book_label(struct request *r, str book)
{
    static const struct {
        const char *book, *label;
    } books[] = {{"cash", MESSAGE("Cash")},
                 {"promised", MESSAGE("Pledges not yet certified")},
                 {"pledged", MESSAGE("Certified pledges not yet paid")},
                 {"contributions", MESSAGE("Contributions")},
                 {"opening", MESSAGE("Brought forward")},
                 {"interest", MESSAGE("Interest")},
                 {"fees", MESSAGE("Fees and charges")},
                 {"allocations", MESSAGE("Approved for programmes")},
                 {"committed", MESSAGE("Approved and not yet transferred")}};
    for (size_t i = 0; i < sizeof books / sizeof *books; i++)
        if (str_eq(book, str_c(books[i].book))) return T(r, books[i].label);
    return book;
}

static void sides(struct money amount, struct money *debit, struct money *credit)
{
    if (amount.minor >= 0)
        *debit = amount;
    else
        *credit = money_of(-amount.minor, str_c(amount.currency));
}

/* The words of an entry name its programme, which may be closed to the reader; the money is the fund's. */
static bool entry_closed(struct request *r, const struct ledger_entry *e)
{
    return e->programme.n &&
           address_barred(r, arena_printf(r->arena, "/desk/programmes/%.*s", P(e->programme)));
}

static void entry_label(struct request *r, struct ledger_entry *e)
{
    e->kind_label = kind_label(r, e->kind);
    if (entry_closed(r, e)) e->text = NO_STR;
}

static void entries_label(struct request *r, struct ledger_entry_array *items)
{
    for (size_t i = 0; i < items->n; i++)
        entry_label(r, &items->v[i]);
}

/* --- the list ------------------------------------------------------------------------------------------- */

static enum status balances_fill(struct request *r, const struct view_of *w, str currency,
                                 struct ledger_list *v)
{
    struct ledger_balance_array all = {0};
    TRY(ledger_balances(r->db, r->arena, w->day, w->known, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct ledger_balance *b = &all.v[i];
        if (!b->amount.minor) continue;
        b->book_label = book_label(r, b->book);
        sides(b->amount, &b->debit, &b->credit);
        *PUSH(r->arena, str_eq(currency, str_c(b->amount.currency)) ? &v->balances : &v->others) =
            *b;
    }
    return OK;
}

/* Entries whose words hold all that was asked for, folded; a ledger has some thousand. */
static enum status words_find(struct request *r, str q, str *found)
{
    struct id_array ids = {0};
    str wanted = str_fold(r->arena, q);
    struct arena *page = arena_new();
    enum status st = OK;
    for (i64 after = 0; st == OK;) {
        struct ledger_entry_array list = {0};
        arena_reset(page);
        st = ledger_entries_all(r->db, page, after, 500, &list);
        if (st != OK || !list.n) break;
        for (size_t i = 0; i < list.n; i++) {
            const struct ledger_entry *e = &list.v[i];
            if (entry_closed(r, e)) continue;
            str all = str_fold(
                page, arena_printf(page, "%.*s %.*s %.*s", P(e->code), P(e->party), P(e->text)));
            if (str_find(all, wanted) >= 0) *PUSH(r->arena, &ids) = e->id;
        }
        after = list.v[list.n - 1].id;
    }
    arena_free(page);
    *found = db_json_ids(r->arena, ids.v, ids.n);
    return st;
}

static struct part_choice_array kinds_choice(struct request *r)
{
    struct part_choice_array out = {0};
    for (size_t i = 0; ledger_rule_at(i); i++)
        *PUSH(r->arena, &out) = (struct part_choice){.code = str_c(ledger_rule_at(i)->kind),
                                                     .label = T(r, ledger_rule_at(i)->label)};
    return out;
}

static const struct list_column columns[] = {{MESSAGE("Day"), "day", false},
                                             {MESSAGE("Kind"), "kind", false},
                                             {MESSAGE("What for"), NULL, false},
                                             {MESSAGE("Amount"), "amount", true},
                                             {MESSAGE("Posted"), "posted", false}};

static enum status entries_fill(struct request *r, const struct view_of *w, struct ledger_list *v)
{
    struct list l = LIST_OF(r, columns, "day_down");
    struct ledger_find_in in = {.kind = v->kind,
                                .programme = v->programme,
                                .day = w->day,
                                .known = w->known,
                                .sort = l.sort};
    if (v->q.n) TRY(words_find(r, v->q, &in.found));
    TRY(ledger_find(r->db, r->arena, &in, &l.rows, &v->items));
    entries_label(r, &v->items);
    list_show(r, &l, &v->list);
    return OK;
}

/* ROUTE GET /desk/ledger?q,kind,programme,day,known,sort,after     needs ledger.read
** What can be committed with its parts, the balance of each book, and the entries; as of a day, as known on another. */
enum status ledger_page(struct request *r, struct response *s)
{
    struct view_of w = view_of(r);
    str currency = currency_of(r);
    struct ledger_list v = {.q = query(r, "q"),
                            .kind = query(r, "kind"),
                            .programme = query(r, "programme"),
                            .kinds = kinds_choice(r),
                            .day = date_words(r, w.day),
                            .known = w.known_day == NO_DATE ? NO_STR : date_words(r, w.known_day),
                            .no_currency = !currency.n,
                            .may_post = currency.n && may(r, "ledger.post", NULL)};
    if (currency.n) {
        TRY(ledger_funds_of(r->db, r->arena, r->app, currency, w.day, w.known, &v.funds));
        v.funds.known = w.known_day;
        enum status st = ledger_outlay_latest(r->db, r->arena, currency, w.known, &v.outlay);
        if (st != OK && st != NOT_FOUND) return st;
    }
    TRY(balances_fill(r, &w, currency, &v));
    TRY(entries_fill(r, &w, &v));
    page_title(s, T(r, "Ledger"));
    return show(r, s, ledger_list_view, &v);
}

/* --- contributors ------------------------------------------------------------------------------------- */

static enum status contributors_fill(struct request *r, struct ledger_contributor_array *out)
{
    struct ledger_party_array rows = {0};
    struct ledger_contributor *last = NULL;
    TRY(ledger_parties(r->db, r->arena, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct ledger_party *x = &rows.v[i];
        str currency = str_c(x->amount.currency);
        if (!last || !str_eq(last->party, x->party) || !str_eq(last->currency, currency)) {
            last = PUSH(r->arena, out);
            *last = (struct ledger_contributor){.party = x->party,
                                                .currency = str_dup(r->arena, currency),
                                                .total = money_of(0, currency),
                                                .paid = money_of(0, currency),
                                                .pledged = money_of(0, currency),
                                                .promised = money_of(0, currency)};
        }
        if (str_eq(x->book, S("contributions"))) last->total = money_of(-x->amount.minor, currency);
        if (str_eq(x->book, S("cash"))) last->paid = x->amount;
        if (str_eq(x->book, S("pledged"))) last->pledged = x->amount;
        if (str_eq(x->book, S("promised"))) last->promised = x->amount;
    }
    return OK;
}

/* ROUTE GET /desk/ledger/contributors     needs ledger.read
** What each contributor has pledged and paid. */
enum status ledger_contributors_page(struct request *r, struct response *s)
{
    struct ledger_contributors v = {.csv = address_face(r, ".csv", S(""))};
    TRY(contributors_fill(r, &v.items));
    page_title(s, T(r, "Contributors"));
    page_crumb(r, s, "Ledger", "/desk/ledger");
    return show(r, s, ledger_contributors_view, &v);
}

/* --- a new entry -------------------------------------------------------------------------------------- */

static struct ledger_kind kind_view(struct request *r, const struct ledger_rule *rule)
{
    return (struct ledger_kind){str_c(rule->kind), T(r, rule->label), T(r, rule->hint)};
}

/* ROUTE GET /desk/ledger/new     needs ledger.post
** Which kind of entry. */
enum status ledger_choose_page(struct request *r, struct response *s)
{
    struct ledger_choose v = {0};
    for (size_t i = 0; ledger_rule_at(i); i++)
        if (ledger_rule_at(i)->by_hand) *PUSH(r->arena, &v.kinds) = kind_view(r, ledger_rule_at(i));
    page_title(s, T(r, "New entry"));
    page_crumb(r, s, "Ledger", "/desk/ledger");
    return show(r, s, ledger_choose_view, &v);
}

static enum status pledges_open(struct request *r, str currency, struct ledger_pledge_array *out)
{
    struct ledger_pledge_array all = {0};
    TRY(ledger_pledges(r->db, r->arena, currency, &all));
    for (size_t i = 0; i < all.n; i++) {
        i64 promised, pledged;
        TRY(ledger_pledge_open(r->db, r->arena, all.v[i].id, S("promised"), &promised));
        TRY(ledger_pledge_open(r->db, r->arena, all.v[i].id, S("pledged"), &pledged));
        if (promised + pledged <= 0) continue;
        all.v[i].promised = money_of(promised, currency);
        all.v[i].pledged = money_of(pledged, currency);
        *PUSH(r->arena, out) = all.v[i];
    }
    return OK;
}

static str pledge_label(struct request *r, const struct ledger_pledge *p)
{
    struct buf b;
    struct money open = money_of(p->promised.minor + p->pledged.minor, str_c(p->amount.currency));
    buf_init(&b, 512);
    buf_printf(&b, "%.*s, ", P(p->party));
    buf_date_long(&b, p->day, str_z(r->arena, r->lang));
    buf_lit(&b, ": ");
    buf_money(&b, open, str_z(r->arena, r->lang), false);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum status form_show(struct request *r, struct response *s, const struct ledger_rule *rule,
                             str refused)
{
    str currency = currency_of(r);
    bool pays = str_eq(str_c(rule->kind), S("deposit")),
         lowers = str_eq(str_c(rule->kind), S("lapse"));
    struct ledger_form v = {.kind = kind_view(r, rule),
                            .currency = currency,
                            .once = field(r, "once").n
                                        ? field(r, "once")
                                        : code_new(r->arena, &r->app->env, ONCE_LETTERS),
                            .today = date_words(r, today(r)),
                            .wants_party = rule->party,
                            .wants_programme = rule->programme,
                            .wants_pledge = lowers,
                            .takes_pledge = pays,
                            .refused = refused};
    struct ledger_pledge_array pledges = {0};
    if (!currency.n) return NOT_FOUND;
    if (rule->party) TRY(contributors_fill(r, &v.parties));
    if (pays || lowers) TRY(pledges_open(r, currency, &pledges));
    for (size_t i = 0; i < pledges.n; i++)
        *PUSH(r->arena, &v.pledges) = (struct part_choice){.code = pledges.v[i].code,
                                                           .label = pledge_label(r, &pledges.v[i])};
    page_title(s, v.kind.label);
    page_crumb(r, s, "Ledger", "/desk/ledger");
    return show_status(r, s, problems(r) || refused.n ? 422 : 200, ledger_form_view, &v);
}

static enum status rule_load(struct request *r, const struct ledger_rule **rule)
{
    *rule = ledger_rule_of(param(r, "kind"));
    return *rule && (*rule)->by_hand ? OK : NOT_FOUND;
}

/* ROUTE GET /desk/ledger/new/:kind     needs ledger.post
** The form of one kind of entry. */
enum status ledger_form_page(struct request *r, struct response *s)
{
    const struct ledger_rule *rule;
    TRY(rule_load(r, &rule));
    return form_show(r, s, rule, NO_STR);
}

struct post_arg {
    struct request *r;
    struct ledger_post post;
    const struct ledger_entry *entry; /* that is taken back or certified */
    str code;
    struct ledger_why why;
};

static enum status post_write(struct tx *tx, void *arg)
{
    struct post_arg *v = arg;
    return ledger_put(tx, v->r->arena, &v->post, &v->code, &v->why);
}

static void day_take(struct request *r, i64 *day)
{
    if (take_date(r, "day", day) && *day > today(r))
        problem(r, "day", "Choose a day that has come; the ledger tells what has happened.");
}

/* The pledge that a form names: the money and the contributor are its own. */
static enum status pledge_take(struct request *r, str currency, bool needed,
                               struct ledger_post *post)
{
    struct ledger_entry e;
    str code = field(r, "pledge");
    if (!code.n && !needed) return OK;
    enum status st = ledger_entry_by_code(r->db, r->arena, code, &e);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == NOT_FOUND || !str_eq(e.kind, S("pledge")) || e.reversed_by.n ||
        !str_eq(str_c(e.amount.currency), currency)) {
        problem(r, "pledge", "Choose a pledge from the list.");
        return OK;
    }
    post->pledge = e.id;
    post->party = e.party;
    return OK;
}

static enum status programme_take(struct request *r, str currency, str kind, str *out)
{
    i64 open;
    bool known, ends = str_eq(kind, S("transfer")) || str_eq(kind, S("release"));
    if (!need_text(r, "programme", CODE_CHARS, out)) return OK;
    *out = str_lower(r->arena, *out);
    TRY(ledger_programme_known(r->db, r->arena, kind, *out, &known));
    if (!known)
        problem(
            r, "programme",
            "There is no programme of this code. It stands in the address of the programme's page.");
    if (!known || !ends) return OK;
    TRY(ledger_programme_open(r->db, r->arena, *out, currency, &open));
    if (!open)
        problem(r, "programme",
                "Nothing is approved and not yet transferred for a programme of this code.");
    return OK;
}

/* ROUTE POST /desk/ledger/new/:kind     needs ledger.post
** Posts an entry. The same form sent twice posts once. */
enum status ledger_form_act(struct request *r, struct response *s)
{
    const struct ledger_rule *rule;
    str currency = currency_of(r), before;
    TRY(rule_load(r, &rule));
    if (!currency.n) return NOT_FOUND;
    bool lowers = str_eq(str_c(rule->kind), S("lapse"));
    struct post_arg v = {.r = r,
                         .post = {.kind = str_c(rule->kind), .account = r->session->account}};
    if (take_money(r, "amount", currency, &v.post.amount) && v.post.amount.minor == 0)
        problem(r, "amount", "Write an amount above zero.");
    day_take(r, &v.post.day);
    need_text(r, "text", TEXT_CHARS, &v.post.text);
    once_take(r, &v.post.once);
    if (rule->pledge) TRY(pledge_take(r, currency, lowers, &v.post));
    if (rule->party && !v.post.pledge) need_text(r, "party", PARTY_CHARS, &v.post.party);
    if (rule->programme) TRY(programme_take(r, currency, v.post.kind, &v.post.programme));
    if (problems(r)) return form_show(r, s, rule, NO_STR);
    enum status st = db_write(r, post_write, &v);
    if (st == DENIED && v.why.message) return form_show(r, s, rule, why_words(r, &v.why));
    if (st == CONFLICT && ledger_once(r->db, r->arena, v.post.once, &before) == OK)
        return redirect_note(r, s, T(r, "This was posted already."), "/desk/ledger/entries/%.*s",
                             P(before));
    TRY(st);
    return redirect_note(r, s, T(r, "Posted. What can be committed has changed with it."),
                         "/desk/ledger/entries/%.*s", P(v.code));
}

/* --- one entry ---------------------------------------------------------------------------------------- */

static enum status entry_show(struct request *r, struct response *s, const struct ledger_entry *e,
                              str refused)
{
    struct ledger_show v = {.item = *e,
                            .is_pledge = str_eq(e->kind, S("pledge")),
                            .own = e->account == r->session->account,
                            .refused = refused,
                            .once = field(r, "once").n
                                        ? field(r, "once")
                                        : code_new(r->arena, &r->app->env, ONCE_LETTERS),
                            .today = date_words(r, today(r))};
    const struct ledger_rule *rule = ledger_rule_of(e->kind);
    str currency = str_c(e->amount.currency);
    entry_label(r, &v.item);
    if (str_eq(e->kind, S(LEDGER_ADJUSTMENT))) v.reason = T(r, rule->hint);
    TRY(ledger_lines(r->db, r->arena, e->id, &v.lines));
    for (size_t i = 0; i < v.lines.n; i++) {
        v.lines.v[i].book_label = book_label(r, v.lines.v[i].book);
        sides(v.lines.v[i].amount, &v.lines.v[i].debit, &v.lines.v[i].credit);
    }
    TRY(ledger_about(r->db, r->arena, e->id, &v.later));
    entries_label(r, &v.later);
    if (v.is_pledge) {
        i64 promised, pledged;
        TRY(ledger_pledge_open(r->db, r->arena, e->id, S("promised"), &promised));
        TRY(ledger_pledge_open(r->db, r->arena, e->id, S("pledged"), &pledged));
        v.open.promised = money_of(promised, currency);
        v.open.pledged = money_of(pledged, currency);
        v.may_certify = promised > 0 && may(r, "ledger.certify", NULL);
    }
    v.may_reverse = !e->reversed_by.n && rule &&
                    (rule->by_hand || str_eq(e->kind, S("certification"))) &&
                    may(r, "ledger.post", NULL);
    page_title(s, arena_printf(r->arena, "%.*s %.*s", P(v.item.kind_label), P(e->code)));
    page_crumb(r, s, "Ledger", "/desk/ledger");
    return show_status(r, s, problems(r) || refused.n ? 422 : 200, ledger_show_view, &v);
}

/* ROUTE GET /desk/ledger/entries/:posting     needs ledger.read
** One entry with its lines and what came of it. */
enum status ledger_entry_page(struct request *r, struct response *s)
{
    struct ledger_entry e;
    TRY(ledger_entry_by_code(r->db, r->arena, param(r, "posting"), &e));
    return entry_show(r, s, &e, NO_STR);
}

static enum status reverse_write(struct tx *tx, void *arg)
{
    struct post_arg *v = arg;
    struct ledger_entry now;
    TRY(ledger_entry_by_code(tx_db(tx), v->r->arena, v->entry->code, &now));
    return ledger_reverse(tx, v->r->arena, &now, v->post.account, v->post.day, v->post.text,
                          v->post.once, &v->why);
}

static enum status certify_write(struct tx *tx, void *arg)
{
    struct post_arg *v = arg;
    return ledger_certify(tx, v->r->arena, v->entry, v->post.account, v->post.day, v->post.once,
                          &v->why);
}

static enum status act_on_entry(struct request *r, struct response *s, write_fn *f,
                                struct post_arg *v, str note)
{
    once_take(r, &v->post.once);
    if (problems(r)) return entry_show(r, s, v->entry, NO_STR);
    enum status st = db_write(r, f, v);
    if (st == DENIED && v->why.message) return entry_show(r, s, v->entry, why_words(r, &v->why));
    if (st == CONFLICT) note = T(r, "This was posted already.");
    if (st != CONFLICT) TRY(st);
    return redirect_note(r, s, note, "/desk/ledger/entries/%.*s", P(v->entry->code));
}

/* ROUTE POST /desk/ledger/entries/:posting/reverse     needs ledger.post
** Takes an entry back by its mirror; both stay. */
enum status ledger_reverse_act(struct request *r, struct response *s)
{
    struct ledger_entry e;
    TRY(ledger_entry_by_code(r->db, r->arena, param(r, "posting"), &e));
    struct post_arg v = {.r = r, .entry = &e, .post = {.account = r->session->account}};
    day_take(r, &v.post.day);
    need_text(r, "text", TEXT_CHARS, &v.post.text);
    return act_on_entry(r, s, reverse_write, &v,
                        T(r, "Taken back. The entry and its mirror both stay."));
}

/* ROUTE POST /desk/ledger/entries/:posting/certify     needs ledger.certify
** Certifies what is not yet certified of a pledge that somebody else entered. */
enum status ledger_certify_act(struct request *r, struct response *s)
{
    struct ledger_entry e;
    TRY(ledger_entry_by_code(r->db, r->arena, param(r, "posting"), &e));
    struct post_arg v = {
        .r = r, .entry = &e, .post = {.account = r->session->account, .day = today(r)}};
    return act_on_entry(r, s, certify_write, &v,
                        T(r, "Certified. The pledge counts as funds that are there."));
}

/* --- the outlay of a year ----------------------------------------------------------------------------- */

static enum status estimate_show(struct request *r, struct response *s)
{
    struct ledger_estimate v = {.currency = currency_of(r),
                                .percent = setting_int(r->app, "reserve.percent")};
    if (!v.currency.n) return NOT_FOUND;
    enum status st = ledger_outlay_latest(r->db, r->arena, v.currency, LEDGER_ALWAYS, &v.now);
    if (st != OK && st != NOT_FOUND) return st;
    page_title(s, T(r, "Expected outlay of a year"));
    page_crumb(r, s, "Ledger", "/desk/ledger");
    return show_status(r, s, problems(r) ? 422 : 200, ledger_estimate_view, &v);
}

/* ROUTE GET /desk/ledger/outlay     needs ledger.post
** What the fund expects to pay out in a year, of which a share is kept back. */
enum status ledger_outlay_page(struct request *r, struct response *s)
{
    return estimate_show(r, s);
}

struct outlay_arg {
    struct request *r;
    struct money amount;
    str basis;
};

static enum status outlay_write(struct tx *tx, void *arg)
{
    struct outlay_arg *v = arg;
    return ledger_outlay_insert(tx, v->amount, v->basis, v->r->now, v->r->session->account);
}

/* ROUTE POST /desk/ledger/outlay     needs ledger.post
** States it anew; what was stated before stays on the record. */
enum status ledger_outlay_act(struct request *r, struct response *s)
{
    struct outlay_arg v = {.r = r};
    if (!currency_of(r).n) return NOT_FOUND;
    take_money(r, "amount", currency_of(r), &v.amount);
    need_text(r, "basis", TEXT_CHARS, &v.basis);
    if (problems(r)) return estimate_show(r, s);
    TRY(db_write(r, outlay_write, &v));
    return redirect_note(r, s, T(r, "Stated. The reserve is reckoned from it."), "/desk/ledger");
}
