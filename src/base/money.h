/* money.h: amounts as integers. Minor units with an ISO 4217 currency; no floating point; a sum
** over two currencies or beyond 64 bits is refused, never wrapped. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/buf.h"

struct money {
    i64 minor;        /* cents for USD, yen for JPY */
    char currency[4]; /* ISO 4217, NUL-terminated; "" means no amount */
};

struct money money_of(i64 minor, str currency);
/* Number of decimals of a currency (ISO 4217: 0 JPY, 2 USD, 3 KWD), or -1 if it is not known. */
int currency_decimals(str currency);
/* Reads "1,070,000.00", "1 070 000,00", "1070000" as it is kept and written in English or French; false for
** anything else, negative amounts, more decimals than the currency has, or beyond 10^15 minor. */
bool money_parse(str text, str currency, struct money *out);
/* What people type or copy: the same as a spreadsheet or a page shows it. The sign or the code of that
** very currency may stand before or behind ("US$ 5", "5 EUR", "$" for US dollars alone), and apostrophes
** between thousands. */
bool money_parse_shown(str text, str currency, struct money *out);
/* The same for a number with at most so many decimals: "2,5" with three gives 2500. One comma before
** three digits says thousands or decimals, nobody can tell which: refused where there are three. */
bool decimal_parse(str text, int decimals, i64 *out);
/* "2.5" of 2500 and three decimals: no zeros behind. */
void buf_decimal(struct buf *b, i64 v, int decimals);
/* a + b; false (out untouched) when currencies differ or the sum does not fit. */
bool money_add(struct money a, struct money b, struct money *out);
bool money_sub(struct money a, struct money b, struct money *out);
/* amount * num / den, rounded half away from zero (support cost: 700,000.00 * 7 / 100). */
bool money_share(struct money a, i64 num, i64 den, struct money *out);
/* Compares part against num/den of whole exactly, by 128-bit products: <0, 0, >0. */
int money_compare_share(i64 part, i64 whole, i64 num, i64 den);
/* "US$ 1,070,000.00" in English, "1 070 000,00 $ US" in French; no decimals when they are zero and
** `short_form` is set. */
void buf_money(struct buf *b, struct money m, const char *lang, bool short_form);
/* The bare number "1070000.00", for JSON, CSV and form fields. */
void buf_money_plain(struct buf *b, struct money m);

#endif
