-- MIGRATION 202611291610 partners of a proposal: invitations, parts, reminders
-- An organization that is invited into a proposal, and what became of it. What is asked of an organization
-- or a person that the fund does not know yet waits for the office (asked).
-- TABLE partner journal=desk
CREATE TABLE partner (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} NOT NULL REFERENCES proposal(id),
    organization {ref} REFERENCES organization(id),
    name TEXT NOT NULL,
    acronym TEXT,
    type TEXT,
    country TEXT,
    words TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'invited', 'taking', 'declined', 'refused', 'withdrawn', 'left', 'removed')),
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    answered {ts},
    answered_by {ref} REFERENCES account(id),
    reason TEXT
);
CREATE INDEX partner_proposal ON partner (proposal);
CREATE INDEX partner_organization ON partner (organization);
CREATE INDEX partner_state ON partner (state);
-- Whom the office is asked to invite, until it has answered.
-- TABLE partner_contact journal=no
CREATE TABLE partner_contact (
    id {id},
    partner {ref} NOT NULL UNIQUE REFERENCES partner(id),
    person TEXT NOT NULL,
    email TEXT NOT NULL,
    lang TEXT NOT NULL
);
-- PERSONAL partner_contact person kept it is deleted as soon as the office has answered
-- PERSONAL partner_contact email kept it is deleted as soon as the office has answered
-- A section of the form that an organization is to write, and until when.
-- TABLE partner_part journal=desk
CREATE TABLE partner_part (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    form TEXT NOT NULL,
    section TEXT NOT NULL,
    organization {ref} NOT NULL REFERENCES organization(id),
    due {int},
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    delivered {ts},
    delivered_by {ref} REFERENCES account(id),
    UNIQUE (proposal, form, section, organization)
);
CREATE INDEX partner_part_organization ON partner_part (organization);
-- TABLE partner_reminder journal=desk
CREATE TABLE partner_reminder (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    organization {ref} NOT NULL REFERENCES organization(id),
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id)
);
CREATE INDEX partner_reminder_proposal ON partner_reminder (proposal);
