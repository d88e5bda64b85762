/* portfolio.h: counting proposals and programmes by what they have in common. Every row carries the
** address of the list that it counts, with the filters of the page, so that a number can always be
** opened. Inside the folder only. */
#ifndef DESK_PORTFOLIO_H
#define DESK_PORTFOLIO_H

#include "web/request.h"

#include "gen/model.h"

struct calendar;

struct tally_days {
    i64 *v;
    size_t n, cap;
};
struct tally_sums {
    struct money *v;
    size_t n, cap;
};
struct tally {
    struct portfolio_tally row;
    i64 place;              /* for TALLY_BY_PLACE */
    struct tally_days days; /* that each of those on their way has waited */
    struct tally_sums sums; /* one for each currency */
};
struct tallies {
    struct tally *v;
    size_t n, cap;
};

/* The row of a code, new if there is none yet; the latest is found at once. */
struct tally *tally_of(struct arena *a, struct tallies *all, str code, str label);
/* Counts `n` more with an amount (without a currency: none is known). LIMIT if the sum does not fit. */
enum status tally_add(struct arena *a, struct tally *t, i64 n, struct money amount);
/* Days that one of them has waited. */
void tally_waits(struct arena *a, struct tally *t, i64 days);
/* Puts the sums of one currency, shares of the whole and the lengths of the bars into the rows;
** *several says that rows overlap, so that they come to more than the whole. */
void tally_finish(struct request *r, str currency, struct tally *total, struct tallies *all,
                  bool *several);
/* The rows into a view, with the largest number and the largest amount for the bars. */
void tally_show(struct arena *a, const struct tallies *all, struct portfolio_tally_array *out,
                i64 *largest, i64 *largest_amount);
enum tally_order { TALLY_BY_PLACE, TALLY_LARGEST_FIRST, TALLY_BY_CODE };
void tally_sort(struct tallies *all, enum tally_order order);

/* "12.5" of a part of a whole; words of the reader's language on a page. Nothing of nothing. */
str share_words(struct request *r, i64 part, i64 whole);
/* A list with the filters that this page was asked with and one more; parameters named in `but` are left
** out. */
str list_with(struct request *r, const char *list, const char *name, str value, const char *but);
/* Ways between the pages of oversight; `here` is the open one. */
struct part_tab_array portfolio_tabs(struct request *r, const char *here);
/* Ways between the views of one page, which keep its filters. */
struct view_choice {
    const char *kind, *label; /* the label is a MESSAGE() */
};
struct part_tab_array view_tabs(struct request *r, const struct view_choice *ways, size_t n,
                                str kind);
/* The view that is asked for; the first for any other word. */
str view_asked(struct request *r, const struct view_choice *ways, size_t n);
/* In what the fund counts: the currency of its edition in force. */
str currency_of_fund(struct request *r);
/* Words of the filters' choices. */
void country_words(struct request *r, struct part_choice_array *list);
void dimension_words(struct request *r, struct part_choice_array *list);

/* Columns side by side, one for each year, as a drawing without script. The table below it
** holds the same numbers. */
str columns_svg(struct arena *a, str title, const struct portfolio_tally_array *rows);

#endif
