-- programme_by_code(code text) -> one programme_row
SELECT id, code, title, title_lang, title_other, title_basis, status, status_basis, places, partners,
       organizations_basis, amount, amount_currency, amount_kind, amount_basis, amount_revised,
       amount_revised_currency, approved, approved_exact, approved_basis, starts, starts_exact, ends,
       ends_exact, ends_revised, ends_revised_exact, months, dates_basis, summary, summary_fr, source,
       also, import_key, proposal, day, created, changed
FROM programme WHERE code = :code;

-- programme_by_key(import_key text) -> one programme_row
SELECT id, code, title, title_lang, title_other, title_basis, status, status_basis, places, partners,
       organizations_basis, amount, amount_currency, amount_kind, amount_basis, amount_revised,
       amount_revised_currency, approved, approved_exact, approved_basis, starts, starts_exact, ends,
       ends_exact, ends_revised, ends_revised_exact, months, dates_basis, summary, summary_fr, source,
       also, import_key, proposal, day, created, changed
FROM programme WHERE import_key = :import_key;

-- programme_code_of(proposal id) -> text
SELECT code FROM programme WHERE proposal = :proposal;

-- programme_code_taken(code text) -> int
SELECT count(*) FROM programme WHERE code = :code;

-- programme_find(found text, status code, from_day int, to_day int, organization id, lead id, countries text, dimension code, mine text, sort code) -> page programme_row
-- Newest first; `found` holds the ids that a search gave.
SELECT p.id, p.code, p.title, p.title_lang, p.title_other, p.title_basis, p.status, p.status_basis, p.places,
       p.partners, p.organizations_basis, p.amount, p.amount_currency, p.amount_kind, p.amount_basis,
       p.amount_revised, p.amount_revised_currency, p.approved, p.approved_exact, p.approved_basis, p.starts,
       p.starts_exact, p.ends, p.ends_exact, p.ends_revised, p.ends_revised_exact, p.months, p.dates_basis,
       p.summary, p.summary_fr, p.source, p.also, p.import_key, p.day, p.created, p.changed
FROM programme p
WHERE ({may - p.id} OR p.id IN (SELECT m.programme FROM programme_organization m WHERE m.organization {in mine int}))
{if found} AND p.id {in found int} {end}
{if status} AND p.status = :status {end}
{if from_day} AND p.day >= :from_day AND p.day <= :to_day {end}
{if organization} AND p.id IN (SELECT o.programme FROM programme_organization o WHERE o.organization = :organization) {end}
{if lead} AND p.id IN (SELECT o.programme FROM programme_organization o WHERE o.organization = :lead AND o.is_lead = 1) {end}
{if countries} AND p.id IN (SELECT c.programme FROM programme_country c WHERE c.country {in countries}) {end}
{if dimension} AND p.id IN (SELECT d.programme FROM programme_dimension d WHERE d.dimension = :dimension) {end}
ORDER BY {order sort:
       day_down = p.day DESC, p.code DESC
     | day = p.day, p.code
     | title = lower(p.title), p.id
     | title_down = lower(p.title) DESC, p.id DESC
     | status = p.status, p.id
     | status_down = p.status DESC, p.id DESC
     | amount = COALESCE(p.amount_currency, ''), COALESCE(p.amount, 0), p.id
     | amount_down = COALESCE(p.amount_currency, '') DESC, COALESCE(p.amount, 0) DESC, p.id DESC};

-- programme_of_organization(organization id) -> many programme_organization
SELECT DISTINCT programme FROM programme_organization WHERE organization = :organization;

-- programme_organizations_of(ids text) -> many programme_organization
SELECT y.programme, o.id, o.code, o.acronym, o.name, y.is_lead, y.share, y.share_currency
FROM programme_organization y JOIN organization o ON o.id = y.organization
WHERE y.programme {in ids int} ORDER BY y.programme, y.position, y.id;

-- programme_countries_of(ids text) -> many programme_code
SELECT programme, country AS code FROM programme_country WHERE programme {in ids int} ORDER BY programme, id;

-- programme_dimensions_of(ids text) -> many programme_code
SELECT programme, dimension AS code FROM programme_dimension WHERE programme {in ids int} ORDER BY programme, id;

-- programme_organizations_known() -> many programme_organization
SELECT id, code, acronym, name FROM organization ORDER BY id;

-- programme_organizations_used() -> many programme_organization
-- Those that have a programme, for the filter.
SELECT id, code, acronym, name FROM organization
WHERE id IN (SELECT organization FROM programme_organization) ORDER BY acronym, id;

-- programme_countries_used() -> many programme_code
SELECT DISTINCT country AS code FROM programme_country ORDER BY country;

-- programme_dimensions_used() -> many programme_code
SELECT DISTINCT dimension AS code FROM programme_dimension ORDER BY dimension;

-- programme_account_name(id id) -> text
SELECT name FROM account WHERE id = :id;

-- programme_proposal(id id) -> one programme_show
SELECT code AS proposal, title AS proposal_title FROM proposal WHERE id = :id;

-- programme_proposal_organizations(proposal id) -> many programme_organization
SELECT o.id, o.code, o.acronym, o.name, 1 AS is_lead FROM proposal p JOIN organization o ON o.id = p.lead
WHERE p.id = :proposal
UNION ALL
SELECT o.id, o.code, o.acronym, o.name, 0 AS is_lead FROM proposal_party y
JOIN proposal p ON p.id = y.proposal JOIN organization o ON o.id = y.organization
WHERE y.proposal = :proposal AND y.organization <> p.lead
ORDER BY is_lead DESC, acronym;

-- programme_proposal_countries(proposal id) -> many programme_code
SELECT country AS code FROM proposal_country WHERE proposal = :proposal ORDER BY id;

-- programme_proposal_dimensions(proposal id) -> many programme_code
SELECT dimension AS code FROM proposal_dimension WHERE proposal = :proposal ORDER BY id;

-- programme_insert(code text, proposal id?, title text, title_lang code, title_other text?, title_basis text?, summary text?, summary_fr text?, status code, status_basis text?, amount money?, amount_kind code?, amount_basis text?, amount_revised money?, approved date?, approved_exact code?, approved_basis text?, starts date?, starts_exact code?, ends date?, ends_exact code?, ends_revised date?, ends_revised_exact code?, months int, dates_basis text?, places text?, partners text?, organizations_basis text?, source text?, also text?, import_key text?, day int, now time) -> write id
INSERT INTO programme (code, proposal, title, title_lang, title_other, title_basis, summary, summary_fr, status,
    status_basis, amount, amount_currency, amount_kind, amount_basis, amount_revised, amount_revised_currency,
    approved, approved_exact, approved_basis, starts, starts_exact, ends, ends_exact, ends_revised,
    ends_revised_exact, months, dates_basis, places, partners, organizations_basis, source, also, import_key,
    day, created, changed)
VALUES (:code, :proposal, :title, :title_lang, :title_other, :title_basis, :summary, :summary_fr, :status,
    :status_basis, :amount, :amount_currency, :amount_kind, :amount_basis, :amount_revised, :amount_revised_currency,
    :approved, :approved_exact, :approved_basis, :starts, :starts_exact, :ends, :ends_exact, :ends_revised,
    :ends_revised_exact, NULLIF(:months, 0), :dates_basis, :places, :partners, :organizations_basis, :source, :also, :import_key,
    :day, :now, :now);

-- programme_update(id id, title text, title_lang code, title_other text?, title_basis text?, summary text?, summary_fr text?, status code, status_basis text?, amount money?, amount_kind code?, amount_basis text?, amount_revised money?, approved date?, approved_exact code?, approved_basis text?, starts date?, starts_exact code?, ends date?, ends_exact code?, ends_revised date?, ends_revised_exact code?, months int, dates_basis text?, places text?, partners text?, organizations_basis text?, source text?, also text?, day int, now time) -> write
UPDATE programme SET title = :title, title_lang = :title_lang, title_other = :title_other, title_basis = :title_basis,
    summary = :summary, summary_fr = :summary_fr, status = :status, status_basis = :status_basis, amount = :amount,
    amount_currency = :amount_currency, amount_kind = :amount_kind, amount_basis = :amount_basis,
    amount_revised = :amount_revised, amount_revised_currency = :amount_revised_currency, approved = :approved,
    approved_exact = :approved_exact, approved_basis = :approved_basis, starts = :starts, starts_exact = :starts_exact,
    ends = :ends, ends_exact = :ends_exact, ends_revised = :ends_revised, ends_revised_exact = :ends_revised_exact,
    months = NULLIF(:months, 0), dates_basis = :dates_basis, places = :places, partners = :partners,
    organizations_basis = :organizations_basis, source = :source, also = :also, day = :day, changed = :now
WHERE id = :id;

-- programme_organization_insert(programme id, organization id, is_lead bool, position int, share money?) -> write id
INSERT INTO programme_organization (programme, organization, is_lead, position, share, share_currency)
VALUES (:programme, :organization, :is_lead, :position, :share, :share_currency);

-- programme_organization_clear(programme id) -> write
DELETE FROM programme_organization WHERE programme = :programme;

-- programme_country_insert(programme id, country code) -> write id
INSERT INTO programme_country (programme, country) VALUES (:programme, :country);

-- programme_country_clear(programme id) -> write
DELETE FROM programme_country WHERE programme = :programme;

-- programme_dimension_insert(programme id, dimension code) -> write id
INSERT INTO programme_dimension (programme, dimension) VALUES (:programme, :dimension);

-- programme_dimension_clear(programme id) -> write
DELETE FROM programme_dimension WHERE programme = :programme;

-- programme_import_insert(code text, hash text, name text, make_organizations bool, now time, account id) -> write id
INSERT INTO programme_import (code, hash, name, make_organizations, at, account)
VALUES (:code, :hash, :name, :make_organizations, :now, :account);

-- programme_import_end(id id, now time, added int, changed int, unchanged int, faulty int) -> write
UPDATE programme_import SET done = :now, added = :added, changed = :changed, unchanged = :unchanged,
    faulty = :faulty WHERE id = :id;

-- programme_import_by_code(code text) -> one programme_import_row
SELECT i.id, i.code, i.hash, i.name, i.make_organizations, i.at, a.name AS person, i.done, i.added, i.changed,
       i.unchanged, i.faulty
FROM programme_import i JOIN account a ON a.id = i.account WHERE i.code = :code;

-- programme_import_latest(limit int) -> many programme_import_row
SELECT i.id, i.code, i.hash, i.name, i.make_organizations, i.at, a.name AS person, i.done, i.added, i.changed,
       i.unchanged, i.faulty
FROM programme_import i JOIN account a ON a.id = i.account ORDER BY i.id DESC LIMIT :limit;
