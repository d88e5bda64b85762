/* edition_load.c: reading editions. The shipped ones load clean; each kind of mistake is named with
** its file and line; no file can run wild. Fixtures are a small good edition with one change each. */
#define TEST_MAIN
#include "test.h"

#include "edition/edition.h"

static const char *const small[][2] = {
    {"edition.lua", "return {\n  code = \"t-1\",\n  title = \"T\",\n  revision = \"1\",\n"
                    "  currency = \"USD\",\n  in_force = \"2026-01-01\",\n  first_state = \"a\",\n"
                    "  award_state = \"c\",\n}\n"},
    {"guideline.md", "# T\n\n## 1 One\n\nText.\n\n### 1.1 Part\n\n**Unverified default**.\n"},
    {"vocabularies.lua", "return {\n  kind = {\n    { code = \"x\", label = \"X\" },\n"
                         "    { code = \"y\", label = \"Y\" },\n  },\n}\n"},
    {"forms/f.lua",
     "return {\n  title = \"F\",\n  sections = {\n    { name = \"s\", title = \"S\", fields = {\n"
     "      { name = \"t\", label = \"L1\", input = \"text\", means = \"title\" },\n"
     "      { name = \"u\", label = \"L2\", input = \"text\", means = \"summary\" },\n"
     "      { name = \"c\", label = \"L3\", input = \"country\", means = \"country\" },\n"
     "      { name = \"l\", label = \"L4\", input = \"organization\", means = \"lead\" },\n"
     "      { name = \"o\", label = \"L5\", input = \"organization\", many = true,\n"
     "        means = \"organization\" },\n"
     "      { name = \"m\", label = \"L6\", input = \"money\", means = \"amount\" },\n"
     "      { name = \"b\", label = \"L7\", input = \"date\", means = \"start\" },\n"
     "      { name = \"n\", label = \"L8\", input = \"number\", means = \"months\" },\n"
     "      { name = \"k\", label = \"L9\", input = \"choice\", vocabulary = \"kind\" },\n"
     "      { name = \"r\", label = \"L10\", input = \"table\", columns = {\n"
     "        { name = \"v\", label = \"L11\", input = \"money\" },\n      } },\n"
     "    } },\n  },\n}\n"},
    {"rules.lua",
     "return {\n  { id = \"r1\", form = \"f\", clause = \"1.1\", severity = \"block\",\n"
     "    title = \"R\", message = \"M %{value}\",\n"
     "    field = \"m\", op = \"amount\", compare = \"<=\", value = \"10.00\" },\n}\n"},
    {"workflow.lua",
     "return {\n  states = {\n    { name = \"a\", label = \"A\", holder = \"applicant\", form = "
     "\"f\" },\n"
     "    { name = \"b\", label = \"B\", holder = \"fund\" },\n"
     "    { name = \"c\", label = \"C\", holder = \"none\", final = true },\n  },\n  steps = {\n"
     "    { name = \"send\", label = \"Send\", from = \"a\", to = \"b\", verb = "
     "\"proposal.submit\",\n"
     "      guards = { \"form_complete\" }, effects = { \"letter:hello\" } },\n"
     "    { name = \"give\", label = \"Give\", from = \"b\", to = \"c\", verb = "
     "\"proposal.approve\",\n"
     "      effects = { \"programme\" } },\n  },\n}\n"},
    {"roles.lua", "return {\n  { name = \"one\", label = \"One\", scope = \"fund\",\n"
                  "    verbs = { \"proposal.submit\", \"setting.edit\", \"person.invite\" } },\n"
                  "  { name = \"two\", label = \"Two\", scope = \"fund\", verbs = { "
                  "\"proposal.approve\" } },\n}\n"},
    {"letters.lua",
     "return {\n  { name = \"hello\", subject = \"S\", body = \"B %{title}\" },\n}\n"},
};
#define SMALL (sizeof small / sizeof *small)

/* The text with `old` replaced by `fresh`; with old == NULL the whole of it. */
static str changed(struct arena *a, const char *text, const char *old, const char *fresh)
{
    if (old == NULL) return str_c(fresh);
    i64 at = str_find(str_c(text), str_c(old));
    CHECK(at >= 0);
    if (at < 0) return str_c(text);
    return arena_printf(a, "%.*s%s%s", (int)at, text, fresh, text + at + strlen(old));
}

/* The small edition, packed, with one change to one file; fresh == NULL leaves the file out. */
static str packed_with(struct arena *a, const char *file, const char *old, const char *fresh)
{
    json_t *root = json_object();
    bool found = false;
    for (size_t i = 0; i < SMALL; i++) {
        str text = str_c(small[i][1]);
        if (file != NULL && strcmp(file, small[i][0]) == 0) {
            found = true;
            if (fresh == NULL) continue;
            text = changed(a, small[i][1], old, fresh);
        }
        json_object_set_new(root, small[i][0], json_stringn(text.p, text.n));
    }
    if (file != NULL && !found) json_object_set_new(root, file, json_string(fresh));
    char *bytes = json_dumps(root, JSON_COMPACT);
    str packed = str_dup(a, str_c(bytes));
    free(bytes);
    json_decref(root);
    return packed;
}

/* Is there a fault of this file and line that says this? */
static bool has_fault(const struct edition_fault_array *f, const char *file, i64 line,
                      const char *says)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->v[i].file, str_c(file)) && f->v[i].line == line &&
            str_find(f->v[i].message, str_c(says)) >= 0)
            return true;
    return false;
}

static void expect_fault(const char *file, const char *old, const char *fresh, const char *at_file,
                         i64 line, const char *says)
{
    struct arena *a = arena_new();
    struct edition *e;
    struct edition_fault_array faults = {0};
    CHECK_INT(edition_read_packed(packed_with(a, file, old, fresh), a, &e, &faults), CONFLICT);
    CHECK(e == NULL);
    if (!has_fault(&faults, at_file, line, says)) {
        char wanted[300];
        snprintf(wanted, sizeof wanted, "%s:%lld: …%s…", at_file, (long long)line, says);
        struct buf b;
        buf_init(&b, 8192);
        for (size_t i = 0; i < faults.n && i < 5; i++)
            buf_printf(&b, "%.*s:%lld: %.*s; ", P(faults.v[i].file), (long long)faults.v[i].line,
                       P(faults.v[i].message));
        buf_char(&b, '\0');
        test_fail(__FILE__, __LINE__, file, b.p, wanted);
        buf_free(&b);
    }
    arena_free(a);
}

static struct edition *expect_good(struct arena *a, str packed, struct edition_fault_array *faults)
{
    struct edition *e;
    CHECK_INT(edition_read_packed(packed, a, &e, faults), OK);
    for (size_t i = 0; i < faults->n; i++)
        if (!faults->v[i].warning)
            test_fail(__FILE__, __LINE__, "no fault", str_z(a, faults->v[i].message), "");
    return e;
}

static void loads_clean(const char *folder)
{
    struct arena *a = arena_new();
    struct edition *e = NULL, *again = NULL;
    struct edition_fault_array faults = {0};
    CHECK_INT(edition_read_folder(folder, a, &e, &faults), OK);
    for (size_t i = 0; i < faults.n && i < 10; i++)
        test_fail(__FILE__, __LINE__, folder, str_z(a, faults.v[i].message),
                  "no fault, no warning");
    if (e != NULL) {
        CHECK_INT(edition_read_packed(e->packed, a, &again, &faults), OK);
        CHECK(again != NULL && digest_eq(e->hash, again->hash) && str_eq(e->packed, again->packed));
    }
    edition_free(e);
    edition_free(again);
    arena_free(a);
}

TEST(untfhs_loads_clean)
{
    CHECK(digest_start());
    loads_clean("editions/untfhs");
}

TEST(community_loads_clean)
{
    loads_clean("editions/community");
}

TEST(no_such_folder)
{
    struct arena *a = arena_new();
    struct edition *e;
    struct edition_fault_array faults = {0};
    CHECK_INT(edition_read_folder("editions/nothing", a, &e, &faults), NOT_FOUND);
    arena_free(a);
}

TEST(small_edition_reads)
{
    struct arena *a = arena_new();
    struct edition_fault_array faults = {0};
    struct edition *e = expect_good(a, packed_with(a, NULL, NULL, NULL), &faults);
    if (e != NULL) {
        CHECK_STR(e->code, "t-1");
        CHECK_INT(e->in_force, date_of(2026, 1, 1));
        CHECK_INT(e->clause_count, 2);
        CHECK(edition_clause(e, S("1.1"))->unverified);
        CHECK(e->rules[0].unverified);
        CHECK_STR(edition_clause(e, S("1"))->text, "Text.");
        CHECK_STR(edition_label(e, S("kind"), S("y"), S("fr")), "Y");
        CHECK(edition_role_has(e, S("two"), S("proposal.approve")));
        CHECK(!edition_role_has(e, S("one"), S("proposal.approve")));
        CHECK_STR(form_meaning(&e->forms[0], S("months"))->name, "n");
    }
    edition_free(e);
    arena_free(a);
}

TEST(translations)
{
    struct arena *a = arena_new();
    struct edition_fault_array faults = {0};
    const char *fr = "return {\n  [\"F\"] = \"Formulaire\",\n  [\"Gone\"] = \"Parti\",\n"
                     "  [\"letter:hello.body\"] = \"Bonjour %{title}\",\n}\n";
    struct edition *e = expect_good(a, packed_with(a, "text/fr.lua", NULL, fr), &faults);
    CHECK(has_fault(&faults, "text/fr.lua", 3, "nothing in this edition reads"));
    CHECK(has_fault(&faults, "forms/f.lua", 4, "no text in “fr” for “S”"));
    if (e != NULL) {
        CHECK_STR(edition_text(e, S("F"), S("fr")), "Formulaire");
        CHECK_STR(edition_text(e, S("F"), S("en")), "F");
        CHECK_STR(edition_text(e, S("Other"), S("fr")), "Other");
        CHECK_STR(edition_text(e, e->letters[0].body, S("fr")), "Bonjour %{title}");
        const struct slot slots[] = {{S("title"), S("Water")}};
        CHECK_STR(text_fill(a, S("%{title}, %{none} %{"), slots, 1), "Water, %{none} %{");
    }
    edition_free(e);
    arena_free(a);
    expect_fault("text/fr.lua", NULL, "return {\n  [\"M %{value}\"] = \"M\",\n}", "text/fr.lua", 2,
                 "not those of the English");
    expect_fault("text/fr.lua", NULL, "return {\n  [\"letter:no.body\"] = \"x\",\n}", "text/fr.lua",
                 2, "names no letter");
}

TEST(faults_of_files)
{
    expect_fault("roles.lua", NULL, NULL, "roles.lua", 0, "missing");
    expect_fault("extra.lua", NULL, "return {}", "extra.lua", 0, "no part of an edition");
    expect_fault("../edition.lua", NULL, "return {}", "../edition.lua", 0, "no part");
    expect_fault("forms/Bad.lua", NULL, "return {}", "forms/Bad.lua", 0, "no part");
    expect_fault("edition.lua", NULL, "return {\n  code = ,\n}", "edition.lua", 2, "unexpected");
    expect_fault("edition.lua", NULL, "return 1", "edition.lua", 0, "one table");
    expect_fault("edition.lua", NULL, "x = 1\nreturn {}", "edition.lua", 1, "local x");
    expect_fault("edition.lua", "\"T\"", "T", "edition.lua", 3, "“T” has no meaning");
}

TEST(faults_of_settings)
{
    expect_fault("edition.lua", "currency", "curency", "edition.lua", 5, "“curency” means nothing");
    expect_fault("edition.lua", "USD", "QQQ", "edition.lua", 5, "currency");
    expect_fault("edition.lua", "2026-01-01", "2026-02-30", "edition.lua", 6, "date");
    expect_fault("edition.lua", "\"T\"", "\"\"", "edition.lua", 3, "“title” is missing");
    expect_fault("edition.lua", "\"T\"", "7", "edition.lua", 3, "text between quotes");
    expect_fault("edition.lua", "\"a\"", "\"zz\"", "edition.lua", 7, "no state “zz”");
    expect_fault("edition.lua", "\"c\"", "\"b\"", "edition.lua", 8, "effect programme");
}

TEST(faults_of_data)
{
    expect_fault("edition.lua", "\"1\"", "1.5", "edition.lua", 4, "not a whole number");
    expect_fault("edition.lua", "\"1\"", "1/2", "edition.lua", 4, "fraction");
    expect_fault("edition.lua", "\"1\"", "2^3", "edition.lua", 4, "fraction");
    expect_fault("edition.lua", "\"1\"", "99999999999999999999", "edition.lua", 4, "whole number");
    expect_fault("edition.lua", "\"1\"", "type", "edition.lua", 4, "only texts");
    expect_fault("edition.lua", "\"1\"", "{ 1, x = 2 }", "edition.lua", 4, "list or named");
    expect_fault("edition.lua", "revision", "title", "edition.lua", 4, "stands twice");
    expect_fault("edition.lua", "\"1\"", "\"\\xff\"", "edition.lua", 4, "not text");
    expect_fault("edition.lua", "return {", "local t = {} t.t = t\nreturn { note = t,",
                 "edition.lua", 2, "too deep");
}

TEST(faults_of_tables_that_refer_to_each_other)
{
    const char *f = "forms/f.lua", *table = "\"table\", columns", *choice = "vocabulary = \"kind\"";
    const char *whole = "\"choice\", vocabulary = \"kind\"";
    const char *money = "label = \"L11\", input = \"money\"";
    expect_fault(f, table, "\"table\", key = \"x\", columns", f, 15, "has no column “x”");
    expect_fault(f, table, "\"table\", key = \"v\", columns", f, 15, "the key is a text");
    expect_fault(f, choice, "vocabulary = \"kind\", key = \"v\"", f, 14, "only a table");
    expect_fault(f, whole, "\"reference\"", f, 14, "says by “to”");
    expect_fault(f, choice, "vocabulary = \"kind\", to = \"r\"", f, 14, "says by “to”");
    expect_fault(f, whole, "\"reference\", to = \"r\"", f, 14,
                 "no table of this form with a “key”");
    expect_fault(f, choice, "vocabulary = \"kind\", narrowed_by = \"m\"", f, 14, "names a choice");
    expect_fault(f, choice, "vocabulary = \"kind\", level_of = { \"m\", \"n\" }", f, 14,
                 "a level is a column");
    expect_fault(
        f, money,
        "label = \"L11\", input = \"choice\", vocabulary = \"kind\", level_of = { \"m\", \"n\" }",
        f, 16, "no choice among the columns");
    expect_fault(
        f, money,
        "label = \"L11\", input = \"choice\", vocabulary = \"kind\", level_of = { \"m\", \"n\" }",
        f, 16, "rise by “least”");
    expect_fault(f, choice, "vocabulary = \"kind\", views = { { kind = \"map\", title = \"V\" } }",
                 f, 14, "only a table or a matrix has views");
    expect_fault(f, table, "\"table\", views = { { kind = \"pie\", title = \"V\" } }, columns", f,
                 15, "a view is a matrix");
    expect_fault(f, table, "\"table\", views = { { kind = \"plan\", title = \"V\" } }, columns", f,
                 15, "this view needs “from”");
    expect_fault(
        f, table,
        "\"table\", views = { { kind = \"map\", title = \"V\", rows = \"v\", point = \"v\" } }, columns",
        f, 15, "“rows” has no effect");
    expect_fault(f, table,
                 "\"table\", views = { { kind = \"map\", title = \"V\", point = \"v\" } }, columns",
                 f, 15, "“point” of this view is a point");
    expect_fault(f, table,
                 "\"table\", views = { { kind = \"map\", title = \"V\", point = \"w\" } }, columns",
                 f, 15, "has no column “w”");
}

TEST(faults_of_forms)
{
    const char *f = "forms/f.lua";
    expect_fault(f, "label = \"L3\"", "lable = \"L3\"", f, 7, "“lable” means nothing");
    expect_fault(f, "\"money\", means", "\"monny\", means", f, 11, "is no input");
    expect_fault(f, "\"kind\"", "\"kinds\"", f, 14, "no vocabulary “kinds”");
    expect_fault(f, "vocabulary = \"kind\"", "required = true", f, 14, "needs “vocabulary”");
    expect_fault(f, "means = \"start\"", "means = \"begin\"", f, 12, "not a known meaning");
    expect_fault(f, "means = \"months\"", "rows = 2", f, 13, "for texts");
    expect_fault(f, "means = \"months\"", "accept = \"pdf\"", f, 13, "“accept” is for files");
    expect_fault(f, "input = \"number\", means = \"months\"", "input = \"file\", accept = \"doc\"",
                 f, 13, "“doc” is unknown");
    expect_fault(f, "means = \"months\"", "min = 3", f, 0, "no field means “months”");
    expect_fault(f, "\"date\"", "\"text\"", f, 0, "another input");
    expect_fault(f, "name = \"u\"", "name = \"t\"", f, 6, "stands twice in this form");
    expect_fault(f, "name = \"u\"", "name = \"U\"", f, 6, "is not a name");
    expect_fault(f, "means = \"title\"", "clause = \"9\"", f, 5, "no clause 9");
    expect_fault(f, "\"table\"", "\"matrix\"", f, 15, "first column of a matrix");
    expect_fault(f, "input = \"money\" },\n      }", "input = \"file\" },\n      }", f, 16,
                 "column is not a table");
    expect_fault(f, "means = \"months\"", "min = 3, max = 2, means = \"months\"", f, 13, "above");
}

TEST(faults_of_rules)
{
    const char *f = "rules.lua";
    expect_fault(f, "\"amount\"", "\"ammount\"", f, 4, "is no operator");
    expect_fault(f, "\"<=\"", "\"=<\"", f, 4, "“compare” is one of");
    expect_fault(f, "\"10.00\"", "10", f, 4, "amount as text");
    expect_fault(f, "\"10.00\"", "\"10.001\"", f, 4, "amount as text");
    expect_fault(f, "clause = \"1.1\"", "clause = \"1.2\"", f, 2, "no clause 1.2");
    expect_fault(f, "form = \"f\"", "form = \"g\"", f, 2, "no form “g”");
    expect_fault(f, "severity = \"block\"", "severity = \"hard\"", f, 2, "block, warn or info");
    expect_fault(f, "field = \"m\"", "field = \"mm\"", f, 4, "no field “mm”");
    expect_fault(f, "field = \"m\"", "field = \"t\"", f, 4, "needs an amount");
    expect_fault(f, "field = \"m\", op = \"amount\"", "field = \"n\", op = \"count\"", f, 4,
                 "here stands a whole number");
    expect_fault(f, "compare = \"<=\",", "", f, 2, "needs “compare”");
    expect_fault(f, "compare", "percent = 3, compare", f, 4, "“percent” has no effect");
    expect_fault(f, "%{value}", "%{amount}", f, 3, "nothing fills %{amount}");
    expect_fault(f, "op = \"amount\"", "human = true, op = \"amount\"", f, 2, "one of “op”");
    expect_fault(f, "field = \"m\"", "when = { field = \"k\", is = \"z\" }, field = \"m\"", f, 4,
                 "not in the vocabulary kind");
    expect_fault(f, "op = \"amount\", compare = \"<=\", value = \"10.00\"",
                 "reads = \"m\", check = 1", f, 4, "is a function");
    expect_fault(f, "op = \"amount\", compare = \"<=\", value = \"10.00\"",
                 "check = function(p) return true end", f, 2, "needs “reads”");
}

TEST(faults_of_workflow)
{
    const char *f = "workflow.lua";
    expect_fault(f, "to = \"b\"", "to = \"bb\"", f, 8, "no state “bb”");
    expect_fault(f, "from = \"b\"", "from = \"bb\"", f, 10, "no state “bb”");
    expect_fault(f, "from = \"b\"", "from = \"a\"", f, 4, "no step leads out of “b”");
    expect_fault(f, "form_complete", "form_full", f, 9, "is no guard");
    expect_fault(f, "letter:hello", "letter:hi", f, 9, "no letter “hi”");
    expect_fault(f, "\"programme\"", "\"fireworks\"", f, 11, "is no effect");
    expect_fault(f, "proposal.submit", "proposal.send", f, 8, "no permission");
    expect_fault(f, "proposal.submit", "call.edit", f, 8, "no role may take this step");
    expect_fault(f, "holder = \"fund\"", "holder = \"moon\"", f, 4, "holds nothing");
    expect_fault(f, "name = \"b\", label", "name = \"a\", label", f, 4, "stands twice");
    expect_fault(f, "form = \"f\"", "form = \"g\"", f, 3, "no form “g”");
    expect_fault(f, "form = \"f\"", "form = \"f\", public_status = \"on\"", f, 3,
                 "programme_status");
    expect_fault(f, "holder = \"none\", final = true }",
                 "holder = \"none\", final = true },\n"
                 "    { name = \"d\", label = \"D\", holder = \"none\", final = true }",
                 f, 6, "no way leads to “d”");
    expect_fault(f, "holder = \"fund\"", "holder = \"fund\", final = true", f, 4, "is final, yet");
    expect_fault(f, "holder = \"fund\"", "holder = \"fund\", board = \"moon\"", f, 4,
                 "“optional” or by “vote”");
    expect_fault(f, "holder = \"fund\"", "holder = \"fund\", board = \"vote\"", f, 4,
                 "needs the guard board_favours");
    expect_fault(f, "\"form_complete\"", "\"board_favours\"", f, 9, "never before the board");
}

/* A day that comes from another state: that state is there, has days, and lies on every way. */
TEST(faults_of_a_day_from_another_state)
{
    const char *f = "workflow.lua", *b = "holder = \"fund\"";
    expect_fault(f, b, "holder = \"fund\", due_from = \"z\"", f, 4, "there is no state “z”");
    expect_fault(f, b, "holder = \"fund\", due_from = \"b\"", f, 4,
                 "no day is named on entry into “b”");
    expect_fault(f, b, "holder = \"fund\", due_from = \"a\"", f, 4,
                 "no day is named on entry into “a”");
    expect_fault(f, b, "holder = \"fund\", days = 3, due_from = \"a\"", f, 4, "stands alone");
    expect_fault(f, b, "holder = \"fund\", working_days = true, due_from = \"a\"", f, 4,
                 "stands alone");
    expect_fault(f, "final = true", "final = true, due_from = \"b\"", f, 5, "stands alone");
    expect_fault(f, b, "holder = \"fund\", due_from = 3", f, 4, "due_from");
    expect_fault(f, b, "holder = \"fund\", due_form = \"a\"", f, 4, "due_form");
}

static const char of_another[] =
    "return {\n  states = {\n"
    "    { name = \"a\", label = \"A\", holder = \"applicant\", form = \"f\" },\n"
    "    { name = \"b\", label = \"B\", holder = \"fund\", days = 9 },\n"
    "    { name = \"d\", label = \"D\", holder = \"fund\", due_from = \"b\" },\n"
    "    { name = \"c\", label = \"C\", holder = \"none\", final = true },\n  },\n  steps = {\n"
    "    { name = \"send\", label = \"Send\", from = \"a\", to = \"b\", verb = \"proposal.submit\" },\n"
    "    { name = \"go\", label = \"Go\", from = \"b\", to = \"d\", verb = \"proposal.submit\" },\n"
    "    { name = \"give\", label = \"Give\", from = { \"d\", \"b\" }, to = \"c\", verb = "
    "\"proposal.approve\",\n      effects = { \"programme\" } },\n  },\n}\n";

TEST(a_day_from_another_state)
{
    struct arena *a = arena_new();
    struct edition_fault_array faults = {0};
    struct edition *e = expect_good(a, packed_with(a, "workflow.lua", NULL, of_another), &faults);
    const struct workflow_state *d = e ? edition_state(e, S("d")) : NULL;
    CHECK(d != NULL && str_eq(d->due_from, S("b")) && d->days == 0);
    if (e) edition_free(e);
    str past =
        changed(a, of_another, "from = \"b\", to = \"d\"", "from = { \"a\", \"b\" }, to = \"d\"");
    expect_fault("workflow.lua", NULL, str_z(a, past), "workflow.lua", 5, "that never was in “b”");
    arena_free(a);
}

TEST(faults_of_roles_and_letters)
{
    expect_fault("roles.lua", "person.invite", "person.fly", "roles.lua", 3, "no permission");
    expect_fault("roles.lua", "\"setting.edit\"", "\"setting.edit\", \"proposal.approve\"",
                 "roles.lua", 3, "administers the system does not approve");
    expect_fault("roles.lua", "{ \"proposal.approve\" }",
                 "{ \"proposal.approve\", \"finance.certify\" }", "roles.lua", 4,
                 "does not certify");
    expect_fault("roles.lua", "scope = \"fund\",\n", "scope = \"moon\",\n", "roles.lua", 2,
                 "scope");
    expect_fault("letters.lua", "%{title}", "%{titel}", "letters.lua", 2, "nothing fills %{titel}");
    expect_fault("vocabularies.lua", "\"y\"", "\"x\"", "vocabularies.lua", 4, "stands twice");
    expect_fault("vocabularies.lua", "kind = {",
                 "cap_basis = { { code = \"moon\", label = \"M\" } },\n  kind = {",
                 "vocabularies.lua", 0, "“moon” is no basis of a limit");
    const char *m = "reminders.lua";
    expect_fault(m, NULL, "return {\n  { side = \"fund\", points = { 0, -7 } },\n}\n", m, 2,
                 "each later than the one before");
    expect_fault(m, NULL, "return {\n  { side = \"moon\", points = { 0 } },\n}\n", m, 2,
                 "“moon” has no duties");
    expect_fault(m, NULL,
                 "return {\n  { side = \"fund\", points = { 0 },\n"
                 "    widens = { { after = 3, role = \"three\" } } },\n}\n",
                 m, 3, "no role “three”");
    expect_fault(m, NULL,
                 "return {\n  { side = \"fund\", points = { 0 },\n"
                 "    widens = { { after = 0, role = \"two\" } } },\n}\n",
                 m, 3, "told from 1 to");
    expect_fault(m, NULL,
                 "return {\n  { side = \"fund\", points = { 0 } },\n"
                 "  { side = \"fund\", points = { 0 }, clause = \"7\" },\n}\n",
                 m, 3, "stand twice");
    expect_fault(m, NULL, "return {\n  { side = \"fund\", points = { 0 }, clause = \"7\" },\n}\n",
                 m, 2, "no clause 7");
    expect_fault("workflow.lua", "final = true", "final = true, appeal_days = 400", "workflow.lua",
                 5, "from 0 to 366");
    expect_fault("workflow.lua", "final = true", "final = true, appeal_answer_days = 4",
                 "workflow.lua", 5, "what cannot be appealed needs no days to answer");
    expect_fault("workflow.lua", "holder = \"fund\"", "holder = \"fund\", appeal_days = 4",
                 "workflow.lua", 4, "can be appealed");
    expect_fault("guideline.md", "### 1.1 Part", "### 1 Part", "guideline.md", 7, "stands twice");
    expect_fault("guideline.md", NULL, "# Nothing\n", "guideline.md", 1, "no numbered clause");
}

TEST(nothing_runs_wild)
{
    const char *f = "edition.lua";
    expect_fault(f, NULL, "while true do end\nreturn {}", f, 1, "too many steps");
    expect_fault(f, NULL, "local s = \"x\"\nwhile true do s = s .. s end\nreturn {}", f, 0,
                 "memory");
    expect_fault(f, NULL, "local t = {}\nfor i = 1, 9000000 do t[i] = {} end\nreturn {}", f, 0,
                 "memory");
    expect_fault(f, NULL, "local function r(n) return 1 + r(n + 1) end\nr(1)\nreturn {}", f, 0,
                 "memory");
    expect_fault(f, NULL,
                 "local t = {}\nfor i = 1, 5000 do t[i] = i end\n"
                 "while true do pairs(t) end\nreturn {}",
                 f, 3, "too many steps");
    expect_fault(f, NULL, "\x1bLua binary", f, 0, "not text");
    expect_fault(f, NULL, "return io.open(\"/etc/passwd\")", f, 1, "“io” has no meaning");
    /* An error that is no text, and a text whose nesting alone would break the reader. */
    expect_fault(f, NULL, "local x = 1\nerror({ 1 })\nreturn {}", f, 2, "");
    char nested[4096];
    memset(nested, '(', sizeof nested - 1);
    nested[sizeof nested - 1] = '\0';
    memcpy(nested, "return ", 7);
    expect_fault(f, NULL, nested, f, 0, "stack overflow");
    const char *const absent[] = {
        "os",           "io",           "debug",   "load",  "require",   "dofile",         "string",
        "setmetatable", "getmetatable", "rawset",  "pcall", "coroutine", "collectgarbage", "_G",
        "math",         "utf8",         "package", "next"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        char text[64];
        snprintf(text, sizeof text, "local x = %s\nreturn {}", absent[i]);
        expect_fault(f, NULL, text, f, 1, "has no meaning here");
    }
    expect_fault(f, NULL, "local x = (\"a\"):rep(10)\nreturn {}", f, 1, "index a string");
}

TEST(limits_of_size)
{
    struct arena *a = arena_new();
    struct edition *e;
    struct edition_fault_array faults = {0};
    size_t n = 256 * 1024 + 1;
    char *big = arena_alloc(a, n + 1);
    memset(big, ' ', n);
    CHECK_INT(edition_read_packed(packed_with(a, "text/fr.lua", NULL, big), a, &e, &faults),
              CONFLICT);
    CHECK(has_fault(&faults, "text/fr.lua", 0, "256 KB"));
    json_t *root = json_object();
    for (int i = 0; i < 201; i++) {
        char path[32];
        snprintf(path, sizeof path, "forms/f%d.lua", i);
        json_object_set_new(root, path, json_string("return {}"));
    }
    char *bytes = json_dumps(root, 0);
    faults.n = 0;
    CHECK_INT(edition_read_packed(str_c(bytes), a, &e, &faults), CONFLICT);
    CHECK(faults.n > 0 && str_find(faults.v[faults.n - 1].message, S("200 files")) >= 0);
    free(bytes);
    json_decref(root);
    faults.n = 0;
    CHECK_INT(edition_read_packed(S("[1]"), a, &e, &faults), CONFLICT);
    CHECK_INT(edition_read_packed(S("{\"edition.lua\":1}"), a, &e, &faults), CONFLICT);
    CHECK_INT(edition_read_packed(S("{\"a\":\"\",\"a\":\"\"}"), a, &e, &faults), CONFLICT);
    arena_free(a);
}

/* The same files in another order are the same edition. */
TEST(hash_is_of_the_content)
{
    struct arena *a = arena_new();
    struct edition_fault_array faults = {0};
    str packed = packed_with(a, NULL, NULL, NULL);
    struct edition *e = expect_good(a, packed, &faults);
    json_t *root = json_loadb(packed.p, packed.n, 0, NULL);
    char *sorted = json_dumps(root, JSON_SORT_KEYS | JSON_INDENT(2));
    struct edition *again = expect_good(a, str_c(sorted), &faults);
    if (e != NULL && again != NULL) CHECK(digest_eq(e->hash, again->hash));
    free(sorted);
    json_decref(root);
    edition_free(e);
    edition_free(again);
    arena_free(a);
}

/* Judges {"m":"5.00","n":3} by the small edition whose only rule has this check. */
static struct finding judged(struct arena *a, const char *check, int times)
{
    struct finding_array list = {0};
    struct edition_fault_array faults = {0};
    str fresh = arena_printf(a, "reads = \"m\", check = %s", check);
    str packed = packed_with(a, "rules.lua", "op = \"amount\", compare = \"<=\", value = \"10.00\"",
                             str_z(a, fresh));
    struct edition *e = expect_good(a, packed, &faults);
    json_t *doc = json_pack("{s:s,s:i}", "m", "5.00", "n", 3);
    for (int i = 0; e != NULL && i < times; i++)
        CHECK_INT(edition_judge(e, &e->forms[0], doc, S("en"), a, &list), OK);
    json_decref(doc);
    struct finding f = list.n > 0 ? list.v[list.n - 1] : (struct finding){0};
    f.message = str_dup(a, f.message);
    f.rule = NULL;
    edition_free(e);
    return f;
}

TEST(check_functions)
{
    struct arena *a = arena_new();
    struct finding f = judged(a, "function(p) return cents(p.m) == 500 and p.n == nil end", 1);
    CHECK_INT(f.verdict, VERDICT_PASS);
    CHECK_STR(f.inputs, "{\"m\":\"5.00\"}");
    f = judged(a, "function(p) return false, \"No %{x}\", { x = money(cents(p.m) - 501) } end", 1);
    CHECK_INT(f.verdict, VERDICT_FAIL);
    CHECK_STR(f.message, "No -0.01");
    static const struct {
        const char *check, *says;
    } unsure[] = {
        {"function(p) while true do end end", "too many steps"},
        {"function(p) local t = {} while true do t[#t + 1] = \"xxxxxxxx\" .. #t end end", "16 MB"},
        {"function(p) p.m = 1 return true end", "changes nothing"},
        {"function(p) p.z = 1 return true end", "changes nothing"},
        {"function(p) return 1 end", "no answer"},
        {"function(p) error(\"cannot say\") end", "cannot say"},
        {"function(p) return p.m.x.y end", "index"},
        {"function(p) return q end", "has no meaning"},
    };
    for (size_t i = 0; i < sizeof unsure / sizeof *unsure; i++) {
        f = judged(a, unsure[i].check, 1);
        CHECK_INT(f.verdict, VERDICT_ASK);
        if (str_find(f.message, str_c(unsure[i].says)) < 0)
            test_fail(__FILE__, __LINE__, unsure[i].check, str_z(a, f.message), unsure[i].says);
    }
    /* Nothing is carried over from one judgement to the next. */
    f = judged(a, "(function() local n = 0 return function(p) n = n + 1 return n == 1 end end)()",
               3);
    CHECK_INT(f.verdict, VERDICT_PASS);
    /* pairs goes in order, so the outcome is the same on each machine. */
    f = judged(
        a,
        "function(p) local k = {} for x in pairs({ b = 1, a = 1, c = 1 }) do k[#k + 1] = x end "
        "return join(k) == \"a, b, c\" end",
        1);
    CHECK_INT(f.verdict, VERDICT_PASS);
    arena_free(a);
}
