/* letsema verify: a whole fund passes; every kind of fault is named, with the place where it is. */
#define TEST_MAIN
#include "as_child.h"
#include "store_help.h"

#include "web/registry.h"
#include "web/verify.h"

#include "gen/registry.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>

static struct {
    const char *dir;
    struct arena *arena;
} whole;

static void whole_remove(void)
{
    help_clean(whole.dir);
    arena_free(whole.arena);
}

static void shell(const char *command)
{
    pid_t child = fork();
    if (child == 0) execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    int state;
    if (child < 0 || waitpid(child, &state, 0) != child || state != 0) abort();
}

/* A demonstration: every stage of everything, made once. */
static void whole_make(void)
{
    if (whole.dir) return;
    whole.arena = arena_new();
    whole.dir = str_z(whole.arena, str_c(help_dir()));
    atexit(whole_remove);
    struct env env = {.fixed_now = 1799136000}; /* 2027-01-05T08:00:00Z */
    char *words[] = {"--database", (char *)help_config(whole.dir)->database.p};
    struct command c = {.name = "demo",
                        .dir = whole.dir,
                        .env = &env,
                        .argv = words,
                        .argc = help_server() ? 2 : 0};
    CHECK_INT(demo_command(&c), 0);
}

/* A copy that a test may spoil. */
static const char *copy_make(struct arena *a)
{
    whole_make();
    const char *dir = str_z(a, str_c(help_dir()));
    shell(arena_printf(a, "cp -r %s/. %s", whole.dir, dir).p);
    help_copy(whole.dir, dir);
    return dir;
}

/* All faults of a folder, one per line. */
static str faults_of(struct arena *a, const char *dir, struct check *out)
{
    struct store *s = NULL;
    struct check c = {.arena = a};
    struct buf b;
    buf_init(&b, 1 << 16);
    log_threshold(LOG_ERROR + 1);
    help_env.fixed_now = 1799136000;
    CHECK_INT(store_open_reading(dir, help_config(dir), &help_env, &s), OK);
    if (s == NULL) exit(1);
    c.store = s;
    enum status st = verify_run(&c);
    if (st != OK) buf_printf(&b, "stopped at %s\n", c.name);
    for (size_t i = 0; i < c.faults.n; i++) {
        const struct check_fault *f = &c.faults.v[i];
        str words = verify_words(a, S("en"), f->message, f->arguments, f->argument_count, f->count);
        buf_printf(&b, "%.*s\n", P(words));
    }
    store_close(s);
    str text = str_dup(a, buf_str(&b));
    buf_free(&b);
    if (out) *out = c;
    return text;
}

TEST(a_whole_fund_passes)
{
    struct arena *a = arena_new();
    struct check c;
    whole_make();
    CHECK_STR(faults_of(a, whole.dir, &c), "");
    CHECK(c.entries > 500 && c.rows > 300 && c.files >= 2);
    arena_free(a);
}

/* Each is done to a whole fund by somebody with the database in hand, and must be named. */
#define FIRST "'0000000000000000000000000000000000000000000000000000000000000001'"
static const struct {
    const char *sql, *fault;
    enum { BOTH, SQLITE, SERVER } on;
} spoils[] = {
    {"UPDATE journal_entry SET act = 'x' WHERE id = 5",
     "Journal entry 5: its content does not match its hash."},
    {"DELETE FROM journal_entry WHERE id = 7", "Journal entry 8: an entry before it is missing."},
    {"UPDATE journal_entry SET previous = hash WHERE id = 9",
     "Journal entry 9: it does not follow the entry before it."},
    {"UPDATE journal_value SET new_value = 'x' WHERE entry = 11",
     "Journal entry 11: the value of field"},
    {"DELETE FROM journal_value WHERE entry = 12 AND field <> 'id'",
     "and no erasure of it is on record."},
    {"INSERT INTO journal_value VALUES (99999, 'x', 'x', NULL, NULL)",
     "belongs to entry 99999, which is missing."},
    {"UPDATE call SET title = 'x' WHERE id = 1",
     "call with id 1: field title is not what the journal says of it last"},
    {"UPDATE call SET published = NULL WHERE id = 1", "call with id 1: field published is not"},
    {"UPDATE organization SET about = '' WHERE about IS NULL", "field about is not"},
    {"INSERT INTO theme SELECT 777, 'x', title, title_fr, intro, intro_fr, picture, picture_width, "
     "picture_height, picture_bytes, alt, alt_fr, position, state, changed FROM theme LIMIT 1",
     "theme with id 777: the row is there and the journal knows of none."},
    {"DELETE FROM duty WHERE id = (SELECT max(id) FROM duty)",
     "and it is gone. Somebody removed it past the journal"},
    {"INSERT INTO journal_erasure VALUES (1, 'call', 1, 'title', 99999, 0, 0)",
     "journal_erasure with id 1: the row is there and the journal knows of none."},
    {"UPDATE profile_facet SET page = 99999 WHERE facet = 'all' AND page = 1",
     "refers to a row of profile_page that is not there."},
    {"UPDATE document SET file = " FIRST " WHERE id = 1",
     "document.file refers to file 0000000000000000000000000000000000000000000000000000000000000001"},
    {"UPDATE document SET file = 'x' WHERE id = 1", "document.file should hold the hash of a file"},
    {"DELETE FROM search_words WHERE rowid = (SELECT max(id) FROM search_text)",
     "is not in the index of words.", SQLITE},
    {"DELETE FROM search_words WHERE id = (SELECT max(id) FROM search_text)",
     "is not in the index of words.", SERVER},
    {"DELETE FROM search_text WHERE id = (SELECT max(id) FROM search_text)",
     "for a text that is gone."},
    {"UPDATE search_words_content SET c1 = 'other words' WHERE id = (SELECT max(id) FROM search_text)",
     "The index of words does not agree", SQLITE},
    {"UPDATE proposal_version SET body = replace(body, '\":\"', '\":\"x') WHERE id = 1",
     "its text does not have the fingerprint that was kept of it."},
    {"UPDATE proposal_version SET body = 'x' WHERE id = 1", "cannot be read as a document."},
    {"UPDATE receipt SET hash = " FIRST " WHERE id = 1",
     "the receipt that was given for it names another fingerprint."},
    {"UPDATE receipt SET version = 99999 WHERE id = 1",
     "was given for a version that is not there as it was sent."},
    {"UPDATE edition SET code = 'other'", "its file is of another edition, untfhs"},
    {"UPDATE edition SET hash = " FIRST, "cannot be read from its file"},
    {"DELETE FROM profile_facet WHERE facet = 'all' AND page = 1",
     "readers do not find it under \"all\" as its page says."},
    {"UPDATE profile_facet SET day = 1 WHERE page = 1", "readers do not find it under"},
    {"UPDATE profile_tally SET n = n + 1 WHERE facet = 'all'",
     "profiles are under \"all\"; there are"},
    {"INSERT INTO setting (key, value) VALUES ('fund.mark', " FIRST ")",
     "setting fund.mark refers to file"},
};

TEST(every_fault_in_the_database_is_named)
{
    for (size_t i = 0; i < sizeof spoils / sizeof *spoils; i++) {
        if (spoils[i].on == (help_server() ? SQLITE : SERVER)) continue;
        struct arena *a = arena_new();
        const char *dir = copy_make(a);
        help_raw(dir, spoils[i].sql);
        str faults = faults_of(a, dir, NULL);
        bool named = str_find(faults, str_c(spoils[i].fault)) >= 0;
        if (!named) printf("# %s\n# %.*s\n", spoils[i].sql, P(faults));
        CHECK(named);
        help_clean(dir);
        arena_free(a);
    }
}

TEST(faults_of_a_kind_are_counted_and_the_first_is_named)
{
    struct arena *a = arena_new();
    const char *dir = copy_make(a);
    help_raw(dir, "UPDATE organization SET acronym = acronym || 'x'");
    i64 rows = help_raw(dir, "SELECT count(*) FROM organization");
    str faults = faults_of(a, dir, NULL);
    CHECK(rows > 2);
    CHECK(str_find(faults, arena_printf(a, "organization with id %lld: field acronym",
                                        (long long)rows)) >= 0);
    CHECK(str_find(faults, arena_printf(a, "(And %lld more like it.)", (long long)rows - 1)) >= 0);
    help_clean(dir);
    arena_free(a);
}

static const struct {
    const char *command, *fault;
} strokes[] = {
    {"echo more >> \"$(find files -type f | head -n 1)\"",
     "does not have the content that its name is the hash of."},
    {"rm \"$(find files -type f | head -n 1)\"", "which is not in the file store."},
    {"mkdir -p files/zz && touch files/zz/strange",
     "File files/zz/strange is none of the file store's"},
    {"f=$(find files -type f | head -n 1); mkdir files/00; mv $f files/00/",
     "is none of the file store's"},
};

TEST(every_fault_in_the_files_is_named)
{
    for (size_t i = 0; i < sizeof strokes / sizeof *strokes; i++) {
        struct arena *a = arena_new();
        const char *dir = copy_make(a);
        shell(arena_printf(a, "cd %s && { %s; }", dir, strokes[i].command).p);
        str faults = faults_of(a, dir, NULL);
        bool named = str_find(faults, str_c(strokes[i].fault)) >= 0;
        if (!named) printf("# %s\n# %.*s\n", strokes[i].command, P(faults));
        CHECK(named);
        help_clean(dir);
        arena_free(a);
    }
}

/* Bytes of an index page that a disk forgot. */
TEST(a_damaged_page_is_named)
{
    if (help_server()) return;
    struct arena *a = arena_new();
    const char *dir = copy_make(a);
    i64 page = help_raw(dir, "SELECT rootpage FROM sqlite_schema WHERE name = 'mail_due'");
    i64 size = help_raw(dir, "PRAGMA page_size");
    help_raw(dir, "PRAGMA wal_checkpoint(TRUNCATE)");
    int fd = open(arena_printf(a, "%s/fund.db", dir).p, O_WRONLY);
    CHECK(pwrite(fd, "\xff\xff\xff\xff\xff\xff\xff\xff", 8, (page - 1) * size + 2) == 8);
    close(fd);
    str faults = faults_of(a, dir, NULL);
    CHECK(str_find(faults, S("The database file is damaged: ")) >= 0);
    help_clean(dir);
    arena_free(a);
}
