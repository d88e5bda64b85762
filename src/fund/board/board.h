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
/* Fills labels and counts of the points, and takes from the reader what a conflict of interest closes. */
void board_items_prepare(struct request *r, struct board_file *f);

/* Why this person cannot adopt the minutes, as a MESSAGE(); NULL if they can. */
const char *board_adopt_refusal(const struct board_file *f, i64 account);
/* What waits of the board's work for the person who asks. */
enum status board_mine_fill(struct request *r, struct board_mine_array *out);

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
