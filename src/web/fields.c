/* fields.c: what came with a request, and the mistakes in it. Called by handlers. A reader that
** returns false has noted the problem, in words that say what to do; it never ends the request. */
#include "web/request.h"

#include <stdarg.h>

#define MAX_PROBLEMS 100 /* a form with more is not read by anybody */

static str pair_value(const struct pair_array *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->n; i++)
        if (str_eq(pairs->v[i].name, str_c(name))) return pairs->v[i].value;
    return NO_STR;
}

str param(const struct request *r, const char *name)
{
    return pair_value(&r->params, name);
}

str query(const struct request *r, const char *name)
{
    return pair_value(&r->queries, name);
}

str header(const struct request *r, const char *lower_name)
{
    return pair_value(&r->headers, lower_name);
}

/* Forms send CRLF; everything inside works with LF. */
static str field_clean(struct arena *a, str s)
{
    s = str_trim(s);
    if (str_find_char(s, '\r') < 0) return s;
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '\r')
            p[n++] = s.p[i];
        else if (i + 1 == s.n || s.p[i + 1] != '\n')
            p[n++] = '\n';
    }
    return (str){p, n};
}

str field(const struct request *r, const char *name)
{
    return field_clean(r->arena, pair_value(&r->fields, name));
}

struct pair_array fields_named(struct request *r, const char *name)
{
    struct pair_array found = {0};
    for (size_t i = 0; i < r->fields.n; i++)
        if (str_eq(r->fields.v[i].name, str_c(name)))
            *PUSH(r->arena, &found) =
                (struct pair){r->fields.v[i].name, field_clean(r->arena, r->fields.v[i].value)};
    return found;
}

struct upload *upload(const struct request *r, const char *name)
{
    for (size_t i = 0; i < r->uploads.n; i++)
        if (str_eq(r->uploads.v[i].name, str_c(name))) return &r->uploads.v[i];
    return NULL;
}

/* Moves *p behind the next conversion of a format and returns where it begins; NULL at the end. */
static const char *next_conversion(const char **p)
{
    for (const char *s = *p; *s; s++) {
        if (*s != '%') continue;
        if (s[1] == '%') {
            s++;
            continue;
        }
        *p = s + 1 + strcspn(s + 1, "diouxXeEfgGcsp");
        if (**p) (*p)++;
        return s;
    }
    return NULL;
}

/* A translation may not ask for other arguments than the English did. */
static bool same_conversions(const char *english, const char *other)
{
    for (;;) {
        const char *a = next_conversion(&english), *b = next_conversion(&other);
        if (!a || !b) return a == b;
        if (english - a != other - b || memcmp(a, b, (size_t)(english - a)) != 0) return false;
    }
}

static void problem_note(struct request *r, str name, str message)
{
    for (size_t i = 0; i < r->problems.n; i++)
        if (str_eq(r->problems.v[i].name, name) && str_eq(r->problems.v[i].value, message)) return;
    if (r->problems.n < MAX_PROBLEMS) *PUSH(r->arena, &r->problems) = (struct pair){name, message};
}

void problem(struct request *r, const char *name, const char *message, ...)
{
    const char *translated = T(r, message).p;
    if (!same_conversions(message, translated)) translated = message;
    va_list ap;
    va_start(ap, message);
    str text = arena_vprintf(r->arena, translated, ap);
    va_end(ap);
    problem_note(r, str_dup(r->arena, str_c(name)), text);
}

bool problems(const struct request *r)
{
    return r->problems.n > 0;
}

bool take_text(struct request *r, const char *name, size_t max_chars, str *out)
{
    str s = field(r, name);
    *out = s;
    if (!str_is_text(s)) {
        problem(r, name, "Type this again: it holds characters that are not text.");
        return false;
    }
    size_t chars = str_chars(s);
    if (chars > max_chars) {
        problem(r, name, "Shorten this to %zu characters; it has %zu.", max_chars, chars);
        return false;
    }
    return true;
}

bool need_text(struct request *r, const char *name, size_t max_chars, str *out)
{
    if (!take_text(r, name, max_chars, out)) return false;
    if (out->n) return true;
    problem(r, name, "Fill this in.");
    return false;
}

bool take_int(struct request *r, const char *name, i64 min, i64 max, i64 *out)
{
    i64 v;
    str s = field(r, name);
    if (!s.n) {
        problem(r, name, "Fill in a number.");
        return false;
    }
    if (!str_i64(s, &v)) {
        problem(r, name, "Write a whole number in digits, without spaces or commas.");
        return false;
    }
    if (v < min || v > max) {
        problem(r, name, "Write a number from %lld to %lld.", (long long)min, (long long)max);
        return false;
    }
    *out = v;
    return true;
}

bool take_date(struct request *r, const char *name, i64 *out)
{
    if (date_parse(field(r, name), out)) return true;
    problem(r, name, "Write a date as year-month-day, for example 2027-03-31.");
    return false;
}

bool take_money(struct request *r, const char *name, str currency, struct money *out)
{
    if (money_parse_shown(field(r, name), currency, out)) return true;
    problem(r, name, "Write an amount in digits, for example 12,500.00.");
    return false;
}

bool take_slug(struct request *r, const char *name, str *out)
{
    str s = field(r, name);
    str slug = str_slug(r->arena, s);
    if (s.n && str_eq(s, slug)) {
        *out = s;
        return true;
    }
    if (s.n)
        problem(r, name, "Use small letters, digits and single hyphens, for example %s.",
                str_z(r->arena, slug));
    else
        problem(r, name, "Fill in the last part of the address, for example water-and-peace.");
    return false;
}
