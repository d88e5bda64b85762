/* main.c: the command line. Every command is a function with a COMMAND comment somewhere in src/;
** the index tool made the sorted table. Exit 0 done, 1 refused with one clear line on stderr, 2
** wrong usage. */
#include "base/base.h"
#include "web/registry.h"

static int print_help(FILE *to)
{
    fprintf(to, "letsema: runs a pooled fund in the open.\n\n");
    for (size_t i = 0; i < command_count; i++)
        fprintf(to, "  letsema %s %s\n      %s\n", commands[i].name, commands[i].usage,
                commands[i].help);
    return to == stdout ? 0 : 2;
}

/* The entry whose words begin the arguments; the longest name wins. */
static const struct command_entry *command_find(int argc, char **argv)
{
    const struct command_entry *best = NULL;
    for (size_t i = 0; i < command_count; i++) {
        const struct command_entry *c = &commands[i];
        if (c->words > argc || (best && best->words >= c->words)) continue;
        str rest = str_c(c->name), word;
        bool same = true;
        for (int w = 0; w < c->words && str_cut(&rest, ' ', &word); w++)
            same = same && str_eq(word, str_c(argv[w]));
        if (same) best = c;
    }
    return best;
}

int main(int argc, char **argv)
{
    if (!digest_start()) {
        fprintf(stderr, "letsema: the cryptographic library could not be started\n");
        return 1;
    }
    argc--;
    argv++;
    if (argc == 0) return print_help(stderr);
    if (strcmp(argv[0], "help") == 0 || strcmp(argv[0], "--help") == 0) return print_help(stdout);
    const struct command_entry *entry = command_find(argc, argv);
    if (!entry) {
        fprintf(stderr, "letsema: there is no command \"%s\"; try: letsema help\n", argv[0]);
        return 2;
    }
    static struct env env;
    struct command c = {.name = entry->name, .env = &env, .argc = 0, .argv = argv};
    int given = argc - entry->words;
    char **rest = argv + entry->words;
    for (int i = 0; i < given; i++) {
        if (i == entry->dir_at)
            c.dir = rest[i];
        else
            c.argv[c.argc++] = rest[i];
    }
    if (entry->dir_at >= 0 && !c.dir) {
        fprintf(stderr, "usage: letsema %s %s\n", entry->name, entry->usage);
        return 2;
    }
    int code = entry->fn(&c);
    if (code == 2) fprintf(stderr, "usage: letsema %s %s\n", entry->name, entry->usage);
    return code;
}
