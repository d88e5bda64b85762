/* Fuzz target: the fields of a request that lists or parameters stand in. The lines of an input are a
** Cookie, an If-None-Match, a Range, the size of the file, an Accept-Encoding. Each answer is held
** against what a slow reader of this file makes of the same words. */
#include "web/compress.h"
#include "web/http.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

static str line_take(str *rest)
{
    str line;
    return str_cut(rest, '\n', &line) ? line : NO_STR;
}

/* --- Cookie ------------------------------------------------------------------------------------------ */

static void cookie_holds(struct arena *a, str cookies)
{
    str value = http_cookie(cookies, "session");
    require(str_find_char(value, ';') < 0 && str_eq(str_trim(value), value));
    require(value.p ? str_find(cookies, S("session=")) >= 0 : true);
    /* Other cookies around it change nothing; one whose name only ends or begins alike is another. */
    str more = arena_printf(a, "xsession=0; session2=1; session =2; %.*s", P(cookies));
    str again = http_cookie(more, "session");
    require(again.n == value.n &&
            memcmp(again.p ? again.p : "", value.p ? value.p : "", value.n) == 0);
    if (str_find(cookies, S("session=")) < 0)
        require(str_eq(http_cookie(arena_printf(a, "%.*s; session=abc", P(cookies)), "session"),
                       S("abc")));
}

/* --- If-None-Match ------------------------------------------------------------------------------------- */

static void etag_holds(struct arena *a, str list)
{
    str tag = S("\"0123abcd\"");
    bool matches = http_etag_matches(list, tag);
    bool named = str_find(list, tag) >= 0 || str_find_char(list, '*') >= 0;
    require(!matches || named);
    require(http_etag_matches(arena_printf(a, "%.*s,%.*s", P(list), P(tag)), tag));
    require(http_etag_matches(arena_printf(a, " W/%.*s ,%.*s", P(tag), P(list)), tag));
    require(!http_etag_matches(list, NO_STR) || str_find_char(list, '*') >= 0);
}

/* --- Range -------------------------------------------------------------------------------------------- */

/* Digits only, of any length; what is beyond a file is as good as its end. */
static bool digits_read(str s, i64 *out)
{
    *out = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        *out = *out > (INT64_MAX >> 8) ? *out : *out * 10 + (s.p[i] - '0');
    }
    return s.n > 0 && s.n < 18;
}

static void range_holds(str range, i64 size)
{
    i64 from = -1, length = -1, first, last;
    enum http_range said = http_range(range, size, &from, &length);
    if (said == HTTP_RANGE_PART)
        require(from >= 0 && length > 0 && from < size && length <= size - from);
    if (!str_starts(range, S("bytes="))) {
        require(said == HTTP_RANGE_WHOLE);
        return;
    }
    str right = str_sub(range, 6, range.n), left;
    str_cut(&right, '-', &left);
    bool has_first = digits_read(left, &first), has_last = digits_read(right, &last);
    if (has_first && right.p && !right.n) {
        require(said == (first < size ? HTTP_RANGE_PART : HTTP_RANGE_NONE));
        if (said == HTTP_RANGE_PART) require(from == first && length == size - first);
    } else if (has_first && has_last && first <= last) {
        require(said == (first < size ? HTTP_RANGE_PART : HTTP_RANGE_NONE));
        if (said == HTTP_RANGE_PART)
            require(from == first && length == (last < size - 1 ? last : size - 1) - first + 1);
    } else if (left.p && !left.n && has_last) {
        require(said == (last > 0 && size > 0 ? HTTP_RANGE_PART : HTTP_RANGE_NONE));
        if (said == HTTP_RANGE_PART) require(length == (last < size ? last : size));
    }
}

/* --- Accept-Encoding ------------------------------------------------------------------------------------- */

/* "0", "0.", "0.000", "1", "0.7": true with whether it is above zero. */
static bool weight_read(str s, bool *wanted)
{
    if (!s.n || s.n > 5 || (s.p[0] != '0' && s.p[0] != '1') || (s.n > 1 && s.p[1] != '.'))
        return false;
    *wanted = s.p[0] == '1';
    for (size_t i = 2; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > (s.p[0] == '1' ? '0' : '9')) return false;
        *wanted = *wanted || s.p[i] != '0';
    }
    return true;
}

static void encoding_holds(str field)
{
    enum encoding said = encoding_choose(field);
    int brotli = 0, gzip = 0; /* -1: refused, 1: wanted */
    str rest = field, item;
    while (str_cut(&rest, ',', &item)) {
        str name, weight = NO_STR;
        bool wanted = true;
        str_cut(&item, ';', &name);
        name = str_trim(name);
        weight = str_trim(item);
        if (item.p &&
            (!str_starts(weight, S("q=")) || !weight_read(str_sub(weight, 2, weight.n), &wanted)))
            return; /* not of the grammar: any answer is as good */
        int *which = str_eqi(name, S("br")) ? &brotli : str_eqi(name, S("gzip")) ? &gzip : NULL;
        if (which && *which) return; /* said twice */
        if (which) *which = wanted ? 1 : -1;
    }
    require(said == (brotli > 0 ? ENCODING_BROTLI : gzip > 0 ? ENCODING_GZIP : ENCODING_IDENTITY));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    if (n > 16384) return 0;
    /* A head with other controls than a tab is refused before its fields are read. */
    for (size_t i = 0; i < n; i++)
        if ((data[i] < 0x20 && data[i] != '\t' && data[i] != '\n') || data[i] == 0x7f) return 0;
    struct arena *a = arena_new();
    str rest = {(const char *)data, n};
    str cookies = line_take(&rest), tags = line_take(&rest), range = line_take(&rest);
    i64 size = 0;
    if (!str_i64(line_take(&rest), &size) || size < 0) size = 100;
    cookie_holds(a, cookies);
    etag_holds(a, tags);
    range_holds(range, size);
    encoding_holds(line_take(&rest));
    arena_free(a);
    return 0;
}
