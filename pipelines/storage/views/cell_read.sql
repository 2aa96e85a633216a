-- The cells of the current reports that were read. One part of value_current and of the long tables, each of which adds
-- cell_added: in two parts SQLite looks cells up by their key, in one it would copy the whole table first. CROSS JOIN tells
-- SQLite to go from reports to their cells; left to itself it reads the whole table for one field.
CREATE VIEW "cell_read" AS
SELECT
    r.report_id,
    r.region_code,
    r.region_name,
    r.organ_id,
    r.organ_name,
    r.organ_kind,
    r.year,
    r.scope,
    v.field_code,
    v.layout,
    CAST(CASE c.kind WHEN 'value' THEN c.value WHEN 'not_in_source' THEN NULL ELSE v.value END AS DOUBLE PRECISION) AS value,
    v.raw,
    CASE c.kind WHEN 'value' THEN 'number' WHEN 'not_in_source' THEN 'blank' ELSE v.state END AS state,
    v.unit,
    v.note,
    v.table_name,
    CASE WHEN c.kind = 'confirmed' THEN 'confirmed' WHEN c.kind IS NULL THEN 'read' ELSE 'corrected' END AS origin
FROM report_current r
CROSS JOIN value v
LEFT JOIN correction c ON c.report_id = v.report_id AND c.field_code = v.field_code AND c.standing = 'applies'
WHERE v.report_id = r.report_id
