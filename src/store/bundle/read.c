/* read.c: reads and judges a dossier's vessel; see store/bundle.h. The file comes from anybody: it is
** read once from its first byte to its last, no name inside becomes a path, and nothing is believed
** before the signature under which it stands. */
#include "store/bundle.h"

#include "base/tar.h"
#include "store/journal/chain.h"

#include "gen/model.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <unistd.h>

enum { WINDOW = 256 << 10, SUMS_MOST = 1 << 20, PEM_MOST = 256, MOST_OF_ALL_GB = 64 };

/* A line of SHA256SUMS. */
struct sum {
    char name[BUNDLE_NAME + 1];
    struct digest sha;
};

/* A version or an attachment, as dossier.json lists it. */
struct listed {
    str name;
    struct digest hash; /* BLAKE2b-256: the version's fingerprint, the stored file's name */
    bool version;
};

/* A digest of the journal that the site published. */
struct dated {
    struct journal_day day;
    str digest;
};

struct reading {
    struct bundle_ask *ask;
    struct bundle_info *info;
    struct arena *a, *piece; /* `piece` is emptied for each file inside, each line */
    char *window;
    size_t window_n, window_at;
    i64 mtime;
    struct {
        struct sum *v;
        size_t n, cap;
    } sums;
    struct sign_key key;
    json_t *manifest;
    struct {
        struct listed *v;
        size_t n, cap;
    } listed;
    size_t next_listed;
    struct {
        struct dated *v;
        size_t n, cap;
    } days;
    i64 entries_said, erased_said;
    struct bundle_entry last; /* of the journal so far */
    char last_hash[65];
    /* of the file inside that is being read */
    struct sha256 sha;
    struct digest_stream *named;
    i64 left;
};

static enum status faulty(struct reading *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static enum status faulty(struct reading *r, const char *fmt, ...)
{
    va_list ap;
    if (r->ask->fault[0]) return FAILED;
    va_start(ap, fmt);
    vsnprintf(r->ask->fault, sizeof r->ask->fault, fmt, ap);
    va_end(ap);
    return FAILED;
}

/* --- bytes ------------------------------------------------------------------------------------ */

static enum status window_fill(struct reading *r)
{
    i64 n = io_read(r->ask->fd, r->window, WINDOW);
    if (n < 0) return faulty(r, "it cannot be read to its end");
    r->window_at = 0;
    r->window_n = (size_t)n;
    r->info->bytes += n;
    if (r->info->bytes > (i64)MOST_OF_ALL_GB << 30)
        return faulty(r, "it is larger than a dossier can be");
    return n ? OK : NOT_FOUND;
}

/* Up to `most` bytes that stand in the window. */
static enum status some(struct reading *r, size_t most, str *out)
{
    if (r->window_at == r->window_n) {
        enum status st = window_fill(r);
        if (st == NOT_FOUND) return faulty(r, "it ends before its end: a part is missing");
        TRY(st);
    }
    size_t n = r->window_n - r->window_at;
    if (n > most) n = most;
    *out = (str){r->window + r->window_at, n};
    r->window_at += n;
    return OK;
}

static enum status take(struct reading *r, char *to, size_t n)
{
    while (n) {
        str bytes = NO_STR;
        TRY(some(r, n, &bytes));
        if (!bytes.n) return FAILED;
        memcpy(to, bytes.p, bytes.n);
        to += bytes.n;
        n -= bytes.n;
    }
    return OK;
}

/* --- the files inside ---------------------------------------------------------------------------- */

static bool name_good(const char *name)
{
    bool letter = false; /* before: no empty pieces, none that begins with a dot */
    for (const char *p = name; *p; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= '0' && *p <= '9') || *p == '_' || *p == '-';
        if (!plain && !(letter && (*p == '.' || *p == '/'))) return false;
        letter = *p != '/';
    }
    return letter;
}

/* The next file must be this one; a head has one form. */
static enum status file_begin(struct reading *r, const char *name)
{
    char block[TAR_BLOCK], same[TAR_BLOCK];
    struct tar_head head;
    TRY(take(r, block, sizeof block));
    if (!tar_head_read(block, &head))
        return r->mtime < 0 ? faulty(r, "it is not a dossier made by Letsema")
                            : faulty(r, "%s: its place is damaged", name);
    if (r->mtime < 0) r->mtime = head.time;
    if (strcmp(head.name, name) != 0)
        return r->info->parts == 0
                   ? faulty(r, "it is not a dossier made by Letsema")
                   : faulty(r, "%s is missing: another file stands in its place", name);
    tar_head_write(same, name, head.size, 0644, r->mtime);
    if (memcmp(block, same, sizeof block) != 0) return faulty(r, "%s: its head was changed", name);
    r->left = head.size;
    r->info->parts++;
    sha256_begin(&r->sha);
    digest_begin(r->named);
    return OK;
}

static enum status file_some(struct reading *r, str *out)
{
    TRY(some(r, r->left < WINDOW ? (size_t)r->left : WINDOW, out));
    r->left -= (i64)out->n;
    sha256_more(&r->sha, *out);
    return OK;
}

static enum status file_whole(struct reading *r, struct arena *a, const char *name, i64 most,
                              str *out)
{
    if (r->left > most) return faulty(r, "%s is larger than it can be", name);
    size_t n = (size_t)r->left;
    char *p = arena_alloc(a, n + 1);
    *out = (str){p, n};
    while (r->left) {
        str bytes = NO_STR;
        TRY(file_some(r, &bytes));
        if (!bytes.n) return FAILED;
        memcpy(p, bytes.p, bytes.n);
        p += bytes.n;
    }
    return OK;
}

static enum status file_end(struct reading *r, const char *name, i64 size, const struct sum *sum)
{
    char zeros[TAR_BLOCK];
    TRY(take(r, zeros, tar_padding(size)));
    if (!tar_is_zero(zeros, tar_padding(size)))
        return faulty(r, "something stands behind the end of %s", name);
    if (sum && !digest_eq(sha256_end(&r->sha), sum->sha))
        return faulty(r, "%s: its SHA-256 is not the one that was signed", name);
    return OK;
}

/* --- key, hashes, signature ------------------------------------------------------------------------ */

static enum status small(struct reading *r, const char *name, i64 most, str *out)
{
    *out = NO_STR;
    TRY(file_begin(r, name));
    TRY(file_whole(r, r->a, name, most, out));
    return file_end(r, name, (i64)out->n, NULL);
}

static enum status sum_read(struct reading *r, str line, struct sum *out)
{
    bool good = line.n > 66 && line.n <= 66 + BUNDLE_NAME && line.p[64] == ' ' &&
                line.p[65] == ' ' && digest_from_hex(str_sub(line, 0, 64), &out->sha);
    if (!good) return faulty(r, BUNDLE_SUMS ": a line is not a hash and a name");
    snprintf(out->name, sizeof out->name, "%.*s", P(str_sub(line, 66, line.n)));
    if (strlen(out->name) != line.n - 66 || !name_good(out->name))
        return faulty(r, BUNDLE_SUMS ": a name is not allowed");
    return OK;
}

static enum status sums_read(struct reading *r, str text)
{
    str line;
    if (!str_ends(text, S("\n"))) return faulty(r, BUNDLE_SUMS ": its end is missing");
    text.n--;
    while (str_cut(&text, '\n', &line)) {
        if (r->sums.n == BUNDLE_PARTS_MOST) return faulty(r, BUNDLE_SUMS ": too many files");
        struct sum *x = PUSH(r->a, &r->sums);
        TRY(sum_read(r, line, x));
        if (r->sums.n > 1 && strcmp(x[-1].name, x->name) >= 0)
            return faulty(r, BUNDLE_SUMS ": the names are not in order");
    }
    if (strcmp(r->sums.v[0].name, BUNDLE_KEY) != 0)
        return faulty(r, BUNDLE_SUMS ": the key is not named");
    return OK;
}

static const struct bundle_key *key_given(const struct reading *r)
{
    for (size_t i = 0; r->ask->keys && i < r->ask->keys->n; i++)
        if (memcmp(r->ask->keys->v[i].key.b, r->key.b, SIGN_KEY) == 0) return &r->ask->keys->v[i];
    return NULL;
}

static enum status signature_read(struct reading *r)
{
    str pem, sums, sign;
    TRY(small(r, BUNDLE_KEY, PEM_MOST, &pem));
    struct digest sha = sha256_end(&r->sha), key;
    if (!sign_from_pem(pem, &r->key) || !str_eq(sign_pem(r->a, &r->key), pem))
        return faulty(r, BUNDLE_KEY ": it is not an Ed25519 key");
    memcpy(key.b, r->key.b, sizeof key.b);
    snprintf(r->info->key, sizeof r->info->key, "%.*s", P(digest_hex(r->a, key)));
    if (r->ask->keys && !key_given(r))
        return faulty(r, "it is signed with the key %s, which is not the one that was given",
                      r->info->key);
    TRY(small(r, BUNDLE_SUMS, SUMS_MOST, &sums));
    str name = digest_hex(r->a, sha256_end(&r->sha));
    snprintf(r->info->sums, sizeof r->info->sums, "%.*s", P(name));
    TRY(small(r, BUNDLE_SIGN, SIGN_BYTES, &sign));
    if (sign.n != SIGN_BYTES || !sign_good(&r->key, sums, (const u8 *)sign.p))
        return faulty(r, BUNDLE_SIGN ": the signature is not of these hashes, or not by this key");
    TRY(sums_read(r, sums));
    if (!digest_eq(sha, r->sums.v[0].sha))
        return faulty(r, BUNDLE_KEY ": its SHA-256 is not the one that was signed");
    return OK;
}

/* --- dossier.json ------------------------------------------------------------------------------------ */

static str text_of(const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    if (!json_is_string(v)) return NO_STR;
    return (str){json_string_value(v), json_string_length(v)};
}

static bool number_of(const json_t *object, const char *key, i64 *out)
{
    const json_t *v = json_object_get(object, key);
    *out = json_is_integer(v) ? json_integer_value(v) : 0;
    return json_is_integer(v) && *out >= 0;
}

static void copied(char *to, size_t room, str s)
{
    snprintf(to, room, "%.*s", P(str_sub(s, 0, room - 1)));
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct listed *)a)->name, ((const struct listed *)b)->name);
}

static bool list_read(struct reading *r, const char *list, const char *hash, bool version,
                      i64 *count)
{
    const json_t *all = json_object_get(r->manifest, list), *x;
    size_t i;
    *count = (i64)json_array_size(all);
    if (!json_is_array(all) || *count > BUNDLE_PARTS_MOST) return false;
    json_array_foreach(all, i, x)
    {
        struct listed *one = PUSH(r->a, &r->listed);
        *one = (struct listed){.name = text_of(x, "member"), .version = version};
        if (!one->name.n || !digest_from_hex(text_of(x, hash), &one->hash)) return false;
    }
    return true;
}

static bool manifest_fill(struct reading *r)
{
    struct bundle_info *i = r->info;
    const json_t *m = r->manifest, *journal = json_object_get(m, "journal"),
                 *copy = json_object_get(m, "copy");
    copied(i->kind, sizeof i->kind, text_of(m, "kind"));
    copied(i->code, sizeof i->code, text_of(m, "code"));
    copied(i->title, sizeof i->title, text_of(m, "title"));
    copied(i->fund, sizeof i->fund, text_of(m, "fund"));
    copied(i->copy, sizeof i->copy, text_of(copy, "code"));
    copied(i->hash, sizeof i->hash, text_of(journal, "hash"));
    i->held = json_is_true(json_object_get(copy, "held"));
    return i->kind[0] && i->code[0] && time_parse(text_of(m, "made"), &i->made) &&
           number_of(journal, "position", &i->position) &&
           number_of(journal, "entries", &r->entries_said) &&
           number_of(journal, "erased", &r->erased_said) &&
           str_eq(text_of(m, "key"), str_c(i->key)) && i->made == r->mtime &&
           list_read(r, "versions", "fingerprint", true, &i->versions) &&
           list_read(r, "files", "blake2b", false, &i->files);
}

/* --- published digests of the journal ------------------------------------------------------------------ */

static bool day_read(const json_t *v, struct dated *out)
{
    struct journal_day *d = &out->day;
    *d = (struct journal_day){.hash = text_of(v, "hash"), .previous = text_of(v, "previous")};
    out->digest = text_of(v, "digest");
    return date_parse(text_of(v, "day"), &d->day) && time_parse(text_of(v, "made"), &d->made) &&
           number_of(v, "position", &d->position) && number_of(v, "entries", &d->entries) &&
           d->hash.p && d->previous.p && out->digest.p;
}

/* Each is the digest of its own statement; of two days that follow each other, the later names the earlier. */
static enum status days_read(struct reading *r)
{
    const json_t *all = json_object_get(r->manifest, "days"), *x;
    size_t i;
    const char *wrong = "a published digest of the journal does not agree with itself";
    if (!json_is_array(all)) return faulty(r, BUNDLE_MANIFEST ": it names no digests of days");
    json_array_foreach(all, i, x)
    {
        struct dated *d = PUSH(r->a, &r->days), *before = i ? d - 1 : NULL;
        if (!day_read(x, d)) return faulty(r, BUNDLE_MANIFEST ": %s", wrong);
        str made = digest_hex(r->a, digest_of(journal_day_statement(r->a, &d->day)));
        bool next = before && d->day.day == before->day.day + 1;
        if (!str_eq(made, d->digest) || d->day.position > r->info->position ||
            (before && d->day.day <= before->day.day) ||
            (before && d->day.position < before->day.position) ||
            (next && !str_eq(d->day.previous, before->digest)))
            return faulty(r, BUNDLE_MANIFEST ": %s", wrong);
    }
    r->info->days = (i64)r->days.n;
    return OK;
}

/* The entry on which a day ended has the hash that was published of it. */
static bool day_agrees(const struct reading *r, const struct bundle_entry *e)
{
    for (size_t i = 0; i < r->days.n; i++)
        if (r->days.v[i].day.position == e->id && !str_eq(r->days.v[i].day.hash, e->hash))
            return false;
    return true;
}

static enum status manifest_read(struct reading *r, str text)
{
    i64 version;
    r->manifest = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    if (!json_is_object(r->manifest) ||
        !str_eq(text_of(r->manifest, "format"), S("letsema-dossier")) ||
        !number_of(r->manifest, "version", &version))
        return faulty(r, BUNDLE_MANIFEST ": it does not describe a dossier");
    if (version != 1)
        return faulty(r, "it was made by a newer Letsema (version %lld of the format)",
                      (long long)version);
    if (!manifest_fill(r))
        return faulty(r,
                      BUNDLE_MANIFEST ": it does not say all that a dossier says, or contradicts "
                                      "the rest");
    TRY(days_read(r));
    if (r->listed.n) qsort(r->listed.v, r->listed.n, sizeof *r->listed.v, by_name);
    const struct bundle_key *k = key_given(r);
    if (k && ((k->since != NO_DATE && r->info->made < k->since) ||
              (k->until != NO_DATE && r->info->made > k->until)))
        return faulty(r, "it says that it was made when its key did not sign for the fund");
    return OK;
}

/* --- journal, versions, attachments ------------------------------------------------------------------- */

static enum status entry_judge(struct reading *r, str line)
{
    struct bundle_entry e;
    const char *why;
    arena_reset(r->piece);
    if (!bundle_entry_read(r->piece, line, &e, &why))
        return faulty(r, BUNDLE_JOURNAL ": line %lld: %s", (long long)r->info->entries + 1, why);
    const char *wrong = NULL;
    if (e.id <= r->last.id)
        wrong = "the entries are not in order";
    else if (r->info->entries && e.id == r->last.id + 1 && !str_eq(e.previous, str_c(r->last_hash)))
        wrong = "its hash before is not that of the entry before";
    else if (e.id > r->info->position ||
             (e.id == r->info->position && !str_eq(e.hash, str_c(r->info->hash))))
        wrong = "it is not part of the journal that dossier.json names";
    else if (!day_agrees(r, &e))
        wrong = "its hash is not the one that was published for its day";
    if (wrong) return faulty(r, BUNDLE_JOURNAL ": entry %lld: %s", (long long)e.id, wrong);
    r->last = e;
    snprintf(r->last_hash, sizeof r->last_hash, "%.*s", P(e.hash));
    r->info->entries++;
    r->info->erased += e.erased;
    return OK;
}

static enum status journal_read(struct reading *r)
{
    struct buf line;
    enum status st = OK;
    buf_init(&line, BUNDLE_TEXT_MOST);
    while (r->left && st == OK) {
        str bytes, head;
        st = file_some(r, &bytes);
        while (st == OK && bytes.n) {
            i64 end = str_find_char(bytes, '\n');
            head = str_sub(bytes, 0, end < 0 ? bytes.n : (size_t)end);
            bytes = end < 0 ? NO_STR : str_sub(bytes, (size_t)end + 1, bytes.n);
            buf_add(&line, head);
            if (line.overflow) st = faulty(r, BUNDLE_JOURNAL ": a line is longer than it can be");
            if (st != OK || end < 0) continue;
            st = entry_judge(r, buf_str(&line));
            buf_reset(&line);
        }
    }
    if (st == OK && line.n) st = faulty(r, BUNDLE_JOURNAL ": the end of a line is missing");
    buf_free(&line);
    TRY(st);
    if (r->info->entries != r->entries_said || r->info->erased != r->erased_said)
        return faulty(r, BUNDLE_JOURNAL ": it does not hold as many entries or erased values as "
                                        "dossier.json says");
    return OK;
}

/* What dossier.json lists by its own hash: it names each, and no other. */
static enum status listed_read(struct reading *r, const char *name)
{
    const struct listed *x = r->next_listed < r->listed.n ? &r->listed.v[r->next_listed++] : NULL;
    if (!x || !str_eq(x->name, str_c(name)))
        return faulty(r, "%s does not stand in dossier.json, or one before it is missing", name);
    while (r->left) {
        str bytes;
        TRY(file_some(r, &bytes));
        digest_more(r->named, bytes);
    }
    if (!digest_eq(digest_end(r->named), x->hash))
        return faulty(r, "%s: its %s is not the one in dossier.json", name,
                      x->version ? "fingerprint" : "BLAKE2b hash");
    return OK;
}

static enum status rest_read(struct reading *r)
{
    while (r->left) {
        str bytes;
        TRY(file_some(r, &bytes));
    }
    return OK;
}

static enum status part_read(struct reading *r, const struct sum *sum)
{
    str text = NO_STR;
    TRY(file_begin(r, sum->name));
    i64 size = r->left;
    if (!r->manifest) {
        if (strcmp(sum->name, BUNDLE_MANIFEST) != 0)
            return faulty(r, BUNDLE_MANIFEST " is missing");
        TRY(file_whole(r, r->a, sum->name, BUNDLE_MANIFEST_MOST, &text));
        TRY(file_end(r, sum->name, size, sum));
        return manifest_read(r, text);
    }
    str name = str_c(sum->name);
    if (str_eq(name, S(BUNDLE_JOURNAL)))
        TRY(journal_read(r));
    else if (str_starts(name, S("files/")) || str_starts(name, S("versions/")))
        TRY(listed_read(r, sum->name));
    else
        TRY(rest_read(r));
    return file_end(r, sum->name, size, sum);
}

static enum status end_read(struct reading *r)
{
    char zeros[2 * TAR_BLOCK];
    TRY(take(r, zeros, sizeof zeros));
    if (!tar_is_zero(zeros, sizeof zeros) || r->window_at != r->window_n ||
        window_fill(r) != NOT_FOUND)
        return faulty(r, "something stands behind its end");
    if (!r->manifest) return faulty(r, BUNDLE_MANIFEST " is missing");
    if (r->next_listed != r->listed.n)
        return faulty(r, "%.*s is missing", P(str_sub(r->listed.v[r->next_listed].name, 0, 99)));
    if (r->info->entries != r->entries_said) return faulty(r, BUNDLE_JOURNAL " is missing");
    return OK;
}

static enum status all_read(struct reading *r)
{
    TRY(signature_read(r));
    for (size_t i = 1; i < r->sums.n; i++)
        TRY(part_read(r, &r->sums.v[i]));
    return end_read(r);
}

enum status bundle_verify(struct bundle_ask *ask, struct bundle_info *out)
{
    struct arena *a = arena_new();
    struct reading r = {.ask = ask,
                        .info = out,
                        .a = a,
                        .piece = arena_new(),
                        .mtime = -1,
                        .named = digest_streams(a, 1)};
    *out = (struct bundle_info){0};
    ask->fault[0] = '\0';
    r.window = arena_alloc(a, WINDOW);
    enum status st = all_read(&r);
    if (st != OK) faulty(&r, "it cannot be read");
    json_decref(r.manifest);
    arena_free(r.piece);
    arena_free(a);
    return st == OK ? OK : FAILED;
}
