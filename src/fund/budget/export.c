/* export.c: the lines of a budget for a spreadsheet: CSV, and a workbook whose amounts are formulas, so
** that one can go on without a network and bring the lines back (bring.c). The first column holds the
** lines' codes, its head the version: by these a file is joined with what came meanwhile. */
#include "fund/budget/export.h"

#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/registry.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CSV_MAX (32 << 20)

bool export_is_number(const struct form_field *c)
{
    return c->input == INPUT_MONEY || c->input == INPUT_DECIMAL || c->input == INPUT_NUMBER;
}

/* The short name of an organization, or its code if another has the same. */
static str organization_text(const struct filling *f, str code)
{
    str name = NO_STR;
    size_t alike = 0;
    for (size_t i = 0; i < f->organizations.n; i++)
        if (str_eq(f->organizations.v[i].code, code)) name = f->organizations.v[i].acronym;
    for (size_t i = 0; i < f->organizations.n && name.n; i++)
        alike += str_eqi(f->organizations.v[i].acronym, name);
    return alike == 1 ? name : code;
}

str export_text(const struct filling *f, const struct form_field *c, const json_t *v)
{
    str text = json_is_string(v) ? str_c(json_string_value(v)) : NO_STR;
    if (json_is_integer(v))
        return arena_printf(f->r->arena, "%lld", (long long)json_integer_value(v));
    if (c->input == INPUT_ORGANIZATION) return organization_text(f, text);
    return c->input == INPUT_CHOICE ? value_words(f, c, v) : text;
}

static void row_csv(const struct exporting *x, size_t index, struct buf *b)
{
    const struct budget_line *l = &x->budget.lines[index];
    const json_t *row = json_array_get(x->rows, index);
    buf_csv(b, l->id);
    for (size_t k = 0; k < x->field->column_count; k++) {
        const struct form_field *c = &x->field->columns[k];
        if (c->computed) continue;
        buf_char(b, ',');
        buf_csv(b, export_text(x->f, c, json_object_getn(row, c->name.p, c->name.n)));
    }
    buf_char(b, ',');
    if (l->computed) buf_money_plain(b, money_of(l->amount, x->f->p->edition->currency));
    buf_lit(b, "\r\n");
}

static str csv_of(const struct exporting *x)
{
    struct buf b;
    struct request *r = x->f->r;
    buf_init(&b, CSV_MAX);
    buf_lit(&b, "\xEF\xBB\xBF"); /* by it spreadsheets know UTF-8 */
    buf_csv(&b, x->head);
    for (size_t k = 0; k < x->field->column_count; k++) {
        const struct form_field *c = &x->field->columns[k];
        if (c->computed) continue;
        buf_char(&b, ',');
        buf_csv(&b, edition_text(x->f->p->edition, c->label, r->lang));
    }
    buf_char(&b, ',');
    buf_csv(&b, T(r, "Amount"));
    buf_lit(&b, "\r\n");
    for (size_t i = 0; i < x->budget.n; i++)
        row_csv(x, i, &b);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* NOT_FOUND if the proposal has no budget. */
static enum status export_open(struct request *r, struct proposal *p, struct writing *w,
                               struct filling *f, struct exporting *x)
{
    TRY(proposal_load(r->db, r->app, r->arena, param(r, "proposal"), p));
    TRY(budget_version_find(r, p, w));
    if (!w->form) return NOT_FOUND;
    *f = (struct filling){.r = r, .p = p, .form = w->form, .doc = w->doc};
    TRY(filling_read(f));
    *x = (struct exporting){
        .f = f,
        .field = form_budget(w->form),
        .head = arena_printf(r->arena, "%s@%lld", BUDGET_ID, (long long)w->row.number)};
    x->rows = json_object_getn(w->doc, x->field->name.p, x->field->name.n);
    budget_read(p->edition, x->field, w->doc, r->arena, &x->budget);
    return OK;
}

static str file_name(const struct exporting *x, const char *ending)
{
    return arena_printf(x->f->r->arena, "%.*s-%.*s%s", P(x->f->p->row.code), P(x->field->name),
                        ending);
}

/* ROUTE GET /desk/proposals/:proposal/budget/lines.csv     needs proposal.read on :proposal
** The lines as CSV, to be worked on and brought back. */
enum status budget_csv_file(struct request *r, struct response *s)
{
    struct proposal p;
    struct filling f;
    struct exporting x;
    __attribute__((cleanup(writing_close))) struct writing w = {0};
    TRY(export_open(r, &p, &w, &f, &x));
    reply_header(s, "content-disposition",
                 arena_printf(r->arena, "attachment; filename=\"%.*s\"", P(file_name(&x, ".csv"))));
    return reply_bytes(r, s, "text/csv; charset=utf-8", csv_of(&x));
}

/* ROUTE GET /desk/proposals/:proposal/budget/lines.xlsx     needs proposal.read on :proposal
** The lines and the views as a workbook, to be worked on and brought back. */
enum status budget_xlsx_file(struct request *r, struct response *s)
{
    struct proposal p;
    struct filling f;
    struct exporting x;
    struct stat st;
    __attribute__((cleanup(writing_close))) struct writing w = {0};
    TRY(export_open(r, &p, &w, &f, &x));
    str path = arena_printf(r->arena, "%s/budget-%.*s.xlsx", r->app->spool,
                            P(code_new(r->arena, &r->app->env, 12)));
    enum status made = workbook_write(&x, path.p, r->app->spool);
    int fd = made == OK ? open(path.p, O_RDONLY | O_CLOEXEC) : -1;
    (void)unlink(path.p);
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0) close(fd);
        return FAILED;
    }
    return reply_descriptor(r, s, fd, st.st_size, file_name(&x, ".xlsx"),
                            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}
