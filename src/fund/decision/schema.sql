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
