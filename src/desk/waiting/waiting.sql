-- waiting_states() -> many waiting_proposal
SELECT DISTINCT state, edition FROM proposal;

-- waiting_proposals(states text, organizations text, limit int) -> many waiting_proposal
-- Proposals on their way that the person may read, as lead, as another party, or by the fund.
SELECT p.id, p.code, p.title, c.title AS call_title,
       COALESCE((SELECT max(v.until) FROM waiver v WHERE v.proposal = p.id AND v.withdrawn IS NULL
                 AND v.until > c.closes), c.closes) AS closes, c.state AS call_state, p.edition, p.lead,
       o.acronym AS lead_acronym, p.state, p.state_since AS since, p.created_by
FROM proposal p JOIN call c ON c.id = p.call JOIN organization o ON o.id = p.lead
WHERE p.state {in states}
  AND ({may p.lead p.id} OR p.id IN (SELECT y.proposal FROM proposal_party y WHERE y.organization {in organizations int}))
ORDER BY p.state_since, p.id LIMIT :limit;

-- waiting_reviews_late(now time, account id, limit int) -> many waiting_late
-- Scores of others that are over their day, while their round is open.
SELECT p.id, p.code, p.title, p.edition, p.lead, p.created_by, x.due, x.asked
FROM review_part x JOIN review_round d ON d.id = x.round JOIN proposal p ON p.id = d.proposal
WHERE x.state IN ('asked', 'open') AND d.state = 'open' AND x.due < :now AND x.account <> :account AND {may p.lead p.id}
ORDER BY x.due, x.id LIMIT :limit;

-- waiting_appeals(account id, limit int) -> many waiting_row
-- Open ones, but for who took the decision.
SELECT p.id, p.code, p.title, x.at AS since, p.state, p.edition, x.answer AS due FROM appeal x JOIN proposal p ON p.id = x.proposal
WHERE x.state = 'open' AND x.decided_by <> :account AND {may p.lead p.id} ORDER BY x.at, x.id LIMIT :limit;

-- waiting_leads_agreed(limit int) -> many waiting_row
-- Another lead that was agreed to and is to be confirmed.
SELECT p.id, p.code, p.title, q.agreed AS since FROM change_request q JOIN proposal p ON p.id = q.proposal
WHERE q.state = 'agreed' AND q.kind = 'lead' AND {may p.lead p.id} ORDER BY q.agreed, q.id LIMIT :limit;

-- waiting_leads_asked(limit int) -> many waiting_row
-- One's organization is asked to lead.
SELECT p.id, p.code, p.title, q.at AS since FROM change_request q JOIN proposal p ON p.id = q.proposal
WHERE q.state = 'asked' AND q.kind = 'lead' AND {may q.organization -} ORDER BY q.at, q.id LIMIT :limit;

-- waiting_joins(limit int) -> many waiting_row
-- Another note would go into one's own.
SELECT t.id, t.code, t.title, q.at AS since FROM change_request q JOIN proposal t ON t.id = q.target
WHERE q.state = 'asked' AND q.kind = 'join' AND {may t.lead -} ORDER BY q.at, q.id LIMIT :limit;

-- waiting_advice(limit int) -> many waiting_row
-- What the board advised in minutes that are adopted, and nobody answered.
SELECT v.id, v.code, v.title, v.changed AS since
FROM board_advice v JOIN board_item i ON i.id = v.item JOIN board_meeting m ON m.id = i.meeting
WHERE i.state = 'advised' AND m.state = 'adopted' AND v.outcome = 'waiting' ORDER BY v.changed, v.id LIMIT :limit;

-- waiting_invited(limit int) -> many waiting_row
-- One's organization is asked to write a proposal together.
SELECT y.id, y.code, p.title, y.at AS since FROM partner y JOIN proposal p ON p.id = y.proposal
WHERE y.state = 'invited' AND {may y.organization -} ORDER BY y.at, y.id LIMIT :limit;

-- waiting_partners_asked(limit int) -> many waiting_row
-- Organizations and people that a lead wants to invite and the fund does not know yet.
SELECT y.id, y.code, p.title, y.at AS since FROM partner y JOIN proposal p ON p.id = y.proposal
WHERE y.state = 'asked' AND {may p.lead p.id} ORDER BY y.at, y.id LIMIT :limit;

-- waiting_partnerships_sent(account id, limit int) -> many waiting_row
-- Profiles of organizations that the office reads before everybody does; who sent one does not approve it.
SELECT p.id, p.code, o.name AS title, p.sent AS since FROM partnership p JOIN organization o ON o.id = p.organization
WHERE p.state = 'sent' AND p.sent_by <> :account ORDER BY p.sent, p.id LIMIT :limit;

-- waiting_partnerships_returned(limit int) -> many waiting_row
-- Profiles of one's organization that came back.
SELECT p.id, p.code, o.name AS title, p.answered AS since FROM partnership p JOIN organization o ON o.id = p.organization
WHERE p.state = 'returned' AND {may p.organization -} ORDER BY p.answered, p.id LIMIT :limit;

-- waiting_parts(limit int) -> many waiting_part
-- Parts that one's organization is to write and has not delivered, those with the next day first.
SELECT x.id, p.code, p.title, x.form, x.section, x.due, x.at AS since, p.state, p.edition
FROM partner_part x JOIN proposal p ON p.id = x.proposal
WHERE x.delivered IS NULL AND {may x.organization -}
ORDER BY CASE WHEN x.due IS NULL THEN 1 ELSE 0 END, x.due, x.id LIMIT :limit;

-- waiting_calls(limit int) -> many waiting_row
SELECT id, code, title, changed AS since FROM call WHERE state = 'draft' ORDER BY changed, id LIMIT :limit;

-- waiting_profiles(limit int) -> many waiting_row
-- Programmes without a public page, those with a working copy first.
SELECT g.id, g.code, g.title, COALESCE(w.changed, g.changed) AS since, CASE WHEN w.id IS NULL THEN 0 ELSE 1 END AS n
FROM programme g LEFT JOIN profile w ON w.programme = g.id
WHERE NOT EXISTS (SELECT 1 FROM profile_page y WHERE y.programme = g.id)
ORDER BY CASE WHEN w.id IS NULL THEN 1 ELSE 0 END, g.changed, g.id LIMIT :limit;

-- waiting_profiles_changed(limit int) -> many waiting_row
-- Published pages whose record or working copy has moved on.
SELECT g.id, g.code, g.title, CASE WHEN w.changed > g.changed THEN w.changed ELSE g.changed END AS since, 2 AS n
FROM profile_page y JOIN programme g ON g.id = y.programme LEFT JOIN profile w ON w.programme = g.id
WHERE y.state = 'published' AND (g.changed > y.signed_at OR w.changed > y.signed_at)
ORDER BY g.changed, g.id LIMIT :limit;

-- waiting_mails(limit int) -> many waiting_row
SELECT id, code, subject AS title, created AS since, state AS kind FROM mail
WHERE state IN ('unknown', 'failed') ORDER BY id LIMIT :limit;

-- waiting_invitations(limit int) -> many waiting_row
SELECT id, code, name AS title, created AS since FROM account WHERE state = 'invited' ORDER BY created, id LIMIT :limit;

-- waiting_drafts(limit int) -> many waiting_row
-- What editors have begun and nobody has published.
SELECT 'news' AS kind, id, slug AS code, title, changed AS since FROM news WHERE state = 'draft'
UNION ALL
SELECT 'event' AS kind, id, slug AS code, title, changed AS since FROM event WHERE state = 'draft'
UNION ALL
SELECT 'story' AS kind, id, slug AS code, title, changed AS since FROM story WHERE state = 'draft'
UNION ALL
SELECT 'theme' AS kind, id, slug AS code, title, changed AS since FROM theme WHERE state = 'draft'
UNION ALL
SELECT 'document' AS kind, id, code, title, changed AS since FROM document WHERE state = 'draft'
UNION ALL
SELECT 'newsletter' AS kind, id, CAST(number AS TEXT) AS code, title, changed AS since FROM newsletter WHERE state = 'draft'
ORDER BY since, kind, id LIMIT :limit;

-- waiting_recent(limit int) -> many oversight_row
-- The newest entries about records that can be found by search.
SELECT e.id, e.at, p.name AS person, e.tab, e.record, s.title, s.address
FROM (SELECT id, at, account, tab, record FROM journal_entry ORDER BY id DESC LIMIT :limit) e
     JOIN search_text s ON s.kind = e.tab AND s.record = e.record AND s.lang = 'en'
     LEFT JOIN account p ON p.id = e.account
ORDER BY e.id DESC;

-- waiting_count_accounts() -> int
SELECT count(*) FROM account;

-- waiting_count_settings() -> int
SELECT count(*) FROM setting;

-- waiting_count_calls() -> int
SELECT count(*) FROM call;

-- waiting_count_tests(state code) -> int
SELECT count(*) FROM mail WHERE kind = 'test' AND state = :state;

-- waiting_backup() -> one waiting_row
-- The last backup, if it failed.
SELECT id, code, fault AS title, made AS since FROM backup
WHERE state = 'failed' AND id = (SELECT id FROM backup WHERE state IN ('good', 'failed') ORDER BY made DESC, id DESC LIMIT 1);

-- waiting_verification() -> one waiting_row
-- The last verification that ended, if anything is wrong with it.
SELECT id, code, state AS kind, ended AS since FROM verification
WHERE state IN ('failed', 'broken') AND id = (SELECT max(id) FROM verification WHERE ended IS NOT NULL);

-- waiting_endings(now time, soon time, limit int) -> many waiting_row
SELECT d.id, a.code, a.name AS title, COALESCE(d.starts, d.granted) AS since FROM duty d JOIN account a ON a.id = d.account
WHERE d.ended IS NULL AND d.until > :now AND d.until <= :soon AND (d.starts IS NULL OR d.starts <= :now)
ORDER BY d.until, d.id LIMIT :limit;
