-- MIGRATION 202611290313 ledger
-- Double entry that only grows: nothing here is ever changed or removed. A mistake is taken back by an
-- entry that mirrors it. `day` is the day that an entry holds for, `at` when it became known; so a
-- balance can be read as of any day, as known on any other. `about` names the entry that this one takes
-- back or certifies. `once` comes from the form, so that a form sent twice posts once.
-- TABLE ledger_entry journal=desk
CREATE TABLE ledger_entry (
    id {id},
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    day {int} NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    amount {int} NOT NULL CHECK (amount > 0),
    amount_currency TEXT NOT NULL,
    party TEXT,
    programme TEXT,
    text TEXT NOT NULL,
    about {ref} REFERENCES ledger_entry(id),
    once TEXT NOT NULL UNIQUE
);
CREATE INDEX ledger_entry_day ON ledger_entry (day, id);
CREATE INDEX ledger_entry_about ON ledger_entry (about);
-- One side of an entry: debits above zero, credits below; the lines of an entry come to nothing.
-- `pledge` names the pledge that a line belongs to.
-- TABLE ledger_line journal=desk
CREATE TABLE ledger_line (
    id {id},
    entry {ref} NOT NULL REFERENCES ledger_entry(id),
    book TEXT NOT NULL,
    amount {int} NOT NULL CHECK (amount <> 0),
    amount_currency TEXT NOT NULL,
    pledge {ref} REFERENCES ledger_entry(id)
);
CREATE INDEX ledger_line_entry ON ledger_line (entry);
CREATE INDEX ledger_line_pledge ON ledger_line (pledge);
-- What finance expects to pay out in a year, of which a share is kept back. The latest one counts.
-- TABLE ledger_outlay journal=desk
CREATE TABLE ledger_outlay (
    id {id},
    amount {int} NOT NULL,
    amount_currency TEXT NOT NULL,
    basis TEXT NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id)
);
