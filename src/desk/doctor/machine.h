/* machine.h: what the doctor makes of what the machine says. */
#ifndef DESK_DOCTOR_MACHINE_H
#define DESK_DOCTOR_MACHINE_H

#include "web/doctor.h"

enum clock_kept { CLOCK_KEPT, CLOCK_FREE, CLOCK_UNKNOWN };
/* `answer` is adjtimex's; negative where a service's calls are narrowed. Then `marked` counts: whether
** systemd's own time service left its mark. */
enum clock_kept clock_kept(int answer, bool marked);

#endif
