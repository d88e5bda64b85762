-- oversight_find(account text, tab text, from time, until time, before int, limit int) -> many oversight_row
-- Newest first. A title is there when the record can be found by search.
SELECT e.id, e.at, e.account, p.name AS person, e.act, e.tab, e.record, e.op, e.hash, s.title, s.address
FROM journal_entry e LEFT JOIN account p ON p.id = e.account
     LEFT JOIN search_text s ON s.kind = e.tab AND s.record = e.record AND s.lang = 'en'
WHERE 1 = 1
{if account} AND p.code = :account {end}
{if tab} AND e.tab = :tab {end}
{if from} AND e.at >= :from {end}
{if until} AND e.at < :until {end}
{if before} AND e.id < :before {end}
ORDER BY e.id DESC LIMIT :limit;

-- oversight_of(id int) -> one oversight_row
SELECT e.id, e.at, e.account, p.name AS person, e.act, e.tab, e.record, e.op, e.hash, s.title, s.address
FROM journal_entry e LEFT JOIN account p ON p.id = e.account
     LEFT JOIN search_text s ON s.kind = e.tab AND s.record = e.record AND s.lang = 'en'
WHERE e.id = :id;

-- oversight_previous(id int) -> text
SELECT previous FROM journal_entry WHERE id = :id;

-- oversight_fields(first int, last int) -> many oversight_change
-- The fields of some entries; `entry` tells which.
SELECT entry, field AS what, old_value AS before, new_value AS after FROM journal_value
WHERE entry >= :first AND entry <= :last ORDER BY entry, field;

-- oversight_tables() -> many oversight_row
SELECT DISTINCT tab FROM journal_entry ORDER BY tab;

-- oversight_people() -> many part_choice
SELECT code, name AS label FROM account ORDER BY name, code;

-- oversight_record(tab text, code text) -> one oversight_link
-- The row that has, or ever had, this code: codes are never used again.
SELECT e.record AS id FROM journal_entry e JOIN journal_value v ON v.entry = e.id
WHERE e.tab = :tab AND v.field IN ('code', 'slug', 'key', 'number') AND v.new_value = :code
ORDER BY e.id DESC LIMIT 1;

-- oversight_found(kind code, record int) -> one oversight_link
SELECT record AS id, title, address FROM search_text WHERE kind = :kind AND record = :record ORDER BY lang LIMIT 1;

-- oversight_changes(tab text, record int, before int, limit int) -> many oversight_change
SELECT e.id AS entry, e.at, p.name AS person, e.act, v.field AS what, v.old_value AS before, v.new_value AS after
FROM journal_entry e JOIN journal_value v ON v.entry = e.id LEFT JOIN account p ON p.id = e.account
WHERE e.tab = :tab AND e.record = :record
{if before} AND e.id < :before {end}
ORDER BY e.id DESC, v.field LIMIT :limit;
