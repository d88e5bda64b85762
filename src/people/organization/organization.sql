-- organization_by_code(code text) -> one organization_row
SELECT id, code, name, name_fr, acronym, type, country, url, about, state FROM organization WHERE code = :code;

-- organization_by_id(id id) -> one organization_row
SELECT id, code, name, name_fr, acronym, type, country, url, about, state FROM organization WHERE id = :id;

-- organization_all() -> many organization_row
SELECT id, code, name, name_fr, acronym, type, country, url, about, state FROM organization WHERE state = 'active' ORDER BY acronym, id;

-- organization_find(q text, sort code) -> page organization_row
SELECT id, code, name, name_fr, acronym, type, country, url, about, state FROM organization WHERE 1 = 1
{if q} AND (lower(name) LIKE '%' || lower(:q) || '%' OR lower(acronym) LIKE '%' || lower(:q) || '%') {end}
ORDER BY {order sort:
       acronym = lower(acronym), id
     | acronym_down = lower(acronym) DESC, id DESC
     | name = lower(name), id
     | name_down = lower(name) DESC, id DESC
     | type = type, id
     | type_down = type DESC, id DESC
     | state = state, id
     | state_down = state DESC, id DESC};

-- organization_insert(code text, name text, name_fr text?, acronym text, type code, country code?, url text?, about text?) -> write id
INSERT INTO organization (code, name, name_fr, acronym, type, country, url, about, state)
VALUES (:code, :name, :name_fr, :acronym, :type, :country, :url, :about, 'active');

-- organization_update(id id, name text, name_fr text?, acronym text, type code, country code?, url text?, about text?, state code) -> write
UPDATE organization SET name = :name, name_fr = :name_fr, acronym = :acronym, type = :type,
       country = :country, url = :url, about = :about, state = :state WHERE id = :id;
