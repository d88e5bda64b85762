-- Work that is done later, at least once. A job that a runner holds has locked_until; attempts is
-- the fence. Done jobs are deleted.

-- MIGRATION 202611220110 jobs
-- TABLE job journal=no
CREATE TABLE job (
    id {id},
    kind TEXT NOT NULL,
    args TEXT NOT NULL,
    run_at {ts} NOT NULL,
    attempts {int} NOT NULL DEFAULT 0,
    locked_until {ts},
    dedupe TEXT,
    error TEXT,
    resting {int} NOT NULL DEFAULT 0
);
CREATE INDEX job_due ON job (run_at, id) WHERE resting = 0;
CREATE INDEX job_dedupe ON job (dedupe) WHERE dedupe IS NOT NULL;
