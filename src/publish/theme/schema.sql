-- MIGRATION 202611222020 themes of the library
-- TABLE theme journal=public
CREATE TABLE theme (
    id {id},
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_fr TEXT,
    intro TEXT NOT NULL,
    intro_fr TEXT,
    picture TEXT,
    picture_width {int},
    picture_height {int},
    picture_bytes {int},
    alt TEXT,
    alt_fr TEXT,
    position {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    changed {ts} NOT NULL
);
-- FILE theme picture
CREATE INDEX theme_position ON theme (position, id);
CREATE INDEX theme_picture ON theme (picture);
