/* serve.h: what tests share with the server: one turn of the jobs. */
#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include "web/app.h"

/* Runs every periodic job whose time has come and up to fifty queued ones; `due` has one place per
** job kind, zero at first. Returns how many ran. */
i64 jobs_run_due(struct app *app, struct db *db, i64 *due);

#endif
