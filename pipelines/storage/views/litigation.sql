-- Table 4: reviews and suits over disclosure, one row per report, route and result.
CREATE VIEW "litigation" AS
SELECT
    v.report_id,
    v.region_code,
    v.region_name,
    v.organ_name,
    v.year,
    v.scope,
    f.row_key AS route,
    f.column_key AS result,
    v.value,
    v.state,
    v.raw,
    v.field_code,
    v.layout,
    v.origin,
    v.organ_id,
    v.organ_kind
FROM cell_read v
JOIN field f ON f.code = v.field_code AND f.layout = v.layout
WHERE f.table_name = 'T4'
UNION ALL
SELECT
    v.report_id,
    v.region_code,
    v.region_name,
    v.organ_name,
    v.year,
    v.scope,
    f.row_key AS route,
    f.column_key AS result,
    v.value,
    v.state,
    v.raw,
    v.field_code,
    v.layout,
    v.origin,
    v.organ_id,
    v.organ_kind
FROM cell_added v
JOIN field f ON f.code = v.field_code AND f.layout = v.layout
WHERE f.table_name = 'T4'
