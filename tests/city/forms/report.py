"""A whole report in the order printed: title, preface, six sections, the three sheets, signature. All prose is ours."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .layout import F2021, TABLES
from .sheet import AS_PRESCRIBED, Liberties, Sheet, table2, table3, table4


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm:
    """One organ's report on one year, ready to be printed."""

    organ: str  # 淮安市洪泽区人民政府
    year: int  # the year reported on
    printed: Mapping[str, str]  # field code -> as printed
    published_on: str  # ISO date
    t2: str = F2021
    t3: str = F2021
    tables: tuple[str, ...] = TABLES  # the others are left out, as where a portal shows pictures instead
    liberties: Liberties = AS_PRESCRIBED
    wording: str = "政府信息公开工作年度报告"  # how the title ends
    sheets: Mapping[str, Sheet] = field(default_factory=dict)  # T2 | T3 | T4 -> what is printed in the form's place

    @property
    def title(self) -> str:
        return f"{self.organ}{self.year}年{self.wording}"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of prose; `role` is title, heading or text."""

    text: str
    role: str = "text"


def blocks(report: ReportForm) -> Iterator[Paragraph | Sheet]:
    """The report's paragraphs and sheets, in order."""
    yield Paragraph(report.title, "title")
    yield Paragraph(_preface(report))
    yield Paragraph("一、总体情况", "heading")
    yield from map(Paragraph, _overview(report))
    yield Paragraph("二、主动公开政府信息情况", "heading")
    if "T2" in report.tables:
        yield report.sheets.get("T2") or table2(report.t2, report.printed, report.liberties)
    yield Paragraph("三、收到和处理政府信息公开申请情况", "heading")
    if "T3" in report.tables:
        yield report.sheets.get("T3") or table3(report.t3, report.printed, report.liberties)
    yield Paragraph("四、政府信息公开行政复议、行政诉讼情况", "heading")
    if "T4" in report.tables:
        yield report.sheets.get("T4") or table4(report.printed, report.liberties)
    yield Paragraph("五、存在的主要问题及改进情况", "heading")
    yield Paragraph("存在的主要问题：个别栏目更新不够及时，部分答复的说理不够充分。")
    yield Paragraph("改进情况：按月检查各栏目的更新，答复作出前交法制机构审核，并组织一次业务培训。")
    yield Paragraph("六、其他需要报告的事项", "heading")
    yield Paragraph(_other_matters(report))
    yield Paragraph(report.organ)
    yield Paragraph(_chinese_date(report.published_on))


def _preface(report: ReportForm) -> str:
    return (
        f"本报告依照《中华人民共和国政府信息公开条例》编制，由六个部分组成。所列数据的统计期限自{report.year}年1月1日起"
        f"至{report.year}年12月31日止。"
    )


def _overview(report: ReportForm) -> Iterator[str]:
    received = _number(report.printed.get("t3_new_received__total", ""))
    counted = (
        f"本年新收政府信息公开申请{received}件，均在法定期限内处理。" if received else "申请的办理情况见第三部分。"
    )
    yield f"（一）主动公开。{report.year}年，围绕群众关心的事项更新公开目录，政策文件与解读材料同步发布。"
    yield f"（二）依申请公开。{counted}"
    yield "（三）政府信息管理。公文在拟稿时确定公开属性，已公开的文件按年度整理，失效的及时标注。"
    yield "（四）政府信息公开平台建设。门户网站设置统一的政府信息公开栏目，政务服务大厅提供查阅电脑。"
    yield "（五）监督保障。公开工作列入年度考核，本年未发生责任追究的情形。"


def _other_matters(report: ReportForm) -> str:
    if report.t2 == F2021:
        return "本年发出收费通知0件，总金额0元；实际收取信息处理费0件，总金额0元。没有其他需要报告的事项。"
    return "没有其他需要报告的事项。"


def _number(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    return folded if folded.isdigit() else ""


def _chinese_date(iso: str) -> str:
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月{day}日"
