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
    f.origin
FROM report_current r
JOIN finding f ON f.report_id = r.report_id
