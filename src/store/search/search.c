/* search.c: what can be found, and finding it. Features call search_put in the transaction that
** changes a record; pages call search_find. A reader's words never reach the engine's query language:
** each is cut, folded, stemmed and quoted. All words must occur; the last may be a beginning.
** Visibility is a word of the index, so that what one may not see is not even counted. A text's number
** is made of its record and its slot (kind and language), so that the index alone says which records
** are hit: a word that stands in every text is looked up without a look at one of them. */
#include "gen/search_sql.h"
#include "store/engine.h"
#include "store/search/vector.h"
#include "store/search/words.h"

enum {
    TERMS_MAX = 12,
    BODY_MAX = 512 << 10,
    EXCERPT_SCAN = 32 << 10,
    EXCERPT_CHARS = 200,
    EXCERPT_BEFORE = 60,
    PREFIX_MIN = 3,
    SLOT_BITS = 10,     /* kinds times languages stay below a thousand */
    RANKED_MOST = 1000, /* texts; weighing one costs as much as finding twenty */
    FOUND_MOST = 1000   /* records that search_find gives and counts */
};

/* True where a text can be cut without breaking a character. */
static bool begins_char(str s, size_t i)
{
    return i >= s.n || ((u8)s.p[i] & 0xC0) != 0x80;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* A kind as one word of the index: "kprogramme". */
static void buf_kind(struct buf *b, const char *kind)
{
    buf_char(b, 'k');
    for (const char *p = kind; *p; p++)
        if (*p != '_' && *p != '-') buf_char(b, *p);
}

static enum status slot_take(struct tx *tx, str kind, str lang, i64 *slot)
{
    struct search_slot_array known;
    i64 most = 0;
    TRY(search_slots(tx_db(tx), tx->arena, &known));
    for (size_t i = 0; i < known.n; i++) {
        *slot = known.v[i].id;
        if (str_eq(known.v[i].kind, kind) && str_eq(known.v[i].lang, lang)) return OK;
        if (*slot > most) most = *slot;
    }
    *slot = most + 1;
    if (*slot >> SLOT_BITS) return LIMIT;
    return search_slot_insert(tx, *slot, kind, lang);
}

static enum status words_run(struct tx *tx, const struct query_text *q, i64 id, str tags, str title,
                             str body)
{
    struct stmt *st;
    if (tx_db(tx)->engine->postgres) {
        tags = vector_of(tx->arena, tags, '=');
        title = vector_of(tx->arena, title, 'A');
        body = vector_of(tx->arena, body, 'B');
    }
    TRY(db_query(tx_db(tx), q, 0, &st));
    bind_int(st, 1, id);
    bind_text(st, 2, tags);
    bind_text(st, 3, title);
    bind_text(st, 4, body);
    return write_run(tx, WRITE_PLAIN, NULL, NULL, st, NULL, NULL);
}

static enum status words_insert(struct tx *tx, i64 id, const char *kind, str lang,
                                enum visibility who, str title, str body)
{
    static const struct query_part parts[] = {
        {0, 0, "INSERT INTO search_words (rowid, tags, title, body) VALUES (?1, ?2, ?3, ?4)",
         "INSERT INTO search_words (id, words) "
         "VALUES ($1, $2::tsvector || $3::tsvector || $4::tsvector)"}};
    static const struct query_text text = {-3, "search_words_insert", "ittt", parts, 1};
    struct buf tags, heads, words;
    buf_init(&tags, 256);
    buf_init(&heads, 1 << 16);
    buf_init(&words, 4 * BODY_MAX);
    buf_kind(&tags, kind);
    if (who == SEEN_BY_ALL) buf_lit(&tags, " whoall");
    struct stemmer *stemmer = stemmer_open(lang);
    buf_words(&heads, stemmer, title);
    buf_words(&words, stemmer, body);
    stemmer_close(stemmer);
    enum status st =
        tags.overflow || heads.overflow || words.overflow
            ? LIMIT
            : words_run(tx, &text, id, buf_str(&tags), buf_str(&heads), buf_str(&words));
    buf_free(&tags);
    buf_free(&heads);
    buf_free(&words);
    return st;
}

static enum status texts_remove(struct tx *tx, const char *kind, i64 id, str lang)
{
    static const struct query_part parts[] = {{0, 0, "DELETE FROM search_words WHERE rowid = ?1",
                                               "DELETE FROM search_words WHERE id = $1"}};
    static const struct query_text text = {-4, "search_words_delete", "i", parts, 1};
    struct search_found_array old;
    struct search_text_of_in in = {.kind = str_c(kind), .record = id, .lang = lang};
    TRY(search_text_of(tx_db(tx), tx->arena, &in, &old));
    for (size_t i = 0; i < old.n; i++) {
        TRY(words_run(tx, &text, old.v[i].id, S(""), S(""), S("")));
        TRY(search_text_delete(tx, old.v[i].id));
    }
    return OK;
}

enum status search_put(struct tx *tx, const char *kind, i64 id, str lang, enum visibility who,
                       str address, str title, str body)
{
    TRY(texts_remove(tx, kind, id, lang));
    if (title.n == 0) return OK;
    size_t length = body.n < BODY_MAX ? body.n : BODY_MAX;
    while (length > 0 && !begins_char(body, length))
        length--;
    body.n = length;
    title = str_abbrev(title, 500);
    i64 slot;
    TRY(slot_take(tx, str_c(kind), lang, &slot));
    struct search_text_insert_in in = {.id = id << SLOT_BITS | slot,
                                       .kind = str_c(kind),
                                       .record = id,
                                       .lang = lang,
                                       .who = who,
                                       .address = address,
                                       .title = title,
                                       .body = body};
    TRY(search_text_insert(tx, &in));
    return words_insert(tx, in.id, kind, lang, who, title, body);
}

enum status search_rebuild(struct tx *tx)
{
    enum { PAGE = 100 };
    struct arena *a = arena_new();
    struct search_kept_array page = {0};
    enum status st = search_words_forget(tx);
    for (i64 after = 0; st == OK;) {
        arena_reset(a);
        st = search_text_after(tx_db(tx), a, after, PAGE, &page);
        if (st != OK || page.n == 0) break;
        for (size_t i = 0; st == OK && i < page.n; i++) {
            const struct search_kept *k = &page.v[i];
            st = words_insert(tx, k->id, str_z(a, k->kind), k->lang, (enum visibility)k->who,
                              k->title, k->body);
        }
        after = page.v[page.n - 1].id;
    }
    arena_free(a);
    return st;
}

/* --- finding ---------------------------------------------------------------------------------- */

struct term {
    str whole, stem, english; /* the last two may equal the first */
};
struct terms {
    struct term v[TERMS_MAX];
    size_t n;
    bool open; /* the last is a beginning */
    struct stemmer *own, *english;
};

static void terms_open(struct terms *t, struct arena *a, str words, str lang)
{
    *t = (struct terms){.own = stemmer_open(lang), .english = stemmer_open(S("en"))};
    struct word_scan scan = {.text = str_sub(words, 0, 1000), .a = a};
    struct word w;
    while (t->n < TERMS_MAX && word_next(&scan, &w)) {
        if (w.folded.n == 0 || w.folded.n > 200) continue;
        t->open = w.pair || str_chars(w.folded) >= PREFIX_MIN;
        t->v[t->n++] = (struct term){w.folded, stem_of(t->own, a, &w), stem_of(t->english, a, &w)};
    }
    /* In a run of Chinese the last character alone only repeats the pair before it. */
    if (t->n > 1 && str_chars(t->v[t->n - 1].whole) == 1 &&
        str_ends(t->v[t->n - 2].whole, t->v[t->n - 1].whole) &&
        (u8)t->v[t->n - 1].whole.p[0] >= 0xE3)
        t->n--;
}

static void terms_close(struct terms *t)
{
    stemmer_close(t->own);
    stemmer_close(t->english);
}

/* Where words are looked for, and how an engine is asked. */
enum place { ANYWHERE, TITLES };
static const struct language {
    char quote;
    const char *tag, *tag_end;
    const char *begins[2];  /* the words, by place */
    const char *ends[2][2]; /* a word: by place; whole, or a beginning */
    const char *both, *either;
} fts5 = {.quote = '"',
          .tag = "tags : \"",
          .tag_end = "\" AND ",
          .begins = {"{title body} : (", "{title} : ("},
          .ends = {{"", " *"}, {"", " *"}},
          .both = " AND ",
          .either = " OR "},
  tsquery = {.quote = '\'',
             .tag = "'=",
             .tag_end = "' & ",
             .begins = {"(", "("},
             .ends = {{"", ":*"}, {":A", ":*A"}},
             .both = " & ",
             .either = " | "};

/* Folded words hold no quotes, so quoting needs no escape. */
static void term_match(struct buf *b, const struct language *l, const struct term *x,
                       enum place place, bool open)
{
    buf_printf(b, "(%c%.*s%c%s", l->quote, P(x->whole), l->quote, l->ends[place][open]);
    if (!str_eq(x->stem, x->whole))
        buf_printf(b, "%s%c%.*s%c%s", l->either, l->quote, P(x->stem), l->quote, l->ends[place][0]);
    if (!str_eq(x->english, x->whole) && !str_eq(x->english, x->stem))
        buf_printf(b, "%s%c%.*s%c%s", l->either, l->quote, P(x->english), l->quote,
                   l->ends[place][0]);
    buf_char(b, ')');
}

static str match_of(struct db *db, struct arena *a, const struct terms *t, enum visibility who,
                    const char *kind, enum place place)
{
    const struct language *l = db->engine->postgres ? &tsquery : &fts5;
    struct buf b;
    buf_init(&b, 16 << 10);
    if (who == SEEN_BY_ALL) buf_printf(&b, "%swhoall%s", l->tag, l->tag_end);
    if (kind[0] != '\0') {
        buf_add(&b, str_c(l->tag));
        buf_kind(&b, kind);
        buf_add(&b, str_c(l->tag_end));
    }
    buf_add(&b, str_c(l->begins[place]));
    for (size_t i = 0; i < t->n; i++) {
        if (i) buf_add(&b, str_c(l->both));
        term_match(&b, l, &t->v[i], place, t->open && i + 1 == t->n);
    }
    buf_char(&b, ')');
    str s = b.overflow ? NO_STR : str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

static bool hits_word(const struct terms *t, struct stemmer *stemmer, struct arena *a,
                      const struct word *w)
{
    str stem = stem_of(stemmer, a, w);
    for (size_t i = 0; i < t->n; i++) {
        const struct term *x = &t->v[i];
        if (str_eq(w->folded, x->whole) || str_eq(stem, x->stem) || str_eq(stem, x->english))
            return true;
        if (i + 1 == t->n && t->open && str_starts(w->folded, x->whole)) return true;
    }
    return false;
}

static bool is_blank(char c)
{
    return (u8)c <= ' ';
}

/* About 200 characters with the first hit near their beginning, on one line. */
static str excerpt_around(struct arena *a, str body, size_t hit)
{
    size_t from = hit, chars = 0;
    while (from > 0 && chars < EXCERPT_BEFORE) {
        from--;
        chars += begins_char(body, from);
    }
    size_t snapped = from;
    while (from > 0 && snapped < hit && !is_blank(body.p[snapped]))
        snapped++;
    if (snapped < hit) from = snapped;
    size_t to = from, space = 0;
    for (chars = 0; to < body.n && chars < EXCERPT_CHARS; chars++) {
        do
            to++;
        while (!begins_char(body, to));
        if (to < body.n && is_blank(body.p[to]) && chars > EXCERPT_CHARS - 40) space = to;
    }
    if (to < body.n && space > 0) to = space;
    struct buf b;
    buf_init(&b, (to - from) + 16);
    if (from > 0) buf_lit(&b, "…");
    bool blank = true;
    for (size_t i = from; i < to; i++) {
        if (!is_blank(body.p[i]))
            buf_char(&b, body.p[i]);
        else if (!blank)
            buf_char(&b, ' ');
        blank = is_blank(body.p[i]);
    }
    if (blank && b.n > 0 && b.p[b.n - 1] == ' ') b.n--;
    if (to < body.n) buf_lit(&b, "…");
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

static str excerpt(struct arena *a, const struct terms *t, str lang, str body)
{
    struct arena *scratch = arena_new();
    struct stemmer *stemmer = stemmer_open(lang);
    struct word_scan scan = {.text = str_sub(body, 0, EXCERPT_SCAN), .a = scratch};
    struct word w;
    size_t hit = 0;
    while (word_next(&scan, &w)) {
        if (!hits_word(t, stemmer, scratch, &w)) continue;
        hit = w.from;
        break;
    }
    stemmer_close(stemmer);
    arena_free(scratch);
    return excerpt_around(a, body, hit);
}

/* The numbers of all texts that are hit, ascending. */
static enum status hits_all(struct db *db, struct arena *a, str match, struct id_array *out)
{
    static const struct query_part parts[] = {
        {0, 0, "SELECT rowid FROM search_words WHERE search_words MATCH ?1 ORDER BY rowid",
         "SELECT id FROM search_words WHERE words @@ $1::tsquery ORDER BY id"}};
    static const struct query_text text = {-5, "search_all", "t", parts, 1};
    struct stmt *st;
    enum status got;
    TRY(db_query(db, &text, 0, &st));
    bind_text(st, 1, match);
    while ((got = db_step(st)) == OK)
        *PUSH(a, out) = col_int(st, 0);
    db_done(st);
    return got == NOT_FOUND ? OK : got;
}

/* How well texts fit, the best first; of too many, the newest. A smaller score fits better. */
struct scored {
    i64 id, score;
};
struct scored_array {
    struct scored *v;
    size_t n, cap;
};

static int by_score(const void *x, const void *y)
{
    const struct scored *a = x, *b = y;
    if (a->score != b->score) return a->score < b->score ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static enum status hits_score(struct db *db, struct arena *a, str match, struct scored_array *out)
{
    static const struct query_part parts[] = {
        {0, 0,
         "SELECT rowid, CAST(1000000000 * bm25(search_words, 0.0, 8.0, 1.0) AS INTEGER) "
         "FROM search_words WHERE search_words MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
         "SELECT id, (-1000000000 * ts_rank('{0.1, 0.1, 0.125, 1}', words, $1::tsquery, 1))::bigint "
         "FROM search_words WHERE words @@ $1::tsquery ORDER BY id DESC LIMIT $2"}};
    static const struct query_text text = {-6, "search_score", "ti", parts, 1};
    struct stmt *st;
    enum status got;
    TRY(db_query(db, &text, 0, &st));
    bind_text(st, 1, match);
    bind_int(st, 2, RANKED_MOST);
    while ((got = db_step(st)) == OK)
        *PUSH(a, out) = (struct scored){col_int(st, 0), col_int(st, 1)};
    db_done(st);
    if (out->n) qsort(out->v, out->n, sizeof *out->v, by_score);
    return got == NOT_FOUND ? OK : got;
}

/* What the slots of an index are for one reader. */
struct slots {
    str kind[1 << SLOT_BITS];
    int liking[1 << SLOT_BITS]; /* the reader's language before English before another */
};

static enum status slots_load(struct db *db, struct arena *a, str lang, struct slots **out)
{
    struct search_slot_array all;
    struct slots *s = *out = NEW(a, struct slots);
    TRY(search_slots(db, a, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct search_slot *x = &all.v[i];
        s->kind[x->id] = x->kind;
        s->liking[x->id] = str_eq(x->lang, lang) ? 2 : str_eq(x->lang, S("en"));
    }
    return OK;
}

static i64 slot_of(i64 id)
{
    return id & ((1 << SLOT_BITS) - 1);
}

/* Keeps the texts of one kind, if one is asked for. Their numbers tell it, so the index is not asked:
** joining the list of all texts of a kind with those of a common word doubled the time. */
static void hits_of_kind(const struct slots *slots, const char *kind, struct id_array *ids)
{
    size_t kept = 0;
    if (kind[0] == '\0') return;
    for (size_t i = 0; i < ids->n; i++)
        if (str_eq(slots->kind[slot_of(ids->v[i])], str_c(kind))) ids->v[kept++] = ids->v[i];
    ids->n = kept;
}

/* Of one record's texts that were hit, the one in the reader's language, else the English one. They
** stand side by side, among those of other kinds with the same number. */
static void hits_best(const struct slots *slots, struct id_array *ids)
{
    size_t kept = 0;
    for (size_t from = 0, to; from < ids->n; from = to) {
        for (to = from + 1; to < ids->n && ids->v[to] >> SLOT_BITS == ids->v[from] >> SLOT_BITS;)
            to++;
        for (size_t i = from; i < to; i++) {
            i64 mine = slot_of(ids->v[i]);
            bool best = true;
            for (size_t k = from; k < to && best; k++) {
                i64 other = slot_of(ids->v[k]);
                if (k == i || !str_eq(slots->kind[mine], slots->kind[other])) continue;
                best = slots->liking[mine] > slots->liking[other] ||
                       (slots->liking[mine] == slots->liking[other] && i < k);
            }
            if (best) ids->v[kept++] = ids->v[i];
        }
    }
    ids->n = kept;
}

static int by_id(const void *x, const void *y)
{
    i64 a = *(const i64 *)x, b = *(const i64 *)y;
    return a < b ? -1 : a > b;
}

static bool ids_hold(const struct id_array *ids, i64 id)
{
    return ids->n && bsearch(&id, ids->v, ids->n, sizeof *ids->v, by_id) != NULL;
}

/* The first `most` of the hits in the order in which they are shown: those that were weighed, then the
** others, newest first. */
static void hits_order(struct arena *a, const struct id_array *ids,
                       const struct scored_array *scored, size_t most, struct id_array *out)
{
    struct id_array weighed = {0};
    for (size_t i = 0; i < scored->n; i++)
        if (ids_hold(ids, scored->v[i].id)) *PUSH(a, &weighed) = scored->v[i].id;
    for (size_t i = 0; i < weighed.n && out->n < most; i++)
        *PUSH(a, out) = weighed.v[i];
    if (out->n == most || weighed.n == ids->n) return;
    if (weighed.n) qsort(weighed.v, weighed.n, sizeof *weighed.v, by_id);
    for (size_t i = ids->n; i-- > 0 && out->n < most;)
        if (!ids_hold(&weighed, ids->v[i])) *PUSH(a, out) = ids->v[i];
}

static enum status hits_show(struct db *db, struct arena *a, const struct terms *t, const i64 *ids,
                             size_t n, struct search_hit_array *out)
{
    struct search_found_array texts;
    if (!ids) return OK; /* nothing was found */
    TRY(search_texts(db, a, db_json_ids(a, ids, n), &texts));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < texts.n; k++) {
            const struct search_found *x = &texts.v[k];
            if (x->id != ids[i]) continue;
            *PUSH(a, out) = (struct search_hit){.kind = x->kind,
                                                .id = x->record,
                                                .address = x->address,
                                                .title = x->title,
                                                .excerpt = excerpt(a, t, x->lang, x->body)};
            break;
        }
    return OK;
}

static enum status find(struct db *db, struct arena *a, const struct terms *t, str lang,
                        enum visibility who, const char *kind, i64 offset, i64 limit,
                        struct search_hit_array *out, i64 *total)
{
    struct id_array ids = {0}, shown = {0};
    struct scored_array scored = {0};
    struct slots *slots;
    str match = match_of(db, a, t, who, "", ANYWHERE);
    if (!match.n) return OK;
    TRY(hits_all(db, a, match, &ids));
    TRY(slots_load(db, a, lang, &slots));
    hits_of_kind(slots, kind, &ids);
    if (!ids.n) return OK;
    /* A word that stands nearly everywhere says little where it does: only titles are weighed. */
    match = match_of(db, a, t, who, kind, ids.n > RANKED_MOST ? TITLES : ANYWHERE);
    hits_best(slots, &ids);
    *total = ids.n < FOUND_MOST ? (i64)ids.n : FOUND_MOST;
    if (offset >= *total || limit <= 0) return OK;
    TRY(hits_score(db, a, match, &scored));
    i64 most = offset + limit < *total ? offset + limit : *total;
    hits_order(a, &ids, &scored, (size_t)most, &shown);
    return hits_show(db, a, t, shown.v + offset, shown.n - (size_t)offset, out);
}

enum status search_find(struct db *db, struct arena *a, str words, str lang, enum visibility who,
                        const char *kind, i64 offset, i64 limit, struct search_hit_array *out,
                        i64 *total)
{
    *out = (struct search_hit_array){0};
    *total = 0;
    struct terms t;
    terms_open(&t, a, words, lang);
    enum status st = t.n > 0 ? find(db, a, &t, lang, who, kind, offset, limit, out, total) : OK;
    terms_close(&t);
    return st;
}

enum status search_ids(struct db *db, struct arena *a, str words, str lang, enum visibility who,
                       const char *kind, struct id_array *out)
{
    *out = (struct id_array){0};
    struct terms t;
    terms_open(&t, a, words, lang);
    struct slots *slots;
    str match = t.n > 0 ? match_of(db, a, &t, who, "", ANYWHERE) : NO_STR;
    terms_close(&t);
    if (!match.n) return OK;
    TRY(hits_all(db, a, match, out));
    TRY(slots_load(db, a, lang, &slots));
    hits_of_kind(slots, kind, out);
    size_t n = 0;
    for (size_t i = 0; i < out->n; i++) {
        i64 record = out->v[i] >> SLOT_BITS;
        if (n == 0 || out->v[n - 1] != record) out->v[n++] = record;
    }
    out->n = n;
    return OK;
}
