-- story_by_slug(slug text) -> one story_row
SELECT s.id, s.slug, s.title, s.title_fr, s.place, s.country, s.programme, s.body, s.body_fr, s.day, s.source, s.picture, s.picture_width, s.picture_height, s.picture_bytes, s.alt, s.alt_fr, s.credit, s.state, s.reason, s.published, s.withdrawn, s.created, s.changed, p.code AS programme_code, p.title AS programme_title,
       g.title AS profile_title, g.title_fr AS profile_title_fr, CASE WHEN g.state = 'published' THEN 1 ELSE 0 END AS profile_public
FROM story s LEFT JOIN programme p ON p.id = s.programme LEFT JOIN profile_page g ON g.programme = p.id WHERE s.slug = :slug;

-- story_slug_count(slug text) -> int
SELECT count(*) FROM story WHERE slug = :slug;

-- story_find(q text, state code, sort code) -> page story_row
SELECT id, slug, title, title_fr, place, country, day, picture, state, published, changed FROM story WHERE 1 = 1
{if q} AND (lower(title) LIKE '%' || lower(:q) || '%' OR lower(title_fr) LIKE '%' || lower(:q) || '%' OR lower(place) LIKE '%' || lower(:q) || '%') {end}
{if state} AND state = :state {end}
ORDER BY {order sort:
       day_down = day DESC, id DESC
     | day = day, id
     | title = lower(title), id
     | title_down = lower(title) DESC, id DESC
     | state = state, id
     | state_down = state DESC, id DESC};

-- story_insert(slug text, title text, title_fr text?, place text, country code?, programme id?, body text, body_fr text?, day date, source text?, now time) -> write id
INSERT INTO story (slug, title, title_fr, place, country, programme, body, body_fr, day, source, state, created, changed)
VALUES (:slug, :title, :title_fr, :place, :country, :programme, :body, :body_fr, :day, :source, 'draft', :now, :now);

-- story_update(id id, slug text, title text, title_fr text?, place text, country code?, programme id?, body text, body_fr text?, day date, source text?, changed time) -> write
UPDATE story SET slug = :slug, title = :title, title_fr = :title_fr, place = :place, country = :country, programme = :programme,
    body = :body, body_fr = :body_fr, day = :day, source = :source, changed = :changed WHERE id = :id;

-- story_set_picture(id id, picture text?, width int, height int, bytes int, alt text?, alt_fr text?, credit text?, changed time) -> write
UPDATE story SET picture = :picture, picture_width = :width, picture_height = :height, picture_bytes = :bytes, alt = :alt, alt_fr = :alt_fr, credit = :credit, changed = :changed WHERE id = :id;

-- story_set_state(id id, state code, reason text?, published time, withdrawn time, changed time) -> write
UPDATE story SET state = :state, reason = :reason, published = :published, withdrawn = :withdrawn, changed = :changed WHERE id = :id;

-- story_changed(id id) -> time
SELECT changed FROM story WHERE id = :id;

-- story_consents(story id) -> many story_consent
SELECT c.id, c.person, c.agreed, c.purpose, c.named, c.ended, c.recorded, a.name AS recorder
FROM story_consent c JOIN account a ON a.id = c.account WHERE c.story = :story ORDER BY c.id;

-- story_consent_count(story id) -> int
SELECT count(*) FROM story_consent WHERE story = :story AND ended IS NULL;

-- story_consent_insert(story id, person text, agreed date, purpose text, named bool, now time, account id) -> write id
INSERT INTO story_consent (story, person, agreed, purpose, named, recorded, account) VALUES (:story, :person, :agreed, :purpose, :named, :now, :account);

-- story_consent_end(id id, story id, now time) -> write count
UPDATE story_consent SET ended = :now WHERE id = :id AND story = :story AND ended IS NULL;

-- story_picture_count(picture text) -> int
SELECT count(*) FROM story WHERE picture = :picture AND state = 'published';
