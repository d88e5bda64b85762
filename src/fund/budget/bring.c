/* bring.c: lines of a budget from a spreadsheet: pasted, or as a CSV or XLSX file. First one sees what
** they would do and what is wrong, by line and cell; then the good lines go in. A file that was taken
** from here (export.c) names the version it shows, so that three sides are joined cell by cell: what
** the file changed goes in, what others changed meanwhile stays. A second run changes nothing. */
#include "fund/budget/bring.h"

#include "web/layout.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"
#include "web/xlsx.h"

#include "gen/registry.h"

#include <fcntl.h>
#include <unistd.h>

#define FILE_MAX (12 << 20)
#define FAULTS_SHOWN 200
#define CHOICES_SHOWN 12
#define SAVE_TRIES 3
#define ID_LETTERS 8
#define HEADS_WITHIN 20

static bool heads_find(struct bringing *b);

/* --- what came ----------------------------------------------------------------------------------------- */

/* A spreadsheet's clipboard: cells parted by tabs, in quotes only if they hold a line end or begin with
** a quotation mark. As CSV, so that one reader reads all. */
static str clipboard_as_csv(struct arena *a, str text)
{
    struct buf b;
    buf_init(&b, 4 * FILE_MAX);
    for (size_t i = 0; i < text.n;) {
        bool quoted = text.p[i] == '"';
        size_t end = i + quoted;
        if (quoted)
            while (end < text.n &&
                   (text.p[end] != '"' || (end + 1 < text.n && text.p[end + 1] == '"')))
                end += text.p[end] == '"' ? 2 : 1;
        bool whole = quoted && end < text.n &&
                     (end + 1 == text.n || strchr("\t\r\n", text.p[end + 1]) != NULL);
        if (!whole)
            for (end = i; end < text.n && !strchr("\t\r\n", text.p[end]);)
                end++;
        if (!whole) buf_char(&b, '"');
        for (size_t k = i; k < end; k++) {
            if (!whole && text.p[k] == '"') buf_char(&b, '"');
            buf_char(&b, text.p[k]);
        }
        buf_char(&b, '"');
        i = end + whole;
        if (i < text.n) buf_char(&b, text.p[i] == '\t' ? ',' : text.p[i]);
        if (i < text.n && text.p[i] == '\t' && i + 1 == text.n) buf_lit(&b, "\"\"");
        i++;
    }
    str out = str_dup(a, buf_str(&b));
    buf_free(&b);
    return out;
}

/* Lines as text. Above the names of the columns a title may stand, or "sep=;": then the first line does
** not show by what the cells are parted, so the separator by which the names are found counts. */
static void csv_take(struct bringing *b, str bytes)
{
    struct csv c;
    struct csv_row row;
    csv_begin(&c, b->r->arena, bytes);
    const char tried[] = {c.separator, ';', ',', '\t', c.separator};
    for (size_t i = 0; i < sizeof tried; i++) {
        csv_begin(&c, b->r->arena, bytes);
        c.separator = tried[i];
        b->rows.n = 0;
        while (csv_next(&c, &row))
            *PUSH(b->r->arena, &b->rows) = row;
        if (heads_find(b)) break;
    }
}

static str upload_bytes(struct arena *a, const struct upload *u)
{
    size_t size = (size_t)u->size;
    if (u->size > FILE_MAX) return NO_STR;
    char *p = arena_alloc(a, size);
    int fd = open(u->path, O_RDONLY | O_CLOEXEC);
    i64 n = fd >= 0 ? io_read(fd, p, size) : 0;
    if (fd >= 0) close(fd);
    return (str){p, n > 0 ? (size_t)n : 0};
}

static void workbook_take(struct bringing *b, const struct upload *u)
{
    struct xlsx_rows rows;
    enum status st = xlsx_rows(b->r->arena, u->path, &rows);
    if (st == LIMIT)
        problem(b->r, "file", "This file is too large. Bring in fewer lines at a time.");
    else if (st == BUSY)
        problem(b->r, "file", "Other files are being read just now. Try again in a minute.");
    else if (st != OK)
        problem(
            b->r, "file",
            "This file cannot be read as a spreadsheet. Save it as .xlsx or .csv and choose it again.");
    for (size_t i = 0; st == OK && i < rows.n; i++)
        *PUSH(b->r->arena, &b->rows) =
            (struct csv_row){.line = rows.v[i].line, .v = rows.v[i].v, .n = rows.v[i].n};
}

/* A field as it came: the tabs before an empty first cell count. */
static str raw_field(const struct request *r, const char *name)
{
    for (size_t i = 0; i < r->fields.n; i++)
        if (str_eq(r->fields.v[i].name, str_c(name))) return r->fields.v[i].value;
    return NO_STR;
}

static void rows_take(struct bringing *b)
{
    const struct upload *u = upload(b->r, "file");
    str text = raw_field(b->r, "text"), kept = raw_field(b->r, "rows");
    if (u && u->size) {
        str bytes = upload_bytes(b->r->arena, u);
        b->sheet = str_starts(bytes, S("PK"));
        if (str_starts(bytes, S("\xD0\xCF\x11\xE0")))
            problem(
                b->r, "file",
                "This is a workbook of an old kind (.xls). Save it as .xlsx and choose it again.");
        else if (b->sheet)
            workbook_take(b, u);
        else
            csv_take(b, bytes);
    } else if (str_trim(text).n) {
        csv_take(b, str_find_char(text, '\t') >= 0 ? clipboard_as_csv(b->r->arena, text) : text);
    } else {
        csv_take(b, kept);
    }
    if (!b->rows.n && !problems(b->r))
        problem(b->r, "file", "Choose a file, or paste lines from a spreadsheet.");
}

/* The rows again, for the button that takes them in. */
static str rows_kept(const struct bringing *b)
{
    struct buf out;
    buf_init(&out, 4 * FILE_MAX);
    for (size_t i = 0; i < b->rows.n; i++) {
        const struct csv_row *row = &b->rows.v[i];
        if (row->fault) continue;
        for (size_t k = 0; k < row->n; k++) {
            if (k) buf_char(&out, ',');
            if (b->sheet)
                buf_csv(&out, row->v[k]);
            else
                buf_csv(&out, csv_bare(row->v[k]));
        }
        buf_lit(&out, "\r\n");
    }
    str s = str_dup(b->r->arena, buf_str(&out));
    buf_free(&out);
    return s;
}

/* --- columns ------------------------------------------------------------------------------------------- */

static bool same_words(struct arena *a, str x, str y)
{
    return str_eq(str_fold(a, str_trim(x)), str_fold(a, str_trim(y)));
}

/* A column by its name, or by its label in any language. */
static const struct form_field *column_called(const struct bringing *b, str words)
{
    const struct form_field *field = b->e->field;
    for (size_t k = 0; k < field->column_count && words.n; k++) {
        const struct form_field *c = &field->columns[k];
        if (c->computed) continue;
        if (str_eqi(words, c->name)) return c;
        for (size_t l = 0; l < text_language_count; l++)
            if (same_words(b->r->arena, words,
                           edition_text(b->e->p.edition, c->label, str_c(text_languages[l].lang))))
                return c;
    }
    return NULL;
}

/* "line@12": the lines' codes, and the version that the file shows. */
static bool is_id_head(str cell, i64 *version)
{
    str rest = str_trim(cell), word;
    *version = -1;
    if (!str_cut(&rest, '@', &word) || !str_eqi(word, S(BUDGET_ID))) return false;
    return !rest.n || str_i64(rest, version);
}

static void head_fault(struct bringing *b, const struct form_field *c)
{
    str label = edition_text(b->e->p.edition, c->label, b->r->lang);
    problem(b->r, "file", "The column “%.*s” stands there twice. Remove one of the two.", P(label));
}

/* Reads a row as names of columns; how many of them are known? */
static size_t heads_read(struct bringing *b, const struct csv_row *row)
{
    size_t known = 0;
    b->column_count = row->n < CSV_COLUMNS_MAX ? row->n : CSV_COLUMNS_MAX;
    b->id = CSV_COLUMNS_MAX;
    b->version = -1;
    for (size_t i = 0; i < b->column_count; i++) {
        i64 version;
        b->columns[i] = column_called(b, csv_bare(str_trim(row->v[i])));
        if (is_id_head(row->v[i], &version)) {
            b->id = i;
            b->version = version;
        }
        known += b->columns[i] != NULL || b->id == i;
    }
    return known;
}

/* One of the first rows names the columns, if it knows at least two; what stands above it is no line. */
static bool heads_find(struct bringing *b)
{
    b->first = 0;
    for (size_t i = 0; i < b->rows.n && i < HEADS_WITHIN; i++) {
        if (b->rows.v[i].fault || heads_read(b, &b->rows.v[i]) < 2) continue;
        b->first = i + 1;
        return true;
    }
    return false;
}

/* By the row that names them, or in the form's order. */
static void columns_find(struct bringing *b)
{
    const struct form_field *field = b->e->field;
    if (!b->rows.n) return;
    if (!heads_find(b)) {
        b->id = CSV_COLUMNS_MAX;
        b->version = -1;
        b->column_count = 0;
        for (size_t k = 0; k < field->column_count && b->column_count < CSV_COLUMNS_MAX; k++)
            if (!field->columns[k].computed) b->columns[b->column_count++] = &field->columns[k];
    }
    for (size_t i = 0; i < b->column_count; i++)
        for (size_t k = 0; k < i && b->columns[i]; k++)
            if (b->columns[i] == b->columns[k]) head_fault(b, b->columns[i]);
    const struct csv_row *heads = b->first ? &b->rows.v[b->first - 1] : NULL;
    for (size_t i = 0; heads && i < b->column_count; i++)
        if (!b->columns[i] && i != b->id && str_trim(heads->v[i]).n)
            b->view->ignored = b->view->ignored.n
                                   ? arena_printf(b->r->arena, "%.*s, %.*s", P(b->view->ignored),
                                                  P(str_abbrev(heads->v[i], 40)))
                                   : str_abbrev(heads->v[i], 40);
}

/* --- one cell ------------------------------------------------------------------------------------------ */

static str cell_at(const struct csv_row *row, size_t i)
{
    return i < row->n ? str_trim(row->v[i]) : NO_STR;
}

static void fault_say(struct bringing *b, const struct csv_row *row, size_t at, str message)
{
    struct arena *a = b->r->arena;
    str letters = NO_STR, label = NO_STR;
    if (b->view->fault_count++ >= FAULTS_SHOWN) return;
    for (size_t k = at + 1; at < CSV_COLUMNS_MAX && k > 0; k = (k - 1) / 26)
        letters = arena_printf(a, "%c%.*s", (char)('A' + (k - 1) % 26), P(letters));
    if (at < b->column_count && b->columns[at])
        label = edition_text(b->e->p.edition, b->columns[at]->label, b->r->lang);
    *PUSH(a, &b->view->faults) = (struct budget_fault){
        .line = row->line,
        .cell = letters.n ? arena_printf(a, "%.*s%lld", P(letters), (long long)row->line) : NO_STR,
        .column = label,
        .message = message};
}

static str say(const struct bringing *b, const char *message, str one, str two)
{
    str args[] = {one, two};
    return message_fill(b->r->arena, tr(b->r->lang, message), args, 2);
}

static json_t *code_json(str code)
{
    return json_stringn(code.p, code.n);
}

static str choices_words(const struct bringing *b, const struct vocabulary *v)
{
    str out = NO_STR;
    for (size_t i = 0; v && i < v->terms.n && i < CHOICES_SHOWN; i++) {
        str label = edition_text(b->e->p.edition, v->terms.v[i].label, b->r->lang);
        out = out.n ? arena_printf(b->r->arena, "%.*s, %.*s", P(out), P(label)) : label;
    }
    return out;
}

static json_t *choice_read(const struct bringing *b, const struct form_field *c, str typed,
                           str *wrong)
{
    struct arena *a = b->r->arena;
    const struct vocabulary *v = edition_vocabulary(b->e->p.edition, c->vocabulary);
    for (size_t i = 0; v && i < v->terms.n; i++) {
        if (str_eqi(typed, v->terms.v[i].code)) return code_json(v->terms.v[i].code);
        for (size_t l = 0; l < text_language_count; l++)
            if (same_words(a, typed,
                           edition_text(b->e->p.edition, v->terms.v[i].label,
                                        str_c(text_languages[l].lang))))
                return code_json(v->terms.v[i].code);
    }
    *wrong = say(b, MESSAGE("“%1” is none of the choices: %2."), str_abbrev(typed, 60),
                 choices_words(b, v));
    return NULL;
}

static json_t *organization_read(const struct bringing *b, str typed, str *wrong)
{
    const struct proposal_party_row_array *all = &b->e->f.organizations;
    const struct proposal_party_row *found = NULL;
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct proposal_party_row *o = &all->v[i];
        if (str_eqi(typed, o->code)) return code_json(o->code);
        if (!same_words(b->r->arena, typed, o->acronym) && !same_words(b->r->arena, typed, o->name))
            continue;
        found = o;
        n++;
    }
    if (n == 1) return code_json(found->code);
    *wrong = n ? say(b, MESSAGE("Several organizations are called “%1”. Write the code instead."),
                     str_abbrev(typed, 60), NO_STR)
               : say(b, MESSAGE("No organization of the fund has the code or short name “%1”."),
                     str_abbrev(typed, 60), NO_STR);
    return NULL;
}

static json_t *number_read(const struct bringing *b, const struct form_field *c, str typed,
                           str *wrong)
{
    i64 v;
    struct money m;
    const struct edition *e = b->e->p.edition;
    if (str_eq(c->means, S("share"))) typed = share_typed(typed);
    bool good = c->input == INPUT_MONEY ? money_parse_shown(typed, e->currency, &m)
                                        : decimal_parse(typed, 3, &v);
    if (good && c->input == INPUT_DECIMAL && c->max != NO_DATE && v > c->max * 1000) {
        *wrong = say(b, MESSAGE("“%1” is at most %2."), edition_text(e, c->label, b->r->lang),
                     arena_printf(b->r->arena, "%lld", (long long)c->max));
        return NULL;
    }
    if (good) return cell_take(b->r, e, c, typed);
    if (str_starts(typed, S("-")) || str_starts(typed, S("\u2212")) ||
        (str_starts(typed, S("(")) && str_ends(typed, S(")"))))
        *wrong = say(
            b,
            MESSAGE("A budget has no negative numbers: “%1”. Lower the line that this corrects."),
            str_abbrev(typed, 40), NO_STR);
    else
        *wrong = c->input == INPUT_MONEY
                     ? say(b, MESSAGE("Write “%1” as an amount in %2, for example 1,000.00."),
                           str_abbrev(typed, 40), e->currency)
                     : say(b, MESSAGE("Write “%1” as a number with at most 3 decimals."),
                           str_abbrev(typed, 40), NO_STR);
    return NULL;
}

/* What a cell says, as the form would keep it. NULL with *wrong set if it cannot be read. */
static json_t *cell_read(const struct bringing *b, const struct form_field *c, str typed,
                         str *wrong)
{
    i64 n;
    if (c->input == INPUT_CHOICE) return choice_read(b, c, typed, wrong);
    if (c->input == INPUT_ORGANIZATION) return organization_read(b, typed, wrong);
    if (c->input == INPUT_MONEY || c->input == INPUT_DECIMAL)
        return number_read(b, c, typed, wrong);
    if (c->input == INPUT_NUMBER && !str_i64(typed, &n)) {
        *wrong = say(b, MESSAGE("Write “%1” as a whole number."), str_abbrev(typed, 40), NO_STR);
        return NULL;
    }
    if (c->input != INPUT_TEXT) return cell_take(b->r, b->e->p.edition, c, typed);
    if (c->max_chars > 0 && (i64)str_chars(typed) > c->max_chars) {
        *wrong = say(b, MESSAGE("Shorten this to %1 characters; it has %2."),
                     arena_printf(b->r->arena, "%lld", (long long)c->max_chars),
                     arena_printf(b->r->arena, "%zu", str_chars(typed)));
        return NULL;
    }
    return cell_take(b->r, b->e->p.edition, c, typed);
}

/* --- one line ------------------------------------------------------------------------------------------ */

static bool same(const json_t *x, const json_t *y)
{
    return x == y || (x && y && json_equal(x, y));
}

static const json_t *cell_of(const json_t *row, const struct form_field *c)
{
    return json_object_getn(row, c->name.p, c->name.n);
}

/* A cell that says what the file was given says nothing new, whatever it is. */
static bool is_as_given(const struct bringing *b, const json_t *given, str typed)
{
    str raw = json_is_string(given) ? str_c(json_string_value(given)) : NO_STR;
    return raw.n && (str_eq(typed, raw) || (!b->sheet && str_eq(csv_bare(typed), raw)));
}

/* Joins one cell of the file, what the file was given and what stands there now. False if it cannot. */
static bool cell_join(struct bringing *b, const struct csv_row *row, size_t at, const json_t *given,
                      json_t *line)
{
    const struct form_field *c = b->columns[at];
    const json_t *old = cell_of(given, c), *now = cell_of(line, c);
    str typed = cell_at(row, at), wrong = NO_STR;
    json_auto_t *value = NULL;
    if (is_as_given(b, old, typed)) return true;
    if (typed.n) value = cell_read(b, c, b->sheet ? typed : csv_bare(typed), &wrong);
    if (typed.n && !value) {
        fault_say(b, row, at, wrong);
        return false;
    }
    if (same(value, old) || same(value, now)) return true;
    if (!same(now, old)) {
        fault_say(b, row, at,
                  say(b,
                      MESSAGE("Somebody changed this here after the file was made; it stays “%1”."),
                      str_abbrev(value_words(&b->e->f, c, now), 60), NO_STR));
        return false;
    }
    if (value)
        (void)json_object_setn(line, c->name.p, c->name.n, value);
    else
        (void)json_object_deln(line, c->name.p, c->name.n);
    return true;
}

static bool cells_join(struct bringing *b, const struct csv_row *row, const json_t *given,
                       json_t *line)
{
    bool good = true;
    for (size_t i = 0; i < b->column_count; i++)
        if (b->columns[i] && i != b->id) good = cell_join(b, row, i, given, line) && good;
    return good;
}

static bool is_empty(const struct bringing *b, const struct csv_row *row)
{
    bool empty = true;
    for (size_t i = 0; i < b->column_count; i++)
        if (b->columns[i] || i == b->id) empty = empty && !cell_at(row, i).n;
    return empty;
}

static size_t organization_column(const struct bringing *b)
{
    const struct form_field *c = budget_column(b->e->field, "spender");
    for (size_t i = 0; i < b->column_count; i++)
        if (c && b->columns[i] == c) return i;
    return CSV_COLUMNS_MAX;
}

static bool permitted(struct bringing *b, const struct csv_row *row, const json_t *line)
{
    if (json_object_get(line, BUDGET_ID) && line_is_locked(b->e, line)) {
        fault_say(b, row, b->id, T(b->r, "This line is locked: no change was asked for here."));
        return false;
    }
    if (line_is_own(b->e, line_organization(b->e, line))) return true;
    fault_say(b, row, organization_column(b),
              T(b->r, "This is a line of another organization; the lead organization changes it."));
    return false;
}

/* A line that the file knows by its code. */
static void known_take(struct bringing *b, const struct csv_row *row, str id)
{
    size_t at, unused;
    const json_t *now = line_with(&b->latest_places, id, &at);
    const json_t *given = line_with(&b->given_places, id, &unused);
    if (!now) {
        b->view->faulty++;
        fault_say(b, row, b->id,
                  given ? T(b->r, "This line was removed here after the file was made.")
                        : T(b->r, "No line has this code. Empty the cell to add a new line."));
        return;
    }
    if (b->claimed[at]) {
        b->view->faulty++;
        fault_say(
            b, row, b->id,
            T(b->r,
              "This code stands in an earlier line already. Empty the cell to add a new line."));
        return;
    }
    b->claimed[at] = true;
    json_auto_t *line = json_copy((json_t *)now);
    bool good = cells_join(b, row, given ? given : now, line);
    bool changed = !same(line, now);
    good = good && (!changed || (permitted(b, row, now) && permitted(b, row, line)));
    b->view->faulty += !good;
    b->view->changed += good && changed;
    b->view->unchanged += good && !changed;
    if (!good || !changed) return;
    b->slots[at] = json_object_size(line) > 1 ? line : NULL;
    if (b->slots[at]) (void)json_array_append(b->kept, line);
}

static str without_id(struct arena *a, const json_t *row)
{
    json_auto_t *copy = json_copy((json_t *)row);
    (void)json_object_del(copy, BUDGET_ID);
    return document_text_of(a, copy);
}

/* A line that stands there word for word already, and that no other line of the file meant. */
static bool twin_claim(struct bringing *b, const json_t *line)
{
    str key = without_id(b->r->arena, line);
    if (!b->twins) {
        b->twins = json_object();
        for (size_t i = 0; i < json_array_size(b->latest); i++) {
            str k = without_id(b->r->arena, json_array_get(b->latest, i));
            json_t *list = json_object_getn(b->twins, k.p, k.n);
            if (!list) (void)json_object_setn_new(b->twins, k.p, k.n, list = json_array());
            (void)json_array_append_new(list, json_integer((json_int_t)i));
        }
    }
    json_t *list = json_object_getn(b->twins, key.p, key.n);
    while (json_array_size(list) > 0) {
        size_t at = (size_t)json_integer_value(json_array_get(list, 0));
        (void)json_array_remove(list, 0);
        if (b->claimed[at]) continue;
        b->claimed[at] = true;
        return true;
    }
    return false;
}

static void new_take(struct bringing *b, const struct csv_row *row)
{
    json_auto_t *line = json_object();
    if (!cells_join(b, row, NULL, line)) {
        b->view->faulty++;
        return;
    }
    if (twin_claim(b, line)) {
        b->view->unchanged++;
        return;
    }
    if (!permitted(b, row, line)) {
        b->view->faulty++;
        return;
    }
    str id = code_new(b->r->arena, &b->r->app->env, ID_LETTERS);
    if (redraft_by_line(&b->e->w.lock, b->e->field->name))
        id = line_missing(b->e, b->latest, b->added);
    if (!id.n) {
        fault_say(b, row, CSV_COLUMNS_MAX,
                  T(b->r, "No line is added here: changes were asked of some lines only."));
        b->view->faulty++;
        return;
    }
    (void)json_object_set_new(line, BUDGET_ID, json_stringn(id.p, id.n));
    (void)json_array_append(b->added, line);
    b->view->fresh++;
}

/* Lines with a code first, so that a line without one takes none of theirs for its own. */
static void lines_take(struct bringing *b, bool with_id)
{
    for (size_t i = b->first; i < b->rows.n; i++) {
        const struct csv_row *row = &b->rows.v[i];
        str id = b->id < CSV_COLUMNS_MAX && !row->fault ? cell_at(row, b->id) : NO_STR;
        if ((id.n > 0) != with_id) continue;
        if (row->fault) {
            b->view->faulty++;
            fault_say(b, row, row->column - 1, tr(b->r->lang, row->fault));
        } else if (with_id) {
            known_take(b, row, id);
        } else if (!is_empty(b, row)) {
            new_take(b, row);
        }
    }
}

/* --- the whole ----------------------------------------------------------------------------------------- */

static void bringing_close(struct bringing *b)
{
    json_decref(b->given);
    json_decref(b->twins);
    json_decref(b->kept);
    json_decref(b->added);
}

static void counts_clear(struct budget_bring *view)
{
    view->fresh = view->changed = view->unchanged = view->removed = view->faulty = 0;
    view->fault_count = 0;
    view->faults = (struct budget_fault_array){0};
}

/* The document with the lines of the file in it. A new reference; NULL with a problem if it cannot be. */
static enum status lines_join(struct bringing *b, bool replace, json_t **out)
{
    const struct editing *e = b->e;
    json_auto_t *rows = json_array();
    counts_clear(b->view);
    b->latest = editing_rows(e, e->w.doc);
    b->latest_places = line_places(b->r->arena, b->latest);
    TRY(base_open(b->r, e, b->version >= 0 ? b->version : e->w.row.number, &b->given));
    b->given_places = line_places(b->r->arena, b->given);
    b->kept = json_array();
    b->added = json_array();
    size_t n = json_array_size(b->latest);
    b->slots = NEW_ARRAY(b->r->arena, n, json_t *);
    b->claimed = NEW_ARRAY(b->r->arena, n, bool);
    for (size_t i = 0; i < n; i++)
        b->slots[i] = json_array_get(b->latest, i);
    lines_take(b, true);
    lines_take(b, false);
    for (size_t i = 0; i < n; i++) {
        if (replace && !b->claimed[i] && !line_is_locked(e, b->slots[i]) &&
            line_is_own(e, line_organization(e, b->slots[i]))) {
            b->slots[i] = NULL;
            b->view->removed++;
        }
        if (b->slots[i]) (void)json_array_append(rows, b->slots[i]);
    }
    (void)json_array_extend(rows, b->added);
    if ((i64)json_array_size(rows) > e->field->max_rows)
        problem(b->r, "file", "A budget has at most %lld lines; this would make %zu.",
                (long long)e->field->max_rows, json_array_size(rows));
    *out = json_copy(e->w.doc);
    (void)json_object_setn(*out, e->field->name.p, e->field->name.n, rows);
    return OK;
}

static const struct form_section *section_of(const struct editing *e)
{
    for (size_t i = 0; i < e->w.form->section_count; i++) {
        const struct form_section *s = &e->w.form->sections[i];
        for (size_t k = 0; k < s->field_count; k++)
            if (&s->fields[k] == e->field) return s;
    }
    return &e->w.form->sections[0];
}

static struct money total_of(const struct editing *e, const json_t *doc)
{
    struct budget b;
    struct budget_table t;
    budget_read(e->p.edition, e->field, doc, e->f.r->arena, &b);
    budget_table(&b, BUDGET_ORGANIZATION, BUDGET_YEAR, true, e->f.r->arena, &t);
    return money_of(t.sum, e->p.edition->currency);
}

static void columns_put(const struct bringing *b, struct budget_bring *view)
{
    const struct editing *e = b->e;
    for (size_t k = 0; k < e->field->column_count; k++) {
        const struct form_field *c = &e->field->columns[k];
        if (c->computed) continue;
        *PUSH(b->r->arena, &view->columns) = (struct budget_column){
            .label = edition_text(e->p.edition, c->label, b->r->lang),
            .hint = edition_text(e->p.edition, c->hint, b->r->lang),
            .choices = c->input == INPUT_CHOICE
                           ? choices_words(b, edition_vocabulary(e->p.edition, c->vocabulary))
                           : NO_STR};
    }
}

static enum status bring_show(struct bringing *b, struct response *s, struct budget_bring *view)
{
    struct request *r = b->r;
    str base = arena_printf(r->arena, "/desk/proposals/%.*s/budget", P(b->e->p.row.code));
    view->head = b->e->head;
    view->back = arena_printf(r->arena, "%.*s/lines", P(base));
    view->action = arena_printf(r->arena, "%.*s/bring", P(base));
    view->csv = arena_printf(r->arena, "%.*s/lines.csv", P(base));
    view->xlsx = arena_printf(r->arena, "%.*s/lines.xlsx", P(base));
    view->own_only = !b->e->leads;
    view->text = raw_field(r, "text");
    columns_put(b, view);
    page_title(s, T(r, "Lines from a spreadsheet"));
    return show(r, s, budget_bring_view, view);
}

/* ROUTE GET /desk/proposals/:proposal/budget/bring     needs proposal.edit on :proposal
** Asks for lines from a spreadsheet, and gives the lines that there are for one. */
enum status budget_bring_page(struct request *r, struct response *s)
{
    EDITING e;
    struct budget_bring view = {0};
    struct bringing b = {.r = r, .e = &e, .view = &view, .version = -1};
    TRY(editing_open(r, s, &e));
    return bring_show(&b, s, &view);
}

static enum status bring_check(struct bringing *b, struct response *s, struct budget_bring *view)
{
    json_auto_t *doc = NULL;
    TRY(lines_join(b, view->replace, &doc));
    view->checked = !problems(b->r);
    view->rows = rows_kept(b);
    view->before = total_of(b->e, b->e->w.doc);
    view->after = total_of(b->e, doc);
    budget_differences_put(&b->e->f, b->e->field, doc, section_of(b->e), &view->differences);
    return bring_show(b, s, view);
}

static str done_note(const struct bringing *b)
{
    str n[4];
    const i64 counts[] = {b->view->fresh, b->view->changed, b->view->removed, b->view->faulty};
    for (size_t i = 0; i < 4; i++)
        n[i] = arena_printf(b->r->arena, "%lld", (long long)counts[i]);
    return message_fill(b->r->arena,
                        T(b->r, "New lines: %1. Changed: %2. Removed: %3. Left out: %4."), n, 4);
}

/* ROUTE POST /desk/proposals/:proposal/budget/bring     needs proposal.edit on :proposal     max 13m
** Shows what the lines would do; with the act "take" takes in those that can be read. */
enum status budget_bring_act(struct request *r, struct response *s)
{
    EDITING e;
    struct budget_bring view = {.replace = str_eq(field(r, "replace"), S("yes"))};
    __attribute__((cleanup(bringing_close))) struct bringing b = {
        .r = r, .e = &e, .view = &view, .version = -1};
    str note = NO_STR;
    TRY(editing_open(r, s, &e));
    rows_take(&b);
    if (!problems(r)) columns_find(&b);
    if (problems(r)) return bring_show(&b, s, &view);
    if (!str_eq(field(r, "act"), S("take"))) return bring_check(&b, s, &view);
    enum status st = CONFLICT;
    for (int i = 0; st == CONFLICT && i < SAVE_TRIES; i++) {
        json_auto_t *doc = NULL;
        if (i > 0) {
            bringing_close(&b);
            b.given = b.twins = b.kept = b.added = NULL;
            TRY(writing_again(r, &e.p, &e.w));
            e.f.doc = e.w.doc;
        }
        TRY(lines_join(&b, view.replace, &doc));
        if (problems(r)) return bring_show(&b, s, &view);
        st = writing_save(r, &e.p, &e.w, doc, &note);
    }
    TRY(st);
    return redirect_note(r, s, done_note(&b), "/desk/proposals/%.*s/budget/lines", P(e.p.row.code));
}
