-- MIGRATION 202611291545 the daily mail
-- How often somebody wants it; without a row: as the guidelines remind.
-- TABLE digest_choice journal=desk
CREATE TABLE digest_choice (
    id {id},
    account {ref} NOT NULL UNIQUE REFERENCES account(id),
    choice TEXT NOT NULL CHECK (choice IN ('reminders', 'daily', 'weekly', 'overdue', 'required')),
    changed {ts} NOT NULL
);
-- The mails that were written: at most one for each person on each day of the fund, whatever happens to the
-- clock or the server. `named` are the lines that it had, one to a line, to know what is new in the next.
-- TABLE digest journal=no
CREATE TABLE digest (
    id {id},
    account {ref} NOT NULL REFERENCES account(id),
    day {int} NOT NULL,
    at {ts} NOT NULL,
    named TEXT NOT NULL,
    UNIQUE (account, day)
);
-- A day on which everybody was looked after.
-- TABLE digest_run journal=no
CREATE TABLE digest_run (
    id {id},
    day {int} NOT NULL UNIQUE,
    at {ts} NOT NULL,
    people {int} NOT NULL,
    mails {int} NOT NULL
);
