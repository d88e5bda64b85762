-- MIGRATION 202611222040 events
-- A local time keeps its zone: `starts` and `ends` are instants made of the local times and the zone.
-- An event that counts by days has no clock times: `all_day`, and the last day is included. `uid` and
-- `sequence` are of the calendar (RFC 5545): the sequence moves when time, place or status do.
-- TABLE event journal=public
CREATE TABLE event (
    id {id},
    slug TEXT NOT NULL UNIQUE,
    uid TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_fr TEXT,
    place TEXT NOT NULL,
    country TEXT,
    all_day {int} NOT NULL,
    starts {ts} NOT NULL,
    ends {ts} NOT NULL,
    starts_local TEXT NOT NULL,
    ends_local TEXT NOT NULL,
    zone TEXT NOT NULL,
    organisers TEXT,
    chairs TEXT,
    attendance TEXT,
    body TEXT NOT NULL,
    body_fr TEXT,
    source TEXT,
    status TEXT NOT NULL CHECK (status IN ('planned', 'confirmed', 'cancelled', 'held')),
    sequence {int} NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    reason TEXT,
    published {ts},
    withdrawn {ts},
    created {ts} NOT NULL,
    changed {ts} NOT NULL
);
CREATE INDEX event_starts ON event (starts, id);
-- TABLE event_document journal=public
CREATE TABLE event_document (
    id {id},
    event {ref} NOT NULL REFERENCES event(id),
    document {ref} NOT NULL
);
CREATE INDEX event_document_event ON event_document (event);
