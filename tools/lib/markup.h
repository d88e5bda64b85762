/* markup.h: the HTML around the directives of a template. It follows the text character by
** character, knows in which place of HTML the next directive stands, folds white space, and writes
** the generated calls. What could not be escaped safely, or leaves a tag open, ends the tool with
** its line. */
#ifndef TOOLS_MARKUP_H
#define TOOLS_MARKUP_H

#include "util.h"

enum place {
    PLACE_TEXT,      /* element text: markup may be written */
    PLACE_PLAIN,     /* text where no element may stand: textarea, title, option, svg */
    PLACE_ATTRIBUTE, /* a double-quoted value */
    PLACE_URL        /* the same of href, src … */
};

enum markup_kind {
    IN_TEXT,
    IN_COMMENT,
    IN_TAG_NAME,
    IN_END_NAME,
    IN_TAG,    /* between attributes */
    IN_NAME,   /* of an attribute */
    IN_EQUALS, /* behind its = */
    IN_VALUE
};

struct open_element {
    const char *tag;
    int line;
    const struct open_element *below;
};
struct used_id {
    str id;
    int line;
    const struct used_id *next;
};

/* Where the text stands. The branches of an {if} must come out at the same place. */
struct markup_state {
    enum markup_kind kind;
    const struct open_element *open;
    const char *tag, *attribute;    /* being read */
    bool need_space;                /* a name or value ended: an attribute needs a space first */
    bool space, after_block;        /* white space was seen; more of it is needless here */
    bool has_alt, has_src, is_post; /* of the tag being read */
    bool literal;                   /* the value so far has no directive in it */
    bool url_begun, url_whole;      /* the address has a literal beginning; is complete */
    const struct used_id *ids;
};

struct markup {
    const char *file;
    int line;
    struct markup_state s;
    int loops;        /* how many {for} stand around */
    struct buf *code; /* the body of the generated function */
    int indent;
    struct buf raw;  /* literal markup not yet written as a call */
    struct buf word; /* the name or value being read */
};

void markup_begin(struct markup *m, const char *file, int line, struct buf *code);
/* The next piece of literal markup. */
void markup_feed(struct markup *m, str text);
/* At the end of the file: everything is closed. */
void markup_finish(struct markup *m);

/* A line of generated C; writes the literal markup before it first. */
void markup_statement(struct markup *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Before a value is written: the place, or a fault that says why none can stand here. */
enum place markup_place(struct markup *m);
/* Before a part, slot or loop that writes elements: it stands in text. */
void markup_need_text(struct markup *m, const char *what);
/* Before a branch begins and when it ends: nothing is half read. */
void markup_settle(struct markup *m);
/* Joins the state `other` (of another branch) into the present one. */
void markup_meet(struct markup *m, const struct markup_state *start,
                 const struct markup_state *other, int line);

bool is_block_tag(str tag);
/* Whether a literal text begins, or ends, with the tag of a block. */
bool begins_with_block(str text);
bool ends_with_block(str text);

#endif
