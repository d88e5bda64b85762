-- condition_board_list(proposal id) -> many condition_item
-- In force: the point was closed in favour.
SELECT c.id, c.code, c.item, 0 AS decided, c.proposal AS proposal_id, c.number, c.text, c.side, c.due, c.state, c.evidence,
       c.shown, a.name AS shower, COALESCE(c.shown_by, 0) AS shown_by, c.answer, c.met, b.name AS judge, c.changed
FROM board_condition c JOIN board_item i ON i.id = c.item JOIN board_recommendation r ON r.item = c.item
LEFT JOIN account a ON a.id = c.shown_by LEFT JOIN account b ON b.id = c.met_by
WHERE c.proposal = :proposal AND c.state <> 'dropped' AND i.state = 'advised' AND r.outcome = 'favour'
ORDER BY c.item, c.number, c.id;

-- condition_decision_list(proposal id) -> many condition_item
SELECT c.id, c.code, 1 AS decided, c.proposal AS proposal_id, c.number, c.text, c.side, c.due, c.state, c.evidence,
       c.shown, a.name AS shower, COALESCE(c.shown_by, 0) AS shown_by, c.answer, c.met, b.name AS judge, c.changed
FROM decision_condition c LEFT JOIN account a ON a.id = c.shown_by LEFT JOIN account b ON b.id = c.met_by
WHERE c.proposal = :proposal ORDER BY c.number, c.id;

-- condition_waiting() -> many condition_item
-- Not met yet, in force, of proposals that may be read; what is due first on top.
SELECT x.id, x.code, x.item, x.decided, x.proposal AS proposal_id, p.code AS proposal, p.title, x.number, x.text, x.side,
       x.due, x.state, x.shown_by, x.changed
FROM (SELECT c.id, c.code, c.item, 0 AS decided, c.proposal, c.number, c.text, c.side, c.due, c.state,
             COALESCE(c.shown_by, 0) AS shown_by, c.changed
      FROM board_condition c JOIN board_item i ON i.id = c.item JOIN board_recommendation r ON r.item = c.item
      WHERE c.state IN ('open', 'shown') AND i.state = 'advised' AND r.outcome = 'favour'
      UNION ALL
      SELECT c.id, c.code, 0, 1, c.proposal, c.number, c.text, c.side, c.due, c.state, COALESCE(c.shown_by, 0), c.changed
      FROM decision_condition c WHERE c.state IN ('open', 'shown')) x
JOIN proposal p ON p.id = x.proposal
WHERE {may p.lead p.id} ORDER BY x.due, x.decided, x.id LIMIT 200;

-- decision_condition_last(proposal id) -> int
SELECT COALESCE(max(number), 0) FROM decision_condition WHERE proposal = :proposal;

-- decision_condition_insert(code text, proposal id, number int, text text, side code, due date, now time) -> write id
INSERT INTO decision_condition (code, proposal, number, text, side, due, state, changed)
VALUES (:code, :proposal, :number, :text, :side, :due, 'open', :now);

-- decision_condition_day(id id, due date, answer text, now time) -> write
UPDATE decision_condition SET due = :due, answer = :answer, changed = :now WHERE id = :id;

-- decision_condition_waive(id id, answer text, now time, by id) -> write
UPDATE decision_condition SET state = 'waived', answer = :answer, met = :now, met_by = :by, changed = :now WHERE id = :id;

-- board_condition_show(id id, evidence text, now time, by id) -> write
UPDATE board_condition SET state = 'shown', evidence = :evidence, shown = :now, shown_by = :by, changed = :now WHERE id = :id;
-- decision_condition_show(id id, evidence text, now time, by id) -> write
UPDATE decision_condition SET state = 'shown', evidence = :evidence, shown = :now, shown_by = :by, changed = :now WHERE id = :id;

-- board_condition_met(id id, answer text?, now time, by id) -> write
UPDATE board_condition SET state = 'met', answer = :answer, met = :now, met_by = :by, changed = :now WHERE id = :id;
-- decision_condition_met(id id, answer text?, now time, by id) -> write
UPDATE decision_condition SET state = 'met', answer = :answer, met = :now, met_by = :by, changed = :now WHERE id = :id;

-- board_condition_back(id id, answer text, now time) -> write
UPDATE board_condition SET state = 'open', answer = :answer, met = NULL, met_by = NULL, changed = :now WHERE id = :id;
-- decision_condition_back(id id, answer text, now time) -> write
UPDATE decision_condition SET state = 'open', answer = :answer, met = NULL, met_by = NULL, changed = :now WHERE id = :id;

-- board_evidence_of(condition id) -> many condition_file
SELECT number, file, name, type, bytes, at FROM board_evidence WHERE condition = :condition ORDER BY number;
-- decision_evidence_of(condition id) -> many condition_file
SELECT number, file, name, type, bytes, at FROM decision_evidence WHERE condition = :condition ORDER BY number;

-- board_evidence_insert(condition id, number int, file code, name text, type text, bytes int, now time) -> write id
INSERT INTO board_evidence (condition, number, file, name, type, bytes, at)
VALUES (:condition, :number, :file, :name, :type, :bytes, :now);
-- decision_evidence_insert(condition id, number int, file code, name text, type text, bytes int, now time) -> write id
INSERT INTO decision_evidence (condition, number, file, name, type, bytes, at)
VALUES (:condition, :number, :file, :name, :type, :bytes, :now);
