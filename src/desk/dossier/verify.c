/* verify.c: letsema verify FILE: a dossier is checked by whoever got it, with nothing but the fund's
** published key. */
#include "desk/dossier/verify.h"

#include "store/bundle.h"
#include "web/registry.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEYS_MOST = 1 << 20 };

static bool regular(int fd)
{
    struct stat st;
    return fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* The bytes of a file of keys; NO_STR if there is none or it is too large for that. */
static str keys_bytes(struct arena *a, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return NO_STR;
    char *bytes = arena_alloc(a, KEYS_MOST);
    i64 n = io_read(fd, bytes, KEYS_MOST);
    close(fd);
    return n < 0 || n == KEYS_MOST ? NO_STR : (str){bytes, (size_t)n};
}

/* False after a line that says what is wrong with it. */
static bool keys_given(struct command *c, struct arena *a, const char *what,
                       struct bundle_key_array *out)
{
    if (bundle_keys_read(a, str_c(what), out)) return true;
    str bytes = keys_bytes(a, what);
    if (!bytes.p) {
        fprintf(c->err,
                "letsema: %s: there is no such file, and it is no key of 64 hex digits either\n",
                what);
        return false;
    }
    if (bundle_keys_read(a, bytes, out)) return true;
    fprintf(c->err,
            "letsema: %s: it holds no key; save /data/keys.json of the fund's site, or KEY.pem\n",
            what);
    return false;
}

/* A title of somebody else's file goes to the terminal: no control character of it does. */
static void text_print(FILE *to, const char *label, const char *text)
{
    fprintf(to, "%s", label);
    for (const char *p = text; *p; p++)
        fputc((u8)*p < 0x20 || *p == 0x7f ? '?' : *p, to);
    fputc('\n', to);
}

static void info_print(FILE *to, const struct bundle_info *i, bool with_keys)
{
    struct buf b;
    buf_init(&b, 64);
    buf_time(&b, i->made);
    text_print(to, "record:  ", i->kind);
    text_print(to, "code:    ", i->code);
    text_print(to, "title:   ", i->title);
    text_print(to, "fund:    ", i->fund);
    fprintf(to, "made:    %.*s%s\n", P(buf_str(&b)),
            i->held ? ", by a restored copy of the fund that nobody had released" : "");
    fprintf(to, "key:     %s\n", i->key);
    fprintf(to, "journal: %lld %s\n", (long long)i->position, i->hash);
    fprintf(to,
            "everything agrees: %lld entries of the journal (%lld values erased), %lld published "
            "digests, %lld versions, %lld files%s\n",
            (long long)i->entries, (long long)i->erased, (long long)i->days, (long long)i->versions,
            (long long)i->files, with_keys ? ", signed with the key that was given" : "");
    if (!with_keys)
        fprintf(to,
                "whether that key is the fund's was not asked: compare it with /data/keys of the "
                "fund's site, or give --key\n");
    buf_free(&b);
}

int dossier_verify(struct command *c)
{
    struct bundle_key_array keys;
    struct bundle_info info;
    bool with_keys = c->argc == 2 && strcmp(c->argv[0], "--key") == 0;
    if (c->argc != 0 && !with_keys) return 2;
    struct arena *a = arena_new();
    if (with_keys && !keys_given(c, a, c->argv[1], &keys)) {
        arena_free(a);
        return 1;
    }
    struct bundle_ask ask = {.fd = open(c->dir, O_RDONLY | O_CLOEXEC | O_NONBLOCK),
                             .keys = with_keys ? &keys : NULL};
    enum status st = FAILED;
    if (!regular(ask.fd))
        snprintf(ask.fault, sizeof ask.fault, "it cannot be read");
    else
        st = bundle_verify(&ask, &info);
    if (ask.fd >= 0) close(ask.fd);
    if (st == OK)
        info_print(c->out, &info, with_keys);
    else
        text_print(c->err, arena_printf(a, "letsema: %s: ", c->dir).p, ask.fault);
    arena_free(a);
    return st == OK ? 0 : 1;
}
