/* kind.c: the side of a child: `letsema child KIND` limits itself, goes into the sandbox and becomes the
** reader of its kind. Started by child_run() alone, with the file on stdin. It ends with the reader's
** own code, or CHILD_NOT_STARTED before anything was read. */
#include "web/kind.h"

#include "gen/registry.h"
#include "web/registry.h"
#include "web/sandbox.h"
#include "web/xlsx.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OPEN_FILES 64
#define MB (1LL << 20)

/* Measured: the largest of vips for a picture of 100 million points is 330 MB of address space, poppler's
** for a scanned book of 80 MB 400 MB. */
static const struct child_kind kinds[] = {
    {"pdf-info", "pdfinfo", 0, 768 * MB, 20, 15, 64 << 10},
    {"pdf-text", "pdftotext", 0, 768 * MB, 30, 20, 8 << 20},
    {"picture", "vips", 2, 768 * MB, 30, 20, 2 << 20},
    {"xlsx", NULL, 0, 768 * MB, 20, 15, 32 << 20},
    {"probe", NULL, 1, 768 * MB, 3, 1, 4096},
};

const struct child_kind *child_kind(str name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_eq(name, str_c(kinds[i].name))) return &kinds[i];
    return NULL;
}

const char *child_program(struct arena *a, const char *name)
{
    static const char *const folders[] = {"/usr/bin", "/bin"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const char *path = arena_printf(a, "%s/%s", folders[i], name).p;
        if (access(path, X_OK) == 0) return path;
    }
    return NULL;
}

/* --- what a hostile file would have a reader do --------------------------------------------------- */

/* No memory is asked for here: under the limits and the sanitizer there may be none. */
static void say(const char *what, bool done)
{
    char line[64];
    int n = snprintf(line, sizeof line, "%s %s\n", what, done ? "open" : "refused");
    if (write(STDOUT_FILENO, line, (size_t)n) < 0) _exit(1);
}

static bool opened(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd);
    if (fd >= 0 && (flags & O_CREAT)) unlink(path);
    return fd >= 0;
}

static bool forked(void)
{
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    return pid > 0;
}

static bool writable_code(void)
{
    void *p =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p != MAP_FAILED;
}

static void try_doors(void)
{
    say("read", opened("/etc/passwd", O_RDONLY));
    say("list", opened("/", O_RDONLY | O_DIRECTORY));
    say("write", opened("/tmp/letsema-probe", O_WRONLY | O_CREAT) ||
                     opened("/dev/shm/letsema-probe", O_WRONLY | O_CREAT));
    say("network", socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
    say("signal", kill(getppid(), 0) == 0);
    say("trace", ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
    say("group", setsid() >= 0 || setpgid(0, getppid()) == 0);
    say("kernel", syscall(__NR_bpf, 0, NULL, 0) >= 0 || errno == EINVAL || errno == E2BIG);
    say("code", writable_code());
    say("process", forked());
    /* Where it is open, what it becomes says nothing, and the line is missing. */
    execve("/bin/true", (char *const[]){(char *)"true", NULL}, (char *const[]){NULL});
    say("program", false);
}

/* Each of these ends by a limit, or says that one held. */
static void try_limit(str what)
{
    static volatile u64 turns;
    while (str_eq(what, S("spin")))
        turns = turns + 1;
    while (str_eq(what, S("sleep")))
        sleep(1);
    while (str_eq(what, S("flood")))
        say("flood", true);
    if (str_eq(what, S("memory")))
        say("memory", mmap(NULL, 1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                           0) != MAP_FAILED);
    int n = 0;
    while (str_eq(what, S("files")) && n < 10000 && dup(0) >= 0)
        n++;
    if (n) say("files", n >= OPEN_FILES);
}

_Noreturn static void probe(str what)
{
    if (str_eq(what, S("doors")))
        try_doors();
    else
        try_limit(what);
    _exit(str_eq(what, S("refuse")));
}

/* --- becoming a reader ----------------------------------------------------------------------------- */

static bool limit(int what, i64 most)
{
    struct rlimit both = {.rlim_cur = (rlim_t)most, .rlim_max = (rlim_t)most};
    return setrlimit(what, &both) == 0;
}

/* Under a sanitizer, which sets terabytes of addresses aside, a reader of ours could have no memory. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static bool limit_all(const struct child_kind *k)
{
    bool ours = SANITIZED && strcmp(k->name, "xlsx") == 0;
    return limit(RLIMIT_CPU, k->processor) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NOFILE, OPEN_FILES) && (ours || limit(RLIMIT_AS, k->memory));
}

/* The command line of the reader. vips is told to refuse what is cut short (its own default shows the
** half that is there) and to stay in memory; it loads only formats that it trusts (environment). */
static const char *const *reader_of(struct arena *a, const struct child_kind *k, char **arguments)
{
    static const char *const info[] = {"pdfinfo", "-", NULL};
    static const char *const text[] = {"pdftotext", "-q", "-enc", "UTF-8", "-", "-", NULL};
    if (strcmp(k->name, "pdf-info") == 0) return info;
    if (strcmp(k->name, "pdf-text") == 0) return text;
    i64 width, quality;
    if (!str_i64(str_c(arguments[0]), &width) || !str_i64(str_c(arguments[1]), &quality))
        return NULL;
    const char *words[] = {"vips",
                           "thumbnail_source",
                           "[descriptor=0]",
                           arena_printf(a, ".webp[Q=%lld,strip]", (long long)quality).p,
                           arena_printf(a, "%lld", (long long)width).p,
                           "--height",
                           arena_printf(a, "%lld", (long long)width * 2).p,
                           "--size",
                           "down",
                           "--option-string",
                           "[fail_on=truncated]",
                           NULL};
    const char **kept = NEW_ARRAY(a, sizeof words / sizeof *words, const char *);
    memcpy(kept, words, sizeof words);
    return kept;
}

int child_begin(int argc, char **argv)
{
    static char *const environment[] = {
        (char *)"PATH=/usr/bin:/bin",     (char *)"LANG=C.UTF-8",
        (char *)"HOME=/nonexistent",      (char *)"VIPS_CONCURRENCY=1",
        (char *)"VIPS_BLOCK_UNTRUSTED=1", (char *)"VIPS_NOVECTOR=1",
        (char *)"VIPS_DISC_THRESHOLD=2g", NULL};
    const struct child_kind *k = argc > 0 ? child_kind(str_c(argv[0])) : NULL;
    if (!k || argc != 1 + k->arguments) return 2;
    struct arena *a = arena_new();
    const char *program = k->program ? child_program(a, k->program) : NULL;
    const char *const *words = k->program ? reader_of(a, k, argv + 1) : NULL;
    if (k->program && (!program || !words)) return CHILD_NOT_STARTED;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (!sandbox_enter(program) || !limit_all(k)) return CHILD_NOT_STARTED;
    if (strcmp(k->name, "xlsx") == 0) _exit(xlsx_child());
    if (!program || !words) probe(str_c(argv[1]));
    execve(program, (char *const *)words, environment);
    return CHILD_NOT_STARTED;
}

/* COMMAND child KIND
** Reads one hostile file in a sandbox; the program starts it for itself. */
int child_command(struct command *c)
{
    return child_begin(c->argc, c->argv);
}
