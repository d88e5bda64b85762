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
-- MIGRATION 202611290745 when a person signed in last
-- Sessions go after a week; this stays, so that a door that nobody uses is seen.
-- TABLE sign_in journal=no
CREATE TABLE sign_in (
    id {id},
    account {ref} NOT NULL UNIQUE,
    at {ts} NOT NULL
);
INSERT INTO sign_in (account, at) SELECT account, max(opened) FROM session GROUP BY account;
