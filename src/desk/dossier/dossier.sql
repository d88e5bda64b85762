-- dossier_kinds(code text) -> many dossier_kind
-- The kinds of records that have, or ever had, this code.
SELECT DISTINCT e.tab FROM journal_entry e JOIN journal_value v ON v.entry = e.id
WHERE v.field IN ('code', 'slug', 'key', 'number') AND v.new_value = :code ORDER BY e.tab;

-- dossier_versions(proposal id, limit int) -> many proposal_version_row
-- With the documents, the oldest first.
SELECT v.id, v.proposal, v.form, v.number, v.frozen, v.hash, v.body, v.at, v.account, a.name AS person
FROM proposal_version v JOIN account a ON a.id = v.account WHERE v.proposal = :proposal ORDER BY v.id LIMIT :limit;

-- dossier_people(ids text) -> many dossier_person
-- Who is named by number; an erased account has lost its name.
SELECT id, code, name FROM account WHERE id {in ids int} ORDER BY id;

-- dossier_day_of(position int) -> one dossier_day
-- The first published digest that covers an entry.
SELECT id, day, made, position, entries, hash, previous, digest FROM anchor WHERE position >= :position ORDER BY position, day LIMIT 1;

-- dossier_day_last() -> one dossier_day
SELECT id, day, made, position, entries, hash, previous, digest FROM anchor ORDER BY day DESC LIMIT 1;

-- dossier_insert(code text, kind text, record_code text, made time, account id, signing text, hash text, bytes int) -> write id
INSERT INTO dossier (code, kind, record_code, made, account, signing, hash, bytes)
VALUES (:code, :kind, :record_code, :made, :account, :signing, :hash, :bytes);

-- dossier_taken(kind text, record_code text, limit int) -> many dossier_row
-- The newest first.
SELECT d.id, d.code, d.made, a.name AS person, d.hash, d.bytes FROM dossier d JOIN account a ON a.id = d.account
WHERE d.kind = :kind AND d.record_code = :record_code ORDER BY d.id DESC LIMIT :limit;
