/* doctor.c: asks every check, and shows what they found: a page and JSON for the administrator, lines and
** JSON at the terminal, where the exit status is 1 if anything is grave. */
#include "desk/doctor/doctor.h"

#include "gen/registry.h"
#include "web/message.h"
#include "web/out.h"
#include "web/registry.h"
#include "web/reply.h"

/* MENU desk 92 /desk/doctor "Doctor" needs setting.edit */

static void (*const checks[])(struct doctor *d) = {
    doctor_owner, doctor_modes, doctor_disk,    doctor_backup,  doctor_verified,
    doctor_clock, doctor_mail,  doctor_jobs,    doctor_address, doctor_people,
    doctor_copy,  doctor_wal,   doctor_sandbox, doctor_limits,  doctor_zones};

static const char *const gravities[] = {"grave", "warning", "note", "good"};

void doctor_say(struct doctor *d, enum gravity gravity, const char *code, const char *what,
                const char *todo, str about)
{
    *PUSH(d->arena, &d->found) =
        (struct doctor_finding){.level = gravity,
                                .gravity = str_c(gravities[gravity]),
                                .code = str_c(code),
                                .what = message_fill(d->arena, tr(d->lang, what), &about, 1),
                                .todo = message_fill(d->arena, tr(d->lang, todo), &about, 1)};
}

static int by_gravity(const void *a, const void *b)
{
    const struct doctor_finding *x = a, *y = b;
    if (x->level != y->level) return x->level < y->level ? -1 : 1;
    return str_cmp(x->code, y->code);
}

void doctor_look(struct doctor *d)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i](d);
    if (d->found.n) qsort(d->found.v, d->found.n, sizeof *d->found.v, by_gravity);
}

static i64 counted(const struct doctor *d, enum gravity gravity)
{
    i64 n = 0;
    for (size_t i = 0; i < d->found.n; i++)
        n += d->found.v[i].level == gravity;
    return n;
}

static const char *gravity_label(i64 level)
{
    static const char *const labels[] = {MESSAGE("Grave"), MESSAGE("Warning"), MESSAGE("Note"),
                                         MESSAGE("In order")};
    return labels[level];
}

/* ROUTE GET /desk/doctor     needs setting.edit
** What is unsafe or unwell in this installation, the gravest first, each with what to do. */
enum status doctor_page(struct request *r, struct response *s)
{
    static const char *const tones[] = {"bad", "warn", "", "good"};
    struct doctor d = {.arena = r->arena,
                       .lang = r->lang,
                       .dir = r->app->dir,
                       .config = &r->app->config,
                       .db = r->db,
                       .now = r->now,
                       .serving = true};
    doctor_look(&d);
    struct doctor_report view = {.grave = counted(&d, GRAVE),
                                 .warnings = counted(&d, WARN),
                                 .asked = r->now,
                                 .items = d.found};
    for (size_t i = 0; i < d.found.n; i++) {
        d.found.v[i].label = T(r, gravity_label(d.found.v[i].level));
        d.found.v[i].tone = str_c(tones[d.found.v[i].level]);
    }
    page_title(s, T(r, "Doctor"));
    return show(r, s, doctor_report_view, &view);
}

static void print_lines(FILE *to, const struct doctor *d)
{
    for (size_t i = 0; i < d->found.n; i++) {
        const struct doctor_finding *f = &d->found.v[i];
        fprintf(to, "%-8.*s %.*s: %.*s\n", P(f->gravity), P(f->code), P(f->what));
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
    for (size_t i = 0; i < d->found.n; i++) {
        const struct doctor_finding *f = &d->found.v[i];
        buf_add(&b, i ? S(",\n{\"gravity\":") : S("\n{\"gravity\":"));
        buf_json(&b, f->gravity);
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
    struct store *store = NULL;
    struct doctor d = {.arena = a, .lang = S("en"), .dir = c->dir, .config = &config};
    d.now = env_now(c->env);
    if (config_read(c->dir, a, &config) != OK) return 1;
    if (store_open_reading(c->dir, &config, c->env, &store) == OK && db_open(store, &d.db) != OK)
        d.db = NULL;
    doctor_look(&d);
    if (json)
        print_json(c->out, &d);
    else
        print_lines(c->out, &d);
    bool ill = counted(&d, GRAVE) > 0;
    if (d.db) db_close(d.db);
    if (store) store_close(store);
    arena_free(a);
    return ill;
}
