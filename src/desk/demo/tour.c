/* tour.c: the tour of ten clicks and the readable letters, in a demonstration only; elsewhere these
** addresses do not exist. Letters show everything, also links that sign somebody in: no real person's
** letter is ever here, because a demonstration is made, not converted. */
#include "web/app.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "edition/adopted.h"

#include "gen/demo_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

#define PAGE_ROWS 50

/* --- the tour ----------------------------------------------------------------------------------------- */

static void stop_add(struct request *r, struct demo_tour *view, const char *title, const char *text,
                     str address, const char *role)
{
    const struct edition *e = edition_in_force(r->app);
    const struct role *found = role && e ? edition_role(e, str_c(role)) : NULL;
    if (!address.n || (role && !found)) return;
    *PUSH(r->arena, &view->stops) =
        (struct demo_stop){.title = T(r, title),
                           .text = T(r, text),
                           .address = address,
                           .role = found ? found->name : NO_STR,
                           .role_label = found ? edition_text(e, found->label, r->lang) : NO_STR};
}

/* The address of a record whose code a query gives; none if there is no such record. */
static str at(struct request *r, const char *before, enum status st, str code, const char *after)
{
    return st == OK ? arena_printf(r->arena, "%s%.*s%s", before, P(code), after) : NO_STR;
}

/* ROUTE GET /demo     public
** Ten clicks that show the program. */
enum status demo_tour_page(struct request *r, struct response *s)
{
    struct demo_tour view = {0};
    str code;
    enum status st;
    if (!r->app->demo) return NOT_FOUND;
    st = demo_profile_first(r->db, r->arena, &code);
    stop_add(
        r, &view, MESSAGE("A programme, with its sources"),
        MESSAGE(
            "Each fact of the past stands with the address it comes from; what no source says is left out."),
        at(r, "/programmes/", st, code, ""), NULL);
    stop_add(
        r, &view, MESSAGE("The guidelines that run"),
        MESSAGE(
            "What this page says, what the forms ask and what the screening checks come from the same files."),
        S("/guidelines/untfhs-9.1"), NULL);
    st = demo_call_open(r->db, r->arena, r->now, &code);
    stop_add(
        r, &view, MESSAGE("An open call"),
        MESSAGE(
            "The deadline in New York and in your own time, what the form asks, and the rules, before anybody signs in."),
        at(r, "/calls/", st, code, ""), NULL);
    st = demo_proposal_in(r->db, r->arena, S("note_draft"), &code);
    stop_add(
        r, &view, MESSAGE("A draft that the rules read"),
        MESSAGE(
            "Open “Threats and responses”: one answer has no empowerment, and the rule says so beside the field."),
        at(r, "/desk/proposals/", st, code, "/form/threats"), "lead");
    st = demo_proposal_in(r->db, r->arena, S("note_submitted"), &code);
    stop_add(
        r, &view, MESSAGE("Clause by clause"),
        MESSAGE("A note has come in. Begin the screening: each clause with what the program saw."),
        at(r, "/desk/proposals/", st, code, ""), "officer");
    st = demo_proposal_in(r->db, r->arena, S("funds_certified"), &code);
    stop_add(
        r, &view, MESSAGE("One certifies, another approves"),
        MESSAGE(
            "Finance has certified that the money is there; here somebody else decides, and the letter is read before it leaves."),
        at(r, "/desk/proposals/", st, code, "/decision/approve"), "approver");
    stop_add(
        r, &view, MESSAGE("From the record to the page"),
        MESSAGE(
            "The approval made a draft profile. Choose field by field what becomes public, and sign it off."),
        S("/desk/profiles"), "editor");
    st = demo_receipt(r->db, r->arena, &code);
    stop_add(r, &view, MESSAGE("A receipt that anybody can verify"),
             MESSAGE("It proves that a note arrived, and when, without telling what it says."),
             at(r, "/receipts/", st, code, ""), NULL);
    stop_add(r, &view, MESSAGE("Every letter"),
             MESSAGE("What the program would have mailed, with its links to follow."),
             S("/demo/mail"), NULL);
    stop_add(
        r, &view, MESSAGE("The journal"),
        MESSAGE("Who did what and when, chained. Let the program verify it from the first entry."),
        S("/desk/journal"), "auditor");
    page_title(s, T(r, "Tour of the demonstration"));
    return show(r, s, demo_tour_view, &view);
}

/* --- letters ------------------------------------------------------------------------------------------ */

/* ROUTE GET /demo/mail?after     anonymous
** Every letter of the demonstration, newest first. */
enum status demo_mail_page(struct request *r, struct response *s)
{
    struct demo_mail_list view = {0};
    struct demo_mails_in in = {.limit = PAGE_ROWS + 1};
    if (!r->app->demo) return NOT_FOUND;
    if (!str_i64(query(r, "after"), &in.before) || in.before < 0) in.before = 0;
    TRY(demo_mails(r->db, r->arena, &in, &view.items));
    if (view.items.n > PAGE_ROWS) {
        view.items.n = PAGE_ROWS;
        view.next = arena_printf(r->arena, "%lld", (long long)view.items.v[PAGE_ROWS - 1].id);
        view.more = address_more(r, view.next);
    }
    page_title(s, T(r, "Letters"));
    page_crumb(r, s, "Tour of the demonstration", "/demo");
    return show(r, s, demo_mail_list_view, &view);
}

/* An address of this fund or of the web at the beginning of a word; links in letters begin with the
** fund's base address, which is empty on a machine that does not know its name. */
static size_t link_length(str s)
{
    bool ours = s.n > 1 && s.p[0] == '/' && s.p[1] >= 'a' && s.p[1] <= 'z';
    if (!ours && !str_starts(s, S("http://")) && !str_starts(s, S("https://"))) return 0;
    size_t n = 0;
    while (n < s.n && (u8)s.p[n] > 0x20)
        n++;
    while (n && strchr(".,;:)>", s.p[n - 1]))
        n--;
    return n;
}

static void line_split(struct request *r, str line, struct demo_line *out)
{
    size_t from = 0;
    for (size_t i = 0; i < line.n; i++) {
        if (i && (u8)line.p[i - 1] > 0x20 && line.p[i - 1] != '<' && line.p[i - 1] != '(') continue;
        size_t n = link_length(str_sub(line, i, line.n));
        if (!n) continue;
        if (i > from)
            *PUSH(r->arena, &out->pieces) = (struct demo_piece){.text = str_sub(line, from, i)};
        str link = str_sub(line, i, i + n);
        *PUSH(r->arena, &out->pieces) = (struct demo_piece){.text = link, .address = link};
        from = i + n;
        i = from - 1;
    }
    if (from < line.n || !out->pieces.n)
        *PUSH(r->arena, &out->pieces) = (struct demo_piece){.text = str_sub(line, from, line.n)};
}

/* ROUTE GET /demo/mail/:mail     anonymous
** One letter, its links to follow. */
enum status demo_letter_page(struct request *r, struct response *s)
{
    struct demo_letter view = {0};
    str rest, line;
    if (!r->app->demo) return NOT_FOUND;
    TRY(demo_mail_by_code(r->db, r->arena, param(r, "mail"), &view.mail));
    rest = view.mail.body;
    while (str_cut(&rest, '\n', &line))
        line_split(r, line, PUSH(r->arena, &view.lines));
    page_title(s, view.mail.subject);
    page_crumb(r, s, "Tour of the demonstration", "/demo");
    page_crumb(r, s, "Letters", "/demo/mail");
    return show(r, s, demo_letter_view, &view);
}
