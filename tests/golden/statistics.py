"""Golden documents of the years before 2019: a report in prose with its statistics sheet as an annex.

Labels are the forms' own, figures and prose are made up. Each sheet is a list of rows as printed, and beside a row
stands the field it must be read as, if any.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from tests.city.forms.render_docx import package
from tests.city.forms.report import Paragraph
from tests.city.forms.sheet import Sheet, SheetCell

_ORGAN = "青岚市望溪区人民政府"
Row = tuple[str, str, str, str]  # field code or "", label, unit, figure of the year


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetGolden:
    """One document, its expectation spelled out."""

    name: str
    shows: str
    body: bytes
    suffix: str
    expected: dict[str, object]


def _document(
    name: str, shows: str, year: int, table: str, sheet: Sheet, rows: Sequence[Row], findings: Sequence[str] = ()
) -> SheetGolden:
    """An annex as HTML or, where the name says so, as Word; the expectation follows from the rows alone."""
    title = f"{_ORGAN}{year}年政府信息公开工作年度报告"
    content = (
        Paragraph(title, "title"),
        Paragraph(f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"),
        Paragraph("本区按季度汇总各部门的公开情况，年终核对一次。收到申请数和答复情况见附件。"),
        Paragraph("附件：政府信息公开情况统计表"),
        sheet,
        Paragraph(_ORGAN),
        Paragraph(f"{year + 1}年1月20日"),
    )
    is_word = "_docx_" in name
    expected: dict[str, object] = {
        "organ_name": _ORGAN,
        "year": year,
        "published_on": f"{year + 1}-01-20",
        "layouts": {table: table},
        "values": {code: _value(unit, figure) for code, _, unit, figure in rows if code},
        "findings": list(findings),
        "status": "ok",
    }
    body = package(title, content) if is_word else _html(title, content).encode()
    return SheetGolden(name=name, shows=shows, body=body, suffix="docx" if is_word else "html", expected=expected)


def _value(unit: str, figure: str) -> dict[str, object]:
    if not figure or figure == "/":
        return {"value": None, "state": "not_applicable" if figure else "blank"}
    return {"value": float(figure) if "." in figure else int(figure), "state": "number", "unit": unit}


def _html(title: str, content: Sequence[Paragraph | Sheet]) -> str:
    inner = "\n".join(
        f"<p>{escape(block.text)}</p>" if isinstance(block, Paragraph) else _table(block) for block in content
    )
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n</head>\n'
        f"<body>\n{inner}\n</body>\n</html>\n"
    )


def _table(sheet: Sheet) -> str:
    rows = "\n".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in sheet)
    return f'<table border="1">\n{rows}\n</table>'


def _cell(cell: SheetCell) -> str:
    spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return f"<td{spans}>{escape(cell.text)}</td>"


def _sheet(head: Sequence[Sequence[SheetCell]], rows: Iterator[Sequence[str]], width: int) -> Sheet:
    """A row of one text is a heading over all columns."""
    body = (
        (SheetCell(cells[0], colspan=width),) if len(cells) == 1 else tuple(SheetCell(text) for text in cells)
        for cells in rows
    )
    return (*map(tuple, head), *body)


def _head(*texts: str) -> tuple[tuple[SheetCell, ...], ...]:
    return (tuple(SheetCell(text) for text in texts),)


_N14: tuple[Row, ...] = (
    ("", "一、主动公开情况", "", ""),
    ("n14_disclosed_total", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "6214"),
    ("n14_disclosed_normdoc", "其中：主动公开规范性文件数", "条", "37"),
    ("n14_issued_normdoc", "制发规范性文件总数", "件", "37"),
    ("", "（二）通过不同渠道和方式公开政府信息的情况", "", ""),
    ("n14_via_gazette", "1.政府公报公开政府信息数", "条", "48"),
    ("n14_via_website", "2.政府网站公开政府信息数", "条", "5902"),
    ("n14_via_weibo", "3.政务微博公开政府信息数", "条", "860"),
    ("n14_via_wechat", "4.政务微信公开政府信息数", "条", "415"),
    ("n14_via_other", "5.其他方式公开政府信息数", "条", "122"),
    ("", "6.主动公开规划计划、统计信息", "条", "96"),  # the district's own
    ("", "二、回应解读情况", "", ""),
    ("n14_response_events", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次", "19"),
    ("n14_press_conf", "1.参加或举办新闻发布会总次数", "次", "4"),
    ("n14_press_conf_head", "其中：主要负责同志参加新闻发布会次数", "次", "2"),
    ("n14_interview", "2.政府网站在线访谈次数", "次", "6"),
    ("n14_interview_head", "其中：主要负责同志参加政府网站在线访谈次数", "次", "1"),
    ("n14_policy_explain", "3.政策解读稿件发布数", "篇", "31"),
    ("n14_response_social", "4.微博微信回应事件数", "次", ""),
    ("", "三、依申请公开情况", "", ""),
    ("n14_req_received", "（一）收到申请数", "件", "57"),
    ("n14_req_inperson", "1.当面申请数", "件", "11"),
    ("n14_req_fax", "2.传真申请数", "件", "0"),
    ("n14_req_web", "3.网络申请数", "件", "29"),
    ("n14_req_mail", "4.信函申请数", "件", "17"),
    ("n14_closed_total", "（二）申请办结数", "件", "55"),
    ("n14_closed_ontime", "1.按时办结数", "件", "52"),
    ("n14_closed_extended", "2.延期办结数", "件", "3"),
    ("n14_replies_total", "（三）申请答复数", "件", "55"),
    ("n14_reply_already_public", "1.属于已主动公开范围数", "件", "14"),
    ("n14_reply_granted", "2.同意公开答复数", "件", "20"),
    ("n14_reply_partial", "3.同意部分公开答复数", "件", "5"),
    ("n14_reply_denied", "4.不同意公开答复数", "件", "6"),
    ("n14_deny_state_secret", "其中：（1）涉及国家秘密", "件", "0"),
    ("n14_deny_trade_secret", "（2）涉及商业秘密", "件", "1"),
    ("n14_deny_privacy", "（3）涉及个人隐私", "件", "2"),
    ("n14_deny_security", "（4）危及国家安全、公共安全、经济安全和社会稳定", "件", "0"),
    ("n14_deny_not_govinfo", "（5）不是《条例》所指政府信息", "件", "3"),
    ("n14_deny_other_law", "（6）法律法规规定的其他情形", "件", "0"),
    ("n14_reply_not_own", "5.不属于本行政机关公开数", "件", "4"),
    ("n14_reply_not_exist", "6.申请信息不存在数", "件", "5"),
    ("n14_reply_amend", "7.告知作出更改补充数", "件", "1"),
    ("n14_reply_other_channel", "8.告知通过其他途径办理数", "件", "0"),
    ("n14_review_total", "四、行政复议数量", "件", "7"),
    ("n14_review_upheld", "（一）维持具体行政行为数", "件", "4"),
    ("n14_review_corrected", "（二）被依法纠错数", "件", "1"),
    ("n14_review_other", "（三）其他情形数", "件", "2"),
    ("n14_suit_total", "五、行政诉讼数量", "件", "3"),
    ("n14_suit_upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "2"),
    ("n14_suit_corrected", "（二）被依法纠错数", "件", "0"),
    ("n14_suit_other", "（三）其他情形数", "件", "1"),
    ("n14_complaints", "六、举报投诉数量", "件", "/"),
    ("n14_fee_collected", "七、依申请公开信息收取的费用", "元", "286.5"),
    ("", "八、机构建设和保障经费情况", "", ""),
    ("n14_org_offices", "（一）政府信息公开工作专门机构数", "个", "12"),
    ("n14_org_reading_points", "（二）设置政府信息公开查阅点数", "个", "9"),
    ("n14_staff_total", "（三）从事政府信息公开工作人员数", "人", "64"),
    ("n14_staff_fulltime", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", "10"),
    ("n14_staff_parttime", "2.兼职人员数", "人", "54"),
    ("n14_budget", "（四）政府信息公开专项经费", "万元", "18.6"),
    ("n14_meetings", "（一）召开政府信息公开工作会议或专题会议数", "次", "5"),
    ("n14_trainings", "（二）举办各类培训班数", "次", "3"),
    ("n14_trainees", "（三）接受培训人员数", "人次", "210"),
)
_FUJIAN: tuple[Row, ...] = (
    ("", "主动公开文件数", "条", "2413"),
    ("", "其中：1、政府网站公开数", "条", "2413"),
    ("", "2、政府公报公开数", "条", "0"),
    ("", "受理依申请公开信息总数", "条", "9"),
    ("lsh_req_inperson", "其中：1、当面申请数", "条", "2"),
    ("lsh_req_web", "2、网上申请数", "条", "6"),
    ("", "3、信函、传真申请数", "条", "1"),
    ("lsh_reply_total", "对申请的答复总数", "条", "9"),
    ("lsh_reply_granted", "其中：1、同意公开答复数", "条", "7"),
    ("lsh_reply_partial", "2、同意部分公开答复数", "条", "1"),
    ("", "3、不予公开答复数", "条", "1"),
    ("", "4、其他类型答复数", "条", "0"),
    ("", "政府信息公开收费减免金额", "元", "0"),
    ("", "接受行政诉讼、举报数", "件", "0"),
    ("lsh_review", "行政复议数", "件", "1"),
    ("lsh_suit", "行政诉讼数", "件", "0"),
)
_LSH: tuple[Row, ...] = (
    ("lsh_disclosed_total", "主动公开信息数", "条", "1830"),
    ("lsh_disclosed_fulltext", "其中：全文电子化的主动公开信息数", "条", "1795"),
    ("lsh_new_normdoc", "新增的行政规范性文件数", "条", "22"),
    ("lsh_page_views", "网站专栏页面访问量", "人次", "41260"),
    ("lsh_visits", "现场接待人数", "人次", "318"),
    ("lsh_req_total", "申请总数", "条", "41"),
    ("lsh_req_inperson", "其中：1.当面申请数", "条", "8"),
    ("lsh_req_fax", "2.传真申请数", "条", "1"),
    ("lsh_req_email", "3.电子邮件申请数", "条", "5"),
    ("lsh_req_web", "4.网上申请数", "条", "20"),
    ("lsh_req_mail", "5.信函申请数", "条", "6"),
    ("lsh_req_other", "6.其他形式申请数", "条", "0"),  # 40: the sheet lost one
    ("lsh_reply_total", "对申请的答复总数", "条", "39"),
    ("lsh_reply_granted", "其中：1.同意公开答复数", "条", "30"),
    ("lsh_not_exist", "（2）“信息不存在”数", "条", "4"),
    ("", "（5）“免予公开范围1”数", "条", "1"),  # which ground that is, another sheet of the city's says
    ("lsh_review", "行政复议数", "件", "2"),
    ("lsh_fee_total", "收取费用总额", "元", "1204"),
)

SHEETS = (
    _document(
        "n14_html_2016",
        "the statistics sheet of 2014 to 2018: headings over all columns, a row of the district's own, 元 for 万元",
        2016,
        "N14",
        _sheet(
            _head("统 计 指 标", "单位", "统计数"),
            ((label, unit, figure) if unit else (label,) for _, label, unit, figure in _N14),
            3,
        ),
        _N14,
    ),
    _document(
        "n14_docx_2017",
        "the same sheet in Word, its figures split by organ under a header of two rows: the sum's column is the figure",
        2017,
        "N14",
        _sheet(
            (
                (SheetCell("统计指标", rowspan=2), SheetCell("单位", rowspan=2), SheetCell("统计数", colspan=3)),
                (SheetCell("区直单位"), SheetCell("乡镇街道"), SheetCell("合计")),
            ),
            ((label, unit, "1", "2", figure) if unit else (label,) for _, label, unit, figure in _N14),
            5,
        ),
        _N14,
    ),
    _document(
        "lsh_html_fujian_2015",
        "a sheet of 福建: the year beside 历年累计, half of its wordings no field's own",
        2015,
        "LSH",
        _sheet(
            _head("指标名称", "计量单位", "2015年度", "历年累计"),
            ((label, unit, figure, f"8{figure}") for _, label, unit, figure in _FUJIAN),
            4,
        ),
        _FUJIAN,
    ),
    _document(
        "lsh_html_codes_2012",
        "a sheet with codes and 本期实际 beside 本年累计; the ways of asking do not add up as printed",
        2012,
        "LSH",
        _sheet(
            _head("指标名称", "计量单位", "代码", "本期实际", "本年累计"),
            ((label, unit, f"{n + 1:02}", "0", figure) for n, (_, label, unit, figure) in enumerate(_LSH)),
            5,
        ),
        _LSH,
        findings=("LSH_CHANNELS",),
    ),
)
