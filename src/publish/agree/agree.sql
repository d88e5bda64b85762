-- agree_pages(after int, limit int) -> many agree_page
SELECT id, code, state, day, title_key, status, organizations, countries, dimensions, approved, starts
FROM profile_page WHERE id > :after ORDER BY id LIMIT :limit;

-- agree_facets(first int, last int) -> many agree_facet
SELECT page, facet, day, code, title_key FROM profile_facet
WHERE page >= :first AND page <= :last ORDER BY page, facet;

-- agree_tallies() -> many agree_count
-- Facets whose kept number is not the number of their pages.
SELECT k.facet, coalesce(t.n, 0) AS n, coalesce(f.n, 0) AS other
FROM (SELECT facet FROM profile_tally UNION SELECT DISTINCT facet FROM profile_facet) AS k
     LEFT JOIN profile_tally t ON t.facet = k.facet
     LEFT JOIN (SELECT facet, count(*) AS n FROM profile_facet GROUP BY facet) AS f ON f.facet = k.facet
WHERE coalesce(t.n, 0) <> coalesce(f.n, 0) ORDER BY k.facet LIMIT 100;
