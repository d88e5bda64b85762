-- MIGRATION 202611222010 news
-- TABLE news journal=public
CREATE TABLE news (
    id {id},
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_fr TEXT,
    lead TEXT NOT NULL,
    lead_fr TEXT,
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
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    reason TEXT,
    published {ts},
    withdrawn {ts},
    created {ts} NOT NULL,
    changed {ts} NOT NULL
);
-- FILE news picture
CREATE INDEX news_day ON news (day, id);
CREATE INDEX news_picture ON news (picture);
-- TABLE news_programme journal=public
CREATE TABLE news_programme (
    id {id},
    news {ref} NOT NULL REFERENCES news(id),
    programme {ref} NOT NULL REFERENCES programme(id)
);
CREATE INDEX news_programme_news ON news_programme (news);
CREATE INDEX news_programme_programme ON news_programme (programme);
