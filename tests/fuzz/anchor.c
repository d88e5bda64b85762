/* Fuzz target: a digest of the journal that somebody kept, as JSON of /data/journal/DAY.json from
** anybody, or as the words POSITION:HASH. One that is taken is whole; its parts say the same again. */
#include "publish/anchor/anchor.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);

static void require(bool condition)
{
    if (!condition) abort();
}

static void whole(const struct anchor *x)
{
    struct digest d;
    require(x->position > 0 && digest_from_hex(x->hash, &d));
    require(!x->digest.n || digest_from_hex(x->digest, &d));
}

static void words_try(struct arena *a, str text)
{
    struct anchor x;
    str why = NO_STR;
    const char *z = str_z(a, text);
    /* Other words are the path of a file, which is no matter of this target. */
    if (strlen(z) < 66 || !strchr(z, ':') || strchr(z, '/')) return;
    if (!anchor_read(a, z, &x, &why)) {
        require(why.n > 0);
        return;
    }
    whole(&x);
    struct anchor again;
    str words = arena_printf(a, "%lld:%.*s", (long long)x.position, P(x.hash));
    require(anchor_read(a, words.p, &again, &why) && again.position == x.position &&
            str_eq(again.hash, x.hash));
}

static void page_try(struct arena *a, str bytes)
{
    struct anchor x, again;
    str why = NO_STR;
    if (!anchor_parse(a, bytes, &x, &why)) {
        require(why.n > 0);
        return;
    }
    whole(&x);
    struct buf b;
    buf_init(&b, 1000);
    buf_printf(&b, "{\"position\":%lld,\"hash\":\"%.*s\"", (long long)x.position, P(x.hash));
    if (x.digest.n) buf_printf(&b, ",\"digest\":\"%.*s\"", P(x.digest));
    if (x.day != NO_DATE) {
        buf_lit(&b, ",\"day\":\"");
        buf_date(&b, x.day);
        buf_char(&b, '"');
    }
    buf_char(&b, '}');
    require(anchor_parse(a, buf_str(&b), &again, &why));
    require(again.position == x.position && again.day == x.day && str_eq(again.hash, x.hash) &&
            str_eq(again.digest, x.digest));
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    static bool started;
    if (!started) started = digest_start();
    struct arena *a = arena_new();
    str bytes = {(const char *)data, n};
    page_try(a, bytes);
    words_try(a, bytes);
    arena_free(a);
    return 0;
}
