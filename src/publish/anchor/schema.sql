-- MIGRATION 202611282145 digests of the journal, day by day
-- What the journal was when a day (of UTC) had ended: its last entry of that day and the hash that
-- stands there. Never changed once made; `made` is the instant when it was, also when that was late.
-- `digest` is of the whole statement, `previous` that of the day before.
-- TABLE anchor journal=public
CREATE TABLE anchor (
    id {id},
    day {int} NOT NULL UNIQUE,
    made {ts} NOT NULL,
    position {int} NOT NULL,
    entries {int} NOT NULL,
    hash TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE
);
