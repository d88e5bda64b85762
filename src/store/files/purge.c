/* purge.c: stored files that nothing in the database names any more go after a day. What names a file
** is not asked of a list that somebody could forget to fill: every text of every table is looked
** through for the hash, also in old versions and in the journal, so that a file goes only when the last
** word about it was erased. */
#include "store/backup.h"
#include "store/backup/tables.h"
#include "store/engine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEX = 2 * DIGEST_SIZE };

struct candidate {
    u8 hash[DIGEST_SIZE];
    bool named;
};
struct purge {
    struct arena *a;
    struct {
        struct candidate *v;
        size_t n, cap;
    } old;
    bool (*goes_on)(void *to);
    void *to;
    i64 rows;
};

static int by_hash(const void *a, const void *b)
{
    return memcmp(((const struct candidate *)a)->hash, ((const struct candidate *)b)->hash,
                  DIGEST_SIZE);
}

static int folder_open(int above, const char *name)
{
    return openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* By the clock of the file system, which wrote the times that are compared. */
static bool is_old(int folder, const char *name, i64 before)
{
    struct stat st;
    return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
           st.st_mtime < before;
}

static void candidates_add(struct purge *p, int files, const char *sub, i64 before)
{
    int fd = folder_open(files, sub);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    struct digest hash;
    if (!d && fd >= 0) close(fd);
    for (struct dirent *e; d && (e = readdir(d));) {
        if (!digest_from_hex(str_c(e->d_name), &hash) || strncmp(e->d_name, sub, 2) != 0) continue;
        if (!is_old(fd, e->d_name, before)) continue;
        struct candidate *c = PUSH(p->a, &p->old);
        memcpy(c->hash, hash.b, DIGEST_SIZE);
    }
    if (d) closedir(d);
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static void name_seen(struct purge *p, str hex)
{
    struct digest hash;
    struct candidate key = {0};
    if (!digest_from_hex(hex, &hash)) return;
    memcpy(key.hash, hash.b, DIGEST_SIZE);
    struct candidate *c = bsearch(&key, p->old.v, p->old.n, sizeof key, by_hash);
    if (c) c->named = true;
}

/* Every 64 hexadecimal digits in a row may be a name; in a longer run at any place. */
static enum status line_look(void *to, str line)
{
    struct purge *p = to;
    size_t run = 0;
    for (size_t i = 0; i < line.n; i++) {
        run = is_hex(line.p[i]) ? run + 1 : 0;
        if (run >= HEX) name_seen(p, str_sub(line, i + 1 - HEX, i + 1));
    }
    return ++p->rows % 1000 || !p->goes_on || p->goes_on(p->to) ? OK : BUSY;
}

static enum status names_look(struct purge *p, struct db *db)
{
    struct table_array tables;
    TRY(tables_list(db, p->a, &tables));
    for (size_t i = 0; i < tables.n; i++)
        TRY(table_read(db, &tables.v[i], (int)i, line_look, p));
    return OK;
}

/* Under the lock, and only if it is still old: whoever keeps the same bytes again makes it young. */
static i64 remove_unnamed(struct purge *p, int files, i64 before)
{
    i64 removed = 0;
    for (size_t i = 0; i < p->old.n; i++) {
        if (p->old.v[i].named) continue;
        struct digest hash;
        memcpy(hash.b, p->old.v[i].hash, DIGEST_SIZE);
        str hex = digest_hex(p->a, hash);
        const char *name = arena_printf(p->a, "%.2s/%.*s", hex.p, P(hex)).p;
        if (is_old(files, name, before) && unlinkat(files, name, 0) == 0) removed++;
    }
    return removed;
}

enum status files_purge(struct store *s, bool (*goes_on)(void *to), void *to, i64 *removed)
{
    struct purge p = {.a = arena_new(), .goes_on = goes_on, .to = to};
    struct db *db = NULL;
    int lock = -1, files;
    i64 before = (i64)time(NULL) - FILES_KEPT_SECONDS;
    *removed = 0;
    files = open(arena_printf(p.a, "%s/files", store_dir(s)).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; files >= 0 && i < 256; i++) {
        char sub[3];
        snprintf(sub, sizeof sub, "%02x", (unsigned)i);
        candidates_add(&p, files, sub, before);
    }
    enum status st = OK;
    if (p.old.n > 0) {
        qsort(p.old.v, p.old.n, sizeof *p.old.v, by_hash);
        st = db_open(s, &db);
        if (st == OK) st = db_begin(db);
        if (st == OK) st = names_look(&p, db);
        if (db) db_end(db);
        db_close(db);
        if (st == OK) st = files_lock(store_dir(s), FILES_REMOVED, &lock);
        if (st == OK) *removed = remove_unnamed(&p, files, before);
        files_unlock(lock);
    }
    if (files >= 0) close(files);
    arena_free(p.a);
    return st;
}
