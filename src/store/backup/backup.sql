-- backup_position() -> one backup_place
SELECT id, hash FROM journal_entry ORDER BY id DESC LIMIT 1;
