/* deliver.h: the last step of a mail: SMTP to the relay by libcurl, or a readable file. */
#ifndef MAIL_DELIVER_H
#define MAIL_DELIVER_H

#include "mail/mail.h"
#include "web/app.h"

struct outbox_mail;
struct postman;

enum fate { FATE_ACCEPTED, FATE_DEFERRED, FATE_FAILED, FATE_UNKNOWN };
struct delivery {
    enum fate fate;
    str reply; /* what the relay said, in the arena */
};

/* One connection for a batch of mails. */
struct postman *postman_open(struct app *app, struct arena *a);
struct delivery postman_deliver(struct postman *p, const struct outbox_mail *m, str from,
                                str message);
void postman_close(struct postman *p);

#endif
