-- MIGRATION 202611222070 newsletter
-- An issue is made of numbered sections; a section has own words and refers to published records. Who
-- published it may not send it.
-- TABLE newsletter journal=public
CREATE TABLE newsletter (
    id {id},
    number {int} NOT NULL UNIQUE,
    season TEXT NOT NULL,
    title TEXT NOT NULL,
    title_fr TEXT,
    intro TEXT NOT NULL,
    intro_fr TEXT,
    day {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'sending', 'sent', 'withdrawn')),
    reason TEXT,
    published {ts},
    published_by {ref},
    sent_by {ref},
    started {ts},
    ended {ts},
    withdrawn {ts},
    changed {ts} NOT NULL
);
-- TABLE newsletter_section journal=public
CREATE TABLE newsletter_section (
    id {id},
    code TEXT NOT NULL UNIQUE,
    newsletter {ref} NOT NULL REFERENCES newsletter(id),
    position {int} NOT NULL,
    title TEXT NOT NULL,
    title_fr TEXT,
    body TEXT,
    body_fr TEXT
);
CREATE INDEX newsletter_section_newsletter ON newsletter_section (newsletter, position);
-- TABLE newsletter_item journal=public
CREATE TABLE newsletter_item (
    id {id},
    code TEXT NOT NULL UNIQUE,
    section {ref} NOT NULL REFERENCES newsletter_section(id),
    position {int} NOT NULL,
    kind TEXT NOT NULL,
    record {ref} NOT NULL
);
CREATE INDEX newsletter_item_section ON newsletter_item (section, position);
-- The words as they go out: made when sending begins, so that every reader gets the same.
-- TABLE newsletter_text journal=no
CREATE TABLE newsletter_text (
    id {id},
    newsletter {ref} NOT NULL REFERENCES newsletter(id),
    lang TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (newsletter, lang)
);
-- The audience, frozen when sending begins: one row for each reader. `mail` is the letter once it is in
-- the outbox; a reader who left before that is skipped.
-- TABLE newsletter_delivery journal=no
CREATE TABLE newsletter_delivery (
    id {id},
    newsletter {ref} NOT NULL REFERENCES newsletter(id),
    subscriber {ref} NOT NULL REFERENCES subscriber(id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'put', 'skipped')),
    mail {ref},
    UNIQUE (newsletter, subscriber)
);
CREATE INDEX newsletter_delivery_state ON newsletter_delivery (newsletter, state, id);
