-- news_by_slug(slug text) -> one news_row
SELECT id, slug, title, title_fr, lead, lead_fr, body, body_fr, day, source, picture, picture_width, picture_height, picture_bytes, alt, alt_fr, state, reason, published, withdrawn, created, changed
FROM news WHERE slug = :slug;

-- news_slug_count(slug text) -> int
SELECT count(*) FROM news WHERE slug = :slug;

-- news_find(q text, state code, sort code) -> page news_row
SELECT id, slug, title, title_fr, lead, lead_fr, day, state, published, withdrawn, changed FROM news WHERE 1 = 1
{if q} AND (lower(title) LIKE '%' || lower(:q) || '%' OR lower(title_fr) LIKE '%' || lower(:q) || '%') {end}
{if state} AND state = :state {end}
ORDER BY {order sort:
       day_down = day DESC, id DESC
     | day = day, id
     | title = lower(title), id
     | title_down = lower(title) DESC, id DESC
     | state = state, id
     | state_down = state DESC, id DESC};

-- news_insert(slug text, title text, title_fr text?, lead text, lead_fr text?, body text, body_fr text?, day date, source text?, now time) -> write id
INSERT INTO news (slug, title, title_fr, lead, lead_fr, body, body_fr, day, source, state, created, changed)
VALUES (:slug, :title, :title_fr, :lead, :lead_fr, :body, :body_fr, :day, :source, 'draft', :now, :now);

-- news_update(id id, slug text, title text, title_fr text?, lead text, lead_fr text?, body text, body_fr text?, day date, source text?, changed time) -> write
UPDATE news SET slug = :slug, title = :title, title_fr = :title_fr, lead = :lead, lead_fr = :lead_fr, body = :body, body_fr = :body_fr,
    day = :day, source = :source, changed = :changed WHERE id = :id;

-- news_set_picture(id id, picture text?, width int, height int, bytes int, alt text?, alt_fr text?, changed time) -> write
UPDATE news SET picture = :picture, picture_width = :width, picture_height = :height, picture_bytes = :bytes, alt = :alt, alt_fr = :alt_fr, changed = :changed WHERE id = :id;

-- news_set_state(id id, state code, reason text?, published time, withdrawn time, changed time) -> write
UPDATE news SET state = :state, reason = :reason, published = :published, withdrawn = :withdrawn, changed = :changed WHERE id = :id;

-- news_changed(id id) -> time
SELECT changed FROM news WHERE id = :id;

-- news_programmes(news id) -> many news_programme
SELECT p.id, p.code, coalesce(g.title, p.title) AS title, g.title_fr,
       CASE WHEN g.state = 'published' THEN 1 ELSE 0 END AS visible
FROM news_programme n JOIN programme p ON p.id = n.programme LEFT JOIN profile_page g ON g.programme = p.id
WHERE n.news = :news ORDER BY n.id;

-- news_programme_insert(news id, programme id) -> write id
INSERT INTO news_programme (news, programme) VALUES (:news, :programme);

-- news_programme_clear(news id) -> write
DELETE FROM news_programme WHERE news = :news;

-- news_waiting(limit int) -> many news_programme
-- Programmes that this fund approved and that no news tells of yet, newest first.
SELECT p.id, p.code, p.title FROM programme p
WHERE p.proposal IS NOT NULL AND NOT EXISTS (SELECT 1 FROM news_programme n WHERE n.programme = p.id)
ORDER BY p.id DESC LIMIT :limit;

-- news_of_programme(code text) -> one news_programme
SELECT id, code, title, title_lang, title_other AS title_fr, summary, summary_fr FROM programme WHERE code = :code;

-- news_organizations_of(programme id) -> many news_programme
SELECT o.id, o.acronym AS title FROM programme_organization y JOIN organization o ON o.id = y.organization
WHERE y.programme = :programme ORDER BY y.position, y.id;

-- news_picture_count(picture text) -> int
SELECT count(*) FROM news WHERE picture = :picture AND state = 'published';
