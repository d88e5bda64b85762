/* doctor.c: asks every check, and shows what they found: a page and JSON for the administrator, lines and
** JSON at the terminal, where the exit status is 1 if anything is grave. */
#include "web/doctor.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/model.h"
#include "gen/registry.h"

/* MENU desk 92 /desk/doctor "Doctor" needs setting.edit */

static i64 counted(const struct doctor *d, enum gravity gravity)
{
    i64 n = 0;
    for (size_t i = 0; i < d->said.n; i++)
        n += d->said.v[i].gravity == gravity;
    return n;
}

static const struct {
    const char *code, *label, *tone;
} gravities[] = {[GRAVE] = {"grave", MESSAGE("Grave"), "bad"},
                 [WARN] = {"warning", MESSAGE("Warning"), "warn"},
                 [NOTE] = {"note", MESSAGE("Note"), ""},
                 [GOOD] = {"good", MESSAGE("In order"), "good"}};

/* ROUTE GET /desk/doctor     needs setting.edit
** What is unsafe or unwell in this installation, the gravest first, each with what to do. */
enum status doctor_page(struct request *r, struct response *s)
{
    struct doctor d = {.arena = r->arena,
                       .lang = r->lang,
                       .dir = r->app->dir,
                       .config = &r->app->config,
                       .store = r->app->store,
                       .db = r->db,
                       .now = r->now,
                       .serving = true};
    doctor_look(&d);
    struct doctor_report view = {
        .grave = counted(&d, GRAVE), .warnings = counted(&d, WARN), .asked = r->now};
    for (size_t i = 0; i < d.said.n; i++) {
        const struct doctor_said *f = &d.said.v[i];
        *PUSH(r->arena, &view.items) =
            (struct doctor_finding){.gravity = str_c(gravities[f->gravity].code),
                                    .code = f->code,
                                    .what = f->what,
                                    .todo = f->todo,
                                    .label = tr(r->lang, gravities[f->gravity].label),
                                    .tone = str_c(gravities[f->gravity].tone)};
    }
    for (size_t i = 0; i < doctor_entry_count; i++)
        *PUSH(r->arena, &view.questions) = (struct doctor_question){
            .name = str_c(doctor_entries[i].name), .words = tr(r->lang, doctor_entries[i].help)};
    page_title(s, T(r, "Doctor"));
    return show(r, s, doctor_report_view, &view);
}

static void print_lines(FILE *to, const struct doctor *d)
{
    for (size_t i = 0; i < d->said.n; i++) {
        const struct doctor_said *f = &d->said.v[i];
        fprintf(to, "%-8s %.*s: %.*s\n", gravities[f->gravity].code, P(f->code), P(f->what));
        if (f->todo.n) fprintf(to, "         -> %.*s\n", P(f->todo));
    }
    fprintf(to, "%lld grave, %lld warnings\n", (long long)counted(d, GRAVE),
            (long long)counted(d, WARN));
}

static void print_json(FILE *to, const struct doctor *d)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_lit(&b, "{\"items\":[");
    for (size_t i = 0; i < d->said.n; i++) {
        const struct doctor_said *f = &d->said.v[i];
        buf_add(&b, i ? S(",\n{\"gravity\":") : S("\n{\"gravity\":"));
        buf_json(&b, str_c(gravities[f->gravity].code));
        buf_lit(&b, ",\"code\":");
        buf_json(&b, f->code);
        buf_lit(&b, ",\"what\":");
        buf_json(&b, f->what);
        buf_lit(&b, ",\"todo\":");
        buf_json(&b, f->todo);
        buf_lit(&b, "}");
    }
    buf_printf(&b, "],\n\"grave\":%lld,\"warnings\":%lld}\n", (long long)counted(d, GRAVE),
               (long long)counted(d, WARN));
    fprintf(to, "%.*s", P(buf_str(&b)));
    buf_free(&b);
}

/* COMMAND doctor DIR [--json]
** Names what is unsafe or unwell in an installation, the gravest first, also while it is served. */
int doctor_command(struct command *c)
{
    bool json = c->argc == 1 && strcmp(c->argv[0], "--json") == 0;
    if (c->argc && !json) return 2;
    struct arena *a = arena_new();
    struct config config;
    struct doctor d = {.arena = a, .lang = S("en"), .dir = c->dir, .config = &config};
    d.now = env_now(c->env);
    if (config_read(c->dir, a, &config) != OK) return 1;
    if (store_open_reading(c->dir, &config, c->env, &d.store) == OK &&
        db_open(d.store, &d.db) != OK)
        d.db = NULL;
    doctor_look(&d);
    if (json)
        print_json(c->out, &d);
    else
        print_lines(c->out, &d);
    bool ill = counted(&d, GRAVE) > 0;
    if (d.db) db_close(d.db);
    if (d.store) store_close(d.store);
    arena_free(a);
    return ill;
}
