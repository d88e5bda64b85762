/* The digest that somebody kept of a journal: a fund whose whole history was rewritten, with a chain
** that agrees with itself from the first entry to the last, passes without it and fails with it. */
#define TEST_MAIN
#include "as_child.h"
#include "store_help.h"

#include "publish/anchor/anchor.h"
#include "store/journal/chain.h"
#include "web/app.h"
#include "web/registry.h"
#include "web/verify.h"

#include "gen/registry.h"

#include <stdlib.h>

enum { FIRST = 1799136000 }; /* 2027-01-05T08:00:00Z */

/* A demonstration with the digests of two days. */
static const char *fund_make(struct arena *a)
{
    const char *dir = str_z(a, str_c(help_dir()));
    struct env env = {.fixed_now = FIRST};
    struct command c = {.name = "demo", .dir = dir, .env = &env};
    CHECK_INT(demo_command(&c), 0);
    for (int day = 1; day <= 2; day++) {
        struct app *app = NULL;
        env.fixed_now = FIRST + day * 86400;
        CHECK_INT(app_open(dir, &env, &app), OK);
        struct job j = {.app = app, .arena = a, .now = env.fixed_now};
        CHECK_INT(db_open(app->store, &j.db), OK);
        CHECK_INT(anchor_make_job(&j), OK);
        db_close(j.db);
        app_close(app);
    }
    return dir;
}

/* "" or all faults. */
static str verdict(struct arena *a, const char *dir, const struct anchor *kept)
{
    struct store *s = NULL;
    struct buf b;
    buf_init(&b, 1 << 16);
    CHECK_INT(store_open_reading(dir, NULL, &help_env, &s), OK);
    struct check c = {.store = s, .arena = a, .anchor = kept};
    CHECK_INT(verify_run(&c), OK);
    for (size_t i = 0; i < c.faults.n; i++) {
        const struct check_fault *f = &c.faults.v[i];
        str words = verify_words(a, S("en"), f->message, f->arguments, f->argument_count, f->count);
        buf_printf(&b, "%.*s\n", P(words));
    }
    store_close(s);
    str text = str_dup(a, buf_str(&b));
    buf_free(&b);
    return text;
}

/* --- the attack ------------------------------------------------------------------------------- */

static str column(struct arena *a, sqlite3_stmt *st, int i)
{
    const char *p = (const char *)sqlite3_column_text(st, i);
    return p ? str_dup(a, (str){p, (size_t)sqlite3_column_bytes(st, i)}) : NO_STR;
}

static sqlite3_stmt *ask(sqlite3 *h, const char *sql)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(h, sql, -1, &st, NULL) != SQLITE_OK) {
        printf("# %s: %s\n", sql, sqlite3_errmsg(h));
        abort();
    }
    return st;
}

static void run(sqlite3 *h, struct arena *a, const char *fmt, ...)
{
    va_list ap;
    struct buf b;
    buf_init(&b, 1 << 20);
    va_start(ap, fmt);
    buf_vprintf(&b, fmt, ap);
    va_end(ap);
    if (sqlite3_exec(h, str_z(a, buf_str(&b)), NULL, NULL, NULL) != SQLITE_OK) {
        printf("# %.*s: %s\n", P(buf_str(&b)), sqlite3_errmsg(h));
        abort();
    }
    buf_free(&b);
}

/* The digests of one entry, made of its values. */
static str digests_again(sqlite3 *h, struct arena *a, i64 entry)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    sqlite3_stmt *st = ask(h, "SELECT field, salt, old_value, new_value FROM journal_value WHERE "
                              "entry = ?1 ORDER BY field");
    sqlite3_bind_int64(st, 1, entry);
    while (sqlite3_step(st) == SQLITE_ROW) {
        str field = column(a, st, 0);
        str d =
            journal_field_digest(a, field, column(a, st, 1), column(a, st, 2), column(a, st, 3));
        buf_printf(&b, "%s%.*s=%.*s", b.n ? " " : "", P(field), P(d));
    }
    sqlite3_finalize(st);
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

/* A published digest made anew, by the description on /data/journal, in its row and its entry. */
static void anchor_again(sqlite3 *h, struct arena *a, i64 entry, i64 row)
{
    run(h, a,
        "UPDATE anchor SET hash = (SELECT e.hash FROM journal_entry e WHERE e.id = anchor.position), "
        "previous = coalesce((SELECT p.digest FROM anchor p WHERE p.day = anchor.day - 1), '') "
        "WHERE id = %lld",
        (long long)row);
    sqlite3_stmt *st =
        ask(h, "SELECT date(day * 86400, 'unixepoch'), "
               "strftime('%Y-%m-%dT%H:%M:%SZ', made, 'unixepoch'), position, entries, "
               "hash, coalesce(nullif(previous, ''), 'none') FROM anchor WHERE id = ?1");
    sqlite3_bind_int64(st, 1, row);
    CHECK(sqlite3_step(st) == SQLITE_ROW);
    str statement = arena_printf(
        a,
        "letsema journal digest 1\nday %.*s\nmade %.*s\nposition %.*s\nentries %.*s\nhash %.*s\n"
        "previous %.*s\n",
        P(column(a, st, 0)), P(column(a, st, 1)), P(column(a, st, 2)), P(column(a, st, 3)),
        P(column(a, st, 4)), P(column(a, st, 5)));
    sqlite3_finalize(st);
    run(h, a, "UPDATE anchor SET digest = '%s' WHERE id = %lld",
        digest_hex(a, digest_of(statement)).p, (long long)row);
    const char *fields[] = {"hash", "previous", "digest"};
    for (int i = 0; i < 3; i++)
        run(h, a,
            "UPDATE journal_value SET new_value = (SELECT %s FROM anchor WHERE id = %lld) "
            "WHERE entry = %lld AND field = '%s'",
            fields[i], (long long)row, (long long)entry, fields[i]);
}

/* Another title for the first call, as if it had always been so, and the whole chain anew. */
static void history_rewrite(const char *dir, struct arena *a)
{
    sqlite3 *h = NULL;
    if (sqlite3_open(arena_printf(a, "%s/fund.db", dir).p, &h) != SQLITE_OK) abort();
    run(h, a, "BEGIN");
    run(h, a, "UPDATE call SET title = 'Money for my cousin' WHERE id = 1");
    run(h, a,
        "UPDATE journal_value SET new_value = 'Money for my cousin' WHERE field = 'title' AND "
        "entry IN (SELECT id FROM journal_entry WHERE tab = 'call' AND record = 1)");
    sqlite3_stmt *st =
        ask(h, "SELECT id, at, account, act, request, tab, record, op, is_public FROM "
               "journal_entry ORDER BY id");
    str previous = S("");
    while (sqlite3_step(st) == SQLITE_ROW) {
        struct journal_link e = {.id = sqlite3_column_int64(st, 0),
                                 .at = sqlite3_column_int64(st, 1),
                                 .account = sqlite3_column_int64(st, 2),
                                 .act = column(a, st, 3),
                                 .request = column(a, st, 4),
                                 .tab = column(a, st, 5),
                                 .record = sqlite3_column_int64(st, 6),
                                 .op = column(a, st, 7),
                                 .is_public = sqlite3_column_int64(st, 8)};
        if (str_eq(e.tab, S("anchor"))) anchor_again(h, a, e.id, e.record);
        e.digests = digests_again(h, a, e.id);
        e.previous = previous;
        previous = journal_entry_hash(a, &e);
        run(h, a,
            "UPDATE journal_entry SET digests = '%.*s', previous = '%.*s', hash = '%.*s' WHERE id = "
            "%lld",
            P(e.digests), P(e.previous), P(previous), (long long)e.id);
    }
    sqlite3_finalize(st);
    run(h, a, "COMMIT");
    sqlite3_close(h);
}

static struct anchor anchor_kept(struct arena *a, const char *dir)
{
    struct anchor kept = {0};
    sqlite3 *h = NULL;
    if (sqlite3_open(arena_printf(a, "%s/fund.db", dir).p, &h) != SQLITE_OK) abort();
    sqlite3_stmt *st = ask(h, "SELECT day, position, hash, digest FROM anchor WHERE day = 20823");
    CHECK(sqlite3_step(st) == SQLITE_ROW);
    kept = (struct anchor){.day = sqlite3_column_int64(st, 0),
                           .position = sqlite3_column_int64(st, 1),
                           .hash = column(a, st, 2),
                           .digest = column(a, st, 3)};
    sqlite3_finalize(st);
    sqlite3_close(h);
    return kept;
}

TEST(a_rewritten_history_is_seen_by_a_digest_kept_elsewhere)
{
    struct arena *a = arena_new();
    log_threshold(LOG_ERROR + 1);
    const char *dir = fund_make(a);
    struct anchor kept = anchor_kept(a, dir);
    CHECK_STR(verdict(a, dir, NULL), "");
    CHECK_STR(verdict(a, dir, &kept), "");
    history_rewrite(dir, a);
    CHECK_STR(verdict(a, dir, NULL), ""); /* the new chain agrees with itself */
    str said = verdict(a, dir, &kept);
    CHECK(str_find(said, S("does not have the hash of the digest that was kept")) >= 0);
    CHECK(str_find(said, S("The digest of 2027-01-05 that was kept is not the one")) >= 0);
    struct anchor pair = {.day = NO_DATE, .position = kept.position, .hash = kept.hash};
    said = verdict(a, dir, &pair);
    CHECK(str_find(said, S("does not have the hash of the digest that was kept")) >= 0);
    help_clean(dir);
    arena_free(a);
}

TEST(an_older_copy_is_told_from_a_rewritten_one)
{
    struct arena *a = arena_new();
    const char *dir = fund_make(a);
    struct anchor later = anchor_kept(a, dir);
    later.position += 100000;
    CHECK(str_find(verdict(a, dir, &later), S("It is an older copy")) >= 0);
    help_raw(dir, "UPDATE anchor SET hash = digest WHERE day = 20824");
    str said = verdict(a, dir, NULL);
    CHECK(str_find(said, S("of 2027-01-06 does not agree with itself")) >= 0);
    CHECK(str_find(said, S("of 2027-01-06 names entry")) >= 0);
    help_clean(dir);
    arena_free(a);
}

TEST(digests_are_read_from_what_people_save)
{
    static const char hash[] = "00000000000000000000000000000000000000000000000000000000000000ab";
    struct arena *a = arena_new();
    struct anchor x;
    str why;
    str good = arena_printf(
        a, "{\"day\":\"2027-01-05\",\"position\":12,\"hash\":\"%s\",\"more\":[]}", hash);
    CHECK(anchor_parse(a, good, &x, &why));
    CHECK_INT(x.position, 12);
    CHECK_STR(x.hash, hash);
    CHECK(x.day != NO_DATE && x.digest.n == 0);
    CHECK(anchor_read(a, arena_printf(a, "12:%s", hash).p, &x, &why));
    CHECK_INT(x.position, 12);
    CHECK(x.day == NO_DATE);
    const char *bad[] = {"",
                         "[]",
                         "{",
                         "{\"position\":0,\"hash\":\"ab\"}",
                         "{\"position\":1}",
                         "{\"position\":\"1\",\"hash\":\"ab\"}",
                         "{\"position\":1,\"hash\":\"ab\"}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!anchor_parse(a, str_c(bad[i]), &x, &why) && why.n > 0);
    CHECK(!anchor_read(a, "12:ab", &x, &why));
    CHECK(!anchor_read(a, "/nothing/there", &x, &why) && why.n > 0);
    arena_free(a);
}
