/* style_guide.c: /desk/style, every component on one page with neutral content: what a template can
** use, and what the browser tests look at. */
#include "gen/registry.h"
#include "web/choices.h"
#include "web/layout.h"
#include "web/text.h"

static struct part_choice choice(str code, str label)
{
    return (struct part_choice){.code = code, .label = label};
}

static void fill_lists(struct request *r, struct layout_style_guide *v)
{
    static const char *const dimensions[] = {"economic", "food",      "health",   "environmental",
                                             "personal", "community", "political"};
    struct arena *a = r->arena;
    for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++)
        *PUSH(a, &v->dimensions) = choice(str_c(dimensions[i]), NO_STR);
    *PUSH(a, &v->choices) = choice(S("one"), T(r, "First option"));
    *PUSH(a, &v->choices) = choice(S("two"), T(r, "Second option"));
    v->choices.v[0].help = T(r, "Words that explain an option.");
    *PUSH(a, &v->steps) = (struct part_step){.label = T(r, "Complete"),
                                             .state = S("done"),
                                             .current = S("false"),
                                             .address = S("#steps")};
    *PUSH(a, &v->steps) =
        (struct part_step){.label = T(r, "Open now"), .current = S("step"), .address = S("#steps")};
    *PUSH(a, &v->steps) = (struct part_step){
        .label = T(r, "Something is missing"), .state = S("todo"), .current = S("false")};
    *PUSH(a, &v->steps) = (struct part_step){.label = T(r, "Later"), .current = S("false")};
    *PUSH(a, &v->rules) = (struct part_rule){
        .state = S("ok"), .title = T(r, "A rule that is met"), .clause = S("1.1")};
    *PUSH(a, &v->rules) = (struct part_rule){.state = S("no"),
                                             .title = T(r, "A rule that is not met"),
                                             .message = T(r, "What to do about it."),
                                             .clause = S("1.2")};
    *PUSH(a, &v->rules) =
        (struct part_rule){.state = S("ask"), .title = T(r, "A rule that a person judges")};
    *PUSH(a, &v->events) = (struct part_event){
        .at = r->now - 86400, .day = NO_DATE, .label = T(r, "Something happened")};
    *PUSH(a, &v->events) = (struct part_event){
        .at = NO_DATE, .day = r->now / 86400 + 30, .label = T(r, "Something is due"), .todo = true};
    *PUSH(a, &v->tabs) = (struct part_tab){
        .label = T(r, "Open tab"), .address = S("/desk/style"), .current = S("page")};
    *PUSH(a, &v->tabs) = (struct part_tab){.label = T(r, "Other tab"),
                                           .address = S("/desk/style"),
                                           .current = S("false"),
                                           .count = S("3")};
}

/* ROUTE GET /desk/style     signed
** All components on one page. */
enum status layout_style_guide_page(struct request *r, struct response *s)
{
    struct layout_style_guide v = {
        .title = T(r, "Components"),
        .about = S("Text that people write, with **strong** and *soft* words, `code`, "
                   "a [link](/programmes) and one [abroad](https://example.org).\n\n"
                   "1. first\n2. second\n\n> Words of somebody else.\n\n"
                   "| Item | Amount |\n|---|--:|\n| Water | 1,200 |\n| Roads | 800 |\n"),
        .amount = money_of(107000000, S("USD")),
        .closes = r->now + 18 * 86400,
        .day = r->now / 86400,
        .bytes = 83210,
        .country = S("MZ"),
    };
    fill_lists(r, &v);
    page_title(s, v.title);
    return show(r, s, layout_style_guide_view, &v);
}

/* ROUTE POST /desk/style     signed
** Shows the same page as it looks when a form came back: nothing is kept. */
enum status layout_style_guide_try(struct request *r, struct response *s)
{
    str text;
    i64 day;
    struct money amount;
    need_text(r, "title", 20, &text);
    take_date(r, "day", &day);
    take_money(r, "amount", S("USD"), &amount);
    if (!field(r, "kind").n) problem(r, "kind", "Choose one of the options.");
    return layout_style_guide_page(r, s);
}
