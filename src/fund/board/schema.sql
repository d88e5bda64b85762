-- MIGRATION 202611290940 board
-- A seat of the board is held for a term. `account` is how the member signs in, if at all; `withdrawn`: the
-- term was entered by mistake and counts nowhere.
-- TABLE board_member journal=desk
CREATE TABLE board_member (
    id {id},
    code TEXT NOT NULL UNIQUE,
    seat {int} NOT NULL,
    name TEXT NOT NULL,
    affiliation TEXT,
    account {ref} REFERENCES account(id),
    chair {int} NOT NULL,
    starts {int} NOT NULL,
    ends {int} NOT NULL,
    withdrawn {ts},
    changed {ts} NOT NULL
);
-- PERSONAL board_member name kept who held a seat of the board is part of the record of what it advised
-- PERSONAL board_member affiliation kept it says whose views may have met on the board
CREATE INDEX board_member_seat ON board_member (seat, starts);
CREATE INDEX board_member_account ON board_member (account);
-- `day` is the day of the meeting in its own zone: who is in office then belongs to it.
-- TABLE board_meeting journal=desk
CREATE TABLE board_meeting (
    id {id},
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    day {int} NOT NULL,
    starts {ts} NOT NULL,
    starts_local TEXT NOT NULL,
    zone TEXT NOT NULL,
    place TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'adopted', 'cancelled')),
    reason TEXT,
    minutes TEXT,
    minutes_by {ref} REFERENCES account(id),
    adopted {ts},
    adopted_by {ref} REFERENCES account(id),
    changed {ts} NOT NULL
);
CREATE INDEX board_meeting_day ON board_meeting (day, id);
-- TABLE board_presence journal=desk
CREATE TABLE board_presence (
    id {id},
    meeting {ref} NOT NULL REFERENCES board_meeting(id),
    member {ref} NOT NULL REFERENCES board_member(id),
    present {int} NOT NULL,
    UNIQUE (meeting, member)
);
-- A point of the agenda. `earlier` is the point of an earlier meeting that was put off to this one.
-- TABLE board_item journal=desk
CREATE TABLE board_item (
    id {id},
    code TEXT NOT NULL UNIQUE,
    meeting {ref} NOT NULL REFERENCES board_meeting(id),
    number {int} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('guidelines', 'impact', 'outreach', 'other')),
    title TEXT NOT NULL,
    paper TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'advised', 'deferred', 'dropped')),
    outcome TEXT,
    earlier {ref} REFERENCES board_item(id),
    changed {ts} NOT NULL
);
CREATE INDEX board_item_meeting ON board_item (meeting, number);
-- Who has a conflict of interest takes no part in a point, and does not count for its quorum.
-- TABLE board_recusal journal=desk
CREATE TABLE board_recusal (
    id {id},
    item {ref} NOT NULL REFERENCES board_item(id),
    member {ref} NOT NULL REFERENCES board_member(id),
    reason TEXT NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    UNIQUE (item, member)
);
-- What the board advised, with the figures of the quorum as they were.
-- TABLE board_advice journal=public
CREATE TABLE board_advice (
    id {id},
    code TEXT NOT NULL UNIQUE,
    item {ref} NOT NULL UNIQUE REFERENCES board_item(id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    day {int} NOT NULL,
    text TEXT NOT NULL,
    reasons TEXT NOT NULL,
    dissent TEXT,
    way TEXT NOT NULL CHECK (way IN ('consensus', 'vote')),
    votes_for {int} NOT NULL,
    votes_against {int} NOT NULL,
    votes_abstain {int} NOT NULL,
    seats {int} NOT NULL,
    recused {int} NOT NULL,
    present {int} NOT NULL,
    needed {int} NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('waiting', 'under_way', 'followed', 'partly', 'not_followed')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    published {ts},
    changed {ts} NOT NULL
);
CREATE INDEX board_advice_day ON board_advice (day, id);
-- What came of an advice, each step of it; the latest one is the advice's `outcome`.
-- TABLE board_answer journal=desk
CREATE TABLE board_answer (
    id {id},
    advice {ref} NOT NULL REFERENCES board_advice(id),
    outcome TEXT NOT NULL,
    text TEXT NOT NULL,
    edition TEXT,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id)
);
CREATE INDEX board_answer_advice ON board_answer (advice);
-- MIGRATION 202611291745 the board recommends on proposals
-- A point of an agenda that is a proposal. Its paper stands here and not at the point, so that it is closed
-- with the proposal.
-- TABLE board_case journal=desk
CREATE TABLE board_case (
    id {id},
    item {ref} NOT NULL UNIQUE REFERENCES board_item(id),
    proposal {ref} NOT NULL REFERENCES proposal(id),
    paper TEXT
);
CREATE INDEX board_case_proposal ON board_case (proposal);
-- A member's vote, until the point is closed.
-- TABLE board_vote journal=desk
CREATE TABLE board_vote (
    id {id},
    item {ref} NOT NULL REFERENCES board_item(id),
    proposal {ref} NOT NULL REFERENCES proposal(id),
    member {ref} NOT NULL REFERENCES board_member(id),
    vote TEXT NOT NULL CHECK (vote IN ('favour', 'against', 'abstain')),
    reason TEXT,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    UNIQUE (item, member)
);
-- What the votes came to when the point was closed, with the figures of the quorum as they were.
-- TABLE board_recommendation journal=desk
CREATE TABLE board_recommendation (
    id {id},
    code TEXT NOT NULL UNIQUE,
    item {ref} NOT NULL UNIQUE REFERENCES board_item(id),
    proposal {ref} NOT NULL REFERENCES proposal(id),
    day {int} NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('favour', 'against')),
    reasons TEXT NOT NULL,
    votes_for {int} NOT NULL,
    votes_against {int} NOT NULL,
    votes_abstain {int} NOT NULL,
    seats {int} NOT NULL,
    recused {int} NOT NULL,
    present {int} NOT NULL,
    needed {int} NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id)
);
CREATE INDEX board_recommendation_proposal ON board_recommendation (proposal);
-- What a recommendation asks for: shown to be met by whose it is, confirmed by the office.
-- TABLE board_condition journal=desk
CREATE TABLE board_condition (
    id {id},
    code TEXT NOT NULL UNIQUE,
    item {ref} NOT NULL REFERENCES board_item(id),
    proposal {ref} NOT NULL REFERENCES proposal(id),
    number {int} NOT NULL,
    text TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('applicant', 'fund')),
    due {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'shown', 'met', 'dropped')),
    evidence TEXT,
    shown {ts},
    shown_by {ref} REFERENCES account(id),
    answer TEXT,
    met {ts},
    met_by {ref} REFERENCES account(id),
    changed {ts} NOT NULL
);
CREATE INDEX board_condition_item ON board_condition (item, number);
CREATE INDEX board_condition_proposal ON board_condition (proposal);
-- MIGRATION 202611292014 files that show how a condition was met
-- `number` goes on where a condition is shown again after it came back.
-- TABLE board_evidence journal=desk
-- FILE board_evidence file
CREATE TABLE board_evidence (
    id {id},
    condition {ref} NOT NULL REFERENCES board_condition(id),
    number {int} NOT NULL,
    file TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    bytes {int} NOT NULL,
    at {ts} NOT NULL,
    UNIQUE (condition, number)
);
CREATE INDEX board_evidence_file ON board_evidence (file);
-- MIGRATION 202611300255 corrections of adopted minutes
-- The minutes stay as they were adopted; a correction stands below them once it is adopted like them.
-- TABLE board_erratum journal=desk
CREATE TABLE board_erratum (
    id {id},
    code TEXT NOT NULL UNIQUE,
    meeting {ref} NOT NULL REFERENCES board_meeting(id),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'adopted', 'withdrawn')),
    text TEXT NOT NULL,
    at {ts} NOT NULL,
    account {ref} NOT NULL REFERENCES account(id),
    adopted {ts},
    adopted_by {ref} REFERENCES account(id)
);
CREATE INDEX board_erratum_meeting ON board_erratum (meeting, id);
