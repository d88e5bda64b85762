/* address.c: one rule for all addresses that reach a page. Knows nothing of routes. */
#include "web/address.h"

bool address_is_ours(str s)
{
    return s.n && s.p[0] == '/' && (s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\'));
}

bool address_allowed(str s)
{
    return address_is_ours(s) || str_eqi(str_sub(s, 0, 8), S("https://")) ||
           str_eqi(str_sub(s, 0, 7), S("http://")) || str_eqi(str_sub(s, 0, 7), S("mailto:")) ||
           str_eqi(str_sub(s, 0, 4), S("tel:"));
}

void buf_address(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        u8 c = (u8)s.p[i];
        if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c))
            buf_printf(b, "%%%02X", c);
        else
            buf_html(b, str_sub(s, i, i + 1));
    }
}

str address_base(struct arena *a, str lang)
{
    if (!lang.n || str_eq(lang, S("en"))) return S("");
    return arena_printf(a, "/%.*s", P(lang));
}

static bool below(str path, str folder)
{
    return str_starts(path, folder) &&
           (path.n == folder.n || strchr("/?#", path.p[folder.n]) != NULL);
}

str address_local(struct arena *a, str base, str path)
{
    if (!base.n || below(path, S("/desk")) || below(path, S("/static")) || below(path, S("/files")))
        return path;
    if (path.n == 1) return base;
    return arena_printf(a, "%.*s%.*s", P(base), P(path));
}
