-- Table 4: reviews and suits over disclosure, one row per report, route and result.
CREATE VIEW "litigation" AS
SELECT
    v.report_id,
    v.region_code,
    v.region_name,
    v.organ_name,
    v.year,
    v.scope,
    substr(v.field_code, 4, length(v.field_code) - length(s.result) - 4) AS route,
    s.result,
    v.value,
    v.state,
    v.raw
FROM value_current v
JOIN (
    SELECT 'upheld' AS result -- 结果维持
    UNION ALL SELECT 'corrected' -- 结果纠正
    UNION ALL SELECT 'other' -- 其他结果
    UNION ALL SELECT 'pending' -- 尚未审结
    UNION ALL SELECT 'total' -- 总计
) s ON substr(v.field_code, length(v.field_code) - length(s.result)) = '_' || s.result
WHERE substr(v.field_code, 1, 3) = 't4_'
