-- Every cell of every current report, one row each.
CREATE VIEW "value_current" AS
SELECT
    r.report_id,
    r.region_code,
    r.region_name,
    r.organ_name,
    r.year,
    r.scope,
    v.field_code,
    v.value,
    v.raw,
    v.state,
    v.unit,
    v.note,
    v.table_name,
    v.origin
FROM report_current r
JOIN cell v ON v.report_id = r.report_id
