-- review_version(proposal id, form code) -> one review_version
-- What was sent last of a form.
SELECT id, number, at FROM proposal_version WHERE proposal = :proposal AND form = :form AND frozen = 1
ORDER BY number DESC LIMIT 1;

-- review_round_latest(proposal id, card code) -> one review_round
SELECT r.id, r.code, r.proposal, r.card, r.version, v.number AS version_number, v.form, r.number, r.state, r.opened,
       r.concluded, c.name AS concluder, r.agreed, r.present, r.reasons, r.feedback, r.recommendation, r.total, r.times,
       r.fails, r.changed
FROM review_round r JOIN proposal_version v ON v.id = r.version LEFT JOIN account c ON c.id = r.concluded_by
WHERE r.proposal = :proposal AND r.card = :card ORDER BY r.number DESC LIMIT 1;

-- review_rounds(proposal id) -> many review_round
SELECT r.id, r.code, r.proposal, r.card, r.version, v.number AS version_number, v.form, r.number, r.state, r.opened,
       r.concluded, c.name AS concluder, r.agreed, r.present, r.reasons, r.feedback, r.recommendation, r.total, r.times,
       r.fails, r.changed
FROM review_round r JOIN proposal_version v ON v.id = r.version LEFT JOIN account c ON c.id = r.concluded_by
WHERE r.proposal = :proposal ORDER BY r.id DESC;

-- review_round_insert(code text, proposal id, card code, version id, number int, now time, account id) -> write id
INSERT INTO review_round (code, proposal, card, version, number, state, opened, opened_by, changed)
VALUES (:code, :proposal, :card, :version, :number, 'open', :now, :account, :now);

-- review_parts(round id) -> many review_part
-- Everybody who was asked in a round, in the order in which they were.
SELECT p.id, p.code, p.round, p.account, a.name AS person, p.state, p.due, p.asked, p.declared, p.conflict, p.reason,
       p.sent, p.seal, s.body, s.opened
FROM review_part p JOIN account a ON a.id = p.account LEFT JOIN review_score s ON s.part = p.id
WHERE p.round = :round ORDER BY p.id;

-- review_part_by_code(code text) -> one review_part
SELECT p.id, p.code, p.round, p.account, a.name AS person, p.state, p.due, p.asked, p.asked_by, p.declared, p.conflict,
       p.reason, p.sent, p.seal, s.body, s.opened, r.proposal
FROM review_part p JOIN review_round r ON r.id = p.round JOIN account a ON a.id = p.account
     LEFT JOIN review_score s ON s.part = p.id
WHERE p.code = :code;

-- review_part_of(round id, account id) -> one review_part
SELECT id, code, round, account, state, due, asked, sent FROM review_part WHERE round = :round AND account = :account;

-- review_part_insert(code text, round id, account id, state code, due time?, now time, asked_by id) -> write id
INSERT INTO review_part (code, round, account, state, due, asked, asked_by)
VALUES (:code, :round, :account, :state, :due, :now, :asked_by);

-- review_part_again(id id, state code, due time?, now time, asked_by id) -> write
UPDATE review_part SET state = :state, due = :due, asked = :now, asked_by = :asked_by WHERE id = :id;

-- review_part_declare(id id, state code, conflict code?, reason text?, now time) -> write
UPDATE review_part SET state = :state, conflict = :conflict, reason = :reason, declared = :now WHERE id = :id;

-- review_part_state(id id, state code) -> write
UPDATE review_part SET state = :state WHERE id = :id;

-- review_draft_of(part id) -> one review_draft
SELECT id, body, changed FROM review_draft WHERE part = :part;

-- review_draft_drop(part id) -> write
DELETE FROM review_draft WHERE part = :part;

-- review_mine(account id) -> many review_mine
-- What a person is asked to review or has reviewed, what is due first on top.
SELECT p.code, p.state, p.due, p.asked, p.sent, r.state AS round_state, r.card, r.proposal AS record, q.code AS proposal,
       q.title, q.state AS proposal_state, q.edition, o.acronym AS lead, c.title AS call_title
FROM review_part p JOIN review_round r ON r.id = p.round JOIN proposal q ON q.id = r.proposal
     JOIN organization o ON o.id = q.lead JOIN call c ON c.id = q.call
WHERE p.account = :account AND p.state IN ('asked', 'open', 'done')
ORDER BY CASE WHEN p.state = 'done' THEN 1 ELSE 0 END, COALESCE(p.due, 0), p.id LIMIT 500;

-- review_load(accounts text) -> many review_load
-- How much everybody holds: open files, and what they have done.
SELECT account, sum(CASE WHEN state IN ('asked', 'open') THEN 1 ELSE 0 END) AS held,
       sum(CASE WHEN state = 'done' THEN 1 ELSE 0 END) AS done
FROM review_part WHERE account {in accounts int} GROUP BY account;

-- review_duties(proposal id, since time) -> many review_duty
-- Who acts for an organization that takes part, or did until lately.
SELECT d.account, d.organization, o.acronym, d.until, d.ended
FROM duty d JOIN organization o ON o.id = d.organization
WHERE d.scope = 'organization' AND (d.ended IS NULL OR d.ended > :since) AND (d.until IS NULL OR d.until > :since)
  AND (d.organization = (SELECT p.lead FROM proposal p WHERE p.id = :proposal)
       OR d.organization IN (SELECT y.organization FROM proposal_party y WHERE y.proposal = :proposal))
ORDER BY d.id;

-- review_authors(proposal id) -> many review_author
-- Who wrote in a proposal.
SELECT DISTINCT proposal, account FROM proposal_version WHERE proposal = :proposal;

-- review_barred(proposal id) -> many review_author
-- To whom it is closed.
SELECT record AS proposal, account FROM duty_bar WHERE record_kind = 'proposal' AND record = :proposal;

-- review_party_names(proposal id) -> many review_party
SELECT o.name FROM proposal_party y JOIN organization o ON o.id = y.organization WHERE y.proposal = :proposal ORDER BY y.id;

-- review_people(roles text, now time) -> many review_person
-- Who holds a role that scores.
SELECT DISTINCT a.id, a.code, a.name, a.email, a.lang FROM duty d JOIN account a ON a.id = d.account
WHERE d.role {in roles} AND d.scope = 'record' AND d.ended IS NULL AND (d.starts IS NULL OR d.starts <= :now) AND (d.until IS NULL OR d.until > :now) AND a.state = 'active'
ORDER BY a.name, a.id;

-- review_part_release(id id, reason text, now time) -> write
UPDATE review_part SET state = 'released', reason = :reason, declared = :now WHERE id = :id;

-- review_part_due(id id, due time) -> write
UPDATE review_part SET due = :due WHERE id = :id;

-- review_round_conclude(id id, agreed text?, present text, reasons text, feedback text, recommendation code, total int,
--     times int, fails int, now time, account id) -> write
UPDATE review_round SET state = 'concluded', agreed = :agreed, present = :present, reasons = :reasons,
       feedback = :feedback, recommendation = :recommendation, total = :total, times = :times, fails = :fails,
       concluded = :now, concluded_by = :account, changed = :now WHERE id = :id;

-- review_result_insert(round id, category code, units int) -> write id
INSERT INTO review_result (round, category, units) VALUES (:round, :category, :units);

-- review_part_send(id id, seal code, now time) -> write
UPDATE review_part SET state = 'done', sent = :now, seal = :seal WHERE id = :id;

-- review_draft_insert(part id, body text, now time) -> write id
INSERT INTO review_draft (part, body, changed) VALUES (:part, :body, :now);

-- review_draft_update(part id, body text, now time) -> write count
UPDATE review_draft SET body = :body, changed = :now WHERE part = :part;

-- review_score_insert(part id, body text, total int, fails int, now time) -> write id
INSERT INTO review_score (part, body, total, fails, opened) VALUES (:part, :body, :total, :fails, :now);

-- review_scores_all(after id, limit int) -> many review_sealed
-- Every score with the digest that was kept when it was sent.
SELECT s.id, p.code, s.body, p.seal FROM review_score s JOIN review_part p ON p.id = s.part
WHERE s.id > :after ORDER BY s.id LIMIT :limit;

-- review_ranking(call id, card code) -> many review_ranked
-- The latest round of each proposal of a call by a scorecard, with what decides its place, and the step that
-- brought it where it stands.
SELECT p.id, p.code, p.title, o.acronym AS lead, p.amount, p.amount_currency, p.edition,
       COALESCE((SELECT max(x.received) FROM receipt x WHERE x.version = v.id), v.at) AS received,
       p.state AS proposal_state, r.id AS round, r.code AS round_code, r.state AS round_state, r.total, r.times, r.fails,
       r.recommendation, s.old_state AS step_from, s.step
FROM proposal p JOIN review_round r ON r.proposal = p.id JOIN proposal_version v ON v.id = r.version
     JOIN organization o ON o.id = p.lead
     LEFT JOIN proposal_step s ON s.id = (SELECT max(z.id) FROM proposal_step z WHERE z.proposal = p.id)
WHERE p.call = :call AND r.card = :card
  AND r.number = (SELECT max(n.number) FROM review_round n WHERE n.proposal = p.id AND n.card = r.card)
ORDER BY r.id;

-- review_ranking_results(call id, card code) -> many review_result
SELECT x.round, x.category, x.units FROM proposal p JOIN review_round r ON r.proposal = p.id
     JOIN review_result x ON x.round = r.id
WHERE p.call = :call AND r.card = :card ORDER BY x.round, x.id;

-- review_cards_of(call id) -> many review_card
-- By which scorecards proposals of a call are or were reviewed, the latest first.
SELECT r.card AS name, max(r.id) AS latest FROM review_round r JOIN proposal p ON p.id = r.proposal
WHERE p.call = :call GROUP BY r.card ORDER BY max(r.id) DESC;

-- review_readers(roles text, proposal id, call id, now time) -> many review_author
-- Who reads scores once they are open: for the fund, for the call, for an organization that takes part, or
-- for this proposal.
SELECT DISTINCT d.account FROM duty d
WHERE d.role {in roles} AND d.ended IS NULL AND (d.starts IS NULL OR d.starts <= :now) AND (d.until IS NULL OR d.until > :now)
  AND (d.scope = 'fund' OR (d.record_kind = 'proposal' AND d.record = :proposal) OR (d.record_kind = 'call' AND d.record = :call)
       OR (d.record_kind = 'organization'
           AND (d.record = (SELECT p.lead FROM proposal p WHERE p.id = :proposal)
                OR d.record IN (SELECT y.organization FROM proposal_party y WHERE y.proposal = :proposal))));

-- review_opened(round id) -> int
-- How many scores of a round are open.
SELECT count(*) FROM review_score s JOIN review_part p ON p.id = s.part WHERE p.round = :round;
