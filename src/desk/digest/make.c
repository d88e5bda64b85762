/* make.c: gathers the daily mail of one person from the rows of the desk, and decides whether it is sent.
** Nothing here knows a duty: what waits, until when, and whom a late one is told to comes from waiting/. */
#include "desk/digest/digest.h"

#include "people/account/account.h"
#include "web/session.h"

#include "gen/digest_sql.h"

enum status digest_request(struct app *app, struct db *db, struct arena *a, i64 account, i64 now,
                           struct request *out)
{
    struct session *s = NEW(a, struct session);
    *out = (struct request){.arena = a,
                            .app = app,
                            .db = db,
                            .method = METHOD_GET,
                            .face = FACE_HTML,
                            .lang = S("en"),
                            .path = S("/desk"),
                            .now = now,
                            .session = s};
    struct account_row row;
    s->account = account;
    TRY(access_hooks.load(out, s));
    TRY(account_load(db, a, account, &row));
    out->lang = s->lang = row.lang;
    return OK;
}

/* What a line is known by from one mail to the next: the record's page and since when it waits there. */
static str name_of(struct arena *a, const struct waiting_item *x, bool of_others)
{
    return arena_printf(a, "%s%.*s %lld\n", of_others ? "!" : "", P(x->next), (long long)x->since);
}

static bool names(str lines, str name)
{
    i64 at = lines.n ? str_find(lines, name) : -1;
    return at == 0 || (at > 0 && lines.n && lines.p[at - 1] == '\n');
}

/* What the edition's reminders say of one line, for the days since the mail before. */
static void reminders_look(struct request *r, const struct calendar *c,
                           const struct waiting_item *x, struct daily *d, bool *soon)
{
    const struct edition *e = x->edition ? edition_by_id(r->app, x->edition) : NULL;
    const struct reminder *m = e ? edition_reminder(e, x->side) : NULL;
    if (x->due_on == d->day) d->today = true;
    *soon = x->due_on != NO_DATE && x->due_on == d->day;
    if (x->due_on == NO_DATE || !m) return;
    i64 now = waiting_reminder_days(c, m, x->due_on, d->day);
    i64 was = d->last == NO_DATE ? INT64_MIN : waiting_reminder_days(c, m, x->due_on, d->last);
    *soon = *soon || (now >= m->points[0] && now <= 0);
    for (size_t i = 0; i < m->point_count; i++) {
        if (m->points[i] <= was || m->points[i] > now) continue;
        d->reached = true;
        if (m->points[i] >= m->always_from) d->required = true;
        if (m->points[i] > 0) d->overdue_new = true;
    }
}

static void item_take(struct request *r, const struct calendar *c, const struct waiting_item *x,
                      struct buf *named, struct daily *d)
{
    str name = name_of(r->arena, x, false);
    bool fresh = !names(d->before, name), soon;
    buf_add(named, name);
    reminders_look(r, c, x, d, &soon);
    d->fresh = d->fresh || fresh;
    d->waiting++;
    if (x->late) {
        d->overdue++;
        bool since = x->due_on != NO_DATE && d->last != NO_DATE && x->due_on >= d->last;
        if (fresh || since) d->overdue_new = true;
    }
    enum digest_part part = x->late ? PART_OVERDUE
                            : soon  ? PART_SOON
                            : fresh ? PART_NEW
                                    : PART_OTHER;
    *PUSH(r->arena, &d->parts[part]) = *x;
}

bool digest_knew(const struct daily *d, const struct waiting_item *x)
{
    char name[400];
    int n = snprintf(name, sizeof name, "%.*s %lld\n", P(x->next), (long long)x->since);
    return n > 0 && (size_t)n < sizeof name && names(d->before, str_c(name));
}

enum status digest_make(struct request *r, struct daily *out)
{
    struct waiting_item_array items = {0}, others = {0};
    struct digest_row last = {.day = NO_DATE};
    struct calendar c = calendar_of(r->app, r->arena);
    struct buf named;
    *out = (struct daily){.day = calendar_day(&c, r->now)};
    enum status st = digest_last(r->db, r->arena, r->session->account, out->day, &last);
    if (st != OK && st != NOT_FOUND) return st;
    out->last = st == OK ? last.day : NO_DATE;
    out->before = st == OK ? last.named : NO_STR;
    TRY(waiting_fill(r, &items, &others));
    buf_init(&named, 1 << 20);
    for (size_t i = 0; i < items.n; i++)
        item_take(r, &c, &items.v[i], &named, out);
    for (size_t i = 0; i < others.n; i++) {
        str name = name_of(r->arena, &others.v[i], true);
        buf_add(&named, name);
        if (!names(out->before, name)) out->fresh = true;
        *PUSH(r->arena, &out->parts[PART_LATE]) = others.v[i];
    }
    out->late = others.n;
    out->named = str_dup(r->arena, buf_str(&named));
    buf_free(&named);
    return OK;
}

/* On days that are no working days only what is due on that very day is said. */
bool digest_is_due(const struct calendar *c, const struct daily *d, str choice)
{
    bool works = calendar_working_days(c, d->day - 1, d->day) == 1;
    i64 monday = d->day - (date_weekday(d->day) + 6) % 7;
    if (d->waiting + d->late == 0 || (!works && !d->today)) return false;
    if (d->required || str_eq(choice, S("daily"))) return true;
    if (str_eq(choice, S("required"))) return false;
    if (str_eq(choice, S("weekly"))) return d->last == NO_DATE || d->last < monday;
    if (str_eq(choice, S("overdue"))) return d->overdue_new;
    return d->fresh || d->reached;
}
