-- What a reader of the current reports' figures must know.
CREATE VIEW "finding_current" AS
SELECT
    r.report_id,
    r.region_code,
    r.organ_name,
    r.year,
    r.scope,
    f.rule,
    f.severity,
    f.message,
    f.fields,
    f.cause,
    f.suspects,
    f.origin,
    CASE WHEN EXISTS (
        SELECT 1 FROM correction c
        WHERE c.report_id = f.report_id AND c.standing = 'applies' AND c.kind = 'confirmed'
            AND f.fields LIKE '%"' || c.field_code || '"%'
    ) THEN 'confirmed at the source' ELSE '' END AS standing
FROM report_current r
JOIN finding f ON f.report_id = r.report_id
