-- Every figure with the time in which it was the current one: the figures as they stood on a day are
-- SELECT … FROM value_asof WHERE valid_from <= '2026-03-01' AND (valid_to IS NULL OR valid_to > '2026-03-01').
-- As read and printed; corrections made by people stand in value_current and in change.
CREATE VIEW "value_asof" AS
WITH ranked AS (
    SELECT r.report_id, r.organ_id, r.year, r.scope, r.version, r.source_url, COALESCE(r.first_seen_at, '') AS seen,
        CASE r.status WHEN 'ok' THEN 1 WHEN 'partial' THEN 2 WHEN 'tables_missing' THEN 3 ELSE 4 END AS place,
        COALESCE(r.published_on, '') AS published
    FROM report r
),
beaten AS (
    SELECT a.report_id, min(b.seen) AS at
    FROM ranked a
    JOIN ranked b ON b.organ_id = a.organ_id AND b.year = a.year AND b.scope = a.scope AND (
        b.place < a.place OR b.place = a.place AND (
            b.published > a.published OR b.published = a.published AND b.version > a.version
        )
    )
    GROUP BY a.report_id
),
standing AS (
    SELECT a.*, b.at AS ended
    FROM ranked a
    LEFT JOIN beaten b ON b.report_id = a.report_id
    WHERE b.at IS NULL OR b.at > a.seen
),
reading AS (
    SELECT h.report_id, h.field_code, h.value, h.raw, h.state, h.unit,
        (SELECT max(b.replaced_at) FROM value_history b
         WHERE b.report_id = h.report_id AND b.field_code = h.field_code AND b.history_id < h.history_id) AS since,
        h.replaced_at AS until
    FROM value_history h
    WHERE h.state IS NOT NULL
    UNION ALL
    SELECT v.report_id, v.field_code, v.value, v.raw, v.state, v.unit,
        (SELECT max(b.replaced_at) FROM value_history b
         WHERE b.report_id = v.report_id AND b.field_code = v.field_code),
        NULL
    FROM value v
)
SELECT
    s.report_id,
    o.region_code,
    o.name AS organ_name,
    s.year,
    s.scope,
    c.field_code,
    c.value,
    c.raw,
    c.state,
    c.unit,
    CASE WHEN c.since > s.seen THEN c.since ELSE s.seen END AS valid_from,
    CASE WHEN c.until IS NULL THEN s.ended WHEN s.ended IS NULL OR c.until < s.ended THEN c.until ELSE s.ended END
        AS valid_to,
    s.version,
    s.source_url
FROM standing s
JOIN reading c ON c.report_id = s.report_id
JOIN organ o ON o.organ_id = s.organ_id
WHERE c.until IS NULL OR c.until > s.seen
