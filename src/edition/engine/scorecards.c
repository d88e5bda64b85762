/* scorecards.c: reads scorecards.lua and brings its weights to one common measure, so that scores are
** whole numbers and compare exactly. Called by read.c; what only shows beside the other files (forms,
** rules, roles, clauses) is asked by check.c at the end. */
#include "edition/engine/engine.h"

#define WEIGHT_MOST 1000
#define CATEGORIES_MOST 30
#define CRITERIA_MOST 30
#define OPTIONS_MOST 20
#define SCORES_MOST 20
/* So that the sum over all reviewers of a proposal, times 10,000, stays far below 2^63. */
#define UNIT_MOST 1000000000

static const str file = S("scorecards.lua");

struct raw_option {
    struct score_option o;
    str exclusive;
};
struct raw_criterion {
    struct criterion c;
    const struct node *options;
};
struct raw_category {
    struct score_category c;
    const struct node *criteria;
};
struct raw_scorecard {
    struct scorecard s;
    str final;
    i64 minimum;
    const struct node *categories, *recommendations, *conflicts;
};

static void range(struct reader *r, const struct node *n, const char *key, i64 value, i64 least,
                  i64 most)
{
    if (value < least || value > most)
        fault(r, file, key_line(n, key), "“%s” is from %lld to %lld", key, (long long)least,
              (long long)most);
}

/* --- options and criteria --- */

static void option_read(struct reader *r, const struct node *n, struct score_option *out)
{
    static const struct key keys[] = {
        KEY_IN(raw_option, o, name, WANT_NAME, true),
        KEY_IN(raw_option, o, label, WANT_WORDS, true),
        KEY_IN(raw_option, o, feedback, WANT_WORDS, false),
        KEY_IN(raw_option, o, points, WANT_INT, true),
        KEY(raw_option, exclusive, WANT_NAME, false),
    };
    struct raw_option raw = {0};
    MAP_READ(r, file, n, keys, &raw);
    *out = raw.o;
    range(r, n, "points", out->points, 0, WEIGHT_MOST);
    if (str_eq(raw.exclusive, S("zero")))
        out->exclusive = OPTION_ZEROES;
    else if (str_eq(raw.exclusive, S("fail")))
        out->exclusive = OPTION_FAILS;
    else if (raw.exclusive.n > 0)
        fault(r, file, key_line(n, "exclusive"),
              "“exclusive” is zero (the criterion counts nothing) or fail (the proposal fails)");
    if (out->exclusive != OPTION_PLAIN && out->points != 0)
        fault(r, file, key_line(n, "points"), "an exclusive option has 0 points");
}

static void options_read(struct reader *r, const struct node *n, const struct node *list,
                         struct criterion *c)
{
    if (list == NULL || !list_expect(r, file, list, "options")) return;
    if (list->n < 2 || list->n > OPTIONS_MOST) {
        fault(r, file, list->line, "a criterion has from 2 to %d options", OPTIONS_MOST);
        return;
    }
    c->options = NEW_ARRAY(r->arena, list->n, struct score_option);
    for (size_t i = 0; i < list->n; i++) {
        struct score_option *o = &c->options[i];
        option_read(r, &list->items[i], o);
        c->option_count++;
        for (size_t k = 0; k < i; k++)
            if (o->name.n > 0 && str_eq(c->options[k].name, o->name))
                fault(r, file, key_line(&list->items[i], "name"), "option “%.*s” stands twice",
                      P(o->name));
        if (c->many)
            c->most += o->points;
        else if (o->points > c->most)
            c->most = o->points;
    }
    if (c->most <= 0) fault(r, file, n->line, "no option of “%.*s” has points", P(c->name));
}

static bool criterion_twice(const struct score_category *v, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < v[i].criterion_count; k++)
            if (str_eq(v[i].criteria[k].name, name)) return true;
    return false;
}

static void criterion_read(struct reader *r, const struct node *n, struct criterion *out)
{
    static const struct key keys[] = {
        KEY_IN(raw_criterion, c, name, WANT_NAME, true),
        KEY_IN(raw_criterion, c, title, WANT_WORDS, true),
        KEY_IN(raw_criterion, c, question, WANT_WORDS, true),
        KEY_IN(raw_criterion, c, clause, WANT_TEXT, false),
        KEY_IN(raw_criterion, c, weight, WANT_INT, true),
        KEY_IN(raw_criterion, c, many, WANT_BOOL, false),
        KEY_IN(raw_criterion, c, unverified, WANT_BOOL, false),
        {"rules", WANT_NAMES, false, offsetof(struct raw_criterion, c.rules),
         offsetof(struct raw_criterion, c.rule_count)},
        {"fields", WANT_NAMES, false, offsetof(struct raw_criterion, c.fields),
         offsetof(struct raw_criterion, c.field_count)},
        KEY(raw_criterion, options, WANT_NODE, true),
    };
    struct raw_criterion raw = {0};
    MAP_READ(r, file, n, keys, &raw);
    *out = raw.c;
    range(r, n, "weight", out->weight, 1, WEIGHT_MOST);
    options_read(r, n, raw.options, out);
}

static void category_read(struct reader *r, const struct node *n, const struct scorecard *card,
                          i64 minimum, struct score_category *out)
{
    static const struct key keys[] = {
        KEY_IN(raw_category, c, name, WANT_NAME, true),
        KEY_IN(raw_category, c, title, WANT_WORDS, true),
        KEY_IN(raw_category, c, weight, WANT_INT, true),
        KEY_IN(raw_category, c, minimum, WANT_INT, false),
        KEY_IN(raw_category, c, unverified, WANT_BOOL, false),
        KEY(raw_category, criteria, WANT_NODE, true),
    };
    struct raw_category raw = {.c = {.minimum = minimum}};
    MAP_READ(r, file, n, keys, &raw);
    *out = raw.c;
    range(r, n, "weight", out->weight, 1, WEIGHT_MOST);
    range(r, n, "minimum", out->minimum, 0, 100);
    const struct node *list = raw.criteria;
    if (list == NULL || !list_expect(r, file, list, "criteria")) return;
    if (list->n == 0 || list->n > CRITERIA_MOST) {
        fault(r, file, list->line, "a category has from 1 to %d criteria", CRITERIA_MOST);
        return;
    }
    out->criteria = NEW_ARRAY(r->arena, list->n, struct criterion);
    for (size_t i = 0; i < list->n; i++) {
        struct criterion *c = &out->criteria[i];
        criterion_read(r, &list->items[i], c);
        if (c->name.n > 0 && (criterion_twice(card->categories, card->category_count, c->name) ||
                              criterion_twice(out, 1, c->name)))
            fault(r, file, key_line(&list->items[i], "name"), "criterion “%.*s” stands twice",
                  P(c->name));
        out->criterion_count++;
    }
}

static void categories_read(struct reader *r, const struct node *list, i64 minimum,
                            struct scorecard *card)
{
    if (list == NULL || !list_expect(r, file, list, "categories")) return;
    if (list->n == 0 || list->n > CATEGORIES_MOST) {
        fault(r, file, list->line, "a scorecard has from 1 to %d categories", CATEGORIES_MOST);
        return;
    }
    card->categories = NEW_ARRAY(r->arena, list->n, struct score_category);
    for (size_t i = 0; i < list->n; i++) {
        struct score_category *c = &card->categories[i];
        category_read(r, &list->items[i], card, minimum, c);
        for (size_t k = 0; k < i; k++)
            if (c->name.n > 0 && str_eq(card->categories[k].name, c->name))
                fault(r, file, key_line(&list->items[i], "name"), "category “%.*s” stands twice",
                      P(c->name));
        card->category_count++;
    }
}

/* --- the common measure --- */

static i64 common_divisor(i64 a, i64 b)
{
    while (b != 0) {
        i64 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* A point of a criterion is weight of category / sum of those * weight of criterion / sum of those
** / points of full marks. The unit is the smallest number of which all these shares are whole parts. */
struct share {
    i64 over, under;
};
static struct share share_of(const struct scorecard *s, const struct score_category *c,
                             const struct criterion *k)
{
    i64 categories = 0, criteria = 0;
    for (size_t i = 0; i < s->category_count; i++)
        categories += s->categories[i].weight;
    for (size_t i = 0; i < c->criterion_count; i++)
        criteria += c->criteria[i].weight;
    /* Each factor is at most 1,000 or a sum of 30 of them: the product stays below 2^63. */
    struct share x = {c->weight * k->weight, categories * criteria * k->most};
    i64 d = common_divisor(x.over, x.under);
    return (struct share){x.over / d, x.under / d};
}

static void unit_make(struct reader *r, const struct node *n, struct scorecard *s)
{
    s->unit = 1;
    for (size_t i = 0; i < s->category_count; i++)
        for (size_t k = 0; k < s->categories[i].criterion_count; k++) {
            struct share x = share_of(s, &s->categories[i], &s->categories[i].criteria[k]);
            if (x.under <= UNIT_MOST)
                s->unit = s->unit / common_divisor(s->unit, x.under) * x.under;
            if (x.under <= UNIT_MOST && s->unit <= UNIT_MOST) continue;
            fault(r, file, n->line,
                  "the weights of “%.*s” have no common measure of moderate size; choose rounder "
                  "weights and points",
                  P(s->name));
            return;
        }
    for (size_t i = 0; i < s->category_count; i++) {
        struct score_category *c = &s->categories[i];
        for (size_t k = 0; k < c->criterion_count; k++) {
            struct share x = share_of(s, c, &c->criteria[k]);
            c->criteria[k].per_point = s->unit / x.under * x.over;
            c->full += c->criteria[k].per_point * c->criteria[k].most;
        }
    }
}

/* --- a scorecard --- */

static void scorecard_limits(struct reader *r, const struct node *n,
                             const struct raw_scorecard *raw)
{
    const struct scorecard *s = &raw->s;
    range(r, n, "scores", s->scores, 1, SCORES_MOST);
    range(r, n, "tolerance", s->tolerance, 0, 100);
    range(r, n, "threshold", s->threshold, 0, 100);
    range(r, n, "minimum", raw->minimum, 0, 100);
    range(r, n, "days", s->days, 0, 3660);
    range(r, n, "load", s->load, 0, 1000);
    range(r, n, "conflict_days", s->conflict_days, 0, 36600);
    if (raw->final.n > 0 && !str_eq(raw->final, S("consensus")) && !str_eq(raw->final, S("mean")))
        fault(r, file, key_line(n, "final"),
              "“final” is consensus (the panel agrees) or mean (of the scores)");
}

static void scorecard_read(struct reader *r, const struct node *n, struct scorecard *out)
{
    static const struct key keys[] = {
        KEY_IN(raw_scorecard, s, name, WANT_NAME, true),
        KEY_IN(raw_scorecard, s, title, WANT_WORDS, true),
        KEY_IN(raw_scorecard, s, intro, WANT_WORDS, false),
        KEY_IN(raw_scorecard, s, form, WANT_NAME, true),
        KEY_IN(raw_scorecard, s, scores, WANT_INT, true),
        KEY_IN(raw_scorecard, s, tolerance, WANT_INT, true),
        KEY_IN(raw_scorecard, s, threshold, WANT_INT, true),
        KEY(raw_scorecard, minimum, WANT_INT, false),
        KEY_IN(raw_scorecard, s, blind, WANT_BOOL, true),
        KEY(raw_scorecard, final, WANT_NAME, true),
        KEY_IN(raw_scorecard, s, days, WANT_INT, false),
        KEY_IN(raw_scorecard, s, working_days, WANT_BOOL, false),
        KEY_IN(raw_scorecard, s, load, WANT_INT, false),
        KEY_IN(raw_scorecard, s, conflict_days, WANT_INT, true),
        {"roles", WANT_NAMES, true, offsetof(struct raw_scorecard, s.roles),
         offsetof(struct raw_scorecard, s.role_count)},
        {"ties", WANT_NAMES, false, offsetof(struct raw_scorecard, s.ties),
         offsetof(struct raw_scorecard, s.tie_count)},
        KEY(raw_scorecard, conflicts, WANT_NODE, true),
        KEY(raw_scorecard, recommendations, WANT_NODE, true),
        KEY_IN(raw_scorecard, s, feedback, WANT_WORDS, true),
        KEY_IN(raw_scorecard, s, unverified, WANT_BOOL, false),
        KEY(raw_scorecard, categories, WANT_NODE, true),
    };
    struct raw_scorecard raw = {0};
    size_t errors = r->errors;
    MAP_READ(r, file, n, keys, &raw);
    *out = raw.s;
    out->final = str_eq(raw.final, S("mean")) ? FINAL_MEAN : FINAL_CONSENSUS;
    scorecard_limits(r, n, &raw);
    if (raw.conflicts != NULL) terms_read(r, file, raw.conflicts, S("conflicts"), &out->conflicts);
    if (raw.recommendations != NULL)
        terms_read(r, file, raw.recommendations, S("recommendations"), &out->recommendations);
    categories_read(r, raw.categories, raw.minimum, out);
    if (r->errors == errors) unit_make(r, n, out);
}

void scorecards_read(struct reader *r)
{
    if (!list_expect(r, file, r->scorecards, "scorecards")) return;
    r->e->scorecards = NEW_ARRAY(r->arena, r->scorecards->n, struct scorecard);
    for (size_t i = 0; i < r->scorecards->n; i++) {
        const struct node *n = &r->scorecards->items[i];
        struct scorecard card = {0};
        scorecard_read(r, n, &card);
        if (card.name.n > 0 && edition_scorecard(r->e, card.name) != NULL)
            fault(r, file, key_line(n, "name"), "scorecard “%.*s” stands twice", P(card.name));
        r->e->scorecards[r->e->scorecard_count++] = card;
    }
}

/* --- beside the other files --- */

static i64 entry_line(const struct node *map, const char *key, str value)
{
    const struct node *n = node_get(map, str_c(key));
    for (size_t i = 0; n != NULL && i < n->n; i++)
        if (str_eq(n->items[i].text, value)) return n->items[i].line;
    return key_line(map, key);
}

/* A reviewer reads only what is assigned, so the role is granted for one record; one that reads the
** whole fund could be closed out of nothing. */
static void roles_of_card(struct reader *r, const struct node *n, const struct scorecard *s)
{
    if (s->role_count == 0)
        fault(r, file, key_line(n, "roles"), "name at least one role that scores");
    for (size_t i = 0; i < s->role_count; i++) {
        i64 line = entry_line(n, "roles", s->roles[i]);
        const struct role *role = edition_role(r->e, s->roles[i]);
        if (role == NULL)
            fault(r, file, line, "there is no role “%.*s”", P(s->roles[i]));
        else if (!str_eq(role->scope, S("record")))
            fault(r, file, line,
                  "“%.*s” has the scope %.*s; a role that scores is granted for one record",
                  P(role->name), P(role->scope));
        else if (!edition_role_has(r->e, role->name, S("review.score")) ||
                 !edition_role_has(r->e, role->name, S("proposal.read")))
            fault(r, file, line, "“%.*s” needs the verbs proposal.read and review.score",
                  P(role->name));
    }
}

static void ties_of_card(struct reader *r, const struct node *n, const struct scorecard *s)
{
    for (size_t i = 0; i < s->tie_count; i++) {
        bool known = str_eq(s->ties[i], S("amount")) || str_eq(s->ties[i], S("received"));
        for (size_t k = 0; k < s->category_count; k++)
            known = known || str_eq(s->ties[i], s->categories[k].name);
        if (!known)
            fault(r, file, entry_line(n, "ties", s->ties[i]),
                  "“%.*s” decides no tie; known are amount, received and the categories",
                  P(s->ties[i]));
    }
}

static bool rule_of_form(const struct edition *e, str form, str id)
{
    for (size_t i = 0; i < e->rule_count; i++)
        if (str_eq(e->rules[i].id, id) && str_eq(e->rules[i].form, form)) return true;
    return false;
}

static void criterion_check(struct reader *r, const struct node *n, const struct form *form,
                            const struct criterion *c)
{
    if (c->clause.n > 0 && edition_clause(r->e, c->clause) == NULL)
        fault(r, file, key_line(n, "clause"), "the guideline has no clause %.*s", P(c->clause));
    for (size_t i = 0; i < c->rule_count; i++)
        if (!rule_of_form(r->e, form->name, c->rules[i]))
            fault(r, file, entry_line(n, "rules", c->rules[i]),
                  "there is no rule “%.*s” for this form", P(c->rules[i]));
    for (size_t i = 0; i < c->field_count; i++)
        if (form_field(form, c->fields[i]) == NULL)
            fault(r, file, entry_line(n, "fields", c->fields[i]), "the form has no field “%.*s”",
                  P(c->fields[i]));
}

void scorecards_check(struct reader *r)
{
    for (size_t i = 0; i < r->e->scorecard_count; i++) {
        const struct scorecard *s = &r->e->scorecards[i];
        const struct node *n = &r->scorecards->items[i];
        const struct form *form = edition_form(r->e, s->form);
        roles_of_card(r, n, s);
        ties_of_card(r, n, s);
        if (form == NULL) {
            fault(r, file, key_line(n, "form"), "there is no form “%.*s”", P(s->form));
            continue;
        }
        const struct node *categories = node_get(n, S("categories"));
        for (size_t k = 0; k < s->category_count; k++) {
            const struct node *criteria = node_get(&categories->items[k], S("criteria"));
            for (size_t j = 0; j < s->categories[k].criterion_count; j++)
                criterion_check(r, &criteria->items[j], form, &s->categories[k].criteria[j]);
        }
    }
}
