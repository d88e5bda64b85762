/* board.h: what the files of this folder share: a meeting with its agenda, who is in office on its day,
** who came, who may not take part in a point, and what follows for the quorum. The board advises; the
** quorum counts those who may take part (DESIGN and the fund's guidelines say why a board recuses). */
#ifndef FUND_BOARD_H
#define FUND_BOARD_H

#include "web/reply.h"

#include "gen/model.h"

#define BOARD_TITLE_CHARS 200
#define BOARD_TEXT_CHARS 20000
#define BOARD_REASON_CHARS 1000
#define BOARD_CODE_LETTERS 8

/* A meeting and all that belongs to it. */
struct board_file {
    struct board_meeting meeting;
    struct board_member_array people; /* in office on its day; `present` says who came */
    struct board_item_array items;
    struct board_recusal_array recusals;
};
enum status board_file_of(struct db *db, struct arena *a, str code, struct board_file *out);

/* For one point: seats in office, less those who may not take part; how many of these came; how many
** have to. */
struct board_count {
    i64 seats, recused, eligible, present, needed;
    bool quorum;
};
struct board_count board_count_of(const struct board_file *f, i64 item, i64 percent);
/* The smallest number of people that is more than this share of those who may take part. */
i64 board_needed(i64 eligible, i64 percent);

/* The member in office on the meeting's day who signs in with this account, or NULL. */
const struct board_member *board_self(const struct board_file *f, i64 account);
bool board_recused(const struct board_file *f, i64 item, i64 member);
const struct board_item *board_item_of(const struct board_file *f, str code);
/* Is a proposal of the meeting closed to the reader (after board_items_prepare)? Then so are its minutes. */
bool board_closes(const struct board_file *f);
/* Fills labels and counts of the points, and takes from the reader what a conflict of interest closes. */
void board_items_prepare(struct request *r, struct board_file *f);

/* Why this person cannot adopt the minutes, or a correction of them, that `drafter` wrote, as a MESSAGE();
** NULL if they can. */
const char *board_adopt_refusal(const struct board_file *f, i64 account, i64 drafter);
/* The page of the minutes with what the person did wrong; 409 after a conflict. */
enum status board_minutes_show(struct request *r, struct response *s, struct board_file *f,
                               bool conflict);
/* What waits of the board's work for the person who asks. */
enum status board_mine_fill(struct request *r, struct board_mine_array *out);

/* --- a point that is a proposal (case.c, vote.c, condition.c) --- */
struct proposal;
struct tx;
/* A point of an agenda as its reader may see it. */
struct board_point {
    struct board_file f;
    struct board_item item;
    const struct board_member *self;
};
enum status board_point_load(struct request *r, struct board_point *p);
/* The page of a point with what the person did wrong; 409 after a conflict. */
enum status board_point_show(struct request *r, struct response *s, const struct board_point *p,
                             bool conflict);
/* The point in a write: still open, of a meeting that still changes, as it was `seen`. */
enum status board_point_touch(struct tx *tx, struct request *r, const struct board_point *p,
                              i64 seen, struct board_file *f, i64 *changed);
/* Shows why a write was refused at a field, or that somebody was faster, or goes on with a note. */
enum status board_point_done(struct request *r, struct response *s, struct board_point *p,
                             enum status st, const char *why, const char *at, str note);
const struct board_member *board_member_of(const struct board_file *f, str code);
/* Fills votes, conditions and what the person may do about them. */
enum status board_case_fill(struct request *r, const struct board_point *p,
                            struct board_item_show *view);
/* What the board recommended on a proposal, with conditions; votes for who reads the board's record. */
enum status board_recommendations_fill(struct request *r, const struct proposal *p,
                                       struct board_recommendation_array *out);
str board_stance_label(struct request *r, str vote);
str board_recommended_label(struct request *r, str outcome);
/* Votes that were cast, by kind. */
struct board_tally {
    i64 favour, against, abstain;
};
struct board_tally board_tally_of(const struct board_vote_array *votes);
/* How a point that is a proposal stands in its row: nothing of the proposal itself. */
#define BOARD_CASE_KIND "other"
#define BOARD_CASE_TITLE "Proposal"
/* Closes the proposal of a point to a member by every way; nothing for other points. */
enum status board_case_close_to(struct tx *tx, struct request *r, const struct board_item *item,
                                const struct board_member *m, str reason);
/* DENIED with *why once the proposal moved on behind the recommendation. */
enum status board_case_reopen_check(struct tx *tx, struct request *r, const struct board_item *item,
                                    const char **why);
/* Does the vote on it move the proposal on (the edition's `board = "vote"`)? */
bool board_moves(const struct proposal *p);

str board_kind_label(struct request *r, str kind);
struct part_choice_array board_kinds(struct request *r);
str board_outcome_label(struct request *r, str outcome);
struct part_choice_array board_outcomes(struct request *r);

/* The hidden field `seen`; 0 if it is damaged, which no record has. */
i64 board_seen(const struct request *r);
/* The instant of a change always moves on; CONFLICT if the record changed after the form was made. */
enum status board_touch(i64 stored, i64 seen, i64 now, i64 *changed);
/* Notes at a field why an act was refused; `why` is a MESSAGE(). */
void board_refuse(struct request *r, const char *field, const char *why);
i64 board_today(struct request *r);
str board_date(struct arena *a, i64 day); /* 2027-01-31, for a field; NO_STR for none */
str board_day_words(struct request *r, i64 day);

#endif
