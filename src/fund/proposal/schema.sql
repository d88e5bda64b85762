-- MIGRATION 202611221210 proposals: versions, drafts, steps
-- One row from the first draft of a concept note to the programme; the typed columns are copied
-- from the latest saved version by the meanings of its fields.
-- TABLE proposal journal=desk
CREATE TABLE proposal (
    id {id},
    code TEXT NOT NULL UNIQUE,
    call {ref} NOT NULL REFERENCES call(id),
    edition {ref} NOT NULL REFERENCES edition(id),
    lead {ref} NOT NULL REFERENCES organization(id),
    state TEXT NOT NULL,
    state_since {ts} NOT NULL,
    title TEXT NOT NULL,
    summary TEXT,
    amount {int},
    amount_currency TEXT,
    starts {int},
    months {int},
    created {ts} NOT NULL,
    created_by {ref} NOT NULL REFERENCES account(id),
    submitted {ts},
    changed {ts} NOT NULL
);
CREATE INDEX proposal_call ON proposal (call, state);
CREATE INDEX proposal_lead ON proposal (lead);
CREATE INDEX proposal_state ON proposal (state, state_since);
-- Organizations that take part beside the lead.
-- TABLE proposal_party journal=desk
CREATE TABLE proposal_party (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    organization {ref} NOT NULL REFERENCES organization(id)
);
CREATE INDEX proposal_party_proposal ON proposal_party (proposal);
CREATE INDEX proposal_party_organization ON proposal_party (organization);
-- TABLE proposal_country journal=desk
CREATE TABLE proposal_country (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    country TEXT NOT NULL
);
CREATE INDEX proposal_country_proposal ON proposal_country (proposal);
-- TABLE proposal_dimension journal=desk
CREATE TABLE proposal_dimension (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    dimension TEXT NOT NULL
);
CREATE INDEX proposal_dimension_proposal ON proposal_dimension (proposal);
-- A version is one canonical JSON document; never overwritten.
-- TABLE proposal_version journal=desk
CREATE TABLE proposal_version (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    form TEXT NOT NULL,
    number {int} NOT NULL,
    frozen {int} NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    UNIQUE (proposal, form, number)
);
-- SEALED proposal_version body hash
-- Every step of the workflow, with the version it was about.
-- TABLE proposal_step journal=desk
CREATE TABLE proposal_step (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    step TEXT NOT NULL,
    old_state TEXT NOT NULL,
    new_state TEXT NOT NULL,
    reason TEXT,
    version {ref} REFERENCES proposal_version(id),
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id)
);
CREATE INDEX proposal_step_proposal ON proposal_step (proposal);
-- Verdicts are stored with their inputs at the moment of sending, never computed again.
-- TABLE proposal_finding journal=desk
CREATE TABLE proposal_finding (
    id {id},
    version {ref} NOT NULL REFERENCES proposal_version(id),
    rule TEXT NOT NULL,
    clause TEXT,
    severity TEXT NOT NULL,
    verdict TEXT NOT NULL,
    message TEXT,
    inputs TEXT
);
CREATE INDEX proposal_finding_version ON proposal_finding (version);
-- A receipt lets anybody verify that a version arrived, and when; it names no content.
-- TABLE receipt journal=public
CREATE TABLE receipt (
    id {id},
    hash TEXT NOT NULL UNIQUE,
    version {ref} NOT NULL,
    call TEXT NOT NULL,
    form TEXT NOT NULL,
    received {ts} NOT NULL
);
-- MIGRATION 202611290730 proposals: who changed each field last
-- Follows from the versions, which are journalled; kept so that a page need not read them all.
-- TABLE proposal_touch journal=no
CREATE TABLE proposal_touch (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    form TEXT NOT NULL,
    field TEXT NOT NULL,
    number {int} NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    UNIQUE (proposal, form, field)
);
-- MIGRATION 202611290845 proposals: what is typed and not saved
-- One row for each page that is open in a browser, or that was left with a text in it. `base` is the
-- number of the version that the page showed. A settled draft has no body.
-- TABLE proposal_draft journal=no
CREATE TABLE proposal_draft (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} NOT NULL REFERENCES proposal(id),
    form TEXT NOT NULL,
    section TEXT NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    base {int} NOT NULL,
    seq {int} NOT NULL,
    body TEXT NOT NULL,
    at {ts} NOT NULL
);
CREATE INDEX proposal_draft_section ON proposal_draft (proposal, form, section);
CREATE INDEX proposal_draft_at ON proposal_draft (at);
-- MIGRATION 202612011410 what a step named is kept
-- `due` is the day on which the new state expects its next step, `appeal` until when the decision can be
-- appealed, as the letter of the step said; empty where there is no such day, and in older rows.
ALTER TABLE proposal_step ADD COLUMN due {int};
ALTER TABLE proposal_step ADD COLUMN appeal {ts};
