/* match.c: partners for a proposal: published profiles in the order of how many of its countries and
** dimensions they name, in what they do or in what they seek now. Found by whoever reads the proposal;
** the one who leads it goes on from here to the invitation. */
#include "publish/partnership/partnership.h"

#include "fund/partner/partner.h"
#include "fund/proposal/proposal.h"
#include "publish/feed/piece.h"
#include "web/choices.h"
#include "web/layout.h"
#include "web/registry.h"
#include "web/reply.h"

#include "gen/partnership_sql.h"
#include "gen/registry.h"

#define MATCHES_SHOWN 50
#define WORDS_SHOWN 6

struct looking {
    struct request *r;
    struct partnership_now at;
    str countries, dimensions; /* of the proposal, codes with spaces between */
    struct partnership_seek_row_array seeks;
    struct partnership_item_array taking;
};

static str code_add(struct arena *a, str codes, str code)
{
    if (!code.n) return codes;
    return arena_printf(a, "%.*s%s%.*s", P(codes), codes.n ? " " : "", P(code));
}

static i64 codes_count(str codes)
{
    str rest = codes, one;
    i64 n = 0;
    while (str_cut(&rest, ' ', &one))
        n += one.n > 0;
    return n;
}

/* Those of the first list that are in the second or the third. */
static str codes_common(struct arena *a, str of, str one, str other)
{
    str rest = of, code, out = NO_STR;
    while (str_cut(&rest, ' ', &code))
        if (code.n && (partnership_has(one, code) || partnership_has(other, code)))
            out = code_add(a, out, code);
    return out;
}

static void match_fill(const struct looking *l, const struct partnership_item *x,
                       struct partnership_match *m)
{
    struct request *r = l->r;
    str countries = NO_STR, dimensions = NO_STR;
    *m = (struct partnership_match){
        .code = x->code, .acronym = x->acronym, .name = x->name, .type = x->type};
    for (size_t i = 0; i < l->seeks.n; i++) {
        const struct partnership_seek_row *s = &l->seeks.v[i];
        if (s->page != x->id) continue;
        str lang, sought = piece_words(r, s->sought, s->sought_fr, &lang);
        if (!m->seeking++) {
            m->sought = sought;
            m->sought_lang = lang;
        }
        countries = arena_printf(r->arena, "%.*s %.*s", P(countries), P(s->countries));
        dimensions = arena_printf(r->arena, "%.*s %.*s", P(dimensions), P(s->dimensions));
    }
    str same_countries = codes_common(r->arena, l->countries, x->countries, countries);
    str same_dimensions = codes_common(r->arena, l->dimensions, x->dimensions, dimensions);
    m->country_hits = codes_count(same_countries);
    m->dimension_hits = codes_count(same_dimensions);
    m->country_words = partnership_words(r, "country", same_countries, WORDS_SHOWN);
    m->dimension_words = partnership_words(r, "dimension", same_dimensions, WORDS_SHOWN);
    for (size_t i = 0; i < l->taking.n; i++)
        m->takes_part = m->takes_part || str_eq(l->taking.v[i].code, x->code);
}

/* What agrees most first; then those that seek partners now; then by name. */
static int by_agreement(const void *a, const void *b)
{
    const struct partnership_match *x = a, *y = b;
    i64 one = x->country_hits + x->dimension_hits, other = y->country_hits + y->dimension_hits;
    if (one != other) return one > other ? -1 : 1;
    if (!x->seeking != !y->seeking) return x->seeking ? -1 : 1;
    return str_cmp(x->acronym, y->acronym);
}

/* Does every word stand in the name, the text or what is sought? */
static bool words_stand(struct arena *a, const struct partnership_item *x, str sought, str q)
{
    str hay = str_fold(a, arena_printf(a, "%.*s %.*s %.*s %.*s %.*s", P(x->acronym), P(x->name),
                                       P(x->does), P(x->does_fr), P(sought)));
    str rest = str_fold(a, q), word;
    while (str_cut(&rest, ' ', &word))
        if (word.n && str_find(hay, word) < 0) return false;
    return true;
}

static str sought_of(const struct looking *l, i64 page)
{
    str out = NO_STR;
    for (size_t i = 0; i < l->seeks.n; i++)
        if (l->seeks.v[i].page == page)
            out = arena_printf(l->r->arena, "%.*s %.*s %.*s", P(out), P(l->seeks.v[i].sought),
                               P(l->seeks.v[i].sought_fr));
    return out;
}

static enum status matches_fill(const struct looking *l, struct partnership_match_list *v)
{
    struct request *r = l->r;
    struct partnership_item_array all = {0};
    TRY(partnership_public_all(r->db, r->arena, str_eq(r->lang, S("fr")), &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct partnership_item *x = &all.v[i];
        struct partnership_match m;
        if (v->type.n && !str_eq(v->type, x->type)) continue;
        if (v->q.n && !words_stand(r->arena, x, sought_of(l, x->id), v->q)) continue;
        match_fill(l, x, &m);
        if (v->seeking && !m.seeking) continue;
        if (!v->all && !m.country_hits && !m.dimension_hits) continue;
        *PUSH(r->arena, &v->items) = m;
    }
    if (v->items.n) qsort(v->items.v, v->items.n, sizeof *v->items.v, by_agreement);
    if (v->items.n <= MATCHES_SHOWN) return OK;
    v->more = (i64)v->items.n - MATCHES_SHOWN;
    v->items.n = MATCHES_SHOWN;
    return OK;
}

static enum status looking_open(struct request *r, const struct proposal *p, struct looking *l)
{
    struct partnership_facet_array named = {0};
    *l = (struct looking){.r = r, .at = partnership_now(r)};
    struct partnership_seeks_now_in in = {.today = l->at.today, .now = l->at.now};
    TRY(partnership_named(r->db, r->arena, p->row.id, &named));
    for (size_t i = 0; i < named.n; i++) {
        l->countries = code_add(r->arena, l->countries, named.v[i].countries);
        l->dimensions = code_add(r->arena, l->dimensions, named.v[i].dimensions);
    }
    TRY(partnership_seeks_now(r->db, r->arena, &in, &l->seeks));
    return partnership_taking(r->db, r->arena, p->row.id, &l->taking);
}

/* ROUTE GET /desk/proposals/:proposal/find-partners?q,type,seeking,all     needs proposal.read on :proposal
** Organizations with a public profile, those that agree most with the proposal's countries and dimensions first. */
enum status partnership_match_page(struct request *r, struct response *s)
{
    struct proposal p;
    struct looking l;
    struct partnership_match_list v = {.q = query(r, "q"),
                                       .type = query(r, "type"),
                                       .types = choices_of(r, "organization_type"),
                                       .seeking = query(r, "seeking").n > 0,
                                       .all = query(r, "all").n > 0};
    TRY(proposal_head_fill(r, s, "partners", &p, &v.head));
    TRY(looking_open(r, &p, &l));
    v.countries = codes_count(l.countries);
    v.dimensions = codes_count(l.dimensions);
    v.country_words = partnership_words(r, "country", l.countries, SIZE_MAX);
    v.dimension_words = partnership_words(r, "dimension", l.dimensions, SIZE_MAX);
    if (!v.countries && !v.dimensions) v.all = true;
    TRY(matches_fill(&l, &v));
    TRY(partner_may_invite(r, &p, &v.may_invite));
    v.filtered = v.q.n || v.type.n || v.seeking;
    v.clear = arena_printf(r->arena, "/desk/proposals/%.*s/find-partners", P(p.row.code));
    v.everything = arena_printf(r->arena, "%.*s?all=yes", P(v.clear));
    page_title(s, T(r, "Find a partner"));
    return show(r, s, partnership_match_list_view, &v);
}
