/* Fuzz target: a dossier from anybody. The first byte says how the rest comes: 's' is a list of files
** (name, line feed, length, line feed, bytes) that are hashed, signed and packed here, so that the fuzzer
** reaches what stands behind a good signature; 'e' is a line of its journal; 'k' is what somebody gave as
** a key; anything else is the file itself. Reading ends, keeps within bounds, says why it refuses, and
** what it accepts it accepts again and refuses with another key. */
#include "store/bundle.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

static const struct sign_secret secret = {{1, 2, 3}};

/* Cuts the next file off; false at the end. */
static bool part_cut(struct arena *a, str *rest, struct bundle_part *out)
{
    str name, length;
    i64 size;
    if (!str_cut(rest, '\n', &name) || !str_cut(rest, '\n', &length) || !rest->p) return false;
    if (!str_i64(length, &size) || size < 0) return false;
    if ((size_t)size > rest->n) size = (i64)rest->n;
    *out = (struct bundle_part){.name = str_z(a, name), .bytes = str_sub(*rest, 0, (size_t)size)};
    *rest = str_sub(*rest, (size_t)size, rest->n);
    return true;
}

/* The writer trusts its caller's names; what is too long for it is no dossier of ours. */
static bool pack(int fd, str text)
{
    struct arena *a = arena_new();
    struct bundle_part_array parts = {0};
    struct bundle_part part;
    i64 bytes;
    bool fits = true;
    while (parts.n < 50 && part_cut(a, &text, &part)) {
        fits = fits && strlen(part.name) <= BUNDLE_NAME;
        *PUSH(a, &parts) = part;
    }
    fits = fits && bundle_write(fd, NULL, a, 1799136000, &secret, &parts, &bytes) == OK;
    arena_free(a);
    return fits;
}

static enum status judge(int fd, const struct bundle_key_array *keys, struct bundle_info *info)
{
    struct bundle_ask ask = {.fd = fd, .keys = keys};
    require(lseek(fd, 0, SEEK_SET) == 0);
    enum status st = bundle_verify(&ask, info);
    require(st == OK || (st == FAILED && ask.fault[0] != '\0'));
    return st;
}

static void file_judge(int fd)
{
    struct bundle_info info, again;
    struct bundle_key other = {.since = NO_DATE, .until = NO_DATE};
    struct bundle_key_array keys = {.v = &other, .n = 1};
    if (judge(fd, NULL, &info) != OK) return;
    require(judge(fd, NULL, &again) == OK);
    require(again.entries == info.entries && again.files == info.files &&
            again.bytes == lseek(fd, 0, SEEK_END));
    require(judge(fd, &keys, &again) == FAILED);
}

static void text_judge(u8 kind, str text)
{
    struct arena *a = arena_new();
    struct bundle_entry e;
    struct bundle_key_array keys;
    const char *why = NULL;
    if (kind == 'k') {
        if (bundle_keys_read(a, text, &keys)) require(keys.n > 0);
    } else if (bundle_entry_read(a, text, &e, &why)) {
        require(e.id > 0 && e.hash.n == 64);
    } else {
        require(why != NULL);
    }
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    static bool begun;
    if (!begun) begun = digest_start();
    if (n == 0) return 0;
    str rest = {(const char *)data + 1, n - 1};
    if (data[0] == 'e' || data[0] == 'k') {
        text_judge(data[0], rest);
        return 0;
    }
    int fd = memfd_create("dossier", MFD_CLOEXEC);
    require(fd >= 0);
    if (data[0] != 's') require(write(fd, rest.p, rest.n) == (ssize_t)rest.n);
    if (data[0] != 's' || pack(fd, rest)) file_judge(fd);
    close(fd);
    return 0;
}
