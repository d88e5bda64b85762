/* machine.c: the checks of the doctor that look at the machine: who owns and may read the folder, the disk,
** limits, the sandbox of the children, the tables of time zones. */
#include "desk/doctor/machine.h"

#include "web/child.h"
#include "web/kind.h"
#include "web/sandbox.h"

#include "gen/registry.h"

#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

enum { GRAVE_ROOM_MB = 64, LOW_ROOM_MB = 1024, WAL_MANY_MB = 256, ZONES_OLD_DAYS = 500 };
enum { DAY = 86400, FILES_FEW = 2048, SQLITE_SAFE = 3051003 };

static bool stat_of(struct doctor *d, const char *name, struct stat *st)
{
    return stat(arena_printf(d->arena, "%s/%s", d->dir, name).p, st) == 0;
}

/* DOCTOR owner
** Who owns the folder and whether the fund runs as root; whether the database opens. */
void owner_doctor(struct doctor *d)
{
    struct stat st;
    if (!stat_of(d, ".", &st)) {
        doctor_say(d, GRAVE, "folder", MESSAGE("The folder %1 cannot be looked at."),
                   MESSAGE("Ask as the user that the fund runs as, or as root."), str_c(d->dir));
        return;
    }
    if (!d->db)
        doctor_say(d, GRAVE, "database", MESSAGE("The database cannot be opened."),
                   MESSAGE("Read the line above or the log; restore a backup if it is damaged."),
                   NO_STR);
    if (d->serving ? geteuid() == 0 : st.st_uid == 0)
        doctor_say(d, WARN, "root", MESSAGE("The fund belongs to root, or runs as root."),
                   MESSAGE("Give it a user of its own; the README, \"Installing it\", shows how."),
                   NO_STR);
}

/* DOCTOR modes
** Whether other users of the machine can read what the folder holds. */
void modes_doctor(struct doctor *d)
{
    /* These hold personal data, passwords' hashes, keys: for their owner alone. */
    static const char *const names[] = {
        ".",    "fund.db", "fund.db-wal", "letsema.conf", "control.sock",
        "keys", "files",   "spool",       "mail"};
    struct stat folder, st;
    size_t before = d->said.n;
    if (!stat_of(d, ".", &folder)) return;
    bool closed = (folder.st_mode & 077) == 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!stat_of(d, names[i], &st)) continue;
        bool secret =
            strcmp(names[i], ".") == 0 || strcmp(names[i], "letsema.conf") == 0 || !closed;
        if (secret && (st.st_mode & 077))
            doctor_say(d, GRAVE, "mode", MESSAGE("%1 can be read by other users of this machine."),
                       MESSAGE("chmod go= %1"), str_c(names[i]));
        if (st.st_uid != folder.st_uid)
            doctor_say(d, WARN, "owner", MESSAGE("%1 belongs to another user than the folder."),
                       MESSAGE("chown it to the folder's user, or the fund cannot change it."),
                       str_c(names[i]));
    }
    if (d->said.n == before)
        doctor_say(d, GOOD, "mode", MESSAGE("Only the owner can read the folder."), "", NO_STR);
}

/* DOCTOR disk
** Whether the disk has room. */
void disk_doctor(struct doctor *d)
{
    struct statvfs disk;
    if (statvfs(d->dir, &disk) != 0) return;
    i64 mb = (i64)(disk.f_bavail * (disk.f_frsize / 512) / 2048);
    str room = doctor_number(d, mb);
    bool no_files = disk.f_files && disk.f_favail * 100 < disk.f_files;
    if (mb < GRAVE_ROOM_MB || no_files)
        doctor_say(d, GRAVE, "disk",
                   MESSAGE("The disk is full: %1 MB are free, or no more files fit."),
                   MESSAGE("Make room now: nothing can be saved soon."), room);
    else
        doctor_say(d, mb < LOW_ROOM_MB ? WARN : GOOD, "disk",
                   MESSAGE("%1 MB are free on the disk."),
                   mb < LOW_ROOM_MB ? MESSAGE("Make room before it is full.") : "", room);
}

/* DOCTOR wal
** The version of SQLite and the size of its write-ahead log. */
void wal_doctor(struct doctor *d)
{
    struct stat st;
    if (sqlite3_libversion_number() < SQLITE_SAFE && !d->config->database.n)
        doctor_say(
            d, NOTE, "sqlite",
            MESSAGE("SQLite %1 has the fault that a write beside a checkpoint can damage the log."),
            MESSAGE(
                "Nothing: only one connection writes and checkpoints, which avoids it. Let no other program write into fund.db."),
            str_c(sqlite3_libversion()));
    i64 mb = stat_of(d, "fund.db-wal", &st) ? (i64)st.st_size >> 20 : 0;
    if (mb < WAL_MANY_MB) return;
    doctor_say(d, WARN, "wal",
               MESSAGE("The write-ahead log has %1 MB: something reads for a long time."),
               MESSAGE("Look for a program that holds fund.db open; restart the fund if it stays."),
               doctor_number(d, mb));
}

/* DOCTOR sandbox
** Whether files from outside are read behind shut doors, and the programs for it are there. */
void sandbox_doctor(struct doctor *d)
{
    static const char *const tools[] = {"pdfinfo", "pdftotext", "vips"};
    struct sandbox_layers has = sandbox_layers();
    str said = NO_STR;
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        if (!child_program(d->arena, tools[i]))
            doctor_say(
                d, WARN, "tools", MESSAGE("The program %1 is not installed."),
                MESSAGE(
                    "Install poppler-utils and libvips-tools: without them PDF have no reading copy and pictures are refused."),
                str_c(tools[i]));
    str layers =
        arena_printf(d->arena, "Landlock %d, seccomp %s", has.landlock, has.seccomp ? "1" : "0");
    enum status st =
        child_run(d->arena, "probe", (const char *const[]){"doors", NULL}, NULL, &said);
    if (st != OK)
        doctor_say(
            d, WARN, "sandbox",
            MESSAGE("The child that reads PDF and pictures cannot be started (%1)."),
            MESSAGE("Read the log for the reason; until then uploads of pictures are refused."),
            layers);
    else if (str_find(said, S(" open\n")) >= 0 || str_find(said, S("program refused")) < 0)
        doctor_say(d, WARN, "sandbox", MESSAGE("A door of the sandbox is open (%1)."),
                   MESSAGE("Run a kernel from 5.13 on with Landlock and seccomp switched on."),
                   layers);
    else
        doctor_say(d, GOOD, "sandbox", MESSAGE("Hostile files are read behind shut doors (%1)."),
                   "", layers);
}

enum clock_kept clock_kept(int answer, bool marked)
{
    if (answer >= 0) return answer == TIME_ERROR ? CLOCK_FREE : CLOCK_KEPT;
    return marked ? CLOCK_KEPT : CLOCK_UNKNOWN;
}

/* DOCTOR time_service
** Whether something keeps the clock in step with the world's. */
void time_service_doctor(struct doctor *d)
{
    struct timex asked = {0}; /* asks, changes nothing */
    bool demo = str_eq(d->config->demo, S("yes"));
    bool marked = access("/run/systemd/timesync/synchronized", F_OK) == 0;
    switch (clock_kept(adjtimex(&asked), marked)) {
    case CLOCK_FREE:
        doctor_say(
            d, demo ? NOTE : WARN, "time_service",
            MESSAGE("Nothing keeps the clock in step: deadlines are judged by it."),
            MESSAGE(
                "timedatectl set-ntp true; for a container or a virtual machine, on the machine that it runs on."),
            NO_STR);
        break;
    case CLOCK_UNKNOWN:
        doctor_say(
            d, NOTE, "time_service",
            MESSAGE("Whether the clock is kept in step cannot be seen from inside the service."),
            MESSAGE("letsema doctor DIR at the machine sees it."), NO_STR);
        break;
    default:
        doctor_say(d, GOOD, "time_service", MESSAGE("The clock is kept in step."), "", NO_STR);
    }
}

/* DOCTOR limits
** How many files may be open, and the number of workers. */
void limits_doctor(struct doctor *d)
{
    struct rlimit files;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (d->serving && getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < FILES_FEW)
        doctor_say(d, WARN, "files",
                   MESSAGE("Only %1 files may be open at once; many readers need more."),
                   MESSAGE("Set LimitNOFILE=4096 in the unit, or ulimit -n."),
                   doctor_number(d, files.rlim_cur));
    if (cores > 0 && d->config->workers > 8 * cores)
        doctor_say(d, WARN, "workers",
                   MESSAGE("There are %1 workers, far more than this machine has cores."),
                   MESSAGE("Set workers in letsema.conf to about twice the cores."),
                   doctor_number(d, d->config->workers));
}

/* DOCTOR zones
** The age of the tables of time zones. */
void zones_doctor(struct doctor *d)
{
    struct stat st;
    if (stat("/usr/share/zoneinfo/Etc/UTC", &st) != 0)
        doctor_say(d, GRAVE, "zones", MESSAGE("The tables of time zones are missing."),
                   MESSAGE("Install tzdata: deadlines cannot be shown in local time."), NO_STR);
    else if (d->now - st.st_mtime > (i64)ZONES_OLD_DAYS * DAY)
        doctor_say(d, NOTE, "zones", MESSAGE("The tables of time zones are %1 days old."),
                   MESSAGE("Update tzdata: governments change their clocks at short notice."),
                   doctor_number(d, ((d->now - st.st_mtime) / DAY)));
}
