-- MIGRATION 202611221220 screening, questions
-- One answer per clause of the screening; a later answer replaces it, the journal keeps both.
-- TABLE screening_answer journal=desk
CREATE TABLE screening_answer (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    rule TEXT NOT NULL,
    clause TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('yes', 'no', 'open')),
    note TEXT,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    UNIQUE (proposal, rule)
);
-- TABLE question journal=desk
CREATE TABLE question (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} NOT NULL REFERENCES proposal(id),
    field TEXT,
    body TEXT NOT NULL,
    asked {ts} NOT NULL,
    asked_by {ref} NOT NULL REFERENCES account(id),
    answer TEXT,
    answered {ts},
    answered_by {ref}
);
CREATE INDEX question_proposal ON question (proposal);
