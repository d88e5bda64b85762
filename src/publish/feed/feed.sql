-- feed_of(kind code, record id) -> one feed_entry
SELECT id, kind, record, uid, address, title, title_fr, summary, summary_fr, place, day, last_day, published, updated, digest, visible
FROM feed_entry WHERE kind = :kind AND record = :record;

-- feed_insert(kind code, record id, uid text, address text, title text, title_fr text?, summary text, summary_fr text?, place text?, day date, last_day date?, theme id?, published time, updated time, digest text, visible bool) -> write id
INSERT INTO feed_entry (kind, record, uid, address, title, title_fr, summary, summary_fr, place, day, last_day, theme, published, updated, digest, visible)
VALUES (:kind, :record, :uid, :address, :title, :title_fr, :summary, :summary_fr, :place, :day, :last_day, :theme, :published, :updated, :digest, :visible);

-- feed_update(id id, address text, title text, title_fr text?, summary text, summary_fr text?, place text?, day date, last_day date?, theme id?, updated time, digest text, visible bool) -> write
UPDATE feed_entry SET address = :address, title = :title, title_fr = :title_fr, summary = :summary, summary_fr = :summary_fr,
    place = :place, day = :day, last_day = :last_day, theme = :theme, updated = :updated, digest = :digest, visible = :visible
WHERE id = :id;

-- feed_alias_insert(address text, entry id) -> write id
INSERT INTO feed_alias (address, entry) VALUES (:address, :entry);

-- feed_alias_clear(address text) -> write
DELETE FROM feed_alias WHERE address = :address;

-- feed_alias_find(address text) -> text
SELECT e.address FROM feed_alias a JOIN feed_entry e ON e.id = a.entry WHERE a.address = :address;

-- feed_find(kinds text, q text, theme id, records text, before_day date, before id, limit int) -> many feed_entry
-- What is published, newest day first.
SELECT id, kind, record, uid, address, title, title_fr, summary, summary_fr, place, day, last_day, published, updated, digest, visible
FROM feed_entry WHERE visible = 1
{if kinds} AND kind {in kinds} {end}
{if records} AND record {in records int} {end}
{if theme} AND theme = :theme {end}
{if q} AND (lower(title) LIKE '%' || lower(:q) || '%' OR lower(title_fr) LIKE '%' || lower(:q) || '%' OR lower(summary) LIKE '%' || lower(:q) || '%') {end}
{if before} AND (day < :before_day OR (day = :before_day AND id < :before)) {end}
ORDER BY day DESC, id DESC LIMIT :limit;

-- feed_latest(kinds text, theme id, limit int) -> many feed_entry
-- For a feed: what changed last stands first.
SELECT id, kind, record, uid, address, title, title_fr, summary, summary_fr, place, day, last_day, published, updated, digest, visible
FROM feed_entry WHERE visible = 1
{if kinds} AND kind {in kinds} {end}
{if theme} AND theme = :theme {end}
ORDER BY updated DESC, id DESC LIMIT :limit;

-- feed_count(kinds text, q text, theme id) -> int
SELECT count(*) FROM feed_entry WHERE visible = 1
{if kinds} AND kind {in kinds} {end}
{if theme} AND theme = :theme {end}
{if q} AND (lower(title) LIKE '%' || lower(:q) || '%' OR lower(title_fr) LIKE '%' || lower(:q) || '%' OR lower(summary) LIKE '%' || lower(:q) || '%') {end};

-- feed_visible(kind code) -> many feed_entry
-- Addresses for the map of the site.
SELECT id, address, updated FROM feed_entry WHERE kind = :kind AND visible = 1 ORDER BY id;

-- feed_programme_public(code text) -> one feed_programme
SELECT code, title, title_fr FROM profile_page WHERE code = :code AND state = 'published';

-- feed_programme_id(code text) -> int
SELECT id FROM programme WHERE code = :code;
