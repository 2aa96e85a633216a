-- Every cell of every report as people have it: corrected where somebody corrected our reading, printed beside it.
-- origin: read | corrected | confirmed (a person found the printed figure in the source, whatever the sums say).
CREATE VIEW "cell" AS
SELECT
    v.report_id,
    v.field_code,
    v.table_name,
    v.layout,
    CASE c.kind WHEN 'value' THEN c.value WHEN 'not_in_source' THEN NULL ELSE v.value END AS value,
    v.raw,
    CASE c.kind WHEN 'value' THEN 'number' WHEN 'not_in_source' THEN 'blank' ELSE v.state END AS state,
    v.unit,
    v.unit_source,
    v.note,
    v.page,
    v.row_index,
    v.column_index,
    v.bbox,
    CASE WHEN c.kind = 'confirmed' THEN 'confirmed' WHEN c.kind IS NULL THEN 'read' ELSE 'corrected' END AS origin
FROM value v
LEFT JOIN correction c ON c.report_id = v.report_id AND c.field_code = v.field_code AND c.standing = 'applies'
UNION ALL
SELECT
    c.report_id, c.field_code, '', NULL, c.value, '', 'number', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'corrected'
FROM correction c
WHERE c.standing = 'applies' AND c.kind = 'value' AND c.report_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM value v WHERE v.report_id = c.report_id AND v.field_code = c.field_code)
    AND substr(c.field_code, 1, 1) <> '@'
