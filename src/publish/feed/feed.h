/* feed.h: everything that is published, in one list: what feeds, /news, the home page and the choice of
** records for an issue read. A feature calls feed_put in the transaction that publishes, changes or
** withdraws a record; that also makes the record findable by the search. */
#ifndef PUBLISH_FEED_H
#define PUBLISH_FEED_H

#include "web/app.h"
#include "web/reply.h"

#include "gen/model.h"

struct feed_record {
    const char *kind; /* "news", "story", "event", "document", "issue" */
    i64 record;
    str address; /* "/news/a-slug", without language; its end is the record's slug or code */
    str title, title_fr;
    str summary, summary_fr; /* plain text */
    str body, body_fr;       /* the rest that the search reads, Markdown or plain */
    str place;
    i64 day, last_day; /* NO_DATE if there is one day only */
    i64 theme;         /* 0 if none */
    bool visible;      /* published and not withdrawn */
};
/* Mints the identifier at the first time, keeps the old address as a redirect when it changed, and
** moves `updated` only if title, text, date, place or visibility did. */
enum status feed_put(struct tx *tx, struct app *app, struct arena *a, const struct feed_record *f);

/* For a page that was not found: 301 to where the record stands now, or NOT_FOUND. */
enum status feed_moved(struct request *r, struct response *s, const char *folder, str slug);
/* 410 with a page that says what was here. `fr_title` may be empty. */
enum status feed_gone_page(struct request *r, struct response *s, str title, str reason,
                           i64 withdrawn, str other, str other_label);

/* Published records by kind (JSON array of kinds, empty for all) for pages in r->lang: title, summary
** and address are in the reader's language. Starts behind `after` ("DAY ID"); *next is the key of the
** next part or empty. */
struct feed_question {
    str kinds, words, after;
    i64 theme, limit;
};
enum status feed_list(struct request *r, const struct feed_question *q,
                      struct feed_entry_array *out, str *next);
/* How many records there are in all, wherever the list begins. */
enum status feed_total(struct request *r, const struct feed_question *q, i64 *count);
/* The published records of one kind with these ids (JSON array), newest first. */
enum status feed_records(struct db *db, struct arena *a, const char *kind, str ids,
                         struct feed_entry_array *out);
/* One published record, as stored; NOT_FOUND if it is not visible. */
enum status feed_record_find(struct db *db, struct arena *a, const char *kind, i64 record,
                             struct feed_entry *out);
/* Chooses the language of an entry and completes it for a page. */
void feed_entry_fill(struct request *r, struct feed_entry *e);
/* "News", "Story from the field", "Document" … */
str feed_kind_label(const struct request *r, str kind);

/* Answers with an Atom feed of the latest records (RFC 4287). `path` is its own address, `page` the
** page that it belongs to, both without language. */
enum status feed_reply(struct request *r, struct response *s, str kinds, i64 theme, str title,
                       str path, str page);

#endif
