/* A dossier: every changed byte of it is found, whoever signs another one is not the fund, what was erased
** is not in it, and what it says can be checked against the journal's own hashes. */
#define TEST_MAIN
#include "as_child.h"
#include "store_help.h"

#include "base/tar.h"
#include "desk/dossier/dossier.h"
#include "store/signing.h"
#include "web/app.h"
#include "web/doctor.h"
#include "web/registry.h"

#include "gen/registry.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { NOW = 1799136000 }; /* 2027-01-05T08:00:00Z */

struct made {
    struct arena *a;
    const char *dir;
    struct env env;
    struct app *app;
    struct request r;
};

/* One demonstration for all tests; the last one takes it away. */
static struct made *made_get(void)
{
    static struct made m;
    if (m.a) return &m;
    m = (struct made){.a = arena_new(), .env = {.fixed_now = NOW}};
    m.dir = str_z(m.a, str_c(help_dir()));
    struct command c = {.name = "demo", .dir = m.dir, .env = &m.env};
    log_threshold(LOG_ERROR + 1);
    CHECK_INT(demo_command(&c), 0);
    CHECK_INT(app_open(m.dir, &m.env, &m.app), OK);
    m.r =
        (struct request){.arena = m.a, .app = m.app, .lang = S("en"), .now = env_now(&m.app->env)};
    CHECK_INT(db_open(m.app->store, &m.r.db), OK);
    return &m;
}

static void made_end(struct made *m)
{
    db_close(m->r.db);
    app_close(m->app);
    help_clean(m->dir);
    arena_free(m->a);
}

static str bytes_of_fd(struct arena *a, int fd)
{
    struct stat st;
    CHECK_INT(fstat(fd, &st), 0);
    char *p = arena_alloc(a, (size_t)st.st_size);
    CHECK_INT(pread(fd, p, (size_t)st.st_size, 0), st.st_size);
    return (str){p, (size_t)st.st_size};
}

static str dossier_bytes(struct made *m, const char *kind, str code)
{
    struct dossier_ask ask = {.r = &m->r, .kind = str_c(kind), .code = code};
    struct bundle_info info;
    ask.fd = memfd_create("dossier", MFD_CLOEXEC);
    enum status st = dossier_make(&ask, &info);
    if (st != OK) printf("# %s\n", ask.fault);
    CHECK_INT(st, OK);
    str bytes = bytes_of_fd(m->a, ask.fd);
    CHECK_INT(bytes.n, info.bytes);
    close(ask.fd);
    return bytes;
}

/* "" or the fault; by the keys that are given, or none. */
static str verdict(struct arena *a, str bytes, const struct bundle_key_array *keys)
{
    struct bundle_ask ask = {.fd = memfd_create("dossier", MFD_CLOEXEC), .keys = keys};
    struct bundle_info info;
    CHECK_INT(write(ask.fd, bytes.p, bytes.n), bytes.n);
    CHECK_INT(lseek(ask.fd, 0, SEEK_SET), 0);
    enum status st = bundle_verify(&ask, &info);
    CHECK(st == OK || (st == FAILED && ask.fault[0]));
    close(ask.fd);
    return st == OK ? S("") : str_dup(a, str_c(ask.fault));
}

static struct bundle_key_array keys_of(struct made *m)
{
    struct bundle_key_array keys = {0};
    struct signing_row_array rows;
    CHECK_INT(signing_list(m->r.db, m->a, &rows), OK);
    for (size_t i = 0; i < rows.n; i++) {
        CHECK(bundle_keys_read(m->a, rows.v[i].hex, &keys));
        break;
    }
    return keys;
}

/* Where the bytes of a file inside begin; *size is theirs. */
static size_t member_at(str tar, const char *name, i64 *size)
{
    struct tar_head head;
    for (size_t at = 0; at + TAR_BLOCK <= tar.n;) {
        if (!tar_head_read(tar.p + at, &head)) break;
        if (strcmp(head.name, name) == 0) {
            *size = head.size;
            return at + TAR_BLOCK;
        }
        at += TAR_BLOCK + (size_t)head.size + tar_padding(head.size);
    }
    CHECK(false);
    return 0;
}

/* The value of a column of the first row of a table, past the store. */
static str raw_text(struct made *m, const char *sql)
{
    sqlite3 *h = NULL;
    sqlite3_stmt *st = NULL;
    str s = NO_STR;
    CHECK_INT(
        sqlite3_open_v2(arena_printf(m->a, "%s/fund.db", m->dir).p, &h, SQLITE_OPEN_READONLY, NULL),
        SQLITE_OK);
    CHECK_INT(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
    if (sqlite3_step(st) == SQLITE_ROW)
        s = str_dup(m->a, str_c((const char *)sqlite3_column_text(st, 0)));
    sqlite3_finalize(st);
    sqlite3_close(h);
    CHECK(s.n > 0);
    return s;
}

TEST(every_changed_byte_is_found)
{
    struct made *m = made_get();
    str good = dossier_bytes(m, "call", raw_text(m, "SELECT code FROM call ORDER BY id LIMIT 1"));
    struct bundle_key_array keys = keys_of(m);
    i64 page_size;
    size_t page = member_at(good, "index.html", &page_size), missed = 0, tried = 0;
    struct bundle_ask ask = {.fd = memfd_create("changed", MFD_CLOEXEC), .keys = &keys};
    struct bundle_info info;
    CHECK_STR(verdict(m->a, good, &keys), "");
    CHECK_INT(write(ask.fd, good.p, good.n), good.n);
    struct arena *a = arena_new();
    /* The long page is one file with one hash: every hundredth byte stands for it. */
    for (size_t i = 0; i < good.n; i++) {
        if (i >= page && i < page + (size_t)page_size && i % 100) continue;
        char changed = (char)(good.p[i] ^ (1 << (i % 8)));
        CHECK_INT(pwrite(ask.fd, &changed, 1, (off_t)i), 1);
        CHECK_INT(lseek(ask.fd, 0, SEEK_SET), 0);
        missed += bundle_verify(&ask, &info) == OK;
        CHECK_INT(pwrite(ask.fd, good.p + i, 1, (off_t)i), 1);
        tried++;
    }
    CHECK_INT(missed, 0);
    CHECK(tried > 10000);
    close(ask.fd);
    for (size_t n = 0; n < good.n; n += 61)
        missed += verdict(a, str_sub(good, 0, n), &keys).n == 0;
    char *longer = arena_alloc(a, good.n + 1);
    memcpy(longer, good.p, good.n);
    longer[good.n] = '\0';
    CHECK_STR(verdict(a, (str){longer, good.n + 1}, &keys), "something stands behind its end");
    CHECK_INT(missed, 0);
    arena_free(a);
}

/* The parts of a dossier, to be signed again by whoever likes. */
static void parts_of(struct arena *a, str tar, struct bundle_part_array *out)
{
    struct tar_head head;
    for (size_t at = 0; at + TAR_BLOCK <= tar.n;) {
        if (!tar_head_read(tar.p + at, &head)) break;
        str bytes = str_sub(tar, at + TAR_BLOCK, at + TAR_BLOCK + (size_t)head.size);
        if (head.name[0] >= 'a')
            *PUSH(a, out) =
                (struct bundle_part){.name = str_z(a, str_c(head.name)), .bytes = bytes};
        at += TAR_BLOCK + (size_t)head.size + tar_padding(head.size);
    }
}

static str replaced(struct arena *a, str text, str old, str new)
{
    i64 at = str_find(text, old);
    CHECK(at >= 0);
    if (at < 0) return text;
    struct buf b;
    buf_init(&b, text.n + new.n);
    buf_add(&b, str_sub(text, 0, (size_t)at));
    buf_add(&b, new);
    buf_add(&b, str_sub(text, (size_t)at + old.n, text.n));
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

/* The same with one text replaced in one file, signed by `secret` as if by the fund. */
static str forged(struct made *m, str tar, const struct sign_secret *secret, const char *member,
                  str old, str new)
{
    struct bundle_part_array parts = {0};
    struct sign_key mine = sign_key_of(secret);
    struct digest d;
    i64 bytes;
    parts_of(m->a, tar, &parts);
    memcpy(d.b, mine.b, sizeof d.b);
    for (size_t i = 0; i < parts.n; i++) {
        if (strcmp(parts.v[i].name, BUNDLE_MANIFEST) == 0) {
            i64 at = str_find(parts.v[i].bytes, S("\"key\": \""));
            str hex = str_sub(parts.v[i].bytes, (size_t)at + 8, (size_t)at + 72);
            parts.v[i].bytes = replaced(m->a, parts.v[i].bytes, hex, digest_hex(m->a, d));
        }
        if (strcmp(parts.v[i].name, member) == 0)
            parts.v[i].bytes = replaced(m->a, parts.v[i].bytes, old, new);
    }
    int fd = memfd_create("forged", MFD_CLOEXEC);
    CHECK_INT(bundle_write(fd, m->app->store, m->a, NOW, secret, &parts, &bytes), OK);
    str out = bytes_of_fd(m->a, fd);
    close(fd);
    return out;
}

static void found(struct arena *a, str bytes, const struct bundle_key_array *keys,
                  const char *words)
{
    str said = verdict(a, bytes, keys);
    if (str_find(said, str_c(words)) < 0) printf("# said: %.*s\n", P(said));
    CHECK(str_find(said, str_c(words)) >= 0);
}

TEST(a_forgery_is_named)
{
    struct made *m = made_get();
    str code = raw_text(m, "SELECT p.code FROM proposal p JOIN proposal_version v ON v.proposal = "
                           "p.id GROUP BY p.id ORDER BY count(*) DESC LIMIT 1");
    str good = dossier_bytes(m, "proposal", code);
    struct bundle_key_array keys = keys_of(m);
    struct sign_secret other = {{7}};
    str title = raw_text(m, "SELECT p.title FROM proposal p JOIN proposal_version v ON v.proposal "
                            "= p.id GROUP BY p.id ORDER BY count(*) DESC LIMIT 1");
    CHECK_STR(verdict(m->a, good, NULL), "");
    /* Signed by another: the same bytes pass by themselves, not by the fund's key. */
    str same = forged(m, good, &other, "record.json", S("{"), S("{"));
    CHECK_STR(verdict(m->a, same, NULL), "");
    found(m->a, same, &keys, "which is not the one that was given");
    /* By whoever holds the key: the journal's own hashes speak. */
    found(m->a, forged(m, good, &other, BUNDLE_JOURNAL, title, S("Money for my cousin")), NULL,
          "its values are not those that its hash covers");
    found(m->a,
          forged(m, good, &other, BUNDLE_JOURNAL, S("\"op\":\"insert\""), S("\"op\":\"update\"")),
          NULL, "its hash is not that of what it says");
    found(m->a,
          forged(m, good, &other, BUNDLE_JOURNAL, S("\"erased\":[]"), S("\"erased\":[\"title\"]")),
          NULL, "its values are not those that its hash covers");
    found(m->a,
          forged(m, good, &other, "versions/0001-concept-note-1.json", S("\"document\""),
                 S("\"Document\"")),
          NULL, "its fingerprint is not the one in dossier.json");
    found(m->a, forged(m, good, &other, BUNDLE_MANIFEST, S(", \"erased\": "), S("0, \"erased\": ")),
          NULL, "it does not hold as many entries");
    found(m->a, forged(m, good, &other, BUNDLE_MANIFEST, S("\"version\": 1"), S("\"version\": 2")),
          NULL, "made by a newer Letsema");
    found(m->a, forged(m, good, &other, BUNDLE_MANIFEST, S("0001-concept"), S("0001-Concept")),
          NULL, "does not stand in dossier.json");
}

TEST(a_key_has_its_time_and_its_file)
{
    struct made *m = made_get();
    str code = raw_text(m, "SELECT code FROM call ORDER BY id LIMIT 1"), hex;
    str before = dossier_bytes(m, "call", code);
    struct bundle_key_array old = keys_of(m), both = {0};
    struct signing_row_array rows;
    CHECK_INT(signing_list(m->r.db, m->a, &rows), OK);
    struct stat st;
    const char *secret =
        arena_printf(m->a, "%s/keys/sign-%.*s.key", m->dir, P(str_sub(rows.v[0].hex, 0, 16))).p;
    CHECK_INT(stat(secret, &st), 0);
    CHECK_INT(st.st_mode & 0777, 0600);
    m->app->env.fixed_now = NOW + 100;
    CHECK_INT(
        signing_renew(m->app->store, m->a, &m->app->env, (struct actor){.act = S("test")}, &hex),
        OK);
    CHECK(stat(secret, &st) != 0); /* the old secret half is gone */
    m->r.now = m->app->env.fixed_now = NOW + 200;
    str after = dossier_bytes(m, "call", code);
    CHECK_STR(verdict(m->a, before, &old), "");
    found(m->a, after, &old, "which is not the one that was given");
    str published = arena_printf(
        m->a,
        "{\"items\":[{\"hex\":\"%.*s\",\"since\":\"2027-01-05T08:01:40Z\",\"until\":null},"
        "{\"hex\":\"%.*s\",\"since\":\"2027-01-05T07:00:00Z\",\"until\":\"2027-01-05T08:01:40Z\"}]}",
        P(hex), P(rows.v[0].hex));
    CHECK(bundle_keys_read(m->a, published, &both));
    CHECK_INT(both.n, 2);
    CHECK_STR(verdict(m->a, before, &both), "");
    CHECK_STR(verdict(m->a, after, &both), "");
    struct config config = {0};
    struct doctor d = {.arena = m->a,
                       .lang = S("en"),
                       .dir = m->dir,
                       .config = &config,
                       .store = m->app->store,
                       .db = m->r.db};
    keys_doctor(&d);
    CHECK_INT(d.said.n, 0);
    const char *now = arena_printf(m->a, "%s/keys/sign-%.*s.key", m->dir, P(str_sub(hex, 0, 16))).p;
    CHECK_INT(unlink(now), 0);
    keys_doctor(&d);
    CHECK(d.said.n == 1 && str_eq(d.said.v[0].code, S("key")));
    struct dossier_ask ask = {.r = &m->r, .kind = S("call"), .code = code, .fd = -1};
    struct bundle_info info;
    CHECK_INT(dossier_make(&ask, &info), NOT_FOUND); /* none is made in its place unasked */
    CHECK(strstr(ask.fault, "the secret half of the fund's key is not in its folder"));
    both.v[1].until = NOW - 50;
    found(m->a, before, &both, "when its key did not sign");
    made_end(m);
}
