/* util.h: what the host tools share: options, files, faults with their line, quoting for C.
** A tool runs once and ends, so its memory is one arena that is never given back. */
#ifndef TOOLS_UTIL_H
#define TOOLS_UTIL_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#define OUTPUT_MAX ((size_t)64 << 20) /* no generated file is larger */

struct names {
    const char **v;
    size_t n, cap;
};

/* The command line of a tool: [--rooms "a b c"] [--out DIR] [--strict] ARGUMENT… */
struct tool {
    const char *name;
    struct names rooms; /* from low to high */
    const char *out;    /* folder of the generated files, made if it is missing */
    bool strict;
    struct names args;
};
/* The one arena of this process. */
extern struct arena *tool_arena;
struct tool tool_start(int argc, char **argv, const char *usage);

/* A mistake in a person's file. fail_at ends the tool with exit 1; fault_at goes on, so that one
** run names several mistakes, and tool_end (or the next fail_at) gives the exit code. Line 0: the
** file as a whole. */
_Noreturn void fail_at(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void fault_at(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
size_t fault_count(void);
int tool_end(void); /* 0, or 1 if a fault was noted */

/* A C string in the tool's arena. */
const char *text_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
const char *text_z(str s);

/* The whole file, NUL behind its end; fails the tool if it cannot be read. */
str file_bytes(const char *path);
bool file_exists(const char *path);
/* Every file below `dir` whose name ends in `suffix`, sorted by path; hidden ones are left out. */
struct names files_below(const char *dir, const char *suffix);
/* Writes the file unless it holds these bytes already. Writes nothing once a fault was noted. */
void write_if_changed(const char *path, const struct buf *b);

/* "list.html" of "src/publish/event/list.html"; "event" is its folder. */
const char *path_base(const char *path);
const char *path_folder(const char *path);
const char *path_stem(const char *path); /* "list" */
/* Index of the room of "SRC/ROOM/…", or -1 for a file in no room (src/main.c). */
int path_room(const struct tool *t, const char *src, const char *path);
/* The law: what stands in room `user` may use its own room and lower ones. Room -1 may use all. */
bool room_may_use(const struct tool *t, int user, int used);

/* [a-z][a-z0-9_]*, and not a word that C has taken. */
bool is_name(str s);
bool is_c_keyword(str s);

/* Reading a line of words. scan_word takes what ends at white space, scan_string a "…" with \" \\
** \n inside (false if there is none; an open one is a fault), scan_end is true at the end or a #
** that begins a word. */
struct scan {
    const char *file;
    int line;
    str rest;
};
bool scan_word(struct scan *s, str *out);
bool scan_string(struct scan *s, str *out);
bool scan_end(struct scan *s);

/* The text as a C string literal with its quotes; buf_c_lines breaks a long one over lines. */
void buf_c(struct buf *b, str s);
void buf_c_lines(struct buf *b, str s, const char *indent);

#endif
