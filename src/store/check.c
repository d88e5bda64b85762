/* check.c: how checks report, and the check of stored files. */
#include "store/check.h"

#include "store/engine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { STEP = 2000, PIECE = 64 << 10, HEX = 2 * DIGEST_SIZE };

void check_fault_add(struct check *c, const char *message, const str *arguments, size_t n)
{
    for (size_t i = 0; i < c->faults.n; i++)
        if (strcmp(c->faults.v[i].message, message) == 0) {
            c->faults.v[i].count++;
            return;
        }
    struct check_fault *f = PUSH(c->arena, &c->faults);
    *f = (struct check_fault){.message = message, .count = 1};
    for (; f->argument_count < n && f->argument_count < CHECK_ARGUMENTS; f->argument_count++)
        f->arguments[f->argument_count] =
            str_dup(c->arena, str_abbrev(arguments[f->argument_count], 200));
}

str check_number(struct check *c, i64 v)
{
    return arena_printf(c->page, "%lld", (long long)v);
}

void check_step(struct check *c, i64 done)
{
    if (c->progress && done % STEP == 0) c->progress(c->to, c->name, done);
}

enum status check_engine(struct check *c)
{
    return c->db->engine->check(c);
}

enum status check_search(struct check *c)
{
    return c->db->engine->check_search(c);
}

/* --- files ------------------------------------------------------------------------------------ */

static bool file_digest(int fd, struct digest *out)
{
    char piece[PIECE];
    struct digest_stream d;
    i64 n;
    digest_begin(&d);
    while ((n = io_read(fd, piece, sizeof piece)) > 0)
        digest_more(&d, (str){piece, (size_t)n});
    *out = digest_end(&d);
    return n == 0;
}

static void file_check(struct check *c, int folder, str inside, const char *name)
{
    struct digest said, is;
    str where = arena_printf(c->page, "files/%.*s/%s", P(inside), name);
    if (!digest_from_hex(str_c(name), &said) || !str_starts(str_c(name), inside)) {
        check_fault(c,
                    MESSAGE("File %1 is none of the file store's, which names a file by its hash. "
                            "Find out who put it there and take it away."),
                    where);
        return;
    }
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool whole = fd >= 0 && file_digest(fd, &is);
    if (fd >= 0) close(fd);
    c->files++;
    check_step(c, c->files);
    if (!whole)
        check_fault(c, MESSAGE("File %1 cannot be read. Check its permissions and the disk."),
                    where);
    else if (!digest_eq(said, is))
        check_fault(
            c,
            MESSAGE("File %1 does not have the content that its name is the hash of. Put the "
                    "file of this name from a backup in its place."),
            where);
}

static void folder_check(struct check *c, int files, const char *name)
{
    int fd = openat(files, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        if (fd >= 0) close(fd);
        check_fault(c, MESSAGE("Folder %1 cannot be read. Check its permissions and the disk."),
                    arena_printf(c->page, "files/%s", name));
        return;
    }
    for (struct dirent *e; (e = readdir(dir));) {
        arena_reset(c->page);
        if (e->d_name[0] != '.') file_check(c, fd, str_c(name), e->d_name);
    }
    closedir(dir);
}

/* The hashes that a column holds, of which each must be there. */
static enum status references_check(struct check *c, const struct table_column *f)
{
    struct arena *a = arena_new();
    struct stmt *st;
    enum status got =
        db_prepare(c->db, -1, 0,
                   arena_printf(a, "SELECT DISTINCT %s FROM %s WHERE %s IS NOT NULL AND %s <> ''",
                                f->column, f->table, f->column, f->column),
                   &st);
    while (got == OK && (got = db_step(st)) == OK) {
        arena_reset(c->page);
        check_file_reference(c, col_text(st, 0, c->page),
                             arena_printf(c->page, "%s.%s", f->table, f->column));
    }
    if (got == NOT_FOUND) db_done(st);
    arena_free(a);
    return got == NOT_FOUND ? OK : got;
}

void check_file_reference(struct check *c, str hash, str where)
{
    struct digest d;
    bool named = digest_from_hex(hash, &d);
    if (named && access(file_path(c->store, c->page, d), F_OK) == 0) return;
    if (named)
        check_fault(c,
                    MESSAGE("%1 refers to file %2, which is not in the file store. Put files/%3/%2 "
                            "back from a backup."),
                    where, hash, str_sub(hash, 0, 2));
    else
        check_fault(c, MESSAGE("%1 should hold the hash of a file and holds \"%2\"."), where, hash);
}

enum status check_files(struct check *c)
{
    const char *path = str_z(c->page, arena_printf(c->page, "%s/files", store_dir(c->store)));
    DIR *dir = opendir(path);
    if (dir) {
        for (struct dirent *e; (e = readdir(dir));)
            if (e->d_name[0] != '.') folder_check(c, dirfd(dir), e->d_name);
        closedir(dir);
    } else if (errno != ENOENT) {
        return FAILED;
    }
    for (size_t i = 0; i < file_column_count; i++)
        TRY(references_check(c, &file_columns[i]));
    return OK;
}
