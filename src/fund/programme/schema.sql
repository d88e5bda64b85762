-- MIGRATION 202611221240 programmes
-- What was approved, or imported from the fund's memory. Its code means nothing and never changes.
-- `…_exact` tells how much of a date the source gives: day, month or year; a start then stands for
-- the first day of that time, an end for the last. `…_basis` says on what a fact rests when its source
-- does not state it outright. `day` orders lists: the approval, else the start, else the end, else long ago.
-- TABLE programme journal=desk
CREATE TABLE programme (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} UNIQUE REFERENCES proposal(id),
    title TEXT NOT NULL,
    title_lang TEXT NOT NULL,
    title_other TEXT,
    title_basis TEXT,
    summary TEXT,
    summary_fr TEXT,
    status TEXT NOT NULL,
    status_basis TEXT,
    amount {int},
    amount_currency TEXT,
    amount_kind TEXT CHECK (amount_kind IN ('fund', 'budget')),
    amount_basis TEXT,
    amount_revised {int},
    amount_revised_currency TEXT,
    approved {int},
    approved_exact TEXT CHECK (approved_exact IN ('day', 'month', 'year')),
    approved_basis TEXT,
    starts {int},
    starts_exact TEXT CHECK (starts_exact IN ('day', 'month', 'year')),
    ends {int},
    ends_exact TEXT CHECK (ends_exact IN ('day', 'month', 'year')),
    ends_revised {int},
    ends_revised_exact TEXT CHECK (ends_revised_exact IN ('day', 'month', 'year')),
    months {int},
    dates_basis TEXT,
    places TEXT,
    partners TEXT,
    organizations_basis TEXT,
    source TEXT,
    also TEXT,
    import_key TEXT UNIQUE,
    day {int} NOT NULL,
    created {ts} NOT NULL,
    changed {ts} NOT NULL
);
CREATE INDEX programme_day ON programme (day, code);
-- TABLE programme_organization journal=desk
CREATE TABLE programme_organization (
    id {id},
    programme {ref} NOT NULL REFERENCES programme(id),
    organization {ref} NOT NULL REFERENCES organization(id),
    is_lead {int} NOT NULL,
    position {int} NOT NULL,
    share {int},
    share_currency TEXT
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
CREATE INDEX programme_country_country ON programme_country (country);
-- TABLE programme_dimension journal=desk
CREATE TABLE programme_dimension (
    id {id},
    programme {ref} NOT NULL REFERENCES programme(id),
    dimension TEXT NOT NULL
);
CREATE INDEX programme_dimension_programme ON programme_dimension (programme);
-- A file of programmes that was checked, and imported if `done` is there. The file stands in the
-- store by its hash, so that what goes in is what was looked at.
-- TABLE programme_import journal=desk
CREATE TABLE programme_import (
    id {id},
    code TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    make_organizations {int} NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    done {ts},
    added {int},
    changed {int},
    unchanged {int},
    faulty {int}
);
-- FILE programme_import hash
