-- How the last crawl of each portal ended; outcome is NULL until one has ended.
CREATE VIEW "portal_current" AS
SELECT
    p.region_code,
    g.name AS region_name,
    p.portal_url,
    p.name,
    p.outcome,
    p.family,
    p.column_url,
    p.stated,
    p.seen,
    CASE WHEN p.outcome IS NULL THEN 'interrupted' ELSE p.reason END AS reason,
    p.trail,
    p.proof
FROM portal p
JOIN region g ON g.code = p.region_code
