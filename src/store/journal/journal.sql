-- journal_entry_insert(id id, at time, account int, act text, request text, tab text, record int,
--     op text, is_public int, digests text, previous text, hash text) -> write
INSERT INTO journal_entry (id, at, account, act, request, tab, record, op, is_public, digests,
                           previous, hash)
VALUES (:id, :at, :account, :act, :request, :tab, :record, :op, :is_public, :digests, :previous, :hash);

-- journal_last() -> one journal_link
SELECT id, hash FROM journal_entry ORDER BY id DESC LIMIT 1;

-- journal_last_public() -> one journal_link
SELECT id, at FROM journal_entry WHERE is_public = 1 ORDER BY id DESC LIMIT 1;

-- journal_links(after int, limit int) -> many journal_link
SELECT id, at, account, act, request, tab, record, op, is_public, digests, previous, hash
FROM journal_entry WHERE id > :after ORDER BY id LIMIT :limit;

-- journal_salted_between(first int, last int) -> many journal_salted
SELECT entry, field, salt, old_value, new_value FROM journal_value
WHERE entry >= :first AND entry <= :last ORDER BY entry, field;

-- journal_orphan() -> int
-- A value that belongs to no entry.
SELECT v.entry FROM journal_value v
WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = v.entry) LIMIT 1;

-- journal_changes(tab text, record int, limit int) -> many journal_change
SELECT e.id, e.at, e.account, e.act, e.tab, e.record, v.field, v.old_value, v.new_value
FROM journal_entry e JOIN journal_value v ON v.entry = e.id
WHERE e.tab = :tab AND e.record = :record ORDER BY e.id DESC, v.field LIMIT :limit;

-- journal_value_erase(tab text, record int, field text) -> write count
DELETE FROM journal_value WHERE field = :field
AND entry IN (SELECT id FROM journal_entry WHERE tab = :tab AND record = :record);

-- journal_erasure_insert(tab text, record int, field text, upto int, at time, account int) -> write id
INSERT INTO journal_erasure (tab, record, field, upto, at, account)
VALUES (:tab, :record, :field, :upto, :at, :account);

-- journal_erased_upto(tab text, record int, field text) -> many journal_erased
-- Up to which entry the values of a field were erased, the latest erasure first.
SELECT record, field, upto FROM journal_erasure
WHERE tab = :tab AND record = :record AND field = :field ORDER BY upto DESC LIMIT 1;

-- journal_told_of(tab text, record int, at time) -> many journal_told
-- Every value that a row was given up to an instant, the latest first; `known` is 0 where it was erased.
SELECT e.id AS entry, e.at, e.op, e.digests, v.field, v.new_value AS value, CASE WHEN v.entry IS NULL THEN 0 ELSE 1 END AS known
FROM journal_entry e LEFT JOIN journal_value v ON v.entry = e.id
WHERE e.tab = :tab AND e.record = :record AND e.at <= :at ORDER BY e.id DESC;

-- journal_belonging(tab text, field text, value text) -> many journal_erased
SELECT DISTINCT e.record FROM journal_entry e JOIN journal_value v ON v.entry = e.id
WHERE e.tab = :tab AND v.field = :field AND v.new_value = :value ORDER BY e.record;

-- journal_belonging_any(tab text, field text, ids text) -> many journal_erased
-- The same for several values at once.
SELECT DISTINCT e.record FROM journal_entry e JOIN journal_value v ON v.entry = e.id
WHERE e.tab = :tab AND v.field = :field AND v.new_value {in ids} ORDER BY e.record;

-- journal_links_of(tab text, records text) -> many journal_link
-- The entries of some rows, the oldest first.
SELECT id, at, account, act, request, tab, record, op, is_public, digests, previous, hash
FROM journal_entry WHERE tab = :tab AND record {in records int} ORDER BY id;
