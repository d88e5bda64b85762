/* write.c: making a backup; see store/backup.h. One snapshot for all tables, however long it takes;
** the stored files do not change, and the files' lock keeps them from being purged. */
#include "store/backup/format.h"

#include "base/tar.h"

#include "store/engine.h"

#include "gen/backup_sql.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 << 10, TOLD_EVERY = 2000 };

struct writing {
    struct backup_ask *ask;
    struct arena *a, *part;
    struct db *db;
    struct archive_out *out;
    struct backup_head head;
    struct backup_end end;
    struct backup_file_array files;
    struct backup_info info;
    /* of the table that is being written */
    size_t table;
    struct buf lines;
    i64 next_part;
    struct digest_stream digest;
};

static bool told(struct writing *w, const char *what, i64 done, i64 all)
{
    return !w->ask->told || w->ask->told(w->ask->to, what, done, all);
}

/* --- head and configuration -------------------------------------------------------------------- */

static bool has_table(const struct table_array *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->v[i].name, name) == 0) return true;
    return false;
}

/* The table of migrations belongs to the store itself and has no schema.sql. */
static enum status stamps_read(struct writing *w)
{
    static const struct query_part parts[] = {
        {0, 0, "SELECT stamp, digest FROM migration ORDER BY stamp LIMIT 10000", NULL}};
    static const struct query_text text = {-21, "backup_stamps", "", parts, 1};
    struct stmt *st;
    enum status got;
    w->head.stamps.v = NEW_ARRAY(w->a, BACKUP_STAMPS_MAX, i64);
    w->head.stamps.digests = NEW_ARRAY(w->a, BACKUP_STAMPS_MAX, const char *);
    TRY(db_query(w->db, &text, 0, &st));
    while ((got = db_step(st)) == OK) {
        w->head.stamps.v[w->head.stamps.n] = col_int(st, 0);
        w->head.stamps.digests[w->head.stamps.n++] = col_text(st, 1, w->a).p;
    }
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

static enum status head_fill(struct writing *w)
{
    struct backup_info *i = &w->head.info;
    struct backup_place last = {0};
    struct instance instance = {0};
    TRY(tables_list(w->db, w->a, &w->head.tables));
    TRY(stamps_read(w));
    enum status st = backup_position(w->db, w->a, &last);
    if (st != OK && st != NOT_FOUND) return st;
    if (has_table(&w->head.tables, "instance")) {
        st = store_instance(w->db, w->a, &instance);
        if (st != OK && st != NOT_FOUND) return st;
    }
    *i = (struct backup_info){
        .made = env_now(w->ask->env), .position = last.id, .beside = w->ask->series >= 0};
    snprintf(i->fund, sizeof i->fund, "%.*s", P(str_abbrev(w->ask->fund, 60)));
    snprintf(i->instance, sizeof i->instance, "%.*s", P(instance.code));
    snprintf(i->hash, sizeof i->hash, "%.*s", P(last.hash));
    str json = backup_head_write(w->a, &w->head);
    if (!json.p) return LIMIT;
    archive_whole(w->out, "backup.json", json);
    return OK;
}

/* What opens another machine stays with this one: passwords, and the address of the database. */
static bool is_secret(str key)
{
    return str_ends(key, S("password")) || str_ends(key, S("secret")) ||
           str_ends(key, S("token")) || str_eq(key, S("database"));
}

static str without_secrets(struct arena *a, str text)
{
    struct buf b;
    str line;
    buf_init(&b, 2 * BACKUP_CONFIG_MAX);
    while (str_cut(&text, '\n', &line)) {
        i64 equals = str_find_char(line, '=');
        str key = equals > 0 ? str_trim(str_sub(line, 0, (size_t)equals)) : S("");
        bool filled = equals > 0 && str_trim(str_sub(line, (size_t)equals + 1, line.n)).n > 0;
        if (filled && is_secret(key) && line.p[0] != '#')
            buf_printf(&b, "# %.*s was left out of the backup: write it again\n%.*s =", P(key),
                       P(key));
        else
            buf_add(&b, line);
        if (text.p) buf_char(&b, '\n');
    }
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

/* A small file of the fund's folder; NOT_FOUND if it is not there. */
static enum status small_read(struct writing *w, const char *name, str *out)
{
    const char *path = arena_printf(w->part, "%s/%s", store_dir(w->ask->store), name).p;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return errno == ENOENT ? NOT_FOUND : FAILED;
    char *bytes = arena_alloc(w->part, BACKUP_CONFIG_MAX + 1);
    i64 have = io_read(fd, bytes, BACKUP_CONFIG_MAX + 1);
    close(fd);
    if (have < 0) return FAILED;
    *out = (str){bytes, (size_t)have};
    return have > BACKUP_CONFIG_MAX ? LIMIT : OK;
}

static enum status config_put(struct writing *w)
{
    str text;
    enum status st = small_read(w, "letsema.conf", &text);
    if (st == OK) archive_whole(w->out, "letsema.conf", without_secrets(w->part, text));
    if (st != OK && st != NOT_FOUND)
        return backup_faulty(w->ask->fault, "letsema.conf cannot be read");
    const char *path = arena_printf(w->part, "%s/keys", store_dir(w->ask->store)).p;
    DIR *folder = opendir(path);
    if (!folder) return OK; /* a fund without keys */
    st = OK;
    int keys = 0;
    for (struct dirent *e; st == OK && (e = readdir(folder));) {
        if (!backup_key_name_good(str_c(e->d_name))) continue;
        const char *name = arena_printf(w->part, "keys/%s", e->d_name).p;
        st = ++keys > BACKUP_KEYS_MAX ? LIMIT : small_read(w, name, &text);
        if (st == OK) archive_whole(w->out, name, text);
    }
    closedir(folder);
    return st == OK ? OK : backup_faulty(w->ask->fault, "a key of the fund cannot be read");
}

/* --- tables ------------------------------------------------------------------------------------- */

static void part_end(struct writing *w)
{
    if (w->lines.n == 0) return;
    char name[TAR_NAME];
    snprintf(name, sizeof name, "tables/%s/%06lld.tsv", w->head.tables.v[w->table].name,
             (long long)w->next_part++);
    digest_more(&w->digest, buf_str(&w->lines));
    archive_whole(w->out, name, buf_str(&w->lines));
    buf_reset(&w->lines);
}

static enum status row_put(void *to, str line)
{
    struct writing *w = to;
    if (w->lines.n > 0 && w->lines.n + line.n + 1 > BACKUP_PART) part_end(w);
    buf_add(&w->lines, line);
    buf_char(&w->lines, '\n');
    w->end.rows[w->table]++;
    if (++w->info.rows % TOLD_EVERY == 0 && !told(w, "rows", w->info.rows, 0)) return BUSY;
    return archive_out_state(w->out);
}

static enum status tables_put(struct writing *w)
{
    size_t n = w->head.tables.n;
    w->end.rows = NEW_ARRAY(w->a, n, i64);
    w->end.hashes = NEW_ARRAY(w->a, n, struct digest);
    buf_init(&w->lines, TABLE_ROW_MAX + 1);
    enum status st = OK;
    for (size_t i = 0; st == OK && i < n; i++) {
        w->table = i;
        w->next_part = 1;
        digest_begin(&w->digest);
        st = table_read(w->db, &w->head.tables.v[i], (int)i, row_put, w);
        part_end(w);
        w->end.hashes[i] = digest_end(&w->digest);
        if (st == LIMIT && archive_out_state(w->out) == OK)
            st = backup_faulty(w->ask->fault, "a row of table %s is too large",
                               w->head.tables.v[i].name);
    }
    buf_free(&w->lines);
    return st;
}

/* --- files -------------------------------------------------------------------------------------- */

static void folder_list(struct writing *w, int files, const char *sub)
{
    int fd = openat(files, sub, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!folder && fd >= 0) close(fd);
    if (!folder) return;
    for (struct dirent *e; (e = readdir(folder));) {
        struct digest hash;
        struct stat st;
        if (!digest_from_hex(str_c(e->d_name), &hash) || strncmp(e->d_name, sub, 2) != 0) continue;
        if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode)) continue;
        *PUSH(w->a, &w->files) = (struct backup_file){.hash = hash, .size = st.st_size};
    }
    closedir(folder);
}

static int by_hash(const void *a, const void *b)
{
    const struct backup_file *x = a, *y = b;
    return memcmp(x->hash.b, y->hash.b, DIGEST_SIZE);
}

static enum status files_list(struct writing *w)
{
    const char *path = arena_printf(w->a, "%s/files", store_dir(w->ask->store)).p;
    int files = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (files < 0 && errno == ENOENT) return OK;
    if (files < 0) return backup_faulty(w->ask->fault, "%s cannot be read", path);
    for (int i = 0; i < 256; i++) {
        char sub[3];
        snprintf(sub, sizeof sub, "%02x", (unsigned)i);
        folder_list(w, files, sub);
    }
    close(files);
    if (w->files.n > 1) qsort(w->files.v, w->files.n, sizeof *w->files.v, by_hash);
    return OK;
}

/* Reads a stored file and gives its pieces to `take`. A file that is not what its name says is noted;
** the backup goes on, since all the others are needed the more. */
static enum status file_each(struct writing *w, struct backup_file *f,
                             enum status (*take)(void *to, str piece), void *to)
{
    int fd;
    i64 size;
    arena_reset(w->part);
    enum status st = file_open(w->ask->store, f->hash, &fd, &size);
    if (st != OK || size != f->size) {
        if (st == OK) close(fd);
        return backup_faulty(w->ask->fault, "file %s changed or went while it was read",
                             backup_file_name(w->part, f->hash));
    }
    char *piece = arena_alloc(w->part, PIECE);
    struct digest_stream d;
    i64 n;
    digest_begin(&d);
    while (st == OK && (n = io_read(fd, piece, PIECE)) > 0) {
        digest_more(&d, (str){piece, (size_t)n});
        st = take(to, (str){piece, (size_t)n});
    }
    if (st == OK && n < 0)
        st = backup_faulty(w->ask->fault, "file %s cannot be read",
                           backup_file_name(w->part, f->hash));
    close(fd);
    f->damaged = !digest_eq(digest_end(&d), f->hash);
    return st;
}

static enum status piece_inside(void *to, str piece)
{
    struct writing *w = to;
    archive_add(w->out, piece);
    return archive_out_state(w->out);
}

static enum status file_inside(struct writing *w, struct backup_file *f)
{
    const char *name = arena_printf(w->a, "files/%s", backup_file_name(w->a, f->hash)).p;
    archive_member(w->out, name, f->size);
    TRY(file_each(w, f, piece_inside, w));
    archive_member_end(w->out);
    w->info.copied++;
    return archive_out_state(w->out);
}

static enum status piece_beside(void *to, str piece)
{
    if (io_write(*(int *)to, piece)) return OK;
    return errno == ENOSPC || errno == EDQUOT ? FULL : FAILED;
}

static bool folder_sync(int above, const char *name)
{
    int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return synced;
}

static bool folder_make(int above, const char *name)
{
    return mkdirat(above, name, 0700) == 0 ? folder_sync(above, ".") : errno == EEXIST;
}

/* A file that the series does not have yet: temporary, sync, rename, sync of the folder. */
static enum status file_copy(struct writing *w, struct backup_file *f, const char *name)
{
    int series = w->ask->series;
    const char *folder = arena_printf(w->a, "%.8s", name).p;
    u8 random[8];
    env_random(w->ask->env, random, sizeof random);
    u64 number;
    memcpy(&number, random, sizeof number);
    const char *fresh = arena_printf(w->a, "files/.new-%016llx", (unsigned long long)number).p;
    if (!folder_make(series, "files") || !folder_make(series, folder))
        return backup_faulty(w->ask->fault, "the folder of the series cannot be written");
    int fd = openat(series, fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return backup_faulty(w->ask->fault, "the folder of the series cannot be written");
    enum status st = file_each(w, f, piece_beside, &fd);
    bool kept = st == OK && !f->damaged;
    if (kept && fsync(fd) != 0) st = FAILED;
    close(fd);
    if (st == OK && kept &&
        (renameat(series, fresh, series, name) != 0 || !folder_sync(series, folder)))
        st = FAILED;
    if (st != OK || !kept) unlinkat(series, fresh, 0);
    if (st == OK && kept) w->info.copied++;
    return st;
}

static enum status file_beside(struct writing *w, struct backup_file *f)
{
    char fault[BACKUP_FAULT] = "";
    const char *name = arena_printf(w->a, "files/%s", backup_file_name(w->a, f->hash)).p;
    struct backup_file_array one = {f, 1, 1};
    if (backup_series_check(w->ask->series, &one, w->ask->thorough, NULL, NULL, fault) == OK)
        return OK;
    return file_copy(w, f, name);
}

static enum status files_put(struct writing *w)
{
    struct buf b;
    for (size_t i = 0; i < w->files.n; i++) {
        if (!told(w, "files", (i64)i, (i64)w->files.n)) return BUSY;
        TRY(w->ask->series >= 0 ? file_beside(w, &w->files.v[i]) : file_inside(w, &w->files.v[i]));
    }
    buf_init(&b, BACKUP_LIST_MAX);
    for (size_t i = 0; i < w->files.n; i++) {
        const struct backup_file *f = &w->files.v[i];
        buf_hex(&b, f->hash.b, DIGEST_SIZE);
        buf_printf(&b, "\t%lld%s\n", (long long)f->size, f->damaged ? "\tdamaged" : "");
        w->end.files++;
        w->end.file_bytes += f->size;
        w->end.damaged += f->damaged;
    }
    bool whole = !b.overflow;
    archive_whole(w->out, "files.tsv", buf_str(&b));
    buf_free(&b);
    return whole ? archive_out_state(w->out) : LIMIT;
}

/* --- all of it ---------------------------------------------------------------------------------- */

static enum status everything(struct writing *w)
{
    TRY(head_fill(w));
    TRY(config_put(w));
    TRY(tables_put(w));
    TRY(files_list(w));
    TRY(files_put(w));
    w->end.all = archive_digest(w->out);
    str json = backup_end_write(w->a, &w->head, &w->end);
    if (!json.p) return LIMIT;
    archive_whole(w->out, "end.json", json);
    TRY(archive_out_end(w->out, &w->info.bytes));
    return fsync(w->ask->fd) == 0 ? OK : FAILED;
}

/* What was written is read again, and is what was meant. */
static enum status compare(struct writing *w, struct backup_info *out)
{
    struct backup_check_ask check = {
        .fd = w->ask->fd, .series = w->ask->series, .told = w->ask->told, .to = w->ask->to};
    enum status st = backup_check(&check, out);
    if (st == FAILED)
        backup_faulty(w->ask->fault, "what was written does not prove right: %s", check.fault);
    TRY(st);
    out->copied = w->info.copied;
    bool same = out->rows == w->info.rows && out->files == w->end.files &&
                out->file_bytes == w->end.file_bytes && out->damaged == w->end.damaged &&
                out->position == w->head.info.position && out->bytes == w->info.bytes &&
                strcmp(out->hash, w->head.info.hash) == 0;
    return same ? OK : backup_faulty(w->ask->fault, "what was written is not what was read");
}

enum status backup_write(struct backup_ask *ask, struct backup_info *out)
{
    struct writing w = {.ask = ask, .a = arena_new(), .part = arena_new()};
    int lock = -1;
    *out = (struct backup_info){0};
    w.out = archive_out_new(w.a, ask->fd, env_now(ask->env));
    enum status st = files_lock(store_dir(ask->store), FILES_RELIED_ON, &lock);
    if (st == OK) st = db_open(ask->store, &w.db);
    if (st == OK) st = db_begin(w.db);
    if (st == OK) st = everything(&w);
    if (w.db) {
        db_end(w.db);
        db_close(w.db);
    }
    if (st == OK) st = compare(&w, out);
    files_unlock(lock);
    if (st == FULL) backup_faulty(ask->fault, "there is no room for it on the disk");
    if (st == FAILED) backup_faulty(ask->fault, "it could not be written; see the log");
    archive_out_free(w.out);
    arena_free(w.part);
    arena_free(w.a);
    return st;
}
