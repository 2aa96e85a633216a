"""The grammar of titles: whose report, on which year, is it one at all, and what stands around it.

One for both sides: the crawler asks it about the text of links, the reading about lines, labels and headings. The
organ's name is taken off first, then the rest is judged: 综合行政执法局 and 预算编审中心 hold words of other papers.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pipelines.language import dates, folding, organ_names, papers


class Kind(StrEnum):
    REPORT = "report"
    SHORT = "short"  # 2020年年报, 某局2020年政府信息公…: a report inside a column of reports only
    ABOUT = "about"  # a paper about a report: 通知, 说明, 公告, 格式
    OTHER = "other"  # another yearly paper: 法治政府建设年度报告, 政府网站年度报表
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What a title says; `before`, `text` and `after` are the whole of it, blanks left out."""

    text: str = ""  # the title proper, as printed
    organ: str = ""  # as printed; "" when the title names none, or a pronoun
    year: int | None = None  # the year reported on
    kind: Kind = Kind.NONE
    is_explainer: bool = False
    is_copy: bool = False
    is_correction: bool = False
    scope: str = ""  # organ_only | aggregate, where the title's words say so
    scope_evidence: str = ""
    before: str = ""  # 附件2:, 首页>年报>, 青政发〔2024〕3号
    after: str = ""  # （图片版）, .pdf, _某县人民政府

    def is_report(self, *, in_column: bool = False) -> bool:
        """True for a report itself. Inside a verified column a dated 年报 is one, too."""
        return self.kind is Kind.REPORT or (in_column and self.kind is Kind.SHORT)


_CORE = re.compile(  # 政务公开工作总结 is another paper: 政务公开 counts with the words of a yearly report only
    r"(?P<subject>(?:政府|政务)?信息(?:主动)?公开)[^:,]{0,14}?(?:年度情况(?:报告|总结)?|年度?报告?|报告|总结)"
    r"|(?P<other_subject>政务公开|政府公开|公开工作)[^:,]{0,8}?(?:年度(?:工作)?报告|年报)"
    r"|(?:年度报告|年报)[^:,]{0,6}信息公开\)?"
)
_SHORT_CORE = re.compile(r"年度(?:工作)?(?:情况)?报告|年报")
_CUT_CORE = re.compile(r"(?:政府信|信息|政务公)息?公?开?工?作?年?度?报?(?:\.{2,}|[…⋯]+)$")
_YEAR = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?!\d)(?![-./]\d)(?P<spelled>年度|年(?!\d{1,2}月|[一二三四五六七八九十元]{1,2}月))?"
)
_YEAR_IN_HEAD = re.compile(r"\(?(?<!\d)20\d\d(?!\d)(?:年度|年)?\)?")
_BEFORE = re.compile(  # what stands before a title and is no part of it, one after another
    r".*[>›→]|(?:网站)?首页.*[/\"]|.*?(?:位置|标题|题名|名称):(?:首页)?"
    r"|(?:文字|图文|视频|图片|政策)?(?:解读|图解|一图(?:读懂|看懂)|问答)[:!|\-]*"
    r"|[\u4e00-\u9fff]{0,8}\(?20\d\d\)?第?\d{1,4}号:?"
    r"|附件?\d{0,2}[:.](?=.)|附件\d{1,2}(?=\D)|\((?!20\d\d(?:年度?)?\))[^()]{1,8}\)(?=.)"
    r"|\(?20\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\d\d:\d\d(?::\d\d)?)?\)?"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.](?!\d)"
    r"|20\d{6}(?=\D)|\d{1,2}[-/]\d{1,2}(?=[^-/\d])|\d{1,2}(?=[\u4e00-\u9fff])(?![年月日号届次个家])|(?i:new|hot|top)!?"
    r"|[#*\-=~.★◆●■▪◇☆√\"'《》<|_]+"
)
_GROUP = re.compile(
    r"(?:部门|单位|[省市州盟区县旗]直|乡镇|镇街|街镇|镇乡|街道)+"
)  # of organs: 【乡镇】 before a row's title
_COVERING = re.compile(  # words of the letter a report is sent with
    r"关于(?:对|做好|开展|编制|修改|修订|修正|撤销|撤回|公开)?"
    r"|(?:更正|更新|重新(?:发布|公布)|重发|转发|发布|公布|报送|上报|呈报|印发):?"
    r"|现(?:将|就|把|公布|发布)|\d{1,2}月(?:\d{1,2}日)?(?:公布|发布)?的?"
)
_AFTER_NAME = re.compile(  # what follows an organ's name in a title and is no part of it
    r"(?:关于.{0,200}|的|[:\-_.》《\"']{1,20}|(?:公开)?(?:发布|公布|报送)|公共企事业单位|全[省市州盟区县旗]|本级|[省市州盟区县旗]级"
    r"|\([^()]{0,60}(?:含|本级|汇总)[^()]{0,60}\))$"
)
_SEVERAL_YEARS = re.compile(r"20\d\d(?:年度?)?[-~—至到](?=20\d\d(?:年|\D|$))")
_SENTENCE = re.compile(r"[。；;：:，,！!？?]")
_MAX_ORGAN_LENGTH = 40  # characters
_ASIDE = re.compile(r"\([^()]*\)")
_SCOPES = (  # what words of a title say of its scope, first fit
    ("organ_only", re.compile(r"本级|本机关|\([^()]*办公[厅室]\)|\(不含[^()]*\)")),
    ("aggregate", re.compile(r"汇总|全[省市州盟区县旗](?!面)|\(含[^()]*\)")),
)


@lru_cache(maxsize=2048)  # the rows of a list are asked about several times
def read(text: str) -> Title:
    """What a title, a link's text or a heading says. Never raises; `kind` is empty for what is no title."""
    printed = folding.printed(text)
    folded = _folded(printed)
    start = _skipped(folded)
    body = folded[start:]
    core = _CORE.search(body) or _SHORT_CORE.search(body) or _CUT_CORE.search(body)
    spans = _organ_spans(body[: core.start()] if core else body)
    organ = "".join(printed[start + begin : start + end] for begin, end in spans)
    if core and organ.endswith("人民") and core[0].startswith("政府"):
        organ += "政府"  # 山亭区人民|政府信息公开: 政府 serves twice
    is_organ = bool(organ_names.kind(organ)) and not organ_names.is_nobody(organ)
    tail = body[core.end() :] if core else ""
    judged = body[: len(body) - len(tail)] + papers.without_site(tail)
    rest = _without(judged, spans) if is_organ else judged
    aside = _ASIDE.match(tail)
    end = len(body) - len(tail) + (aside.end() if aside else 0)
    year = _report_year(body, core)
    scope, evidence = _scope(body[:end], printed[start:])
    kind = _kind(core, rest, tail, year)
    is_named = is_organ or (kind in (Kind.REPORT, Kind.SHORT) and not organ_names.is_nobody(organ))
    return Title(
        text=printed[start : start + end],
        organ=organ if is_named else "",
        year=year,
        kind=kind,
        is_explainer=papers.is_explainer(folded[:start] + rest),
        is_copy=papers.is_copy(folded),
        is_correction=papers.is_correction(folded),
        scope=scope,
        scope_evidence=evidence,
        before=printed[:start],
        after=printed[start + end :],
    )


def read_line(text: str) -> Title | None:
    """The same for a line of a document: None unless it is the title of a report with its year, and nothing else.

    Sentences, menus with several titles in a row and papers about reports give None.
    """
    found = read(text)
    is_dated = found.year is not None and bool(_YEAR.search(_folded(found.text)))
    is_plain = not _SENTENCE.search(found.text) and len(found.organ) <= _MAX_ORGAN_LENGTH
    return found if found.kind is Kind.REPORT and is_dated and is_plain else None


def read_without_year(text: str) -> Title | None:
    """The same for a line of a title that leaves the year to the line below; only when it names an organ."""
    found = read(text)
    is_whole = found.kind is Kind.REPORT and found.year is None and not found.after and not _SENTENCE.search(found.text)
    return found if is_whole and organ_names.kind(found.organ) else None


def report_year(title: str, *, in_column: bool = False) -> int | None:
    """The year a report speaks of, read from its title; None when this is no report's title or no year is printed."""
    found = read(title)
    return found.year if found.is_report(in_column=in_column) and (found.year or 0) >= dates.FIRST_YEAR else None


def is_report_title(title: str, *, in_column: bool = False) -> bool:
    """True for the title of a report itself; false for papers about reports and for other yearly papers.

    `in_column` accepts `2020年年报` and `某局2020年政府信息公…` too: what stands in a verified column need not repeat
    the column's name, or not to its end.
    """
    return read(title).is_report(in_column=in_column)


def owner(title: str) -> str:
    """The organ a report's title names, `""` when it names none.

    >>> owner("关于山亭区教育局2022年政府信息公开工作年度报告")
    '山亭区教育局'
    """
    return read(title).organ


def _skipped(folded: str) -> int:
    """Where the title proper begins. A name in brackets is left where it is: `【山亭区】二〇二〇年政府信息公开年报`."""
    start = 0
    while match := _BEFORE.match(folded, start):
        rest = folded[match.end() :]
        inner = match[0].strip("()")
        is_name = match[0][0] == "(" and bool(organ_names.kind(inner)) and not _GROUP.fullmatch(inner)
        if match.end() == start or not rest or is_name:
            break
        start = match.end()
    return start


def _organ_spans(head: str) -> list[tuple[int, int]]:
    """Where the organ's name stands in what stands before the report's words.

    Before the year or behind it, `2019年某市人民政府办公厅政府信息公开…`, or in both: `某县2020年城头镇政府信息公开…`.
    """
    years = [match.span() for match in _YEAR_IN_HEAD.finditer(head)]
    begins, ends = [0, *(end for _, end in years)], [*(begin for begin, _ in years), len(head)]
    spans = [_trimmed(head, begin, end) for begin, end in zip(begins, ends, strict=True)]
    found = [(begin, end) for begin, end in spans if begin < end]
    return found[:1] + [span for span in found[1:] if organ_names.kind(head[slice(*span)])]


def _trimmed(head: str, begin: int, end: int) -> tuple[int, int]:
    """The span without the words of a covering letter, brackets around it, and what follows a name."""
    while (match := _COVERING.match(head, begin, end)) and match.end() > begin:
        begin = match.end()
    if head[begin : begin + 1] == "(" and head.find(")", begin, end) == end - 1:
        begin, end = begin + 1, end - 1  # 【山亭区】
    while match := _AFTER_NAME.search(head[begin:end]):
        end = begin + match.start()
    return begin, end


def _without(body: str, spans: list[tuple[int, int]]) -> str:
    for begin, end in reversed(spans):
        body = body[:begin] + body[end:]
    return body


def _scope(folded: str, printed: str) -> tuple[str, str]:
    for scope, pattern in _SCOPES:
        if match := pattern.search(folded):
            return scope, printed[match.start() : match.end()]
    return "", ""


def _folded(text: str) -> str:
    return dates.with_digits(folding.fold_each(text))


def _kind(core: re.Match[str] | None, rest: str, tail: str, year: int | None) -> Kind:
    if papers.is_other(rest):
        return Kind.OTHER
    if core is None:
        return Kind.NONE
    if papers.is_about(rest, tail):
        return Kind.ABOUT
    if core.re is _CORE:
        return Kind.REPORT
    return Kind.SHORT if year is not None else Kind.NONE


def _report_year(body: str, core: re.Match[str] | None) -> int | None:
    """The year printed nearest before the end of the report's words, else the first behind them: `总结及2024年计划`.

    One followed by 年 beats a bare number. None where several are meant: `年报（2008-2022）`.
    """
    if _SEVERAL_YEARS.search(body):
        return None
    found = list(_YEAR.finditer(body))
    spelled = [match for match in found if match["spelled"]] or found
    end = core.end() if core else len(body)
    before = [match for match in spelled if match.start() < end]
    return int((before or [*reversed(spelled)])[-1]["year"]) if spelled else None
