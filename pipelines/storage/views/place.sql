-- Every region with the province and the prefecture it lies in; NULL where it lies in none, or is one itself above it.
CREATE VIEW "place" AS
SELECT
    g.code AS region_code,
    g.name AS region_name,
    g.level,
    CASE WHEN g.level = 'prefecture' THEN g.code WHEN a.level = 'prefecture' THEN a.code END AS prefecture_code,
    CASE WHEN g.level = 'prefecture' THEN g.name WHEN a.level = 'prefecture' THEN a.name END AS prefecture_name,
    CASE WHEN g.level = 'province' THEN g.code WHEN a.level = 'province' THEN a.code
        WHEN b.level = 'province' THEN b.code END AS province_code,
    CASE WHEN g.level = 'province' THEN g.name WHEN a.level = 'province' THEN a.name
        WHEN b.level = 'province' THEN b.name END AS province_name,
    g.valid_from,
    g.valid_to
FROM region g
LEFT JOIN region a ON a.code = g.parent_code
LEFT JOIN region b ON b.code = a.parent_code
