-- Table 3: what became of applications, one row per report, outcome and applicant type.
CREATE VIEW "applications" AS
SELECT
    v.report_id,
    v.region_code,
    v.region_name,
    v.organ_name,
    v.year,
    v.scope,
    substr(v.field_code, 1, length(v.field_code) - length(a.applicant) - 2) AS outcome,
    a.applicant,
    v.value,
    v.state,
    v.raw
FROM value_current v
JOIN (
    SELECT 'natural_person' AS applicant
    UNION ALL SELECT 'org_business'
    UNION ALL SELECT 'org_research'
    UNION ALL SELECT 'org_public_interest'
    UNION ALL SELECT 'org_legal_service'
    UNION ALL SELECT 'org_other'
    UNION ALL SELECT 'total'
) a ON substr(v.field_code, length(v.field_code) - length(a.applicant) - 1) = '__' || a.applicant
WHERE substr(v.field_code, 1, 3) = 't3_'
