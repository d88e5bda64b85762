-- appeal_of(proposal id) -> one appeal_row
SELECT p.id, p.code, p.step, p.decided_by, p.due, p.answer, p.grounds, p.state, p.at, a.name AS person, p.closed,
       b.name AS closer, p.reasons
FROM appeal p JOIN account a ON a.id = p.account LEFT JOIN account b ON b.id = p.closed_by
WHERE p.proposal = :proposal;

-- appeal_files(appeal id) -> many appeal_file
SELECT number, file, name, type, bytes FROM appeal_file WHERE appeal = :appeal ORDER BY number;

-- appeal_insert(code code, proposal id, step code, decided_by id, due time, answer time?, grounds text, now time, account id) -> write id
INSERT INTO appeal (code, proposal, step, decided_by, due, answer, grounds, state, at, account)
VALUES (:code, :proposal, :step, :decided_by, :due, :answer, :grounds, 'open', :now, :account);

-- appeal_file_insert(appeal id, number int, file code, name text, type text, bytes int) -> write id
INSERT INTO appeal_file (appeal, number, file, name, type, bytes)
VALUES (:appeal, :number, :file, :name, :type, :bytes);

-- appeal_close(id id, state code, reasons text, now time, account id) -> write count
UPDATE appeal SET state = :state, reasons = :reasons, closed = :now, closed_by = :account
WHERE id = :id AND state = 'open';
