-- call_by_code(code text) -> one call_row
SELECT c.id, c.code, c.title, c.title_fr, c.summary, c.summary_fr, c.body, c.body_fr, c.edition,
       e.code AS edition_code, e.title AS edition_title, c.state, c.opens, c.closes, c.zone,
       c.closes_local, c.envelope, c.envelope_currency, c.cap, c.cap_currency, c.min_months,
       c.max_months, c.cap_basis, c.windows, c.countries, c.regions, c.dimensions, c.outcome_day,
       c.full_day, c.decision_day, c.published, c.changed,
       (SELECT count(*) FROM proposal p WHERE p.call = c.id) AS proposals
FROM call c JOIN edition e ON e.id = c.edition WHERE c.code = :code;

-- call_find(q text, state code, drafts bool, sort code) -> page call_row
SELECT c.id, c.code, c.title, c.summary, e.code AS edition_code, c.state, c.opens, c.closes, c.zone,
       c.closes_local, c.envelope, c.envelope_currency, c.cap, c.cap_currency, c.cap_basis,
       c.min_months, c.max_months, c.windows, c.countries, c.regions, c.dimensions, c.outcome_day,
       c.full_day, c.decision_day, c.published, c.changed,
       (SELECT count(*) FROM proposal p WHERE p.call = c.id) AS proposals
FROM call c JOIN edition e ON e.id = c.edition WHERE 1 = 1
{if q} AND (lower(c.title) LIKE '%' || lower(:q) || '%' OR lower(c.title_fr) LIKE '%' || lower(:q) || '%' OR c.code = :q) {end}
{if state} AND c.state = :state {end}
{if not drafts} AND c.state <> 'draft' {end}
ORDER BY {order sort:
       closes_down = c.closes DESC, c.id DESC
     | closes = c.closes, c.id
     | title = lower(c.title), c.id
     | title_down = lower(c.title) DESC, c.id DESC
     | state = c.state, c.id
     | state_down = c.state DESC, c.id DESC
     | envelope = COALESCE(c.envelope_currency, ''), COALESCE(c.envelope, 0), c.id
     | envelope_down = COALESCE(c.envelope_currency, '') DESC, COALESCE(c.envelope, 0) DESC, c.id DESC
     | proposals = (SELECT count(*) FROM proposal n WHERE n.call = c.id), c.id
     | proposals_down = (SELECT count(*) FROM proposal n WHERE n.call = c.id) DESC, c.id DESC};

-- call_published(now time, limit int) -> many call_row
-- What everybody may see: open ones first, soonest deadline first, then closed ones.
SELECT c.id, c.code, c.title, c.title_fr, c.summary, c.summary_fr, c.edition, e.code AS edition_code,
       c.state, c.opens, c.closes, c.zone, c.closes_local, c.envelope, c.envelope_currency, c.cap,
       c.cap_currency, c.min_months, c.max_months, c.cap_basis, c.windows, c.countries, c.regions,
       c.dimensions, c.outcome_day, c.full_day, c.decision_day, c.published, c.changed
FROM call c JOIN edition e ON e.id = c.edition WHERE c.state = 'published'
ORDER BY CASE WHEN c.closes < :now THEN 2 WHEN c.opens > :now THEN 1 ELSE 0 END,
         CASE WHEN c.closes < :now THEN -c.closes ELSE c.closes END, c.id LIMIT :limit;

-- call_extensions(call id) -> many call_extension_row
SELECT old_closes, new_closes, reason, at FROM call_extension WHERE call = :call ORDER BY at, id;

-- call_changed(id id) -> time
SELECT changed FROM call WHERE id = :id;

-- call_insert(code text, title text, title_fr text?, summary text, summary_fr text?, body text, body_fr text?, edition id, opens time, closes time, zone text, closes_local text, envelope money?, cap money?, min_months int?, max_months int?, cap_basis code?, windows text?, countries text?, regions text?, dimensions text?, outcome_day date, full_day date, decision_day date, now time) -> write id
INSERT INTO call (code, title, title_fr, summary, summary_fr, body, body_fr, edition, state, opens,
                  closes, zone, closes_local, envelope, envelope_currency, cap, cap_currency,
                  min_months, max_months, cap_basis, windows, countries, regions, dimensions,
                  outcome_day, full_day, decision_day, changed)
VALUES (:code, :title, :title_fr, :summary, :summary_fr, :body, :body_fr, :edition, 'draft', :opens,
        :closes, :zone, :closes_local, :envelope, :envelope_currency, :cap, :cap_currency,
        :min_months, :max_months, :cap_basis, :windows, :countries, :regions, :dimensions,
        :outcome_day, :full_day, :decision_day, :now);

-- call_update(id id, title text, title_fr text?, summary text, summary_fr text?, body text, body_fr text?, edition id, opens time, closes time, zone text, closes_local text, envelope money?, cap money?, min_months int?, max_months int?, cap_basis code?, windows text?, countries text?, regions text?, dimensions text?, outcome_day date, full_day date, decision_day date, now time) -> write
UPDATE call SET title = :title, title_fr = :title_fr, summary = :summary, summary_fr = :summary_fr,
       body = :body, body_fr = :body_fr, edition = :edition, opens = :opens, closes = :closes,
       zone = :zone, closes_local = :closes_local, envelope = :envelope,
       envelope_currency = :envelope_currency, cap = :cap, cap_currency = :cap_currency,
       min_months = :min_months, max_months = :max_months, cap_basis = :cap_basis,
       windows = :windows, countries = :countries, regions = :regions, dimensions = :dimensions,
       outcome_day = :outcome_day, full_day = :full_day, decision_day = :decision_day,
       changed = :now WHERE id = :id;

-- call_publish(id id, now time) -> write
UPDATE call SET state = 'published', published = :now, changed = :now WHERE id = :id;

-- call_withdraw(id id, now time) -> write
UPDATE call SET state = 'withdrawn', changed = :now WHERE id = :id;

-- call_extend(id id, closes time, closes_local text, now time) -> write
UPDATE call SET closes = :closes, closes_local = :closes_local, changed = :now WHERE id = :id;

-- call_extension_insert(call id, old_closes time, new_closes time, reason text, now time, account id) -> write id
INSERT INTO call_extension (call, old_closes, new_closes, reason, at, account)
VALUES (:call, :old_closes, :new_closes, :reason, :now, :account);

-- call_editions() -> many call_edition_row
SELECT code, title FROM edition ORDER BY in_force DESC, id DESC;

-- call_limits(id id) -> one call_row
-- What a proposal is held to, and all together.
SELECT code, envelope, envelope_currency, cap, cap_currency, cap_basis, min_months, max_months, windows, countries, regions, dimensions
FROM call WHERE id = :id;

-- call_asked(id id) -> many call_asked_row
-- What each of its proposals asks for, wherever it stands.
SELECT p.id, p.edition, p.state, p.amount, p.amount_currency FROM proposal p
WHERE p.call = :id AND p.amount IS NOT NULL;

-- call_documents_of(call id) -> many call_document
SELECT id, code, title, title_fr, file, name, type, bytes, at FROM call_document
WHERE call = :call AND state <> 'removed' ORDER BY id;

-- call_document_by_code(code code) -> one call_document
SELECT id, code, call, state, title, title_fr, file, name, type, bytes, at FROM call_document
WHERE code = :code;

-- call_document_public(file code) -> one call_document
-- A file that a published call refers to, also when the call was withdrawn later.
SELECT d.id, d.type FROM call_document d WHERE d.file = :file AND d.state = 'published' LIMIT 1;

-- call_document_insert(code code, call id, state code, title text, title_fr text?, file code, name text, type text, bytes int, now time, account id) -> write id
INSERT INTO call_document (code, call, state, title, title_fr, file, name, type, bytes, at, account)
VALUES (:code, :call, :state, :title, :title_fr, :file, :name, :type, :bytes, :now, :account);

-- call_document_publish(call id) -> write
UPDATE call_document SET state = 'published' WHERE call = :call AND state = 'draft';

-- call_document_remove(id id) -> write
UPDATE call_document SET state = 'removed' WHERE id = :id;

-- call_changed_set(id id, now time) -> write
UPDATE call SET changed = :now WHERE id = :id;
