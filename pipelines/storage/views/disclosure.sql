-- Table 2: what was published unasked, one row per report, item (t2_license) and measure (decisions).
CREATE VIEW "disclosure" AS
SELECT
    v.report_id,
    v.region_code,
    v.region_name,
    v.organ_name,
    v.year,
    v.scope,
    f.row_key AS item,
    f.column_key AS measure,
    v.value,
    v.unit,
    CASE WHEN f.value_type = 'money' THEN
        round(v.value * CASE v.unit WHEN '元' THEN 1.0 WHEN '万元' THEN 10000.0 WHEN '亿元' THEN 100000000.0 END * 10000) / 10000
    END AS value_yuan,
    v.state,
    v.raw,
    v.note,
    v.field_code,
    v.layout,
    v.origin,
    v.organ_id,
    v.organ_kind
FROM cell_read v
JOIN field f ON f.code = v.field_code AND f.layout = v.layout
WHERE f.table_name = 'T2'
UNION ALL
SELECT
    v.report_id,
    v.region_code,
    v.region_name,
    v.organ_name,
    v.year,
    v.scope,
    f.row_key AS item,
    f.column_key AS measure,
    v.value,
    v.unit,
    CASE WHEN f.value_type = 'money' THEN
        round(v.value * CASE v.unit WHEN '元' THEN 1.0 WHEN '万元' THEN 10000.0 WHEN '亿元' THEN 100000000.0 END * 10000) / 10000
    END AS value_yuan,
    v.state,
    v.raw,
    v.note,
    v.field_code,
    v.layout,
    v.origin,
    v.organ_id,
    v.organ_kind
FROM cell_added v
JOIN field f ON f.code = v.field_code AND f.layout = v.layout
WHERE f.table_name = 'T2'
