-- job_waiting(kind text, dedupe text) -> int
-- A job of this key that has not begun.
SELECT id FROM job WHERE dedupe = :dedupe AND kind = :kind AND locked_until IS NULL AND resting = 0
LIMIT 1;

-- job_insert(kind text, args text, run_at time, dedupe text?) -> write id
INSERT INTO job (kind, args, run_at, dedupe) VALUES (:kind, :args, :run_at, :dedupe);

-- job_next(now time, kinds text) -> one jobs_lease
SELECT id, kind, args, attempts FROM job
WHERE run_at <= :now AND resting = 0 AND (locked_until IS NULL OR locked_until < :now)
AND kind {in kinds}
ORDER BY run_at, id LIMIT 1;

-- job_lock(id id, attempts int, until time) -> write count
UPDATE job SET locked_until = :until, attempts = attempts + 1
WHERE id = :id AND attempts = :attempts;

-- job_prolong(id id, attempts int, until time) -> write count
UPDATE job SET locked_until = :until WHERE id = :id AND attempts = :attempts;

-- job_delete(id id, attempts int) -> write count
DELETE FROM job WHERE id = :id AND attempts = :attempts;

-- job_postpone(id id, attempts int, run_at time, error text, resting bool) -> write count
UPDATE job SET locked_until = NULL, run_at = :run_at, error = :error, resting = :resting
WHERE id = :id AND attempts = :attempts;

-- job_shift(now time, was time) -> write
UPDATE job SET run_at = :now WHERE run_at > :now AND run_at <= :was;

-- job_held() -> many jobs_lease
SELECT id, kind, args, attempts FROM job WHERE locked_until IS NOT NULL AND resting = 0 ORDER BY id;

-- job_resting_count() -> int
SELECT count(*) FROM job WHERE resting = 1;

-- job_count() -> int
SELECT count(*) FROM job;
