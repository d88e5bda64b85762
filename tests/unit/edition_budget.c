/* edition_budget.c: the arithmetic of a joint budget. The vectors of the fund's lifecycle; then many
** budgets made by chance (the seed is fixed): every view has the same sum, the parts add up to the
** whole, the order of lines changes nothing, and the support cost is each organization's own. */
#define TEST_MAIN
#include "test.h"

#include "edition/budget.h"

static struct arena *arena;
static struct edition *untfhs;
static json_t *kept; /* documents whose texts a budget borrows */

static void open_edition(void)
{
    struct edition_fault_array faults = {0};
    if (arena != NULL) return;
    if (!digest_start()) exit(1);
    arena = arena_new();
    CHECK_INT(edition_read_folder("editions/untfhs", arena, &untfhs, &faults), OK);
    if (untfhs == NULL) exit(1);
}

static u64 state = 20261129;
static i64 chance(i64 n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (i64)((state >> 33) % (u64)n);
}

static json_t *parsed(const char *text)
{
    char *p = arena_alloc(arena, strlen(text) + 1);
    for (size_t i = 0; text[i]; i++)
        p[i] = text[i] == '\'' ? '"' : text[i];
    json_t *out = json_loads(p, 0, NULL);
    CHECK(out != NULL);
    return out;
}

static const struct form *full(void)
{
    open_edition();
    return edition_form(untfhs, S("full_proposal"));
}

static void read_lines(const char *lines, struct budget *b)
{
    const struct form_field *field = form_budget(full());
    json_t *doc = parsed(arena_printf(arena, "{'budget':[%s]}", lines).p);
    if (!kept) kept = json_array();
    (void)json_array_append_new(kept, doc);
    budget_read(untfhs, field, doc, arena, b);
}

static size_t key_of(const struct budget *b, enum budget_axis axis, const char *code)
{
    for (size_t i = 0; i < b->codes[axis].n; i++)
        if (str_eq(b->codes[axis].v[i], str_c(code))) return i;
    CHECK(false);
    return 0;
}

TEST(an_amount_is_rounded_once_half_away_from_zero)
{
    static const struct {
        i64 quantity, unit_cost, duration, share, amount; /* -1: refused */
    } cases[] = {
        {1000, 120000, 1000, 10000, 120000},
        {2500, 100001, 1000, 10000, 250003}, /* 2.5 × 1,000.01 = 2,500.025 */
        {1000, 100, 1000, 3333, 33},         /* 33.33 % of 1.00 */
        {1000, 1, 1000, 5000, 1},            /* half a cent */
        {1000, 1, 1000, 4999, 0},
        {3000, 333333, 12000, 10000, 11999988},
        {1, 1, 1, 1, 0},
        {0, 1000, 1000, 10000, 0},
        {1000, BUDGET_LARGEST, 1000, 10000, BUDGET_LARGEST},
        {1000, BUDGET_LARGEST + 1, 1000, 10000, -1},
        {-1, 100, 1000, 10000, -1},
        {1000, 100, 1000, -1, -1},
        {INT64_MAX, INT64_MAX, INT64_MAX, 10000, -1},
        {INT64_MAX, INT64_MAX, 0, 10000, 0},
        {1000000000000, 1000000000000000, 1000, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        i64 out = -1;
        bool good = budget_amount(cases[i].quantity, cases[i].unit_cost, cases[i].duration,
                                  cases[i].share, &out);
        CHECK_INT(good, cases[i].amount >= 0);
        CHECK_INT(out, cases[i].amount);
    }
}

/* Appendix B: A 700,000.00 → 49,000.00; B 300,000.00 → 21,000.00; together 1,070,000.00. */
TEST(the_vector_of_the_lifecycle)
{
    struct budget b;
    struct budget_table t;
    read_lines("{'organization':'a','class':'staff','source':'fund','quantity':'7','unit_cost':"
               "'100000.00'},"
               "{'organization':'b','class':'travel','source':'fund','quantity':'3','unit_cost':"
               "'100000.00'}",
               &b);
    CHECK_INT(b.broken, 0);
    CHECK_INT(budget_support(&b, key_of(&b, BUDGET_ORGANIZATION, "a")), 4900000);
    CHECK_INT(budget_support(&b, key_of(&b, BUDGET_ORGANIZATION, "b")), 2100000);
    budget_table(&b, BUDGET_CLASS, BUDGET_ORGANIZATION, true, arena, &t);
    CHECK_INT(t.sum, 107000000);
    CHECK_INT(t.rows.n, 3);
    CHECK_STR(t.rows.v[2], "=support");
    CHECK_INT(t.row_sums[2], 7000000);
    CHECK_INT(t.column_sums[0], 74900000);
    CHECK_INT(t.column_sums[1], 32100000);
}

TEST(support_cost_is_never_of_the_grand_total)
{
    struct budget b;
    struct budget_table t;
    /* 7 % of 0.50 is 0.035, for each organization 0.04; of the total of 1.50 it would be 0.11. */
    read_lines("{'organization':'a','source':'fund','quantity':'1','unit_cost':'0.50'},"
               "{'organization':'b','source':'fund','quantity':'1','unit_cost':'0.50'},"
               "{'organization':'c','source':'fund','quantity':'1','unit_cost':'0.50'},"
               "{'organization':'d','source':'own','quantity':'1','unit_cost':'900.00'}",
               &b);
    budget_table(&b, BUDGET_ORGANIZATION, BUDGET_YEAR, true, arena, &t);
    CHECK_INT(t.sum, 3 * 54);
    CHECK_INT(budget_support(&b, key_of(&b, BUDGET_ORGANIZATION, "d")), 0);
    budget_table(&b, BUDGET_SOURCE, BUDGET_ORGANIZATION, false, arena, &t);
    CHECK_INT(t.sum, 3 * 54 + 90000);
}

TEST(what_cannot_be_computed_counts_nothing_and_is_named)
{
    struct budget b;
    struct finding_array findings = {0};
    const struct form *form = full();
    read_lines(
        "{'organization':'a','source':'fund','quantity':'x','unit_cost':'1.00'},"
        "{'organization':'a','source':'fund','quantity':'1','unit_cost':'1.00','share':'101'},"
        "{'organization':'a','source':'fund','quantity':'1'},"
        "{'organization':'a','source':'fund','quantity':'99999999999','unit_cost':"
        "'99999999999.00'},"
        "{'organization':'a','source':'fund','quantity':'1','unit_cost':'1.00','year_1':'-1'}",
        &b);
    CHECK_INT(b.n, 5);
    CHECK_INT(b.broken, 5);
    CHECK_INT(budget_support(&b, 0), 0);
    json_t *doc =
        parsed("{'months':12,'budget':[{'organization':'a','class':'staff','source':'fund',"
               "'item':'x','unit':'u','quantity':'99999999999','unit_cost':'99999999999.00'},"
               "{'organization':'a','class':'staff','source':'fund','item':'x','unit':'u',"
               "'quantity':'2','unit_cost':'5.00','year_1':'9.00','year_2':'1.00'},"
               "{'organization':'a','class':'staff','source':'fund','item':'x','unit':'u',"
               "'quantity':'2','unit_cost':'5.00','year_1':'9.99'}]}");
    CHECK_INT(edition_complete(untfhs, form, doc, S("en"), arena, &findings), OK);
    str at[4] = {{NULL, 0}};
    size_t n = 0;
    for (size_t i = 0; i < findings.n && n < 4; i++)
        if (str_starts(findings.v[i].field, S("budget."))) at[n++] = findings.v[i].field;
    CHECK_INT(n, 3);
    CHECK_STR(at[0], "budget.0.unit_cost"); /* too large */
    CHECK_STR(at[1], "budget.1.year_2");    /* behind the end */
    CHECK_STR(at[2], "budget.2.year_1");    /* 9.99 of 10.00 */
    json_decref(doc);
}

TEST(spreading_leaves_no_cent_over)
{
    i64 out[3];
    budget_spread(10000, (i64[]){12, 12, 12}, 3, out);
    CHECK_INT(out[0], 3333);
    CHECK_INT(out[1], 3333);
    CHECK_INT(out[2], 3334);
    for (int i = 0; i < 500; i++) {
        i64 months[3] = {12, 1 + chance(12), chance(13)}, amount = chance(BUDGET_LARGEST);
        budget_spread(amount, months, 3, out);
        CHECK_INT(out[0] + out[1] + out[2], amount);
        CHECK(out[0] >= 0 && out[1] >= 0 && out[2] >= 0);
    }
}

/* --- many budgets by chance ------------------------------------------------------------------------------ */

static void budget_made(struct budget *b, size_t n)
{
    static const char *const letters[] = {"a", "b", "c", "d", "e", "f", "g"};
    static const char *const sources[] = {"fund", "fund", "fund", "own", "other"};
    *b = (struct budget){
        .support = chance(1300), .fund = S("fund"), .year_count = (size_t)chance(6)};
    for (int x = 0; x < BUDGET_AXES; x++)
        b->has[x] = true;
    b->lines = NEW_ARRAY(arena, n, struct budget_line);
    for (b->n = 0; b->n < n; b->n++) {
        struct budget_line *l = &b->lines[b->n];
        for (int x = 0; x < BUDGET_SOURCE; x++)
            l->codes[x] = str_c(letters[chance(7)]);
        l->codes[BUDGET_SOURCE] = str_c(sources[chance(5)]);
        l->quantity = chance(100000);
        l->duration = chance(40000);
        l->unit_cost = chance(chance(10) ? 10000000 : 2 * BUDGET_LARGEST);
        l->share = chance(10001);
        l->computed = chance(20) > 0;
        for (size_t y = 1; y <= b->year_count; y++)
            l->years[y] = chance(1000000);
    }
    budget_complete(b, arena);
}

static void shuffle(struct budget *b)
{
    for (size_t i = b->n; i > 1; i--) {
        size_t k = (size_t)chance((i64)i);
        struct budget_line l = b->lines[i - 1];
        b->lines[i - 1] = b->lines[k];
        b->lines[k] = l;
    }
}

/* What the table says for a code; 0 if it has no such row. */
static i64 row_sum(const struct budget_table *t, str code)
{
    for (size_t i = 0; i < t->rows.n; i++)
        if (str_eq(t->rows.v[i], code)) return t->row_sums[i];
    return 0;
}

static void check_table(const struct budget_table *t, i64 sum)
{
    i64 cells = 0, rows = 0, columns = 0;
    for (size_t i = 0; i < t->rows.n * t->columns.n; i++)
        cells += t->cells[i];
    for (size_t i = 0; i < t->rows.n; i++)
        rows += t->row_sums[i];
    for (size_t i = 0; i < t->columns.n; i++)
        columns += t->column_sums[i];
    CHECK_INT(cells, sum);
    CHECK_INT(rows, sum);
    CHECK_INT(columns, sum);
    CHECK_INT(t->sum, sum);
}

TEST(every_view_of_a_budget_has_the_same_sum)
{
    open_edition();
    for (int round = 0; round < 120; round++) {
        struct budget b;
        struct budget_table t;
        budget_made(&b, (size_t)chance(60));
        i64 direct = 0, other = 0, support = 0;
        for (size_t i = 0; i < b.n; i++)
            *(b.lines[i].ours ? &direct : &other) += b.lines[i].amount;
        for (size_t k = 0; k < b.codes[BUDGET_ORGANIZATION].n; k++) {
            i64 own = 0;
            struct money s;
            for (size_t i = 0; i < b.n; i++)
                if (b.lines[i].ours && b.lines[i].keys[BUDGET_ORGANIZATION] == k)
                    own += b.lines[i].amount;
            CHECK(money_share(money_of(own, S("USD")), b.support, 10000, &s));
            CHECK_INT(budget_support(&b, k), s.minor);
            support += s.minor;
        }
        for (int x = 0; x < BUDGET_AXES; x++)
            for (int y = 0; y < BUDGET_AXES; y++) {
                if (x == y) continue;
                budget_table(&b, (enum budget_axis)x, (enum budget_axis)y, true, arena, &t);
                check_table(&t, direct + support);
                budget_table(&b, (enum budget_axis)x, (enum budget_axis)y, false, arena, &t);
                check_table(&t, direct + support + other);
            }
    }
}

TEST(the_order_of_lines_changes_no_view)
{
    open_edition();
    for (int round = 0; round < 60; round++) {
        struct budget b, mixed;
        struct budget_table one, two;
        budget_made(&b, 40);
        mixed = b;
        mixed.lines = NEW_ARRAY(arena, b.n, struct budget_line);
        memcpy(mixed.lines, b.lines, b.n * sizeof *b.lines);
        memset(mixed.codes, 0, sizeof mixed.codes);
        shuffle(&mixed);
        budget_complete(&mixed, arena);
        for (int x = 0; x < BUDGET_AXES; x++) {
            enum budget_axis other = x == BUDGET_YEAR ? BUDGET_CLASS : BUDGET_YEAR;
            budget_table(&b, (enum budget_axis)x, other, true, arena, &one);
            budget_table(&mixed, (enum budget_axis)x, other, true, arena, &two);
            CHECK_INT(one.sum, two.sum);
            for (size_t i = 0; i < one.rows.n; i++)
                CHECK_INT(one.row_sums[i], row_sum(&two, one.rows.v[i]));
        }
    }
}

TEST(the_largest_budget_is_far_from_the_end_of_64_bits)
{
    open_edition();
    struct budget b = {.support = 10000, .fund = S("fund"), .year_count = BUDGET_YEARS};
    struct budget_table t;
    b.lines = NEW_ARRAY(arena, BUDGET_LINES, struct budget_line);
    for (b.n = 0; b.n < BUDGET_LINES; b.n++) {
        b.lines[b.n] = (struct budget_line){.quantity = 1000,
                                            .duration = 1000,
                                            .share = 10000,
                                            .unit_cost = BUDGET_LARGEST,
                                            .computed = true};
        for (int y = 1; y <= BUDGET_YEARS; y++)
            b.lines[b.n].years[y] = BUDGET_LARGEST;
    }
    budget_complete(&b, arena);
    budget_table(&b, BUDGET_ORGANIZATION, BUDGET_YEAR, true, arena, &t);
    check_table(&t, 2 * BUDGET_LINES * BUDGET_LARGEST);
    CHECK_INT(t.column_sums[0], 2 * BUDGET_LINES * BUDGET_LARGEST);
}

/* --- any sequence of edits ------------------------------------------------------------------------------- */

static void cell_draw(json_t *line)
{
    static const char *const columns[] = {"organization", "output", "activity", "class",
                                          "source",       "item",   "quantity", "unit_cost",
                                          "duration",     "share",  "year_1",   "year_2"};
    static const char *const codes[] = {"", "a", "b", "c", "fund", "own", "staff", "travel"};
    static const char *const numbers[] = {
        "", "0", "1", "2.5", "0.001", "33.33", "many", "-1", "1000.01", "99999999999999", "7"};
    int k = (int)chance(12);
    const char *v = k < 6 ? codes[chance(8)] : numbers[chance(chance(4) ? 6 : 11)];
    if (*v)
        (void)json_object_set_new(line, columns[k], json_string(v));
    else
        (void)json_object_del(line, columns[k]);
}

static json_t *line_drawn(void)
{
    json_t *line =
        json_pack("{s:s, s:s, s:s, s:s}", "organization", chance(2) ? "a" : "b", "source",
                  chance(3) ? "fund" : "own", "quantity", "2", "unit_cost", "10.05");
    (void)json_object_set_new(
        line, BUDGET_ID, json_string(arena_printf(arena, "l%07lld", (long long)chance(9999999)).p));
    for (i64 i = chance(6); i > 0; i--)
        cell_draw(line);
    return line;
}

/* Adds, changes, removes or moves a line. */
static void edit_drawn(json_t *lines)
{
    size_t n = json_array_size(lines);
    size_t at = n ? (size_t)chance((i64)n) : 0;
    switch (n ? chance(5) : 0) {
    case 0:
    case 1:
        (void)json_array_append_new(lines, line_drawn());
        break;
    case 2:
        (void)json_array_remove(lines, at);
        break;
    case 3: {
        json_t *line = json_incref(json_array_get(lines, at));
        (void)json_array_remove(lines, at);
        (void)json_array_insert_new(lines, (size_t)chance((i64)n), line);
        break;
    }
    default:
        cell_draw(json_array_get(lines, at));
    }
}

static i64 one_sum(const json_t *doc)
{
    struct budget b;
    struct budget_table t;
    i64 sums[2] = {0};
    budget_read(untfhs, form_budget(full()), doc, arena, &b);
    for (size_t i = 0; i < b.n; i++)
        sums[!b.lines[i].ours] += b.lines[i].amount;
    for (size_t k = 0; k < b.codes[BUDGET_ORGANIZATION].n; k++)
        sums[0] += budget_support(&b, k);
    for (int ours = 0; ours < 2; ours++)
        for (int x = 0; x < BUDGET_AXES; x++)
            for (int y = 0; y < BUDGET_AXES; y++) {
                if (x == y) continue;
                budget_table(&b, (enum budget_axis)x, (enum budget_axis)y, ours, arena, &t);
                check_table(&t, sums[0] + (ours ? 0 : sums[1]));
            }
    return sums[0];
}

TEST(any_sequence_of_edits_leaves_all_views_equal_and_every_version_readable)
{
    enum { ROUNDS = 12, EDITS = 60 };
    open_edition();
    for (int round = 0; round < ROUNDS; round++) {
        json_t *doc = json_pack("{s:[]}", "budget");
        str versions[EDITS];
        struct digest hashes[EDITS], again;
        i64 sums[EDITS];
        for (int i = 0; i < EDITS; i++) {
            edit_drawn(json_object_get(doc, "budget"));
            CHECK_INT(document_canonical(full(), doc, arena, &versions[i], &hashes[i]), OK);
            sums[i] = one_sum(doc);
        }
        for (int i = 0; i < EDITS; i++) {
            str body;
            json_t *read = json_loadb(versions[i].p, versions[i].n, 0, NULL);
            CHECK(read != NULL);
            CHECK_INT(one_sum(read), sums[i]);
            CHECK_INT(document_canonical(full(), read, arena, &body, &again), OK);
            CHECK(str_eq(body, versions[i]) && memcmp(&again, &hashes[i], sizeof again) == 0);
            json_decref(read);
        }
        json_decref(doc);
    }
}

/* --- rows as they were read -------------------------------------------------------------------------------- */

/* The lines of `doc` with some moved, gone, doubled, new or with other cells: all in copies. */
static json_t *lines_edited(const json_t *doc)
{
    json_t *rows = json_copy(json_object_get(doc, "budget"));
    for (i64 i = chance(12); i > 0; i--) {
        size_t n = json_array_size(rows), at = n ? (size_t)chance((i64)n) : 0;
        json_t *row = n ? json_array_get(rows, at) : NULL;
        switch (n ? chance(6) : 0) {
        case 0:
            (void)json_array_append_new(rows, line_drawn());
            break;
        case 1:
            (void)json_array_remove(rows, at);
            break;
        case 2: /* to the end, beyond where one is looked for */
            (void)json_array_append(rows, row);
            (void)json_array_remove(rows, at);
            break;
        case 3:
            (void)json_array_insert(rows, (size_t)chance((i64)n), row);
            break;
        case 4:
            (void)json_array_set_new(rows, at,
                                     json_pack("{s:s, s:s}", "item", "\"\xc3\xa9\\", "stray", "x"));
            break;
        default:
            row = json_deep_copy(row);
            cell_draw(row);
            (void)json_array_set_new(rows, at, row);
        }
    }
    return rows;
}

TEST(a_document_written_again_from_rows_as_read_is_the_same_as_one_written_whole)
{
    open_edition();
    const struct form_field *budget = form_budget(full());
    size_t kept_rows = 0;
    for (int round = 0; round < 600; round++) {
        str first, whole, again;
        struct digest hash;
        struct rows_read read = {0};
        json_auto_t *drawn = json_pack("{s:[], s:s}", "budget", "goal", "G");
        for (i64 i = chance(40); i > 0; i--)
            edit_drawn(json_object_get(drawn, "budget"));
        CHECK_INT(document_canonical(full(), drawn, arena, &first, &hash), OK);
        json_auto_t *doc = document_parse_rows(first, budget->name, arena, &read), *clean = NULL;
        json_auto_t *edited = json_copy(doc);
        CHECK_INT((i64)read.n, (i64)json_array_size(json_object_get(doc, "budget")));
        for (size_t i = 0; i < read.n; i++) {
            CHECK(read.v[i].row == json_array_get(json_object_get(doc, "budget"), i));
            CHECK(read.v[i].bytes.p[0] == '{' && read.v[i].bytes.p[read.v[i].bytes.n - 1] == '}');
        }
        kept_rows += read.n;
        (void)json_object_set_new(edited, "budget", lines_edited(doc));
        CHECK_INT(document_canonical(full(), edited, arena, &whole, &hash), OK);
        CHECK_INT(document_again(full(), edited, &read, arena, &clean, &again), OK);
        CHECK(str_eq(again, whole));
        json_auto_t *long_way = document_kept(full(), edited);
        CHECK(json_equal(clean, long_way));
    }
    CHECK(kept_rows > 1000);
}

/* --- the numbers that the script reads as well ------------------------------------------------------------ */

static i64 support_of(i64 direct, i64 rate)
{
    i64 years[1][BUDGET_YEARS + 1] = {{direct}};
    struct budget b = {.support = rate, .direct = years};
    return budget_support(&b, 0);
}

static void number_check(str line)
{
    str rest = line, word[6] = {0};
    i64 v[6] = {0}, got = 0;
    size_t n = 0;
    bool good = true;
    while (n < 6 && str_cut(&rest, '\t', &word[n]))
        n++;
    for (size_t i = 1; i + 1 < n; i++)
        (void)str_i64(word[i], &v[i]);
    if (str_eq(word[0], S("decimal")))
        good = decimal_parse(word[2], (int)v[1], &got);
    else if (str_eq(word[0], S("money"))) {
        struct money m = {0};
        good = money_parse_shown(word[3], word[1], &m);
        got = m.minor;
    } else if (str_eq(word[0], S("amount")))
        good = budget_amount(v[1], v[2], v[3], v[4], &got);
    else
        got = support_of(v[1], v[2]);
    str said = good ? arena_printf(arena, "%lld", (long long)got) : S("-");
    if (!str_eq(said, word[n - 1])) CHECK_STR(said, line.p);
}

TEST(numbers_of_the_file_that_the_script_is_held_to)
{
    open_edition();
    size_t lines = 0;
    char line[200];
    FILE *f = fopen("tests/data/budget-numbers.txt", "r");
    CHECK(f != NULL);
    while (f && fgets(line, sizeof line, f)) {
        number_check(str_trim(str_c(line)));
        lines++;
    }
    if (f) (void)fclose(f);
    CHECK(lines > 200);
}

/* --- rules ------------------------------------------------------------------------------------------------ */

TEST(rules_see_computed_amounts_and_point_at_a_line)
{
    const struct form *form = full();
    json_t *doc = parsed(
        "{'amount':'107.00','budget':[{'organization':'a','class':'travel','source':'fund','quantity':"
        "'1','unit_cost':'10.00'},{'organization':'a','class':'travel','source':'fund','quantity':'3',"
        "'unit_cost':'10.00'},{'organization':'a','class':'supplies','source':'fund','quantity':'6',"
        "'unit_cost':'10.00'},{'organization':'a','class':'travel','source':'own','quantity':'9',"
        "'unit_cost':'1000.00'}]}");
    struct finding_array found = {0};
    CHECK_INT(edition_judge(untfhs, form, doc, S("en"), arena, &found), OK);
    bool travel = false, support = false;
    for (size_t i = 0; i < found.n; i++) {
        if (str_eq(found.v[i].rule->id, S("travel-share"))) {
            travel = true;
            CHECK_INT(found.v[i].verdict, VERDICT_FAIL);
            CHECK_STR(found.v[i].field, "budget.1.class");
            CHECK(str_find(found.v[i].message, S("US$ 40")) >= 0);
        }
        if (str_eq(found.v[i].rule->id, S("proposal-support-cost"))) {
            support = true;
            CHECK_INT(found.v[i].verdict, VERDICT_PASS);
        }
    }
    CHECK(travel && support);
    CHECK(json_object_get(json_array_get(json_object_get(doc, "budget"), 0), "amount") == NULL);
    json_decref(doc);
}

/* Appendix B: 3 % of 1,070,000.00 is 32,100.00, and that much is allowed. */
TEST(the_outreach_limit_of_the_lifecycle)
{
    static const struct {
        const char *outreach;
        enum verdict verdict;
    } cases[] = {{"32100.00", VERDICT_PASS}, {"32100.01", VERDICT_FAIL}};
    for (size_t i = 0; i < 2; i++) {
        json_t *doc = parsed(
            arena_printf(arena,
                         "{'amount':'1070000.00','budget':[{'organization':'a','class':'operating',"
                         "'source':'fund','purpose':'outreach','quantity':'1','unit_cost':'%s'}]}",
                         cases[i].outreach)
                .p);
        struct finding_array found = {0};
        CHECK_INT(edition_judge(untfhs, full(), doc, S("en"), arena, &found), OK);
        bool seen = false;
        for (size_t k = 0; k < found.n; k++) {
            if (!str_eq(found.v[k].rule->id, S("proposal-outreach-share"))) continue;
            seen = true;
            CHECK_INT(found.v[k].verdict, cases[i].verdict);
        }
        CHECK(seen);
        json_decref(doc);
    }
}

TEST(everything_is_given_back)
{
    json_decref(kept);
    edition_free(untfhs);
    arena_free(arena);
}
