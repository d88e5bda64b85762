-- verify_rows(limit int) -> many verify_row
-- Newest first, with who asked and how many kinds of faults were found.
SELECT v.id, v.code, v.state, v.asked, a.name AS person, v.began, v.ended, v.took_ms, v.entries,
       v.rows_read, v.files, v.stopped_at,
       (SELECT count(*) FROM verification_fault f WHERE f.verification = v.id) AS faults
FROM verification v LEFT JOIN account a ON a.id = v.account ORDER BY v.id DESC LIMIT :limit;

-- verify_of(code text) -> one verify_row
SELECT v.id, v.code, v.state, v.asked, a.name AS person, v.began, v.ended, v.took_ms, v.entries,
       v.rows_read, v.files, v.stopped_at,
       (SELECT count(*) FROM verification_fault f WHERE f.verification = v.id) AS faults
FROM verification v LEFT JOIN account a ON a.id = v.account WHERE v.code = :code;

-- verify_faults(id id) -> many verify_fault
SELECT message, arguments, n FROM verification_fault WHERE verification = :id ORDER BY id;

-- verify_open() -> one verify_row
-- The one that waits or runs.
SELECT id, code FROM verification WHERE state IN ('waiting', 'running') ORDER BY id LIMIT 1;

-- verify_insert(code text, asked time, account int) -> write id
INSERT INTO verification (code, state, asked, account) VALUES (:code, 'waiting', :asked, :account);

-- verify_begin(id id, began time) -> write count
UPDATE verification SET state = 'running', began = :began WHERE id = :id;

-- verify_end(id id, state code, ended time, took_ms int, entries int, rows_read int, files int, stopped_at text?) -> write count
UPDATE verification SET state = :state, ended = :ended, took_ms = :took_ms, entries = :entries,
       rows_read = :rows_read, files = :files, stopped_at = :stopped_at WHERE id = :id;

-- verify_fault_insert(verification id, message text, arguments text, n int) -> write id
INSERT INTO verification_fault (verification, message, arguments, n)
VALUES (:verification, :message, :arguments, :n);
