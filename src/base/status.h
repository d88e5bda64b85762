/* status.h: how every function says what became of it.
** A user's mistake is not a status: see problem() in web/request.h. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
    OK = 0,
    NOT_FOUND, /* 404: not there, or the asker may not know of it */
    DENIED,    /* 403: known, but not permitted */
    CONFLICT,  /* 409: somebody else changed it first; both texts are shown */
    BUSY,      /* 503 with Retry-After: try again, nothing was done */
    LIMIT,     /* 413 or 429: too much, or too often */
    FULL,      /* 507: no room left to keep it; nothing was done, and what is there can be read */
    FAILED     /* 500: our fault; logged where it happened */
};

/* Returns early with the status of a call that was not OK. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum status try_status_ = (call);                                                          \
        if (try_status_ != OK) return try_status_;                                                 \
    } while (0)

#endif
