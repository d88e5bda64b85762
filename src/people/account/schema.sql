-- MIGRATION 202611221000 accounts and the tickets that are mailed to them
-- TABLE account journal=desk
CREATE TABLE account (
    id {id},
    code TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    lang TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'closed')),
    created {ts} NOT NULL
);
-- PERSONAL account email erasure_account
-- PERSONAL account email_key erasure_account
-- PERSONAL account name erasure_account
-- The password's hash is no fact of the fund: it is never journalled.
-- TABLE password journal=no
CREATE TABLE password (
    id {id},
    account {ref} NOT NULL UNIQUE REFERENCES account(id),
    hash TEXT NOT NULL,
    changed {ts} NOT NULL
);
-- PERSONAL password hash erasure_password
-- TABLE ticket journal=no
CREATE TABLE ticket (
    id {id},
    token TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'recovery')),
    account {ref} NOT NULL REFERENCES account(id),
    expires {ts} NOT NULL,
    used {ts}
);
CREATE INDEX ticket_account ON ticket (account);
