/* import.c: reading a file of programmes and writing what is new or changed. Called by the pages in
** import_page.c and by the command below. Promises that a line is wholly in or wholly out, and that
** the writer's turn comes back every 50 ms. */
#include "fund/programme/import.h"

#include "edition/adopted.h"
#include "people/organization/organization.h"
#include "web/command.h"
#include "web/message.h"
#include "web/out.h"
#include "web/text.h"

#include "gen/programme_sql.h"
#include "gen/registry.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define TURN_MS 50
#define FAULTS_MAX (1 << 20)
#define KEY_CHARS 120

/* --- the header ---------------------------------------------------------------------------------- */

static bool is_key(str name)
{
    return str_eq(name, S("key")) || str_eq(name, S("slug_hint"));
}

static void header_take(struct import *m, const struct csv_row *row)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    m->column_count = row->n;
    m->key = row->n;
    for (size_t i = 0; i < row->n; i++) {
        str name = str_lower(m->arena, str_trim(row->v[i]));
        m->names[i] = name;
        m->columns[i] = column_find(name);
        if (is_key(name) && m->key == row->n)
            m->key = i;
        else if (!m->columns[i])
            buf_printf(&b, "%s%.*s", b.n ? ", " : "", P(str_abbrev(name, 40)));
    }
    m->unknown = str_dup(m->arena, buf_str(&b));
    buf_free(&b);
}

static bool column_given(const struct import *m, const char *name)
{
    for (size_t i = 0; i < m->column_count; i++)
        if (m->columns[i] && strcmp(m->columns[i]->name, name) == 0) return true;
    return false;
}

static bool column_doubled(const struct import *m)
{
    for (size_t i = 0; i < m->column_count; i++)
        for (size_t k = 0; m->columns[i] && k < i; k++)
            if (m->columns[k] == m->columns[i]) return true;
    return false;
}

static const char *header_fault(const struct import *m)
{
    if (m->key == m->column_count)
        return MESSAGE(
            "The first line must name the columns, among them “key” (or “slug_hint”): a word of your own for each programme, by which it is found again.");
    if (!column_given(m, "title"))
        return MESSAGE(
            "The first line names no column “title”. Check that the file has a line of column names.");
    if (column_doubled(m))
        return MESSAGE("A column stands twice in the first line. Remove one of the two.");
    return NULL;
}

enum status import_begin(struct import *m, struct app *app, struct db *db, str lang, str bytes,
                         bool make_organizations, str *fault)
{
    *m = (struct import){.arena = arena_new(),
                         .row = arena_new(),
                         .app = app,
                         .lang = lang,
                         .make_organizations = make_organizations,
                         .size = bytes.n};
    const char *wrong = NULL;
    struct csv_row row;
    csv_begin(&m->csv, m->arena, bytes);
    if (!csv_next(&m->csv, &row))
        wrong = MESSAGE("The file is empty. Choose another one.");
    else if (row.fault)
        wrong = row.fault;
    else
        header_take(m, &row);
    if (!wrong) wrong = header_fault(m);
    if (wrong) {
        *fault = tr(lang, wrong);
        return CONFLICT;
    }
    m->csv.arena = m->row;
    return programme_organizations_known(db, m->arena, &m->known);
}

void import_end(struct import *m)
{
    arena_free(m->arena);
    arena_free(m->row);
}

/* --- keys that stood before ------------------------------------------------------------------------ */

static size_t seen_slot(const struct import_seen *s, u64 hash)
{
    size_t i = hash & (s->size - 1);
    while (s->hash[i] && s->hash[i] != hash)
        i = (i + 1) & (s->size - 1);
    return i;
}

static void seen_grow(struct import *m)
{
    struct import_seen old = m->seen;
    m->seen.size = old.size ? old.size * 2 : 1024;
    m->seen.hash = NEW_ARRAY(m->arena, m->seen.size, u64);
    m->seen.line = NEW_ARRAY(m->arena, m->seen.size, i64);
    for (size_t i = 0; i < old.size; i++) {
        if (!old.hash[i]) continue;
        size_t at = seen_slot(&m->seen, old.hash[i]);
        m->seen.hash[at] = old.hash[i];
        m->seen.line[at] = old.line[i];
    }
}

/* The line in which the key stood first: this one, or an earlier one. */
static i64 key_seen(struct import *m, str key)
{
    if (2 * (m->seen.n + 1) > m->seen.size) seen_grow(m);
    struct digest d = digest_of(key);
    u64 hash;
    memcpy(&hash, d.b, sizeof hash);
    hash |= 1; /* 0 is an empty place */
    size_t at = seen_slot(&m->seen, hash);
    if (!m->seen.hash[at]) {
        m->seen.hash[at] = hash;
        m->seen.line[at] = m->line;
        m->seen.n++;
    }
    return m->seen.line[at];
}

/* --- one line -------------------------------------------------------------------------------------- */

static void fault_add(struct import *m, str column, str words)
{
    *PUSH(m->row, &m->faults) = (struct programme_fault){.column = column, .message = words};
}

static void fault_say(struct import *m, str column, const char *message, i64 a, i64 b)
{
    str numbers[] = {arena_printf(m->row, "%lld", (long long)a),
                     arena_printf(m->row, "%lld", (long long)b)};
    fault_add(m, column, message_fill(m->row, tr(m->lang, message), numbers, 2));
}

static void key_take(struct import *m, const struct csv_row *row)
{
    str key = str_trim(row->v[m->key]), name = m->names[m->key];
    m->line_key = key;
    if (!key.n) {
        fault_say(m, name, MESSAGE("Give this programme a key of its own."), 0, 0);
        return;
    }
    if (str_chars(key) > KEY_CHARS) {
        fault_say(m, name, MESSAGE("Shorten this to %1 characters; it has %2."), KEY_CHARS,
                  (i64)str_chars(key));
        return;
    }
    i64 line = key_seen(m, key);
    if (line != m->line)
        fault_say(m, name,
                  MESSAGE("This key stands in line %1 already. Give each programme its own."), line,
                  0);
}

/* Cells are read in the order of the table of columns, because some need others. An empty cell says
** nothing: what is there stays. */
static void cells_take(struct import *m, const struct csv_row *row, struct facts_reader *c)
{
    bool organizations = true; /* without them, what is said of them cannot be judged */
    for (size_t k = 0; k < column_count; k++)
        for (size_t i = 0; i < row->n; i++) {
            str value = str_trim(row->v[i]);
            if (m->columns[i] != &columns[k] || !value.n) continue;
            if (columns[k].kind == COLUMN_SHARES && !organizations) continue;
            str words = column_read(c, &columns[k], value, &m->after);
            if (!words.n) continue;
            fault_add(m, m->names[i], words);
            if (columns[k].kind == COLUMN_ORGANIZATIONS) organizations = false;
        }
}

static void needed_check(struct import *m)
{
    if (m->faults.n) return;
    if (!m->after.row.title.n)
        fault_say(m, S("title"), MESSAGE("Every programme needs a title."), 0, 0);
    if (!m->after.row.status.n)
        fault_say(m, S("status"),
                  MESSAGE("Every programme needs a status: write it into the column “status”."), 0,
                  0);
}

static void list_add(struct import *m, str name)
{
    m->made = m->made.n ? arena_printf(m->arena, "%.*s, %.*s", P(m->made), P(name))
                        : str_dup(m->arena, name);
}

/* An organization that this line brings is known from here on; after looking only it has no id. */
static void organizations_note(struct import *m)
{
    for (size_t i = 0; i < m->after.organizations.n; i++) {
        const struct programme_organization *o = &m->after.organizations.v[i];
        bool there = false;
        for (size_t k = 0; k < m->known.n; k++)
            there = there || str_eq(m->known.v[k].code, o->code);
        if (there) continue;
        list_add(m, o->acronym);
        *PUSH(m->arena, &m->known) =
            (struct programme_organization){.id = o->id,
                                            .code = str_dup(m->arena, o->code),
                                            .acronym = str_dup(m->arena, o->acronym),
                                            .name = str_dup(m->arena, o->name)};
    }
}

static enum status line_take(struct import *m, struct db *db, const struct csv_row *row)
{
    enum status st = NOT_FOUND;
    facts_begin(&m->before);
    key_take(m, row);
    if (!m->faults.n) st = programme_by_key(db, m->row, m->line_key, &m->before.row);
    if (st != OK && st != NOT_FOUND) return st;
    bool fresh = st == NOT_FOUND;
    if (!fresh) TRY(facts_load(db, m->row, &m->before));
    m->after = m->before;
    if (fresh) m->after.row.import_key = m->line_key;
    const struct edition *e = edition_in_force(m->app);
    struct facts_reader reader = {.arena = m->row,
                                  .lang = m->lang,
                                  .edition = e,
                                  .known = &m->known,
                                  .make_organizations = m->make_organizations,
                                  .currency = m->before.row.amount.currency[0]
                                                  ? str_c(m->before.row.amount.currency)
                                                  : e->currency};
    cells_take(m, row, &reader);
    needed_check(m);
    str words = NO_STR;
    const struct column *column = facts_fault(&reader, &m->after, &words);
    if (column) fault_add(m, str_c(column->name), words);
    struct programme_difference_array changes = {0};
    if (m->faults.n) return OK;
    if (!fresh) facts_differ(m->row, m->lang, &m->before, &m->after, &changes);
    m->verdict = fresh ? IMPORT_NEW : changes.n ? IMPORT_CHANGED : IMPORT_SAME;
    return OK;
}

/* The tag row of the humanitarian exchange language: every cell that is filled begins with '#'. */
static bool is_tags(const struct csv_row *row)
{
    bool some = false;
    for (size_t i = 0; i < row->n; i++) {
        str cell = str_trim(row->v[i]);
        if (cell.n && cell.p[0] != '#') return false;
        some = some || cell.n;
    }
    return some;
}

enum status import_next(struct import *m, struct db *db)
{
    struct csv_row row;
    bool first = m->line == 0;
    arena_reset(m->row);
    m->faults = (struct programme_fault_array){0};
    m->verdict = IMPORT_FAULT;
    m->line_key = NO_STR;
    if (!csv_next(&m->csv, &row)) return NOT_FOUND;
    if (first && !row.fault && is_tags(&row) && !csv_next(&m->csv, &row)) return NOT_FOUND;
    m->line = row.line;
    facts_begin(&m->after);
    if (row.fault) {
        str name = row.column <= m->column_count ? m->names[row.column - 1] : NO_STR;
        fault_add(m, name, tr(m->lang, row.fault));
    } else if (row.n != m->column_count) {
        fault_say(
            m, NO_STR,
            MESSAGE(
                "This line has %1 columns, the first line has %2. Check its separators and quotation marks."),
            (i64)row.n, (i64)m->column_count);
    } else {
        TRY(line_take(m, db, &row));
    }
    m->counts.fresh += m->verdict == IMPORT_NEW;
    m->counts.changed += m->verdict == IMPORT_CHANGED;
    m->counts.unchanged += m->verdict == IMPORT_SAME;
    m->counts.faulty += m->verdict == IMPORT_FAULT;
    if (m->verdict == IMPORT_FAULT && m->told) m->told(m, m->told_context);
    if (m->verdict == IMPORT_NEW || m->verdict == IMPORT_CHANGED) organizations_note(m);
    return OK;
}

/* --- writing --------------------------------------------------------------------------------------- */

struct turn {
    struct import *import;
    bool end;
};

/* Lines until the turn is over. An organization made by one line gets its id for the next. */
static enum status turn_write(struct tx *tx, void *arg)
{
    struct turn *t = arg;
    struct import *m = t->import;
    i64 until = env_monotonic_ms() + TURN_MS;
    while (env_monotonic_ms() < until) {
        enum status st = import_next(m, tx_db(tx));
        t->end = st == NOT_FOUND;
        if (t->end) return OK;
        TRY(st);
        if (m->verdict != IMPORT_NEW && m->verdict != IMPORT_CHANGED) continue;
        TRY(facts_write(tx, m->row, m->verdict == IMPORT_CHANGED ? &m->before : NULL, &m->after));
        for (size_t i = 0; i < m->after.organizations.n; i++)
            for (size_t k = 0; k < m->known.n; k++)
                if (str_eq(m->known.v[k].code, m->after.organizations.v[i].code))
                    m->known.v[k].id = m->after.organizations.v[i].id;
    }
    return OK;
}

enum status import_run(struct import *m, struct actor actor, i64 now, import_progress_fn *progress,
                       void *context)
{
    struct turn t = {.import = m};
    while (!t.end) {
        TRY(store_write(m->app->store, actor, now, turn_write, &t));
        if (progress) progress(m, context);
    }
    return OK;
}

/* --- the command ----------------------------------------------------------------------------------- */

struct options {
    const char *file;
    bool dry, make;
};

static bool options_read(struct command *c, struct options *o)
{
    for (int i = 0; i < c->argc; i++) {
        if (strcmp(c->argv[i], "--dry-run") == 0)
            o->dry = true;
        else if (strcmp(c->argv[i], "--create-organizations") == 0)
            o->make = true;
        else if (c->argv[i][0] == '-' || o->file)
            return false;
        else
            o->file = c->argv[i];
    }
    return o->file != NULL;
}

static enum status refuse(FILE *err, const char *file, const char *why)
{
    fprintf(err, "letsema: %s: %s\n", file, why);
    return FAILED;
}

static enum status file_load(struct command *c, struct arena *a, const char *path, str *out)
{
    struct stat st;
    int fd;
    if (command_input(c, path, &fd) != OK || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return refuse(c->err, path, "cannot be read");
    if (st.st_size > IMPORT_BYTES_MAX)
        return refuse(c->err, path, "is larger than 64 MB; split it");
    size_t size = (size_t)st.st_size;
    char *p = arena_alloc(a, size);
    i64 n = io_read_at(fd, p, size, 0);
    *out = (str){p, n > 0 ? (size_t)n : 0};
    return n == (i64)size ? OK : refuse(c->err, path, "cannot be read to its end");
}

struct told {
    struct command *c;
    const char *file;
    struct buf faults; /* lines to print when the transaction is over */
    i64 at;
    bool shown; /* a line on the terminal that is not ended yet */
};

static void faults_note(const struct import *m, void *context)
{
    struct told *t = context;
    for (size_t i = 0; i < m->faults.n; i++)
        buf_printf(&t->faults, "%s:%lld: %.*s%s%.*s\n", t->file, (long long)m->line,
                   P(m->faults.v[i].column), m->faults.v[i].column.n ? ": " : "",
                   P(m->faults.v[i].message));
}

static void faults_print(struct told *t)
{
    if (t->shown && t->faults.n) fputc('\n', t->c->err);
    t->shown = t->shown && !t->faults.n;
    fprintf(t->c->err, "%.*s", P(buf_str(&t->faults)));
    if (t->faults.overflow) fprintf(t->c->err, "%s: more faults than are shown\n", t->file);
    buf_reset(&t->faults);
}

/* A line that grows on a terminal; elsewhere a line every ten seconds. */
static void progress_print(const struct import *m, void *context)
{
    struct told *t = context;
    i64 now = env_monotonic_ms();
    bool terminal = t->c->terminal;
    faults_print(t);
    if (now - t->at < (terminal ? 200 : 10000)) return;
    t->at = now;
    t->shown = terminal;
    i64 percent = m->size ? (i64)((m->size - m->csv.rest.n) * 100 / m->size) : 100;
    fprintf(t->c->err, "%s%s: %lld %%, %lld new, %lld changed, %lld unchanged, %lld left out%s",
            terminal ? "\r" : "", t->file, (long long)percent, (long long)m->counts.fresh,
            (long long)m->counts.changed, (long long)m->counts.unchanged,
            (long long)m->counts.faulty, terminal ? "" : "\n");
}

static enum status look(struct import *m, struct db *db, struct told *t)
{
    enum status st;
    while ((st = import_next(m, db)) == OK)
        faults_print(t);
    return st == NOT_FOUND ? OK : st;
}

static enum status import_all(struct command *c, struct app *app, struct db *db,
                              const struct options *o, str bytes)
{
    struct import m;
    struct told told = {.c = c, .file = o->file, .at = env_monotonic_ms()};
    buf_init(&told.faults, FAULTS_MAX);
    str fault = NO_STR;
    enum status st = import_begin(&m, app, db, S("en"), bytes, o->make, &fault);
    m.told = faults_note;
    m.told_context = &told;
    if (st == OK && m.unknown.n)
        fprintf(c->err, "%s: columns that are ignored: %.*s\n", o->file, P(m.unknown));
    struct actor actor = {.act = S("import programmes")};
    if (st == OK)
        st = o->dry ? look(&m, db, &told)
                    : import_run(&m, actor, env_now(&app->env), progress_print, &told);
    faults_print(&told);
    buf_free(&told.faults);
    if (told.shown) fputc('\n', c->err);
    if (fault.n) refuse(c->err, o->file, fault.p);
    if (st == OK && m.made.n)
        fprintf(c->out, "Organizations %s: %.*s\n", o->dry ? "that would be added" : "added",
                P(m.made));
    if (st == OK)
        fprintf(c->out, "%s: %lld new, %lld changed, %lld unchanged, %lld left out\n",
                o->dry ? "Checked" : "Imported", (long long)m.counts.fresh,
                (long long)m.counts.changed, (long long)m.counts.unchanged,
                (long long)m.counts.faulty);
    if (st == OK && m.counts.faulty) st = CONFLICT;
    import_end(&m);
    return st;
}

/* COMMAND import programmes DIR FILE [--dry-run] [--create-organizations]    live
** Imports programmes from a CSV file; lines with faults are named and left out. */
int import_programmes_command(struct command *c)
{
    struct options o = {0};
    if (!options_read(c, &o)) return 2;
    struct app *app = NULL;
    struct db *db = NULL;
    struct arena *a = arena_new();
    str bytes;
    enum status st = file_load(c, a, o.file, &bytes);
    c->code = 1;
    if (st == OK) st = command_open(c, &app);
    if (st == OK) {
        if (!edition_in_force(app))
            st = refuse(c->err, c->dir, "no edition is in force; adopt one first");
        if (st == OK) st = db_open(app->store, &db);
        if (st == OK) st = import_all(c, app, db, &o, bytes);
        if (db) db_close(db);
        command_close(c, app);
        c->code = st == OK ? 0 : 1;
    }
    arena_free(a);
    return c->code;
}
