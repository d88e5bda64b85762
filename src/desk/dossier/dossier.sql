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
