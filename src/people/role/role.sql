-- duty_of_account(account id) -> many role_duty
SELECT d.id, d.code, d.account, d.role, d.scope,
       CASE d.scope WHEN 'organization' THEN d.organization ELSE COALESCE(d.record, 0) END AS scope_id,
       o.acronym AS organization, d.record_kind, d.address, d.starts, d.until, d.granted, d.ended
FROM duty d LEFT JOIN organization o ON o.id = d.organization
WHERE d.account = :account ORDER BY d.granted, d.id;

-- duty_by_code(code text) -> one role_duty
SELECT id, code, account, role, scope, COALESCE(organization, record, 0) AS scope_id, record_kind, address, starts, until, granted, ended
FROM duty WHERE code = :code;

-- duty_insert(code text, account id, role code, scope code, organization id?, record_kind code?, record id?, address text?, starts time?, until time?, now time, granted_by id?) -> write id
INSERT INTO duty (code, account, role, scope, organization, record_kind, record, address, starts, until, granted, granted_by)
VALUES (:code, :account, :role, :scope, :organization, :record_kind, :record, :address, :starts, :until, :now, :granted_by);

-- duty_end(id id, now time) -> write
UPDATE duty SET ended = :now WHERE id = :id;

-- duty_end_account(account id, now time) -> write
UPDATE duty SET ended = :now WHERE account = :account AND ended IS NULL;

-- duty_people_of_role(role code, now time) -> many role_person
-- Not those who hold it for one record only: what goes to a role is about any.
SELECT DISTINCT a.id, a.name, a.email, a.lang FROM duty d JOIN account a ON a.id = d.account
WHERE d.role = :role AND d.record IS NULL AND d.ended IS NULL AND (d.starts IS NULL OR d.starts <= :now)
  AND (d.until IS NULL OR d.until > :now) AND a.state = 'active'
ORDER BY a.name, a.id;

-- duty_people_of_organization(organization id, now time) -> many role_person
SELECT DISTINCT a.id, a.name, a.email, a.lang FROM duty d JOIN account a ON a.id = d.account
WHERE d.organization = :organization AND d.scope = 'organization' AND d.ended IS NULL
  AND (d.starts IS NULL OR d.starts <= :now) AND (d.until IS NULL OR d.until > :now) AND a.state = 'active'
ORDER BY a.name, a.id;

-- duty_people_tied(organization id, since time) -> many role_person
-- Whoever holds a duty for an organization, is to hold one, or held one that was not over yet at an instant.
SELECT DISTINCT a.id, a.name, a.email, a.lang FROM duty d JOIN account a ON a.id = d.account
WHERE d.organization = :organization AND d.scope = 'organization'
  AND (d.ended IS NULL OR d.ended > :since) AND (d.until IS NULL OR d.until > :since)
ORDER BY a.name, a.id;

-- duty_count_role(role code, now time) -> int
SELECT count(*) FROM duty d JOIN account a ON a.id = d.account
WHERE d.role = :role AND d.ended IS NULL AND (d.starts IS NULL OR d.starts <= :now) AND (d.until IS NULL OR d.until > :now) AND a.state <> 'closed';

-- duty_holders(roles text, now time, but_duty id, but_account id) -> int
-- People who hold one of the roles for the whole fund, but for one duty or one person.
SELECT count(DISTINCT d.account) FROM duty d JOIN account a ON a.id = d.account
WHERE d.role {in roles} AND d.scope = 'fund' AND d.ended IS NULL AND (d.starts IS NULL OR d.starts <= :now) AND (d.until IS NULL OR d.until > :now) AND a.state = 'active'
{if but_duty} AND d.id <> :but_duty {end}
{if but_account} AND d.account <> :but_account {end};

-- duty_of_record(account id, record_kind code, record id) -> many role_duty
-- Duties that a person holds for one record.
SELECT id, code, account, role, scope, COALESCE(record, 0) AS scope_id, record_kind, address, starts, until, granted, ended FROM duty
WHERE account = :account AND scope = 'record' AND record_kind = :record_kind AND record = :record AND ended IS NULL ORDER BY id;

-- duty_find(q text, role code, phase_now bool, phase_coming bool, phase_ending bool, phase_over bool, now time, soon time, sort code) -> page role_held
-- Duties with a beginning or an end, and all others that are held.
SELECT d.id, d.code, a.code AS person_code, a.name AS person, d.role, o.acronym AS organization, d.scope, d.record_kind,
       COALESCE(d.record, 0) AS record, d.address, COALESCE(d.starts, d.granted) AS starts,
       COALESCE(d.ended, d.until) AS until, d.ended, g.name AS giver,
       CASE WHEN d.ended IS NOT NULL OR d.until <= :now THEN 'over' WHEN d.starts > :now THEN 'coming'
            WHEN d.until <= :soon THEN 'ending' ELSE 'now' END AS phase
FROM duty d JOIN account a ON a.id = d.account LEFT JOIN organization o ON o.id = d.organization
     LEFT JOIN account g ON g.id = d.granted_by
WHERE 1 = 1
{if q} AND lower(a.name) LIKE '%' || lower(:q) || '%' {end}
{if role} AND d.role = :role {end}
{if phase_now} AND d.ended IS NULL AND (d.starts IS NULL OR d.starts <= :now) AND (d.until IS NULL OR d.until > :now) {end}
{if phase_coming} AND d.ended IS NULL AND d.starts > :now {end}
{if phase_ending} AND d.ended IS NULL AND (d.starts IS NULL OR d.starts <= :now) AND d.until > :now AND d.until <= :soon {end}
{if phase_over} AND (d.ended IS NOT NULL OR d.until <= :now) {end}
ORDER BY {order sort:
       until = COALESCE(d.ended, d.until, 9000000000000), d.id
     | until_down = COALESCE(d.ended, d.until, 9000000000000) DESC, d.id DESC
     | person = lower(a.name), d.id
     | person_down = lower(a.name) DESC, d.id DESC
     | role = d.role, d.id
     | role_down = d.role DESC, d.id DESC
     | starts = COALESCE(d.starts, d.granted), d.id
     | starts_down = COALESCE(d.starts, d.granted) DESC, d.id DESC};

-- duty_bars(account id) -> many role_bar
SELECT id, record_kind, record, address, since FROM duty_bar WHERE account = :account ORDER BY id;

-- duty_bar_insert(account id, record_kind code, record id, address text, reason text?, now time) -> write id
INSERT INTO duty_bar (account, record_kind, record, address, reason, since)
VALUES (:account, :record_kind, :record, :address, :reason, :now);

-- duty_barred(record_kind code, record id) -> many role_bar
SELECT id, account, record_kind, record, address, reason, since FROM duty_bar
WHERE record_kind = :record_kind AND record = :record ORDER BY id;
