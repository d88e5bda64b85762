-- place_organizations(codes text) -> many place_organization
-- Those with these codes, by acronym.
SELECT code, acronym, name, name_fr, type, country, url, about, state FROM organization
WHERE code {in codes} ORDER BY acronym, code;

-- place_organization_by_code(code text) -> one place_organization
SELECT code, acronym, name, name_fr, type, country, url, about, state FROM organization WHERE code = :code;
