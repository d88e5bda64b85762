/* control_wire.h: the letters of DIR/control.sock (control.h says which), read from and written to a
** connected socket. Called by control.c at both ends. Nothing that comes is taken on trust. */
#ifndef WEB_CONTROL_WIRE_H
#define WEB_CONTROL_WIRE_H

#include "web/registry.h"

/* A command as it came over the socket. */
struct control_question {
    bool terminal; /* the caller's stderr is one */
    int count;
    char **words; /* NULL-terminated, in the arena; the last is NULL */
    int inputs[COMMAND_INPUTS], input_count;
};

/* False if what came is no question, or not whole in the time that the socket gives. The descriptors
** that came are the caller's to close in any case: control_question_close. */
bool control_question_read(int fd, struct arena *a, struct control_question *out);
void control_question_close(struct control_question *q);
bool control_question_write(int fd, const struct command *c);

/* One frame or, of many bytes, several; false if nobody reads. */
bool control_frame_write(int fd, char kind, const char *p, size_t n);
/* Copies frames to the two streams until the last: the exit status, or -1 if the line broke. */
int control_answer_read(int fd, FILE *out, FILE *err);

#endif
