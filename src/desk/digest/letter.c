/* letter.c: the words of the daily mail, in the person's language: each line names the record, its day with
** the working days to it or since, and where to go. The page of the own account shows the same. */
#include "desk/digest/digest.h"

#include "web/message.h"
#include "web/out.h"
#include "web/session.h"
#include "web/text.h"

#define LINES_MOST 60
#define LETTER_BYTES (512 << 10)

static const char *const headings[DIGEST_PARTS] = {
    [PART_OVERDUE] = MESSAGE("Overdue"),
    [PART_SOON] = MESSAGE("Due soon"),
    [PART_NEW] = MESSAGE("New since the last mail"),
    [PART_OTHER] = MESSAGE("Also waiting"),
    [PART_LATE] = MESSAGE("Late with others"),
};
static const char *const names[DIGEST_PARTS] = {"overdue", "soon", "new", "other", "late"};

static str number(struct request *r, i64 n)
{
    return arena_printf(r->arena, "%lld", (long long)n);
}

static str day_words(struct request *r, i64 day)
{
    struct buf b;
    buf_init(&b, 200);
    buf_date_long(&b, day, str_z(r->arena, r->lang));
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* "Due 20 January 2027: 3 working days left", or since when it waits where nothing is due. */
static str when_words(struct request *r, const struct calendar *c, i64 today,
                      const struct waiting_item *x)
{
    if (x->due_on == NO_DATE) {
        i64 from = calendar_day(c, x->since), n = calendar_working_days(c, from, today);
        str args[] = {number(r, n), day_words(r, from)};
        if (from == today) return T(r, "Waits since today.");
        return message_fill(
            r->arena,
            tr_n(r->lang, "Waits since %2: %1 working day.", "Waits since %2: %1 working days.", n),
            args, 2);
    }
    i64 left = calendar_working_days(c, today, x->due_on),
        over = calendar_working_days(c, x->due_on, today);
    str args[] = {number(r, x->late ? over : left), day_words(r, x->due_on)};
    if (x->due_on == today) return x->late ? T(r, "Was due today.") : T(r, "Due today.");
    return message_fill(r->arena,
                        x->late ? tr_n(r->lang, "Was due on %2: %1 working day late.",
                                       "Was due on %2: %1 working days late.", over)
                                : tr_n(r->lang, "Due on %2: %1 working day left.",
                                       "Due on %2: %1 working days left.", left),
                        args, 2);
}

void digest_groups(struct request *r, const struct daily *d, struct digest_group_array *out)
{
    struct calendar c = calendar_of(r->app, r->arena);
    for (size_t i = 0; i < DIGEST_PARTS; i++) {
        const struct waiting_item_array *part = &d->parts[i];
        if (!part->n) continue;
        struct digest_group *g = PUSH(r->arena, out);
        *g = (struct digest_group){.name = str_c(names[i]), .label = T(r, headings[i])};
        for (size_t k = 0; k < part->n && k < LINES_MOST; k++) {
            const struct waiting_item *x = &part->v[k];
            *PUSH(r->arena, &g->lines) = (struct digest_line){
                .kind = x->kind,
                .title = x->title,
                .state = x->state,
                .holder = x->holder,
                .when = when_words(r, &c, d->day, x),
                .action = x->action,
                .address = x->next,
                .fresh = i < PART_NEW && d->last != NO_DATE && !digest_knew(d, x)};
        }
        g->more = (i64)part->n - (i64)g->lines.n;
    }
}

static void line_put(struct request *r, struct buf *b, const struct digest_line *x, bool of_others)
{
    str base = r->app->config.base_url;
    buf_printf(b, "- %.*s (%.*s)\n", P(x->title), P(x->kind));
    if (x->state.n) buf_printf(b, "  %.*s\n", P(x->state));
    buf_printf(b, "  %.*s%s%.*s\n", P(x->when), x->fresh ? " " : "",
               P(x->fresh ? T(r, "New.") : NO_STR));
    if (of_others)
        buf_printf(b, "  %.*s\n", P(message_fill(r->arena, T(r, "Held by: %1"), &x->holder, 1)));
    else
        buf_printf(b, "  %.*s\n", P(message_fill(r->arena, T(r, "Next: %1"), &x->action, 1)));
    buf_printf(b, "  %.*s%.*s\n\n", P(base), P(x->address));
}

static str subject_of(struct request *r, const struct daily *d, str fund)
{
    str args[] = {number(r, (i64)d->waiting), number(r, (i64)d->overdue), fund};
    if (!d->waiting) return message_fill(r->arena, T(r, "%1: others are late"), &fund, 1);
    if (d->overdue)
        return message_fill(r->arena,
                            tr_n(r->lang, "%3: %1 thing waits for you, %2 of them overdue",
                                 "%3: %1 things wait for you, %2 of them overdue", (i64)d->waiting),
                            args, 3);
    return message_fill(
        r->arena,
        tr_n(r->lang, "%3: %1 thing waits for you", "%3: %1 things wait for you", (i64)d->waiting),
        args, 3);
}

void digest_letter(struct request *r, const struct daily *d, str *subject, str *text)
{
    struct digest_group_array groups = {0};
    str base = r->app->config.base_url;
    str fund = setting_in(r->app, r->arena, "fund.name", r->lang, NULL);
    struct buf b;
    buf_init(&b, LETTER_BYTES);
    digest_groups(r, d, &groups);
    *subject = subject_of(r, d, fund);
    str opening[] = {r->session->name, fund, day_words(r, d->day)};
    buf_add(&b,
            message_fill(r->arena, T(r, "Dear %1,\n\nthis is what waits for you at %2 on %3.\n\n"),
                         opening, 3));
    for (size_t i = 0; i < groups.n; i++) {
        const struct digest_group *g = &groups.v[i];
        bool of_others = str_eq(g->name, S("late"));
        buf_printf(&b, "%.*s\n", P(g->label));
        for (size_t k = str_chars(g->label); k > 0; k--)
            buf_char(&b, '=');
        buf_lit(&b, "\n\n");
        for (size_t k = 0; k < g->lines.n; k++)
            line_put(r, &b, &g->lines.v[k], of_others);
        str more[] = {number(r, g->more), arena_printf(r->arena, "%.*s/desk", P(base))};
        if (g->more)
            buf_add(&b, message_fill(r->arena, T(r, "And %1 more on your desk:\n%2\n\n"), more, 2));
    }
    str closing[] = {arena_printf(r->arena, "%.*s/desk", P(base)),
                     arena_printf(r->arena, "%.*s/desk/account/digest", P(base))};
    buf_add(&b, message_fill(r->arena,
                             T(r, "All of it stands on your desk:\n%1\n\nHow often you get this "
                                  "mail is yours to choose:\n%2\n"),
                             closing, 2));
    *text = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
}
