-- The view applications with Chinese names.
CREATE VIEW "依申请公开" AS
SELECT
    a.report_id AS "报告编号",
    a.region_code AS "行政区划代码",
    a.region_name AS "行政区划",
    a.organ_name AS "行政机关",
    a.year AS "年度",
    CASE a.scope WHEN 'organ_only' THEN '本机关' WHEN 'aggregate' THEN '汇总' ELSE '未说明' END AS "口径",
    CASE a.outcome
        WHEN 't3_new_received' THEN '本年新收政府信息公开申请'
        WHEN 't3_carried_in' THEN '上年结转政府信息公开申请'
        WHEN 't3_granted' THEN '予以公开'
        WHEN 't3_partial' THEN '部分公开'
        WHEN 't3_denied_state_secret' THEN '不予公开：属于国家秘密'
        WHEN 't3_denied_law_prohibited' THEN '不予公开：其他法律行政法规禁止公开'
        WHEN 't3_denied_security_stability' THEN '不予公开：危及“三安全一稳定”'
        WHEN 't3_denied_third_party' THEN '不予公开：保护第三方合法权益'
        WHEN 't3_denied_internal_affairs' THEN '不予公开：属于三类内部事务信息'
        WHEN 't3_denied_process_info' THEN '不予公开：属于四类过程性信息'
        WHEN 't3_denied_enforcement_file' THEN '不予公开：属于行政执法案卷'
        WHEN 't3_denied_query_matter' THEN '不予公开：属于行政查询事项'
        WHEN 't3_unable_not_held' THEN '无法提供：本机关不掌握'
        WHEN 't3_unable_need_creation' THEN '无法提供：没有现成信息需要另行制作'
        WHEN 't3_unable_unclear' THEN '无法提供：补正后申请内容仍不明确'
        WHEN 't3_reject_petition' THEN '不予处理：信访举报投诉类申请'
        WHEN 't3_reject_repeat' THEN '不予处理：重复申请'
        WHEN 't3_reject_publication' THEN '不予处理：要求提供公开出版物'
        WHEN 't3_reject_mass' THEN '不予处理：无正当理由大量反复申请'
        WHEN 't3_reject_confirm' THEN '不予处理：要求确认或重新出具已获取信息'
        WHEN 't3_other' THEN '其他处理'
        WHEN 't3_other_no_correction' THEN '其他处理：逾期不补正'
        WHEN 't3_other_fee_unpaid' THEN '其他处理：逾期未缴费'
        WHEN 't3_other_misc' THEN '其他处理：其他'
        WHEN 't3_total_processed' THEN '办理结果总计'
        WHEN 't3_carried_out' THEN '结转下年度继续办理'
        ELSE a.outcome
    END AS "办理情况",
    CASE a.applicant
        WHEN 'natural_person' THEN '自然人'
        WHEN 'org_business' THEN '商业企业'
        WHEN 'org_research' THEN '科研机构'
        WHEN 'org_public_interest' THEN '社会公益组织'
        WHEN 'org_legal_service' THEN '法律服务机构'
        WHEN 'org_other' THEN '其他'
        WHEN 'total' THEN '总计'
        ELSE a.applicant
    END AS "申请人",
    a.value AS "数值",
    CASE a.state WHEN 'number' THEN '数字' WHEN 'blank' THEN '空白' WHEN 'not_applicable' THEN '不适用' WHEN 'text' THEN '文字'
        ELSE '无法辨认' END AS "状态",
    a.raw AS "原文"
FROM applications a
