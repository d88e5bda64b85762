-- MIGRATION 202611221010 organizations
-- TABLE organization journal=public
CREATE TABLE organization (
    id {id},
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_fr TEXT,
    acronym TEXT NOT NULL,
    type TEXT NOT NULL,
    country TEXT,
    url TEXT,
    about TEXT,
    state TEXT NOT NULL CHECK (state IN ('active', 'closed'))
);
CREATE INDEX organization_acronym ON organization (acronym);
