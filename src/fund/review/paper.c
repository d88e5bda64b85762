/* paper.c: a score as it is kept: one JSON text with what was chosen and remarked; what a round's scores
** come to; and opening them, all at once, when the last one is in. Until then they stand among the
** drafts, which no page and no journal shows; the journal holds only the digest of each. */
#include "fund/review/review.h"

#include "web/message.h"
#include "web/out.h"
#include "web/text.h"

#include "gen/proposal_sql.h"
#include "gen/review_sql.h"

#define BODY_BYTES (1 << 18)
#define NONCE_LETTERS 24

/* --- the text of a score ---------------------------------------------------------------------------------- */

struct paper paper_new(struct arena *a, const struct scorecard *card)
{
    return (struct paper){.sheet = sheet_new(a, card),
                          .notes = NEW_ARRAY(a, card_size(card) + 1, str)};
}

static str text_of(struct arena *a, const json_t *object, str key)
{
    const json_t *v = json_object_getn(object, key.p, key.n);
    if (!json_is_string(v)) return NO_STR;
    return str_dup(a, (str){json_string_value(v), json_string_length(v)});
}

struct paper paper_read(struct arena *a, const struct scorecard *card, str body)
{
    struct paper out = paper_new(a, card);
    json_auto_t *doc = document_parse(body);
    const json_t *chosen = json_object_get(doc, "chosen"), *notes = json_object_get(doc, "notes");
    for (size_t i = 0; i < out.sheet.n; i++) {
        str name = card_criterion(card, i, NULL)->name;
        (void)sheet_choose(card, &out.sheet, i, text_of(a, chosen, name));
        out.notes[i] = text_of(a, notes, name);
    }
    out.overall = text_of(a, doc, S("overall"));
    out.nonce = text_of(a, doc, S("nonce"));
    return out;
}

static void pair_put(struct buf *b, bool first, str name, str value)
{
    if (!first) buf_char(b, ',');
    buf_json(b, name);
    buf_char(b, ':');
    buf_json(b, value);
}

str paper_body(struct arena *a, const struct scorecard *card, const struct paper *p)
{
    struct buf b;
    bool first = true;
    buf_init(&b, BODY_BYTES);
    buf_lit(&b, "{\"chosen\":{");
    for (size_t i = 0; i < p->sheet.n; i++)
        pair_put(&b, i == 0, card_criterion(card, i, NULL)->name,
                 sheet_options(a, card, &p->sheet, i));
    buf_lit(&b, "},\"notes\":{");
    for (size_t i = 0; i < p->sheet.n; i++) {
        if (!p->notes[i].n) continue;
        pair_put(&b, first, card_criterion(card, i, NULL)->name, p->notes[i]);
        first = false;
    }
    buf_lit(&b, "},\"nonce\":");
    buf_json(&b, p->nonce);
    buf_lit(&b, ",\"overall\":");
    buf_json(&b, p->overall);
    buf_char(&b, '}');
    str body = str_dup(a, buf_str(&b));
    buf_free(&b);
    return body;
}

/* Nobody finds out by trying all sheets which of them has the digest in the journal. */
str paper_nonce(struct arena *a, struct env *env)
{
    return code_new(a, env, NONCE_LETTERS);
}

/* --- a round's scores ------------------------------------------------------------------------------------ */

enum status panel_load(struct db *db, struct arena *a, const struct scorecard *card, i64 round,
                       struct panel *out)
{
    struct review_part_array parts = {0};
    *out = (struct panel){.card = card};
    TRY(review_parts(db, a, round, &parts));
    out->parts = NEW_ARRAY(a, parts.n + 1, struct review_part);
    out->papers = NEW_ARRAY(a, parts.n + 1, struct paper);
    out->scores = NEW_ARRAY(a, parts.n + 1, struct score);
    for (size_t i = 0; i < parts.n; i++) {
        const struct review_part *x = &parts.v[i];
        out->waiting += str_eq(x->state, S("asked")) || str_eq(x->state, S("open"));
        out->sent += str_eq(x->state, S("done"));
        if (!str_eq(x->state, S("done")) || !x->body.n) continue;
        out->parts[out->n] = *x;
        out->papers[out->n] = paper_read(a, card, x->body);
        score_of(a, card, &out->papers[out->n].sheet, &out->scores[out->n]);
        out->n++;
    }
    out->differ = scores_differ(card, out->scores, out->n);
    bool third = out->differ && out->n <= (size_t)card->scores;
    if (out->waiting)
        out->why = MESSAGE("Not everybody who was asked has sent a score yet.");
    else if (out->n < (size_t)card->scores)
        out->why = MESSAGE("Too few people have scored. Ask one more.");
    else if (third)
        out->why =
            MESSAGE("The scores differ by more than the edition allows. Ask one more person to "
                    "score.");
    return OK;
}

static enum status part_open(struct tx *tx, struct arena *a, const struct scorecard *card,
                             const struct review_part *part)
{
    struct review_draft draft;
    struct score score;
    i64 id;
    TRY(review_draft_of(tx_db(tx), a, part->id, &draft));
    struct paper paper = paper_read(a, card, draft.body);
    score_of(a, card, &paper.sheet, &score);
    struct review_score_insert_in in = {.part = part->id,
                                        .body = draft.body,
                                        .total = score.total,
                                        .fails = score.fails,
                                        .now = tx_now(tx)};
    TRY(review_score_insert(tx, &in, &id));
    return review_draft_drop(tx, part->id);
}

enum status scores_open(struct tx *tx, struct arena *a, const struct scorecard *card, i64 round)
{
    struct review_part_array parts = {0};
    size_t waiting = 0, sent = 0;
    TRY(review_parts(tx_db(tx), a, round, &parts));
    for (size_t i = 0; i < parts.n; i++) {
        waiting += str_eq(parts.v[i].state, S("asked")) || str_eq(parts.v[i].state, S("open"));
        sent += str_eq(parts.v[i].state, S("done"));
    }
    if (card->blind && (waiting || sent < (size_t)card->scores)) return OK;
    for (size_t i = 0; i < parts.n; i++)
        if (str_eq(parts.v[i].state, S("done")) && !parts.v[i].body.n)
            TRY(part_open(tx, a, card, &parts.v[i]));
    return OK;
}

/* --- words ----------------------------------------------------------------------------------------------- */

str points_words(struct request *r, i64 hundredths)
{
    i64 whole = hundredths / 100, part = hundredths % 100;
    const char *mark = str_eq(r->lang, S("fr")) ? "," : ".";
    if (!part) return arena_printf(r->arena, "%lld", (long long)whole);
    if (part % 10 == 0)
        return arena_printf(r->arena, "%lld%s%lld", (long long)whole, mark, (long long)part / 10);
    return arena_printf(r->arena, "%lld%s%02lld", (long long)whole, mark, (long long)part);
}

str option_words(struct request *r, const struct edition *e, const struct criterion *c, u32 chosen)
{
    str out = NO_STR;
    for (size_t k = 0; k < c->option_count; k++) {
        if (!(chosen & 1u << k)) continue;
        out = arena_printf(r->arena, "%.*s%s%.*s", P(out), out.n ? "; " : "",
                           P(edition_text(e, c->options[k].label, r->lang)));
    }
    return out;
}

static bool option_fails(const struct criterion *c, u32 chosen)
{
    for (size_t k = 0; k < c->option_count; k++)
        if (chosen & 1u << k && c->options[k].exclusive == OPTION_FAILS) return true;
    return false;
}

struct review_answer answer_of(struct request *r, const struct edition *e,
                               const struct scorecard *card, const struct paper *p, size_t i,
                               str who)
{
    const struct criterion *c = card_criterion(card, i, NULL);
    return (struct review_answer){.who = who,
                                  .options = option_words(r, e, c, p->sheet.chosen[i]),
                                  .note = p->notes[i],
                                  .fails = option_fails(c, p->sheet.chosen[i])};
}

static str exclusive_words(struct request *r, const struct score_option *o)
{
    if (o->exclusive == OPTION_FAILS) return T(r, "The proposal fails, whatever its points.");
    if (o->exclusive == OPTION_ZEROES) return T(r, "The criterion then counts nothing.");
    str count = arena_printf(r->arena, "%lld", (long long)o->points);
    str words = tr_n(r->lang, "%1 point", "%1 points", o->points);
    return message_fill(r->arena, words, &count, 1);
}

/* What the program found beside a criterion. */
static void rules_put(struct request *r, const struct edition *e, const struct criterion *c,
                      const struct proposal_finding_row_array *findings,
                      struct part_rule_array *out)
{
    for (size_t i = 0; i < c->rule_count; i++)
        for (size_t k = 0; k < findings->n; k++) {
            const struct proposal_finding_row *f = &findings->v[k];
            if (!str_eq(f->rule, c->rules[i])) continue;
            str title = f->rule;
            for (size_t n = 0; n < e->rule_count; n++)
                if (str_eq(e->rules[n].id, f->rule))
                    title = edition_text(e, e->rules[n].title, r->lang);
            bool pass = str_eq(f->verdict, S("pass")), fail = str_eq(f->verdict, S("fail"));
            *PUSH(r->arena, out) = (struct part_rule){.state = pass   ? S("ok")
                                                               : fail ? S("no")
                                                                      : S("ask"),
                                                      .title = title,
                                                      .message = pass ? NO_STR : f->message,
                                                      .clause = f->clause};
        }
}

static struct review_criterion criterion_show(struct request *r, const struct edition *e,
                                              const struct criterion *c)
{
    struct review_criterion out = {.name = c->name,
                                   .title = edition_text(e, c->title, r->lang),
                                   .question = edition_text(e, c->question, r->lang),
                                   .clause = c->clause,
                                   .unverified = c->unverified,
                                   .many = c->many,
                                   .option_name = arena_printf(r->arena, "option-%.*s", P(c->name)),
                                   .note_name = arena_printf(r->arena, "note-%.*s", P(c->name))};
    for (size_t k = 0; k < c->option_count; k++)
        *PUSH(r->arena, &out.choices) =
            (struct part_choice){.code = c->options[k].name,
                                 .label = edition_text(e, c->options[k].label, r->lang),
                                 .help = exclusive_words(r, &c->options[k])};
    return out;
}

enum status card_show(struct request *r, const struct edition *e, const struct scorecard *card,
                      i64 version, struct review_category_array *out)
{
    struct proposal_finding_row_array findings = {0};
    TRY(proposal_findings(r->db, r->arena, version, &findings));
    for (size_t i = 0; i < card->category_count; i++) {
        const struct score_category *c = &card->categories[i];
        struct review_category *x = PUSH(r->arena, out);
        *x = (struct review_category){.title = edition_text(e, c->title, r->lang),
                                      .share = (2 * c->full * 100 + card->unit) / (2 * card->unit),
                                      .minimum = c->minimum};
        for (size_t k = 0; k < c->criterion_count; k++) {
            struct review_criterion shown = criterion_show(r, e, &c->criteria[k]);
            rules_put(r, e, &c->criteria[k], &findings, &shown.rules);
            *PUSH(r->arena, &x->criteria) = shown;
        }
    }
    return OK;
}

struct review_criterion *criterion_at(struct review_category_array *categories, size_t i)
{
    for (size_t k = 0; k < categories->n; k++) {
        if (i < categories->v[k].criteria.n) return &categories->v[k].criteria.v[i];
        i -= categories->v[k].criteria.n;
    }
    return NULL;
}

void categories_result(struct request *r, const struct scorecard *card, const struct score *s,
                       struct review_category_array *categories)
{
    for (size_t i = 0; i < categories->n; i++) {
        categories->v[i].result = points_words(r, score_percent(card, s, i));
        categories->v[i].below = score_below(card, s, i) == i;
    }
}

/* --- from a form ------------------------------------------------------------------------------------------ */

void chosen_take(struct request *r, const struct scorecard *card, struct sheet *sheet, size_t i)
{
    const struct criterion *c = card_criterion(card, i, NULL);
    const char *name = arena_printf(r->arena, "option-%.*s", P(c->name)).p;
    struct pair_array values = fields_named(r, name);
    str joined = NO_STR;
    for (size_t k = 0; k < values.n; k++)
        joined = arena_printf(r->arena, "%.*s%s%.*s", P(joined), joined.n ? " " : "",
                              P(values.v[k].value));
    if (!sheet_choose(card, sheet, i, joined))
        problem(r, name, "Choose from what the scorecard has.");
}
