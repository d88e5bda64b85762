/* stub.c: links generated code of the fixture with the simplest writers, renders one page and
** checks the tables. Called by tests/tools/run. */
#include "gen/assets.h"
#include "gen/html.h"
#include "gen/registry.h"
#include "web/text.h"

#include <stdio.h>
#include <stdlib.h>

static void in_marks(struct out *o, const char *mark, str s)
{
    buf_printf(o->b, "[%s:", mark);
    buf_html(o->b, s);
    buf_char(o->b, ']');
}

static void number(struct out *o, const char *mark, i64 v)
{
    buf_printf(o->b, "[%s:%lld]", mark, (long long)v);
}

void out_raw(struct out *o, str s)
{
    buf_add(o->b, s);
}
void out_text(struct out *o, str s)
{
    buf_html(o->b, s);
}
void out_int(struct out *o, i64 v)
{
    number(o, "int", v);
}
void out_decimal(struct out *o, str s)
{
    in_marks(o, "decimal", s);
}
void out_int_plain(struct out *o, i64 v)
{
    buf_i64(o->b, v);
}
void out_code(struct out *o, str s)
{
    buf_add(o->b, s);
}
void out_money(struct out *o, struct money m)
{
    number(o, m.currency, m.minor);
}
void out_money_plain(struct out *o, struct money m)
{
    buf_i64(o->b, m.minor);
}
void out_time(struct out *o, i64 t)
{
    number(o, "time", t);
}
void out_time_plain(struct out *o, i64 t)
{
    buf_i64(o->b, t);
}
void out_date(struct out *o, i64 d)
{
    number(o, "date", d);
}
void out_date_plain(struct out *o, i64 d)
{
    buf_i64(o->b, d);
}
void out_term(struct out *o, const char *voc, str code)
{
    in_marks(o, voc, code);
}
void out_size(struct out *o, i64 v)
{
    number(o, "size", v);
}
void out_markdown(struct out *o, str s)
{
    in_marks(o, "markdown", s);
}
void out_html(struct out *o, str s)
{
    buf_add(o->b, s);
}
void out_url_part(struct out *o, str s)
{
    buf_url(o->b, s);
}
void out_url(struct out *o, str s)
{
    in_marks(o, "url", s);
}
void out_base(struct out *o)
{
    buf_add(o->b, o->page.base);
}
void out_form_token(struct out *o)
{
    buf_lit(o->b, "[token]");
}
str tr(str lang, const char *msg)
{
    (void)lang;
    return str_c(msg);
}
str tr_n(str lang, const char *one, const char *many, i64 n)
{
    (void)lang;
    return str_c(n == 1 ? one : many);
}
void out_message(struct out *o, str s, out_argument_fn *fn, const void *ctx)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%')
            fn(o, s.p[++i] - '1', ctx);
        else
            buf_html(o->b, str_sub(s, i, i + 1));
    }
}
str out_problem(struct out *o, str field)
{
    (void)o;
    return str_eq(field, S("title")) ? S("Too <long>") : NO_STR;
}
str out_typed(struct out *o, str field, str value)
{
    (void)o, (void)field;
    return value;
}
bool out_chosen(struct out *o, str field, str option, str value)
{
    (void)o, (void)field;
    return str_eq(option, value);
}
str out_label(struct out *o, const char *voc, str code)
{
    return arena_printf(o->arena, "%s/%.*s", voc, P(code));
}
str markdown_plain(struct arena *a, str s)
{
    return arena_printf(a, "plain %.*s", P(s));
}
void buf_money_plain(struct buf *b, struct money m)
{
    buf_i64(b, m.minor);
}
void buf_date(struct buf *b, i64 days)
{
    buf_printf(b, "day %lld", (long long)days);
}
void problem(struct request *r, const char *field, const char *message, ...)
{
    (void)r, (void)field, (void)message;
}
str T(const struct request *r, const char *message)
{
    (void)r;
    return str_c(message);
}

static void render(struct arena *a, const struct event_show *v)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    struct out o = {.b = &b, .arena = a, .page = {.lang = S("fr"), .base = S("/fr")}};
    event_show_view->html(&o, v);
    printf("%.*s\n\n", P(buf_str(&b)));
    buf_free(&b);
}

int main(void)
{
    struct arena *a = arena_new();
    struct event_show v = {.event = {.title = S("A <b>"),
                                     .slug = S("a/b"),
                                     .country = S("MZ"),
                                     .budget = {5, "USD"},
                                     .text = S("*t*"),
                                     .day = 7,
                                     .seats = 12,
                                     .hours = S("8.5")}};
    render(a, &v);
    *PUSH(a, &v.documents) = (struct event_document){S("c1"), S("One & two")};
    *PUSH(a, &v.documents) = (struct event_document){S("c2"), S("Two")};
    *PUSH(a, &v.related) = v;
    *PUSH(a, &v.choices) = (struct part_choice){S("MZ"), S("Mozambique")};
    *PUSH(a, &v.choices) = (struct part_choice){S("FR"), S("France")};
    v.event.site = S("https://example.org/");
    render(a, &v);

    for (size_t i = 0; i < route_count; i++)
        printf("%s %s %d %lld %s\n", routes[i].method == METHOD_POST ? "POST" : "GET",
               routes[i].pattern, (int)routes[i].access, (long long)routes[i].max_body,
               routes[i].help);
    printf("%s(%s)%s %s; %s every %lld; %s; %s=%s of %zu; %s %s\n", commands[0].name,
           commands[0].usage, commands[0].live ? " live" : "", commands[0].help, job_kinds[0].kind, (long long)job_kinds[0].period,
           guards[0].name, setting_entries[1].key, setting_entries[1].value,
           setting_entries[1].choice_count, menu_entries[0].menu, menu_entries[0].verb);
    printf("%zu starts, %zu sitemaps, demo %lld\n", start_entry_count, sitemap_entry_count,
           (long long)demo_entries[0].order);
    for (size_t i = 0; i < event_item_view->field_count; i++)
        printf("%s:%d:%d ", event_item_view->fields[i].name, (int)event_item_view->fields[i].type,
               (int)event_item_view->fields[i].face);
    printf("\n%s: %zu of %s, plural of 0 is %d\n", text_languages[1].lang, text_languages[1].n,
           text_languages[1].v[0].many, text_languages[1].plural(0));
    printf("%.*s\n", (int)assets[ASSET_STYLE_CSS].n, (const char *)assets[ASSET_STYLE_CSS].bytes);
    arena_free(a);
    return 0;
}
