-- audit_proposals(starts time, ends time, strata code) -> many audit_record
SELECT p.code, CASE :strata WHEN 'call' THEN c.title WHEN 'organization' THEN o.acronym WHEN 'state' THEN p.state ELSE '' END AS stratum
FROM proposal p JOIN call c ON c.id = p.call JOIN organization o ON o.id = p.lead
WHERE p.created >= :starts AND p.created < :ends AND {may p.lead p.id} ORDER BY p.code;

-- audit_programmes(first int, last int, strata code) -> many audit_record
SELECT p.code, CASE :strata WHEN 'status' THEN p.status ELSE '' END AS stratum
FROM programme p WHERE p.day >= :first AND p.day <= :last AND {may - p.id} ORDER BY p.code;

-- audit_reviews(starts time, ends time, strata code) -> many audit_record
SELECT x.code, CASE :strata WHEN 'call' THEN c.title WHEN 'state' THEN x.state ELSE '' END AS stratum
FROM review_part x JOIN review_round y ON y.id = x.round JOIN proposal p ON p.id = y.proposal JOIN call c ON c.id = p.call
WHERE x.asked >= :starts AND x.asked < :ends AND {may p.lead p.id} ORDER BY x.code;

-- audit_ledger(first int, last int, strata code) -> many audit_record
SELECT code, CASE :strata WHEN 'kind' THEN kind ELSE '' END AS stratum
FROM ledger_entry WHERE day >= :first AND day <= :last ORDER BY code;

-- audit_journal(starts time, ends time, strata code) -> many audit_record
SELECT CAST(id AS TEXT) AS code, CASE :strata WHEN 'tab' THEN tab ELSE '' END AS stratum
FROM journal_entry WHERE at >= :starts AND at < :ends ORDER BY 1;

-- audit_letters(starts time, ends time, hidden text, strata code) -> many audit_record
SELECT code, CASE :strata WHEN 'kind' THEN kind ELSE '' END AS stratum
FROM mail WHERE created >= :starts AND created < :ends
{if hidden} AND NOT (COALESCE(record, '') {in hidden}) {end}
ORDER BY code;

-- audit_review_proposal(code text) -> text
-- Of which proposal a review is.
SELECT p.code FROM review_part x JOIN review_round y ON y.id = x.round JOIN proposal p ON p.id = y.proposal WHERE x.code = :code;

-- audit_sample_insert(code text, kind code, purpose text, starts date, ends date, strata code?, size int, seed text, population int, list code, now time, account id) -> write id
INSERT INTO audit_sample (code, kind, purpose, starts, ends, strata, size, seed, population, list, made, account)
VALUES (:code, :kind, :purpose, :starts, :ends, :strata, :size, :seed, :population, :list, :now, :account);

-- audit_item_insert(code text, sample id, place int, record_code code, stratum text?, mark code) -> write id
INSERT INTO audit_item (code, sample, place, record_code, stratum, mark, verdict)
VALUES (:code, :sample, :place, :record_code, :stratum, :mark, 'open');

-- audit_item_update(id id, verdict code, note text?, now time) -> write
UPDATE audit_item SET verdict = :verdict, note = :note, changed = :now WHERE id = :id;

-- audit_sample_close(id id, conclusion text, now time) -> write
UPDATE audit_sample SET closed = :now, conclusion = :conclusion WHERE id = :id;

-- audit_sample_by_code(code text) -> one audit_sample
SELECT s.id, s.code, s.kind, s.purpose, s.starts, s.ends, s.strata, s.size, s.seed, s.population, s.list, s.made, s.account,
       a.name AS person, s.closed, s.conclusion,
       (SELECT count(*) FROM audit_item i WHERE i.sample = s.id AND i.verdict <> 'open') AS settled,
       (SELECT count(*) FROM audit_item i WHERE i.sample = s.id AND i.verdict = 'exception') AS exceptions
FROM audit_sample s JOIN account a ON a.id = s.account WHERE s.code = :code;

-- audit_samples(limit int) -> many audit_sample
SELECT s.id, s.code, s.kind, s.purpose, s.starts, s.ends, s.strata, s.size, s.seed, s.population, s.list, s.made, s.account,
       a.name AS person, s.closed, s.conclusion,
       (SELECT count(*) FROM audit_item i WHERE i.sample = s.id AND i.verdict <> 'open') AS settled,
       (SELECT count(*) FROM audit_item i WHERE i.sample = s.id AND i.verdict = 'exception') AS exceptions
FROM audit_sample s JOIN account a ON a.id = s.account ORDER BY s.id DESC LIMIT :limit;

-- audit_items(sample id) -> many audit_item
SELECT id, code, place, record_code, stratum, mark, verdict, note, changed FROM audit_item
WHERE sample = :sample ORDER BY place, id;

-- audit_settings_chosen() -> many audit_value
SELECT key, value FROM setting ORDER BY key;

-- audit_conflicts_declared(limit int) -> many audit_conflict
SELECT b.since, a.name AS person, a.code AS person_code, p.title, p.code, b.address, b.reason
FROM duty_bar b JOIN account a ON a.id = b.account JOIN proposal p ON p.id = b.record
WHERE b.record_kind = 'proposal' AND {may p.lead p.id} ORDER BY b.id DESC LIMIT :limit;
