/* What the sql tool wrote for the feature in tests/tools/sql, compiled and run; see sql_test.sh. */
#define TEST_MAIN
#include "../unit/store_help.h"
#include "gen/shop_sql.h"

static struct store *fund;
static struct db *db;
static struct arena *a;

static enum status insert(struct tx *tx, void *arg)
{
    return shop_insert(tx, arg, &(i64){0});
}

static enum status add(struct shop_insert_in in)
{
    return store_write(fund, (struct actor){.act = S("test")}, 1000, insert, &in);
}

struct step {
    enum { RENAME, SEAL, REMOVE, VISIT, LETTER, SEND } what;
    i64 id;
    str text;
    i64 count;
};

static enum status step_write(struct tx *tx, void *arg)
{
    struct step *p = arg;
    switch (p->what) {
    case RENAME:
        return shop_rename(tx, p->id, p->text);
    case SEAL:
        return shop_seal(tx, p->text, &p->count);
    case REMOVE:
        return shop_remove(tx, p->id, &p->count);
    case VISIT:
        return shop_visit_add(tx, p->text);
    case LETTER:
        return shop_letter_add(tx, p->text, S("its fingerprint"), &p->count);
    case SEND:
        return shop_letter_send(tx, p->id, &p->count);
    }
    return FAILED;
}

static i64 step(int what, i64 id, str text)
{
    struct step p = {what, id, text, -1};
    CHECK_INT(store_write(fund, (struct actor){.act = S("test")}, 1000, step_write, &p), OK);
    return p.count;
}

/* Codes or titles of a search in their order. */
static str search(struct shop_search_in in)
{
    struct shop_item_array list;
    str s = S("");
    CHECK_INT(shop_search(db, a, &in, &list), OK);
    for (size_t i = 0; i < list.n; i++)
        s = arena_printf(a, "%.*s%s%.*s", P(s), i ? " " : "", P(list.v[i].title));
    return s;
}

static str within(struct may may)
{
    struct shop_item_array list;
    str s = S("");
    CHECK_INT(shop_of(db, a, &may, 10, &list), OK);
    for (size_t i = 0; i < list.n; i++)
        s = arena_printf(a, "%.*s%s%.*s", P(s), i ? " " : "", P(list.v[i].code));
    return s;
}

static str part(struct shop_part_in in, struct rows *rows)
{
    struct shop_item_array list;
    str s = S("");
    CHECK_INT(shop_part(db, a, &(struct may){.all = true}, &in, rows, &list), OK);
    for (size_t i = 0; i < list.n; i++)
        s = arena_printf(a, "%.*s%s%.*s", P(s), i ? " " : "", P(list.v[i].code));
    return s;
}

TEST(generated_queries_work)
{
    const char *dir = help_dir();
    struct shop_item shop;
    i64 n = -1;
    fund = help_open(dir);
    a = arena_new();
    CHECK_INT(db_open(fund, &db), OK);
    CHECK_INT(shop_by_code(db, a, S("a"), &shop), NOT_FOUND);
    CHECK_INT(add((struct shop_insert_in){.code = S("a"),
                                          .title = S("Bread' \";"),
                                          .lead_org = 7,
                                          .price = money_of(1250, S("USD")),
                                          .opened = 500,
                                          .first_day = 0,
                                          .sealed = true,
                                          .mark = {"\0\xff", 2}}),
              OK);
    CHECK_INT(add((struct shop_insert_in){
                  .code = S("b"), .title = S("Apples"), .opened = NO_DATE, .first_day = NO_DATE}),
              OK);
    CHECK_INT(add((struct shop_insert_in){.code = S("c"),
                                          .title = S("Cloth"),
                                          .lead_org = 8,
                                          .price = money_of(300, S("USD")),
                                          .opened = 900,
                                          .first_day = 9}),
              OK);
    log_threshold(LOG_ERROR + 1);
    CHECK_INT(add((struct shop_insert_in){.code = S("a"), .title = S("again")}), CONFLICT);
    log_threshold(LOG_INFO);
    CHECK_INT(shop_by_code(db, a, S("a"), &shop), OK);
    CHECK_STR(shop.title, "Bread' \";");
    CHECK(shop.price.minor == 1250 && strcmp(shop.price.currency, "USD") == 0);
    CHECK(shop.opened == 500 && shop.first_day == 0 && shop.sealed && shop.note.p == NULL);
    CHECK_INT(shop_by_code(db, a, S("b"), &shop), OK);
    CHECK(shop.opened == NO_DATE && shop.first_day == NO_DATE && shop.price.currency[0] == '\0');
    CHECK_INT(shop_count(db, a, &n), OK);
    CHECK_INT(n, 3);
    CHECK_INT(shop_last_opened(db, a, &n), OK);
    CHECK_INT(n, 900);

    const struct shop_search_in all = {.opened = NO_DATE};
    struct shop_search_in in = all;
    CHECK_STR(search(in), "Bread' \"; Apples Cloth");
    in.sort = S("new");
    CHECK_STR(search(in), "Cloth Bread' \"; Apples");
    in.sort = S("no such order; DROP");
    CHECK_STR(search(in), "Bread' \"; Apples Cloth");
    in = all, in.words = S("ead'");
    CHECK_STR(search(in), "Bread' \";");
    in = all, in.opened = 100;
    CHECK_STR(search(in), "Cloth");
    in.sealed = true;
    CHECK_STR(search(in), "Bread' \"; Cloth");
    in = all, in.price = money_of(300, S("USD"));
    CHECK_STR(search(in), "Bread' \"; Cloth");
    in = all, in.ids = db_json_ids(a, (i64[]){2, 3, 99}, 3);
    CHECK_STR(search(in), "Apples Cloth");
    in.codes = db_json_texts(a, (str[]){S("c"), S("x\"")}, 2);
    CHECK_STR(search(in), "Cloth");

    CHECK_STR(within((struct may){.all = true}), "a b c");
    CHECK_STR(within((struct may){.all = true, .barred = S("[2]")}), "a c");
    CHECK_STR(within((struct may){0}), "");
    CHECK_STR(within((struct may){.organizations = S("[8]"), .records = S("[2]")}), "b c");

    struct rows rows = {.limit = 2, .skip = 7};
    CHECK_STR(part((struct shop_part_in){0}, &rows), "c");
    CHECK(rows.total == 3 && rows.skip == 2);
    rows.skip = -1;
    CHECK_STR(part((struct shop_part_in){.sort = S("code_down")}, &rows), "c b");
    CHECK(rows.total == 3 && rows.skip == 0);
    CHECK_STR(part((struct shop_part_in){.words = S("Cl")}, &rows), "c");
    CHECK_INT(rows.total, 1);
    CHECK_STR(part((struct shop_part_in){.words = S("nothing")}, &rows), "");
    CHECK(rows.total == 0 && rows.skip == 0);

    step(VISIT, 0, S("monday"));
    step(VISIT, 0, S("monday"));
    CHECK_INT(shop_visits(db, a, S("monday"), &n), OK);
    CHECK_INT(n, 2);
    CHECK_INT(shop_visits(db, a, S("sunday"), &n), NOT_FOUND);

    i64 before = store_public_position(fund);
    CHECK_INT(before, 3);
    step(RENAME, 1, S("Bread"));
    CHECK_INT(store_public_position(fund), before + 1);
    step(RENAME, 1, S("Bread"));
    step(RENAME, 99, S("nobody"));
    CHECK_INT(store_public_position(fund), before + 1); /* nothing changed, nothing journalled */
    CHECK_INT(step(SEAL, 0, S("[\"a\",\"b\",\"c\"]")), 3);
    CHECK_INT(store_public_position(fund), before + 3); /* one was sealed already */
    CHECK_INT(step(SEAL, 0, S("")), 0);
    CHECK_INT(step(REMOVE, 1, S("")), 1);
    CHECK_INT(step(REMOVE, 1, S("")), 0);

    struct journal_entry_array list;
    CHECK_INT(journal_of(db, a, "shop", 1, 100, &list), OK);
    CHECK_INT(list.n, 10 + 1 + 10);
    str mark = S("");
    for (size_t i = 0; i < list.n; i++) {
        if (list.v[i].position == 4) CHECK_STR(list.v[i].field, "title");
        if (list.v[i].position == 4) CHECK_STR(list.v[i].after, "Bread");
        if (str_eq(list.v[i].field, S("mark")) && list.v[i].position == 1) mark = list.v[i].after;
    }
    CHECK_STR(mark, "00ff");
    str fault, body;
    CHECK_INT(journal_verify(fund, a, &fault, &n), OK);
    CHECK_INT(n, 7);

    i64 letter = step(LETTER, 0, S("Dear customers"));
    CHECK_INT(step(SEND, letter, S("")), 1);
    CHECK_INT(shop_letter_body(db, a, letter, &body), OK);
    CHECK_STR(body, "Dear customers");
    CHECK_INT(journal_of(db, a, "shop_letter", letter, 100, &list), OK);
    CHECK_INT(list.n, 1 + 3);
    CHECK_STR(list.v[0].field, "sent");
    for (size_t i = 0; i < list.n; i++) {
        CHECK(!str_eq(list.v[i].field, S("body")));
        if (str_eq(list.v[i].field, S("hash"))) CHECK_STR(list.v[i].after, "its fingerprint");
    }
    CHECK_INT(journal_verify(fund, a, &fault, &n), OK);
    CHECK_INT(n, 9);
    db_close(db);
    store_close(fund);
    arena_free(a);
    help_clean(dir);
}

/* More statements than the cache holds. */
TEST(statement_cache_is_bounded)
{
    const char *dir = help_dir();
    fund = help_open(dir);
    a = arena_new();
    CHECK_INT(db_open(fund, &db), OK);
    for (int round = 0; round < 3; round++) {
        for (u32 i = 0; i < 2000; i++) {
            struct stmt *st = db_cached(db, 1, i);
            if (st == NULL)
                CHECK_INT(db_prepare(db, 1, i, arena_printf(a, "SELECT %u + ?1", i), &st), OK);
            bind_int(st, 1, round);
            CHECK_INT(db_step(st), OK);
            CHECK_INT(col_int(st, 0), (i64)i + round);
            db_done(st);
        }
    }
    db_close(db);
    store_close(fund);
    arena_free(a);
    help_clean(dir);
}
