-- One wide row per organ and year. Of several scopes the one the organ answers for: a government's report on all below
-- it before one of unknown scope before one on its own office, any other organ's report on itself before the others.
CREATE VIEW "organ_year" AS
SELECT
    p.*,
    (SELECT count(*) FROM report_current b WHERE b.organ_id = p.organ_id AND b.year = p.year) AS scope_count
FROM panel p
WHERE p.year IS NOT NULL AND p.report_id = (
    SELECT b.report_id
    FROM report_current b
    WHERE b.organ_id = p.organ_id AND b.year = p.year
    ORDER BY
        CASE
            WHEN b.scope = 'unknown' THEN 2
            WHEN (b.scope = 'aggregate') = (b.organ_kind = 'government') THEN 1
            ELSE 3
        END,
        b.report_id
    LIMIT 1
)
