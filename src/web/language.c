/* language.c: see language.h. */
#include "web/language.h"

/* A quality value (RFC 9110, 12.4.2) in thousandths: 1000 where there is none, 0 where it cannot be read. */
static int quality(str parameters)
{
    str piece;
    while (str_cut(&parameters, ';', &piece)) {
        piece = str_trim(piece);
        if (!str_starts(piece, S("q=")) && !str_starts(piece, S("Q="))) continue;
        str digits = str_sub(piece, 2, piece.n);
        if (digits.n == 0 || digits.n > 5 || (digits.n > 1 && digits.p[1] != '.')) return 0;
        int value = 0, place = 1000;
        for (size_t i = 0; i < digits.n; i++) {
            if (i == 1) continue;
            if (digits.p[i] < '0' || digits.p[i] > '9') return 0;
            value += (digits.p[i] - '0') * place;
            place /= 10;
        }
        return value > 1000 ? 0 : value;
    }
    return 1000;
}

static bool asks_for(str range, str language)
{
    if (range.n < language.n || !str_eqi(str_sub(range, 0, language.n), language)) return false;
    return range.n == language.n || range.p[language.n] == '-';
}

/* What was said of the language itself counts, what was said of "*" only where there is nothing else. */
static int wanted(str accept_language, str language)
{
    str item, range;
    int any = 0, best = -1;
    while (str_cut(&accept_language, ',', &item)) {
        str_cut(&item, ';', &range);
        range = str_trim(range);
        int q = quality(item);
        if (str_eq(range, S("*"))) any = q;
        if (asks_for(range, language) && q > best) best = q;
    }
    return best >= 0 ? best : any;
}

str language_offer(str accept_language, str languages, str here)
{
    str best = NO_STR, language;
    if (!accept_language.n) return best;
    int most = wanted(accept_language, here);
    while (str_cut(&languages, ' ', &language)) {
        if (!language.n || str_eq(language, here)) continue;
        int q = wanted(accept_language, language);
        if (q <= most) continue;
        most = q;
        best = language;
    }
    return best;
}
