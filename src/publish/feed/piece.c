/* piece.c: what written records have in common. Called by news, story, event, theme, document and
** newsletter. Pictures are read only by vips in a limited child; from its output we read the head. */
#include "publish/feed/piece.h"

#include "people/people.h"
#include "web/address.h"
#include "web/app.h"
#include "web/child.h"
#include "web/markdown.h"
#include "web/text.h"

#include "gen/feed_sql.h"

#include <stdio.h>
#include <unistd.h>

#define SUMMARY_CHARS 400
#define PICTURE_BYTES 30000
#define PICTURE_UPLOAD (20 << 20)
#define PROGRAMMES_MAX 20
#define SLUG_TRIES 50

str piece_words(const struct request *r, str english, str french, str *lang)
{
    bool use = str_eq(r->lang, S("fr")) && french.n;
    *lang = str_eq(r->lang, S("fr")) && !use ? S("en") : r->lang;
    return use ? french : english;
}

str piece_summary(struct arena *a, str markdown)
{
    str plain = str_trim(markdown_plain(a, markdown));
    char *p = arena_alloc(a, plain.n + 1);
    for (size_t i = 0; i < plain.n; i++)
        p[i] = plain.p[i] == '\n' ? ' ' : plain.p[i];
    return str_shorten(a, (str){p, plain.n}, SUMMARY_CHARS);
}

enum status piece_touch(i64 stored, i64 seen, i64 now, i64 *changed)
{
    if (stored != seen) return CONFLICT;
    *changed = now > stored ? now : stored + 1;
    return OK;
}

i64 piece_seen(const struct request *r)
{
    i64 seen;
    return str_i64(field(r, "seen"), &seen) ? seen : 0;
}

struct part_choice_array piece_states(struct request *r)
{
    static const char *const states[][2] = {{"draft", MESSAGE("Draft")},
                                            {"published", MESSAGE("Published")},
                                            {"withdrawn", MESSAGE("Withdrawn")}};
    struct part_choice_array out = {0};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        *PUSH(r->arena, &out) =
            (struct part_choice){.code = str_c(states[i][0]), .label = T(r, states[i][1])};
    return out;
}

bool piece_take_url(struct request *r, const char *name, str *out)
{
    if (!take_text(r, name, 400, out)) return false;
    if (!out->n || (address_allowed(*out) && str_find_char(*out, ' ') < 0)) return true;
    problem(r, name, "Write a whole address that begins with https://");
    return false;
}

enum status piece_slug(struct db *db, struct arena *a, str title, piece_taken_fn *taken, str *out)
{
    str base = str_slug(a, title);
    *out = base;
    for (int i = 2; i < SLUG_TRIES; i++) {
        i64 count;
        TRY(taken(db, a, *out, &count));
        if (!count) return OK;
        *out = arena_printf(a, "%.*s-%d", P(base), i);
    }
    return CONFLICT;
}

bool piece_take_programmes(struct request *r, const char *name, struct piece_ids *out)
{
    str rest = field(r, name);
    while (rest.n) {
        size_t end = 0;
        while (end < rest.n && !strchr(" ,;\n\t", rest.p[end]))
            end++;
        str code = str_sub(rest, 0, end);
        rest = str_sub(rest, end + 1, rest.n);
        i64 id;
        if (!code.n) continue;
        if (feed_programme_id(r->db, r->arena, code, &id) != OK) {
            problem(r, name,
                    "There is no programme with the code %s. Look it up in the list of programmes.",
                    str_z(r->arena, str_abbrev(code, 40)));
            return false;
        }
        *PUSH(r->arena, out) = id;
        if (out->n == PROGRAMMES_MAX) break;
    }
    return true;
}

/* --- pictures ----------------------------------------------------------------------------------------- */

static i64 little(str s, size_t at, size_t n)
{
    i64 v = 0;
    for (size_t i = 0; i < n; i++)
        v |= (i64)(u8)s.p[at + i] << (8 * i);
    return v;
}

bool webp_size(str s, i64 *width, i64 *height)
{
    if (s.n < 30 || !str_eq(str_sub(s, 0, 4), S("RIFF")) || !str_eq(str_sub(s, 8, 12), S("WEBP")))
        return false;
    str kind = str_sub(s, 12, 16);
    if (str_eq(kind, S("VP8 "))) {
        *width = little(s, 26, 2) & 0x3fff;
        *height = little(s, 28, 2) & 0x3fff;
    } else if (str_eq(kind, S("VP8L"))) {
        i64 bits = little(s, 21, 4);
        *width = (bits & 0x3fff) + 1;
        *height = (bits >> 14 & 0x3fff) + 1;
    } else if (str_eq(kind, S("VP8X"))) {
        *width = little(s, 24, 3) + 1;
        *height = little(s, 27, 3) + 1;
    } else {
        return false;
    }
    return *width > 0 && *height > 0;
}

/* One try at a size and a quality, into `out`. */
static enum status picture_make(struct request *r, const char *from, const char *out, int width,
                                int quality)
{
    const char *argv[] = {"vipsthumbnail",
                          from,
                          "--size",
                          arena_printf(r->arena, "%dx%d>", width, width * 2).p,
                          "-o",
                          arena_printf(r->arena, "%s[Q=%d,strip]", out, quality).p,
                          NULL};
    str said;
    return child_run(r->arena,
                     &(struct child){.argv = argv,
                                     .memory = 2LL << 30,
                                     .written = 16 << 20,
                                     .seconds = 20,
                                     .output_max = 4096},
                     &said);
}

static bool picture_keep(struct request *r, const char *path, struct piece_picture *out)
{
    struct digest hash;
    str bytes;
    if (file_keep(r->app->store, path, &hash, &out->bytes) != OK) return false;
    if (file_read(r->app->store, r->arena, hash, 1 << 20, &bytes) != OK) return false;
    out->hash = digest_hex(r->arena, hash);
    return webp_size(bytes, &out->width, &out->height);
}

str piece_picture_address(struct arena *a, str hash)
{
    return hash.n ? arena_printf(a, "/files/%.*s/picture.webp", P(hash)) : NO_STR;
}

enum status piece_picture_reply(struct request *r, struct response *s, str hash)
{
    struct digest digest;
    if (!digest_from_hex(hash, &digest)) return NOT_FOUND;
    return reply_file(r, s, digest, S("picture.webp"), "image/webp", true);
}

static i64 file_bytes(const char *path)
{
    FILE *f = fopen(path, "rbe");
    if (!f) return -1;
    i64 n = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
    fclose(f);
    return n;
}

bool piece_take_picture(struct request *r, const char *name, struct piece_picture *out)
{
    static const int tries[][2] = {{640, 70}, {640, 50}, {480, 50}, {480, 35}, {320, 30}};
    struct upload *u = upload(r, name);
    if (!u || !u->size) {
        problem(r, name, "Choose a picture.");
        return false;
    }
    bool known = str_eq(u->type, S("image/jpeg")) || str_eq(u->type, S("image/png")) ||
                 str_eq(u->type, S("image/webp"));
    if (!known || u->size > PICTURE_UPLOAD) {
        problem(r, name, "Choose a JPEG, PNG or WebP picture of at most 20 MB.");
        return false;
    }
    const char *small = arena_printf(r->arena, "%s.small.webp", u->path).p;
    bool made = false;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        if (picture_make(r, u->path, small, tries[i][0], tries[i][1]) != OK) break;
        i64 bytes = file_bytes(small);
        made = bytes > 0 && bytes <= PICTURE_BYTES;
        if (made) break;
    }
    if (made) made = picture_keep(r, small, out);
    unlink(small);
    if (!made)
        problem(r, name,
                "This picture could not be read. Save it again as JPEG and try once more.");
    return made;
}
