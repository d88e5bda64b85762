/* budget.h: a joint budget as numbers. One table of lines is the only thing stored; every amount,
** total and view is computed from it here, with integers, so that no two views can disagree. Nothing
** in it knows the database or a page. Amounts are minor units of the edition's currency, quantities
** and durations thousandths, shares hundredths of a percent. */
#ifndef EDITION_BUDGET_H
#define EDITION_BUDGET_H

#include "edition/edition.h"

/* The key of a line in a document that stays with it for ever. */
#define BUDGET_ID "line"
#define BUDGET_YEARS 10
#define BUDGET_LINES 5000
/* A line beyond this is refused, so that no sum over the most lines comes near the end of 64 bits. */
#define BUDGET_LARGEST INT64_C(10000000000000)

enum budget_axis {
    BUDGET_ORGANIZATION,
    BUDGET_CLASS,
    BUDGET_OUTPUT,
    BUDGET_ACTIVITY,
    BUDGET_SOURCE,
    BUDGET_YEAR,
    BUDGET_AXES
};

struct budget_line {
    str id;                      /* stays with the line for ever; empty if it has none yet */
    str codes[BUDGET_AXES];      /* of organization, class, output, activity, source */
    size_t keys[BUDGET_YEAR];    /* their positions in the budget's lists */
    i64 quantity, duration;      /* thousandths; 1 where the budget does not ask */
    i64 unit_cost, share;        /* minor units; hundredths of a percent, 100 % if not asked */
    i64 amount;                  /* rounded once, half away from zero; 0 if it cannot be computed */
    i64 years[BUDGET_YEARS + 1]; /* [0]: what is not spread over the years, may be negative */
    bool whole;                  /* all its numbers are there and well written */
    bool computed;               /* and not too large */
    bool ours;                   /* the fund pays for it */
};
struct budget_codes {
    str *v;
    size_t n, cap;
};
struct budget {
    struct budget_line *lines;
    size_t n;
    size_t year_count;
    i64 support;                            /* hundredths of a percent of direct cost */
    str fund;                               /* the source that is the fund */
    struct budget_codes codes[BUDGET_YEAR]; /* in the order in which they first appear */
    i64 (*direct)[BUDGET_YEARS + 1];        /* what the fund pays each organization, by year */
    size_t broken;                          /* lines that cannot be computed */
    bool has[BUDGET_AXES];                  /* what the budget asks about */
    struct cells cells;                     /* of the document that it was read from */
};

/* quantity × unit cost × duration × share, rounded once, half away from zero. False (out untouched)
** for a negative number or an amount beyond BUDGET_LARGEST. */
bool budget_amount(i64 quantity, i64 unit_cost, i64 duration, i64 share, i64 *out);
/* Completes lines whose codes and numbers are set: amounts, what is not spread, positions. `lines`
** stay the caller's. */
void budget_complete(struct budget *b, struct arena *a);
/* The form's budget field, or NULL. */
const struct form_field *form_budget(const struct form *f);
/* The column of a budget with this meaning, or NULL. */
const struct form_field *budget_column(const struct form_field *budget, const char *means);
/* Reads the lines of a document; one that cannot be computed counts 0 and is marked. */
void budget_read(const struct edition *e, const struct form_field *field, const json_t *document,
                 struct arena *a, struct budget *out);

/* Support cost of an organization: its share of that organization's direct cost, never of a total over
** several. `key` is its position in codes[BUDGET_ORGANIZATION]. */
i64 budget_support(const struct budget *b, size_t key);

/* A view: the budget's money by two of its axes. Rows and columns are codes in their order of
** appearance (years: "1", "2", …, and "" for what is not spread); with the support cost of each
** organization under the code BUDGET_SUPPORT where the axis does not tell it apart (class, output,
** activity). Every table of the same `ours` has the same `sum`. */
#define BUDGET_SUPPORT S("=support")
struct budget_table {
    struct budget_codes rows, columns;
    i64 *cells; /* rows.n × columns.n */
    i64 *row_sums, *column_sums;
    i64 sum;
};
/* `ours`: only what the fund pays, support cost included; else all sources. */
void budget_table(const struct budget *b, enum budget_axis rows, enum budget_axis columns,
                  bool ours, struct arena *a, struct budget_table *out);

/* The amount over `parts` years as evenly as whole minor units allow, by the months of each year;
** the parts add up to the amount. */
void budget_spread(i64 amount, const i64 *months, size_t parts, i64 *out);

/* The document with the computed columns (amount, direct) in each line, for rules. A new reference. */
json_t *budget_with_amounts(const struct edition *e, const struct form_field *field,
                            const json_t *document, struct arena *a);

#endif
