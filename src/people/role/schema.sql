-- MIGRATION 202611221020 duties: a role granted at a scope
-- TABLE duty journal=desk
CREATE TABLE duty (
    id {id},
    code TEXT NOT NULL UNIQUE,
    account {ref} NOT NULL REFERENCES account(id),
    role TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('fund', 'organization', 'record')),
    organization {ref} REFERENCES organization(id),
    record_kind TEXT,
    record {ref},
    until {ts},
    granted {ts} NOT NULL,
    granted_by {ref},
    ended {ts}
);
CREATE INDEX duty_account ON duty (account);
CREATE INDEX duty_organization ON duty (organization);
-- MIGRATION 202611291721 duties that begin on a later day
-- Where nothing stands, a duty begins when it is granted. `address` is that of the page of its record.
ALTER TABLE duty ADD COLUMN starts {ts};
ALTER TABLE duty ADD COLUMN address TEXT;
CREATE INDEX duty_until ON duty (until);
-- MIGRATION 202611290815 records closed to a person
-- A conflict of interest that was declared: no duty for the fund or for the record opens it any more.
-- TABLE duty_bar journal=desk
CREATE TABLE duty_bar (
    id {id},
    account {ref} NOT NULL REFERENCES account(id),
    record_kind TEXT NOT NULL,
    record {ref} NOT NULL,
    address TEXT NOT NULL,
    reason TEXT,
    since {ts} NOT NULL
);
CREATE INDEX duty_bar_account ON duty_bar (account);
CREATE INDEX duty_bar_record ON duty_bar (record_kind, record);
