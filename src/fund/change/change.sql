-- change_earlier_of(proposal id) -> many change_link
SELECT l.kind, l.reason, l.at, p.id, p.code, p.title, p.state, p.edition, c.title AS call_title
FROM proposal_link l JOIN proposal p ON p.id = l.earlier JOIN call c ON c.id = p.call
WHERE l.later = :proposal ORDER BY l.id;

-- change_later_of(proposal id) -> many change_link
SELECT l.kind, l.reason, l.at, p.id, p.code, p.title, p.state, p.edition, c.title AS call_title
FROM proposal_link l JOIN proposal p ON p.id = l.later JOIN call c ON c.id = p.call
WHERE l.earlier = :proposal ORDER BY l.id;

-- change_link_insert(earlier id, later id, kind code, reason text?, now time, account id) -> write id
INSERT INTO proposal_link (earlier, later, kind, reason, at, account)
VALUES (:earlier, :later, :kind, :reason, :now, :account);

-- change_requests(proposal id, kind code) -> many change_request
-- Of this record, latest first.
SELECT q.id, q.code, q.kind, q.proposal, q.organization, o.name AS organization_name, q.target,
       t.code AS target_code, t.title AS target_title, q.reason, q.state, q.at, a.name AS person, q.agreed, g.name AS agreer,
       q.closed, b.name AS closer, q.closed_reason
FROM change_request q JOIN account a ON a.id = q.account
LEFT JOIN organization o ON o.id = q.organization LEFT JOIN proposal t ON t.id = q.target
LEFT JOIN account g ON g.id = q.agreed_by LEFT JOIN account b ON b.id = q.closed_by
WHERE q.proposal = :proposal AND q.kind = :kind ORDER BY q.id DESC;

-- change_requests_into(target id) -> many change_request
-- Notes that would go into this one, with who asks.
SELECT q.id, q.code, q.kind, q.proposal, q.target, p.code AS source_code, p.title AS source_title,
       o.name AS organization_name, q.reason, q.state, q.at, a.name AS person, q.agreed, q.closed,
       b.name AS closer, q.closed_reason
FROM change_request q JOIN account a ON a.id = q.account JOIN proposal p ON p.id = q.proposal
JOIN organization o ON o.id = p.lead LEFT JOIN account b ON b.id = q.closed_by
WHERE q.target = :target AND q.kind = 'join' ORDER BY q.id DESC;

-- change_open(proposal id, kind code) -> int
SELECT count(*) FROM change_request WHERE proposal = :proposal AND kind = :kind AND state IN ('asked', 'agreed');

-- change_request_insert(code code, proposal id, kind code, organization id?, target id?, reason text, now time, account id) -> write id
INSERT INTO change_request (code, proposal, kind, organization, target, reason, state, at, account)
VALUES (:code, :proposal, :kind, :organization, :target, :reason, 'asked', :now, :account);

-- change_request_agree(id id, now time, account id) -> write count
UPDATE change_request SET state = 'agreed', agreed = :now, agreed_by = :account WHERE id = :id AND state = 'asked';

-- change_request_close(id id, state code, before code, reason text?, now time, account id) -> write count
-- Ends a request that stands at `before`.
UPDATE change_request SET state = :state, closed = :now, closed_by = :account, closed_reason = :reason
WHERE id = :id AND state = :before;

-- change_set_lead(id id, lead id, now time) -> write
UPDATE proposal SET lead = :lead, changed = :now WHERE id = :id;

-- change_party_remove(proposal id, organization id) -> write
DELETE FROM proposal_party WHERE proposal = :proposal AND organization = :organization;

-- change_calls(now time, but id) -> many change_call
-- Calls to which something can be carried over: published, not closed.
SELECT id, code, title, title_fr, opens, closes, zone FROM call
WHERE state = 'published' AND closes >= :now AND id <> :but ORDER BY closes, id LIMIT 50;
