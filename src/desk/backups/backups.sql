-- backups_insert(code code, place text, kind code, state code, fault text?, made time, took int, bytes int, tables int, row_count int, files int, file_bytes int, damaged int, position int, hash text, maker code, account int) -> write id
INSERT INTO backup (code, place, kind, state, fault, made, took, bytes, tables, row_count, files, file_bytes, damaged, position, hash, maker, account)
VALUES (:code, :place, :kind, :state, :fault, :made, :took, :bytes, :tables, :row_count, :files, :file_bytes, :damaged, :position, :hash, :maker, :account);

-- backups_fund_name() -> text
SELECT value FROM setting WHERE key = 'fund.name';

-- backups_find(sort code) -> page backups_item
SELECT b.id, b.code, b.place, b.kind, b.state, b.fault, b.made, b.took, b.bytes, b.row_count, b.files, b.file_bytes, b.damaged, b.position, b.hash, b.maker, b.account, a.name AS person
FROM backup b LEFT JOIN account a ON a.id = b.account
ORDER BY {order sort:
       made_down = b.made DESC, b.id DESC
     | made = b.made, b.id
     | bytes = b.bytes, b.id
     | bytes_down = b.bytes DESC, b.id DESC
     | files = b.files, b.id
     | files_down = b.files DESC, b.id DESC
     | state = b.state, b.id
     | state_down = b.state DESC, b.id DESC};

-- backups_faults() -> int
-- 1 if the last verification that ended found faults.
SELECT count(*) FROM verification WHERE state = 'failed'
AND id = (SELECT max(id) FROM verification WHERE ended IS NOT NULL AND state <> 'broken');

-- backups_of(code code) -> one backups_item
SELECT id, code, place, kind, state, made, bytes FROM backup WHERE code = :code;

-- backups_good(kind code) -> many backups_item
SELECT id, code, place, kind, state, made, bytes FROM backup
WHERE state = 'good' AND kind = :kind ORDER BY made DESC, id DESC;

-- backups_last_tried(maker code) -> one backups_item
SELECT id, state, made, fault FROM backup WHERE maker = :maker ORDER BY made DESC, id DESC LIMIT 1;

-- backups_last() -> one backups_item
SELECT id, state, made, fault FROM backup WHERE state IN ('good', 'failed') ORDER BY made DESC, id DESC LIMIT 1;

-- backups_removed(id id) -> write count
UPDATE backup SET state = 'removed' WHERE id = :id AND state = 'good';

-- backups_download(backup id, account id, at time) -> write id
INSERT INTO backup_download (backup, account, at) VALUES (:backup, :account, :at);

-- backups_waiting() -> int
SELECT count(*) FROM job WHERE kind = 'backup_make' AND resting = 0;
