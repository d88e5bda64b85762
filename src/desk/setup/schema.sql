-- MIGRATION 202611221900 the link of the first visit
-- TABLE setup journal=no
CREATE TABLE setup (
    id {id},
    token TEXT NOT NULL UNIQUE,
    made {ts} NOT NULL
);
