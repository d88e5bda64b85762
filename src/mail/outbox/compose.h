/* compose.h: a queued mail as the bytes of RFC 5322. */
#ifndef MAIL_COMPOSE_H
#define MAIL_COMPOSE_H

#include "mail/mail.h"

struct outbox_mail;

/* Where a mail comes from. */
struct sender {
    str name, address, domain;
};
/* The whole message with CRLF: text/plain in quoted-printable, so every line is 7-bit and short; no
** header takes a control character; Date and Message-ID stay the same on every try. */
void mail_compose(struct buf *b, const struct outbox_mail *m, const struct sender *from);
/* One header's value, as encoded words where it is not plain ASCII, folded. */
void buf_header_text(struct buf *b, str text);

#endif
