/* log.h: one line of logfmt per event on stderr. Values are quoted and control characters escaped,
** so a hostile value cannot forge a line. Never log bodies, tokens, passwords, mail addresses. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };
/* pairs: key, value, key, value, …, NULL; values are C strings. */
void log_line(enum log_level level, const char *what, ...) __attribute__((sentinel));
/* How many lines of LOG_WARN and LOG_ERROR this thread has written. */
unsigned log_faults(void);
/* Below this level nothing is written (tests are quiet). */
void log_threshold(enum log_level level);

#endif
