-- demo_programmes() -> many demo_row
SELECT id, code, title FROM programme WHERE source IS NOT NULL AND proposal IS NULL ORDER BY day, id;

-- demo_proposal_in(state code) -> text
-- The code of a proposal in a state, for the tour and the reviewer.
SELECT code FROM proposal WHERE state = :state ORDER BY id LIMIT 1;

-- demo_call_open(now time) -> text
SELECT code FROM call WHERE state = 'published' AND opens <= :now AND closes >= :now ORDER BY closes LIMIT 1;

-- demo_profile_first() -> text
-- A page with an amount, dates and countries shows most.
SELECT code FROM profile_page WHERE state = 'published'
ORDER BY CASE WHEN amount IS NULL THEN 1 ELSE 0 END, CASE WHEN starts IS NULL THEN 1 ELSE 0 END, length(summary) DESC, id LIMIT 1;

-- demo_receipt() -> text
SELECT hash FROM receipt ORDER BY id LIMIT 1;

-- demo_mails(before id, limit int) -> many demo_mail
SELECT id, code, recipient, subject, kind, created, state FROM mail WHERE 1 = 1
{if before} AND id < :before {end}
ORDER BY id DESC LIMIT :limit;

-- demo_mail_by_code(code text) -> one demo_mail
SELECT id, code, recipient, subject, body, kind, created, state FROM mail WHERE code = :code;

-- demo_programme_of(key text) -> text
SELECT code FROM programme WHERE import_key = :key;

-- demo_programme_awarded() -> text
SELECT code FROM programme WHERE proposal IS NOT NULL ORDER BY id LIMIT 1;

-- demo_event_id(slug text) -> int
SELECT id FROM event WHERE slug = :slug;

-- demo_story_id(slug text) -> int
SELECT id FROM story WHERE slug = :slug;
