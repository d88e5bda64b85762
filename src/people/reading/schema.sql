-- MIGRATION 202611291741 who opened which record
-- One row for a person, a record, a way of reading and a day of the fund's calendar. `record` 0 stands for
-- the list of all of the kind. What is read is counted in memory and comes here a few seconds later.
-- TABLE reading journal=no
CREATE TABLE reading (
    id {id},
    account {ref} NOT NULL REFERENCES account(id),
    kind TEXT NOT NULL,
    record {int} NOT NULL,
    way TEXT NOT NULL,
    day {int} NOT NULL,
    began {ts} NOT NULL,
    latest {ts} NOT NULL,
    times {int} NOT NULL,
    UNIQUE (account, kind, record, way, day)
);
CREATE INDEX reading_record ON reading (kind, record, day);
CREATE INDEX reading_day ON reading (day);
