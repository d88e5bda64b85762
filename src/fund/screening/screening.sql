-- screening_latest(proposal id) -> one screening_version
-- What was sent last: it is what is judged.
SELECT id, form, number, at FROM proposal_version WHERE proposal = :proposal AND frozen = 1 ORDER BY id DESC LIMIT 1;

-- screening_answers(proposal id) -> many screening_answer_row
SELECT s.id, s.rule, s.clause, s.verdict, s.note, s.at, a.name AS person
FROM screening_answer s JOIN account a ON a.id = s.account WHERE s.proposal = :proposal ORDER BY s.id;

-- screening_answer_insert(proposal id, rule code, clause text, verdict code, note text?, now time, account id) -> write id
INSERT INTO screening_answer (proposal, rule, clause, verdict, note, at, account)
VALUES (:proposal, :rule, :clause, :verdict, :note, :now, :account);

-- screening_answer_update(id id, verdict code, note text?, now time, account id) -> write
UPDATE screening_answer SET verdict = :verdict, note = :note, at = :now, account = :account WHERE id = :id;

-- screening_letters(record text, limit int) -> many screening_letter
SELECT subject, body, lang, recipient, kind, created AS at FROM mail WHERE record = :record ORDER BY id DESC LIMIT :limit;

-- question_list(proposal id) -> many screening_question
SELECT q.id, q.code, q.field, q.body, q.asked, q.asked_by, a.name AS asker, q.answer, q.answered, b.name AS answerer
FROM question q JOIN account a ON a.id = q.asked_by LEFT JOIN account b ON b.id = q.answered_by
WHERE q.proposal = :proposal ORDER BY q.id;

-- question_open(proposal id) -> int
SELECT count(*) FROM question WHERE proposal = :proposal AND answered IS NULL;

-- question_insert(code text, proposal id, field code?, body text, now time, account id) -> write id
INSERT INTO question (code, proposal, field, body, asked, asked_by)
VALUES (:code, :proposal, :field, :body, :now, :account);

-- question_answer(id id, answer text, now time, account id) -> write count
UPDATE question SET answer = :answer, answered = :now, answered_by = :account WHERE id = :id AND answered IS NULL;
