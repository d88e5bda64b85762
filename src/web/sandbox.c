/* sandbox.c: Landlock by its three system calls and a seccomp filter written out by hand: both are small,
** and neither needs a library. The filter refuses what is on its list and what is newer than the list;
** it refuses with an error, so that a library which only tries goes on without.
**
** What Landlock allows is a list of places; a kernel that has no Landlock still refuses every open for
** writing (by the filter), but lets files be read that the user may read. */
#include "web/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* --- Landlock ------------------------------------------------------------------------------------ */

/* The interface as the kernel's documentation fixes it; Debian 12's header knows a part of it. */
enum { LANDLOCK_CREATE = 444, LANDLOCK_ADD = 445, LANDLOCK_RESTRICT = 446 };
enum { LANDLOCK_VERSION_FLAG = 1, LANDLOCK_BENEATH = 1 };
enum { MAY_EXECUTE = 1 << 0, MAY_READ = 1 << 2, MAY_LIST = 1 << 3 };

struct landlock_ruleset {
    u64 files, ports, scopes;
};
struct landlock_path {
    u64 allowed;
    int parent;
} __attribute__((packed));

/* All rights over files of a version: what is handled and not allowed by a rule is refused. */
static u64 landlock_files(int version)
{
    static const int rights[] = {0, 13, 14, 15, 15, 16};
    int last = (int)(sizeof rights / sizeof *rights) - 1;
    return (1u << rights[version < last ? version : last]) - 1;
}

static bool landlock_allow(int rules, const char *path, u64 allowed)
{
    struct stat st;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT || errno == ENOTDIR;
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode)) allowed &= ~(u64)MAY_LIST;
    struct landlock_path rule = {.allowed = allowed, .parent = fd};
    bool added = syscall(LANDLOCK_ADD, rules, LANDLOCK_BENEATH, &rule, 0) == 0;
    close(fd);
    return added;
}

/* The loader of dynamic programs, which the kernel opens as a program too; ours is everybody's. */
static const char *loader(void)
{
    const ElfW(Phdr) *all = (const void *)getauxval(AT_PHDR), *interpreter = NULL;
    uintptr_t base = 0;
    for (u64 i = 0; all && i < getauxval(AT_PHNUM); i++) {
        if (all[i].p_type == PT_PHDR) base = (uintptr_t)all - all[i].p_vaddr;
        if (all[i].p_type == PT_INTERP) interpreter = &all[i];
    }
    return interpreter ? (const char *)(base + interpreter->p_vaddr) : NULL;
}

static bool landlock_enter(int version, const char *program)
{
    static const char *const readable[] = {"/lib",
                                           "/lib64",
                                           "/usr/lib",
                                           "/usr/lib64",
                                           "/etc/ld.so.cache",
                                           "/etc/fonts",
                                           "/usr/share/fonts",
                                           "/usr/share/poppler",
                                           "/usr/share/fontconfig"};
    struct landlock_ruleset set = {.files = landlock_files(version),
                                   .ports = version >= 4 ? 3 : 0,
                                   .scopes = version >= 6 ? 3 : 0};
    size_t size = version >= 6 ? sizeof set : version >= 4 ? 2 * sizeof(u64) : sizeof(u64);
    int rules = (int)syscall(LANDLOCK_CREATE, &set, size, 0);
    if (rules < 0) return false;
    bool good = true;
    for (size_t i = 0; i < sizeof readable / sizeof *readable; i++)
        good = landlock_allow(rules, readable[i], MAY_READ | MAY_LIST) && good;
    const char *load = loader();
    if (program) good = landlock_allow(rules, program, MAY_READ | MAY_EXECUTE) && good;
    if (program && load) good = landlock_allow(rules, load, MAY_READ | MAY_EXECUTE) && good;
    good = good && syscall(LANDLOCK_RESTRICT, rules, 0) == 0;
    close(rules);
    return good;
}

/* --- seccomp ------------------------------------------------------------------------------------- */

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

/* Calls that the list knows end here; a newer one does not exist for the child. */
enum { NEWEST_CALL = 450 };

/* Refused whatever their arguments are. */
/* clang-format off */
static const int refused_calls[] = {
    /* network */
    __NR_socket, __NR_socketpair, __NR_connect, __NR_bind, __NR_listen, __NR_accept, __NR_accept4,
    __NR_sendto, __NR_sendmsg, __NR_sendmmsg, __NR_setsockopt,
    /* other processes, and leaving the own group */
    __NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev, __NR_process_madvise, __NR_pidfd_open,
    __NR_pidfd_getfd, __NR_pidfd_send_signal, __NR_kcmp, __NR_kill, __NR_tkill, __NR_rt_sigqueueinfo,
    __NR_rt_tgsigqueueinfo, __NR_setsid, __NR_setpgid, __NR_execveat, __NR_setpriority,
    __NR_sched_setscheduler,
    /* the kernel's corners */
    __NR_bpf, __NR_perf_event_open, __NR_userfaultfd, __NR_keyctl, __NR_add_key, __NR_request_key,
    __NR_io_uring_setup, __NR_io_uring_enter, __NR_io_uring_register, __NR_io_setup, __NR_io_submit,
    __NR_init_module, __NR_finit_module, __NR_delete_module, __NR_kexec_load, __NR_reboot, __NR_swapon,
    __NR_swapoff, __NR_acct, __NR_quotactl, __NR_syslog, __NR_personality, __NR_settimeofday,
    __NR_clock_settime, __NR_clock_adjtime, __NR_adjtimex, __NR_sethostname, __NR_setdomainname,
    __NR_vhangup, __NR_fanotify_init, __NR_seccomp, __NR_landlock_create_ruleset, __NR_lookup_dcookie,
    /* who it is */
    __NR_setuid, __NR_setgid, __NR_setreuid, __NR_setregid, __NR_setresuid, __NR_setresgid,
    __NR_setfsuid, __NR_setfsgid, __NR_setgroups, __NR_capset,
    /* mounts and name spaces */
    __NR_mount, __NR_umount2, __NR_pivot_root, __NR_chroot, __NR_unshare, __NR_setns, __NR_move_mount,
    __NR_open_tree, __NR_fsopen, __NR_fsconfig, __NR_fsmount, __NR_fspick, __NR_mount_setattr,
    __NR_name_to_handle_at, __NR_open_by_handle_at,
    /* changing files by name, shared memory, queues */
    __NR_mkdirat, __NR_mknodat, __NR_unlinkat, __NR_renameat2, __NR_linkat, __NR_symlinkat,
    __NR_fchmodat, __NR_fchmod, __NR_fchownat, __NR_fchown, __NR_truncate, __NR_utimensat, __NR_setxattr,
    __NR_lsetxattr, __NR_fsetxattr, __NR_removexattr, __NR_lremovexattr, __NR_fremovexattr,
    __NR_shmget, __NR_shmat, __NR_msgget, __NR_semget, __NR_mq_open, __NR_memfd_create,
#ifdef __NR_renameat
    __NR_renameat,
#endif
#ifdef __NR_kexec_file_load
    __NR_kexec_file_load,
#endif
#ifdef __NR_memfd_secret
    __NR_memfd_secret,
#endif
#if defined(__x86_64__)
    __NR_fork, __NR_vfork, __NR_creat, __NR_mkdir, __NR_rmdir, __NR_mknod, __NR_unlink, __NR_rename,
    __NR_link, __NR_symlink, __NR_chmod, __NR_chown, __NR_lchown, __NR_utime, __NR_utimes,
    __NR_futimesat, __NR_iopl, __NR_ioperm, __NR_modify_ldt, __NR_create_module, __NR_uselib, __NR_ustat,
    __NR_sysfs,
#endif
};
/* clang-format on */

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (u32)offsetof(struct seccomp_data, field))
/* The lower half of an argument; both processors are little-endian. */
#define LOAD_ARGUMENT(i)                                                                           \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,                                                             \
             (u32)(offsetof(struct seccomp_data, args) + sizeof(u64) * (i)))
#define SKIP_UNLESS(call, n) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (u32)(call), 0, (n))
#define IF_ANY(bits, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (u32)(bits), (yes), (no))
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define REFUSE(error) RETURN(SECCOMP_RET_ERRNO | (error))
#define ALLOW RETURN(SECCOMP_RET_ALLOW)

struct filter {
    struct sock_filter v[320];
    size_t n;
};

static void put(struct filter *f, const struct sock_filter *piece, size_t n)
{
    if (f->n + n > sizeof f->v / sizeof *f->v) abort();
    memcpy(f->v + f->n, piece, n * sizeof *piece);
    f->n += n;
}
#define PUT(f, ...)                                                                                \
    put(f, (const struct sock_filter[]){__VA_ARGS__},                                              \
        sizeof((const struct sock_filter[]){__VA_ARGS__}) / sizeof(struct sock_filter))

#ifdef ARCH
/* Calls whose arguments decide. Each piece begins with the call's number loaded and, where it does not
** end the filter, loads it again. */
static void put_judged(struct filter *f)
{
    const u32 writes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
    /* Threads are needed, processes are not; who asks by clone3 is told to ask by clone. */
    PUT(f, SKIP_UNLESS(__NR_clone, 4), LOAD_ARGUMENT(0), IF_ANY(CLONE_THREAD, 0, 1), ALLOW,
        REFUSE(EPERM));
    PUT(f, SKIP_UNLESS(__NR_clone3, 1), REFUSE(ENOSYS));
    /* Its second form hides the flags in memory, where a filter cannot look. */
    PUT(f, SKIP_UNLESS(__NR_openat2, 1), REFUSE(ENOSYS));
    PUT(f, SKIP_UNLESS(__NR_openat, 4), LOAD_ARGUMENT(2), IF_ANY(writes, 0, 1), REFUSE(EACCES),
        ALLOW);
#ifdef __NR_open
    PUT(f, SKIP_UNLESS(__NR_open, 4), LOAD_ARGUMENT(1), IF_ANY(writes, 0, 1), REFUSE(EACCES),
        ALLOW);
#endif
    /* No page is both written and executed, none becomes a program later. */
    PUT(f, SKIP_UNLESS(__NR_mmap, 5), LOAD_ARGUMENT(2), IF_ANY(PROT_WRITE, 0, 2),
        IF_ANY(PROT_EXEC, 0, 1), REFUSE(EPERM), ALLOW);
    PUT(f, SKIP_UNLESS(__NR_mprotect, 4), LOAD_ARGUMENT(1), IF_ANY(PROT_EXEC, 0, 1), REFUSE(EPERM),
        ALLOW);
    /* abort() signals the own process. */
    PUT(f, SKIP_UNLESS(__NR_tgkill, 4), LOAD_ARGUMENT(0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (u32)getpid(), 1, 0), REFUSE(EPERM), ALLOW);
}

static bool seccomp_enter(void)
{
    struct filter f = {.n = 0};
    PUT(&f, LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
        RETURN(SECCOMP_RET_KILL_PROCESS), LOAD(nr));
    /* The 32-bit numbers of x86-64 lie above all others too. */
    PUT(&f, BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, NEWEST_CALL, 0, 1), REFUSE(ENOSYS));
    for (size_t i = 0; i < sizeof refused_calls / sizeof *refused_calls; i++)
        PUT(&f, SKIP_UNLESS(refused_calls[i], 1), REFUSE(EPERM));
    put_judged(&f);
    PUT(&f, ALLOW);
    struct sock_fprog program = {.len = (unsigned short)f.n, .filter = f.v};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}
#else
static bool seccomp_enter(void)
{
    return true;
}
#endif

/* --- both ---------------------------------------------------------------------------------------- */

struct sandbox_layers sandbox_layers(void)
{
    struct sandbox_layers has = {0};
    long version = syscall(LANDLOCK_CREATE, NULL, 0, LANDLOCK_VERSION_FLAG);
    if (version > 0) has.landlock = (int)version;
#ifdef ARCH
    /* A kernel that knows filters misses the filter. (seccomp() itself is not among the calls that a
    ** service manager's usual list lets through.) */
    has.seccomp = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) != 0 && errno == EFAULT;
#endif
    return has;
}

bool sandbox_enter(const char *program)
{
    struct sandbox_layers has = sandbox_layers();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    if (has.landlock && !landlock_enter(has.landlock, program)) return false;
    return !has.seccomp || seccomp_enter();
}
