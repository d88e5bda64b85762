/* config.c: DIR/letsema.conf, the few settings that a machine needs before the database is open.
** "key = value" lines, # begins a comment line. Called when a fund is opened; promises that a key it
** does not know is a clear error and that the file is never larger than it should be. */
#include "store/store.h"

#include <errno.h>
#include <stddef.h>

enum { CONFIG_MAX = 64 << 10, WORKERS_MAX = 256 };

static const struct {
    const char *key;
    size_t offset;
} texts[] = {
    {"listen", offsetof(struct config, listen)},
    {"database", offsetof(struct config, database)},
    {"relay", offsetof(struct config, relay)},
    {"relay_user", offsetof(struct config, relay_user)},
    {"relay_password", offsetof(struct config, relay_password)},
    {"base_url", offsetof(struct config, base_url)},
    {"trusted_proxy", offsetof(struct config, trusted_proxy)},
    {"backup_dir", offsetof(struct config, backup_dir)},
    {"migrate_without_backup", offsetof(struct config, migrate_without_backup)},
    {"demo", offsetof(struct config, demo)},
    {"metrics_token", offsetof(struct config, metrics_token)},
};

static enum status refuse(const char *path, int line, str what)
{
    fprintf(stderr, "letsema: %s:%d: %.*s\n", path, line, P(what));
    return FAILED;
}

static enum status take(struct arena *a, struct config *c, str key, str value, str *what)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!str_eq(key, str_c(texts[i].key))) continue;
        *(str *)((char *)c + texts[i].offset) = str_dup(a, value);
        return OK;
    }
    if (str_eq(key, S("workers"))) {
        if (str_i64(value, &c->workers) && c->workers >= 1 && c->workers <= WORKERS_MAX) return OK;
        *what = arena_printf(a, "workers is a number from 1 to %d, not \"%.*s\"", WORKERS_MAX,
                             P(str_abbrev(value, 40)));
        return FAILED;
    }
    *what = arena_printf(
        a,
        "unknown key \"%.*s\"; there are listen, database, relay, relay_user, "
        "relay_password, base_url, trusted_proxy, backup_dir, migrate_without_backup, demo, "
        "metrics_token, workers",
        P(str_abbrev(key, 40)));
    return FAILED;
}

static enum status lines_read(struct arena *a, const char *path, str bytes, struct config *out)
{
    str l, what = S("");
    int line = 0;
    while (str_cut(&bytes, '\n', &l)) {
        line++;
        l = str_trim(l);
        if (l.n == 0 || l.p[0] == '#') continue;
        i64 equals = str_find_char(l, '=');
        if (equals < 0 || !str_is_text(l)) return refuse(path, line, S("write: key = value"));
        str key = str_trim(str_sub(l, 0, (size_t)equals));
        str value = str_trim(str_sub(l, (size_t)equals + 1, l.n));
        if (take(a, out, key, value, &what) != OK) return refuse(path, line, what);
    }
    return OK;
}

enum status config_read(const char *dir, struct arena *a, struct config *out)
{
    *out = (struct config){.listen = S("127.0.0.1:8080"),
                           .database = S(""),
                           .relay = S(""),
                           .relay_user = S(""),
                           .relay_password = S(""),
                           .base_url = S(""),
                           .trusted_proxy = S(""),
                           .backup_dir = S(""),
                           .migrate_without_backup = S(""),
                           .demo = S(""),
                           .metrics_token = S(""),
                           .workers = 4};
    const char *path = arena_printf(a, "%s/letsema.conf", dir).p;
    FILE *f = fopen(path, "rbe");
    if (f == NULL && errno == ENOENT) return OK;
    if (f == NULL) return refuse(path, 1, str_c(strerror(errno)));
    char *bytes = arena_alloc(a, CONFIG_MAX + 1);
    size_t n = fread(bytes, 1, CONFIG_MAX + 1, f);
    bool bad = ferror(f) || n > CONFIG_MAX;
    fclose(f);
    if (bad) return refuse(path, 1, S("cannot be read, or is larger than 64 KB"));
    return lines_read(a, path, (str){bytes, n}, out);
}
