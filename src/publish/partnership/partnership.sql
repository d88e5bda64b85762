-- partnership_of(code text) -> one partnership_row
-- The working text, with who sent it and who answered, and what became of the public page.
SELECT p.id, p.code, p.organization, o.name, o.acronym, o.type, p.state, p.does, p.does_fr, p.contact, p.countries, p.dimensions,
       p.sent, p.sent_by, a.name AS sender, p.answered, b.name AS answerer, p.reason, p.changed, g.state AS page_state, g.approved
FROM partnership p JOIN organization o ON o.id = p.organization LEFT JOIN account a ON a.id = p.sent_by
LEFT JOIN account b ON b.id = p.answered_by LEFT JOIN partnership_page g ON g.organization = p.organization
WHERE p.code = :code;

-- partnership_find(q text, state code, page code, sort code) -> page partnership_row
-- For the desk: those of the reader's organizations, or all.
SELECT p.id, p.code, p.organization, o.name, o.acronym, o.type, p.state, p.sent, p.changed, g.state AS page_state, g.approved
FROM partnership p JOIN organization o ON o.id = p.organization LEFT JOIN partnership_page g ON g.organization = p.organization
WHERE {may p.organization -}
{if q} AND (lower(o.name) LIKE '%' || lower(:q) || '%' OR lower(o.acronym) LIKE '%' || lower(:q) || '%') {end}
{if state} AND p.state = :state {end}
{if page} AND g.state = :page {end}
ORDER BY {order sort:
       acronym = lower(o.acronym), p.id
     | acronym_down = lower(o.acronym) DESC, p.id DESC
     | state = p.state, p.id
     | state_down = p.state DESC, p.id DESC
     | sent = COALESCE(p.sent, 0), p.id
     | sent_down = COALESCE(p.sent, 0) DESC, p.id DESC
     | approved = COALESCE(g.approved, 0), p.id
     | approved_down = COALESCE(g.approved, 0) DESC, p.id DESC};

-- partnership_changed(id id) -> time
SELECT changed FROM partnership WHERE id = :id;

-- partnership_insert(code code, organization id, does text?, does_fr text?, contact text?, countries text?, dimensions text?, now time) -> write id
INSERT INTO partnership (code, organization, state, does, does_fr, contact, countries, dimensions, changed)
VALUES (:code, :organization, 'draft', :does, :does_fr, :contact, :countries, :dimensions, :now);

-- partnership_update(id id, state code, does text?, does_fr text?, contact text?, countries text?, dimensions text?, changed time) -> write
UPDATE partnership SET state = :state, does = :does, does_fr = :does_fr, contact = :contact, countries = :countries,
       dimensions = :dimensions, changed = :changed WHERE id = :id;

-- partnership_touch(id id, state code, changed time) -> write
UPDATE partnership SET state = :state, changed = :changed WHERE id = :id;

-- partnership_send(id id, now time, account id, changed time) -> write
UPDATE partnership SET state = 'sent', sent = :now, sent_by = :account, answered = NULL, answered_by = NULL, reason = NULL,
       changed = :changed WHERE id = :id;

-- partnership_answer(id id, state code, now time, account id, reason text?, changed time) -> write
UPDATE partnership SET state = :state, answered = :now, answered_by = :account, reason = :reason, changed = :changed WHERE id = :id;

-- partnership_seeks(partnership id) -> many partnership_seek_row
SELECT s.id, s.code, s.sought, s.sought_fr, s.countries, s.dimensions, s.call, c.code AS call_code, c.title AS call_title,
       c.title_fr AS call_title_fr, s.until
FROM partnership_seek s LEFT JOIN call c ON c.id = s.call WHERE s.partnership = :partnership ORDER BY s.id;

-- partnership_seek_insert(code code, partnership id, sought text, sought_fr text?, countries text?, dimensions text?, call id?, until date?) -> write id
INSERT INTO partnership_seek (code, partnership, sought, sought_fr, countries, dimensions, call, until)
VALUES (:code, :partnership, :sought, :sought_fr, :countries, :dimensions, :call, :until);

-- partnership_seek_update(id id, sought text, sought_fr text?, countries text?, dimensions text?, call id?, until date?) -> write count
UPDATE partnership_seek SET sought = :sought, sought_fr = :sought_fr, countries = :countries, dimensions = :dimensions,
       call = :call, until = :until WHERE id = :id;

-- partnership_seek_remove(id id) -> write count
DELETE FROM partnership_seek WHERE id = :id;

-- --- what readers see

-- partnership_page_of(code text) -> one partnership_page_row
SELECT id, code, organization, state, does, does_fr, contact, countries, dimensions, approved, changed, withdrawn,
       withdrawn_side, withdrawn_reason
FROM partnership_page WHERE code = :code;

-- partnership_page_insert(code code, organization id, does text, does_fr text?, contact text, countries text, dimensions text?, now time) -> write id
INSERT INTO partnership_page (code, organization, state, does, does_fr, contact, countries, dimensions, approved, changed)
VALUES (:code, :organization, 'published', :does, :does_fr, :contact, :countries, :dimensions, :now, :now);

-- partnership_page_update(id id, does text, does_fr text?, contact text, countries text, dimensions text?, now time) -> write
UPDATE partnership_page SET state = 'published', does = :does, does_fr = :does_fr, contact = :contact, countries = :countries,
       dimensions = :dimensions, approved = :now, changed = :now, withdrawn = NULL, withdrawn_side = NULL, withdrawn_reason = NULL
WHERE id = :id;

-- partnership_page_hide(id id, now time, side code, reason text?) -> write count
UPDATE partnership_page SET state = 'withdrawn', withdrawn = :now, withdrawn_side = :side, withdrawn_reason = :reason, changed = :now
WHERE id = :id AND state = 'published';

-- partnership_page_restore(id id, now time) -> write count
UPDATE partnership_page SET state = 'published', withdrawn = NULL, withdrawn_side = NULL, withdrawn_reason = NULL, changed = :now
WHERE id = :id AND state = 'withdrawn';

-- partnership_page_seeks(page id) -> many partnership_seek_row
SELECT s.id, s.code, s.page, s.sought, s.sought_fr, s.countries, s.dimensions, s.call, c.code AS call_code, c.title AS call_title,
       c.title_fr AS call_title_fr, s.until
FROM partnership_page_seek s LEFT JOIN call c ON c.id = s.call WHERE s.page = :page ORDER BY s.id;

-- partnership_page_seek_insert(code code, page id, sought text, sought_fr text?, countries text?, dimensions text?, call id?, until date?) -> write id
INSERT INTO partnership_page_seek (code, page, sought, sought_fr, countries, dimensions, call, until)
VALUES (:code, :page, :sought, :sought_fr, :countries, :dimensions, :call, :until);

-- partnership_page_seek_clear(page id) -> write
DELETE FROM partnership_page_seek WHERE page = :page;

-- partnership_public_find(found text, country code, dimension code, type code, seeking bool, french int, today date, now time, sort code) -> page partnership_item
-- Published profiles. Country and dimension are where the organization works; of those that seek partners
-- now, what is sought must be there. An entry without any is for those of the profile.
SELECT x.id, x.code, x.acronym, x.name, x.type, x.countries, x.dimensions, x.approved, x.changed, x.seeking FROM (
    SELECT g.id, g.code, o.acronym, CASE WHEN :french = 1 AND o.name_fr IS NOT NULL THEN o.name_fr ELSE o.name END AS name, o.type,
           g.countries, g.dimensions, g.approved / 86400 AS approved, g.changed,
           (SELECT count(*) FROM partnership_page_seek s LEFT JOIN call c ON c.id = s.call WHERE s.page = g.id
               AND (s.until IS NULL OR s.until >= :today) AND (s.call IS NULL OR (c.state = 'published' AND c.closes >= :now))) AS seeking
    FROM partnership_page g JOIN organization o ON o.id = g.organization
    WHERE g.state = 'published' AND o.state = 'active'
    {if found} AND g.id {in found int} {end}
    {if type} AND o.type = :type {end}
    {if not seeking} {if country} AND ' ' || g.countries || ' ' LIKE '% ' || :country || ' %' {end} {end}
    {if not seeking} {if dimension} AND ' ' || g.dimensions || ' ' LIKE '% ' || :dimension || ' %' {end} {end}
    {if seeking} AND EXISTS (SELECT 1 FROM partnership_page_seek s LEFT JOIN call c ON c.id = s.call WHERE s.page = g.id
               AND (s.until IS NULL OR s.until >= :today) AND (s.call IS NULL OR (c.state = 'published' AND c.closes >= :now))
               {if country} AND ' ' || COALESCE(s.countries, g.countries) || ' ' LIKE '% ' || :country || ' %' {end}
               {if dimension} AND ' ' || COALESCE(s.dimensions, g.dimensions) || ' ' LIKE '% ' || :dimension || ' %' {end}) {end}
) x
ORDER BY {order sort:
       acronym = lower(x.acronym), x.id
     | acronym_down = lower(x.acronym) DESC, x.id DESC
     | name = lower(x.name), x.id
     | name_down = lower(x.name) DESC, x.id DESC
     | type = x.type, x.id
     | type_down = x.type DESC, x.id DESC
     | seeking = x.seeking, x.id
     | seeking_down = x.seeking DESC, x.id DESC
     | approved = x.approved, x.id
     | approved_down = x.approved DESC, x.id DESC};

-- partnership_seeks_now(page id, today date, now time) -> many partnership_seek_row
-- Everything that is sought at this instant, by profile; of one, or of all.
SELECT s.id, s.code, s.page, s.sought, s.sought_fr, COALESCE(s.countries, g.countries) AS countries,
       COALESCE(s.dimensions, g.dimensions) AS dimensions, s.call, c.code AS call_code, c.title AS call_title,
       c.title_fr AS call_title_fr, s.until
FROM partnership_page_seek s JOIN partnership_page g ON g.id = s.page JOIN organization o ON o.id = g.organization
LEFT JOIN call c ON c.id = s.call
WHERE g.state = 'published' AND o.state = 'active' AND (s.until IS NULL OR s.until >= :today)
      AND (s.call IS NULL OR (c.state = 'published' AND c.closes >= :now))
{if page} AND s.page = :page {end}
ORDER BY s.page, s.id;

-- partnership_seek_words(q text, today date, now time) -> many partnership_seek_row
-- Profiles that seek now what holds these words.
SELECT DISTINCT s.page FROM partnership_page_seek s LEFT JOIN call c ON c.id = s.call
WHERE (lower(s.sought) LIKE '%' || lower(:q) || '%' OR lower(s.sought_fr) LIKE '%' || lower(:q) || '%')
      AND (s.until IS NULL OR s.until >= :today) AND (s.call IS NULL OR (c.state = 'published' AND c.closes >= :now));

-- partnership_next_day(today date) -> date
-- The next day after which something is sought no more.
SELECT min(s.until) FROM partnership_page_seek s WHERE s.until >= :today;

-- partnership_next_close(now time) -> time
SELECT min(c.closes) FROM partnership_page_seek s JOIN call c ON c.id = s.call WHERE c.closes >= :now;

-- partnership_facets() -> many partnership_facet
-- By what the published profiles can be filtered.
SELECT g.countries, g.dimensions, o.type FROM partnership_page g JOIN organization o ON o.id = g.organization
WHERE g.state = 'published' AND o.state = 'active'
UNION
SELECT s.countries, s.dimensions, o.type FROM partnership_page_seek s JOIN partnership_page g ON g.id = s.page
JOIN organization o ON o.id = g.organization WHERE g.state = 'published' AND o.state = 'active';

-- partnership_public_by_code(code text, french int) -> one partnership_item
-- A closed organization has no profile any more.
SELECT g.id, g.code, o.acronym, CASE WHEN :french = 1 AND o.name_fr IS NOT NULL THEN o.name_fr ELSE o.name END AS name, o.type,
       o.url, g.countries, g.dimensions, g.does, g.does_fr, g.contact, g.approved / 86400 AS approved,
       g.state, g.withdrawn, g.withdrawn_reason, g.changed
FROM partnership_page g JOIN organization o ON o.id = g.organization WHERE g.code = :code AND o.state = 'active';

-- partnership_public_all(french int) -> many partnership_item
SELECT g.id, g.code, o.acronym, CASE WHEN :french = 1 AND o.name_fr IS NOT NULL THEN o.name_fr ELSE o.name END AS name, o.type,
       g.countries, g.dimensions, g.does, g.does_fr, g.approved / 86400 AS approved, g.changed
FROM partnership_page g JOIN organization o ON o.id = g.organization
WHERE g.state = 'published' AND o.state = 'active' ORDER BY lower(o.acronym), g.id;

-- partnership_taking(proposal id) -> many partnership_item
-- Organizations that write a proposal already.
SELECT o.code FROM proposal p JOIN organization o ON o.id = p.lead WHERE p.id = :proposal
UNION
SELECT o.code FROM proposal_party y JOIN organization o ON o.id = y.organization WHERE y.proposal = :proposal;

-- partnership_named(proposal id) -> many partnership_facet
-- Countries and dimensions of a proposal, a row for each.
SELECT country AS countries, NULL AS dimensions FROM proposal_country WHERE proposal = :proposal
UNION
SELECT NULL AS countries, dimension AS dimensions FROM proposal_dimension WHERE proposal = :proposal
ORDER BY countries, dimensions;

-- --- agreement

-- partnership_unlike() -> many partnership_fault
-- Approved texts that are not what readers see.
SELECT p.code FROM partnership p LEFT JOIN partnership_page g ON g.organization = p.organization
WHERE p.state = 'approved' AND (g.id IS NULL OR g.code <> p.code OR g.does <> COALESCE(p.does, '')
      OR COALESCE(g.does_fr, '') <> COALESCE(p.does_fr, '') OR g.contact <> COALESCE(p.contact, '')
      OR g.countries <> COALESCE(p.countries, '') OR COALESCE(g.dimensions, '') <> COALESCE(p.dimensions, ''))
ORDER BY p.id;

-- partnership_unlike_seeks() -> many partnership_fault
-- Approved profiles whose entries are not those that readers see.
SELECT DISTINCT p.code FROM partnership p JOIN partnership_page g ON g.organization = p.organization
WHERE p.state = 'approved' AND (
      (SELECT count(*) FROM partnership_seek s WHERE s.partnership = p.id) <> (SELECT count(*) FROM partnership_page_seek s WHERE s.page = g.id)
      OR EXISTS (SELECT 1 FROM partnership_seek s WHERE s.partnership = p.id AND NOT EXISTS (
          SELECT 1 FROM partnership_page_seek y WHERE y.page = g.id AND y.code = s.code AND y.sought = s.sought
             AND COALESCE(y.sought_fr, '') = COALESCE(s.sought_fr, '') AND COALESCE(y.countries, '') = COALESCE(s.countries, '')
             AND COALESCE(y.dimensions, '') = COALESCE(s.dimensions, '') AND COALESCE(y.call, 0) = COALESCE(s.call, 0)
             AND COALESCE(y.until, -1) = COALESCE(s.until, -1))))
ORDER BY p.code;
