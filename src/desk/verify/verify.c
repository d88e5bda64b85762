/* verify.c: has the whole fund checked: the auditor's page asks for it, a job does it, the result stays.
** The clock asks for it too. The command that does the same stands in command.c. */
#include "web/verify.h"
#include "people/people.h"
#include "publish/anchor/anchor.h"
#include "web/app.h"
#include "web/list.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"
#include "web/text.h"

#include "gen/model.h"
#include "gen/registry.h"
#include "gen/verify_sql.h"

#include <jansson.h>

enum { CODE_LETTERS = 8, DAILY_HOUR = 4, AGAIN = 3600 };

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
    if (!row->person.n) row->person = T(r, "The clock");
    if (row->ended != NO_DATE)
        row->took = arena_printf(r->arena, "%lld.%lld s", (long long)row->took_ms / 1000,
                                 (long long)row->took_ms % 1000 / 100);
    row->address = arena_printf(r->arena, "/desk/verify/%.*s", P(row->code));
}

static const struct list_column columns[] = {
    {MESSAGE("When"), "asked", false},
    {MESSAGE("By"), NULL, false},
    {MESSAGE("Result"), "state", false},
    {MESSAGE("Faults"), NULL, true},
    {MESSAGE("Journal entries"), "entries", true},
    {MESSAGE("Records"), NULL, true},
    {MESSAGE("Files"), NULL, true},
    {MESSAGE("How long"), "took", true},
};

static str plan_words(struct request *r)
{
    str every = setting(r->app, r->arena, "verify.every");
    if (str_eq(every, S("never"))) return T(r, "Nothing is verified by itself.");
    return str_eq(every, S("daily")) ? T(r, "The whole fund is verified each day by itself.")
                                     : T(r, "The whole fund is verified each Sunday by itself.");
}

/* What there is to know besides the list: the last result, the last backup, the newest digest. */
static enum status standing_fill(struct request *r, struct verify_list *view)
{
    struct verify_row open;
    struct verify_backup backup;
    struct anchor anchor;
    enum status st = verify_open(r->db, r->arena, &open);
    view->busy = st == OK;
    if (st == OK || st == NOT_FOUND) st = verify_last(r->db, r->arena, &view->last);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == OK) row_words(r, &view->last);
    st = verify_last_backup(r->db, r->arena, &backup);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == OK && str_eq(backup.state, S("failed"))) view->backup_fault = backup.fault;
    view->may_backup = may(r, "setting.edit", NULL);
    st = anchor_newest(r->db, r->arena, &anchor);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    struct buf b;
    buf_init(&b, 64);
    buf_lit(&b, "/data/journal/");
    buf_date(&b, anchor.day);
    view->anchor_address = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    view->anchor_day = anchor.day;
    view->anchor_position = anchor.position;
    view->anchor_hash = anchor.hash;
    return OK;
}

/* ROUTE GET /desk/verify?sort,after     needs journal.read
** The verifications of the whole fund, newest first, and what they look at. */
enum status verify_list_page(struct request *r, struct response *s)
{
    struct verify_list view = {.plan = plan_words(r), .anchor_day = NO_DATE};
    struct list l = LIST_OF(r, columns, "asked_down");
    TRY(verify_find(r->db, r->arena, &(struct verify_find_in){.sort = l.sort}, &l.rows,
                    &view.items));
    list_show(r, &l, &view.list);
    for (size_t i = 0; i < view.items.n; i++)
        row_words(r, &view.items.v[i]);
    TRY(standing_fill(r, &view));
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

struct asked {
    struct arena *arena;
    i64 account; /* 0: the clock */
};

static enum status ask_write(struct tx *tx, void *arg)
{
    const struct asked *q = arg;
    struct verify_row open;
    i64 id;
    enum status st = verify_open(tx_db(tx), q->arena, &open);
    if (st != NOT_FOUND) return st; /* one is enough */
    str code = code_new(q->arena, tx_env(tx), CODE_LETTERS);
    TRY(verify_insert(tx, code, tx_now(tx), q->account, &id));
    return job_put(tx, "verify_fund", code, tx_now(tx), S("verify_fund"));
}

/* ROUTE POST /desk/verify     needs journal.read
** Has the whole fund checked by a job; the result stays on the page. */
enum status verify_ask_act(struct request *r, struct response *s)
{
    TRY(db_write(r, ask_write, &(struct asked){r->arena, r->session->account}));
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

/* JOB verify_fund slow
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

/* GROUP verify "Verification" */
/* SETTING verify.every choice(never|daily|weekly) weekly
** How often the whole fund is verified by itself, at 4:00 by the fund's clock. */

/* JOB verify_schedule every 10m
** Asks for a verification when one is due; one that could not be finished is tried again after an hour. */
enum status verify_schedule_job(struct job *j)
{
    static const struct actor actor = {.act = {"verify_schedule", 15}};
    struct verify_row last = {0};
    struct instance copy = {0};
    str every = setting(j->app, j->arena, "verify.every");
    if (str_eq(every, S("never"))) return OK;
    i64 due = fund_due(j->app, j->now, str_eq(every, S("weekly")), DAILY_HOUR);
    enum status st = store_instance(j->db, j->arena, &copy);
    if (st == OK && copy.made >= due) return OK; /* the fund is younger */
    st = verify_last_by_clock(j->db, j->arena, &last);
    if (st != OK && st != NOT_FOUND) return st;
    bool again = st == OK && str_eq(last.state, S("broken")) && last.ended + AGAIN <= j->now;
    if (st == OK && last.asked >= due && !again) return OK;
    return store_write(j->app->store, actor, j->now, ask_write, &(struct asked){j->arena, 0});
}
