-- MIGRATION 202611220930 the outbox
-- A mail is written in the same transaction as the act that causes it. Its fate is one of: queued,
-- in_flight (handed to the relay, answer not yet written), accepted, deferred (again at next_try),
-- failed, unknown (a crash left it open: a person decides), cancelled.
-- TABLE mail journal=no
CREATE TABLE mail (
    id {id},
    code TEXT NOT NULL UNIQUE,
    stream TEXT NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    lang TEXT NOT NULL,
    record TEXT,
    list_id TEXT,
    unsubscribe TEXT,
    dedupe TEXT UNIQUE,
    state TEXT NOT NULL,
    attempts {int} NOT NULL,
    next_try {ts} NOT NULL,
    created {ts} NOT NULL,
    ended {ts},
    reply TEXT
);
CREATE INDEX mail_due ON mail (state, next_try);
CREATE INDEX mail_record ON mail (record);
-- MIGRATION 202611282251 letters by recipient
CREATE INDEX mail_recipient ON mail (lower(recipient));
