/* calendar.h: events as iCalendar (RFC 5545). The same events give the same bytes, so that an unchanged
** calendar is not sent again. */
#ifndef WEB_CALENDAR_H
#define WEB_CALENDAR_H

#include "base/base.h"

struct calendar_event {
    str uid, title, place, text, url;
    bool all_day;
    i64 starts, ends;        /* instants */
    i64 first_day, last_day; /* of an event that counts by days, in its own zone */
    i64 changed, sequence;
    str status;           /* "planned", "confirmed", "cancelled", "held" */
    str cancelled_prefix; /* before the title of a cancelled one; readers that know no status see it */
};
void calendar_begin(struct buf *b, str name, str lang);
void calendar_event_write(struct buf *b, struct arena *a, const struct calendar_event *e);
void calendar_end(struct buf *b);
/* One content line, folded at 75 octets and never inside a character; TEXT is escaped by the caller. */
void calendar_line(struct buf *b, str line);

#endif
