/* Sets of records against lists of numbers: whatever goes in and out, both say the same. */
#define TEST_MAIN
#include "draw.h"
#include "store_help.h"

enum { SETS = 3, RECORDS = 700, ROUNDS = 600 };

static bool naive[SETS][RECORDS];

static str name_of(u32 set)
{
    static const char *const names[SETS] = {"country:KE", "country:KE2", "year:1999"};
    return str_c(names[set]);
}

static enum status change_some(struct tx *tx, void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        u32 set = draw(SETS), id = draw(RECORDS);
        bool in = draw(3) > 0;
        naive[set][id] = in;
        TRY(set_change(tx, name_of(set), id, in));
    }
    return OK;
}

TEST(holds_what_was_put_in)
{
    const char *dir = help_dir();
    struct store *s = help_open(dir);
    struct arena *a = arena_new();
    struct db *db;
    CHECK_INT(store_write(s, (struct actor){0}, 1, change_some, NULL), OK);
    CHECK_INT(db_open(s, &db), OK);
    for (u32 with = 0; with < 1 << SETS; with++) {
        struct bits b = {0};
        bool first = true;
        for (u32 set = 0; set < SETS; set++) {
            struct bits one;
            if (!(with >> set & 1)) continue;
            CHECK_INT(set_read(db, a, name_of(set), &one), OK);
            if (first)
                b = one;
            else
                bits_and(&b, &one);
            first = false;
        }
        i64 n = 0, wrong = 0;
        struct id_array ids = {0};
        bits_ids(a, &b, &ids);
        for (u32 id = 0; id < RECORDS; id++) {
            bool in = with != 0;
            for (u32 set = 0; set < SETS; set++)
                in = in && (!(with >> set & 1) || naive[set][id]);
            wrong += in != bits_hold(&b, id);
            if (in) wrong += (size_t)n >= ids.n || ids.v[n] != id;
            n += in;
        }
        CHECK_INT(wrong, 0);
        CHECK_INT(bits_count(&b), n);
        CHECK_INT(ids.n, n);
        struct bits again;
        bits_of(a, &ids, &again);
        CHECK_INT(bits_count(&again), n);
    }
    struct bits none;
    CHECK_INT(set_read(db, a, S("never written"), &none), OK);
    CHECK_INT(bits_count(&none), 0);
    CHECK(!bits_hold(&none, 5) && !bits_hold(&none, -1));
    db_close(db);
    store_close(s);
    arena_free(a);
    help_clean(dir);
}
