/* fund_merge.c: two texts of a section made from the same one, brought together. Drawn edits of drawn
** documents: sections that differ commute, what one changed stands, what one removed is gone, and every
** word that either wrote is in the result or in a field shown as a conflict. */
#define TEST_MAIN
#include "test.h"

#include "fund/proposal/merge.h"

#include "base/base.h"

#define ROUNDS 4000

static struct arena *a;
static unsigned long long seed = 1;
static long long words; /* each word that is written is another one */

static struct form_field columns[] = {
    {.name = S("who"), .input = INPUT_TEXT, .rows = 1},
    {.name = S("what"), .input = INPUT_TEXT, .rows = 3},
    {.name = S("many"), .input = INPUT_NUMBER},
};
static struct form_field fields[] = {
    {.name = S("title"), .input = INPUT_TEXT, .rows = 1},
    {.name = S("context"), .input = INPUT_TEXT, .rows = 9},
    {.name = S("places"), .input = INPUT_CHOICES},
    {.name = S("rows"), .input = INPUT_TABLE, .columns = columns, .column_count = 3},
    {.name = S("lines"), .input = INPUT_BUDGET, .columns = columns, .column_count = 3},
    {.name = S("file"), .input = INPUT_FILE},
};
#define FIELDS (sizeof fields / sizeof *fields)
static const struct form_section section = {.fields = fields, .field_count = FIELDS};

static size_t below(size_t n)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (size_t)(seed >> 33) % n;
}

static json_t *word(void)
{
    return json_sprintf("w%lld.", ++words);
}

static json_t *row_new(bool with_id)
{
    json_t *row = json_object();
    for (size_t k = 0; k < 3; k++)
        if (below(4)) (void)json_object_set_new(row, columns[k].name.p, word());
    if (with_id) (void)json_object_set_new(row, "line", json_sprintf("id%lld", ++words));
    return row;
}

static json_t *value_new(const struct form_field *f)
{
    json_t *list = json_array();
    for (size_t i = below(5); field_has_rows(f) && i > 0; i--)
        (void)json_array_append_new(list, row_new(f->input == INPUT_BUDGET));
    for (size_t i = below(5); f->input == INPUT_CHOICES && i > 0; i--)
        (void)json_array_append_new(list, word());
    if (field_has_rows(f) || f->input == INPUT_CHOICES) return list;
    json_decref(list);
    return f->input == INPUT_FILE ? json_pack("{s:o}", "hash", word()) : word();
}

/* One change of a list or a table: a row goes, comes, or changes in a cell. */
static void list_edit(const struct form_field *f, json_t *list)
{
    size_t n = json_array_size(list), at = below(n + 1);
    size_t how = below(3);
    if (how == 0 && at < n)
        (void)json_array_remove(list, at);
    else if (how == 1 && at < n && field_has_rows(f))
        (void)json_object_set_new(json_array_get(list, at), columns[below(3)].name.p, word());
    else
        (void)json_array_insert_new(list, at,
                                    field_has_rows(f) ? row_new(f->input == INPUT_BUDGET) : word());
}

static void field_edit(const struct form_field *f, json_t *doc)
{
    json_t *v = json_object_get(doc, f->name.p);
    if (json_is_array(v))
        list_edit(f, v);
    else if (below(6))
        (void)json_object_set_new(doc, f->name.p, value_new(f));
    else
        (void)json_object_del(doc, f->name.p);
}

static json_t *document_new(void)
{
    json_t *doc = json_object();
    for (size_t i = 0; i < FIELDS; i++)
        if (below(5)) (void)json_object_set_new(doc, fields[i].name.p, value_new(&fields[i]));
    return doc;
}

/* A copy with some changes, only in fields whose position is even or odd (2: in all). */
static json_t *edited(const json_t *base, size_t which)
{
    json_t *doc = json_deep_copy(base);
    for (size_t n = below(5); n > 0; n--) {
        size_t i = below(FIELDS);
        if (which == 2 || i % 2 == which) field_edit(&fields[i], doc);
    }
    return doc;
}

static bool conflicts_has(const struct conflict_array *c, const struct form_field *f)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i] == f) return true;
    return false;
}

static json_t *merge(const json_t *base, const json_t *mine, const json_t *theirs,
                     struct conflict_array *conflicts)
{
    json_t *out = json_deep_copy(theirs);
    *conflicts = (struct conflict_array){0};
    CHECK_INT(section_merge(a, &section, base, mine, theirs, out, conflicts), OK);
    return out;
}

static bool documents_same(const json_t *one, const json_t *two)
{
    return value_same(one, two);
}

static bool says(const json_t *doc, const char *text)
{
    char *all = doc ? json_dumps(doc, JSON_ENCODE_ANY) : NULL;
    bool found = all && strstr(all, text);
    free(all);
    return found;
}

/* Calls f for each word of a value. */
static void each_word(const json_t *v, void f(const char *, void *), void *arg)
{
    if (json_is_string(v)) f(json_string_value(v), arg);
    for (size_t i = 0; i < json_array_size(v); i++)
        each_word(json_array_get(v, i), f, arg);
    for (void *i = json_object_iter((json_t *)v); i; i = json_object_iter_next((json_t *)v, i))
        if (strcmp(json_object_iter_key(i), "line") != 0)
            each_word(json_object_iter_value(i), f, arg);
}

struct asked {
    const json_t *base, *mine, *theirs, *out;
};
static void word_kept(const char *text, void *arg)
{
    const struct asked *x = arg;
    bool was = says(x->base, text), in_mine = says(x->mine, text),
         in_theirs = says(x->theirs, text);
    /* New words stay, and so do old ones that neither took away. */
    if (!was || (in_mine && in_theirs)) CHECK(says(x->out, text));
    /* What one took away, and the other left as it was, is gone. */
    else
        CHECK(!says(x->out, text));
}

static void nothing_lost(const json_t *base, const json_t *mine, const json_t *theirs)
{
    struct conflict_array conflicts;
    json_auto_t *out = merge(base, mine, theirs, &conflicts);
    for (size_t i = 0; i < FIELDS; i++) {
        const char *name = fields[i].name.p;
        struct asked x = {json_object_get(base, name), json_object_get(mine, name),
                          json_object_get(theirs, name), json_object_get(out, name)};
        if (conflicts_has(&conflicts, &fields[i])) {
            CHECK(!value_same(x.mine, x.theirs));
            CHECK(!value_same(x.mine, x.base));
            CHECK(!value_same(x.theirs, x.base));
            continue;
        }
        each_word(x.base, word_kept, &x);
        each_word(x.mine, word_kept, &x);
        each_word(x.theirs, word_kept, &x);
    }
}

TEST(every_word_is_kept_or_asked_about)
{
    a = arena_new();
    for (int n = 0; n < ROUNDS; n++) {
        json_auto_t *base = document_new();
        json_auto_t *mine = edited(base, 2);
        json_auto_t *theirs = edited(base, 2);
        nothing_lost(base, mine, theirs);
    }
    arena_free(a);
}

TEST(sections_that_differ_commute)
{
    a = arena_new();
    for (int n = 0; n < ROUNDS; n++) {
        struct conflict_array one, two;
        json_auto_t *base = document_new();
        json_auto_t *mine = edited(base, 0);
        json_auto_t *theirs = edited(base, 1);
        json_auto_t *there = merge(base, mine, theirs, &one);
        json_auto_t *back = merge(base, theirs, mine, &two);
        CHECK_INT(one.n + two.n, 0);
        CHECK(documents_same(there, back));
    }
    arena_free(a);
}

TEST(one_side_alone_stands)
{
    a = arena_new();
    for (int n = 0; n < ROUNDS; n++) {
        struct conflict_array conflicts;
        json_auto_t *base = document_new();
        json_auto_t *mine = edited(base, 2);
        json_auto_t *only_mine = merge(base, mine, base, &conflicts);
        CHECK(documents_same(only_mine, mine) && !conflicts.n);
        json_auto_t *only_theirs = merge(base, base, mine, &conflicts);
        CHECK(documents_same(only_theirs, mine) && !conflicts.n);
        json_auto_t *both = merge(base, mine, mine, &conflicts);
        CHECK(documents_same(both, mine) && !conflicts.n);
    }
    arena_free(a);
}

/* --- by example ----------------------------------------------------------------------------------------- */

static json_t *of(const char *text)
{
    json_t *v = json_loads(text, 0, NULL);
    CHECK(v != NULL);
    return v;
}

static void expect(const char *base, const char *mine, const char *theirs, const char *wanted,
                   size_t conflicts)
{
    struct conflict_array found;
    json_auto_t *b = of(base);
    json_auto_t *m = of(mine);
    json_auto_t *t = of(theirs);
    json_auto_t *w = of(wanted);
    json_auto_t *out = merge(b, m, t, &found);
    CHECK_INT(found.n, conflicts);
    CHECK(documents_same(out, w));
    if (documents_same(out, w)) return;
    char *got = json_dumps(out, JSON_SORT_KEYS);
    test_fail(__FILE__, __LINE__, "merged", got, wanted);
    free(got);
}

TEST(cells_of_one_row)
{
    a = arena_new();
    expect("{\"rows\":[{\"who\":\"A\",\"what\":\"x\"}]}",
           "{\"rows\":[{\"who\":\"B\",\"what\":\"x\"}]}",
           "{\"rows\":[{\"who\":\"A\",\"what\":\"y\"}]}",
           "{\"rows\":[{\"who\":\"B\",\"what\":\"y\"}]}", 0);
    expect("{\"rows\":[{\"who\":\"A\"}]}", "{\"rows\":[{\"who\":\"B\"}]}",
           "{\"rows\":[{\"who\":\"C\"}]}", "{\"rows\":[{\"who\":\"B\"}]}", 1);
    /* I removed what they changed. */
    expect("{\"rows\":[{\"who\":\"A\"},{\"who\":\"Z\"}]}", "{\"rows\":[{\"who\":\"Z\"}]}",
           "{\"rows\":[{\"who\":\"C\"},{\"who\":\"Z\"}]}", "{\"rows\":[{\"who\":\"Z\"}]}", 1);
    arena_free(a);
}

TEST(rows_both_added)
{
    a = arena_new();
    expect("{\"rows\":[{\"who\":\"A\"}]}", "{\"rows\":[{\"who\":\"A\"},{\"who\":\"M\"}]}",
           "{\"rows\":[{\"who\":\"A\"},{\"who\":\"T\"}]}",
           "{\"rows\":[{\"who\":\"A\"},{\"who\":\"T\"},{\"who\":\"M\"}]}", 0);
    expect("{}", "{\"rows\":[{\"who\":\"M\"}]}", "{\"rows\":[{\"who\":\"M\"}]}",
           "{\"rows\":[{\"who\":\"M\"}]}", 0);
    arena_free(a);
}

TEST(lines_are_known_by_their_ids)
{
    a = arena_new();
    /* Both changed neighbours, one moved them. */
    expect("{\"lines\":[{\"line\":\"1\",\"who\":\"A\"},{\"line\":\"2\",\"who\":\"B\"}]}",
           "{\"lines\":[{\"line\":\"1\",\"who\":\"M\"},{\"line\":\"2\",\"who\":\"B\"}]}",
           "{\"lines\":[{\"line\":\"2\",\"who\":\"T\"},{\"line\":\"1\",\"who\":\"A\"}]}",
           "{\"lines\":[{\"line\":\"2\",\"who\":\"T\"},{\"line\":\"1\",\"who\":\"M\"}]}", 0);
    expect("{\"lines\":[{\"line\":\"1\",\"who\":\"A\"}]}", "{\"lines\":[]}",
           "{\"lines\":[{\"line\":\"1\",\"who\":\"T\"}]}", "{\"lines\":[]}", 1);
    arena_free(a);
}

TEST(line_ends_and_blanks_say_nothing)
{
    a = arena_new();
    expect("{\"context\":\"one\\r\\ntwo\"}", "{\"context\":\"one\\ntwo\",\"title\":\"\"}",
           "{\"context\":\"other\"}", "{\"context\":\"other\"}", 0);
    arena_free(a);
}

TEST(too_many_rows_are_asked_about)
{
    struct conflict_array conflicts;
    a = arena_new();
    json_auto_t *base = of("{\"rows\":[]}");
    json_auto_t *mine = json_deep_copy(base);
    json_auto_t *theirs = json_deep_copy(base);
    for (int i = 0; i < 150; i++) {
        (void)json_array_append_new(json_object_get(mine, "rows"), row_new(false));
        (void)json_array_append_new(json_object_get(theirs, "rows"), row_new(false));
    }
    json_auto_t *out = merge(base, mine, theirs, &conflicts);
    CHECK_INT(conflicts.n, 1);
    CHECK(documents_same(out, mine));
    arena_free(a);
}

TEST(both_one_behind_the_other)
{
    json_auto_t *theirs = json_string("theirs");
    json_auto_t *mine = json_string("mine");
    json_auto_t *text = value_both(&fields[1], theirs, mine);
    CHECK_STR(str_c(json_string_value(text)), "theirs\n\nmine");
    json_auto_t *rows = of("[{\"who\":\"T\"}]");
    json_auto_t *more = of("[{\"who\":\"T\"},{\"who\":\"M\"}]");
    json_auto_t *both = value_both(&fields[3], rows, more);
    CHECK_INT(json_array_size(both), 2);
}
