-- profile_record(code text) -> one programme_row
-- The record a profile is made from.
SELECT id, code, title, title_lang, title_other, title_basis, status, status_basis, places, partners,
       organizations_basis, amount, amount_currency, amount_kind, amount_basis, amount_revised,
       amount_revised_currency, approved, approved_exact, approved_basis, starts, starts_exact, ends,
       ends_exact, ends_revised, ends_revised_exact, months, dates_basis, summary, summary_fr, source,
       also, import_key, proposal, day, created, changed
FROM programme WHERE code = :code;

-- profile_draft(programme id) -> one profile_row
SELECT id, programme, title, title_fr, summary, summary_fr, body, body_fr, shown, picture, picture_width,
       picture_height, picture_bytes, picture_alt, picture_alt_fr, picture_credit, created, changed
FROM profile WHERE programme = :programme;

-- profile_insert(programme id, title text, title_fr text?, summary text?, summary_fr text?, body text?, body_fr text?, shown text, picture text?, picture_width int, picture_height int, picture_bytes int, picture_alt text?, picture_alt_fr text?, picture_credit text?, now time) -> write id
INSERT INTO profile (programme, title, title_fr, summary, summary_fr, body, body_fr, shown, picture,
    picture_width, picture_height, picture_bytes, picture_alt, picture_alt_fr, picture_credit, created, changed)
VALUES (:programme, :title, :title_fr, :summary, :summary_fr, :body, :body_fr, :shown, :picture,
    :picture_width, :picture_height, :picture_bytes, :picture_alt, :picture_alt_fr, :picture_credit, :now, :now);

-- profile_update(id id, title text, title_fr text?, summary text?, summary_fr text?, body text?, body_fr text?, shown text, picture text?, picture_width int, picture_height int, picture_bytes int, picture_alt text?, picture_alt_fr text?, picture_credit text?, now time) -> write
UPDATE profile SET title = :title, title_fr = :title_fr, summary = :summary, summary_fr = :summary_fr,
    body = :body, body_fr = :body_fr, shown = :shown, picture = :picture, picture_width = :picture_width,
    picture_height = :picture_height, picture_bytes = :picture_bytes, picture_alt = :picture_alt,
    picture_alt_fr = :picture_alt_fr, picture_credit = :picture_credit, changed = :now WHERE id = :id;

-- profile_page_by_code(code text) -> one profile_page
SELECT id, programme, code, state, title, title_lang, title_fr, title_other, title_key, summary, summary_fr,
       body, body_fr, status, status_basis, organizations, organizations_basis, lead_known, partners, countries,
       places, dimensions, amount, amount_currency, amount_kind, amount_basis, amount_revised,
       amount_revised_currency, approved, approved_exact, approved_basis, starts, starts_exact, ends, ends_exact,
       ends_revised, ends_revised_exact, months, dates_basis, source, also, picture, picture_width,
       picture_height, picture_bytes, picture_alt, picture_alt_fr, picture_credit, day, first_signed, signed_at,
       signed_by, withdrawn, withdrawn_by, withdrawn_reason
FROM profile_page WHERE code = :code;

-- profile_page_insert(programme id, code text, title text, title_lang code, title_fr text?, title_other text?, title_key text, summary text?, summary_fr text?, body text?, body_fr text?, status code?, status_basis text?, organizations text?, organizations_basis text?, lead_known bool, partners text?, countries text?, places text?, dimensions text?, amount money?, amount_kind code?, amount_basis text?, amount_revised money?, approved date?, approved_exact code?, approved_basis text?, starts date?, starts_exact code?, ends date?, ends_exact code?, ends_revised date?, ends_revised_exact code?, months int, dates_basis text?, source text?, also text?, picture text?, picture_width int, picture_height int, picture_bytes int, picture_alt text?, picture_alt_fr text?, picture_credit text?, day int, now time, by id) -> write id
INSERT INTO profile_page (programme, code, state, title, title_lang, title_fr, title_other, title_key, summary,
    summary_fr, body, body_fr, status, status_basis, organizations, organizations_basis, lead_known, partners,
    countries, places, dimensions, amount, amount_currency, amount_kind, amount_basis, amount_revised,
    amount_revised_currency, approved, approved_exact, approved_basis, starts, starts_exact, ends, ends_exact,
    ends_revised, ends_revised_exact, months, dates_basis, source, also, picture, picture_width, picture_height,
    picture_bytes, picture_alt, picture_alt_fr, picture_credit, day, first_signed, signed_at, signed_by)
VALUES (:programme, :code, 'published', :title, :title_lang, :title_fr, :title_other, :title_key, :summary,
    :summary_fr, :body, :body_fr, :status, :status_basis, :organizations, :organizations_basis, :lead_known, :partners,
    :countries, :places, :dimensions, :amount, :amount_currency, :amount_kind, :amount_basis, :amount_revised,
    :amount_revised_currency, :approved, :approved_exact, :approved_basis, :starts, :starts_exact, :ends, :ends_exact,
    :ends_revised, :ends_revised_exact, NULLIF(:months, 0), :dates_basis, :source, :also, :picture, :picture_width,
    :picture_height, :picture_bytes, :picture_alt, :picture_alt_fr, :picture_credit, :day, :now, :now, :by);

-- profile_page_update(id id, title text, title_lang code, title_fr text?, title_other text?, title_key text, summary text?, summary_fr text?, body text?, body_fr text?, status code?, status_basis text?, organizations text?, organizations_basis text?, lead_known bool, partners text?, countries text?, places text?, dimensions text?, amount money?, amount_kind code?, amount_basis text?, amount_revised money?, approved date?, approved_exact code?, approved_basis text?, starts date?, starts_exact code?, ends date?, ends_exact code?, ends_revised date?, ends_revised_exact code?, months int, dates_basis text?, source text?, also text?, picture text?, picture_width int, picture_height int, picture_bytes int, picture_alt text?, picture_alt_fr text?, picture_credit text?, day int, now time, by id) -> write
UPDATE profile_page SET state = 'published', title = :title, title_lang = :title_lang, title_fr = :title_fr,
    title_other = :title_other, title_key = :title_key, summary = :summary, summary_fr = :summary_fr, body = :body,
    body_fr = :body_fr, status = :status, status_basis = :status_basis, organizations = :organizations,
    organizations_basis = :organizations_basis, lead_known = :lead_known, partners = :partners,
    countries = :countries, places = :places, dimensions = :dimensions, amount = :amount,
    amount_currency = :amount_currency, amount_kind = :amount_kind, amount_basis = :amount_basis,
    amount_revised = :amount_revised, amount_revised_currency = :amount_revised_currency, approved = :approved,
    approved_exact = :approved_exact, approved_basis = :approved_basis, starts = :starts,
    starts_exact = :starts_exact, ends = :ends, ends_exact = :ends_exact, ends_revised = :ends_revised,
    ends_revised_exact = :ends_revised_exact, months = NULLIF(:months, 0), dates_basis = :dates_basis,
    source = :source, also = :also, picture = :picture, picture_width = :picture_width,
    picture_height = :picture_height, picture_bytes = :picture_bytes, picture_alt = :picture_alt,
    picture_alt_fr = :picture_alt_fr, picture_credit = :picture_credit, day = :day, signed_at = :now, signed_by = :by,
    withdrawn = NULL, withdrawn_by = NULL, withdrawn_reason = NULL
WHERE id = :id;

-- profile_page_withdraw(id id, now time, by id, reason text) -> write
UPDATE profile_page SET state = 'withdrawn', withdrawn = :now, withdrawn_by = :by, withdrawn_reason = :reason
WHERE id = :id;

-- profile_facets_of(page id) -> many profile_tally_row
SELECT facet, 1 AS n FROM profile_facet WHERE page = :page;

-- profile_facet_clear(page id) -> write
DELETE FROM profile_facet WHERE page = :page;

-- profile_facet_insert(page id, facet text, day int, code text, title_key text) -> write
INSERT INTO profile_facet (page, facet, day, code, title_key) VALUES (:page, :facet, :day, :code, :title_key)
ON CONFLICT (page, facet) DO NOTHING;

-- profile_tally_add(facet text, by int) -> write
INSERT INTO profile_tally (facet, n) VALUES (:facet, :by)
ON CONFLICT (facet) DO UPDATE SET n = profile_tally.n + excluded.n;

-- profile_tallies(facets text) -> many profile_tally_row
SELECT facet, n FROM profile_tally WHERE facet {in facets};

-- profile_tallies_between(low text, high text) -> many profile_tally_row
-- One kind of facet: "country:" and "country;".
SELECT facet, n FROM profile_tally WHERE facet >= :low AND facet < :high AND n > 0 ORDER BY facet;

-- profile_walk(facet text, found text, after_new bool, after_old bool, after_title text, after_day int, after_code text, sort code, limit int) -> many profile_place_row
-- Pages of one facet in the order asked for, out of its index alone.
SELECT f.page AS id, f.code FROM profile_facet f WHERE f.facet = :facet
{if found} AND f.page {in found int} {end}
{if after_new} AND (f.day, f.code) < (:after_day, :after_code) {end}
{if after_old} AND (f.day, f.code) > (:after_day, :after_code) {end}
{if after_title} AND (f.title_key, f.code) > (:after_title, :after_code) {end}
ORDER BY {order sort: new = f.day DESC, f.code DESC | old = f.day, f.code | title = f.title_key, f.code}
LIMIT :limit;

-- profile_rows(ids text) -> many profile_page
SELECT g.id, g.code, g.title, g.title_lang, g.title_fr, g.summary, g.summary_fr, g.status, g.organizations,
       g.lead_known, g.countries, g.dimensions, g.amount, g.amount_currency, g.amount_kind, g.amount_revised,
       g.amount_revised_currency, g.approved, g.approved_exact, g.starts, g.starts_exact, g.ends, g.ends_exact,
       g.ends_revised, g.ends_revised_exact, g.signed_at, g.day
FROM profile_page g WHERE g.id {in ids int};

-- profile_pages_of(facet text) -> many profile_place_row
SELECT page AS id, code FROM profile_facet WHERE facet = :facet;

-- profile_tallies_all() -> many profile_tally_row
SELECT facet, n FROM profile_tally WHERE n > 0 ORDER BY facet;

-- profile_organizations(codes text) -> many profile_organization
SELECT code, acronym, name, name_fr FROM organization WHERE code {in codes};

-- profile_sums(amount_kind code) -> many profile_sum
-- What the published amounts of one kind come to, by currency; the currency of most programmes first.
SELECT coalesce(sum(amount), 0) AS amount, amount_currency, count(*) AS n FROM profile_page
WHERE state = 'published' AND amount_currency IS NOT NULL AND amount_kind = :amount_kind
GROUP BY amount_currency ORDER BY n DESC, amount_currency;

-- profile_picture(hash text) -> int
SELECT count(*) FROM profile_page WHERE picture = :hash AND state = 'published';

-- profile_newest_picture() -> one profile_page
-- The picture that was signed off last.
SELECT code, title, title_lang, title_fr, picture, picture_width, picture_height, picture_alt, picture_alt_fr,
       picture_credit FROM profile_page
WHERE picture IS NOT NULL AND state = 'published' ORDER BY signed_at DESC, id DESC LIMIT 1;

-- profile_desk_find(found text, state_new bool, state_draft bool, state_published bool, state_changed bool, state_withdrawn bool,
--     sort code) -> page profile_desk_item
-- Every programme, with what became of its profile; newest first.
SELECT p.code, p.title, p.day, p.changed AS programme_changed, f.changed, g.signed_at, g.withdrawn,
       CASE WHEN g.state = 'withdrawn' THEN 'withdrawn'
            WHEN g.state = 'published' AND (f.changed > g.signed_at OR p.changed > g.signed_at) THEN 'changed'
            WHEN g.state = 'published' THEN 'published'
            WHEN f.id IS NOT NULL THEN 'draft' ELSE 'new' END AS state
FROM programme p LEFT JOIN profile f ON f.programme = p.id LEFT JOIN profile_page g ON g.programme = p.id
WHERE {may - p.id}
{if found} AND p.id {in found int} {end}
{if state_new} AND f.id IS NULL {end}
{if state_draft} AND f.id IS NOT NULL AND g.id IS NULL {end}
{if state_published} AND g.state = 'published' AND f.changed <= g.signed_at AND p.changed <= g.signed_at {end}
{if state_changed} AND g.state = 'published' AND (f.changed > g.signed_at OR p.changed > g.signed_at) {end}
{if state_withdrawn} AND g.state = 'withdrawn' {end}
ORDER BY {order sort:
       new = p.day DESC, p.code DESC
     | title = lower(p.title), p.id
     | title_down = lower(p.title) DESC, p.id DESC
     | changed = p.changed, p.id
     | changed_down = p.changed DESC, p.id DESC
     | signoff = COALESCE(g.signed_at, 0), p.id
     | signoff_down = COALESCE(g.signed_at, 0) DESC, p.id DESC};


-- profile_account_name(id id) -> text
SELECT name FROM account WHERE id = :id;

-- profile_all_published() -> many profile_desk_item
-- For the sitemap.
SELECT code, signed_at FROM profile_page WHERE state = 'published' ORDER BY id;
