/* pack.c: where an edition comes from: a folder, or the packed bytes of an adopted one (a JSON
** object path → text with sorted keys, whose digest names the edition). Both become the same list of
** files, so that a folder and its packed file never differ. Hostile input: sizes, counts, names and
** links are judged here. */
#include "edition/engine/engine.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct pack {
    struct arena *arena;
    struct edition_fault_array *faults;
    struct source_array files;
    size_t bytes;
    bool failed;
};

static void refuse(struct pack *p, str path, const char *message)
{
    p->failed = true;
    if (p->faults->n < MAX_FAULTS)
        *PUSH(p->arena, p->faults) =
            (struct edition_fault){str_dup(p->arena, path), 0, str_c(message), false};
}

/* "fr", "pt-br": small letters and hyphens. */
static bool is_language(str s)
{
    if (s.n < 2 || s.n > 10) return false;
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && s.p[i] != '-') return false;
    return true;
}

static bool is_known_file(str path)
{
    static const char *const names[] = {"edition.lua",  "guideline.md",   "rules.lua",
                                        "workflow.lua", "roles.lua",      "vocabularies.lua",
                                        "letters.lua",  "scorecards.lua", "reminders.lua"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(path, str_c(names[i]))) return true;
    if (str_starts(path, S("forms/")) && str_ends(path, S(".lua")) && path.n > 10)
        return is_name(str_sub(path, 6, path.n - 4));
    if (str_starts(path, S("text/")) && str_ends(path, S(".lua")) && path.n > 9)
        return is_language(str_sub(path, 5, path.n - 4));
    if (str_starts(path, S("guideline.")) && str_ends(path, S(".md")) && path.n > 13)
        return is_language(str_sub(path, 10, path.n - 3));
    return false;
}

static void file_add(struct pack *p, str path, str text)
{
    p->bytes += text.n;
    if (p->files.n >= MAX_FILES || p->bytes > MAX_EDITION_BYTES) {
        if (!p->failed) refuse(p, path, "an edition has at most 200 files and 2 MB");
        p->failed = true;
        return;
    }
    if (!is_known_file(path)) {
        refuse(p, path,
               "this file is no part of an edition; known are edition.lua, guideline.md, "
               "guideline.LANG.md, forms/NAME.lua, rules.lua, workflow.lua, roles.lua, "
               "vocabularies.lua, letters.lua, scorecards.lua, reminders.lua, text/LANG.lua");
        return;
    }
    if (text.n > MAX_FILE_BYTES) {
        refuse(p, path, "this file is larger than 256 KB");
        return;
    }
    if (!str_is_text(text)) {
        refuse(p, path, "this file is not text in UTF-8");
        return;
    }
    *PUSH(p->arena, &p->files) = (struct source){str_dup(p->arena, path), str_dup(p->arena, text)};
}

/* --- a folder --- */

static void file_read(struct pack *p, int folder, const char *name, str path)
{
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        refuse(p, path, "this cannot be read as a file (links are not followed)");
        if (fd >= 0) close(fd);
        return;
    }
    struct buf b;
    buf_init(&b, MAX_FILE_BYTES + 1);
    char block[16384];
    i64 n;
    while ((n = io_read(fd, block, sizeof block)) > 0 && !b.overflow)
        buf_add(&b, (str){block, (size_t)n});
    close(fd);
    if (n < 0)
        refuse(p, path, "this file cannot be read");
    else if (b.overflow)
        refuse(p, path, "this file is larger than 256 KB");
    else
        file_add(p, path, buf_str(&b));
    buf_free(&b);
}

static void folder_read(struct pack *p, int fd, str prefix, int depth)
{
    DIR *dir = fdopendir(fd);
    if (dir == NULL) {
        close(fd);
        refuse(p, prefix, "this folder cannot be read");
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL && p->files.n < MAX_FILES && !p->failed) {
        str name = str_c(entry->d_name);
        if (name.p[0] == '.' || str_ends(name, S("~"))) continue;
        str path = arena_printf(p->arena, "%.*s%.*s", P(prefix), P(name));
        int sub =
            openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (sub < 0) {
            file_read(p, dirfd(dir), entry->d_name, path);
        } else if (depth > 0) {
            close(sub);
            refuse(p, path, "only forms and text are folders");
        } else {
            folder_read(p, sub, arena_printf(p->arena, "%.*s/", P(path)), depth + 1);
        }
    }
    closedir(dir);
}

/* --- both --- */

static int source_cmp(const void *a, const void *b)
{
    return str_cmp(((const struct source *)a)->path, ((const struct source *)b)->path);
}

static str pack_canonical(const struct source_array *files, struct arena *a)
{
    struct buf b;
    buf_init(&b, (size_t)MAX_EDITION_BYTES * 7);
    buf_char(&b, '{');
    for (size_t i = 0; i < files->n; i++) {
        if (i > 0) buf_char(&b, ',');
        buf_json(&b, files->v[i].path);
        buf_char(&b, ':');
        buf_json(&b, files->v[i].text);
    }
    buf_char(&b, '}');
    str packed = str_dup(a, buf_str(&b));
    buf_free(&b);
    return packed;
}

static enum status pack_build(struct pack *p, struct edition **out)
{
    if (!p->failed && p->files.n == 0) refuse(p, S("edition.lua"), "this file is missing");
    if (p->failed) return CONFLICT;
    qsort(p->files.v, p->files.n, sizeof *p->files.v, source_cmp);
    TRY(edition_build(&p->files, p->arena, out, p->faults));
    (*out)->packed = pack_canonical(&p->files, (*out)->arena);
    (*out)->hash = digest_of((*out)->packed);
    return OK;
}

enum status edition_read_folder(const char *path, struct arena *a, struct edition **out,
                                struct edition_fault_array *faults)
{
    *out = NULL;
    struct pack p = {.arena = a, .faults = faults};
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return NOT_FOUND;
    folder_read(&p, fd, S(""), 0);
    return pack_build(&p, out);
}

enum status edition_read_packed(str packed, struct arena *a, struct edition **out,
                                struct edition_fault_array *faults)
{
    *out = NULL;
    struct pack p = {.arena = a, .faults = faults};
    json_error_t error;
    json_t *root = NULL;
    if (packed.n <= (size_t)MAX_EDITION_BYTES * 7)
        root = json_loadb(packed.p, packed.n, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(root)) {
        json_decref(root);
        refuse(&p, NO_STR, "a packed edition is a JSON object of at most 2 MB: path and text");
        return CONFLICT;
    }
    const char *path;
    json_t *text;
    json_object_foreach(root, path, text)
    {
        if (json_is_string(text))
            file_add(&p, str_c(path), json_str(text));
        else
            refuse(&p, str_c(path), "a file is a text");
        if (p.files.n > MAX_FILES || p.faults->n >= MAX_FAULTS) break;
    }
    json_decref(root);
    return pack_build(&p, out);
}
