-- MIGRATION 202611221240 programmes
-- What was approved, or imported from the fund's memory. Its code means nothing and never changes.
-- TABLE programme journal=desk
CREATE TABLE programme (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} UNIQUE REFERENCES proposal(id),
    title TEXT NOT NULL,
    title_lang TEXT NOT NULL,
    summary TEXT,
    summary_fr TEXT,
    status TEXT NOT NULL,
    status_basis TEXT,
    amount {int},
    amount_currency TEXT,
    approved {int},
    starts {int},
    ends {int},
    months {int},
    places TEXT,
    source TEXT,
    import_key TEXT UNIQUE,
    created {ts} NOT NULL,
    changed {ts} NOT NULL
);
-- TABLE programme_organization journal=desk
CREATE TABLE programme_organization (
    id {id},
    programme {ref} NOT NULL REFERENCES programme(id),
    organization {ref} NOT NULL REFERENCES organization(id),
    is_lead {int} NOT NULL,
    position {int} NOT NULL
);
CREATE INDEX programme_organization_programme ON programme_organization (programme);
CREATE INDEX programme_organization_organization ON programme_organization (organization);
-- TABLE programme_country journal=desk
CREATE TABLE programme_country (
    id {id},
    programme {ref} NOT NULL REFERENCES programme(id),
    country TEXT NOT NULL
);
CREATE INDEX programme_country_programme ON programme_country (programme);
-- TABLE programme_dimension journal=desk
CREATE TABLE programme_dimension (
    id {id},
    programme {ref} NOT NULL REFERENCES programme(id),
    dimension TEXT NOT NULL
);
CREATE INDEX programme_dimension_programme ON programme_dimension (programme);
