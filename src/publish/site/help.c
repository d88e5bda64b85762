/* help.c: a short manual for each role, from texts and pictures that the program brings along. The
** pictures (manual/) are what the browser's walk saw; tests/run_text.sh holds them to the texts. */
#include "publish/page/page.h"
#include "web/assets.h"
#include "web/markdown.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/registry.h"

static const struct {
    const char *code, *label, *help;
} manuals[] = {
    {"reader", MESSAGE("Reader"), MESSAGE("Finding programmes, documents and data; subscribing.")},
    {"applicant", MESSAGE("Applicant"),
     MESSAGE("Writing a concept note and a proposal together, and sending it.")},
    {"officer", MESSAGE("Programme officer"), MESSAGE("Calls, screening, questions, programmes.")},
    {"reviewer", MESSAGE("Reviewer"),
     MESSAGE("Declaring conflicts of interest, scoring, what comes of it.")},
    {"manager", MESSAGE("Manager and approver"),
     MESSAGE("Publishing calls, certifying, approving.")},
    {"finance", MESSAGE("Finance officer"), MESSAGE("The ledger, pledges, certifying funds.")},
    {"board", MESSAGE("Member of the board"),
     MESSAGE("Meetings, conflicts of interest, advice, minutes.")},
    {"editor", MESSAGE("Editor"),
     MESSAGE("Profiles, news, events, the library and the newsletter.")},
    {"auditor", MESSAGE("Auditor"),
     MESSAGE("Who did what and why, as it was, and whether it was changed past the program.")},
    {"administrator", MESSAGE("Administrator"),
     MESSAGE("People, duties, settings, guidelines, backup.")},
};
#define MANUALS (sizeof manuals / sizeof *manuals)

/* ROUTE GET /help     public
** Short manuals, one for each role. */
enum status help_page(struct request *r, struct response *s)
{
    struct site_help v = {0};
    for (size_t i = 0; i < MANUALS; i++)
        *PUSH(r->arena, &v.roles) = (struct site_role){
            str_c(manuals[i].code), T(r, manuals[i].label), T(r, manuals[i].help)};
    page_title(s, T(r, "Help"));
    s->description = T(r, "Short manuals for readers, applicants and the people of the fund.");
    return show(r, s, site_help_view, &v);
}

/* A manual says ![words](officer-screening): here the name becomes the address of the picture in the
** manual's language. */
static str with_pictures(struct arena *a, str body, str lang)
{
    struct buf b;
    i64 at;
    buf_init(&b, 2 * MARKDOWN_MAX);
    while ((at = str_find(body, S("]("))) >= 0) {
        str address = str_sub(body, (size_t)at + 2, body.n);
        i64 end = str_find_char(address, ')');
        if (end < 0) break;
        address.n = (size_t)end;
        const struct asset *picture =
            asset_find(arena_printf(a, "%.*s.%.*s.webp", P(address), P(lang)));
        buf_add(&b, str_sub(body, 0, (size_t)at + 2));
        buf_add(&b, picture ? asset_address(a, picture) : address);
        body = str_sub(body, (size_t)at + 2 + address.n, body.n);
    }
    buf_add(&b, body);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

/* ROUTE GET /help/:role     public
** The manual of one role. */
enum status help_role_page(struct request *r, struct response *s)
{
    struct site_help_show v = {.code = param(r, "role"), .lang = r->lang};
    str name = arena_printf(r->arena, "help/%.*s", P(v.code));
    v.body = page_asset(r->arena, name, r->lang);
    if (!v.body.p) {
        v.body = page_asset(r->arena, name, S("en"));
        v.lang = S("en");
    }
    if (!v.body.p) return NOT_FOUND;
    v.title = page_asset_title(&v.body);
    v.body = with_pictures(r->arena, v.body, v.lang);
    page_title(s, v.title);
    page_crumb(r, s, "Help", "/help");
    return show(r, s, site_help_show_view, &v);
}
