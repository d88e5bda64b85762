-- bench_unpublished(after id, limit int) -> many bench_programme
-- Programmes that never had a public page, in the order in which they came.
SELECT p.id, p.code FROM programme p
WHERE p.id > :after AND NOT EXISTS (SELECT 1 FROM profile_page g WHERE g.programme = p.id)
ORDER BY p.id LIMIT :limit;
