/* What only a database server can do to a store: hold somebody else's tables, order letters its own
** way, end a connection in the middle of something, and lose the answer to COMMIT. Without a server
** (tests/pg_cluster.sh starts one) there is nothing to test. */
#define TEST_MAIN
#include "gen/jobs_sql.h"
#include "store_help.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>

#define SKIP_ON_FILE                                                                               \
    if (!help_server()) return

static struct arena *memory(void)
{
    static struct arena *a;
    if (!a) a = arena_new();
    return a;
}

static enum status opened(const char *dir, const char *address, struct store **out)
{
    struct config c = {.database = str_c(address)};
    *out = NULL;
    return store_open(dir, &c, &help_env, true, out);
}

/* What store_open says on stderr. */
static str said(const char *dir, const char *address)
{
    static char text[4096];
    struct store *s;
    FILE *f = tmpfile();
    int kept = dup(STDERR_FILENO);
    fflush(stderr);
    dup2(fileno(f), STDERR_FILENO);
    enum status st = opened(dir, address, &s);
    dup2(kept, STDERR_FILENO);
    close(kept);
    rewind(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    fclose(f);
    CHECK(st != OK && s == NULL);
    return (str){text, n};
}

static bool has(str text, const char *part)
{
    if (str_find(text, str_c(part)) >= 0) return true;
    printf("# \"%s\" is not in: %.*s\n", part, P(text));
    return false;
}

/* --- opening ---------------------------------------------------------------------------------- */

TEST(an_address_is_refused_without_its_password)
{
    SKIP_ON_FILE;
    const char *dir = help_dir();
    const char *bad[] = {"postgresql://fund:verysecret@[::1/x",
                         "postgresql://fund:verysecret@h:x/y",
                         "postgresql://fund:verysecret@/x?host=/nowhere",
                         "postgresql://fund:verysecret@/x?nonsense=1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        str text = said(dir, bad[i]);
        CHECK(has(text, "database"));
        CHECK(str_find(text, S("verysecret")) < 0);
    }
    help_clean(dir);
}

TEST(a_database_of_something_else_is_refused)
{
    SKIP_ON_FILE;
    struct arena *a = memory();
    const char *server = getenv("LETSEMA_TEST_DATABASE");
    const char *dir = str_z(a, str_c(help_dir())), *other = help_dir();
    database_raw(server, "CREATE DATABASE shop");
    database_raw(database_address(a, "shop"), "CREATE TABLE goods (n INT)");
    CHECK(has(said(dir, database_address(a, "shop")), "holds tables of something else"));
    database_raw(server, "CREATE DATABASE ordered LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' "
                         "TEMPLATE template0");
    CHECK(has(said(dir, database_address(a, "ordered")), "order of letters"));
    const char *address = database_new(a);
    struct store *s;
    CHECK_INT(opened(dir, address, &s), OK);
    store_close(s);
    CHECK(has(said(other, address), "holds the fund of another folder"));
    CHECK_INT(opened(dir, address, &s), OK);
    store_close(s);
    help_clean(dir);
    help_clean(other);
}

/* --- connections that end --------------------------------------------------------------------- */

static enum status number(struct db *db, const char *sql, i64 *out)
{
    struct stmt *st;
    static int id = -500;
    TRY(db_prepare(db, --id, 0, str_c(sql), &st));
    enum status got = db_step(st);
    if (got == OK) *out = col_int(st, 0);
    db_done(st);
    return got;
}

/* Ends every connection of the fund but the one that does it. */
static void cut(const char *dir)
{
    database_raw(help_config(dir)->database.p,
                 "SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity "
                 "WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

TEST(a_reader_outlives_its_connection)
{
    SKIP_ON_FILE;
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct db *db;
    i64 n = 0;
    CHECK_INT(db_open(s, &db), OK);
    CHECK_INT(number(db, "SELECT 41 + 1", &n), OK);
    cut(dir);
    log_threshold(LOG_ERROR);
    CHECK_INT(number(db, "SELECT 40 + 3", &n), OK); /* nobody notices */
    CHECK_INT(n, 43);
    CHECK_INT(db_begin(db), OK);
    CHECK_INT(number(db, "SELECT 40 + 4", &n), OK);
    cut(dir);
    CHECK_INT(number(db, "SELECT 40 + 5", &n), BUSY); /* not another snapshot by stealth */
    CHECK_INT(number(db, "SELECT 40 + 6", &n), BUSY);
    db_end(db);
    CHECK_INT(number(db, "SELECT 40 + 7", &n), OK);
    CHECK_INT(n, 47);
    log_threshold(LOG_INFO);
    db_close(db);
    store_close(s);
    help_clean(dir);
}

TEST(questions_asked_together_outlive_a_connection)
{
    SKIP_ON_FILE;
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct db *db;
    i64 resting[3] = {-1, -1, -1}, id = -1;
    CHECK_INT(db_open(s, &db), OK);
    log_threshold(LOG_ERROR);
    for (int when = 0; when < 3; when++) { /* before, between, and when it is known */
        if (when == 0) cut(dir);
        db_batch_begin(db);
        CHECK_INT(job_resting_count(db, memory(), &resting[when]), OK);
        if (when == 1) cut(dir);
        CHECK_INT(job_waiting(db, memory(), S("server"), S("x"), &id), OK);
        CHECK_INT(db_batch_end(db), OK);
        CHECK_INT(resting[when], 0);
        CHECK_INT(id, -1);
    }
    log_threshold(LOG_INFO);
    db_close(db);
    store_close(s);
    help_clean(dir);
}

struct job_arg {
    const char *cut; /* the folder whose connections end before the last line, or NULL */
    bool silent;     /* writes what no journal keeps */
};

static enum status put(struct tx *tx, void *arg)
{
    struct job_arg *j = arg;
    int table = help_table(JOURNAL_PUBLIC);
    str after[64];
    for (size_t i = 0; i < journal_tables[table].column_count; i++)
        after[i] = S("1");
    TRY(job_put(tx, "server", S("{}"), 1, NO_STR));
    if (!j->silent) journal_add(tx, table, 1, NULL, after);
    if (j->cut) cut(j->cut);
    return job_put(tx, "server", S("{}"), 2, NO_STR);
}

static enum status write_two(struct store *s, const char *cut_at, bool silent)
{
    struct job_arg j = {cut_at, silent};
    return store_write(s, (struct actor){.act = S("test")}, 100, put, &j);
}

TEST(a_write_whose_connection_ends_leaves_nothing)
{
    SKIP_ON_FILE;
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    log_threshold(LOG_ERROR);
    CHECK_INT(write_two(s, NULL, false), OK);
    CHECK_INT(write_two(s, dir, false), BUSY);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM job"), 2);
    CHECK_INT(write_two(s, NULL, false), OK);
    cut(dir); /* between two writes */
    CHECK_INT(write_two(s, NULL, false), OK);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM job"), 6);
    log_threshold(LOG_INFO);
    str fault;
    i64 entries = 0;
    CHECK_INT(journal_verify(s, memory(), &fault, &entries), OK);
    CHECK_INT(entries, 3);
    CHECK_INT(store_public_position(s), 3);
    store_close(s);
    help_clean(dir);
}

/* --- an answer to COMMIT that does not come ------------------------------------------------------ */

/* Stands between store and server. When `armed`, it lets the next COMMIT through (or not: `eaten`)
** and ends the connection before the answer is back. */
static struct {
    char folder[64];
    int listener;
    const char *server;
    pthread_t thread;
    atomic_bool armed, eaten, stop;
} middle;

static int server_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof at.sun_path, "%s/.s.PGSQL.5432", middle.server);
    return connect(fd, (struct sockaddr *)&at, sizeof at) == 0 ? fd : -1;
}

/* Passes bytes on; false when the connection is over. */
static bool pass(int from, int to, bool from_client)
{
    static char bytes[1 << 16];
    ssize_t n = read(from, bytes, sizeof bytes);
    if (n <= 0) return false;
    bool commit = from_client && memmem(bytes, (size_t)n, "COMMIT", 7) &&
                  atomic_exchange(&middle.armed, false);
    if (commit && atomic_load(&middle.eaten)) return false;
    if (write(to, bytes, (size_t)n) != n) return false;
    return !commit || (read(to, bytes, sizeof bytes), false); /* the answer came, as far as here */
}

static void *middle_main(void *arg)
{
    (void)arg;
    struct pollfd p[33] = {{.fd = middle.listener, .events = POLLIN}};
    int n = 1; /* pairs: client, server */
    while (!atomic_load(&middle.stop)) {
        if (poll(p, (nfds_t)n, 50) <= 0) continue;
        if (p[0].revents && n + 2 <= 33) {
            p[n] = (struct pollfd){.fd = accept(middle.listener, NULL, NULL), .events = POLLIN};
            p[n + 1] = (struct pollfd){.fd = server_socket(), .events = POLLIN};
            n += 2;
        }
        for (int i = 1; i + 1 < n; i += 2) {
            bool good = !p[i].revents || pass(p[i].fd, p[i + 1].fd, true);
            if (good && p[i + 1].revents) good = pass(p[i + 1].fd, p[i].fd, false);
            p[i].revents = p[i + 1].revents = 0;
            if (good) continue;
            close(p[i].fd);
            close(p[i + 1].fd);
            p[i] = p[n - 2];
            p[i + 1] = p[n - 1];
            n -= 2;
            i -= 2;
        }
    }
    for (int i = 0; i < n; i++)
        close(p[i].fd);
    return NULL;
}

/* The same database, reached through the middle. */
static const char *middle_start(struct arena *a, const char *address)
{
    str whole = str_c(address);
    i64 at = str_find(whole, S("?host="));
    middle.server = str_z(a, str_sub(whole, (size_t)at + 6, whole.n));
    snprintf(middle.folder, sizeof middle.folder, "/tmp/letsema-middle-XXXXXX");
    if (!mkdtemp(middle.folder)) abort();
    middle.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un here = {.sun_family = AF_UNIX};
    snprintf(here.sun_path, sizeof here.sun_path, "%s/.s.PGSQL.5432", middle.folder);
    if (bind(middle.listener, (struct sockaddr *)&here, sizeof here) != 0) abort();
    listen(middle.listener, 8);
    pthread_create(&middle.thread, NULL, middle_main, NULL);
    return arena_printf(a, "%.*s?host=%s", (int)at, address, middle.folder).p;
}

static void middle_end(void)
{
    atomic_store(&middle.stop, true);
    pthread_join(middle.thread, NULL);
    help_clean(middle.folder);
}

TEST(a_lost_commit_is_settled_by_the_journal)
{
    SKIP_ON_FILE;
    struct arena *a = memory();
    const char *dir = help_dir(), *address = database_new(a);
    struct store *s;
    CHECK_INT(opened(dir, middle_start(a, address), &s), OK);
    CHECK_INT(write_two(s, NULL, false), OK);
    log_threshold(LOG_ERROR + 1);
    atomic_store(&middle.armed, true); /* it was committed: the journal says so */
    CHECK_INT(write_two(s, NULL, false), OK);
    CHECK_INT(store_public_position(s), 2);
    atomic_store(&middle.eaten, true);
    atomic_store(&middle.armed, true); /* it never arrived */
    CHECK_INT(write_two(s, NULL, false), BUSY);
    CHECK_INT(database_raw(address, "SELECT count(*) FROM job"), 4);
    atomic_store(&middle.eaten, false);
    atomic_store(&middle.armed, true); /* no journal entry: committed, and nobody can tell */
    CHECK_INT(write_two(s, NULL, true), FAILED);
    CHECK_INT(database_raw(address, "SELECT count(*) FROM job"), 6);
    log_threshold(LOG_INFO);
    CHECK_INT(write_two(s, NULL, false), OK);
    CHECK_INT(store_public_position(s), 3);
    str fault;
    i64 entries = 0;
    CHECK_INT(journal_verify(s, a, &fault, &entries), OK);
    CHECK_INT(entries, 3);
    store_close(s);
    middle_end();
    help_clean(dir);
}
