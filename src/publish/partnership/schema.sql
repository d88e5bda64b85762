-- MIGRATION 202611291905 profiles of organizations and the partnerships they seek
-- What the people of an organization write of it. `code` is that of the organization. Codes of countries
-- and dimensions have spaces between.
-- TABLE partnership journal=desk
CREATE TABLE partnership (
    id {id},
    code TEXT NOT NULL UNIQUE,
    organization {ref} NOT NULL UNIQUE REFERENCES organization(id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'returned', 'approved')),
    does TEXT,
    does_fr TEXT,
    contact TEXT,
    countries TEXT,
    dimensions TEXT,
    sent {ts},
    sent_by {ref} REFERENCES account(id),
    answered {ts},
    answered_by {ref} REFERENCES account(id),
    reason TEXT,
    changed {ts} NOT NULL
);
CREATE INDEX partnership_state ON partnership (state, sent);
-- PERSONAL partnership contact kept the organization chose to give it to everybody, and changes it itself
-- A partnership that it seeks. Without countries or dimensions of its own it is for those of the profile.
-- TABLE partnership_seek journal=desk
CREATE TABLE partnership_seek (
    id {id},
    code TEXT NOT NULL UNIQUE,
    partnership {ref} NOT NULL REFERENCES partnership(id),
    sought TEXT NOT NULL,
    sought_fr TEXT,
    countries TEXT,
    dimensions TEXT,
    call {ref} REFERENCES call(id),
    until {int}
);
CREATE INDEX partnership_seek_partnership ON partnership_seek (partnership);
-- What readers see: copied from there when the fund approves it, so that nothing reaches the public
-- unseen.
-- TABLE partnership_page journal=public
CREATE TABLE partnership_page (
    id {id},
    code TEXT NOT NULL UNIQUE,
    organization {ref} NOT NULL UNIQUE REFERENCES organization(id),
    state TEXT NOT NULL CHECK (state IN ('published', 'withdrawn')),
    does TEXT NOT NULL,
    does_fr TEXT,
    contact TEXT NOT NULL,
    countries TEXT NOT NULL,
    dimensions TEXT,
    approved {ts} NOT NULL,
    changed {ts} NOT NULL,
    withdrawn {ts},
    withdrawn_side TEXT CHECK (withdrawn_side IN ('organization', 'fund')),
    withdrawn_reason TEXT
);
-- PERSONAL partnership_page contact kept the organization chose to give it to everybody, and changes it itself
-- TABLE partnership_page_seek journal=public
CREATE TABLE partnership_page_seek (
    id {id},
    code TEXT NOT NULL UNIQUE,
    page {ref} NOT NULL REFERENCES partnership_page(id),
    sought TEXT NOT NULL,
    sought_fr TEXT,
    countries TEXT,
    dimensions TEXT,
    call {ref} REFERENCES call(id),
    until {int}
);
CREATE INDEX partnership_page_seek_page ON partnership_page_seek (page);
