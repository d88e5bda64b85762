/* duties.c: what waits besides proposals: calls to publish, profiles to write or sign off, what editors
** have begun, letters of unknown fate, invitations that nobody took up. Many of one kind become one
** row that leads to their list. */
#include "desk/waiting/waiting.h"

#include "desk/find/find.h"
#include "fund/board/board.h"
#include "fund/calendar/calendar.h"
#include "fund/condition/condition.h"
#include "fund/review/review.h"
#include "people/role/role.h"
#include "web/message.h"
#include "web/out.h"
#include "web/text.h"

#include "gen/waiting_sql.h"

#define FEW 4
#define MANY 200

/* One kind of thing: its words, and where one of them and all of them stand. */
struct kind {
    str label, holder, action;
    const char *one, *all; /* "/desk/calls/", "/desk/calls?state=draft" */
    const char *many;      /* MESSAGE() with the count */
    bool late;
};

static void item_push(struct request *r, const struct kind *k, str title, str address, i64 since,
                      struct waiting_item_array *out)
{
    *PUSH(r->arena, out) = (struct waiting_item){.kind = k->label,
                                                 .title = title,
                                                 .address = address,
                                                 .holder = k->holder,
                                                 .since = since,
                                                 .age = waiting_age(r, since),
                                                 .due_on = NO_DATE,
                                                 .late = k->late,
                                                 .action = k->action,
                                                 .next = address};
}

static void rows_push(struct request *r, const struct kind *k, const struct waiting_row_array *rows,
                      struct waiting_item_array *out)
{
    if (rows->n > FEW) {
        str count = arena_printf(r->arena, "%zu%s", rows->n > MANY ? (size_t)MANY : rows->n,
                                 rows->n > MANY ? "+" : "");
        i64 since = rows->v[0].since;
        for (size_t i = 1; i < rows->n; i++)
            if (rows->v[i].since < since) since = rows->v[i].since;
        item_push(r, k, message_fill(r->arena, tr(r->lang, k->many), &count, 1), str_c(k->all),
                  since, out);
        return;
    }
    for (size_t i = 0; i < rows->n; i++)
        item_push(r, k, rows->v[i].title,
                  arena_printf(r->arena, "%s%.*s", k->one, P(rows->v[i].code)), rows->v[i].since,
                  out);
}

static enum status calls_fill(struct request *r, struct waiting_item_array *out)
{
    struct waiting_row_array rows = {0};
    bool publish = may(r, "call.publish", NULL);
    if (!publish && !may(r, "call.edit", NULL)) return OK;
    TRY(waiting_calls(r->db, r->arena, MANY + 1, &rows));
    struct kind k = {.label = T(r, "Call"),
                     .holder = T(r, "The fund"),
                     .action = publish ? T(r, "Check and publish it") : T(r, "Finish it"),
                     .one = "/desk/calls/",
                     .all = "/desk/calls?state=draft",
                     .many = MESSAGE("%1 calls are drafts")};
    rows_push(r, &k, &rows, out);
    return OK;
}

/* Without those that are closed to the person. */
static void profiles_open(struct request *r, struct waiting_row_array *rows)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (!record_barred(r, "profile", rows->v[i].id)) rows->v[kept++] = rows->v[i];
    rows->n = kept;
}

static enum status profiles_fill(struct request *r, struct waiting_item_array *out)
{
    struct waiting_row_array rows = {0}, changed = {0};
    bool publish = may(r, "profile.publish", NULL);
    if (!publish && !may(r, "profile.edit", NULL)) return OK;
    TRY(waiting_profiles(r->db, r->arena, MANY + 1, &rows));
    struct kind k = {.label = T(r, "Public profile"),
                     .holder = T(r, "Editor"),
                     .action = publish ? T(r, "Write it and sign it off") : T(r, "Write it"),
                     .one = "/desk/profiles/",
                     .all = "/desk/profiles?state=new",
                     .many = MESSAGE("%1 programmes have no public page")};
    profiles_open(r, &rows);
    rows_push(r, &k, &rows, out);
    if (!publish) return OK;
    TRY(waiting_profiles_changed(r->db, r->arena, MANY + 1, &changed));
    profiles_open(r, &changed);
    k.action = T(r, "Compare and sign it off again");
    k.all = "/desk/profiles?state=changed";
    k.many = MESSAGE("%1 public pages are behind their record");
    rows_push(r, &k, &changed, out);
    return OK;
}

/* Drafts of the press, each for who may publish its kind. */
static enum status drafts_fill(struct request *r, struct waiting_item_array *out)
{
    static const struct {
        const char *kind, *edit, *publish, *one, *all, *many;
    } presses[] = {{"news", "news.edit", "news.publish", "/desk/news/", "/desk/news?state=draft",
                    MESSAGE("%1 news are drafts")},
                   {"event", "event.edit", "event.publish", "/desk/events/",
                    "/desk/events?state=draft", MESSAGE("%1 events are drafts")},
                   {"story", "news.edit", "news.publish", "/desk/stories/",
                    "/desk/stories?state=draft", MESSAGE("%1 stories are drafts")},
                   {"document", "document.edit", "document.publish", "/desk/documents/",
                    "/desk/documents?state=draft", MESSAGE("%1 documents are drafts")},
                   {"newsletter", "newsletter.edit", "newsletter.publish", "/desk/newsletters/",
                    "/desk/newsletters", MESSAGE("%1 issues are drafts")},
                   {"theme", "document.edit", "document.publish", "/desk/themes/", "/desk/themes",
                    MESSAGE("%1 themes are drafts")}};
    struct waiting_row_array all = {0};
    TRY(waiting_drafts(r->db, r->arena, MANY + 1, &all));
    for (size_t i = 0; i < sizeof presses / sizeof *presses; i++) {
        struct waiting_row_array rows = {0};
        bool publish = may(r, presses[i].publish, NULL);
        if (!publish && !may(r, presses[i].edit, NULL)) continue;
        for (size_t k = 0; k < all.n; k++)
            if (str_eq(all.v[k].kind, str_c(presses[i].kind))) *PUSH(r->arena, &rows) = all.v[k];
        struct kind kind = {.label = record_kind_words(r, str_c(presses[i].kind)),
                            .holder = T(r, "Editor"),
                            .action = publish ? T(r, "Check and publish it") : T(r, "Finish it"),
                            .one = presses[i].one,
                            .all = presses[i].all,
                            .many = presses[i].many};
        rows_push(r, &kind, &rows, out);
    }
    return OK;
}

static enum status mails_fill(struct request *r, struct waiting_item_array *out)
{
    struct waiting_row_array rows = {0};
    if (!may(r, "mail.send", NULL)) return OK;
    TRY(waiting_mails(r->db, r->arena, MANY + 1, &rows));
    struct kind k = {.label = T(r, "Letter"),
                     .holder = T(r, "The fund"),
                     .action = T(r, "Send it again or settle it"),
                     .one = "/desk/mail/",
                     .all = "/desk/mail",
                     .many = MESSAGE("%1 letters failed or may not have arrived"),
                     .late = true};
    rows_push(r, &k, &rows, out);
    return OK;
}

static enum status invitations_fill(struct request *r, struct waiting_item_array *out)
{
    struct waiting_row_array rows = {0};
    if (!may(r, "person.invite", NULL)) return OK;
    TRY(waiting_invitations(r->db, r->arena, MANY + 1, &rows));
    struct kind k = {.label = T(r, "Invitation"),
                     .holder = T(r, "The person invited"),
                     .action = T(r, "Send a new invitation"),
                     .one = "/desk/people/",
                     .all = "/desk/people?state=invited",
                     .many = MESSAGE("%1 people have not signed in yet")};
    rows_push(r, &k, &rows, out);
    return OK;
}

/* Duties that end soon: somebody must prolong them or take the work over. */
static enum status endings_fill(struct request *r, struct waiting_item_array *out)
{
    struct waiting_row_array rows = {0};
    if (!may(r, "person.edit", &whole_fund)) return OK;
    TRY(waiting_endings(r->db, r->arena, r->now, r->now + DUTY_SOON_SECONDS, MANY + 1, &rows));
    struct kind k = {.label = T(r, "Duty that ends soon"),
                     .holder = T(r, "Administrator"),
                     .action = T(r, "Give it anew, or let it end"),
                     .one = "/desk/people/",
                     .all = "/desk/people/duties?phase=ending",
                     .many = MESSAGE("%1 duties end within 30 days")};
    rows_push(r, &k, &rows, out);
    return OK;
}

/* Reviews that the person was asked for. */
static enum status reviews_fill(struct request *r, struct waiting_item_array *out)
{
    struct review_mine_array mine = {0};
    if (!may(r, "review.score", NULL)) return OK;
    TRY(review_mine_fill(r, &mine));
    for (size_t i = 0; i < mine.n; i++) {
        const struct review_mine *x = &mine.v[i];
        if (!x->action.n) continue;
        str address = arena_printf(r->arena, "/desk/reviews/%.*s", P(x->code));
        struct waiting_item item = {.kind = T(r, "Review"),
                                    .title = x->title,
                                    .address = address,
                                    .state = x->label,
                                    .tone = x->tone,
                                    .holder = T(r, "The reviewer"),
                                    .since = x->asked,
                                    .age = waiting_age(r, x->asked),
                                    .due_on = NO_DATE,
                                    .side = S("reviewer"),
                                    .edition = x->edition,
                                    .action = x->action,
                                    .next = address};
        if (x->due != NO_DATE) {
            struct calendar c = calendar_of(r->app, r->arena);
            item.due = waiting_due(r, x->due, &item.late);
            item.due_on = calendar_day(&c, x->due);
        }
        *PUSH(r->arena, out) = item;
    }
    return OK;
}

/* A backup that failed, a verification that found faults: for who keeps the system and who reads
** its journal, because each hour counts then. */
static enum status care_fill(struct request *r, struct waiting_item_array *out)
{
    struct waiting_row backup = {0}, verification = {0};
    bool keeps = may(r, "setting.edit", NULL);
    if (!keeps && !may(r, "journal.read", NULL)) return OK;
    enum status st = waiting_backup(r->db, r->arena, &backup);
    struct kind k = {.label = T(r, "Backup"),
                     .holder = T(r, "Administrator"),
                     .action = keeps ? T(r, "Mend it and back up again")
                                     : T(r, "See that an administrator mends it"),
                     .late = true};
    if (st == OK)
        item_push(r, &k, backup.title, keeps ? S("/desk/backups") : S("/desk/verify"), backup.since,
                  out);
    if (st != OK && st != NOT_FOUND) return st;
    st = waiting_verification(r->db, r->arena, &verification);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    bool failed = str_eq(verification.kind, S("failed"));
    k.label = T(r, "Verification");
    k.action = failed ? T(r, "Read the faults and keep a copy of the folder")
                      : T(r, "Read the log and verify again");
    item_push(r, &k,
              failed ? T(r, "The last verification found faults")
                     : T(r, "The last verification could not be finished"),
              arena_printf(r->arena, "/desk/verify/%.*s", P(verification.code)), verification.since,
              out);
    return OK;
}

/* The board's own work: of its members and of the office that keeps its record. */
static enum status board_fill(struct request *r, struct waiting_item_array *out)
{
    struct board_mine_array mine = {0};
    struct waiting_row_array rows = {0};
    struct calendar c = calendar_of(r->app, r->arena);
    const struct edition *e = edition_in_force(r->app);
    TRY(board_mine_fill(r, &mine));
    for (size_t i = 0; i < mine.n; i++) {
        const struct board_mine *x = &mine.v[i];
        struct waiting_item item = {.kind = T(r, "Board"),
                                    .title = x->title,
                                    .address = x->address,
                                    .holder = T(r, "The board"),
                                    .since = x->since,
                                    .age = waiting_age(r, x->since),
                                    .due_on = NO_DATE,
                                    .side = S("board"),
                                    .action = x->action,
                                    .next = x->address};
        item.edition = e ? edition_id(r->app, e) : 0;
        if (x->due != NO_DATE) {
            item.due = waiting_due(r, x->due, &item.late);
            item.due_on = calendar_day(&c, x->due);
        }
        *PUSH(r->arena, out) = item;
    }
    if (!may(r, "board.keep", NULL)) return OK;
    TRY(waiting_advice(r->db, r->arena, MANY + 1, &rows));
    struct kind k = {.label = T(r, "Advice of the board"),
                     .holder = T(r, "The fund's office"),
                     .action = T(r, "Record what comes of it"),
                     .one = "/desk/board/advice/",
                     .all = "/desk/board/advice?outcome=waiting",
                     .many = MESSAGE("%1 advices of the board wait for an answer")};
    rows_push(r, &k, &rows, out);
    return OK;
}

/* Conditions, for whose they are and for the office that confirms them. */
static enum status conditions_fill_mine(struct request *r, struct waiting_item_array *out)
{
    struct condition_item_array mine = {0};
    struct calendar days = calendar_of(r->app, r->arena);
    const struct edition *e = edition_in_force(r->app);
    TRY(condition_mine_fill(r, &mine));
    for (size_t i = 0; i < mine.n; i++) {
        const struct condition_item *x = &mine.v[i];
        bool applicant = x->may_show && str_eq(x->side, S("applicant"));
        struct waiting_item *item = PUSH(r->arena, out);
        *item = (struct waiting_item){
            .kind = T(r, "Condition"),
            .title = x->title,
            .address = arena_printf(r->arena, "/desk/proposals/%.*s/conditions", P(x->proposal)),
            .holder = applicant ? T(r, "The applicant") : T(r, "The fund's office"),
            .since = x->changed,
            .age = waiting_age(r, x->changed),
            .due_on = x->due,
            .side = applicant ? S("applicant") : S("fund"),
            .action = x->may_show ? T(r, "Show how a condition was met")
                                  : T(r, "See whether a condition is met and confirm it")};
        item->next = item->address;
        item->edition = e ? edition_id(r->app, e) : 0;
        item->due = waiting_due(r, calendar_day_end(&days, x->due), &item->late);
    }
    return OK;
}

enum status waiting_duties_fill(struct request *r, struct waiting_item_array *out)
{
    TRY(reviews_fill(r, out));
    TRY(board_fill(r, out));
    TRY(conditions_fill_mine(r, out));
    TRY(calls_fill(r, out));
    TRY(profiles_fill(r, out));
    TRY(drafts_fill(r, out));
    TRY(mails_fill(r, out));
    TRY(invitations_fill(r, out));
    TRY(endings_fill(r, out));
    TRY(waiting_requests_fill(r, out));
    return care_fill(r, out);
}
