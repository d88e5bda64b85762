/* The children that read hostile files: what is shut, what is limited, what comes back. */
#define TEST_MAIN
#include "as_child.h"
#include "test.h"
#include "web/child.h"
#include "web/picture.h"
#include "web/sandbox.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <unistd.h>

static enum status probe(struct arena *a, const char *what, str *said)
{
    return child_run(a, "probe", (const char *const[]){what, NULL}, NULL, said);
}

static bool refused(str said, const char *door)
{
    char line[64];
    snprintf(line, sizeof line, "%s refused\n", door);
    return str_find(said, str_c(line)) >= 0;
}

TEST(a_child_meets_shut_doors)
{
    struct arena *a = arena_new();
    struct sandbox_layers has = sandbox_layers();
    str said;
    CHECK(probe(a, "doors", &said) == OK);
    static const char *const by_landlock[] = {"read", "list", "program"};
    static const char *const by_filter[] = {"write", "network", "signal", "trace",
                                            "group", "kernel",  "code",   "process"};
    for (size_t i = 0; has.landlock && i < sizeof by_landlock / sizeof *by_landlock; i++)
        if (!refused(said, by_landlock[i])) CHECK_STR(said, by_landlock[i]);
    for (size_t i = 0; has.seccomp && i < sizeof by_filter / sizeof *by_filter; i++)
        if (!refused(said, by_filter[i])) CHECK_STR(said, by_filter[i]);
    if (!has.landlock) printf("# skipped: this kernel has no Landlock\n");
    if (!has.seccomp) printf("# skipped: this kernel has no seccomp filters\n");
    arena_free(a);
}

TEST(limits_end_a_child)
{
    struct arena *a = arena_new();
    str said;
    i64 began = env_monotonic_ms();
    CHECK(probe(a, "spin", &said) == LIMIT);
    CHECK(probe(a, "flood", &said) == LIMIT);
    CHECK(probe(a, "sleep", &said) == LIMIT);
    CHECK(env_monotonic_ms() - began < 12000);
    CHECK(probe(a, "memory", &said) == OK && str_eq(said, S("memory refused\n")));
    CHECK(probe(a, "files", &said) == OK && str_eq(said, S("files refused\n")));
    CHECK(probe(a, "refuse", &said) == NOT_FOUND);
    CHECK(child_run(a, "no-such-kind", NULL, NULL, &said) == FAILED);
    arena_free(a);
}

static const char *kept(const char *name, str bytes)
{
    static char path[128];
    snprintf(path, sizeof path, "/tmp/letsema-web-child-%d-%s", (int)getpid(), name);
    FILE *f = fopen(path, "wbe");
    CHECK(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n);
    if (f) fclose(f);
    return path;
}

static void number(struct buf *b, u32 v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_char(b, (char)(v >> shift & 0xff));
}

static void chunk(struct buf *b, str type, str data)
{
    number(b, (u32)data.n);
    buf_add(b, type);
    buf_add(b, data);
    number(b, libdeflate_crc32(libdeflate_crc32(0, type.p, type.n), data.p, data.n));
}

/* A PNG that claims this size and holds so many rows of noise. */
static str png(struct arena *a, u32 width, u32 height, u32 rows)
{
    size_t n = rows * (1 + 3 * (size_t)width);
    char *raw = arena_alloc(a, n + 1);
    u32 noise = 1;
    for (size_t i = 0; i < n; i++) {
        noise = noise * 1664525 + 1013904223;
        raw[i] = i % (1 + 3 * (size_t)width) ? (char)(noise >> 24) : 0;
    }
    struct libdeflate_compressor *z = libdeflate_alloc_compressor(1);
    size_t packed = libdeflate_zlib_compress_bound(z, n);
    char *data = arena_alloc(a, packed);
    packed = libdeflate_zlib_compress(z, raw, n, data, packed);
    libdeflate_free_compressor(z);
    struct buf b, head;
    buf_init(&b, packed + 1000);
    buf_init(&head, 100);
    number(&head, width);
    number(&head, height);
    buf_add(&head, S("\10\2\0\0\0"));
    buf_add(&b, S("\x89PNG\r\n\x1a\n"));
    chunk(&b, S("IHDR"), buf_str(&head));
    chunk(&b, S("IDAT"), (str){data, packed});
    chunk(&b, S("IEND"), S(""));
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    buf_free(&head);
    return s;
}

TEST(a_picture_is_made_small_and_hostile_ones_are_refused)
{
    struct arena *a = arena_new();
    struct small_picture small;
    str whole = png(a, 900, 700, 700);
    const char *path = kept("whole", whole);
    CHECK(picture_small(a, path, 200000, &small) == OK && small.width == 640 &&
          small.height == 498);
    CHECK(str_starts(small.bytes, S("RIFF")) && small.bytes.n <= 200000);
    /* The original is as it was. */
    FILE *f = fopen(path, "rbe");
    char *again = arena_alloc(a, whole.n);
    CHECK(f && fread(again, 1, whole.n, f) == whole.n && memcmp(again, whole.p, whole.n) == 0);
    if (f) fclose(f);
    CHECK(picture_small(a, kept("whole", str_sub(whole, 0, whole.n / 2)), 200000, &small) ==
          NOT_FOUND);
    CHECK(picture_small(a, kept("whole", png(a, 50000, 50000, 1)), 200000, &small) == LIMIT);
    /* Few bytes that claim a large picture below the limit: it is cut short. */
    CHECK(picture_small(a, kept("whole", png(a, 9000, 9000, 1)), 200000, &small) == NOT_FOUND);
    CHECK(picture_small(a, kept("whole", S("\x89PNG\r\n\x1a\nrubbish")), 200000, &small) ==
          NOT_FOUND);
    CHECK(picture_small(a, kept("whole", S("<svg><script/></svg>")), 200000, &small) == NOT_FOUND);
    CHECK(picture_small(a, kept("whole", S("")), 200000, &small) == NOT_FOUND);
    unlink(path);
    arena_free(a);
}

TEST(a_pdf_is_read_and_a_damaged_one_refused)
{
    struct arena *a = arena_new();
    str said;
    const char *good = "src/publish/feed/test/two-pages.pdf";
    CHECK(child_run(a, "pdf-info", NULL, good, &said) == OK &&
          str_find(said, S("Pages:           2")) >= 0);
    CHECK(child_run(a, "pdf-text", NULL, good, &said) == OK && str_find(said, S("\f")) > 0);
    const char *bad = kept("bad", S("%PDF-1.7\n1 0 obj << /Length 99999999999 >> stream\n"));
    CHECK(child_run(a, "pdf-info", NULL, bad, &said) == NOT_FOUND);
    CHECK(child_run(a, "pdf-text", NULL, bad, &said) == NOT_FOUND);
    unlink(bad);
    arena_free(a);
}
