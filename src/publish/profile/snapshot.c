/* snapshot.c: makes the public page of a programme from its record and the editor's working copy, with
** its facets and what the search finds. Called when somebody signs off, and for the preview. Fields
** that the editor keeps in the office never reach the page's row. */
#include "publish/profile/snapshot.h"

#include "web/markdown.h"
#include "web/terms.h"
#include "web/text.h"

#include "gen/profile_sql.h"

/* RECORD profile_page "Published profile" as profile */

#define TITLE_KEY_CHARS 40

const struct profile_part profile_parts[] = {
    {"status", MESSAGE("Status")},     {"organizations", MESSAGE("Organizations")},
    {"partners", MESSAGE("Partners")}, {"countries", MESSAGE("Countries")},
    {"places", MESSAGE("Places")},     {"dimensions", MESSAGE("Dimensions")},
    {"amount", MESSAGE("Amount")},     {"approved", MESSAGE("Approval")},
    {"dates", MESSAGE("Dates")},       {"source", MESSAGE("Sources")},
};
const size_t profile_part_count = sizeof profile_parts / sizeof *profile_parts;

bool part_shown(str shown, const char *name)
{
    str rest = shown, piece;
    while (str_cut(&rest, ' ', &piece))
        if (str_eq(piece, str_c(name))) return true;
    return false;
}

/* --- the working copy --------------------------------------------------------------------------------- */

/* The meaning under which an edition's forms ask for a part. */
static const struct {
    const char *part, *means;
} part_meanings[] = {{"organizations", "organization"},
                     {"partners", "partner"},
                     {"countries", "country"},
                     {"places", "place"},
                     {"dimensions", "dimension"},
                     {"amount", "amount"},
                     {"dates", "start"}};

/* Does a form of the edition ask for it, and does none say that it may be public? */
static bool part_is_closed(const struct edition *e, const char *part)
{
    bool asked = false;
    for (size_t i = 0; i < sizeof part_meanings / sizeof *part_meanings; i++) {
        if (strcmp(part_meanings[i].part, part) != 0) continue;
        for (size_t k = 0; e && k < e->form_count; k++) {
            const struct form_field *f = form_meaning(&e->forms[k], str_c(part_meanings[i].means));
            if (f && f->is_public) return false;
            asked = asked || f;
        }
    }
    return asked;
}

/* What an imported record says came from public sources; what a proposal said is public where the
** edition says so. */
static str shown_first(struct arena *a, const struct edition *e, const struct facts *f)
{
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < profile_part_count; i++) {
        if (f->row.proposal && part_is_closed(e, profile_parts[i].name)) continue;
        if (b.n) buf_char(&b, ' ');
        buf_add(&b, str_c(profile_parts[i].name));
    }
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

enum status profile_source_load(struct db *db, struct arena *a, const struct edition *e, str code,
                                struct profile_source *out)
{
    *out = (struct profile_source){0};
    struct programme_row *w = &out->facts.row;
    TRY(profile_record(db, a, code, w));
    TRY(facts_load(db, a, &out->facts));
    enum status st = profile_draft(db, a, w->id, &out->draft);
    if (st != NOT_FOUND) return st;
    out->draft = (struct profile_row){.programme = w->id,
                                      .title = w->title,
                                      .summary = w->summary,
                                      .summary_fr = w->summary_fr,
                                      .shown = shown_first(a, e, &out->facts),
                                      .created = NO_DATE,
                                      .changed = NO_DATE};
    return OK;
}

str draft_seen(struct arena *a, const struct profile_row *d)
{
    const str texts[] = {d->title,       d->title_fr,       d->summary,       d->summary_fr,
                         d->body,        d->body_fr,        d->shown,         d->picture,
                         d->picture_alt, d->picture_alt_fr, d->picture_credit};
    struct digest_stream stream;
    digest_begin(&stream);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        digest_more(&stream, texts[i]);
        digest_more(&stream, S("\x1f"));
    }
    return str_sub(digest_hex(a, digest_end(&stream)), 0, 24);
}

/* --- the page ------------------------------------------------------------------------------------------- */

static str joined(struct arena *a, const struct programme_code_array *codes)
{
    str s = NO_STR;
    for (size_t i = 0; i < codes->n; i++)
        s = s.n ? arena_printf(a, "%.*s %.*s", P(s), P(codes->v[i].code)) : codes->v[i].code;
    return s;
}

static void organizations_fill(struct arena *a, const struct facts *f, struct profile_page *out)
{
    str s = NO_STR;
    for (size_t i = 0; i < f->organizations.n; i++) {
        const struct programme_organization *o = &f->organizations.v[i];
        if (i == 0) out->lead_known = o->is_lead;
        s = s.n ? arena_printf(a, "%.*s %.*s", P(s), P(o->code)) : o->code;
    }
    out->organizations = s;
    out->organizations_basis = f->row.organizations_basis;
}

static void dates_fill(const struct programme_row *w, struct profile_page *out)
{
    out->starts = w->starts;
    out->starts_exact = w->starts_exact;
    out->ends = w->ends;
    out->ends_exact = w->ends_exact;
    out->ends_revised = w->ends_revised;
    out->ends_revised_exact = w->ends_revised_exact;
    out->months = w->months;
    out->dates_basis = w->dates_basis;
}

static str key_of(struct arena *a, str title)
{
    return str_dup(a, str_abbrev(str_fold(a, title), TITLE_KEY_CHARS));
}

void snapshot_make(struct arena *a, const struct profile_source *src, struct profile_page *out)
{
    const struct programme_row *w = &src->facts.row;
    const struct profile_row *d = &src->draft;
    *out = (struct profile_page){.programme = w->id,
                                 .code = w->code,
                                 .state = S("published"),
                                 .title = d->title,
                                 .title_lang = w->title_lang,
                                 .title_fr = d->title_fr,
                                 .title_other = w->title_other,
                                 .title_key = key_of(a, d->title),
                                 .summary = d->summary,
                                 .summary_fr = d->summary_fr,
                                 .body = d->body,
                                 .body_fr = d->body_fr,
                                 .approved = NO_DATE,
                                 .starts = NO_DATE,
                                 .ends = NO_DATE,
                                 .ends_revised = NO_DATE,
                                 .picture = d->picture,
                                 .picture_width = d->picture_width,
                                 .picture_height = d->picture_height,
                                 .picture_bytes = d->picture_bytes,
                                 .picture_alt = d->picture_alt,
                                 .picture_alt_fr = d->picture_alt_fr,
                                 .picture_credit = d->picture_credit,
                                 .day = 0,
                                 .signed_at = NO_DATE,
                                 .withdrawn = NO_DATE};
    if (part_shown(d->shown, "status")) {
        out->status = w->status;
        out->status_basis = w->status_basis;
    }
    if (part_shown(d->shown, "organizations")) organizations_fill(a, &src->facts, out);
    if (part_shown(d->shown, "partners")) out->partners = w->partners;
    if (part_shown(d->shown, "countries")) out->countries = joined(a, &src->facts.countries);
    if (part_shown(d->shown, "places")) out->places = w->places;
    if (part_shown(d->shown, "dimensions")) out->dimensions = joined(a, &src->facts.dimensions);
    if (part_shown(d->shown, "amount")) {
        out->amount = w->amount;
        out->amount_kind = w->amount_kind;
        out->amount_basis = w->amount_basis;
        out->amount_revised = w->amount_revised;
    }
    if (part_shown(d->shown, "dates")) dates_fill(w, out);
    if (part_shown(d->shown, "approved")) {
        out->approved = w->approved;
        out->approved_exact = w->approved_exact;
        out->approved_basis = w->approved_basis;
    }
    if (part_shown(d->shown, "source")) {
        out->source = w->source;
        out->also = w->also;
    }
    /* A date that stays in the office must not show in the order of the lists either; what has no date
       at all comes last. */
    if (out->ends != NO_DATE) out->day = out->ends;
    if (out->starts != NO_DATE) out->day = out->starts;
    if (out->approved != NO_DATE) out->day = out->approved;
}

str snapshot_seen(struct arena *a, const struct profile_page *p)
{
    const str texts[] = {p->title,
                         p->title_lang,
                         p->title_fr,
                         p->title_other,
                         p->summary,
                         p->summary_fr,
                         p->body,
                         p->body_fr,
                         p->status,
                         p->status_basis,
                         p->organizations,
                         p->organizations_basis,
                         p->partners,
                         p->countries,
                         p->places,
                         p->dimensions,
                         p->amount_kind,
                         p->amount_basis,
                         p->approved_exact,
                         p->approved_basis,
                         p->starts_exact,
                         p->ends_exact,
                         p->ends_revised_exact,
                         p->dates_basis,
                         p->source,
                         p->also,
                         p->picture,
                         p->picture_alt,
                         p->picture_alt_fr,
                         p->picture_credit};
    struct digest_stream stream;
    digest_begin(&stream);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        digest_more(&stream, texts[i]);
        digest_more(&stream, S("\x1f"));
    }
    digest_more(&stream,
                arena_printf(a, "%lld %s %lld %s %lld %lld %lld %lld %lld %d",
                             (long long)p->amount.minor, p->amount.currency,
                             (long long)p->amount_revised.minor, p->amount_revised.currency,
                             (long long)p->approved, (long long)p->starts, (long long)p->ends,
                             (long long)p->ends_revised, (long long)p->months, p->lead_known));
    return str_sub(digest_hex(a, digest_end(&stream)), 0, 24);
}

/* --- facets ------------------------------------------------------------------------------------------------ */

static void facet_add(struct arena *a, struct profile_facets *out, const char *kind, str value)
{
    if (!value.n) return;
    str facet = arena_printf(a, "%s:%.*s", kind, P(value));
    for (size_t i = 0; i < out->n; i++)
        if (str_eq(out->v[i], facet)) return;
    *PUSH(a, out) = facet;
}

static void facet_add_all(struct arena *a, struct profile_facets *out, const char *kind, str values)
{
    str rest = values, piece;
    while (str_cut(&rest, ' ', &piece))
        facet_add(a, out, kind, piece);
}

static void facet_add_year(struct arena *a, struct profile_facets *out, i64 day)
{
    int year, month, d;
    if (day == NO_DATE) return;
    date_split(day, &year, &month, &d);
    facet_add(a, out, "year", arena_printf(a, "%d", year));
}

void profile_facets_of_page(struct arena *a, const struct profile_page *p,
                            struct profile_facets *out)
{
    *PUSH(a, out) = S("all");
    facet_add(a, out, "status", p->status);
    facet_add_all(a, out, "organization", p->organizations);
    facet_add_all(a, out, "dimension", p->dimensions);
    str rest = p->countries, cc;
    while (str_cut(&rest, ' ', &cc)) {
        facet_add(a, out, "country", cc);
        facet_add(a, out, "region", country_region(cc));
        facet_add(a, out, "region", country_subregion(cc));
    }
    facet_add_year(a, out, p->approved);
    facet_add_year(a, out, p->starts);
}

str profile_set_name(struct arena *a, str facet)
{
    return arena_printf(a, "profile %.*s", P(facet));
}

static enum status facets_clear(struct tx *tx, struct arena *a, i64 page)
{
    struct profile_tally_row_array old = {0};
    TRY(profile_facets_of(tx_db(tx), a, page, &old));
    for (size_t i = 0; i < old.n; i++) {
        TRY(profile_tally_add(tx, old.v[i].facet, -1));
        TRY(set_change(tx, profile_set_name(a, old.v[i].facet), page, false));
    }
    return profile_facet_clear(tx, page);
}

static enum status facets_write(struct tx *tx, struct arena *a, const struct profile_page *p)
{
    struct profile_facets all = {0};
    TRY(facets_clear(tx, a, p->id));
    profile_facets_of_page(a, p, &all);
    for (size_t i = 0; i < all.n; i++) {
        struct profile_facet_insert_in in = {.page = p->id,
                                             .facet = all.v[i],
                                             .day = p->day,
                                             .code = p->code,
                                             .title_key = p->title_key};
        TRY(profile_facet_insert(tx, &in));
        TRY(profile_tally_add(tx, all.v[i], 1));
        TRY(set_change(tx, profile_set_name(a, all.v[i]), p->id, true));
    }
    return OK;
}

/* --- search --------------------------------------------------------------------------------------------------- */

/* The summary first, because excerpts are taken from it; then everything one may look for. People say
** project where the fund says programme. */
static str findable(struct tx *tx, struct arena *a, const struct profile_page *p, str lang,
                    str summary, str body)
{
    struct profile_organization_array organizations = {0};
    struct buf b;
    buf_init(&b, 300 << 10);
    buf_add(&b, markdown_plain(a, summary));
    buf_lit(&b, "\n");
    buf_add(&b, markdown_plain(a, body));
    buf_printf(&b, "\n%.*s\n%.*s\n%.*s\n", P(p->places), P(p->partners), P(p->title_other));
    str rest = p->countries, piece;
    while (str_cut(&rest, ' ', &piece))
        buf_printf(&b, "%.*s, ", P(term_label(lang, "country", piece)));
    rest = p->dimensions;
    while (str_cut(&rest, ' ', &piece))
        buf_printf(&b, "%.*s, ", P(term_label(lang, "dimension", piece)));
    struct profile_facets codes = {0};
    rest = p->organizations;
    while (str_cut(&rest, ' ', &piece))
        *PUSH(a, &codes) = piece;
    if (profile_organizations(tx_db(tx), a, db_json_texts(a, codes.v, codes.n), &organizations) !=
        OK)
        organizations.n = 0;
    for (size_t i = 0; i < organizations.n; i++)
        buf_printf(&b, "%.*s (%.*s), ", P(organizations.v[i].name), P(organizations.v[i].acronym));
    buf_printf(&b, "%.*s %s", P(p->code),
               str_eq(lang, S("fr")) ? "programme projet" : "programme project");
    str s = str_dup(a, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum status search_write(struct tx *tx, struct arena *a, const struct profile_page *p)
{
    bool gone = !str_eq(p->state, S("published"));
    bool french = !gone && (p->title_fr.n || p->summary_fr.n);
    str address = arena_printf(a, "/programmes/%.*s", P(p->code));
    TRY(search_put(tx, "profile", p->id, S("en"), SEEN_BY_ALL, address, gone ? NO_STR : p->title,
                   gone ? NO_STR : findable(tx, a, p, S("en"), p->summary, p->body)));
    return search_put(tx, "profile", p->id, S("fr"), SEEN_BY_ALL, address,
                      !french         ? NO_STR
                      : p->title_fr.n ? p->title_fr
                                      : p->title,
                      french ? findable(tx, a, p, S("fr"), p->summary_fr, p->body_fr) : NO_STR);
}

/* --- signing off and withdrawing --------------------------------------------------------------------------------- */

static enum status page_write(struct tx *tx, struct profile_page *p, bool is_new, i64 account)
{
    if (!is_new)
        return profile_page_update(
            tx, &(struct profile_page_update_in){.id = p->id,
                                                 .title = p->title,
                                                 .title_lang = p->title_lang,
                                                 .title_fr = p->title_fr,
                                                 .title_other = p->title_other,
                                                 .title_key = p->title_key,
                                                 .summary = p->summary,
                                                 .summary_fr = p->summary_fr,
                                                 .body = p->body,
                                                 .body_fr = p->body_fr,
                                                 .status = p->status,
                                                 .status_basis = p->status_basis,
                                                 .organizations = p->organizations,
                                                 .organizations_basis = p->organizations_basis,
                                                 .lead_known = p->lead_known,
                                                 .partners = p->partners,
                                                 .countries = p->countries,
                                                 .places = p->places,
                                                 .dimensions = p->dimensions,
                                                 .amount = p->amount,
                                                 .amount_kind = p->amount_kind,
                                                 .amount_basis = p->amount_basis,
                                                 .amount_revised = p->amount_revised,
                                                 .approved = p->approved,
                                                 .approved_exact = p->approved_exact,
                                                 .approved_basis = p->approved_basis,
                                                 .starts = p->starts,
                                                 .starts_exact = p->starts_exact,
                                                 .ends = p->ends,
                                                 .ends_exact = p->ends_exact,
                                                 .ends_revised = p->ends_revised,
                                                 .ends_revised_exact = p->ends_revised_exact,
                                                 .months = p->months,
                                                 .dates_basis = p->dates_basis,
                                                 .source = p->source,
                                                 .also = p->also,
                                                 .picture = p->picture,
                                                 .picture_width = p->picture_width,
                                                 .picture_height = p->picture_height,
                                                 .picture_bytes = p->picture_bytes,
                                                 .picture_alt = p->picture_alt,
                                                 .picture_alt_fr = p->picture_alt_fr,
                                                 .picture_credit = p->picture_credit,
                                                 .day = p->day,
                                                 .now = tx_now(tx),
                                                 .by = account});
    return profile_page_insert(
        tx,
        &(struct profile_page_insert_in){.programme = p->programme,
                                         .code = p->code,
                                         .title = p->title,
                                         .title_lang = p->title_lang,
                                         .title_fr = p->title_fr,
                                         .title_other = p->title_other,
                                         .title_key = p->title_key,
                                         .summary = p->summary,
                                         .summary_fr = p->summary_fr,
                                         .body = p->body,
                                         .body_fr = p->body_fr,
                                         .status = p->status,
                                         .status_basis = p->status_basis,
                                         .organizations = p->organizations,
                                         .organizations_basis = p->organizations_basis,
                                         .lead_known = p->lead_known,
                                         .partners = p->partners,
                                         .countries = p->countries,
                                         .places = p->places,
                                         .dimensions = p->dimensions,
                                         .amount = p->amount,
                                         .amount_kind = p->amount_kind,
                                         .amount_basis = p->amount_basis,
                                         .amount_revised = p->amount_revised,
                                         .approved = p->approved,
                                         .approved_exact = p->approved_exact,
                                         .approved_basis = p->approved_basis,
                                         .starts = p->starts,
                                         .starts_exact = p->starts_exact,
                                         .ends = p->ends,
                                         .ends_exact = p->ends_exact,
                                         .ends_revised = p->ends_revised,
                                         .ends_revised_exact = p->ends_revised_exact,
                                         .months = p->months,
                                         .dates_basis = p->dates_basis,
                                         .source = p->source,
                                         .also = p->also,
                                         .picture = p->picture,
                                         .picture_width = p->picture_width,
                                         .picture_height = p->picture_height,
                                         .picture_bytes = p->picture_bytes,
                                         .picture_alt = p->picture_alt,
                                         .picture_alt_fr = p->picture_alt_fr,
                                         .picture_credit = p->picture_credit,
                                         .day = p->day,
                                         .now = tx_now(tx),
                                         .by = account},
        &p->id);
}

static enum status draft_make(struct tx *tx, struct profile_row *d)
{
    if (d->id) return OK;
    return profile_insert(tx,
                          &(struct profile_insert_in){.programme = d->programme,
                                                      .title = d->title,
                                                      .summary = d->summary,
                                                      .summary_fr = d->summary_fr,
                                                      .shown = d->shown,
                                                      .now = tx_now(tx)},
                          &d->id);
}

enum status profile_sign(struct tx *tx, struct arena *a, const struct edition *e, str code,
                         str seen, i64 account)
{
    struct profile_source src;
    struct profile_page page, old;
    TRY(profile_source_load(tx_db(tx), a, e, code, &src));
    snapshot_make(a, &src, &page);
    if (seen.n && !str_eq(seen, snapshot_seen(a, &page))) return CONFLICT;
    TRY(draft_make(tx, &src.draft));
    enum status st = profile_page_by_code(tx_db(tx), a, code, &old);
    if (st != OK && st != NOT_FOUND) return st;
    page.id = st == OK ? old.id : 0;
    TRY(page_write(tx, &page, st == NOT_FOUND, account));
    TRY(facets_write(tx, a, &page));
    return search_write(tx, a, &page);
}

enum status profile_withdraw(struct tx *tx, struct arena *a, str code, str reason, i64 account)
{
    struct profile_page page;
    TRY(profile_page_by_code(tx_db(tx), a, code, &page));
    if (!str_eq(page.state, S("published"))) return CONFLICT;
    TRY(profile_page_withdraw(tx, page.id, tx_now(tx), account, reason));
    page.state = S("withdrawn");
    TRY(facets_clear(tx, a, page.id));
    return search_write(tx, a, &page);
}

/* --- the parts in words, for the editor ------------------------------------------------------------------------------ */

static void line(struct buf *b, str label, str value)
{
    if (!value.n) return;
    if (b->n) buf_char(b, '\n');
    if (label.n) buf_printf(b, "%.*s: ", P(label));
    buf_add(b, value);
}

static str money_words(struct request *r, struct money m)
{
    if (!m.currency[0]) return NO_STR;
    struct buf b;
    buf_init(&b, 200);
    buf_money(&b, m, str_z(r->arena, r->lang), true);
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static str day_words(struct request *r, i64 day, str exact)
{
    return day == NO_DATE ? NO_STR : exact_words(r->arena, r->lang, day, exact);
}

static void codes_lines(struct request *r, struct buf *b, const char *voc,
                        const struct programme_code_array *codes)
{
    for (size_t i = 0; i < codes->n; i++)
        line(b, NO_STR, term_label(r->lang, voc, codes->v[i].code));
}

static void organization_lines(struct request *r, struct buf *b, const struct facts *f)
{
    for (size_t i = 0; i < f->organizations.n; i++) {
        const struct programme_organization *o = &f->organizations.v[i];
        line(b, o->is_lead ? T(r, "Lead") : NO_STR,
             arena_printf(r->arena, "%.*s (%.*s)", P(o->name), P(o->acronym)));
    }
    line(b, T(r, "Basis"), f->row.organizations_basis);
}

static void date_lines(struct request *r, struct buf *b, const struct programme_row *w)
{
    line(b, T(r, "Start"), day_words(r, w->starts, w->starts_exact));
    line(b, T(r, "End"), day_words(r, w->ends, w->ends_exact));
    line(b, T(r, "Revised end"), day_words(r, w->ends_revised, w->ends_revised_exact));
    if (w->months) line(b, T(r, "Months"), arena_printf(r->arena, "%lld", (long long)w->months));
    line(b, T(r, "Basis"), w->dates_basis);
}

str part_words(struct request *r, const struct facts *f, const char *name)
{
    const struct programme_row *w = &f->row;
    struct buf b;
    buf_init(&b, 64 << 10);
    if (strcmp(name, "status") == 0) {
        line(&b, NO_STR, term_label(r->lang, "programme_status", w->status));
        line(&b, T(r, "Basis"), w->status_basis);
    } else if (strcmp(name, "organizations") == 0) {
        organization_lines(r, &b, f);
    } else if (strcmp(name, "partners") == 0) {
        line(&b, NO_STR, w->partners);
    } else if (strcmp(name, "countries") == 0) {
        codes_lines(r, &b, "country", &f->countries);
    } else if (strcmp(name, "places") == 0) {
        line(&b, NO_STR, w->places);
    } else if (strcmp(name, "dimensions") == 0) {
        codes_lines(r, &b, "dimension", &f->dimensions);
    } else if (strcmp(name, "amount") == 0) {
        str kind = str_eq(w->amount_kind, S("budget")) ? T(r, "Budget of the whole programme")
                                                       : T(r, "Contribution of the fund");
        line(&b, kind, money_words(r, w->amount));
        line(&b, T(r, "After revision"), money_words(r, w->amount_revised));
        line(&b, T(r, "Basis"), w->amount_basis);
    } else if (strcmp(name, "approved") == 0) {
        line(&b, NO_STR, day_words(r, w->approved, w->approved_exact));
        line(&b, T(r, "Basis"), w->approved_basis);
    } else if (strcmp(name, "dates") == 0) {
        date_lines(r, &b, w);
    } else {
        line(&b, NO_STR, w->source);
        line(&b, NO_STR, w->also);
    }
    str s = str_dup(r->arena, buf_str(&b));
    buf_free(&b);
    return s;
}
