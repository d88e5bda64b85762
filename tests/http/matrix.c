/* matrix.c: reads the table of permissions and asks the fund cell by cell. The table's head says how
** it is written. */
#include "matrix.h"

#include "edition/adopted.h"
#include "people/account/account.h"
#include "people/role/role.h"

#include "gen/account_sql.h"
#include "gen/role_sql.h"

#define COLUMNS_MAX 24
#define BODY_BYTES (1 << 16)

enum subject {
    SUBJECT_ROLE,
    SUBJECT_ASSIGNED,
    SUBJECT_OVER,   /* held the role until a day that is past */
    SUBJECT_COMING, /* will hold it from a day that is to come */
    SUBJECT_IDLE,
    SUBJECT_NOBODY
};

/* One column: who asks, and for whose record. */
struct column {
    str name, role;
    enum subject subject;
    bool of_organization, other;
};

struct row {
    i64 line;
    enum method method;
    str path, cells[COLUMNS_MAX];
    struct pair_array fields;
    i64 set; /* which set of people asks: see `fresh` */
};
struct row_array {
    struct row *v;
    size_t n, cap;
};

struct matrix {
    struct fund *fund;
    struct arena *arena;
    matrix_report *report;
    void *context;
    struct column columns[COLUMNS_MAX];
    size_t column_count;
    struct pair_array own, other; /* parameter of a path → code of a record */
    struct row_array rows;
    str organization; /* whom the applicants act for */
    i64 set;
};

static void say(struct matrix *m, bool passed, str what, str why)
{
    m->report(m->context, passed, what, why);
}

/* --- reading the table ---------------------------------------------------------------------------------- */

/* The next word of a line; false when there is none. */
static bool word(str *rest, str *out)
{
    *rest = str_trim(*rest);
    if (!rest->n) return false;
    str_cut(rest, ' ', out);
    return true;
}

static void columns_read(struct matrix *m, str rest)
{
    str name;
    while (m->column_count < COLUMNS_MAX && word(&rest, &name)) {
        struct column *c = &m->columns[m->column_count++];
        *c = (struct column){.name = name, .role = name};
        c->other = str_ends(name, S("-other"));
        if (c->other) c->role = str_sub(name, 0, name.n - 6);
        if (str_ends(name, S("-own"))) c->role = str_sub(name, 0, name.n - 4);
        bool bound = str_ends(c->role, S("-bound")); /* a role of the fund for one organization */
        if (bound) c->role = str_sub(c->role, 0, c->role.n - 6);
        if (str_ends(name, S("-over"))) {
            c->role = str_sub(name, 0, name.n - 5);
            c->subject = SUBJECT_OVER;
        }
        if (str_ends(name, S("-coming"))) {
            c->role = str_sub(name, 0, name.n - 7);
            c->subject = SUBJECT_COMING;
        }
        if (str_eq(name, S("nobody"))) c->subject = SUBJECT_NOBODY;
        if (str_eq(name, S("signed"))) c->subject = SUBJECT_IDLE;
        if (str_eq(c->role, S("reviewer"))) c->subject = SUBJECT_ASSIGNED;
        c->of_organization = bound || str_eq(c->role, S("applicant")) || str_eq(c->role, S("lead"));
    }
}

/* "name=value | name=value" */
static void fields_read(struct matrix *m, str rest, struct row *row)
{
    str piece;
    while (str_cut(&rest, '|', &piece)) {
        i64 eq = str_find_char(piece, '=');
        if (eq <= 0) continue;
        *PUSH(m->arena, &row->fields) =
            (struct pair){str_trim(str_sub(piece, 0, (size_t)eq)),
                          str_trim(str_sub(piece, (size_t)eq + 1, piece.n))};
    }
}

static void row_read(struct matrix *m, i64 line, str method, str rest)
{
    struct row row = {.line = line, .set = m->set};
    row.method = str_eq(method, S("POST")) ? METHOD_POST : METHOD_GET;
    str cell = NO_STR;
    bool good = word(&rest, &row.path);
    for (size_t i = 0; i < m->column_count; i++) {
        good = good && word(&rest, &cell) && cell.n == 1 && strchr("yn-", cell.p[0]);
        row.cells[i] = cell;
    }
    good = good && !str_trim(rest).n && str_find_char(row.path, '$') < 0;
    if (good)
        *PUSH(m->arena, &m->rows) = row;
    else
        say(m, false, arena_printf(m->arena, "line %lld of the matrix", (long long)line),
            S("a row is: METHOD PATH and y, n or - for each column"));
}

/* ":param CODE [other CODE]" */
static void record_read(struct matrix *m, i64 line, str rest)
{
    str name, own, between, other;
    if (!word(&rest, &name) || !word(&rest, &own) || own.p[0] == '$' || name.p[0] != ':') {
        say(m, false, arena_printf(m->arena, "line %lld of the matrix", (long long)line),
            S("nothing was captured for this record"));
        return;
    }
    *PUSH(m->arena, &m->own) = (struct pair){name, own};
    if (word(&rest, &between) && word(&rest, &other))
        *PUSH(m->arena, &m->other) = (struct pair){name, other};
}

static void table_read(struct matrix *m, str table)
{
    str line, first;
    for (i64 n = 1; str_cut(&table, '\n', &line); n++) {
        bool indented = line.n && line.p[0] == ' ';
        str rest = line;
        if (indented && m->rows.n)
            fields_read(m, str_trim(line), &m->rows.v[m->rows.n - 1]);
        else if (!word(&rest, &first) || first.p[0] == '#')
            continue;
        else if (str_eq(first, S("columns")))
            columns_read(m, rest);
        else if (str_eq(first, S("organization")))
            m->organization = str_trim(rest);
        else if (str_eq(first, S("record")))
            record_read(m, n, rest);
        else if (str_eq(first, S("fresh")))
            m->set++;
        else
            row_read(m, n, first, rest);
    }
}

/* --- people --------------------------------------------------------------------------------------------- */

struct assign_arg {
    struct matrix *m;
    str email;
    i64 record; /* 0: takes the duties away */
    str timed;  /* then gives this role again */
    i64 starts, until;
};

static enum status assign_write(struct tx *tx, void *arg)
{
    struct assign_arg *v = arg;
    struct arena *a = v->m->arena;
    struct account_row account;
    struct role_duty_array duties = {0};
    TRY(account_by_email(tx_db(tx), a, v->email, &account));
    TRY(duty_of_account(tx_db(tx), a, account.id, &duties));
    for (size_t i = 0; i < duties.n; i++)
        TRY(duty_end(tx, duties.v[i].id, tx_now(tx)));
    if (v->timed.n)
        return duty_grant(tx, a,
                          &(struct duty_new){.account = account.id,
                                             .role = v->timed,
                                             .scope = S("fund"),
                                             .starts = v->starts,
                                             .until = v->until});
    if (!v->record) return OK;
    return duty_grant(tx, a,
                      &(struct duty_new){.account = account.id,
                                         .role = S("reviewer"),
                                         .scope = S("record"),
                                         .record_kind = S("proposal"),
                                         .record = v->record,
                                         .until = NO_DATE});
}

static str value_of(const struct pair_array *list, str name)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i].name, name)) return list->v[i].value;
    return NO_STR;
}

/* The id behind the code of the proposal that the reviewer is assigned to. */
static i64 assigned_record(struct matrix *m)
{
    for (size_t i = 0; i < guard_count; i++) {
        if (strcmp(guards[i].name, "proposal") != 0) continue;
        struct request r = {.arena = m->arena, .app = m->fund->app, .db = m->fund->db};
        struct scope scope = {0};
        if (guards[i].fn(&r, value_of(&m->own, S(":proposal")), &scope) == OK) return scope.record;
    }
    return 0;
}

/* Chooses who asks. False with the reason when that person cannot be made. */
static bool ask_as(struct matrix *m, const struct column *c, i64 set, str *why)
{
    str number = arena_printf(m->arena, "%lld", (long long)set + 10);
    if (c->subject == SUBJECT_NOBODY) return fund_as(m->fund, NO_STR, NO_STR, NO_STR, why);
    str role = c->subject == SUBJECT_IDLE ? S("board") : c->role;
    if (c->subject == SUBJECT_IDLE) number = arena_printf(m->arena, "%lld", (long long)set + 50);
    i64 now = env_now(&m->fund->app->env);
    bool over = c->subject == SUBJECT_OVER, timed = over || c->subject == SUBJECT_COMING;
    if (timed) number = arena_printf(m->arena, "%lld", (long long)set + (over ? 60 : 70));
    size_t before = m->fund->people.n;
    if (!fund_as(m->fund, role, number, c->of_organization ? m->organization : NO_STR, why))
        return false;
    bool assigned = c->subject == SUBJECT_ASSIGNED && value_of(&m->own, S(":proposal")).n;
    if (m->fund->people.n == before || (c->subject != SUBJECT_IDLE && !assigned && !timed))
        return true;
    struct assign_arg arg = {.m = m,
                             .email = arena_printf(m->arena, "%.*s-%.*s@%sexample.org", P(role),
                                                   P(number), m->fund->app->demo ? "demo." : "")};
    if (timed) arg.timed = role;
    arg.starts = over ? NO_DATE : now + 1;
    arg.until = over ? now : NO_DATE;
    if (assigned) arg.record = assigned_record(m);
    struct actor actor = {.act = S("test")};
    *why = S("the duties could not be changed");
    return store_write(m->fund->app->store, actor, env_now(&m->fund->app->env), assign_write,
                       &arg) == OK;
}

/* --- asking --------------------------------------------------------------------------------------------- */

/* The row's path with the codes of the own or of the other record. */
static str path_of(struct matrix *m, const struct row *row, bool other)
{
    struct buf b;
    buf_init(&b, 4096);
    str rest = str_sub(row->path, 1, row->path.n), piece;
    while (str_cut(&rest, '/', &piece)) {
        buf_char(&b, '/');
        str value =
            piece.n && piece.p[0] == ':' ? value_of(other ? &m->other : &m->own, piece) : piece;
        if (!value.n) value = value_of(&m->own, piece); /* a part of a record that has no owner */
        buf_add(&b, value);
    }
    str path = str_dup(m->arena, buf_str(&b));
    buf_free(&b);
    return path;
}

static str body_of(struct matrix *m, const struct row *row)
{
    struct buf b;
    buf_init(&b, BODY_BYTES);
    buf_lit(&b, "token=");
    buf_url(&b, fund_token(m->fund));
    for (size_t i = 0; i < row->fields.n; i++) {
        buf_char(&b, '&');
        buf_url(&b, row->fields.v[i].name);
        buf_char(&b, '=');
        buf_url(&b, row->fields.v[i].value);
    }
    str body = str_dup(m->arena, buf_str(&b));
    buf_free(&b);
    return body;
}

static bool refuses(const struct column *c, const struct row *row, const struct answer *w)
{
    bool to_sign_in = w->status == 303 && str_starts(answer_header(w, "location"), S("/sign-in?"));
    if (c->subject == SUBJECT_NOBODY)
        return row->method == METHOD_GET ? to_sign_in : w->status == 403;
    return w->status == 403 || w->status == 404;
}

static bool allows(const struct answer *w)
{
    bool to_sign_in = w->status == 303 && str_starts(answer_header(w, "location"), S("/sign-in?"));
    return !to_sign_in && w->status >= 200 && w->status < 500 && w->status != 400 &&
           w->status != 403 && w->status != 404 && w->status != 405 && w->status != 429;
}

static void ask(struct matrix *m, const struct row *row, const struct column *c, bool expected)
{
    bool post = row->method == METHOD_POST;
    str path = path_of(m, row, c->other), why = NO_STR;
    str what =
        arena_printf(m->arena, "%.*s %s %s %.*s (%.*s)", P(c->name), expected ? "may" : "may not",
                     post ? "POST" : "GET", P(row->path), P(path));
    if (!ask_as(m, c, row->set, &why)) {
        say(m, false, what, why);
        return;
    }
    str body = post ? body_of(m, row) : NO_STR;
    struct answer w;
    i64 before = fund_version(m->fund);
    fund_send(m->fund, post ? S("POST") : S("GET"), path, NULL,
              S("application/x-www-form-urlencoded"), body, &w);
    bool right = expected ? allows(&w) : refuses(c, row, &w);
    why = arena_printf(m->arena, "line %lld: the answer is %d %.*s", (long long)row->line, w.status,
                       P(answer_header(&w, "location")));
    if (!expected && fund_version(m->fund) != before) {
        right = false;
        why = arena_printf(m->arena, "%.*s, and something was written", P(why));
    }
    say(m, right, what, why);
}

/* What a browser says of a form that another site made it send, and a form without our token. */
static const struct forged {
    const char *what, *name, *value;
    bool token;
} forgeries[] = {
    {"without the token", NULL, NULL, false},
    {"with the token of somebody else", "", NULL, false},
    {"from another site", "Sec-Fetch-Site", "cross-site", true},
    {"from another server of the same site", "Sec-Fetch-Site", "same-site", true},
    {"from another origin", "Origin", "https://evil.example", true},
    {"from the same name with another port", "Origin", "http://" TEST_HOST ":8081", true},
    {"from an origin that hides itself", "Origin", "null", true},
};

static str forged_body(struct matrix *m, const struct row *row, const struct forged *f)
{
    str body = body_of(m, row);
    if (f->token) return body;
    i64 rest = str_find_char(body, '&');
    str fields = rest < 0 ? NO_STR : str_sub(body, (size_t)rest, body.n);
    return arena_printf(
        m->arena, "%s%.*s",
        f->name ? "token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" : "x=", P(fields));
}

/* Who may do it is not made to do it by somebody else's page. */
static void forge(struct matrix *m, const struct row *row, const struct column *c)
{
    str why = NO_STR, path = path_of(m, row, c->other);
    if (!ask_as(m, c, row->set, &why)) return;
    for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++) {
        const struct forged *f = &forgeries[i];
        struct pair_array headers = {0};
        if (f->name && f->value)
            *PUSH(m->arena, &headers) = (struct pair){str_c(f->name), str_c(f->value)};
        struct answer w;
        str body = forged_body(m, row, f);
        i64 before = fund_version(m->fund);
        fund_send(m->fund, S("POST"), path, &headers, S("application/x-www-form-urlencoded"), body,
                  &w);
        bool wrote = fund_version(m->fund) != before;
        say(m, w.status == 403 && !wrote,
            arena_printf(m->arena, "%.*s is not made to POST %.*s by a form %s", P(c->name),
                         P(row->path), f->what),
            arena_printf(m->arena, "line %lld: the answer is %d%s", (long long)row->line, w.status,
                         wrote ? ", and something was written" : ""));
    }
}

static void forge_all(struct matrix *m)
{
    for (size_t i = 0; i < m->rows.n; i++) {
        const struct row *row = &m->rows.v[i];
        size_t k = 0;
        while (k < m->column_count && row->cells[k].p[0] != 'y')
            k++;
        if (row->method == METHOD_POST && k < m->column_count) forge(m, row, &m->columns[k]);
    }
}

static void ask_all(struct matrix *m, bool expected)
{
    for (size_t i = 0; i < m->rows.n; i++)
        for (size_t k = 0; k < m->column_count; k++)
            if (m->rows.v[i].cells[k].p[0] == (expected ? 'y' : 'n'))
                ask(m, &m->rows.v[i], &m->columns[k], expected);
}

/* --- completeness ---------------------------------------------------------------------------------------- */

static bool stands_for(const struct route *route, const struct row *row)
{
    if (route->method != row->method) return false;
    i64 mark = str_find_char(row->path, '?');
    str rest = str_sub(row->path, 1, mark < 0 ? row->path.n : (size_t)mark), piece;
    for (size_t i = 0; i < route->segment_count; i++) {
        if (!str_cut(&rest, '/', &piece)) return false;
        if (route->segments[i][0] != ':' && !str_eq(str_c(route->segments[i]), piece)) return false;
    }
    return !rest.p;
}

/* The first row of the registry that a path fits is its route, so a literal segment counts for itself. */
static void routes_mark(const struct matrix *m, bool *stands)
{
    for (size_t i = 0; i < m->rows.n; i++)
        for (size_t k = 0; k < route_count; k++)
            if (stands_for(&routes[k], &m->rows.v[i])) {
                stands[k] = true;
                break;
            }
}

/* A table that forgets a role, or who has none, proves nothing of them. */
static void columns_check(struct matrix *m)
{
    const struct edition *e = edition_in_force(m->fund->app);
    for (size_t i = 0; e && i < e->role_count; i++) {
        bool known = false;
        for (size_t k = 0; k < m->column_count; k++)
            known = known || str_eq(m->columns[k].role, e->roles[i].name);
        if (!known)
            say(m, false, arena_printf(m->arena, "a column for \"%.*s\"", P(e->roles[i].name)),
                S("the matrix has none"));
    }
    bool signed_in = false, nobody = false;
    for (size_t k = 0; k < m->column_count; k++) {
        signed_in = signed_in || m->columns[k].subject == SUBJECT_IDLE;
        nobody = nobody || m->columns[k].subject == SUBJECT_NOBODY;
    }
    if (!signed_in || !nobody)
        say(m, false, S("columns for \"signed\" and \"nobody\""), S("the matrix has not both"));
}

void matrix_run(struct fund *f, str table, bool *stands, matrix_report *report, void *context)
{
    struct matrix m = {.fund = f, .arena = f->arena, .report = report, .context = context};
    table_read(&m, table);
    columns_check(&m);
    routes_mark(&m, stands);
    str why;
    if (fund_version(f) < 0) say(&m, false, S("the database can be watched"), str_c(f->dir));
    /* Everybody is there before the first question: making somebody writes. */
    for (i64 set = 0; set <= m.set; set++)
        for (size_t k = 0; k < m.column_count; k++)
            if (!ask_as(&m, &m.columns[k], set, &why)) say(&m, false, m.columns[k].name, why);
    ask_all(&m, false);
    forge_all(&m);
    ask_all(&m, true);
}
