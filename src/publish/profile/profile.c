/* profile.c: programmes as everybody sees them: the list with its filters, one page, what other
** features of this room ask. Reads only what was signed off (profile_page and its facets). A list walks
** the index of its rarest facet; who has all that is asked for is known before from sets of one bit for
** each page (store/set), so that no row is looked up in vain and the count is exact. */
#include "publish/profile/snapshot.h"

#include "publish/site/files.h"
#include "publish/site/sitemap.h"
#include "web/address.h"
#include "web/choices.h"
#include "web/layout.h"
#include "web/markdown.h"
#include "web/registry.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/profile_sql.h"
#include "gen/registry.h"

#define PAGE_ROWS 20
#define CSV_ROWS 5000
#define STEP_ROWS 256 /* of an index, read at first */
#define FEW 16        /* times rarer than the rarest facet: faster looked up than walked to */
#define FACETS_MOST 6 /* one for each filter */
#define RELATED 3
#define SUMMARY_CHARS 220

/* --- rows as people read them -------------------------------------------------------------------------- */

/* The text in the reader's language, or the English one marked as such. */
static str own_text(const struct request *r, str english, str french, str *lang)
{
    bool use = str_eq(r->lang, S("fr")) && french.n;
    *lang = use || str_eq(r->lang, S("en")) ? r->lang : S("en");
    return use ? french : english;
}

/* A title may be in a language that is neither: then it says so. */
static str own_title(const struct request *r, const struct profile_page *p, str *lang)
{
    bool use = str_eq(r->lang, S("fr")) && p->title_fr.n;
    *lang = use ? S("fr") : p->title_lang;
    return use ? p->title_fr : p->title;
}

static str iso_day(struct arena *a, i64 day, str exact)
{
    struct buf b;
    if (day == NO_DATE) return NO_STR;
    buf_init(&b, 40);
    buf_date(&b, day);
    size_t n = str_eq(exact, S("year")) ? 4 : str_eq(exact, S("month")) ? 7 : 10;
    str s = str_dup(a, str_sub(buf_str(&b), 0, n));
    buf_free(&b);
    return s;
}

static str words_day(const struct request *r, i64 day, str exact)
{
    return day == NO_DATE ? NO_STR : exact_words(r->arena, r->lang, day, exact);
}

/* --- organizations of many rows at once ---------------------------------------------------------------------- */

struct codes {
    str *v;
    size_t n, cap;
};

static void codes_add(struct arena *a, struct codes *out, str values)
{
    str rest = values, piece;
    while (str_cut(&rest, ' ', &piece)) {
        bool known = !piece.n;
        for (size_t i = 0; i < out->n && !known; i++)
            known = str_eq(out->v[i], piece);
        if (!known) *PUSH(a, out) = piece;
    }
}

static enum status organizations_of(struct db *db, struct arena *a, const struct codes *codes,
                                    struct profile_organization_array *out)
{
    if (!codes->n) return OK;
    return profile_organizations(db, a, db_json_texts(a, codes->v, codes->n), out);
}

static void organizations_fill(struct request *r, str codes, bool lead_known,
                               const struct profile_organization_array *known,
                               struct profile_organization_array *out)
{
    str rest = codes, piece;
    while (str_cut(&rest, ' ', &piece))
        for (size_t i = 0; i < known->n; i++) {
            if (!str_eq(known->v[i].code, piece)) continue;
            struct profile_organization *o = PUSH(r->arena, out);
            *o = known->v[i];
            o->is_lead = lead_known && out->n == 1;
            if (str_eq(r->lang, S("fr")) && o->name_fr.n) o->name = o->name_fr;
            break;
        }
}

static void countries_fill(struct arena *a, str codes, struct profile_country_array *out)
{
    str rest = codes, piece;
    while (str_cut(&rest, ' ', &piece))
        *PUSH(a, out) = (struct profile_country){piece};
}

static void dimensions_fill(struct arena *a, str codes, struct profile_dimension_array *out)
{
    str rest = codes, piece;
    while (str_cut(&rest, ' ', &piece))
        *PUSH(a, out) = (struct profile_dimension){piece};
}

static str first_words(struct arena *a, str markdown)
{
    return str_shorten(a, str_trim(markdown_plain(a, markdown)), SUMMARY_CHARS);
}

static void item_fill(struct request *r, const struct profile_page *p,
                      const struct profile_organization_array *known, struct profile_item *out)
{
    str lang, ends_exact = p->ends_revised != NO_DATE ? p->ends_revised_exact : p->ends_exact;
    i64 ends = p->ends_revised != NO_DATE ? p->ends_revised : p->ends;
    *out = (struct profile_item){
        .code = p->code,
        .address = address_local(r->arena, address_base(r->arena, r->lang),
                                 arena_printf(r->arena, "/programmes/%.*s", P(p->code))),
        .status = p->status,
        .lead_known = p->lead_known,
        .amount = p->amount_revised.currency[0] ? p->amount_revised : p->amount,
        .amount_kind = p->amount_kind,
        .approved = iso_day(r->arena, p->approved, p->approved_exact),
        .starts = iso_day(r->arena, p->starts, p->starts_exact),
        .ends = iso_day(r->arena, ends, ends_exact),
        .updated = p->signed_at};
    out->title = own_title(r, p, &out->title_lang);
    out->summary = first_words(r->arena, own_text(r, p->summary, p->summary_fr, &lang));
    organizations_fill(r, p->organizations, p->lead_known, known, &out->organizations);
    countries_fill(r->arena, p->countries, &out->countries);
    dimensions_fill(r->arena, p->dimensions, &out->dimensions);
    str from = words_day(r, p->starts, p->starts_exact), to = words_day(r, ends, ends_exact);
    if (from.n && to.n)
        out->time_words = arena_printf(r->arena, "%.*s – %.*s", P(from), P(to));
    else if (from.n)
        out->time_words = arena_printf(r->arena, "%.*s %.*s", P(T(r, "from")), P(from));
    else if (p->approved != NO_DATE)
        out->time_words = arena_printf(r->arena, "%.*s %.*s", P(T(r, "approved")),
                                       P(words_day(r, p->approved, p->approved_exact)));
}

static enum status items_fill(struct request *r, const struct profile_page_array *rows,
                              struct profile_item_array *out)
{
    struct codes codes = {0};
    struct profile_organization_array known = {0};
    for (size_t i = 0; i < rows->n; i++)
        codes_add(r->arena, &codes, rows->v[i].organizations);
    TRY(organizations_of(r->db, r->arena, &codes, &known));
    for (size_t i = 0; i < rows->n; i++)
        item_fill(r, &rows->v[i], &known, PUSH(r->arena, out));
    return OK;
}

/* --- facets ---------------------------------------------------------------------------------------------------- */

enum status profile_count(struct db *db, struct arena *a, str facet, i64 *n)
{
    struct profile_tally_row_array rows = {0};
    TRY(profile_tallies(db, a, db_json_texts(a, &facet, 1), &rows));
    *n = rows.n ? rows.v[0].n : 0;
    return OK;
}

static enum status tallies_of(struct db *db, struct arena *a, const char *kind,
                              struct profile_tally_row_array *out)
{
    return profile_tallies_between(db, a, arena_printf(a, "%s:", kind),
                                   arena_printf(a, "%s;", kind), out);
}

static str tally_value(const struct profile_tally_row *row, const char *kind)
{
    return str_sub(row->facet, strlen(kind) + 1, row->facet.n);
}

enum status profile_values(struct db *db, struct arena *a, const char *kind,
                           struct profile_tally_array *out)
{
    struct profile_tally_row_array rows = {0};
    TRY(tallies_of(db, a, kind, &rows));
    for (size_t i = 0; i < rows.n; i++)
        *PUSH(a, out) = (struct profile_tally){tally_value(&rows.v[i], kind), rows.v[i].n};
    return OK;
}

enum status profile_total(struct db *db, struct arena *a, const char *kind, struct money *sum,
                          i64 *n)
{
    struct profile_sum_array rows = {0};
    TRY(profile_sums(db, a, str_c(kind), &rows));
    *sum = rows.n ? rows.v[0].amount : (struct money){0};
    *n = rows.n ? rows.v[0].n : 0;
    return OK;
}

/* What a list is asked for. The facets are in the order of their rarity once choice_order ran. */
struct choice {
    str facets[FACETS_MOST];
    size_t n;
    str sort, after;
    i64 least;          /* how many pages the rarest has */
    i64 total;          /* how many have all of them */
    bool plain;         /* one facet, no words: `chosen` is not needed */
    struct bits chosen; /* who they are */
};

static int by_page(const void *x, const void *y)
{
    i64 a = (*(struct profile_page *const *)x)->id, b = (*(struct profile_page *const *)y)->id;
    return a < b ? -1 : a > b;
}

static int by_rarity(const void *a, const void *b)
{
    i64 x = ((const struct profile_tally_row *)a)->n, y = ((const struct profile_tally_row *)b)->n;
    return x < y ? -1 : x > y;
}

/* The rarest facet is walked, the others are looked up: fewest rows are touched. */
static enum status choice_order(struct request *r, struct choice *c)
{
    struct profile_tally_row_array rows = {0};
    TRY(profile_tallies(r->db, r->arena, db_json_texts(r->arena, c->facets, c->n), &rows));
    if (rows.n < c->n) return OK; /* one that no page has: nothing is found */
    qsort(rows.v, rows.n, sizeof *rows.v, by_rarity);
    c->least = rows.v[0].n;
    for (size_t i = 0; i < rows.n; i++)
        c->facets[i] = rows.v[i].facet;
    return OK;
}

/* Who has every facet, and every word. */
static enum status choice_meet(struct request *r, struct choice *c, const struct id_array *found)
{
    c->plain = c->n == 1 && !found;
    c->total = c->least;
    if (c->plain || c->least == 0) return OK;
    TRY(set_read(r->db, r->arena, profile_set_name(r->arena, c->facets[0]), &c->chosen));
    for (size_t i = 1; i < c->n; i++) {
        struct bits more;
        TRY(set_read(r->db, r->arena, profile_set_name(r->arena, c->facets[i]), &more));
        bits_and(&c->chosen, &more);
    }
    if (found) {
        struct bits words;
        bits_of(r->arena, found, &words);
        bits_and(&c->chosen, &words);
    }
    c->total = bits_count(&c->chosen);
    return OK;
}

static enum status walk_after(struct request *r, const struct choice *c, str code,
                              struct profile_walk_in *in)
{
    struct profile_page last = {0};
    enum status st = code.n ? profile_page_by_code(r->db, r->arena, code, &last) : NOT_FOUND;
    if (st != OK) return st == NOT_FOUND ? OK : st;
    in->after_code = last.code;
    in->after_day = last.day;
    if (str_eq(c->sort, S("title")))
        in->after_title = last.title_key;
    else if (str_eq(c->sort, S("old")))
        in->after_old = true;
    else
        in->after_new = true;
    return OK;
}

/* The next pages in order. Few are looked up by their numbers and sorted; many soon turn up in the index
** of the rarest facet, which is walked in growing steps. */
static enum status choice_walk(struct request *r, const struct choice *c, i64 limit,
                               struct id_array *out)
{
    struct profile_walk_in in = {.facet = c->facets[0], .sort = c->sort, .limit = limit};
    struct profile_place_row_array rows = {0};
    bool few = !c->plain && c->total * FEW < c->least;
    if (few) {
        struct id_array ids = {0};
        bits_ids(r->arena, &c->chosen, &ids);
        in.found = db_json_ids(r->arena, ids.v, ids.n);
    } else if (!c->plain) {
        in.limit = STEP_ROWS;
    }
    TRY(walk_after(r, c, c->after, &in));
    for (;;) {
        TRY(profile_walk(r->db, r->arena, &in, &rows));
        for (size_t i = 0; i < rows.n && (i64)out->n < limit; i++)
            if (c->plain || bits_hold(&c->chosen, rows.v[i].id))
                *PUSH(r->arena, out) = rows.v[i].id;
        if ((i64)rows.n < in.limit || (i64)out->n == limit) return OK;
        TRY(walk_after(r, c, rows.v[rows.n - 1].code, &in));
        in.limit *= 4;
        rows = (struct profile_place_row_array){0};
    }
}

static enum status choice_rows(struct request *r, const struct choice *c, i64 limit,
                               struct profile_page_array *out)
{
    struct id_array ids = {0};
    struct profile_page_array rows = {0};
    if (c->total == 0) return OK;
    TRY(choice_walk(r, c, limit, &ids));
    if (!ids.n) return OK;
    TRY(profile_rows(r->db, r->arena, db_json_ids(r->arena, ids.v, ids.n), &rows));
    struct profile_page **by_id = NEW_ARRAY(r->arena, rows.n, struct profile_page *);
    for (size_t i = 0; i < rows.n; i++)
        by_id[i] = &rows.v[i];
    if (rows.n) qsort(by_id, rows.n, sizeof *by_id, by_page);
    for (size_t i = 0; i < ids.n; i++) {
        struct profile_page key = {.id = ids.v[i]}, *want = &key,
                            **got = bsearch(&want, by_id, rows.n, sizeof *by_id, by_page);
        if (got) *PUSH(r->arena, out) = **got;
    }
    return OK;
}

enum status profile_items(struct request *r, str facet, str after, i64 limit,
                          struct profile_item_array *out, str *next)
{
    struct choice c = {.facets = {facet}, .n = 1, .sort = S("new"), .after = after};
    struct profile_page_array rows = {0};
    TRY(choice_order(r, &c));
    TRY(choice_meet(r, &c, NULL));
    TRY(choice_rows(r, &c, limit + 1, &rows));
    *next = NO_STR;
    if ((i64)rows.n > limit) {
        rows.n = (size_t)limit;
        *next = rows.v[rows.n - 1].code;
    }
    return items_fill(r, &rows, out);
}

/* --- the list ----------------------------------------------------------------------------------------------------- */

static int by_label(const void *a, const void *b)
{
    return str_cmp(((const struct part_choice *)a)->help, ((const struct part_choice *)b)->help);
}

/* The values that have programmes, by their words. `help` holds the sort key, which no page shows. */
static void options_fill(struct request *r, const struct profile_tally_row_array *rows,
                         const char *kind, const char *voc, struct part_choice_array *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        str code = tally_value(&rows->v[i], kind);
        str label = voc ? term_label(r->lang, voc, code) : code;
        *PUSH(r->arena, out) = (struct part_choice){
            .code = code, .label = label, .help = str_fold(r->arena, label), .count = rows->v[i].n};
    }
    if (out->n) qsort(out->v, out->n, sizeof *out->v, by_label);
}

static enum status organization_labels(struct request *r, struct part_choice_array *out)
{
    struct profile_organization_array known = {0};
    struct codes codes = {0};
    for (size_t i = 0; i < out->n; i++)
        *PUSH(r->arena, &codes) = out->v[i].code;
    TRY(organizations_of(r->db, r->arena, &codes, &known));
    for (size_t i = 0; i < out->n; i++)
        for (size_t k = 0; k < known.n; k++)
            if (str_eq(known.v[k].code, out->v[i].code)) {
                out->v[i].label = known.v[k].acronym;
                out->v[i].help = str_fold(r->arena, known.v[k].acronym);
            }
    if (out->n) qsort(out->v, out->n, sizeof *out->v, by_label);
    return OK;
}

static enum status filters_fill(struct request *r, struct profile_list *v)
{
    const struct {
        const char *kind, *voc;
        struct part_choice_array *out;
    } filters[] = {
        {"country", "country", &v->countries},        {"region", "region", &v->regions},
        {"organization", NULL, &v->organizations},    {"dimension", "dimension", &v->dimensions},
        {"status", "programme_status", &v->statuses}, {"year", NULL, &v->years},
    };
    enum { FILTERS = sizeof filters / sizeof *filters };
    struct profile_tally_row_array rows[FILTERS] = {0};
    enum status st = OK;
    db_batch_begin(r->db);
    for (size_t i = 0; i < FILTERS && st == OK; i++)
        st = tallies_of(r->db, r->arena, filters[i].kind, &rows[i]);
    enum status end = db_batch_end(r->db);
    if (st != OK || end != OK) return st != OK ? st : end;
    for (size_t i = 0; i < FILTERS; i++)
        options_fill(r, &rows[i], filters[i].kind, filters[i].voc, filters[i].out);
    TRY(organization_labels(r, &v->organizations));
    for (size_t i = 0, n = v->years.n; i < n / 2; i++) { /* the latest year first */
        struct part_choice swap = v->years.v[i];
        v->years.v[i] = v->years.v[n - 1 - i];
        v->years.v[n - 1 - i] = swap;
    }
    *PUSH(r->arena, &v->sorts) =
        (struct part_choice){.code = S("new"), .label = T(r, "Newest first")};
    *PUSH(r->arena, &v->sorts) =
        (struct part_choice){.code = S("old"), .label = T(r, "Oldest first")};
    *PUSH(r->arena, &v->sorts) =
        (struct part_choice){.code = S("title"), .label = T(r, "By title")};
    return OK;
}

static void choose(struct request *r, struct choice *c, const char *kind, str value)
{
    if (value.n) c->facets[c->n++] = arena_printf(r->arena, "%s:%.*s", kind, P(value));
}

/* ROUTE GET /programmes?q,country,region,organization,dimension,status,year,sort,after     public
** Programmes, with filters by country, region, organization, dimension, status, year and words. */
enum status profile_list_page(struct request *r, struct response *s)
{
    struct profile_list v = {.q = query(r, "q"),
                             .country = query(r, "country"),
                             .region = query(r, "region"),
                             .organization = query(r, "organization"),
                             .dimension = query(r, "dimension"),
                             .status = query(r, "status"),
                             .year = query(r, "year"),
                             .sort = query(r, "sort")};
    struct choice c = {.sort = v.sort, .after = query(r, "after")};
    struct profile_page_array rows = {0};
    i64 limit = r->face == FACE_CSV ? CSV_ROWS : PAGE_ROWS;
    choose(r, &c, "country", v.country);
    choose(r, &c, "region", v.region);
    choose(r, &c, "organization", v.organization);
    choose(r, &c, "dimension", v.dimension);
    choose(r, &c, "status", v.status);
    choose(r, &c, "year", v.year);
    v.filtered = c.n || v.q.n;
    if (!c.n) c.facets[c.n++] = S("all");
    TRY(profile_count(r->db, r->arena, S("all"), &v.all));
    struct id_array found = {0};
    if (v.q.n) TRY(search_ids(r->db, r->arena, v.q, r->lang, SEEN_BY_ALL, "profile", &found));
    TRY(choice_order(r, &c));
    TRY(choice_meet(r, &c, v.q.n ? &found : NULL));
    v.total = c.total;
    TRY(choice_rows(r, &c, limit + 1, &rows));
    if ((i64)rows.n > limit) {
        rows.n = (size_t)limit;
        v.next = rows.v[rows.n - 1].code;
        v.more = address_more(r, v.next);
    }
    if (c.after.n) v.first = address_more(r, S(""));
    TRY(items_fill(r, &rows, &v.items));
    if (r->face == FACE_HTML) TRY(filters_fill(r, &v));
    v.csv = address_face(r, ".csv", S(""));
    v.clear = address_local(r->arena, address_base(r->arena, r->lang), S("/programmes"));
    page_title(s, T(r, "Programmes"));
    s->description = T(
        r,
        "Programmes of the fund, with country, organizations, dimensions of human security, amount and dates; as a page, JSON or CSV.");
    return show(r, s, profile_list_view, &v);
}

/* --- one programme ------------------------------------------------------------------------------------------------- */

/* The host of an address, for a link that says where it leads; a note of the record as it is. */
static void source_fill(str source, str *address, str *words)
{
    i64 at = str_find(source, S("://"));
    *words = source;
    if (at < 0 || !address_allowed(source)) return;
    *address = source;
    str host = str_sub(source, (size_t)at + 3, source.n);
    i64 slash = str_find_char(host, '/');
    if (slash > 0) host = str_sub(host, 0, (size_t)slash);
    *words = str_starts(host, S("www.")) ? str_sub(host, 4, host.n) : host;
}

static void picture_fill(struct request *r, const struct profile_page *p, struct profile_show *out)
{
    if (!p->picture.n) return;
    out->picture = arena_printf(r->arena, "/files/%.*s/%.*s.webp", P(p->picture), P(p->code));
    out->picture_width = p->picture_width;
    out->picture_height = p->picture_height;
    out->picture_bytes = p->picture_bytes;
    out->picture_alt = own_text(r, p->picture_alt, p->picture_alt_fr, &out->picture_alt_lang);
    out->picture_credit = p->picture_credit;
}

static str amount_words(struct request *r, const struct profile_page *p)
{
    if (!p->amount.currency[0]) return NO_STR;
    str at = words_day(r, p->approved, p->approved_exact);
    bool budget = str_eq(p->amount_kind, S("budget"));
    if (at.n)
        return arena_printf(
            r->arena, "%.*s, %.*s %.*s",
            P(budget ? T(r, "budget of the whole programme") : T(r, "contribution of the fund")),
            P(T(r, "as approved")), P(at));
    return budget ? T(r, "budget of the whole programme") : T(r, "contribution of the fund");
}

enum status page_show_fill(struct request *r, const struct profile_page *p,
                           struct profile_show *out)
{
    struct codes codes = {0};
    struct profile_organization_array known = {0};
    *out = (struct profile_show){
        .code = p->code,
        .title_other = p->title_other,
        .status = p->status,
        .status_basis = p->status_basis,
        .amount = p->amount,
        .amount_kind = p->amount_kind,
        .amount_basis = p->amount_basis,
        .amount_of = amount_words(r, p),
        .amount_revised = p->amount_revised,
        .approved = iso_day(r->arena, p->approved, p->approved_exact),
        .approved_words = words_day(r, p->approved, p->approved_exact),
        .approved_basis = p->approved_basis,
        .starts = iso_day(r->arena, p->starts, p->starts_exact),
        .starts_words = words_day(r, p->starts, p->starts_exact),
        .ends = iso_day(r->arena, p->ends, p->ends_exact),
        .ends_words = words_day(r, p->ends, p->ends_exact),
        .ends_revised = iso_day(r->arena, p->ends_revised, p->ends_revised_exact),
        .ends_revised_words = words_day(r, p->ends_revised, p->ends_revised_exact),
        .months = p->months,
        .dates_basis = p->dates_basis,
        .organizations_basis = p->organizations_basis,
        .lead_known = p->lead_known,
        .partners = p->partners,
        .places = p->places,
        .updated = p->signed_at};
    out->title = own_title(r, p, &out->title_lang);
    out->summary = own_text(r, p->summary, p->summary_fr, &out->summary_lang);
    out->body = own_text(r, p->body, p->body_fr, &out->body_lang);
    out->tone = str_eq(p->status, S("ongoing")) ? S("good")
                : str_eq(p->status, S("suspended")) || str_eq(p->status, S("terminated"))
                    ? S("warn")
                    : S("");
    countries_fill(r->arena, p->countries, &out->countries);
    dimensions_fill(r->arena, p->dimensions, &out->dimensions);
    codes_add(r->arena, &codes, p->organizations);
    TRY(organizations_of(r->db, r->arena, &codes, &known));
    organizations_fill(r, p->organizations, p->lead_known, &known, &out->organizations);
    out->organization_count = (i64)out->organizations.n;
    source_fill(p->source, &out->source, &out->source_words);
    source_fill(p->also, &out->also, &out->also_words);
    picture_fill(r, p, out);
    return OK;
}

enum status profile_image_newest(struct request *r, struct profile_image *out)
{
    struct profile_page p;
    struct profile_show v = {0};
    TRY(profile_newest_picture(r->db, r->arena, &p));
    picture_fill(r, &p, &v);
    *out = (struct profile_image){
        .address = v.picture,
        .alt = v.picture_alt,
        .alt_lang = v.picture_alt_lang,
        .credit = v.picture_credit,
        .width = v.picture_width,
        .height = v.picture_height,
        .page = address_local(r->arena, address_base(r->arena, r->lang),
                              arena_printf(r->arena, "/programmes/%.*s", P(p.code)))};
    out->title = own_title(r, &p, &out->title_lang);
    return OK;
}

/* Programmes of the same countries first, then of the same dimensions. */
static enum status related_fill(struct request *r, const struct profile_page *p,
                                struct profile_show *out)
{
    str rest[] = {p->countries, p->dimensions}, value, next;
    const char *kinds[] = {"country", "dimension"};
    for (size_t k = 0; k < 2; k++)
        while (out->related.n < RELATED && str_cut(&rest[k], ' ', &value) && value.n) {
            struct profile_item_array found = {0};
            TRY(profile_items(r, arena_printf(r->arena, "%s:%.*s", kinds[k], P(value)), NO_STR,
                              2 * RELATED + 1, &found, &next));
            for (size_t i = 0; i < found.n && out->related.n < RELATED; i++) {
                bool seen = str_eq(found.v[i].code, p->code);
                for (size_t j = 0; j < out->related.n && !seen; j++)
                    seen = str_eq(out->related.v[j].code, found.v[i].code);
                if (!seen) *PUSH(r->arena, &out->related) = found.v[i];
            }
        }
    return OK;
}

static enum status gone_show(struct request *r, struct response *s, const struct profile_page *p)
{
    struct profile_gone v = {.code = p->code,
                             .state = p->state,
                             .withdrawn = p->withdrawn,
                             .reason = p->withdrawn_reason};
    v.title = own_title(r, p, &v.title_lang);
    page_title(s, v.title);
    page_crumb(r, s, "Programmes", "/programmes");
    return show_status(r, s, 410, profile_gone_view, &v);
}

/* ROUTE GET /programmes/:programme     public
** One programme: what it does, where, who carries it out, what it costs, and where the facts come from. */
enum status profile_show_page(struct request *r, struct response *s)
{
    struct profile_page p;
    struct profile_show v;
    TRY(profile_page_by_code(r->db, r->arena, param(r, "programme"), &p));
    if (!str_eq(p.state, S("published"))) return gone_show(r, s, &p);
    TRY(page_show_fill(r, &p, &v));
    TRY(related_fill(r, &p, &v));
    page_title(s, v.title);
    s->description = first_words(r->arena, v.summary);
    if (v.picture.n)
        s->image = arena_printf(r->arena, "%.*s%.*s", P(r->app->config.base_url), P(v.picture));
    page_crumb(r, s, "Programmes", "/programmes");
    if (v.countries.n) {
        str cc = v.countries.v[0].code;
        page_crumb_text(s, term_label(r->lang, "country", cc),
                        arena_printf(r->arena, "/countries/%.*s", P(cc)));
    }
    page_updated(s, p.signed_at);
    return show(r, s, profile_show_view, &v);
}

/* --- registrations ---------------------------------------------------------------------------------------------------- */

static enum status picture_public(struct db *db, struct arena *a, str hash_hex,
                                  struct public_file *out)
{
    i64 n;
    TRY(profile_picture(db, a, hash_hex, &n));
    *out = (struct public_file){S("image/webp"), true};
    return n ? OK : NOT_FOUND;
}

/* A fund of an older program has no sets of its facets yet. */
static enum status sets_write(struct tx *tx, void *arg)
{
    struct arena *a = arg;
    struct profile_tally_row_array facets = {0};
    TRY(profile_tallies_all(tx_db(tx), a, &facets));
    for (size_t i = 0; i < facets.n; i++) {
        struct profile_place_row_array rows = {0};
        struct id_array ids = {0};
        struct bits bits;
        TRY(profile_pages_of(tx_db(tx), a, facets.v[i].facet, &rows));
        for (size_t k = 0; k < rows.n; k++)
            *PUSH(a, &ids) = rows.v[k].id;
        bits_of(a, &ids, &bits);
        TRY(set_write_bits(tx, profile_set_name(a, facets.v[i].facet), &bits));
    }
    return OK;
}

static enum status sets_make(struct app *app, struct db *db, struct arena *a)
{
    struct bits all;
    i64 n;
    TRY(profile_count(db, a, S("all"), &n));
    TRY(set_read(db, a, profile_set_name(a, S("all")), &all));
    if (n == bits_count(&all)) return OK;
    struct actor actor = {.act = S("profiles: sets")};
    return store_write(app->store, actor, env_now(&app->env), sets_write, a);
}

/* START profile_start
** Lets the pictures of published profiles be served; makes the sets of the facets where there are none. */
enum status profile_start(struct app *app)
{
    public_file_register(picture_public);
    struct arena *a = arena_new();
    enum status st = sets_make(app, app->db, a);
    arena_free(a);
    return st;
}

/* SITEMAP programmes
** Every published programme. */
enum status profile_sitemap(struct db *db, struct arena *a, struct sitemap *out)
{
    struct profile_desk_item_array rows = {0};
    TRY(profile_all_published(db, a, &rows));
    sitemap_add(out, a, S("/programmes"), NO_DATE);
    for (size_t i = 0; i < rows.n; i++)
        sitemap_add(out, a, arena_printf(a, "/programmes/%.*s", P(rows.v[i].code)),
                    rows.v[i].signed_at);
    return OK;
}
