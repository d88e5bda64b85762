-- operation_mails() -> many operation_count
-- Letters by what became of them.
SELECT state AS name, count(*) AS n, min(created) AS oldest FROM mail GROUP BY state ORDER BY state;

-- operation_jobs(now time) -> many operation_count
-- Queued work: waiting for its time, late, held by a runner, resting until a person looks.
SELECT CASE WHEN resting = 1 THEN 'resting' WHEN locked_until >= :now THEN 'running'
            WHEN run_at > :now THEN 'waiting' ELSE 'late' END AS name,
       count(*) AS n, min(run_at) AS oldest
FROM job GROUP BY 1 ORDER BY 1;

-- operation_alive() -> int
-- Can the database be read? The first row of a table that every fund has.
SELECT count(*) FROM instance;

-- operation_backup() -> time
-- When the newest backup was made that was proved by reading it again.
SELECT max(made) FROM backup WHERE state = 'good';

-- operation_verified() -> one operation_run
SELECT state, ended FROM verification WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1;

-- operation_newest() -> time
-- Of the last ones, for a clock that was set back has written later entries with earlier instants.
SELECT max(at) FROM (SELECT at FROM journal_entry ORDER BY id DESC LIMIT 1000) AS last;

-- operation_administrators(now time) -> int
-- People who may change settings by the shipped editions' word for it.
SELECT count(DISTINCT a.id) FROM account a JOIN duty d ON d.account = a.id
WHERE a.state = 'active' AND d.role = 'administrator' AND d.scope = 'fund' AND d.ended IS NULL
AND (d.starts IS NULL OR d.starts <= :now) AND (d.until IS NULL OR d.until > :now);
