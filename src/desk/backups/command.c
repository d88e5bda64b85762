/* command.c: backup, restore and release on the command line. `letsema backup` reads beside a server
** that serves; it needs no right of it and takes no memory from it. */
#include "desk/backups/backups.h"

#include "mail/mail.h"
#include "web/command.h"
#include "web/verify.h"

#include "gen/registry.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

/* Ctrl-C ends the work in order: nothing half made stays behind. */
static void interrupts_take(void)
{
    struct sigaction act = {.sa_handler = interrupt};
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
}

struct teller {
    struct command *c;
    i64 at;
    bool shown;
    i64 faults; /* that the copy has, as the fund had when it was backed up */
};

/* A line that grows on a terminal; elsewhere a line every ten seconds. */
static bool tell(void *to, const char *what, i64 done, i64 all)
{
    struct teller *t = to;
    i64 now = env_monotonic_ms();
    if (interrupted) return false;
    if (now - t->at < (t->c->terminal ? 200 : 10000)) return true;
    t->at = now;
    t->shown = t->c->terminal;
    const char *begin = t->c->terminal ? "\r\033[K" : "", *end = t->c->terminal ? "" : "\n";
    if (all > 0)
        fprintf(t->c->err, "%s%s: %lld %%%s", begin, what, (long long)(done * 100 / all), end);
    else
        fprintf(t->c->err, "%s%s: %lld%s", begin, what, (long long)done, end);
    return true;
}

static void tell_end(struct teller *t)
{
    if (t->shown) fputs("\r\033[K", t->c->err);
}

static void size_print(FILE *to, i64 bytes)
{
    static const char *const units[] = {"bytes", "KB", "MB", "GB", "TB"};
    i64 tenths = bytes * 10;
    size_t unit = 0;
    for (; tenths >= 10240 && unit + 1 < sizeof units / sizeof *units; unit++)
        tenths = (tenths + 512) / 1024;
    if (unit == 0)
        fprintf(to, "%lld %s", (long long)bytes, units[0]);
    else
        fprintf(to, "%lld.%lld %s", (long long)(tenths / 10), (long long)(tenths % 10),
                units[unit]);
}

static void info_print(FILE *to, const char *what, const struct backup_info *i)
{
    fprintf(to, "%s: %lld rows of %lld tables, %lld files (", what, (long long)i->rows,
            (long long)i->tables, (long long)i->files);
    size_print(to, i->file_bytes);
    fprintf(to, "), journal up to %lld %s", (long long)i->position, i->hash[0] ? i->hash : "-");
}

/* --- backup -------------------------------------------------------------------------------------- */

/* Has the fund remember it: by the server that holds it, or by itself. */
static int note_hand_over(struct command *c, const struct backups_work *w, bool good)
{
    struct arena *a = w->arena;
    const struct backup_info *i = &w->info;
    char place[4096];
    const char *path = w->path ? w->path : w->target;
    char *words[24];
    int n = 0;
    const char *line[] = {"backup",
                          "record",
                          c->dir,
                          realpath(path, place) ? place : path,
                          w->series ? "series" : "single",
                          good ? "good" : w->fault};
    i64 numbers[] = {i->made,  w->took,       i->bytes,   i->tables,  i->rows,
                     i->files, i->file_bytes, i->damaged, i->position};
    for (size_t k = 0; k < sizeof line / sizeof *line; k++)
        words[n++] = (char *)str_z(a, str_c(line[k]));
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        words[n++] = (char *)arena_printf(a, "%lld", (long long)numbers[k]).p;
    words[n++] = (char *)str_z(a, str_c(i->hash));
    struct command note = {.env = c->env, .out = c->out, .err = c->err, .word_count = n};
    note.words = NEW_ARRAY(a, (size_t)n, char *);
    memcpy(note.words, words, (size_t)n * sizeof *words);
    const struct command_entry *entry = command_find(n, words);
    return entry && command_take(entry, n, words, &note) ? command_run(entry, &note) : 1;
}

static bool is_folder(const char *path)
{
    struct stat st;
    size_t n = strlen(path);
    return (n > 0 && path[n - 1] == '/') || (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

static int backup_run(struct command *c, struct backups_work *w)
{
    struct teller t = {.c = c, .at = env_monotonic_ms()};
    w->told = tell;
    w->to = &t;
    interrupts_take();
    enum status st = backups_make(w);
    tell_end(&t);
    if (st == BUSY) {
        fprintf(c->err, "letsema: the backup was interrupted; nothing of it stays behind\n");
        return 1;
    }
    if (st == OK) {
        info_print(c->out, w->path, &w->info);
        fputs("; ", c->out);
        size_print(c->out, w->info.bytes);
        fprintf(c->out, " written and proved in %lld.%lld s\n", (long long)(w->took / 1000),
                (long long)(w->took % 1000 / 100));
        if (w->info.damaged)
            fprintf(
                c->err,
                "letsema: %lld stored files are damaged and were left out; letsema verify names "
                "them\n",
                (long long)w->info.damaged);
    } else {
        fprintf(c->err, "letsema: no backup was made: %s\n", w->fault);
    }
    if (note_hand_over(c, w, st == OK) != 0)
        fprintf(c->err, "letsema: %s: the fund could not note this\n", c->dir);
    return st == OK && w->info.damaged == 0 ? 0 : 1;
}

/* COMMAND backup DIR FILE|FOLDER/ [--thorough]
** Copies a fund, served or stopped, into one FILE; or into a FOLDER of backups that share their files, of which only new ones are copied. What was written is read again and compared; --thorough also reads the files that the folder has. */
int backup_command(struct command *c)
{
    struct backups_work w = {.env = c->env};
    for (int i = 0; i < c->argc; i++) {
        if (strcmp(c->argv[i], "--thorough") == 0)
            w.thorough = true;
        else if (c->argv[i][0] == '-' || w.target)
            return 2;
        else
            w.target = c->argv[i];
    }
    if (!w.target) return 2;
    struct config config;
    w.arena = arena_new();
    w.series = is_folder(w.target);
    int code = 1;
    if (config_read(c->dir, w.arena, &config) == OK &&
        store_open_reading(c->dir, &config, c->env, &w.store) == OK) {
        code = backup_run(c, &w);
        store_close(w.store);
    }
    arena_free(w.arena);
    return code;
}

/* COMMAND backup record DIR PLACE series|single good|FAULT NUMBER… HASH    live
** Notes a backup in the fund's list; letsema backup does this by itself. */
int backup_record_command(struct command *c)
{
    enum { NUMBERS = 9 };
    i64 n[NUMBERS];
    struct app *app;
    if (c->argc != NUMBERS + 4) return 2;
    for (int i = 0; i < NUMBERS; i++)
        if (!str_i64(str_c(c->argv[3 + i]), &n[i])) return 2;
    bool good = strcmp(c->argv[2], "good") == 0;
    struct backups_work w = {.target = c->argv[0],
                             .series = strcmp(c->argv[1], "series") == 0,
                             .took = n[1],
                             .info = {.made = n[0],
                                      .bytes = n[2],
                                      .tables = n[3],
                                      .rows = n[4],
                                      .files = n[5],
                                      .file_bytes = n[6],
                                      .damaged = n[7],
                                      .position = n[8]}};
    snprintf(w.info.hash, sizeof w.info.hash, "%s", c->argv[3 + NUMBERS]);
    if (!good) snprintf(w.fault, sizeof w.fault, "%s", c->argv[2]);
    if (command_open(c, &app) != OK) return c->code;
    w.arena = arena_new();
    struct backups_note note = {.work = &w, .good = good, .maker = S("command")};
    enum status st = store_write(app->store, (struct actor){.act = S("backup")}, env_now(c->env),
                                 backups_note_write, &note);
    arena_free(w.arena);
    command_close(c, app);
    return st == OK ? 0 : 1;
}

/* --- restore and release -------------------------------------------------------------------------- */

static enum status restored_write(struct tx *tx, void *to)
{
    (void)to;
    TRY(instance_renew(tx));
    for (size_t i = 0; i < restored_entry_count; i++)
        TRY(restored_entries[i].fn(tx));
    return OK;
}

static void check_tell(void *to, const char *name, i64 done)
{
    tell(to, name, done, 0);
}

/* The copy becomes a fund of its own, and all that letsema verify asks is asked, before it has its
** name. Its rows are those of the backup: what is faulty was faulty there, and a fund with faults is
** better than none. */
static enum status finish(struct store *s, void *to)
{
    struct teller *t = to;
    struct actor actor = {.act = S("restore")};
    TRY(store_write(s, actor, env_now(t->c->env), restored_write, NULL));
    struct arena *a = arena_new();
    struct check check = {.store = s, .arena = a, .progress = check_tell, .to = t};
    enum status st = verify_run(&check);
    for (size_t i = 0; i < check.faults.n; i++) {
        const struct check_fault *f = &check.faults.v[i];
        tell_end(t);
        fprintf(t->c->err, "letsema: %.*s\n",
                P(verify_words(a, S("en"), f->message, f->arguments, f->argument_count, f->count)));
        t->faults++;
    }
    arena_free(a);
    return st;
}

static int restore_from(struct command *c, const char *file, const char *database)
{
    struct teller t = {.c = c, .at = env_monotonic_ms()};
    struct backup_info info;
    struct arena *a = arena_new();
    const char *slash = strrchr(file, '/');
    const char *beside = !slash ? "." : arena_printf(a, "%.*s/", (int)(slash - file), file).p;
    struct restore_ask ask = {.fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK),
                              .series = open(beside, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                              .dir = c->dir,
                              .database = database,
                              .env = c->env,
                              .finish = finish,
                              .told = tell,
                              .to = &t};
    enum status st = FAILED;
    interrupts_take();
    if (ask.fd >= 0)
        st = restore_run(&ask, &info);
    else
        snprintf(ask.fault, sizeof ask.fault, "it cannot be read");
    tell_end(&t);
    if (ask.fd >= 0) close(ask.fd);
    if (ask.series >= 0) close(ask.series);
    arena_free(a);
    if (st != OK) {
        fprintf(c->err, "letsema: %s: %s\n", file,
                st == BUSY ? "interrupted; nothing of it stays behind" : ask.fault);
        return 1;
    }
    info_print(c->out, c->dir, &info);
    fprintf(
        c->out,
        "; proved.\nThis copy sends no mail and does no queued work until somebody has looked: at "
        "the desk, under Settings, This copy; or by letsema release %s. Passwords of the relay "
        "and the database are not in a backup: look into letsema.conf.\n",
        c->dir);
    if (t.faults)
        fprintf(c->err, "letsema: %s: the fund had these faults when it was backed up\n", c->dir);
    return t.faults ? 1 : 0;
}

/* COMMAND restore FILE DIR [--database URL]
** Makes a fund in DIR, which is empty or not there, of a backup; all of it or nothing. The copy is held: it sends nothing before it is released. */
int restore_command(struct command *c)
{
    const char *file = NULL, *database = NULL;
    for (int i = 0; i < c->argc; i++) {
        if (strcmp(c->argv[i], "--database") == 0 && i + 1 < c->argc)
            database = c->argv[++i];
        else if (c->argv[i][0] == '-' || file)
            return 2;
        else
            file = c->argv[i];
    }
    return file ? restore_from(c, file, database) : 2;
}

struct discard {
    i64 count;
};

static enum status discard_write(struct tx *tx, void *to)
{
    struct discard *d = to;
    return mail_discard(tx, tx_now(tx) + 1, &d->count);
}

/* COMMAND release DIR [--discard-mail]    live
** Lets a restored copy send mail and do its work; with --discard-mail what waited is cancelled first. */
int release_command(struct command *c)
{
    struct app *app;
    struct discard discarded = {0};
    struct release r = {.detail = S("everything that waited")};
    if (c->argc > 1 || (c->argc == 1 && strcmp(c->argv[0], "--discard-mail") != 0)) return 2;
    if (c->argc == 1)
        r = (struct release){
            .detail = S("without the mails"), .also = discard_write, .to = &discarded};
    if (command_open(c, &app) != OK) return c->code;
    enum status st =
        store_release(app->store, (struct actor){.act = S("release")}, env_now(&app->env), &r);
    command_close(c, app);
    if (st == OK && c->argc == 1)
        fprintf(c->out, "Released; mails that were cancelled: %lld\n", (long long)discarded.count);
    else if (st == OK)
        fprintf(c->out, "Released; what waited is sent now.\n");
    else
        fprintf(c->err, "letsema: %s: %s\n", c->dir,
                st == CONFLICT ? "it is not held" : "it could not be released");
    return st == OK ? 0 : 1;
}
