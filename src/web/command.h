/* command.h: how a command of the command line reaches its fund. `main` finds the function by its
** COMMAND comment; a command that writes calls command_open. If nobody serves the folder, it opens
** the fund itself. If a server does, the same line is sent to it through DIR/control.sock
** (web/control.h), the same function runs there with the serving fund, and what it writes to c->out
** and c->err comes back to the person's terminal. */
#ifndef WEB_COMMAND_H
#define WEB_COMMAND_H

#include "web/app.h"
#include "web/registry.h"

/* The command whose name begins the words; the longest name wins. NULL if there is none. */
const struct command_entry *command_find(int word_count, char **words);
/* Sets name, dir and arguments of a command from its line; false, after one line on c->err, without
** the folder that it needs. `words` is rearranged. */
bool command_take(const struct command_entry *entry, int word_count, char **words,
                  struct command *c);
/* Runs it; wrong usage is answered with the usage. Returns the exit status. */
int command_run(const struct command_entry *entry, struct command *c);

/* OK with the fund. Anything else: the command has been done by the server, or could not be; the
** caller gives back what it holds and returns c->code. */
enum status command_open(struct command *c, struct app **out);
/* Closes what command_open opened; the serving fund stays. */
void command_close(struct command *c, struct app *app);

/* Opens a file or folder that the line names, for reading, by the right of the person who typed it;
** before command_open, so that the server gets the open descriptor and needs no right of its own.
** NOT_FOUND if it cannot be read or is neither. */
enum status command_input(struct command *c, const char *path, int *fd);
/* The same for a new file that the command writes: it must not exist, and has mode 0600. Open for reading
** too. The caller removes it again when it was not filled. */
enum status command_output(struct command *c, const char *path, int *fd);
/* A path for what is open, for functions that want one. */
const char *command_input_path(struct arena *a, int fd);

#endif
