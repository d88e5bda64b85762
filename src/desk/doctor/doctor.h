/* doctor.h: what is unsafe or unwell in a live installation, for `letsema doctor` and /desk/doctor. A check
** looks at one thing and says what it found, with what to do; it changes nothing. To add one, write the
** function and put it into the list of doctor.c. */
#ifndef DESK_DOCTOR_H
#define DESK_DOCTOR_H

#include "web/app.h"
#include "web/text.h"

#include "gen/model.h"

enum gravity { GRAVE, WARN, NOTE, GOOD };

struct doctor {
    struct arena *arena;
    str lang;
    const char *dir;
    const struct config *config;
    struct db *db; /* NULL where the database could not be opened; that is a finding of its own */
    i64 now;
    bool serving; /* asked inside the serving process */
    struct doctor_finding_array found;
};

/* `what` and `todo` are messages (MESSAGE); %1 in both is `about`. */
void doctor_say(struct doctor *d, enum gravity gravity, const char *code, const char *what,
                const char *todo, str about);
/* Runs every check and puts the gravest first. */
void doctor_look(struct doctor *d);

/* machine.c: folder, disk, clock, limits, tools */
void doctor_owner(struct doctor *d);
void doctor_modes(struct doctor *d);
void doctor_disk(struct doctor *d);
void doctor_wal(struct doctor *d);
void doctor_sandbox(struct doctor *d);
void doctor_limits(struct doctor *d);
void doctor_zones(struct doctor *d);
/* fund.c: configuration and what the database tells */
void doctor_address(struct doctor *d);
void doctor_backup(struct doctor *d);
void doctor_verified(struct doctor *d);
void doctor_clock(struct doctor *d);
void doctor_mail(struct doctor *d);
void doctor_jobs(struct doctor *d);
void doctor_people(struct doctor *d);
void doctor_copy(struct doctor *d);

#endif
