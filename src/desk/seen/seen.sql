-- seen_record_rows(record int, limit int) -> many reading_row
SELECT x.id, x.account, a.name AS person, a.code AS person_code, x.kind, x.record, x.way, x.day, x.began, x.latest, x.times
FROM reading x JOIN account a ON a.id = x.account
WHERE x.kind = 'proposal' AND x.record = :record ORDER BY x.latest DESC, x.id DESC LIMIT :limit;

-- seen_person_rows(account id, limit int) -> many reading_row
-- Without the titles of records that are closed to the reader.
SELECT x.id, x.account, a.name AS person, a.code AS person_code, x.kind, x.record,
       p.title, p.code, x.way, x.day, x.began, x.latest, x.times
FROM reading x JOIN account a ON a.id = x.account
     LEFT JOIN proposal p ON p.id = x.record AND x.kind = 'proposal' AND {may p.lead p.id}
WHERE x.account = :account ORDER BY x.latest DESC, x.id DESC LIMIT :limit;

-- seen_account(code text) -> one account_row
SELECT id, code, name FROM account WHERE code = :code;
