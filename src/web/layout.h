/* layout.h: the frame around every page, and replies that no feature makes. The dispatcher and
** show() call it; features need only web/reply.h. */
#ifndef WEB_LAYOUT_H
#define WEB_LAYOUT_H

#include "web/out.h"
#include "web/reply.h"

/* An empty reply; its body's memory is given back by buf_free(&s->body). */
void response_begin(struct response *s, struct arena *arena);
/* Forgets what was written, for an error page in its place. */
void response_reset(struct response *s);
/* A redirect of the dispatcher's own (301 for a trailing slash); the language is put before. */
enum status redirect_bare(struct request *r, struct response *s, int code, str path);

/* An error in the face that was asked for: a page, or application/problem+json. `message` says what
** to do and is translated. */
enum status error_page(struct request *r, struct response *s, int code, const char *message);

/* Adds the fields that every reply has (policy, sniffing, referrer, caching), each unless it is there
** already. `private`: nobody may keep it. */
void layout_security_headers(struct request *r, struct response *s, bool private_reply);

/* Writes a whole page around `body`, which show() rendered from a view. */
void layout_write(struct request *r, struct response *s, const struct page *page, str body);
/* What templates see as `page`. */
struct page layout_page_of(struct request *r, struct response *s, const struct view *view);

/* The sheet with the fund's colour in it: sets the accent ("#rrggbb"; false for anything else, the
** sheet stays) and derives one for dark mode; both keep a contrast of 4.5:1. Cheap when nothing
** changed. The policy names the hash of the sheet that was in force when the page was written. */
bool layout_style_set(str accent);
struct layout_sheet {
    str tag;                 /* "<link rel=icon …><style>…</style>" */
    str policy;              /* Content-Security-Policy of public pages: no script at all */
    str policy_desk;         /* script from /static may enhance */
    str light, policy_light; /* tag and policy of a public page_light() */
};
struct layout_sheet layout_sheet(void);

/* This page's address with its filters and another `after`: the link to the next part of a list.
** An empty `after` gives the first part. */
str address_more(struct request *r, str after);
/* This page from its beginning with one parameter set; an empty value takes it away. */
str address_with(struct request *r, const char *name, str value);
/* The same page in another face (".json"); NO_STR keeps the `after` that came. */
str address_face(struct request *r, const char *suffix, str after);

#endif
