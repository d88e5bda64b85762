/* link.h: the links that are mailed to readers, and what their pages share. Used only by the files of this
** folder. */
#ifndef MAIL_SUBSCRIBER_LINK_H
#define MAIL_SUBSCRIBER_LINK_H

#include "mail/subscriber/subscriber.h"
#include "web/layout.h"
#include "web/registry.h"

#include "gen/model.h"

#define LIST "news"

/* A keyed digest that proves that we said `what` for this purpose and no other. */
enum status link_proof(struct db *db, struct arena *a, const char *purpose, str what, str *out);

/* The token of a link to leave, and the reader whom one names: NOT_FOUND unless we made it. */
enum status link_leave_make(struct db *db, struct arena *a, str code, str *out);
enum status link_leave_read(struct request *r, str token, struct subscriber_row *out);

/* A token of a link to one's own data, good until `until`, and the reader whom it names: NOT_FOUND
** unless we made it, its time has not passed, and its reader has not been erased. */
enum status link_own_make(struct db *db, struct arena *a, str code, i64 until, str *out);
enum status link_own_read(struct request *r, str token, struct subscriber_row *out);

/* The address of a page for a reader, in a language of the fund. */
str link_address(struct app *app, struct arena *a, str lang, const char *page, str token);

/* The page for a link that we did not make, that was used, or that is too old. */
enum status link_lost(struct request *r, struct response *s);
/* "Look into your mail", for any address: `about` "confirm", "leave" or "own". */
enum status link_sent(struct request *r, struct response *s, const char *about);

/* What is queued when somebody asks for a mail: who, in which language, when. */
struct asked {
    i64 at;
    str lang, address;
};
/* Queues a job of this kind, whatever the address is: the request looks nothing up, so that neither its
** words nor its time tell who reads the newsletter. Beyond the limits it queues nothing, silently. */
enum status asked_queue(struct request *r, const char *kind, const struct asked *asked);
/* What the job is about; false if it cannot be read. */
bool asked_read(str args, struct asked *out);

/* Writes down what a reader agreed to or wished. `wording` may be empty. */
enum status consent_put(struct tx *tx, i64 subscriber, const char *act, str wording, str lang,
                        i64 asked);

/* A message in a language, with its words filled in. */
str filled(struct arena *a, str lang, const char *message, const str *words, size_t n);

bool language_offered(struct request *r, str lang);
/* The languages of the newsletter, to choose from. */
void languages_fill(struct request *r, struct part_choice_array *out);

#endif
