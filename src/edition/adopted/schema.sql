-- MIGRATION 202611221100 editions in force
-- TABLE edition journal=public
CREATE TABLE edition (
    id {id},
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    revision TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    in_force {int} NOT NULL,
    adopted {ts} NOT NULL,
    adopted_by {ref}
);
-- FILE edition hash
