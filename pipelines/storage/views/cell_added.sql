-- The cells of the current reports that no reading found and a person supplied. Their layout is the newest that was in
-- force for the report's year; their unit is the form's.
CREATE VIEW "cell_added" AS
SELECT
    r.report_id,
    r.region_code,
    r.region_name,
    r.organ_id,
    r.organ_name,
    r.organ_kind,
    r.year,
    r.scope,
    c.field_code,
    f.layout,
    CAST(c.value AS DOUBLE PRECISION) AS value,
    '' AS raw,
    'number' AS state,
    f.unit,
    NULL AS note,
    f.table_name,
    'corrected' AS origin
FROM correction c
JOIN report_current r ON r.report_id = c.report_id
JOIN field f ON f.code = c.field_code AND f.layout = (
    SELECT max(g.layout)
    FROM field g
    WHERE g.code = c.field_code AND (r.year IS NULL OR CAST(substr(g.years, 1, 4) AS INTEGER) <= r.year)
)
WHERE c.standing = 'applies' AND c.kind = 'value'
    AND NOT EXISTS (SELECT 1 FROM value v WHERE v.report_id = c.report_id AND v.field_code = c.field_code)
