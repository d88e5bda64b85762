-- MIGRATION 202611221600 profiles
-- The editor's working copy: amended texts, which fields become public, the picture. `shown` holds the
-- names of the public fields with spaces between; a field that is not named stays in the office.
-- TABLE profile journal=desk
CREATE TABLE profile (
    id {id},
    programme {ref} NOT NULL UNIQUE REFERENCES programme(id),
    title TEXT NOT NULL,
    title_fr TEXT,
    summary TEXT,
    summary_fr TEXT,
    body TEXT,
    body_fr TEXT,
    shown TEXT NOT NULL,
    picture TEXT,
    picture_width {int},
    picture_height {int},
    picture_bytes {int},
    picture_alt TEXT,
    picture_alt_fr TEXT,
    picture_credit TEXT,
    created {ts} NOT NULL,
    changed {ts} NOT NULL
);
-- FILE profile picture
-- What readers see: made from the record and the working copy when somebody signs it off, so that
-- nothing reaches the public unseen. Fields that stay in the office are NULL here. Codes of
-- organizations (the lead first, if `lead_known`), countries and dimensions have spaces between.
-- `title_key` sorts.
-- TABLE profile_page journal=public
CREATE TABLE profile_page (
    id {id},
    programme {ref} NOT NULL UNIQUE REFERENCES programme(id),
    code TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('published', 'withdrawn')),
    title TEXT NOT NULL,
    title_lang TEXT NOT NULL,
    title_fr TEXT,
    title_other TEXT,
    title_key TEXT NOT NULL,
    summary TEXT,
    summary_fr TEXT,
    body TEXT,
    body_fr TEXT,
    status TEXT,
    status_basis TEXT,
    organizations TEXT,
    organizations_basis TEXT,
    lead_known {int} NOT NULL,
    partners TEXT,
    countries TEXT,
    places TEXT,
    dimensions TEXT,
    amount {int},
    amount_currency TEXT,
    amount_kind TEXT,
    amount_basis TEXT,
    amount_revised {int},
    amount_revised_currency TEXT,
    approved {int},
    approved_exact TEXT,
    approved_basis TEXT,
    starts {int},
    starts_exact TEXT,
    ends {int},
    ends_exact TEXT,
    ends_revised {int},
    ends_revised_exact TEXT,
    months {int},
    dates_basis TEXT,
    source TEXT,
    also TEXT,
    picture TEXT,
    picture_width {int},
    picture_height {int},
    picture_bytes {int},
    picture_alt TEXT,
    picture_alt_fr TEXT,
    picture_credit TEXT,
    day {int} NOT NULL,
    first_signed {ts} NOT NULL,
    signed_at {ts} NOT NULL,
    signed_by {ref} NOT NULL,
    withdrawn {ts},
    withdrawn_by {ref},
    withdrawn_reason TEXT
);
-- FILE profile_page picture
CREATE INDEX profile_page_picture ON profile_page (picture);
CREATE INDEX profile_page_amount ON profile_page (state, amount_currency, amount_kind, amount);
-- By what a published page is found: "all", "country:KE", "region:014", "organization:undp",
-- "dimension:food", "status:ongoing", "year:2013". Each row carries the keys of the orders, so that a
-- filtered list walks one index and stops. Derived from profile_page in the same transaction.
-- TABLE profile_facet journal=no
CREATE TABLE profile_facet (
    page {ref} NOT NULL REFERENCES profile_page(id),
    facet TEXT NOT NULL,
    day {int} NOT NULL,
    code TEXT NOT NULL,
    title_key TEXT NOT NULL,
    PRIMARY KEY (page, facet)
);
CREATE INDEX profile_facet_day ON profile_facet (facet, day, code, page);
CREATE INDEX profile_facet_title ON profile_facet (facet, title_key, code, page);
-- How many pages a facet has, kept with the facets.
-- TABLE profile_tally journal=no
CREATE TABLE profile_tally (
    facet TEXT PRIMARY KEY,
    n {int} NOT NULL
);
