/* event.h: meetings and other events, as the demonstration and imports make them. */
#ifndef PUBLISH_EVENT_H
#define PUBLISH_EVENT_H

#include "web/app.h"

#include "gen/model.h"

/* Reads "2027-01-10" or "2027-01-10T09:00" at the row's zone into starts and ends: by days if both are
** days, and then the last day is included. False if they cannot be read or the end lies before. */
bool event_times(struct event_row *row, str starts, str ends);
/* Inserts a draft; slug (made of the title when empty), uid and id come back. */
enum status event_create(struct tx *tx, struct arena *a, struct event_row *row);
/* Shows it to everybody, in the list, the calendar and the feed. CONFLICT if it is published. */
enum status event_release(struct tx *tx, struct app *app, struct arena *a, struct event_row *row);
enum status event_document_add(struct tx *tx, i64 event, i64 document);

#endif
