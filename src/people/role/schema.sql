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
