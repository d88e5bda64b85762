/* piece.c: what written records have in common. Called by news, story, event, theme, document and
** newsletter. Pictures are read only by vips in a limited child; from its output we read the head. */
#include "publish/feed/piece.h"

#include "people/people.h"
#include "web/address.h"
#include "web/app.h"
#include "web/markdown.h"
#include "web/picture.h"
#include "web/text.h"

#include "gen/feed_sql.h"

#include <stdio.h>
#include <unistd.h>

#define SUMMARY_CHARS 400
#define PICTURE_BYTES 25000
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

bool piece_take_picture(struct request *r, const char *name, struct piece_picture *out)
{
    struct small_picture small;
    struct digest hash;
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
    enum status st = picture_small(r->arena, u->path, PICTURE_BYTES, &small);
    if (st == OK) st = file_keep_bytes(r->app->store, small.bytes, &hash);
    if (st != OK) {
        picture_problem(r, name, st);
        return false;
    }
    *out = (struct piece_picture){.hash = digest_hex(r->arena, hash),
                                  .width = small.width,
                                  .height = small.height,
                                  .bytes = (i64)small.bytes.n};
    return true;
}
