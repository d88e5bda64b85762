/* out.h: what a compiled template writes through. One function per place and type; a template can
** reach the reply by no other way, so escaping cannot be forgotten. */
#ifndef WEB_OUT_H
#define WEB_OUT_H

#include "web/view.h"

struct request;

/* What every page knows; the root name `page` in templates. */
struct page {
    str lang;       /* "en", "fr" */
    str dir;        /* "ltr" or "rtl" */
    str base;       /* "" or "/fr": before every address of this language */
    str path;       /* the address without language prefix and without face, "/programmes" */
    str other_path; /* the same page in the other languages is page.path below their base */
    str title;      /* of the fund's page, set by show() from the view or page_title() */
    str fund;       /* the fund's name */
    bool desk;      /* below /desk: session, menu, script allowed */
    bool signed_in;
    str person; /* name of who is signed in */
    str role;   /* what they act as */
    str token;  /* session token of forms, empty on public pages */
    bool demo;  /* a demonstration fund */
    i64 now;
    i64 updated; /* "Last update"; NO_DATE falls back to the fund's public position time */
};

struct out {
    struct buf *b;
    struct request *r; /* may be NULL in tests: then nothing was typed and there are no problems */
    struct page page;
    struct arena *arena;
};

/* Text places: element text and double-quoted attributes. */
void out_raw(struct out *o, str literal); /* literal markup of a template; never data */
void out_text(struct out *o, str s);
void out_int(struct out *o, i64 v);       /* grouped by language */
void out_decimal(struct out *o, str s);   /* the same, "8,5" in French; a dash if it is not known */
void out_int_plain(struct out *o, i64 v); /* bare digits, for attributes */
void out_code(struct out *o, str s);      /* drops what is not [A-Za-z0-9_-] */
void out_money(struct out *o, struct money m);
void out_money_plain(struct out *o, struct money m);
void out_time(struct out *o, i64 t);       /* <time datetime=…>local text</time> */
void out_time_plain(struct out *o, i64 t); /* RFC 3339 */
void out_date(struct out *o, i64 d);       /* <time datetime=…>long date</time> */
void out_date_plain(struct out *o, i64 d);
void out_term(struct out *o, const char *voc, str code);
void out_size(struct out *o, i64 bytes);
void out_markdown(struct out *o, str source);
void out_html(struct out *o, str trusted); /* made by our own renderers only */
/* URL places. */
void out_url_part(struct out *o, str s); /* percent-encoded piece after a literal beginning */
void out_url(struct out *o, str s); /* a whole address: http, https, mailto, tel or /…; else # */
void out_base(struct out *o);       /* page.base, for ~/ */
/* Hidden field with the session token; nothing on public pages. */
void out_form_token(struct out *o);

/* Translation. `msg` is the English message; unknown ones come back unchanged. */
str tr(str lang, const char *msg);
str tr_n(str lang, const char *one, const char *many, i64 n);
/* A translated message whose %1…%9 are written by calls between begin and end: the generated code
** calls out_message(o, msg, n, fn, ctx) where fn writes argument i (0-based). */
typedef void out_argument_fn(struct out *o, int i, const void *ctx);
void out_message(struct out *o, str translated, out_argument_fn *fn, const void *ctx);

/* Functions of expressions. */
str out_problem(struct out *o, str field);
str out_typed(struct out *o, str field, str value);
bool out_chosen(struct out *o, str field, str option, str value);
str out_label(struct out *o, const char *voc, str code);

#endif
