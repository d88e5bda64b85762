-- MIGRATION 202611220900 sessions and the limits on attempts
-- TABLE session journal=no
CREATE TABLE session (
    id {id},
    token TEXT NOT NULL UNIQUE,
    account {ref} NOT NULL,
    form_token TEXT NOT NULL,
    lang TEXT NOT NULL,
    role TEXT NOT NULL,
    note TEXT,
    opened {ts} NOT NULL,
    seen {ts} NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX session_account ON session (account);
-- TABLE attempt journal=no
CREATE TABLE attempt (
    id {id},
    key TEXT NOT NULL,
    at {ts} NOT NULL
);
CREATE INDEX attempt_key ON attempt (key, at);
