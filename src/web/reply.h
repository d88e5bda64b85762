/* reply.h: what goes back. A handler ends in exactly one of these. */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "web/request.h"

struct response {
    int status; /* 0 until something was shown */
    struct buf body;
    str type; /* content type */
    struct pair_array headers;
    i64 valid_until; /* a public page differs from this instant on; NO_DATE: only by position */
    i64 updated;     /* for "Last update" and Last-Modified; NO_DATE if unknown */
    str title;       /* of the page, before the fund's name */
    str description; /* for search engines and previews */
    struct pair_array crumbs; /* name = label (translated), value = path without language */
    str image;                /* address of a preview picture, or empty */
    bool light;               /* page_light() */
    struct pair feed;         /* page_feed() */
    bool cacheable;           /* set by the dispatcher for public routes; a handler may clear it */
    int file;                 /* open descriptor of a file to send after the head, or -1 */
    i64 file_size;
    struct arena *arena;
};

/* Fills the reply from a view in the face that was asked for: 200, or 422 when problems were noted. */
enum status show(struct request *r, struct response *s, const struct view *view, const void *data);
/* The same with another status, for instance 409. */
enum status show_status(struct request *r, struct response *s, int status, const struct view *view,
                        const void *data);
/* 303 to a path of ours; the path is percent-checked and must begin with '/'. For public addresses
** pass the bare path: the language is put before it. `fmt` arguments must already be codes. */
enum status redirect(struct request *r, struct response *s, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* 303 with a note shown once at the top of the next desk page ("Saved. Version 3."). */
enum status redirect_note(struct request *r, struct response *s, str note, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Bytes of another type (feeds, calendars, XML). */
enum status reply_bytes(struct request *r, struct response *s, const char *type, str bytes);
/* A stored file by its digest, as attachment unless `inline_ok`. */
enum status reply_file(struct request *r, struct response *s, struct digest hash, str name,
                       const char *type, bool inline_ok);

/* An open file as attachment; it is closed when it was sent. */
enum status reply_descriptor(struct request *r, struct response *s, int fd, i64 size, str name,
                             const char *type);

void page_title(struct response *s, str title);
void page_crumb(struct request *r, struct response *s, const char *label_message, const char *path);
void page_crumb_text(struct response *s, str label, str path);
void page_updated(struct response *s, i64 instant);
/* The page has an Atom feed of its own, at a path without language: readers find it by themselves. */
void page_feed(struct request *r, struct response *s, const char *path, str title);
/* A page of a few words and a button: only the small part of the sheet comes with it (frame.css). */
void page_light(struct response *s);
void page_valid_until(struct response *s, i64 instant); /* the earliest one given counts */
void reply_header(struct response *s, const char *name, str value); /* refuses CR, LF, NUL */

#endif
