-- One wide row per region, organ, year and scope: the totals of the forms since 2019 and a twin of each with blanks as
-- zero, stored in `report_figures`. Sums over scopes count an organ twice: use organ_year for them. error_count counts the findings of severity
-- error; look at them before using the row.
CREATE VIEW "panel" AS
SELECT
    r.report_id,
    r.organ_id,
    r.organ_name,
    r.organ_kind,
    r.region_code,
    r.region_name,
    p.level AS region_level,
    p.prefecture_code,
    p.prefecture_name,
    p.province_code,
    p.province_name,
    CASE
        WHEN (p.valid_from IS NULL OR p.valid_from <= r.year) AND (p.valid_to IS NULL OR p.valid_to >= r.year)
            THEN r.region_code
        WHEN p.valid_to < r.year THEN t.today_code
        ELSE (
            SELECT CASE WHEN count(*) = 1 THEN max(q.code) END
            FROM region_successor s
            JOIN region q ON q.code = s.code
            WHERE s.successor_code = r.region_code AND q.valid_from <= r.year
                AND (q.valid_to IS NULL OR q.valid_to >= r.year)
        )
    END AS region_code_in_year,
    CASE WHEN p.valid_to IS NULL THEN r.region_code ELSE t.today_code END AS region_code_today,
    r.year,
    CASE WHEN r.year >= 2021 THEN 1 WHEN r.year < 2021 THEN 0 END AS since_2021,
    r.scope,
    {layouts},
    r.published_on,
    days_after('-01-31') AS days_after_31_january,
    days_after('-03-31') AS days_after_31_march,
    CASE
        WHEN r.organ_kind = 'government' OR r.year < 2019 THEN days_after('-03-31')
        WHEN r.organ_kind = 'department' THEN days_after('-01-31')
    END AS days_late,
    r.title,
    r.source_url,
    r.document_sha256,
    r.version,
    r.status,
    r.verified,
    (SELECT count(*) FROM finding e WHERE e.report_id = r.report_id AND e.severity = 'error') AS error_count,
    {figures}
FROM report_current r
JOIN place p ON p.region_code = r.region_code
LEFT JOIN region_today t ON t.code = r.region_code
LEFT JOIN report_figures f ON f.report_id = r.report_id
