-- Table 3: what became of applications, one row per report, outcome and applicant type.
CREATE VIEW "applications" AS
SELECT
    v.report_id,
    v.region_code,
    v.region_name,
    v.organ_name,
    v.year,
    v.scope,
    f.row_key AS outcome,
    f.column_key AS applicant,
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
WHERE f.table_name = 'T3'
UNION ALL
SELECT
    v.report_id,
    v.region_code,
    v.region_name,
    v.organ_name,
    v.year,
    v.scope,
    f.row_key AS outcome,
    f.column_key AS applicant,
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
WHERE f.table_name = 'T3'
