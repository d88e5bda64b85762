/* DIR/control.sock: a command on a served fund is done by the server, on a stopped one by itself;
** what is no command, or none that a server may run, is turned away and hurts nobody. */
#define TEST_MAIN
#include "test.h"

#include "base/base.h"
#include "desk/setup/setup.h"
#include "store_help.h"
#include "web/command.h"
#include "web/control.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct env now = {.fixed_now = 1795000000};

/* A fund in a new folder. */
static const char *fund(void)
{
    static char dir[96];
    digest_start();
    log_threshold(LOG_ERROR + 1);
    snprintf(dir, sizeof dir, "%s/fund", help_dir());
    CHECK_INT(fund_create(dir, "untfhs", "", false, &now), OK);
    return dir;
}

static void clean(const char *dir)
{
    char above[96];
    snprintf(above, sizeof above, "%.*s", (int)(strlen(dir) - 5), dir);
    help_clean(above);
}

struct said {
    char *out, *err;
    size_t out_size, err_size;
};

static void said_free(struct said *s)
{
    free(s->out);
    free(s->err);
}

/* Runs a line as main does; NULL-ended words. */
static int run(struct said *s, const char *const *line)
{
    char *words[24], *typed[24];
    int n = 0;
    for (; line[n]; n++)
        words[n] = typed[n] = (char *)line[n];
    *s = (struct said){0};
    struct command c = {.env = &now, .word_count = n, .words = typed};
    c.out = open_memstream(&s->out, &s->out_size);
    c.err = open_memstream(&s->err, &s->err_size);
    const struct command_entry *entry = command_find(n, words);
    int code = -1;
    if (entry && command_take(entry, n, words, &c)) code = command_run(entry, &c);
    fclose(c.out);
    fclose(c.err);
    return code;
}
#define RUN(s, ...) run((s), (const char *const[]){__VA_ARGS__, NULL})

static bool holds(const char *text, const char *part)
{
    return text && strstr(text, part) != NULL;
}

static bool file_new(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0) close(fd);
    return good;
}

/* A connection to the socket of `dir`, by the test's own hand. */
static int dial(const char *dir)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    snprintf(a.sun_path, sizeof a.sun_path, "%s/control.sock", dir);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0) return fd;
    close(fd);
    return -1;
}

TEST(a_stopped_fund_is_opened_by_the_command_itself)
{
    struct said s;
    const char *dir = fund();
    CHECK_INT(RUN(&s, "user", "add", dir, "--email", "one@example.org", "--name", "One"), 0);
    CHECK(holds(s.out, "/sign-in/choose/"));
    said_free(&s);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM account"), 1);
    clean(dir);
}

/* The store's lock is held here: only the server can have done it. */
TEST(a_served_fund_is_changed_by_its_server)
{
    struct said s;
    struct app *app;
    struct control *k = NULL;
    struct stat st;
    char socket_path[128];
    const char *dir = fund();
    CHECK_INT(app_open(dir, &now, &app), OK);
    CHECK_INT(control_start(app, &k), OK);
    snprintf(socket_path, sizeof socket_path, "%s/control.sock", dir);
    CHECK_INT(stat(socket_path, &st), 0);
    CHECK_INT(st.st_mode & 0777, 0600);
    CHECK_INT(RUN(&s, "user", "add", dir, "--email", "one@example.org", "--name", "One"), 0);
    CHECK(holds(s.out, "/sign-in/choose/"));
    CHECK(s.err_size == 0);
    said_free(&s);
    CHECK_INT(RUN(&s, "user", "add", dir, "--email", "one@example.org", "--name", "Again"), 1);
    CHECK(holds(s.err, "there is an account with this address already"));
    said_free(&s);
    CHECK_INT(RUN(&s, "user", "add", dir, "--nothing", "x"), 2);
    CHECK(holds(s.err, "usage: letsema user add DIR"));
    said_free(&s);
    CHECK_INT(RUN(&s, "setup", dir), 1);
    CHECK(holds(s.err, "the first visit has been"));
    said_free(&s);
    CHECK(control_stop(k));
    CHECK(stat(socket_path, &st) != 0);
    app_close(app);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM account"), 1);
    clean(dir);
}

/* What the caller may read arrives open; the server is not told a path of the caller's folder. */
TEST(files_and_folders_go_along)
{
    struct said s;
    struct app *app;
    struct control *k = NULL;
    char path[128];
    const char *dir = fund();
    CHECK_INT(app_open(dir, &now, &app), OK);
    CHECK_INT(control_start(app, &k), OK);
    snprintf(path, sizeof path, "%s/../list.csv", dir);
    CHECK(file_new(path, "key,title,status,organizations\none,A title,ongoing,nobody\n"
                         "two,Another,ongoing,\nthree,Third,no such,\n"));
    CHECK_INT(RUN(&s, "import", "programmes", dir, path), 1);
    CHECK(holds(s.out, "left out"));
    CHECK(holds(s.err, "list.csv:2: "));
    CHECK(holds(s.err, "list.csv:4: status: "));
    said_free(&s);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM programme"), 1);
    CHECK_INT(RUN(&s, "import", "programmes", dir, "/nothing/there.csv"), 1);
    CHECK(holds(s.err, "/nothing/there.csv: cannot be read"));
    said_free(&s);
    CHECK_INT(RUN(&s, "edition", "adopt", dir, "editions/community"), 1);
    CHECK(holds(s.err, "in_force lies in the past"));
    said_free(&s);
    CHECK_INT(RUN(&s, "edition", "adopt", dir, path), 1);
    CHECK(holds(s.err, "list.csv:"));
    said_free(&s);
    CHECK(control_stop(k));
    app_close(app);
    clean(dir);
}

TEST(a_socket_of_a_killed_server_is_no_server)
{
    struct said s;
    struct app *app;
    struct control *k = NULL;
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    const char *dir = fund();
    snprintf(a.sun_path, sizeof a.sun_path, "%s/control.sock", dir);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK_INT(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    close(fd); /* the file stays, as after kill -9 */
    CHECK_INT(RUN(&s, "user", "add", dir, "--email", "one@example.org", "--name", "One"), 0);
    said_free(&s);
    CHECK_INT(app_open(dir, &now, &app), OK);
    CHECK_INT(control_start(app, &k), OK);
    CHECK_INT(RUN(&s, "user", "add", dir, "--email", "two@example.org", "--name", "Two"), 0);
    said_free(&s);
    CHECK(control_stop(k));
    app_close(app);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM account"), 2);
    clean(dir);
}

/* Sends bytes as a question and reads the answer to its end. */
static size_t ask(const char *dir, const char *bytes, size_t n, char *answer, size_t room)
{
    int fd = dial(dir);
    size_t have = 0;
    ssize_t got;
    CHECK(fd >= 0);
    CHECK(send(fd, bytes, n, MSG_NOSIGNAL) == (ssize_t)n);
    shutdown(fd, SHUT_WR);
    while (have < room - 1 && (got = recv(fd, answer + have, room - 1 - have, 0)) > 0)
        have += (size_t)got;
    answer[have] = '\0';
    close(fd);
    return have;
}

TEST(what_is_no_command_is_turned_away)
{
    struct said s;
    struct app *app;
    struct control *k = NULL;
    char answer[1024];
    const char *dir = fund();
    CHECK_INT(app_open(dir, &now, &app), OK);
    CHECK_INT(control_start(app, &k), OK);
    CHECK_INT(ask(dir, "GET / HTTP/1.1\r\n\r\n", 18, answer, sizeof answer), 0);
    CHECK_INT(ask(dir, "LTS1\xff\xff\xff\xff-x", 10, answer, sizeof answer), 0);
    CHECK_INT(ask(dir, "LTS1\0\0\0\1-", 9, answer, sizeof answer), 0);
    CHECK_INT(ask(dir, "LTS1\0\0\0\3-ab", 11, answer, sizeof answer), 0);  /* no NUL */
    CHECK_INT(ask(dir, "LTS1\0\0\0\11-ab", 11, answer, sizeof answer), 0); /* ends early */
    CHECK_INT(ask(dir, "LTS1", 4, answer, sizeof answer), 0);
    /* A command that a server must not run in itself. */
    size_t n = ask(dir, "LTS1\0\0\0\11-serve\0.\0", 17, answer, sizeof answer);
    CHECK(n > 12 && answer[0] == 'e' && memcmp(answer + n - 6, "x\0\0\0\1\1", 6) == 0);
    CHECK(n > 12 && memmem(answer, n, "does not know this command", 26) != NULL);
    /* The fund's folder is the server's, whatever the line says. */
    n = ask(dir, "LTS1\0\0\0\20-setup\0/nowhere\0", 24, answer, sizeof answer);
    CHECK(n > 12 && answer[0] == 'o' && memmem(answer, n, "/setup/", 7) != NULL);
    /* A caller who leaves at once. */
    for (int i = 0; i < 8; i++) {
        int fd = dial(dir);
        CHECK(fd >= 0);
        ssize_t sent = send(fd, "LTS1\0\0\0\10-setup\0", 15, MSG_NOSIGNAL);
        CHECK(sent > 0 || errno == EPIPE ||
              errno == ECONNRESET); /* turned away already: too many at once */
        close(fd);
    }
    for (int i = 0; i < 100 && RUN(&s, "setup", dir) != 0; i++) {
        said_free(&s); /* busy with those */
        usleep(20000);
    }
    CHECK(holds(s.out, "/setup/"));
    said_free(&s);
    CHECK(control_stop(k));
    app_close(app);
    clean(dir);
}

TEST(one_command_too_many_is_told_that_the_server_is_busy)
{
    enum { AT_ONCE = 4, TRIES = 50 };
    struct said s;
    struct app *app;
    struct control *k = NULL;
    int held[AT_ONCE], told = 0;
    const char *dir = fund();
    CHECK_INT(app_open(dir, &now, &app), OK);
    CHECK_INT(control_start(app, &k), OK);
    for (int i = 0; i < AT_ONCE; i++) { /* who asks nothing for a while */
        held[i] = dial(dir);
        CHECK(held[i] >= 0);
    }
    for (int i = 0; i < TRIES; i++) { /* the server often closes before the question is sent */
        CHECK_INT(RUN(&s, "setup", dir), 1);
        told += holds(s.err, "busy with other commands");
        said_free(&s);
    }
    CHECK_INT(told, TRIES);
    for (int i = 0; i < AT_ONCE; i++)
        close(held[i]);
    CHECK(control_stop(k));
    app_close(app);
    clean(dir);
}

static int descriptors(void)
{
    int n = 0;
    DIR *d = opendir("/proc/self/fd");
    while (d && readdir(d))
        n++;
    if (d) closedir(d);
    return n;
}

TEST(descriptors_that_came_along_are_closed)
{
    struct said s;
    struct app *app;
    struct control *k = NULL;
    char path[128];
    const char *dir = fund();
    CHECK_INT(app_open(dir, &now, &app), OK);
    CHECK_INT(control_start(app, &k), OK);
    snprintf(path, sizeof path, "%s/../list.csv", dir);
    CHECK(file_new(path, "key,title,status,organizations\none,A title,ongoing,\n"));
    int before = 0;
    for (int i = 0; i < 20; i++) {
        CHECK_INT(RUN(&s, "import", "programmes", dir, path, "--dry-run"), 0);
        said_free(&s);
        usleep(20000); /* the server closes its end when the answer is sent */
        if (i == 0) before = descriptors();
    }
    CHECK_INT(descriptors(), before);
    CHECK(control_stop(k));
    app_close(app);
    clean(dir);
}
