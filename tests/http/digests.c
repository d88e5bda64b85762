/* digests.c: see digests.h. */
#include "digests.h"

#include <jansson.h>

struct names {
    str *v;
    size_t n, cap;
};

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

static json_t *ask(struct fund *f, const char *target)
{
    struct answer answer;
    fund_send(f, S("GET"), str_c(target), &(struct pair_array){0}, NO_STR, NO_STR, &answer);
    return answer.status == 200 ? json_loadb(answer.body.p, answer.body.n, 0, NULL) : NULL;
}

static str text_of(struct arena *a, const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? str_dup(a, str_c(s)) : NO_STR;
}

static void names_add(struct arena *a, const json_t *list, const char *address, struct names *out)
{
    size_t i;
    json_t *x;
    json_array_foreach(list, i, x) * PUSH(a, out) =
        arena_printf(a, "%.*s %.*s", P(text_of(a, x, address)), P(text_of(a, x, "title")));
}

static str joined(struct arena *a, struct names *list)
{
    str out = NO_STR;
    if (list->n > 1) qsort(list->v, list->n, sizeof *list->v, by_text);
    for (size_t i = 0; i < list->n; i++)
        out = arena_printf(a, "%.*s%.*s\n", P(out), P(list->v[i]));
    return out;
}

/* The addresses of the desk in a text, in their order. */
static str addresses(struct arena *a, str text)
{
    static const str base = S("http://" TEST_HOST "/desk");
    str out = NO_STR;
    i64 at;
    while ((at = str_find(text, base)) >= 0) {
        size_t end = (size_t)at;
        while (end < text.n && (u8)text.p[end] > ' ')
            end++;
        out = arena_printf(a, "%.*s%.*s\n", P(out), P(str_sub(text, (size_t)at, end)));
        text = str_sub(text, end, text.n);
    }
    return out;
}

/* The newest letter to somebody with this subject. */
static str letter_of(struct arena *a, struct fund *f, str to, str subject)
{
    struct mailed_array all = {0};
    fund_letters(f, &all);
    for (size_t i = all.n; i-- > 0;)
        if (str_find(str_lower(a, all.v[i].to), str_lower(a, to)) >= 0 &&
            str_find(all.v[i].text, subject) >= 0)
            return all.v[i].text;
    return NO_STR;
}

void digests_run(struct arena *a, struct fund *f, digests_report *report, void *context)
{
    size_t was = f->current, lines = 0;
    for (size_t i = 1; i < f->people.n; i++) {
        f->current = i;
        struct names shown = {0}, mailed = {0};
        json_t *desk = ask(f, "/desk.json"), *own = ask(f, "/desk/account/digest.json"),
               *account = ask(f, "/desk/account.json"), *part;
        size_t k;
        if (!account) continue; /* the session is over */
        names_add(a, json_object_get(desk, "items"), "next", &shown);
        names_add(a, json_object_get(desk, "others"), "next", &shown);
        json_array_foreach(json_object_get(own, "groups"), k, part)
            names_add(a, json_object_get(part, "lines"), "address", &mailed);
        str of_desk = joined(a, &shown), of_mail = joined(a, &mailed);
        lines += shown.n;
        report(context, desk && own && str_eq(of_desk, of_mail),
               arena_printf(a, "the daily mail of %.*s names what the desk names",
                            P(f->people.v[i].key)),
               arena_printf(a, "the desk: %.*s; the mail: %.*s", P(of_desk), P(of_mail)));
        if (json_is_true(json_object_get(own, "sent"))) {
            str letter = addresses(
                a, letter_of(a, f, text_of(a, account, "email"), text_of(a, own, "subject")));
            str preview = addresses(a, text_of(a, own, "text"));
            report(context, letter.n && str_eq(letter, preview),
                   arena_printf(a, "the letter to %.*s has these addresses", P(f->people.v[i].key)),
                   arena_printf(a, "the letter: %.*s; the page: %.*s", P(letter), P(preview)));
        }
        json_decref(desk);
        json_decref(own);
        json_decref(account);
    }
    f->current = was;
    if (!lines) report(context, false, S("somebody has something on the desk"), S("nobody has"));
}
