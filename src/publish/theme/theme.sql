-- theme_by_slug(slug text) -> one theme_row
SELECT id, slug, title, title_fr, intro, intro_fr, picture, picture_width, picture_height, picture_bytes, alt, alt_fr, position, state, changed
FROM theme WHERE slug = :slug;

-- theme_slug_count(slug text) -> int
SELECT count(*) FROM theme WHERE slug = :slug;

-- theme_find(state code) -> many theme_row
-- In their order, with the number of published documents.
SELECT t.id, t.slug, t.title, t.title_fr, t.intro, t.intro_fr, t.picture, t.picture_width, t.picture_height, t.picture_bytes, t.alt, t.alt_fr, t.position, t.state, t.changed,
       (SELECT count(*) FROM document d WHERE d.theme = t.id AND d.state = 'published') AS documents
FROM theme t WHERE 1 = 1
{if state} AND t.state = :state {end}
ORDER BY t.position, t.id;

-- theme_desk_find(q text, state code, sort code) -> page theme_row
-- In their order, with the number of published documents.
SELECT t.id, t.slug, t.title, t.title_fr, t.intro, t.intro_fr, t.picture, t.picture_width, t.picture_height, t.picture_bytes, t.alt, t.alt_fr, t.position, t.state, t.changed,
       (SELECT count(*) FROM document d WHERE d.theme = t.id AND d.state = 'published') AS documents
FROM theme t WHERE 1 = 1
{if q} AND (lower(t.title) LIKE '%' || lower(:q) || '%' OR lower(t.title_fr) LIKE '%' || lower(:q) || '%') {end}
{if state} AND t.state = :state {end}
ORDER BY {order sort:
       position = t.position, t.id
     | position_down = t.position DESC, t.id DESC
     | title = lower(t.title), t.id
     | title_down = lower(t.title) DESC, t.id DESC
     | state = t.state, t.id
     | state_down = t.state DESC, t.id DESC
     | documents = (SELECT count(*) FROM document n WHERE n.theme = t.id AND n.state = 'published'), t.id
     | documents_down = (SELECT count(*) FROM document n WHERE n.theme = t.id AND n.state = 'published') DESC, t.id DESC};

-- theme_insert(slug text, title text, title_fr text?, intro text, intro_fr text?, position int, now time) -> write id
INSERT INTO theme (slug, title, title_fr, intro, intro_fr, position, state, changed) VALUES (:slug, :title, :title_fr, :intro, :intro_fr, :position, 'draft', :now);

-- theme_update(id id, title text, title_fr text?, intro text, intro_fr text?, position int, changed time) -> write
UPDATE theme SET title = :title, title_fr = :title_fr, intro = :intro, intro_fr = :intro_fr, position = :position, changed = :changed WHERE id = :id;

-- theme_set_picture(id id, picture text?, width int, height int, bytes int, alt text?, alt_fr text?, changed time) -> write
UPDATE theme SET picture = :picture, picture_width = :width, picture_height = :height, picture_bytes = :bytes, alt = :alt, alt_fr = :alt_fr, changed = :changed WHERE id = :id;

-- theme_set_state(id id, state code, changed time) -> write
UPDATE theme SET state = :state, changed = :changed WHERE id = :id;

-- theme_changed(id id) -> time
SELECT changed FROM theme WHERE id = :id;

-- theme_picture_count(picture text) -> int
SELECT count(*) FROM theme WHERE picture = :picture AND state = 'published';
