/* read.c: reading a backup from its first byte to its last; see format.h. Nothing of it is believed:
** names, order, counts and hashes are judged, and a file is whatever its bytes are. */
#include "store/backup/format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 << 10, FILES_MAX = 10000000 };

struct scan {
    struct arena *a, *part; /* `part` is forgotten after each part of a table */
    struct archive_in *in;
    const struct backup_visit *v;
    struct backup_head head;
    struct backup_end end, found;
    struct backup_file_array files;
    bool *begun;
    struct digest_stream *hashes;
    size_t table; /* the one whose parts come */
    i64 next_part;
    bool in_tables, in_files, listed;
    char *fault;
};

enum status backup_faulty(char fault[BACKUP_FAULT], const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (!fault[0]) vsnprintf(fault, BACKUP_FAULT, fmt, ap);
    va_end(ap);
    return FAILED;
}

bool backup_key_name_good(str name)
{
    if (name.n == 0 || name.n > 60 || name.p[0] == '.') return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '.' && c != '_' && c != '-') return false;
    }
    return true;
}

const char *backup_file_name(struct arena *a, struct digest hash)
{
    str hex = digest_hex(a, hash);
    return arena_printf(a, "%.2s/%.*s", hex.p, P(hex)).p;
}

static enum status broken(struct scan *s)
{
    return backup_faulty(s->fault, "%s", archive_fault(s->in));
}

/* --- configuration and tables ------------------------------------------------------------------ */

static enum status config_take(struct scan *s, const char *name)
{
    str bytes;
    arena_reset(s->part);
    if (archive_read_whole(s->in, s->part, BACKUP_CONFIG_MAX, &bytes) != OK) return broken(s);
    return s->v->config ? s->v->config(s->v->to, name, bytes) : OK;
}

static void table_begin(struct scan *s, size_t i)
{
    s->table = i;
    s->next_part = 1;
    s->in_tables = true;
}

/* "tables/NAME/000001.tsv": tables in their order, their parts too. */
static enum status table_of(struct scan *s, const char *name)
{
    str rest = str_sub(str_c(name), 7, strlen(name)), table;
    i64 part;
    str_cut(&rest, '/', &table);
    if (!rest.p || rest.n < 7 || !str_ends(rest, S(".tsv"))) return NOT_FOUND;
    str number = str_sub(rest, 0, rest.n - 4);
    if (!str_i64(number, &part)) return NOT_FOUND;
    size_t i = s->in_tables ? s->table : 0;
    while (i < s->head.tables.n && !str_eq(str_c(s->head.tables.v[i].name), table))
        i++;
    if (i == s->head.tables.n) return NOT_FOUND;
    if (!s->in_tables || i != s->table) table_begin(s, i);
    return part == s->next_part++ ? OK : NOT_FOUND;
}

static enum status table_take(struct scan *s, const char *name)
{
    str bytes, line;
    if (table_of(s, name) != OK)
        return backup_faulty(s->fault, "its part %s stands at a wrong place", name);
    arena_reset(s->part);
    if (archive_read_whole(s->in, s->part, TABLE_ROW_MAX + 1, &bytes) != OK) return broken(s);
    if (!str_ends(bytes, S("\n"))) return backup_faulty(s->fault, "its part %s is damaged", name);
    digest_more(&s->hashes[s->table], bytes);
    bytes.n--;
    while (str_cut(&bytes, '\n', &line)) {
        s->found.rows[s->table]++;
        enum status st = s->v->line ? s->v->line(s->v->to, s->table, line) : OK;
        if (st == CONFLICT)
            return backup_faulty(s->fault, "a row of table %s cannot be read",
                                 s->head.tables.v[s->table].name);
        if (st != OK) return st;
    }
    return OK;
}

/* --- files -------------------------------------------------------------------------------------- */

static enum status file_take(struct scan *s, const char *name, i64 size)
{
    struct backup_file *f = PUSH(s->a, &s->files);
    *f = (struct backup_file){.size = size};
    str hex = str_c(name + strlen("files/ab/"));
    bool good = digest_from_hex(hex, &f->hash) &&
                strcmp(name + 6, backup_file_name(s->part, f->hash)) == 0 &&
                (s->files.n < 2 || memcmp(f[-1].hash.b, f->hash.b, DIGEST_SIZE) < 0) &&
                s->files.n < FILES_MAX;
    if (!good || s->head.info.beside)
        return backup_faulty(s->fault, "its part %s stands at a wrong place", name);
    s->in_files = true;
    arena_reset(s->part);
    char *piece = arena_alloc(s->part, PIECE);
    struct digest_stream d;
    size_t got;
    digest_begin(&d);
    for (;;) {
        if (archive_read(s->in, piece, PIECE, &got) != OK) return broken(s);
        if (got == 0) break;
        digest_more(&d, (str){piece, got});
        if (s->v->piece) TRY(s->v->piece(s->v->to, f, (str){piece, got}));
    }
    f->damaged = !digest_eq(digest_end(&d), f->hash);
    return s->v->file_end ? s->v->file_end(s->v->to, f) : OK;
}

/* A line "HASH <tab> SIZE" or "HASH <tab> SIZE <tab> damaged". */
static bool listed_read(str line, struct backup_file *out)
{
    str hash, size;
    str_cut(&line, '\t', &hash);
    if (!line.p) return false;
    str_cut(&line, '\t', &size);
    str mark = line;
    *out = (struct backup_file){.damaged = mark.p != NULL};
    return digest_from_hex(hash, &out->hash) && str_i64(size, &out->size) && out->size >= 0 &&
           (!mark.p || str_eq(mark, S("damaged")));
}

/* The list is what came, or in a series what has to be beside. */
static enum status list_take(struct scan *s)
{
    str bytes, line;
    struct backup_file_array list = {0};
    arena_reset(s->part);
    if (archive_read_whole(s->in, s->part, BACKUP_LIST_MAX, &bytes) != OK) return broken(s);
    if (bytes.n > 0) bytes.n--;
    while (bytes.n > 0 && str_cut(&bytes, '\n', &line)) {
        struct backup_file *f = PUSH(s->a, &list);
        if (!listed_read(line, f) ||
            (list.n > 1 && memcmp(f[-1].hash.b, f->hash.b, DIGEST_SIZE) >= 0))
            return backup_faulty(s->fault, "its list of files is damaged");
    }
    for (size_t i = 0; i < s->files.n && !s->head.info.beside; i++) {
        const struct backup_file *f = &s->files.v[i];
        bool same = i < list.n && digest_eq(f->hash, list.v[i].hash) && f->size == list.v[i].size &&
                    f->damaged == list.v[i].damaged;
        if (!same)
            return backup_faulty(s->fault, "its file %s is damaged or not in its list",
                                 backup_file_name(s->part, f->hash));
    }
    if (!s->head.info.beside && s->files.n != list.n)
        return backup_faulty(s->fault, "files of its list are missing");
    s->files = list;
    s->listed = true;
    for (size_t i = 0; i < list.n; i++) {
        s->found.files++;
        s->found.file_bytes += list.v[i].size;
        s->found.damaged += list.v[i].damaged;
    }
    return s->v->files ? s->v->files(s->v->to, &s->files) : OK;
}

/* --- begin and end ------------------------------------------------------------------------------ */

static enum status head_take(struct scan *s)
{
    const char *name;
    i64 size;
    str bytes;
    enum status st = archive_next(s->in, &name, &size);
    if (st == OK && strcmp(name, "backup.json") != 0) st = NOT_FOUND;
    if (st == OK) st = archive_read_whole(s->in, s->part, BACKUP_HEAD_MAX, &bytes);
    if (st == FAILED) return broken(s);
    if (st != OK || backup_head_read(s->a, bytes, &s->head) != OK)
        return backup_faulty(s->fault, "it is not a backup that this Letsema can read");
    size_t n = s->head.tables.n;
    s->hashes = digest_streams(s->a, n);
    s->found.rows = NEW_ARRAY(s->a, n, i64);
    return s->v->begin ? s->v->begin(s->v->to, &s->head) : OK;
}

static enum status end_take(struct scan *s)
{
    str bytes;
    const char *name;
    i64 size;
    struct digest all = archive_in_digest(s->in);
    arena_reset(s->part);
    if (archive_read_whole(s->in, s->part, BACKUP_HEAD_MAX, &bytes) != OK) return broken(s);
    if (!s->listed || backup_end_read(s->a, bytes, &s->head, &s->end) != OK)
        return backup_faulty(s->fault, "its end is damaged");
    for (size_t i = 0; i < s->head.tables.n; i++)
        if (s->end.rows[i] != s->found.rows[i] ||
            !digest_eq(s->end.hashes[i], digest_end(&s->hashes[i])))
            return backup_faulty(s->fault, "table %s in it was changed or is damaged",
                                 s->head.tables.v[i].name);
    if (s->end.files != s->found.files || s->end.file_bytes != s->found.file_bytes ||
        s->end.damaged != s->found.damaged || !digest_eq(s->end.all, all))
        return backup_faulty(s->fault, "it was changed or is damaged");
    enum status st = archive_next(s->in, &name, &size);
    if (st == OK) return backup_faulty(s->fault, "something stands behind its end");
    if (st != NOT_FOUND) return broken(s);
    return s->v->end ? s->v->end(s->v->to, &s->end) : OK;
}

static enum status member_take(struct scan *s, const char *name, i64 size)
{
    bool early = !s->in_tables && !s->in_files && !s->listed;
    if (early && (strcmp(name, "letsema.conf") == 0 ||
                  (strncmp(name, "keys/", 5) == 0 && backup_key_name_good(str_c(name + 5)))))
        return config_take(s, name);
    if (strncmp(name, "tables/", 7) == 0 && !s->in_files && !s->listed) return table_take(s, name);
    if (strncmp(name, "files/", 6) == 0 && strlen(name) > 9 && !s->listed)
        return file_take(s, name, size);
    if (strcmp(name, "files.tsv") == 0 && !s->listed) return list_take(s);
    if (strcmp(name, "end.json") == 0) return end_take(s);
    return backup_faulty(s->fault, "it holds something that no backup holds");
}

static enum status scan_all(struct scan *s, backup_told_fn *told, void *to)
{
    const char *name;
    i64 size;
    struct stat st;
    i64 all = fstat(archive_in_fd(s->in), &st) == 0 ? st.st_size : 0;
    TRY(head_take(s));
    for (bool end = false; !end;) {
        enum status next = archive_next(s->in, &name, &size);
        if (next == NOT_FOUND) return backup_faulty(s->fault, "it ends before its end");
        if (next != OK) return broken(s);
        end = strcmp(name, "end.json") == 0;
        if (told && !told(to, "reading", archive_in_taken(s->in), all)) return BUSY;
        TRY(member_take(s, name, size));
    }
    return OK;
}

enum status backup_scan(struct arena *a, int fd, const struct backup_visit *v, backup_told_fn *told,
                        void *to, struct backup_info *out, char fault[BACKUP_FAULT])
{
    struct scan s = {.a = a, .part = arena_new(), .v = v, .fault = fault};
    s.in = archive_in_new(a, fd);
    enum status st = scan_all(&s, told, to);
    if (st == OK) {
        *out = s.head.info;
        out->tables = (i64)s.head.tables.n;
        for (size_t i = 0; i < s.head.tables.n; i++)
            out->rows += s.found.rows[i];
        out->files = s.found.files;
        out->damaged = s.found.damaged;
        out->file_bytes = s.found.file_bytes;
        out->bytes = archive_in_taken(s.in);
    }
    if (st != OK && st != BUSY && !fault[0]) backup_faulty(fault, "it cannot be read");
    archive_in_free(s.in);
    arena_free(s.part);
    return st;
}

/* --- a series ------------------------------------------------------------------------------------ */

static bool hash_good(int fd, struct arena *a, struct digest hash)
{
    char *piece = arena_alloc(a, PIECE);
    struct digest_stream d;
    i64 n;
    digest_begin(&d);
    while ((n = io_read(fd, piece, PIECE)) > 0)
        digest_more(&d, (str){piece, (size_t)n});
    return n == 0 && digest_eq(digest_end(&d), hash);
}

static const char *series_fault(int series, struct arena *a, const struct backup_file *f,
                                bool thorough)
{
    struct stat st;
    const char *name = arena_printf(a, "files/%s", backup_file_name(a, f->hash)).p;
    int fd = openat(series, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return "is missing beside it";
    const char *fault = NULL;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size != f->size)
        fault = "beside it has another size";
    else if (thorough && !hash_good(fd, a, f->hash))
        fault = "beside it is damaged";
    close(fd);
    return fault;
}

enum status backup_series_check(int series, const struct backup_file_array *list, bool thorough,
                                backup_told_fn *told, void *to, char fault[BACKUP_FAULT])
{
    struct arena *a = arena_new();
    enum status st = OK;
    for (size_t i = 0; st == OK && i < list->n; i++) {
        arena_reset(a);
        const struct backup_file *f = &list->v[i];
        if (f->damaged) continue;
        const char *what = series_fault(series, a, f, thorough);
        if (what) st = backup_faulty(fault, "file %s %s", backup_file_name(a, f->hash), what);
        if (told && i % 256 == 0 && !told(to, "files beside it", (i64)i, (i64)list->n)) st = BUSY;
    }
    arena_free(a);
    return st;
}
