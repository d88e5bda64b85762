/* mail.h: letters that leave. A mail is queued in the same transaction as the act that causes it;
** a job hands it to the relay, or writes it to DIR/mail when there is none. */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H

#include "store/store.h"

struct mail {
    str to; /* one validated address */
    str subject;
    str text; /* plain text, UTF-8, LF; wrapped by the composer */
    str lang;
    str stream;      /* "office", "noreply" or "news": 4.1 of the publishing reference */
    str kind;        /* "receipt", "invitation", "issue" …, for the list of mails */
    str record;      /* address of the record's own page, for its history; may be empty */
    str list_id;     /* bulk only: "news.fund.example.org" */
    str unsubscribe; /* bulk only: https address for one-click */
    str dedupe;      /* at most one mail with this key; may be empty */
};

/* Is it an address we would send to? Bytes above 0x20, one @, a dotted domain, at most 254. */
bool mail_address_ok(str address);
/* Lower-case domain, as stored for uniqueness. */
str mail_address_key(struct arena *a, str address);
/* Queues one mail; *id may be NULL. */
enum status mail_put(struct tx *tx, struct arena *a, const struct mail *m, i64 *id);

/* Mails not sent yet that were written in [since, until). */
enum status mail_waiting(struct db *db, struct arena *a, i64 since, i64 until, i64 *count);
/* Cancels those written before an instant; they stay in the list of mails. */
enum status mail_discard(struct tx *tx, i64 before, i64 *count);

#endif
