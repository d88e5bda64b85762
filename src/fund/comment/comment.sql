-- comment_version(proposal id) -> one comment_version
-- What was sent last: it is what comments stand at.
SELECT id, form, number, at FROM proposal_version WHERE proposal = :proposal AND frozen = 1 ORDER BY id DESC LIMIT 1;

-- comment_find(proposal id, outside id, mine id, open bool, resolved bool, field text, q text, sort code) -> page comment_row
-- `outside`: the account of a reader who sees only what was given to the applicants, and their own.
SELECT c.id, c.code, c.proposal, v.form, v.number, c.field, c.line, c.row_words, c.kind, c.body, c.at, c.account,
       a.name AS person, c.side, c.duty, c.given, c.resolved, b.name AS resolver,
       (SELECT count(*) FROM comment_entry e WHERE e.comment = c.id AND e.kind = 'reply'
          {if outside} AND (c.account = :outside OR e.at >= COALESCE(c.given, 0)) {end}) AS replies
FROM comment c JOIN proposal_version v ON v.id = c.version JOIN account a ON a.id = c.account
     LEFT JOIN account b ON b.id = c.resolved_by
WHERE c.proposal = :proposal
{if outside} AND (c.given IS NOT NULL OR c.account = :outside) {end}
{if mine} AND c.account = :mine {end}
{if open} AND c.resolved IS NULL {end}
{if resolved} AND c.resolved IS NOT NULL {end}
{if field} AND c.field = :field {end}
{if q} AND lower(c.body) LIKE '%' || lower(:q) || '%' {end}
ORDER BY {order sort:
       new = c.id DESC
     | kind = c.kind, c.id
     | kind_down = c.kind DESC, c.id DESC
     | at = c.at, c.id
     | at_down = c.at DESC, c.id DESC
     | state = CASE WHEN c.resolved IS NULL THEN 0 ELSE 1 END, c.id
     | state_down = CASE WHEN c.resolved IS NULL THEN 0 ELSE 1 END DESC, c.id DESC};

-- comment_by_code(proposal id, code text) -> one comment_row
SELECT c.id, c.code, c.proposal, v.form, v.number, c.field, c.line, c.row_words, c.kind, c.body, c.at, c.account,
       a.name AS person, c.side, c.duty, c.given, c.resolved, b.name AS resolver
FROM comment c JOIN proposal_version v ON v.id = c.version JOIN account a ON a.id = c.account
     LEFT JOIN account b ON b.id = c.resolved_by
WHERE c.proposal = :proposal AND c.code = :code;

-- comment_entries(comment id, since time, account id) -> many comment_entry
SELECT e.id, e.kind, e.body, e.at, e.account, a.name AS person, e.side
FROM comment_entry e JOIN account a ON a.id = e.account
WHERE e.comment = :comment AND (e.at >= :since OR e.account = :account) ORDER BY e.id;

-- comment_open_at(proposal id, outside id) -> many comment_count
-- Open comments of each field.
SELECT c.field, count(*) AS open FROM comment c WHERE c.proposal = :proposal AND c.resolved IS NULL
{if outside} AND (c.given IS NOT NULL OR c.account = :outside) {end}
GROUP BY c.field;

-- comment_insert(code text, proposal id, version id, field code, line text?, row_words text?, kind code, body text,
--     now time, account id, side code, duty code) -> write id
INSERT INTO comment (code, proposal, version, field, line, row_words, kind, body, at, account, side, duty)
VALUES (:code, :proposal, :version, :field, :line, :row_words, :kind, :body, :now, :account, :side, :duty);

-- comment_give(id id, now time) -> write count
UPDATE comment SET given = :now WHERE id = :id AND given IS NULL;

-- comment_resolve(id id, now time, account id) -> write count
UPDATE comment SET resolved = :now, resolved_by = :account WHERE id = :id AND resolved IS NULL;

-- comment_reopen(id id) -> write count
UPDATE comment SET resolved = NULL, resolved_by = NULL WHERE id = :id AND resolved IS NOT NULL;

-- comment_entry_insert(proposal id, comment id, kind code, body text?, now time, account id, side code) -> write id
INSERT INTO comment_entry (proposal, comment, kind, body, at, account, side)
VALUES (:proposal, :comment, :kind, :body, :now, :account, :side);

-- comment_asks(proposal id, form code) -> many comment_row
-- What still asks for a change in a form, in the order in which it was asked.
SELECT c.id, c.code, c.proposal, v.form, v.number, c.field, c.line, c.row_words, c.kind, c.body, c.at, c.account,
       a.name AS person, c.side, c.duty, c.given, c.resolved,
       (SELECT count(*) FROM comment_entry e
        WHERE e.comment = c.id AND e.kind = 'reply' AND e.side = 'applicant') AS replies
FROM comment c JOIN proposal_version v ON v.id = c.version JOIN account a ON a.id = c.account
WHERE c.proposal = :proposal AND v.form = :form AND c.kind = 'ask' AND c.resolved IS NULL ORDER BY c.id;

-- comment_remarks_kept(proposal id) -> int
-- Open remarks that the applicants do not see.
SELECT count(*) FROM comment WHERE proposal = :proposal AND kind = 'remark' AND resolved IS NULL AND given IS NULL;

-- comment_give_kind(proposal id, kind code, now time) -> write
UPDATE comment SET given = :now WHERE proposal = :proposal AND kind = :kind AND resolved IS NULL AND given IS NULL;

-- redraft_latest(proposal id) -> one comment_redraft
SELECT r.id, r.version, v.form, v.number, r.state, r.fields, r.due, r.at FROM redraft r
JOIN proposal_version v ON v.id = r.version WHERE r.proposal = :proposal ORDER BY r.id DESC LIMIT 1;

-- redraft_insert(proposal id, version id, state code, fields text, due date, now time, account id) -> write id
INSERT INTO redraft (proposal, version, state, fields, due, at, account)
VALUES (:proposal, :version, :state, :fields, :due, :now, :account);

-- comment_asked(proposal id, form code, number int, since time, until time) -> many comment_row
-- What the applicants were asked before a version was saved, and what was not settled when an earlier
-- one was.
SELECT c.id, c.code, c.proposal, v.form, v.number, c.field, c.line, c.row_words, c.kind, c.body, c.at, c.account,
       a.name AS person, c.side, c.duty, c.given, c.resolved,
       (SELECT count(*) FROM comment_entry e
        WHERE e.comment = c.id AND e.kind = 'reply' AND e.side = 'applicant') AS replies
FROM comment c JOIN proposal_version v ON v.id = c.version JOIN account a ON a.id = c.account
WHERE c.proposal = :proposal AND v.form = :form AND v.number < :number AND c.kind = 'ask' AND c.given <= :until
  AND (c.resolved IS NULL OR c.resolved > :since) ORDER BY c.id;

-- redraft_between(proposal id, since time, until time) -> many comment_redraft
SELECT r.id, r.version, r.state, r.fields, r.due, r.at FROM redraft r
WHERE r.proposal = :proposal AND r.at >= :since AND r.at <= :until ORDER BY r.id;

-- redraft_before(proposal id, until time) -> one comment_redraft
SELECT r.id, r.version, r.state, r.fields, r.due, r.at FROM redraft r
WHERE r.proposal = :proposal AND r.at <= :until ORDER BY r.id DESC LIMIT 1;
