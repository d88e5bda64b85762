-- MIGRATION 202611222050 stories from the field
-- A photograph of people needs their consent: who agreed (kept in the office), when, for what. Without
-- it a story with a picture cannot be published.
-- TABLE story journal=public
CREATE TABLE story (
    id {id},
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_fr TEXT,
    place TEXT NOT NULL,
    country TEXT,
    programme {ref} REFERENCES programme(id),
    body TEXT NOT NULL,
    body_fr TEXT,
    day {int} NOT NULL,
    source TEXT,
    picture TEXT,
    picture_width {int},
    picture_height {int},
    picture_bytes {int},
    alt TEXT,
    alt_fr TEXT,
    credit TEXT,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    reason TEXT,
    published {ts},
    withdrawn {ts},
    created {ts} NOT NULL,
    changed {ts} NOT NULL
);
-- FILE story picture
CREATE INDEX story_day ON story (day, id);
CREATE INDEX story_picture ON story (picture);
-- Who agreed is for the office only, so it does not stand in the public journal's table.
-- TABLE story_consent journal=desk
CREATE TABLE story_consent (
    id {id},
    story {ref} NOT NULL REFERENCES story(id),
    person TEXT NOT NULL,
    agreed {int} NOT NULL,
    purpose TEXT NOT NULL,
    named {int} NOT NULL,
    ended {ts},
    recorded {ts} NOT NULL,
    account {ref} NOT NULL
);
-- PERSONAL story_consent person kept it is the evidence that somebody agreed to be shown, as long as they are
CREATE INDEX story_consent_story ON story_consent (story);
