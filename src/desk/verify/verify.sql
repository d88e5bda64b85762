-- verify_find(sort code) -> page verify_row
-- With who asked and how many kinds of faults were found.
SELECT v.id, v.code, v.state, v.asked, a.name AS person, v.began, v.ended, v.took_ms, v.entries,
       v.rows_read, v.files, v.stopped_at,
       (SELECT count(*) FROM verification_fault f WHERE f.verification = v.id) AS faults
FROM verification v LEFT JOIN account a ON a.id = v.account
ORDER BY {order sort:
       asked_down = v.id DESC
     | asked = v.id
     | state = v.state, v.id
     | state_down = v.state DESC, v.id DESC
     | entries = COALESCE(v.entries, 0), v.id
     | entries_down = COALESCE(v.entries, 0) DESC, v.id DESC
     | took = COALESCE(v.took_ms, 0), v.id
     | took_down = COALESCE(v.took_ms, 0) DESC, v.id DESC};

-- verify_last() -> one verify_row
-- The last one that ended.
SELECT id, code, state, asked, ended, stopped_at FROM verification WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1;

-- verify_last_by_clock() -> one verify_row
SELECT id, code, state, asked, ended FROM verification WHERE account = 0 ORDER BY id DESC LIMIT 1;

-- verify_last_backup() -> one verify_backup
SELECT state, made, fault FROM backup WHERE state IN ('good', 'failed') ORDER BY made DESC, id DESC LIMIT 1;

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
