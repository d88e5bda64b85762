-- MIGRATION 202612010510 conditions of an approval
-- What the approver asks for beside the yes: shown to be met by whose it is, confirmed by the office. Those
-- that the board recommended stand at the board's point.
-- TABLE decision_condition journal=desk
CREATE TABLE decision_condition (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} NOT NULL REFERENCES proposal(id),
    number {int} NOT NULL,
    text TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('applicant', 'fund')),
    due {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'shown', 'met', 'waived')),
    evidence TEXT,
    shown {ts},
    shown_by {ref} REFERENCES account(id),
    answer TEXT,
    met {ts},
    met_by {ref} REFERENCES account(id),
    changed {ts} NOT NULL
);
CREATE INDEX decision_condition_proposal ON decision_condition (proposal, number);
-- `number` goes on where a condition is shown again after it came back.
-- TABLE decision_evidence journal=desk
-- FILE decision_evidence file
CREATE TABLE decision_evidence (
    id {id},
    condition {ref} NOT NULL REFERENCES decision_condition(id),
    number {int} NOT NULL,
    file TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    bytes {int} NOT NULL,
    at {ts} NOT NULL,
    UNIQUE (condition, number)
);
CREATE INDEX decision_evidence_file ON decision_evidence (file);
