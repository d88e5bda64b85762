/* words.c: codes of countries and dimensions in words, and the instant that decides what is sought now. */
#include "publish/partnership/partnership.h"

#include "edition/adopted.h"
#include "edition/edition.h"
#include "fund/calendar/calendar.h"
#include "fund/call/call.h"
#include "web/choices.h"
#include "web/message.h"
#include "web/text.h"

struct partnership_now partnership_now(struct request *r)
{
    struct calendar c = calendar_of(r->app, r->arena);
    return (struct partnership_now){.today = calendar_day(&c, r->now), .now = r->now};
}

bool partnership_has(str codes, str code)
{
    str rest = codes, one;
    while (str_cut(&rest, ' ', &one))
        if (one.n && str_eq(one, code)) return true;
    return false;
}

void partnership_codes_fill(struct request *r, const char *voc, str codes,
                            struct part_choice_array *out)
{
    call_codes_fill(r, edition_in_force(r->app), voc, codes, out);
}

str partnership_words(struct request *r, const char *voc, str codes, size_t most)
{
    struct part_choice_array all = {0};
    str words = NO_STR;
    partnership_codes_fill(r, voc, codes, &all);
    for (size_t i = 0; i < all.n && i < most; i++)
        words =
            arena_printf(r->arena, "%.*s%s%.*s", P(words), words.n ? ", " : "", P(all.v[i].label));
    if (all.n <= most) return words;
    str args[] = {words, arena_printf(r->arena, "%zu", all.n - most)};
    return message_fill(r->arena, T(r, "%1 and %2 more"), args, 2);
}

struct part_choice_array partnership_choices(struct request *r, const char *voc)
{
    const struct edition *e = edition_in_force(r->app);
    struct part_choice_array out = {0};
    if (strcmp(voc, "country") == 0) return choices_of(r, voc);
    const struct vocabulary *v = e ? edition_vocabulary(e, str_c(voc)) : NULL;
    for (size_t i = 0; v && i < v->terms.n; i++)
        *PUSH(r->arena, &out) =
            (struct part_choice){.code = v->terms.v[i].code,
                                 .label = edition_text(e, v->terms.v[i].label, r->lang),
                                 .help = edition_text(e, v->terms.v[i].help, r->lang)};
    return out;
}
