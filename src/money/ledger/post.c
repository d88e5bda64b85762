/* post.c: posting. An entry and what follows from it are written, and then looked at: from their day on
** there is on no day less than nothing of the cash, of a pledge, or of what is approved for a programme.
** Else the caller's transaction fails, and nothing of it was. Called by the pages of the ledger and by
** what approves a programme. */
#include "money/ledger/ledger.h"
#include "money/ledger/pledge.h"

#include "web/text.h"

#include "gen/ledger_sql.h"

#define CODE_LETTERS 8

struct line {
    const char *book;
    i64 amount, pledge;
};

/* One entry on its way. */
struct posting {
    struct tx *tx;
    struct arena *a;
    str currency;
    struct line lines[4];
    size_t n;
};

static void line_add(struct posting *p, const char *book, i64 amount, i64 pledge)
{
    if (amount) p->lines[p->n++] = (struct line){book, amount, pledge};
}

static enum status refuse(struct ledger_why *why, const char *message, i64 day)
{
    *why = (struct ledger_why){message, day};
    return DENIED;
}

/* --- what is never below nothing ------------------------------------------------------------------------ */

/* A sum over lines that is not below nothing on any day: of a book, or of a pledge's or a programme's part
** of it; debits count, or credits. */
struct floor {
    const char *book, *also; /* one more, or NULL */
    int sign;                /* 1: a debit raises it; -1: a credit does */
    enum { OF_FUND, OF_PLEDGE, OF_PROGRAMME } of;
    const char *why;
};
static const struct floor floors[] = {
    {"cash", NULL, 1, OF_FUND,
     MESSAGE(
         "On %1 there was less cash than this. Choose a later day, or post first what came in before.")},
    {"promised", NULL, 1, OF_PLEDGE,
     MESSAGE(
         "On %1 less than this was open of the pledge. Take back first what was posted against it.")},
    {"pledged", NULL, 1, OF_PLEDGE,
     MESSAGE(
         "On %1 less than this was open of the pledge. Take back first what was posted against it.")},
    {"committed", NULL, -1, OF_PROGRAMME,
     MESSAGE(
         "On %1 this was more than was approved for the programme and not yet transferred. Choose a later day, or a smaller amount.")},
    /* What went to a programme: here, or before this ledger began. */
    {"cash", "opening", -1, OF_PROGRAMME,
     MESSAGE(
         "On %1 less than this had been transferred to the programme and had not come back. What went to it before this ledger began is posted as “Transferred before this ledger”.")},
};

static bool counts(const struct floor *f, const char *book)
{
    return strcmp(f->book, book) == 0 || (f->also && strcmp(f->also, book) == 0);
}

static enum status floor_holds(const struct posting *p, const struct floor *f,
                               const struct line *line, const struct ledger_post *post,
                               struct ledger_why *why)
{
    str books[] = {str_c(f->book), f->also ? str_c(f->also) : NO_STR};
    struct ledger_short_in in = {.books = db_json_texts(p->a, books, f->also ? 2 : 1),
                                 .sign = f->sign,
                                 .currency = p->currency,
                                 .pledge = f->of == OF_PLEDGE ? line->pledge : 0,
                                 .programme = f->of == OF_PROGRAMME ? post->programme : NO_STR,
                                 .day = post->day};
    i64 day;
    enum status st = ledger_short(tx_db(p->tx), p->a, &in, &day);
    return st == NOT_FOUND ? OK : st == OK ? refuse(why, f->why, day) : st;
}

/* Only what an entry lowers can fall too low by it: what an older program let through elsewhere hinders
** nobody. */
static enum status floors_hold(const struct posting *p, const struct ledger_post *post,
                               struct ledger_why *why)
{
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < sizeof floors / sizeof *floors; k++) {
            const struct floor *f = &floors[k];
            const struct line *line = &p->lines[i];
            if (!counts(f, line->book) || f->sign * line->amount >= 0) continue;
            if (f->of == OF_PLEDGE && !line->pledge) continue;
            if (f->of == OF_PROGRAMME && !post->programme.n) continue;
            TRY(floor_holds(p, f, line, post, why));
        }
    return OK;
}

/* --- writing -------------------------------------------------------------------------------------------- */

static enum status entry_write(struct posting *p, const struct ledger_post *post, i64 about,
                               str *code, i64 *id)
{
    *code = code_new(p->a, tx_env(p->tx), CODE_LETTERS);
    struct ledger_entry_insert_in in = {.code = *code,
                                        .kind = post->kind,
                                        .day = post->day,
                                        .now = tx_now(p->tx),
                                        .account = post->account,
                                        .amount = post->amount,
                                        .party = post->party,
                                        .programme = post->programme,
                                        .text = post->text,
                                        .about = about,
                                        .once = post->once};
    TRY(ledger_entry_insert(p->tx, &in, id));
    bool is_pledge = str_eq(post->kind, S("pledge"));
    for (size_t i = 0; i < p->n; i++) {
        struct ledger_line_insert_in line = {.entry = *id,
                                             .book = str_c(p->lines[i].book),
                                             .amount = p->lines[i].amount,
                                             .currency = p->currency,
                                             .pledge = is_pledge ? *id : p->lines[i].pledge};
        TRY(ledger_line_insert(p->tx, &line));
    }
    return OK;
}

static enum status posting_begin(struct posting *p, struct tx *tx, struct arena *a, str currency,
                                 str once)
{
    str before;
    *p = (struct posting){.tx = tx, .a = a, .currency = currency};
    enum status st = ledger_once(tx_db(tx), a, once, &before);
    return st == OK ? CONFLICT : st == NOT_FOUND ? OK : st;
}

/* --- of a programme ------------------------------------------------------------------------------------- */

static ledger_programme_fn *programme_there;

void ledger_programme_register(ledger_programme_fn *fn)
{
    programme_there = fn;
}

enum status ledger_programme_known(struct db *db, struct arena *a, str kind, str code, bool *known)
{
    *known = false;
    if (programme_there) TRY(programme_there(db, a, code, known));
    if (!*known && str_eq(kind, S("release"))) TRY(ledger_programme_named(db, a, code, known));
    return OK;
}

/* --- against a pledge ----------------------------------------------------------------------------------- */

static i64 open_of(const struct pledge_open *x)
{
    return x->promised + x->pledged;
}

/* A payment settles what is open of its pledge; what goes beyond is a contribution of its own. A pledge is
** lowered by no more than is open. Neither more than is open on any of the days. */
static enum status pledge_split(struct posting *p, const struct ledger_post *post,
                                struct pledge_part_array *parts, struct ledger_why *why)
{
    struct pledge_open_array open = {0};
    bool lowers = str_eq(post->kind, S("lapse"));
    i64 amount = post->amount.minor;
    TRY(pledge_open_from(tx_db(p->tx), p->a, post->pledge, post->day, &open));
    i64 now = open_of(&open.v[open.n - 1]);
    if (lowers && now < amount)
        return refuse(why, MESSAGE("This is more than is open of the pledge."), NO_DATE);
    i64 settled = now < 0 ? 0 : now < amount ? now : amount;
    for (size_t i = 0; i < open.n; i++)
        if (open_of(&open.v[i]) < settled)
            return refuse(
                why,
                lowers
                    ? MESSAGE(
                          "On %1 less than this was open of the pledge. Choose a later day, or a smaller amount.")
                    : MESSAGE(
                          "On %1 less than this was open of the pledge. Choose a later day; or post it without the pledge, and lower the pledge by it."),
                open.v[i].day);
    pledge_parts(p->a, &open, settled, lowers, parts);
    line_add(p, "pledged", -parts->v[0].pledged, post->pledge);
    line_add(p, "promised", parts->v[0].pledged - settled, post->pledge);
    line_add(p, "contributions", settled - amount, 0);
    return OK;
}

/* From a later day on another share of what was settled counts as certified. */
static enum status adjustment_write(struct posting *p, const struct ledger_post *post, i64 about,
                                    str code, const struct pledge_part *was,
                                    const struct pledge_part *is)
{
    struct posting own = {.tx = p->tx, .a = p->a, .currency = p->currency};
    i64 more = is->pledged - was->pledged, id;
    str its;
    line_add(&own, "promised", more, post->pledge);
    line_add(&own, "pledged", -more, post->pledge);
    struct ledger_post adjustment = *post;
    adjustment.kind = S(LEDGER_ADJUSTMENT);
    adjustment.amount = money_of(more < 0 ? -more : more, p->currency);
    adjustment.day = is->day;
    adjustment.once = arena_printf(p->a, "adjust-%.*s-%lld", P(code), (long long)is->day);
    return entry_write(&own, &adjustment, about, &its, &id);
}

enum status ledger_put(struct tx *tx, struct arena *a, const struct ledger_post *post, str *code,
                       struct ledger_why *why)
{
    const struct ledger_rule *rule = ledger_rule_of(post->kind);
    struct pledge_part_array parts = {0};
    struct posting p;
    i64 id;
    if (!rule || !rule->debit || post->amount.minor <= 0 || !post->amount.currency[0])
        return CONFLICT;
    TRY(posting_begin(&p, tx, a, str_c(post->amount.currency), post->once));
    bool known = true;
    if (rule->programme)
        TRY(ledger_programme_known(tx_db(tx), a, post->kind, post->programme, &known));
    if (!known)
        return refuse(
            why,
            MESSAGE(
                "There is no programme of this code. It stands in the address of the programme's page."),
            NO_DATE);
    line_add(&p, rule->debit, post->amount.minor, 0);
    if (post->pledge && (str_eq(post->kind, S("lapse")) || str_eq(post->kind, S("deposit"))))
        TRY(pledge_split(&p, post, &parts, why));
    else
        line_add(&p, rule->credit, -post->amount.minor, 0);
    TRY(entry_write(&p, post, 0, code, &id));
    for (size_t i = 1; i < parts.n; i++)
        TRY(adjustment_write(&p, post, id, *code, &parts.v[i - 1], &parts.v[i]));
    return floors_hold(&p, post, why);
}

/* --- taking back, certifying ---------------------------------------------------------------------------- */

/* Writes the mirror of an entry. */
static enum status mirror_write(struct posting *p, const struct ledger_entry *e,
                                const struct ledger_post *post)
{
    struct ledger_line_array lines = {0};
    str code;
    i64 id;
    TRY(ledger_lines(tx_db(p->tx), p->a, e->id, &lines));
    for (size_t i = 0; i < lines.n && p->n < sizeof p->lines / sizeof *p->lines; i++)
        line_add(p, str_z(p->a, lines.v[i].book), -lines.v[i].amount.minor, lines.v[i].pledge);
    return entry_write(p, post, e->id, &code, &id);
}

/* What was adjusted for an entry goes with it: at once, or on its own day where that is later. */
static enum status adjustments_reverse(struct posting *p, const struct ledger_entry *e,
                                       const struct ledger_post *post)
{
    struct ledger_entry_array list = {0};
    TRY(ledger_adjustments(tx_db(p->tx), p->a, e->id, &list));
    for (size_t i = 0; i < list.n; i++) {
        const struct ledger_entry *x = &list.v[i];
        struct posting own = {.tx = p->tx, .a = p->a, .currency = p->currency};
        struct ledger_post mirror = *post;
        mirror.amount = x->amount;
        mirror.day = x->day > post->day ? x->day : post->day;
        mirror.once = arena_printf(p->a, "back-%.*s", P(x->code));
        TRY(mirror_write(&own, x, &mirror));
    }
    return OK;
}

static enum status reversal_allowed(const struct ledger_entry *e, i64 day, struct ledger_why *why)
{
    if (e->reversed_by.n) return refuse(why, MESSAGE("It was taken back already."), NO_DATE);
    if (str_eq(e->kind, S(LEDGER_ADJUSTMENT)))
        return refuse(
            why,
            MESSAGE("This entry follows from another entry and is taken back together with it."),
            NO_DATE);
    if (str_eq(e->kind, S("reversal")) || str_eq(e->kind, S("commitment")))
        return refuse(why, MESSAGE("This entry follows from an act and is not taken back here."),
                      NO_DATE);
    if (day < e->day)
        return refuse(why, MESSAGE("It cannot be taken back before its own day, %1."), e->day);
    return OK;
}

enum status ledger_reverse(struct tx *tx, struct arena *a, const struct ledger_entry *e,
                           i64 account, i64 day, str reason, str once, struct ledger_why *why)
{
    struct posting p;
    TRY(reversal_allowed(e, day, why));
    TRY(posting_begin(&p, tx, a, str_c(e->amount.currency), once));
    struct ledger_post post = {.kind = S("reversal"),
                               .amount = e->amount,
                               .day = day,
                               .account = account,
                               .party = e->party,
                               .programme = e->programme,
                               .text = reason,
                               .once = once};
    TRY(mirror_write(&p, e, &post));
    TRY(adjustments_reverse(&p, e, &post));
    return floors_hold(&p, &post, why);
}

enum status ledger_certify(struct tx *tx, struct arena *a, const struct ledger_entry *e,
                           i64 account, i64 day, str once, struct ledger_why *why)
{
    struct posting p;
    struct pledge_open_array open = {0};
    str code;
    i64 id;
    if (!str_eq(e->kind, S("pledge"))) return CONFLICT;
    if (e->account == account)
        return refuse(why, MESSAGE("You entered this pledge. Another person has to certify it."),
                      NO_DATE);
    TRY(posting_begin(&p, tx, a, str_c(e->amount.currency), once));
    TRY(pledge_open_from(tx_db(tx), a, e->id, day, &open));
    i64 amount = pledge_promised_least(&open);
    if (amount <= 0)
        return refuse(why, MESSAGE("Nothing of this pledge is left to certify."), NO_DATE);
    line_add(&p, "pledged", amount, e->id);
    line_add(&p, "promised", -amount, e->id);
    struct ledger_post post = {.kind = S("certification"),
                               .amount = money_of(amount, p.currency),
                               .day = day,
                               .account = account,
                               .party = e->party,
                               .text = e->text,
                               .once = once};
    TRY(entry_write(&p, &post, e->id, &code, &id));
    return floors_hold(&p, &post, why);
}
