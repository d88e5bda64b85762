/* picture.c: makes an uploaded picture small enough for a slow line. The bytes come from outside, so
** they are read by another program with little time, memory and room, which loads only formats that it
** trusts; what the camera wrote into the file is left out. Called when an editor saves a profile. */
#include "publish/profile/snapshot.h"

#include "web/app.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PICTURE_BYTES (25 * 1024)
#define PICTURE_WIDTH "640x640>"

/* Runs `prlimit … vipsthumbnail IN --size … -o OUT`; true if it ended well. */
static bool shrink(struct arena *a, const char *in, const char *out, int quality)
{
    str target = arena_printf(a, "%s[Q=%d,strip]", out, quality);
    const char *argv[] = {"prlimit",
                          "--cpu=20",
                          "--as=2000000000",
                          "--fsize=20000000",
                          "--nofile=64",
                          "--core=0",
                          "--",
                          "vipsthumbnail",
                          in,
                          "--size",
                          PICTURE_WIDTH,
                          "-o",
                          target.p,
                          NULL};
    const char *env[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "VIPS_BLOCK_UNTRUSTED=1",
                         "VIPS_CONCURRENCY=1", "LC_ALL=C.UTF-8", NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = 0;
    posix_spawn_file_actions_init(&actions);
    for (int fd = 0; fd <= 2; fd++)
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", fd ? O_WRONLY : O_RDONLY, 0);
    int failed =
        posix_spawnp(&pid, "prlimit", &actions, NULL, (char *const *)argv, (char *const *)env);
    posix_spawn_file_actions_destroy(&actions);
    if (failed) {
        log_line(LOG_ERROR, "picture", "step", "spawn", "error", strerror(failed), NULL);
        return false;
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static u32 little(const u8 *p, int n)
{
    u32 v = 0;
    for (int i = n - 1; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

/* Width and height of a WebP file: from its first chunk, lossy, lossless or extended. */
static bool webp_size(str file, i64 *width, i64 *height)
{
    const u8 *p = (const u8 *)file.p;
    if (file.n < 30 || memcmp(p, "RIFF", 4) != 0 || memcmp(p + 8, "WEBP", 4) != 0) return false;
    if (memcmp(p + 12, "VP8 ", 4) == 0) {
        *width = little(p + 26, 2) & 0x3fff;
        *height = little(p + 28, 2) & 0x3fff;
    } else if (memcmp(p + 12, "VP8L", 4) == 0) {
        u32 bits = little(p + 21, 4);
        *width = (bits & 0x3fff) + 1;
        *height = (bits >> 14 & 0x3fff) + 1;
    } else if (memcmp(p + 12, "VP8X", 4) == 0) {
        *width = little(p + 24, 3) + 1;
        *height = little(p + 27, 3) + 1;
    } else {
        return false;
    }
    return *width > 0 && *height > 0;
}

static bool file_bytes(struct arena *a, const char *path, i64 most, str *out)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return false;
    bool good = fstat(fd, &st) == 0 && st.st_size > 0 && st.st_size <= most;
    char *p = good ? arena_alloc(a, (size_t)st.st_size) : NULL;
    size_t n = 0;
    while (good && n < (size_t)st.st_size) {
        ssize_t got = read(fd, p + n, (size_t)st.st_size - n);
        if (got < 0 && errno == EINTR) continue;
        good = got > 0;
        if (good) n += (size_t)got;
    }
    close(fd);
    *out = (str){p, n};
    return good;
}

static bool type_known(str type)
{
    return str_eq(type, S("image/png")) || str_eq(type, S("image/jpeg")) ||
           str_eq(type, S("image/webp"));
}

/* The best quality that fits; each step halves what the eye misses least. */
static bool shrink_to_fit(struct request *r, const char *in, const char *out, str *bytes)
{
    static const int qualities[] = {78, 62, 46, 30, 15};
    for (size_t i = 0; i < sizeof qualities / sizeof *qualities; i++) {
        if (!shrink(r->arena, in, out, qualities[i])) return false;
        if (file_bytes(r->arena, out, PICTURE_BYTES, bytes)) return true;
    }
    return false;
}

bool picture_take(struct request *r, const char *field_name, struct picture *out)
{
    struct upload *up = upload(r, field_name);
    struct digest hash;
    str bytes;
    if (!up || !type_known(up->type)) {
        problem(r, field_name, "Choose a picture in PNG, JPEG or WebP.");
        return false;
    }
    const char *target = arena_printf(r->arena, "%s.webp", up->path).p;
    bool good =
        shrink_to_fit(r, up->path, target, &bytes) && webp_size(bytes, &out->width, &out->height);
    unlink(target);
    if (!good) {
        problem(
            r, field_name,
            "This picture could not be made small enough. Save it as JPEG, at most 4,000 pixels wide, and try again.");
        return false;
    }
    if (file_keep_bytes(r->app->store, bytes, &hash) != OK) {
        problem(r, field_name, "The picture could not be stored. Try again in a moment.");
        return false;
    }
    out->hash = digest_hex(r->arena, hash);
    out->bytes = (i64)bytes.n;
    return true;
}
