-- MIGRATION 202611221230 certification of funds
-- Finance states, with the figures it saw and the day they hold for, that money is there. Another
-- person approves.
-- TABLE certificate journal=desk
CREATE TABLE certificate (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    amount {int} NOT NULL,
    amount_currency TEXT NOT NULL,
    available {int} NOT NULL,
    available_currency TEXT NOT NULL,
    as_of {int} NOT NULL,
    basis TEXT NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id)
);
CREATE INDEX certificate_proposal ON certificate (proposal);

-- MIGRATION 202611290316 decision: a certificate keeps the parts of what was available
-- Read from the ledger when it was given. Older ones hold what finance typed, and no parts.
ALTER TABLE certificate ADD COLUMN cash {int};
ALTER TABLE certificate ADD COLUMN pledged {int};
ALTER TABLE certificate ADD COLUMN committed {int};
ALTER TABLE certificate ADD COLUMN reserve {int};
