-- portfolio_proposals(kind code, state code, call code, organization code, country code, dimension code) -> many portfolio_row
-- Each proposal once for each code of the kind that it has, under the conditions of the list of proposals.
SELECT k.code, k.label, p.state, p.edition, p.state_since AS since, p.amount, p.amount_currency
FROM proposal p JOIN call c ON c.id = p.call JOIN organization o ON o.id = p.lead
JOIN (SELECT 'state' AS kind, id AS proposal, state AS code, '' AS label FROM proposal
      UNION ALL SELECT 'call', x.id, y.code, y.title FROM proposal x JOIN call y ON y.id = x.call
      UNION ALL SELECT 'organization', x.id, y.code, y.acronym FROM proposal x JOIN organization y ON y.id = x.lead
      UNION ALL SELECT 'country', proposal, country, '' FROM proposal_country
      UNION ALL SELECT 'dimension', proposal, dimension, '' FROM proposal_dimension) k ON k.proposal = p.id
WHERE k.kind = :kind AND {may p.lead p.id}
{if state} AND p.state = :state {end}
{if call} AND c.code = :call {end}
{if organization} AND o.code = :organization {end}
{if country} AND p.id IN (SELECT proposal FROM proposal_country WHERE country = :country) {end}
{if dimension} AND p.id IN (SELECT proposal FROM proposal_dimension WHERE dimension = :dimension) {end}
ORDER BY k.code, p.id;

-- portfolio_programmes(kind code, status code, from_day int, to_day int, organization code, lead code, countries text, dimension code) -> many portfolio_row
-- The programmes by each code of the kind that they have, under the conditions of the list of programmes.
-- Only what the fund itself gives is added up; the budget of a whole programme is not.
SELECT k.code, k.label, count(*) AS count,
       COALESCE(sum(CASE WHEN p.amount_kind = 'fund' THEN p.amount ELSE 0 END), 0) AS amount,
       CASE WHEN p.amount_kind = 'fund' AND p.amount IS NOT NULL THEN p.amount_currency ELSE '' END AS amount_currency
FROM programme p
JOIN (SELECT 'status' AS kind, id AS programme, status AS code, '' AS label FROM programme
      UNION ALL SELECT 'year', id, CAST(day AS TEXT), '' FROM programme
      UNION ALL SELECT 'organization', x.programme, y.code, y.acronym FROM programme_organization x
                JOIN organization y ON y.id = x.organization
      UNION ALL SELECT 'country', programme, country, '' FROM programme_country
      UNION ALL SELECT 'dimension', programme, dimension, '' FROM programme_dimension) k ON k.programme = p.id
WHERE k.kind = :kind AND {may - p.id}
{if status} AND p.status = :status {end}
{if from_day} AND p.day >= :from_day AND p.day <= :to_day {end}
{if organization} AND p.id IN (SELECT x.programme FROM programme_organization x JOIN organization y ON y.id = x.organization
                               WHERE y.code = :organization) {end}
{if lead} AND p.id IN (SELECT x.programme FROM programme_organization x JOIN organization y ON y.id = x.organization
                       WHERE y.code = :lead AND x.is_lead = 1) {end}
{if countries} AND p.id IN (SELECT programme FROM programme_country WHERE country {in countries}) {end}
{if dimension} AND p.id IN (SELECT programme FROM programme_dimension WHERE dimension = :dimension) {end}
GROUP BY 1, 2, 5 ORDER BY 1, 2, 5;

-- portfolio_places(kind code, status code, from_day int, to_day int, organization code, lead code, countries text, dimension code) -> many portfolio_place
-- Each programme with what the fund gives, once for each country, or each organization that leads it.
SELECT p.id AS programme, k.code, k.label,
       CASE WHEN p.amount_kind = 'fund' THEN COALESCE(p.amount, 0) ELSE 0 END AS amount,
       CASE WHEN p.amount_kind = 'fund' AND p.amount IS NOT NULL THEN p.amount_currency ELSE '' END AS amount_currency
FROM programme p
JOIN (SELECT 'country' AS kind, programme, country AS code, '' AS label FROM programme_country
      UNION ALL SELECT 'lead', x.programme, y.code, y.acronym FROM programme_organization x
                JOIN organization y ON y.id = x.organization WHERE x.is_lead = 1) k ON k.programme = p.id
WHERE k.kind = :kind AND {may - p.id}
{if status} AND p.status = :status {end}
{if from_day} AND p.day >= :from_day AND p.day <= :to_day {end}
{if organization} AND p.id IN (SELECT x.programme FROM programme_organization x JOIN organization y ON y.id = x.organization
                               WHERE y.code = :organization) {end}
{if lead} AND p.id IN (SELECT x.programme FROM programme_organization x JOIN organization y ON y.id = x.organization
                       WHERE y.code = :lead AND x.is_lead = 1) {end}
{if countries} AND p.id IN (SELECT programme FROM programme_country WHERE country {in countries}) {end}
{if dimension} AND p.id IN (SELECT programme FROM programme_dimension WHERE dimension = :dimension) {end}
ORDER BY p.id, k.code;

-- portfolio_calls() -> many part_choice
SELECT code, title AS label FROM call WHERE id IN (SELECT call FROM proposal) ORDER BY closes DESC, id DESC;

-- portfolio_organizations(leads bool) -> many part_choice
-- Those that lead a proposal, or take part in a programme.
SELECT code, acronym AS label FROM organization
WHERE {if leads} id IN (SELECT lead FROM proposal) {end}
{if not leads} id IN (SELECT organization FROM programme_organization) {end}
ORDER BY lower(acronym), id;

-- portfolio_countries(proposals bool) -> many part_choice
SELECT DISTINCT country AS code FROM
{if proposals} proposal_country {end}{if not proposals} programme_country {end} ORDER BY 1;

-- portfolio_dimensions(proposals bool) -> many part_choice
SELECT DISTINCT dimension AS code FROM
{if proposals} proposal_dimension {end}{if not proposals} programme_dimension {end} ORDER BY 1;

-- portfolio_states() -> many portfolio_row
SELECT DISTINCT state AS code, edition FROM proposal ORDER BY 1, 2;
