-- waiver_list(proposal id) -> many waiver_row
-- Latest first, with those that were taken back.
SELECT w.id, w.code, w.until, w.reason, w.at, a.name AS person, w.withdrawn, b.name AS withdrawer, w.withdrawn_reason
FROM waiver w JOIN account a ON a.id = w.account LEFT JOIN account b ON b.id = w.withdrawn_by
WHERE w.proposal = :proposal ORDER BY w.id DESC;

-- waiver_until(proposal id) -> time
SELECT until FROM waiver WHERE proposal = :proposal AND withdrawn IS NULL ORDER BY until DESC LIMIT 1;

-- waiver_insert(code code, proposal id, until time, reason text, now time, account id) -> write id
INSERT INTO waiver (code, proposal, until, reason, at, account)
VALUES (:code, :proposal, :until, :reason, :now, :account);

-- waiver_withdraw(id id, reason text, now time, account id) -> write count
UPDATE waiver SET withdrawn = :now, withdrawn_by = :account, withdrawn_reason = :reason
WHERE id = :id AND withdrawn IS NULL;
