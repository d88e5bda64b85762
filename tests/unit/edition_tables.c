/* edition_tables.c: tables whose rows have keys, references that name them, computed levels, points, and
** what a form refuses to say of them. */
#define TEST_MAIN
#include "test.h"

#include "edition/edition.h"

static struct edition *untfhs;
static struct arena *a;

static const struct form *full(void)
{
    if (!untfhs) {
        struct edition_fault_array faults = {0};
        a = arena_new();
        CHECK(edition_read_folder("editions/untfhs", a, &untfhs, &faults) == OK);
    }
    return edition_form(untfhs, S("full_proposal"));
}

static json_t *doc_of(const char *text)
{
    char *copy = strdup(text);
    for (char *p = copy; *p; p++)
        if (*p == '\'') *p = '"';
    json_t *doc = json_loads(copy, 0, NULL);
    free(copy);
    CHECK(doc != NULL);
    return doc;
}

static str cell(const json_t *doc, const char *table, size_t row, const char *column)
{
    const char *s = json_string_value(
        json_object_get(json_array_get(json_object_get(doc, table), row), column));
    return str_c(s ? s : "");
}

TEST(new_rows_get_the_next_key_behind_the_row_they_belong_to)
{
    const struct form *f = full();
    json_auto_t *doc =
        doc_of("{'outcomes':[{'outcome':'a'},{'number':'7','outcome':'b'},{},"
               "{'outcome':'c'}],"
               "'outputs':[{'outcome':'7','output':'x'},{'outcome':'1','output':'y'},"
               "{'outcome':'7','output':'z'},{'output':'nowhere yet'}],"
               "'workplan':[{'output':'7.2','activity':'dig'}]}");
    document_keys_give(f, doc, a);
    CHECK_STR(cell(doc, "outcomes", 0, "number"), "8");
    CHECK_STR(cell(doc, "outcomes", 1, "number"), "7");
    CHECK_STR(cell(doc, "outcomes", 2, "number"), "");
    CHECK_STR(cell(doc, "outcomes", 3, "number"), "9");
    CHECK_STR(cell(doc, "outputs", 0, "number"), "7.1");
    CHECK_STR(cell(doc, "outputs", 1, "number"), "1.1");
    CHECK_STR(cell(doc, "outputs", 2, "number"), "7.2");
    CHECK_STR(cell(doc, "outputs", 3, "number"), "");
    CHECK_STR(cell(doc, "workplan", 0, "number"), "7.2.1");
}

static bool complains(const json_t *doc, const char *field, const char *words)
{
    struct finding_array found = {0};
    CHECK(edition_complete(untfhs, full(), doc, S("en"), a, &found) == OK);
    for (size_t i = 0; i < found.n; i++)
        if (str_eq(found.v[i].field, str_c(field)) &&
            str_find(found.v[i].message, str_c(words)) >= 0)
            return true;
    return false;
}

TEST(a_reference_names_one_row_that_is_there)
{
    const struct form *f = full();
    json_auto_t *doc = doc_of(
        "{'outcomes':[{'number':'1','outcome':'Water\\nfor all'},{'number':'1','outcome':'Peace'},"
        "{'number':'2','outcome':'Care'}],"
        "'outputs':[{'number':'2','outcome':'1','output':'x'},{'number':'1.2','outcome':'3','output':'y'}],"
        "'indicators':[{'result':'2','indicator':'i'},{'result':'1.2','indicator':'i'},"
        "{'result':['1'],'indicator':'i'}]}");
    CHECK(complains(doc, "outputs.1.outcome", "names “3”, and there is no such row"));
    CHECK(!complains(doc, "outputs.0.outcome", "names"));
    CHECK(complains(doc, "outcomes.1.number", "“1” stands twice"));
    CHECK(!complains(doc, "outcomes.0.number", "stands twice"));
    /* An outcome and an output with the same number: nobody could tell which is meant. */
    CHECK(complains(doc, "indicators.0.result", "“2” stands twice"));
    CHECK(!complains(doc, "indicators.1.result", "twice"));
    CHECK(complains(doc, "indicators.2.result", "no such row"));
    const struct form_field *outputs = form_field(f, S("outputs"));
    const struct form_field *reference = &outputs->columns[1];
    CHECK(str_eq(reference_words(reference, doc, S("1"), a), S("1 Water")));
    CHECK(str_eq(reference_words(reference, doc, S("9"), a), S("9")));
}

TEST(targets_belong_to_goals_that_are_chosen)
{
    (void)full();
    json_auto_t *doc = doc_of("{'sdg':['6'],'sdg_targets':['6.1','16.1','6.99']}");
    CHECK(complains(doc, "sdg_targets", "holds 16.1"));
    CHECK(complains(doc, "sdg_targets", "Choose one of the list"));
    CHECK(!complains(doc, "sdg_targets", "holds 6.1"));
}

TEST(a_level_is_the_product_and_lies_where_its_terms_say)
{
    static const struct {
        const char *row, *level;
    } cases[] = {
        {"{'likelihood':'1','impact':'4'}", "low"},
        {"{'likelihood':'1','impact':'5'}", "medium"},
        {"{'likelihood':'3','impact':'3'}", "medium"},
        {"{'likelihood':'2','impact':'5'}", "high"},
        {"{'likelihood':'4','impact':'4'}", "high"},
        {"{'likelihood':'4','impact':'5'}", "very_high"},
        {"{'likelihood':'5'}", ""},
        {"{'likelihood':'x','impact':'1'}", ""},
        {"{'likelihood':'-2','impact':'-5'}", ""},
        {"{'likelihood':'99999999999','impact':'9'}", ""},
    };
    const struct form_field *risks = form_field(full(), S("risks"));
    const struct form_field *level = NULL;
    for (size_t i = 0; i < risks->column_count; i++)
        if (str_eq(risks->columns[i].name, S("level"))) level = &risks->columns[i];
    for (size_t i = 0; level && i < sizeof cases / sizeof *cases; i++) {
        json_auto_t *row = doc_of(cases[i].row);
        CHECK(str_eq(level_code(untfhs, level, row), str_c(cases[i].level)));
    }
    CHECK(level && level->computed);
    /* It is not stored, whoever sends it. */
    json_auto_t *doc = doc_of("{'risks':[{'likelihood':'5','impact':'5','level':'low'}]}");
    json_auto_t *kept = document_kept(full(), doc);
    CHECK_STR(cell(kept, "risks", 0, "level"), "");
    json_auto_t *with = document_with_levels(untfhs, full(), kept);
    CHECK_STR(cell(with, "risks", 0, "level"), "very_high");
    CHECK_STR(cell(kept, "risks", 0, "level"), "");
}

/* A field first, then the first table with such a column: where the values of that meaning are read. */
TEST(what_a_form_asks_is_found_where_its_values_are_read)
{
    const struct form *f = full();
    const struct form *note = edition_form(untfhs, S("concept_note"));
    CHECK(form_asks(note, S("lead")) == form_field(note, S("lead")));
    CHECK(form_asks(note, S("dimension")) == form_field(note, S("matrix")));
    CHECK(form_asks(note, S("nothing")) == NULL && form_asks(note, S("spender")) == NULL);
    CHECK(form_asks(f, S("spender")) == form_field(f, S("budget")));
    CHECK(!form_asks(f, S("lead")) && !form_asks(f, S("organization")));

    struct form_field columns[] = {{.name = S("name"), .input = INPUT_TEXT},
                                   {.name = S("one"), .means = S("x"), .input = INPUT_CHOICE},
                                   {.name = S("two"), .means = S("x"), .input = INPUT_CHOICE}};
    struct form_field tables[] =
        {{.name = S("rows"), .input = INPUT_TABLE, .columns = columns, .column_count = 3}},
                      fields[] = {{.name = S("more"),
                                   .input = INPUT_TABLE,
                                   .columns = columns,
                                   .column_count = 3},
                                  {.name = S("own"), .means = S("x"), .input = INPUT_CHOICE}};
    struct form_section sections[] = {{.fields = tables, .field_count = 1},
                                      {.fields = fields, .field_count = 2}};
    struct form form = {.sections = sections, .section_count = 1};
    json_auto_t *doc = doc_of("{'rows':[{'one':'a','two':'b'}],'own':'c'}");
    str *codes;
    size_t n;
    CHECK(form_asks(&form, S("x")) == &tables[0] &&
          table_column(&tables[0], S("x")) == &columns[1]);
    CHECK_INT(document_codes(&form, doc, "x", a, &codes, &n), OK);
    CHECK(n == 1 && str_eq(codes[0], S("a")));
    form.section_count = 2;
    CHECK(form_asks(&form, S("x")) == &fields[1]);
    CHECK_INT(document_codes(&form, doc, "x", a, &codes, &n), OK);
    CHECK(n == 1 && str_eq(codes[0], S("c")));
}

TEST(a_point_lies_on_earth)
{
    i64 north = 0, east = 0;
    CHECK(point_parse(S("-1.28333, 36.81667"), &north, &east) && north == -128333 &&
          east == 3681667);
    CHECK(point_parse(S("90,-180"), &north, &east) && north == 9000000 && east == -18000000);
    static const char *const bad[] = {"",      "1",          "90.00001,0", "0,180.00001",
                                      "1,2,3", "1.123456,2", "north,2",    "1;2",
                                      "--1,2", ",",          "1,"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!point_parse(str_c(bad[i]), &north, &east));
}
