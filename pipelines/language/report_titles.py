"""Titles of annual reports: whose, on which year, for whom it speaks, in whatever order the words come.

Read from folded text (`labels.fold`), in which brackets are `(`, 、 is `.` and blanks are gone.
"""

import re
from dataclasses import dataclass

from pipelines.language import dates, folding, organ_names

YEAR = r"(?P<year>[0-9〇○◯OoОΟο零一二三四五六七八九]{4})年(?:度)?"  # О Ο ο: Cyrillic and Greek letters typed for 〇
_SUBJECT = r"(?P<subject>(?:政府|政务)?(?:信息公开|政府公开)|政务公开)"
_REPORT = r"(?:报告|年报|年度报告|总结)"
_TITLES = tuple(
    re.compile(f"^(?:关于)?{pattern}")
    for pattern in (
        rf"(?P<before>[^。:]{{0,40}}?){YEAR}(?P<between>[^。:]{{0,40}}?){_SUBJECT}"
        rf"(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?(?:情况)?{_REPORT}",
        rf"(?P<before>[^。:]{{2,40}}?)(?P<between>){_SUBJECT}(?:工作)?{YEAR}(?:年度)?(?:工作)?(?:情况)?(?:的)?{_REPORT}",
        rf"(?P<before>[^。:]{{2,40}}?)(?P<between>){_SUBJECT}(?:工作)?(?:年度)?(?:工作)?{_REPORT}\({YEAR}\)",
    )
)
_WITHOUT_YEAR = re.compile(
    rf"^(?:关于)?(?P<organ>[\u4e00-\u9fff()]{{3,40}}?){_SUBJECT}(?:工作)?(?:年度)?(?:工作)?{_REPORT}$"
)
_WRAPPER = re.compile(
    r"^(?:文字解读|图解|一图读懂|解读|问答解读)[:\-]?|^附件?\d{0,2}[:.]?(?=[^年]{0,40}年)|^标题:|^\([^()]{1,8}\)(?=.)"
)
_WAY = re.compile(r"^.*[>›»]")  # the way to the page: 首页>政务公开>
_OTHER_PAPERS = re.compile(r"通知|格式|制度|指南|办法|规定|网站")
_ASIDE = re.compile(r"\([^()]*\)$")
_SCOPES = (  # what words of a title say of its scope, first fit
    ("organ_only", re.compile(r"本级|本机关|\([^()]*办公[厅室]\)|\(不含[^()]*\)")),
    ("aggregate", re.compile(r"汇总|全[省市州盟区县旗](?!面)|\(含[^()]*\)")),
)
# what follows the organ's name in a title and is no part of it
_NOT_OF_THE_NAME = re.compile(
    r"(?:公共企事业单位|全[省市州盟区县旗]|本级|[省市州盟区县旗]级|\([^()]*(?:含|本级|汇总)[^()]*\))$"
)


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    year: int | None
    organ: str
    scope: str = ""  # organ_only | aggregate, where the title's words say so
    scope_evidence: str = ""


def title(text: str) -> Title | None:
    """What a line says as the title of a report with its year; None when it is none."""
    folded = _unwrapped(text)
    match = next((found for pattern in _TITLES if (found := pattern.match(folded))), None)
    if match is None or _OTHER_PAPERS.search(folded[: match.end() + 8]):
        return None
    organ = match["before"] + match["between"]
    if organ.endswith("人民") and match["subject"].startswith("政府"):  # 山亭区人民|政府信息公开: 政府 serves twice
        organ += "政府"
    aside = _ASIDE.search(folded[match.end() :])
    shown = folded[: match.end()] + (aside[0] if aside and aside.end() == len(folded[match.end() :]) else "")
    return _made(shown, dates.year_number(match["year"]), organ)


def title_without_year(text: str) -> Title | None:
    """The same for a line of a title that leaves the year to the line below; only when it names an organ."""
    match = _WITHOUT_YEAR.match(_unwrapped(text))
    if match is None or _OTHER_PAPERS.search(match[0]) or not organ_names.kind(match["organ"]):
        return None
    return _made(match[0], None, match["organ"])


def _unwrapped(text: str) -> str:
    folded = _WAY.sub("", folding.fold(text)).strip("《》\"'")
    while (shorter := _WRAPPER.sub("", folded).lstrip("#*-=~.")) != folded:
        folded = shorter
    return folded


def _made(shown: str, year: int | None, organ: str) -> Title:
    scope, evidence = next(
        ((scope, match[0]) for scope, pattern in _SCOPES if (match := pattern.search(shown))), ("", "")
    )
    organ = organ.removeprefix("关于").rstrip("的关于").removeprefix("关于").strip("-_·")
    while (shorter := _NOT_OF_THE_NAME.sub("", organ)) != organ:
        organ = shorter
    return Title(shown, year, organ, scope, evidence)
