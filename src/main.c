/* main.c: the command line. Every command is a function with a COMMAND comment somewhere in src/;
** the index tool made the sorted table. Exit 0 done, 1 refused with one clear line on stderr, 2
** wrong usage. */
#include "base/base.h"
#include "base/pieces.h"
#include "web/command.h"

#include <jansson.h>
#include <unistd.h>

static int print_help(FILE *to)
{
    fprintf(to, "letsema: runs a pooled fund in the open.\n\n");
    for (size_t i = 0; i < command_count; i++)
        fprintf(to, "  letsema %s %s\n      %s\n", commands[i].name, commands[i].usage,
                commands[i].help);
    return to == stdout ? 0 : 2;
}

int main(int argc, char **argv)
{
    if (!digest_start()) {
        fprintf(stderr, "letsema: the cryptographic library could not be started\n");
        return 1;
    }
#ifndef __SANITIZE_ADDRESS__ /* it looks after each piece */
    json_set_alloc_funcs(piece_alloc, piece_free);
#endif
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
    struct arena *a = arena_new();
    struct command c = {.env = &env,
                        .out = stdout,
                        .err = stderr,
                        .terminal = isatty(STDERR_FILENO) == 1,
                        .word_count = argc,
                        .words = NEW_ARRAY(a, (size_t)argc, char *)};
    memcpy(c.words, argv, (size_t)argc * sizeof *argv);
    int code = command_take(entry, argc, argv, &c) ? command_run(entry, &c) : 2;
    arena_free(a);
    return code;
}
