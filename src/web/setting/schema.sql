-- MIGRATION 202611220910 settings
-- TABLE setting journal=public
CREATE TABLE setting (
    id {id},
    key TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
);
