/* control.h: DIR/control.sock, by which a command reaches the server that holds the fund. A Unix
** socket of mode 0600 in the fund's folder; the caller's user must be the server's own or root.
**
** The caller sends "LTS1", the length of the rest (4 bytes, big-endian), and the rest: one letter,
** 't' if its stderr is a terminal, else '-', then the words of the command, each ended by a NUL. Open
** descriptors of the files that the command reads come with the first byte. The server answers with
** frames: a letter, a length (4 bytes, big-endian), the bytes. 'o' and 'e' are for stdout and stderr,
** 'x' holds the exit status in one byte and is the last. */
#ifndef WEB_CONTROL_H
#define WEB_CONTROL_H

#include "web/app.h"
#include "web/registry.h"

struct control;

/* Listens in the fund's folder. A socket that a killed server left is replaced: the caller holds the
** fund's lock, so nobody listens on it. One line on stderr and FAILED if it cannot. */
enum status control_start(struct app *app, struct control **out);
/* Takes no more commands and waits for those that run; false if one did not end in time: it still
** uses the fund. NULL is fine. */
bool control_stop(struct control *k);

/* Has the server of c->dir run the command, its output copied to c->out and c->err. Returns the exit
** status, or -1 if no server listens there. */
int control_call(struct command *c);

#endif
