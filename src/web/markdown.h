/* markdown.h: texts that people write, made safe. Raw HTML is off; our own renderer writes a fixed
** set of tags, links go only to http, https, mailto, tel and our own addresses, pictures only come from
** /files/ and /static/. Whatever the source, the output is well-formed and at most as large as the
** buffer's maximum. */
#ifndef WEB_MARKDOWN_H
#define WEB_MARKDOWN_H

#include "base/base.h"

#define MARKDOWN_MAX (256 * 1024) /* bytes of source that are read; the rest is left out */

struct markdown_options {
    str base; /* "" or "/fr": before addresses of ours ("/programmes"); whole in mail */
    str own;  /* "https://fund.example.org": links there are not foreign */
    int top;  /* level of the highest heading, 1 to 5; 0 means 2 */
    bool ids; /* headings get an id "s-slug", so that clauses can be linked */
};

void markdown_html(struct buf *b, struct arena *a, str source, const struct markdown_options *o);

/* The words alone, blocks on lines of their own: JSON descriptions, search, attributes. */
str markdown_plain(struct arena *a, str source);

/* Plain text for mail: wrapped at 72 columns, links numbered and listed at the end. `site` stands
** before addresses of ours. */
str markdown_mail(struct arena *a, str source, str site);

/* The headings with their ids as markdown_html writes them, for a table of contents. */
struct markdown_heading {
    int level;
    str id, text;
};
struct markdown_heading_array {
    struct markdown_heading *v;
    size_t n, cap;
};
void markdown_outline(struct arena *a, str source, struct markdown_heading_array *out);

#endif
