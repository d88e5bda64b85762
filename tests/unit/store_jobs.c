/* Jobs are done at least once and ended by who holds them; files are whole or absent. */
#define TEST_MAIN
#include "store_help.h"

#define KINDS S("[\"soon\",\"other\",\"later\",\"mail\"]")

#include <sys/stat.h>

struct put {
    const char *kind, *dedupe;
    i64 run_at;
};

static enum status put_write(struct tx *tx, void *arg)
{
    const struct put *p = arg;
    return job_put(tx, p->kind, S("{}"), p->run_at, str_c(p->dedupe));
}

static void put(struct store *s, const char *kind, i64 run_at, const char *dedupe)
{
    struct put p = {kind, dedupe, run_at};
    CHECK_INT(store_write(s, (struct actor){0}, 1, put_write, &p), OK);
}

TEST(jobs_run_in_order_and_once)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct arena *a = arena_new();
    struct job_claimed job, second;
    CHECK_INT(job_claim(s, a, KINDS, 100, 60, &job), NOT_FOUND);
    put(s, "later", 200, NULL);
    put(s, "soon", 50, "k");
    put(s, "soon", 60, "k"); /* the same key waits already */
    put(s, "other", 70, "k");
    CHECK_INT(job_claim(s, a, KINDS, 100, 60, &job), OK);
    CHECK_STR(job.kind, "soon");
    CHECK_STR(job.args, "{}");
    put(s, "soon", 60, "k"); /* the first has begun: this one may see what it missed */
    CHECK_INT(job_claim(s, a, KINDS, 100, 60, &second), OK);
    CHECK_STR(second.kind, "soon");
    CHECK_INT(job_done(s, 100, &second), OK);
    CHECK_INT(job_claim(s, a, KINDS, 100, 60, &second), OK);
    CHECK_STR(second.kind, "other");
    CHECK_INT(job_done(s, 100, &second), OK);
    CHECK_INT(job_claim(s, a, KINDS, 100, 60, &second), NOT_FOUND);
    CHECK_INT(job_done(s, 100, &job), OK);
    CHECK_INT(job_done(s, 100, &job), CONFLICT);
    CHECK_INT(job_claim(s, a, KINDS, 200, 60, &job), OK);
    CHECK_STR(job.kind, "later");
    arena_free(a);
    store_close(s);
    help_clean(dir);
}

TEST(jobs_are_fenced)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct arena *a = arena_new();
    struct job_claimed first, second;
    put(s, "mail", 10, NULL);
    CHECK_INT(job_claim(s, a, KINDS, 10, 60, &first), OK);
    CHECK_INT(job_renew(s, 60, 60, &first), OK);
    CHECK_INT(job_claim(s, a, KINDS, 100, 60, &second), NOT_FOUND); /* prolonged to 120 */
    CHECK_INT(job_claim(s, a, KINDS, 121, 60, &second), OK);        /* the first went silent */
    CHECK_INT(second.id, first.id);
    CHECK_INT(second.attempts, 2);
    CHECK_INT(job_done(s, 122, &first), CONFLICT);
    CHECK_INT(job_failed(s, 122, &first, S("late")), CONFLICT);
    CHECK_INT(job_renew(s, 122, 60, &first), CONFLICT);
    CHECK_INT(job_done(s, 122, &second), OK);
    arena_free(a);
    store_close(s);
    help_clean(dir);
}

TEST(jobs_go_on_when_the_clock_is_set_back)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct arena *a = arena_new();
    struct job_claimed job;
    put(s, "soon", 5000, NULL);
    put(s, "later", 9000, NULL);
    CHECK_INT(job_claim(s, a, KINDS, 1000, 60, &job), NOT_FOUND);
    CHECK_INT(job_catch_up(s, 1000, 5000), OK);
    CHECK_INT(job_claim(s, a, KINDS, 1000, 60, &job), OK);
    CHECK_STR(job.kind, "soon");
    CHECK_INT(job_claim(s, a, KINDS, 1000, 60, &job), NOT_FOUND);
    CHECK_INT(job_claim(s, a, KINDS, 9000, 60, &job), OK);
    arena_free(a);
    store_close(s);
    help_clean(dir);
}

TEST(jobs_back_off_and_rest)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct arena *a = arena_new();
    struct db *db;
    struct job_claimed job;
    i64 now = 1000, pauses[] = {60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600, 21600};
    put(s, "mail", now, NULL);
    for (int i = 0; i < 11; i++) {
        CHECK_INT(job_claim(s, a, KINDS, now, 60, &job), OK);
        CHECK_INT(job_failed(s, now, &job, S("no relay")), OK);
        CHECK_INT(job_claim(s, a, KINDS, now + pauses[i] - 1, 60, &job), NOT_FOUND);
        now += pauses[i];
    }
    CHECK_INT(job_claim(s, a, KINDS, now, 60, &job), OK);
    CHECK_INT(job_failed(s, now, &job, S("no relay")), OK);
    CHECK_INT(job_claim(s, a, KINDS, now + 1000000, 60, &job), NOT_FOUND);
    i64 resting = 0;
    CHECK_INT(db_open(s, &db), OK);
    CHECK_INT(job_resting(db, a, &resting), OK);
    CHECK_INT(resting, 1);
    db_close(db);
    arena_free(a);
    store_close(s);
    help_clean(dir);
}

/* A killed process leaves its job held: the next one goes on with it at once, but not again and again. */
TEST(jobs_of_a_dead_process_go_on)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct arena *a = arena_new();
    struct job_claimed job;
    put(s, "mail", 10, NULL);
    CHECK_INT(job_claim(s, a, KINDS, 100, 60, &job), OK);
    store_close(s);
    s = help_open(dir);
    CHECK_INT(job_claim(s, a, KINDS, 101, 60, &job), NOT_FOUND);
    CHECK_INT(job_recover(s, 101), OK);
    CHECK_INT(job_claim(s, a, KINDS, 101, 60, &job), OK);
    CHECK_INT(job.attempts, 2);
    CHECK_INT(job_recover(s, 102), OK);
    CHECK_INT(job_claim(s, a, KINDS, 102 + 119, 60, &job), NOT_FOUND);
    i64 now = 102 + 120;
    for (int attempts = 3; attempts <= 12; attempts++, now += 6 * 3600) {
        CHECK_INT(job_claim(s, a, KINDS, now, 60, &job), OK);
        CHECK_INT(job.attempts, attempts);
        CHECK_INT(job_recover(s, now), OK);
    }
    CHECK_INT(job_claim(s, a, KINDS, now + 1000000, 60, &job), NOT_FOUND); /* it rests */
    arena_free(a);
    store_close(s);
    help_clean(dir);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    if (!f) abort();
    fputs(text, f);
    fclose(f);
}

TEST(files_are_kept_by_hash)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct arena *a = arena_new();
    const char *upload = arena_printf(a, "%s/upload", dir).p;
    struct digest hash, again;
    i64 size = 0;
    write_file(upload, "hello");
    CHECK_INT(file_keep(s, upload, &hash, &size), OK);
    CHECK_INT(size, 5);
    CHECK(digest_eq(hash, digest_of(S("hello"))));
    CHECK(access(upload, F_OK) != 0);
    str hex = digest_hex(a, hash), text;
    CHECK_STR(arena_printf(a, "%s", file_path(s, a, hash)),
              arena_printf(a, "%s/files/%.2s/%.*s", dir, hex.p, P(hex)).p);
    struct stat st;
    CHECK_INT(stat(file_path(s, a, hash), &st), 0);
    CHECK_INT(st.st_mode & 0777, 0600);
    CHECK_INT(file_keep_bytes(s, S("hello"), &again), OK); /* the same bytes are the same file */
    CHECK(digest_eq(hash, again));
    CHECK_INT(file_read(s, a, hash, 5, &text), OK);
    CHECK_STR(text, "hello");
    CHECK_INT(file_read(s, a, hash, 4, &text), LIMIT);
    CHECK_INT(file_read(s, a, digest_of(S("other")), 5, &text), NOT_FOUND);
    CHECK_INT(file_keep_bytes(s, S(""), &again), OK);
    CHECK_INT(file_read(s, a, again, 5, &text), OK);
    CHECK_INT(text.n, 0);
    log_threshold(LOG_ERROR + 1);
    CHECK_INT(file_keep(s, upload, &hash, &size), FAILED); /* it is gone */
    log_threshold(LOG_INFO);
    char other[] = "/dev/shm/letsema-test-XXXXXX";
    int fd = mkstemp(other); /* usually another file system than /tmp */
    CHECK(fd >= 0 && write(fd, "far", 3) == 3);
    close(fd);
    CHECK_INT(file_keep(s, other, &hash, &size), OK);
    CHECK(access(other, F_OK) != 0);
    CHECK_INT(file_read(s, a, hash, 5, &text), OK);
    CHECK_STR(text, "far");
    arena_free(a);
    store_close(s);
    help_clean(dir);
}

/* A runner takes its own kinds and leaves the others to another. */
TEST(a_runner_takes_its_own_kinds)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct arena *a = arena_new();
    struct job_claimed job;
    put(s, "long", 10, NULL);
    put(s, "mail", 20, NULL);
    CHECK_INT(job_claim(s, a, KINDS, 100, 60, &job), OK);
    CHECK_STR(job.kind, "mail");
    CHECK_INT(job_claim(s, a, KINDS, 100, 60, &job), NOT_FOUND);
    CHECK_INT(job_claim(s, a, S("[\"long\"]"), 100, 60, &job), OK);
    CHECK_STR(job.kind, "long");
    arena_free(a);
    store_close(s);
    help_clean(dir);
}
