-- anchor_last() -> one anchor_row
SELECT id, day, made, position, entries, hash, previous, digest FROM anchor ORDER BY day DESC LIMIT 1;

-- anchor_of(day int) -> one anchor_row
SELECT id, day, made, position, entries, hash, previous, digest FROM anchor WHERE day = :day;

-- anchor_days(before int, limit int) -> many anchor_row
-- Newest first.
SELECT id, day, made, position, entries, hash, previous, digest FROM anchor
WHERE 1 = 1 {if before} AND day < :before {end} ORDER BY day DESC LIMIT :limit;

-- anchor_from(after int, limit int) -> many anchor_row
-- Oldest first, behind a row.
SELECT id, day, made, position, entries, hash, previous, digest FROM anchor WHERE id > :after ORDER BY id LIMIT :limit;

-- anchor_position(until time) -> one anchor_entry
-- The last entry before an instant.
SELECT id, at, hash FROM journal_entry WHERE at < :until ORDER BY id DESC LIMIT 1;

-- anchor_entry_of(position int) -> one anchor_entry
SELECT id, at, hash FROM journal_entry WHERE id = :position;

-- anchor_head() -> one anchor_entry
SELECT id, at, hash FROM journal_entry ORDER BY id DESC LIMIT 1;

-- anchor_insert(day int, made time, position int, entries int, hash text, previous text, digest text) -> write id
INSERT INTO anchor (day, made, position, entries, hash, previous, digest)
VALUES (:day, :made, :position, :entries, :hash, :previous, :digest);
