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
-- MIGRATION 202611291220 calls: what a proposal may ask for and where, the days that follow, documents
-- Lists of codes stand in one text, with spaces between; nothing: all. `cap_basis` is a code of the
-- edition's vocabulary; nothing: the whole contribution.
ALTER TABLE call ADD COLUMN cap_basis TEXT;
ALTER TABLE call ADD COLUMN windows TEXT;
ALTER TABLE call ADD COLUMN countries TEXT;
ALTER TABLE call ADD COLUMN regions TEXT;
ALTER TABLE call ADD COLUMN dimensions TEXT;
ALTER TABLE call ADD COLUMN outcome_day {int};
ALTER TABLE call ADD COLUMN full_day {int};
ALTER TABLE call ADD COLUMN decision_day {int};
-- A document for readers. Its state is that of its call; removed, its file is served no more.
-- TABLE call_document journal=public
-- FILE call_document file
CREATE TABLE call_document (
    id {id},
    code TEXT NOT NULL UNIQUE,
    call {ref} NOT NULL REFERENCES call(id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'removed')),
    title TEXT NOT NULL,
    title_fr TEXT,
    file TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    bytes {int} NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id)
);
CREATE INDEX call_document_call ON call_document (call);
CREATE INDEX call_document_file ON call_document (file);
