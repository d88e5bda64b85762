-- event_by_slug(slug text) -> one event_row
SELECT id, slug, uid, title, title_fr, place, country, all_day, starts, ends, starts_local, ends_local, zone, organisers, chairs, attendance, body, body_fr, source, status, sequence, state, reason, published, withdrawn, created, changed
FROM event WHERE slug = :slug;

-- event_slug_count(slug text) -> int
SELECT count(*) FROM event WHERE slug = :slug;

-- event_find(q text, state code, sort code) -> page event_row
SELECT id, slug, title, title_fr, place, country, all_day, starts, ends, starts_local, ends_local, zone, status, state, published, changed FROM event WHERE 1 = 1
{if q} AND (lower(title) LIKE '%' || lower(:q) || '%' OR lower(title_fr) LIKE '%' || lower(:q) || '%' OR lower(place) LIKE '%' || lower(:q) || '%') {end}
{if state} AND state = :state {end}
ORDER BY {order sort:
       starts_down = starts DESC, id DESC
     | starts = starts, id
     | title = lower(title), id
     | title_down = lower(title) DESC, id DESC
     | place = lower(place), id
     | place_down = lower(place) DESC, id DESC
     | status = status, id
     | status_down = status DESC, id DESC
     | state = state, id
     | state_down = state DESC, id DESC};

-- event_coming(now time, limit int) -> many event_row
-- Published events that have not ended, soonest first.
SELECT id, slug, uid, title, title_fr, place, country, all_day, starts, ends, starts_local, ends_local, zone, body, body_fr, status, sequence, state, published, changed
FROM event WHERE state = 'published' AND ends >= :now ORDER BY starts, id LIMIT :limit;

-- event_past(now time, q text, before_starts time, before id, limit int) -> many event_row
-- Published events that have ended, latest first.
SELECT id, slug, uid, title, title_fr, place, country, all_day, starts, ends, starts_local, ends_local, zone, body, body_fr, status, sequence, state, published, changed
FROM event WHERE state = 'published' AND ends < :now
{if q} AND (lower(title) LIKE '%' || lower(:q) || '%' OR lower(title_fr) LIKE '%' || lower(:q) || '%' OR lower(place) LIKE '%' || lower(:q) || '%') {end}
{if before} AND (starts < :before_starts OR (starts = :before_starts AND id < :before)) {end}
ORDER BY starts DESC, id DESC LIMIT :limit;

-- event_calendar(since time, limit int) -> many event_row
-- For calendars: also what was cancelled.
SELECT id, slug, uid, title, title_fr, place, country, all_day, starts, ends, starts_local, ends_local, zone, body, body_fr, status, sequence, state, published, changed
FROM event WHERE published IS NOT NULL AND ends >= :since ORDER BY starts, id LIMIT :limit;

-- event_insert(slug text, uid text, title text, title_fr text?, place text, country code?, all_day bool, starts time, ends time, starts_local text, ends_local text, zone text, organisers text?, chairs text?, attendance text?, body text, body_fr text?, source text?, status code, now time) -> write id
INSERT INTO event (slug, uid, title, title_fr, place, country, all_day, starts, ends, starts_local, ends_local, zone, organisers, chairs, attendance, body, body_fr, source, status, sequence, state, created, changed)
VALUES (:slug, :uid, :title, :title_fr, :place, :country, :all_day, :starts, :ends, :starts_local, :ends_local, :zone, :organisers, :chairs, :attendance, :body, :body_fr, :source, :status, 0, 'draft', :now, :now);

-- event_update(id id, slug text, title text, title_fr text?, place text, country code?, all_day bool, starts time, ends time, starts_local text, ends_local text, zone text, organisers text?, chairs text?, attendance text?, body text, body_fr text?, source text?, status code, sequence int, changed time) -> write
UPDATE event SET slug = :slug, title = :title, title_fr = :title_fr, place = :place, country = :country, all_day = :all_day, starts = :starts, ends = :ends,
    starts_local = :starts_local, ends_local = :ends_local, zone = :zone, organisers = :organisers, chairs = :chairs, attendance = :attendance,
    body = :body, body_fr = :body_fr, source = :source, status = :status, sequence = :sequence, changed = :changed WHERE id = :id;

-- event_set_state(id id, state code, reason text?, published time, withdrawn time, sequence int, changed time) -> write
UPDATE event SET state = :state, reason = :reason, published = :published, withdrawn = :withdrawn, sequence = :sequence, changed = :changed WHERE id = :id;

-- event_changed(id id) -> time
SELECT changed FROM event WHERE id = :id;

-- event_documents(event id) -> many event_document
SELECT d.id, d.code, d.title, d.title_fr, CASE WHEN d.state = 'published' THEN 1 ELSE 0 END AS visible
FROM event_document e JOIN document d ON d.id = e.document WHERE e.event = :event ORDER BY e.id;

-- event_document_id(code text) -> int
SELECT id FROM document WHERE code = :code;

-- event_document_insert(event id, document id) -> write id
INSERT INTO event_document (event, document) VALUES (:event, :document);

-- event_document_clear(event id) -> write
DELETE FROM event_document WHERE event = :event;
