/* subscriber.h: readers who asked for the newsletter by mail and confirmed it. */
#ifndef MAIL_SUBSCRIBER_H
#define MAIL_SUBSCRIBER_H

#include "web/app.h"

/* The identifier of the list as mail programs know it: "news.fund.example.org". */
str subscriber_list_id(struct app *app, struct arena *a);
/* The whole address that takes one reader off the list, for List-Unsubscribe and the foot. It can do
** nothing else, and nobody else can make it. */
enum status subscriber_leave_address(struct db *db, struct app *app, struct arena *a, str code,
                                     str *out);
/* Adds a confirmed reader (demonstration, tests of sending). */
enum status subscriber_add(struct tx *tx, struct arena *a, str address, str lang);

#endif
