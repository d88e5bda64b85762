/* restore.c: a fund made of a backup; see store/backup.h. All or nothing: everything is built in a new
** folder beside the wanted one, whose name it gets last. Nothing is restored before the whole backup
** was read once and proved right; what was written is then read from the database again and compared
** with the hashes of the backup. */
#include "store/backup/format.h"

#include "store/engine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 << 10, TOLD_EVERY = 2000 };

struct restoring {
    struct restore_ask *ask;
    struct arena *a, *row;
    const char *folder; /* where it is built */
    struct config config;
    struct store *store;
    struct backup_head head;
    struct digest *hashes; /* per table, of its rows */
    struct {
        struct small_file {
            const char *name;
            str bytes;
        } * v;
        size_t n, cap;
    } small; /* letsema.conf and keys */
    struct digest_stream digest;
    struct backup_info info;
    struct tx *tx;
    i64 rows, files;
    int file; /* that is being written, -1 */
};

static bool told(struct restoring *r, const char *what, i64 done, i64 all)
{
    return !r->ask->told || r->ask->told(r->ask->to, what, done, all);
}

/* --- small files --------------------------------------------------------------------------------- */

static enum status bytes_put(int fd, str bytes)
{
    if (io_write(fd, bytes)) return OK;
    return errno == ENOSPC || errno == EDQUOT ? FULL : FAILED;
}

static int file_new(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

static bool folder_make(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return synced;
}

/* The names were judged by the scan. */
static enum status small_put(struct restoring *r, const struct small_file *f)
{
    const char *path = arena_printf(r->a, "%s/%s", r->folder, f->name).p;
    if (strncmp(f->name, "keys/", 5) == 0 &&
        !folder_make(arena_printf(r->a, "%s/keys", r->folder).p))
        return FAILED;
    int fd = file_new(path);
    if (fd < 0) return FAILED;
    enum status st = bytes_put(fd, f->bytes);
    if (st == OK && strcmp(f->name, "letsema.conf") == 0 && r->ask->database)
        st = bytes_put(fd, arena_printf(r->a, "\ndatabase = %s\n", r->ask->database));
    if (st == OK && fsync(fd) != 0) st = FAILED;
    return close(fd) == 0 ? st : FAILED;
}

/* --- the schema of its time ---------------------------------------------------------------------- */

static enum status stamps_judge(struct restoring *r)
{
    for (size_t i = 0; i < r->head.stamps.n; i++) {
        size_t k = 0;
        while (k < migration_count && migrations[k].stamp != r->head.stamps.v[i])
            k++;
        if (k == migration_count)
            return backup_faulty(r->ask->fault,
                                 "it was made by a newer Letsema (migration %lld is not known "
                                 "here); install that version",
                                 (long long)r->head.stamps.v[i]);
        if (strcmp(migrations[k].digest, r->head.stamps.digests[i]) != 0)
            return backup_faulty(r->ask->fault,
                                 "it was made by another program (migration %lld differs)",
                                 (long long)r->head.stamps.v[i]);
    }
    return OK;
}

/* The tables of the new database are those of the backup, column by column. */
static enum status tables_judge(struct restoring *r)
{
    struct table_array here;
    struct db *db;
    TRY(db_open(r->store, &db));
    enum status st = tables_list(db, r->a, &here);
    db_close(db);
    TRY(st);
    bool same = here.n == r->head.tables.n;
    for (size_t i = 0; same && i < here.n; i++) {
        const struct table *x = &here.v[i], *y = &r->head.tables.v[i];
        same = strcmp(x->name, y->name) == 0 && x->column_count == y->column_count;
        for (size_t k = 0; same && k < y->column_count; k++) {
            size_t j = 0;
            while (j < x->column_count && strcmp(x->columns[j].name, y->columns[k].name) != 0)
                j++;
            same = j < x->column_count && x->columns[j].kind == y->columns[k].kind &&
                   x->columns[j].key == y->columns[k].key;
        }
        if (!same)
            return backup_faulty(r->ask->fault, "its table %s is not one of that version", y->name);
    }
    return same ? OK : backup_faulty(r->ask->fault, "its tables are not those of that version");
}

/* --- filling it ----------------------------------------------------------------------------------- */

static enum status line(void *to, size_t table, str text)
{
    struct restoring *r = to;
    arena_reset(r->row);
    if (++r->rows % TOLD_EVERY == 0 && !told(r, "rows", r->rows, r->info.rows)) return BUSY;
    return table_write(r->tx, r->row, &r->head.tables.v[table], (int)table, text);
}

static enum status file_begin(struct restoring *r, const struct backup_file *f)
{
    const char *name = backup_file_name(r->row, f->hash);
    const char *path = arena_printf(r->row, "%s/files/%s", r->folder, name).p;
    bool made = folder_make(arena_printf(r->row, "%s/files", r->folder).p) &&
                folder_make(arena_printf(r->row, "%s/files/%.2s", r->folder, name).p);
    r->file = made ? file_new(path) : -1;
    return r->file >= 0 ? OK : FAILED;
}

static enum status piece(void *to, const struct backup_file *f, str bytes)
{
    struct restoring *r = to;
    arena_reset(r->row);
    if (r->file < 0) TRY(file_begin(r, f));
    return bytes_put(r->file, bytes);
}

static enum status file_end(void *to, const struct backup_file *f)
{
    struct restoring *r = to;
    enum status st = OK;
    arena_reset(r->row);
    if (r->file < 0) st = file_begin(r, f); /* an empty one */
    if (st == OK && fsync(r->file) != 0) st = FAILED;
    if (r->file >= 0 && close(r->file) != 0) st = FAILED;
    r->file = -1;
    if (st == OK && f->damaged &&
        unlink(arena_printf(r->row, "%s/files/%s", r->folder, backup_file_name(r->row, f->hash)).p))
        st = FAILED;
    if (!told(r, "files", ++r->files, r->info.files)) return BUSY;
    return st;
}

/* Copies a file of the series, which must be what its name says. */
static enum status file_fetch(struct restoring *r, struct backup_file f)
{
    const char *name = arena_printf(r->row, "files/%s", backup_file_name(r->row, f.hash)).p;
    int fd = openat(r->ask->series, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    char *bytes = arena_alloc(r->a, PIECE);
    struct digest_stream d;
    i64 n = -1;
    enum status st = fd >= 0 ? OK : FAILED;
    digest_begin(&d);
    while (st == OK && (n = io_read(fd, bytes, PIECE)) > 0) {
        digest_more(&d, (str){bytes, (size_t)n});
        st = piece(r, &f, (str){bytes, (size_t)n});
    }
    if (fd >= 0) close(fd);
    if (st == OK && (n != 0 || !digest_eq(digest_end(&d), f.hash))) st = FAILED;
    if (st == FAILED)
        backup_faulty(r->ask->fault, "file %s beside it is damaged or missing",
                      backup_file_name(r->a, f.hash));
    TRY(st);
    return file_end(r, &f);
}

static enum status files(void *to, const struct backup_file_array *list)
{
    struct restoring *r = to;
    for (size_t i = 0; r->head.info.beside && i < list->n; i++) {
        arena_reset(r->row);
        if (!list->v[i].damaged) TRY(file_fetch(r, list->v[i]));
    }
    return OK;
}

static enum status again(void *to, struct backup_head *head)
{
    struct restoring *r = to;
    bool same = head->tables.n == r->head.tables.n && head->info.made == r->head.info.made;
    return same ? OK : backup_faulty(r->ask->fault, "it changed while it was read");
}

static enum status load(struct tx *tx, void *to)
{
    struct restoring *r = to;
    struct table_references references = {0};
    struct backup_visit v = {.to = r,
                             .begin = again,
                             .config = NULL,
                             .line = line,
                             .files = files,
                             .piece = piece,
                             .file_end = file_end};
    struct backup_info info;
    r->tx = tx;
    TRY(table_references_off(tx, r->a, &references));
    for (size_t i = 0; i < r->head.tables.n; i++)
        TRY(table_empty(tx, &r->head.tables.v[i], (int)i));
    TRY(backup_scan(r->a, r->ask->fd, &v, NULL, NULL, &info, r->ask->fault));
    if (info.rows != r->info.rows || info.position != r->info.position)
        return backup_faulty(r->ask->fault, "it changed while it was read");
    TRY(search_rebuild(tx));
    return table_references_on(tx, r->a, &references);
}

/* --- proof ----------------------------------------------------------------------------------------- */

static enum status line_hash(void *to, str text)
{
    struct restoring *r = to;
    digest_more(&r->digest, text);
    digest_more(&r->digest, S("\n"));
    if (++r->rows % TOLD_EVERY == 0 && !told(r, "proof", r->rows, r->info.rows)) return BUSY;
    return OK;
}

static enum status proof(struct restoring *r)
{
    struct db *db;
    r->rows = 0;
    TRY(db_open(r->store, &db));
    enum status st = db_begin(db);
    for (size_t i = 0; st == OK && i < r->head.tables.n; i++) {
        digest_begin(&r->digest);
        st = table_read(db, &r->head.tables.v[i], (int)i, line_hash, r);
        if (st == OK && !digest_eq(digest_end(&r->digest), r->hashes[i]))
            st = backup_faulty(r->ask->fault, "table %s is not what the backup holds",
                               r->head.tables.v[i].name);
    }
    db_end(db);
    db_close(db);
    return st;
}

/* --- all of it -------------------------------------------------------------------------------------- */

/* What the first reading, which proves the whole backup, leaves for the second. */
static enum status first_begin(void *to, struct backup_head *head)
{
    struct restoring *r = to;
    r->head = *head;
    return stamps_judge(r);
}

static enum status first_config(void *to, const char *name, str bytes)
{
    struct restoring *r = to;
    *PUSH(r->a, &r->small) = (struct small_file){str_z(r->a, str_c(name)), str_dup(r->a, bytes)};
    return OK;
}

static enum status first_end(void *to, const struct backup_end *end)
{
    struct restoring *r = to;
    r->hashes = end->hashes;
    return OK;
}

static enum status first_reading(struct restoring *r)
{
    struct backup_check_ask check = {
        .fd = r->ask->fd, .series = r->ask->series, .told = r->ask->told, .to = r->ask->to};
    struct backup_visit also = {
        .to = r, .begin = first_begin, .config = first_config, .end = first_end};
    enum status st = backup_check_and(r->a, &check, &also, &r->info);
    if (check.fault[0]) backup_faulty(r->ask->fault, "%s", check.fault);
    TRY(st);
    return lseek(r->ask->fd, 0, SEEK_SET) == 0 ? OK : FAILED;
}

static enum status build(struct restoring *r)
{
    struct actor actor = {.act = S("restore")};
    for (size_t i = 0; i < r->small.n; i++)
        TRY(small_put(r, &r->small.v[i]));
    TRY(config_read(r->folder, r->a, &r->config));
    r->config.migrate_without_backup = S("yes"); /* the backup itself is kept */
    r->config.database = str_c(r->ask->database ? r->ask->database : "");
    TRY(store_make(r->folder, &r->config, r->ask->env, r->head.stamps.v, r->head.stamps.n,
                   &r->store));
    TRY(tables_judge(r));
    TRY(store_write(r->store, actor, env_now(r->ask->env), load, r));
    TRY(proof(r));
    store_close(r->store);
    r->store = NULL;
    TRY(store_open(r->folder, &r->config, r->ask->env, false, &r->store));
    if (r->ask->finish) TRY(r->ask->finish(r->store, r->ask->to));
    store_close(r->store);
    r->store = NULL;
    return OK;
}

static int entry_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static enum status unmake(struct tx *tx, void *to)
{
    struct restoring *r = to;
    return tables_drop(tx, r->a);
}

/* A database of a server becomes as empty as it was. */
static void give_up(struct restoring *r)
{
    struct actor actor = {.act = S("restore")};
    bool made = access(arena_printf(r->a, "%s/fund.id", r->folder).p, F_OK) == 0;
    if (made && !r->store) store_open(r->folder, &r->config, r->ask->env, false, &r->store);
    if (made && r->store) store_write(r->store, actor, env_now(r->ask->env), unmake, r);
    store_close(r->store);
    nftw(r->folder, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* Nothing, or an empty folder, stands where the fund shall be. */
static enum status place_judge(struct restore_ask *ask)
{
    struct stat st;
    if (lstat(ask->dir, &st) != 0)
        return errno == ENOENT ? OK
                               : backup_faulty(ask->fault, "%s: %s", ask->dir, strerror(errno));
    DIR *folder = S_ISDIR(st.st_mode) ? opendir(ask->dir) : NULL;
    if (!folder) return backup_faulty(ask->fault, "%s is not an empty folder", ask->dir);
    bool empty = true;
    for (struct dirent *e; (e = readdir(folder));)
        empty = empty && (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0);
    closedir(folder);
    return empty ? OK
                 : backup_faulty(ask->fault,
                                 "%s is not empty; a backup is restored into a folder of its own",
                                 ask->dir);
}

static const char *without_slashes(struct arena *a, const char *dir)
{
    size_t n = strlen(dir);
    while (n > 1 && dir[n - 1] == '/')
        n--;
    return str_z(a, (str){dir, n});
}

static enum status folder_of(struct restoring *r, const char *dir)
{
    char *folder = (char *)arena_printf(r->a, "%s.restoring-XXXXXX", dir).p;
    if (!mkdtemp(folder))
        return backup_faulty(r->ask->fault, "no folder can be made beside %s: %s", dir,
                             strerror(errno));
    r->folder = folder;
    return OK;
}

/* The last step: it gets its name. */
static enum status name_it(struct restoring *r, const char *dir)
{
    const char *slash = strrchr(dir, '/');
    const char *above = !slash         ? "."
                        : slash == dir ? "/"
                                       : arena_printf(r->a, "%.*s", (int)(slash - dir), dir).p;
    int fd = open(r->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && syncfs(fd) == 0; /* thousands of folders at once */
    if (fd >= 0) close(fd);
    if (!synced) return FAILED;
    if (rename(r->folder, dir) != 0)
        return backup_faulty(r->ask->fault, "%s cannot get its name: %s", dir, strerror(errno));
    r->folder = NULL;
    return folder_sync(above) ? OK : FAILED;
}

enum status restore_run(struct restore_ask *ask, struct backup_info *out)
{
    struct restoring r = {.ask = ask, .a = arena_new(), .row = arena_new(), .file = -1};
    const char *dir = without_slashes(r.a, ask->dir);
    enum status st = place_judge(ask);
    if (st == OK) st = first_reading(&r);
    *out = r.info;
    if (st == OK) st = folder_of(&r, dir);
    if (st == OK) st = build(&r);
    if (st == OK) st = name_it(&r, dir);
    if (r.file >= 0) close(r.file);
    if (r.folder) give_up(&r);
    if (st == FULL) backup_faulty(ask->fault, "there is no room for it on the disk");
    if (st != OK && st != BUSY)
        backup_faulty(ask->fault, "it could not be restored; see the lines above");
    arena_free(r.row);
    arena_free(r.a);
    return st;
}
