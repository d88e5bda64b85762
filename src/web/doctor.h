/* doctor.h: what is unsafe or unwell in a live installation, for `letsema doctor` and /desk/doctor. A
** function with a DOCTOR comment looks at one thing and says what it found, with what to do; it changes
** nothing, and it is asked at the terminal too, where no server and perhaps no database is. */
#ifndef WEB_DOCTOR_H
#define WEB_DOCTOR_H

#include "web/app.h"
#include "web/text.h"

enum gravity { GRAVE, WARN, NOTE, GOOD };

struct doctor_said {
    enum gravity gravity;
    str code, what, todo;
};
struct doctor_said_array {
    struct doctor_said *v;
    size_t n, cap;
};

struct doctor {
    struct arena *arena;
    str lang;
    const char *dir;
    const struct config *config;
    struct store
        *store; /* with db: NULL where the database could not be opened, which is a finding */
    struct db *db;
    i64 now;
    bool serving; /* asked inside the serving process */
    struct doctor_said_array said;
};

/* `what` and `todo` are messages (MESSAGE); the others are the texts of %1, %2 … in both. */
#define doctor_say(d, gravity, code, what, todo, ...)                                              \
    doctor_say_add((d), (gravity), (code), (what), (todo), (const str[]){__VA_ARGS__},             \
                   sizeof((const str[]){__VA_ARGS__}) / sizeof(str))
void doctor_say_add(struct doctor *d, enum gravity gravity, const char *code, const char *what,
                    const char *todo, const str *arguments, size_t n);
/* A number as an argument. */
str doctor_number(struct doctor *d, i64 n);
/* Asks every question, from the lowest room up, and puts the gravest answer first. */
void doctor_look(struct doctor *d);

#endif
