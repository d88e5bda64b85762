/* doctor.c: whether the key that signs dossiers is there, the fund's own, and its own secret. */
#include "web/doctor.h"
#include "store/signing.h"

#include "gen/registry.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

/* What the folder of keys holds may be its owner's alone, whatever the folders above let through. */
static void modes_look(struct doctor *d, const char *folder)
{
    DIR *dir = opendir(folder);
    struct stat st;
    if (!dir) return;
    for (struct dirent *e; (e = readdir(dir));) {
        if (e->d_name[0] == '.') continue;
        str name = arena_printf(d->arena, "keys/%s", e->d_name);
        if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (!S_ISREG(st.st_mode) || (st.st_mode & 077))
            doctor_say(
                d, GRAVE, "key_mode",
                MESSAGE("%1 can be read by others: whoever has it can sign in the fund's name."),
                MESSAGE(
                    "chmod 600 %1. If somebody else may have read it: letsema key renew DIR, and say so on the site."),
                name);
    }
    closedir(dir);
}

/* DOCTOR keys
** Whether the key that signs dossiers is there, and secret. */
void keys_doctor(struct doctor *d)
{
    struct signing_row_array keys = {0};
    struct sign_secret secret;
    modes_look(d, arena_printf(d->arena, "%s/keys", d->dir).p);
    if (!d->db || signing_list(d->db, d->arena, &keys) != OK || !keys.n) return;
    enum status st = signing_secret(d->store, d->db, d->arena, &secret);
    sign_forget(&secret);
    if (st != OK)
        doctor_say(
            d, WARN, "key",
            MESSAGE(
                "The secret half of the fund's key %1 is missing or damaged: no dossier can be made."),
            MESSAGE("Put DIR/keys back from a backup, or make another key: letsema key renew DIR."),
            str_sub(keys.v[0].hex, 0, 16));
}
