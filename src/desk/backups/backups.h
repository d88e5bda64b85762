/* backups.h: making a backup of this fund, by command, by a person at the desk or by the clock, and
** remembering that it was made. */
#ifndef DESK_BACKUPS_H
#define DESK_BACKUPS_H

#include "store/backup.h"
#include "web/app.h"

/* A backup that is being made. */
struct backups_work {
    struct env *env;
    struct store *store;
    struct arena *arena;
    const char *target; /* a file, or the folder of a series */
    bool series, thorough;
    backup_told_fn *told;
    void *to;
    /* what came of it */
    const char *path; /* of the file that was made */
    struct backup_info info;
    i64 took; /* milliseconds */
    char fault[BACKUP_FAULT];
};
/* Writes under a temporary name, proves it, gives it its name. BUSY if `told` ended it. */
enum status backups_make(struct backups_work *w);

/* Who or what had it made: "person", "schedule", "command". */
struct backups_note {
    const struct backups_work *work;
    bool good;
    str maker;
    i64 account;
};
/* Remembers it, good or failed. */
enum status backups_note_write(struct tx *tx, void *note);

/* The desk's folder of backups, as configured, and with its links resolved ("" if it is not there). */
const char *backups_folder(struct app *app, struct arena *a);
const char *backups_folder_real(struct app *app, struct arena *a);
/* Settings, within their bounds. */
i64 backups_hour(struct app *app);
i64 backups_keep(struct app *app);
/* How far the running backup is, as a sentence. */
str backups_progress(struct arena *a, str lang);
/* Takes away what is more than the fund wants to keep; never the last good one. */
struct job;
enum status backups_prune(struct job *j, const char *folder);

#endif
