-- The view disclosure with Chinese names.
CREATE VIEW "主动公开" AS
SELECT
    d.report_id AS "报告编号",
    d.region_code AS "行政区划代码",
    d.region_name AS "行政区划",
    d.organ_name AS "行政机关",
    d.year AS "年度",
    CASE d.scope WHEN 'organ_only' THEN '本机关' WHEN 'aggregate' THEN '汇总' ELSE '未说明' END AS "口径",
    CASE d.item
        WHEN 't2_regulation' THEN '规章'
        WHEN 't2_normdoc' THEN '行政规范性文件'
        WHEN 't2_license' THEN '行政许可'
        WHEN 't2_otherservice' THEN '其他对外管理服务事项'
        WHEN 't2_penalty' THEN '行政处罚'
        WHEN 't2_coercion' THEN '行政强制'
        WHEN 't2_fee' THEN '行政事业性收费'
        WHEN 't2_procure' THEN '政府集中采购'
        WHEN 't2_hb_otherdoc' THEN '其他主动公开文件'
        ELSE d.item
    END AS "信息内容",
    CASE d.measure
        WHEN 'new_made' THEN '本年新制作数量'
        WHEN 'new_disclosed' THEN '本年新公开数量'
        WHEN 'total_disclosed' THEN '对外公开总数量'
        WHEN 'items_prev' THEN '上一年项目数量'
        WHEN 'items_change' THEN '本年增/减'
        WHEN 'decisions' THEN '处理决定数量'
        WHEN 'projects' THEN '采购项目数量'
        WHEN 'amount' THEN '金额'
        WHEN 'issued' THEN '本年制发件数'
        WHEN 'repealed' THEN '本年废止件数'
        WHEN 'in_force' THEN '现行有效件数'
        ELSE d.measure
    END AS "指标",
    d.value AS "数值",
    d.unit AS "单位",
    CASE d.state WHEN 'number' THEN '数字' WHEN 'blank' THEN '空白' WHEN 'not_applicable' THEN '不适用' WHEN 'text' THEN '文字'
        ELSE '无法辨认' END AS "状态",
    d.raw AS "原文",
    d.note AS "备注"
FROM disclosure d
