/* read.c: reads a digest of the journal that somebody kept: the JSON of its page, or position and hash. */
#include "publish/anchor/anchor.h"

#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

enum { FILE_MAX = 64 << 10 };

static bool is_hash(str s)
{
    struct digest d;
    return digest_from_hex(s, &d);
}

bool anchor_parse(struct arena *a, str bytes, struct anchor *out, str *why)
{
    json_error_t error;
    json_auto_t *v = json_loadb(bytes.p, bytes.n, JSON_REJECT_DUPLICATES, &error);
    const json_t *position = json_object_get(v, "position"), *hash = json_object_get(v, "hash");
    const json_t *day = json_object_get(v, "day"), *digest = json_object_get(v, "digest");
    *out = (struct anchor){.day = NO_DATE};
    *why = S("it is not the JSON of a page /data/journal/DAY.json with a position and a hash");
    if (!json_is_integer(position) || json_integer_value(position) < 1 || !json_is_string(hash))
        return false;
    out->position = json_integer_value(position);
    out->hash = str_dup(a, str_c(json_string_value(hash)));
    if (json_is_string(day) && !date_parse(str_c(json_string_value(day)), &out->day)) return false;
    if (json_is_string(digest)) out->digest = str_dup(a, str_c(json_string_value(digest)));
    return is_hash(out->hash) && (!out->digest.n || is_hash(out->digest));
}

static bool pair_read(struct arena *a, str text, struct anchor *out)
{
    str rest = text, number;
    str_cut(&rest, ':', &number);
    *out = (struct anchor){.day = NO_DATE};
    out->hash = str_dup(a, rest);
    return str_i64(number, &out->position) && out->position > 0 && is_hash(rest);
}

bool anchor_read(struct arena *a, const char *text, struct anchor *out, str *why)
{
    if (pair_read(a, str_c(text), out)) return true;
    char *bytes = arena_alloc(a, FILE_MAX);
    int fd = open(text, O_RDONLY | O_CLOEXEC);
    *why = S("there is no such file, and it is no POSITION:HASH either");
    if (fd < 0) return false;
    i64 n = io_read(fd, bytes, FILE_MAX);
    close(fd);
    *why = n < 0 ? S("it cannot be read") : S("it is too large for a digest");
    return n >= 0 && n < FILE_MAX && anchor_parse(a, (str){bytes, (size_t)n}, out, why);
}
