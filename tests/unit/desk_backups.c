/* A restored copy is another fund: its sessions and links have ended, and it sends nothing and does
** nothing before it is released; by command as a person types it. */
#define TEST_MAIN
#include "test.h"

#include "desk/setup/setup.h"
#include "mail/mail.h"
#include "store/backup.h"
#include "store_help.h"
#include "web/command.h"
#include "web/serve.h"

#include <dirent.h>
#include <sys/stat.h>

static struct env now = {.fixed_now = 1795000000};
static char above[96], dir[128], copy[128];

struct said {
    char *out, *err;
    size_t out_size, err_size;
};

/* Runs a line as main does; NULL-ended words. Returns the exit status. */
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
    if (code != 0) printf("# %s", s->err);
    return code;
}
#define RUN(s, ...) run((s), (const char *const[]){__VA_ARGS__, NULL})

static void said_free(struct said *s)
{
    free(s->out);
    free(s->err);
}

/* A fund with an administrator invited: a mail waits, a ticket is open. */
static void fund(void)
{
    struct said s;
    digest_start();
    log_threshold(LOG_ERROR + 1);
    snprintf(above, sizeof above, "%s", help_dir());
    snprintf(dir, sizeof dir, "%s/fund", above);
    snprintf(copy, sizeof copy, "%s/copy", above);
    CHECK_INT(fund_create(dir, "untfhs", help_config(dir)->database.p, false, &now), OK);
    CHECK_INT(RUN(&s, "user", "add", dir, "--email", "one@example.org", "--name", "One"), 0);
    said_free(&s);
}

static void backup_and_restore(const char *target)
{
    struct said s;
    char file[256];
    snprintf(file, sizeof file, "%s/%s", above, target);
    CHECK_INT(RUN(&s, "backup", dir, file), 0);
    CHECK(s.out && strstr(s.out, "written and proved in") != NULL);
    said_free(&s);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM backup WHERE state = 'good'"), 1);
    if (help_server())
        CHECK_INT(RUN(&s, "restore", file, copy, "--database", help_config(copy)->database.p), 0);
    else
        CHECK_INT(RUN(&s, "restore", file, copy), 0);
    CHECK(s.out && strstr(s.out, "letsema release") != NULL);
    said_free(&s);
}

static int letters(void)
{
    char path[160];
    int n = 0;
    snprintf(path, sizeof path, "%s/mail", copy);
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));)
        n += e->d_name[0] != '.';
    if (d) closedir(d);
    return n;
}

static i64 turn(struct app *app)
{
    struct db *db = NULL;
    struct arena *a = arena_new();
    i64 *due = NEW_ARRAY(a, job_kind_count + 1, i64);
    CHECK_INT(db_open(app->store, &db), OK);
    i64 ran = jobs_run_due(app, db, due);
    db_close(db);
    arena_free(a);
    return ran;
}

TEST(a_copy_is_another_fund_and_does_nothing_by_itself)
{
    struct app *app = NULL;
    fund();
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM ticket"), 1);
    CHECK_INT(help_raw(dir, "SELECT held FROM instance"), 0);
    backup_and_restore("one");
    CHECK_INT(help_raw(copy, "SELECT held FROM instance"), 1);
    CHECK_INT(help_raw(copy, "SELECT count(*) FROM ticket"), 0);
    CHECK_INT(help_raw(copy, "SELECT count(*) FROM mail WHERE state = 'queued'"), 1);
    CHECK_INT(app_open(copy, &now, &app), OK);
    CHECK(store_held(app->store));
    CHECK_INT(turn(app), 0);
    CHECK_INT(letters(), 0);
    struct release all = {.detail = S("everything")};
    CHECK_INT(store_release(app->store, (struct actor){0}, 1795000005, &all), OK);
    CHECK(!store_held(app->store));
    CHECK(turn(app) > 0);
    CHECK_INT(letters(), 1);
    app_close(app);
    CHECK_INT(help_raw(copy, "SELECT count(*) FROM mail WHERE state = 'accepted'"), 1);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM ticket"), 1); /* the old fund is untouched */
    help_clean(above);
}

TEST(mails_that_waited_can_be_discarded)
{
    struct said s;
    struct app *app = NULL;
    fund();
    backup_and_restore("one");
    CHECK_INT(RUN(&s, "release", copy, "--discard-mail"), 0);
    CHECK(s.out && strstr(s.out, "cancelled: 1") != NULL);
    said_free(&s);
    CHECK_INT(RUN(&s, "release", copy), 1);
    said_free(&s);
    CHECK_INT(app_open(copy, &now, &app), OK);
    CHECK(turn(app) > 0);
    CHECK_INT(letters(), 0);
    app_close(app);
    CHECK_INT(help_raw(copy, "SELECT count(*) FROM instance_event"), 2);
    help_clean(above);
}

/* What was on its way when the backup was made may have arrived: a person decides. */
TEST(a_mail_in_flight_is_of_unknown_fate)
{
    struct app *app = NULL;
    fund();
    help_raw(dir, "UPDATE mail SET state = 'in_flight'");
    backup_and_restore("one");
    CHECK_INT(app_open(copy, &now, &app), OK);
    app_close(app);
    CHECK_INT(help_raw(copy, "SELECT count(*) FROM mail WHERE state = 'unknown'"), 1);
    help_clean(above);
}

TEST(what_is_there_already_is_not_overwritten)
{
    struct said s;
    struct stat st;
    char file[256];
    fund();
    snprintf(file, sizeof file, "%s/precious", above);
    FILE *f = fopen(file, "w");
    fputs("something else\n", f);
    fclose(f);
    CHECK_INT(RUN(&s, "backup", dir, file), 1);
    CHECK(s.err && strstr(s.err, "something else by this name") != NULL);
    said_free(&s);
    CHECK_INT(stat(file, &st), 0);
    CHECK_INT(st.st_size, 15);
    CHECK_INT(help_raw(dir, "SELECT count(*) FROM backup WHERE state = 'failed'"), 1);
    snprintf(file, sizeof file, "%s/one", above);
    CHECK_INT(RUN(&s, "backup", dir, file), 0);
    said_free(&s);
    CHECK_INT(RUN(&s, "backup", dir, file), 0); /* a newer backup takes an older one's place */
    said_free(&s);
    CHECK_INT(stat(file, &st), 0);
    CHECK_INT(st.st_mode & 0777, 0600);
    help_clean(above);
}
