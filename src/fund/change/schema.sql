-- MIGRATION 202611291224 changes of proposals: what came before, another lead, joined notes
-- TABLE proposal_link journal=desk
CREATE TABLE proposal_link (
    id {id},
    earlier {ref} NOT NULL REFERENCES proposal(id),
    later {ref} NOT NULL REFERENCES proposal(id),
    kind TEXT NOT NULL CHECK (kind IN ('resubmitted', 'deferred', 'joined')),
    reason TEXT,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id)
);
CREATE INDEX proposal_link_earlier ON proposal_link (earlier);
CREATE INDEX proposal_link_later ON proposal_link (later);
-- What one side asks and another has to agree to: that another organization leads, or that a note goes
-- into another one.
-- TABLE change_request journal=desk
CREATE TABLE change_request (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} NOT NULL REFERENCES proposal(id),
    kind TEXT NOT NULL CHECK (kind IN ('lead', 'join')),
    organization {ref} REFERENCES organization(id),
    target {ref} REFERENCES proposal(id),
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'agreed', 'done', 'refused', 'withdrawn')),
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    agreed {ts},
    agreed_by {ref} REFERENCES account(id),
    closed {ts},
    closed_by {ref} REFERENCES account(id),
    closed_reason TEXT
);
CREATE INDEX change_request_proposal ON change_request (proposal);
CREATE INDEX change_request_target ON change_request (target);
CREATE INDEX change_request_state ON change_request (state);
