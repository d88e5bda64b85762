/* Search in several languages, and what a reader's words may not do. */
#define TEST_MAIN
#include "store_help.h"

#include "store/search/words.h"

struct text {
    const char *kind;
    i64 id;
    const char *lang;
    enum visibility who;
    const char *title, *body;
};

static const struct text texts[] = {
    {"programme", 1, "en", SEEN_BY_ALL, "Resilient communities of the river",
     "Farmers organised themselves. The organizations of the district, with women and men alike, "
     "restored wells and schools along the river Shire after the floods."},
    {"programme", 1, "fr", SEEN_BY_ALL, "Des communautés résilientes",
     "Les agriculteurs se sont organisés. L'eau revient, et les écoles ont été réparées après les "
     "inondations de la rivière."},
    {"document", 2, "zh", SEEN_BY_ALL, "人类安全基金指南",
     "联合国人类安全信托基金的申请与评审程序。水资源管理。"},
    {"document", 3, "en", SEEN_BY_DESK, "Internal note on floods", "Only for the desk."},
    {"news", 4, "ru", SEEN_BY_ALL, "Новости фонда", "Программы в общинах продолжаются."},
    {"news", 5, "ar", SEEN_BY_ALL, "أخبار الصندوق", "المُجتمعات المحلية تعمل معاً."},
};

static enum status put_all(struct tx *tx, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct text *t = &texts[i];
        TRY(search_put(tx, t->kind, t->id, str_c(t->lang), t->who, S("/somewhere"), str_c(t->title),
                       str_c(t->body)));
    }
    return OK;
}

static struct store *fund;
static struct db *db;
static struct arena *a;
static const char *dir;

static void begin(void)
{
    dir = help_dir();
    fund = help_open(dir);
    a = arena_new();
    CHECK_INT(store_write(fund, (struct actor){0}, 1, put_all, NULL), OK);
    CHECK_INT(db_open(fund, &db), OK);
}

static void end(void)
{
    db_close(db);
    store_close(fund);
    arena_free(a);
    help_clean(dir);
}

/* Ids of the hits in the order of their numbers: "1 3". */
static str found(const char *words, const char *lang, enum visibility who, const char *kind)
{
    struct search_hit_array hits;
    i64 total;
    CHECK_INT(search_find(db, a, str_c(words), str_c(lang), who, kind, 0, 20, &hits, &total), OK);
    CHECK_INT(total, hits.n);
    str s = S("");
    for (i64 id = 1; id < 10; id++)
        for (size_t i = 0; i < hits.n; i++)
            if (hits.v[i].id == id)
                s = arena_printf(a, "%.*s%s%lld", P(s), s.n ? " " : "", (long long)id);
    return s;
}

TEST(finds_forms_of_words)
{
    begin();
    CHECK_STR(found("community", "en", SEEN_BY_ALL, ""), "1");
    CHECK_STR(found("RESILIENT Communities", "en", SEEN_BY_ALL, ""), "1");
    CHECK_STR(found("organization", "en", SEEN_BY_ALL, ""), "1");
    CHECK_STR(found("organizati", "en", SEEN_BY_ALL, ""), "1"); /* a beginning */
    CHECK_STR(found("school farmers", "en", SEEN_BY_ALL, ""), "1");
    CHECK_STR(found("school elephants", "en", SEEN_BY_ALL, ""), "");
    CHECK_STR(found("communaute resiliente", "fr", SEEN_BY_ALL, ""), "1");
    CHECK_STR(found("l'école réparée", "fr", SEEN_BY_ALL, ""), "1");
    CHECK_STR(found("river", "fr", SEEN_BY_ALL, ""), "1"); /* English text for a French reader */
    CHECK_STR(found("программа", "ru", SEEN_BY_ALL, ""), "4");
    CHECK_STR(found("المجتمعات", "ar", SEEN_BY_ALL, ""), "5");
    end();
}

TEST(finds_chinese)
{
    begin();
    CHECK_STR(found("人类安全", "zh", SEEN_BY_ALL, ""), "2");
    CHECK_STR(found("指南", "zh", SEEN_BY_ALL, ""), "2");
    CHECK_STR(found("水", "zh", SEEN_BY_ALL, ""), "2");
    CHECK_STR(found("信托", "en", SEEN_BY_ALL, ""), "2");
    CHECK_STR(found("安全人类", "zh", SEEN_BY_ALL, ""), "");
    end();
}

TEST(shows_nobody_what_is_the_desks)
{
    begin();
    CHECK_STR(found("floods", "en", SEEN_BY_ALL, ""), "1");
    CHECK_STR(found("floods", "en", SEEN_BY_DESK, ""), "1 3");
    CHECK_STR(found("floods", "en", SEEN_BY_DESK, "document"), "3");
    CHECK_STR(found("whoall", "en", SEEN_BY_ALL, ""), "");
    CHECK_STR(found("kdocument", "en", SEEN_BY_ALL, ""), "");
    struct id_array ids;
    CHECK_INT(search_ids(db, a, S("floods"), S("en"), SEEN_BY_DESK, "document", &ids), OK);
    CHECK_STR(db_json_ids(a, ids.v, ids.n), "[3]");
    CHECK_INT(search_ids(db, a, S(" ?! "), S("en"), SEEN_BY_DESK, "document", &ids), OK);
    CHECK_STR(db_json_ids(a, ids.v, ids.n), "[]");
    end();
}

TEST(takes_no_syntax_from_readers)
{
    static const char *const hostile[] = {
        "",         " ",        "\"",          "\"\"",       "*",
        "a*b",      "NOT",      "AND OR NEAR", "title:x",    "{tags} : whoall",
        "(",        ")",        "^x",          "x NEAR/2 y", "'; DROP TABLE search_text; --",
        "\xff\xfe", "\xe4\xba", "a\0b",        "---",        "{",
        "}",        "-",        "+",           ":",          "%s%n",
        "人",       "人\xe7"};
    begin();
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        found(hostile[i], "en", SEEN_BY_ALL, "");
    char *longest = arena_alloc(a, 100001);
    memset(longest, 'a', 100000);
    CHECK_STR(found(longest, "en", SEEN_BY_ALL, ""), "");
    for (int i = 1; i < 100000; i += 2)
        longest[i] = ' ';
    CHECK_STR(found(longest, "en", SEEN_BY_ALL, ""), "");
    CHECK_STR(found("floods", "no such language", SEEN_BY_ALL, ""), "1");
    end();
}

TEST(cuts_excerpts_at_words)
{
    begin();
    struct search_hit_array hits;
    i64 total;
    search_find(db, a, S("wells"), S("en"), SEEN_BY_ALL, "", 0, 20, &hits, &total);
    CHECK_INT(hits.n, 1);
    CHECK_STR(hits.v[0].title, "Resilient communities of the river");
    CHECK_STR(hits.v[0].address, "/somewhere");
    CHECK_STR(hits.v[0].excerpt, "…of the district, with women and men alike, restored "
                                 "wells and schools along the river Shire after the floods.");
    search_find(db, a, S("école"), S("fr"), SEEN_BY_ALL, "", 0, 20, &hits, &total);
    CHECK(str_is_text(hits.v[0].excerpt));
    search_find(db, a, S("程序"), S("zh"), SEEN_BY_ALL, "", 0, 20, &hits, &total);
    CHECK(str_is_text(hits.v[0].excerpt) && str_find(hits.v[0].excerpt, S("程序")) >= 0);
    end();
}

static enum status change_one(struct tx *tx, void *arg)
{
    const char *title = arg;
    return search_put(tx, "programme", 1, S("en"), SEEN_BY_ALL, S("/p"), str_c(title),
                      S("new words"));
}

static enum status remove_one(struct tx *tx, void *arg)
{
    (void)arg;
    return search_put(tx, "programme", 1, NO_STR, SEEN_BY_ALL, NO_STR, NO_STR, NO_STR);
}

static enum status put_long(struct tx *tx, void *arg)
{
    return search_put(tx, "document", 9, S("en"), SEEN_BY_ALL, S("/d"), S("Long"), *(str *)arg);
}

TEST(replaces_and_removes)
{
    begin();
    CHECK_INT(store_write(fund, (struct actor){0}, 2, change_one, "Gardens"), OK);
    CHECK_STR(found("wells", "en", SEEN_BY_ALL, ""), "");
    CHECK_STR(found("gardens", "en", SEEN_BY_ALL, ""), "1");
    CHECK_STR(found("communautés", "fr", SEEN_BY_ALL, ""), "1"); /* the other language stays */
    CHECK_INT(store_write(fund, (struct actor){0}, 2, remove_one, NULL), OK);
    CHECK_STR(found("communautés", "fr", SEEN_BY_ALL, ""), "");
    char *bytes = arena_alloc(a, 1 << 20);
    for (size_t i = 0; i + 3 <= 1 << 20; i += 3)
        memcpy(bytes + i, "é ", 3);
    str body = {bytes, (1 << 20) - 1};
    CHECK_INT(store_write(fund, (struct actor){0}, 2, put_long, &body), OK);
    CHECK_STR(found("long", "en", SEEN_BY_ALL, ""), "9");
    if (!help_server())
        help_raw(dir, "INSERT INTO search_words (search_words) VALUES ('integrity-check')");
    end();
}

/* 2,500 records in two languages; a few carry the word in their title. */
static enum status put_many(struct tx *tx, void *arg)
{
    (void)arg;
    for (i64 id = 1; id <= 2500; id++) {
        bool titled = id % 700 == 0;
        TRY(search_put(tx, "programme", id, S("en"), SEEN_BY_ALL, S("/en"),
                       titled ? S("Wells") : S("Work"), S("wells")));
        if (id % 2 == 0)
            TRY(search_put(tx, "programme", id, S("fr"), SEEN_BY_ALL, S("/fr"), S("Travail"),
                           S("wells")));
        if (id % 100 == 0)
            TRY(search_put(tx, "news", id, S("en"), SEEN_BY_ALL, S("/n"), S("News"), S("wells")));
    }
    return OK;
}

TEST(finds_all_that_a_common_word_is_in)
{
    begin();
    CHECK_INT(store_write(fund, (struct actor){0}, 2, put_many, NULL), OK);
    struct id_array ids;
    CHECK_INT(search_ids(db, a, S("well"), S("en"), SEEN_BY_ALL, "programme", &ids), OK);
    CHECK_INT(ids.n, 2500);
    for (size_t i = 0; i < ids.n; i++)
        CHECK_INT(ids.v[i], i + 1);
    struct search_hit_array hits;
    i64 total;
    CHECK_INT(search_find(db, a, S("well"), S("en"), SEEN_BY_ALL, "", 0, 5, &hits, &total), OK);
    CHECK_INT(total, 1000);
    CHECK_INT(hits.n, 5);
    for (size_t i = 0; i < 3; i++)
        CHECK_STR(hits.v[i].title, "Wells");
    CHECK_INT(hits.v[3].id, 2500); /* then the newest, each kind of record for itself */
    CHECK_INT(hits.v[4].id, 2500);
    CHECK(!str_eq(hits.v[3].kind, hits.v[4].kind));
    CHECK_INT(
        search_find(db, a, S("well"), S("fr"), SEEN_BY_ALL, "programme", 990, 20, &hits, &total),
        OK);
    CHECK_INT(hits.n, 10);
    for (size_t i = 0; i < hits.n; i++)
        CHECK_STR(hits.v[i].address, hits.v[i].id % 2 ? "/en" : "/fr");
    end();
}

TEST(cuts_words)
{
    struct arena *mine = arena_new();
    struct stemmer *english = stemmer_open(S("en"));
    struct buf b;
    buf_init(&b, 1000);
    buf_words(&b, english, S("Women's co-operatives, 2026: 水资源 Ärzte"));
    CHECK_STR(buf_str(&b), "women s co oper operatives 2026 水资 资源 源 arzt arzte");
    buf_free(&b);
    stemmer_close(english);
    arena_free(mine);
}
