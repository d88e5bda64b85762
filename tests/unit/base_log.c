/* The log: one line per event whatever the values hold, whole lines from many threads. */
#define TEST_MAIN
#include "test.h"

#include "base/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

static char captured[1 << 20];

/* Runs `f` with stderr going to a file; returns what was written there. */
static str capture(void (*f)(void))
{
    char path[] = "/tmp/base_log_XXXXXX";
    int fd = mkstemp(path), was = dup(STDERR_FILENO);
    unlink(path);
    fcntl(fd, F_SETFL, O_APPEND);
    dup2(fd, STDERR_FILENO);
    f();
    dup2(was, STDERR_FILENO);
    close(was);
    ssize_t n = pread(fd, captured, sizeof captured, 0);
    close(fd);
    return (str){captured, n > 0 ? (size_t)n : 0};
}

static void hostile(void)
{
    log_line(LOG_WARN, "two words", "a", "x\nts=forged \"quoted\" \\", "b",
             "\x1b[31m\x80 é \u202E\xC2\x9B", NULL);
}

TEST(a_hostile_value_stays_in_its_quotes)
{
    str s = capture(hostile);
    CHECK(str_starts(s, S("ts=2")));
    i64 at = str_find(s, S(" level="));
    CHECK(at == 27);
    CHECK_STR(str_sub(s, (size_t)at, s.n),
              " level=warn event=\"two words\" a=\"x\\nts=forged \\\"quoted\\\" \\\\\""
              " b=\"\\x1b[31m\\x80 é \\xe2\\x80\\xae\\xc2\\x9b\"\n");
}

static char big[10000];

static void long_values(void)
{
    memset(big, 'v', sizeof big - 1);
    log_line(LOG_INFO, "one", "k", big, "after", "1", NULL);
    log_line(LOG_INFO, "full", "a", big, "b", big, "c", big, "d", big, "e", big, NULL);
    memset(big, '\x01', sizeof big - 1);
    log_line(LOG_INFO, "escaped", "a", big, "b", big, "c", big, "d", big, NULL);
    log_line(LOG_INFO, big, "a", big, "b", big, "c", big, "d", big, NULL);
}

TEST(long_values_are_cut_and_lines_end_well)
{
    str s = capture(long_values), line;
    CHECK(str_find(s, S(" after=\"1\"\n")) > 0);
    int lines = 0;
    while (str_cut(&s, '\n', &line) && line.n) {
        lines++;
        CHECK(line.n < 4096 && line.p[line.n - 1] == '"');
        size_t quotes = 0;
        for (size_t i = 0; i < line.n; i++)
            quotes += line.p[i] == '"';
        CHECK(quotes % 2 == 0);
    }
    CHECK_INT(lines, 4);
}

static void below(void)
{
    log_threshold(LOG_ERROR);
    log_line(LOG_WARN, "unseen", NULL);
    log_line(LOG_ERROR, "seen", "cause", NULL, NULL);
    log_threshold(LOG_INFO);
}

TEST(the_threshold)
{
    str s = capture(below);
    CHECK(str_find(s, S("unseen")) < 0 && str_ends(s, S("event=\"seen\"\n")));
}

static void *shout(void *letter)
{
    char text[200];
    memset(text, *(char *)letter, sizeof text - 1);
    text[sizeof text - 1] = 0;
    for (int i = 0; i < 300; i++)
        log_line(LOG_INFO, "t", "k", text, NULL);
    return NULL;
}

static void threads(void)
{
    static char letters[] = "abcd";
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, shout, letters + i);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
}

TEST(lines_of_threads_do_not_mix)
{
    str s = capture(threads), line;
    int lines = 0;
    while (str_cut(&s, '\n', &line) && line.n) {
        lines++;
        str value = str_sub(line, line.n - 200, line.n - 1);
        for (size_t i = 1; i < value.n; i++)
            CHECK(value.p[i] == value.p[0]);
    }
    CHECK_INT(lines, 1200);
}
