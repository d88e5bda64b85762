-- backups_insert(code code, place text, kind code, state code, fault text?, made time, took int, bytes int, tables int, row_count int, files int, file_bytes int, damaged int, position int, hash text, maker code, account int) -> write id
INSERT INTO backup (code, place, kind, state, fault, made, took, bytes, tables, row_count, files, file_bytes, damaged, position, hash, maker, account)
VALUES (:code, :place, :kind, :state, :fault, :made, :took, :bytes, :tables, :row_count, :files, :file_bytes, :damaged, :position, :hash, :maker, :account);

-- backups_fund_name() -> text
SELECT value FROM setting WHERE key = 'fund.name';
