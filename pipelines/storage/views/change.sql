-- Every cell that another version of a report, another reading or a person changed: old and new, since when, and why.
-- why: source changed | read anew | corrected. NULL raw on one side: the cell was not there.
CREATE VIEW "change" AS
WITH pair AS (
    SELECT n.report_id AS new_id, o.report_id AS old_id, n.organ_id, n.year, n.scope, n.first_seen_at
    FROM report n
    JOIN report o ON o.organ_id = n.organ_id AND o.year = n.year AND o.scope = n.scope AND o.version = (
        SELECT max(b.version) FROM report b
        WHERE b.organ_id = n.organ_id AND b.year = n.year AND b.scope = n.scope AND b.version < n.version
    )
),
differing AS (
    SELECT p.new_id AS report_id, v.field_code, w.raw AS old_raw, w.value AS old_value, v.raw AS new_raw,
        v.value AS new_value, p.first_seen_at, 'source changed' AS why
    FROM pair p
    JOIN value v ON v.report_id = p.new_id
    LEFT JOIN value w ON w.report_id = p.old_id AND w.field_code = v.field_code
    WHERE w.report_id IS NULL OR w.state <> v.state OR w.value <> v.value OR w.raw <> v.raw
    UNION ALL
    SELECT p.new_id, w.field_code, w.raw, w.value, NULL, NULL, p.first_seen_at, 'source changed'
    FROM pair p
    JOIN value w ON w.report_id = p.old_id
    LEFT JOIN value v ON v.report_id = p.new_id AND v.field_code = w.field_code
    WHERE v.report_id IS NULL
    UNION ALL
    SELECT h.report_id, h.field_code, h.raw, h.value,
        CASE WHEN l.history_id IS NULL THEN v.raw ELSE l.raw END,
        CASE WHEN l.history_id IS NULL THEN v.value ELSE l.value END,
        h.replaced_at, 'read anew'
    FROM value_history h
    LEFT JOIN value_history l ON l.report_id = h.report_id AND l.history_id = (
        SELECT min(b.history_id) FROM value_history b
        WHERE b.report_id = h.report_id AND b.field_code = h.field_code AND b.history_id > h.history_id
    )
    LEFT JOIN value v ON v.report_id = h.report_id AND v.field_code = h.field_code
    UNION ALL
    SELECT c.report_id, c.field_code, v.raw, v.value, v.raw, c.value, c.corrected_on, 'corrected'
    FROM correction c
    LEFT JOIN value v ON v.report_id = c.report_id AND v.field_code = c.field_code
    WHERE c.standing = 'applies' AND c.kind <> 'confirmed' AND c.report_id IS NOT NULL
        AND substr(c.field_code, 1, 1) <> '@'
)
SELECT
    d.report_id,
    o.region_code,
    o.name AS organ_name,
    r.year,
    r.scope,
    d.field_code,
    d.old_raw,
    d.old_value,
    d.new_raw,
    d.new_value,
    d.first_seen_at,
    d.why,
    r.version,
    r.source_url
FROM differing d
JOIN report r ON r.report_id = d.report_id
JOIN organ o ON o.organ_id = r.organ_id
