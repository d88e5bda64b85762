-- sealed_versions(after int, limit int) -> many sealed_version
-- Versions with the code of their proposal, and the receipt that was given for them.
SELECT v.id, p.code AS proposal, v.form, v.number, v.frozen, v.hash, v.body,
       (SELECT r.hash FROM receipt r WHERE r.version = v.id LIMIT 1) AS receipt
FROM proposal_version v JOIN proposal p ON p.id = v.proposal WHERE v.id > :after ORDER BY v.id LIMIT :limit;

-- sealed_lost_receipts() -> many sealed_version
-- Receipts of a version that is not there, or is not frozen.
SELECT r.id, r.hash FROM receipt r
WHERE NOT EXISTS (SELECT 1 FROM proposal_version v WHERE v.id = r.version AND v.frozen = 1)
ORDER BY r.id LIMIT 100;
