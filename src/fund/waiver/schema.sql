-- MIGRATION 202611291222 waivers: one proposal may be sent late
-- Given by an act with a reason; taken back by another. It never moves the deadline of the call.
-- TABLE waiver journal=desk
CREATE TABLE waiver (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} NOT NULL REFERENCES proposal(id),
    until {ts} NOT NULL,
    reason TEXT NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    withdrawn {ts},
    withdrawn_by {ref} REFERENCES account(id),
    withdrawn_reason TEXT
);
CREATE INDEX waiver_proposal ON waiver (proposal, until);
