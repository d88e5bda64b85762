/* verify.c: has the whole fund checked: the auditor's page asks for it, a job does it, the result stays.
** The command that does the same stands in command.c. */
#include "web/verify.h"
#include "people/people.h"
#include "web/app.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/model.h"
#include "gen/registry.h"
#include "gen/verify_sql.h"

#include <jansson.h>

enum { PAGE_ROWS = 50, CODE_LETTERS = 8 };

/* MENU desk 91 /desk/verify "Verification" needs journal.read */

/* --- pages -------------------------------------------------------------------------------------------- */

static void row_words(struct request *r, struct verify_row *row)
{
    static const struct {
        const char *state, *words, *tone;
    } states[] = {
        {"waiting", MESSAGE("waiting"), ""},
        {"running", MESSAGE("running"), ""},
        {"passed", MESSAGE("everything agrees"), "good"},
        {"failed", MESSAGE("faults were found"), "bad"},
        {"broken", MESSAGE("could not be finished"), "bad"},
    };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (str_eq(row->state, str_c(states[i].state))) {
            row->state_label = tr(r->lang, states[i].words);
            row->tone = str_c(states[i].tone);
        }
    if (!row->person.n) row->person = T(r, "The program");
    if (row->ended != NO_DATE)
        row->took = arena_printf(r->arena, "%lld.%lld s", (long long)row->took_ms / 1000,
                                 (long long)row->took_ms % 1000 / 100);
    row->address = arena_printf(r->arena, "/desk/verify/%.*s", P(row->code));
}

/* ROUTE GET /desk/verify     needs journal.read
** The verifications of the whole fund, newest first, and what they look at. */
enum status verify_list_page(struct request *r, struct response *s)
{
    struct verify_list view = {0};
    TRY(verify_rows(r->db, r->arena, PAGE_ROWS, &view.items));
    for (size_t i = 0; i < view.items.n; i++) {
        row_words(r, &view.items.v[i]);
        view.busy = view.busy || !view.items.v[i].tone.n;
    }
    for (size_t i = 0; i < check_entry_count; i++)
        *PUSH(r->arena, &view.checks) = (struct verify_check){
            .name = str_c(check_entries[i].name), .words = tr(r->lang, check_entries[i].help)};
    page_title(s, T(r, "Verification"));
    page_crumb(r, s, "Journal", "/desk/journal");
    return show(r, s, verify_list_view, &view);
}

static str fault_sentence(struct request *r, const struct verify_fault *f)
{
    str arguments[CHECK_ARGUMENTS];
    size_t n = 0;
    json_auto_t *list = json_loadb(f->arguments.p, f->arguments.n, 0, NULL);
    for (; n < json_array_size(list) && n < CHECK_ARGUMENTS; n++) {
        const json_t *one = json_array_get(list, n);
        arguments[n] = str_dup(r->arena, (str){json_string_value(one), json_string_length(one)});
    }
    return verify_words(r->arena, r->lang, str_z(r->arena, f->message), arguments, n, f->n);
}

/* ROUTE GET /desk/verify/:run     needs journal.read
** One verification with the first fault of each kind. */
enum status verify_show_page(struct request *r, struct response *s)
{
    struct verify_show view = {0};
    TRY(verify_of(r->db, r->arena, param(r, "run"), &view.row));
    TRY(verify_faults(r->db, r->arena, view.row.id, &view.faults));
    row_words(r, &view.row);
    for (size_t i = 0; i < view.faults.n; i++)
        view.faults.v[i].words = fault_sentence(r, &view.faults.v[i]);
    page_title(s, T(r, "Verification"));
    page_crumb(r, s, "Journal", "/desk/journal");
    page_crumb(r, s, "Verification", "/desk/verify");
    return show(r, s, verify_show_view, &view);
}

static enum status ask_write(struct tx *tx, void *arg)
{
    struct request *r = arg;
    struct verify_row open;
    i64 id;
    enum status st = verify_open(tx_db(tx), r->arena, &open);
    if (st != NOT_FOUND) return st; /* one is enough */
    str code = code_new(r->arena, tx_env(tx), CODE_LETTERS);
    TRY(verify_insert(tx, code, r->now, r->session->account, &id));
    return job_put(tx, "verify_fund", code, r->now, S("verify_fund"));
}

/* ROUTE POST /desk/verify     needs journal.read
** Has the whole fund checked by a job; the result stays on the page. */
enum status verify_ask_act(struct request *r, struct response *s)
{
    TRY(db_write(r, ask_write, r));
    return redirect_note(r, s,
                         T(r, "The verification begins. Load this page again for its result."),
                         "/desk/verify");
}

/* --- the job ------------------------------------------------------------------------------------------ */

struct outcome {
    struct job *job;
    struct verify_row *row;
    const struct check *check;
    enum status st;
    i64 ms;
};

static enum status begin_write(struct tx *tx, void *arg)
{
    const struct outcome *o = arg;
    i64 count;
    return verify_begin(tx, o->row->id, o->job->now, &count);
}

static enum status end_write(struct tx *tx, void *arg)
{
    const struct outcome *o = arg;
    const struct check *c = o->check;
    i64 count, id;
    struct verify_end_in in = {.id = o->row->id,
                               .state = o->st != OK   ? S("broken")
                                        : c->faults.n ? S("failed")
                                                      : S("passed"),
                               .ended = tx_now(tx),
                               .took_ms = o->ms,
                               .entries = c->entries,
                               .rows_read = c->rows,
                               .files = c->files,
                               .stopped_at = o->st != OK ? str_c(c->name) : NO_STR};
    TRY(verify_end(tx, &in, &count));
    for (size_t i = 0; i < c->faults.n; i++) {
        const struct check_fault *f = &c->faults.v[i];
        TRY(verify_fault_insert(tx, in.id, str_c(f->message),
                                db_json_texts(o->job->arena, f->arguments, f->argument_count),
                                f->count, &id));
    }
    return OK;
}

/* JOB verify_fund
** Checks the whole fund and keeps the result. */
enum status verify_fund_job(struct job *j)
{
    static const struct actor actor = {.act = {"verify_fund", 11}};
    struct verify_row row;
    struct check check = {.store = j->app->store, .arena = j->arena};
    enum status st = verify_of(j->db, j->arena, j->args, &row);
    if (st == NOT_FOUND || (st == OK && row.ended != NO_DATE)) return OK;
    TRY(st);
    struct outcome o = {.job = j, .row = &row, .check = &check};
    TRY(store_write(j->app->store, actor, j->now, begin_write, &o));
    i64 started = env_monotonic_ms();
    o.st = verify_run(&check);
    o.ms = env_monotonic_ms() - started;
    for (size_t i = 0; i < check.faults.n; i++)
        log_line(LOG_ERROR, "verification found a fault", "kind", check.faults.v[i].message, NULL);
    return store_write(j->app->store, actor, env_now(&j->app->env), end_write, &o);
}
