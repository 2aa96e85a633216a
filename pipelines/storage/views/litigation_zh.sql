-- The view litigation with Chinese names.
CREATE VIEW "行政复议诉讼" AS
SELECT
    l.report_id AS "报告编号",
    l.region_code AS "行政区划代码",
    l.region_name AS "行政区划",
    l.organ_name AS "行政机关",
    l.year AS "年度",
    CASE l.scope WHEN 'organ_only' THEN '本机关' WHEN 'aggregate' THEN '汇总' ELSE '未说明' END AS "口径",
    CASE l.route
        WHEN 'review' THEN '行政复议'
        WHEN 'suit_direct' THEN '行政诉讼：未经复议直接起诉'
        WHEN 'suit_postreview' THEN '行政诉讼：复议后起诉'
        ELSE l.route
    END AS "途径",
    CASE l.result
        WHEN 'upheld' THEN '结果维持'
        WHEN 'corrected' THEN '结果纠正'
        WHEN 'other' THEN '其他结果'
        WHEN 'pending' THEN '尚未审结'
        WHEN 'total' THEN '总计'
        ELSE l.result
    END AS "结果",
    l.value AS "数值",
    CASE l.state WHEN 'number' THEN '数字' WHEN 'blank' THEN '空白' WHEN 'not_applicable' THEN '不适用' WHEN 'text' THEN '文字'
        ELSE '无法辨认' END AS "状态",
    l.raw AS "原文"
FROM litigation l
