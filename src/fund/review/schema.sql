-- MIGRATION 202611290816 reviews: rounds, reviewers, scores, results
-- A round judges one version of a proposal by a scorecard of its edition. Its conclusion stands in the
-- same row; a later version needs another round.
-- TABLE review_round journal=desk
CREATE TABLE review_round (
    id {id},
    code TEXT NOT NULL UNIQUE,
    proposal {ref} NOT NULL REFERENCES proposal(id),
    card TEXT NOT NULL,
    version {ref} NOT NULL REFERENCES proposal_version(id),
    number {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'concluded')),
    opened {ts} NOT NULL,
    opened_by {ref} NOT NULL REFERENCES account(id),
    concluded {ts},
    concluded_by {ref} REFERENCES account(id),
    agreed TEXT,
    present TEXT,
    reasons TEXT,
    feedback TEXT,
    recommendation TEXT,
    total {int},
    times {int},
    fails {int},
    changed {ts} NOT NULL,
    UNIQUE (proposal, card, number)
);
-- Who is asked to score in a round. 'asked' until they declare; then 'open', or 'recused', which closes
-- the record to them; 'done' when the score is sent; 'released' when the office took it back.
-- TABLE review_part journal=desk
CREATE TABLE review_part (
    id {id},
    code TEXT NOT NULL UNIQUE,
    round {ref} NOT NULL REFERENCES review_round(id),
    account {ref} NOT NULL REFERENCES account(id),
    state TEXT NOT NULL CHECK (state IN ('asked', 'open', 'recused', 'done', 'released')),
    due {ts},
    asked {ts} NOT NULL,
    asked_by {ref} NOT NULL REFERENCES account(id),
    declared {ts},
    conflict TEXT,
    reason TEXT,
    sent {ts},
    seal TEXT,
    UNIQUE (round, account)
);
CREATE INDEX review_part_account ON review_part (account, state);
-- What a reviewer has typed, and what was sent while it is still sealed: nobody else reads it, not even
-- in the journal, which holds only its digest until all scores are in.
-- TABLE review_draft journal=no
CREATE TABLE review_draft (
    id {id},
    part {ref} NOT NULL UNIQUE REFERENCES review_part(id),
    body TEXT NOT NULL,
    changed {ts} NOT NULL
);
-- A score, opened; its text has the digest that was kept when it was sent.
-- TABLE review_score journal=desk
CREATE TABLE review_score (
    id {id},
    part {ref} NOT NULL UNIQUE REFERENCES review_part(id),
    body TEXT NOT NULL,
    total {int} NOT NULL,
    fails {int} NOT NULL,
    opened {ts} NOT NULL
);
-- What the conclusion comes to in each category, in units of the scorecard over `times` of its round.
-- TABLE review_result journal=desk
CREATE TABLE review_result (
    id {id},
    round {ref} NOT NULL REFERENCES review_round(id),
    category TEXT NOT NULL,
    units {int} NOT NULL,
    UNIQUE (round, category)
);
