-- Every cell of every current report, one row each. (field_code, layout) leads to one row of the codebook, `field`.
CREATE VIEW "value_current" AS
SELECT
    v.report_id, v.region_code, v.region_name, v.organ_name, v.year, v.scope, v.field_code, v.layout, v.value, v.raw,
    v.state, v.unit, v.note, v.table_name, v.origin, v.organ_id, v.organ_kind
FROM cell_read v
UNION ALL
SELECT
    v.report_id, v.region_code, v.region_name, v.organ_name, v.year, v.scope, v.field_code, v.layout, v.value, v.raw,
    v.state, v.unit, v.note, v.table_name, v.origin, v.organ_id, v.organ_kind
FROM cell_added v
