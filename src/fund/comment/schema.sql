-- MIGRATION 202611291215 comments on what was sent, and what they unlock
-- A comment stands at a field of the version that was sent, or at one of its rows: a budget line by its
-- lasting id, another row by its number. `given` is when the applicants got to see it; `side` and `duty`
-- say as what its author wrote it.
-- TABLE comment journal=desk
CREATE TABLE comment (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} NOT NULL REFERENCES proposal(id),
    version {ref} NOT NULL REFERENCES proposal_version(id),
    field TEXT NOT NULL,
    line TEXT,
    row_words TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('ask', 'remark')),
    body TEXT NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    side TEXT NOT NULL CHECK (side IN ('office', 'reviewer')),
    duty TEXT NOT NULL,
    given {ts},
    resolved {ts},
    resolved_by {ref} REFERENCES account(id)
);
CREATE INDEX comment_proposal ON comment (proposal, resolved);
-- What was said and done about a comment, in order.
-- TABLE comment_entry journal=desk
CREATE TABLE comment_entry (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    comment {ref} NOT NULL REFERENCES comment(id),
    kind TEXT NOT NULL CHECK (kind IN ('reply', 'resolved', 'reopened')),
    body TEXT,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    side TEXT NOT NULL CHECK (side IN ('office', 'reviewer', 'applicant'))
);
CREATE INDEX comment_entry_comment ON comment_entry (comment);
CREATE INDEX comment_entry_proposal ON comment_entry (proposal);
-- PERSONAL comment body kept a comment on a proposal is a part of its record, like the proposal itself
-- PERSONAL comment row_words kept the beginning of the row that the comment stands at
-- PERSONAL comment_entry body kept a reply to a comment is a part of the proposal's record
-- MIGRATION 202611291216 what a return for changes opens
-- Names of the fields that can be changed until the state is left, as a JSON array: those that were
-- asked about, and what the office opened besides.
-- TABLE redraft journal=desk
CREATE TABLE redraft (
    id {id},
    proposal {ref} NOT NULL REFERENCES proposal(id),
    version {ref} NOT NULL REFERENCES proposal_version(id),
    state TEXT NOT NULL,
    fields TEXT NOT NULL,
    due {int} NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id)
);
CREATE INDEX redraft_proposal ON redraft (proposal);
