-- MIGRATION 202611291226 appeals of a decision
-- One for each proposal. `decided_by` took the decision and does not decide the appeal.
-- TABLE appeal journal=desk
CREATE TABLE appeal (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} NOT NULL UNIQUE REFERENCES proposal(id),
    step TEXT NOT NULL,
    decided_by {ref} NOT NULL REFERENCES account(id),
    due {ts} NOT NULL,
    grounds TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'rejected', 'withdrawn')),
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    closed {ts},
    closed_by {ref} REFERENCES account(id),
    reasons TEXT
);
CREATE INDEX appeal_state ON appeal (state);
-- TABLE appeal_file journal=desk
-- FILE appeal_file file
CREATE TABLE appeal_file (
    id {id},
    appeal {ref} NOT NULL REFERENCES appeal(id),
    number {int} NOT NULL,
    file TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    bytes {int} NOT NULL,
    UNIQUE (appeal, number)
);
CREATE INDEX appeal_file_file ON appeal_file (file);
-- MIGRATION 202612011411 until when an appeal is answered, as its letter said
-- Empty where the edition sets no day, and in older rows.
ALTER TABLE appeal ADD COLUMN answer {ts};
