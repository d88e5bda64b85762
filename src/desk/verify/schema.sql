-- MIGRATION 202611282115 verifications
-- One row per time that somebody had the whole fund checked. `broken` says that it could not be looked
-- at to the end.
-- TABLE verification journal=desk
CREATE TABLE verification (
    id {id},
    code TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'passed', 'failed', 'broken')),
    asked {ts} NOT NULL,
    account {int} NOT NULL,
    began {ts},
    ended {ts},
    took_ms {int},
    entries {int},
    rows_read {int},
    files {int},
    stopped_at TEXT
);
-- The first fault of each kind; `message` is the program's own sentence, `arguments` a JSON array.
-- TABLE verification_fault journal=desk
CREATE TABLE verification_fault (
    id {id},
    verification {ref} NOT NULL REFERENCES verification(id),
    message TEXT NOT NULL,
    arguments TEXT NOT NULL,
    n {int} NOT NULL
);
CREATE INDEX verification_fault_verification ON verification_fault (verification);
