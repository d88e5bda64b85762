/* erasure.c: erases on request what identifies a person, wherever the program itself wrote it: the
** account, the journal's values, letters, subscriptions, sessions. Acts stay, as an erased person's; the
** chain stays whole, and the erasure is an act of the journal itself, without the values. Texts that
** people wrote are left as they are. */
#include "mail/mail.h"
#include "people/account/account.h"
#include "people/reading/reading.h"
#include "web/app.h"
#include "web/message.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/account_sql.h"
#include "gen/erasure_sql.h"
#include "gen/model.h"
#include "gen/registry.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#define MARK "Erased person"

enum { LETTER_MAX = 8 << 20, CODE_LETTERS = 8 };

static enum status show_person(struct request *r, struct response *s, const struct account_row *p)
{
    struct erasure_held held;
    TRY(erasure_of(r->db, r->arena, p->id, mail_address_key(r->arena, p->email), p->name, &held));
    struct erasure_show view = {.code = p->code,
                                .name = p->name,
                                .email = p->email,
                                .open = !str_eq(p->state, S("closed")),
                                .self = p->id == r->session->account,
                                .erased = account_is_erased(r->arena, p),
                                .mails = held.mails,
                                .mentions = held.mentions,
                                .sessions = held.sessions,
                                .readings = held.readings,
                                .duties = held.duties,
                                .acts = held.acts,
                                .readers = held.readers};
    page_title(s, T(r, "Erase personal data"));
    page_crumb(r, s, "People", "/desk/people");
    page_crumb_text(s, p->name, arena_printf(r->arena, "/desk/people/%.*s", P(p->code)));
    return show(r, s, erasure_show_view, &view);
}

/* ROUTE GET /desk/people/:person/erase     needs person.edit
** What is held about a person, and erasing it. */
enum status erasure_page(struct request *r, struct response *s)
{
    struct account_row person;
    TRY(account_by_code(r->db, r->arena, param(r, "person"), &person));
    return show_person(r, s, &person);
}

struct erase_arg {
    struct request *r;
    struct account_row person;
};

/* The account's row first, so that what the journal is about to say of it can be erased with the rest. */
static enum status account_erase(struct tx *tx, const struct erase_arg *v)
{
    i64 count = 0;
    TRY(erasure_account(tx, v->person.id, account_erased_address(v->r->arena, v->person.code),
                        S(MARK), &count));
    for (size_t i = 0; i < personal_column_count; i++)
        if (strcmp(personal_columns[i].table, "account") == 0)
            TRY(journal_erase(tx, "account", v->person.id, personal_columns[i].column, &count));
    TRY(erasure_password(tx, v->person.id));
    TRY(erasure_tickets(tx, v->person.id));
    TRY(erasure_sign_in(tx, v->person.id));
    TRY(erasure_readings(tx, v->person.id));
    return erasure_sessions(tx, v->person.id);
}

static enum status erase_write(struct tx *tx, void *arg)
{
    const struct erase_arg *v = arg;
    struct arena *a = v->r->arena;
    str key = mail_address_key(a, v->person.email);
    i64 count;
    TRY(account_erase(tx, v));
    TRY(erasure_letters(tx, key, S(MARK), &count));
    TRY(erasure_names(tx, v->person.name, v->person.email, S(MARK), &count));
    TRY(erasure_reader(tx, key, code_new(a, tx_env(tx), CODE_LETTERS), &count));
    TRY(erasure_reader_tickets(tx, key));
    TRY(erasure_attempts(tx, key));
    return erasure_jobs(tx, key);
}

static bool file_names(struct arena *a, int dir, const char *name, str email, str person)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return false;
    off_t size = lseek(fd, 0, SEEK_END);
    str bytes = {NULL, 0};
    if (size > 0 && size <= LETTER_MAX) {
        char *p = arena_alloc(a, (size_t)size);
        ssize_t n = pread(fd, p, (size_t)size, 0);
        bytes = (str){p, n > 0 ? (size_t)n : 0};
    }
    close(fd);
    return str_find(str_lower(a, bytes), str_lower(a, email)) >= 0 || str_find(bytes, person) >= 0;
}

/* Letters that lie in the folder because there is no relay. */
static void folder_erase(struct request *r, const struct account_row *p)
{
    DIR *dir = opendir(str_z(r->arena, arena_printf(r->arena, "%s/mail", r->app->dir)));
    if (!dir) return;
    struct arena *a = arena_new();
    for (struct dirent *e; (e = readdir(dir)); arena_reset(a))
        if (e->d_name[0] != '.' && file_names(a, dirfd(dir), e->d_name, p->email, p->name))
            unlinkat(dirfd(dir), e->d_name, 0);
    arena_free(a);
    closedir(dir);
}

/* ROUTE POST /desk/people/:person/erase     needs person.edit
** Erases the name and the address of a closed account for good. */
enum status erasure_act(struct request *r, struct response *s)
{
    struct erase_arg v = {.r = r};
    TRY(account_by_code(r->db, r->arena, param(r, "person"), &v.person));
    if (v.person.id == r->session->account) return DENIED;
    if (!str_eq(v.person.state, S("closed"))) return CONFLICT;
    if (!str_eq(field(r, "sure"), S("yes"))) problem(r, "sure", "Tick this to erase everything.");
    if (problems(r)) return show_person(r, s, &v.person);
    TRY(reading_write(r->app, r->now)); /* what is only counted goes with the rest */
    TRY(db_write(r, erase_write, &v));
    folder_erase(r, &v.person);
    TRY(store_forget(r->app->store));
    return redirect_note(r, s, T(r, "The personal data is erased."), "/desk/people/%.*s/erase",
                         P(v.person.code));
}
