-- Table 2: what was published unasked, one row per report, item (t2_license) and measure (decisions).
CREATE VIEW "disclosure" AS
SELECT
    v.report_id,
    v.region_code,
    v.region_name,
    v.organ_name,
    v.year,
    v.scope,
    substr(v.field_code, 1, length(v.field_code) - length(m.measure) - 1) AS item,
    m.measure,
    v.value,
    v.unit,
    v.state,
    v.raw,
    v.note
FROM value_current v
JOIN (
    SELECT 'new_made' AS measure -- 本年新制作数量
    UNION ALL SELECT 'new_disclosed' -- 本年新公开数量
    UNION ALL SELECT 'total_disclosed' -- 对外公开总数量
    UNION ALL SELECT 'items_prev' -- 上一年项目数量
    UNION ALL SELECT 'items_change' -- 本年增/减
    UNION ALL SELECT 'decisions' -- 处理决定数量
    UNION ALL SELECT 'projects' -- 采购项目数量
    UNION ALL SELECT 'amount' -- 采购总金额, 本年收费金额
    UNION ALL SELECT 'issued' -- 本年制发件数
    UNION ALL SELECT 'repealed' -- 本年废止件数
    UNION ALL SELECT 'in_force' -- 现行有效件数
) m ON substr(v.field_code, length(v.field_code) - length(m.measure)) = '_' || m.measure
WHERE substr(v.field_code, 1, 3) = 't2_'
