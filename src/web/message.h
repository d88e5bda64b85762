/* message.h: sentences with places, for mails and notes: "%1 of %2 was saved". */
#ifndef WEB_MESSAGE_H
#define WEB_MESSAGE_H

#include "base/base.h"

/* Puts the arguments at %1 … %9 of a (translated) message; plain text, nothing is escaped. */
str message_fill(struct arena *a, str message, const str *arguments, size_t n);

#endif
