-- Which copy of the fund this is. A restored one has a new code and is held: it sends no mail and does
-- no queued work until a person agrees.

-- MIGRATION 202611282230 instance
-- TABLE instance journal=no
CREATE TABLE instance (
    id {id},
    code TEXT NOT NULL,
    made {ts} NOT NULL,
    held {int} NOT NULL,
    origin TEXT,
    restored {ts}
);
-- Restored and released, for the journal.
-- TABLE instance_event journal=desk
CREATE TABLE instance_event (
    id {id},
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT,
    at {ts} NOT NULL
);
