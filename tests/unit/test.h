/* test.h: a small TAP-like harness. A unit test is a program of its own:
**
**     #define TEST_MAIN
**     #include "test.h"
**     TEST(money_adds) { CHECK(money_add(a, b, &c)); CHECK_INT(c.minor, 12); CHECK_STR(s, "12"); }
**
** Tests register themselves and run in the order of the file. A failed check is printed with its
** place and both values, and the test goes on. With arguments, only tests whose name contains one of
** them run. The last line is "N passed, N failed"; the exit status is 1 if any failed. */
#ifndef TEST_H
#define TEST_H

#include "base/str.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct test {
    const char *name;
    void (*run)(void);
    struct test *next;
};

void test_register(struct test *t);
/* Counts a failure; prints what failed, at most 20 times per test. */
void test_fail(const char *file, int line, const char *what, const char *got, const char *wanted);

#define TEST(name)                                                                                 \
    static void test_##name(void);                                                                 \
    __attribute__((constructor)) static void register_##name(void)                                 \
    {                                                                                              \
        static struct test t = {#name, test_##name, NULL};                                         \
        test_register(&t);                                                                         \
    }                                                                                              \
    static void test_##name(void)

#define CHECK(cond)                                                                                \
    do {                                                                                           \
        if (!(cond)) test_fail(__FILE__, __LINE__, #cond, "false", "true");                        \
    } while (0)

/* a and b are integers of any type that fits an i64. */
#define CHECK_INT(a, b) test_check_int(__FILE__, __LINE__, #a, (i64)(a), (i64)(b))
static inline void test_check_int(const char *file, int line, const char *what, i64 got, i64 wanted)
{
    if (got == wanted) return;
    char g[24], w[24];
    snprintf(g, sizeof g, "%" PRId64, got);
    snprintf(w, sizeof w, "%" PRId64, wanted);
    test_fail(file, line, what, g, w);
}

/* a is a str, b a C string. */
#define CHECK_STR(a, b) test_check_str(__FILE__, __LINE__, #a, (a), (b))
static inline void test_check_str(const char *file, int line, const char *what, str got,
                                  const char *wanted)
{
    if (str_eq(got, str_c(wanted))) return;
    char g[512];
    snprintf(g, sizeof g, "%.*s", P(got));
    test_fail(file, line, what, g, wanted);
}

#ifdef TEST_MAIN

static struct test *test_first, **test_last = &test_first;
static int test_failures; /* of the test that runs */

void test_register(struct test *t)
{
    *test_last = t;
    test_last = &t->next;
}

void test_fail(const char *file, int line, const char *what, const char *got, const char *wanted)
{
    if (++test_failures > 20) return;
    printf("# %s:%d: %s\n#      got: %s\n#   wanted: %s\n", file, line, what, got, wanted);
}

static bool test_wanted(const struct test *t, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strstr(t->name, argv[i])) return true;
    return argc < 2;
}

int main(int argc, char **argv)
{
    int number = 0, failed = 0;
    for (struct test *t = test_first; t; t = t->next) {
        if (!test_wanted(t, argc, argv)) continue;
        test_failures = 0;
        t->run();
        failed += test_failures > 0;
        printf("%s %d - %s\n", test_failures ? "not ok" : "ok", ++number, t->name);
        fflush(stdout);
    }
    printf("%d passed, %d failed\n", number - failed, failed);
    return failed > 0;
}

#endif
#endif
