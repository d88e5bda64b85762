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
-- When its call closes; no row when the call was withdrawn.
SELECT c.closes FROM proposal p JOIN call c ON c.id = p.call WHERE p.id = :id AND c.state = 'published';

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

-- proposal_step_insert(proposal id, step code, old_state code, new_state code, reason text?, version id?, now time, account id) -> write id
INSERT INTO proposal_step (proposal, step, old_state, new_state, reason, version, at, account)
VALUES (:proposal, :step, :old_state, :new_state, :reason, :version, :now, :account);

-- proposal_last_step(proposal id, state code) -> one proposal_step_row
-- The latest step into a state.
SELECT s.step, s.old_state, s.new_state, s.reason, s.at, s.account, s.version FROM proposal_step s
WHERE s.proposal = :proposal AND s.new_state = :state ORDER BY s.id DESC LIMIT 1;

-- proposal_frozen_by(proposal id) -> many proposal_version_row
-- Who sent a version in.
SELECT id, form, number, account FROM proposal_version WHERE proposal = :proposal AND frozen = 1 ORDER BY id;

-- proposal_version_latest(proposal id, form code) -> one proposal_version_row
SELECT v.id, v.proposal, v.form, v.number, v.frozen, v.hash, v.body, v.at, v.account, a.name AS person
FROM proposal_version v JOIN account a ON a.id = v.account
WHERE v.proposal = :proposal AND v.form = :form ORDER BY v.number DESC LIMIT 1;
