-- proposal_by_code(code text) -> one proposal_row
SELECT p.id, p.code, p.title, p.call, c.code AS call_code, c.title AS call_title, p.edition, p.lead,
       o.code AS lead_code, o.acronym AS lead_acronym, o.name AS lead_name, p.state,
       p.state_since AS since, p.summary, p.amount, p.amount_currency, p.starts, p.months, p.created,
       p.created_by, p.submitted, p.changed
FROM proposal p JOIN call c ON c.id = p.call JOIN organization o ON o.id = p.lead
WHERE p.code = :code;

-- proposal_by_id(id id) -> one proposal_row
SELECT p.id, p.code, p.title, p.call, c.code AS call_code, c.title AS call_title, p.edition, p.lead,
       o.code AS lead_code, o.acronym AS lead_acronym, o.name AS lead_name, p.state,
       p.state_since AS since, p.summary, p.amount, p.amount_currency, p.starts, p.months, p.created,
       p.created_by, p.submitted, p.changed
FROM proposal p JOIN call c ON c.id = p.call JOIN organization o ON o.id = p.lead
WHERE p.id = :id;

-- proposal_state_of(id id) -> text
SELECT state FROM proposal WHERE id = :id;

-- proposal_deadline(id id) -> time
-- Until when it can be sent: its call's deadline, or a later one by a waiver; no row when the call was
-- withdrawn.
SELECT COALESCE((SELECT max(w.until) FROM waiver w WHERE w.proposal = p.id AND w.withdrawn IS NULL
                 AND w.until > c.closes), c.closes) AS closes
FROM proposal p JOIN call c ON c.id = p.call WHERE p.id = :id AND c.state = 'published';

-- proposal_parties(proposal id) -> many proposal_party_row
-- The organizations beside the lead.
SELECT o.id, o.code, o.acronym, o.name FROM proposal_party y JOIN organization o ON o.id = y.organization
WHERE y.proposal = :proposal ORDER BY y.id;

-- proposal_failed_clauses(proposal id) -> many proposal_finding_row
-- What the screening found not met, for the letter of refusal.
SELECT rule, clause, verdict, note AS message FROM screening_answer
WHERE proposal = :proposal AND verdict = 'no' ORDER BY id;

-- proposal_set_state(id id, state code, now time) -> write
UPDATE proposal SET state = :state, state_since = :now, changed = :now WHERE id = :id;

-- proposal_step_insert(proposal id, step code, old_state code, new_state code, reason text?, version id?, due date?, appeal time?, now time, account id) -> write id
INSERT INTO proposal_step (proposal, step, old_state, new_state, reason, version, due, appeal, at, account)
VALUES (:proposal, :step, :old_state, :new_state, :reason, :version, :due, :appeal, :now, :account);

-- proposal_last_step(proposal id, state code) -> one proposal_step_row
-- The latest step into a state.
SELECT s.step, s.old_state, s.new_state, s.reason, s.at, s.account, s.version, s.due, s.appeal FROM proposal_step s
WHERE s.proposal = :proposal AND s.new_state = :state ORDER BY s.id DESC LIMIT 1;

-- proposal_frozen_by(proposal id) -> many proposal_version_row
-- Who sent a version in.
SELECT id, form, number, account FROM proposal_version WHERE proposal = :proposal AND frozen = 1 ORDER BY id;

-- proposal_version_latest(proposal id, form code) -> one proposal_version_row
SELECT v.id, v.proposal, v.form, v.number, v.frozen, v.hash, v.body, v.at, v.account, a.name AS person
FROM proposal_version v JOIN account a ON a.id = v.account
WHERE v.proposal = :proposal AND v.form = :form ORDER BY v.number DESC LIMIT 1;

-- proposal_version_last(proposal id, form code) -> one proposal_version_row
-- Only its id, its number and whether it was sent: the document may be half a megabyte.
SELECT id, form, number, frozen FROM proposal_version
WHERE proposal = :proposal AND form = :form ORDER BY number DESC LIMIT 1;

-- proposal_versions(proposal id, limit int) -> many proposal_version_row
-- Without the documents.
SELECT v.id, v.proposal, v.form, v.number, v.frozen, v.hash, v.at, v.account, a.name AS person
FROM proposal_version v JOIN account a ON a.id = v.account
WHERE v.proposal = :proposal ORDER BY v.id DESC LIMIT :limit;

-- proposal_version_by_number(proposal id, form code, number int) -> one proposal_version_row
SELECT v.id, v.proposal, v.form, v.number, v.frozen, v.hash, v.body, v.at, v.account, a.name AS person
FROM proposal_version v JOIN account a ON a.id = v.account
WHERE v.proposal = :proposal AND v.form = :form AND v.number = :number;

-- proposal_versions_with(proposal id, words text, limit int) -> many proposal_version_row
-- Versions whose document holds these bytes.
SELECT id, form, number, body FROM proposal_version
WHERE proposal = :proposal AND body LIKE '%' || :words || '%' ORDER BY id DESC LIMIT :limit;

-- proposal_version_insert(proposal id, form code, number int, frozen bool, hash code, body text, now time, account id) -> write id
INSERT INTO proposal_version (proposal, form, number, frozen, hash, body, at, account)
VALUES (:proposal, :form, :number, :frozen, :hash, :body, :now, :account);

-- proposal_version_freeze(id id) -> write
UPDATE proposal_version SET frozen = 1 WHERE id = :id;

-- proposal_findings(version id) -> many proposal_finding_row
SELECT rule, clause, severity, verdict, message, inputs FROM proposal_finding
WHERE version = :version ORDER BY id;

-- proposal_finding_insert(version id, rule code, clause text?, severity code, verdict code, message text?, inputs text?) -> write id
INSERT INTO proposal_finding (version, rule, clause, severity, verdict, message, inputs)
VALUES (:version, :rule, :clause, :severity, :verdict, :message, :inputs);

-- proposal_set_index(id id, title text, summary text?, amount money?, starts date, months int?, lead id, now time) -> write
UPDATE proposal SET title = :title, summary = :summary, amount = :amount,
       amount_currency = :amount_currency, starts = :starts, months = :months, lead = :lead,
       changed = :now WHERE id = :id;

-- proposal_party_clear(proposal id) -> write
DELETE FROM proposal_party WHERE proposal = :proposal;

-- proposal_party_insert(proposal id, organization id) -> write id
INSERT INTO proposal_party (proposal, organization) VALUES (:proposal, :organization);

-- proposal_country_clear(proposal id) -> write
DELETE FROM proposal_country WHERE proposal = :proposal;

-- proposal_country_insert(proposal id, country code) -> write id
INSERT INTO proposal_country (proposal, country) VALUES (:proposal, :country);

-- proposal_dimension_clear(proposal id) -> write
DELETE FROM proposal_dimension WHERE proposal = :proposal;

-- proposal_dimension_insert(proposal id, dimension code) -> write id
INSERT INTO proposal_dimension (proposal, dimension) VALUES (:proposal, :dimension);

-- proposal_insert(code text, call id, edition id, lead id, state code, title text, now time, account id) -> write id
INSERT INTO proposal (code, call, edition, lead, state, state_since, title, created, created_by, changed)
VALUES (:code, :call, :edition, :lead, :state, :now, :title, :now, :account, :now);

-- proposal_set_submitted(id id, now time) -> write
UPDATE proposal SET submitted = :now WHERE id = :id;

-- proposal_steps(proposal id) -> many proposal_step_row
SELECT s.step, s.old_state, s.new_state, s.reason, s.at, s.account, s.version, s.due, s.appeal, a.name AS person
FROM proposal_step s JOIN account a ON a.id = s.account WHERE s.proposal = :proposal ORDER BY s.id;

-- proposal_find(q text, state code, call text, organization text, country code, dimension code, sort code) -> page proposal_row
SELECT p.id, p.code, p.title, p.call, c.code AS call_code, c.title AS call_title, p.edition, p.lead,
       o.code AS lead_code, o.acronym AS lead_acronym, o.name AS lead_name, p.state,
       p.state_since AS since, p.amount, p.amount_currency, p.starts, p.months, p.created,
       p.created_by, p.submitted, p.changed
FROM proposal p JOIN call c ON c.id = p.call JOIN organization o ON o.id = p.lead
WHERE {may p.lead p.id}
{if q} AND (lower(p.title) LIKE '%' || lower(:q) || '%' OR p.code = :q) {end}
{if state} AND p.state = :state {end}
{if call} AND c.code = :call {end}
{if organization} AND o.code = :organization {end}
{if country} AND p.id IN (SELECT proposal FROM proposal_country WHERE country = :country) {end}
{if dimension} AND p.id IN (SELECT proposal FROM proposal_dimension WHERE dimension = :dimension) {end}
ORDER BY {order sort:
       new = p.changed DESC, p.id DESC
     | title = lower(p.title), p.id
     | title_down = lower(p.title) DESC, p.id DESC
     | lead = lower(o.acronym), p.id
     | lead_down = lower(o.acronym) DESC, p.id DESC
     | state = p.state, p.id
     | state_down = p.state DESC, p.id DESC
     | since = p.state_since, p.id
     | since_down = p.state_since DESC, p.id DESC
     | amount = COALESCE(p.amount_currency, ''), COALESCE(p.amount, 0), p.id
     | amount_down = COALESCE(p.amount_currency, '') DESC, COALESCE(p.amount, 0) DESC, p.id DESC};

-- proposal_states() -> many proposal_row
-- The states in which the proposals are that the person may read, for the filter.
SELECT DISTINCT p.state, p.edition FROM proposal p WHERE {may p.lead p.id} ORDER BY p.state;

-- proposal_calls() -> many proposal_row
SELECT DISTINCT c.code AS call_code, c.title AS call_title, c.closes AS changed
FROM call c JOIN proposal p ON p.call = c.id WHERE {may p.lead p.id} ORDER BY c.closes DESC;

-- proposal_countries_used() -> many proposal_words
SELECT DISTINCT x.country AS text FROM proposal_country x JOIN proposal p ON p.id = x.proposal
WHERE {may p.lead p.id} ORDER BY 1;

-- proposal_dimensions_used() -> many proposal_words
SELECT DISTINCT x.dimension AS text FROM proposal_dimension x JOIN proposal p ON p.id = x.proposal
WHERE {may p.lead p.id} ORDER BY 1;

-- receipt_insert(hash code, version id, call code, form code, now time) -> write id
INSERT INTO receipt (hash, version, call, form, received) VALUES (:hash, :version, :call, :form, :now);

-- receipt_by_hash(hash code) -> one proposal_receipt
SELECT r.hash, r.call AS call_code, c.title AS call_title, c.title_fr AS call_title_fr, c.edition, r.form, r.received
FROM receipt r JOIN call c ON c.code = r.call WHERE r.hash = :hash;

-- receipts_of(proposal id) -> many proposal_receipt
SELECT r.hash, r.call AS call_code, r.form, r.received FROM receipt r
JOIN proposal_version v ON v.id = r.version WHERE v.proposal = :proposal ORDER BY r.id;

-- proposal_of_organization(organization id) -> many proposal_party_row
-- Proposals that an organization leads or takes part in.
SELECT id FROM proposal WHERE lead = :organization
UNION SELECT proposal AS id FROM proposal_party WHERE organization = :organization;

-- proposal_with_parties(organizations text) -> many proposal_party_row
-- Proposals in which one of these organizations takes part.
SELECT DISTINCT proposal AS id FROM proposal_party WHERE organization {in organizations int};

-- proposal_of_call(call id) -> many proposal_party_row
SELECT id FROM proposal WHERE call = :call ORDER BY id;

-- proposal_countries(proposal id) -> many proposal_words
SELECT country AS text FROM proposal_country WHERE proposal = :proposal ORDER BY id;

-- proposal_dimensions(proposal id) -> many proposal_words
SELECT dimension AS text FROM proposal_dimension WHERE proposal = :proposal ORDER BY id;

-- proposal_touch(proposal id, form code, field code, number int, now time, account id) -> write
INSERT INTO proposal_touch (proposal, form, field, number, at, account)
VALUES (:proposal, :form, :field, :number, :now, :account)
ON CONFLICT (proposal, form, field) DO UPDATE
SET number = excluded.number, at = excluded.at, account = excluded.account;

-- proposal_touches(proposal id, form code) -> many proposal_touch_row
-- Who changed each field last.
SELECT t.field, t.number, t.at, t.account, a.name AS person
FROM proposal_touch t JOIN account a ON a.id = t.account
WHERE t.proposal = :proposal AND t.form = :form ORDER BY t.id;

-- proposal_draft_keep(code code, proposal id, form code, section code, account id, base int, seq int, body text, now time) -> write
-- Only a newer text of the same person takes the place of an older one, and never in a settled draft.
INSERT INTO proposal_draft (code, proposal, form, section, account, base, seq, body, at)
VALUES (:code, :proposal, :form, :section, :account, :base, :seq, :body, :now)
ON CONFLICT (code) DO UPDATE
SET base = excluded.base, seq = excluded.seq, body = excluded.body, at = excluded.at
WHERE proposal_draft.account = excluded.account AND proposal_draft.proposal = excluded.proposal
  AND proposal_draft.form = excluded.form AND proposal_draft.section = excluded.section
  AND proposal_draft.seq < excluded.seq AND proposal_draft.body <> '';

-- proposal_draft_settle(code code, proposal id, form code, section code, account id, seq int, now time) -> write
-- Leaves the key, so that a text which comes late finds it settled.
INSERT INTO proposal_draft (code, proposal, form, section, account, base, seq, body, at)
VALUES (:code, :proposal, :form, :section, :account, 0, :seq, '', :now)
ON CONFLICT (code) DO UPDATE SET seq = excluded.seq, body = '', at = excluded.at
WHERE proposal_draft.account = excluded.account;

-- proposal_draft_by_code(code code) -> one proposal_draft_row
SELECT d.id, d.code, d.proposal, d.form, d.section, d.account, a.name AS person, d.base, d.seq, d.body, d.at
FROM proposal_draft d JOIN account a ON a.id = d.account WHERE d.code = :code;

-- proposal_drafts(proposal id, form code, section code) -> many proposal_draft_row
-- Those that are not settled, newest first; of one section or of all.
SELECT d.id, d.code, d.proposal, d.form, d.section, d.account, a.name AS person, d.base, d.seq, d.body, d.at
FROM proposal_draft d JOIN account a ON a.id = d.account
WHERE d.proposal = :proposal AND d.form = :form AND d.body <> '' {if section} AND d.section = :section {end}
ORDER BY d.at DESC, d.id DESC LIMIT 100;

-- proposal_draft_count(proposal id, account id) -> int
SELECT count(*) FROM proposal_draft WHERE proposal = :proposal AND account = :account AND body <> '';

-- proposal_draft_purge(settled time, before time) -> write count
DELETE FROM proposal_draft WHERE (body = '' AND at < :settled) OR at < :before;
