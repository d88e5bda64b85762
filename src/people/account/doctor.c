/* doctor.c: administrators who do not come any more. */
#include "web/doctor.h"
#include "web/out.h"
#include "web/registry.h"

#include "gen/account_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

enum { DAY = 86400, IDLE_DAYS = 90 };

/* DOCTOR sign_ins
** When administrators signed in last. */
void sign_ins_doctor(struct doctor *d)
{
    struct account_idle_array idle = {0};
    if (!d->db || account_idle_administrators(d->db, d->arena, d->now,
                                              d->now - (i64)IDLE_DAYS * DAY, &idle) != OK)
        return;
    for (size_t i = 0; i < idle.n; i++)
        doctor_say(
            d, WARN, "sign_in", MESSAGE("%1 is administrator and did not sign in for %2 days."),
            MESSAGE(
                "End the duty if it is not needed (People on the desk): a door that nobody uses is watched by nobody."),
            idle.v[i].name, doctor_number(d, (d->now - idle.v[i].since) / DAY));
}
