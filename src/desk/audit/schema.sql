-- MIGRATION 202611291650 samples of an auditor
-- What was drawn, how, and what the auditor found. `list` is the file of all records that it was drawn
-- from, `seed` what chance was made of: with both anybody draws the same again.
-- TABLE audit_sample journal=desk
CREATE TABLE audit_sample (
    id {id},
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    purpose TEXT NOT NULL,
    starts {int} NOT NULL,
    ends {int} NOT NULL,
    strata TEXT,
    size {int} NOT NULL,
    seed TEXT NOT NULL,
    population {int} NOT NULL,
    list TEXT NOT NULL,
    made {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    closed {ts},
    conclusion TEXT
);
-- FILE audit_sample list
CREATE INDEX audit_sample_account ON audit_sample (account);
-- TABLE audit_item journal=desk
CREATE TABLE audit_item (
    id {id},
    code TEXT NOT NULL UNIQUE,
    sample {ref} NOT NULL REFERENCES audit_sample(id),
    place {int} NOT NULL,
    record_code TEXT NOT NULL,
    stratum TEXT,
    mark TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('open', 'fine', 'exception')),
    note TEXT,
    changed {ts}
);
CREATE INDEX audit_item_sample ON audit_item (sample, place);
