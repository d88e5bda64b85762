/* search.c: what can be found, and finding it. Features call search_put in the transaction that
** changes a record; pages call search_find. A reader's words never reach the engine's query language:
** each is cut, folded, stemmed and quoted. All words must occur; the last may be a beginning.
** Visibility is a word of the index, so that what one may not see is not even counted. */
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
    PREFIX_MIN = 3
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
    struct search_text_insert_in in = {.kind = str_c(kind),
                                       .record = id,
                                       .lang = lang,
                                       .who = who,
                                       .address = address,
                                       .title = title,
                                       .body = body};
    i64 row;
    TRY(search_text_insert(tx, &in, &row));
    return words_insert(tx, row, kind, lang, who, title, body);
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

/* The same question in PostgreSQL's language. */
static str match_vector(struct arena *a, const struct terms *t, enum visibility who,
                        const char *kind)
{
    struct buf b;
    buf_init(&b, 16 << 10);
    if (who == SEEN_BY_ALL) buf_lit(&b, "'=whoall' & ");
    if (kind[0] != '\0') {
        buf_lit(&b, "'=");
        buf_kind(&b, kind);
        buf_lit(&b, "' & ");
    }
    for (size_t i = 0; i < t->n; i++) {
        const struct term *x = &t->v[i];
        buf_printf(&b, "%s('%.*s'%s", i ? " & " : "", P(x->whole),
                   i + 1 == t->n && t->open ? ":*" : "");
        if (!str_eq(x->stem, x->whole)) buf_printf(&b, " | '%.*s'", P(x->stem));
        if (!str_eq(x->english, x->whole) && !str_eq(x->english, x->stem))
            buf_printf(&b, " | '%.*s'", P(x->english));
        buf_char(&b, ')');
    }
    str s = b.overflow ? NO_STR : str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

/* Folded words hold no quotes, so quoting needs no escape. */
static str match_text(struct arena *a, const struct terms *t, enum visibility who, const char *kind)
{
    struct buf b;
    buf_init(&b, 16 << 10);
    if (who == SEEN_BY_ALL) buf_lit(&b, "tags : \"whoall\" AND ");
    if (kind[0] != '\0') {
        buf_lit(&b, "tags : \"");
        buf_kind(&b, kind);
        buf_lit(&b, "\" AND ");
    }
    buf_lit(&b, "{title body} : (");
    for (size_t i = 0; i < t->n; i++) {
        const struct term *x = &t->v[i];
        buf_printf(&b, "%s(\"%.*s\"", i ? " AND " : "", P(x->whole));
        if (!str_eq(x->stem, x->whole)) buf_printf(&b, " OR \"%.*s\"", P(x->stem));
        if (!str_eq(x->english, x->whole) && !str_eq(x->english, x->stem))
            buf_printf(&b, " OR \"%.*s\"", P(x->english));
        if (i + 1 == t->n && t->open) buf_printf(&b, " OR \"%.*s\" *", P(x->whole));
        buf_char(&b, ')');
    }
    buf_char(&b, ')');
    str s = b.overflow ? NO_STR : str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

static str match_of(struct db *db, struct arena *a, const struct terms *t, enum visibility who,
                    const char *kind)
{
    return db->engine->postgres ? match_vector(a, t, who, kind) : match_text(a, t, who, kind);
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

/* Of one record's texts that were hit, the one in the reader's language, else the English one. */
#define BEST_HITS_POSTGRES                                                                         \
    "WITH hit AS MATERIALIZED (SELECT w.id, -ts_rank('{0.1, 0.1, 0.125, 1}', w.words, "            \
    "$1::tsquery, 1) AS score FROM search_words w WHERE w.words @@ $1::tsquery "                   \
    "ORDER BY score, w.id LIMIT 1000), "                                                           \
    "best AS MATERIALIZED (SELECT t.*, h.score AS score FROM hit h JOIN search_text t "            \
    "ON t.id = h.id WHERE t.id = (SELECT o.id FROM search_text o WHERE o.kind = t.kind "           \
    "AND o.record = t.record AND o.id IN (SELECT id FROM hit) "                                    \
    "ORDER BY (o.lang = $2) DESC, (o.lang = 'en') DESC, o.id LIMIT 1)) "
#define BEST_HITS                                                                                  \
    "WITH hit AS MATERIALIZED (SELECT rowid AS id, bm25(search_words, 0.0, 8.0, 1.0) AS score "    \
    "FROM search_words WHERE search_words MATCH ?1 ORDER BY score LIMIT 1000), "                   \
    "best AS MATERIALIZED (SELECT t.*, h.score AS score FROM hit h JOIN search_text t "            \
    "ON t.id = h.id WHERE t.id = (SELECT o.id FROM search_text o WHERE o.kind = t.kind "           \
    "AND o.record = t.record AND o.id IN (SELECT id FROM hit) "                                    \
    "ORDER BY o.lang = ?2 DESC, o.lang = 'en' DESC, o.id LIMIT 1)) "

static enum status hits_count(struct db *db, str match, str lang, i64 *total)
{
    static const struct query_part parts[] = {{0, 0, BEST_HITS "SELECT count(*) FROM best",
                                               BEST_HITS_POSTGRES "SELECT count(*) FROM best"}};
    static const struct query_text text = {-5, "search_count", "tt", parts, 1};
    struct stmt *st;
    TRY(db_query(db, &text, 0, &st));
    bind_text(st, 1, match);
    bind_text(st, 2, lang);
    enum status got = db_step(st);
    if (got == OK) *total = col_int(st, 0);
    db_done(st);
    return got;
}

enum status search_find(struct db *db, struct arena *a, str words, str lang, enum visibility who,
                        const char *kind, i64 offset, i64 limit, struct search_hit_array *out,
                        i64 *total)
{
    static const struct query_part parts[] = {
        {0, 0,
         BEST_HITS "SELECT kind, record, lang, address, title, body FROM best "
                   "ORDER BY score, id LIMIT ?3 OFFSET ?4",
         BEST_HITS_POSTGRES "SELECT kind, record, lang, address, title, body FROM best "
                            "ORDER BY score, id LIMIT $3 OFFSET $4"}};
    static const struct query_text text = {-6, "search_find", "ttii", parts, 1};
    *out = (struct search_hit_array){0};
    *total = 0;
    struct terms t;
    terms_open(&t, a, words, lang);
    str match = t.n > 0 ? match_of(db, a, &t, who, kind) : NO_STR;
    struct stmt *st = NULL;
    enum status got = match.n > 0 ? hits_count(db, match, lang, total) : NOT_FOUND;
    if (got == OK) got = db_query(db, &text, 0, &st);
    if (got == OK) {
        bind_text(st, 1, match);
        bind_text(st, 2, lang);
        bind_int(st, 3, limit);
        bind_int(st, 4, offset);
        while ((got = db_step(st)) == OK) {
            str body = col_text(st, 5, a);
            *PUSH(a, out) =
                (struct search_hit){.kind = col_text(st, 0, a),
                                    .id = col_int(st, 1),
                                    .address = col_text(st, 3, a),
                                    .title = col_text(st, 4, a),
                                    .excerpt = excerpt(a, &t, col_text(st, 2, a), body)};
        }
        db_done(st);
    }
    terms_close(&t);
    return got == NOT_FOUND ? OK : got;
}

enum status search_ids(struct db *db, struct arena *a, str words, str lang, enum visibility who,
                       const char *kind, i64 limit, str *ids)
{
    static const struct query_part parts[] = {
        {0, 0, BEST_HITS "SELECT record FROM best ORDER BY score, id LIMIT ?3",
         BEST_HITS_POSTGRES "SELECT record FROM best ORDER BY score, id LIMIT $3"}};
    static const struct query_text text = {-7, "search_ids", "tti", parts, 1};
    struct {
        i64 *v;
        size_t n, cap;
    } list = {0};
    struct terms t;
    terms_open(&t, a, words, lang);
    str match = t.n > 0 ? match_of(db, a, &t, who, kind) : NO_STR;
    terms_close(&t);
    struct stmt *st = NULL;
    enum status got = match.n > 0 ? db_query(db, &text, 0, &st) : NOT_FOUND;
    if (got == OK) {
        bind_text(st, 1, match);
        bind_text(st, 2, lang);
        bind_int(st, 3, limit);
        while ((got = db_step(st)) == OK)
            *PUSH(a, &list) = col_int(st, 0);
        db_done(st);
    }
    *ids = db_json_ids(a, list.v, list.n);
    return got == NOT_FOUND ? OK : got;
}
