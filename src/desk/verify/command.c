/* command.c: letsema verify: checks a fund's folder, also while it is served. Nothing is written. */
#include "desk/dossier/verify.h"
#include "publish/anchor/anchor.h"
#include "web/app.h"
#include "web/registry.h"
#include "web/verify.h"

#include "gen/registry.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* On a terminal one line that changes; elsewhere a line for each check. */
static void progress_print(void *to, const char *name, i64 done)
{
    bool terminal = *(const bool *)to;
    if (terminal)
        fprintf(stderr, "\r\033[K%s … %lld", name, (long long)done);
    else if (done == 0)
        fprintf(stderr, "%s\n", name);
}

static int faults_print(const struct check *c, struct arena *a)
{
    for (size_t i = 0; i < c->faults.n; i++) {
        const struct check_fault *f = &c->faults.v[i];
        str words = verify_words(a, S("en"), f->message, f->arguments, f->argument_count, f->count);
        fprintf(stderr, "letsema: %.*s\n", P(words));
    }
    return c->faults.n ? 1 : 0;
}

static int fund_verify(struct store *s, struct arena *a, const struct anchor *anchor)
{
    bool terminal = isatty(STDERR_FILENO);
    struct check c = {
        .store = s, .arena = a, .progress = progress_print, .to = &terminal, .anchor = anchor};
    i64 started = env_monotonic_ms();
    enum status st = verify_run(&c);
    i64 ms = env_monotonic_ms() - started;
    if (terminal) fprintf(stderr, "\r\033[K");
    int code = faults_print(&c, a);
    if (st != OK) {
        fprintf(stderr,
                "letsema: the check \"%s\" could not be finished; the lines above say why\n",
                c.name);
        return 1;
    }
    if (code == 0)
        printf(
            "everything agrees: %lld journal entries, %lld records, %lld files, in %lld.%lld s\n",
            (long long)c.entries, (long long)c.rows, (long long)c.files, (long long)ms / 1000,
            (long long)ms % 1000 / 100);
    return code;
}

/* The digest that --anchor names; false after a line that says what is wrong with it. */
static bool anchor_given(struct command *c, struct arena *a, struct anchor *kept)
{
    str why;
    if (anchor_read(a, c->argv[1], kept, &why)) return true;
    fprintf(stderr, "letsema: %s: %.*s\n", c->argv[1], P(why));
    return false;
}

/* COMMAND verify DIR [--anchor FILE|POSITION:HASH | --key FILE|HEX]
** Of a fund's folder: checks that nothing was changed, added or lost past the program, also while the fund
** is served; with a digest kept from /data/journal, also that nothing before it was rewritten. Of a
** dossier, whose file stands in the place of DIR: checks that it is whole, unchanged and signed, with the
** key from /data/keys. */
int verify_command(struct command *c)
{
    struct stat st;
    if (stat(c->dir, &st) == 0 && !S_ISDIR(st.st_mode)) return dossier_verify(c);
    if (c->argc != 0 && (c->argc != 2 || strcmp(c->argv[0], "--anchor") != 0)) return 2;
    struct arena *a = arena_new();
    struct config config;
    struct anchor kept;
    struct store *s = NULL;
    int code = 1;
    bool ready = !c->argc || anchor_given(c, a, &kept);
    if (ready && config_read(c->dir, a, &config) == OK &&
        store_open_reading(c->dir, &config, c->env, &s) == OK) {
        code = fund_verify(s, a, c->argc ? &kept : NULL);
        store_close(s);
    }
    arena_free(a);
    return code;
}
