/* A backup holds what was there at one instant, proves itself, and becomes the same fund again; a
** shortened, changed or foreign file is refused and leaves nothing behind. */
#define TEST_MAIN
#include "test.h"

#include "desk/setup/setup.h"
#include "store/backup.h"
#include "store_help.h"
#include "web/app.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct env now = {.fixed_now = 1795000000};
static char above[96], dir[128];

/* A fund in a folder of its own, with a text of every kind and a few files. */
static struct app *fund(void)
{
    struct app *app = NULL;
    digest_start();
    log_threshold(LOG_ERROR + 1);
    snprintf(above, sizeof above, "%s", help_dir());
    snprintf(dir, sizeof dir, "%s/fund", above);
    CHECK_INT(fund_create(dir, "untfhs", help_config(dir)->database.p, false, &now), OK);
    CHECK_INT(app_open(dir, &now, &app), OK);
    return app;
}

static enum status settings_write(struct tx *tx, void *arg)
{
    (void)arg;
    TRY(setting_put(tx, "fund.name", S("Tab\there, line\nthere, \\ and \\N and\r\n and \\.")));
    TRY(setting_put(tx, "fund.tagline", S("")));
    return setting_put(tx, "fund.short_name", S("\\N"));
}

static enum status large_write(struct tx *tx, void *arg)
{
    return setting_put(tx, "fund.intro", *(str *)arg);
}

static void fill(struct app *app)
{
    struct actor actor = {.act = S("test")};
    struct digest hash;
    struct arena *a = arena_new();
    char *p = arena_alloc(a, 3 << 20);
    memset(p, 'x', 3 << 20);
    str large = {p, 3 << 20};
    CHECK_INT(store_write(app->store, actor, 1795000001, settings_write, NULL), OK);
    CHECK_INT(store_write(app->store, actor, 1795000002, large_write, &large), OK);
    CHECK_INT(file_keep_bytes(app->store, S("a small file"), &hash), OK);
    CHECK_INT(file_keep_bytes(app->store, S(""), &hash), OK);
    CHECK_INT(file_keep_bytes(app->store, large, &hash), OK);
    arena_free(a);
}

static int file_at(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", above, name);
    return open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static int folder_at(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", above, name);
    mkdir(path, 0700);
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static enum status backup(struct store *s, int fd, int series, struct backup_info *out)
{
    struct backup_ask ask = {
        .store = s, .env = &now, .fd = fd, .series = series, .fund = S("A fund")};
    enum status st = backup_write(&ask, out);
    if (st != OK) printf("# backup: %s\n", ask.fault);
    return st;
}

static enum status restore_into(int fd, int series, const char *name, bool server,
                                char fault[BACKUP_FAULT])
{
    char path[256];
    struct backup_info info;
    snprintf(path, sizeof path, "%s/%s", above, name);
    struct restore_ask ask = {.fd = fd, .series = series, .dir = path, .env = &now};
    if (server) ask.database = help_config(path)->database.p;
    enum status st = restore_run(&ask, &info);
    snprintf(fault, BACKUP_FAULT, "%s", ask.fault);
    return st;
}

static enum status restore(int fd, int series, const char *name, char fault[BACKUP_FAULT])
{
    return restore_into(fd, series, name, help_server(), fault);
}

/* Names in the folder above that begin so. */
static int names(const char *prefix)
{
    int n = 0;
    DIR *d = opendir(above);
    for (struct dirent *e; (e = readdir(d));)
        n += strncmp(e->d_name, prefix, strlen(prefix)) == 0;
    closedir(d);
    return n;
}

static i64 query(const char *name, const char *sql)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", above, name);
    return help_raw(path, sql);
}

TEST(a_backup_becomes_the_same_fund)
{
    struct app *app = fund();
    struct backup_info info;
    char fault[BACKUP_FAULT];
    fill(app);
    int fd = file_at("one");
    CHECK_INT(backup(app->store, fd, -1, &info), OK);
    CHECK(info.rows > 20 && info.tables > 50 && info.position > 0);
    CHECK_INT(info.files, 4); /* the edition's too */
    CHECK_INT(info.damaged, 0);
    app_close(app);
    CHECK_INT(restore(fd, -1, "again", fault), OK);
    CHECK_STR(str_c(fault), "");
    CHECK_INT(names("again"), 1);
    static const char *const same[] = {"SELECT count(*) FROM journal_entry",
                                       "SELECT count(*) FROM setting",
                                       "SELECT sum(length(value)) FROM setting",
                                       "SELECT count(*) FROM migration",
                                       "SELECT count(*) FROM setting WHERE value = '\\N'",
                                       "SELECT sum(at) FROM migration",
                                       "SELECT count(*) FROM edition"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        CHECK_INT(query("again", same[i]), query("fund", same[i]));
    char path[256];
    snprintf(path, sizeof path, "%s/again", above);
    CHECK_INT(app_open(path, &now, &app), OK);
    struct arena *a = arena_new();
    CHECK_STR(setting(app, a, "fund.name"), "Tab\there, line\nthere, \\ and \\N and\r\n and \\.");
    str bytes;
    CHECK_INT(file_read(app->store, a, digest_of(S("a small file")), 100, &bytes), OK);
    CHECK_STR(bytes, "a small file");
    app_close(app);
    arena_free(a);
    close(fd);
    help_clean(above);
}

TEST(it_is_a_tar_that_tar_reads)
{
    struct app *app = fund();
    struct backup_info info;
    struct stat st;
    char line[512];
    int fd = file_at("one.tar.gz"), out = folder_at("opened");
    CHECK_INT(backup(app->store, fd, -1, &info), OK);
    CHECK_INT(fstat(fd, &st), 0);
    CHECK_INT(st.st_size, info.bytes);
    snprintf(line, sizeof line, "%s/one.tar.gz", above);
    char where[128];
    snprintf(where, sizeof where, "%s/opened", above);
    pid_t pid = fork();
    if (pid == 0) {
        execlp("tar", "tar", "-xzf", line, "-C", where, (char *)NULL);
        _exit(127);
    }
    int state = -1;
    waitpid(pid, &state, 0);
    CHECK_INT(state, 0);
    CHECK(faccessat(out, "tables/setting/000001.tsv", R_OK, 0) == 0 ||
          faccessat(out, "tables/edition/000001.tsv", R_OK, 0) == 0);
    CHECK(faccessat(out, "backup.json", R_OK, 0) == 0);
    CHECK(faccessat(out, "letsema.conf", R_OK, 0) == 0);
    close(out);
    close(fd);
    app_close(app);
    help_clean(above);
}

TEST(a_shortened_or_changed_backup_is_refused)
{
    struct app *app = fund();
    struct backup_info info;
    char fault[BACKUP_FAULT];
    int fd = file_at("one");
    CHECK_INT(backup(app->store, fd, -1, &info), OK);
    app_close(app);
    int bad = file_at("bad");
    char *bytes = malloc((size_t)info.bytes);
    CHECK_INT(pread(fd, bytes, (size_t)info.bytes, 0), info.bytes);
    for (int i = 0; i < 40; i++) {
        i64 cut = info.bytes * i / 40;
        CHECK_INT(ftruncate(bad, 0), 0);
        CHECK_INT(pwrite(bad, bytes, (size_t)cut, 0), cut);
        fault[0] = '\0';
        CHECK_INT(restore(bad, -1, "again", fault), FAILED);
        CHECK(fault[0] != '\0');
    }
    for (int i = 0; i < 60; i++) {
        i64 place = (info.bytes - 1) * i / 59;
        CHECK_INT(pwrite(bad, bytes, (size_t)info.bytes, 0), info.bytes);
        char flipped = (char)(bytes[place] ^ 0x20);
        CHECK_INT(pwrite(bad, &flipped, 1, place), 1);
        enum status st = restore(bad, -1, "again", fault);
        /* A few bytes of gzip's own head mean nothing: then it is the same fund. */
        CHECK(st == FAILED || st == OK);
        if (st == OK) {
            char path[256];
            snprintf(path, sizeof path, "%s/again", above);
            CHECK(place < 10);
            help_clean(path);
        }
    }
    CHECK_INT(pwrite(bad, bytes, (size_t)info.bytes, 0), info.bytes);
    CHECK_INT(pwrite(bad, "more", 4, info.bytes), 4);
    CHECK_INT(restore(bad, -1, "again", fault), FAILED);
    CHECK_INT(names("again"), 0);
    free(bytes);
    close(bad);
    close(fd);
    help_clean(above);
}

TEST(a_foreign_file_is_refused)
{
    char fault[BACKUP_FAULT];
    snprintf(above, sizeof above, "%s", help_dir());
    int fd = file_at("foreign");
    CHECK_INT(restore(fd, -1, "again", fault), FAILED);
    CHECK_INT(write(fd, "%PDF-1.4 something", 18), 18);
    CHECK_INT(restore(fd, -1, "again", fault), FAILED);
    CHECK_STR(str_c(fault), "it is not a backup made by Letsema");
    CHECK_INT(names("again"), 0);
    close(fd);
    help_clean(above);
}

TEST(nothing_is_restored_over_something)
{
    struct app *app = fund();
    struct backup_info info;
    char fault[BACKUP_FAULT];
    int fd = file_at("one");
    CHECK_INT(backup(app->store, fd, -1, &info), OK);
    app_close(app);
    CHECK_INT(restore(fd, -1, "fund", fault), FAILED);
    CHECK(strstr(fault, "is not empty") != NULL);
    int empty = folder_at("empty");
    close(empty);
    CHECK_INT(restore(fd, -1, "empty", fault), OK);
    CHECK(query("empty", "SELECT count(*) FROM edition") == 1);
    close(fd);
    help_clean(above);
}

TEST(a_series_copies_only_new_files)
{
    struct app *app = fund();
    struct backup_info info;
    struct digest hash;
    char fault[BACKUP_FAULT], path[256];
    fill(app);
    int series = folder_at("series"), one = file_at("series/one"), two = file_at("series/two");
    CHECK_INT(backup(app->store, one, series, &info), OK);
    CHECK_INT(info.copied, 4);
    CHECK_INT(file_keep_bytes(app->store, S("later"), &hash), OK);
    CHECK_INT(backup(app->store, two, series, &info), OK);
    CHECK_INT(info.copied, 1);
    CHECK_INT(info.files, 5);
    app_close(app);
    CHECK_INT(restore(two, series, "again", fault), OK);
    CHECK_INT(restore(one, -1, "never", fault), FAILED);
    /* A file of the series that became another is found before anything is made. */
    struct arena *a = arena_new();
    str hex = digest_hex(a, hash);
    snprintf(path, sizeof path, "files/%.2s/%.*s", hex.p, P(hex));
    int fd = openat(series, path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    CHECK_INT(write(fd, "laten", 5), 5);
    close(fd);
    CHECK_INT(restore(two, series, "never", fault), FAILED);
    CHECK(strstr(fault, "beside it") != NULL);
    CHECK_INT(names("never"), 0);
    arena_free(a);
    close(one);
    close(two);
    close(series);
    help_clean(above);
}

/* Passwords of other machines stay where they are. */
TEST(the_configuration_goes_along_without_passwords)
{
    struct app *app = fund();
    struct backup_info info;
    char fault[BACKUP_FAULT], path[256], text[4096] = "";
    app_close(app);
    snprintf(path, sizeof path, "%s/letsema.conf", dir);
    int conf = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    static const char lines[] =
        "relay = smtp://relay.example.org:25\nrelay_password = s3cr3t\nworkers = 7\ndatabase = ";
    CHECK(write(conf, lines, sizeof lines - 1) > 0);
    str database = help_config(dir)->database;
    CHECK(write(conf, database.p, database.n) == (ssize_t)database.n);
    close(conf);
    CHECK_INT(app_open(dir, &now, &app), OK);
    int fd = file_at("one");
    CHECK_INT(backup(app->store, fd, -1, &info), OK);
    app_close(app);
    CHECK_INT(restore(fd, -1, "again", fault), OK);
    snprintf(path, sizeof path, "%s/again/letsema.conf", above);
    conf = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(read(conf, text, sizeof text - 1) > 0);
    close(conf);
    CHECK(strstr(text, "workers = 7") != NULL);
    CHECK(strstr(text, "s3cr3t") == NULL);
    CHECK(strstr(text, "relay_password was left out") != NULL);
    close(fd);
    help_clean(above);
}

static atomic_bool stop;
static atomic_int written;

/* Two settings that always change together. */
static enum status pair_write(struct tx *tx, void *arg)
{
    char text[24];
    snprintf(text, sizeof text, "%d", *(int *)arg);
    TRY(setting_put(tx, "fund.unit", str_c(text)));
    return setting_put(tx, "fund.publisher", str_c(text));
}

static void *writer(void *arg)
{
    struct app *app = arg;
    struct actor actor = {.act = S("test")};
    for (int i = 1; !atomic_load(&stop) && i < 3000; i++) {
        if (store_write(app->store, actor, 1795000000 + i, pair_write, &i) == OK)
            atomic_store(&written, i);
    }
    return NULL;
}

TEST(a_backup_under_load_is_one_instant)
{
    struct app *app = fund();
    struct backup_info info;
    char fault[BACKUP_FAULT];
    pthread_t thread;
    atomic_store(&stop, false);
    CHECK_INT(pthread_create(&thread, NULL, writer, app), 0);
    for (int i = 0; i < 4; i++) {
        char name[24];
        while (atomic_load(&written) < 20 * (i + 1))
            usleep(1000);
        int before = atomic_load(&written), fd = file_at("one");
        CHECK_INT(backup(app->store, fd, -1, &info), OK);
        snprintf(name, sizeof name, "again%d", i);
        CHECK_INT(restore(fd, -1, name, fault), OK);
        CHECK_INT(query(name, "SELECT count(DISTINCT value) FROM setting WHERE key IN "
                              "('fund.unit', 'fund.publisher')"),
                  1);
        CHECK(query(name, "SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'fund.unit'") >=
              before);
        CHECK_INT(query(name, "SELECT max(id) FROM journal_entry"), info.position);
        close(fd);
    }
    atomic_store(&stop, true);
    pthread_join(thread, NULL);
    app_close(app);
    help_clean(above);
}

/* Every table of this build is in the backup, or is the index of words. */
TEST(no_table_is_forgotten)
{
    struct app *app = fund();
    struct backup_info info;
    int fd = file_at("one");
    CHECK_INT(backup(app->store, fd, -1, &info), OK);
    i64 kept = 1; /* the migrations */
    for (size_t i = 0; i < journal_table_count; i++)
        kept += strcmp(journal_tables[i].name, "search_words") != 0;
    CHECK_INT(info.tables, kept);
    close(fd);
    app_close(app);
    help_clean(above);
}

/* From PostgreSQL to SQLite and back: the same rows, so the same hash of each table. */
TEST(a_fund_moves_between_the_engines)
{
    struct app *app;
    struct backup_info first, second;
    char fault[BACKUP_FAULT], path[256];
    if (!help_server()) return;
    app = fund();
    fill(app);
    int one = file_at("one"), two = file_at("two");
    CHECK_INT(backup(app->store, one, -1, &first), OK);
    app_close(app);
    CHECK_INT(restore_into(one, -1, "lite", false, fault), OK);
    snprintf(path, sizeof path, "%s/lite", above);
    CHECK_INT(app_open(path, &now, &app), OK);
    CHECK_INT(backup(app->store, two, -1, &second), OK);
    CHECK_INT(first.rows, second.rows);
    CHECK_INT(first.tables, second.tables);
    CHECK_INT(first.position, second.position);
    app_close(app);
    CHECK_INT(restore_into(two, -1, "server", true, fault), OK);
    CHECK_INT(query("server", "SELECT count(*) FROM journal_entry"), first.position);
    /* The next row gets the next number. */
    snprintf(path, sizeof path, "%s/server", above);
    CHECK_INT(app_open(path, &now, &app), OK);
    CHECK_INT(
        store_write(app->store, (struct actor){.act = S("test")}, 1795000009, settings_write, NULL),
        OK);
    app_close(app);
    close(one);
    close(two);
    help_clean(above);
}

/* As an older Letsema left it: the tables of backups did not exist. */
static void make_older(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", above, name);
    help_raw(path, "DROP TABLE backup_download");
    help_raw(path, "DROP TABLE backup");
    help_raw(path, "DELETE FROM migration WHERE stamp = 202611282240");
}

/* The one file in DIR/backups, opened; -1 if there is none. */
static int kept_before(void)
{
    char path[512];
    int fd = -1;
    snprintf(path, sizeof path, "%s/backups", dir);
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));)
        if (strncmp(e->d_name, "before-", 7) == 0)
            fd = openat(dirfd(d), e->d_name, O_RDONLY | O_CLOEXEC);
    if (d) closedir(d);
    return fd;
}

TEST(a_fund_is_kept_before_its_schema_changes)
{
    struct app *app = fund();
    char fault[BACKUP_FAULT];
    i64 entries;
    app_close(app);
    entries = query("fund", "SELECT count(*) FROM journal_entry");
    make_older("fund");
    CHECK_INT(app_open(dir, &now, &app), OK);
    app_close(app);
    CHECK_INT(query("fund", "SELECT count(*) FROM backup"), 0); /* the table is there again */
    int fd = kept_before();
    CHECK(fd >= 0);
    /* What was kept is older than this program, and is read all the same. */
    CHECK_INT(restore_into(fd, -1, "again", false, fault), OK);
    CHECK_STR(str_c(fault), "");
    if (!help_server()) {
        CHECK_INT(query("again", "SELECT count(*) FROM journal_entry"), entries);
        CHECK_INT(query("again", "SELECT count(*) FROM backup"), 0);
    }
    close(fd);
    help_clean(above);
}

TEST(without_a_backup_the_schema_stays)
{
    struct app *app = fund();
    char path[256];
    app_close(app);
    make_older("fund");
    snprintf(path, sizeof path, "%s/backups", dir);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600); /* no folder can be made there */
    close(fd);
    CHECK_INT(app_open(dir, &now, &app), FAILED);
    CHECK_INT(query("fund", "SELECT count(*) FROM migration WHERE stamp = 202611282240"), 0);
    snprintf(path, sizeof path, "%s/letsema.conf", dir);
    fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    CHECK(write(fd, "\nmigrate_without_backup = yes\n", 30) == 30);
    close(fd);
    CHECK_INT(app_open(dir, &now, &app), OK);
    app_close(app);
    CHECK_INT(query("fund", "SELECT count(*) FROM migration WHERE stamp = 202611282240"), 1);
    help_clean(above);
}

TEST(a_fund_of_a_newer_letsema_is_left_alone)
{
    struct app *app = fund();
    struct backup_info info;
    char fault[BACKUP_FAULT];
    int fd = file_at("one");
    help_raw(dir, "INSERT INTO migration (stamp, what, digest, at) "
                  "VALUES (999901010000, 'something new', 'x', 0)");
    CHECK_INT(backup(app->store, fd, -1, &info), OK);
    app_close(app);
    CHECK_INT(app_open(dir, &now, &app), FAILED);
    CHECK(kept_before() < 0);
    CHECK_INT(restore(fd, -1, "again", fault), FAILED);
    CHECK(strstr(fault, "newer Letsema") != NULL);
    CHECK_INT(names("again"), 0);
    close(fd);
    help_clean(above);
}

/* --- files that nothing names ----------------------------------------------------------------------- */

static bool stored(struct app *app, struct digest hash)
{
    int fd = -1;
    i64 size;
    bool there = file_open(app->store, hash, &fd, &size) == OK;
    if (there) close(fd);
    return there;
}

static void make_old(struct app *app, struct digest hash)
{
    struct arena *a = arena_new();
    struct timespec times[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    CHECK_INT(utimensat(AT_FDCWD, file_path(app->store, a, hash), times, 0), 0);
    arena_free(a);
}

static enum status name_write(struct tx *tx, void *hex)
{
    return setting_put(tx, "fund.mark", *(str *)hex);
}

TEST(a_file_goes_when_nothing_names_it_any_more)
{
    struct app *app = fund();
    struct arena *a = arena_new();
    struct digest lost, young, named, inside;
    struct actor actor = {.act = S("test")};
    i64 removed;
    int lock;
    CHECK_INT(file_keep_bytes(app->store, S("lost"), &lost), OK);
    CHECK_INT(file_keep_bytes(app->store, S("young"), &young), OK);
    CHECK_INT(file_keep_bytes(app->store, S("named"), &named), OK);
    CHECK_INT(file_keep_bytes(app->store, S("inside"), &inside), OK);
    make_old(app, lost);
    make_old(app, named);
    make_old(app, inside);
    /* One is named by a row, one in the middle of a text and then only by its history. */
    str hex = digest_hex(a, named);
    str text = arena_printf(a, "{\"file\":\"%.*s\"}", P(digest_hex(a, inside)));
    CHECK_INT(store_write(app->store, actor, 1795000001, name_write, &text), OK);
    CHECK_INT(store_write(app->store, actor, 1795000002, name_write, &hex), OK);
    /* Not while somebody relies on what is there. */
    CHECK_INT(files_lock(dir, FILES_RELIED_ON, &lock), OK);
    CHECK_INT(files_purge(app->store, NULL, NULL, &removed), BUSY);
    files_unlock(lock);
    CHECK(stored(app, lost));
    CHECK_INT(files_purge(app->store, NULL, NULL, &removed), OK);
    CHECK_INT(removed, 1);
    CHECK(!stored(app, lost));
    CHECK(stored(app, young));
    CHECK(stored(app, named));
    CHECK(stored(app, inside));
    arena_free(a);
    app_close(app);
    help_clean(above);
}
