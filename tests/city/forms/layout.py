"""The two statutory forms as data: 60号 (F2019, report years 2019 and 2020) and 30号 (F2021, since 2021).

Labels are the forms' own words (国办公开办函〔2019〕60号, 国办公开办函〔2021〕30号); field codes are the codebook's.
"""

from dataclasses import dataclass

F2019 = "F2019"
F2021 = "F2021"
TABLES = ("T2", "T3", "T4")


@dataclass(frozen=True, slots=True)
class Block:
    """One numbered block of table 2: a heading, the column labels, and rows of (label, field codes)."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of table 3: its code, its label, and the group（三）…（六） it stands in, if any."""

    code: str
    label: str
    group: str = ""


def _block(item: str, columns: str, rows: dict[str, str]) -> Block:
    labels = tuple(columns.split())
    return Block(
        f"第二十条第（{item}）项", labels, tuple((label, tuple(codes.split())) for label, codes in rows.items())
    )


_ITEMS = "上一年项目数量 本年增/减 处理决定数量"

T2: dict[str, tuple[Block, ...]] = {
    F2019: (
        _block(
            "一",
            "本年新制作数量 本年新公开数量 对外公开总数量",
            {
                "规章": "t2_regulation_new_made t2_regulation_new_disclosed t2_regulation_total_disclosed",
                "规范性文件": "t2_normdoc_new_made t2_normdoc_new_disclosed t2_normdoc_total_disclosed",
            },
        ),
        _block(
            "五",
            _ITEMS,
            {
                "行政许可": "t2_license_items_prev t2_license_items_change t2_license_decisions",
                "其他对外管理服务事项": (
                    "t2_otherservice_items_prev t2_otherservice_items_change t2_otherservice_decisions"
                ),
            },
        ),
        _block(
            "六",
            _ITEMS,
            {
                "行政处罚": "t2_penalty_items_prev t2_penalty_items_change t2_penalty_decisions",
                "行政强制": "t2_coercion_items_prev t2_coercion_items_change t2_coercion_decisions",
            },
        ),
        _block("八", "上一年项目数量 本年增/减", {"行政事业性收费": "t2_fee_items_prev t2_fee_items_change"}),
        _block("九", "采购项目数量 采购总金额", {"政府集中采购": "t2_procure_projects t2_procure_amount"}),
    ),
    F2021: (
        _block(
            "一",
            "本年制发件数 本年废止件数 现行有效件数",
            {
                "规章": "t2_regulation_issued t2_regulation_repealed t2_regulation_in_force",
                "行政规范性文件": "t2_normdoc_issued t2_normdoc_repealed t2_normdoc_in_force",
            },
        ),
        _block("五", "本年处理决定数量", {"行政许可": "t2_license_decisions"}),
        _block(
            "六",
            "本年处理决定数量",
            {"行政处罚": "t2_penalty_decisions", "行政强制": "t2_coercion_decisions"},
        ),
        _block("八", "本年收费金额（单位：万元）", {"行政事业性收费": "t2_fee_amount"}),
    ),
}

T3_COLUMNS = (
    ("natural_person", "自然人"),
    ("org_business", "商业企业"),
    ("org_research", "科研机构"),
    ("org_public_interest", "社会公益组织"),
    ("org_legal_service", "法律服务机构"),
    ("org_other", "其他"),
    ("total", "总计"),
)
T3_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
T3_SIDE = "三、本年度办理结果"
_DENIED, _UNABLE, _REJECT, _OTHER = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"
_OTHER_2021 = (
    Row("t3_other_no_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", _OTHER),
    Row("t3_other_fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", _OTHER),
    Row("t3_other_misc", "3.其他", _OTHER),
)

T3_BEFORE = (
    Row("t3_new_received", "一、本年新收政府信息公开申请数量"),
    Row("t3_carried_in", "二、上年结转政府信息公开申请数量"),
)
T3_AFTER = Row("t3_carried_out", "四、结转下年度继续办理")
T3_TOTAL = Row("t3_total_processed", "（七）总计")


def t3_outcomes(layout: str) -> tuple[Row, ...]:
    """The rows of 三、本年度办理结果 without its total: 19 under F2019, 21 under F2021."""
    return _OUTCOMES + (_OTHER_2021 if layout == F2021 else (Row("t3_other", _OTHER),))


_OUTCOMES = (
    Row("t3_granted", "（一）予以公开"),
    Row("t3_partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    Row("t3_denied_state_secret", "1.属于国家秘密", _DENIED),
    Row("t3_denied_law_prohibited", "2.其他法律行政法规禁止公开", _DENIED),
    Row("t3_denied_security_stability", "3.危及“三安全一稳定”", _DENIED),
    Row("t3_denied_third_party", "4.保护第三方合法权益", _DENIED),
    Row("t3_denied_internal_affairs", "5.属于三类内部事务信息", _DENIED),
    Row("t3_denied_process_info", "6.属于四类过程性信息", _DENIED),
    Row("t3_denied_enforcement_file", "7.属于行政执法案卷", _DENIED),
    Row("t3_denied_query_matter", "8.属于行政查询事项", _DENIED),
    Row("t3_unable_not_held", "1.本机关不掌握相关政府信息", _UNABLE),
    Row("t3_unable_need_creation", "2.没有现成信息需要另行制作", _UNABLE),
    Row("t3_unable_unclear", "3.补正后申请内容仍不明确", _UNABLE),
    Row("t3_reject_petition", "1.信访举报投诉类申请", _REJECT),
    Row("t3_reject_repeat", "2.重复申请", _REJECT),
    Row("t3_reject_publication", "3.要求提供公开出版物", _REJECT),
    Row("t3_reject_mass", "4.无正当理由大量反复申请", _REJECT),
    Row("t3_reject_confirm", "5.要求行政机关确认或重新出具已获取信息", _REJECT),
)

T4_GROUPS = (
    ("t4_review", "行政复议"),
    ("t4_suit_direct", "未经复议直接起诉"),
    ("t4_suit_postreview", "复议后起诉"),
)
T4_SUIT = "行政诉讼"
T4_RESULTS = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)


def codes(t2: str, t3: str, tables: tuple[str, ...] = TABLES) -> tuple[str, ...]:
    """Field codes of a report with table 2 and table 3 of these layouts, in the order printed."""
    found: list[str] = []
    if "T2" in tables:
        found += [code for block in T2[t2] for _, row in block.rows for code in row]
    if "T3" in tables:
        rows = (*T3_BEFORE, *t3_outcomes(t3), T3_TOTAL, T3_AFTER)
        found += [f"{row.code}__{column}" for row in rows for column, _ in T3_COLUMNS]
    if "T4" in tables:
        found += [f"{group}_{result}" for group, _ in T4_GROUPS for result, _ in T4_RESULTS]
    return tuple(found)


def unit(code: str) -> str | None:
    """The unit the form or its definition gives a field; None for 采购总金额, which the form leaves open."""
    if code == "t2_procure_amount":
        return None
    if code == "t2_fee_amount":
        return "万元"
    if code == "t2_procure_projects":
        return "个"
    return "项" if code.startswith("t2_") and code.endswith(("_items_prev", "_items_change")) else "件"
