-- MIGRATION 202611221200 calls
-- TABLE call journal=public
CREATE TABLE call (
    id {id},
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_fr TEXT,
    summary TEXT NOT NULL,
    summary_fr TEXT,
    body TEXT NOT NULL,
    body_fr TEXT,
    edition {ref} NOT NULL REFERENCES edition(id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    opens {ts} NOT NULL,
    closes {ts} NOT NULL,
    zone TEXT NOT NULL,
    closes_local TEXT NOT NULL,
    envelope {int},
    envelope_currency TEXT,
    cap {int},
    cap_currency TEXT,
    min_months {int},
    max_months {int},
    published {ts},
    changed {ts} NOT NULL
);
CREATE INDEX call_closes ON call (closes);
-- An extension is an act with a reason; the old deadline stays readable.
-- TABLE call_extension journal=public
CREATE TABLE call_extension (
    id {id},
    call {ref} NOT NULL REFERENCES call(id),
    old_closes {ts} NOT NULL,
    new_closes {ts} NOT NULL,
    reason TEXT NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL
);
CREATE INDEX call_extension_call ON call_extension (call);
