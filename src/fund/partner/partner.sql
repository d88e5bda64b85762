-- partner_of_proposal(proposal id) -> many partner_row
-- Every invitation, latest first.
SELECT y.id, y.code, y.proposal, y.organization, o.code AS organization_code, y.name, y.acronym, y.type,
       y.country, y.words, y.state, y.at, y.account, a.name AS person, y.answered, b.name AS answerer, y.reason
FROM partner y JOIN account a ON a.id = y.account LEFT JOIN account b ON b.id = y.answered_by
LEFT JOIN organization o ON o.id = y.organization
WHERE y.proposal = :proposal ORDER BY y.id DESC;

-- partner_by_code(code text) -> one partner_row
SELECT y.id, y.code, y.proposal, y.organization, o.code AS organization_code, y.name, y.acronym, y.type,
       y.country, y.words, y.state, y.at, y.account, a.name AS person, y.answered, b.name AS answerer, y.reason,
       p.code AS proposal_code
FROM partner y JOIN account a ON a.id = y.account JOIN proposal p ON p.id = y.proposal
LEFT JOIN account b ON b.id = y.answered_by LEFT JOIN organization o ON o.id = y.organization
WHERE y.code = :code;

-- partner_insert(code code, proposal id, organization id?, name text, acronym text?, type code?, country code?, words text, state code, now time, account id) -> write id
INSERT INTO partner (code, proposal, organization, name, acronym, type, country, words, state, at, account)
VALUES (:code, :proposal, :organization, :name, :acronym, :type, :country, :words, :state, :now, :account);

-- partner_answer(id id, before code, state code, now time, account id, reason text?) -> write count
UPDATE partner SET state = :state, answered = :now, answered_by = :account, reason = :reason
WHERE id = :id AND state = :before;

-- partner_known(id id, organization id, name text, now time) -> write count
-- The office has entered the organization: it is invited from now on.
UPDATE partner SET organization = :organization, name = :name, state = 'invited', at = :now
WHERE id = :id AND state = 'asked';

-- partner_ended(proposal id, organization id, state code, now time, account id, reason text) -> write count
-- Who takes part by an invitation does not any more.
UPDATE partner SET state = :state, answered = :now, answered_by = :account, reason = :reason
WHERE proposal = :proposal AND organization = :organization AND state = 'taking';

-- partner_waiting(proposal id) -> int
SELECT count(*) FROM partner WHERE proposal = :proposal AND state IN ('asked', 'invited');

-- partner_waiting_for(proposal id, organization id) -> int
SELECT count(*) FROM partner WHERE proposal = :proposal AND organization = :organization AND state IN ('asked', 'invited');

-- partner_written_to(proposal id, organization id) -> time
-- When the organization was last invited or reminded.
SELECT max(at) FROM (SELECT at FROM partner WHERE proposal = :proposal AND organization = :organization
                     UNION ALL
                     SELECT at FROM partner_reminder WHERE proposal = :proposal AND organization = :organization) x;

-- partner_contact_insert(partner id, person text, email text, lang code) -> write id
INSERT INTO partner_contact (partner, person, email, lang) VALUES (:partner, :person, :email, :lang);

-- partner_contact_of(partner id) -> one partner_contact_row
SELECT person, email, lang FROM partner_contact WHERE partner = :partner;

-- partner_contact_clear(partner id) -> write
DELETE FROM partner_contact WHERE partner = :partner;

-- partner_parts(proposal id, form code) -> many partner_part_row
SELECT x.id, x.form, x.section, x.organization, o.code AS organization_code, o.name AS organization_name,
       x.due, x.at, x.delivered, a.name AS deliverer
FROM partner_part x JOIN organization o ON o.id = x.organization LEFT JOIN account a ON a.id = x.delivered_by
WHERE x.proposal = :proposal AND x.form = :form ORDER BY x.id;

-- partner_part_insert(proposal id, form code, section code, organization id, due date?, now time, account id) -> write id
INSERT INTO partner_part (proposal, form, section, organization, due, at, account)
VALUES (:proposal, :form, :section, :organization, :due, :now, :account);

-- partner_part_due(id id, due date?) -> write
UPDATE partner_part SET due = :due WHERE id = :id;

-- partner_part_remove(id id) -> write
DELETE FROM partner_part WHERE id = :id;

-- partner_part_clear(proposal id, organization id) -> write
DELETE FROM partner_part WHERE proposal = :proposal AND organization = :organization;

-- partner_part_deliver(id id, now time, account id) -> write count
UPDATE partner_part SET delivered = :now, delivered_by = :account WHERE id = :id AND delivered IS NULL;

-- partner_part_back(id id) -> write count
UPDATE partner_part SET delivered = NULL, delivered_by = NULL WHERE id = :id AND delivered IS NOT NULL;

-- partner_reminder_insert(proposal id, organization id, now time, account id) -> write id
INSERT INTO partner_reminder (proposal, organization, at, account) VALUES (:proposal, :organization, :now, :account);

-- partner_wrote(proposal id, organization id) -> time
-- When people of the organization last saved.
SELECT max(v.at) FROM proposal_version v
WHERE v.proposal = :proposal AND v.account IN (SELECT d.account FROM duty d WHERE d.organization = :organization);
