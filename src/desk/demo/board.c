/* board.c: an example board: eight of ten seats filled, a meeting with its advice, minutes and what came of
** it, and a meeting to come. Nobody is named. Everything is done by the forms of those whose duty it is. */
#include "web/demo.h"
#include "web/registry.h"

#include "gen/registry.h"

#define SEATS 8
#define CAME 7

struct point {
    const char *kind, *title, *paper, *text, *reasons, *dissent, *votes[3];
    const char *outcome, *answer;
};

static const struct point points[] = {
    {"guidelines",
     "Local partners at the table from the first draft (example)",
     "Screening shows notes whose local partners were found after the plan was made. Should the guidelines ask who took part in writing?",
     "The guidelines should ask each concept note **who of the people concerned took part in writing it**, and how.",
     "Programmes that were planned with the people concerned kept working after the money ended.",
     "One member would make it a recommendation first and a rule after two calls.",
     {"5", "1", "1"},
     "under_way",
     "The unit has drafted a clause and asked three applicants how they would answer it."},
    {"impact",
     "Looking again after five years (example)",
     "Final evaluations come at the end of a programme. What lasts shows later.",
     "The fund should visit one programme in five again, five years after its end, and publish what was found.",
     "What is left after five years says more about protection and empowerment than a final report.",
     NULL,
     {NULL, NULL, NULL},
     "followed",
     "The first visits are in next year's plan of work."},
    {"outreach",
     "News for readers on slow lines (example)",
     "Half of the subscribers open the newsletter over a mobile line.",
     "The newsletter should stay readable as plain text and below the weight of one page.",
     "Those the fund is for should be able to read about it.",
     NULL,
     {NULL, NULL, NULL},
     NULL,
     NULL},
};
enum { POINTS = sizeof points / sizeof *points };

static void field_z(struct demo *d, const char *name, const char *value)
{
    if (value) demo_field(d, name, str_c(value));
}

static enum status members_fill(struct demo *d, str *codes)
{
    for (int i = 1; i <= SEATS; i++) {
        demo_field(d, "name", arena_printf(d->arena, "Board member %d (example)", i));
        demo_field(d, "seat", arena_printf(d->arena, "%d", i));
        demo_field(d, "starts", demo_day(d, -350 - 30 * (i % 3)));
        demo_field(d, "ends", demo_day(d, 360 + 365 * (i % 3)));
        if (i == 1) {
            field_z(d, "chair", "yes");
            field_z(d, "email", "board@demo.example.org");
        }
        TRY(demo_post(d, "/desk/board/members"));
        TRY(demo_get(d, "/desk/board/members?q=member+%d", i));
        codes[i - 1] = demo_after(d, "<tbody><tr><td><a href=\"/desk/board/members/");
    }
    return OK;
}

static enum status meeting_plan(struct demo *d, const char *title, i64 day, str *code)
{
    field_z(d, "title", title);
    field_z(d, "zone", "America/New_York");
    demo_field(d, "day", demo_day(d, day));
    field_z(d, "time", "09:30");
    field_z(d, "place", "Online");
    TRY(demo_post(d, "/desk/board/meetings"));
    *code = demo_after(d, "/desk/board/meetings/");
    return OK;
}

static enum status point_add(struct demo *d, str meeting, const char *kind, const char *title,
                             const char *paper)
{
    field_z(d, "kind", kind);
    field_z(d, "title", title);
    field_z(d, "paper", paper);
    return demo_post(d, "/desk/board/meetings/%.*s/items", P(meeting));
}

static enum status advise(struct demo *d, const struct point *p, str item)
{
    static const char *const votes[] = {"votes_for", "votes_against", "votes_abstain"};
    TRY(demo_get(d, "/desk/board/items/%.*s", P(item)));
    demo_field(d, "seen", demo_after(d, "name=\"seen\" value=\""));
    field_z(d, "text", p->text);
    field_z(d, "reasons", p->reasons);
    field_z(d, "dissent", p->dissent);
    field_z(d, "way", p->votes[0] ? "vote" : "consensus");
    for (int i = 0; i < 3; i++)
        field_z(d, votes[i], p->votes[i]);
    return demo_post(d, "/desk/board/items/%.*s/advice", P(item));
}

/* The points of a meeting, in their order. */
static enum status items_read(struct demo *d, str meeting, str *items)
{
    TRY(demo_get(d, "/desk/board/meetings/%.*s", P(meeting)));
    for (int i = 0; i < POINTS; i++) {
        items[i] = demo_after(d, "/desk/board/items/");
        i64 at = str_find(d->body, items[i]);
        if (items[i].n && at >= 0) d->body = str_sub(d->body, (size_t)at + items[i].n, d->body.n);
    }
    return OK;
}

static enum status minutes_adopt(struct demo *d, str meeting)
{
    TRY(demo_post(d, "/desk/board/meetings/%.*s/minutes/draft", P(meeting)));
    demo_at(d, demo_instant(d, -208, 10, 0));
    TRY(demo_as(d, "board"));
    TRY(demo_get(d, "/desk/board/meetings/%.*s/minutes", P(meeting)));
    demo_field(d, "seen", demo_after(d, "name=\"seen\" value=\""));
    return demo_post(d, "/desk/board/meetings/%.*s/minutes/adopt", P(meeting));
}

static enum status follow(struct demo *d, const struct point *p, str item)
{
    TRY(demo_get(d, "/desk/board/items/%.*s", P(item)));
    str advice = demo_after(d, "/desk/board/advice/");
    TRY(demo_post(d, "/desk/board/advice/%.*s/publish", P(advice)));
    if (!p->outcome) return OK;
    field_z(d, "outcome", p->outcome);
    field_z(d, "text", p->answer);
    return demo_post(d, "/desk/board/advice/%.*s/answer", P(advice));
}

/* DEMO 35
** An example board, its meeting, what it advised and what came of it. */
enum status board_demo(struct demo *d)
{
    str members[SEATS], items[POINTS], past, next;
    printf("  an example board\n");
    demo_at(d, demo_instant(d, -250, 10, 0));
    TRY(demo_as(d, "officer"));
    TRY(members_fill(d, members));
    TRY(meeting_plan(d, "Meeting of the board (example)", -214, &past));
    TRY(meeting_plan(d, "Next meeting of the board (example)", 25, &next));
    for (int i = 0; i < POINTS; i++)
        TRY(point_add(d, past, points[i].kind, points[i].title, points[i].paper));
    TRY(point_add(d, next, "impact", "What the first visits found (example)",
                  "The unit reports on the first programmes it visited again."));
    demo_at(d, demo_instant(d, -213, 10, 0));
    TRY(demo_as(d, "officer"));
    for (int i = 0; i < CAME; i++)
        demo_field(d, "present", members[i]);
    TRY(demo_post(d, "/desk/board/meetings/%.*s/held", P(past)));
    TRY(items_read(d, past, items));
    for (int i = 0; i < POINTS; i++)
        TRY(advise(d, &points[i], items[i]));
    TRY(minutes_adopt(d, past));
    demo_at(d, demo_instant(d, -207, 11, 0));
    TRY(demo_as(d, "officer"));
    for (int i = 0; i < POINTS; i++)
        TRY(follow(d, &points[i], items[i]));
    return OK;
}
