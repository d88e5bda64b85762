-- dossier_programme(code text) -> one dossier_programme_row
SELECT p.id, p.code, p.title, p.status, r.code AS proposal FROM programme p LEFT JOIN proposal r ON r.id = p.proposal
WHERE p.code = :code;

-- dossier_versions(proposal id, limit int) -> many proposal_version_row
-- With the documents, the oldest first.
SELECT v.id, v.proposal, v.form, v.number, v.frozen, v.hash, v.body, v.at, v.account, a.name AS person
FROM proposal_version v JOIN account a ON a.id = v.account WHERE v.proposal = :proposal ORDER BY v.id LIMIT :limit;

-- dossier_steps(proposal id) -> many proposal_step_row
SELECT s.step, s.old_state, s.new_state, s.reason, s.at, s.account, s.version, a.name AS person
FROM proposal_step s JOIN account a ON a.id = s.account WHERE s.proposal = :proposal ORDER BY s.id;

-- dossier_questions(proposal id) -> many screening_question
SELECT q.id, q.code, q.field, q.body, q.asked, q.asked_by, a.name AS asker, q.answer, q.answered, b.name AS answerer
FROM question q JOIN account a ON a.id = q.asked_by LEFT JOIN account b ON b.id = q.answered_by
WHERE q.proposal = :proposal ORDER BY q.id;

-- dossier_answers(proposal id) -> many screening_answer_row
SELECT s.id, s.rule, s.clause, s.verdict, s.note, s.at, a.name AS person
FROM screening_answer s JOIN account a ON a.id = s.account WHERE s.proposal = :proposal ORDER BY s.id;

-- dossier_certificates(proposal id) -> many decision_certificate
SELECT c.id, c.amount, c.amount_currency, c.available, c.available_currency, c.as_of, c.basis, c.at, c.account, a.name AS person
FROM certificate c JOIN account a ON a.id = c.account WHERE c.proposal = :proposal ORDER BY c.id;

-- dossier_letters(record text, recipient text, limit int) -> many dossier_letter
-- About a record; all of them, or those to one address.
SELECT kind, subject, body, lang, recipient, state, created AS at FROM mail WHERE record = :record
{if recipient} AND lower(recipient) = :recipient {end}
ORDER BY id LIMIT :limit;

-- dossier_people(ids text) -> many dossier_person
-- Who is named by number; an erased account has lost its name and address.
SELECT id, code, name, CASE WHEN state = 'closed' AND email LIKE 'erased-%@invalid' THEN 1 ELSE 0 END AS erased
FROM account WHERE id {in ids int} ORDER BY id;
