/* settings.c: what the fund decides, changed in the browser by an administrator; the fund's mark; a
** mail to oneself that shows whether the relay works. The form is made from the SETTING comments of
** the whole program, so a new setting needs no line here. */
#include "desk/settings/settings.h"

#include "mail/mail.h"
#include "publish/site/files.h"
#include "web/app.h"
#include "web/layout.h"
#include "web/message.h"
#include "web/out.h"
#include "web/reply.h"
#include "web/session.h"
#include "web/settings.h"
#include "web/text.h"

#include "people/people.h"

#include "gen/registry.h"
#include "gen/settings_sql.h"

/* MENU desk 95 /desk/settings "Settings" needs setting.edit */

/* SETTING fund.mark text ""
** The fund's mark: a small picture beside its name on every page. */

/* SETTING fund.contact markdown ""
** How to reach the fund's office, at the foot of the contact page: address, telephone, hours. */
/* SETTING fund.contact_fr markdown ""
** How to reach the fund's office, in French. */

#define MARK_HEX 64

static bool is_mark(const struct setting_entry *e)
{
    return strcmp(e->key, "fund.mark") == 0;
}

/* A text in a language ("fund.name_fr") is asked for while the fund publishes in it. */
static bool is_spoken(struct request *r, const struct setting_entry *e)
{
    str key = str_c(e->key), rest, code;
    if (key.n < 3 || key.p[key.n - 3] != '_') return true;
    rest = setting(r->app, r->arena, "fund.languages");
    while (str_cut(&rest, ' ', &code))
        if (str_eq(code, str_sub(key, key.n - 2, key.n))) return true;
    return false;
}

/* --- the form ---------------------------------------------------------------------------------------- */

static str group_of(const struct setting_entry *e)
{
    str rest = str_c(e->key), group;
    str_cut(&rest, '.', &group);
    return group;
}

static str group_title(struct request *r, str name)
{
    for (size_t i = 0; i < setting_group_count; i++)
        if (str_eq(name, str_c(setting_groups[i].name)))
            return tr(r->lang, setting_groups[i].label);
    return name;
}

static const struct settings_row *stored(const struct settings_row_array *rows, const char *key)
{
    for (size_t i = 0; i < rows->n; i++)
        if (str_eq(rows->v[i].key, str_c(key))) return &rows->v[i];
    return NULL;
}

/* What a group holds now, as one fingerprint: a form that was made from other values is too old. */
static str group_seen(struct arena *a, const struct settings_row_array *rows, str group)
{
    struct digest_stream d;
    digest_begin(&d);
    for (size_t i = 0; i < rows->n; i++) {
        str rest = rows->v[i].key, prefix;
        str_cut(&rest, '.', &prefix);
        if (!str_eq(prefix, group)) continue;
        digest_more(&d, arena_printf(a, "%.*s=%zu:", P(rows->v[i].key), rows->v[i].value.n));
        digest_more(&d, rows->v[i].value);
    }
    return digest_hex(a, digest_end(&d));
}

/* What readers see first stands first; a setting that is not named here follows in the order of keys. */
static size_t place_of(const char *key)
{
    static const char *const first[] = {"fund.name",     "fund.name_fr",    "fund.short_name",
                                        "fund.tagline",  "fund.tagline_fr", "fund.intro",
                                        "fund.intro_fr", "fund.accent",     "fund.languages",
                                        "fund.zone",     "fund.contact",    "fund.contact_fr"};
    size_t n = sizeof first / sizeof *first;
    for (size_t i = 0; i < n; i++)
        if (strcmp(first[i], key) == 0) return i;
    return n;
}

static void fields_sort(struct settings_field_array *f)
{
    for (size_t i = 1; i < f->n; i++)
        for (size_t k = i; k > 0 && place_of(f->v[k].key.p) < place_of(f->v[k - 1].key.p); k--) {
            struct settings_field x = f->v[k];
            f->v[k] = f->v[k - 1];
            f->v[k - 1] = x;
        }
}

static void group_fill(struct request *r, const struct settings_row_array *rows, str name,
                       bool conflict, struct settings_group *out)
{
    *out = (struct settings_group){.name = name,
                                   .title = group_title(r, name),
                                   .seen = group_seen(r->arena, rows, name),
                                   .conflict = conflict};
    for (size_t i = 0; i < setting_entry_count; i++) {
        const struct setting_entry *e = &setting_entries[i];
        if (!str_eq(group_of(e), name) || is_mark(e) || !is_spoken(r, e)) continue;
        const struct settings_row *row = stored(rows, e->key);
        struct settings_field *f = PUSH(r->arena, &out->fields);
        settings_field_fill(r, e, row ? row->value : str_c(e->value), f);
        f->changed = row != NULL;
        if (row) f->history = arena_printf(r->arena, "/desk/history/setting/%s", e->key);
        if (conflict) f->theirs = f->value;
    }
    fields_sort(&out->fields);
}

static str mark_address(struct arena *a, str value)
{
    return value.n < MARK_HEX ? NO_STR : arena_printf(a, "/files/%.*s/mark.png", MARK_HEX, value.p);
}

/* All groups, or the one whose form came back. */
static enum status settings_view(struct request *r, str only, bool conflict,
                                 struct settings_show *view)
{
    struct settings_row_array rows = {0};
    TRY(settings_all(r->db, r->arena, &rows));
    for (size_t i = 0; i < setting_entry_count; i++) {
        str name = group_of(&setting_entries[i]);
        bool there = false;
        for (size_t k = 0; k < view->groups.n; k++)
            there = there || str_eq(view->groups.v[k].name, name);
        if (!there && (!only.n || str_eq(only, name)))
            group_fill(r, &rows, name, conflict, PUSH(r->arena, &view->groups));
    }
    if (only.n && !view->groups.n) return NOT_FOUND;
    const struct settings_row *mark = stored(&rows, "fund.mark");
    view->mark = mark ? mark_address(r->arena, mark->value) : NO_STR;
    view->relay = r->app->config.relay;
    view->address = r->session->email;
    view->history = may(r, "journal.read", NULL);
    return OK;
}

static enum status settings_answer(struct request *r, struct response *s, str only, bool conflict)
{
    struct settings_show view = {0};
    TRY(settings_view(r, only, conflict, &view));
    page_title(s, T(r, "Settings"));
    if (only.n) page_crumb(r, s, "Settings", "/desk/settings");
    return conflict ? show_status(r, s, 409, settings_show_view, &view)
                    : show(r, s, settings_show_view, &view);
}

/* ROUTE GET /desk/settings     needs setting.edit
** Everything that the fund decides, by group. */
enum status settings_page(struct request *r, struct response *s)
{
    return settings_answer(r, s, NO_STR, false);
}

struct save_arg {
    str group, seen;
    struct pair_array values;
};

static enum status save_write(struct tx *tx, void *arg)
{
    struct save_arg *v = arg;
    struct settings_row_array rows = {0};
    struct arena *a = arena_new();
    enum status st = settings_all(tx_db(tx), a, &rows);
    if (st == OK && !str_eq(group_seen(a, &rows, v->group), v->seen)) st = CONFLICT;
    for (size_t i = 0; st == OK && i < v->values.n; i++)
        st = setting_put(tx, v->values.v[i].name.p, v->values.v[i].value);
    arena_free(a);
    return st;
}

/* ROUTE POST /desk/settings/:group     needs setting.edit
** Saves one group. What was changed by somebody else in the meantime is shown beside what was typed. */
enum status settings_save_act(struct request *r, struct response *s)
{
    struct save_arg v = {.group = param(r, "group"), .seen = field(r, "seen")};
    bool known = false;
    for (size_t i = 0; i < setting_entry_count; i++) {
        const struct setting_entry *e = &setting_entries[i];
        str value;
        if (!str_eq(group_of(e), v.group) || is_mark(e) || !is_spoken(r, e)) continue;
        known = true;
        if (settings_read(r, e, &value))
            *PUSH(r->arena, &v.values) = (struct pair){str_c(e->key), value};
    }
    if (!known) return NOT_FOUND;
    if (problems(r)) return settings_answer(r, s, v.group, false);
    enum status st = db_write(r, save_write, &v);
    if (st == CONFLICT) return settings_answer(r, s, v.group, true);
    TRY(st);
    return redirect_note(r, s, T(r, "Saved. The pages follow at once."), "/desk/settings");
}

/* --- the mark ---------------------------------------------------------------------------------------- */

static enum status mark_write(struct tx *tx, void *arg)
{
    return setting_put(tx, "fund.mark", *(str *)arg);
}

/* ROUTE POST /desk/settings/mark     needs setting.edit     max 1m
** Puts a picture beside the fund's name, or takes it away. */
enum status settings_mark_act(struct request *r, struct response *s)
{
    str value = S("");
    bool remove = str_eq(field(r, "act"), S("remove"));
    if (!remove && !settings_mark_take(r, "mark", &value) && !problems(r))
        problem(r, "mark", "Choose a picture first.");
    if (problems(r)) return settings_answer(r, s, S("fund"), false);
    TRY(db_write(r, mark_write, &value));
    return redirect_note(
        r, s, remove ? T(r, "The mark is taken away.") : T(r, "The mark stands on every page now."),
        "/desk/settings");
}

static enum status mark_file(struct db *db, struct arena *a, str hash_hex, struct public_file *out)
{
    str value;
    TRY(settings_mark(db, a, &value));
    if (value.n < MARK_HEX || !str_eq(str_sub(value, 0, MARK_HEX), hash_hex)) return NOT_FOUND;
    *out = (struct public_file){.type = S("image/png"), .inline_ok = true};
    return OK;
}

/* START settings_start
** The mark is a file that everybody may have. */
enum status settings_start(struct app *app)
{
    (void)app;
    public_file_register(mark_file);
    return OK;
}

/* --- does mail leave? --------------------------------------------------------------------------------- */

struct test_arg {
    struct request *r;
    i64 id;
};

static enum status test_write(struct tx *tx, void *arg)
{
    struct test_arg *v = arg;
    struct request *r = v->r;
    str fund = setting_in(r->app, r->arena, "fund.name", r->lang, NULL);
    struct mail m = {
        .to = r->session->email,
        .subject = message_fill(r->arena, T(r, "A test mail of %1"), (str[]){fund}, 1),
        .text = message_fill(
            r->arena,
            T(r,
              "Dear %1,\n\nyou asked %2 for a test mail. It has arrived, so letters of the fund leave and are accepted.\n"),
            (str[]){r->session->name, fund}, 2),
        .lang = r->lang,
        .stream = S("office"),
        .kind = S("test"),
        .record = S("/desk/settings")};
    return mail_put(tx, r->arena, &m, &v->id);
}

/* ROUTE POST /desk/settings/test-mail     needs setting.edit
** Queues a mail to oneself; the page of that mail shows what the relay says to it. */
enum status settings_test_act(struct request *r, struct response *s)
{
    struct test_arg v = {.r = r};
    str code;
    const struct attempt tried = {
        arena_printf(r->arena, "test mail %lld", (long long)r->session->account), 10, 3600};
    TRY(attempts_take(r, &tried, 1, test_write, &v));
    if (!v.id) {
        problem(r, "address",
                "Your own address cannot be written to: ask another administrator to correct it.");
        return settings_answer(r, s, S("mail"), false);
    }
    TRY(settings_mail_code(r->db, r->arena, v.id, &code));
    str note =
        T(r, "The mail waits to leave. Load this page again in a few seconds: it shows its fate.");
    if (may(r, "mail.read", NULL)) return redirect_note(r, s, note, "/desk/mail/%.*s", P(code));
    return redirect_note(r, s, T(r, "The mail waits to leave. Look into your mailbox."),
                         "/desk/settings");
}
