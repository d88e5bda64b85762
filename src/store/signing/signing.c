/* signing.c: makes, keeps and changes the fund's signing key; see store/signing.h. The file is there
** before the row, so that a row always has had its file; a file without a row is no key of the fund. */
#include "store/signing.h"

#include "gen/signing_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEX = 2 * SIGN_KEY };

static str hex_of(struct arena *a, const u8 bytes[SIGN_KEY])
{
    struct digest d;
    _Static_assert(sizeof d.b == SIGN_KEY, "a key is as long as a digest");
    memcpy(d.b, bytes, sizeof d.b);
    return digest_hex(a, d);
}

static const char *path_of(struct store *s, struct arena *a, str hex)
{
    return arena_printf(a, "%s/keys/sign-%.*s.key", store_dir(s), P(str_sub(hex, 0, 16))).p;
}

/* So that a power cut does not lose the name of a file whose bytes were kept. */
static bool folder_synced(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return good;
}

static enum status secret_keep(struct store *s, struct arena *a, str hex,
                               const struct sign_secret *secret)
{
    const char *folder = arena_printf(a, "%s/keys", store_dir(s)).p, *path = path_of(s, a, hex);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return FAILED;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool good = fd >= 0 && io_write(fd, arena_printf(a, "%.*s\n", P(hex_of(a, secret->b)))) &&
                fsync(fd) == 0;
    if (fd >= 0) close(fd);
    if (good && folder_synced(folder)) return OK;
    log_line(LOG_ERROR, "signing", "step", "write the key", "error", strerror(errno), NULL);
    if (fd >= 0) unlink(path);
    return errno == ENOSPC || errno == EDQUOT ? LIMIT : FAILED;
}

static enum status secret_read(struct store *s, struct arena *a, str hex, struct sign_secret *out)
{
    char text[HEX + 2];
    struct digest seed;
    int fd = open(path_of(s, a, hex), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return errno == ENOENT ? NOT_FOUND : FAILED;
    i64 n = io_read(fd, text, sizeof text);
    close(fd);
    if (n != HEX + 1 || text[HEX] != '\n' || !digest_from_hex((str){text, HEX}, &seed))
        return FAILED;
    memcpy(out->b, seed.b, sizeof out->b);
    struct sign_key key = sign_key_of(out);
    return str_eq(hex_of(a, key.b), hex) ? OK : FAILED;
}

enum status signing_list(struct db *db, struct arena *a, struct signing_row_array *out)
{
    return signing_keys(db, a, SIGNING_KEYS_MOST, out);
}

enum status signing_secret(struct store *s, struct db *db, struct arena *a, struct sign_secret *out)
{
    struct signing_row_array keys = {0};
    TRY(signing_keys(db, a, 1, &keys));
    return keys.n ? secret_read(s, a, keys.v[0].hex, out) : NOT_FOUND;
}

static enum status row_write(struct tx *tx, void *hex)
{
    i64 id;
    TRY(signing_key_end(tx, tx_now(tx)));
    return signing_key_insert(tx, *(const str *)hex, tx_now(tx), &id);
}

static enum status key_make(struct store *s, struct arena *a, struct env *env, struct actor actor,
                            str *hex)
{
    struct sign_secret secret;
    env_random(env, secret.b, sizeof secret.b);
    struct sign_key key = sign_key_of(&secret);
    *hex = hex_of(a, key.b);
    enum status st = secret_keep(s, a, *hex, &secret);
    sign_forget(&secret);
    if (st == OK) st = store_write(s, actor, env_now(env), row_write, hex);
    return st;
}

enum status signing_ready(struct store *s, struct db *db, struct env *env)
{
    static const struct actor actor = {.act = {"signing_ready", 13}};
    struct signing_row_array keys = {0};
    struct arena *a = arena_new();
    str hex;
    enum status st = signing_keys(db, a, 1, &keys);
    if (st == OK && !keys.n) st = key_make(s, a, env, actor, &hex);
    arena_free(a);
    return st;
}

enum status signing_renew(struct store *s, struct arena *a, struct env *env, struct actor actor,
                          str *hex)
{
    struct signing_row_array keys = {0};
    struct db *db;
    TRY(db_open(s, &db));
    enum status st = signing_keys(db, a, 1, &keys);
    db_close(db);
    TRY(st);
    TRY(key_make(s, a, env, actor, hex));
    if (keys.n) unlink(path_of(s, a, keys.v[0].hex));
    return OK;
}
