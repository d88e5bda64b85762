-- newsletter_by_number(number int) -> one newsletter_row
SELECT id, number, season, title, title_fr, intro, intro_fr, day, state, reason, published, published_by, sent_by, started, ended, withdrawn, changed
FROM newsletter WHERE number = :number;

-- newsletter_find(state code, limit int) -> many newsletter_row
SELECT id, number, season, title, title_fr, intro, intro_fr, day, state, published, started, ended, changed FROM newsletter WHERE 1 = 1
{if state} AND state IN ('published', 'sending', 'sent') {end}
ORDER BY number DESC LIMIT :limit;

-- newsletter_desk_find(q text, state code, sort code) -> page newsletter_row
SELECT id, number, season, title, title_fr, intro, intro_fr, day, state, published, started, ended, changed FROM newsletter WHERE 1 = 1
{if q} AND (lower(title) LIKE '%' || lower(:q) || '%' OR lower(title_fr) LIKE '%' || lower(:q) || '%' OR lower(season) LIKE '%' || lower(:q) || '%') {end}
{if state} AND state = :state {end}
ORDER BY {order sort:
       number_down = number DESC, id DESC
     | number = number, id
     | title = lower(title), id
     | title_down = lower(title) DESC, id DESC
     | state = state, id
     | state_down = state DESC, id DESC};

-- newsletter_last() -> int
SELECT coalesce(max(number), 0) FROM newsletter;

-- newsletter_insert(number int, season text, title text, title_fr text?, intro text, intro_fr text?, day date, now time) -> write id
INSERT INTO newsletter (number, season, title, title_fr, intro, intro_fr, day, state, changed) VALUES (:number, :season, :title, :title_fr, :intro, :intro_fr, :day, 'draft', :now);

-- newsletter_update(id id, season text, title text, title_fr text?, intro text, intro_fr text?, day date, changed time) -> write
UPDATE newsletter SET season = :season, title = :title, title_fr = :title_fr, intro = :intro, intro_fr = :intro_fr, day = :day, changed = :changed WHERE id = :id;

-- newsletter_changed(id id) -> time
SELECT changed FROM newsletter WHERE id = :id;

-- newsletter_touch_row(id id, changed time) -> write
UPDATE newsletter SET changed = :changed WHERE id = :id;

-- newsletter_set_state(id id, state code, reason text?, published time, published_by id?, withdrawn time, changed time) -> write
UPDATE newsletter SET state = :state, reason = :reason, published = :published, published_by = :published_by, withdrawn = :withdrawn, changed = :changed WHERE id = :id;

-- newsletter_begin(id id, sent_by id, now time) -> write count
UPDATE newsletter SET state = 'sending', sent_by = :sent_by, started = :now WHERE id = :id AND state = 'published';

-- newsletter_finish(id id, now time) -> write count
UPDATE newsletter SET state = 'sent', ended = :now WHERE id = :id AND state = 'sending';

-- newsletter_sections(newsletter id) -> many newsletter_section
SELECT id, code, position, title, title_fr, body, body_fr FROM newsletter_section WHERE newsletter = :newsletter ORDER BY position, id;

-- newsletter_section_by_code(newsletter id, code text) -> one newsletter_section
SELECT id, code, position, title, title_fr, body, body_fr FROM newsletter_section WHERE newsletter = :newsletter AND code = :code;

-- newsletter_section_last(newsletter id) -> int
SELECT coalesce(max(position), 0) FROM newsletter_section WHERE newsletter = :newsletter;

-- newsletter_section_insert(code text, newsletter id, position int, title text, title_fr text?, body text?, body_fr text?) -> write id
INSERT INTO newsletter_section (code, newsletter, position, title, title_fr, body, body_fr) VALUES (:code, :newsletter, :position, :title, :title_fr, :body, :body_fr);

-- newsletter_section_update(id id, title text, title_fr text?, body text?, body_fr text?) -> write
UPDATE newsletter_section SET title = :title, title_fr = :title_fr, body = :body, body_fr = :body_fr WHERE id = :id;

-- newsletter_section_place(id id, position int) -> write
UPDATE newsletter_section SET position = :position WHERE id = :id;

-- newsletter_section_remove(id id) -> write
DELETE FROM newsletter_section WHERE id = :id;

-- newsletter_section_before(newsletter id, position int) -> one newsletter_neighbour
SELECT id, position FROM newsletter_section WHERE newsletter = :newsletter AND position < :position ORDER BY position DESC LIMIT 1;

-- newsletter_section_after(newsletter id, position int) -> one newsletter_neighbour
SELECT id, position FROM newsletter_section WHERE newsletter = :newsletter AND position > :position ORDER BY position LIMIT 1;

-- newsletter_items(newsletter id) -> many newsletter_item
SELECT i.id, i.code, i.section, i.position, i.kind, i.record FROM newsletter_item i JOIN newsletter_section s ON s.id = i.section
WHERE s.newsletter = :newsletter ORDER BY s.position, i.position, i.id;

-- newsletter_item_by_code(newsletter id, code text) -> one newsletter_item
SELECT i.id, i.code, i.section, i.position, i.kind, i.record FROM newsletter_item i JOIN newsletter_section s ON s.id = i.section
WHERE s.newsletter = :newsletter AND i.code = :code;

-- newsletter_item_last(section id) -> int
SELECT coalesce(max(position), 0) FROM newsletter_item WHERE section = :section;

-- newsletter_item_insert(code text, section id, position int, kind code, record id) -> write id
INSERT INTO newsletter_item (code, section, position, kind, record) VALUES (:code, :section, :position, :kind, :record);

-- newsletter_item_place(id id, position int) -> write
UPDATE newsletter_item SET position = :position WHERE id = :id;

-- newsletter_item_remove(id id) -> write
DELETE FROM newsletter_item WHERE id = :id;

-- newsletter_item_clear(section id) -> write
DELETE FROM newsletter_item WHERE section = :section;

-- newsletter_item_before(section id, position int) -> one newsletter_neighbour
SELECT id, position FROM newsletter_item WHERE section = :section AND position < :position ORDER BY position DESC LIMIT 1;

-- newsletter_item_after(section id, position int) -> one newsletter_neighbour
SELECT id, position FROM newsletter_item WHERE section = :section AND position > :position ORDER BY position LIMIT 1;

-- newsletter_programme_by_id(id id) -> one newsletter_programme
SELECT programme AS id, code, title, title_fr, summary, summary_fr FROM profile_page WHERE programme = :id AND state = 'published';

-- newsletter_programmes(limit int) -> many newsletter_programme
SELECT programme AS id, code, title, title_fr, summary, summary_fr FROM profile_page WHERE state = 'published' ORDER BY day DESC, code DESC LIMIT :limit;

-- newsletter_text_insert(newsletter id, lang code, subject text, body text) -> write id
INSERT INTO newsletter_text (newsletter, lang, subject, body) VALUES (:newsletter, :lang, :subject, :body);

-- newsletter_texts(newsletter id) -> many newsletter_text
SELECT lang, subject, body FROM newsletter_text WHERE newsletter = :newsletter ORDER BY id;

-- newsletter_freeze(newsletter id) -> write count
-- The audience: everybody who is confirmed at this instant.
INSERT INTO newsletter_delivery (newsletter, subscriber, state) SELECT :newsletter, id, 'waiting' FROM subscriber WHERE list = 'news' AND state = 'confirmed';

-- newsletter_waiting(newsletter id, limit int) -> many newsletter_reader
SELECT d.id, d.subscriber, s.code, s.address, s.lang, s.state FROM newsletter_delivery d JOIN subscriber s ON s.id = d.subscriber
WHERE d.newsletter = :newsletter AND d.state = 'waiting' ORDER BY d.id LIMIT :limit;

-- newsletter_delivery_put(id id, mail id) -> write count
UPDATE newsletter_delivery SET state = 'put', mail = :mail WHERE id = :id AND state = 'waiting';

-- newsletter_delivery_skip(id id) -> write count
UPDATE newsletter_delivery SET state = 'skipped' WHERE id = :id AND state = 'waiting';

-- newsletter_audience() -> int
SELECT count(*) FROM subscriber WHERE list = 'news' AND state = 'confirmed';

-- newsletter_books_of(newsletter id) -> one newsletter_books
SELECT count(*) AS audience, count(CASE WHEN d.state = 'waiting' THEN 1 END) AS waiting, count(CASE WHEN d.state = 'skipped' THEN 1 END) AS skipped,
       count(CASE WHEN m.state = 'queued' THEN 1 END) AS queued, count(CASE WHEN m.state = 'in_flight' THEN 1 END) AS in_flight,
       count(CASE WHEN m.state = 'accepted' THEN 1 END) AS accepted, count(CASE WHEN m.state = 'deferred' THEN 1 END) AS deferred,
       count(CASE WHEN m.state = 'failed' THEN 1 END) AS failed, count(CASE WHEN m.state = 'unknown' THEN 1 END) AS unknown,
       count(CASE WHEN m.state = 'cancelled' THEN 1 END) AS cancelled
FROM newsletter_delivery d LEFT JOIN mail m ON m.id = d.mail WHERE d.newsletter = :newsletter;
