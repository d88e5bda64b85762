/* command.c: finding, running and handing over commands; see command.h. */
#include "web/command.h"

#include "web/control.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

const struct command_entry *command_find(int word_count, char **words)
{
    const struct command_entry *best = NULL;
    for (size_t i = 0; i < command_count; i++) {
        const struct command_entry *c = &commands[i];
        if (c->words > word_count || (best && best->words >= c->words)) continue;
        str rest = str_c(c->name), word;
        bool same = true;
        for (int w = 0; w < c->words && str_cut(&rest, ' ', &word); w++)
            same = same && str_eq(word, str_c(words[w]));
        if (same) best = c;
    }
    return best;
}

bool command_take(const struct command_entry *entry, int word_count, char **words,
                  struct command *c)
{
    int given = word_count - entry->words;
    char **rest = words + entry->words;
    c->name = entry->name;
    c->argv = words;
    c->argc = 0;
    for (int i = 0; i < given; i++) {
        if (i == entry->dir_at)
            c->dir = rest[i];
        else
            c->argv[c->argc++] = rest[i];
    }
    if (entry->dir_at < 0 || c->dir) return true;
    fprintf(c->err, "usage: letsema %s %s\n", entry->name, entry->usage);
    return false;
}

int command_run(const struct command_entry *entry, struct command *c)
{
    unsigned faults = log_faults();
    int code = entry->fn(c);
    if (code == 1 && log_faults() > faults) /* lines for a log, which a person can read too */
        fprintf(
            c->err,
            "letsema: %s: not done, or not all of it; %s why. Mend that and give the same command again\n",
            entry->name, c->app ? "the server's log says" : "the lines above say");
    if (code == 2) fprintf(c->err, "usage: letsema %s %s\n", entry->name, entry->usage);
    for (int i = 0; i < c->input_count && !c->app; i++)
        close(c->inputs[i]);
    return code;
}

enum status command_open(struct command *c, struct app **out)
{
    if (c->app) {
        *out = c->app;
        return OK;
    }
    c->code = control_call(c);
    if (c->code >= 0) return CONFLICT;
    c->code = 1;
    return app_open(c->dir, c->env, out);
}

void command_close(struct command *c, struct app *app)
{
    if (!c->app) app_close(app);
}

static bool readable(int fd)
{
    struct stat st;
    return fd >= 0 && fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

enum status command_input(struct command *c, const char *path, int *fd)
{
    *fd = -1;
    if (c->app) {
        if (c->input_next < c->input_count) *fd = c->inputs[c->input_next++];
    } else if (c->input_count < COMMAND_INPUTS) {
        /* A pipe without a writer would wait for ever; what it is shows after opening. */
        int got = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        if (!readable(got)) {
            if (got >= 0) close(got);
            return NOT_FOUND;
        }
        *fd = c->inputs[c->input_count++] = got;
    }
    return readable(*fd) ? OK : NOT_FOUND;
}

enum status command_output(struct command *c, const char *path, int *fd)
{
    *fd = -1;
    if (c->app) {
        if (c->input_next < c->input_count) *fd = c->inputs[c->input_next++];
    } else if (c->input_count < COMMAND_INPUTS) {
        *fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (*fd >= 0) c->inputs[c->input_count++] = *fd;
    }
    return *fd >= 0 ? OK : NOT_FOUND;
}

const char *command_input_path(struct arena *a, int fd)
{
    return arena_printf(a, "/proc/self/fd/%d", fd).p;
}
