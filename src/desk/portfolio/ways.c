/* ways.c: addresses, tabs and choices that the pages of oversight share (portfolio.h). */
#include "desk/portfolio/portfolio.h"

#include "edition/adopted.h"
#include "people/people.h"
#include "web/layout.h"
#include "web/out.h"
#include "web/terms.h"
#include "web/text.h"

#include <string.h>

static void pair_add(struct buf *b, bool *begun, str name, str value)
{
    buf_char(b, *begun ? '&' : '?');
    buf_url(b, name);
    buf_lit(b, "=");
    buf_url(b, value);
    *begun = true;
}

static bool named(const char *list, str name)
{
    str rest = str_c(list), piece;
    while (str_cut(&rest, ' ', &piece))
        if (str_eq(piece, name)) return true;
    return false;
}

str list_with(struct request *r, const char *list, const char *name, str value, const char *but)
{
    struct buf b;
    bool begun = false;
    buf_init(&b, 4096);
    buf_add(&b, str_c(list));
    for (size_t i = 0; i < r->queries.n; i++) {
        const struct pair *q = &r->queries.v[i];
        if (named(but, q->name) || str_eq(q->name, str_c(name)) || str_eq(q->name, S("by")))
            continue;
        pair_add(&b, &begun, q->name, q->value);
    }
    if (value.n) pair_add(&b, &begun, str_c(name), value);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

struct part_tab_array portfolio_tabs(struct request *r, const char *here)
{
    static const struct {
        const char *label, *address, *verb;
    } pages[] = {{MESSAGE("Pipeline"), "/desk/oversight", "proposal.read"},
                 {MESSAGE("Portfolio"), "/desk/oversight/portfolio", "programme.read"},
                 {MESSAGE("Concentration"), "/desk/oversight/concentration", "programme.read"}};
    struct part_tab_array tabs = {0};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (may(r, pages[i].verb, &whole_fund))
            *PUSH(r->arena, &tabs) = (struct part_tab){
                .label = T(r, pages[i].label),
                .address = str_c(pages[i].address),
                .current = strcmp(pages[i].address, here) == 0 ? S("page") : S("false")};
    return tabs;
}

str view_asked(struct request *r, const struct view_choice *ways, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(query(r, "by"), str_c(ways[i].kind))) return str_c(ways[i].kind);
    return str_c(ways[0].kind);
}

struct part_tab_array view_tabs(struct request *r, const struct view_choice *ways, size_t n,
                                str kind)
{
    struct part_tab_array tabs = {0};
    for (size_t i = 0; i < n; i++)
        *PUSH(r->arena, &tabs) = (struct part_tab){
            .label = T(r, ways[i].label),
            .address = address_with(r, "by", str_c(ways[i].kind)),
            .current = str_eq(kind, str_c(ways[i].kind)) ? S("page") : S("false")};
    return tabs;
}

str currency_of_fund(struct request *r)
{
    const struct edition *e = edition_in_force(r->app);
    return e ? e->currency : NO_STR;
}

void country_words(struct request *r, struct part_choice_array *list)
{
    for (size_t i = 0; i < list->n; i++)
        list->v[i].label = term_label(r->lang, "country", list->v[i].code);
}

void dimension_words(struct request *r, struct part_choice_array *list)
{
    for (size_t i = 0; i < list->n; i++)
        list->v[i].label = term_label(r->lang, "dimension", list->v[i].code);
}
