/* atom.h: what was published as an Atom feed (RFC 4287), one writer for every room that has one. */
#ifndef WEB_ATOM_H
#define WEB_ATOM_H

#include "web/request.h"

struct response;

/* Addresses are the public ones without the language; the writer puts the site and the language before
** them. */
struct atom_feed {
    str title;      /* the fund's name is put behind it */
    str path, page; /* of the feed itself and of the page that lists the same */
    i64 updated;    /* instant at which a reader last had something to see */
};
struct atom_entry {
    str id;   /* an IRI that never changes */
    str lang; /* of title and summary */
    str title, summary, address;
    i64 published, updated;
    str category, category_label; /* none if empty */
};
void atom_begin(struct request *r, struct buf *b, const struct atom_feed *f);
void atom_entry_write(struct request *r, struct buf *b, const struct atom_entry *e);
/* Ends the feed and makes it the reply, kept for a quarter of an hour; gives the memory of B back.
** FAILED if B was too small. */
enum status atom_reply(struct request *r, struct response *s, struct buf *b);

#endif
